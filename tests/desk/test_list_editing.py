"""Rows edited in a list go over no other save unseen."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from briefs.models import Image, Version
from tests.desk.opened import Opened, fields_of
from tests.desk.sent import messages_of
from tests.factories import make_image

LIST = reverse("admin:briefs_image_changelist")


class OpenedList:
    """The list as a browser has it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.data = fields_of(client.get(LIST), "//form[@id='changelist-form']")

    def type(self, image: Image, **fields: str) -> "OpenedList":
        row = next(
            name.removesuffix("-id")
            for name, value in self.data.items()
            if name.endswith("-id") and value == str(image.pk)
        )
        self.data |= {f"{row}-{name}": value for name, value in fields.items()}
        return self

    def save(self) -> Any:
        return self.client.post(LIST, self.data | {"_save": "1"}, follow=True)


@pytest.fixture
def image(db: None) -> Image:
    return make_image(alt="A pipeline", credit="Anna")


def test_a_row_saved_in_the_list_is_a_version(desk: Client, image: Image) -> None:
    other = make_image(alt="A tanker")

    OpenedList(desk).type(image, credit="Boris").save()

    image.refresh_from_db()
    assert image.credit == "Boris"
    ways = Version.objects.of(image).order_by("number").values_list("way", "who", "based_on")
    assert list(ways) == [("found", "", None), ("form", "chief", 0)]
    assert not Version.objects.of(other).exists()


def test_different_fields_of_a_row_are_merged(desk: Client, image: Image) -> None:
    opened = OpenedList(desk)
    Opened(desk, image).type(alt="A long pipeline").save()

    page = opened.type(image, credit="Boris").save()

    image.refresh_from_db()
    assert (image.alt, image.credit) == ("A long pipeline", "Boris")
    assert any("Put together" in text for text in messages_of(page))


def test_a_row_that_i_did_not_touch_stays_as_others_saved_it(desk: Client, image: Image) -> None:
    other = make_image(alt="A tanker")
    opened = OpenedList(desk)
    Opened(desk, image).type(alt="A long pipeline").save()

    opened.type(other, alt="A ship").save()

    image.refresh_from_db()
    other.refresh_from_db()
    assert (image.alt, other.alt) == ("A long pipeline", "A ship")


def test_one_field_that_both_changed_is_shown_before_it_is_written(
    desk: Client, image: Image
) -> None:
    opened = OpenedList(desk)
    Opened(desk, image).type(alt="A long pipeline").save()
    make_image(alt="Uploaded meanwhile")

    page = opened.type(image, alt="A short pipeline").save()

    text = page.content.decode()
    assert "chief wrote here meanwhile: “A long pipeline”" in text
    assert 'value="A short pipeline"' in text
    assert "Uploaded meanwhile" not in text
    image.refresh_from_db()
    assert image.alt == "A long pipeline"

    opened.data = fields_of(page, "//form[@id='changelist-form']")
    opened.save()

    image.refresh_from_db()
    assert image.alt == "A short pipeline"


def test_a_version_that_never_was_goes_over_nothing(desk: Client, image: Image) -> None:
    page = OpenedList(desk).type(image, alt="Mine", seen="99").save()

    image.refresh_from_db()
    assert image.alt == "A pipeline"
    assert "meanwhile" in page.content.decode()


def test_a_row_deleted_meanwhile_is_said_and_the_others_are_saved(
    desk: Client, image: Image
) -> None:
    other = make_image(alt="A tanker")
    opened = OpenedList(desk)
    Image.objects.filter(pk=image.pk).delete()

    page = opened.type(image, alt="Typed in vain").type(other, alt="A ship").save()

    other.refresh_from_db()
    assert other.alt == "A ship"
    assert any("Typed in vain" in text for text in messages_of(page))


@pytest.mark.parametrize("value", ["9" * 30, "x", "-1", "\0"])
def test_odd_numbers_do_no_harm(desk: Client, image: Image, value: str) -> None:
    for name in ("id", "seen"):
        opened = OpenedList(desk).type(image, alt="Mine")
        opened.data[f"form-0-{name}"] = value
        assert opened.save().status_code in {200, 400}


def test_the_list_asks_as_much_for_many_rows_as_for_few(desk: Client, image: Image) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(LIST).status_code == 200
        return len(asked)

    few = questions()
    for number in range(20):
        make_image(alt=f"Image {number}")

    assert questions() == few
