"""The fixtures: made from their readable source, and enough for a site."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from briefs.importing.fixtures import FIXTURES, build
from briefs.models import Brief, Edition, Evidence, Publication
from briefs.models.evidence import CLAIMS
from tests.factories import published
from tests.importing.small import write_small_source
from tests.publishing.reading import found

SOURCE = Path(settings.BASE_DIR) / "fixtures" / "source"
OWN_WORDS = Path(settings.BASE_DIR).parent / "shared" / "checks" / "own-words"


def loaddata() -> None:
    call_command("loaddata", *FIXTURES, verbosity=0)


def rows() -> dict[str, Any]:
    """All that the fixtures' models hold."""
    models = [model for nouns in FIXTURES.values() for model in nouns]
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in models
    }


@pytest.fixture
def seeded(db: None) -> None:
    """A site after `migrate` and `loaddata`, and nothing else."""
    loaddata()


@pytest.mark.django_db
def test_the_fixtures_are_what_the_source_says() -> None:
    for name, text in build(SOURCE).items():
        kept = (Path(settings.BASE_DIR) / "fixtures" / f"{name}.json").read_text(encoding="utf-8")
        assert text == kept, f"Run manage.py build_fixtures: {name}.json differs."


def test_the_fixtures_name_no_row_by_its_number(seeded: None) -> None:
    for name in FIXTURES:
        kept = Path(settings.BASE_DIR) / "fixtures" / f"{name}.json"
        assert not [row for row in json.loads(kept.read_text(encoding="utf-8")) if "pk" in row]


def test_each_claim_of_the_seed_is_bound_to_words_of_an_edition(seeded: None) -> None:
    passages = list(Evidence.objects.select_related("edition"))
    assert passages
    for passage in passages:
        assert passage.edition is not None
        assert passage.edition.text.count(passage.exact) == 1
        assert f"{passage.prefix}{passage.exact}{passage.suffix}" in passage.edition.text
        assert passage.spans
    for claim in CLAIMS:
        model: Any = Evidence._meta.get_field(claim).related_model
        assert model.objects.shown().count() == model.objects.count()
        # The article tells of no predecessor, reservation or founding.
        assert model.objects.exists() is (claim not in ("succession", "reservation", "body"))


def test_each_brief_of_the_seed_is_published_and_found(seeded: None) -> None:
    assert Publication.objects.count() == Brief.objects.count() >= 6
    assert not Brief.objects.exclude(state="published").exists()
    assert not Brief.objects.with_unpublished_changes().exists()
    assert set(found()) == set(Brief.objects.values_list("slug", flat=True))
    assert "pakistan-stream-pipeline-in-figures" in found("topic=gas-pipelines")
    assert "pakistan-stream-pipeline-in-figures" in found("q=pipeline&actor=russia")
    assert "voennyj-komitet-sentyabr-2021" in found("language=ru")


def test_the_pages_show_the_seed(seeded: None, client: Client) -> None:
    for publication in Publication.objects.select_related("current"):
        page = client.get(publication.get_absolute_url())
        assert page.status_code == 200
    for path in ("/", "/briefs/", "/actors/", "/topics/", "/agreements/", "/events/"):
        assert client.get(path).status_code == 200


def test_loading_twice_changes_nothing(seeded: None) -> None:
    before, listed = rows(), found()
    loaddata()
    assert rows() == before
    assert found() == listed


@pytest.mark.django_db
def test_loading_leaves_a_sites_own_briefs_alone() -> None:
    edition = published(slug="our-own", tags=("ours", "theirs"))
    loaddata()
    own = Brief.objects.get(slug="our-own")
    assert sorted(own.tags.names()) == ["ours", "theirs"]
    assert Edition.objects.filter(pk=edition.pk).exists()
    assert "our-own" in found()


@pytest.mark.skipif(not OWN_WORDS.exists(), reason="shared/checks/own-words isn't here")
def test_the_seed_is_in_our_own_words() -> None:
    done = subprocess.run(
        [OWN_WORDS], capture_output=True, text=True, cwd=settings.BASE_DIR, check=False
    )
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with a small source, and no fixtures yet."""
    root = Path(settings.BASE_DIR)
    shutil.copytree(root / "config", tmp_path / "config")
    shutil.copy(root / "manage.py", tmp_path)
    for name in ("briefs", "templates", "static"):
        (tmp_path / name).symlink_to(root / name)
    write_small_source(tmp_path / "fixtures" / "source")
    return tmp_path


def build_fixtures(project: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", "build_fixtures", *words],
        cwd=project,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


def test_build_fixtures_writes_what_is_stale_and_checks_what_it_wrote(project: Path) -> None:
    written = build_fixtures(project)
    assert written.stderr == ""
    assert written.stdout.split() == [f"fixtures/{name}.json" for name in FIXTURES]
    with closing(sqlite3.connect(project / "var" / "chancery.sqlite3")) as site:
        assert site.execute("SELECT name FROM sqlite_master").fetchall() == []

    stale = project / "fixtures" / "topics.json"
    text = f"{stale.read_text()} "
    stale.write_text(text)
    checked = build_fixtures(project, "--check")
    assert checked.returncode != 0
    assert "Run build_fixtures: topics differ from the source." in checked.stderr
    assert stale.read_text() == text
