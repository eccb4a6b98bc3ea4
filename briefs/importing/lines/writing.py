"""Writing: what readers see now as lines, or what the desk has; a line for each brief, by slug."""

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Collate

from briefs.editorial.shapes import ends_of
from briefs.importing.lines.shape import ALL, MORE, NAMED, NEEDED, OWN, label_of
from briefs.models.brief import Brief
from briefs.models.merger import survivors
from briefs.models.names import slug_of
from briefs.models.publication import Publication

_BATCH = 500
_KEPT = (*NEEDED, "language", "kind")  # the others are left out where they are empty


def lines(*, drafts: bool = False) -> Iterator[str]:
    """The lines of all briefs in the lists, or with `drafts` of all at the desk.

    Retracted ones aren't among the first: a line can't say that nobody stands by them.
    """
    for row in _at_the_desk() if drafts else _on_the_shelf():
        yield line_of(row)


def line_of(row: dict[str, Any]) -> str:
    """The line of a brief: its fields in their order, without those that say nothing."""
    said = {name: row[name] for name in ALL if row.get(name) or name in _KEPT}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def named_by(briefs: list[int]) -> dict[str, dict[int, list[str]]]:
    """The keys of what briefs, by their numbers, name: a query for each relation."""
    found: dict[str, dict[int, list[str]]] = {}
    for name in NAMED:
        through, brief, noun = ends_of(Brief._meta.get_field(name))
        order = ("order", "pk") if name == "authors" else ("pk",)
        rows = through._default_manager.filter(**{f"{brief}__in": briefs}).order_by(*order)
        found[name] = defaultdict(list)
        for pk, key in rows.values_list(f"{brief}_id", f"{noun}__key"):
            found[name][pk].append(str(key))
    return found


def _on_the_shelf() -> Iterator[dict[str, Any]]:
    nouns = {model: _Nouns(model) for model in {*NAMED.values()}}
    shelf = Publication.objects.listed().filter(retraction=None).select_related("current")
    for publication in shelf.order_by(_bytewise()).iterator(_BATCH):
        edition = publication.edition
        named = {**edition.card, "sources": edition.sources}
        yield {
            "slug": publication.slug,
            "title": edition.title,
            "summary": edition.summary,
            "body": edition.body_markdown,
            "published_on": publication.published_on.isoformat(),
            "language": edition.language,
            "kind": edition.kind,
            "license": edition.license,
            "key_points": edition.key_points,
            **{
                name: nouns[model].refs(named[name], in_order=name == "authors")
                for name, model in NAMED.items()
            },
        }


def _at_the_desk() -> Iterator[dict[str, Any]]:
    desk, keys = Desk(), Brief.objects.order_by(_bytewise()).values_list("key", flat=True)
    for batch in itertools.batched(keys.iterator(_BATCH), _BATCH):
        said = desk.said(Brief.objects.filter(key__in=batch))
        yield from (said[key] for key in batch if key in said)


class Desk:
    """What the desk has of briefs, as lines say it. All nouns are read once."""

    def __init__(self) -> None:
        self._nouns = {name: _Nouns(model) for name, model in NAMED.items()}

    def said(self, briefs: QuerySet[Brief]) -> dict[UUID, dict[str, Any]]:
        """A few briefs by key: a query for them, and one for each relation."""
        rows = list(briefs.values("id", "key", *OWN))
        named = named_by([row["id"] for row in rows])
        return {row["key"]: self._row(row, named) for row in rows}

    def _row(self, row: dict[str, Any], named: dict[str, dict[int, list[str]]]) -> dict[str, Any]:
        day = row["published_on"]
        refs = {
            name: nouns.refs(
                ({"key": key} for key in named[name][row["id"]]), in_order=name == "authors"
            )
            for name, nouns in self._nouns.items()
        }
        own = {name: row[name] for name in OWN}
        return own | {"published_on": day and day.isoformat()} | refs


def _bytewise() -> Collate:
    """By slug, in the same order on every database."""
    return Collate(F("slug"), "C" if connection.vendor == "postgresql" else "BINARY")


class _Nouns:
    """The nouns of one sort as they are called now, whatever editions called them then."""

    def __init__(self, model: type[Any]) -> None:
        self._label, self._more = label_of(model), MORE.get(model, ())
        rows = model._default_manager.values("key", "slug", self._label, *self._more)
        # One that is another's by now, or nobody's: an edition may still name it.
        self._merged = survivors().get(model._meta.model_name or "", {})
        self._by_key = {str(row.pop("key")): row for row in rows.iterator()}
        self._by_slug = {row["slug"]: row for row in self._by_key.values()}
        self._called = Counter(row[self._label] for row in self._by_key.values())
        self._ref = cache(self._ref_of_slug)

    def refs(self, named: Iterable[dict[str, Any]], *, in_order: bool) -> list[Any]:
        """How a line names them: by slug in order, unless they have one of their own."""
        slugs = list(dict.fromkeys(self._slug(each) for each in named))
        return [self._ref(slug) for slug in (slugs if in_order else sorted(slugs))]

    def _slug(self, named: dict[str, Any]) -> str:
        key = named.get("key", "")
        if row := self._by_key.get(self._merged.get(key, key)):
            return str(row["slug"])
        # Deleted; of one slug, there is one noun in the whole of the lines.
        names = ("slug", "name", self._label, *self._more)
        gone = {name: named[name] for name in names if name in named}
        self._by_slug.setdefault(gone["slug"], {self._label: gone.get("name"), **gone})
        return str(gone["slug"])

    def _ref_of_slug(self, slug: str) -> Any:
        """A name that means this noun alone; else slug and name, and whatever there is to say."""
        row = self._by_slug[slug]
        name = row[self._label]
        more = {field: row[field] for field in self._more if row.get(field)}
        alone = slug_of(name) == slug and self._called[name] == 1 and name == name.strip()
        if alone and not more:
            return name
        return {"slug": slug, self._label: name, **more}
