"""Reading an upload: not more than the limit, and with a sentence for whatever goes wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

MEGABYTE = 1 << 20


def content_of(upload: "File[bytes]") -> bytes:
    """All bytes of an upload. Raises ValidationError where they are none, or too many."""
    if upload.size > settings.UPLOAD_MAX_MB * MEGABYTE:
        raise ValidationError(
            _("The file has %(size)s MB: make it smaller, %(most)s MB at most."),
            code="too-large",
            params={"size": -(-upload.size // MEGABYTE), "most": settings.UPLOAD_MAX_MB},
        )
    upload.seek(0)
    content: bytes = upload.read()
    if not content:
        raise ValidationError(_("The file is empty."), code="empty")
    return content


@contextmanager
def damage_refused(message: str) -> Iterator[None]:
    """Refuse with this sentence whatever a library can't read.

    On files made to harm, decoders raise nearly anything: what they raise is never trusted to
    be of one kind.
    """
    try:
        yield
    except ValidationError:
        raise
    except Exception as error:
        raise ValidationError(message, code="damaged") from error
