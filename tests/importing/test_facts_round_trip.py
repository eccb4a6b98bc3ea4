"""Facts that go out as tables and come in again go out the same, byte for byte."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs.formats.facts import TABLES, Column
from briefs.lines import csv_line
from briefs.models.evidence import Assertion
from tests.factories import (
    make_actor,
    make_agreement,
    make_source,
    make_topic,
    published,
)
from tests.importing.facts import given_out, take_in
from tests.importing.test_round_trip import empty_database

SENTENCES = ("One is told.", "Two, «ёлки»!", "روس تین۔", "=1+1; four")
NOUNS = {"Actor": ("ann", "bor"), "Agreement": ("pact", "treaty"), "Topic": ("gas", "oil")}
OTHERS = {
    "price_year": st.just(""),
    "quantity": st.sampled_from(["", "3 km", "2.5e9 USD"]),
    "country": st.sampled_from(["", "PK"]),
}
texts = st.one_of(
    st.sampled_from(["'=1", "a; b", 'c "d"', "two\nlines", "\r", "روس", "-", " x "]),
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12
    ),
)


def cells(column: Column) -> st.SearchStrategy[str]:
    """What a column may say."""
    if column.names and column.names.__name__ in NOUNS:
        slugs = st.sampled_from(NOUNS[column.names.__name__])
        if not column.many:
            return slugs
        some = st.lists(slugs, unique=True).map("; ".join)
        quoted = texts.map(lambda role: '"ann: {}"'.format(role.replace('"', '""')))
        return some if column.field != "participants" else st.one_of(some, quoted)
    if column.values:
        return st.sampled_from(column.values.values)
    if column.name in ("date", "from", "to", "held_on"):
        return st.sampled_from(["", "2014", "2021-09", "2023~", "2014/.."])
    if column.name == "slug":
        return st.sampled_from(["talks", "meeting", "x_y"])
    return OTHERS.get(column.name, texts)


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A table, and a line of it without keys."""
    name = draw(st.sampled_from(sorted(TABLES)))
    said = {column.name: draw(cells(column)) for column in TABLES[name].own}
    assertion = draw(st.sampled_from(Assertion.values))
    return name, said | {
        "assertion": assertion,
        "attributed_to": "" if assertion == "stated" else draw(st.sampled_from(["", "ann"])),
        "brief": "brief",
        "exact": draw(st.sampled_from(SENTENCES)),
        "source": draw(st.sampled_from(["", "paper"])),
        "locator": draw(st.one_of(st.just(""), texts)),
    }


def make_site() -> None:
    """All that facts name, and no fact."""
    for slug in NOUNS["Actor"]:
        make_actor(slug=slug)
    for slug in NOUNS["Agreement"]:
        make_agreement(slug=slug)
    for slug in NOUNS["Topic"]:
        make_topic(slug=slug)
    make_source(slug="paper")
    published(slug="brief", body="\n\n".join(SENTENCES).replace("=", r"\="))


def all_given_out() -> dict[str, str]:
    return {name: given_out(name) for name in TABLES}


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[*HealthCheck])
@given(st.lists(lines(), min_size=1, max_size=8))
def test_facts_come_back_the_same_here_and_into_an_empty_site(
    tmp_path: Path, said: list[tuple[str, dict[str, Any]]]
) -> None:
    with empty_database():
        make_site()
        for name, line in said:
            header = csv_line([TABLES[name].claim, *line])
            take_in(tmp_path, header + csv_line(["", *line.values()]))
        before = all_given_out()
        for text in before.values():
            out, err = take_in(tmp_path, text)
            assert not err
            assert out.startswith("0 made, 0 changed")
    with empty_database():
        make_site()
        for text in before.values():
            out, err = take_in(tmp_path, text)
            assert not err
            assert "0 refused" in out
        assert all_given_out() == before
