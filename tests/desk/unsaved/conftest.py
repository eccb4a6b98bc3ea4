"""The cast of unsaved work: an author of all briefs, and a brief."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from briefs.models import Brief
from tests.factories import make_brief


@pytest.fixture
def author(author: Client) -> Client:
    """One who edits the briefs of others, too."""
    right = Permission.objects.get(codename="edit_every_brief")
    User.objects.get(username="author").user_permissions.add(right)
    return author


@pytest.fixture
def brief(db: None) -> Brief:
    return make_brief(title="Pipelines", slug="pipelines")
