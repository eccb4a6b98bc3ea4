"""The audit log at the desk: read, narrowed down and exported by those who may."""

import csv
import io
import json
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from briefs.admin import audit
from briefs.editorial.audit import record
from briefs.models import Entry
from briefs.publishing import publish
from tests.desk.logged import LOG, exported, only_entry, url
from tests.factories import make_brief, make_topic


@pytest.fixture
def auditor(db: None) -> Client:
    """May read the log, and nothing else."""
    user = User.objects.create_user("auditor", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_entry"))
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, **query: Any) -> list[str]:
    response = client.get(LOG, query)
    assert response.status_code == 200
    return [entry.action for entry in response.context["cl"].result_list]


def test_it_is_read_by_those_who_may(auditor: Client, author: Client, stranger: Client) -> None:
    record("topic.add", by=None)
    pk = only_entry().pk

    for page in (LOG, url("briefs_entry_change", pk), url("briefs_entry_export", "csv")):
        assert auditor.get(page).status_code == 200
        assert author.get(page).status_code == 403
        assert stranger.get(page).status_code == 302


def test_an_auditor_learns_no_title_of_a_draft(auditor: Client, desk: Client) -> None:
    record("brief.change", by=None, about=make_brief(title="Secret pipelines"))

    assert "Secret pipelines" in desk.get(LOG).content.decode()
    for page in (LOG, url("briefs_entry_change", only_entry().pk)):
        assert "Secret" not in auditor.get(page).content.decode()
    assert "Secret" not in exported(auditor, "jsonl")


def test_it_is_narrowed_down(desk: Client) -> None:
    chief, topic = User.objects.get(), make_topic()
    record("topic.add", by=chief, about=topic)
    record("topic.change", by=None, about=topic)
    Entry(action="brief.publish", noun="brief", at="2020-05-05T12:00Z", origin="task").save()
    Entry(action="brief.publish", noun="brief", request_id="r1", at="2020-05-06T12:00Z").save()

    assert shown(desk) == [
        *("topic.change", "topic.add", "user.login", "brief.publish", "brief.publish")
    ]
    assert shown(desk, action="topic.add") == ["topic.add"]
    assert shown(desk, noun="topic") == ["topic.change", "topic.add"]
    assert shown(desk, who="chief") == ["topic.add", "user.login"]
    assert shown(desk, origin="task") == ["brief.publish"]
    assert shown(desk, request="r1") == ["brief.publish"]
    assert shown(desk, key=str(topic.key)) == ["topic.change", "topic.add"]
    assert shown(desk, since="2020-05-06", until="2020-05-06") == ["brief.publish"]
    assert shown(desk, until="2020-05-05") == ["brief.publish"]
    assert shown(desk, q=topic.name) == ["topic.change", "topic.add"]
    assert shown(desk, q="r1") == ["brief.publish"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"since": "13/2020"}, "Write the day as year, month and day, such as 2021-12-01."),
        ({"key": "nope"}, "Enter a valid UUID."),
        ({"request": "x" * 65}, "at most 64 characters"),
    ],
)
def test_what_cant_be_read_is_said_beside_its_field(
    desk: Client, query: dict[str, str], said: str
) -> None:
    response = desk.get(LOG, query)
    assert said in response.content.decode()
    assert not response.context["cl"].result_list


@pytest.mark.parametrize("query", [{"until": "9999-12-31"}, {"p": "99"}, {"nope": "1"}])
def test_odd_addresses_do_no_harm(desk: Client, query: dict[str, str]) -> None:
    assert desk.get(LOG, query).status_code in {200, 302, 400}
    assert desk.get(url("briefs_entry_export", "csv"), query).status_code in {200, 400}


def test_the_log_asks_as_much_for_100_entries_as_for_10(desk: Client) -> None:
    brief = make_brief()
    publish(brief)
    edition = apps.get_model("briefs", "edition").objects.get()

    def asked() -> int:
        desk.get(LOG)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(LOG).status_code == 200
        return len(queries)

    for _ in range(5):
        record("brief.change", by=None, about=make_brief())
        record("edition.look", by=None, about=edition)
    ten = asked()
    for _ in range(50):
        record("brief.change", by=User.objects.get(), about=make_brief())
        record("edition.look", by=None, about=edition)
    assert asked() == ten <= 15


def test_the_list_counts_no_further_than_it_leads(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "MOST", 150)
    Entry.objects.bulk_create(Entry(action="topic.add") for _ in range(200))
    with CaptureQueriesContext(connection) as queries:
        page = desk.get(LOG).content.decode()

    assert "narrow them down" in page
    counts = [query["sql"] for query in queries if "COUNT" in query["sql"]]
    assert counts
    assert all("LIMIT 151" in sql for sql in counts)


def test_the_export_is_the_filtered_list_oldest_first(desk: Client) -> None:
    topics = [make_topic(name=f"موضوع\n{number}") for number in range(5)]
    for topic in topics:
        record("topic.add", by=None, about=topic)
        record("topic.change", by=None, about=topic)

    rows = [json.loads(line) for line in exported(desk, "jsonl", action="topic.add").splitlines()]
    table = exported(desk, "csv", action="topic.add").removeprefix("\ufeff")
    cells = list(csv.DictReader(io.StringIO(table, newline="")))

    for found in (rows, cells):
        assert [row["key"] for row in found] == [str(topic.key) for topic in topics]
        assert [row["label"] for row in found] == [topic.name for topic in topics]
    whole = exported(desk, "jsonl").splitlines()
    assert len(whole) == Entry.objects.count() - 1  # all but the entry on this export


def test_taking_it_away_is_on_record(auditor: Client) -> None:
    exported(auditor, "csv", action="topic.add")

    entry = only_entry()
    assert (entry.action, entry.who) == ("entry.export", "auditor")
    assert entry.data == {"format": "csv", "narrowed": "action=topic.add"}


def test_no_other_format_is_exported(desk: Client) -> None:
    assert desk.get(url("briefs_entry_export", "exe")).status_code == 400
