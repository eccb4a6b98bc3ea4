"""What the desk's tests share."""

import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def desk(db: None) -> Client:
    """A superuser at the desk: sees every page."""
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client
