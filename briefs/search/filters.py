"""The filter parameters of lists, their twins and the API: what is valid, and what it means.

A django-filter FilterSet validates them; `briefs.search.find` answers from the postings, so
the FilterSet never filters a queryset itself.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

import django_filters
from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from briefs.models import kinds
from briefs.models.actor import Actor
from briefs.models.address import FormerAddress
from briefs.models.agreement import Agreement
from briefs.models.dates import bounds
from briefs.models.names import Keyed, canonical_language
from briefs.models.publication import Publication
from briefs.models.region import Region
from briefs.models.tag import Tag
from briefs.models.topic import Topic
from briefs.search import postings
from briefs.search.facets import MODELS

PAGE_SIZE, SMALLEST_PAGE, LARGEST_PAGE = 20, 10, 100
LONGEST_QUERY = 500
MOST_VALUES = 50  # of one parameter
LARGEST_NUMBER = 2**63 - 1

SORTS = {
    "relevance": _("Best match"),
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "title": _("Title"),
}


class DayField(forms.CharField):
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; gives a date: the first or last day it means."""

    default_error_messages = {
        "date": _("“%(value)s” is no date: write a year, a month or a day, such as 2021-09.")
    }

    def __init__(self, *, last: bool = False, **kwargs: Any) -> None:
        self.last = last
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
            raise self._no_date(text)
        try:
            return bounds(text)[1 if self.last else 0]
        except ValidationError as error:
            raise self._no_date(text) from error

    def _no_date(self, text: str) -> ValidationError:
        return ValidationError(self.error_messages["date"], code="date", params={"value": text})


class DayFilter(django_filters.Filter):
    """A bound of the date of publication."""

    field_class = DayField


class WholeNumberFilter(django_filters.Filter):
    """A page number or a page's size."""

    field_class = forms.IntegerField


class LanguageField(forms.MultipleChoiceField):
    """Languages by BCP 47 tag: those the world knows, and those that the collection has."""

    def to_python(self, value: Any) -> list[str]:
        return [canonical_language(tag) for tag in super().to_python(value)]

    def valid_value(self, value: str) -> bool:
        return value.lower() in LANG_INFO or value in postings.current().facet("language")


class LanguageFilter(django_filters.Filter):
    """The language of a brief."""

    field_class = LanguageField


def _by_slug(queryset: Any, label: Any, unknown: Any) -> django_filters.ModelMultipleChoiceFilter:
    return django_filters.ModelMultipleChoiceFilter(
        queryset=queryset,
        to_field_name="slug",
        label=label,
        error_messages={"invalid_choice": unknown},
    )


class FinderForm(forms.Form):
    """The rules that hold for the parameters together."""

    def clean(self) -> None:
        given = dict(cast("QueryDict", self.data).lists())
        for name in self.fields:
            if len(given.get(name, ())) > MOST_VALUES:
                text = _("Choose at most %(most)s.") % {"most": MOST_VALUES}
                self.add_error(name, text)
        for tag in unheard_of(self.cleaned_data.get("tag") or ()):
            unknown = self.fields["tag"].error_messages["invalid_choice"]
            self.add_error("tag", unknown % {"value": tag.slug})
            break


class EditionFilter(django_filters.FilterSet):
    """What a reader asks of a list. `is_valid()`, then `form.cleaned_data`, then `find`."""

    q = django_filters.CharFilter(label=_("Search"), max_length=LONGEST_QUERY)
    topic = _by_slug(Topic.objects.all(), _("Topic"), _("There is no topic “%(value)s”."))
    actor = _by_slug(Actor.objects.all(), _("Actor"), _("There is no actor “%(value)s”."))
    agreement = _by_slug(
        Agreement.objects.all(), _("Agreement"), _("There is no agreement “%(value)s”.")
    )
    tag = _by_slug(Tag.objects.all(), _("Tag"), _("There is no tag “%(value)s”."))
    author = _by_slug(Actor.objects.all(), _("Author"), _("There is no author “%(value)s”."))
    region = _by_slug(Region.objects.all(), _("Region"), _("There is no region “%(value)s”."))
    language = LanguageFilter(
        label=_("Language"),
        error_messages={"invalid_choice": _("There is no language “%(value)s”.")},
    )
    kind = django_filters.MultipleChoiceFilter(
        choices=kinds.choices,
        label=_("Kind"),
        error_messages={"invalid_choice": _("There is no kind “%(value)s”.")},
    )
    published_after = DayFilter(label=_("Published from"))
    published_before = DayFilter(label=_("Published until"), last=True)
    sort = django_filters.ChoiceFilter(
        choices=list(SORTS.items()),
        label=_("Order"),
        error_messages={
            "invalid_choice": _(
                "There is no order “%(value)s”: choose relevance, newest, oldest or title."
            )
        },
    )
    page = WholeNumberFilter(label=_("Page"), min_value=1, max_value=LARGEST_NUMBER)
    page_size = WholeNumberFilter(
        label=_("Results a page"), min_value=SMALLEST_PAGE, max_value=LARGEST_PAGE
    )

    class Meta:
        model = Publication
        form = FinderForm
        fields: list[str] = []

    def __init__(self, data: QueryDict) -> None:
        asked = _at_present_addresses(without_blanks(data))
        super().__init__(asked, queryset=Publication.objects.none())


def _at_present_addresses(query: QueryDict) -> QueryDict:
    """The query with the slugs that nouns have now in the place of former ones.

    One query where it names nouns.
    """
    asked: dict[type[Keyed], set[str]] = defaultdict(set)
    named = {name: model for name, model in MODELS.items() if name in query}
    for name, model in named.items():
        asked[model].update(query.getlist(name))
    renamed = FormerAddress.objects.renamed(asked) if asked else {}
    hidden = unheard_of(renamed.get(Tag, {}).values())
    for name, model in named.items():
        now = {old: noun.slug for old, noun in renamed[model].items() if noun not in hidden}
        query.setlist(name, list(dict.fromkeys(now.get(s, s) for s in query.getlist(name))))
    return query


def unheard_of(tags: Iterable[Tag]) -> set[Tag]:
    """The tags that only drafts have: they are nobody's business."""
    tags = set(tags)
    index = postings.current() if tags else None
    return {tag for tag in tags if index and not index.of("tag", str(tag.key))}


def without_blanks(query: QueryDict) -> QueryDict:
    """A query without repeated and empty values; a form without JavaScript sends those."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if said := [value for value in values if str(value).strip()]:
            kept.setlist(name, list(dict.fromkeys(said)))
    return kept


type Asked = dict[str, Any]  # the cleaned data of an EditionFilter


def date_range(asked: Asked) -> tuple[dt.date | None, dt.date | None]:
    """The first and last day asked for."""
    return asked.get("published_after"), asked.get("published_before")
