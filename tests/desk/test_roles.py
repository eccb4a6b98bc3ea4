"""Who may do what: every role tries every step and page, and the table says what came of it."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from briefs.editorial import review
from briefs.editorial.roles import ROLES, establish
from briefs.editorial.transitions import NotAllowed
from briefs.models import Brief, Edition, Entry, Image, Tag
from briefs.publishing import (
    TRANSITIONS,
    archive,
    erase,
    publish,
    remove,
    replace,
    schedule,
    withdraw,
)
from tests.factories import (
    brief_of,
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_region,
    make_source,
    make_topic,
    published,
    save,
)

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + dt.timedelta(days=1)

# What docs/desk.md has, to the letter.
EXPECTED = """
| | author | editor | publisher | administrator |
|---|---|---|---|---|
| Ask for review | own | all | all | all |
| Take back | own | all | all | all |
| Assign a reviewer | – | all | all | all |
| Approve | – | all | all | all |
| Send back | – | all | all | all |
| Discard the draft | own | all | all | all |
| Hand over | – | all | all | all |
| Publish | – | – | all | all |
| Schedule | – | – | all | all |
| Cancel the schedule | – | – | all | all |
| Withdraw | – | – | all | all |
| Archive | – | – | all | all |
| Replace | – | – | all | all |
| Remove | – | – | all | all |
| Schedule its end | – | – | all | all |
| erase an edition | – | – | – | all |
| brief of one's own | everything | everything | everything | everything |
| brief of another | – | everything | everything | everything |
| passage of one's own brief | view, add, change | everything | everything | everything |
| passage of another's draft | – | everything | everything | everything |
| actor | view | everything | everything | everything |
| agreement | view | everything | everything | everything |
| event | view | everything | everything | everything |
| source | view, add | everything | everything | everything |
| topic | view | everything | everything | everything |
| region | view | everything | everything | everything |
| tag | – | everything | everything | everything |
| image | view, add | view, add, change | view, add, change | view, add, change |
| publication | – | view | view | view |
| edition | – | view | view | view |
| audit log | – | – | – | view |
| user | – | – | – | view, add, change |
| group | – | – | – | view, add, change |
""".strip()


def member(role: str) -> User:
    establish(Group, Permission)
    user, _made = User.objects.get_or_create(username=role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


# Steps: each is tried as a function, on a brief of one's own and on another's.


def in_review(owner: User | None) -> Brief:
    brief = make_brief(owner=owner)
    review.submit(brief)
    return brief


def edited(owner: User | None) -> Brief:
    brief = on_the_shelf(owner)
    save(brief, body="Anew.")
    return brief


def on_the_shelf(owner: User | None) -> Brief:
    return brief_of(published(owner=owner))


def waiting(owner: User | None) -> Brief:
    brief = draft(owner)
    schedule.schedule(brief, at=TOMORROW)
    return brief


def draft(owner: User | None) -> Brief:
    return make_brief(owner=owner)


def edition_of(owner: User | None) -> Edition:
    brief = on_the_shelf(owner)
    save(brief, body="Anew.")
    return publish(brief, note="Anew.")


def removed(owner: User | None) -> Edition:
    edition = published(owner=owner)
    remove(brief_of(edition), reason="Wrong.")
    return edition


# The name of a step: what it is tried on, and how.
STEPS: dict[str, tuple[Callable[[User | None], Any], Callable[[Any, User], object]]] = {
    "submit": (draft, lambda brief, by: review.submit(brief, by=by)),
    "take_back": (in_review, lambda brief, by: review.take_back(brief, by=by)),
    "assign": (in_review, lambda brief, by: review.assign(brief, by=by, reviewer=None)),
    "approve": (in_review, lambda brief, by: review.approve(brief, by=by)),
    "send_back": (in_review, lambda brief, by: review.send_back(brief, by=by, reasons="Short.")),
    "discard": (edited, lambda brief, by: review.discard(brief, by=by)),
    "hand_over": (draft, lambda brief, by: review.hand_over(brief, by=by, to=by)),
    "publish": (draft, lambda brief, by: publish(brief, by=by)),
    "schedule": (draft, lambda brief, by: schedule.schedule(brief, by=by, at=TOMORROW)),
    "unschedule": (waiting, lambda brief, by: schedule.unschedule(brief, by=by)),
    "withdraw": (on_the_shelf, lambda brief, by: withdraw(brief, by=by, reason="Wrong.")),
    "archive": (on_the_shelf, lambda brief, by: archive(brief, by=by)),
    "replace": (
        on_the_shelf,
        lambda brief, by: replace(brief, by=by, successor=published().publication),
    ),
    "remove": (on_the_shelf, lambda brief, by: remove(brief, by=by, reason="Wrong.")),
    "expire": (on_the_shelf, lambda brief, by: schedule.expire(brief, by=by, at=TOMORROW)),
    "erase an edition": (removed, lambda edition, by: erase(edition, by=by, reason="The law.")),
}


def outcome(name: str, user: User) -> str:
    """Whether a step can be taken with all briefs, with one's own, or with none."""
    make, act = STEPS[name]
    done = []
    for owner in (user, None):
        before = make(owner)
        try:
            act(before, user)
        except NotAllowed:
            continue
        done.append(owner)
    return {(user, None): "all", (user,): "own", (): "–"}[tuple(done)]


# Pages: each is asked for.


def forms_of(user: User) -> dict[str, Any]:
    """A row of each noun that has pages; of briefs and passages one's own and another's."""
    own, other = make_brief(owner=user), make_brief()
    event = make_event()
    edition = published()
    return {
        "brief of one's own": own,
        "brief of another": other,
        "passage of one's own brief": make_evidence(own, event=event),
        "passage of another's draft": make_evidence(other, event=event),
        "actor": make_actor(),
        "agreement": make_agreement(),
        "event": event,
        "source": make_source(),
        "topic": make_topic(),
        "region": make_region(),
        "tag": Tag.objects.create(name="gas", slug="gas"),
        "image": Image.objects.create(alt="A map.", width=1, height=1),
        "publication": edition.publication,
        "edition": edition,
        "audit log": Entry.objects.first(),
        "user": user,
        "group": Group.objects.get(name="author"),
    }


def verbs(client: Client, row: Any, *, mine: bool) -> str:
    """What the pages of a row let one do. What one adds is one's own."""
    name = f"{row._meta.app_label}_{row._meta.model_name}"
    page = client.get(reverse(f"admin:{name}_change", args=[row.pk]))
    seen = page.status_code == 200
    found = {
        "view": seen,
        "add": client.get(reverse(f"admin:{name}_add")).status_code == 200,
        "change": seen and 'name="_save"' in page.text,
        "delete": client.get(reverse(f"admin:{name}_delete", args=[row.pk])).status_code == 200,
    }
    if not mine:
        del found["add"]
    if all(found.values()):
        return "everything"
    return ", ".join(verb for verb, may in found.items() if may) or "–"


def table() -> Iterator[str]:
    """The matrix, as tried."""
    yield "| | " + " | ".join(ROLES) + " |"
    yield "|---" * (len(ROLES) + 1) + "|"
    people = [member(role) for role in ROLES]
    for name in STEPS:
        label = str(TRANSITIONS[name].label) if name in TRANSITIONS else name
        yield f"| {label} | " + " | ".join(outcome(name, user) for user in people) + " |"
    columns = []
    for user in people:
        client = Client()
        client.force_login(user)
        Tag.objects.all().delete()
        columns.append(
            {
                name: verbs(client, row, mine="another" not in name)
                for name, row in forms_of(user).items()
            }
        )
    for name in columns[0]:
        yield f"| {name} | " + " | ".join(column[name] for column in columns) + " |"


def test_every_step_and_page_is_open_to_the_roles_that_the_table_names() -> None:
    tried = "\n".join(table())
    print(f"\n{tried}")
    assert tried == EXPECTED


def test_every_step_is_in_the_table() -> None:
    assert set(TRANSITIONS) <= set(STEPS)


def test_the_guide_has_the_table() -> None:
    guide = Path(__file__).parents[2] / "docs" / "desk.md"
    assert EXPECTED in guide.read_text()


def test_a_stranger_is_asked_to_log_in_everywhere(stranger: Client) -> None:
    brief = make_brief()
    for name in review.STEPS:
        url = reverse("admin:briefs_brief_step", args=[brief.pk, name.name])
        assert stranger.get(url).status_code == stranger.post(url).status_code == 302
