"""Reads the environment for the settings, and refuses to start on what it can't use.

A refusal is one line on standard error that names the variable and the remedy: whoever
starts the service at night needs that line and no traceback.
"""

import os
import secrets
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import environ

_env = environ.Env()

_DATABASES = ("sqlite", "postgres", "postgresql", "psql")
_CACHES = ("locmemcache", "rediscache", "redis", "rediss", "dummycache", "filecache")


def refuse(variable: str, problem: str) -> NoReturn:
    """Stop the process with one line that says which variable is wrong and what to write."""
    raise SystemExit(f"chancery: {variable} {problem}")


def text(variable: str, default: str = "") -> str:
    """The variable's value without surrounding white space, or the default."""
    return os.environ.get(variable, default).strip()


def flag(variable: str, *, default: bool) -> bool:
    """A switch: 1/0, true/false, yes/no, on/off."""
    value = text(variable).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    refuse(variable, f"is {value!r}; write 1 or 0.")


def words(variable: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    found = [word.strip() for word in text(variable).split(",") if word.strip()]
    return found or default


def data_folder(variable: str, default: Path) -> Path:
    """The folder for database, media and logs; made when missing."""
    folder = Path(text(variable) or default).expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse(variable, f"is {str(folder)!r}, which can't be made: {error.strerror}.")
    if not os.access(folder, os.W_OK):
        refuse(variable, f"is {str(folder)!r}, which can't be written to.")
    return folder


def secret_key(variable: str, folder: Path) -> str:
    """The signing key: from the environment, else made once and kept in the data folder."""
    given = text(variable)
    if given:
        if len(given) < 32:
            refuse(variable, "is shorter than 32 characters; write a long random one.")
        return given
    kept = folder / "secret-key"
    if not kept.exists():
        # Linked into place whole, so that neither a kill nor a second process starting at
        # the same moment can leave half a key or two different ones.
        draft = folder / f"secret-key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, kept)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text().strip()


def database(variable: str, default: Path) -> dict[str, Any]:
    """Django's database setting from a URL such as postgres://user:password@host/name."""
    url = text(variable) or f"sqlite:///{default}"
    example = "write sqlite:////folder/file.sqlite3 or postgres://user:password@host:5432/name."
    parts = _split(variable, url, example)
    if parts.scheme not in _DATABASES:
        refuse(variable, f"starts with {parts.scheme or 'no scheme'!r}; {example}")
    if not parts.path.strip("/") and parts.scheme != "sqlite":
        refuse(variable, f"names no database; {example}")
    return dict(_env.db_url_config(url))


def cache(variable: str) -> dict[str, Any]:
    """Django's cache setting from a URL such as redis://host:6379/0; in-process when unset."""
    url = text(variable) or "locmemcache://"
    example = "write redis://host:6379/0, or leave it out for a cache in the process."
    parts = _split(variable, url, example)
    if parts.scheme not in _CACHES:
        refuse(variable, f"starts with {parts.scheme or 'no scheme'!r}; {example}")
    return dict(_env.cache_url_config(url))


def _split(variable: str, url: str, example: str) -> Any:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        refuse(variable, f"is not a URL ({error}); {example}")
    return parts
