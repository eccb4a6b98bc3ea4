"""All pages of the desk: importing this module registers them (config.desk does, at the start)."""

from briefs.admin import (
    actor,
    agreement,
    brief,
    claims,
    event,
    evidence,
    image,
    region,
    shelf,
    source,
    tag,
    topic,
)

__all__ = [
    "actor",
    "agreement",
    "brief",
    "claims",
    "event",
    "evidence",
    "image",
    "region",
    "shelf",
    "source",
    "tag",
    "topic",
]
