"""Pasted: what a word processor puts on the clipboard, as Markdown.

Word, Word on the web, LibreOffice, Google Docs and web pages each have an HTML of their own.
`tree`, `notes`, `lists`, `tables` and `inline` bring it, step by step, to one plain HTML, which
markdownify writes down. What was written is rendered as readers would get it: a block that then
doesn't say, letter for letter, what was pasted becomes plain words.
"""

import re
from collections.abc import Collection
from copy import deepcopy

from lxml import etree, html
from lxml.html import HtmlElement

from briefs.importing.pasted import inline, lists, notes, tables, tree
from briefs.importing.pasted.inline import linked
from briefs.importing.pasted.writer import write
from briefs.publishing.rendering import printable, to_html

__all__ = ["linked", "markdown_of"]

# What typographic punctuation may change, and the arrows back from notes.
_PUNCTUATION = re.compile(r"[\s\"'“”„‘’…–—.<>«»↩-]+")


def markdown_of(pasted: str, *, taken: Collection[str] = ()) -> str | None:
    """A pasted piece of HTML as Markdown, with its headings, lists, tables, links and notes.

    `taken` are the labels of the notes that the text has already. None where the plain text of
    what was pasted says as much, or where a letter would be lost.
    """
    body = tree.parse(pasted)
    if body is None:
        return None
    notes.pair(body, taken)
    lists.mark(body)
    tree.plain(body)
    lists.nest(body)
    tables.square(body)
    inline.tidy(body)
    tree.prune(body)
    if not _says_more_than_text(body):
        return None
    said = _letters(body.text_content())
    markdown = "\n\n".join(map(_written, body))
    return markdown if _letters(_read(markdown)) == said else None


def _says_more_than_text(body: HtmlElement) -> bool:
    """Whether there is anything to keep: one plain paragraph has nothing."""
    return len(body) > 1 or any(element.tag != "p" for element in body.iterdescendants())


def _written(block: HtmlElement) -> str:
    """A block as Markdown; where that can't say it, without emphasis; else its words."""
    said = _letters(block.text_content())
    plainer = deepcopy(block)
    etree.strip_tags(plainer, *inline.EMPHASIS)
    for attempt in (deepcopy(block), plainer):
        inline.escape(attempt)
        markdown = write(attempt)
        if _letters(_read(_alone(block, markdown))) == said:
            return markdown
    return inline.words(block)


def _alone(block: HtmlElement, markdown: str) -> str:
    """A block with what its notes need in order to be notes."""
    if block.tag == "fn-note":
        markdown = f"[^{block.get('label')}]\n\n{markdown}"
    return "\n\n".join(
        [markdown, *(f"[^{mark.get('label')}]: …" for mark in block.iter("fn-mark"))]
    )


def _read(markdown: str) -> str:
    """The text that readers would get, without note marks."""
    page = html.fragment_fromstring(printable(to_html(markdown)) or "<p>", create_parent="div")
    for mark in page.xpath("//sup[@class='footnote-ref']"):
        mark.drop_tree()
    return str(page.text_content())


def _letters(text: str) -> str:
    return _PUNCTUATION.sub("", text)
