"""The topic tree as the search needs it: a topic takes its descendants in."""

from collections import defaultdict
from collections.abc import Iterable

from pyroaring import BitMap

from briefs.models.topic import Topic
from briefs.search.postings import BySize, Postings, by_size


class TopicTree:
    """All topics, from one query. Topics are named by their key, as postings name them."""

    def __init__(self) -> None:
        rows = {topic.pk: topic for topic in Topic.objects.defer("definition")}
        self.topics = {str(topic.key): topic for topic in rows.values()}
        self.children: dict[str | None, list[str]] = defaultdict(list)
        self.parents: dict[str, str] = {}
        self._united: tuple[Postings, dict[str, BitMap], BySize] | None = None
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
        found: list[Topic] = []
        while key := self.parents.get(key, ""):
            found.insert(0, self.topics[key])
        return found

    def postings(self, postings: Postings) -> dict[str, BitMap]:
        """Topic to the publications on it or on a topic beneath it; don't change the bitmaps."""
        return self._at(postings)[1]

    def by_size(self, postings: Postings) -> BySize:
        """The topics that some publication has, the most frequent first."""
        return self._at(postings)[2]

    def _at(self, postings: Postings) -> tuple[Postings, dict[str, BitMap], BySize]:
        """What was united last, made anew for other postings; replaced whole, for threads."""
        if self._united is None or self._united[0] is not postings:
            united = self._unite(postings)
            self._united = (postings, united, by_size(united))
        return self._united

    def _unite(self, postings: Postings) -> dict[str, BitMap]:
        found = {key: postings.of("topic", key) for key in self.topics}
        for key in reversed(self.with_descendants(*self.children[None])):
            if children := self.children[key]:
                found[key] = BitMap.union(found[key], *(found[child] for child in children))
        return found

    def union(self, postings: Postings, chosen: Iterable[str]) -> BitMap:
        """The publications on any of the chosen topics, descendants taken in."""
        return postings.any_of("topic", set(self.with_descendants(*chosen)))
