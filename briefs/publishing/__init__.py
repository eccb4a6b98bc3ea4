"""Publishing: from the desk to the shelf, and off it again. Readers' code never imports this."""

from briefs.publishing.amend import AmendmentRefused, NoNote, amend, check_amendable
from briefs.publishing.checklist import checklist, errors
from briefs.publishing.draft import Draft, compose, differences
from briefs.publishing.foresee import Foreseen, foresee
from briefs.publishing.names_in_text import Gazetteer
from briefs.publishing.problems import Level, Place, Problem, PublishRefused
from briefs.publishing.publish import note_problems, publish
from briefs.publishing.ready import NotReady
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
from briefs.publishing.transitions import TRANSITIONS

__all__ = [
    "TRANSITIONS",
    "AlreadyErased",
    "AmendmentRefused",
    "Draft",
    "Foreseen",
    "Gazetteer",
    "Level",
    "NoNote",
    "NoReplacement",
    "NotOnTheShelf",
    "NotReady",
    "Place",
    "Problem",
    "PublishRefused",
    "ReasonMissing",
    "StillCurrent",
    "amend",
    "archive",
    "check_amendable",
    "check_erasable",
    "checklist",
    "compose",
    "differences",
    "erase",
    "errors",
    "foresee",
    "note_problems",
    "publish",
    "remove",
    "replace",
    "withdraw",
]
