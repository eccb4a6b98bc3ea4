"""A brief's page, and each of its editions for ever."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.models.contested import contested
from briefs.models.edition import Edition
from briefs.models.erased import without_erased
from briefs.models.evidence import Evidence
from briefs.models.fact import facts_of, passages_of
from briefs.models.portrait import offices_in
from briefs.models.publication import Publication, Standing
from briefs.models.reference import reference
from briefs.models.shelved import at_address, editions_of, led_to, retraction_of
from briefs.search.cards import labelled
from briefs.search.filters import without_blanks
from briefs.views.addresses import moved
from briefs.views.changes import Asked
from briefs.views.difference import compared
from briefs.views.factbox import fact_box
from briefs.views.passages import marked
from briefs.views.twins import of_brief


@require_safe
@answered()
def brief(request: HttpRequest, slug: str) -> HttpResponse:
    """The current edition; or where the brief has gone to."""
    found = _on_the_shelf(request, slug, "brief")
    if isinstance(found, HttpResponse):
        return found
    if found.replacement:
        return redirect(found.replacement)
    return _edition_page(request, found, _edition(found, found.edition.number))


@require_safe
@answered()
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """An edition as it was published."""
    found = _on_the_shelf(request, slug, "edition", number)
    if isinstance(found, HttpResponse):
        return found
    return _edition_page(request, found, _edition(found, number))


@require_safe
@answered()
def difference(request: HttpRequest, slug: str, first: int, second: int) -> HttpResponse:
    """What changed from one edition to another."""
    found = _on_the_shelf(request, slug, "difference", first, second)
    if isinstance(found, HttpResponse):
        return found
    before, after = _edition(found, first), _edition(found, second)
    erased = [edition for edition in (before, after) if edition.erased_at]
    older, newer = sorted((first, second))
    editions = editions_of(found)
    context = {
        **_standing(found),
        "before": before,
        "after": after,
        "editions": editions,
        "between": [each for each in editions if older < each.number <= newer],
        "erased": erased,
        "comparison": None if erased else compared(before, after),
    }
    return render(request, "difference.html", context)


@require_safe
@answered("since", "first", "second")
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed since a reader last read, or between any two editions."""
    found = _on_the_shelf(request, slug, "changes")
    if isinstance(found, HttpResponse):
        if "Location" in found and request.GET:
            found["Location"] += f"?{request.GET.urlencode()}"
        return found
    editions = editions_of(found)
    asked = Asked(without_blanks(request.GET), editions=editions)
    if asked.is_valid() and asked.pair:
        first, second = (edition.number for edition in asked.pair)
        return redirect("difference", slug, first, second)
    context = {
        **_standing(found),
        "asked": asked,
        "since": asked.cleaned_data.get("since"),
        "editions": editions,
    }
    return render(request, "changes.html", context, status=200 if asked.is_valid() else 400)


def _on_the_shelf(
    request: HttpRequest, slug: str, page: str, *numbers: int
) -> Publication | HttpResponse:
    """The publication at an address, or the redirect to where it is now, or that it is removed."""
    publication = at_address(slug)
    if publication is None:
        former = led_to(slug)
        if former is None:
            raise Http404(_("There is no brief at this address."))
        return moved(page, former.slug, *numbers)
    return _gone(request, publication) if publication.state == Standing.REMOVED else publication


def _edition(publication: Publication, number: int) -> Edition:
    if number == publication.edition.number:
        return publication.edition
    edition = publication.editions.filter(number=number).first()
    if edition is None:
        raise Http404(_("This brief has no such edition."))
    return edition


def _address(publication: Publication) -> str:
    """Where its current text stands: a replaced brief's own address leads on."""
    if publication.replacement:
        return reverse("edition", args=[publication.slug, publication.edition.number])
    return publication.get_absolute_url()


def _standing(publication: Publication) -> dict[str, Any]:
    """How it stands on the shelf: two queries more where it is retracted."""
    saved = publication.retraction_id is not None  # a preview's isn't, and stands on the object
    return {
        "publication": publication,
        "address": _address(publication),
        "retraction": retraction_of(publication) if saved else publication.retraction,
    }


def _gone(request: HttpRequest, publication: Publication) -> HttpResponse:
    tombstone = {"removed_at": publication.notice_on, "reason": publication.notice}
    response = render(request, "410.html", {"tombstone": tombstone}, status=410)
    add_never_cache_headers(response)
    return response


def _edition_page(request: HttpRequest, publication: Publication, edition: Edition) -> HttpResponse:
    passages, editions = passages_of(edition), editions_of(publication)
    return edition_page(request, edition, passages=passages, editions=editions)


def edition_page(
    request: HttpRequest,
    edition: Edition,
    *,
    passages: Iterable[Evidence],
    editions: Iterable[Edition],
    template: str = "brief.html",
    **more: Any,
) -> HttpResponse:
    """The page of an edition, with the passages anchored in it; saved or, for a preview, not yet.

    `editions` are all of the brief's, the latest first; `more` is for another template.
    """
    publication = edition.publication
    facts = facts_of(edition, passages)
    (edition.card,) = labelled([edition.card])
    is_current = edition == publication.edition
    has_twins = is_current and not (publication.replacement or edition.erased_at)
    context = {
        **_standing(publication),
        "edition": edition,
        "is_current": is_current,
        "twins": of_brief(publication.slug) if has_twins else [],
        "facts": facts,
        "fact_box": fact_box(facts),
        "contested": contested([fact.evidence for fact in facts]),
        "offices": offices_in(edition, publication.published_on, facts),
        "body": without_erased(marked(edition, facts)),
        "editions": editions,
        "citation": "" if edition.erased_at else reference(edition),
        "permanent_url": request.build_absolute_uri(edition.get_absolute_url()),
        **more,
    }
    return render(request, template, context)
