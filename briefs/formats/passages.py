"""Passages in files: as the API's evidence, and as cells of a table."""

from typing import Any

from briefs.formats.files import Site, line
from briefs.models.evidence import Evidence

CSV_COLUMNS = (
    *("assertion", "attributed_to", "quote", "brief", "edition", "passage", "source", "locator"),
)


def cells(passage: Evidence, site: Site) -> tuple[object, ...]:
    """A passage under those columns."""
    edition, said_by, source = passage.edition, passage.attributed_to, passage.source
    return (
        *(passage.assertion, line(said_by.name) if said_by else ""),
        *(line(passage.exact), line(edition.title) if edition else ""),
        edition.number if edition else "",
        site.root + passage.get_absolute_url(),
        *(line(source.title) if source else "", line(passage.locator)),
    )


def evidence(passage: Evidence, site: Site) -> dict[str, Any]:
    """A passage as the API tells it, but for what it states."""
    edition, said_by, source = passage.edition, passage.attributed_to, passage.source
    return {
        "brief": edition and ref("brief", edition.publication.slug, edition.title, site),
        "edition": edition and edition.number,
        "quote": {"exact": passage.exact, "prefix": passage.prefix, "suffix": passage.suffix},
        "url": site.root + passage.get_absolute_url(),
        "assertion": passage.assertion,
        "attributed_to": said_by and ref("actor", said_by.slug, said_by.name, site),
        "source": source and {"title": source.title, "locator": passage.locator},
    }


def ref(page: str, slug: str, name: str, site: Site) -> dict[str, str]:
    """Something that has a page."""
    return {"slug": slug, "name": name, "url": site.url(page, slug)}
