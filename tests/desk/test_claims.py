"""A claim's own page only adds and shows: the noun that it belongs to keeps what was saved."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from briefs.models import Milestone, Version
from tests.factories import make_agreement, make_milestone


def url(page: str, *args: Any) -> str:
    return reverse(f"admin:briefs_milestone_{page}", args=args)


def test_one_added_by_a_popup_is_a_version_of_its_agreement(desk: Client) -> None:
    agreement = make_agreement()
    sent = {"agreement": agreement.pk, "status": "signed", "date": "2014", "_popup": "1"}

    page = desk.post(url("add"), sent)

    assert page.status_code == 200
    assert Milestone.objects.get().date == "2014"
    agreement.refresh_from_db()
    last = Version.objects.of(agreement).latest("number")
    assert (last.who, last.number, agreement.version) == ("chief", 1, 1)
    assert last.changed == {"rows": {"milestones": {"added": 1}}}


def test_its_page_leads_to_the_form_in_which_it_is_edited(desk: Client) -> None:
    milestone = make_milestone(make_agreement(title="Stream"))

    page = desk.get(url("change", milestone.pk)).content.decode()

    form = reverse("admin:briefs_agreement_change", args=[milestone.agreement_id])
    assert f'It is edited in the form of <a href="{form}">Stream</a>' in page
    assert 'name="_save"' not in page
    assert url("delete", milestone.pk) not in page


@pytest.mark.parametrize("page", ["change", "delete"])
def test_nothing_is_written_past_the_versions_of_its_agreement(desk: Client, page: str) -> None:
    milestone = make_milestone()

    answer = desk.post(url(page, milestone.pk), {"post": "yes", "status": "ratified"})

    assert answer.status_code == 403
    assert Milestone.objects.get().status == "signed"
    chosen = {"action": "delete_selected", "_selected_action": [milestone.pk], "post": "yes"}
    desk.post(url("changelist"), chosen)
    assert Milestone.objects.exists()
