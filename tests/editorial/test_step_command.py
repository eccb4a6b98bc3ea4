"""`manage.py step`: what the desk's buttons do, from a terminal."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from briefs.models import Brief, Entry, Publication, Review
from briefs.models.brief import State
from briefs.publishing.transitions import DEEDS, TRANSITIONS
from tests.factories import make_brief, published

pytestmark = pytest.mark.django_db


def step(*words: str) -> tuple[str, str]:
    """What the command says, and what it says is wrong."""
    out, wrong = StringIO(), StringIO()
    try:
        call_command("step", *words, stdout=out, stderr=wrong)
    except CommandError as error:
        wrong.write(str(error))
    return out.getvalue(), wrong.getvalue()


def test_every_step_has_its_deed() -> None:
    assert DEEDS.keys() == TRANSITIONS.keys()


def test_publishes_what_may_be_published_and_says_why_the_rest_may_not() -> None:
    make_brief(slug="whole")
    make_brief(slug="empty", body="")

    said, refused = step("publish", "whole", "empty", "nowhere")

    assert said == "whole: publish\n"
    assert "empty: " in refused
    assert "body" in refused.lower()
    assert "nowhere: there is no brief" in refused
    assert "2 of 3 refused" in refused
    assert [each.slug for each in Publication.objects.all()] == ["whole"]


def test_is_on_record_with_who_did_it(publisher: Client) -> None:
    make_brief(slug="brief")

    step("publish", "brief", "--by", "publisher")

    entry = Entry.objects.get(action="brief.publish")
    assert entry.who == "publisher"


def test_holds_to_what_the_person_may_do(author: Client) -> None:
    make_brief(slug="brief")

    said, refused = step("publish", "brief", "--by", "author")

    assert not said
    assert "You may not do this" in refused


def test_reads_people_moments_and_briefs(editor: Client) -> None:
    make_brief(slug="brief")
    published(slug="old")
    published(slug="new")

    step("submit", "brief", "--reviewer", "editor", "--note", "Please.")
    assert Review.objects.get().reviewer == User.objects.get(username="editor")
    step("schedule", "brief", "--at", "2100-01-01T12:00+05:00")
    assert Brief.objects.get(slug="brief").state == State.SCHEDULED
    step("replace", "old", "--successor", "new")
    assert Publication.objects.get(slug="old").replacement == Publication.objects.get(slug="new")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["fly", "brief"], "invalid choice: 'fly'", id="no step"),
        pytest.param(["withdraw", "brief"], "--reason", id="without its reason"),
        pytest.param(["withdraw", "brief", "--reason", " "], "Say why", id="an empty reason"),
        pytest.param(["schedule", "brief", "--at", "soon"], "--at is 'soon'", id="no moment"),
        pytest.param(["publish", "brief", "--by", "nobody"], "no user 'nobody'", id="no user"),
        pytest.param(
            ["replace", "brief", "--successor", "x"], "no published brief 'x'", id="no successor"
        ),
        pytest.param(["approve", "brief"], "can't be done: the brief's state is", id="wrong state"),
    ],
)
def test_refuses_in_words(words: list[str], said: str) -> None:
    published(slug="brief")

    assert said in step(*words)[1]
