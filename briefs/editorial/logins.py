"""Who came and went, for the audit log: receivers of the signals of django.contrib.auth."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

from briefs.editorial.audit import record


def connect() -> None:
    """Hear of logins from now on."""
    user_logged_in.connect(_logged_in, dispatch_uid="audit")
    user_logged_out.connect(_logged_out, dispatch_uid="audit")
    user_login_failed.connect(_login_failed, dispatch_uid="audit")


def _logged_in(*, user: AbstractBaseUser, **_kwargs: Any) -> None:
    record("user.login", by=user, about=user)


def _logged_out(*, user: AbstractBaseUser | None, **_kwargs: Any) -> None:
    if user is not None:  # else the login had ended before
        record("user.logout", by=user, about=user)


def _login_failed(*, credentials: dict[str, Any], **_kwargs: Any) -> None:
    """Name the account that was tried only if there is one.

    What was typed in place of a name may be a password, and the log never forgets.
    """
    users = get_user_model()
    name = str(credentials.get(users.USERNAME_FIELD, "")).replace("\0", "")
    tried = users._default_manager.filter(**{users.USERNAME_FIELD: name}).first()
    record("user.login-failed", by=None, about=tried)
