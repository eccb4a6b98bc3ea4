"""A source that can't be entered: the message names the file, the entry and the reason."""

from pathlib import Path

import pytest

from briefs.importing.files import SourceError
from briefs.importing.source import load
from tests.importing.small import FILES, write_small_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small source with one of each."""
    write_small_source(tmp_path)
    return tmp_path


def test_a_sound_source_is_entered(source: Path) -> None:
    load(source)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        pytest.param(
            "regions.yaml",
            "name: Asia",
            "nom: Asia",
            "regions.yaml, asia: ",
            id="key misspelt",
        ),
        pytest.param(
            "regions.yaml",
            "slug: asia, ",
            "",
            "regions.yaml: entry 1 has no slug.",
            id="no slug",
        ),
        pytest.param(
            "regions.yaml",
            "- {",
            "- {{",
            "regions.yaml: while",
            id="broken YAML",
        ),
        pytest.param(
            "regions.yaml",
            "- {",
            "{",
            "regions.yaml: write a list.",
            id="no list",
        ),
        pytest.param(
            "topics.yaml",
            "[{slug: gas,",
            "[{",
            "topics.yaml: entry 1 has no slug.",
            id="child",
        ),
        pytest.param(
            "topics.yaml",
            "slug: gas",
            "slug: energy",
            "topics.yaml, energy: key: Topic with this Key already exists. slug: Topic with",
            id="slug twice",
        ),
        pytest.param(
            "sources.yaml",
            "'2021'",
            "'2021-13'",
            "sources.yaml, report: date: Write a year",
            id="no date",
        ),
        pytest.param(
            "sources.yaml",
            "'2021'",
            "2021-13",
            "sources.yaml, report: date: Write a year",
            id="date unquoted",
        ),
        pytest.param(
            "actors.yaml",
            "kind: person",
            "kind: robot",
            "actors.yaml, envoy: kind: Value 'robot' is not a valid choice.",
            id="unknown kind",
        ),
        pytest.param(
            "actors.yaml",
            "  identifiers: null\n",
            "",
            "actors.yaml, envoy: identifiers is missing.",
            id="missing key",
        ),
        pytest.param(
            "actors.yaml",
            "title: Envoy, ",
            "",
            "actors.yaml, envoy: title is missing.",
            id="missing in a part",
        ),
        pytest.param(
            "actors.yaml",
            "of: pakistan",
            "of: russia",
            "actors.yaml, envoy: There is no actor russia.",
            id="unknown actor",
        ),
        pytest.param(
            "actors.yaml",
            "PK",
            "Pakistan",
            "actors.yaml, pakistan: value: This is no",
            id="no code",
        ),
        pytest.param(
            "actors.yaml",
            "brief: gas",
            "brief: oil",
            "actors.yaml, envoy: There is no brief oil.",
            id="unknown brief",
        ),
        pytest.param(
            "actors.yaml",
            "source: report",
            "source: book",
            "actors.yaml, envoy: There is no source book.",
            id="unknown source",
        ),
        pytest.param(
            "actors.yaml",
            "exact: The envoy came",
            "exact: The envoy left",
            "actors.yaml, envoy: “The envoy left” must stand in gas.md exactly once.",
            id="words not there",
        ),
        pytest.param(
            "actors.yaml",
            "exact: The envoy came",
            "exact: e",
            "actors.yaml, envoy: “e” must stand in gas.md exactly once.",
            id="words twice",
        ),
        pytest.param(
            "agreements.yaml",
            "relations: []",
            "relations: [{key: r, kind: amends, to: pact, evidence: []}]",
            "agreements.yaml, accord: There is no agreement pact.",
            id="unknown agreement",
        ),
        pytest.param(
            "agreements.yaml",
            "topics: [gas]",
            "topics: [oil]",
            "agreements.yaml, accord: There is no topic oil.",
            id="unknown topic",
        ),
        pytest.param(
            "events.yaml",
            "actor: pakistan",
            "actor: russia",
            "events.yaml, talks: There is no actor russia.",
            id="unknown participant",
        ),
        pytest.param(
            "briefs/gas.md",
            "summary: On gas.\n",
            "",
            "gas.md: summary is missing.",
            id="no summary",
        ),
        pytest.param(
            "briefs/gas.md",
            "2021-12-01",
            "soon",
            "gas.md: Invalid isoformat string: 'soon'",
            id="no day",
        ),
        pytest.param(
            "briefs/gas.md",
            "---\ntitle",
            "title",
            "gas.md: begin with the front matter, between two lines of ---.",
            id="no front matter",
        ),
        pytest.param(
            "briefs/gas.md",
            "title: Gas",
            "title: [",
            "gas.md: while",
            id="broken front",
        ),
        pytest.param(
            "briefs/gas.md",
            "regions: [asia]",
            "regions: [mars]",
            "gas.md: There is no region mars.",
            id="unknown region",
        ),
        pytest.param(
            "briefs/gas.md",
            "The envoy came.",
            "[The envoy](ftp://x) came.",
            "gas.md: The link “The envoy” leads to",
            id="can't be published",
        ),
    ],
)
def test_what_cant_be_entered_is_named(
    source: Path, file: str, old: str, new: str, message: str
) -> None:
    text = FILES[file]
    assert old in text
    (source / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceError) as refusal:
        load(source)
    assert str(refusal.value).startswith(message)


def test_a_file_that_is_missing_is_named(source: Path) -> None:
    (source / "events.yaml").unlink()
    with pytest.raises(SourceError, match=r"^events\.yaml: the file is missing\.$"):
        load(source)


def test_a_file_in_another_encoding_is_named(source: Path) -> None:
    (source / "briefs" / "gas.md").write_bytes("---\ntitle: Газ\n---\n".encode("cp1251"))
    with pytest.raises(SourceError, match=r"^gas\.md: the file is not in UTF-8"):
        load(source)
