"""The filter parameters of lists, their twins and the API: what is valid, and what it means.

A django-filter FilterSet validates them; `briefs.search.find` answers from the postings, so
the FilterSet never filters a queryset itself.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Self, cast

import django_filters
from django import forms
from django.conf.locale import LANG_INFO
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from briefs.models import kinds
from briefs.models.names import Keyed, canonical_language
from briefs.models.period import period_of
from briefs.models.publication import Publication
from briefs.models.tag import Tag
from briefs.search.facets import MODELS
from briefs.search.nouns import Noun
from briefs.search.snapshot import Snapshot, snapshot

PAGE_SIZE, SMALLEST_PAGE, LARGEST_PAGE = 20, 10, 100
LONGEST_QUERY = 500
MOST_VALUES = 50  # of one parameter
LARGEST_NUMBER = 2**63 - 1

PAGING = ("page", "after", "before")  # say which page: another list begins with its first

SORTS = {
    "relevance": _("Best match"),
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "title": _("Title"),
}


class DayField(forms.CharField):
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; gives a date: the first or last day it means."""

    def __init__(self, *, last: bool = False, **kwargs: Any) -> None:
        self.last = last
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        asked = period_of(text)
        return asked.last if self.last else asked.first


class DayFilter(django_filters.Filter):
    """A bound of the date of publication."""

    field_class = DayField


class WholeNumberFilter(django_filters.Filter):
    """A page number or a page's size."""

    field_class = forms.IntegerField


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a row stood in a list: a publication's number, and, by relevance, what it weighed."""

    publication: int
    weight: int | None = None

    def __str__(self) -> str:
        return str(self.publication) + ("" if self.weight is None else f"-{self.weight}")


class CursorField(forms.RegexField):
    """A Cursor as addresses have it."""

    def __init__(self, **kwargs: Any) -> None:
        message = {"invalid": _("There is no such place in a list.")}
        kwargs["error_messages"] = message | (kwargs.get("error_messages") or {})
        super().__init__(r"\A[0-9]{1,18}(-[0-9]{1,9})?\Z", **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return Cursor(*map(int, text.split("-"))) if text else None


class CursorFilter(django_filters.Filter):
    """The row beside which a page is."""

    field_class = CursorField


class WordsField(forms.MultipleChoiceField):
    """Any words, each at most once; FinderForm says which of them mean something."""

    def valid_value(self, value: str) -> bool:
        return True


class LanguageField(WordsField):
    """Languages by BCP 47 tag."""

    def to_python(self, value: Any) -> list[str]:
        return [canonical_language(tag) for tag in super().to_python(value)]


class LanguageFilter(django_filters.Filter):
    """The language of a brief."""

    field_class = LanguageField


class NounFilter(django_filters.Filter):
    """Slugs of nouns, former ones too."""

    field_class = WordsField


def _by_slug(label: Any, unknown: Any) -> NounFilter:
    return NounFilter(label=label, error_messages={"invalid_choice": unknown})


class _Shared(dict[str, forms.Field]):
    """Fields that forms don't copy."""

    def __deepcopy__(self, memo: Any) -> Self:
        return self


class FinderForm(forms.Form):
    """The rules that hold for the parameters together."""

    snapshot: Snapshot
    nouns: dict[str, dict[str, Noun]]  # of each facet, by the slugs that were asked for

    def clean(self) -> None:
        given = dict(cast("QueryDict", self.data).lists())
        for name in self.fields:
            if len(given.get(name, ())) > MOST_VALUES:
                text = _("Choose at most %(most)s.") % {"most": MOST_VALUES}
                self.add_error(name, text)
        for name in MODELS:
            self._look(name, self.nouns[name].get)
        self._look("language", self._language)

    def _look(self, name: str, find: Callable[[str], Any]) -> None:
        """Put what the words mean in their place; name one that means nothing."""
        words = self.cleaned_data.get(name)
        if words is None:
            return
        meant = [find(word) for word in words]
        if None in meant:
            unknown = self.fields[name].error_messages["invalid_choice"]
            self.add_error(name, unknown % {"value": words[meant.index(None)]})
        else:
            self.cleaned_data[name] = meant

    def _language(self, tag: str) -> str | None:
        """A language that the world knows, or that the collection has."""
        has = self.snapshot.postings.facet("language")
        return tag if tag.lower() in LANG_INFO or tag in has else None


class NounsFilter(django_filters.FilterSet):
    """What lists and views have in common: whom and what they are about."""

    topic = _by_slug(_("Topic"), _("There is no topic “%(value)s”."))
    actor = _by_slug(_("Actor"), _("There is no actor “%(value)s”."))
    agreement = _by_slug(_("Agreement"), _("There is no agreement “%(value)s”."))

    data: Any  # a QueryDict

    class Meta:
        model = Publication
        form = FinderForm
        fields: list[str] = []

    def __init__(self, data: QueryDict) -> None:
        asked = without_blanks(data)
        self.snapshot = snapshot()
        nouns = _nouns(asked, self.snapshot)
        for name, known in nouns.items():
            if name in asked:
                now = [known[slug].slug if slug in known else slug for slug in asked.getlist(name)]
                asked.setlist(name, list(dict.fromkeys(now)))
        # Not by FilterSet's own, which copies all filters and makes a class of form each time:
        # that takes longer than the answer. Nobody changes them.
        self.is_bound, self.data, self.filters = True, asked, self.base_filters
        self.queryset, self.form_prefix = Publication.objects.none(), None
        self.form.snapshot = self.snapshot
        self.form.nouns = {
            name: {noun.slug: noun for noun in known.values()} for name, known in nouns.items()
        }

    @classmethod
    @cache
    def get_form_class(cls) -> type[FinderForm]:
        """The form, made once; all forms share its fields."""
        fields = {name: each.field for name, each in cls.base_filters.items()}
        made = type(f"{cls.__name__}Form", (cls._meta.form,), fields)
        form = cast("type[FinderForm]", made)
        form.base_fields = _Shared(form.base_fields)
        return form

    @property
    def known(self) -> QueryDict:
        """What is asked, without the words that mean nothing here."""
        query: QueryDict = self.data.copy()
        for name in {*query} - {*self.filters}:
            del query[name]
        return query


class PagedFilter(NounsFilter):
    """The same of what is given in pages."""

    page = WholeNumberFilter(label=_("Page"), min_value=1, max_value=LARGEST_NUMBER)
    page_size = WholeNumberFilter(
        label=_("Results a page"), min_value=SMALLEST_PAGE, max_value=LARGEST_PAGE
    )

    class Meta(NounsFilter.Meta):
        """As all of them."""


class EditionFilter(PagedFilter):
    """What a reader asks of a list. `is_valid()`, then `form.cleaned_data`, then `find`."""

    q = django_filters.CharFilter(label=_("Search"), max_length=LONGEST_QUERY)
    tag = _by_slug(_("Tag"), _("There is no tag “%(value)s”."))
    author = _by_slug(_("Author"), _("There is no author “%(value)s”."))
    region = _by_slug(_("Region"), _("There is no region “%(value)s”."))
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
    after = CursorFilter(label=_("After"))
    before = CursorFilter(label=_("Before"))

    class Meta(NounsFilter.Meta):
        """As all of them."""


def _nouns(query: QueryDict, seen: Snapshot) -> dict[str, dict[str, Noun]]:
    """For each facet of nouns, those that a query names, by the slugs that it has: a query or two.

    A tag that only drafts have is nobody's business.
    """
    wanted: dict[type[Keyed], set[str]] = {model: set() for model in MODELS.values()}
    for name, model in MODELS.items():
        wanted[model].update(query.getlist(name)[:MOST_VALUES])  # the form refuses more
    found = seen.nouns.by_slug(wanted)
    found[Tag] = {slug: tag for slug, tag in found[Tag].items() if seen.postings.of("tag", tag.key)}
    return {name: found[model] for name, model in MODELS.items()}


def without_blanks(query: QueryDict) -> QueryDict:
    """A query without repeated and empty values, which a form without JavaScript sends, and without
    white space around the others.
    """
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if said := [text for value in values if (text := str(value).strip())]:
            kept.setlist(name, list(dict.fromkeys(said)))
    return kept


def from_first_page(query: QueryDict) -> QueryDict:
    """The same query, for another list or another page: without what says which page."""
    changed = query.copy()
    for name in PAGING:
        changed.pop(name, None)
    return changed


type Asked = dict[str, Any]  # the cleaned data of an EditionFilter


def date_range(asked: Asked) -> tuple[dt.date | None, dt.date | None]:
    """The first and last day asked for."""
    return asked.get("published_after"), asked.get("published_before")
