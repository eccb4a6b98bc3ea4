"""The audit log is only added to: the model says so, and the database holds it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from briefs.editorial.audit import record
from briefs.models import AppendOnly, Entry

SENTENCE = "The audit log is only added to: its entries can't be changed or deleted."


@pytest.fixture
def entry(db: None) -> Entry:
    """An entry."""
    return record("brief.publish", by=User.objects.create_user("chief"), edition=1)


def refused() -> Any:
    return pytest.raises(IntegrityError, match="The audit log is only added to")


def test_a_second_save_is_refused(entry: Entry) -> None:
    for again in (entry, Entry.objects.get()):
        with pytest.raises(AppendOnly) as refusal:
            again.save()
        assert str(refusal.value) == SENTENCE


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda entry: entry.delete(), id="delete"),
        pytest.param(lambda entry: Entry.objects.all().delete(), id="delete many"),
        pytest.param(lambda entry: Entry.objects.update(who=""), id="update"),
        pytest.param(lambda entry: Entry.objects.bulk_update([entry], ["who"]), id="bulk update"),
        pytest.param(
            lambda entry: Entry.objects.update_or_create({"who": ""}, pk=entry.pk), id="upsert"
        ),
    ],
)
def test_the_model_refuses_every_change(entry: Entry, change: Any) -> None:
    with pytest.raises(AppendOnly):
        change(entry)
    assert Entry.objects.get().who == "chief"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE briefs_entry SET who = ''",
        "UPDATE briefs_entry SET who = who",
        "DELETE FROM briefs_entry",
        "DELETE FROM briefs_entry WHERE id > 0",
        pytest.param(
            "INSERT OR REPLACE INTO briefs_entry SELECT * FROM briefs_entry",
            marks=pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own"),
        ),
        pytest.param(
            "TRUNCATE briefs_entry",
            marks=pytest.mark.skipif(connection.vendor == "sqlite", reason="not SQLite's"),
        ),
    ],
)
def test_the_database_refuses_plain_statements(entry: Entry, sql: str) -> None:
    with refused(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Entry.objects.get().who == "chief"


def test_the_database_refuses_an_upsert_of_many(entry: Entry) -> None:
    other = Entry(pk=entry.pk, action="brief.publish", who="other")
    with refused(), transaction.atomic():
        Entry.objects.bulk_create(
            [other], update_conflicts=True, unique_fields=["pk"], update_fields=["who"]
        )


def test_a_users_deletion_leaves_their_entries(entry: Entry) -> None:
    User.objects.all().delete()

    assert (Entry.objects.get().who, Entry.objects.get().who_id) == ("chief", entry.who_id)


@pytest.mark.django_db(transaction=True)
def test_emptying_the_whole_database_empties_the_log_and_guards_it_again() -> None:
    record("brief.publish", by=None)
    call_command("flush", interactive=False, verbosity=0)
    assert not Entry.objects.exists()

    call_command("check", databases=["default"])
    record("brief.publish", by=None)
    with refused(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM briefs_entry")
