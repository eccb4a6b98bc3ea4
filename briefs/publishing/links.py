"""Links of a draft: whether readers can follow them, and know beforehand where they lead."""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from briefs.publishing.destinations import Destination, destinations, is_own
from briefs.publishing.draft import Draft
from briefs.publishing.outline import Link
from briefs.publishing.problems import Level, Problem, said
from briefs.publishing.rendering import splits
from briefs.words import normalised

# What the page of a brief has besides its text; sources and passages are numbered ones.
_OF_THE_PAGE = re.compile(r"main|key-points|sources|editions|facts|contents|(source|passage)-.+")
_ID = re.compile(r' id="([^"]*)"')
# Words that say nothing of where a link leads, as reading aloud the links alone shows.
_HERE = (
    *("here", "click here", "see here", "this", "this link", "link", "more", "read more"),
    *("тут", "здесь", "ссылка", "по ссылке", "эта ссылка", "подробнее", "читать далее"),
    *("یہاں", "یہاں کلک کریں", "یہ لنک", "لنک", "مزید", "مزید پڑھیں"),
)


def link_problems(draft: Draft) -> Iterator[Problem]:
    """What is wrong with the links of the body, in the order of the text."""
    ids = set(_ID.findall(draft.body.html))
    links = [link for link in draft.body.outline.links if splits(link.address)]
    inside = {link: path for link in links if (path := path_here(link.address))}
    found = destinations(set(inside.values()) - {f"/briefs/{draft.brief.slug}/"})
    for link in links:
        yield from _of_its_words(link)
        yield from _of_its_address(link, ids)
        if link in inside:
            yield from _of_its_end(link, found.get(inside[link], Destination.OPEN))


def path_here(address: str) -> str:
    """The path of an address of this site, its host written or not; empty for any other."""
    parts = urlsplit(address)
    if parts.netloc and not is_own(parts.hostname or ""):
        return ""
    return parts.path if parts.path.startswith("/") else "/" if parts.netloc else ""


def _of_its_words(link: Link) -> Iterator[Problem]:
    if not link.text.strip():
        message = _("The link to %(address)s has no words: write some between [ and ].")
        yield _error(link, "link-empty", message)
    elif tuple(normalised(link.text)) in _words_for_here():
        message = _("“%(text)s” says nothing of where the link leads: name what is there.")
        yield _warning(link, "link-here", message)


@cache
def _words_for_here() -> set[tuple[str, ...]]:
    return {tuple(normalised(words)) for words in _HERE}


def _of_its_address(link: Link, ids: set[str]) -> Iterator[Problem]:
    parts = urlsplit(link.address)
    if not parts.scheme and not parts.netloc and not parts.path.startswith("/"):
        yield from _of_its_anchor(link, ids) if link.address.startswith("#") else _relative(link)
    elif parts.netloc and is_own(parts.hostname or ""):
        message = _("“%(text)s” names this site's host: write the address from its / on.")
        yield _warning(link, "link-own-host", message)
    elif parts.scheme == "http" or (parts.netloc and not parts.scheme):
        message = _("The link “%(text)s” isn't encrypted: write https:// if the site has it.")
        yield _warning(link, "link-insecure", message)


def _of_its_anchor(link: Link, ids: set[str]) -> Iterator[Problem]:
    anchor = unquote(link.address.removeprefix("#"))
    if not anchor or anchor in ids or _OF_THE_PAGE.fullmatch(anchor):
        return
    if f"s-{anchor}" in ids:
        message = _("Nothing in the text is named %(anchor)s: write %(meant)s.")
    else:
        message = _("Nothing in the text is named %(anchor)s: headings have names that begin #s-.")
    yield _error(link, "link-anchor", message, anchor=f"#{anchor}", meant=f"#s-{anchor}")


def _relative(link: Link) -> Iterator[Problem]:
    if link.address:  # an empty one has been named by whoever rendered it
        message = _("“%(address)s” leads elsewhere from each page: write the whole, from its / on.")
        yield _error(link, "link-relative", message)


def _of_its_end(link: Link, end: Destination) -> Iterator[Problem]:
    match end:
        case Destination.OPEN:
            return
        case Destination.UNKNOWN:
            message = _("There is no page at %(address)s: check the address.")
            yield _error(link, "link-unknown", message)
        case Destination.CLOSED:
            message = _("Readers can't open %(address)s: link to the public page.")
            yield _error(link, "link-desk", message)
        case Destination.REMOVED:
            message = _("What was at %(address)s is removed: take the link out.")
            yield _error(link, "link-removed", message)
        case Destination.UNPUBLISHED:
            message = _("Readers don't see %(address)s yet: publish that first, or at once after.")
            yield _warning(link, "link-unpublished", message)
        case Destination.WITHDRAWN:
            message = _("What is at %(address)s is withdrawn: is the link still meant?")
            yield _warning(link, "link-withdrawn", message)
        case Destination.LED_ON:
            message = _("Readers are led on from %(address)s: link to where they are led.")
            yield _warning(link, "link-led-on", message)


def _error(link: Link, code: str, message: str, **words: str) -> Problem:
    return _problem(link, Level.ERROR, code, message, words)


def _warning(link: Link, code: str, message: str) -> Problem:
    return _problem(link, Level.WARNING, code, message, {})


def _problem(link: Link, level: Level, code: str, message: str, words: dict[str, str]) -> Problem:
    message = said(message, text=link.text, address=unquote(link.address), **words)
    return Problem(field="body", level=level, code=code, message=message, place=link.place)
