"""Rendering: Markdown in, the HTML that readers get out, safe and finished.

CommonMark with tables, footnotes and typographic punctuation (comrak, which drops raw HTML);
headings start at level 2, beneath the page's title, and have ids; tables can be scrolled;
images carry their sizes, links to attachments say what comes; and in the end nh3 lets through
only what is on its list.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import comrak
import nh3
from django.utils import translation
from django.utils.translation import gettext as _
from lxml import html
from lxml.html import HtmlElement

from briefs.publishing.media import finish_media
from briefs.publishing.outline import HEADINGS, Outline, Places, outline, words_of
from briefs.publishing.passages import plain_text
from briefs.publishing.problems import Place, Problem, as_typed, said

SCHEMES = {"http", "https", "mailto"}
_UNPRINTABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ID_PREFIXES = ("s-", "fn-", "fnref-")

_TAGS = {
    *("a", "blockquote", "br", "code", "del", "div", "em", "hr", "img", "li", "ol", "p", "pre"),
    *("figcaption", "figure"),
    *("h2", "h3", "h4", "h5", "h6", "section", "strong", "sup", "ul"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "*": {"id"},
    "a": {"href", "title", "role", "aria-label"},
    "div": {"role", "tabindex", "aria-label"},
    "img": {"src", "srcset", "sizes", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    "section": {"role", "aria-label"},
    "td": {"align"},
    "th": {"align", "scope"},
}
_CLASSES = {
    "div": {"table"},
    "section": {"footnotes"},
    "sup": {"footnote-ref"},
    "a": {"footnote-backref"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A body as readers get it.

    `contents` lists the headings as ``{"id", "text", "level"}``; `problems` are what an editor
    has to mend before it can be published; `outline` says what stands where.
    """

    html: str
    text: str
    contents: list[dict[str, str | int]]
    problems: list[Problem] = field(default_factory=list)
    outline: Outline = field(default_factory=Outline)


def render(markdown: str, *, language: str = "en") -> Rendered:
    """Render a body. Never fails: what can't be shown as written is named in `problems`.

    Asks the database twice at most: for the images, and for the attachments.

    The few words that rendering adds (“Notes”) are in the body's language, where Chancery
    speaks it; problems are in the editor's.
    """
    problems: list[Problem] = []
    contents: list[dict[str, str | int]] = []
    source = printable(as_typed(markdown))
    tree, whole = _tree(source)
    if not whole:
        message = _("Lists and quotes stand too deep in each other: take some apart.")
        problems.append(_problem("depth", message))
    places, read = Places(source), outline(tree, source)
    _set_headings(tree, contents)
    problems += [
        _problem("link-unusable", message, places.of(link))
        for link in tree.iter("a")
        if (message := _link_problem(link))
    ]
    problems += [
        _problem(code, message, places.of(image))
        for image, code, message in finish_media(tree, language=language)
    ]
    tables, notes = list(tree.iter("table")), list(tree.iter("section"))
    if tables or notes:
        with translation.override(language):
            for table in tables:
                _make_scrollable(table)
            _name_footnotes(tree, notes)
    finished = html.tostring(tree, encoding="unicode")
    clean = nh3.clean(
        finished.removeprefix("<div>").removesuffix("</div>"),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_only_prefixed_ids,
        allowed_classes=_CLASSES,
        url_schemes=SCHEMES,
        link_rel="noopener",
    )
    return Rendered(
        html=clean, text=plain_text(clean), contents=contents, problems=problems, outline=read
    )


def outline_of(markdown: str) -> Outline:
    """What stands where in a body, without rendering all of it."""
    source = printable(as_typed(markdown))
    return outline(_tree(source)[0], source)


def _tree(source: str) -> tuple[HtmlElement, bool]:
    """What comrak makes of the Markdown, and whether it is whole: lxml drops what is too deep."""
    raw = comrak.render_markdown(source, _extensions(), _parsing(), _locating())
    # Printable again, for Markdown may spell a character as &#1;.
    parser = html.HTMLParser(remove_comments=True)
    tree = html.fragment_fromstring(printable(raw), create_parent="div", parser=parser)
    for anchor in tree.findall(".//a[@class='anchor']"):  # a heading's link to itself
        anchor.drop_tree()
    return tree, not parser.error_log.filter_from_fatals()  # at more than 256 levels


def _problem(code: str, message: str, place: Place | None = None) -> Problem:
    return Problem(field="body", code=code, message=message, place=place)


def to_html(markdown: str) -> str:
    """What comrak makes of a body, neither finished nor checked."""
    return comrak.render_markdown(markdown, _extensions(), _parsing(), comrak.RenderOptions())


def printable(text: str) -> str:
    """The text without the characters that HTML can't have: control characters, half ones."""
    return _UNPRINTABLE.sub("", text)


def _extensions() -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    options.table = options.footnotes = options.strikethrough = options.autolink = True
    options.header_id_prefix = "s-"
    return options


def _parsing() -> comrak.ParseOptions:
    options = comrak.ParseOptions()
    options.smart = options.sourcepos_chars = True
    return options


def _locating() -> comrak.RenderOptions:
    """Each element says where it was written; nh3 takes that out again."""
    options = comrak.RenderOptions()
    options.sourcepos = True
    return options


def _set_headings(tree: HtmlElement, contents: list[dict[str, str | int]]) -> None:
    """Shift headings so that the highest is at level 2; list them."""
    headings = list(tree.iter(*HEADINGS))
    if not headings:
        return
    shift = 2 - min(int(str(node.tag)[1]) for node in headings)
    for node in headings:
        level = min(6, int(str(node.tag)[1]) + shift)
        node.tag = f"h{level}"
        contents.append({"id": node.get("id", ""), "text": words_of(node), "level": level})


def _link_problem(link: HtmlElement) -> str:
    """What is wrong with a link that readers can't follow: comrak empties the dangerous ones."""
    address = link.get("href", "")
    scheme = urlsplit(address).scheme.lower() if splits(address) else "?"
    if address and (not scheme or scheme in SCHEMES):
        return ""
    message = _(
        "The link “%(text)s” leads to an address that can't be used here: "
        "write one that starts with https://, / or mailto:."
    )
    return said(message, text=link.text_content().strip() or address)


def splits(address: str) -> bool:
    """Whether an address can be taken apart."""
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


def _make_scrollable(table: HtmlElement) -> None:
    """Wrap a table, so that a wide one scrolls by itself, by keyboard too."""
    for cell in table.iter("th"):
        cell.set("scope", "col")
    frame = html.Element("div")
    for name, value in (("class", "table"), ("role", "region"), ("tabindex", "0")):
        frame.set(name, value)
    heading = table.xpath("preceding::*[self::h2 or self::h3 or self::h4][1]")
    frame.set("aria-label", " ".join(map(words_of, heading)) or _("Table"))
    frame.tail, table.tail = table.tail, None
    table.addprevious(frame)
    frame.append(table)


def _name_footnotes(tree: HtmlElement, sections: list[HtmlElement]) -> None:
    for section in sections:
        section.set("role", "doc-endnotes")
        section.set("aria-label", _("Notes"))
    for link in tree.iter("a"):
        if "footnote-backref" in link.get("class", ""):
            link.set("role", "doc-backlink")
            link.set("aria-label", _("Back to the text"))
        elif link.get("id", "").startswith("fnref-"):
            link.set("role", "doc-noteref")


def _only_prefixed_ids(_tag: str, name: str, value: str) -> str | None:
    if name == "id" and not value.startswith(_ID_PREFIXES):
        return None
    return value
