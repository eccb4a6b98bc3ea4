"""What every page knows of the site."""

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, object]:
    """Context processor: the institute's name for its site."""
    return {"site_name": settings.SITE_NAME}
