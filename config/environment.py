"""Reads the environment for the settings, and refuses to start on what it can't use.

A refusal is one line on standard error that names the variable and the remedy: whoever
starts the service at night needs that line and no traceback.
"""

import os
import re
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ

_env = environ.Env()

_DATABASES = ("sqlite", "postgres", "postgresql", "psql")
_HOST = re.compile(r"\*|\.?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\]")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9_.*:\[\]-]+")
# Half characters, too: what isn't UTF-8 comes as such.
_UNPRINTABLE = re.compile("[\0-\x1f\x7f\ud800-\udfff]")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CACHES = ("locmemcache", "rediscache", "redis", "rediss", "dummycache", "filecache")


def names() -> list[str]:
    """The variables that the settings read, for whoever wants to have the defaults."""
    code = Path(__file__).with_name("settings.py").read_text()
    return re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', code)


def refuse(variable: str, problem: str) -> NoReturn:
    """Stop the process with one line that says which variable is wrong and what to write."""
    raise SystemExit(f"chancery: {variable} {problem}")


def text(variable: str, default: str = "") -> str:
    """The variable's value without surrounding white space; the default where it is empty."""
    value = os.environ.get(variable, "").strip()
    if _UNPRINTABLE.search(value):
        refuse(variable, "has what is no text; write it in UTF-8, without control characters.")
    return value or default


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


def number(variable: str, default: int) -> int:
    """A whole number from 1."""
    value = text(variable)
    if not value:
        return default
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", value):
        refuse(variable, f"is {value!r}; write a whole number from 1.")
    return int(value)


def words(variable: str, default: list[str]) -> list[str]:
    """A comma-separated list."""
    found = [word.strip() for word in text(variable).split(",") if word.strip()]
    return found or default


def hosts(variable: str, default: list[str]) -> list[str]:
    """The names that the site answers to."""
    found = words(variable, default)
    for word in found:
        if not _HOST.fullmatch(word):
            refuse(variable, f"has {word!r}; write host names alone, such as briefs.example.org.")
    return found


def origins(variable: str) -> list[str]:
    """The addresses that forms may come from."""
    found = words(variable, [])
    for word in found:
        if not _ORIGIN.fullmatch(word):
            refuse(variable, f"has {word!r}; write addresses such as https://briefs.example.org.")
    return found


def contact(variable: str) -> str:
    """An address to write to or to read at: mailto:, https: or tel:."""
    found = text(variable)
    if found and not re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|https://\S+|tel:\+?[0-9-]+)", found):
        refuse(variable, f"is {found!r}; write an address such as mailto:security@example.org.")
    return found


def networks(variable: str) -> list[IPv4Network | IPv6Network]:
    """Networks such as 10.1.0.0/16, or single addresses."""
    found = []
    for word in words(variable, []):
        try:
            found.append(ip_network(word))
        except ValueError:
            refuse(variable, f"has {word!r}; write networks such as 10.1.0.0/16.")
    return found


def kinds(variable: str) -> dict[str, str]:
    """Slugs with their labels: ``working-paper=Working paper,memo=Memo``."""
    found: dict[str, str] = {}
    for word in words(variable, []):
        slug, _equals, label = (part.strip() for part in word.partition("="))
        if not _SLUG.fullmatch(slug) or len(slug) > 50:
            refuse(
                variable,
                f"has {slug!r}; write slug=Label with a slug of a-z, 0-9 and '-', 50 at most.",
            )
        found[slug] = label or slug
    return found


def time_zone(variable: str, default: str) -> str:
    """A name of the time zone database."""
    name = text(variable, default)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        refuse(variable, f"is {name!r}; write a name such as Asia/Karachi.")
    return name


def data_folder(variable: str, default: Path) -> Path:
    """The folder for database, media and logs; made when missing."""
    folder = Path(text(variable) or default).expanduser().resolve()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
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
    try:
        key = _kept_key(kept)
    except OSError as error:
        refuse(variable, f"can't be kept in {str(kept)!r} ({error.strerror}); set it.")
    if len(key) < 32:
        refuse(variable, f"in {str(kept)!r} is cut off; delete the file, and a new one is made.")
    return key


def _kept_key(kept: Path) -> str:
    """The key in a file, which is made where there is none."""
    if not kept.exists():
        # Linked into place whole, so that neither a kill nor a second process starting at
        # the same moment can leave half a key or two different ones.
        draft = kept.with_name(f"{kept.name}.{os.getpid()}")
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
    if not parts.path.strip("/"):
        refuse(variable, f"names no database; {example}")
    if parts.scheme == "sqlite" and not Path(parts.path[1:]).parent.is_dir():
        refuse(variable, f"names a file in a folder that isn't there: {parts.path[1:]!r}.")
    return dict(_env.db_url_config(url))


def cache(variable: str) -> dict[str, Any]:
    """Django's cache setting from a URL such as redis://host:6379/0; in-process when unset."""
    url = text(variable) or "locmemcache://"
    example = "write redis://host:6379/0, or leave it out for a cache in the process."
    parts = _split(variable, url, example)
    if parts.scheme not in _CACHES:
        refuse(variable, f"starts with {parts.scheme or 'no scheme'!r}; {example}")
    if parts.scheme.startswith("redis") and not re.fullmatch(r"(/[0-9]*)?", parts.path):
        refuse(variable, f"names the database {parts.path[1:]!r}, which is no number; {example}")
    if parts.scheme.startswith("redis") and not parts.hostname:
        refuse(variable, f"names no host; {example}")
    return dict(_env.cache_url_config(url))


def _split(variable: str, url: str, example: str) -> Any:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:  # whose text may hold a part of the password
        refuse(variable, f"is no URL, or its port no number; {example}")
    return parts
