"""What machines ask for."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.factories import make_brief, make_topic


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_load_balancer_is_answered_by_any_name_and_without_tls(
    db: None, client: Client, settings: Settings, path: str
) -> None:
    settings.SECURE_SSL_REDIRECT = True

    response = client.get(path, headers={"host": "10.0.0.7"})

    assert response.status_code == 200
    assert response.text == "ok\n"


def test_robots_are_kept_from_the_desk(client: Client) -> None:
    assert "Disallow: /admin/" in client.get("/robots.txt").text


def test_addresses_with_letters_of_any_alphabet_are_read(db: None, client: Client) -> None:
    for slug in ("café", "müller", "élection", "обзор", "روس"):
        assert client.get(f"/actors/{slug}/").status_code == 404
        assert client.get("/actors/", {"q": slug}).status_code == 200


def test_an_htmx_header_that_is_no_address_does_no_harm(db: None, client: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://[bad"}

    assert client.get("/briefs/", headers=headers).status_code == 200


def test_a_form_in_another_encoding_is_refused(db: None, client: Client) -> None:
    form = "application/x-www-form-urlencoded; charset=utf-16"

    assert client.post("/language/", b"language=ru", content_type=form).status_code == 400


def test_a_parameter_given_very_often_is_refused(db: None, client: Client) -> None:
    query = "&".join(f"language={number:02}" for number in range(60))

    response = client.get(f"/briefs/?{query}")

    assert response.status_code == 400
    assert "Choose at most 50." in response.text


def test_a_tag_that_only_drafts_have_is_unknown(db: None, client: Client) -> None:
    make_brief(tags=("secret merger",))

    assert client.get("/tags/secret-merger/").status_code == 404
    assert client.get("/briefs/?tag=secret-merger").status_code == 400
    assert "secret" not in client.get("/tags/").text


def test_a_topic_tree_may_be_as_deep_as_it_likes(db: None, client: Client) -> None:
    above = None
    for number in range(300):
        above = make_topic(slug=f"deep-{number}", parent=above)

    page = client.get("/topics/")

    assert page.status_code == 200
    assert page.text.count("<ul>") >= 299
    assert client.get("/topics/deep-299/").status_code == 200


def test_robots_are_told_where_the_sitemap_is(client: Client) -> None:
    assert "\nSitemap: http://testserver/sitemap.xml\n" in client.get("/robots.txt").text


def test_security_txt_names_whom_to_tell(client: Client, settings: Settings) -> None:
    text = client.get("/.well-known/security.txt", headers={"host": "localhost:8000"}).text

    assert text.startswith("Contact: mailto:security@localhost\n")
    assert "\nCanonical: http://localhost:8000/.well-known/security.txt\n" in text
    expires = next(line for line in text.splitlines() if line.startswith("Expires: "))
    left = dt.datetime.fromisoformat(expires.removeprefix("Expires: ")) - timezone.now()
    assert dt.timedelta(days=30) < left < dt.timedelta(days=365)

    settings.SECURITY_CONTACT = "https://example.org/report"
    text = client.get("/.well-known/security.txt").text
    assert text.startswith("Contact: https://example.org/report\n")
