"""Rows with only what they need; whatever a test cares for, it says."""

import itertools
from typing import Any

from briefs.editorial import versions
from briefs.models import (
    Actor,
    Agreement,
    Attachment,
    Brief,
    BriefAuthor,
    Edition,
    Event,
    Evidence,
    Image,
    Milestone,
    Region,
    Source,
    Topic,
    Way,
)
from briefs.publishing import publish

_numbers = itertools.count(1)


def _named(noun: str, label: str, given: dict[str, Any]) -> dict[str, Any]:
    number = next(_numbers)
    return {"slug": f"{noun}-{number}", label: f"{noun.title()} {number}"} | given


def make_brief(
    *, authors: tuple[Actor, ...] = (), tags: tuple[str, ...] = (), **given: Any
) -> Brief:
    """A draft, ready to be published."""
    words = {"summary": "What a reader in a hurry needs.", "body": "Some words."}
    brief = Brief.objects.create(**_named("brief", "title", words | given))
    for order, actor in enumerate(authors):
        BriefAuthor.objects.create(brief=brief, actor=actor, order=order)
    brief.tags.add(*tags)
    return brief


def published(**given: Any) -> Edition:
    """The first edition of a brief."""
    return publish(make_brief(**given))


def again(brief: Brief, *, note: str = "Some words changed.", **said: Any) -> Edition:
    """The next edition of a brief that readers know."""
    return publish(brief, note=note, **said)


def save(brief: Brief, *, by: Any = None, **fields: Any) -> None:
    """Save a brief as the desk does: that is a version."""
    with versions.editing(brief, by=by, way=Way.FORM):
        for name, value in fields.items():
            setattr(brief, name, value)
        brief.save()


def brief_of(edition: Edition) -> Brief:
    """The brief at the desk that an edition came from."""
    return Brief.objects.get(key=edition.publication.brief_key)


def make_actor(**given: Any) -> Actor:
    """A state."""
    return Actor.objects.create(**_named("actor", "name", {"kind": "state"} | given))


def make_topic(**given: Any) -> Topic:
    """A topic at the top of the tree."""
    return Topic.objects.create(**_named("topic", "name", given))


def make_region(**given: Any) -> Region:
    """A region."""
    return Region.objects.create(**_named("region", "name", given))


def make_source(**given: Any) -> Source:
    """An article."""
    return Source.objects.create(**_named("source", "title", given))


def make_agreement(**given: Any) -> Agreement:
    """A treaty without parties."""
    return Agreement.objects.create(**_named("agreement", "title", {"kind": "treaty"} | given))


def make_milestone(agreement: Agreement | None = None, **given: Any) -> Milestone:
    """A signature, on an unknown day."""
    words = {"status": "signed"} | given
    return Milestone.objects.create(agreement=agreement or make_agreement(), **words)


def make_event(**given: Any) -> Event:
    """A meeting, on an unknown day."""
    return Event.objects.create(**_named("event", "title", {"kind": "meeting"} | given))


def make_evidence(brief: Brief, **claim: Any) -> Evidence:
    """A passage of a brief's draft, in no edition yet."""
    return Evidence.objects.create(**{"brief_key": brief.key, "exact": "Some words."} | claim)


def make_image(**given: Any) -> Image:
    """A small picture, whose file isn't there."""
    words = {"alt": "A route", "credit": "Us", "file": "a.webp", "width": 30, "height": 20}
    return Image.objects.create(**words | given)


def make_attachment(**given: Any) -> Attachment:
    """A small table, whose file isn't there."""
    words = {"title": "Figures", "file": "a/figures.csv", "kind": "csv", "size": 4}
    return Attachment.objects.create(**words | given)
