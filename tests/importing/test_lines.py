"""Briefs come in as JSON lines and go out as such: what stands in a line is what readers get."""

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from briefs.models import (
    Actor,
    Brief,
    Edition,
    Entry,
    Publication,
    SearchText,
    Topic,
    Version,
)
from briefs.publishing import publish, withdraw
from briefs.search import postings
from briefs.search.checking import differences
from tests.factories import (
    again,
    brief_of,
    make_actor,
    make_brief,
    make_image,
    make_source,
    make_topic,
    published,
    save,
)
from tests.importing.lines import FULL, Import, as_bytes, exported, line, refused


@pytest.mark.django_db
def test_the_smallest_line_becomes_a_draft(take_in: Import) -> None:
    out, err = take_in(line())

    assert (out, err) == ("1 made, 0 changed, 0 unchanged, 0 refused\n", "")
    brief = Brief.objects.get()
    assert (brief.slug, brief.title, brief.body) == ("a", "A brief", "Some words.")
    assert (brief.published_on, brief.state, brief.version) == (dt.date(2020, 3, 1), "draft", 1)
    assert brief.license == ""  # nobody granted one
    assert not Publication.objects.exists()
    assert Version.objects.of(brief).get().way == "import"
    assert Entry.objects.about(brief).get().action == "brief.add"


@pytest.mark.django_db
def test_published_it_is_found_and_read(take_in: Import, client: Client) -> None:
    take_in(line(**FULL), publish=True)

    assert "Some words." in client.get("/briefs/a/").text
    for asked in ("", "q=words", "topic=topic-7", "tag=c_1", "author=zoe-last", "language=ru"):
        assert "A brief" in client.get(f"/briefs/?{asked}").text, asked
    assert client.get("/briefs/?published_after=2021").text.count("A brief") == 0


def all_of(row: Any, *but: str) -> dict[str, Any]:
    aside = {"id", "publication", "current", "brief_key", "published_at", "slug", *but}
    fields = [field for field in row._meta.concrete_fields if field.name not in aside]
    return {field.name: getattr(row, field.attname) for field in fields}


@pytest.mark.django_db
def test_an_import_publishes_what_the_desk_would(take_in: Import) -> None:
    image = make_image(file="map.webp")
    body = (
        "# One\n\nText [^1], [home](/topics/).\n\n![map](/media/map.webp)\n\n"
        "| a | b |\n|---|--:|\n| 1 | 2 |\n\n<b>x</b>\n\n[^1]: A note.\n"
    )
    assert image.credit
    _, err = take_in(line(body=body, summary=" Two\n words ", **FULL), publish=True)
    assert not err
    imported = Edition.objects.select_related("publication").get()
    source = brief_of(imported)
    mine = Brief.objects.get(pk=source.pk)
    mine.pk, mine.key, mine.slug, mine._state.adding = None, make_brief().key, "b", True
    Brief.objects.filter(key=mine.key).delete()
    mine.version = mine.shelved_version = 0
    mine.save()
    for row in source.author_rows.all():
        mine.author_rows.create(actor=row.actor, order=row.order)
    for name in ("topics", "actors", "agreements", "regions", "sources", "tags"):
        getattr(mine, name).set(getattr(source, name).all())

    by_desk = publish(Brief.objects.get(pk=mine.pk))

    assert all_of(by_desk) == all_of(imported)
    assert all_of(by_desk.publication) == all_of(imported.publication)
    first, second = SearchText.objects.order_by("pk")
    assert all_of(first) == all_of(second)
    source.refresh_from_db()
    assert (source.state, source.shelved_version) == ("published", source.version)
    assert [entry.action for entry in Entry.objects.about(source)] == ["brief.publish", "brief.add"]
    entries = Entry.objects.filter(action="brief.publish").order_by("pk")
    assert [entry.data for entry in entries] == [
        {"version": 1, "edition": 1, "change": "first"},
        {"version": 0, "edition": 1, "change": "first"},
    ]


@pytest.mark.django_db
def test_the_index_says_what_one_made_anew_says(take_in: Import) -> None:
    postings.current()
    take_in(*(line(slug=f"b{n}", **FULL) for n in range(5)), publish=True)
    take_in(line(slug="c", topics=["Energy"]), publish=True)

    assert postings.current().of("topic", str(Topic.objects.get(name="Energy").key))
    assert list(differences()) == []


@pytest.mark.django_db
def test_names_and_slugs_are_one_and_what_is_there_is_used(take_in: Import) -> None:
    topic = make_topic(slug="topic-7", name="Topic 7")
    actor = make_actor(slug="ru", name="Russian Federation")
    renamed = make_topic(slug="old", name="Trade")
    renamed.slug = "new"
    renamed.save()

    take_in(
        line(topics=["topic-7", "Topic 7", "old"], actors=["Russian Federation"]),
        line(slug="b", topics=["Topic 7", "Made now"], authors=["Anna"]),
        publish=True,
    )

    assert set(Brief.objects.get(slug="a").topics.all()) == {topic, renamed}
    assert Brief.objects.get(slug="a").actors.get() == actor
    made = Topic.objects.get(slug="made-now")
    assert (made.name, made.version, Version.objects.of(made).get().way) == (
        "Made now",
        1,
        "import",
    )
    assert Entry.objects.about(made).get().action == "topic.add"
    assert Actor.objects.get(name="Anna").kind == "person"


@pytest.mark.django_db
def test_what_the_desk_would_not_publish_is_refused(take_in: Import) -> None:
    said = {
        "summary": line(slug="a", summary=""),
        "body": line(slug="b", body="![x](https://elsewhere.example/x.png)"),
        "published_on": line(slug="c", published_on="2999-01-01"),
    }
    err = refused(take_in, *said.values(), publish=True)
    for number, field in enumerate(said, 1):
        assert f"line {number}: {field}: " in err
    assert not Brief.objects.exists()
    assert take_in(*said.values())[0].startswith("3 made")  # drafts may lack anything


@pytest.mark.django_db
def test_an_address_that_readers_know_is_not_given_again(take_in: Import) -> None:
    brief = brief_of(published(slug="old"))
    save(brief, slug="new")
    assert "line 1: slug: Another published brief" in refused(take_in, line(slug="old"))
    again(brief)
    err = refused(take_in, line(slug="old"), publish=True)
    assert "line 1: slug: Readers are led from the address “old” to another brief" in err


@pytest.mark.django_db
def test_a_slug_stands_once_in_a_file(take_in: Import) -> None:
    out, err = take_in(line(), line(title="Another"))

    assert out == "1 made, 0 changed, 0 unchanged, 1 refused\n"
    assert "line 2: slug: Line 1 has this slug already" in err
    assert Brief.objects.get().title == "A brief"


@pytest.mark.django_db
def test_marks_line_ends_and_empty_lines_do_no_harm(take_in: Import) -> None:
    said = (
        b"\xef\xbb\xbf" + json.dumps(line()).encode() + b"\r\n\r\n  \n" + as_bytes(line(slug="b"))
    )

    assert take_in(said)[0].startswith("2 made")


@pytest.mark.django_db
def test_a_line_of_megabytes_is_refused_and_the_next_is_not(take_in: Import) -> None:
    out, err = take_in(line(body="x" * (20 * 2**20)), line(slug="b"))

    assert "line 1: It is longer than 8,388,608 bytes: split the brief." in err
    assert out == "1 made, 0 changed, 0 unchanged, 1 refused\n"


@pytest.mark.django_db
def test_a_dry_run_says_what_would_be_and_does_nothing(take_in: Import) -> None:
    published(slug="there", title="Old")
    before = Version.objects.count(), Entry.objects.count()

    said = line(**FULL), line(slug="there", title="New"), line(slug="c", kind="poem")
    out, _ = take_in(*said, publish=True, dry_run=True, note="New.")

    assert out == "1 made, 1 changed, 0 unchanged, 1 refused (dry run)\n"
    assert (Version.objects.count(), Entry.objects.count()) == before
    assert Brief.objects.get().title == "Old"
    assert not Topic.objects.exists()


@pytest.mark.django_db
def test_briefs_of_one_file_may_link_to_each_other(take_in: Import) -> None:
    said = [
        line(slug="a", body="See [the other](/briefs/b/)."),
        line(slug="b", body="See [the first](/briefs/a/)."),
        line(slug="c", body="See [none](/briefs/none/)."),
    ]
    out, err = take_in(*said, publish=True)

    assert out == "2 made, 0 changed, 0 unchanged, 1 refused\n"
    assert "line 3: body: There is no page at /briefs/none/" in err
    assert Edition.objects.count() == 2
    assert Brief.objects.get(slug="c").state == "draft"


@pytest.mark.django_db
def test_several_processes_read_and_render(take_in: Import) -> None:
    make_image(file="map.webp")
    said = [line(slug=f"b{n}", title=f"Brief {n}", tags=[f"t{n % 7}"]) for n in range(450)]
    said[3]["body"] = "![map](/media/map.webp)"
    said[4]["body"] = 7
    out, err = take_in(*said, publish=True, processes=1)

    assert out == "449 made, 0 changed, 0 unchanged, 1 refused\n"
    assert "line 5: body: It is a number" in err
    pictured = Edition.objects.get(publication__slug="b3")
    assert 'width="30"' in pictured.body_html


@pytest.mark.django_db
def test_an_export_has_what_readers_see_now(take_in: Import) -> None:
    edition = published(slug="a", title="Seen")
    save(brief_of(edition), title="Draft")
    make_brief(slug="unseen", title="Unseen")
    withdrawn = published(slug="gone")
    withdraw(brief_of(withdrawn), reason="Wrong.")

    (row,) = map(json.loads, exported().splitlines())
    assert (row["slug"], row["title"]) == ("a", "Seen")
    desk = [json.loads(row)["title"] for row in exported(drafts=True).splitlines()]
    assert "Draft" in desk
    assert "Unseen" in desk


@pytest.mark.django_db
def test_an_export_calls_things_as_they_are_called_now(take_in: Import) -> None:
    topic, source = make_topic(slug="t", name="Old"), make_source(slug="s", title="Old")
    brief = make_brief()
    brief.topics.add(topic)
    brief.sources.add(source)
    publish(brief)
    topic.name, source.title = "T", "New"
    topic.save()
    source.save()

    row = json.loads(exported())
    assert row["topics"] == ["T"]
    assert row["sources"] == [{"slug": "s", "title": "New", "kind": "article"}]


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_said(take_in: Import) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_briefs", "/nowhere/briefs.jsonl")


@pytest.mark.django_db
def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(as_bytes(line()))))
    call_command("import_briefs", "-", stdout=io.StringIO(), processes=0)
    assert Brief.objects.get().slug == "a"


class Terminal(io.StringIO):
    """What somebody looks at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.django_db
def test_whoever_looks_on_sees_how_far_it_is(tmp_path: Path) -> None:
    file, terminal = tmp_path / "briefs.jsonl", Terminal()
    file.write_bytes(as_bytes(line()))
    call_command("import_briefs", str(file), stdout=io.StringIO(), stderr=terminal, processes=0)
    assert "\r100%  1 lines, " in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")  # and nothing is left of it
