"""Outline: the links, images, headings and notes of a body, each with its place in the Markdown.

Read from what comrak renders, which says of every element where it was written.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from lxml import html
from lxml.html import HtmlElement

from briefs.publishing.passages import plain_text
from briefs.publishing.problems import Place

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SPAN = re.compile(r"(\d+):(\d+)-(\d+):(\d+)")
# As comrak takes them: a label without white space; a note begins its line, in quotes, too.
_MARK = re.compile(r"(?<!\\)\[\^([^\]\s]+)\]")
_NOTE = re.compile(r"^[ >]*\[\^([^\]\s]+)\]:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link or an image: its address, its words, its place; an image's are those in its place."""

    address: str
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, at the level at which it was written."""

    level: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Note:
    """A note ``[^1]: …``, or a mark ``[^1]`` that leads to one."""

    label: str
    place: Place


@dataclass(frozen=True, slots=True)
class Outline:
    """What stands where in a body; places are in its Markdown."""

    markdown: str = ""
    links: list[Link] = field(default_factory=list)
    images: list[Link] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    marks: list[Note] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    code: list[Place] = field(default_factory=list)


class Places:
    """Where the elements that comrak rendered stand in the Markdown."""

    def __init__(self, markdown: str) -> None:
        self._length = len(markdown)
        self._lines = [0, *(found.end() for found in re.finditer("\n", markdown))]

    def of(self, node: HtmlElement) -> Place | None:
        """An element's place; None for one that nobody wrote, such as the way back from a note."""
        found = _SPAN.fullmatch(node.get("data-sourcepos", ""))
        if not found:
            return None
        first, start, last, end = map(int, found.groups())
        return Place(self._at(first, start - 1), self._at(last, end))

    def _at(self, line: int, column: int) -> int:
        return min(self._lines[min(line, len(self._lines)) - 1] + column, self._length)


def outline(tree: HtmlElement, markdown: str) -> Outline:
    """What stands where; `tree` is what comrak made of the Markdown, not yet changed."""
    places, read = Places(markdown), Outline(markdown)
    for node in tree.iter("a", "img", "code", "pre", *HEADINGS):
        place = places.of(node)
        if place is None:
            continue
        match node.tag:
            case "a":
                read.links.append(Link(node.get("href", ""), words_of(node), place))
            case "img":
                read.images.append(Link(node.get("src", ""), node.get("alt", "").strip(), place))
            case "code" | "pre":
                read.code.append(place)
            case heading:
                read.headings.append(Heading(int(str(heading)[1]), words_of(node), place))
    _read_notes(read, markdown)
    return read


def words_of(node: HtmlElement) -> str:
    """An element's words without its note marks; the images in it by what they show."""
    if not len(node):
        return " ".join((node.text or "").split())
    said = [plain_text(html.tostring(node, encoding="unicode", with_tail=False))]
    return " ".join(filter(None, [*said, *(image.get("alt", "") for image in node.iter("img"))]))


def _read_notes(read: Outline, markdown: str) -> None:
    """Notes and marks outside code; one that is written in code is shown as it is."""
    code = sorted(read.code)
    starts = set()
    for pattern, found in ((_NOTE, read.notes), (_MARK, read.marks)):
        for note in pattern.finditer(markdown):
            place = Place(note.start(1) - 2, note.end(1) + 1)
            if place.start in starts or _within(code, place.start):
                continue
            starts.add(place.start)
            found.append(Note(note[1].casefold(), place))


def _within(places: list[Place], at: int) -> bool:
    """Whether one of the places, which are sorted, has a character."""
    before = bisect_right(places, at, key=lambda place: place.start)
    return before > 0 and at < places[before - 1].end
