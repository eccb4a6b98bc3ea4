"""Lists of briefs as files: what a query of the finder finds, all of it, streamed.

Nothing is kept from one request to the next: what is published or withdrawn shows at once.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import batched

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from briefs.formats import files
from briefs.formats.files import Site
from briefs.models.publication import Publication
from briefs.search import EditionFilter, Matches

BATCH = 500  # briefs read at a time

type Lines = Callable[[Iterable[Publication], Site], Iterator[str]]


def whole(request: HttpRequest, write: Lines, content_type: str, ending: str) -> HttpResponseBase:
    """All briefs that the query of a request finds, in its order, as a file; or 400, or 304."""
    asked = EditionFilter(request.GET)
    if not asked.is_valid():
        return files.bad_parameters(asked.form.errors)

    def lines() -> Iterator[str]:
        matches = Matches(asked.form.cleaned_data, asked.snapshot)
        return write(rows(matches.in_order()), Site(request))

    return files.as_shown(request, f"briefs.{ending}", content_type, lines)


def rows(ids: Iterable[int]) -> Iterator[Publication]:
    """The publications of some ids, with what lists and citations say of them.

    A query for each batch. What has left the shelf since the ids were found is left out.
    """
    for batch in batched(ids, BATCH):
        found = Publication.objects.listed().with_citations().in_bulk(batch)
        yield from (found[pk] for pk in batch if pk in found)
