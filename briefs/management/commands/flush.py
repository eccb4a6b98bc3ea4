"""``manage.py flush``: Django's, which empties the audit log, too, for it empties everything."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from briefs.models.triggers import lifted_for_flush


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        with lifted_for_flush(connections[options["database"]]):
            super().handle(**options)
