"""What no database can hold never reaches one."""

import pytest
from django.test import Client

ADDRESSES = ["/briefs/%00/", "/actors/?q=%00", "/topics/x/?a=%ff", "/%ff/", "/admin/?q=%00"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_with_it_is_refused(db: None, client: Client, address: str) -> None:
    assert client.get(address).status_code in (400, 404)


def test_a_form_with_broken_utf8_is_refused(db: None, client: Client) -> None:
    form = "application/x-www-form-urlencoded"

    assert client.post("/language/", b"language=%ff", content_type=form).status_code == 400


@pytest.mark.parametrize("path", ["/media/x.png", "/media/../settings.py", "/media/a.svg"])
def test_only_images_that_exist_are_served(db: None, client: Client, path: str) -> None:
    assert client.get(path).status_code in (400, 404)
