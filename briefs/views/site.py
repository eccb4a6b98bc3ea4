"""What every page knows of the site."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def site(_request: HttpRequest) -> dict[str, object]:
    """Context processor: the institute's name for its site, and the site's sections."""
    return {"site_name": settings.SITE_NAME, "sections": _sections(get_language())}


@lru_cache
def _sections(_language: str | None) -> list[dict[str, str]]:
    return [
        {"href": reverse("briefs"), "name": _("Briefs")},
        {"href": reverse("topics"), "name": _("Topics")},
        {"href": reverse("actors"), "name": _("Actors")},
        {"href": reverse("agreements"), "name": _("Agreements")},
        {"href": reverse("events"), "name": _("Events")},
        {"href": reverse("timeline"), "name": _("Timeline")},
        {"href": reverse("network"), "name": _("Network")},
    ]
