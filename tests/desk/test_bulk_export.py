"""Chosen briefs as a file: all that they say, for whoever may read them."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from briefs.models import Brief, Entry
from tests.desk.bulk import all_of, many
from tests.desk.sent import question_of
from tests.factories import make_actor, make_brief, make_region, make_source, make_topic


def lines_of(response: Any) -> list[Any]:
    body = b"".join(response).decode()
    return [json.loads(line) for line in body.splitlines()]


def test_chosen_briefs_are_exported_with_all_that_they_say(editor: Client) -> None:
    actor, topic, region, source = make_actor(), make_topic(), make_region(), make_source()
    brief = make_brief(title="Газ و گیس", authors=(actor,), tags=("transit", "gas"))
    brief.topics.add(topic)
    brief.regions.add(region)
    brief.sources.add(source)
    make_brief()

    response = editor.post(question_of(editor, "export", brief), {"ending": "jsonl"})

    assert "attachment" in response.headers["Content-Disposition"]
    assert lines_of(response) == [
        {
            "slug": brief.slug,
            "title": "Газ و گیس",
            "summary": brief.summary,
            "body": brief.body,
            "published_on": None,
            "kind": "policy-brief",
            "language": "en",
            "license": "CC-BY-4.0",
            "authors": [actor.name],
            "topics": [topic.name],
            "regions": [region.name],
            "sources": [{"slug": source.slug, "title": source.title, "kind": "article"}],
            "tags": ["gas", "transit"],
        }
    ]
    entry = Entry.objects.get(action="brief.export")
    assert (entry.who, entry.data) == ("editor", {"format": "jsonl", "briefs": 1})


def test_a_table_has_a_line_for_each_and_no_formula(editor: Client) -> None:
    brief = make_brief(title="=1+1", tags=("b", "a"))
    response = editor.post(question_of(editor, "export", brief), {"ending": "csv"})
    head, line = b"".join(response).decode().splitlines()
    assert head.startswith("\ufeffslug,title,summary,")
    assert "'=1+1" in line
    assert line.endswith("a; b")


def test_an_author_exports_their_own_alone(author: Client) -> None:
    me = User.objects.get(username="author")
    own, lost = make_brief(owner=me), make_brief(owner=me, title="Zanzibar")
    make_brief(title="Another's")
    question = all_of(author, "export")
    Brief.objects.filter(pk=lost.pk).update(owner=None)

    response = author.post(question, {"ending": "jsonl"})

    assert [line["slug"] for line in lines_of(response)] == [own.slug]
    page = author.get(question).text
    assert "Done: 1. Needed no change: 0. Refused: 1." in page
    assert "Zanzibar" not in page
    assert 'value="Export"' in page  # it can be taken anew


def test_an_export_of_many_costs_few_queries(editor: Client) -> None:
    many(300, tags=("gas",))
    question = all_of(editor, "export")
    response = editor.post(question, {"ending": "jsonl"})
    with CaptureQueriesContext(connection) as queries:
        assert len(lines_of(response)) == 300
    assert len(queries) <= 40


@pytest.mark.parametrize("ending", ["", "pdf", "../jsonl", "x" * 5000])
def test_another_kind_of_file_is_refused_at_the_field(editor: Client, ending: str) -> None:
    page = editor.post(question_of(editor, "export", make_brief()), {"ending": ending})
    assert page.status_code == 200
    assert "errorlist" in page.text
