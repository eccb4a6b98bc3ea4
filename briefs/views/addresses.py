"""Where a noun was found before it was renamed: readers are led on to where it is now."""

from collections.abc import Callable
from functools import wraps

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from briefs.models.address import FormerAddress

type Page = Callable[[HttpRequest, str], HttpResponse]


def moved(page: str, *words: str | int) -> HttpResponseRedirectBase:
    """The redirect to a page's present address."""
    response = redirect(page, *words, permanent=True)
    # Asked again each time: a browser that remembered it would go in circles, should the
    # noun ever be given its old address back.
    add_never_cache_headers(response)
    return response


def led_on(noun: type[Model]) -> Callable[[Page], Page]:
    """Have a noun's page lead readers on from its former addresses.

    Only where there is a page: of a tag that only drafts have, and of an event that no
    passage states, a former address tells no more than the present one does.
    """

    def decorate(page: Page) -> Page:
        @wraps(page)
        def found(request: HttpRequest, slug: str) -> HttpResponse:
            try:
                return page(request, slug)
            except Http404:
                row = FormerAddress.objects.leading_to(noun._default_manager.all(), slug)
                if row is None:
                    raise
                now: str = row.slug  # type: ignore[attr-defined]
                page(request, now)  # raises, where readers have no page
                response = moved(noun._meta.model_name or "", now)
                if request.GET:
                    response["Location"] += f"?{request.GET.urlencode()}"
                return response

        return found

    return decorate
