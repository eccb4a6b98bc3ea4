"""Lists: Word's paragraphs that look like one, and lists that stand in lists in odd ways."""

import re

from lxml import html
from lxml.html import HtmlElement

_LEVEL = re.compile(r"mso-list:\s*l\w+\s+level(\d)")
_NUMBER = re.compile(r"\(?(?:(\d+)|[a-z]|[ivxlcdm]+)[.)]", re.IGNORECASE)
_MARKER = ".//*[contains(@style, 'mso-list') and contains(@style, 'gnore')]"


def mark(body: HtmlElement) -> None:
    """Write down which paragraphs are items of Word's lists, while their styles tell."""
    _mark_word(body)
    _mark_word_online(body)


def nest(body: HtmlElement) -> None:
    """Make lists of marked paragraphs; put lists that stand in lists into their items."""
    _group(body)
    for inner in list(body.iter("ul", "ol")):
        _into_item(inner)
    for item in list(body.iter("li")):
        _settle(item)


def _mark_word(body: HtmlElement) -> None:
    """Word: each item is a paragraph, its level in the style, its bullet in the text."""
    for paragraph in list(body.iter("p")):
        level = _LEVEL.search(paragraph.get("style", ""))
        if level is None:
            continue
        marker = next(iter(paragraph.xpath(_MARKER)), None)
        number = None
        if marker is not None:
            number = _NUMBER.fullmatch(marker.text_content().strip())
            marker.drop_tree()
        paragraph.set("data-level", level[1])
        paragraph.set("data-list", "ol" if number else "ul")
        if number and number[1]:
            paragraph.set("data-start", number[1])


def _mark_word_online(body: HtmlElement) -> None:
    """Word on the web: each item is a list of its own, which says its level."""
    for frame in body.xpath(".//div[contains(@class, 'ListContainerWrapper')]"):
        for item in list(frame.iter("li")):
            kind = item.getparent().tag
            item.tag = "p"
            for paragraph in item.findall("p"):
                paragraph.drop_tag()
            item.set("data-level", item.get("data-aria-level", "1"))
            item.set("data-list", kind)
            if kind == "ol" and item.get("data-aria-posinset", "").isdecimal():
                item.set("data-start", item.get("data-aria-posinset", "1"))
        for part in list(frame.iter("ul", "ol")):
            part.drop_tag()
        frame.drop_tag()


def _group(body: HtmlElement) -> None:
    """Put items that follow each other into lists, by level."""
    open_lists: list[tuple[int, HtmlElement]] = []
    for paragraph in body.xpath(".//p[@data-level]"):
        before = paragraph.getprevious()
        if not open_lists or before is not open_lists[0][1] or (before.tail or "").strip():
            open_lists = []
        said, kind = paragraph.get("data-level", ""), paragraph.get("data-list", "ul")
        level = int(said) if re.fullmatch("[1-9]", said) else 1
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        if open_lists and open_lists[-1][0] == level and open_lists[-1][1].tag != kind:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            open_lists.append((level, _open(paragraph, kind, open_lists)))
        item = html.Element("li")
        top = open_lists[0][1]
        top.tail, paragraph.tail = paragraph.tail, None
        item.append(paragraph)
        open_lists[-1][1].append(item)


def _open(paragraph: HtmlElement, kind: str, above: list[tuple[int, HtmlElement]]) -> HtmlElement:
    """A new list: in the last item of the one above, or where its first item stands."""
    made = html.Element(kind)
    if start := paragraph.get("data-start"):
        made.set("start", start)
    if above:
        above[-1][1][-1].append(made)
    else:
        paragraph.addprevious(made)
    return made


def _into_item(inner: HtmlElement) -> None:
    """A list directly in a list belongs to the item before it."""
    parent = inner.getparent()
    if parent is None or parent.tag not in ("ul", "ol"):
        return
    item = inner.getprevious()
    if item is None or item.tag != "li":
        inner.drop_tag()
        return
    inner.drop_tree()
    item.append(inner)


def _settle(item: HtmlElement) -> None:
    """An item outside of a list is a paragraph; the only paragraph of an item is its text."""
    parent = item.getparent()
    if parent is None or parent.tag not in ("ul", "ol"):
        item.tag = "div"
        return
    paragraphs = item.findall("p") + item.findall("div")
    if len(paragraphs) == 1 and not (item.text or "").strip():
        paragraphs[0].drop_tag()
