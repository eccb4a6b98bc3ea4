"""Each request has an id: in its answer, in log lines, in what it records."""

import logging

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from briefs.models import Entry
from briefs.request_id import WithRequestId, running

SENT = "proxy-7f3a.1"


def answered(client: Client, sent: str = "", path: str = "/robots.txt") -> str:
    return client.get(path, headers={"x-request-id": sent} if sent else {})["X-Request-ID"]


def test_each_request_gets_one_of_its_own(client: Client) -> None:
    ids = {answered(client) for _ in range(3)}
    assert len(ids) == 3
    assert all(len(found) == 16 for found in ids)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/no/such/page/", "/?a=%00"])
def test_refusals_and_health_have_one_too(client: Client, path: str) -> None:
    assert answered(client, path=path)


def test_one_that_comes_from_anybody_is_not_taken(client: Client) -> None:
    assert answered(client, SENT) != SENT


@pytest.mark.parametrize("sent", [SENT, "01890a5d-ac96-774b-bcce-b302099a8057"])
def test_the_proxys_is_kept(client: Client, settings: Settings, sent: str) -> None:
    settings.REQUEST_ID_FROM_PROXY = True
    assert answered(client, sent) == sent


@pytest.mark.parametrize("sent", ["short", "x" * 65, "a b c d e f", "<script>xyz", "روسروسروس"])
def test_a_malformed_one_is_replaced(client: Client, settings: Settings, sent: str) -> None:
    settings.REQUEST_ID_FROM_PROXY = True
    assert answered(client, sent) != sent


@pytest.mark.django_db
def test_what_a_request_records_has_its_id(desk_user: None, client: Client) -> None:
    sent = {"username": "chief", "password": "correct horse"}
    response = client.post("/admin/login/?next=/admin/", sent)

    entry = Entry.objects.get(action="user.login")
    assert entry.request_id == response["X-Request-ID"]
    assert entry.origin == "desk"


def test_log_lines_have_it() -> None:
    record = logging.makeLogRecord({"msg": "Said."})
    with running("command") as run:
        WithRequestId().filter(record)
    assert record.__dict__["request_id"] == run.id
    WithRequestId().filter(record)
    assert record.__dict__["request_id"] == "-"


@pytest.fixture
def desk_user(db: None) -> None:
    """Somebody with a password."""
    from django.contrib.auth.models import User

    User.objects.create_superuser("chief", password="correct horse")
