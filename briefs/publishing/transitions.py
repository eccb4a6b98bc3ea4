"""All steps that a brief can take, by their names: those of the desk, and those of the shelf."""

from collections.abc import Callable
from typing import Any

from briefs.editorial import review
from briefs.editorial.review import STEPS
from briefs.editorial.transitions import Transition
from briefs.publishing.publish import PUBLISH, publish
from briefs.publishing.schedule import EXPIRE, SCHEDULE, UNSCHEDULE, expire, schedule, unschedule
from briefs.publishing.shelf import (
    ARCHIVE,
    REMOVE,
    REPLACE,
    WITHDRAW,
    archive,
    remove,
    replace,
    withdraw,
)

TRANSITIONS: dict[str, Transition] = {
    step.name: step
    for step in (
        *STEPS,
        *(PUBLISH, SCHEDULE, UNSCHEDULE),
        *(WITHDRAW, ARCHIVE, REPLACE, REMOVE, EXPIRE),
    )
}

# What takes each step: called with the brief, `by`, and what else it names.
DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        *(review.submit, review.take_back, review.assign, review.approve),
        *(review.send_back, review.discard, review.hand_over),
        *(publish, schedule, unschedule),
        *(withdraw, archive, replace, remove, expire),
    )
}
