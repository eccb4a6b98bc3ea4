"""Evidence at the desk: words that stand in the brief, one claim, and readers told."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from briefs.models import Brief, Evidence
from briefs.publishing import publish
from tests.factories import (
    again,
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
)

ADD = reverse("admin:briefs_evidence_add")


def form_of(passage: Evidence) -> str:
    return reverse("admin:briefs_evidence_change", args=[passage.pk])


def typed(brief: Any, exact: str, **more: Any) -> dict[str, Any]:
    return {"brief": brief.pk, "exact": exact, "assertion": "stated"} | more


def errors(page: Any) -> dict[str, list[str]]:
    assert page.status_code == 200
    found: dict[str, list[str]] = page.context["adminform"].form.errors
    return found


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_words_of_the_current_edition_are_bound_to_it(editor: Client) -> None:
    brief = make_brief(body="In May it was signed in Moscow.")
    edition = publish(brief)

    editor.post(ADD, typed(brief, "it was signed", milestone=make_milestone().pk))

    passage = Evidence.objects.get()
    assert (passage.edition, passage.brief_key) == (edition, brief.key)
    assert (passage.prefix, passage.suffix) == ("In May ", " in Moscow.")
    assert passage.spans


def test_words_of_a_draft_wait_for_its_edition_and_the_desk_says_so(editor: Client) -> None:
    brief = make_brief(body="It was signed.")

    response = editor.post(
        ADD, typed(brief, "It was signed.", milestone=make_milestone().pk), follow=True
    )

    assert Evidence.objects.get().edition is None
    assert (
        "Readers will see this passage once an edition with these words is published."
        in messages_of(response)
    )
    edition = publish(brief)
    assert Evidence.objects.get().edition == edition


def test_words_are_taken_as_readers_see_them(editor: Client) -> None:
    brief = make_brief(body='They **agreed** on "peace"\nin May.')

    editor.post(ADD, typed(brief, '**agreed** on "peace"\r\nin May', event=make_event().pk))

    assert Evidence.objects.get().exact == "agreed on “peace” in May"


@pytest.mark.parametrize(
    ("exact", "message"),
    [
        ("It was not.", "These words don't stand in “Gas”: copy them from its text, exactly."),
        ("gas", "These words stand more than once in “Gas”: quote a few more of them."),
    ],
)
def test_words_that_stand_not_exactly_once_are_refused(
    editor: Client, exact: str, message: str
) -> None:
    brief = make_brief(title="Gas", body="More gas, less gas.")

    page = editor.post(ADD, typed(brief, exact, event=make_event().pk))

    assert errors(page)["exact"] == [message]
    assert exact in page.content.decode()


def test_a_passage_states_exactly_one_claim(editor: Client) -> None:
    brief = make_brief()
    both = {"event": make_event().pk, "milestone": make_milestone().pk}

    for claims in ({}, both):
        page = editor.post(ADD, typed(brief, "Some words.", **claims))
        assert errors(page)["__all__"] == ["Evidence states one claim: choose exactly one."]


def test_other_words_leave_the_edition_that_had_the_old_ones(editor: Client) -> None:
    brief = make_brief(body="It was signed.")
    milestone = make_milestone()
    make_evidence(brief, exact="It was signed.", milestone=milestone)
    publish(brief)
    brief.body = "It was signed. It was ratified."
    brief.save()
    passage = Evidence.objects.get()

    editor.post(form_of(passage), typed(brief, "It was ratified.", milestone=milestone.pk))

    passage = Evidence.objects.get()
    assert (passage.exact, passage.edition, passage.spans) == ("It was ratified.", None, [])


def test_the_form_opens_with_the_brief_and_the_place_among_its_neighbours(desk: Client) -> None:
    brief = make_brief(body="In May it was signed in Moscow.")
    make_evidence(brief, exact="it was signed", milestone=make_milestone())
    publish(brief)

    page = desk.get(form_of(Evidence.objects.get())).content.decode()

    assert f'<option value="{brief.pk}" selected>{brief}</option>' in page
    assert "…In May <mark>it was signed</mark> in Moscow.…" in page


def test_a_claims_row_leads_to_its_passages_and_to_one_more(desk: Client) -> None:
    agreement = make_agreement(title="Stream")
    stated, silent = make_milestone(agreement), make_milestone(agreement)
    make_evidence(make_brief(), milestone=stated)

    page = desk.get(reverse("admin:briefs_agreement_change", args=[agreement.pk]))
    text = page.content.decode()

    evidence = reverse("admin:briefs_evidence_changelist")
    assert f'<a href="{evidence}?milestone__id__exact={stated.pk}">1 passage</a>' in text
    assert "none: readers don’t see it" in text
    found = desk.get(evidence, {"milestone__id__exact": stated.pk})
    assert found.context["cl"].result_count == 1
    form = desk.get(ADD, {"milestone": silent.pk}).content.decode()
    assert f'<option value="{silent.pk}" selected>Stream: signed</option>' in form


def test_the_list_is_narrowed_by_claim_edition_and_brief(desk: Client) -> None:
    published, draft = make_brief(), make_brief()
    seen = make_evidence(published, event=make_event())
    waiting = make_evidence(draft, milestone=make_milestone(), attributed_to=make_actor())
    publish(published)
    url = reverse("admin:briefs_evidence_changelist")

    for query, passage in (
        ({"seen": "yes"}, seen),
        ({"seen": "no"}, waiting),
        ({"claim": "event"}, seen),
        ({"brief_key": str(draft.key)}, waiting),
        ({"assertion__exact": "stated", "claim": "milestone"}, waiting),
    ):
        assert list(desk.get(url, query).context["cl"].result_list) == [passage]


@pytest.fixture
def clerk(db: None) -> Client:
    """Has all rights on evidence and none on briefs."""
    user = User.objects.create_user("clerk", is_staff=True)
    rights = [f"{verb}_evidence" for verb in ("view", "add", "change", "delete")]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(user)
    return client


def test_one_who_may_not_see_drafts_sees_published_passages_only(clerk: Client) -> None:
    brief = make_brief(title="Shown")
    seen = make_evidence(brief, event=make_event())
    publish(brief)
    Brief.objects.filter(pk=brief.pk).update(title="Secret title")
    waiting = make_evidence(
        make_brief(body="Secret words."), exact="Secret words.", event=seen.event
    )

    page = clerk.get(reverse("admin:briefs_evidence_changelist"))

    assert list(page.context["cl"].result_list) == [seen]
    assert "Secret" not in page.content.decode()
    assert "Secret" not in clerk.get(form_of(seen)).content.decode()
    assert clerk.get(form_of(waiting)).status_code == 302


def test_one_who_may_not_see_drafts_can_not_try_their_words(clerk: Client) -> None:
    brief = make_brief(body="Secret words.")
    sent = typed(brief, "Secret words.", event=make_event().pk)

    assert clerk.get(ADD).status_code == 403
    assert clerk.post(ADD, sent).status_code == 403
    publish(brief)
    passage = make_evidence(brief, exact="Secret words.", event=make_event())
    brief.body += " More."
    again(brief)
    assert clerk.post(form_of(passage), sent).status_code == 403


def test_a_stranger_is_asked_to_log_in(stranger: Client) -> None:
    assert stranger.get(ADD).status_code == 302
    assert stranger.post(ADD, {}).status_code == 302
