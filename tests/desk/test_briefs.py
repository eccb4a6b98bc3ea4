"""A brief at the desk: written, shown, kept from those who may not."""

from typing import Any

from django.test import Client
from django.urls import reverse

from briefs.models import Brief, Edition, Evidence, Publication
from briefs.publishing import publish
from tests.desk.sent import ADD, LIST, chosen, form_of, typed
from tests.factories import make_actor, make_brief, make_evidence, make_milestone, make_topic
from tests.spoken import seen


def test_a_new_brief_is_saved_with_points_tags_and_authors(author: Client) -> None:
    actor, topic = make_actor(), make_topic()
    rows = {
        "author_rows-TOTAL_FORMS": 1,
        "author_rows-0-actor": actor.pk,
        "author_rows-0-order": 1,
    }

    author.post(ADD, typed(topics=[topic.pk], **rows))

    brief = Brief.objects.get()
    assert brief.key_points == ["One.", "Two."]
    assert sorted(brief.tags.values_list("name", flat=True)) == ["gas", "pipeline"]
    assert list(brief.topics.all()) == [topic]
    assert list(brief.authors.all()) == [actor]


def test_an_editor_names_authors_in_order(editor: Client) -> None:
    first, second = make_actor(), make_actor()
    rows = {
        "author_rows-TOTAL_FORMS": 2,
        "author_rows-0-actor": second.pk,
        "author_rows-0-order": 2,
        "author_rows-1-actor": first.pk,
        "author_rows-1-order": 1,
    }

    editor.post(ADD, typed(**rows))

    assert [row.actor for row in Brief.objects.get().author_rows.all()] == [first, second]


def test_form_shows_what_publishing_would_change(desk: Client) -> None:
    brief = make_brief(title="Signed in May", body="First.\n\nGas <flows>.\n\nLast.")
    publish(brief)
    brief.title, brief.body = "Signed in June", "First.\n\nOil flows.\n\nLast."
    brief.save()
    brief.topics.add(make_topic(name="Energy"))

    page = seen(desk.get(form_of(brief)).content.decode())

    assert "Signed in <del>May</del> <ins>June</ins>" in page
    assert "<del>Gas &lt;</del> <ins>Oil</ins> flows<del>&gt;</del>." in page
    assert "<li><ins>Energy</ins></li>" in page
    assert "publishing would change 3 things" in page


def test_form_says_that_readers_see_this_text(desk: Client) -> None:
    brief = make_brief()
    publish(brief)

    page = desk.get(form_of(brief)).content.decode()

    assert "Readers see this text." in page
    assert reverse("edition", args=[brief.slug, 1]) in page


def test_form_lists_what_blocks_publishing(desk: Client) -> None:
    brief = make_brief(summary="")

    page = desk.get(form_of(brief)).content.decode()

    assert "1 thing blocks publishing" in page
    assert '<a href="#id_summary">Summary</a>' in page
    assert "Write a summary: lists show it." in page


def test_form_names_passages_that_the_next_edition_would_lose(desk: Client) -> None:
    brief = make_brief(body="It was signed.")
    make_evidence(brief, exact="It was signed.", milestone=make_milestone())
    publish(brief)
    brief.body = "Talks go on elsewhere."
    brief.save()

    page = desk.get(form_of(brief)).content.decode()

    assert "A fact loses its words" in page


def test_list_shows_unpublished_changes(desk: Client) -> None:
    fresh, stale, draft = make_brief(title="Fresh"), make_brief(title="Stale"), make_brief()
    publish(fresh)
    publish(stale)
    desk.post(form_of(stale), typed(title="Changed", slug=stale.slug))

    def found(which: str) -> list[Brief]:
        return list(desk.get(LIST, {"readers": which}).context["cl"].result_list)

    assert found("older") == [stale]
    assert found("nothing") == [draft]
    assert desk.get(LIST).content.decode().count("<strong>an older text</strong>") == 1


def test_a_bad_form_loses_nothing_typed(editor: Client) -> None:
    brief = make_brief()
    words: dict[str, Any] = {
        "title": "",
        "body": "Typed for an hour.",
        "key_points": "روس\nTwo.",
        "tags": "gas, x" + "y" * 200,
        "author_rows-TOTAL_FORMS": 1,
        "author_rows-0-order": "seven",
    }

    page = editor.post(form_of(brief), typed(**words))

    assert page.status_code == 200
    form = page.context["adminform"].form
    assert set(form.errors) == {"title", "tags"}
    text = page.content.decode()
    for word in ("Typed for an hour.", "روس\nTwo.", words["tags"], 'value="seven"'):
        assert word in text


def test_an_editor_may_not_publish(editor: Client) -> None:
    brief = make_brief()

    assert 'name="_publish"' not in editor.get(form_of(brief)).content.decode()
    assert editor.post(form_of(brief), typed(_publish="1")).status_code == 403
    editor.post(LIST, chosen("publish", brief), follow=True)
    assert not Edition.objects.exists()
    brief.refresh_from_db()
    assert brief.title != "Pipelines"


def test_an_editor_may_not_withdraw(editor: Client) -> None:
    brief = make_brief()
    publish(brief)
    url = reverse("admin:briefs_brief_departure", args=[brief.pk, "withdraw"])

    assert url not in editor.get(form_of(brief)).content.decode()
    assert editor.get(url).status_code == 403
    assert editor.post(url, {"apply": "1", "reason": "No."}).status_code == 403
    assert Publication.objects.get().state == "published"


def test_a_departure_of_no_brief_or_by_no_name_is_not_found(desk: Client) -> None:
    brief = make_brief()

    for args in ([brief.pk, "sell"], [brief.pk + 1, "withdraw"]):
        assert desk.get(reverse("admin:briefs_brief_departure", args=args)).status_code == 404


def test_a_stranger_is_asked_to_log_in(stranger: Client) -> None:
    brief = make_brief()
    departure = reverse("admin:briefs_brief_departure", args=[brief.pk, "withdraw"])

    for url in (LIST, ADD, form_of(brief), departure):
        assert stranger.get(url).status_code == 302
        assert stranger.post(url, {"_publish": "1", "apply": "1"}).status_code == 302
    assert not Edition.objects.exists()


def test_a_draft_can_be_deleted_with_its_passages(editor: Client) -> None:
    brief = make_brief()
    make_evidence(brief, milestone=make_milestone())

    editor.post(reverse("admin:briefs_brief_delete", args=[brief.pk]), {"post": "yes"})

    assert not Brief.objects.exists()
    assert not Evidence.objects.exists()


def test_a_published_brief_can_not_be_deleted_and_the_page_says_what_to_do(desk: Client) -> None:
    brief, draft = make_brief(title="Shown"), make_brief()
    publish(brief)
    url = reverse("admin:briefs_brief_delete", args=[brief.pk])
    sent = chosen("delete_selected", brief, draft, post="yes")
    del sent["index"]

    for page in (desk.post(url, {"post": "yes"}), desk.post(LIST, sent)):
        assert "the published brief “Shown”: withdraw it instead" in page.content.decode()
    assert Brief.objects.count() == 2


def test_an_actor_in_use_stays_and_the_page_says_for_what(desk: Client) -> None:
    actor = make_actor()
    brief = make_brief(authors=(actor,))

    url = reverse("admin:briefs_actor_delete", args=[actor.pk])
    page = desk.post(url, {"post": "yes"})

    assert "protected related objects" in page.content.decode()
    assert list(brief.authors.all()) == [actor]
