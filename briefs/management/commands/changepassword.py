"""``manage.py changepassword``: Django's; whose password it changes is on record, too."""

import getpass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.management.commands import changepassword

from briefs.editorial.audit import record


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        said = super().handle(*args, **options)
        name = options["username"] or getpass.getuser()
        users = get_user_model()
        named = users._default_manager.using(options["database"])
        changed = named.get(**{users.USERNAME_FIELD: name})
        record("user.password", by=None, about=changed)
        return said
