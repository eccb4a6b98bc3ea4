"""Facts taken in: what was given out comes back the same, and a bad line stops nothing else."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from briefs.editorial import versions
from briefs.formats.facts import TABLES
from briefs.lines import cell_text, csv_line
from briefs.models import (
    Actor,
    Agreement,
    Body,
    Brief,
    Entry,
    Event,
    Evidence,
    Milestone,
    Position,
    Recheck,
    Succession,
    Version,
    Way,
)
from briefs.publishing import publish
from tests.factories import (
    again,
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_milestone,
    make_topic,
    save,
)
from tests.importing.facts import given_out, take_in

FIXTURES = ("actors", "topics", "agreements", "briefs")


@pytest.fixture
def treaty(db: None) -> Milestone:
    """A signature that a published brief states."""
    make_actor(slug="ann")
    step = make_milestone(make_agreement(slug="treaty"), date="2021")
    brief = make_brief(slug="brief", body="Some words. More words.")
    make_evidence(brief, milestone=step)
    publish(brief)
    return step


def test_all_facts_go_out_and_come_back_the_same(db: None, tmp_path: Path) -> None:
    call_command("loaddata", *FIXTURES, verbosity=0)
    before = {name: given_out(name) for name in TABLES}
    Event.objects.all().delete()
    for model in (Position, Succession):
        model._default_manager.all().delete()
    for name in ("parties", "milestones", "reservations", "terms", "places", "bodies", "relations"):
        for agreement in Agreement.objects.all():
            getattr(agreement, name).all().delete()
    assert not Evidence.objects.exists()

    for name, text in before.items():
        _out, err = take_in(tmp_path, text)
        assert err == "", name

    assert {name: given_out(name) for name in TABLES} == before
    out, _err = take_in(tmp_path, before["milestones"])
    assert out.startswith("0 made, 0 changed,")


@pytest.mark.usefixtures("treaty")
class TestALine:
    def test_that_says_otherwise_is_a_version_and_a_line_of_the_log(self, tmp_path: Path) -> None:
        out, err = take_in(tmp_path, given_out("milestones").replace(",2021,", ",2022-05,"))

        assert (out, err) == ("0 made, 1 changed, 0 unchanged, 0 refused\n", "")
        step = Milestone.objects.get()
        assert (step.date, str(step.date_latest)) == ("2022-05", "2022-05-31")
        assert Version.objects.of(step.agreement).latest("number").way == Way.IMPORT
        assert Entry.objects.filter(action="agreement.change").exists()
        assert Recheck.objects.open().count() == 1  # the brief that states it

    def test_that_attributes_the_words_to_a_side_changes_the_passage(self, tmp_path: Path) -> None:
        text = given_out("milestones").replace(",stated,,brief", ",claimed,ann,brief")

        take_in(tmp_path, text)

        passage = Evidence.objects.get()
        assert passage.assertion == "claimed"
        assert passage.attributed_to is not None
        assert passage.edition is not None
        assert Version.objects.of(passage).latest("number").way == Way.IMPORT

    def test_without_a_key_is_a_new_fact(self, tmp_path: Path) -> None:
        out, err = take_in(
            tmp_path,
            "milestone,agreement,actor,status,date,brief,exact,assertion\n"
            ",treaty,ann,ratified,2022,brief,More words.,expected\n"
            ",treaty,,completed,,,,\n",
        )

        assert (out, err) == ("2 made, 0 changed, 0 unchanged, 0 refused\n", "")
        assert Evidence.objects.get(milestone__status="ratified").spans
        assert "completed" not in given_out("milestones")  # no passage states it

    def test_without_a_key_is_the_fact_that_says_the_same(self, tmp_path: Path) -> None:
        text = (
            "milestone,agreement,status,date,brief,exact\n"
            ",treaty,signed,2021,brief,Some words.\n"
            ",treaty,ratified,2022,brief,More words.\n"
            ",treaty,ratified,2022,,\n"
        )
        out, err = take_in(tmp_path, text)
        assert (out, err) == ("1 made, 0 changed, 2 unchanged, 0 refused\n", "")
        out, _err = take_in(tmp_path, text)

        assert out == "0 made, 0 changed, 3 unchanged, 0 refused\n"
        assert (Milestone.objects.count(), Evidence.objects.count()) == (2, 2)

    def test_without_a_key_names_the_party_that_is_there(self, tmp_path: Path) -> None:
        text = "body,agreement,actor,note\n,treaty,ann,{}\n"
        take_in(tmp_path, text.format("one"))
        out, _err = take_in(tmp_path, text.format("two"))

        assert out.startswith("0 made, 1 changed")
        assert Body.objects.get().note == "two"

    def test_that_might_mean_several_facts_is_refused(self, tmp_path: Path) -> None:
        make_milestone(Agreement.objects.get(), date="1990")

        _out, err = take_in(tmp_path, "milestone,agreement,status\n,treaty,signed\n")

        assert "line 2: Several facts say this: write the key of the one that is meant." in err

    def test_as_it_was_given_out_undoes_nothing(self, tmp_path: Path) -> None:
        """Not of the desk, nor of another line of the same fact."""
        brief = Brief.objects.get()
        make_evidence(brief, milestone=Milestone.objects.get(), exact="More words.")
        with versions.editing(brief, by=None, way=Way.FORM):
            Brief.objects.filter(pk=brief.pk).update(summary="Anew.")
        publish(Brief.objects.get(), note="Words.")
        text = given_out("milestones")
        first, rest = text.split("\r\n", 1)
        out, err = take_in(tmp_path, f"{first}\r\n{rest.replace(',2021,', ',2022,', 1)}")
        assert (out, err) == ("0 made, 1 changed, 1 unchanged, 0 refused\n", "")
        assert Milestone.objects.get().date == "2022"

        out, err = take_in(tmp_path, text)
        assert (out, err) == ("0 made, 0 changed, 2 unchanged, 0 refused\n", "")
        assert Milestone.objects.get().date == "2022"

    def test_goes_over_no_change_of_the_desk_unseen(self, tmp_path: Path) -> None:
        text = given_out("milestones")
        Milestone.objects.update(note="signed in Rome")
        Evidence.objects.update(locator="p. 7")

        _out, err = take_in(tmp_path, text.replace(",2021,", ",2022,"))
        assert "line 2: stamp: The desk has changed this since the table was given out" in err
        _out, err = take_in(tmp_path, text.replace(",stated,", ",expected,"))
        assert "line 2: stamp: The desk has changed this" in err
        assert Milestone.objects.get().note == "signed in Rome"

        unstamped = re.sub(r"\w{10}-\w{10}", "", text).replace(",2021,", ",2022,")
        out, err = take_in(tmp_path, unstamped)
        assert (out, err) == ("0 made, 1 changed, 0 unchanged, 0 refused\n", "")
        assert Milestone.objects.get().note == ""

    def test_brings_nothing_back_that_the_desk_deleted(self, tmp_path: Path) -> None:
        text, treaty = given_out("milestones"), Agreement.objects.get()
        with versions.editing(treaty, by=None, way=Way.FORM):
            Milestone.objects.all().delete()

        _out, err = take_in(tmp_path, text)
        assert "milestone: Somebody has deleted this fact: leave out its key" in err
        assert not Milestone.objects.exists()

    def test_follows_its_passage_into_the_next_edition(self, tmp_path: Path) -> None:
        text, brief = given_out("milestones"), Brief.objects.get()
        save(brief, body="Some words. More words. And more.")
        again(brief)

        out, err = take_in(tmp_path, text.replace(",stated,", ",expected,"))

        assert (out, err) == ("0 made, 1 changed, 0 unchanged, 0 refused\n", "")
        assert Evidence.objects.get().assertion == "expected"

    def test_of_an_event_says_who_took_part(self, tmp_path: Path) -> None:
        make_topic(slug="gas")
        head = "event,slug,title,kind,date,participants,agreements,topics,brief,exact\n"
        line = ',talks,Talks,talks,2020,"ann: host; ""ann: a; b""",treaty,gas,brief,More words.\n'

        out, err = take_in(tmp_path, head + line)
        assert (out, err) == ("1 made, 0 changed, 0 unchanged, 0 refused\n", "")
        event = Event.objects.get()
        assert {*event.participants.values_list("actor__slug", "role")} == {
            ("ann", "host"),
            ("ann", "a; b"),
        }
        assert [each.slug for each in event.agreements.all()] == ["treaty"]
        before = Version.objects.of(event).count()

        out, _err = take_in(tmp_path, head + line.replace('"ann: host; ""ann: a; b"""', "ann"))
        assert out.startswith("0 made, 1 changed")
        assert [str(each) for each in event.participants.all()] == [str(Actor.objects.get())]
        assert Version.objects.of(event).count() == before + 1
        assert take_in(tmp_path, given_out("events"))[0].startswith("0 made, 0 changed")

    def test_a_dry_run_changes_nothing(self, tmp_path: Path) -> None:
        before = given_out("milestones")

        out, _err = take_in(tmp_path, before.replace(",2021,", ",2022,"), dry_run=True)

        assert out == "0 made, 1 changed, 0 unchanged, 0 refused (dry run)\n"
        assert given_out("milestones") == before
        assert not Version.objects.exists()

    @pytest.mark.parametrize(
        ("cells", "said"),
        [
            ("x,treaty,signed,2020,,", "milestone: This is no key"),
            (",nothing,signed,2020,,", "agreement: Nothing is called so: nothing."),
            (",treaty,dreamt,2020,,", "status: “dreamt” is none of these: negotiated"),
            (",treaty,signed,13/2020,,", "date: Write a year"),
            (",treaty,signed,2020,nothing,Some words.", "brief: There is no such edition"),
            (",treaty,signed,2020,brief,No such words.", "exact: The edition doesn’t have"),
            (",treaty,signed,2020,brief,words", "exact: The edition doesn’t have these words once"),
            (",treaty", "The line has 2 cells, the first line 6."),
            (",treaty,signed,\0,,", "The line has a character that no text has"),
            (",,signed,2020,,", "agreement: "),
            (f",treaty,signed,{'9' * 5000},,", "date: Write a year"),
        ],
    )
    def test_that_is_wrong_is_named_and_stops_no_other(
        self, tmp_path: Path, cells: str, said: str
    ) -> None:
        out, err = take_in(
            tmp_path,
            "milestone,agreement,status,date,brief,exact\n"
            f"{cells}\n"
            ",treaty,ratified,2022,brief,More words.\n",
        )

        assert f"line 2: {said}" in err
        assert "! 1 of 2 lines refused." in err
        assert out == "1 made, 0 changed, 0 unchanged, 1 refused\n"
        assert Milestone.objects.filter(status="ratified").exists()

    @pytest.mark.parametrize("number", ["9" * 5000, "12345", "٢٠٢٠", "²"])
    def test_with_a_number_that_is_none_stops_no_other(self, tmp_path: Path, number: str) -> None:
        out, err = take_in(
            tmp_path,
            f"term,agreement,label,value,price_year\n,treaty,Cost,1,{number}\n,treaty,Length,2,\n",
        )
        assert "line 2: price_year: Write a year." in err
        assert out == "1 made, 0 changed, 0 unchanged, 1 refused\n"

        out, err = take_in(
            tmp_path,
            "milestone,agreement,status,brief,edition,exact\n"
            f",treaty,signed,brief,{number},More words.\n"
            ",treaty,ratified,brief,1,More words.\n",
        )
        assert "line 2: brief: There is no such edition" in err
        assert out == "1 made, 0 changed, 0 unchanged, 1 refused\n"

    def test_moves_no_fact_to_another_agreement(self, tmp_path: Path) -> None:
        make_agreement(slug="other")

        _out, err = take_in(tmp_path, given_out("milestones").replace(",treaty,", ",other,"))

        assert "agreement: The fact belongs to another" in err

    def test_changes_no_words_of_a_passage(self, tmp_path: Path) -> None:
        _out, err = take_in(tmp_path, given_out("milestones").replace("Some words.", "words."))

        assert "exact: A passage’s words stay" in err


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("", "The first column says which table it is"),
        ("fact,date", "The first column says which table it is"),
        ("milestone,dat", "No such column: dat."),
        ("milestone,date,date", "A column is there twice."),
    ],
)
def test_a_file_that_is_no_table_is_refused(
    db: None, tmp_path: Path, header: str, said: str
) -> None:
    _out, err = take_in(tmp_path, f"{header}\n1,2\n")

    assert said in err


def test_a_file_that_is_not_there_or_no_text_is_refused(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_facts", str(tmp_path / "none.csv"))
    (tmp_path / "bytes.csv").write_bytes(b"milestone,note\n,\xff\n")
    with pytest.raises(CommandError, match="not in UTF-8"):
        call_command("import_facts", str(tmp_path / "bytes.csv"))


@given(st.text(st.sampled_from("'=+-@a ＝"), max_size=5))
def test_each_text_has_one_cell_and_each_cell_one_text(text: str) -> None:
    cell = csv_line([text]).removesuffix("\r\n").strip('"')

    assert cell_text(cell) == text
