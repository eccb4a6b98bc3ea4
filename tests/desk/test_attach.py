"""Words selected in a preview become the passage of a fact, an old one or a new one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from briefs.models import Brief, Event, Evidence, Milestone, Recheck, Term, Version
from briefs.publishing import publish
from tests.factories import (
    again,
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_milestone,
    make_source,
    save,
)


@pytest.fixture
def brief(db: None) -> Brief:
    """About an agreement and its parties; nobody has read it."""
    brief = make_brief(
        body="Talks ended.\n\nThe *accord* was signed[^1]\nin 2014. "
        "It was signed in Kabul.\n\n[^1]: So."
    )
    brief.agreements.add(make_agreement(title="Stream"))
    brief.actors.add(make_actor(name="Pakistan"))
    brief.sources.add(make_source(title="The paper"))
    return brief


def url(page: str, brief: Brief) -> str:
    return reverse(f"admin:briefs_brief_{page}", args=[brief.pk])


def sent(exact: str, fact: str, **more: Any) -> dict[str, Any]:
    said = {"exact": exact, "assertion": "stated"} | more
    return {"fact": fact} | {
        name if "-" in name else f"passage-{name}": value for name, value in said.items()
    }


def test_selected_words_are_attached_to_a_fact(editor: Client, brief: Brief) -> None:
    milestone = make_milestone(brief.agreements.get())
    words = sent(
        "The accord was signed in 2014",
        f"milestone:{milestone.pk}",
        assertion="claimed",
        attributed_to=brief.actors.get().pk,
        source=brief.sources.get().pk,
        locator="page 2",
    )

    response = editor.post(url("attach", brief), words)

    passage = Evidence.objects.get()
    assert response.url == f"{url('preview', brief)}#{passage.anchor}"  # type: ignore[attr-defined]
    assert (passage.exact, passage.claim) == ("The accord was signed in 2014", milestone)
    assert (passage.prefix, passage.suffix) == (
        "Talks ended.\n",
        ". It was signed in Kabul.\nSo. ↩",
    )
    assert (passage.assertion, str(passage.attributed_to)) == ("claimed", "Pakistan")
    assert (str(passage.source), passage.locator) == ("The paper", "page 2")
    assert Version.objects.of(passage).get().who == "editor"
    page = editor.get(url("preview", brief)).text
    assert f'id="{passage.anchor}"' in page
    assert "The words are attached to the fact." in page
    assert passage.edition is None
    publish(brief)
    passage.refresh_from_db()
    assert passage.state == "intact"


def test_of_words_that_stand_twice_those_that_were_selected_are_meant(
    editor: Client, brief: Brief
) -> None:
    milestone = make_milestone(brief.agreements.get())
    fact = f"milestone:{milestone.pk}"

    page = editor.post(url("attach", brief), sent("was signed", fact))
    assert "stand there more than once" in page.text
    editor.post(
        url("attach", brief), sent("was signed", fact, before="in 2014. It ", after=" in Ka")
    )

    assert Evidence.objects.get().suffix.startswith(" in Kabul")
    edition = publish(brief)
    ((start, end),) = Evidence.objects.get().spans
    assert edition.body_html[start:end] == "was signed"
    assert edition.body_html[end:].startswith(" in Kabul")


def test_words_that_readers_see_are_bound_to_their_edition_at_once(
    editor: Client, brief: Brief
) -> None:
    edition = publish(brief)
    milestone = make_milestone(brief.agreements.get())
    editor.post(url("attach", brief), sent("signed in 2014", f"milestone:{milestone.pk}"))
    assert Evidence.objects.get().edition == edition


def test_words_of_a_sentence_that_readers_read_otherwise_wait(editor: Client, brief: Brief) -> None:
    publish(brief)
    save(brief, body="The accord was hardly signed in 2014.")
    milestone = make_milestone(brief.agreements.get())
    editor.post(url("attach", brief), sent("signed in 2014", f"milestone:{milestone.pk}"))
    assert Evidence.objects.get().edition is None


def test_a_new_fact_is_made_with_its_passage(editor: Client, brief: Brief) -> None:
    agreement = brief.agreements.get()
    term = {"term-agreement": agreement.pk, "term-label": "Year", "term-value": "2014"}

    editor.post(url("attach", brief), sent("in 2014", "new:term", **term))

    made = Term.objects.get()
    assert (made.agreement, made.value) == (agreement, "2014")
    assert made.evidence.get().exact == "in 2014"
    agreement.refresh_from_db()
    last = Version.objects.of(agreement).latest("number")
    assert last.who == "editor"


def test_new_events_are_made_each_with_an_address(editor: Client, brief: Brief) -> None:
    for exact in ("Talks ended", "in Kabul"):
        said = {"event-title": "Talks end", "event-kind": "talks"}
        editor.post(url("attach", brief), sent(exact, "new:event", **said))
    assert sorted(Event.objects.values_list("slug", flat=True)) == ["talks-end", "talks-end-2"]


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(editor: Client, brief: Brief) -> None:
    for words, message in (
        (sent("Talks ended", ""), "Choose the fact that the words state."),
        (sent("Talks ended", "milestone:77"), "Choose the fact that the words state."),
        (sent("Of coal", f"milestone:{make_milestone().pk}"), "don&#x27;t stand in the saved text"),
        (sent("", "new:term", **{"term-label": "Length"}), "Please mend what is marked below."),
        (sent("Talks ended", "new:term", **{"term-label": "Length"}), "Please mend"),
    ):
        page = editor.post(url("attach", brief), words)
        assert page.status_code == 200
        assert message in page.text
        assert words["passage-exact"] in page.text
        assert 'id="attach"' in page.text
        assert page["Cache-Control"].startswith("private, no-store")
    assert 'value="Length"' in page.text
    assert not Evidence.objects.exists()
    assert not Term.objects.exists()


def test_a_refusal_leaves_the_words_the_facts_to_choose_from_and_what_was_chosen(
    editor: Client, brief: Brief
) -> None:
    signed = make_milestone(brief.agreements.get(), status="signed", date="2014")
    other = make_milestone(make_agreement(title="Other"), status="signed", date="2014")
    offered, found = (f'value="milestone:{pk}"' for pk in (signed.pk, other.pk))

    page = editor.post(url("attach", brief), sent("signed in 2014", "")).text
    assert offered in page
    assert found not in page
    assert "signed in 2014</textarea>" in page
    page = editor.post(url("attach", brief), sent("of coal", f"milestone:{other.pk}")).text
    assert offered in page
    assert f"{found} checked" in page
    page = editor.post(url("attach", brief), sent("of coal", f"milestone:{signed.pk}")).text
    assert page.count(offered) == page.count(f"{offered} checked") == 1


def test_the_facts_of_the_brief_most_like_the_words_are_offered_first(
    editor: Client, brief: Brief
) -> None:
    agreement = brief.agreements.get()
    make_milestone(agreement, status="ratified", date="2016")
    signed = make_milestone(agreement, status="signed", date="2014")
    other = make_milestone(make_agreement(title="Other"), status="signed", date="2014")

    page = editor.get(url("facts", brief), {"words": "was signed in 2014"}).text

    assert page.index(f'value="milestone:{signed.pk}"') < page.index("ratified 2016")
    assert f"milestone:{other.pk}" not in page
    found = editor.get(url("facts", brief), {"q": "Other"}).text
    assert f'data-fact="milestone:{other.pk}"' in found
    assert "Other: signed 2014" in found
    assert "No fact is called so." in editor.get(url("facts", brief), {"q": "zzz"}).text


def test_new_words_take_the_place_of_those_that_the_fact_lost(editor: Client, brief: Brief) -> None:
    milestone = make_milestone(brief.agreements.get())
    lost = make_evidence(brief, exact="signed in 2014", milestone=milestone)
    publish(brief)
    save(brief, body="The ink dried in 2014.")
    again(brief)

    editor.post(url("attach", brief), sent("The ink dried", f"milestone:{milestone.pk}"))

    assert Evidence.objects.get(exact="The ink dried").succeeds == lost
    assert not Evidence.objects.lost_support().exists()
    assert not Recheck.objects.exists()


def test_who_may_not_edit_a_brief_attaches_nothing_to_it(
    author: Client, stranger: Client, brief: Brief
) -> None:
    fact = f"milestone:{make_milestone().pk}"
    for client, status in ((author, 404), (stranger, 302)):
        answers = [
            client.post(url("attach", brief), sent("Talks ended", fact)),
            client.get(url("facts", brief)),
        ]
        assert {answer.status_code for answer in answers} <= {status, 403}
    assert not Evidence.objects.exists()


def test_wrong_methods_are_refused(editor: Client, brief: Brief) -> None:
    assert editor.get(url("attach", brief)).status_code == 405
    assert editor.post(url("facts", brief)).status_code == 405


def test_the_panel_asks_as_many_queries_for_many_facts(
    editor: Client, brief: Brief, django_assert_max_num_queries: Any
) -> None:
    def queries(**query: str) -> int:
        with django_assert_max_num_queries(60) as asked:
            editor.get(url("facts", brief), query)
        return len(asked.captured_queries)

    agreement = brief.agreements.get()
    make_milestone(agreement)
    few = queries(words="signed"), queries(q="Stream")
    Milestone.objects.bulk_create(
        Milestone(agreement=agreement, status="signed", date=str(year))
        for year in range(1990, 2020)
    )
    assert (queries(words="signed"), queries(q="Stream")) == few
