"""Where a page of a list stands among the others."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, QueryDict

from briefs.search.filters import PAGING
from briefs.search.paging import Step


def neighbours(
    request: HttpRequest,
    known: Mapping[str, Sequence[str]],
    *,
    previous: Step | None,
    next_: Step | None,
) -> dict[str, str | None]:
    """The whole addresses of the `next` and the `previous` page.

    `known` has the parameters that the list understands.
    """

    def address(step: Step | None) -> str | None:
        if step is None:
            return None
        query = QueryDict(mutable=True)
        for name, values in known.items():
            if name not in PAGING:
                query.setlist(name, list(values))
        query.update(step)
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    return {"next": address(next_), "previous": address(previous)}
