"""Briefs: the filtered list with its facets, and each with its text and evidence."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from briefs.api.pages import neighbours
from briefs.api.problems import bad_parameters, no_such_page, problem
from briefs.api.refs import Refs
from briefs.models.edition import Edition
from briefs.models.erased import erased_on, without_erased
from briefs.models.fact import facts_of, passages_of
from briefs.models.publication import Publication, Standing
from briefs.models.shelved import at_address, editions_of, led_to
from briefs.search import Card, EditionFilter, Facet, NoSuchPage, find
from briefs.search.facets import LARGEST

_REFERENCES = {"authors": "actor", "topics": "topic", "actors": "actor"}
_REFERENCES |= {"agreements": "agreement", "tags": "tag"}


def brief_list(request: HttpRequest) -> HttpResponse | dict[str, Any]:
    """The published briefs that match, a page at a time, with exact counts of what they have.

    The same parameters as /briefs/ takes. A parameter given several times means OR, different ones
    mean AND. Unknown parameters are ignored.
    """
    asked = EditionFilter(request.GET)
    if not asked.is_valid():
        return bad_parameters(asked.form.errors)
    try:
        found = find(asked.form.cleaned_data, asked.snapshot)
    except NoSuchPage:
        return no_such_page()
    refs = Refs(request)
    known = dict(asked.known.lists())
    return {
        "count": found.total,
        "page": found.page.number,
        "pages": found.page.pages,
        **neighbours(request, known, previous=found.page.previous, next_=found.page.next),
        "results": [_card(card, refs) for card in found.cards],
        "facets": {facet.name: _values(facet) for facet in found.facets},
    }


def brief_detail(request: HttpRequest, slug: str) -> HttpResponse | dict[str, Any]:
    """A brief as its current edition says it, with its editions and the passages that state facts.

    A renamed or replaced brief redirects; a removed one is 410, and one whose text was erased. Of
    one that was withdrawn, archived or retracted, “notice” says since when and why.
    """
    publication = at_address(slug)
    if publication is None:
        return _moved(slug)
    if publication.state == Standing.REMOVED:
        return problem(HTTPStatus.GONE, publication.notice)
    if publication.replacement:
        return redirect(reverse("api:brief", args=[publication.replacement.slug]))
    if erased := erased_on(publication.edition):
        return problem(HTTPStatus.GONE, erased)
    return _brief(publication, Refs(request))


def _moved(slug: str) -> HttpResponse:
    former = led_to(slug)
    if former is None:
        return problem(HTTPStatus.NOT_FOUND, _("There is no brief at this address."))
    return redirect(reverse("api:brief", args=[former.slug]), permanent=True)


def _card(card: Card, refs: Refs) -> dict[str, Any]:
    return {
        "slug": card.slug,
        "url": refs.site + card.get_absolute_url(),
        "title": card.title,
        "summary": card.summary,
        "kind": card.kind,
        "language": card.language,
        "published_on": card.published_on,
        "updated_on": card.updated_on,
        "edition": card.number,
        **{name: refs.refs(page, card.nouns[name]) for name, page in _REFERENCES.items()},
        "regions": [region["slug"] for region in card.nouns["regions"]],
    }


def _brief(publication: Publication, refs: Refs) -> dict[str, Any]:
    edition = publication.edition
    editions = editions_of(publication)
    return {
        **_card(Card.of(publication), refs),
        "body_html": without_erased(mark_safe(edition.body_html)),  # noqa: S308  (nh3 cleaned it)
        "body_markdown": edition.body_markdown,
        "key_points": edition.key_points,
        "sources": edition.sources,
        "license": edition.license,
        "editions": [_edition(each, publication, refs) for each in editions],
        "evidence": _evidence(edition, refs),
        "notice": _notice(publication, editions),
    }


def _edition(edition: Edition, publication: Publication, refs: Refs) -> dict[str, Any]:
    return {
        "number": edition.number,
        "published_at": edition.published_at,
        "note": edition.told_note,
        "url": refs.url("edition", publication.slug, edition.number),
    }


def _evidence(edition: Edition, refs: Refs) -> list[dict[str, Any]]:
    return [refs.evidence(fact) for fact in facts_of(edition, passages_of(edition))]


def _notice(publication: Publication, editions: Iterable[Edition]) -> dict[str, Any] | None:
    """What stands above the text on its page."""
    if publication.state != Standing.PUBLISHED:
        on, reason = publication.notice_on, publication.notice
        return {"state": publication.state, "on": on, "reason": reason}
    for edition in editions:
        if edition.pk == publication.retraction_id:
            on, reason = timezone.localdate(edition.published_at), edition.told_note
            return {"state": "retracted", "on": on, "reason": reason}
    return None


def _values(facet: Facet) -> list[dict[str, Any]]:
    """The ten largest values, largest first; then those selected that aren't among them."""
    ordered = sorted(facet.choices, key=lambda choice: (-choice.count, choice.label, choice.value))
    rest = [choice for choice in ordered[LARGEST:] if choice.selected]
    return [
        {
            "value": choice.value,
            "label": choice.label,
            "count": choice.count,
            "selected": choice.selected,
        }
        for choice in [*ordered[:LARGEST], *rest]
    ]
