"""The readable source of the fixtures: Markdown for briefs, YAML for what they speak of.

`load` reads a folder such as ``fixtures/source`` into the database: rows with keys made from
their slugs (so that they are the same each time), briefs published in the order of their
dates, each claim with its evidence. docs/fixtures.md describes the files.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from briefs.models import (
    Actor,
    ActorName,
    Agreement,
    Brief,
    BriefAuthor,
    Edition,
    Event,
    Evidence,
    Identifier,
    Milestone,
    Participant,
    Party,
    Place,
    Position,
    Region,
    Relation,
    Source,
    Tag,
    Term,
    Topic,
)
from briefs.models.names import slug_of
from briefs.publishing import publish
from briefs.publishing.evidence import anchor

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "fixtures.chancery.example")
_HOUR = 12  # of the day at which seed briefs appear, UTC

type Row = dict[str, Any]


# The claims of an agreement: what the file calls them, what evidence calls one, the model.
_PARTS: dict[str, tuple[str, Any]] = {
    "parties": ("party", Party),
    "milestones": ("milestone", Milestone),
    "terms": ("term", Term),
    "places": ("place", Place),
    "relations": ("relation", Relation),
}


class SourceError(Exception):
    """A file of the source says something that can't be entered; the message names it."""


def key_of(noun: str, name: str) -> uuid.UUID:
    """The key of a seed row: the same for the same name, for ever."""
    return uuid.uuid5(_NAMESPACE, f"{noun}:{name}")


def load(folder: Path) -> None:
    """Enter the whole source into an empty database, and publish its briefs.

    Raises SourceError, with the file and what is wrong in it.
    """
    claims: list[tuple[str, Any, list[Row]]] = []  # (claim's name, its row, its evidence)
    _regions(_yaml(folder, "regions"))
    _topics(_yaml(folder, "topics"), None)
    _sources(_yaml(folder, "sources"))
    actors = _yaml(folder, "actors")
    claims += _actors(actors)
    claims += _agreements(_yaml(folder, "agreements"))
    claims += _events(_yaml(folder, "events"))
    briefs = [_brief(path) for path in sorted((folder / "briefs").glob("*.md"))]
    for brief in sorted(briefs, key=lambda brief: (str(brief.published_on), brief.slug)):
        if brief.published_on is None:
            raise SourceError(f"{brief.slug}.md: published_on is missing.")
        noon = dt.datetime.combine(brief.published_on, dt.time(_HOUR), tzinfo=dt.UTC)
        publish(brief, at=noon)
        Brief.objects.filter(pk=brief.pk).update(created_at=noon, updated_at=noon)
    _evidence(claims, {brief.slug: brief for brief in briefs})


def _yaml(folder: Path, name: str) -> list[Row]:
    try:
        rows = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise SourceError(f"{name}.yaml: {error}") from error
    if not isinstance(rows, list):
        raise SourceError(f"{name}.yaml: write a list.")
    return rows


def _save[M: Any](row: M) -> M:
    """Save a row after the checks that a form would make."""
    row.full_clean()
    row.save()
    return row


def _regions(rows: list[Row]) -> None:
    for row in rows:
        _save(Region(key=key_of("region", row["slug"]), **row))


def _topics(rows: list[Row], parent: Topic | None) -> None:
    for row in rows:
        children = row.pop("children", None) or []
        topic = _save(Topic(key=key_of("topic", row["slug"]), parent=parent, **row))
        _topics(children, topic)


def _sources(rows: list[Row]) -> None:
    for row in rows:
        given = {name: value or "" for name, value in row.items()}
        _save(Source(key=key_of("source", row["slug"]), **given))


def _actors(rows: list[Row]) -> Iterator[tuple[str, Any, list[Row]]]:
    parts = [(row.pop("names"), row.pop("identifiers"), row.pop("positions")) for row in rows]
    actors = [_save(Actor(key=key_of("actor", row["slug"]), **row)) for row in rows]
    for actor, (names, identifiers, positions) in zip(actors, parts, strict=True):
        for name in names:
            known = f"{actor.slug}:{name['language']}:{name['name']}"
            _save(ActorName(key=key_of("name", known), actor=actor, **name))
        for scheme, value in (identifiers or {}).items():
            known = f"{actor.slug}:{scheme}"
            _save(
                Identifier(key=key_of("identifier", known), actor=actor, scheme=scheme, value=value)
            )
        for row in positions:
            position = Position(
                key=key_of("position", row["key"]),
                holder=actor,
                title=row["title"],
                of=_actor(row["of"]) if row["of"] else None,
                start=row["from"] or "",
                end=row["to"] or "",
                as_of=row["as_of"] or "",
            )
            yield "position", _save(position), row["evidence"]


def _agreements(rows: list[Row]) -> Iterator[tuple[str, Any, list[Row]]]:
    agreements = {row["slug"]: _agreement(row) for row in rows}
    for row in rows:
        agreement = agreements[row["slug"]]
        for plural, (noun, model) in _PARTS.items():
            yield from _parts(noun, model, agreement, row[plural], agreements)


def _agreement(row: Row) -> Agreement:
    agreement = _save(
        Agreement(
            key=key_of("agreement", row["slug"]),
            **{name: row[name] for name in ("slug", "title", "kind", "description", "names")},
        )
    )
    agreement.topics.set(_rows(Topic, row["topics"]))
    return agreement


def _parts(
    noun: str, model: Any, agreement: Agreement, rows: list[Row], agreements: dict[str, Agreement]
) -> Iterator[tuple[str, Any, list[Row]]]:
    for row in rows:
        given = {
            name: value or "" for name, value in row.items() if name not in ("key", "evidence")
        }
        if "actor" in given:
            given["actor"] = _actor(given["actor"])
        if "to" in given:
            given["to"] = agreements[given["to"]]
        part = model(key=key_of(noun, row["key"]), agreement=agreement, **given)
        yield noun, _save(part), row["evidence"]


def _events(rows: list[Row]) -> Iterator[tuple[str, Any, list[Row]]]:
    for row in rows:
        names = ("slug", "title", "kind", "date", "place", "description")
        given = {name: row[name] or "" for name in names}
        event = _save(Event(key=key_of("event", row["slug"]), **given))
        for participant in row["participants"]:
            actor, role = _actor(participant["actor"]), participant["role"] or ""
            known = f"{event.slug}:{actor.slug}:{role}"
            _save(
                Participant(key=key_of("participant", known), event=event, actor=actor, role=role)
            )
        event.agreements.set(_rows(Agreement, row["agreements"]))
        event.topics.set(_rows(Topic, row["topics"]))
        yield "event", event, row["evidence"]


def _brief(path: Path) -> Brief:
    slug = path.stem
    _start, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    row = yaml.safe_load(front)
    plain = ("title", "summary", "kind", "language", "license", "key_points")
    brief = _save(
        Brief(
            key=key_of("brief", slug),
            slug=slug,
            body=body.strip() + "\n",
            published_on=dt.date.fromisoformat(str(row["published_on"])),
            **{name: row[name] for name in plain},
        )
    )
    for order, author in enumerate(row["authors"], 1):
        known = f"{slug}:{author}"
        _save(
            BriefAuthor(key=key_of("author", known), brief=brief, actor=_actor(author), order=order)
        )
    brief.topics.set(_rows(Topic, row["topics"]))
    brief.actors.set(_rows(Actor, row["actors"]))
    brief.agreements.set(_rows(Agreement, row["agreements"]))
    brief.regions.set(_rows(Region, row["regions"]))
    brief.sources.set(_rows(Source, row["sources"]))
    for name in row["tags"]:
        Tag.objects.get_or_create(
            slug=slug_of(name), defaults={"name": name, "key": key_of("tag", slug_of(name))}
        )
    brief.tags.set(row["tags"])
    return brief


def _evidence(claims: list[tuple[str, Any, list[Row]]], briefs: dict[str, Brief]) -> None:
    editions: dict[str, Edition] = {}
    for noun, claim, rows in claims:
        for number, row in enumerate(rows, 1):
            brief = briefs[row["brief"]]
            passage = Evidence(
                key=key_of("evidence", f"{noun}:{claim.key}:{number}"),
                brief_key=brief.key,
                exact=row["exact"],
                assertion=row["assertion"],
                attributed_to=_actor(row["attributed_to"]) if row["attributed_to"] else None,
                source=Source.objects.get(slug=row["source"]),
                locator=row["locator"],
                **{noun: claim},
            )
            if brief.slug not in editions:
                editions[brief.slug] = _edition(brief)
            if not anchor(passage, editions[brief.slug]):
                raise SourceError(
                    f"{brief.slug}.md: “{passage.exact}” must stand in the text exactly once."
                )
            _save(passage)


def _actor(slug: str) -> Actor:
    return Actor.objects.get(slug=slug)


def _rows(model: Any, slugs: list[str]) -> list[Any]:
    """The rows with these slugs. Raises SourceError for one that doesn't exist."""
    found = {row.slug: row for row in model.objects.filter(slug__in=slugs)}
    if missing := set(slugs) - set(found):
        raise SourceError(f"There is no {model.__name__.lower()} {', '.join(sorted(missing))}.")
    return list(found.values())


def _edition(brief: Brief) -> Edition:
    return Edition.objects.select_related("publication").get(publication__brief_key=brief.key)
