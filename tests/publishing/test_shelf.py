"""Leaving the shelf: withdrawn, archived, replaced, removed; what readers then get."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from briefs.models import Brief, Publication
from briefs.publishing import (
    NotOnTheShelf,
    ReasonMissing,
    archive,
    remove,
    replace,
    withdraw,
)
from briefs.publishing.shelf import NoReplacement
from tests.factories import again, brief_of, make_brief, published
from tests.publishing.reading import found

pytestmark = pytest.mark.django_db

NOTHING_TO_TAKE = "This brief is not published: there is nothing to take back."


@pytest.fixture
def brief() -> Brief:
    """A published brief on gas."""
    return brief_of(published(slug="gas", title="Gas"))


@pytest.fixture
def successor() -> Publication:
    """A published brief on oil."""
    return published(slug="oil", title="Oil").publication


def test_a_withdrawn_brief_is_readable_under_its_reason(brief: Brief, client: Client) -> None:
    publication = withdraw(brief, reason=" The figures were wrong. ")
    assert (publication.state, publication.notice) == ("withdrawn", "The figures were wrong.")
    assert publication.notice_on == timezone.localdate()
    assert found() == found("q=gas") == []
    page = client.get("/briefs/gas/")
    assert (page.status_code, b"The figures were wrong." in page.content) == (200, True)
    assert Brief.objects.get().state == brief.state == "withdrawn"


def test_a_removed_brief_is_gone_and_says_why(brief: Brief, client: Client) -> None:
    remove(brief, reason="Judgment 7/2026.")
    assert found() == []
    for path in ("/briefs/gas/", "/briefs/gas/editions/1/"):
        page = client.get(path)
        assert page.status_code == 410
        assert b"Judgment 7/2026." in page.content
        assert b"Some words." not in page.content
    assert Brief.objects.get().state == "removed"


def test_an_archived_brief_is_readable_and_out_of_lists(brief: Brief, client: Client) -> None:
    archive(brief)
    assert found() == []
    assert client.get("/briefs/gas/").status_code == 200
    assert Brief.objects.get().state == "archived"


def test_a_replaced_brief_leads_to_its_replacement(
    brief: Brief, successor: Publication, client: Client
) -> None:
    replace(brief, successor=successor)
    assert found() == ["oil"]
    assert client.get("/briefs/gas/").headers["Location"] == "/briefs/oil/"
    assert Brief.objects.get(slug="gas").state == "replaced"


def test_a_brief_cant_replace_itself(brief: Brief) -> None:
    with pytest.raises(NoReplacement, match="Choose another brief that readers can open"):
        replace(brief, successor=Publication.objects.get())


def test_replacements_make_no_circle(brief: Brief, successor: Publication) -> None:
    replace(brief, successor=successor)
    with pytest.raises(NoReplacement):
        replace(brief_of(successor.edition), successor=Publication.objects.get(slug="gas"))


def test_what_readers_cant_open_replaces_nothing(brief: Brief, successor: Publication) -> None:
    remove(brief_of(successor.edition), reason="Judgment 7/2026.")
    successor.refresh_from_db()
    with pytest.raises(NoReplacement):
        replace(brief, successor=successor)
    assert found() == ["gas"]


@pytest.mark.parametrize("leave", [withdraw, remove])
@pytest.mark.parametrize("reason", ["", " \n "])
def test_readers_are_owed_a_reason(
    brief: Brief, leave: Callable[..., Publication], reason: str
) -> None:
    with pytest.raises(ReasonMissing) as refusal:
        leave(brief, reason=reason)
    assert str(refusal.value) == "Say why: readers see the reason."
    assert found() == ["gas"]


def departures(by: Publication | None = None) -> list[Callable[[Brief], Publication]]:
    return [
        lambda brief: withdraw(brief, reason="Wrong."),
        lambda brief: remove(brief, reason="Wrong."),
        archive,
        lambda brief: replace(brief, successor=by or published().publication),
    ]


@pytest.mark.parametrize("leave", departures(), ids=["withdraw", "remove", "archive", "replace"])
def test_a_draft_has_nothing_to_take_back(leave: Callable[[Brief], Publication]) -> None:
    brief = make_brief()
    with pytest.raises(NotOnTheShelf) as refusal:
        leave(brief)
    assert str(refusal.value) == NOTHING_TO_TAKE
    assert Brief.objects.get(pk=brief.pk).state == "draft"


@pytest.mark.parametrize("leave", departures(), ids=["withdraw", "remove", "archive", "replace"])
def test_a_removed_brief_comes_back_by_publishing_alone(
    brief: Brief, leave: Callable[[Brief], Publication]
) -> None:
    remove(brief, reason="Judgment 7/2026.")
    with pytest.raises(NotOnTheShelf):
        leave(brief)
    assert Publication.objects.get(slug="gas").notice == "Judgment 7/2026."


def test_a_withdrawn_brief_can_still_be_removed(brief: Brief) -> None:
    withdraw(brief, reason="Wrong.")
    assert remove(brief, reason="Judgment 7/2026.").notice == "Judgment 7/2026."


def test_an_archived_brief_that_is_replaced_forgets_no_reader(
    brief: Brief, successor: Publication
) -> None:
    archive(brief)
    publication = replace(brief, successor=successor)
    assert (publication.state, publication.replacement) == ("replaced", successor)
    again(brief)
    publication.refresh_from_db()
    assert (publication.state, publication.replacement) == ("published", None)
