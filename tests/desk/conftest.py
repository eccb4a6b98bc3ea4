"""What the desk's tests share."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefs.models import Brief
from tests.factories import make_brief


@pytest.fixture
def desk(db: None) -> Client:
    """A superuser at the desk: sees every page."""
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client


@pytest.fixture
def brief(db: None) -> Brief:
    """A draft that readers don't know yet."""
    return make_brief(title="Gas", slug="gas", body="Some words.")
