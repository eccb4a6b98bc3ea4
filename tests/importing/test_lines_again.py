"""A file taken in again: what is there stays, what it says otherwise is an edit like any."""

import pytest

from briefs.models import (
    Brief,
    Edition,
    Version,
)
from briefs.publishing import withdraw
from tests.factories import (
    save,
)
from tests.importing.lines import FULL, Import, line, refused


@pytest.mark.django_db
def test_run_again_nothing_is_done_twice(take_in: Import) -> None:
    said = line(**FULL), line(slug="b", topics=["Energy"])
    take_in(said[0], publish=True)  # as far as it came when it was killed
    assert take_in(*said, publish=True)[0] == "1 made, 0 changed, 1 unchanged, 0 refused\n"
    assert take_in(*said, publish=True)[0] == "0 made, 0 changed, 2 unchanged, 0 refused\n"
    assert take_in(*said)[0] == "0 made, 0 changed, 2 unchanged, 0 refused\n"
    assert (
        Edition.objects.count()
        == Brief.objects.count()
        == Version.objects.filter(noun="brief").count()
    )


@pytest.mark.django_db
def test_drafts_that_were_imported_can_be_published_by_the_same_file(take_in: Import) -> None:
    take_in(line(**FULL))
    assert take_in(line(**FULL), publish=True)[0].startswith("0 made, 1 changed")
    assert Edition.objects.get().title == "A brief"


@pytest.mark.django_db
def test_a_line_that_says_otherwise_makes_a_new_edition(take_in: Import) -> None:
    take_in(line(**FULL), publish=True)
    said = line(title="Better", topics=["Energy"], authors=["Anna First", "Zoe Last"])

    assert "note: Say what changed and why" in refused(take_in, said, publish=True)
    assert Brief.objects.get().title == "A brief"
    out, _ = take_in(said, publish=True, note="A better title.", change="correction")

    assert out.startswith("0 made, 1 changed")
    last = Edition.objects.first()
    assert last is not None
    assert (last.number, last.title, last.note, last.change) == (
        *(2, "Better", "A better title."),
        "correction",
    )
    assert [ref["name"] for ref in last.card["authors"]] == ["Anna First", "Zoe Last"]
    assert [ref["name"] for ref in last.card["topics"]] == ["Energy"]
    assert len(last.card["tags"]) == 3  # what the line doesn't say stays
    version = Version.objects.of(Brief.objects.get()).order_by("-number").first()
    assert version is not None
    assert version.way == "import"


@pytest.mark.django_db
def test_what_an_editor_wrote_is_not_gone_over(take_in: Import) -> None:
    take_in(line(), publish=True)
    save(Brief.objects.get(), summary="An editor's.")

    said = line(title="Better")
    for options in ({}, {"publish": True, "note": "x"}):
        err = refused(take_in, said, **options)
        assert "line 1: The desk has changes that aren't published" in err
    assert Brief.objects.get().summary == "An editor's."
    # Not even by a line that says the same as the draft: nobody asked for it to be published.
    same = {"slug": "a", "title": "A brief", "summary": "An editor's.", "body": "Some words."}
    assert "The desk has changes" in refused(
        take_in, same | {"published_on": "2020-03-01"}, publish=True, note="x"
    )
    assert Edition.objects.count() == 1


@pytest.mark.django_db
def test_a_withdrawn_brief_does_not_come_back(take_in: Import) -> None:
    take_in(line(), publish=True)
    withdraw(Brief.objects.get(), reason="Wrong.")

    assert take_in(line(), publish=True)[0].startswith("0 made, 0 changed, 1 unchanged")
    err = refused(take_in, line(title="New"), publish=True, note="x")
    assert "line 1: The brief is withdrawn" in err
