"""Each page of the desk opens, finds and asks the database the same number of questions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.db.models import Model, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from briefs.models import (
    Actor,
    ActorName,
    Agreement,
    Brief,
    Identifier,
    Participant,
    Party,
    Place,
    Position,
    Publication,
    Relation,
    Term,
)
from briefs.models.tag import Tag
from briefs.publishing import publish
from tests.factories import (
    again,
    make_actor,
    make_agreement,
    make_attachment,
    make_brief,
    make_event,
    make_evidence,
    make_image,
    make_milestone,
    make_region,
    make_source,
    make_topic,
)

PAGES = [
    *("actor", "agreement", "brief", "edition", "event", "evidence", "publication", "region"),
    *("source", "topic", "position", "party", "milestone", "term", "place", "relation"),
    *("image", "attachment"),
]


def a_published_brief() -> Brief:
    brief = make_brief(authors=(make_actor(),), tags=("hybrid",))
    for relation in (brief.topics, brief.actors, brief.agreements, brief.regions, brief.sources):
        relation.add(MAKERS[relation.model._meta.model_name or ""]())
    publish(brief)
    return brief


def a_brief_with(number: int) -> Brief:
    brief = make_brief(tags=tuple(f"tag {row}" for row in range(number)))
    for order in range(number):
        brief.author_rows.create(actor=make_actor(), order=order)
        brief.topics.add(make_topic())
        brief.sources.add(make_source())
    publish(brief)
    for _ in range(number):
        make_evidence(brief, milestone=make_milestone())
    return brief


def an_actor_with(number: int) -> Actor:
    actor = make_actor()
    for row in range(number):
        ActorName.objects.create(actor=actor, name=f"Name {row}", language="en")
        position = Position.objects.create(holder=actor, of=make_actor(), title=f"Office {row}")
        make_evidence(make_brief(), position=position)
    Identifier.objects.create(actor=actor, scheme="wikidata", value=f"Q{actor.pk}")
    return actor


def an_agreement_with(number: int) -> Agreement:
    agreement = make_agreement()
    for row in range(number):
        party = Party.objects.create(agreement=agreement, actor=make_actor())
        make_evidence(make_brief(), party=party)
        make_milestone(agreement)
        Term.objects.create(agreement=agreement, label=f"Term {row}", value="1")
        Place.objects.create(agreement=agreement, name=f"Place {row}")
        Relation.objects.create(agreement=agreement, kind="follows", to=make_agreement())
    return agreement


def an_event_with(number: int) -> Model:
    event = make_event(date="2021-09")
    for _ in range(number):
        Participant.objects.create(event=event, actor=make_actor())
        event.agreements.add(make_agreement())
    return event


def a_publication_with(number: int) -> Publication:
    brief = make_brief()
    for row in range(number):
        brief.title, brief.slug = f"Title {row}", f"{brief.slug[:20]}-{row}"
        again(brief)
    return Publication.objects.get(brief_key=brief.key)


def an_evidence() -> Model:
    return make_evidence(a_published_brief(), milestone=make_milestone())


MAKERS: dict[str, Callable[[], Any]] = {
    "actor": lambda: an_actor_with(1),
    "agreement": lambda: an_agreement_with(1),
    "brief": a_published_brief,
    "edition": lambda: publish(make_brief()),
    "event": lambda: an_event_with(1),
    "evidence": an_evidence,
    "publication": lambda: a_publication_with(1),
    "region": make_region,
    "source": lambda: make_source(date="2021"),
    "topic": lambda: make_topic(parent=make_topic(), names={"ur": "روس"}),
    "position": lambda: an_actor_with(1).positions.get(),
    "party": lambda: an_agreement_with(1).parties.get(),
    "milestone": lambda: make_milestone(date="2021-12-01"),
    "term": lambda: an_agreement_with(1).terms.get(),
    "place": lambda: an_agreement_with(1).places.get(),
    "relation": lambda: an_agreement_with(1).relations.get(),
    "image": make_image,
    "attachment": make_attachment,
}
# Those whose form has rows, with a maker that takes their number.
FORMS: dict[str, Callable[[int], Model]] = {
    "actor": an_actor_with,
    "agreement": an_agreement_with,
    "brief": a_brief_with,
    "event": an_event_with,
    "publication": a_publication_with,
}


FEW, MANY = 3, 30


def list_of(name: str) -> str:
    return reverse(f"admin:briefs_{name}_changelist")


def form_of(row: Model) -> str:
    return reverse(f"admin:briefs_{row._meta.model_name}_change", args=[row.pk])


def questions(desk: Client, url: str) -> int:
    """How many queries a page takes, once what is cached for the process is cached."""
    desk.get(url)
    with CaptureQueriesContext(connection) as asked:
        response = desk.get(url)
    assert response.status_code == 200
    return len(asked)


@pytest.mark.parametrize("name", PAGES)
def test_list_and_form_open(desk: Client, name: str) -> None:
    row = MAKERS[name]()

    assert desk.get(list_of(name)).status_code == 200
    assert desk.get(list_of(name), {"q": "“odd’ %_\\ روس ۱"}).status_code == 200
    assert desk.get(form_of(row)).status_code == 200


@pytest.mark.parametrize("name", [name for name in PAGES if name not in {"edition", "publication"}])
def test_empty_form_opens(desk: Client, name: str) -> None:
    assert desk.get(reverse(f"admin:briefs_{name}_add")).status_code == 200


@pytest.mark.parametrize("name", ["edition", "publication"])
def test_the_shelf_is_narrowed_by_kind_in_words(desk: Client, name: str) -> None:
    publish(make_brief(kind="fact-sheet"))
    gone = publish(make_brief(kind="dropped"))

    page = desk.get(list_of(name)).content.decode()

    assert ">fact sheet</a>" in page
    assert ">dropped</a>" in page
    field = {"publication": "current__kind"}.get(name, "kind")
    (row,) = desk.get(list_of(name), {field: "dropped"}).context["cl"].result_list
    assert row in {gone, gone.publication}


@pytest.mark.parametrize("name", ["edition", "publication"])
def test_the_shelf_is_only_looked_at(desk: Client, name: str) -> None:
    row = MAKERS[name]()

    assert desk.get(reverse(f"admin:briefs_{name}_add")).status_code == 403
    assert desk.post(form_of(row), {"_save": "1"}).status_code == 403
    assert desk.get(reverse(f"admin:briefs_{name}_delete", args=[row.pk])).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_list_asks_as_much_for_many_rows_as_for_few(desk: Client, name: str) -> None:
    for _ in range(FEW):
        MAKERS[name]()
    few = questions(desk, list_of(name))
    rows = apps.get_model("briefs", name)._default_manager
    while rows.count() < MANY:
        MAKERS[name]()

    assert questions(desk, list_of(name)) == few


@pytest.mark.parametrize("name", FORMS)
def test_form_asks_as_much_for_many_rows_as_for_few(desk: Client, name: str) -> None:
    few, many = FORMS[name](FEW), FORMS[name](MANY)

    assert questions(desk, form_of(many)) == questions(desk, form_of(few))


def test_tags_say_how_many_briefs_have_them(desk: Client) -> None:
    make_brief(tags=("hybrid", "cyber"))
    make_brief(tags=("hybrid",))

    page = desk.get(reverse("admin:briefs_tag_changelist"))

    assert [(tag.name, tag.brief_count) for tag in page.context["cl"].result_list] == [
        ("cyber", 1),
        ("hybrid", 2),
    ]
    tag = Tag.objects.get(name="cyber")
    assert desk.get(reverse("admin:briefs_tag_change", args=[tag.pk])).status_code == 200


def test_first_page_shows_the_work_in_hand(desk: Client) -> None:
    make_brief(title="Pipelines")

    page = desk.get(reverse("admin:index")).content.decode()

    assert "Pipelines" in page
    assert "Work in hand" in page
    assert "Milestones" not in page


def test_first_page_counts_the_drafts_that_its_link_leads_to(desk: Client) -> None:
    publish(make_brief())
    for state in ("draft", "review", "scheduled"):
        make_brief(state=state)

    page = desk.get(reverse("admin:index")).content.decode()

    link = f'<a href="{list_of("brief")}?readers=nothing"><strong>3</strong> never published</a>'
    assert link in page
    found = desk.get(list_of("brief"), {"readers": "nothing"}).context["cl"]
    assert found.result_count == 3


def test_the_desk_lists_its_nouns_in_the_order_of_work(desk: Client) -> None:
    page = desk.get(reverse("admin:index"))

    (briefs, *_others) = page.context["app_list"]
    assert [model["object_name"] for model in briefs["models"]] == [
        *("Brief", "Evidence", "Recheck", "Agreement", "Event", "Actor", "Topic", "Region"),
        *("Tag", "Source", "Image", "Attachment", "Publication", "Edition", "Merger", "Entry"),
    ]


@pytest.mark.parametrize("name", PAGES)
def test_one_who_may_only_look_sees_every_form(db: None, name: str) -> None:
    client = Client()
    guest = User.objects.create_user("guest", is_staff=True)
    guest.user_permissions.set(
        Permission.objects.filter(
            Q(codename__startswith="view_")
            | Q(codename__in=["publish_brief", "withdraw_brief", "edit_every_brief"])
        )
    )
    client.force_login(guest)
    row = MAKERS[name]()

    assert client.get(list_of(name)).status_code == 200
    page = client.get(form_of(row))
    assert page.status_code == 200
    assert 'type="submit"' not in page.content.decode().split('id="content-main"')[1]


def test_first_page_shows_no_brief_to_one_who_may_see_none(db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_user("guest", is_staff=True))
    make_brief(title="Pipelines")

    assert "Pipelines" not in client.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("text", ["Rossiya", "россия", "РОССИЯ", "روس"])
def test_actors_are_found_by_any_name_in_any_letter_case(desk: Client, text: str) -> None:
    russia = make_actor(name="Russia")
    make_actor(name="Pakistan")
    for name, language in (("Россия", "ru"), ("روس", "ur"), ("Rossiya", "ru-Latn")):
        ActorName.objects.create(actor=russia, name=name, language=language)

    page = desk.get(list_of("actor"), {"q": text})

    assert list(page.context["cl"].result_list) == [russia]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        *(("brief", "updated_at"), ("publication", "published_on"), ("edition", "published_at")),
        *(("event", "date_earliest"), ("source", "date_earliest")),
        ("evidence", "edition__published_at"),
    ],
)
def test_lists_are_narrowed_by_date(desk: Client, name: str, field: str) -> None:
    MAKERS[name]()

    for when in (
        {},
        {"year": 2021},
        {"year": 2021, "month": 12},
        {"year": 2021, "month": 2, "day": 1},
    ):
        query = {f"{field}__{part}": value for part, value in when.items()}
        assert desk.get(list_of(name), query).status_code == 200


def test_a_claim_is_offered_with_its_agreement(desk: Client) -> None:
    milestone = make_milestone(make_agreement(title="Stream"))
    where = {"app_label": "briefs", "model_name": "evidence", "field_name": "milestone"}

    found = desk.get(reverse("admin:autocomplete"), {"term": "stream"} | where).json()["results"]

    assert found == [{"id": str(milestone.pk), "text": "Stream: signed"}]


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_is_asked_to_log_in(stranger: Client, name: str) -> None:
    response = stranger.get(list_of(name))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("admin:login"))
