"""What a body's editor asks the desk: the preview, names, and pasted text as Markdown."""

from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from briefs.admin.noun import NounAdmin
from briefs.admin.writing import LONGEST_PASTED, LONGEST_SHOWN
from briefs.models import ActorName
from tests.desk.sent import form_of
from tests.factories import make_actor, make_agreement, make_brief, make_topic, published

SHOWN, NAMES, PASTED = (
    f"/admin/briefs/brief/writing/{ask}/" for ask in ("shown", "names", "pasted")
)


def offered(client: Client, text: str) -> list[dict[str, str]]:
    names: list[dict[str, str]] = client.get(NAMES, {"q": text}).json()["names"]
    return names


def links(client: Client, text: str) -> list[str]:
    return [name["link"] for name in offered(client, text)]


def test_the_preview_is_what_readers_will_get(author: Client, client: Client) -> None:
    body = "## Ports\n\nThe *port*[^1].\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: A note."
    published(slug="ports", body=body)

    preview = author.post(SHOWN, {"body": body, "language": "en"}).text

    body_shown = preview.partition("<div class=")[2].partition(">")[2].rpartition("</div>")[0]
    assert body_shown
    assert body_shown in client.get("/briefs/ports/").text


def test_the_preview_names_what_keeps_the_body_from_being_published(author: Client) -> None:
    preview = author.post(SHOWN, {"body": "![](map.png)", "language": "en"}).text

    assert "The image “map.png” is not one of this site&#x27;s" in preview


def test_the_preview_runs_in_the_direction_of_the_language(author: Client) -> None:
    assert 'lang="ur" dir="rtl"' in author.post(SHOWN, {"body": "متن", "language": "ur"}).text
    assert 'lang="en" dir="ltr"' in author.post(SHOWN, {"body": "Text", "language": "\0../x"}).text


def test_the_preview_of_nothing_says_what_it_is(author: Client) -> None:
    assert "as readers will get it" in author.post(SHOWN, {"body": " "}).text


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<script>alert(1)</script>", id="a script"),
        pytest.param("[a](javascript:alert(1))", id="a link that runs"),
        pytest.param("\0 \x01 \ufffd \U0001f600", id="odd characters"),
        pytest.param("> " * 3000 + "deep", id="very deep"),
        pytest.param("", id="nothing"),
    ],
)
def test_the_preview_of_any_text_is_safe(author: Client, body: str) -> None:
    response = author.post(SHOWN, {"body": body})

    assert response.status_code == 200
    assert "<script" not in response.text
    assert "javascript:" not in response.text.partition("body")[2]


def test_what_is_too_long_is_refused(author: Client) -> None:
    preview = author.post(SHOWN, {"body": "x" * (LONGEST_SHOWN + 1)})
    pasted = author.post(PASTED, {"html": "x" * (LONGEST_PASTED + 1)})

    assert (preview.status_code, pasted.status_code) == (413, 413)


def test_names_of_all_nouns_are_offered_with_the_link_to_write(author: Client) -> None:
    make_actor(slug="gas-union", name="Gas Union [old]", kind="organisation")
    make_agreement(slug="gas-treaty", title="Gas treaty")
    make_topic(slug="gas", name="Gas")
    published(slug="gas-flows", title="Gas flows")

    assert offered(author, "gas") == [
        {
            "name": "Gas Union [old]",
            "other": "",
            "noun": "organisation",
            "link": "[Gas Union \\[old\\]](/actors/gas-union/)",
        },
        {
            "name": "Gas treaty",
            "other": "",
            "noun": "treaty",
            "link": "[Gas treaty](/agreements/gas-treaty/)",
        },
        {"name": "Gas", "other": "", "noun": "topic", "link": "[Gas](/topics/gas/)"},
        {
            "name": "Gas flows",
            "other": "",
            "noun": "brief",
            "link": "[Gas flows](/briefs/gas-flows/)",
        },
    ]


def test_a_name_in_another_language_is_written_as_it_was_asked_for(author: Client) -> None:
    actor = make_actor(slug="россия", name="Russia")
    ActorName.objects.create(actor=actor, name="Россия", language="ru")

    assert links(author, "РОСС") == ["[Россия](/actors/россия/)"]
    assert offered(author, "росс")[0]["other"] == "Russia"


@pytest.mark.parametrize("typed", ["sec", "securit", "security", "security coun", "council"])
def test_a_name_is_offered_at_every_letter_while_it_is_typed(author: Client, typed: str) -> None:
    make_actor(slug="council", name="Security Council")
    published(slug="talks", title="Talks of the Security Council")

    found = links(author, typed)

    assert "[Security Council](/actors/council/)" in found
    assert "[Talks of the Security Council](/briefs/talks/)" in found


def test_a_letter_alone_offers_what_begins_with_it(author: Client) -> None:
    make_actor(slug="council", name="Security Council")
    published(slug="survey", title="Survey of gas")
    published(slug="talks", title="Talks of the Security Council")

    found = links(author, "s")

    assert "[Security Council](/actors/council/)" in found
    assert "[Survey of gas](/briefs/survey/)" in found
    assert "[Talks of the Security Council](/briefs/talks/)" not in found


def test_what_begins_so_comes_before_what_has_the_word_within(author: Client) -> None:
    make_actor(slug="bank", name="Bank of Gas")
    make_topic(slug="gas-trade", name="Gas trade")

    assert links(author, "gas")[0] == "[Gas trade](/topics/gas-trade/)"


def test_a_brief_that_readers_can_not_open_is_not_offered(author: Client) -> None:
    make_brief(title="Secret pipelines")

    assert offered(author, "secret") == []


@pytest.mark.parametrize("typed", ["", " ", "…", "\0", "x" * 5000, "' OR 1=1 --", '"*:()^', "%_"])
def test_any_text_may_be_asked_for(author: Client, typed: str) -> None:
    make_actor(name="Russia")

    response = author.get(NAMES, {"q": typed})

    assert response.status_code == (400 if typed == "\0" else 200)


def test_the_number_of_queries_does_not_grow(
    author: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        actor = make_actor(name=f"Gas {number}")
        ActorName.objects.create(actor=actor, name=f"Газ {number}", language="ru")
        make_agreement(title=f"Gas {number}")
        make_topic(name=f"Gas {number}")
        published(title=f"Gas {number}")

    offered(author, "gas")  # makes the index

    with django_assert_num_queries(16):  # four for the user, four for the index
        assert len(offered(author, "gas")) == 8


def test_pasted_text_comes_back_as_markdown(author: Client) -> None:
    note = '<p>a<a id="m" href="#n">1</a></p><p id="n"><a href="#m">1</a> b</p>'

    response = author.post(PASTED, {"html": note, "labels": "1 2"})

    assert response.json() == {"markdown": "a[^3]\n\n[^3]: b"}


def test_pasted_text_without_a_form_is_left_as_it_is(author: Client) -> None:
    assert author.post(PASTED, {"html": "<span>words</span>"}).json() == {"markdown": None}
    assert author.post(PASTED).json() == {"markdown": None}


@pytest.mark.parametrize(
    ("url", "method"), [(SHOWN, "post"), (NAMES, "get"), (PASTED, "post")], ids=str
)
class TestWhoMayAsk:
    def test_nobody_who_is_not_logged_in(self, stranger: Client, url: str, method: str) -> None:
        response = getattr(stranger, method)(url)

        assert response.status_code == 302
        assert response.url.startswith("/admin/login/")

    def test_nobody_who_may_not_see_briefs(self, db: Any, url: str, method: str) -> None:
        client = Client()
        client.force_login(User.objects.create_user("guest", is_staff=True))

        assert getattr(client, method)(url).status_code == 403

    def test_only_with_its_method(self, author: Client, url: str, method: str) -> None:
        other = author.get if method == "post" else author.post

        assert other(url).status_code == 405

    def test_nothing_is_sent_from_another_site(self, author: Client, url: str, method: str) -> None:
        careful = Client(enforce_csrf_checks=True)
        careful.cookies = author.cookies

        expected = 403 if method == "post" else 200
        assert getattr(careful, method)(url).status_code == expected


def test_the_text_area_is_in_the_form_whatever_scripts_do(editor: Client) -> None:
    brief = make_brief(body="</textarea><b>words</b>")

    page = editor.get(form_of(brief)).text

    assert "&lt;/textarea&gt;&lt;b&gt;words&lt;/b&gt;</textarea>" in page
    assert 'name="body"' in page


def test_the_form_of_every_noun_guards_what_is_not_saved(desk: Client) -> None:
    nouns = [model for model, pages in site._registry.items() if isinstance(pages, NounAdmin)]
    pages = [reverse(f"admin:briefs_{noun._meta.model_name}_add") for noun in nouns]

    forms = [page.text for url in pages if (page := desk.get(url)).status_code == 200]

    assert len(forms) > 8
    assert all('src="/static/js/desk/form.js" type="module"' in form for form in forms)
