"""One person with one brief open twice: neither tab's words go over the other's."""

from typing import Any

from django.test import Client
from django.urls import reverse

from briefs.models import Brief
from briefs.models.unsaved import Presence, Unsaved
from tests.desk.sent import form_of, typed
from tests.desk.unsaved.forms import ask, kept, name_in, offers, opened, take_up

DISCARD = reverse("admin:unsaved", args=["discard"])


def bodies() -> list[str]:
    """What the bodies say that are kept."""
    return sorted(dict(copy.pairs)["body"] for copy in Unsaved.objects.exclude(data=""))


def keep(client: Client, name: str, body: str) -> str:
    """Go on typing; the name under which the form is kept from now on."""
    answer = ask(client, "keep", name, **typed(body=body))
    if answer.status_code == 200:
        return name
    assert answer.status_code == 409
    again = str(answer.json()["form"])
    assert ask(client, "keep", again, **typed(body=body)).status_code == 200
    return again


def test_each_tab_has_a_copy(author: Client, brief: Brief) -> None:
    first, second = opened(author, form_of(brief)), opened(author, form_of(brief))
    keep(author, first, "First.")
    keep(author, second, "Second.")
    keep(author, first, "First, and more.")

    assert bodies() == ["First, and more.", "Second."]


def test_a_copy_taken_up_in_another_tab_is_not_written_by_both(
    author: Client, brief: Brief
) -> None:
    first = kept(author, form_of(brief), body="First.")
    second = name_in(take_up(author, form_of(brief)))

    assert keep(author, second, "First, gone on with.") == second
    again = keep(author, first, "First, and more.")
    keep(author, second, "First, gone on with further.")

    assert again != first
    assert bodies() == ["First, and more.", "First, gone on with further."]


def test_a_copy_taken_up_twice_is_whosever_types_first(author: Client, brief: Brief) -> None:
    kept(author, form_of(brief), body="First.")
    second, third = (name_in(take_up(author, form_of(brief))) for _tab in range(2))
    keep(author, third, "Third.")
    keep(author, second, "Second.")

    assert bodies() == ["Second.", "Third."]


def test_what_one_tab_saves_lets_the_other_s_copy_be(author: Client, brief: Brief) -> None:
    first = kept(author, form_of(brief), body="First.")
    second = name_in(take_up(author, form_of(brief)))
    keep(author, second, "Second.")

    author.post(form_of(brief), typed(body="First.", _unsaved=first))
    assert bodies() == ["Second."]

    author.post(form_of(brief), typed(body="Second.", _unsaved=second, _version="0"))
    assert bodies() == ["Second."]  # it asks: both changed the body
    author.post(form_of(brief), typed(body="Second.", _unsaved=second))
    assert bodies() == []


def test_typing_back_in_one_tab_discards_nothing_of_the_other(author: Client, brief: Brief) -> None:
    first = kept(author, form_of(brief), body="First.")
    second = name_in(take_up(author, form_of(brief)))
    keep(author, second, "Second.")

    assert ask(author, "discard", first).status_code == 204

    assert offers(author, form_of(brief)) == 1


def test_what_has_changed_since_it_was_offered_is_not_discarded(
    author: Client, brief: Brief
) -> None:
    kept(author, form_of(brief), body="First.")
    offered = author.get(form_of(brief)).context["unsaved"]["copies"][0].name
    keep(author, name_in(take_up(author, form_of(brief))), "Second.")

    page = discard(author, offered, form_of(brief))

    assert "Not discarded" in page.content.decode()
    assert offers(author, form_of(brief)) == 1


def test_sent_without_a_script_and_refused_it_is_kept_beside(author: Client, brief: Brief) -> None:
    first = kept(author, form_of(brief), body="First.")
    second = name_in(take_up(author, form_of(brief)))
    keep(author, second, "Second.")

    page = author.post(form_of(brief), typed(title="", body="First, sent.", _unsaved=first))

    assert bodies() == ["First, sent.", "Second."]
    author.post(form_of(brief), typed(body="First, sent.", _unsaved=name_in(page)))
    assert bodies() == ["Second."]


def test_a_conflict_answered_leaves_no_copy_behind(author: Client, brief: Brief) -> None:
    first = kept(author, form_of(brief), body="First.")
    second = name_in(take_up(author, form_of(brief)))
    keep(author, second, "Second.")
    author.post(form_of(brief), typed(body="Third."))

    page = author.post(form_of(brief), typed(body="First.", _unsaved=first, _version="0"))

    assert page.status_code == 409
    assert bodies() == ["First.", "Second."]
    sent = dict(page.context["sent"]())
    choice = f"_choice-{page.context['pieces'][0].piece.id}"
    assert author.post(form_of(brief), sent | {choice: "mine"}).status_code == 302
    assert bodies() == ["Second."]


def test_each_tab_says_that_there_is_another(author: Client, brief: Brief) -> None:
    first = opened(author, form_of(brief))
    page = author.get(form_of(brief))
    second = name_in(page)
    assert "open in another tab" not in page.content.decode()  # it may be this one, reloaded
    assert "you have this open in another tab" in company(author, second)
    assert "has this open, too" not in company(author, second)

    keep(author, second, "Second.")
    assert "with unsaved work from" in company(author, first)
    assert "with unsaved work from" not in company(author, second)

    author.post(form_of(brief), typed(body="Second.", _unsaved=second))
    ask(author, "leave", second)
    assert Presence.objects.count() == 1
    told = company(author, first, _version="0")
    assert "you saved version" in told
    assert "open in another tab" not in told


def test_a_colleague_with_two_tabs_is_named_once_and_until_both_are_closed(
    author: Client, editor: Client, brief: Brief
) -> None:
    first, second = opened(author, form_of(brief)), opened(author, form_of(brief))
    mine = opened(editor, form_of(brief))
    assert company(editor, mine).count("author has this open, too") == 1

    ask(author, "leave", second)
    assert "author has this open, too" in company(editor, mine)
    ask(author, "leave", first)
    assert "has this open, too" not in company(editor, mine)


def company(client: Client, name: str, **words: str) -> str:
    return str(ask(client, "here", name, **words).json()["company"])


def discard(client: Client, name: str, back: str) -> Any:
    return client.post(DISCARD, {"_unsaved": name, "next": back}, follow=True)
