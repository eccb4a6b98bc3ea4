"""The pasted tree: read, freed of what is no text, brought to few elements, pruned."""

import re

from lxml import etree, html
from lxml.html import HtmlElement

from briefs.publishing.rendering import printable

DEEPEST = 60  # elements in each other; a text has a dozen
MOST = 30_000  # elements; a book has as many
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = {
    *HEADINGS,
    *("p", "div", "ul", "ol", "li", "blockquote", "pre", "hr", "fn-note"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_INLINE = {"a", "br", "code", "del", "em", "fn-mark", "img", "strong", "sub", "sup"}
_SAME = {
    "b": "strong",
    "i": "em",
    "cite": "em",
    "s": "del",
    "strike": "del",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
    "tfoot": "tbody",
    **dict.fromkeys(
        (
            *("address", "article", "aside", "caption", "center", "dd", "details", "dl", "dt"),
            *("fieldset", "figcaption", "figure", "footer", "form", "header", "legend", "main"),
            *("nav", "section", "summary"),
        ),
        "div",
    ),
}
_NO_TEXT = {"base", "head", "link", "meta", "script", "style", "title", "xml", "template", "svg"}
# Hidden text, and what reviewers wrote beside it.
_HIDDEN = re.compile(r"display:\s*none|mso-hide:\s*all|mso-element:\s*comment-list")
_COMMENT_MARKS = {"msocomanchor", "MsoCommentReference"}
_CODE = re.compile(r"white-space:\s*pre\s*(?:;|$)")
# How a style says what an element would: (element, style that means it).
_STYLES = [
    ("strong", re.compile(r"(?:^|;)\s*font-weight:\s*(?:bold|[6-9]00)")),
    ("em", re.compile(r"(?:^|;)\s*font-style:\s*italic")),
    ("del", re.compile(r"(?:^|;)\s*text-decoration[-a-z]*:[^;]*line-through")),
    ("sup", re.compile(r"(?:^|;)\s*vertical-align:\s*super")),
    ("sub", re.compile(r"(?:^|;)\s*vertical-align:\s*sub\b")),
]
_NOT_BOLD = re.compile(r"(?:^|;)\s*font-weight:\s*(?:normal|[1-5]00)")


def parse(pasted: str) -> HtmlElement | None:
    """The body of what was pasted; None where it is empty, code, or no text that one could keep."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", printable(pasted))
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        body = html.document_fromstring(text, parser=parser).find("body")
    except etree.ParserError:
        return None
    if body is None or parser.error_log.filter_from_fatals() or _is_too_much(body):
        return None
    if any(_CODE.search(element.get("style", "")) for element in body.iter()):
        return None
    for element in list(body.iter()):
        if element.tag in _NO_TEXT or _is_hidden(element):
            _remove(element)
    return body


def _is_too_much(body: HtmlElement) -> bool:
    depth = 0
    for count, (event, _element) in enumerate(etree.iterwalk(body, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST or count > 2 * MOST:
            return True
    return False


def _is_hidden(element: HtmlElement) -> bool:
    return bool(
        _HIDDEN.search(element.get("style", "")) or element.get("class", "") in _COMMENT_MARKS
    )


def _remove(element: HtmlElement) -> None:
    """Take an element out, unless it went with another one."""
    if element.getparent() is not None and element.tag != "body":
        element.drop_tree()


def plain(body: HtmlElement) -> None:
    """Bring all elements to those that Markdown has a sign for; styles to elements."""
    for element in list(body.iterdescendants()):
        _name_heading(element)
        _obey_style(element)
        tag = _SAME.get(str(element.tag), str(element.tag))
        element.tag = tag if tag in BLOCKS or tag in _INLINE else "span"
    etree.strip_tags(body, "span")
    for rule in body.xpath(".//div[contains(@style, 'mso-element')]/hr"):
        rule.drop_tree()
    _lower_headings(body)


def _name_heading(element: HtmlElement) -> None:
    """A heading by its role or by Word's style is one by name."""
    level = element.get("aria-level", "")
    if element.get("role") == "heading" and level.isdecimal():
        element.tag = HEADINGS[min(max(int(level[:2]), 1), 6) - 1]
    elif element.get("class") == "MsoTitle":
        element.tag = "h1"


def _obey_style(element: HtmlElement) -> None:
    """What the style of an element without a meaning of its own says, its name says then."""
    style = element.get("style", "")
    if element.tag in ("b", "strong") and _NOT_BOLD.search(style):
        element.tag = "span"
    if element.tag not in ("span", "font"):
        return
    for tag in (tag for tag, meaning in _STYLES if meaning.search(style)):
        if element.tag in ("span", "font"):
            element.tag = tag
            continue
        inner = html.Element(tag)
        inner.text, element.text = element.text, None
        inner.extend(list(element))
        element.append(inner)


def _lower_headings(body: HtmlElement) -> None:
    """Level 1 is the brief's title: the highest heading of a text has level 2."""
    headings = list(body.iter(*HEADINGS))
    if any(heading.tag == "h1" for heading in headings):
        for heading in headings:
            heading.tag = HEADINGS[min(int(str(heading.tag)[1]), 5)]


def prune(body: HtmlElement) -> None:
    """Paragraphs for what stands loose; nothing that is empty; breaks where they break."""
    for container in [body, *body.iter("div", "blockquote")]:
        _wrap_loose(container)
    for element in reversed(list(body.iterdescendants())):
        if _is_empty(element):
            element.drop_tree()
    _drop_loose_breaks(body)
    for second in list(body.iter("br")):
        _part(second)
    etree.strip_tags(body, "div")


def _wrap_loose(container: HtmlElement) -> None:
    """Words beside blocks, or in no block at all, become paragraphs."""
    first, container.text = container.text or "", None
    children = list(container)
    paragraph = html.Element("p")
    paragraph.text = first
    container.insert(0, paragraph)
    for child in children:
        if child.tag in BLOCKS:
            paragraph = html.Element("p")
            paragraph.text, child.tail = child.tail, None
            child.addnext(paragraph)
        else:
            paragraph.append(child)


def _part(second: HtmlElement) -> None:
    """Two line breaks in a row begin a new paragraph."""
    first, block = second.getprevious(), second.getparent()
    if first is None or first.tag != "br" or (first.tail or "").strip():
        return
    if block is None or block.tag != "p":
        second.drop_tag()
        return
    paragraph = html.Element("p")
    paragraph.text, second.tail = second.tail, None
    paragraph.extend(list(second.itersiblings()))
    block.addnext(paragraph)
    first.drop_tree()
    second.drop_tree()


def _is_empty(element: HtmlElement) -> bool:
    is_kept = element.tag not in BLOCKS or element.tag in ("hr", "td", "th")
    return not is_kept and not has_words(element) and next(element.iter("hr"), None) is None


def has_words(element: HtmlElement) -> bool:
    """Whether there is anything to read or to see."""
    return bool(element.text_content().strip()) or any(True for _ in element.iter("img", "fn-mark"))


def _drop_loose_breaks(body: HtmlElement) -> None:
    """Line breaks break nothing at the start of a block, and nothing at its end."""
    loose: list[HtmlElement] = []
    since: list[HtmlElement] = []  # breaks since the last words
    words = False  # whether there are any in this block
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in BLOCKS:
            loose.extend(since)
            since, words = [], False
        elif event == "start" and element.tag == "br":
            (since if words else loose).append(element)
        text = element.text if event == "start" else element.tail
        if element.tag in ("img", "fn-mark") or (text or "").strip():
            since, words = [], True
    for line_break in [*loose, *since]:
        line_break.drop_tag()
