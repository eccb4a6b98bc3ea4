"""All pages of the desk: importing this module registers them (config.desk does, at the start)."""

from briefs.admin import (
    actor,
    agreement,
    audit,
    brief,
    claims,
    event,
    evidence,
    image,
    mergers,
    region,
    shelf,
    source,
    tag,
    topic,
    users,
)

__all__ = [
    "actor",
    "agreement",
    "audit",
    "brief",
    "claims",
    "event",
    "evidence",
    "image",
    "mergers",
    "region",
    "shelf",
    "source",
    "tag",
    "topic",
    "users",
]
