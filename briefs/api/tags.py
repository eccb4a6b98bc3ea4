"""Tags: those that published briefs have."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from briefs.api.pages import neighbours
from briefs.api.problems import bad_parameters, no_such_page
from briefs.api.refs import Refs
from briefs.search import NoSuchPage, indexes
from briefs.search.filters import PAGE_SIZE, without_blanks


def tag_list(request: HttpRequest) -> HttpResponse | dict[str, Any]:
    """The tags that published briefs have, by name, a page at a time."""
    query = without_blanks(request.GET)
    form = indexes.IndexForm(query)
    if not form.is_valid():
        return bad_parameters(form.errors)
    try:
        page = indexes.page_of(indexes.tags, form.cleaned_data, page_size=PAGE_SIZE)
    except NoSuchPage:
        return no_such_page()
    refs = Refs(request)
    known = {name: query.getlist(name) for name in form.fields if name in query}
    return {
        "count": page.paginator.count,
        **neighbours(request, known, page=page.number, pages=page.paginator.num_pages),
        "results": [
            {**refs.ref("tag", tag.slug, tag.name), "count": tag.briefs} for tag in page.object_list
        ],
    }
