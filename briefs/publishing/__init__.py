"""Publishing: from the desk to the shelf, and off it again. Readers' code never imports this."""

from briefs.publishing.draft import Problem, PublishRefused, compose, differences
from briefs.publishing.publish import publish
from briefs.publishing.shelf import (
    NoReplacement,
    NotOnTheShelf,
    ReasonMissing,
    archive,
    remove,
    replace,
    withdraw,
)

__all__ = [
    "NoReplacement",
    "NotOnTheShelf",
    "Problem",
    "PublishRefused",
    "ReasonMissing",
    "archive",
    "compose",
    "differences",
    "publish",
    "remove",
    "replace",
    "withdraw",
]
