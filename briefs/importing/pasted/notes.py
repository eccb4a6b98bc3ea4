"""Footnotes and endnotes: a link to a place below that leads back, whoever wrote them."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from lxml import html
from lxml.html import HtmlElement

_CONTAINERS = ("p", "li", "div", "dd", "td", "blockquote")
_OF_NOTES = re.compile(r"note|ftn|edn|^fn")


def pair(body: HtmlElement, taken: Collection[str]) -> None:
    """Put ``<fn-mark>`` where a note is called, and the notes, as ``<fn-note>``, at the end.

    A mark whose note wasn't copied with it, or a note without a mark, stays what it is.
    """
    page = _Page(body)
    labels = _free_labels(taken)
    found: dict[HtmlElement, str] = {}
    for link in list(body.iter("a")):
        target = page.leads_to(link)
        if target is None or page.order[target] <= page.order[link]:
            continue
        note = page.container(target)
        if note not in found:
            if link in note.iter() or not page.take_ways_back(note, link):
                continue
            found[note] = next(labels)
        _mark(link, found[note])
    for note, label in found.items():
        _move_to_end(body, note, label)


class _Page:
    """Where things stand in what was pasted."""

    def __init__(self, body: HtmlElement) -> None:
        self.body = body
        self.order = {element: place for place, element in enumerate(body.iter())}
        self.named: dict[str, HtmlElement] = {}
        for element in self.order:
            for name in (element.get("id"), element.get("name")):
                if name:
                    self.named.setdefault(name, element)

    def leads_to(self, link: HtmlElement) -> HtmlElement | None:
        """The element that a link leads to, if it was pasted with it."""
        _before, _hash, name = link.get("href", "").partition("#")
        return self.named.get(name, self.named.get(unquote(name))) if name else None

    def container(self, target: HtmlElement) -> HtmlElement:
        """The note that a target stands in: its paragraph, or all of its paragraphs."""
        note = target
        while note.tag not in _CONTAINERS and (above := self._above(note)) is not None:
            note = above
        while (above := self._above(note)) is not None and self._is_one_note(above):
            note = above
        return note

    def _above(self, element: HtmlElement) -> HtmlElement | None:
        above = element.getparent()
        return None if above is self.body else above

    def _is_one_note(self, element: HtmlElement) -> bool:
        names = " ".join(element.get(name, "") for name in ("id", "class", "style"))
        ways_back = sum(
            (mark := self.leads_to(link)) is not None and self.order[mark] < self.order[element]
            for link in element.iter("a")
        )
        return element.tag in ("div", "li") and bool(_OF_NOTES.search(names)) and ways_back == 1

    def take_ways_back(self, note: HtmlElement, mark: HtmlElement) -> bool:
        """Remove the links from a note back into the text; False if none leads to the mark."""
        ways = [link for link in note.iter("a") if self._leads_before(link, note)]
        leads_back = any(
            mark is place or mark in place.iter("a") or place in mark.iter()
            for way in ways
            if (place := self.leads_to(way)) is not None and place.tag in ("a", "sup", "span")
        )
        if leads_back:
            for way in ways:
                way.drop_tree()
        return leads_back

    def _leads_before(self, link: HtmlElement, note: HtmlElement) -> bool:
        place = self.leads_to(link)
        return place is not None and self.order[place] < self.order[note]


def _free_labels(taken: Collection[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if str(number) not in taken:
            yield str(number)


def _mark(link: HtmlElement, label: str) -> None:
    mark = html.Element("fn-mark", label=label)
    mark.tail, link.tail = link.tail, None
    link.addprevious(mark)
    link.drop_tree()


def _move_to_end(body: HtmlElement, note: HtmlElement, label: str) -> None:
    note.drop_tree()
    if note.tag != "p":
        note.tag = "div"
    body.append(frame := html.Element("fn-note", label=label))
    frame.append(note)
