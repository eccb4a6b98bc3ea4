"""Problems: what an editor has to mend or should look at before publishing, and where it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.db.models import Model
from django.utils.translation import get_language_bidi


class Level(Enum):
    """How much a problem weighs: an error keeps a brief from being published."""

    ERROR = "error"
    WARNING = "warning"


def said(message: str, **words: object) -> str:
    """A sentence with the words put in.

    Where pages run from right to left, an address in it must not draw its neighbours along.
    """
    if get_language_bidi():
        words = {name: f"\u2068{word}\u2069" for name, word in words.items()}
    return message % words


_LINE_END = re.compile("\r\n?")


def as_typed(text: str) -> str:
    """A text as the text area of its field has it: every line ends with ``\\n``."""
    return _LINE_END.sub("\n", text)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Some characters of a field's text as it is typed."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong in which field, in a sentence on what and how.

    `code` names the sort of problem, `place` the very characters of the field. `about` are the
    rows that it speaks of: the passage that a fact would lose, the actors whose name it may be.
    """

    field: str
    message: str
    level: Level = Level.ERROR
    code: str = ""
    place: Place | None = None
    about: Sequence[Model] = ()

    @property
    def blocks(self) -> bool:
        """Whether it keeps a brief from being published."""
        return self.level == Level.ERROR


class PublishRefused(Exception):
    """A brief can't be published as it stands; `problems` says why, field by field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems


class NothingToPublish(PublishRefused):
    """Readers see the text already."""
