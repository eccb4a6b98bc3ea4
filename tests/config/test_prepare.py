"""`manage.py prepare`: a site from nothing, and nothing lost when it is run again."""

import os
import stat
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models.signals import pre_save
from django.test import Client
from pytest_django.fixtures import Settings

from briefs.management.commands import prepare
from briefs.models import Brief, Edition
from tests.publishing.reading import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of this test's own. Static files are another test's matter: they take long."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(prepare, "_collect", lambda _kept: None)
    return tmp_path


def run() -> str:
    """What it says."""
    told = StringIO()
    call_command("prepare", stdout=told)
    return told.getvalue()


def test_a_new_site_gets_content_and_an_editor(data: Path, client: Client) -> None:
    told = run()
    password = told.split("password ")[1].split()[0]
    editor = authenticate(username="editor", password=password)
    assert isinstance(editor, User)
    assert editor.is_superuser
    assert len(found()) >= 6
    assert client.get("/").status_code == 200
    kept = data / "first-editor"
    assert kept.read_text() == f"name editor\npassword {password}\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_second_run_says_nothing_and_keeps_what_was_edited(data: Path) -> None:
    run()
    brief = Brief.objects.get(slug="the-2014-defence-agreement")
    brief.title = "Edited"
    brief.save()
    editor = User.objects.get()
    editor.set_password("changed")
    editor.save()
    assert run() == ""
    brief.refresh_from_db()
    assert authenticate(username="editor", password="changed")
    assert brief.title == "Edited"
    assert User.objects.count() == 1


def test_a_run_killed_before_the_editor_is_made_goes_on(data: Path) -> None:
    first = run()
    User.objects.all().delete()
    Brief.objects.filter(slug="the-2014-defence-agreement").update(title="Edited")
    assert run() == first  # the password that was kept
    assert Brief.objects.get(slug="the-2014-defence-agreement").title == "Edited"


def test_a_run_killed_while_it_wrote_the_password_down_goes_on(data: Path) -> None:
    (data / "first-editor.new").write_text("name ed")
    password = run().split("password ")[1].split()[0]
    assert authenticate(username="editor", password=password)


def test_a_run_killed_while_it_loaded_leaves_nothing(data: Path) -> None:
    def kill(**_kwargs: Any) -> None:
        raise KeyboardInterrupt

    pre_save.connect(kill, sender=Edition)
    try:
        with pytest.raises(KeyboardInterrupt):
            run()
    finally:
        pre_save.disconnect(kill, sender=Edition)
    assert not Brief.objects.exists()
    assert "password" in run()
    assert len(found()) >= 6


def test_a_site_whose_briefs_were_all_deleted_stays_empty(data: Path) -> None:
    run()
    Brief.objects.all().delete()
    assert run() == ""
    assert not Brief.objects.exists()


def test_a_site_may_begin_without_the_sample(data: Path, settings: Settings) -> None:
    settings.SEED = False
    assert "password" in run()
    assert not Brief.objects.exists()


def test_a_database_that_cant_be_reached_is_said_in_one_line(
    tmp_path: Path, settings: Settings
) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "CHANCERY_DATA": str(tmp_path),
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("chancery: DATABASE_URL leads to a database that can't be used: ")


def test_static_files_are_collected_whole(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.SEED = False
    run()
    style = tmp_path / "static" / "css" / "chancery.css"
    assert style.exists()
    style.write_text("half")
    run()
    assert style.read_text() == "half"  # not looked at again
    (tmp_path / "collected.json").unlink()  # as a kill while collecting leaves it
    run()
    assert len(style.read_text()) > 1000
