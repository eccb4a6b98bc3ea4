"""The cast of all tests: an author, an editor, a publisher, an administrator, a stranger."""

import gc
from collections.abc import Iterator

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.test import Client, override_settings
from django.utils import translation

from briefs.editorial.roles import establish

# No deadline for an example: machines that run tests do other things, too.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")


def pytest_collection_finish() -> None:
    """The collector of rubbish goes less often through all that stays anyway: the programs."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests() -> Iterator[None]:
    """Files are served from where they lie, uncollected; a password takes no time."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        WHITENOISE_AUTOREFRESH=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def _language_of_the_site() -> Iterator[None]:
    """A page that a test read in another language leaves none behind for the next test."""
    yield
    translation.deactivate()


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _staff(role: str) -> User:
    """A member of one of the groups that the migration makes (a flushed database has none)."""
    if not Group.objects.filter(name=role).exists():
        establish(Group, Permission)
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def author(db: None) -> Client:
    """Writes briefs: their own."""
    return _client(_staff("author"))


@pytest.fixture
def editor(db: None) -> Client:
    """Edits all briefs and nouns, reviews, and publishes none."""
    return _client(_staff("editor"))


@pytest.fixture
def publisher(db: None) -> Client:
    """Sends briefs to readers, and takes them back."""
    return _client(_staff("publisher"))


@pytest.fixture
def administrator(db: None) -> Client:
    """Looks after accounts, reads the audit log, erases texts."""
    return _client(_staff("administrator"))


@pytest.fixture
def stranger(db: None) -> Client:
    """Isn't logged in."""
    return Client()
