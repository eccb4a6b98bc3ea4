"""Editions never change: the model says so, and the database holds it against every other way."""

from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from briefs.editorial.audit_lines import json_lines
from briefs.models import Edition, Entry, Evidence, ImmutableEdition, Milestone
from briefs.publishing import publish, withdraw
from briefs.publishing.shelf import AlreadyErased, ReasonMissing, StillCurrent, erase
from tests.factories import again, brief_of, make_brief, make_evidence, make_milestone, published

SENTENCE = "An edition can't be changed or deleted: publish a new one."
REFUSAL = "An edition can not be changed: publish a new one."


@pytest.fixture
def edition(db: None) -> Edition:
    """The first edition of a brief."""
    return published(title="Gas", key_points=["One."])


@pytest.fixture
def withdrawn(edition: Edition) -> Edition:
    """The same, off the shelf."""
    withdraw(brief_of(edition), reason="Wrong.")
    return Edition.objects.get(pk=edition.pk)


@pytest.fixture
def officer(db: None) -> User:
    """Whoever erases."""
    return User.objects.create_superuser("officer")


def refused() -> Any:
    return pytest.raises(IntegrityError, match=REFUSAL)


def test_a_second_save_is_refused(edition: Edition) -> None:
    edition.title = "Oil"
    with pytest.raises(ImmutableEdition) as refusal:
        edition.save()
    assert str(refusal.value) == SENTENCE


def test_a_save_of_one_read_again_is_refused(edition: Edition) -> None:
    with pytest.raises(ImmutableEdition):
        Edition.objects.get(pk=edition.pk).save(update_fields=["title"])


def test_deletion_is_refused(edition: Edition) -> None:
    with pytest.raises(ImmutableEdition) as refusal:
        edition.delete()
    assert str(refusal.value) == SENTENCE


def test_deletion_of_many_is_refused(edition: Edition) -> None:
    with pytest.raises(ImmutableEdition):
        Edition.objects.filter(pk=edition.pk).delete()
    with pytest.raises(ImmutableEdition):
        edition.publication.editions.all().delete()
    assert Edition.objects.filter(pk=edition.pk).exists()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"title": "Oil"}, id="title"),
        pytest.param({"body_html": "<p>Others.</p>"}, id="body"),
        pytest.param({"key_points": []}, id="key points"),
        pytest.param({"card": {}}, id="card"),
        pytest.param({"number": 7}, id="number"),
        pytest.param({"published_at": timezone.now()}, id="moment"),
        pytest.param({"note": "Told otherwise."}, id="note"),
        pytest.param({"erased_at": timezone.now()}, id="erased in name only"),
    ],
)
def test_the_database_refuses_an_update(edition: Edition, change: dict[str, Any]) -> None:
    with refused(), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**change)


def test_the_database_refuses_a_bulk_update(edition: Edition) -> None:
    edition.title = "Oil"
    with refused(), transaction.atomic():
        Edition.objects.bulk_update([edition], ["title"])


def test_the_database_refuses_an_upsert(edition: Edition) -> None:
    again = Edition.objects.get(pk=edition.pk)
    again.title = "Oil"
    with refused(), transaction.atomic():
        Edition.objects.bulk_create(
            [again],
            update_conflicts=True,
            unique_fields=["publication", "number"],
            update_fields=["title"],
        )


def test_the_database_refuses_a_plain_statement(edition: Edition) -> None:
    with refused(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE briefs_edition SET summary = 'Others.'")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's own")
def test_sqlite_refuses_a_replacement(edition: Edition) -> None:
    columns = [str(field.column) for field in Edition._meta.local_concrete_fields]
    copied = ", ".join("'Oil'" if name == "title" else name for name in columns)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT OR REPLACE INTO briefs_edition ({', '.join(columns)}) "
            f"SELECT {copied} FROM briefs_edition"
        )
    assert Edition.objects.get().title == "Gas"


def test_writing_the_same_again_passes(edition: Edition) -> None:
    assert Edition.objects.filter(pk=edition.pk).update(title="Gas", key_points=["One."]) == 1


def test_erasure_takes_the_text_and_leaves_number_and_date(
    withdrawn: Edition, officer: User
) -> None:
    erase(withdrawn, by=officer, reason="Judgment 7/2026.")

    left = Edition.objects.get(pk=withdrawn.pk)
    assert left.erased_at is not None
    assert not any([left.title, left.summary, left.note, left.body_markdown])
    assert not any([left.body_html, left.text, left.key_points, left.contents])
    assert not any([left.card, left.sources, left.citation])
    assert (left.number, left.published_at) == (withdrawn.number, withdrawn.published_at)
    assert (left.change, left.publication_id) == (withdrawn.change, withdrawn.publication_id)


def test_erasure_is_logged_with_who_and_why(withdrawn: Edition, officer: User) -> None:
    erase(withdrawn, by=officer, reason="Judgment 7/2026.")
    entry = Entry.objects.get(action="edition.erase")
    assert (entry.action, entry.who, entry.row) == ("edition.erase", "officer", withdrawn.pk)
    assert entry.data["reason"] == "Judgment 7/2026."


def test_the_log_of_an_erasure_doesnt_repeat_what_was_erased(
    withdrawn: Edition, officer: User
) -> None:
    erase(withdrawn, by=officer, reason="Judgment 7/2026.")
    assert "Gas" not in "".join(json_lines(Entry.objects.all()))


def test_erasure_works_once(withdrawn: Edition, officer: User) -> None:
    erase(withdrawn, by=officer, reason="Judgment 7/2026.")
    with pytest.raises(AlreadyErased, match="This edition is erased already"):
        erase(Edition.objects.get(pk=withdrawn.pk), by=officer, reason="Again.")
    with pytest.raises(AlreadyErased):
        erase(withdrawn, by=officer, reason="From a page opened before.")
    assert Entry.objects.filter(action="edition.erase").count() == 1


def test_erasure_needs_a_reason(withdrawn: Edition, officer: User) -> None:
    with pytest.raises(ReasonMissing):
        erase(withdrawn, by=officer, reason=" ")


def test_what_readers_see_now_cant_be_erased(edition: Edition, officer: User) -> None:
    with pytest.raises(StillCurrent, match="remove the brief first, then erase"):
        erase(edition, by=officer, reason="Judgment 7/2026.")


@pytest.mark.django_db
def test_an_earlier_edition_can_be_erased_while_a_later_one_is_read(officer: User) -> None:
    brief = make_brief(body="First words.")
    make_evidence(brief, exact="First words.", milestone=make_milestone())
    first = publish(brief)
    brief.body = "Second words."
    again(brief)

    erase(first, by=officer, reason="Judgment 7/2026.")

    assert Edition.objects.get(number=1).text == ""
    assert not Evidence.objects.exists()
    assert Milestone.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"number": 7}, id="number"),
        pytest.param({"published_at": timezone.now()}, id="moment"),
        pytest.param({"change": "correction"}, id="kind of change"),
        pytest.param({"title": "Oil"}, id="title"),
        pytest.param({"key_points": ["Another."]}, id="key points"),
        pytest.param({"card": {"topics": []}}, id="card"),
        pytest.param({"citation": {"title": "Oil"}}, id="citation"),
        pytest.param({"license": "CC0-1.0"}, id="license"),
        pytest.param({"kind": "report"}, id="kind"),
        pytest.param({"language": "ru"}, id="language"),
    ],
)
def test_nothing_else_can_be_changed_by_way_of_erasure(
    withdrawn: Edition, more: dict[str, Any]
) -> None:
    texts = dict.fromkeys(("title", "summary", "note", "body_markdown", "body_html", "text"), "")
    lists: dict[str, Any] = {name: [] for name in ("key_points", "contents", "sources")}
    maps: dict[str, Any] = {name: {} for name in ("card", "citation")}
    erasure = {"erased_at": timezone.now(), **texts, **lists, **maps}
    with refused(), transaction.atomic():
        Edition.objects.filter(pk=withdrawn.pk).update(**{**erasure, **more})
    assert Edition.objects.filter(pk=withdrawn.pk).update(**erasure) == 1


TRIGGERS = {
    "edition_is_immutable": "briefs_edition",
    "entry_is_unchangeable": "briefs_entry",
    "entry_stays": "briefs_entry",
    "topic_has_no_cycle": "briefs_topic",
}


@pytest.fixture(params=TRIGGERS)
def lost(request: pytest.FixtureRequest, db: None) -> str:
    """The name of a trigger that somebody dropped."""
    name: str = request.param
    on = "" if connection.vendor == "sqlite" else f"ON {TRIGGERS[name]}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name} {on}")
    return name


def test_the_check_names_a_trigger_that_is_missing(lost: str) -> None:
    with pytest.raises(SystemCheckError) as refusal:
        call_command("check", databases=["default"])
    assert f"(briefs.E001) The database lacks the trigger {lost}." in str(refusal.value)
    assert "manage.py migrate" in str(refusal.value)


def test_migrate_makes_a_missing_trigger_anew(lost: str) -> None:
    # As from the command line, checks included.
    call_command("migrate", skip_checks=False, verbosity=0, stdout=StringIO())
    call_command("check", databases=["default"], stdout=StringIO())
