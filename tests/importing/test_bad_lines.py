"""A bad line is named with its number, the field and the reason, and stops no other."""

from typing import Any

import pytest

from briefs.models import (
    Brief,
    Topic,
)
from tests.importing.lines import Import, line

BAD: list[tuple[Any, str]] = [
    (b"{", "line 1: It is no JSON"),
    (b"[]", "line 1: It is no object"),
    (b'{"slug": "\xff"}', "line 1: It isn't in UTF-8"),
    (b"[" * 100_000, "line 1: It is no JSON"),
    (b'{"slug": ' + b"9" * 5000 + b"}", "line 1: It is no JSON"),
    ({"slug": "a"}, "line 1: title: It is missing"),
    (line(slug="a b"), "line 1: slug: Enter a valid"),
    (line(slug=""), "line 1: slug: "),
    (line(slug="x" * 101), "line 1: slug: "),
    (line(title=" "), "line 1: title: It is empty"),
    (line(title="x" * 301), "line 1: title: Ensure this value has at most 300"),
    (line(title=["A"]), "line 1: title: It is a list"),
    (line(body=None), "line 1: body: It is null"),
    (line(body="x" * 2_000_001), "line 1: body: It is longer than 2,000,000 bytes"),
    (line(body="half \ud800"), "line 1: body: It has a NUL or half a character"),
    (line(tags=["a\0b"]), "line 1: tags: It has a NUL or half a character"),
    (line(kind="poem"), "line 1: kind: There is no kind “poem”: write one of policy-brief"),
    (line(license="mine"), "line 1: license: There is no license “mine”"),
    (line(language="english"), "line 1: language: "),
    (line(published_on="1.3.2020"), 'line 1: published_on: It is no day: write one as "2026'),
    (line(published_on="2020-02-30"), "line 1: published_on: "),
    (line(published_on=20200101), "line 1: published_on: It is no day"),
    (line(key_points="One."), "line 1: key_points: It is no list of texts"),
    (line(key_points=[" "]), "line 1: key_points: "),
    (line(topics="Energy"), "line 1: topics: It is a text: write a list."),
    (line(topics=[7]), "line 1: topics: Write its name, its slug, or"),
    (line(topics=["!!!"]), "line 1: topics: “!!!” makes no address"),
    (line(tags=["x" * 101]), "line 1: tags: "),
    (line(tags=[{"slug": "a b", "name": "x"}]), "line 1: tags: "),
    (line(actors=[{"slug": "a", "kind": "state"}]), "line 1: actors: “a”: there is no “kind” here"),
    (line(sources=[{"slug": "a", "date": "soon"}]), "line 1: sources: “soon” as date"),
    (line(colour="red"), "line 1: colour: There is no such field; there are slug, title"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "reason"), BAD, ids=range(len(BAD)))
def test_a_bad_line_is_refused_with_number_field_and_reason(
    take_in: Import, said: Any, reason: str
) -> None:
    out, err = take_in(said, line(slug="good"), publish=True)

    assert err.startswith(reason)
    assert "1 of 2 lines refused." in err
    assert out == "1 made, 0 changed, 0 unchanged, 1 refused\n"
    assert Brief.objects.get().slug == "good"
    assert not Topic.objects.exists()
