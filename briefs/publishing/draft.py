"""A brief turned into the edition that it would become: rendered, not yet checked or saved."""

import datetime as dt
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
    authors = [row.actor for row in brief.author_rows.select_related("actor")]
    edition = Edition(
        title=brief.title.strip(),
        summary=" ".join(brief.summary.split()),
        key_points=brief.key_points,
        kind=brief.kind,
        language=brief.language,
        license=brief.license,
        body_markdown=brief.body,
        body_html=body.html,
        text=body.text,
        contents=body.contents,
        card={
            "authors": [_reference(actor) for actor in authors],
            "topics": [_reference(topic) for topic in brief.topics.all()],
            "actors": [_reference(actor) for actor in brief.actors.all()],
            "agreements": [_reference(agreement) for agreement in brief.agreements.all()],
            "tags": [_reference(tag) for tag in brief.tags.order_by("name")],
            "regions": [_reference(region) for region in brief.regions.all()],
        },
        sources=[_source(source) for source in brief.sources.all()],
        citation=_citation(brief, authors, on),
    )
    return Draft(brief=brief, edition=edition, body=body)


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


def _citation(brief: Brief, authors: list[Actor], on: dt.date) -> dict[str, Any]:
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
