"""What goes out as JSON lines and comes in again goes out the same, byte for byte."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs.models.names import slug_of
from tests.importing.lines import Import, exported

# Any text that a database holds; slugs and names from few, so that they meet.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
titles = st.one_of(texts, st.sampled_from(["روس", "«Ёлки»", '"C"', " x ", "a\u2028b"])).filter(
    lambda text: bool(text.strip())
)
slugs = st.sampled_from(["c", "c_1", "C", "topic-7", "روس", "x-1"])
names = st.one_of(
    st.sampled_from(["C", "C++", "c", "Topic 7", "topic-7", " Topic 7", "روس"]), titles
)


def references(label: str = "name") -> st.SearchStrategy[list[str | dict[str, str]]]:
    exact = st.fixed_dictionaries({"slug": slugs, label: names.map(lambda name: name[:50])})
    by_name = names.map(lambda name: name[:50]).filter(slug_of)
    return st.lists(st.one_of(exact, by_name), max_size=3)


any_line = st.fixed_dictionaries(
    {
        "slug": st.sampled_from(["a", "b", "ü", "я", "x_y", "Z"]),
        "title": titles,
        "summary": titles,
        "body": titles.map(lambda text: f"Body\r\n{text}\n"),
        "published_on": st.dates(dt.date(1, 1, 1), dt.date(2020, 1, 1)).map(str),
        "language": st.sampled_from(["en", "ur", "sr-Latn"]),
        "kind": st.sampled_from(["report", "policy-brief"]),
        "license": st.sampled_from(["", "CC0-1.0"]),
        "key_points": st.lists(titles, max_size=2),
        **{name: references() for name in ("authors", "topics", "actors", "tags", "regions")},
        "agreements": references("title"),
    }
)


@contextmanager
def empty_database() -> Iterator[None]:
    """What is done within is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(any_line, max_size=4))
def test_export_and_import_give_the_same_export_byte_for_byte(
    take_in: Import, said: list[dict[str, Any]]
) -> None:
    with empty_database():
        take_in(*said, publish=True)
        shelf, desk = exported(), exported(drafts=True)
    with empty_database():
        _, err = take_in(*shelf.encode().split(b"\n"), publish=True)
        assert not err
        assert exported() == shelf
    with empty_database():
        _, err = take_in(*desk.encode().split(b"\n"))
        assert not err
        assert exported(drafts=True) == desk
        assert not exported()  # a draft is never published by the way
