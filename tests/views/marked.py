"""A desk whose every text has a marker, so that a marker tells where it leaked."""

import datetime as dt
import re
import uuid
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from briefs.editorial import comments, review, sharing, unsaved, versions
from briefs.models import (
    Actor,
    Agreement,
    Amendment,
    Body,
    Brief,
    BulkJob,
    BulkRow,
    Event,
    Party,
    Place,
    Position,
    Publication,
    Reservation,
    SavedFilter,
    Term,
    Way,
)
from briefs.models.preview_link import PreviewLink
from briefs.publishing import amend, erase, publish, remove, schedule, withdraw
from tests.factories import (
    again,
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_topic,
    save,
)

MARKER = re.compile(r"zq[a-z]+marker", re.IGNORECASE)
# Where a withdrawn brief's own text stays, beneath the notice.
TAKEN_BACK = re.compile(r"(/api/v1)?/briefs/taken-back(?![\w-])")
WITHDRAWN = ("withdrawntag", "withdrawntext")
# All who write at the desk share its events, stated by a brief or not.
EVENTS = ("event", "eventplace")
# Nobody sees these but who typed or saved them, whatever their role.
PERSONAL = ("unsaved", "savedname", "savedquery", "bulkgiven", "bulkrefusal")

type Known = dict[str, list[Any]]


def marked(word: str) -> str:
    """A text with a marker: ``zqtitlemarker``."""
    return f"zq{word}marker"


def a_marked_desk() -> Known:
    """Write texts with markers all over the desk; what could stand in an address, by its name."""
    owner = User.objects.create_superuser(
        marked("username"), first_name=marked("firstname"), last_name=marked("lastname")
    )
    shown, topic, treaty = make_actor(), make_topic(), make_agreement()
    draft = _a_draft(owner, authors=(shown,))
    event = _claims(draft, shown, treaty)
    draft.topics.add(topic)
    briefs = [draft, _a_next_edition(owner), _a_scheduled_edition(owner)]
    briefs += [_a_removed_brief(owner), _an_erased_brief(owner), _a_withdrawn_brief(owner)]
    _what_is_personal(owner, draft)
    keys = [brief.key for brief in briefs]
    other = [Amendment.objects.get().edition_id, BulkJob.objects.get().pk]
    pks = list(
        dict.fromkeys([*(brief.pk for brief in briefs[:3]), *other, *(b.pk for b in briefs)])
    )
    return {
        "slug": [
            *(brief.slug for brief in briefs),
            *(shown.slug, topic.slug, treaty.slug, event.slug, marked("tag"), "seen"),
        ],
        "number": [1, 2],
        "first": [1],
        "second": [2],
        "name": ["withdraw", "no.png", "publish", "positions", "parties", "terms", "events"],
        "object_id": pks,
        "pk": pks,
        "noun": ["brief", "actor"],
        "key": [*keys, *(key.hex for key in keys), "new"],
        "path": ["css/desk.css"],
        "app_label": ["briefs"],
        "url": [],
        "token": _links_that_open_no_more(owner, draft),
        "ending": ["csv", "jsonl"],
        "section": ["lists", "briefs", "topics", "actors", "agreements", "events", "tags"],
    }


def _a_draft(owner: User, **given: Any) -> Brief:
    """Never published, and reviewed."""
    draft = make_brief(
        slug=marked("slug"),
        title=marked("title"),
        summary=marked("summary"),
        body=f"{marked('body')} ![{marked('alt')}](/media/no.png)",
        key_points=[marked("point")],
        tags=(marked("tag"),),
        owner=owner,
        **given,
    )
    claimed = make_milestone(make_agreement(), note=marked("claim"))
    make_evidence(draft, exact=marked("passage"), milestone=claimed, locator=marked("locator"))
    with versions.editing(draft, by=owner, way=Way.FORM, note=marked("version")):
        Brief.objects.filter(pk=draft.pk).update(body=marked("later"))
    draft.refresh_from_db()
    review.submit(draft, by=None, note=marked("request"))
    review.send_back(draft, by=None, reasons=marked("reasons"))
    comments.add(draft, by=owner, quote=marked("later"), text=marked("comment"))
    return draft


def _claims(draft: Brief, actor: Actor, agreement: Agreement) -> Event:
    """What the draft alone states of an actor and an agreement that readers know, and an event."""
    event = make_event(title=marked("event"), place=marked("eventplace"))
    event.agreements.add(agreement)
    claims: list[Any] = [
        event,
        Position.objects.create(holder=actor, title=marked("office")),
        Party.objects.create(agreement=agreement, actor=actor, role=marked("role")),
        Reservation.objects.create(agreement=agreement, text=marked("reservation")),
        Term.objects.create(agreement=agreement, label=marked("term"), value="1"),
        Place.objects.create(agreement=agreement, name=marked("place")),
        Body.objects.create(agreement=agreement, actor=actor, note=marked("founding")),
    ]
    for claim in claims:
        make_evidence(draft, exact=marked("passage"), **{claim._meta.model_name: claim})
    return event


def _a_next_edition(owner: User) -> Brief:
    """Published, and edited since; its first note told anew, for a reason that the desk keeps."""
    brief = make_brief(title="Following", owner=owner, tags=("seen",))
    publish(brief)
    save(brief, body="Some other words.")
    edition = publish(brief, note="Some words are others.")
    amend(edition, note="Others.", reason=marked("amendment"), by=owner, seen=0)
    with versions.editing(brief, by=owner, way=Way.FORM):
        brief.title, brief.body = marked("nexttitle"), marked("nextbody")
        brief.save()
        brief.tags.add(marked("nexttag"))
    return brief


def _a_scheduled_edition(owner: User) -> Brief:
    """Published; its next edition, and its end, wait for their day."""
    brief = make_brief(title="Waiting", owner=owner)
    publish(brief)
    save(brief, body=marked("scheduled"))
    tomorrow = timezone.now() + dt.timedelta(days=1)
    schedule.schedule(brief, at=tomorrow, note=marked("schedulednote"))
    end = tomorrow + dt.timedelta(days=1)
    schedule.expire(brief, at=end, deed="withdraw", reason=marked("endreason"))
    return brief


def _a_removed_brief(owner: User) -> Brief:
    """Of two editions, neither of which readers may see."""
    brief = make_brief(title=marked("removed"), body=marked("removedbody"), owner=owner)
    publish(brief)
    brief.body = marked("removedagain")
    brief.save()
    again(brief, note=marked("removednote"))
    remove(brief, reason="The law.")
    return brief


def _an_erased_brief(owner: User) -> Brief:
    """Removed, its text erased, for a reason that the desk keeps."""
    brief = make_brief(title="Erased", slug="erased", body=marked("erased"), owner=owner)
    publish(brief)
    save(brief, body="Nothing of it.")
    publish(brief, note="The law.")
    first = Publication.objects.get(brief_key=brief.key).editions.get(number=1)
    erase(first, by=owner, reason=marked("erasure"))
    return brief


def _a_withdrawn_brief(owner: User) -> Brief:
    """Its text stays at its own address, and nowhere else."""
    brief = make_brief(
        title="Taken back",
        slug="taken-back",
        body=marked("withdrawntext"),
        tags=(marked("withdrawntag"),),
        owner=owner,
    )
    publish(brief)
    with versions.editing(brief, by=owner, way=Way.FORM):
        Brief.objects.filter(pk=brief.pk).update(summary=marked("afterwithdrawal"))
    withdraw(brief, reason="A mistake.")
    return brief


def _what_is_personal(owner: User, brief: Brief) -> None:
    """What somebody typed and didn't save; a list and a bulk action of their own."""
    unsaved.keep(
        owner.pk,
        noun="brief",
        key=brief.key,
        form=uuid.uuid4(),
        page=uuid.uuid4(),
        pairs=[("body", marked("unsaved"))],
    )
    job = BulkJob.objects.create(deed="add_tags", by=owner, given={"tags": [marked("bulkgiven")]})
    BulkRow.objects.create(
        job=job,
        brief_key=brief.key,
        seen=1,
        outcome="refused",
        why=[{"field": "", "text": marked("bulkrefusal")}],
    )
    SavedFilter.objects.create(
        user=owner, noun="brief", name=marked("savedname"), query=f"q={marked('savedquery')}"
    )


def _links_that_open_no_more(owner: User, brief: Brief) -> list[str]:
    """The tokens of a preview link taken back and of one expired; a third is still open."""
    sharing.share(brief, by=owner, days=1, note=marked("linknote"))
    PreviewLink.objects.update(secret=marked("secret"))
    revoked, expired = (sharing.share(brief, by=owner, days=1) for _link in range(2))
    sharing.revoke(revoked, by=owner)
    PreviewLink.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    return [revoked.token, expired.token]
