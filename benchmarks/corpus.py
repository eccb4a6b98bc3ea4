"""A collection of any size, the same for the same size: Zipf-distributed nouns, 25 years."""

import datetime as dt
import itertools
import random
import uuid
from collections.abc import Iterator
from typing import Any

from briefs.models import (
    Actor,
    Agreement,
    Brief,
    BriefTag,
    Edition,
    IndexVersion,
    Publication,
    Region,
    Tag,
    Topic,
)
from briefs.publishing.publish import title_key

TOPICS, ACTORS, AGREEMENTS, TAGS, REGIONS, WORDS = 200, 5_000, 1_000, 2_000, 30, 8_000
# What an edition refers to: the field, and how many at most.
REFERENCES = {"topics": 4, "actors": 4, "agreements": 2, "tags": 4, "authors": 2, "regions": 2}
KINDS = ("policy-brief", "commentary", "report", "fact-sheet", "statement", "backgrounder")
LANGUAGES = ("en", "ru", "ur", "fr", "es", "ar", "zh-Hans", "de", "pt", "fa")
FIRST_DAY = dt.date(2001, 1, 1)
DAYS = 25 * 365
_BATCH = 2_000


class Zipf:
    """Draws from a list, the n-th thing 1/n as often as the first."""

    def __init__(self, things: list[Any], chance: random.Random) -> None:
        self.things, self.chance = things, chance
        self.weights = list(itertools.accumulate(1 / n for n in range(1, len(things) + 1)))

    def some(self, most: int) -> list[Any]:
        """One to `most` different things."""
        number = self.chance.randint(1, most)
        drawn = self.chance.choices(self.things, cum_weights=self.weights, k=number)
        return list(dict.fromkeys(drawn))


def fill(briefs: int) -> None:
    """Fill an empty database with published briefs; the index is made at the first look."""
    chance = random.Random(briefs)
    nouns = _nouns(chance)
    for batch in itertools.batched(range(1, briefs + 1), _BATCH):
        _publish([_row(number, nouns, chance) for number in batch])
    IndexVersion.objects.update_or_create(name="postings", defaults={"version": 0})


def _nouns(chance: random.Random) -> dict[str, Zipf]:
    topics: list[Topic] = []
    for number in range(TOPICS):
        parent = topics[(number - 10) // 4] if number >= 10 else None
        topics.append(
            Topic.objects.create(slug=f"topic-{number}", name=f"Topic {number}", parent=parent)
        )
    # WordsField computes what names are found by, as at every save.
    actors = Actor.objects.bulk_create(
        Actor(slug=f"actor-{n}", name=f"Actor {n}", kind="state") for n in range(ACTORS)
    )
    agreements = Agreement.objects.bulk_create(
        Agreement(slug=f"agreement-{n}", title=f"Agreement {n}", kind="treaty")
        for n in range(AGREEMENTS)
    )
    regions = Region.objects.bulk_create(
        Region(slug=f"region-{n}", name=f"Region {n}") for n in range(REGIONS)
    )
    tags = Tag.objects.bulk_create(Tag(slug=f"tag-{n}", name=f"tag {n}") for n in range(TAGS))
    words = [f"word{number}" for number in range(WORDS)]
    return {
        name: Zipf(things, chance)
        for name, things in (
            *(("topics", topics), ("actors", actors), ("agreements", agreements)),
            *(("tags", tags), ("authors", actors[::-1]), ("regions", regions), ("words", words)),
        )
    }


def _row(number: int, nouns: dict[str, Zipf], chance: random.Random) -> dict[str, Any]:
    words = " ".join(nouns["words"].some(60))
    return {
        "number": number,
        "title": f"{words[:60]} {number}",
        "text": words,
        "kind": chance.choice(KINDS),
        "language": LANGUAGES[min(int(chance.expovariate(0.7)), len(LANGUAGES) - 1)],
        "day": FIRST_DAY + dt.timedelta(days=chance.randrange(DAYS)),
        **{name: nouns[name].some(most) for name, most in REFERENCES.items()},
    }


def _publish(rows: list[dict[str, Any]]) -> None:
    """Write briefs, their relations and their editions as publishing would, many at a time."""
    briefs = Brief.objects.bulk_create(_briefs(rows))
    for name in ("topics", "actors", "agreements", "regions"):
        through = getattr(Brief, name).through
        noun = name.removesuffix("s")
        through.objects.bulk_create(
            through(**{"brief": brief, noun: thing})
            for brief, row in zip(briefs, rows, strict=True)
            for thing in row[name]
        )
    BriefTag.objects.bulk_create(
        BriefTag(content_object=brief, tag=tag)
        for brief, row in zip(briefs, rows, strict=True)
        for tag in row["tags"]
    )
    publications = Publication.objects.bulk_create(
        Publication(
            brief_key=brief.key,
            slug=brief.slug,
            published_on=row["day"],
            updated_on=row["day"],
            title_key=title_key(row["title"]),
        )
        for brief, row in zip(briefs, rows, strict=True)
    )
    editions = Edition.objects.bulk_create(
        _edition(publication, row) for publication, row in zip(publications, rows, strict=True)
    )
    for publication, edition in zip(publications, editions, strict=True):
        publication.current = edition
    Publication.objects.bulk_update(publications, ["current"], batch_size=500)


def _briefs(rows: list[dict[str, Any]]) -> Iterator[Brief]:
    for row in rows:
        yield Brief(
            key=uuid.uuid5(uuid.NAMESPACE_OID, str(row["number"])),
            slug=f"brief-{row['number']}",
            title=row["title"],
            summary=row["text"][:200],
            body=row["text"],
            kind=row["kind"],
            language=row["language"],
            published_on=row["day"],
            state="published",
        )


def _edition(publication: Publication, row: dict[str, Any]) -> Edition:
    return Edition(
        publication=publication,
        number=1,
        published_at=dt.datetime.combine(row["day"], dt.time(12), tzinfo=dt.UTC),
        title=row["title"],
        summary=row["text"][:200],
        kind=row["kind"],
        language=row["language"],
        body_markdown=row["text"],
        body_html=f"<p>{row['text']}</p>",
        text=row["text"],
        card={
            name: [
                {"key": str(thing.key), "slug": thing.slug, "name": str(thing)}
                for thing in row[name]
            ]
            for name in REFERENCES
        },
    )
