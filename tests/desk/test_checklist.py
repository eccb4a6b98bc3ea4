"""The checklist at the desk: what it says, where it leads, and names added by one press."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html
from lxml.html import HtmlElement

from briefs.models import Brief, Evidence, LinkCheck
from briefs.publishing import publish
from briefs.publishing.external_links import read_links
from tests.desk.opened import Opened
from tests.desk.sent import LIST, chosen, form_of, typed
from tests.factories import (
    brief_of,
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_milestone,
    make_region,
    make_source,
    published,
)


def items(page: str, code: str) -> list[HtmlElement]:
    found: list[HtmlElement] = html.fromstring(page).xpath("//li[@data-code=$code]", code=code)
    return found


def shown(client: Client, brief: Brief, code: str) -> list[HtmlElement]:
    return items(client.get(form_of(brief)).text, code)


def buttons(client: Client, brief: Brief) -> list[str]:
    page = html.fromstring(client.get(form_of(brief)).text)
    return [button.get("value", "") for button in page.xpath("//button[@name='_relate']")]


def test_an_item_leads_to_the_very_characters_as_browsers_count_them(desk: Client) -> None:
    brief = make_brief(body="😀 One\r\ntwo [here](https://example.org/) three.")

    (item,) = shown(desk, brief, "link-here")

    (link,) = item.xpath("a")
    # The face counts twice, the line's end once.
    assert dict(link.attrib) == {"href": "#id_body", "data-from": "11", "data-to": "39"}
    assert item.xpath("string(q)") == "two [here](https://example.org/) three."
    assert item.xpath("string(q/mark)") == "[here](https://example.org/)"


def test_a_lost_fact_leads_to_its_claim_and_its_passage(desk: Client) -> None:
    brief = make_brief(body="It was signed.")
    milestone = make_milestone(make_agreement(title="Moscow Treaty"))
    passage = make_evidence(brief, exact="It was signed.", milestone=milestone)
    publish(brief)
    brief.body = "Talks go on elsewhere."
    brief.save()

    (item,) = shown(desk, brief, "passage-lost")

    assert [(link.get("href"), link.text) for link in item.xpath("a[@class='about']")] == [
        (f"/admin/briefs/milestone/{milestone.pk}/change/", f"Moscow Treaty: {milestone}"),
        (f"/admin/briefs/evidence/{passage.pk}/followed/", "It was signed."),
    ]


def test_many_of_a_sort_stand_beneath_a_summary(desk: Client) -> None:
    brief = make_brief(body=" ".join("[Gas](http://example.org/)" for _ in range(9)))

    page = desk.get(form_of(brief)).text

    assert "4 more like these" in page
    assert len(items(page, "link-insecure")) == 9
    assert "11 things to look at" in page


def test_a_name_is_added_by_one_press_with_all_that_was_typed(desk: Client) -> None:
    brief, russia, iran = make_brief(body="Russia."), make_actor(name="Russia"), make_actor()
    brief.actors.add(iran)

    assert buttons(desk, brief) == [f"actors:{russia.pk}"]
    sent = typed(title="Typed", body="Russia.", actors=[iran.pk], _relate=f"actors:{russia.pk}")
    response = desk.post(form_of(brief), sent)

    assert response.headers["Location"] == form_of(brief)
    brief.refresh_from_db()
    assert brief.title == "Typed"
    assert set(brief.actors.all()) == {russia, iran}
    assert buttons(desk, brief) == []


def test_a_name_added_to_what_others_saved_since_is_merged_with_it(desk: Client) -> None:
    brief = make_brief(body="Russia and Iran.")
    russia, iran = make_actor(name="Russia"), make_actor(name="Iran")
    mine, theirs = Opened(desk, brief), Opened(desk, brief)
    desk.post(theirs.url, theirs.type(title="Theirs").data | {"_relate": f"actors:{iran.pk}"})

    desk.post(mine.url, mine.data | {"_relate": f"actors:{russia.pk}"})

    brief.refresh_from_db()
    assert brief.title == "Theirs"
    assert set(brief.actors.all()) == {russia, iran}


def test_all_names_are_added_by_one_press(desk: Client) -> None:
    brief = make_brief(body="The Moscow Treaty of Russia and Asia.")
    rows = [make_agreement(title="Moscow Treaty"), make_actor(name="Russia")]
    rows.append(make_region(name="Asia"))

    *_each, everything = buttons(desk, brief)
    desk.post(form_of(brief), typed(body=brief.body, _relate=everything))

    assert [*brief.agreements.all(), *brief.actors.all(), *brief.regions.all()] == rows


def test_of_two_who_share_a_name_the_editor_chooses(desk: Client) -> None:
    one, other = make_actor(name="Georgia"), make_actor(name="Georgia")
    brief = make_brief(body="Georgia.")

    assert buttons(desk, brief) == [f"actors:{one.pk}", f"actors:{other.pk}"]


@pytest.mark.parametrize(
    "value", ["", "actors", "actors:", "actors:x", f"actors:{'9' * 30}", "sources:1", "body:1"]
)
def test_a_forged_button_adds_nothing(desk: Client, value: str) -> None:
    brief = make_brief()

    assert desk.post(form_of(brief), typed(_relate=value)).status_code == 302

    assert not brief.actors.exists()
    assert not brief.sources.exists()


def test_a_row_that_is_gone_is_named_and_nothing_is_lost(desk: Client) -> None:
    brief = make_brief()

    response = desk.post(form_of(brief), typed(title="Typed", _relate="actors:99999"))

    assert "99999 is not one of the available choices." in response.text
    assert 'value="Typed"' in response.text


def test_one_who_may_only_look_is_offered_no_button(db: None) -> None:
    brief = make_brief(body="Russia.")
    make_actor(name="Russia")
    guest = User.objects.create_user("guest", is_staff=True)
    guest.user_permissions.set(
        Permission.objects.filter(codename__in=["view_brief", "edit_every_brief"])
    )
    client = Client()
    client.force_login(guest)

    assert buttons(client, brief) == []
    assert len(shown(client, brief, "name-unlisted")) == 1


def test_the_page_on_several_says_what_each_should_be_looked_at_for(publisher: Client) -> None:
    brief = make_brief(body="One [here](https://example.org/).")
    bad = make_brief(summary="", body="[Gas](/none/)")

    page = publisher.post(LIST, chosen("publish", brief, bad), follow=True).text

    (warning,) = items(page, "link-here")
    assert warning.xpath("a/@href") == [f"{form_of(brief)}?place=4-32#id_body"]
    (error,) = items(page, "link-unknown")
    assert error.xpath("a/@href") == [f"{form_of(bad)}?place=0-13#id_body"]
    assert "_relate" not in page


def test_briefs_are_listed_by_broken_links_in_draft_and_edition(desk: Client) -> None:
    LinkCheck.objects.create(url="https://a.example/", broken=True)
    edition = published(body="[A](https://a.example/)")
    draft = make_brief(body="[A](https://a.example/)")
    make_brief(body="[A](https://b.example/)")
    Brief.objects.filter(pk=brief_of(edition).pk).update(body="Mended.")
    read_links()

    def listed(where: str) -> list[Brief]:
        return list(desk.get(LIST, {"broken": where}).context["cl"].result_list)

    assert listed("edition") == [brief_of(edition)]
    assert listed("draft") == [draft]
    assert len(listed("nonsense")) == 3


def test_evidence_is_listed_by_the_loss_of_its_words(desk: Client) -> None:
    brief = make_brief(body="It was signed.\n\nIt is in force.")
    lost = make_evidence(brief, exact="It was signed.", milestone=make_milestone())
    make_evidence(brief, exact="It is in force.", milestone=make_milestone())
    make_evidence(make_brief(), milestone=make_milestone())
    publish(brief)
    brief.body = "It is in force."
    brief.save()
    publish(brief, note="Shorter.")

    found = desk.get(reverse("admin:briefs_evidence_changelist"), {"seen": "lost"})
    assert list(found.context["cl"].result_list) == [lost]
    assert list(Evidence.objects.lost_support()) == [lost]


def test_a_broken_source_leads_to_its_form(desk: Client) -> None:
    LinkCheck.objects.create(url="https://a.example/", broken=True, first_failed_at=timezone.now())
    brief, source = make_brief(), make_source(url="https://a.example/")
    brief.sources.add(source)

    (item,) = shown(desk, brief, "source-broken")

    assert item.xpath("a[@class='about']/@href") == [f"/admin/briefs/source/{source.pk}/change/"]
