"""What readers are told in the place of what was erased: the text of an edition, or a file.

Of a file in a text that is its words, and that it was removed. Editions never change, so it is put
there as a page is shown.
"""

import re
from urllib.parse import unquote

from django.conf import settings
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from briefs.models.attachment import Attachment
from briefs.models.edition import Edition
from briefs.models.image import Image
from briefs.models.moments import day
from briefs.models.upload import Upload

# As nh3 writes them: attributes in double quotes, no links within links.
_PICTURE = re.compile(r'<img\b[^>]*?\bsrc="([^"]*)"[^>]*>')
_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_ALT = re.compile(r'\balt="([^"]*)"')


def erased_on(edition: Edition) -> str:
    """That an edition's text was erased, and when; empty where it wasn't."""
    if edition.erased_at is None:
        return ""
    date = day(localdate(edition.erased_at))
    return _("The text of this edition was erased on %(date)s, as the law demands.") % {
        "date": date
    }


def without_erased(html: SafeString) -> SafeString:
    """A body without pictures and links whose files were erased. No query where there is no file;
    else two.
    """
    addresses = {match[1] for kind in (_PICTURE, _LINK) for match in kind.finditer(html)}
    names = {name for address in addresses if (name := _name(address))}
    erased = _erased(names) if names else {}
    if not erased:
        return html

    def in_place_of_picture(match: re.Match[str]) -> str:
        upload = erased.get(_name(match[1]))
        if upload is None:
            return match[0]
        alt = _ALT.search(match[0])
        words = alt[1] if alt else ""
        return f"<em>{words} ({escape(_removed(upload, _('picture')))})</em>"

    def in_place_of_link(match: re.Match[str]) -> str:
        upload = erased.get(_name(match[1]))
        if upload is None:
            return match[0]
        return f"{match[2]} <em>({escape(_removed(upload, _('file')))})</em>"

    shown = _LINK.sub(in_place_of_link, _PICTURE.sub(in_place_of_picture, html))
    return mark_safe(shown)  # noqa: S308  (taken from what was safe, and what was added is escaped)


def was_erased(name: str) -> bool:
    """Whether a file of that name, or the one that it is a copy of, was erased."""
    mark = name[:32]
    gone = (
        model._default_manager.filter(file__startswith=mark, erased_at__isnull=False)
        for model in (Image, Attachment)
    )
    return len(mark) == 32 and any(rows.exists() for rows in gone)


def _name(address: str) -> str:
    path = address.partition("#")[0].partition("?")[0]
    return unquote(path.removeprefix(settings.MEDIA_URL)) if _is_ours(path) else ""


def _is_ours(path: str) -> bool:
    return path.startswith(settings.MEDIA_URL)


def _erased(names: set[str]) -> dict[str, Upload]:
    return {
        str(upload.file): upload
        for model in (Image, Attachment)
        for upload in model._default_manager.filter(file__in=names, erased_at__isnull=False)
    }


def _removed(upload: Upload, what: str) -> str:
    day = date_format(localtime(upload.erased_at), "DATE_FORMAT") if upload.erased_at else ""
    return _("%(what)s removed on %(day)s") % {"what": what, "day": day}
