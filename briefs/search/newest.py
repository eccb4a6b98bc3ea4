"""The newest publications that have one facet value, and how many have it."""

from collections.abc import Iterable
from dataclasses import dataclass

from briefs.search import postings
from briefs.search.calendar import in_order_of_date
from briefs.search.cards import Card, cards
from briefs.search.snapshot import nouns_now, snapshot
from briefs.search.topics import TopicTree


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """Some briefs, newest first, and the number of all."""

    cards: list[Card]
    total: int


def newest(facet: str, value: str, *, limit: int, tree: TopicTree | None = None) -> Newest:
    """The newest publications with a value; with a tree, those of narrower topics, too.

    Two queries: the versions of index and nouns, and the cards. A third, the first time that
    somebody reads them in another language than the collection's.
    """
    seen = snapshot()
    index = seen.postings
    ids = tree.union(index, [value]) if tree else index.of(facet, value)
    page = in_order_of_date(index, ids, offset=0, limit=limit, newest_first=True)
    return Newest(cards=cards(page, seen.nouns), total=len(ids))


def counts(facet: str, values: Iterable[str] | None = None) -> dict[str, int]:
    """How many publications have each value of a facet, or each of some of its values."""
    known = postings.current().facet(facet)
    wanted = known if values is None else [value for value in values if value in known]
    return {value: len(known[value]) for value in wanted}


def topic_counts(tree: TopicTree) -> dict[str, int]:
    """How many publications each topic has, narrower topics taken in."""
    return {key: len(ids) for key, ids in tree.postings(postings.current()).items()}


def topic_tree() -> TopicTree:
    """All topics, as this process remembers them until one changes. One query, or two."""
    return nouns_now().tree
