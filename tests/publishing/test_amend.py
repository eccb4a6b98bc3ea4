"""A change note amended later: readers see it and what it said before; all is on record."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from briefs.models import Amendment, Brief, Change, Edition, Entry, ImmutableAmendment
from briefs.publishing import AlreadyErased, AmendmentRefused, NoNote, amend, erase, publish
from tests.factories import again, make_brief

pytestmark = pytest.mark.django_db

REFUSAL = "An amendment can not be changed: amend the note again."
BECAUSE = {"reason": "The number was wrong."}


@pytest.fixture
def brief() -> Brief:
    """A brief in two editions."""
    brief = make_brief(slug="gas", title="Gas")
    publish(brief)
    brief.body = "Other words."
    again(brief, note="1,200 km.")
    return brief


@pytest.fixture
def edition(brief: Brief) -> Edition:
    """The second."""
    return Edition.objects.get(number=2)


@pytest.fixture
def ann(db: None) -> User:
    """A publisher, whose name is nobody's business."""
    return User.objects.create_superuser("ann", first_name="Ann", last_name="Secretname")


def refused(edition: Edition, by: User, **said: Any) -> list[tuple[str, str]]:
    words = {"note": "1,100 km.", "seen": 0, **BECAUSE}
    with pytest.raises(AmendmentRefused) as refusal:
        amend(edition, by=by, **{**words, **said})
    return [(problem.field, problem.message) for problem in refusal.value.problems]


def test_readers_see_the_amended_note_and_can_open_what_it_said(
    edition: Edition, ann: User, client: Client
) -> None:
    amend(edition, note="1,100 km.", by=ann, seen=0, **BECAUSE)

    for path in ("", "editions/1/", "editions/1..2/", "changes/"):
        page = client.get(f"/briefs/gas/{path}").text
        assert '<p dir="auto">1,100 km.</p>' in page
        assert "<summary>note amended on " in page
        assert '<dd dir="auto">1,200 km.</dd>' in page


def test_readers_learn_neither_who_amended_it_nor_why(
    edition: Edition, ann: User, client: Client
) -> None:
    amend(edition, note="1,100 km.", by=ann, seen=0, reason="Told by Marker.")

    for path in ("", "editions/2/", "editions/1..2/", "changes/"):
        page = client.get(f"/briefs/gas/{path}").text
        assert "Secretname" not in page
        assert "Marker" not in page


def test_every_amendment_is_kept(edition: Edition, ann: User, client: Client) -> None:
    for seen, note in enumerate(("1,100 km.", "About 1,100 km.", "1,200 km.")):
        amend(edition, note=note, by=ann, seen=seen, **BECAUSE)

    rows = Amendment.objects.values_list("number", "note", "by_name", "reason")
    assert list(rows) == [
        (1, "1,100 km.", "Ann Secretname", "The number was wrong."),
        (2, "About 1,100 km.", "Ann Secretname", "The number was wrong."),
        (3, "1,200 km.", "Ann Secretname", "The number was wrong."),
    ]
    edition.refresh_from_db()
    assert (edition.note, edition.told_note) == ("1,200 km.", "1,200 km.")
    page = client.get("/briefs/gas/changes/").text
    assert page.count("1,100 km.") == 2


def test_the_audit_log_says_that_it_was_amended_and_none_of_the_words(
    edition: Edition, ann: User
) -> None:
    amend(edition, note="1,100 km.", by=ann, seen=0, **BECAUSE)

    entry = Entry.objects.get(action="edition.amend")
    assert (entry.who, entry.row) == ("ann", edition.pk)
    brief_key = str(edition.publication.brief_key)
    assert entry.data == {"brief": brief_key, "number": 2, "amendment": 1}


def test_a_retractions_notice_gives_the_amended_reason(
    brief: Brief, ann: User, client: Client
) -> None:
    edition = publish(brief, change=Change.RETRACTION, note="It was forged.")
    amend(edition, note="It may have been forged.", by=ann, seen=0, **BECAUSE)

    page = client.get("/briefs/gas/editions/1/").text

    assert "<bdi>It may have been forged.</bdi>" in page


def test_a_minor_edit_can_be_given_a_note_and_lose_it_again(brief: Brief, ann: User) -> None:
    brief.body = "Others."
    minor = publish(brief, change=Change.MINOR)

    amend(minor, note="A typo.", by=ann, seen=0, **BECAUSE)
    assert minor.told_note == "A typo."
    amend(minor, note="", by=ann, seen=1, **BECAUSE)
    assert Edition.objects.get(pk=minor.pk).told_note == ""


def test_an_update_keeps_a_note(edition: Edition, ann: User) -> None:
    assert [field for field, _message in refused(edition, ann, note=" ")] == ["note"]


def test_a_reason_is_needed(edition: Edition, ann: User) -> None:
    assert refused(edition, ann, reason=" ") == [
        ("reason", "Say why the note is amended: the desk keeps it on record.")
    ]


def test_the_same_note_is_no_amendment(edition: Edition, ann: User) -> None:
    assert refused(edition, ann, note=" 1,200 km. ") == [("note", "Readers see this note already.")]


def test_who_has_not_seen_the_last_amendment_writes_nothing_over_it(
    edition: Edition, ann: User
) -> None:
    amend(edition, note="1,100 km.", by=ann, seen=0, **BECAUSE)

    ((field, message),) = refused(edition, ann, note="1,300 km.")

    assert field == "note"
    assert "It now says: “1,100 km.”" in message
    assert Amendment.objects.count() == 1


def test_a_first_edition_has_no_note_to_amend(brief: Brief, ann: User) -> None:
    with pytest.raises(NoNote):
        amend(Edition.objects.get(number=1), note="New.", by=ann, seen=0, **BECAUSE)


class TestErasure:
    @pytest.fixture
    def erased(self, brief: Brief, edition: Edition, ann: User) -> Edition:
        """An amended edition, erased while a later one is read."""
        amend(edition, note="1,100 km.", by=ann, seen=0, reason="Told by Marker.")
        brief.body = "More words."
        again(brief)
        erase(edition, by=ann, reason="Judgment 7/2026.")
        return Edition.objects.get(pk=edition.pk)

    def test_takes_the_notes_and_the_reasons(self, erased: Edition, client: Client) -> None:
        left = Amendment.objects.get()

        assert (left.note, left.reason) == ("", "")
        assert (left.number, left.by_name) == (1, "Ann Secretname")
        for path in ("", "editions/2/", "changes/"):
            page = client.get(f"/briefs/gas/{path}").text
            assert "1,100 km." not in page
            assert "1,200 km." not in page

    def test_leaves_nothing_to_amend(self, erased: Edition, ann: User) -> None:
        with pytest.raises(AlreadyErased):
            amend(erased, note="New.", by=ann, seen=1, **BECAUSE)


class TestAnAmendment:
    @pytest.fixture
    def amendment(self, edition: Edition, ann: User) -> Amendment:
        """One that stands."""
        return amend(edition, note="1,100 km.", by=ann, seen=0, **BECAUSE)

    def test_is_not_saved_again_nor_deleted(self, amendment: Amendment) -> None:
        with pytest.raises(ImmutableAmendment):
            amendment.save()
        with pytest.raises(ImmutableAmendment):
            amendment.delete()
        with pytest.raises(ImmutableAmendment):
            Amendment.objects.all().delete()

    @pytest.mark.parametrize(
        "change",
        [
            {"note": "Others."},
            {"reason": "Others."},
            {"by_name": "Bob"},
            {"number": 7},
            {"at": timezone.now()},
            {"note": "", "reason": ""},
        ],
    )
    def test_is_not_changed_in_the_database(
        self, amendment: Amendment, change: dict[str, Any]
    ) -> None:
        with pytest.raises(IntegrityError, match=REFUSAL), transaction.atomic():
            Amendment.objects.filter(pk=amendment.pk).update(**change)

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's own")
    def test_is_not_replaced(self, amendment: Amendment) -> None:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT OR REPLACE INTO briefs_amendment SELECT * FROM briefs_amendment")
