"""Random collections and queries, and what a query finds by looking at every brief in turn."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st

from briefs.models import Actor, ActorName, Agreement, Brief, BriefAuthor, Region, Tag, Topic
from briefs.publishing import withdraw
from tests.factories import again

WORDS = [
    "gas",
    "pipelines",
    "treaty",
    "2014",
    "соглашения",
    "ёлка",
    "پاکستان",
    "كابل",
    "well-known",
]
# A tree: b and c beneath a, d beneath b; e stands alone.
TOPICS = {"a": None, "b": "a", "c": "a", "d": "b", "e": None}
NAMES = ["one", "two", "three"]
# What an actor is called besides, which finds what is about it.
ALIASES = {"one": ["gas", "pipelines treaty"], "two": ["کابل"]}
KINDS = ["policy-brief", "report"]
LANGUAGES = ["en", "ru", "zh-Hant"]
DAYS = [
    dt.date(2019, 12, 31),
    dt.date(2020, 1, 1),
    dt.date(2020, 2, 29),
    dt.date(2021, 9, 30),
    dt.date(2021, 10, 1),
]


def _some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True)


_text = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)

brief_contents = st.fixed_dictionaries(
    {
        "title": _text,
        "summary": _text,
        "body": st.builds(lambda text, times: " ".join([text] * times), _text, st.integers(1, 3)),
        "kind": st.sampled_from(KINDS),
        "language": st.sampled_from(LANGUAGES),
        "published_on": st.sampled_from(DAYS),
        "topic": _some(list(TOPICS)),
        "actor": _some(NAMES),
        "agreement": _some(NAMES),
        "author": _some(NAMES),
        "region": _some(NAMES),
        "tag": _some(NAMES),
    }
)

_q = st.one_of(
    st.sampled_from(WORDS),
    st.builds("{} {}".format, st.sampled_from(WORDS), st.sampled_from(WORDS)),
    st.builds('"{} {}"'.format, st.sampled_from(WORDS), st.sampled_from(WORDS)),
    st.builds("{} OR {}".format, st.sampled_from(WORDS), st.sampled_from(WORDS)),
    st.builds("{} -{}".format, st.sampled_from(WORDS), st.sampled_from(WORDS)),
    st.builds("-{}".format, st.sampled_from(WORDS)),
)
_bound = st.sampled_from(["2019", "2020", "2020-02", "2021-09", "2020-01-01", "2021-09-30", "2022"])

queries = st.fixed_dictionaries(
    {},
    optional={
        "q": _q,
        "topic": _some(list(TOPICS)),
        "actor": _some(NAMES),
        "agreement": _some(NAMES),
        "author": _some(NAMES),
        "region": _some(NAMES),
        "tag": _some(NAMES),
        "kind": _some(KINDS),
        "language": _some(LANGUAGES),
        "published_after": _bound,
        "published_before": _bound,
        "sort": st.sampled_from(["newest", "oldest", "title", "relevance"]),
        "page_size": st.just("10"),
    },
)


def address(query: dict[str, Any]) -> str:
    """A query as it stands in an address."""
    return urlencode(query, doseq=True)


@dataclass(slots=True)
class Collection:
    """What is in the database, and beside it what readers should find, by publication id."""

    briefs: list[Brief] = field(default_factory=list)
    contents: list[dict[str, Any]] = field(default_factory=list)
    shelf: dict[int, dict[str, Any]] = field(default_factory=dict)
    changes: int = 0

    @classmethod
    def empty(cls) -> "Collection":
        """The nouns, and no brief yet."""
        for slug, parent in TOPICS.items():
            above = Topic.objects.get(slug=parent) if parent else None
            Topic.objects.create(slug=slug, name=f"Topic {slug}", parent=above)
        for name in NAMES:
            actor = Actor.objects.create(slug=name, name=name, kind="state")
            for alias in ALIASES.get(name, []):
                ActorName.objects.create(actor=actor, name=alias, language="en")
            Agreement.objects.create(slug=name, title=name, kind="treaty")
            Region.objects.create(slug=name, name=name)
            Tag.objects.create(slug=name, name=name)
        return cls()

    def add(self, content: dict[str, Any]) -> None:
        """Publish a new brief."""
        number = len(self.briefs)
        brief = Brief.objects.create(slug=f"brief-{number}", title=f"Brief {number}")
        self.briefs.append(brief)
        self.contents.append(content)
        self.change(number, content)

    def change(self, number: int, content: dict[str, Any]) -> None:
        """Publish the next edition of a brief, with other content."""
        brief = self.briefs[number]
        for name in ("title", "summary", "body", "kind", "language", "published_on"):
            setattr(brief, name, content[name])
        self.contents[number] = content
        # A word that no query has: an edition that changes nothing would be refused.
        self.changes += 1
        brief.body += f"\n\nedition{self.changes}"
        brief.save()
        brief.topics.set(Topic.objects.filter(slug__in=content["topic"]))
        brief.actors.set(Actor.objects.filter(slug__in=content["actor"]))
        brief.agreements.set(Agreement.objects.filter(slug__in=content["agreement"]))
        brief.regions.set(Region.objects.filter(slug__in=content["region"]))
        brief.author_rows.all().delete()
        for actor in Actor.objects.filter(slug__in=content["author"]):
            BriefAuthor.objects.create(brief=brief, actor=actor)
        brief.tags.set(content["tag"])
        brief.key_points = [f"Point {number} {len(content['title'])} {content['published_on']}"]
        edition = again(brief)
        self.shelf[edition.publication_id] = as_found(content)

    def withdraw(self, number: int) -> None:
        """Take a brief off the lists."""
        publication = withdraw(self.briefs[number], reason="A reason.")
        self.shelf.pop(publication.pk, None)


def as_found(content: dict[str, Any]) -> dict[str, Any]:
    """What a brief is found by: broader topics, too, and all names of its actors."""
    topics: set[str | None] = set(content["topic"])
    for topic in content["topic"]:
        while topic := TOPICS[topic]:
            topics.add(topic)
    called = [alias for name in content["actor"] for alias in ALIASES.get(name, [])]
    return content | {"topic": topics, "called": called}
