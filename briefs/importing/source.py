"""The readable source of the fixtures: Markdown for briefs, YAML for what they speak of.

`load` reads a folder such as ``fixtures/source`` into the database: rows with keys made from
their slugs (so that they are the same each time), briefs published in the order of their
dates, each claim with its evidence. docs/fixtures.md describes the files.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefs.importing.files import NotThere, Row, checked, document_of, entry, rows_of
from briefs.models import (
    Actor,
    ActorName,
    Agreement,
    Body,
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
    Reservation,
    Source,
    Succession,
    Tag,
    Term,
    Topic,
)
from briefs.models.names import slug_of
from briefs.publishing import publish
from briefs.publishing.evidence import anchor

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "fixtures.chancery.example")
_NOON = dt.time(12)  # when on their day seed briefs appear, UTC
_PLAIN = ("title", "summary", "kind", "language", "license", "key_points")  # of a brief


# The claims of an agreement: what the file calls them, what evidence calls one, the model.
_PARTS: dict[str, tuple[str, Any]] = {
    "parties": ("party", Party),
    "milestones": ("milestone", Milestone),
    "reservations": ("reservation", Reservation),
    "terms": ("term", Term),
    "places": ("place", Place),
    "bodies": ("body", Body),
    "relations": ("relation", Relation),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A claim that was entered, in the entry `where`; its evidence waits for the briefs."""

    where: str
    noun: str
    row: Any
    evidence: list[Row]


def key_of(noun: str, name: str) -> uuid.UUID:
    """The key of a seed row: the same for the same name, for ever."""
    return uuid.uuid5(_NAMESPACE, f"{noun}:{name}")


def load(folder: Path) -> None:
    """Enter the whole source into an empty database, and publish its briefs.

    Raises SourceError, with the file, the entry and what is wrong in it.
    """
    _regions(rows_of(folder, "regions"))
    _topics(rows_of(folder, "topics"), None)
    _sources(rows_of(folder, "sources"))
    claims = [
        *_actors(rows_of(folder, "actors")),
        *_agreements(rows_of(folder, "agreements")),
        *_events(rows_of(folder, "events")),
    ]
    briefs = [_brief(path) for path in sorted((folder / "briefs").glob("*.md"))]
    for brief in sorted(briefs, key=lambda brief: (str(brief.published_on), brief.slug)):
        _publish(brief)
    _evidence(claims, {brief.slug: _edition(brief) for brief in briefs})


def _save[M: Any](row: M) -> M:
    """Save a row after the checks that a form would make."""
    row.full_clean()
    row.save()
    return row


def _regions(rows: list[Row]) -> None:
    for row in rows:
        with entry(f"regions.yaml, {row['slug']}"):
            _save(Region(key=key_of("region", row["slug"]), **row))


def _topics(rows: list[Row], parent: Topic | None) -> None:
    for row in rows:
        children = checked("topics.yaml", row.pop("children", None) or [])
        with entry(f"topics.yaml, {row['slug']}"):
            topic = _save(Topic(key=key_of("topic", row["slug"]), parent=parent, **row))
        _topics(children, topic)


def _sources(rows: list[Row]) -> None:
    for row in rows:
        given = {name: value or "" for name, value in row.items()}
        with entry(f"sources.yaml, {row['slug']}"):
            _save(Source(key=key_of("source", row["slug"]), **given))


def _actors(rows: list[Row]) -> Iterator[_Claim]:
    for row in rows:  # all of them first, for an office may be of any of them
        with entry(f"actors.yaml, {row['slug']}"):
            plain = {name: row[name] for name in ("slug", "kind", "name", "description")}
            _save(Actor(key=key_of("actor", row["slug"]), **plain))
    for row in rows:
        where = f"actors.yaml, {row['slug']}"
        with entry(where):
            yield from _actors_parts(where, _actor(row["slug"]), row)


def _actors_parts(where: str, actor: Actor, row: Row) -> Iterator[_Claim]:
    for name in row["names"]:
        known = f"{actor.slug}:{name['language']}:{name['name']}"
        _save(ActorName(key=key_of("name", known), actor=actor, **name))
    for scheme, value in (row["identifiers"] or {}).items():
        known = f"{actor.slug}:{scheme}"
        _save(Identifier(key=key_of("identifier", known), actor=actor, scheme=scheme, value=value))
    for held in row["positions"]:
        position = Position(
            key=key_of("position", held["key"]),
            holder=actor,
            title=held["title"],
            of=_actor(held["of"]) if held["of"] else None,
            start=held["from"] or "",
            end=held["to"] or "",
            as_of=held["as_of"] or "",
        )
        yield _Claim(where=where, noun="position", row=_save(position), evidence=held["evidence"])
    for before in row.get("predecessors", []):
        succession = Succession(
            key=key_of("succession", before["key"]),
            successor=actor,
            predecessor=_actor(before["actor"]),
            kind=before["kind"],
            date=before["date"] or "",
        )
        evidence = before["evidence"]
        yield _Claim(where=where, noun="succession", row=_save(succession), evidence=evidence)


def _agreements(rows: list[Row]) -> Iterator[_Claim]:
    for row in rows:  # all of them first, for they are related to each other
        with entry(f"agreements.yaml, {row['slug']}"):
            plain = {name: row[name] for name in ("slug", "title", "kind", "description", "names")}
            agreement = _save(Agreement(key=key_of("agreement", row["slug"]), **plain))
            agreement.topics.set(_rows(Topic, row["topics"]))
    for row in rows:
        where = f"agreements.yaml, {row['slug']}"
        with entry(where):
            agreement = _row(Agreement, row["slug"])
            for plural, (noun, model) in _PARTS.items():
                yield from _parts(where, noun, model, agreement, row.get(plural, []))


def _parts(
    where: str, noun: str, model: Any, agreement: Agreement, rows: list[Row]
) -> Iterator[_Claim]:
    for row in rows:
        given = {
            name: value
            for name, value in row.items()
            if name not in ("key", "evidence") and value is not None
        }
        if "actor" in given:
            given["actor"] = _actor(given["actor"])
        if "to" in given:
            given["to"] = _row(Agreement, given["to"])
        part = model(key=key_of(noun, row["key"]), agreement=agreement, **given)
        yield _Claim(where=where, noun=noun, row=_save(part), evidence=row["evidence"])


def _events(rows: list[Row]) -> Iterator[_Claim]:
    for row in rows:
        where = f"events.yaml, {row['slug']}"
        with entry(where):
            yield _Claim(where=where, noun="event", row=_event(row), evidence=row["evidence"])


def _event(row: Row) -> Event:
    names = ("slug", "title", "kind", "date", "place", "description")
    given = {name: row[name] or "" for name in names}
    event = _save(Event(key=key_of("event", row["slug"]), **given))
    for participant in row["participants"]:
        actor, role = _actor(participant["actor"]), participant["role"] or ""
        known = f"{event.slug}:{actor.slug}:{role}"
        _save(Participant(key=key_of("participant", known), event=event, actor=actor, role=role))
    event.agreements.set(_rows(Agreement, row["agreements"]))
    event.topics.set(_rows(Topic, row["topics"]))
    return event


def _brief(path: Path) -> Brief:
    row, body = document_of(path)
    with entry(path.name):
        brief = _save(
            Brief(
                key=key_of("brief", path.stem),
                slug=path.stem,
                body=body,
                published_on=dt.date.fromisoformat(str(row["published_on"])),
                **{name: row[name] for name in _PLAIN},
            )
        )
        for order, author in enumerate(row["authors"], 1):
            key = key_of("author", f"{brief.slug}:{author}")
            _save(BriefAuthor(key=key, brief=brief, actor=_actor(author), order=order))
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


def _publish(brief: Brief) -> None:
    with entry(f"{brief.slug}.md"):
        noon = dt.datetime.combine(brief.published_on or dt.date.min, _NOON, tzinfo=dt.UTC)
        publish(brief, at=noon)
        Brief.objects.filter(pk=brief.pk).update(created_at=noon, updated_at=noon)


def _evidence(claims: list[_Claim], editions: dict[str, Edition]) -> None:
    for claim in claims:
        for number, row in enumerate(claim.evidence, 1):
            with entry(claim.where):
                _passage(claim, number, row, editions)


def _passage(claim: _Claim, number: int, row: Row, editions: dict[str, Edition]) -> None:
    edition = editions.get(row["brief"])
    if edition is None:
        raise NotThere(f"There is no brief {row['brief']}.")
    passage = Evidence(
        key=key_of("evidence", f"{claim.noun}:{claim.row.key}:{number}"),
        brief_key=edition.publication.brief_key,
        exact=row["exact"],
        assertion=row["assertion"],
        attributed_to=_actor(row["attributed_to"]) if row["attributed_to"] else None,
        source=_row(Source, row["source"]),
        locator=row["locator"],
        **{claim.noun: claim.row},
    )
    if not anchor(passage, edition):
        raise NotThere(f"“{passage.exact}” must stand in {row['brief']}.md exactly once.")
    _save(passage)


def _actor(slug: str) -> Actor:
    actor: Actor = _row(Actor, slug)
    return actor


def _row(model: Any, slug: str) -> Any:
    return _rows(model, [slug])[0]


def _rows(model: Any, slugs: list[str]) -> list[Any]:
    """The rows with these slugs. Raises NotThere for one that doesn't exist."""
    found = {row.slug: row for row in model.objects.filter(slug__in=slugs)}
    if missing := set(slugs) - set(found):
        raise NotThere(f"There is no {model._meta.verbose_name} {', '.join(sorted(missing))}.")
    return list(found.values())


def _edition(brief: Brief) -> Edition:
    return Edition.objects.select_related("publication").get(publication__brief_key=brief.key)
