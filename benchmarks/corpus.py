"""A collection of any size, the same for the same size: Zipf-distributed nouns, 25 years.

Plain Python, so that peers fill their own databases with it, and counting by brute force asks
none. Nouns are numbers here; what they are called is `slug_of`.
"""

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

MAKING = 1  # raised whenever the same size gives other briefs: what was kept is made anew

TOPICS, ACTORS, AGREEMENTS, TAGS, REGIONS, WORDS = 200, 5_000, 1_000, 2_000, 30, 8_000
ROOTS, CHILDREN = 10, 4  # topics at the top of the tree, and beneath each topic
# What a brief refers to: the field, how many there are, and how many it names at most.
REFERENCES = {
    "topics": (TOPICS, 4),
    "actors": (ACTORS, 4),
    "agreements": (AGREEMENTS, 2),
    "tags": (TAGS, 4),
    "authors": (ACTORS, 2),
    "regions": (REGIONS, 2),
}
KINDS = ("policy-brief", "commentary", "report", "fact-sheet", "statement", "backgrounder")
LANGUAGES = ("en", "ru", "ur", "fr", "es", "ar", "zh-Hans", "de", "pt", "fa")
FIRST_DAY = dt.date(2001, 1, 1)
DAYS = 25 * 365
MOST_WORDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A brief; `nouns` has the numbers of what it names, by field."""

    number: int
    title: str
    text: str
    kind: str
    language: str
    day: dt.date
    nouns: dict[str, list[int]]

    @property
    def slug(self) -> str:
        return f"brief-{self.number}"

    @property
    def summary(self) -> str:
        return self.text[:200]


class Zipf:
    """Draws from the numbers below `many`, the n-th 1/n as often as the first."""

    def __init__(self, many: int, chance: random.Random) -> None:
        self.numbers, self.chance = range(many), chance
        self.weights = list(itertools.accumulate(1 / n for n in range(1, many + 1)))

    def some(self, most: int) -> list[int]:
        """One to `most` different numbers."""
        drawn = self.chance.choices(
            self.numbers, cum_weights=self.weights, k=self.chance.randint(1, most)
        )
        return list(dict.fromkeys(drawn))


def rows(briefs: int) -> Iterator[Row]:
    """The briefs of a collection of that size, the first number 1."""
    chance = random.Random(briefs)
    words = Zipf(WORDS, chance)
    nouns = {name: (Zipf(many, chance), most) for name, (many, most) in REFERENCES.items()}
    for number in range(1, briefs + 1):
        text = " ".join(f"word{word}" for word in words.some(MOST_WORDS))
        yield Row(
            number=number,
            title=f"{text[:60]} {number}",
            text=text,
            kind=chance.choice(KINDS),
            language=LANGUAGES[min(int(chance.expovariate(0.7)), len(LANGUAGES) - 1)],
            day=FIRST_DAY + dt.timedelta(days=chance.randrange(DAYS)),
            nouns={name: _named(name, zipf.some(most)) for name, (zipf, most) in nouns.items()},
        )


def _named(name: str, numbers: list[int]) -> list[int]:
    """Whom many write about writes little."""
    return [ACTORS - 1 - number for number in numbers] if name == "authors" else numbers


def slug_of(name: str, number: int) -> str:
    """The address of a noun: ``topic-3``. Authors are actors."""
    return f"{'actor' if name == 'authors' else name.removesuffix('s')}-{number}"


def parent_of(topic: int) -> int | None:
    """The broader topic."""
    return (topic - ROOTS) // CHILDREN if topic >= ROOTS else None


def with_broader(topics: list[int]) -> list[int]:
    """Topics, and all that are broader: what a brief is found under."""
    found = dict.fromkeys(topics)
    for topic in topics:
        broader = parent_of(topic)
        while broader is not None:
            found[broader] = None
            broader = parent_of(broader)
    return list(found)
