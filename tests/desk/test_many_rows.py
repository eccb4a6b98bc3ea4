"""A noun with many rows opens and saves by as many queries as one with few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from briefs.models import Agreement, Milestone, Party, Term
from tests.desk.opened import Opened, fields_of
from tests.factories import make_actor, make_agreement


def agreement_with(rows: int) -> Agreement:
    """As many parties, stages and figures."""
    agreement = make_agreement()
    for number in range(rows):
        Party.objects.create(agreement=agreement, actor=make_actor(), role=f"side {number}")
        Milestone.objects.create(agreement=agreement, status="signed", note=f"note {number}")
        Term.objects.create(agreement=agreement, label=f"figure {number}", value="1")
    return agreement


def test_opening_and_saving_cost_the_same_queries(desk: Client) -> None:
    Opened(desk, make_agreement())  # what is asked once
    counts = []
    for rows in (2, 30):
        agreement = agreement_with(rows)
        url = reverse("admin:briefs_agreement_change", args=[agreement.pk])
        with CaptureQueriesContext(connection) as opening:
            data = fields_of(desk.get(url))
        with CaptureQueriesContext(connection) as saving:
            desk.post(url, data | {"title": f"Of {rows}", "_save": "1"})
        agreement.refresh_from_db()
        assert agreement.title == f"Of {rows}"
        assert agreement.parties.count() == rows
        counts.append((len(opening), len(saving)))
    assert counts[0] == counts[1]


def test_one_row_of_many_is_edited_added_or_deleted(desk: Client) -> None:
    agreement = agreement_with(5)
    form = Opened(desk, agreement)
    form.type(**{"parties-1-role": "guarantor", "terms-2-DELETE": "on"})
    form.type(**{"milestones-TOTAL_FORMS": "6", "milestones-5-status": "ratified"})
    assert form.save().status_code == 302
    assert sorted(agreement.parties.values_list("role", flat=True))[0] == "guarantor"
    assert agreement.terms.count() == 4
    assert agreement.milestones.filter(status="ratified").exists()


@pytest.mark.parametrize("other", ["unchanged", "changed"])
def test_two_rows_that_say_the_same_are_still_refused(desk: Client, other: str) -> None:
    agreement = agreement_with(2)
    form = Opened(desk, agreement)
    same = {"actor": form.data["parties-0-actor"], "role": "side 0"}
    if other == "changed":
        same["role"] = form.data["parties-0-role"] = "both"
    form.type(**{f"parties-1-{name}": said for name, said in same.items()})
    assert form.save().status_code == 200
    assert agreement.parties.filter(role="side 1").exists()
