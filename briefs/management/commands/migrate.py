"""``manage.py migrate``: Django's, which isn't stopped by what it is there to mend."""

from typing import Any

from django.core.management.commands import migrate


class Command(migrate.Command):
    """Leaves the checks of the database out: one asks for triggers, which migrating makes."""

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        return super().get_check_kwargs(options) | {"databases": []}
