"""Publishing: from the desk to the shelf, and off it again. Readers' code never imports this."""

from briefs.publishing.draft import Problem, PublishRefused, compose, differences
from briefs.publishing.publish import note_problems, publish
from briefs.publishing.shelf import (
    AlreadyErased,
    NoReplacement,
    NotOnTheShelf,
    ReasonMissing,
    StillCurrent,
    archive,
    check_erasable,
    erase,
    remove,
    replace,
    withdraw,
)

__all__ = [
    "AlreadyErased",
    "NoReplacement",
    "NotOnTheShelf",
    "Problem",
    "PublishRefused",
    "ReasonMissing",
    "StillCurrent",
    "archive",
    "check_erasable",
    "compose",
    "differences",
    "erase",
    "note_problems",
    "publish",
    "remove",
    "replace",
    "withdraw",
]
