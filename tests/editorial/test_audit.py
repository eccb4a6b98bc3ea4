"""What is recorded of a deed, and how it is taken away."""

import csv
import io
import json
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from briefs.editorial.audit import record
from briefs.editorial.audit_lines import csv_lines, json_lines
from briefs.models import Entry
from briefs.request_id import running
from tests.factories import make_actor, make_brief, make_evidence, make_milestone

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_to_what_and_by_way_of_what() -> None:
    chief, actor = User.objects.create_user("chief"), make_actor(name="Russia")

    with running("task") as run:
        record("actor.merge", by=chief, about=actor, rows=3)

    entry = Entry.objects.get()
    assert (entry.action, entry.who, entry.who_id) == ("actor.merge", "chief", chief.pk)
    assert (entry.noun, entry.key, entry.row) == ("actor", actor.key, actor.pk)
    assert (entry.label, entry.data) == ("Russia", {"rows": 3})
    assert (entry.request_id, entry.origin) == (run.id, "task")


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_what_no_user_did_is_recorded_without_a_name(nobody: Any) -> None:
    entry = record("brief.publish", by=nobody)
    assert (entry.who, entry.who_id, entry.origin) == ("", None, "code")


def test_documents_are_known_by_key_and_never_named() -> None:
    brief = make_brief(title="Secret pipelines", body="Gas flows.")
    passage = make_evidence(brief, exact="Gas flows.", milestone=make_milestone())
    for about in (brief, passage):
        record("brief.change", by=None, about=about)

    assert [entry.label for entry in Entry.objects.all()] == ["", ""]
    assert {entry.key for entry in Entry.objects.all()} == {brief.key, passage.key}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        pytest.param("روس", "روس", id="right to left"),
        pytest.param("One\nTwo\r\n", "One\nTwo\r\n", id="lines"),
        pytest.param("a\0b", "a\ufffdb", id="NUL"),
        pytest.param("\ud800", "?", id="half a character"),
        pytest.param("x" * 400, "x" * 300, id="long"),
    ],
)
def test_any_name_can_be_recorded_and_exported(name: str, label: str) -> None:
    actor = make_actor()
    actor.name = name
    record("actor.change", by=None, about=actor, given=[name, {name: name}])

    entry = Entry.objects.get()
    assert entry.label == label
    (line,) = "".join(json_lines(Entry.objects.all())).rstrip("\n").split("\n")
    assert json.loads(line)["label"] == label


class Export(TestCase):
    @given(st.lists(st.text(max_size=20), max_size=5))
    def test_both_formats_bring_back_what_was_recorded(self, texts: list[str]) -> None:
        before = Entry.objects.count()
        for text in texts:
            record("brief.note", by=None, note=text, list=[text, None, 1, True])
        entries = list(Entry.objects.order_by("at", "pk"))

        lines = list(json_lines(Entry.objects.all()))
        table = "".join(csv_lines(Entry.objects.all()))

        assert len(entries) == before + len(texts)
        assert [json.loads(line)["data"] for line in lines] == [entry.data for entry in entries]
        assert all(line.count("\n") == 1 and line.endswith("\n") for line in lines)
        rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline="")))
        assert [json.loads(row["data"]) for row in rows] == [entry.data for entry in entries]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_is_a_formula(sign: str) -> None:
    actor = make_actor(name=f"{sign}HYPERLINK()")
    record("actor.add", by=None, about=actor)

    _names, row = csv.reader(io.StringIO("".join(csv_lines(Entry.objects.all())), newline=""))
    assert f"'{sign}HYPERLINK()" in row


def exported(**options: Any) -> str:
    out = io.StringIO()
    call_command("export_audit", stdout=out, **options)
    return out.getvalue()


def test_the_command_writes_oldest_first_from_a_day_on() -> None:
    for day in (1, 2, 3):
        Entry(action=f"day.{day}", at=f"2026-01-0{day}T00:00Z").save()

    actions = [json.loads(line)["action"] for line in exported(since="2026-01-02").splitlines()]
    assert actions == ["day.2", "day.3"]
    assert len(exported(since="2026-01-03T00:00:01Z")) == 0
    assert exported(format="csv").splitlines()[1].startswith("2026-01-01T00:00:00.000000+00:00,day")


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01", "2026-02-30T10:00"])
def test_the_command_names_a_day_that_is_none(since: str) -> None:
    with pytest.raises(CommandError, match="write 2026-01-31 or"):
        exported(since=since)
