"""One brief as a file: its current edition, or where the brief has gone to, as its page says."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from briefs.formats import files
from briefs.formats.files import Site
from briefs.models.erased import erased_on
from briefs.models.moments import day
from briefs.models.publication import Publication, Standing
from briefs.models.shelved import at_address, led_to, retraction_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What stands above a brief's text where the institute doesn't stand by it as it did."""

    status: str
    said: str  # what happened, and when
    why: str

    def __str__(self) -> str:
        return f"{self.said} {self.why}".strip()


type Write = Callable[[Publication, Iterable[Notice], Site], str]


def file(
    request: HttpRequest, slug: str, write: Write, content_type: str, ending: str
) -> HttpResponse:
    """The brief at a slug as a file; its words are in the brief's language.

    A renamed or replaced brief redirects; a removed one is 410, and one whose text was erased.
    """
    found = at_address(slug)
    if found is None:
        return _moved(slug, ending)
    if found.state == Standing.REMOVED:
        return files.refusal(HTTPStatus.GONE, found.notice)
    if found.replacement:
        return redirect(_route(ending), found.replacement.slug)
    if erased := erased_on(found.edition):
        return files.refusal(HTTPStatus.GONE, erased)
    site = Site(request)
    with translation.override(found.edition.language):
        text = write(found, list(_notices(found)), site)
    headers = {
        "Content-Language": found.edition.language,
        "Link": f'<{site.url("brief", slug)}>; rel="canonical"',
        "X-Robots-Tag": "noindex",
        **files.saved_as(f"{slug}.{ending}"),
    }
    return HttpResponse(text, content_type=content_type, headers=headers)


def _route(ending: str) -> str:
    return f"brief.{ending}"


def _moved(slug: str, ending: str) -> HttpResponse:
    former = led_to(slug)
    if former is None:
        raise Http404(_("There is no brief at this address."))
    response = redirect(_route(ending), former.slug, permanent=True)
    add_never_cache_headers(response)  # it may be given its old address back
    return response


def _notices(publication: Publication) -> Iterable[Notice]:
    if retraction := retraction_of(publication):
        date = day(timezone.localdate(retraction.published_at))
        said = _("Retracted on %(date)s.") % {"date": date}
        yield Notice(status="retracted", said=said, why=retraction.told_note)
    date = day(publication.notice_on)
    match publication.state:
        case Standing.WITHDRAWN:
            said = _("Withdrawn on %(date)s.") % {"date": date}
            yield Notice(status="withdrawn", said=said, why=publication.notice)
        case Standing.ARCHIVED:
            said = _("Archived on %(date)s.") % {"date": date}
            why = _("It is kept for the record and no longer kept up to date.")
            yield Notice(status="archived", said=said, why=why)
