"""No text and no number that a browser can send makes the desk fall over."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from briefs.editorial.shapes import SHAPES
from briefs.models import Agreement, Brief, Term, Topic
from briefs.publishing import publish
from tests.desk.sent import typed
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_milestone,
    make_topic,
)

HUGE = "9" * 20
NUL = "a\0b"
NOUNS = ("actor", "agreement", "brief", "event", "evidence", "publication", "edition", "milestone")


@pytest.fixture
def everything(db: None) -> Brief:
    """A row of each, so that lists have something to show."""
    brief = make_brief()
    make_evidence(brief, milestone=make_milestone())
    make_actor(), make_event(), make_topic()
    publish(brief)
    return brief


@pytest.mark.parametrize(
    "query",
    [
        *({"id__exact": HUGE}, {"p": HUGE}, {"p": HUGE, "all": ""}, {"o": HUGE}, {"q": HUGE}),
        *({"id__in": f"1,{HUGE}"}, {"topics__id__exact": HUGE}, {"milestone__id__exact": HUGE}),
        *({"updated_at__year": HUGE}, {"date_earliest__year": HUGE, "date_earliest__month": "1"}),
        *({"published_on__year": "9999", "published_on__month": "12", "published_on__day": "31"},),
        *({"_to_field": HUGE}, {"brief_key": HUGE}, {"nonsense": HUGE}, {"number": HUGE}),
        {"current__id__exact": HUGE},
    ],
    ids=str,
)
def test_huge_numbers_in_a_lists_address(
    desk: Client, everything: Brief, query: dict[str, str]
) -> None:
    for noun in NOUNS:
        response = desk.get(reverse(f"admin:briefs_{noun}_changelist"), query)

        assert response.status_code in {200, 302, 400}, noun


@pytest.mark.parametrize("key", [HUGE, "abc", "-1", "1e9", "٣"])
def test_a_form_of_no_row(desk: Client, everything: Brief, key: str) -> None:
    for noun in NOUNS:
        for page in ("change", "delete", "history"):
            url = f"/admin/briefs/{noun}/{key}/{page}/"
            assert desk.get(url).status_code in {200, 302, 403, 404}, url


def test_huge_number_of_a_departure(desk: Client) -> None:
    assert desk.get(f"/admin/briefs/brief/{HUGE}/leave/withdraw/").status_code == 404


@pytest.mark.parametrize("value", [HUGE, "abc", "-1"])
def test_an_empty_form_filled_in_from_its_address(desk: Client, value: str) -> None:
    for noun, query in (
        ("evidence", {"milestone": value, "brief": value, "source": value}),
        ("topic", {"parent": value, "names": value}),
        ("brief", {"topics": f"{value},1", "tags": value, "published_on": value}),
    ):
        assert desk.get(reverse(f"admin:briefs_{noun}_add"), query).status_code == 200


@pytest.mark.parametrize("value", [HUGE, "abc", NUL, "-1"])
@pytest.mark.parametrize(
    "field", ["topics", "sources", "author_rows-0-actor", "author_rows-0-id", "author_rows-0-order"]
)
def test_a_number_that_is_none_in_a_briefs_form(desk: Client, field: str, value: str) -> None:
    rows = {"author_rows-TOTAL_FORMS": 1, "author_rows-0-actor": make_actor().pk}
    brief = make_brief()
    if field.endswith("-id"):
        row = brief.author_rows.create(actor=make_actor())
        rows |= {"author_rows-INITIAL_FORMS": 1, "author_rows-0-brief": brief.pk, field: row.pk}

    page = desk.post(
        reverse("admin:briefs_brief_change", args=[brief.pk]), typed(**rows | {field: value})
    )

    assert page.status_code == 200
    assert "Please correct the error" in page.content.decode()


@pytest.mark.parametrize("count", ["TOTAL_FORMS", "INITIAL_FORMS", "MAX_NUM_FORMS"])
@pytest.mark.parametrize("value", [HUGE, "abc", NUL, "-1"])
def test_a_number_of_rows_that_is_none(desk: Client, count: str, value: str) -> None:
    page = desk.post(reverse("admin:briefs_brief_add"), typed(**{f"author_rows-{count}": value}))

    if page.status_code == 302:
        assert Brief.objects.get().title == "Pipelines"
    else:
        assert not Brief.objects.exists()
        assert 'value="Pipelines"' in page.content.decode()


@pytest.mark.parametrize(
    ("count", "message"),
    [
        ("1300", "Some rows did not arrive: load the page again."),
        (HUGE, "Please submit at most 300 forms."),
    ],
)
def test_rows_that_are_counted_and_not_sent(desk: Client, count: str, message: str) -> None:
    rows = {"author_rows-TOTAL_FORMS": count, "author_rows-0-actor": make_actor().pk}

    page = desk.post(reverse("admin:briefs_brief_add"), typed(**rows, title="Typed"))

    (formset,) = (inline.formset for inline in page.context["inline_admin_formsets"])
    assert formset.non_form_errors() == [message]
    assert len(formset.forms) == 1
    assert message in page.content.decode()
    assert not Brief.objects.exists()


def test_an_agreement_with_300_rows_of_a_claim_is_saved(desk: Client) -> None:
    sent: dict[str, Any] = {"title": "Stream", "slug": "stream", "kind": "treaty"}
    for rows in SHAPES[Agreement].rows:
        number = 300 if rows == "terms" else 0
        sent |= {f"{rows}-TOTAL_FORMS": number, f"{rows}-INITIAL_FORMS": 0}
    for row in range(300):
        sent |= {f"terms-{row}-{name}": row for name in ("label", "value", "unit")}
        sent |= {f"terms-{row}-{name}": "" for name in ("id", "agreement")}

    assert desk.post(reverse("admin:briefs_agreement_add"), sent).status_code == 302

    assert Term.objects.count() == 300


def test_rows_that_one_may_only_look_at_stand_in_nobodys_way(db: None) -> None:
    agreement = make_agreement()
    Term.objects.create(agreement=agreement, label="Price", value="1")
    clerk = User.objects.create_user("clerk", is_staff=True)
    rights = ["view_agreement", "change_agreement", "view_term"]
    clerk.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(clerk)
    url = reverse("admin:briefs_agreement_change", args=[agreement.pk])
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'name="(terms-[^"]+)" value="([^"]*)"', page))
    assert hidden["terms-TOTAL_FORMS"] == "1"

    sent = {"title": "Renamed", "slug": agreement.slug, "kind": agreement.kind}
    assert client.post(url, sent | hidden).status_code == 302

    agreement.refresh_from_db()
    assert agreement.title == "Renamed"


LOST = "“\ufffd” stands where a character was lost: type that character anew."


@pytest.mark.parametrize(
    ("noun", "field"),
    [
        *(("brief", name) for name in ("title", "slug", "summary", "key_points", "body", "tags")),
        *(("actor", "name"), ("topic", "names"), ("agreement", "title"), ("event", "date")),
        *(("evidence", "exact"), ("source", "url"), ("image", "alt"), ("image", "credit")),
        *(("attachment", "title"), ("attachment", "credit")),
    ],
)
def test_a_lost_character_is_an_error_at_its_field(desk: Client, noun: str, field: str) -> None:
    words = typed() | {field: "ur: a\ufffd"}

    page = desk.post(reverse(f"admin:briefs_{noun}_add"), words)

    assert page.status_code == 200
    assert LOST in page.context["adminform"].form.errors[field]
    assert "a\ufffd" in page.content.decode()


def test_a_lost_character_in_a_row_is_an_error_there(desk: Client) -> None:
    rows = {"names-TOTAL_FORMS": 1, "names-INITIAL_FORMS": 0, "names-0-name": "a\ufffd"}

    page = desk.post(reverse("admin:briefs_actor_add"), {"name": "Russia"} | rows)

    names = page.context["inline_admin_formsets"][0].formset
    assert names.errors[0]["name"] == [LOST]


@pytest.mark.parametrize(
    "field",
    ["title", "slug", "summary", "key_points", "body", "kind", "language", "tags", "license"],
)
def test_a_nul_in_a_briefs_form_is_an_error_at_its_field(desk: Client, field: str) -> None:
    page = desk.post(reverse("admin:briefs_brief_add"), typed(**{field: NUL}))

    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == [field]


def test_a_nul_in_the_note_is_an_error_at_its_field(desk: Client, everything: Brief) -> None:
    url = reverse("admin:briefs_brief_change", args=[everything.pk])

    page = desk.post(url, typed(_publish="1", note=NUL, change="minor"))

    assert list(page.context["adminform"].form.errors) == ["note"]


@pytest.mark.parametrize("field", ["name", "slug", "names", "definition", "parent"])
def test_a_nul_in_a_topics_form_is_an_error_at_its_field(desk: Client, field: str) -> None:
    words = {
        "name": "Gas",
        "slug": "gas",
        "names": "ur: روس",
        field: "ur: \0" if field == "names" else NUL,
    }

    page = desk.post(reverse("admin:briefs_topic_add"), words)

    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == [field]


@pytest.mark.parametrize("value", [HUGE, "abc", NUL])
@pytest.mark.parametrize(
    "field", ["brief", "milestone", "party", "event", "source", "attributed_to", "exact"]
)
def test_what_is_no_row_in_an_evidence_form(desk: Client, field: str, value: str) -> None:
    words = {"brief": make_brief().pk, "exact": "Some words.", "event": make_event().pk}

    page = desk.post(
        reverse("admin:briefs_evidence_add"), words | {"assertion": "stated", field: value}
    )

    assert page.status_code == 200
    assert field in page.context["adminform"].form.errors


@pytest.mark.parametrize("noun", ["actor", "agreement", "event", "source", "region", "tag"])
def test_a_nul_in_any_other_form_is_an_error(desk: Client, noun: str) -> None:
    label = {"agreement": "title", "event": "title", "source": "title"}.get(noun, "name")

    page = desk.post(reverse(f"admin:briefs_{noun}_add"), {label: NUL, "slug": "x"})

    assert page.status_code in {200}
    assert label in page.context["adminform"].form.errors


@pytest.mark.parametrize("value", [HUGE, "abc", NUL, ""])
@pytest.mark.parametrize("action", ["publish", "withdraw", "delete_selected"])
def test_a_selected_row_that_is_none(desk: Client, value: str, action: str) -> None:
    make_brief()
    sent = {"action": action, "_selected_action": [value], "index": "0"}

    response = desk.post(reverse("admin:briefs_brief_changelist"), sent)

    assert response.status_code == 400


@pytest.mark.parametrize("value", [HUGE, "abc", NUL])
def test_an_action_that_is_none(desk: Client, value: str) -> None:
    sent = {"action": value, "_selected_action": [make_brief().pk], "index": value}

    assert desk.post(reverse("admin:briefs_brief_changelist"), sent).status_code == 302


@pytest.mark.parametrize("field", ["reason", "successor"])
def test_a_nul_in_a_departure_is_an_error(desk: Client, everything: Brief, field: str) -> None:
    name = {"reason": "withdraw", "successor": "replace"}[field]
    url = reverse("admin:briefs_brief_departure", args=[everything.pk, name])

    for value in (NUL, HUGE) if field == "successor" else (NUL,):
        page = desk.post(url, {"apply": "1", field: value})
        assert field in page.context["form"].errors


@pytest.mark.parametrize("query", [{"page": HUGE}, {"term": HUGE}, {"term": "’\\%_"}])
def test_odd_questions_of_an_autocomplete(desk: Client, query: dict[str, str]) -> None:
    where = {"app_label": "briefs", "model_name": "evidence", "field_name": "milestone"}

    assert desk.get(reverse("admin:autocomplete"), where | query).status_code in {200, 404}


@pytest.mark.parametrize("path", ["auth/user", "auth/group"])
def test_users_and_groups_hold_too(desk: Client, path: str) -> None:
    for query in ({"id__exact": HUGE}, {"groups__id__exact": HUGE}, {"p": HUGE}):
        assert desk.get(f"/admin/{path}/", query).status_code in {200, 302, 400}
    assert desk.get(f"/admin/{path}/{HUGE}/change/").status_code == 302


def test_a_topic_can_not_be_moved_beneath_itself(desk: Client) -> None:
    top = make_topic()
    below = make_topic(parent=top)
    words: dict[str, Any] = {"name": top.name, "slug": top.slug, "parent": below.pk}

    page = desk.post(reverse("admin:briefs_topic_change", args=[top.pk]), words)

    assert "parent" in page.context["adminform"].form.errors
    assert Topic.objects.get(pk=top.pk).parent is None


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("روس", "“روس” doesn't start with a language: write it such as “ur: روس”."),
        ("ur:", "The name after “ur:” is missing."),
        ("ur: روس\nUR: روسیہ", "There are two names for “ur”: keep one."),
    ],
)
def test_names_by_the_line_say_what_is_wrong(desk: Client, names: str, message: str) -> None:
    words = {"name": "Russia", "slug": "russia", "names": names}

    page = desk.post(reverse("admin:briefs_topic_add"), words)

    assert page.context["adminform"].form.errors["names"] == [message]
    assert names in page.content.decode()


def test_names_by_the_line_are_kept_by_language(desk: Client) -> None:
    words = {"name": "Russia", "slug": "رو-س", "names": "ur: روس\n\nRU: Россия: страна\n"}

    desk.post(reverse("admin:briefs_topic_add"), words)

    topic = Topic.objects.get()
    assert topic.names == {"ur": "روس", "ru": "Россия: страна"}
    page = desk.get(reverse("admin:briefs_topic_change", args=[topic.pk])).content.decode()
    # PostgreSQL keeps an object's keys in an order of its own.
    assert all(line in page for line in ("ur: روس", "ru: Россия: страна"))
    assert make_agreement(names=topic.names).label
