"""The same for other programs: where a list's and a brief's twins are, and what they are called."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from briefs.search.filters import from_first_page

# Their types, as <link> names them; the names are those of the formats in any language.
_LISTS = {
    "Atom": ("briefs.atom", "application/atom+xml"),
    "CSV": ("briefs.csv", "text/csv"),
    "BibTeX": ("briefs.bib", "application/x-bibtex"),
    "RIS": ("briefs.ris", "application/x-research-info-systems"),
}
_TIMELINE = {
    "CSV": ("timeline.csv", "text/csv"),
    "JSON": ("timeline.json", "application/json"),
}
_NETWORK = {
    "CSV": ("network.csv", "text/csv"),
    "JSON": ("network.json", "application/json"),
}
_BRIEFS = {
    "BibTeX": ("brief.bib", "application/x-bibtex"),
    "RIS": ("brief.ris", "application/x-research-info-systems"),
    "CSL-JSON": ("brief.csl.json", "application/vnd.citationstyles.csl+json"),
    "Markdown": ("brief.md", "text/markdown"),
    "JSON-LD": ("brief.jsonld", "application/ld+json"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A format: its name, its media type, the address of what is shown here in it."""

    name: str
    type: str
    url: str


def of_list(query: QueryDict) -> list[Twin]:
    """Those of all that a list's query finds."""
    return _with_query(_LISTS, query)


def of_timeline(query: QueryDict) -> list[Twin]:
    """Those of all that the timeline's query finds."""
    return _with_query(_TIMELINE, query)


def of_network(query: QueryDict) -> list[Twin]:
    """Those of all that the network's query finds."""
    return _with_query(_NETWORK, query)


def _with_query(twins: dict[str, tuple[str, str]], query: QueryDict) -> list[Twin]:
    asked = from_first_page(query)
    words = f"?{asked.urlencode()}" if asked else ""
    return [
        Twin(name=name, type=kind, url=reverse(route) + words)
        for name, (route, kind) in twins.items()
    ]


def of_brief(slug: str) -> list[Twin]:
    """Those of a brief's current edition."""
    return [
        Twin(name=name, type=kind, url=reverse(route, args=[slug]))
        for name, (route, kind) in _BRIEFS.items()
    ]
