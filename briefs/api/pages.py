"""Where a page of a list stands among the others."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, QueryDict


def neighbours(
    request: HttpRequest, known: Mapping[str, Sequence[str]], *, page: int, pages: int
) -> dict[str, Any]:
    """`page`, `pages`, and the whole addresses of the `next` and the `previous` page.

    `known` has the parameters that the list understands.
    """

    def address(number: int) -> str | None:
        if not 1 <= number <= pages:
            return None
        query = QueryDict(mutable=True)
        for name, values in known.items():
            query.setlist(name, list(values))
        query["page"] = str(number)
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    return {
        "page": page,
        "pages": pages,
        "next": address(page + 1),
        "previous": address(page - 1),
    }
