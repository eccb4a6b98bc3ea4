"""Nouns that lines name: found by slug, former slug or name; made where there are none."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from briefs.editorial import audit
from briefs.editorial.content import take_new
from briefs.editorial.versions import version_of
from briefs.importing.lines.shape import NAMED, Line, Ref, label_of
from briefs.models.actor import Actor, ActorKind
from briefs.models.address import FormerAddress
from briefs.models.agreement import Agreement, AgreementKind
from briefs.models.inserting import insert, take_numbers
from briefs.models.tag import Tag
from briefs.models.version import Way

type Found = dict[type[Any], dict[str, Any]]  # rows by the slug that a line has, by model

# What a line doesn't say; an author that nobody knows is taken for a person.
_KINDS: dict[type[Any], str] = {
    Actor: ActorKind.ORGANISATION,
    Agreement: AgreementKind.UNDERSTANDING,
}


def find(lines: Iterable[Line]) -> Found:
    """The nouns that lines name, as far as they are there: a few queries for each sort."""
    return {model: _find(model, list(refs.values())) for model, refs in _asked(lines).items()}


def find_or_make(lines: Iterable[Line]) -> Found:
    """The nouns that lines name; those that aren't there are made, each with its first version."""
    lines = list(lines)
    authors = {ref.slug for line in lines for ref in line.named.get("authors", ())}
    found: Found = {}
    for model, refs in _asked(lines).items():
        found[model] = _find(model, list(refs.values()))
        lacking = [ref for slug, ref in sorted(refs.items()) if slug not in found[model]]
        if lacking:
            rows = _make(model, lacking, authors)
            found[model] |= {ref.slug: rows[_same(model, ref)] for ref in lacking}
    return found


def of_line(line: Line, found: Found) -> dict[str, list[Any]]:
    """The rows that a line names, each once: two names may mean one by now."""
    return {
        name: list({row.pk: row for row in (found[NAMED[name]][ref.slug] for ref in refs)}.values())
        for name, refs in line.named.items()
    }


def _asked(lines: Iterable[Line]) -> dict[type[Any], dict[str, Ref]]:
    asked: dict[type[Any], dict[str, Ref]] = defaultdict(dict)
    for line in lines:
        for name, refs in line.named.items():
            for ref in refs:
                known = asked[NAMED[name]].get(ref.slug)
                if known is None or (ref.exact and not known.exact):
                    asked[NAMED[name]][ref.slug] = ref
    return asked


def _find(model: type[Any], refs: list[Ref]) -> dict[str, Any]:
    slugs = [ref.slug for ref in refs]
    found = {row.slug: row for row in model._default_manager.filter(slug__among=slugs)}
    lacking = [ref for ref in refs if ref.slug not in found]
    if lacking:
        asked = {ref.slug for ref in lacking}
        found |= FormerAddress.objects.renamed({model: asked})[model]
        lacking = [ref for ref in lacking if ref.slug not in found]
    # By its name, if no other is called so. A tag's name is its own, whatever slug is given.
    named = {ref.name for ref in lacking if model is Tag or not ref.exact}
    label = label_of(model)
    called: dict[str, list[Any]] = defaultdict(list)
    for row in model._default_manager.filter(**{f"{label}__among": named}) if named else ():
        called[getattr(row, label)].append(row)
    for ref in lacking:
        rows = called.get(ref.name, []) if model is Tag or not ref.exact else []
        if len(rows) == 1:
            found[ref.slug] = rows[0]
    return found


def _same(model: type[Any], ref: Ref) -> str:
    """By what a noun to be made is one with another."""
    return ref.name if model is Tag else ref.slug


def _make(model: type[Any], refs: list[Ref], authors: set[str]) -> dict[str, Any]:
    wanted = {_same(model, ref): ref for ref in reversed(refs)}
    rows = [_row(model, ref, authors) for _same, ref in sorted(wanted.items())]
    take_numbers(rows)
    insert(rows)
    insert(version_of(row, row.version, take_new(row), by=None, way=Way.IMPORT) for row in rows)
    noun = model._meta.model_name
    insert(audit.entry(f"{noun}.add", by=None, about=row) for row in rows)
    return dict(zip(sorted(wanted), rows, strict=True))


def _row(model: type[Any], ref: Ref, authors: set[str]) -> Any:
    said = {"slug": ref.slug, label_of(model): ref.name, "version": 1, **ref.more}
    if model in _KINDS:
        said["kind"] = _KINDS[model]
    if model is Actor and ref.slug in authors:
        said["kind"] = ActorKind.PERSON
    return model(**said)
