"""A brief as a reference (CSL-JSON), from which the formats of reference managers are written.

It names the edition and its permanent address, so that a reference goes on saying what was read.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import translation

from briefs.formats.files import Site, line
from briefs.models import kinds
from briefs.models.publication import Publication

type Item = dict[str, Any]


def item(publication: Publication, site: Site, notices: Iterable[object] = ()) -> Item:
    """A CSL-JSON item (https://docs.citationstyles.org), its words in the brief's language."""
    edition = publication.edition
    cited = edition.citation
    with translation.override(edition.language):
        genre = kinds.label_of(edition.kind)
    said: Item = {
        **cited,
        "id": publication.slug,
        "title": line(cited["title"]),
        "author": [{"literal": line(author["literal"])} for author in cited["author"]],
        "genre": genre,
        "publisher": settings.SITE_NAME,
        "edition": str(edition.number),
        "abstract": line(edition.summary),
        "keyword": ", ".join(keywords(publication)),
        "URL": site.url("edition", publication.slug, edition.number),
    }
    if note := " ".join(line(str(notice)) for notice in notices):
        said["note"] = note
    return {name: value for name, value in said.items() if value}


def keywords(publication: Publication) -> list[str]:
    """What topics and tags a brief has."""
    card = publication.edition.card
    return [line(row["name"]) for name in ("topics", "tags") for row in card[name]]


def day(item: Item) -> tuple[int, int, int]:
    """The year, month and day on which it was published."""
    year, month, day = item["issued"]["date-parts"][0]
    return year, month, day
