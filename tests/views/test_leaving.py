"""What readers meet where a brief was: a notice, a 410, a redirect."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefs.models import Brief, Publication
from briefs.publishing import archive, publish, remove, replace, withdraw
from briefs.publishing.shelf import erase
from tests.factories import (
    again,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
)


def test_a_removed_brief_is_gone_and_says_why(db: None, client: Client) -> None:
    brief = make_brief(slug="gone", body="Secret words.")
    publish(brief)
    remove(brief, reason="A court ordered it.")

    for path in ("", "editions/1/", "editions/1..1/"):
        response = client.get(f"/briefs/gone/{path}")
        assert response.status_code == 410
        assert "A court ordered it." in response.text
        assert "Secret words." not in response.text


def test_a_replaced_brief_leads_to_its_replacement(db: None, client: Client) -> None:
    brief, better = make_brief(slug="replaced"), make_brief(slug="better")
    publish(brief)
    publish(better)
    replace(brief, successor=Publication.objects.get(slug="better"))

    response = client.get("/briefs/replaced/")

    assert response.status_code == 302
    assert response.headers["Location"] == "/briefs/better/"


@pytest.fixture
def replaced(db: None) -> Brief:
    """A brief in two editions that another one, on better figures, replaces."""
    brief = make_brief(slug="replaced", body="First words.")
    publish(brief)
    brief.body = "Second words."
    again(brief)
    publish(make_brief(slug="better", title="Better figures"))
    replace(brief, successor=Publication.objects.get(slug="better"))
    return brief


@pytest.mark.parametrize(
    ("path", "words"), [("1/", "First words."), ("2/", "Second words."), ("1..2/", "<del><span")]
)
def test_a_replaced_briefs_editions_stay_readable_under_a_notice(
    replaced: Brief, client: Client, path: str, words: str
) -> None:
    response = client.get(f"/briefs/replaced/editions/{path}")

    assert response.status_code == 200
    assert words in response.text
    assert "Replaced on" in response.text
    assert '<a href="/briefs/better/"><bdi lang="en">Better figures</bdi></a>' in response.text
    # Its own address leads on to the other brief: no link on the page pretends otherwise.
    assert 'href="/briefs/replaced/"' not in response.text


def test_a_replacement_that_is_removed_is_not_named(replaced: Brief, client: Client) -> None:
    remove(Brief.objects.get(slug="better"), reason="A court ordered it.")

    page = client.get("/briefs/replaced/editions/2/").text

    assert "Replaced on" in page
    assert "Better figures" not in page


def test_a_withdrawn_briefs_facts_leave_all_other_pages(db: None, client: Client) -> None:
    agreement, event = make_agreement(slug="deal"), make_event(slug="talks", title="The talks")
    brief = make_brief(slug="gas", body="It was signed in 2014. They met in 2015.")
    milestone = make_milestone(agreement, date="2014")
    make_evidence(brief, exact="signed in 2014", milestone=milestone)
    make_evidence(brief, exact="They met in 2015", event=event)
    event.agreements.add(agreement)
    publish(brief)
    assert "signed in 2014" in client.get("/agreements/deal/").text

    withdraw(brief, reason="Wrong figures.")

    noun = client.get("/agreements/deal/").text
    assert "signed in 2014" not in noun
    assert "The talks" not in noun
    assert "no stage is stated as reached" in noun
    assert client.get("/events/talks/").status_code == 404
    assert "/events/talks/" not in client.get("/events/").text
    own = client.get("/briefs/gas/").text
    assert own.count('<mark class="claim"') == 2
    assert "The talks" in own
    assert 'href="/events/talks/"' not in own  # it has no page now

    again(brief)
    assert "signed in 2014" in client.get("/agreements/deal/").text
    assert 'href="/events/talks/"' in client.get("/briefs/gas/").text


def test_a_fact_that_the_text_says_no_longer_is_shown_as_such(db: None, client: Client) -> None:
    agreement = make_agreement(slug="deal")
    brief = make_brief(slug="gas", title="On gas", body="It was signed in 2014. It holds.")
    make_evidence(brief, exact="signed in 2014", milestone=make_milestone(agreement, date="2014"))
    publish(brief)
    assert "no longer in the text" not in client.get("/agreements/deal/").text
    brief.body = "It holds."
    again(brief)

    page = client.get("/agreements/deal/").text

    assert "edition 1; no longer in the text" in page
    assert "/briefs/gas/editions/1/#passage-" in page
    assert "no stage is stated as reached" in page


def test_an_erased_edition_is_headed_by_its_number(db: None, client: Client) -> None:
    brief = make_brief(slug="gas", title="Secret")
    first = publish(brief)
    brief.title = "Gas"
    again(brief)
    erase(first, by=User.objects.create_superuser("officer"), reason="Judgment 7/2026.")

    page = client.get("/briefs/gas/editions/1/").text

    assert "<h1>Edition 1</h1>" in page
    assert "<title>Edition 1" in page
    assert page.index("<h1>") < page.index("The text of this edition was erased on")
    assert "Secret" not in page


def test_an_archived_brief_stays_readable_out_of_the_list(db: None, client: Client) -> None:
    brief = make_brief(slug="kept")
    publish(brief)
    archive(brief)

    assert "kept for the record" in client.get("/briefs/kept/").text
    assert "/briefs/kept/" not in client.get("/briefs/").text
