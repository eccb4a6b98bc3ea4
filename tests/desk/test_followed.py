"""Passages whose words were edited: the desk lists them before and after, and words follow on."""

import pytest
from django.test import Client
from django.urls import reverse

from briefs.models import Brief, Entry, Evidence, Milestone, Version
from briefs.publishing import publish
from tests.factories import again, make_brief, make_evidence, make_milestone, save
from tests.spoken import seen


def page_of(passage: Evidence) -> str:
    return reverse("admin:briefs_evidence_followed", args=[passage.pk])


LIST = reverse("admin:briefs_evidence_changelist")


@pytest.fixture
def passage(db: None) -> Evidence:
    """States a signature; readers see it."""
    brief = make_brief(slug="gas", body="Talks ended. It was signed in May 2014 by both.")
    passage = make_evidence(brief, exact="signed in May 2014", milestone=make_milestone())
    publish(brief)
    passage.refresh_from_db()
    return passage


@pytest.fixture
def brief(passage: Evidence) -> Brief:
    """The brief of the passage, whose words are edited in the draft."""
    brief = Brief.objects.get(key=passage.brief_key)
    save(brief, body="Talks ended. It was signed on 7 May 2014 by both.")
    return brief


def test_before_publishing_the_checklist_leads_to_the_passage(
    editor: Client, passage: Evidence, brief: Brief
) -> None:
    form = editor.get(reverse("admin:briefs_brief_change", args=[brief.pk])).text

    assert "A fact’s words have changed from" in form
    assert f'href="{page_of(passage)}"' in form
    page = seen(editor.get(page_of(passage)).text)
    assert "It was <mark>signed in May 2014</mark> by both." in page
    assert "<mark>signed <del>in</del> <ins>on 7</ins> May 2014</mark> by both." in page


def test_words_are_taken_with_a_click_and_no_reader_misses_any(
    editor: Client, client: Client, passage: Evidence, brief: Brief
) -> None:
    sent = {"apply": "1", "words": "signed on 7 May 2014"}
    assert editor.post(page_of(passage), sent).status_code == 302

    new = Evidence.objects.get(succeeds=passage)
    assert (new.exact, new.edition, new.milestone) == (sent["words"], None, passage.milestone)
    assert Version.objects.of(new).get().who == "editor"
    assert Entry.objects.filter(action="evidence.add", key=new.key).exists()
    assert Milestone.objects.shown().get().evidence.get() == passage
    form = editor.get(reverse("admin:briefs_brief_change", args=[brief.pk])).text
    assert page_of(passage) not in form

    brief.refresh_from_db()
    edition = again(brief)
    assert Milestone.objects.shown().get().evidence.get() == new
    new.refresh_from_db()
    assert (new.edition, new.state) == (edition, "intact")
    assert not Evidence.objects.lost_support().exists()
    assert passage.anchor in client.get("/briefs/gas/editions/1/").text
    assert new.anchor in client.get("/briefs/gas/").text


def test_after_publishing_what_lost_its_words_is_listed_until_words_follow(
    editor: Client, client: Client, passage: Evidence, brief: Brief
) -> None:
    again(brief)
    passage.refresh_from_db()
    assert passage.state == "changed"
    first_page = editor.get(reverse("admin:index")).text
    assert page_of(passage) in first_page
    for query in ({"seen": "lost"}, {"state__exact": "changed"}):
        assert list(editor.get(LIST, query).context["cl"].result_list) == [passage]
    assert not editor.get(LIST, {"state__exact": "lost"}).context["cl"].result_list
    agreement = client.get(passage.milestone.agreement.get_absolute_url()).text
    assert "edition 1; changed since" in agreement

    editor.post(page_of(passage), {"apply": "1", "words": "signed on 7 May 2014"})

    assert page_of(passage) not in editor.get(reverse("admin:index")).text
    assert not editor.get(LIST, {"seen": "lost"}).context["cl"].result_list
    agreement = client.get(passage.milestone.agreement.get_absolute_url()).text
    assert "signed on 7 May 2014" in agreement
    assert "changed since" not in agreement


def test_words_that_changed_since_they_were_looked_at_are_not_taken(
    editor: Client, passage: Evidence, brief: Brief
) -> None:
    save(brief, body="Talks ended. It was never signed in May 2014 by both.")
    page = editor.post(
        page_of(passage), {"apply": "1", "words": "signed on 7 May 2014"}, follow=True
    )
    assert "The draft has changed since you looked: look again." in page.text
    assert not Evidence.objects.filter(succeeds=passage).exists()


def test_where_nothing_is_like_it_no_words_are_offered(
    editor: Client, passage: Evidence, brief: Brief
) -> None:
    save(brief, body="Of coal alone.")
    page = editor.get(page_of(passage)).text
    assert "Nothing like it." in page
    assert "Take these words" not in page.split("<form method", 1)[1]
    editor.post(page_of(passage), {"apply": "1", "words": ""})
    assert Evidence.objects.count() == 1


def test_saving_its_form_without_a_change_vouches_for_nothing(
    editor: Client, passage: Evidence, brief: Brief
) -> None:
    save(brief, body="Nobody says that it was signed in May 2014 by both.")
    again(brief)
    sent = {"brief": brief.pk, "exact": passage.exact, "assertion": "stated"}
    editor.post(
        reverse("admin:briefs_evidence_change", args=[passage.pk]),
        sent | {"milestone": passage.milestone_id},
    )
    passage.refresh_from_db()
    assert (passage.state, passage.edition.number) == ("changed", 1)  # type: ignore[union-attr]


def test_an_author_follows_only_passages_of_their_own_briefs(
    author: Client, stranger: Client, passage: Evidence, brief: Brief
) -> None:
    assert author.get(page_of(passage)).status_code == 403
    assert author.post(page_of(passage), {"apply": "1", "words": "x"}).status_code == 403
    assert stranger.get(page_of(passage)).status_code == 302
    assert author.get(page_of(passage).replace(f"/{passage.pk}/", "/99999/")).status_code == 404


def test_a_facts_form_lists_its_passages_with_what_became_of_each(
    editor: Client, author: Client, passage: Evidence, brief: Brief
) -> None:
    draft = make_brief(title="Secret", body="It was signed.")
    make_evidence(draft, exact="It was signed.", milestone=passage.milestone)
    again(brief)
    agreement = passage.milestone.agreement
    url = reverse("admin:briefs_agreement_change", args=[agreement.pk])

    form = editor.get(url).text

    form_of = reverse("admin:briefs_evidence_change", args=[passage.pk])
    assert f'<a href="{form_of}" dir="auto">signed in May 2014</a>' in form
    assert f"<small>stated, {brief.title}</small>" in form
    assert '<b data-state="changed">changed</b>' in form
    assert '<b data-state="">in no edition yet</b>' in form
    assert "Secret" not in author.get(url).text
    assert "It was signed." not in author.get(url).text
