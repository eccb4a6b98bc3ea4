"""The topic tree as the search needs it: a topic takes its descendants in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from pyroaring import BitMap

from briefs.models.topic import Topic
from briefs.search.postings import Postings
from briefs.search.ranked import Ranked


class TopicTree:
    """All topics, from one query. Topics are named by their key, as postings name them."""

    def __init__(self) -> None:
        rows = {topic.pk: topic for topic in Topic.objects.defer("definition")}
        self.topics = {str(topic.key): topic for topic in rows.values()}
        self.children: dict[str | None, list[str]] = defaultdict(list)
        self.parents: dict[str, str] = {}
        self._united: tuple[Postings, dict[str, BitMap], Ranked] | None = None
        for key, topic in self.topics.items():
            parent = str(rows[topic.parent_id].key) if topic.parent_id else None
            self.children[parent].append(key)
            if parent:
                self.parents[key] = parent

    def with_descendants(self, *keys: str) -> list[str]:
        """The topics and all beneath them, a parent before its children."""
        found = list(keys)
        for key in found:
            found.extend(self.children[key])
        return found

    def ancestors(self, key: str) -> list[Topic]:
        """The broader topics, broadest first."""
        return [self.topics[above] for above in self._above(key)][::-1]

    def postings(self, postings: Postings) -> dict[str, BitMap]:
        """Topic to the publications on it or on a topic beneath it; don't change the bitmaps."""
        return self._at(postings)[1]

    def ranked(self, postings: Postings) -> Ranked:
        """The topics that some publication has, the most frequent first."""
        return self._at(postings)[2]

    def _at(self, postings: Postings) -> tuple[Postings, dict[str, BitMap], Ranked]:
        """What was united last, made anew for other postings; replaced whole, for threads."""
        known = self._united
        if known is None:
            united: dict[str, BitMap] = {}
            self._unite(united, self.topics, postings)
            known = self._united = (postings, united, Ranked.of(united))
        elif known[0] is not postings:
            before, old, ranked = known
            was, now = before.facet("topic"), postings.facet("topic")
            changed = {key for key in self.topics if was.get(key) is not now.get(key)}
            changed.update(*(self._above(key) for key in changed))
            united = old.copy()
            self._unite(united, changed, postings)
            known = self._united = (postings, united, ranked.after(changed, old, united))
        return known

    def _unite(self, united: dict[str, BitMap], keys: Collection[str], postings: Postings) -> None:
        """Unite those topics with the narrower ones, which are united first."""
        for key in reversed(self._parents_first):
            if key in keys:
                narrower = (united[child] for child in self.children[key])
                united[key] = BitMap.union(postings.of("topic", key), *narrower)

    @cached_property
    def _parents_first(self) -> list[str]:
        return self.with_descendants(*self.children[None])

    def _above(self, key: str) -> Iterator[str]:
        while key := self.parents.get(key, ""):
            yield key

    def union(self, postings: Postings, chosen: Iterable[str]) -> BitMap:
        """The publications on any of the chosen topics, descendants taken in."""
        return postings.any_of("topic", set(self.with_descendants(*chosen)))
