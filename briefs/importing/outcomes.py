"""What came of the lines of a file: each has an outcome, and none stops the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from briefs.publishing import Problem


class Deed(Enum):
    """What came of a line."""

    MADE = "made"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of the line with that number; `problems` say why it was refused."""

    number: int
    deed: Deed
    problems: Sequence[Problem] = ()
