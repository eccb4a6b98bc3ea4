"""Histories say what was done in words; the audit log calls it by its dotted name."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from briefs.admin.deeds import told
from briefs.models.audit import Entry
from briefs.publishing.transitions import TRANSITIONS
from tests.desk.opened import Opened
from tests.factories import make_brief


@pytest.mark.parametrize("step", TRANSITIONS)
def test_every_step_has_words(step: str) -> None:
    assert "." not in told(Entry(action=f"brief.{step}")).deed


def test_a_history_says_it_in_words_and_keeps_the_dotted_name_at_hand(desk: Client) -> None:
    brief = make_brief()
    desk.post(
        reverse("admin:briefs_brief_change", args=[brief.pk]),
        Opened(desk, brief).data | {"_publish": "1"},
    )
    page = desk.get(reverse("admin:briefs_brief_history", args=[brief.pk])).text
    assert '<span title="brief.publish">published</span>' in page
    assert "kind: first edition" in page
    assert ">brief.publish<" in desk.get(reverse("admin:briefs_entry_changelist")).text


def test_a_minute_is_told_in_the_sites_zone_and_what_has_no_words_by_its_name() -> None:
    entry = Entry(action="brief.schedule", data={"at": "2100-12-01T04:00:00+00:00", "link": 5})
    assert told(entry) == ("scheduled", "when: 1 December 2100, 04:00 (UTC)")
    assert told(Entry(action="brief.dance")).deed == "brief.dance"


def test_words_are_translated() -> None:
    with translation.override("ru"):
        assert told(Entry(action="brief.submit")).deed == "запрошена рецензия"
