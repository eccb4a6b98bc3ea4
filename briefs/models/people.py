"""People: how the desk calls those who work at it."""

from django.contrib.auth.models import AbstractBaseUser


def called(person: AbstractBaseUser | None, login: str = "") -> str:
    """A person's full name, or else their login; of nobody the login that was kept."""
    if person is None:
        return login
    return person.get_full_name() or person.get_username()  # type: ignore[attr-defined]
