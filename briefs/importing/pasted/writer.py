"""The writer: markdownify, with notes."""

import re
from typing import Any

from bs4 import Tag
from lxml import html
from lxml.html import HtmlElement
from markdownify import ATX, BACKSLASH, MarkdownConverter

_INDENT = " " * 4


class _Writer(MarkdownConverter):
    """Text is escaped already, when it comes here."""

    class Options:
        autolinks = False
        bullets = "-"
        escape_asterisks = escape_underscores = False
        heading_style = ATX
        keep_inline_images_in = ["td", "th", "strong", "em", "del", "a"]
        newline_style = BACKSLASH

    def convert_fn_mark(self, el: Tag, text: str, parent_tags: Any) -> str:
        return f"[^{el['label']}]"

    def convert_fn_note(self, el: Tag, text: str, parent_tags: Any) -> str:
        lines = text.strip().split("\n")
        note = "\n".join([lines[0], *(line and _INDENT + line for line in lines[1:])])
        return f"\n\n[^{el['label']}]: {note}\n\n"


def write(block: HtmlElement) -> str:
    """A block of a plain tree as Markdown."""
    written = _Writer().convert(html.tostring(block, encoding="unicode", with_tail=False))
    text = re.sub(r"[ \t]+$", "", str(written), flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
