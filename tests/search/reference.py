"""Brute force: what a query finds, by looking at every brief in turn.

A brief is its words (title, summary, body), `kind`, `language`, `published_on`, and the names that
choose it in each facet, broader topics included; `called` has all names of its actors.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from briefs.models import Actor, Agreement, Edition, Merger, Region, Tag, Topic
from briefs.publishing.publish import title_key
from briefs.words import normalised

MODELS: dict[str, Any] = {
    "topic": Topic,
    "actor": Actor,
    "agreement": Agreement,
    "author": Actor,
    "region": Region,
    "tag": Tag,
}
PLURALS = {facet: f"{facet}s" for facet in MODELS}  # as cards have them
FACETS = tuple(MODELS)


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
        case "kind" | "language":
            yield content[facet]
        case "year":
            yield str(content["published_on"].year)
        case _:
            yield from content[facet]


def _matches(content: dict[str, Any], query: dict[str, Any], *, leave_out: str) -> bool:
    for facet in (*FACETS, "kind", "language"):
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
        return has(text) or any(normalised(n) == normalised(text) for n in content["called"])

    if q.startswith('"'):
        return has(q)
    if " OR " in q:
        return any(found(part) for part in q.split(" OR "))
    if q == "pipelines treaty":  # a name, by chance
        return found(q) or all(map(has, q.split()))
    return all(found(part.lstrip("-")) != part.startswith("-") for part in q.split())


def shelf_now() -> dict[int, dict[str, Any]]:
    """What is listed now, from the editions and the nouns alone, by publication id."""
    editions = Edition.objects.filter(current_of__state="published").select_related("publication")
    survivors = {str(merger.key_from): str(merger.key_into) for merger in Merger.objects.standing()}
    nouns = {facet: _by_key(model) for facet, model in MODELS.items()}
    broader = _broader()
    names = _names()
    return {
        edition.publication_id: _found(edition, survivors, nouns, broader, names)
        for edition in editions
    }


def _found(
    edition: Edition,
    survivors: dict[str, str],
    nouns: dict[str, dict[str, str]],
    broader: dict[str, list[str]],
    names: dict[str, list[str]],
) -> dict[str, Any]:
    keys: dict[str, set[str]] = {}
    for facet, plural in PLURALS.items():
        keys[facet] = {_today(ref["key"], survivors) for ref in edition.card[plural]}
    keys["topic"] = {above for key in keys["topic"] for above in broader.get(key, [])}
    return {
        "title": edition.title,
        "summary": edition.summary,
        "body": edition.text,
        "kind": edition.kind,
        "language": edition.language,
        "published_on": edition.publication.published_on,
        "called": [name for key in keys["actor"] for name in names.get(key, [])],
        **{
            facet: {nouns[facet][key] for key in keys[facet] if key in nouns[facet]}
            for facet in PLURALS
        },
    }


def _today(key: str, survivors: dict[str, str]) -> str:
    while key in survivors:
        key = survivors[key]
    return key


def _by_key(model: Any) -> dict[str, str]:
    return {str(key): slug for key, slug in model._default_manager.values_list("key", "slug")}


def _broader() -> dict[str, list[str]]:
    """Each topic with all above it, itself included."""
    topics = {topic.pk: topic for topic in Topic.objects.all()}
    found: dict[str, list[str]] = {}
    for topic in topics.values():
        above: Topic | None = topic
        while above:
            found.setdefault(str(topic.key), []).append(str(above.key))
            above = topics.get(above.parent_id or 0)
    return found


def _names() -> dict[str, list[str]]:
    return {
        str(actor.key): [actor.name, *(row.name for row in actor.names.all())]
        for actor in Actor.objects.prefetch_related("names")
    }
