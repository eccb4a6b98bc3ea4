"""All values of one facet, for the list of briefs that a reader has before them."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.paths import path_of
from briefs.search import EditionFilter, NoSuchPage, values
from briefs.search.facets import LABELS
from briefs.search.filters import LARGEST_NUMBER, LONGEST_QUERY
from briefs.views import links

# What readers narrow by first stands first; the year is drawn above the list.
FACETS = ("topic", "actor", "agreement", "kind", "language", "region", "author", "tag")
SIZE, WHILE_TYPING = 60, 8


class Asked(forms.Form):
    """Which of the values; `at` is the page of them, for `page` is the list's."""

    called = forms.CharField(required=False, max_length=LONGEST_QUERY, label=gettext_lazy("Name"))
    at = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)


@require_safe
@answered(*EditionFilter.base_filters, *Asked.base_fields, by=["HX-Request"])
def facet(request: HttpRequest, name: str) -> HttpResponse:
    """A facet's values with their counts, each a link to the list with it, or without.

    htmx gets a few of them, as boxes to tick in the finder. A list that can't be understood is
    shown by the finder, which says why.
    """
    if name not in FACETS:
        raise Http404
    asked, form = EditionFilter(request.GET), Asked(request.GET)
    if not asked.is_valid():
        return redirect(links.list_address(asked.data))
    typing = bool(request.htmx)  # type: ignore[attr-defined]  # its middleware sets it
    context = {"name": name, "label": LABELS[name], "form": form, "asked": asked}
    context["listed"] = links.list_address(asked.data)
    if form.is_valid():
        size = WHILE_TYPING if typing else SIZE
        context |= _found(request, name, asked, form.cleaned_data, size)
    template = "facet.html#boxes" if typing else "facet.html"
    return render(request, template, context, status=200 if form.is_valid() else 400)


def _found(
    request: HttpRequest, name: str, asked: EditionFilter, wanted: dict[str, Any], size: int
) -> dict[str, Any]:
    """The values that are wanted, each with its address, and the addresses of the next ones."""
    called, page = wanted["called"], wanted["at"] or 1
    cleaned, seen = asked.form.cleaned_data, asked.snapshot
    try:
        found = values(name, cleaned, seen, called=called, page=page, size=size)
    except NoSuchPage:
        raise Http404(_("There is no such page: the list is shorter.")) from None
    pages = {"previous": page - 1, "next": page + 1}
    return {
        "values": found,
        "choices": [(choice, links.toggled(asked, name, choice)) for choice in found.choices],
        **{
            word: links.address(request, links.with_value(request.GET, "at", number))
            for word, number in pages.items()
            if 1 <= number <= found.pages
        },
    }


def addresses(asked: EditionFilter) -> dict[str, str]:
    """For each facet, the address of the page that has all of its values."""
    query = asked.data.urlencode()
    return {name: f"{path_of('facet', name)}?{query}" for name in FACETS}
