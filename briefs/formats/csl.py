"""CSL-JSON, which Zotero, pandoc and most reference managers read: one brief."""

import json
from collections.abc import Iterable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from briefs.formats import citation, single
from briefs.formats.answers import Site
from briefs.models.publication import Publication

TYPE = "application/vnd.citationstyles.csl+json"


@require_safe
def brief(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A list of one item."""
    return single.file(request, slug, _written, TYPE, "csl.json")


def _written(publication: Publication, notices: Iterable[object], site: Site) -> str:
    items = [citation.item(publication, site, notices)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
