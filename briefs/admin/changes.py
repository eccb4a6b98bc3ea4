"""What publishing would change: field by field, in words, with the text before and after."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.models.brief import Brief
from briefs.models.edition import Edition
from briefs.models.moments import day
from briefs.models.publication import Publication, Standing
from briefs.publishing import Draft, Gazetteer, Problem, checklist, compose, differences
from briefs.views.difference import (
    Effort,
    marked_lines,
    marked_rows,
    marked_words,
    replaced,
)

NAMES: dict[str, str | Promise] = {
    "title": gettext_lazy("Title"),
    "slug": gettext_lazy("Address"),
    "summary": gettext_lazy("Summary"),
    "key_points": gettext_lazy("Key points"),
    "body": gettext_lazy("Body"),
    "body_markdown": gettext_lazy("Body"),
    "body_html": gettext_lazy("How the body is set"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "license": gettext_lazy("License"),
    "published_on": gettext_lazy("Date of publication"),
    "embargo_until": gettext_lazy("Not before"),
    "note": gettext_lazy("Change note"),
    "sources": gettext_lazy("Sources"),
    "authors": gettext_lazy("Authors"),
    "topics": gettext_lazy("Topics"),
    "actors": gettext_lazy("Actors"),
    "agreements": gettext_lazy("Agreements"),
    "tags": gettext_lazy("Tags"),
    "regions": gettext_lazy("Regions"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that publishing would change: its name, and both texts marked up as HTML."""

    name: str | Promise
    marked: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What would happen to a brief if it were published now.

    `draft` is what it would become, `current` the edition that readers see; `problems` is the
    checklist.
    """

    draft: Draft
    current: Edition | None
    changes: list[Change]
    problems: list[Problem]

    @property
    def errors(self) -> list[Problem]:
        """What keeps the brief from being published."""
        return [problem for problem in self.problems if problem.blocks]

    @property
    def warnings(self) -> list[Problem]:
        """What should be looked at before."""
        return [problem for problem in self.problems if not problem.blocks]


def prospect(
    brief: Brief,
    publication: Publication | None,
    names: Gazetteer,
    effort: Effort | None = None,
) -> Prospect:
    """What publishing would do. A query for each relation of the brief, and those of the checklist.

    `names` and `effort`, which is what may be spent on comparing texts, are one for all the
    briefs of a page.
    """
    draft = compose(brief, on=brief.published_on or timezone.localdate())
    current = publication.current if publication else None
    problems = checklist(draft, current=current, names=names)
    if current is None or publication is None:
        return Prospect(draft=draft, current=None, changes=[], problems=problems)
    changes = [
        *_on_the_shelf(brief, publication),
        *_in_the_text(draft.edition, current, effort or Effort()),
    ]
    return Prospect(draft=draft, current=current, changes=changes, problems=problems)


def name_of(field: str) -> str:
    """A field in words."""
    return str(NAMES.get(field, field))


def _on_the_shelf(brief: Brief, publication: Publication) -> list[Change]:
    changes = []
    if publication.slug != brief.slug:
        changes.append(_changed("slug", publication.slug, brief.slug))
    if brief.published_on and publication.published_on != brief.published_on:
        before, after = day(publication.published_on), day(brief.published_on)
        changes.append(_changed("published_on", before, after))
    if publication.state != Standing.PUBLISHED:
        standing = publication.get_state_display()
        name = _("It comes back into lists (it is %(standing)s now)") % {"standing": standing}
        changes.append(Change(name=name, marked=replaced(standing, str(Standing.PUBLISHED.label))))
    return changes


def _in_the_text(edition: Edition, current: Edition, effort: Effort) -> list[Change]:
    names = differences(edition, current)
    if "body_markdown" in names and "body_html" in names:
        names.remove("body_html")
    changes = []
    for name in names:
        before, after = getattr(current, name), getattr(edition, name)
        match name:
            case "title" | "summary":
                marked = marked_words(before, after, effort)
                changes.append(Change(name=NAMES[name], marked=marked))
            case "body_markdown":
                marked = marked_lines(before, after, effort)
                changes.append(Change(name=NAMES[name], marked=marked))
            case "body_html":
                note = _("The same words, set anew.")
                changes.append(Change(name=NAMES[name], marked=format_html("{}", note)))
            case "key_points":
                marked = marked_rows(before, after, effort)
                changes.append(Change(name=NAMES[name], marked=marked))
            case "card":
                changes.extend(_relations(before, after, effort))
            case "sources":
                old, new = ([row["title"] for row in sources] for sources in (before, after))
                changes.append(Change(name=NAMES[name], marked=marked_rows(old, new, effort)))
            case _:
                changes.append(_changed(name, before, after))
    return changes


def _changed(name: str, before: str, after: str) -> Change:
    return Change(name=NAMES[name], marked=replaced(before, after))


def _relations(before: dict[str, Any], after: dict[str, Any], effort: Effort) -> list[Change]:
    """The relations in which two cards differ."""
    changes = []
    for name in after:
        if before.get(name) != after[name]:
            old, new = ([row["name"] for row in card.get(name, [])] for card in (before, after))
            marked = marked_rows(old, new, effort)
            changes.append(Change(name=NAMES.get(name, name), marked=marked))
    return changes
