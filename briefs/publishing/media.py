"""What a body has of this site's files: pictures of the right size, links that say what comes.

All that readers' pages need of a file is written into the HTML, so that reading asks nothing.
"""

from collections.abc import Iterator
from urllib.parse import unquote

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.translation import gettext as _
from lxml import html
from lxml.html import HtmlElement

from briefs.models.attachment import Attachment
from briefs.models.image import Image
from briefs.models.upload import Upload
from briefs.publishing.problems import said

# How wide a page shows a picture at the most: the measure of its text.
SIZES = "(min-width: 39rem) 37rem, 100vw"


type Said = tuple[HtmlElement, str, str]  # of an image: a code, and a sentence


def finish_media(tree: HtmlElement, *, language: str) -> list[Said]:
    """Finish a body's images, and its links to attachments; what is wrong with the images.

    Two queries, none where there is no file. Links to no file are the checklist's.
    """
    pictures = [(picture, _name(picture.get("src", ""))) for picture in tree.iter("img")]
    links = [(link, _name(link.get("href", ""))) for link in tree.iter("a")]
    images = _by_name(Image, [name for _picture, name in pictures])
    attachments = _by_name(Attachment, [name for _link, name in links])
    for picture, name in pictures:
        if name in images:
            _show(picture, images[name])
    for link, name in links:
        if name in attachments:
            with translation.override(language):
                _announce(link, attachments[name])
    return [
        (picture, code, said(message, address=picture.get("src", "")))
        for picture, name in pictures
        for code, message in _problems_of(picture, known=name in images)
    ]


def _name(address: str) -> str:
    """The name of the file that an address of this site leads to; "" if it leads to none."""
    path = address.partition("#")[0].partition("?")[0]
    return unquote(path.removeprefix(settings.MEDIA_URL)) if _is_ours(address) else ""


def _is_ours(address: str) -> bool:
    return address.startswith(settings.MEDIA_URL)


def _by_name[U: Upload](model: type[U], names: list[str]) -> dict[str, U]:
    """The uploads that are kept under these names, and not erased: one query, none where there is
    no name.
    """
    possible = {name for name in names if name and "\0" not in name}
    rows = model._default_manager.filter(file__in=possible, erased_at=None) if possible else ()
    return {str(row.file): row for row in rows}


def _problems_of(picture: HtmlElement, *, known: bool) -> Iterator[tuple[str, str]]:
    if not _is_ours(picture.get("src", "")):
        yield (
            "image-foreign",
            _("The image “%(address)s” is not one of this site's: upload it, and use its address."),
        )
        return
    if not picture.get("alt", "").strip():
        yield (
            "image-alt",
            _("The image “%(address)s” has no text for those who can't see it: ![text](address)."),
        )
    if not known:
        yield "image-unknown", _("There is no image at “%(address)s”: check its address.")


def _show(picture: HtmlElement, image: Image) -> None:
    """Give a picture its size (pages then don't jump), its copies, and its credit."""
    picture.set("loading", "lazy")
    picture.set("width", str(image.width))
    picture.set("height", str(image.height))
    if image.srcset:
        picture.set("srcset", image.srcset)
        picture.set("sizes", SIZES)
    if image.credit:
        _give_credit(picture, image.credit)


def _give_credit(picture: HtmlElement, credit: str) -> None:
    """Say whose a picture is: beneath one that stands alone, else where the pointer rests."""
    frame = picture.getparent()
    alone = frame is not None and frame.tag == "p" and len(frame) == 1
    if frame is None or not alone or (frame.text or picture.tail or "").strip():
        picture.set("title", credit)
        return
    frame.tag = "figure"
    caption = html.Element("figcaption")
    caption.text = credit
    frame.append(caption)


def _announce(link: HtmlElement, attachment: Attachment) -> None:
    """Say at the end of a link what comes when it is followed: “(PDF, 1.2 MB)”."""
    pattern = _("%(kind)s, %(size)s, %(credit)s") if attachment.credit else _("%(kind)s, %(size)s")
    facts = pattern % {
        "kind": attachment.kind.upper(),
        "size": filesizeformat(attachment.size),
        "credit": attachment.credit,
    }
    words = f" ({facts})"
    if len(link):
        link[-1].tail = (link[-1].tail or "") + words
    else:
        link.text = (link.text or "") + words
