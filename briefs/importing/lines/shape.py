"""The shape of a line: its fields in their order, and what a brief names."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.brief import Brief
from briefs.models.region import Region
from briefs.models.source import Source
from briefs.models.tag import Tag
from briefs.models.topic import Topic
from briefs.publishing import Problem

NEEDED = ("slug", "title", "summary", "body", "published_on")
OWN = (*NEEDED, "language", "kind", "license", "key_points")
NAMED: dict[str, type[Any]] = {
    "authors": Actor,
    "topics": Topic,
    "actors": Actor,
    "agreements": Agreement,
    "tags": Tag,
    "regions": Region,
    "sources": Source,
}
ALL = (*OWN, *NAMED)
# What each noun is called by, and what may be said of it besides.
LABEL: dict[type[Any], str] = {Agreement: "title", Source: "title"}
MORE: dict[type[Any], tuple[str, ...]] = {
    Source: ("author", "publisher", "date", "url", "kind", "note")
}


def label_of(model: type[Any]) -> str:
    """The field that has a noun's name."""
    return LABEL.get(model, "name")


@dataclass(frozen=True, kw_only=True)
class Ref:
    """What a line names: by its name alone, or `exact`, with the slug that it has."""

    slug: str
    name: str
    exact: bool = False
    more: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line that can be understood: a brief, not saved yet, and what it names.

    `given` are the fields that the line has; a brief that is there keeps what it doesn't have.
    """

    number: int
    brief: Brief
    given: frozenset[str]
    named: dict[str, list[Ref]]


class LineRefused(Exception):
    """A line can't be taken in; `problems` says why, field by field."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problem.message for problem in self.problems))


def refusal(message: str, field: str = "") -> LineRefused:
    """The refusal of a line for one reason."""
    return LineRefused([Problem(field=field, message=message)])
