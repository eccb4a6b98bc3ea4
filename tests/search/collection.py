"""Random collections and queries, and what a query finds by looking at every brief in turn."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from hypothesis import strategies as st

from briefs.models import Actor, ActorName, Agreement, Brief, BriefAuthor, Region, Tag, Topic
from briefs.publishing import withdraw
from briefs.publishing.publish import title_key
from briefs.words import normalised
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
        self.shelf[edition.publication_id] = content

    def withdraw(self, number: int) -> None:
        """Take a brief off the lists."""
        publication = withdraw(self.briefs[number], reason="A reason.")
        self.shelf.pop(publication.pk, None)


def expected(shelf: dict[int, dict[str, Any]], query: dict[str, Any]) -> list[int]:
    """The ids that a query finds, in the order asked for."""
    found = [pk for pk, content in shelf.items() if _matches(content, query, leave_out="")]
    match query.get("sort", "newest"):
        case "oldest":
            return sorted(found, key=lambda pk: (shelf[pk]["published_on"], pk))
        case "title":
            return sorted(found, key=lambda pk: (title_key(shelf[pk]["title"]), pk))
        case "relevance":
            return sorted(found, key=lambda pk: _worth(shelf[pk], query, pk), reverse=True)
    return sorted(found, key=lambda pk: (shelf[pk]["published_on"], pk), reverse=True)


def _worth(content: dict[str, Any], query: dict[str, Any], pk: int) -> tuple[int, dt.date, int]:
    """By what the best match comes first, among equals the newest."""
    q = query.get("q", "")
    groups = [q.split(" OR ")] if " OR " in q or q.startswith('"') else [[w] for w in q.split()]
    wanted = [group for group in groups if not group[0].startswith("-")]
    weight = sum(
        weight
        for group in wanted
        for weight in set().union(*(_weights(content, phrase) for phrase in group))
    )
    return weight, content["published_on"], pk


def _weights(content: dict[str, Any], phrase: str) -> set[int]:
    """What a text makes of a phrase: it says it; often; in the summary; in the title."""
    words = normalised(phrase)
    fields = {name: normalised(content[name]) for name in ("title", "summary", "body")}
    if not any(_stands(words, field) for field in fields.values()):
        return set()
    ways = {
        1: True,
        2: all(fields["body"].count(word) >= 3 for word in words),
        4: set(words) <= set(fields["summary"]),
        8: set(words) <= set(fields["title"]),
    }
    return {weight for weight, so in ways.items() if so}


def _stands(words: list[str], field: list[str]) -> bool:
    size = len(words)
    return any(words == field[at : at + size] for at in range(len(field) - size + 1))


def expected_counts(
    shelf: dict[int, dict[str, Any]], query: dict[str, Any], facet: str
) -> dict[str, int]:
    """What choosing each value of a facet would give; values that give nothing left out."""
    counts: Counter[str] = Counter()
    for content in shelf.values():
        if _matches(content, query, leave_out=facet):
            counts.update(set(_values(content, facet)))
    return dict(counts)


def _values(content: dict[str, Any], facet: str) -> Iterator[str]:
    match facet:
        case "topic":
            for topic in content["topic"]:
                above: str | None = topic
                while above:
                    yield above
                    above = TOPICS[above]
        case "kind" | "language":
            yield content[facet]
        case "year":
            yield str(content["published_on"].year)
        case _:
            yield from content[facet]


def _matches(content: dict[str, Any], query: dict[str, Any], *, leave_out: str) -> bool:
    for facet in ("topic", "actor", "agreement", "author", "region", "tag", "kind", "language"):
        wanted = query.get(facet)
        if facet != leave_out and wanted and not set(wanted) & set(_values(content, facet)):
            return False
    if leave_out != "year" and not _within(content["published_on"], query):
        return False
    return _has_words(content, query.get("q", ""))


def _within(day: dt.date, query: dict[str, Any]) -> bool:
    # A bound is a prefix of ISO dates, so text comparison of equal lengths is enough.
    after: str = query.get("published_after", "")
    before: str = query.get("published_before", "9999")
    return day.isoformat()[: len(after)] >= after and day.isoformat()[: len(before)] <= before


def _has_words(content: dict[str, Any], q: str) -> bool:
    fields = [normalised(content[name]) for name in ("title", "summary", "body")]

    def has(text: str) -> bool:
        return any(_stands(normalised(text), field) for field in fields)

    def found(text: str) -> bool:
        return has(text) or any(
            normalised(alias) == normalised(text)
            for name in content["actor"]
            for alias in ALIASES.get(name, [])
        )

    if q.startswith('"'):
        return has(q)
    if " OR " in q:
        return any(found(part) for part in q.split(" OR "))
    if q == "pipelines treaty":  # a name, by chance
        return found(q) or all(map(has, q.split()))
    return all(found(part.lstrip("-")) != part.startswith("-") for part in q.split())
