"""Lists of nouns by words of their names, a page at a time."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from briefs.api.pages import neighbours
from briefs.api.problems import bad_parameters, no_such_page
from briefs.api.refs import Refs
from briefs.models.period import Period
from briefs.search import NoSuchPage, indexes
from briefs.search.as_of import AsOfIndexForm
from briefs.search.filters import PAGE_SIZE, without_blanks

type Row = Callable[[Any, Refs], dict[str, Any]]
type RowsThen = Callable[[list[Any], Refs, Period | None], Iterable[dict[str, Any]]]


def noun_list(
    request: HttpRequest, index: indexes.Index, row: Row, *, then: RowsThen | None = None
) -> HttpResponse | dict[str, Any]:
    """The page of an index that was asked for; problem JSON where there is none.

    `then` writes the rows instead, as of a period, where the list can be asked for one.
    """
    query = without_blanks(request.GET)
    form = AsOfIndexForm(query) if then else indexes.IndexForm(query)
    if not form.is_valid():
        return bad_parameters(form.errors)
    try:
        page = indexes.page_of(index, form.cleaned_data, page_size=PAGE_SIZE)
    except NoSuchPage:
        return no_such_page()
    refs = Refs(request)
    known = {name: query.getlist(name) for name in form.fields if name in query}
    previous = {"page": str(page.number - 1)} if page.has_previous() else None
    next_ = {"page": str(page.number + 1)} if page.has_next() else None
    return {
        "count": page.paginator.count,
        "page": page.number,
        "pages": page.paginator.num_pages,
        **neighbours(request, known, previous=previous, next_=next_),
        "results": list(then(list(page.object_list), refs, form.cleaned_data["as_of"]))
        if then
        else [row(each, refs) for each in page.object_list],
    }
