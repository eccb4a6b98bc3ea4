"""The cast of all tests: an author, an editor, a publisher and a stranger."""

from collections.abc import Iterator

import hypothesis
import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

DESK = ("brief", "briefauthor", "actor", "topic", "agreement", "event", "evidence", "source")

# No deadline for an example: machines that run tests do other things, too.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")


@pytest.fixture(autouse=True)
def _uncollected_static_files(settings: Settings) -> None:
    """Static files are served from where they lie: no test needs `collectstatic` first."""
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": plain}}
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _language_of_the_site() -> Iterator[None]:
    """A page that a test read in another language leaves none behind for the next test."""
    yield
    translation.deactivate()


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _staff(name: str, *codenames: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def author(db: None) -> Client:
    """Writes briefs, and nothing else."""
    return _client(_staff("author", "view_brief", "add_brief", "change_brief"))


@pytest.fixture
def editor(db: None) -> Client:
    """Edits all nouns, and publishes none."""
    rights = [f"{verb}_{noun}" for verb in ("view", "add", "change", "delete") for noun in DESK]
    return _client(_staff("editor", *rights))


@pytest.fixture
def publisher(db: None) -> Client:
    """Sends briefs to readers, and takes them back."""
    rights = [f"{verb}_{noun}" for verb in ("view", "add", "change", "delete") for noun in DESK]
    return _client(_staff("publisher", *rights, "publish_brief", "withdraw_brief"))


@pytest.fixture
def stranger(db: None) -> Client:
    """Isn't logged in."""
    return Client()
