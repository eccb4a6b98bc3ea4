"""Making: briefs that aren't at the desk yet, many at a time, in one short transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.editorial import audit
from briefs.editorial.content import take_new
from briefs.editorial.shapes import ends_of
from briefs.editorial.versions import version_of
from briefs.importing.lines import nouns
from briefs.importing.lines.shape import NAMED, Line
from briefs.models.address import FormerAddress
from briefs.models.brief import Brief, BriefAuthor, State
from briefs.models.edition import Change
from briefs.models.inserting import insert, insert_values, key_in_order, take_numbers
from briefs.models.publication import Publication
from briefs.models.version import Way
from briefs.publishing.draft import show_named
from briefs.publishing.first import First, publish_first
from briefs.publishing.problems import Problem, said


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How lines are taken in: as drafts or published, and what readers are told of a change."""

    publish: bool = False
    dry_run: bool = False
    note: str = ""
    change: Change = Change.UPDATE


@dataclass(frozen=True, kw_only=True)  # with slots it takes long to come from a process
class Ready:
    """A line, and its first edition but for what it names; None where no edition is asked for.

    `problems` are what keeps it from readers; `later` says that it may but link to a brief that
    a later line makes.
    """

    line: Line
    first: First | None = None
    problems: Sequence[Problem] = ()
    later: bool = False


def make(ready: Sequence[Ready], how: How) -> None:
    """Make the briefs of some lines, which aren't there yet; within a transaction."""
    found = nouns.find_or_make(each.line for each in ready)
    named = [nouns.of_line(each.line, found) for each in ready]
    shown = [each.first if how.publish and not each.later else None for each in ready]
    briefs = [
        _as_made(each.line.brief, published=first is not None)
        for each, first in zip(ready, shown, strict=True)
    ]
    take_numbers(briefs)
    insert(briefs)
    authors = [_authors(brief, rows) for brief, rows in zip(briefs, named, strict=True)]
    insert(row for rows in authors for row in rows)
    _relate(list(zip(briefs, named, strict=True)))
    insert(
        version_of(brief, brief.version, take_new(brief, rows, own), by=None, way=Way.IMPORT)
        for brief, rows, own in zip(briefs, named, authors, strict=True)
    )
    insert(audit.entry("brief.add", by=None, about=brief) for brief in briefs)
    firsts = [(first, rows) for first, rows in zip(shown, named, strict=True) if first]
    if firsts:
        _publish(firsts, found)


def taken_addresses(slugs: Iterable[str]) -> dict[str, Problem]:
    """Which of some slugs of new briefs readers know as another's: two queries."""
    slugs = list(slugs)
    shelf = Publication.objects.filter(slug__among=slugs).values_list("slug", flat=True)
    taken = _("Another published brief has the address “%(slug)s”: choose another.")
    found = dict.fromkeys(shelf, taken)
    led = _("Readers are led from the address “%(slug)s” to another brief: choose another.")
    former = FormerAddress.objects.filter(noun="publication", slug__among=slugs)
    for slug in former.values_list("slug", flat=True):
        found.setdefault(slug, led)
    return {
        slug: Problem(field="slug", code="address-taken", message=said(message, slug=slug))
        for slug, message in found.items()
    }


def _as_made(brief: Brief, *, published: bool) -> Brief:
    """A brief that is saved for the first time; its object may come from a transaction undone."""
    brief.pk, brief.key = None, key_in_order()
    brief.version = 1
    brief.state = State.PUBLISHED if published else State.DRAFT
    brief.shelved_version = 1 if published else 0
    return brief


def _authors(brief: Brief, named: dict[str, list[Any]]) -> list[BriefAuthor]:
    return [
        BriefAuthor(brief=brief, actor=actor, order=order)
        for order, actor in enumerate(named.get("authors", ()))
    ]


def _relate(briefs: Sequence[tuple[Brief, dict[str, list[Any]]]]) -> None:
    """Tie briefs to what they name: an insertion for each relation."""
    for name in NAMED:
        if name == "authors":
            continue
        through, parent, noun = ends_of(Brief._meta.get_field(name))
        insert_values(
            through,
            (parent, noun),
            [(brief.pk, row.pk) for brief, named in briefs for row in named.get(name, ())],
        )


def _publish(firsts: Sequence[tuple[First, dict[str, list[Any]]]], found: nouns.Found) -> None:
    places = {model: _places(model, rows.values()) for model, rows in found.items()}
    today = timezone.localdate()
    for first, rows in firsts:
        named = {name: rows.get(name, []) for name in NAMED}
        for name, model in NAMED.items():
            if name != "authors" and named[name]:
                named[name].sort(key=lambda row, places=places[model]: places[row.pk])  # type: ignore[misc]
        show_named(first.edition, first.brief, named, first.brief.published_on or today)
    publish_first([first for first, _rows in firsts])


def _places(model: type[Any], rows: Iterable[Any]) -> dict[int, int]:
    """The order in which the desk's relations give nouns, which is the database's."""
    keys = {row.pk for row in rows}
    ordered = model._default_manager.filter(pk__among=keys).values_list("pk", flat=True)
    return {pk: place for place, pk in enumerate(ordered)}
