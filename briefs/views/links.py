"""Links that change one thing in a list's address, and say which."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from briefs.search import Choice, EditionFilter, Facet
from briefs.search.facets import label_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filter in use, said in words, and the address of the list without it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A parameter whose value is no value: what is wrong, and the address without it."""

    name: str
    label: str
    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year of the histogram, and the address of the list of that year (or, if on, without)."""

    choice: Choice
    url: str


def canonical(request: HttpRequest, asked: EditionFilter) -> str:
    """The list's own address: what else stands in the present one says nothing to it."""
    query: QueryDict = asked.data.copy()
    for name in set(query) - set(asked.filters):
        del query[name]
    return address(request, query)


def address(request: HttpRequest, query: QueryDict) -> str:
    """This page's address with another query."""
    encoded = query.urlencode()
    return f"{request.path}?{encoded}" if encoded else request.path


def chips(request: HttpRequest, asked: EditionFilter) -> list[Chip]:
    """The filters in use, in the order of the page."""
    return [
        Chip(text=f"{label}: {text}", url=address(request, _without(asked, name, value)))
        for name, label, value, text in _in_use(asked)
    ]


def mistakes(request: HttpRequest, asked: EditionFilter) -> list[Mistake]:
    """What could not be understood, in the order of the page."""
    found = []
    for name, errors in asked.form.errors.items():
        query = asked.data.copy()
        query.pop(name, None)
        label = str(asked.form[name].label)
        url = address(request, query)
        found += [Mistake(name=name, label=label, text=str(text), url=url) for text in errors]
    return found


def _in_use(asked: EditionFilter) -> Iterator[tuple[str, str, str, str]]:
    """Parameter, its label, the value in the address, and the value in words."""
    skipped = {"sort", "page", "page_size"}
    for name, value in asked.form.cleaned_data.items():
        label = str(asked.filters[name].label)
        if name in skipped or not value:
            continue
        if name in ("q", "published_after", "published_before"):
            written = asked.data.get(name, "").strip()
            yield name, label, asked.data.get(name, ""), written
        elif name in ("kind", "language"):
            for one in value:
                yield name, label, one, label_of(name, one)
        else:
            for row in value:
                yield name, label, row.slug, _label(row)


def _label(row: Any) -> str:
    return str(getattr(row, "label", row))


def _without(asked: EditionFilter, name: str, value: str) -> QueryDict:
    query: QueryDict = asked.data.copy()
    kept = [other for other in query.getlist(name) if other.lower() != value.lower()]
    query.pop("page", None)
    query.setlist(name, kept)
    return query


def years(request: HttpRequest, asked: EditionFilter, facet: Facet) -> list[Year]:
    """The years of the collection, oldest first, each with the address that chooses it."""
    found = []
    for choice in reversed(facet.choices):
        query = asked.data.copy()
        query.pop("page", None)
        for name in ("published_after", "published_before"):
            query.pop(name, None)
            if not choice.selected:
                query[name] = choice.value
        found.append(Year(choice=choice, url=address(request, query)))
    return found
