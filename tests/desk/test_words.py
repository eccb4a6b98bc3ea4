"""What the desk says in the language of whoever works at it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from briefs.models import Party
from briefs.publishing import publish
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_source,
    make_topic,
    published,
)


@pytest.mark.parametrize(
    ("language", "choose", "by"),
    [("ru", "– Выберите –", "Отбор по полю"), ("ur", "– منتخب کریں –", "کے لحاظ سے چھانٹیں")],
)
def test_words_that_django_lacks_are_translated(
    desk: Client, language: str, choose: str, by: str
) -> None:
    published()
    client = {"Accept-Language": language}

    form = desk.get(reverse("admin:briefs_actor_add"), headers=client).content.decode()
    rows = desk.get(reverse("admin:briefs_edition_changelist"), headers=client).content.decode()

    assert choose in form
    assert by in rows
    assert "Select an option" not in form
    assert "Filter by" not in rows


def test_a_common_role_is_said_in_the_pages_language_and_another_as_typed(desk: Client) -> None:
    agreement, actor = make_agreement(), make_actor(name="Пакистан")
    party = Party.objects.create(agreement=agreement, actor=actor)
    Party.objects.create(agreement=agreement, actor=actor, role="transit state")
    brief = make_brief()
    make_evidence(brief, party=party, source=make_source(title="Review"), locator="page 2")
    publish(brief)
    url = reverse("admin:briefs_agreement_change", args=[agreement.pk])

    page = desk.get(url, headers={"Accept-Language": "ru"}).content.decode()
    urdu = {"Accept-Language": "ur"}
    readers = Client().get(agreement.get_absolute_url(), headers=urdu).content.decode()

    assert "Пакистан (сторона)" in page
    assert "Пакистан (transit state)" in page
    assert "<bdi>فریق</bdi>" in readers
    # A source and where in it are one run of text, in the direction of the source's name.
    assert "<bdi>Review, <bdi>page 2</bdi></bdi>" in readers


def test_an_edition_names_its_kind_as_readers_do(desk: Client) -> None:
    edition = published(kind="policy-brief")

    page = desk.get(reverse("admin:briefs_edition_change", args=[edition.pk])).content.decode()

    assert ">policy brief<" in page
    assert ">policy-brief<" not in page


def test_the_question_before_deleting_names_no_row_that_has_no_name(desk: Client) -> None:
    brief, topic = make_brief(title="Gas"), make_topic()
    brief.topics.add(topic)
    desk.force_login(User.objects.create_superuser("root"))
    user = User.objects.create_user("anna")
    user.groups.create(name="readers")

    for kind, row in (("briefs_topic", topic), ("briefs_brief", brief), ("auth_user", user)):
        page = desk.get(reverse(f"admin:{kind}_delete", args=[row.pk])).content.decode()

        assert str(row) in page
        assert "object (" not in page
        assert "relationship" not in page
