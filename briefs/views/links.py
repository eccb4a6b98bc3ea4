"""Links that change one thing in a list's address, and say which."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from briefs.search import Choice, EditionFilter, Facet, Found
from briefs.search.chosen import DATES, chosen
from briefs.search.filters import NounsFilter, date_range, from_first_page
from briefs.search.paging import Step

_LONG = 20  # years without a brief; more aren't shown one by one


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
    """A bar of the histogram; without an address, there is nothing to choose by it.

    `selected`: it alone is chosen; `within`: it is in the range that is.
    """

    label: str
    count: int = 0
    url: str = ""
    selected: bool = False
    within: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Another list, for when this one is empty: what it is about, its address, how many it has."""

    text: str
    url: str
    count: int


def canonical(request: HttpRequest, asked: NounsFilter) -> str:
    """The list's own address: what else stands in the present one says nothing to it."""
    return address(request, asked.known)


def address(request: HttpRequest, query: QueryDict) -> str:
    """This page's address with another query."""
    encoded = query.urlencode()
    return f"{request.path}?{encoded}" if encoded else request.path


def list_address(query: QueryDict) -> str:
    """The address of the list of briefs with a query."""
    encoded = query.urlencode()
    return f"{reverse('briefs')}?{encoded}" if encoded else reverse("briefs")


def with_value(query: QueryDict, name: str, value: str | int) -> QueryDict:
    """A query with one parameter set."""
    changed = query.copy()
    changed[name] = str(value)
    return changed


def toggled(asked: EditionFilter, name: str, choice: Choice) -> str:
    """The address of the list with a value more, or without it where it is chosen."""
    if choice.selected:
        return list_address(without(asked, name, choice.value))
    query = from_first_page(asked.data)
    query.appendlist(name, choice.value)
    return list_address(query)


def chips(request: HttpRequest, asked: EditionFilter) -> list[Chip]:
    """The filters in use, in the order of the page."""
    return [
        Chip(text=str(each), url=address(request, without(asked, each.name, each.value)))
        for each in chosen(asked)
    ]


def mistakes(request: HttpRequest, asked: NounsFilter) -> list[Mistake]:
    """What could not be understood, in the order of the page."""
    found = []
    for name, errors in asked.form.errors.items():
        query = asked.data.copy()
        query.pop(name, None)
        label = str(asked.form[name].label)
        url = address(request, query)
        found += [Mistake(name=name, label=label, text=str(text), url=url) for text in errors]
    return found


def correction(request: HttpRequest, asked: EditionFilter, found: Found) -> Way | None:
    """The list for the words that were probably meant."""
    if not (better := found.correction):
        return None
    url = address(request, _with(asked, q=better.text))
    return Way(text=better.text, url=url, count=better.count)


def ways_out(request: HttpRequest, asked: EditionFilter, found: Found) -> list[Way]:
    """The lists without one filter, or one word; the longest first."""
    said = [(each.name, str(each)) for each in chosen(asked)]
    ways = []
    for way in found.ways_out:
        names = DATES if way.name == "year" else [way.name]
        if way.name == "q":
            text = _("“%(words)s”") % {"words": way.words or asked.data.get("q", "").strip()}
        else:
            text = ", ".join(text for name, text in said if name in names)
        left = dict.fromkeys(names, "") | ({"q": way.left} if way.name == "q" else {})
        ways.append(Way(text=text, url=address(request, _with(asked, **left)), count=way.count))
    return ways


def _with(asked: EditionFilter, **values: str) -> QueryDict:
    """The query with other values, from its first page on; an empty one leaves its name out."""
    query = from_first_page(asked.data)
    for name in values:
        query.pop(name, None)
    for name, value in values.items():
        if value:
            query[name] = value
    return query


def without(asked: NounsFilter, name: str, value: str) -> QueryDict:
    """A query without one value of a parameter, from its first page on."""
    query = from_first_page(asked.data)
    kept = [other for other in query.getlist(name) if other.lower() != value.lower()]
    query.setlist(name, kept)
    return query


def years(request: HttpRequest, asked: EditionFilter, facet: Facet) -> list[Year]:
    """The years of the collection, oldest first, each with the list of it (if on, without it).

    Between them are those without a brief, so that time runs evenly.
    """
    without = address(request, _with(asked, **dict.fromkeys(DATES, "")))
    start = _before_more(without)
    first, last = date_range(asked.form.cleaned_data)
    found: list[Year] = []
    for choice in reversed(facet.choices):
        if found:
            found += _between(int(found[-1].label), int(choice.value))
        number = int(choice.value)
        year = Year(
            label=choice.label,
            count=choice.count,
            url=without
            if choice.selected
            else start + "&".join(f"{name}={choice.value}" for name in DATES),
            selected=choice.selected,
            within=bool(first or last)
            and (first is None or first.year <= number)
            and (last is None or number <= last.year),
        )
        found.append(year)
    return found


def _between(before: int, after: int) -> Iterable[Year]:
    """The years between two that have briefs; of a long time one that stands for all."""
    if after - before - 1 > _LONG:
        return [Year(label="…")]
    return (Year(label=f"{year:04}") for year in range(before + 1, after))


def to_page(request: HttpRequest, asked: EditionFilter) -> Callable[[Step], str]:
    """Gives the address of each page of a list."""
    start = _before_more(address(request, _with(asked)))
    return lambda step: start + urlencode(step)


def _before_more(address: str) -> str:
    """An address up to where one more parameter stands."""
    return f"{address}{'&' if '?' in address else '?'}"
