"""The environment: what can't be used is refused in one line that says which and how."""

import os
import runpy
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from config import environment
from tests.factories import published

LONG = "k" * 40


def start(data: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """What a start with these variables and no others says."""
    given = {"PATH": os.environ["PATH"], "CHANCERY_DATA": str(data), **variables}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "value", "hint"),
    [
        pytest.param("DATABASE_URL", "postgres", "'no scheme'", id="no URL"),
        pytest.param("DATABASE_URL", "mysql://h/n", "starts with 'mysql'", id="unknown database"),
        pytest.param("DATABASE_URL", "postgres://h", "names no database", id="no name"),
        pytest.param("DATABASE_URL", "postgres://h:x/n", "no number", id="port in words"),
        pytest.param("DATABASE_URL", "postgres://h:99999/n", "no number", id="port too large"),
        pytest.param("DATABASE_URL", "postgres://[::1/n", "no URL", id="broken host"),
        pytest.param("DATABASE_URL", "sqlite://", "names no database", id="in memory"),
        pytest.param("DATABASE_URL", "sqlite://a.sqlite3", "names no database", id="two slashes"),
        pytest.param("DATABASE_URL", "sqlite:////no/x.sqlite3", "isn't there", id="no folder"),
        pytest.param("CACHE_URL", "127.0.0.1:6379", "write redis://host", id="no scheme"),
        pytest.param("CACHE_URL", "memcached://h", "starts with 'memcached'", id="other cache"),
        pytest.param("CACHE_URL", "redis://h:x/0", "no number", id="port of a cache"),
        pytest.param("CACHE_URL", "redis://h/cache", "'cache'", id="cache by name"),
        pytest.param("CACHE_URL", "redis:///0", "names no host", id="cache nowhere"),
        pytest.param("SECRET_KEY", "secret", "shorter than 32 characters", id="short key"),
        pytest.param("DEBUG", "maybe", "'maybe'; write 1 or 0", id="neither yes nor no"),
        pytest.param("HTTPS", "2", "'2'; write 1 or 0", id="no switch"),
        pytest.param("SEED", "-", "'-'; write 1 or 0", id="no seed"),
        pytest.param("CHANCERY_DATA", "/etc/passwd", "can't be made", id="a file"),
        pytest.param("CHANCERY_DATA", "/etc/passwd/var", "can't be made", id="within a file"),
        pytest.param("LINK_CHECKS_NETWORKS", "10.0.0.0/40", "10.1.0.0/16", id="no network"),
        pytest.param("LINK_CHECKS_NETWORKS", "10.0.0.1/8", "10.1.0.0/16", id="a host's bits"),
        pytest.param("TIME_ZONE", "Mars/Base", "such as Asia/Karachi", id="unknown zone"),
        pytest.param("TIME_ZONE", "America", "such as Asia/Karachi", id="half a zone"),
        pytest.param("TIME_ZONE", "../../x", "such as Asia/Karachi", id="path"),
        pytest.param("BRIEF_KINDS", "Working paper", "write slug=Label", id="kind without slug"),
        pytest.param("BRIEF_KINDS", "=Memo", "write slug=Label", id="empty slug"),
        pytest.param("BRIEF_KINDS", f"{LONG}-{LONG}=Memo", "50 at most", id="long slug"),
        pytest.param("ALLOWED_HOSTS", "https://a.org", "host names alone", id="address"),
        pytest.param("ALLOWED_HOSTS", "a.org:80", "host names alone", id="with a port"),
        pytest.param("ALLOWED_HOSTS", "a.org b.org", "host names alone", id="no comma"),
        pytest.param("CSRF_TRUSTED_ORIGINS", "a.org", "such as https://", id="no origin"),
        pytest.param("SECURITY_CONTACT", "a@b.org", "such as mailto:", id="no address to press"),
        pytest.param("SITE_NAME", "\udcff", "in UTF-8", id="not UTF-8"),
    ],
)
def test_what_cant_be_used_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, hint: str
) -> None:
    monkeypatch.setenv("CHANCERY_DATA", str(tmp_path))
    monkeypatch.setenv(variable, value)
    with pytest.raises(SystemExit) as refusal:
        runpy.run_path(str(Path(settings.BASE_DIR) / "config" / "settings.py"))
    (line,) = str(refusal.value).splitlines()
    assert line.startswith(f"chancery: {variable} ")
    assert hint in line


def test_a_refusal_is_one_line_without_traceback_or_password(tmp_path: Path) -> None:
    started = start(tmp_path, DATABASE_URL="postgres://user:hunter#2word@host/name")
    assert (started.returncode, started.stdout) == (1, "")
    (line,) = started.stderr.splitlines()
    assert line.startswith("chancery: DATABASE_URL is no URL")
    assert "2word" not in line


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    data = tmp_path / "new" / "folder"
    started = start(data)
    assert (started.returncode, started.stderr) == (0, "")
    assert data.is_dir()


def test_what_can_be_used_is_taken(tmp_path: Path) -> None:
    started = start(
        tmp_path,
        DATABASE_URL=f"sqlite:///{tmp_path}/other.sqlite3",
        CACHE_URL="redis://127.0.0.1:6379/7",
        SECRET_KEY=LONG,
        ALLOWED_HOSTS=".example.org, 10.0.0.1,[::1]",
        CSRF_TRUSTED_ORIGINS="https://*.example.org,http://localhost:8000",
        DEBUG=" yes ",
        HTTPS="off",
        SECURITY_CONTACT="mailto:security@example.org",
        TIME_ZONE="Asia/Karachi",
        BRIEF_KINDS="working-paper=Working paper, memo",
    )
    assert (started.returncode, started.stderr) == (0, "")


@pytest.mark.parametrize("variable", ["DATABASE_URL", "CACHE_URL", "TIME_ZONE", "DEBUG", "SEED"])
def test_an_empty_variable_is_as_good_as_none(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, " ")
    assert environment.text(variable, "default") == "default"
    assert environment.flag(variable, default=True)


def test_a_key_is_made_once_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = environment.secret_key("SECRET_KEY", tmp_path)
    kept = tmp_path / "secret-key"
    assert len(first) >= 50
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert environment.secret_key("SECRET_KEY", tmp_path) == first
    assert list(tmp_path.iterdir()) == [kept]


def test_what_a_killed_start_left_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    for process in (1, os.getpid()):
        (tmp_path / f"secret-key.{process}").write_text("half")
    assert len(environment.secret_key("SECRET_KEY", tmp_path)) >= 50


@pytest.mark.parametrize("left", ["", "half"])
def test_a_key_that_is_cut_off_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    (tmp_path / "secret-key").write_text(left)
    with pytest.raises(SystemExit, match="is cut off; delete the file"):
        environment.secret_key("SECRET_KEY", tmp_path)


def test_a_key_that_cant_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    (tmp_path / "secret-key").mkdir()
    with pytest.raises(SystemExit, match="chancery: SECRET_KEY can't be kept in"):
        environment.secret_key("SECRET_KEY", tmp_path)


def test_a_data_folder_that_cant_be_written_to_is_refused() -> None:
    started = start(Path("/proc/self"))
    (line,) = started.stderr.splitlines()
    assert line.startswith("chancery: ")
    assert "/proc/" in line


@pytest.mark.django_db
def test_an_institutes_own_kinds_are_offered(settings: Settings, client: Client) -> None:
    settings.BRIEF_KINDS = environment.kinds("NONE") | {"working-paper": "Working paper"}
    published(kind="working-paper", title="Gas")
    page = client.get("/briefs/?kind=working-paper")
    assert page.status_code == 200
    assert b"Working paper" in page.content
    assert b"Gas" in page.content


def test_kinds_have_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEF_KINDS", "working-paper = Working paper ,memo")
    assert environment.kinds("BRIEF_KINDS") == {"working-paper": "Working paper", "memo": "memo"}


def test_redis_keeps_what_is_cached(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    redis = pytest.importorskip("redis")
    url = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
    try:
        redis.Redis.from_url(url, socket_connect_timeout=1).ping()
    except redis.RedisError:
        pytest.skip("no Redis answers")
    monkeypatch.setenv("CACHE_URL", url)
    settings.CACHES = {"default": environment.cache("CACHE_URL")}
    cache.set("chancery-test", {"a": [1, "ب"]}, timeout=5)
    assert cache.get("chancery-test") == {"a": [1, "ب"]}
    cache.delete("chancery-test")
