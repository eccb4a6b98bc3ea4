"""CSL-JSON, which Zotero, pandoc and most reference managers read: one brief."""

import json
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.formats import citation, single
from briefs.formats.files import Site
from briefs.models.publication import Publication

TYPE = "application/vnd.citationstyles.csl+json"


@require_safe
@answered()
def brief(request: HttpRequest, slug: str) -> HttpResponse:
    """A list of one item."""
    return single.file(request, slug, _written, TYPE, "csl.json")


def _written(publication: Publication, notices: Iterable[object], site: Site) -> str:
    items = [citation.item(publication, site, notices)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
