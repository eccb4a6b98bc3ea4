"""The true answers, by looking at every brief of the corpus: no index, no database."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.corpus import Row
from benchmarks.queries import FACETS, PAGE, Query

type Counts = dict[str, dict[str, int]]  # facet, value, count


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How many briefs match, the numbers of those on the page, and all counts.

    Of a `ranked` answer, to words, `page` has all that may stand on it, for engines rank in ways
    of their own. `facets` are disjunctive: the counts of a facet leave its own selection out.
    """

    count: int
    page: list[int]
    ranked: bool
    facets: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brief:
    """A row as filters look at it."""

    row: Row
    values: dict[str, list[str]]
    words: frozenset[str]


class _Left:
    """What a set of filters leaves."""

    def __init__(self, query: Query) -> None:
        self.query, self.words = query, query.words.split()
        self.found: list[int] = []
        self.counts: Counts = {}
        self._counters = {facet: Counter[str]() for facet in FACETS}

    def look(self, brief: _Brief) -> None:
        query = self.query
        for facet, wanted in query.chosen.items():
            if not any(value in brief.values[facet] for value in wanted):
                return
        if query.years and not query.years[0] <= brief.row.day.year <= query.years[1]:
            return
        if not all(word in brief.words for word in self.words):
            return
        # Newest first, the later entered first within a day.
        self.found.append(brief.row.day.toordinal() * 10**9 + brief.row.number)
        for facet, values in brief.values.items():
            self._counters[facet].update(values)

    def finish(self) -> None:
        self.found.sort(reverse=True)
        self.counts = {facet: dict(counter) for facet, counter in self._counters.items()}


def answers(briefs: int, asked: Sequence[Query]) -> list[Answer]:
    """The answer to each query."""
    left: dict[str, _Left] = {}
    for query in asked:
        for narrowed in (query, *(_without(query, facet) for facet in FACETS)):
            left.setdefault(_key(narrowed), _Left(narrowed))
    for row in corpus.rows(briefs):
        brief = _brief(row)
        for each in left.values():
            each.look(brief)
    for each in left.values():
        each.finish()
    return [_answer(query, left) for query in asked]


def kept(briefs: int, asked: Sequence[Query], folder: Path) -> list[Answer]:
    """The same, written down in a folder for the next time."""
    told = [asdict(query) for query in asked]
    here = Path(__file__).parent
    source = b"".join((here / f"{name}.py").read_bytes() for name in ("corpus", "queries", "brute"))
    name = sha256(json.dumps([briefs, told]).encode() + source)
    file = folder / f"answers-{name.hexdigest()[:16]}.json"
    if not file.exists():
        found = [asdict(answer) for answer in answers(briefs, asked)]
        file.write_text(json.dumps(found))
    return [Answer(**each) for each in json.loads(file.read_text())]


def faults(true: Answer, said: dict[str, Any]) -> list[str]:
    """What is wrong with an answer, in short; empty where all is right.

    Of values with equal counts any may stand among the ten.
    """
    found = []
    if said["count"] != true.count:
        found.append(f"count {said['count']}, not {true.count}")
    page = [int(slug.removeprefix("brief-")) for slug in said["page"]]
    wrong_page = set(page) - set(true.page) if true.ranked else page != true.page
    if wrong_page or len(page) != min(PAGE, len(true.page)):
        found.append("other briefs")
    missing = [facet for facet in FACETS if said["facets"].get(facet) is None]
    if missing:
        found.append(f"no counts of {', '.join(missing)}")
    wrong = [
        facet
        for facet in FACETS
        if facet not in missing and not _agree(true.facets[facet], said["facets"][facet])
    ]
    if wrong:
        found.append(f"other counts of {', '.join(wrong)}")
    return found


def _agree(true: dict[str, int], said: dict[str, int]) -> bool:
    """Every count is true, and the ten largest are there; more may be, such as those selected."""
    said = {value: count for value, count in said.items() if count}
    largest = sorted(true.values(), reverse=True)[:10]
    return (
        all(true.get(value) == count for value, count in said.items())
        and sorted(said.values(), reverse=True)[: len(largest)] == largest
    )


def _brief(row: Row) -> _Brief:
    numbers = row.nouns | {"topics": corpus.with_broader(row.nouns["topics"])}
    values = {
        facet: [corpus.slug_of(field, number) for number in numbers[field]]
        for facet, field in FACETS.items()
        if field in numbers
    }
    values |= {"language": [row.language], "kind": [row.kind], "year": [str(row.day.year)]}
    words = frozenset(f"{row.title} {row.summary} {row.text}".split())
    return _Brief(row=row, values=values, words=words)


def _without(query: Query, facet: str) -> Query:
    """The query but for what is chosen in a facet."""
    chosen = {name: values for name, values in query.chosen.items() if name != facet}
    years = None if facet == "year" else query.years
    return replace(query, kind="", chosen=chosen, years=years, page=1)


def _key(query: Query) -> str:
    return json.dumps([query.chosen, query.words, query.years])


def _answer(query: Query, left: dict[str, _Left]) -> Answer:
    found = left[_key(query)].found
    first = (query.page - 1) * PAGE
    page = found if query.words else found[first : first + PAGE]
    return Answer(
        count=len(found),
        page=[each % 10**9 for each in page],
        ranked=bool(query.words),
        facets={facet: left[_key(_without(query, facet))].counts[facet] for facet in FACETS},
    )


def summary(faulty: Iterable[list[str]]) -> str:
    """The faults of many answers in a phrase; empty where there are none."""
    return "; ".join(dict.fromkeys(fault for faults in faulty for fault in faults))
