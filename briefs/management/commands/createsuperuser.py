"""``manage.py createsuperuser``: Django's; whom it makes is on record, too."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from briefs.editorial.audit import record


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        users: Any = self.UserModel._default_manager.using(options["database"])
        there = set(users.filter(is_superuser=True).values_list("pk", flat=True))
        # Not in one transaction: it waits for what somebody types, and would hold the database.
        said = super().handle(*args, **options)
        for user in users.filter(is_superuser=True).exclude(pk__in=there):
            record("user.add", by=None, about=user, fields=["is_superuser"])
        return said
