"""The shelf: what the database holds true of a publication, whoever writes it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from briefs.models import Edition, Publication
from tests.factories import published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"state": "withdrawn"}, id="withdrawn without a reason"),
        pytest.param({"state": "removed"}, id="removed without a reason"),
        pytest.param({"state": "replaced"}, id="replaced by nothing"),
    ],
)
def test_leaving_the_shelf_says_why(change: dict[str, Any]) -> None:
    publication = published().publication
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=publication.pk).update(**change)


def test_two_publications_have_no_edition_in_common() -> None:
    one, other = published(), published()
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=other.publication_id).update(current=one)


def test_two_publications_have_no_address_in_common() -> None:
    published(slug="gas")
    other = published().publication
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=other.pk).update(slug="gas")


@pytest.mark.parametrize("number", [0, 1], ids=["nought", "a number twice"])
def test_editions_are_numbered_from_one_and_once(number: int) -> None:
    first = published()
    again = Edition(publication=first.publication, number=number, title="Gas", language="en")
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


@pytest.mark.parametrize(("language", "direction"), [("ur", "rtl"), ("ru", "ltr")])
def test_an_edition_runs_as_its_language_does(language: str, direction: str) -> None:
    assert published(language=language).direction == direction


def test_an_edition_is_called_by_its_title_and_number() -> None:
    assert str(published(title="Gas")) == "Gas, edition 1"
