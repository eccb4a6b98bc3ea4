"""What readers ask: kinds of query, each in many variants, so that one is asked for the first time.

Parameters are the site's own (`docs/pages.md`); values are numbers of the corpus. Peers get the
same queries as JSON and put them into words of their own.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Self
from urllib.parse import urlencode

from benchmarks import corpus

PAGE = 20
FACETS = {  # as the API calls them, and the field of the corpus
    "topic": "topics",
    "actor": "actors",
    "agreement": "agreements",
    "tag": "tags",
    "author": "authors",
    "region": "regions",
    "language": "language",
    "kind": "kind",
    "year": "year",
}
CHECKED = 3  # variants of each kind whose answers are compared with brute force, and given to peers


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One list: `chosen` has values by facet (OR within one), as they stand in addresses."""

    kind: str
    chosen: dict[str, list[str]] = field(default_factory=dict)
    words: str = ""
    years: tuple[int, int] | None = None
    page: int = 1

    @property
    def parameters(self) -> str:
        """The query string."""
        pairs = [(name, value) for name, values in self.chosen.items() for value in values]
        if self.words:
            pairs.append(("q", self.words))
        if self.years:
            pairs.append(("published_after", str(self.years[0])))
            pairs.append(("published_before", str(self.years[1])))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return urlencode(pairs)

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        """A query as JSON has it."""
        years = told.get("years")
        return cls(**told | {"years": tuple(years) if years else None})


def mix(briefs: int, variants: int = 20) -> list[Query]:
    """Every kind of query in so many variants, for a collection of that size.

    What is rare depends on the size: such that some briefs have it.
    """
    numbers = range(variants)
    pages = ceil(briefs / PAGE)
    rare_actor, rare_word = min(4_000, briefs // 20), min(7_000, briefs * 3 // 10)
    early, late = 2001, 2025
    return [
        *(Query(kind="unfiltered", page=_within(1 + n, pages)) for n in numbers),
        *(Query(kind="common topic", chosen=_one("topics", n)) for n in numbers),
        *(Query(kind="rare actor", chosen=_one("actors", rare_actor - n)) for n in numbers),
        *(
            Query(
                kind="either of two",
                chosen={"actor": [corpus.slug_of("actors", n + more) for more in (0, 7)]},
            )
            for n in numbers
        ),
        *(
            Query(
                kind="combined",
                chosen=_one("topics", 1 + n)
                | _one("tags", n % 4)
                | {"language": [corpus.LANGUAGES[n % 3]]},
            )
            for n in numbers
        ),
        *(
            Query(kind="five years", years=(early + n, min(early + n + 4, late)))
            for n in range(min(variants, late - early))
        ),
        *(Query(kind="common word", words=f"word{n}") for n in numbers),
        *(Query(kind="rare word", words=f"word{rare_word - n}") for n in numbers),
        *(
            Query(kind="words, combined", words=f"word{n} word{n + 1}", chosen=_one("topics", n))
            for n in numbers
        ),
        *(Query(kind="deep page", page=_within(pages - n, pages)) for n in numbers),
    ]


def kinds(queries: Iterable[Query]) -> list[str]:
    """The kinds of query, in order."""
    return list(dict.fromkeys(query.kind for query in queries))


def checked(queries: Iterable[Query]) -> list[Query]:
    """The first few of each kind."""
    queries = list(queries)
    return [
        query
        for kind in kinds(queries)
        for query in [each for each in queries if each.kind == kind][:CHECKED]
    ]


def _one(name: str, number: int) -> dict[str, list[str]]:
    facet = name.removesuffix("s")
    return {facet: [corpus.slug_of(name, max(0, number))]}


def _within(page: int, pages: int) -> int:
    return max(1, min(page, pages))
