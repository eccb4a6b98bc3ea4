"""A brief's twins: its current edition, and what became of the brief, as its page says."""

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefs.models import Brief, Publication
from briefs.models.edition import Change
from briefs.publishing import archive, erase, publish, remove, replace, withdraw
from tests.factories import again, make_brief, published
from tests.formats.reading import from_bibtex, from_ris

ENDINGS = ["bib", "csl.json", "md", "ris"]

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("ending", ENDINGS)]


@pytest.fixture
def brief() -> Brief:
    """A brief that readers know."""
    brief = make_brief(slug="known", title="A known title")
    publish(brief)
    return brief


@pytest.mark.usefixtures("brief")
class TestABrief:
    def test_is_a_file_named_after_it(self, client: Client, ending: str) -> None:
        response = client.get(f"/briefs/known.{ending}")

        assert response.status_code == 200
        assert "A known title" in response.text
        assert f'filename="known.{ending}"' in response.headers["Content-Disposition"]
        assert response.headers["Link"] == '<http://testserver/briefs/known/>; rel="canonical"'
        assert response.headers["Content-Language"] == "en"

    def test_names_the_edition_and_its_address_for_ever(
        self, client: Client, ending: str, brief: Brief
    ) -> None:
        brief.body = "Other words."
        again(brief)

        text = client.get(f"/briefs/known.{ending}").text

        assert "http://testserver/briefs/known/editions/2/" in text

    def test_who_has_it_already_is_told_that_nothing_changed(
        self, client: Client, ending: str, brief: Brief
    ) -> None:
        url = f"/briefs/known.{ending}"
        tag = client.get(url).headers["ETag"]
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
        brief.title = "Another title"
        again(brief)

        assert client.get(url, headers={"If-None-Match": tag}).status_code == 200

    def test_keeps_its_text_when_the_brief_is_edited(
        self, client: Client, ending: str, brief: Brief
    ) -> None:
        brief.title = "A secret title"
        brief.save()

        assert "secret" not in client.get(f"/briefs/known.{ending}").text

    def test_is_only_read(self, client: Client, ending: str) -> None:
        assert client.post(f"/briefs/known.{ending}").status_code == 405

    def test_its_page_says_where_it_is(self, client: Client, ending: str, brief: Brief) -> None:
        assert client.get("/briefs/known/").text.count(f'href="/briefs/known.{ending}"') == 2
        brief.body = "Other words."
        again(brief)
        assert f"known.{ending}" not in client.get("/briefs/known/editions/1/").text


def test_a_draft_has_none(client: Client, ending: str) -> None:
    make_brief(slug="draft")

    assert client.get(f"/briefs/draft.{ending}").status_code == 404


def test_a_renamed_briefs_lead_on_for_ever(client: Client, ending: str, brief: Brief) -> None:
    brief.slug = "new"
    again(brief)

    response = client.get(f"/briefs/known.{ending}")

    assert response.status_code == 301
    assert response.headers["Location"] == f"/briefs/new.{ending}"


def test_a_replaced_briefs_lead_to_its_replacements(
    client: Client, ending: str, brief: Brief
) -> None:
    replace(brief, successor=published(slug="better").publication)

    response = client.get(f"/briefs/known.{ending}")

    assert response.status_code == 302
    assert response.headers["Location"] == f"/briefs/better.{ending}"
    assert f"known.{ending}" not in client.get("/briefs/known/editions/1/").text


def test_a_removed_briefs_are_gone(client: Client, ending: str, brief: Brief) -> None:
    remove(brief, reason="The law demands it.")

    response = client.get(f"/briefs/known.{ending}")

    assert response.status_code == 410
    assert response.text == "The law demands it.\n"


def test_a_text_that_was_erased_is_gone(client: Client, ending: str, brief: Brief) -> None:
    withdraw(brief, reason="A mistake.")
    chief = User.objects.create_superuser("chief")
    erase(Publication.objects.get().edition, by=chief, reason="The law.")

    response = client.get(f"/briefs/known.{ending}")

    assert response.status_code == 410
    assert "erased" in response.text
    assert f"known.{ending}" not in client.get("/briefs/known/").text


def note_in(client: Client, ending: str) -> str:
    """What a citation says beside title and authors."""
    text = client.get(f"/briefs/known.{ending}").text
    match ending:
        case "bib":
            return from_bibtex(text)[0]["note"]
        case "ris":
            return str(from_ris(text)[0]["notes"][0])
        case "csl.json":
            return str(json.loads(text)[0]["note"])
    return text.replace("*", "")


def test_a_withdrawn_briefs_stay_and_say_so(client: Client, ending: str, brief: Brief) -> None:
    withdraw(brief, reason="Its source was taken back.")

    note = note_in(client, ending)

    assert "Withdrawn on" in note
    assert "Its source was taken back." in note


def test_an_archived_briefs_stay_and_say_so(client: Client, ending: str, brief: Brief) -> None:
    archive(brief)

    assert "Archived on" in note_in(client, ending)


def test_a_retracted_briefs_say_so_and_why(client: Client, ending: str, brief: Brief) -> None:
    publish(brief, note="Its figures were made up.", change=Change.RETRACTION)

    note = note_in(client, ending)

    assert "Retracted on" in note
    assert "Its figures were made up." in note


def test_words_are_in_the_language_of_the_brief(client: Client, ending: str) -> None:
    brief = make_brief(slug="known", title="Обзор", language="ru")
    publish(brief)
    withdraw(brief, reason="Ошибка.")

    assert "Отозван" in note_in(client, ending)
