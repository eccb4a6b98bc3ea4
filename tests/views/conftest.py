"""What the readers' tests share: the seed collection, and queries counted."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

FIXTURES = ("actors", "topics", "agreements", "briefs")


@pytest.fixture
def seed(db: None) -> None:
    """The seed collection, as `loaddata` brings it."""
    call_command("loaddata", *FIXTURES, verbosity=0)


@pytest.fixture
def queries(client: Client) -> Callable[[str], int]:
    """Counts the queries of a page, once everything that is made at first sight is made."""

    def count(url: str) -> int:
        client.get("/")
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        assert response.status_code == 200, url
        return len(captured)

    return count
