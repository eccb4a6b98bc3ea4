"""Changing: a brief that is at the desk already takes over what a line says otherwise."""

from typing import Any

from django.db import transaction

from briefs.editorial import audit, versions
from briefs.importing.lines import nouns
from briefs.importing.lines.making import How
from briefs.importing.lines.shape import NAMED, OWN, Line, refusal
from briefs.importing.lines.writing import named_by
from briefs.models.brief import Brief, BriefAuthor
from briefs.models.publication import Publication, Standing
from briefs.models.version import Way
from briefs.publishing import publish


def unchanged(lines: list[Line], how: How) -> set[str]:
    """The slugs of those lines that say what is there, and have nothing to be published.

    A few queries for all. For the others `change` looks again, with the brief locked.
    """
    briefs = {brief.slug: brief for brief in Brief.objects.filter(slug__among=_slugs(lines))}
    found = nouns.find(lines)
    named = named_by([brief.pk for brief in briefs.values()])
    settled = _settled(briefs) if how.publish else briefs.keys()
    return {
        line.brief.slug
        for line in lines
        if line.brief.slug in settled
        and not _differing(briefs[line.brief.slug], line, found, named)
    }


def change(line: Line, how: How) -> bool:
    """Let the brief say what the line says; whether that changed anything.

    What the line doesn't have stays. Raises LineRefused, and all that editing and publishing raise.
    """
    with transaction.atomic():
        brief = Brief.objects.get(slug=line.brief.slug)
        versions.lock(brief)
        brief.refresh_from_db()
        found = nouns.find_or_make([line])
        differing = _differing(brief, line, found, named_by([brief.pk]))
        if not differing and (not how.publish or brief.slug in _settled({brief.slug: brief})):
            return False
        _refuse_to_lose(brief)
        if differing:
            with versions.editing(brief, by=None, way=Way.IMPORT):
                _take_over(brief, line, nouns.of_line(line, found))
            audit.record("brief.change", by=None, about=brief, fields=[*sorted(differing)])
        if how.publish:
            publish(Brief.objects.get(pk=brief.pk), note=how.note, change=how.change)
        transaction.set_rollback(how.dry_run)
        return True


def _slugs(lines: list[Line]) -> list[str]:
    return [line.brief.slug for line in lines]


def _settled(briefs: dict[str, Brief]) -> set[str]:
    """The slugs of those briefs whose text readers see, or saw until it left the shelf."""
    keys = {brief.key: slug for slug, brief in briefs.items()}
    shelf = Publication.objects.filter(brief_key__in=keys, current__isnull=False)
    shown = {keys[key] for key in shelf.values_list("brief_key", flat=True)}
    return {slug for slug in shown if _says_what_readers_see(briefs[slug])}


def _says_what_readers_see(brief: Brief) -> bool:
    return versions.say_the_same(brief, brief.shelved_version, brief.version)


def _differing(
    brief: Brief, line: Line, found: nouns.Found, named: dict[str, dict[int, list[str]]]
) -> set[str]:
    """The fields in which a line says otherwise than the brief."""
    differing = {
        name
        for name in line.given.intersection(OWN)
        if getattr(brief, name) != getattr(line.brief, name)
    }
    for name, refs in line.named.items():
        rows = [found[NAMED[name]].get(ref.slug) for ref in refs]
        keys = list(dict.fromkeys(str(row.key) if row else "" for row in rows))
        there = named[name][brief.pk]
        if (keys != there) if name == "authors" else (set(keys) != set(there)):
            differing.add(name)
    return differing


def _refuse_to_lose(brief: Brief) -> None:
    """Refuse to go over what an editor has written since, or to bring back what has left."""
    shelf = Publication.objects.filter(brief_key=brief.key, current__isnull=False).first()
    if shelf and shelf.state != Standing.PUBLISHED:
        raise refusal(
            f"The brief is {Standing(shelf.state).label}: publish it at the desk, then import."
        )
    last = versions.newest(brief)
    from_import = last is not None and last.way == Way.IMPORT
    if not from_import and not (shelf and _says_what_readers_see(brief)):
        raise refusal("The desk has changes that aren't published: publish or discard them first.")


def _take_over(brief: Brief, line: Line, named: dict[str, list[Any]]) -> None:
    for name in line.given.intersection(OWN):
        setattr(brief, name, getattr(line.brief, name))
    brief.save()
    for name, rows in named.items():
        if name == "authors":
            _set_authors(brief, rows)
        else:
            getattr(brief, name).set(rows)


def _set_authors(brief: Brief, actors: list[Any]) -> None:
    brief.author_rows.exclude(actor__in=actors).delete()
    there = {row.actor_id: row for row in brief.author_rows.all()}
    for order, actor in enumerate(actors):
        row = there.get(actor.pk) or BriefAuthor(brief=brief, actor=actor)
        row.order = order
        row.save()
