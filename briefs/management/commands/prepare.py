"""``manage.py prepare``: everything that a site needs before it serves, from nothing.

Each step is whole or not at all, and does nothing where it is done: after a kill at any
moment the next run goes on from there.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError

from briefs.editorial.audit import record
from briefs.management.commands.rebuild_index import make_index
from briefs.models import Brief
from briefs.search import rebuilding
from config.environment import refuse

NAME = "editor"


class Command(BaseCommand):
    """Migrates, seeds a new site, makes its first editor and index, collects static files."""

    help = "Make the site ready to serve: database, seed content, first editor, static files."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError as error:
            reason = str(error).partition("\n")[0]
            refuse("DATABASE_URL", f"leads to a database that can't be used: {reason}")
        users = get_user_model()
        if not users.objects.exists():
            if settings.SEED and not Brief.objects.exists():
                call_command("loaddata", "actors", "topics", "agreements", "briefs", verbosity=0)
            password = _password(Path(settings.DATA_DIR) / "first-editor")
            first = users.objects.create_superuser(NAME, password=password)
            record("user.add", by=None, about=first, fields=["is_superuser"])
            self.stdout.write(
                f"The desk's first editor: name {NAME}, password {password}\n"
                f"(said once; kept in {settings.DATA_DIR.name}/first-editor)"
            )
        if not rebuilding.state().version:
            make_index(self, anyway=False)  # an old one serves until the worker has a new one
        _collect(Path(settings.DATA_DIR) / "collected.json")


def _collect(kept: Path) -> None:
    """Collect the static files, unless they stand as they were last collected.

    A kill can leave half a file, which `collectstatic` would take for a whole one. So all
    are made anew unless the list of their sources, written last, says that they are whole.
    """
    sources = sorted(
        (path, storage.size(path), str(storage.get_modified_time(path)))
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    collected = json.dumps([settings.STORAGES["staticfiles"], sources])
    if not kept.exists() or kept.read_text() != collected:
        kept.unlink(missing_ok=True)
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        kept.write_text(collected)


def _password(kept: Path) -> str:
    """The first editor's password: made once, kept before the account is, so never lost."""
    if not kept.exists():
        draft = kept.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(f"name {NAME}\npassword {secrets.token_urlsafe(12)}\n")
        os.replace(draft, kept)
    return kept.read_text().split()[-1]
