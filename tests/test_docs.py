"""The documentation names everything that there is to name."""

import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from briefs.search import EditionFilter
from config import environment

ROOT = Path(__file__).resolve().parent.parent
DOCS = {path.name: path.read_text() for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]}


def test_every_setting_is_documented() -> None:
    names = {*environment.names(), "PORT"}

    assert len(names) > 10
    assert {name for name in names if f"`{name}`" not in DOCS["settings.md"]} == set()


def test_every_documented_setting_exists() -> None:
    code = (ROOT / "config/settings.py").read_text() + (ROOT / "scripts/serve").read_text()
    named = re.findall(r"^\| `([A-Z_]+)`", DOCS["settings.md"], re.MULTILINE)

    assert {name for name in named if f'"{name}"' not in code} == set()


def test_every_filter_is_documented() -> None:
    parameters = EditionFilter.base_filters

    assert {name for name in parameters if f"`{name}`" not in DOCS["pages.md"]} == set()


def test_every_address_is_documented() -> None:
    addresses = [route for route in _routes(get_resolver()) if not route.startswith("admin/")]

    assert len(addresses) > 15
    for route in addresses:
        written = "/" + re.sub(r"<\w+:(\w+)>", r"<\1>", route)
        assert f"`{written}`" in DOCS["pages.md"], written


def test_every_command_is_documented() -> None:
    commands = [path.stem for path in (ROOT / "briefs/management/commands").glob("[a-z]*.py")]
    text = (
        "".join(DOCS.values())
        + (ROOT / "Makefile").read_text()
        + (ROOT / "scripts/serve").read_text()
    )

    assert {name for name in commands if name not in text} == set()


@pytest.mark.parametrize("name", sorted(DOCS))
def test_links_between_documents_lead_somewhere(name: str) -> None:
    folder = ROOT if (ROOT / name).exists() else ROOT / "docs"
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", re.sub("`[^`\n]*`", "", DOCS[name]))

    assert {link for link in links if not (folder / link).exists()} == set()


def _routes(resolver: URLResolver, before: str = "") -> list[str]:
    found: list[str] = []
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            found.append(route)
        elif isinstance(pattern, URLResolver):
            found.extend(_routes(pattern, route))
    return found
