"""Rows that a list's page has by the hundred: values of facets, years, briefs.

Written with Python's own formatting, because a template takes ten times as long for each: these
were three quarters of a page's time. Whatever comes from people is escaped here, by hand: `e`.
"""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from html import escape as e
from typing import Any
from urllib.parse import quote

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from briefs.models import kinds
from briefs.models.evidence import Assertion
from briefs.models.names import reads_right_to_left
from briefs.paths import path_of
from briefs.search import Card, Choice, Facet, Highlighter
from briefs.templatetags.chancery import grouped_in, marked, passage

register = template.Library()

_TOPICS = 3  # of a brief, in a list
_HIGHEST = 48  # pixels of a year's bar
_CURRENT = ' aria-current="true"'
_WITHIN = ' class="within"'


@register.simple_tag
def choices(facet: Facet, some: Iterable[Choice]) -> SafeString:
    """Some values of a facet, to tick."""
    name, most, language = facet.name, facet.largest or 1, get_language()
    return SafeString(
        "".join(
            f'<li><label class="choice"><input type="checkbox" id="f-{name}-{e(choice.value)}" '
            f'name="{name}" value="{e(choice.value)}"{" checked" if choice.selected else ""}> '
            f"<span><bdi>{e(choice.label)}</bdi></span> "
            f'<data value="{choice.count}">{grouped_in(language, choice.count)}</data> '
            f'<svg class="bar" width="{round(choice.count * 100 / most)}%" height="2" '
            f'aria-hidden="true"></svg></label></li>\n'
            for choice in some
        )
    )


@register.simple_tag
def tally(facet: str, slug: str, name: str, some: Iterable[Choice]) -> SafeString:
    """The largest values of another facet, each a link to the list that has both."""
    url, language = f"{reverse('briefs')}?{facet}={quote(slug)}", get_language()
    parameters = ("published_after", "published_before") if name == "year" else (name,)
    rows = "".join(
        f'<li><a href="{url}{_said(parameters, choice.value)}" dir="auto">{e(choice.label)}</a> '
        f'<data value="{choice.count}">{grouped_in(language, choice.count)}</data></li> '
        for choice in some
    )
    return SafeString(f'<ul class="tally">{rows}</ul>')


def _said(parameters: Iterable[str], value: str) -> str:
    return "".join(f"&amp;{parameter}={quote(value)}" for parameter in parameters)


@register.simple_tag
def bars(years: Iterable[Any], most: int) -> SafeString:
    """The histogram's bars, each a link to its year; `most` makes the highest."""
    language = get_language()
    return SafeString("".join(_bar(year, most, language) for year in years))


def _bar(year: Any, most: int, language: str) -> str:
    if not year.url:
        return f"<li><div><span>{year.label}</span></div></li>\n"
    return (
        f'<li><a id="y-{e(year.label)}" href="{e(year.url)}"{_CURRENT if year.selected else ""}'
        f"{_WITHIN if year.within else ''}>"
        f'<data value="{year.count}">{grouped_in(language, year.count)}</data>'
        f'<svg height="{round(year.count * _HIGHEST / (most or 1))}" width="10" '
        f'aria-hidden="true"></svg><span>{e(year.label)}</span></a></li>\n'
    )


@register.simple_tag
def year_rows(years: Iterable[Any]) -> SafeString:
    """The same as rows of a table, those without a brief aside."""
    language = get_language()
    return SafeString(
        "".join(
            f'<tr><th scope="row"><a href="{e(year.url)}">{e(year.label)}</a></th>'
            f"<td>{grouped_in(language, year.count)}</td></tr>"
            for year in years
            if year.url
        )
    )


@register.simple_tag
def acts(rects: Iterable[Any]) -> SafeString:
    """Bars or marks of a line, each drawn as its facts are asserted: what is denied is struck."""
    return SafeString("".join(map(_act, rects)))


def _act(rect: Any) -> str:
    struck = (
        f'<line class="strike" x1="{rect.x}%" x2="{rect.end}%" y1="{rect.foot}" y2="{rect.y}"/>'
        if rect.assertion == Assertion.DENIED
        else ""
    )
    return (
        f'<rect class="act" data-assertion="{rect.assertion}" x="{rect.x}%" '
        f'width="{rect.width}%" y="{rect.y}" height="{rect.height}"/>{struck}'
    )


@register.simple_tag
def entries(cards: Iterable[Card], highlighter: Highlighter | None = None) -> SafeString:
    """Briefs as lists show them; where words were looked for, with what says them."""
    language = get_language()
    return SafeString("\n".join(_entry(each, highlighter, language) for each in cards))


def _entry(card: Card, highlighter: Highlighter | None, reader: str | None) -> str:
    day, title, summary, said = card.published_on, e(card.title), e(card.summary), ""
    if highlighter:
        title, summary = marked(card.title, highlighter), marked(card.summary, highlighter)
        said = passage(card.text, highlighter)
    text = f'lang="{e(card.language)}" dir="{_direction(card.language)}"'
    found = f'<p class="found" {text}>{said}</p>' if said else ""
    retracted = f" {render_to_string('parts/retracted.html')}" if card.retraction_id else ""
    topics = "".join(
        f' <li><a href="{path_of("topic", topic["slug"])}">{e(topic["name"])}</a></li>'
        for topic in card.nouns.get("topics", ())[:_TOPICS]
    )
    return (
        f'<li><p class="when"><time datetime="{day:%Y-%m-%d}">{_day(day, reader)}</time>'
        f'</p><article><h3 {text}><a href="{path_of("brief", card.slug)}">{title}</a>'
        f'{retracted}</h3><p class="gist" {text}>{summary}</p>{found}'
        f'<ul class="about"><li>{e(kinds.label_of(card.kind))}</li>{topics}</ul>'
        f"</article></li>"
    )


@lru_cache(maxsize=4096)
def _day(day: dt.date, _reader: str | None) -> str:
    return date_format(day, "j E Y")


@lru_cache(maxsize=256)
def _direction(language: str) -> str:
    return "rtl" if reads_right_to_left(language) else "ltr"
