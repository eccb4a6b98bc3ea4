"""All steps that a brief can take, by their names: those of the desk, and those of the shelf."""

from briefs.editorial.review import STEPS
from briefs.editorial.transitions import Transition
from briefs.publishing.publish import PUBLISH
from briefs.publishing.schedule import EXPIRE, SCHEDULE, UNSCHEDULE
from briefs.publishing.shelf import ARCHIVE, REMOVE, REPLACE, WITHDRAW

TRANSITIONS: dict[str, Transition] = {
    step.name: step
    for step in (
        *STEPS,
        *(PUBLISH, SCHEDULE, UNSCHEDULE),
        *(WITHDRAW, ARCHIVE, REPLACE, REMOVE, EXPIRE),
    )
}
