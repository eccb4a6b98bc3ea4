"""A brief turned into the edition that it would become: rendered, not yet checked or saved."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from briefs.models.actor import Actor
from briefs.models.brief import Brief
from briefs.models.edition import Edition
from briefs.models.source import Source
from briefs.publishing.rendering import Rendered, render

# What an edition says; when two agree in these, publishing the second would change nothing.
CONTENT = (
    *("title", "summary", "key_points", "kind", "language", "license", "body_markdown"),
    *("body_html", "card", "sources"),
)


type Named = Mapping[str, Iterable[Any]]  # rows, by the name of the brief's relation to them


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A brief as read for publishing: the edition that it would become, and its body as rendered.

    The edition is unsaved and unnumbered; `checklist` says what's wrong with it.
    """

    brief: Brief
    edition: Edition
    body: Rendered


def compose(brief: Brief, *, on: dt.date) -> Draft:
    """Read and render a brief, dated `on`. Reads its relations: a query each."""
    body = render(brief.body, language=brief.language)
    named: Named = {
        "authors": [row.actor for row in brief.author_rows.select_related("actor")],
        "topics": brief.topics.all(),
        "actors": brief.actors.all(),
        "agreements": brief.agreements.all(),
        "tags": brief.tags.order_by("name"),
        "regions": brief.regions.all(),
        "sources": brief.sources.all(),
    }
    edition = edition_of(brief)
    show_body(edition, body)
    show_named(edition, brief, named, on)
    return Draft(brief=brief, edition=edition, body=body)


def edition_of(brief: Brief) -> Edition:
    """What an edition says of a brief's own fields."""
    return Edition(
        title=brief.title.strip(),
        summary=" ".join(brief.summary.split()),
        key_points=brief.key_points,
        kind=brief.kind,
        language=brief.language,
        license=brief.license,
        body_markdown=brief.body,
    )


def show_body(edition: Edition, body: Rendered) -> None:
    """Put the rendered body into an edition."""
    edition.body_html = body.html
    edition.text = body.text
    edition.contents = body.contents


def show_named(edition: Edition, brief: Brief, named: Named, on: dt.date) -> None:
    """Put what a brief names into an edition, in the order that readers get it."""
    edition.card = {
        name: [_reference(row) for row in rows] for name, rows in named.items() if name != "sources"
    }
    edition.sources = [_source(source) for source in named["sources"]]
    edition.citation = _citation(brief, named["authors"], on)


def differences(edition: Edition, current: Edition | None) -> list[str]:
    """The names of the fields in which an edition says something else than the current one."""
    if current is None:
        return list(CONTENT)
    return [name for name in CONTENT if getattr(edition, name) != getattr(current, name)]


def _reference(row: Any) -> dict[str, Any]:
    return {"key": str(row.key), "slug": row.slug, "name": str(row)}


def _source(source: Source) -> dict[str, str]:
    names = ("slug", "title", "author", "publisher", "date", "url", "kind", "note")
    return {name: getattr(source, name) for name in names}


def _citation(brief: Brief, authors: Iterable[Actor], on: dt.date) -> dict[str, Any]:
    """The brief as a CSL-JSON item (https://docs.citationstyles.org), but for its address."""
    return {
        "type": "report",
        "title": brief.title,
        "author": [{"literal": actor.name} for actor in authors],
        "issued": {"date-parts": [[on.year, on.month, on.day]]},
        "language": brief.language,
        "genre": brief.kind,
    }


def retracted(citation: dict[str, Any], language: str) -> dict[str, Any]:
    """A citation that says that the brief is retracted, in the brief's language."""
    with translation.override(language):
        title = _("Retracted: %(title)s") % {"title": citation["title"]}
    return {**citation, "title": title, "status": "retracted"}
