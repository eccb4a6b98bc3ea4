"""What readers meet where a brief was: a notice, a 410, a redirect."""

from django.test import Client

from briefs.models import Publication
from briefs.publishing import archive, publish, remove, replace
from tests.factories import make_brief


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
    replace(brief, by=Publication.objects.get(slug="better"))

    response = client.get("/briefs/replaced/")

    assert response.status_code == 302
    assert response.headers["Location"] == "/briefs/better/"


def test_an_archived_brief_stays_readable_out_of_the_list(db: None, client: Client) -> None:
    brief = make_brief(slug="kept")
    publish(brief)
    archive(brief)

    assert "kept for the record" in client.get("/briefs/kept/").text
    assert "/briefs/kept/" not in client.get("/briefs/").text
