"""Fills an empty Chancery with the corpus, as publishing would have, many at a time."""

import datetime as dt
import itertools
import random
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks import corpus
from benchmarks.corpus import Row
from briefs.models import (
    Actor,
    Agreement,
    Brief,
    BriefTag,
    Edition,
    Event,
    Evidence,
    IndexVersion,
    Participant,
    Publication,
    Region,
    Tag,
    Topic,
)
from briefs.publishing.publish import title_key

EVENTS = 1_000
_BATCH = 2_000

type Nouns = dict[str, Sequence[Any]]  # by field: what its numbers mean


def fill(briefs: int) -> None:
    """Fill an empty database with published briefs, without an index."""
    nouns = _nouns()
    for batch in itertools.batched(corpus.rows(briefs), _BATCH):
        _publish(batch, nouns)
    IndexVersion.objects.update_or_create(name="postings", defaults={"version": 0})


def add_events() -> None:
    """Give a published collection that has none dated events, each stated by some edition.

    They are no part of the corpus, so that sites that were made before there were any keep.
    """
    if Event.objects.exists():
        return
    chance = random.Random(EVENTS)
    events = Event.objects.bulk_create(
        Event(
            slug=f"event-{number}",
            title=f"Event {number}",
            kind="meeting",
            date=str(corpus.FIRST_DAY + dt.timedelta(days=chance.randrange(corpus.DAYS))),
        )
        for number in range(EVENTS)
    )
    _relate(events, chance)
    editions = Edition.objects.select_related("publication").only("publication__brief_key")
    Evidence.objects.bulk_create(
        Evidence(
            event=event,
            brief_key=edition.publication.brief_key,
            edition=edition,
            exact="Some words.",
            state="intact",
        )
        for event, edition in zip(events, itertools.cycle(editions[:EVENTS]))
    )


def _relate(events: Sequence[Event], chance: random.Random) -> None:
    """Two actors, an agreement and a topic for each event."""
    actors = list(Actor.objects.all())
    Participant.objects.bulk_create(
        Participant(event=event, actor=actor)
        for event in events
        for actor in chance.sample(actors, 2)
    )
    for model in (Agreement, Topic):
        name, nouns = str(model._meta.model_name), list(model._default_manager.all())
        through = getattr(Event, f"{name}s").through
        through.objects.bulk_create(
            through(**{"event": event, name: chance.choice(nouns)}) for event in events
        )


def _nouns() -> Nouns:
    topics: list[Topic] = []
    for number in range(corpus.TOPICS):
        parent = corpus.parent_of(number)
        topics.append(
            Topic.objects.create(
                slug=f"topic-{number}",
                name=f"Topic {number}",
                parent=None if parent is None else topics[parent],
            )
        )
    # WordsField computes what names are found by, as at every save.
    actors = Actor.objects.bulk_create(
        Actor(slug=f"actor-{n}", name=f"Actor {n}", kind="state") for n in range(corpus.ACTORS)
    )
    agreements = Agreement.objects.bulk_create(
        Agreement(slug=f"agreement-{n}", title=f"Agreement {n}", kind="treaty")
        for n in range(corpus.AGREEMENTS)
    )
    regions = Region.objects.bulk_create(
        Region(slug=f"region-{n}", name=f"Region {n}") for n in range(corpus.REGIONS)
    )
    tags = Tag.objects.bulk_create(
        Tag(slug=f"tag-{n}", name=f"tag {n}") for n in range(corpus.TAGS)
    )
    return {
        "topics": topics,
        "actors": actors,
        "agreements": agreements,
        "tags": tags,
        "authors": actors,
        "regions": regions,
    }


def _publish(rows: Sequence[Row], nouns: Nouns) -> None:
    """Write briefs, their relations and their editions."""
    briefs = Brief.objects.bulk_create(_briefs(rows))
    for name in ("topics", "actors", "agreements", "regions"):
        through = getattr(Brief, name).through
        noun = name.removesuffix("s")
        through.objects.bulk_create(
            through(**{"brief": brief, noun: nouns[name][number]})
            for brief, row in zip(briefs, rows, strict=True)
            for number in row.nouns[name]
        )
    BriefTag.objects.bulk_create(
        BriefTag(content_object=brief, tag=nouns["tags"][number])
        for brief, row in zip(briefs, rows, strict=True)
        for number in row.nouns["tags"]
    )
    publications = Publication.objects.bulk_create(
        Publication(
            brief_key=brief.key,
            slug=brief.slug,
            published_on=row.day,
            updated_on=row.day,
            title_key=title_key(row.title),
        )
        for brief, row in zip(briefs, rows, strict=True)
    )
    editions = Edition.objects.bulk_create(
        _edition(publication, row, nouns)
        for publication, row in zip(publications, rows, strict=True)
    )
    for publication, edition in zip(publications, editions, strict=True):
        publication.current = edition
    Publication.objects.bulk_update(publications, ["current"], batch_size=500)


def _briefs(rows: Sequence[Row]) -> Iterator[Brief]:
    for row in rows:
        yield Brief(
            key=uuid.uuid5(uuid.NAMESPACE_OID, str(row.number)),
            slug=row.slug,
            title=row.title,
            summary=row.summary,
            body=row.text,
            kind=row.kind,
            language=row.language,
            published_on=row.day,
            state="published",
        )


def _edition(publication: Publication, row: Row, nouns: Nouns) -> Edition:
    return Edition(
        publication=publication,
        number=1,
        published_at=dt.datetime.combine(row.day, dt.time(12), tzinfo=dt.UTC),
        title=row.title,
        summary=row.summary,
        kind=row.kind,
        language=row.language,
        body_markdown=row.text,
        body_html=f"<p>{row.text}</p>",
        text=row.text,
        card={
            name: [_named(nouns[name][number]) for number in row.nouns[name]]
            for name in corpus.REFERENCES
        },
        citation={
            "type": "report",
            "title": row.title,
            "author": [{"literal": str(nouns["authors"][n])} for n in row.nouns["authors"]],
            "issued": {"date-parts": [[row.day.year, row.day.month, row.day.day]]},
            "language": row.language,
            "genre": row.kind,
        },
    )


def _named(noun: Any) -> dict[str, str]:
    return {"key": str(noun.key), "slug": noun.slug, "name": str(noun)}
