"""All pages of the desk: importing this module registers them (config.desk does, at the start)."""

from briefs.admin import (
    actor,
    agreement,
    attachment,
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
    "attachment",
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
