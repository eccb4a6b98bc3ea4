"""What changed from one text to another, word by word, for people to read."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from briefs.models.edition import Edition

# A number with its points and commas is one word: 1,100 becomes 1,200, not 100 200.
_WORD = re.compile(r"\w+(?:[.,’'-]\w+)*|\s+|[^\w\s]")

# Word by word up to 2,000 words against 2,000; comparing takes the product of both.
LARGEST = 16_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that differs, by its name in words, and its text with what came and went."""

    label: str | Promise
    html: SafeString


def compared(before: Edition, after: Edition) -> list[Difference]:
    """The fields of two editions that readers see differ, in the order of the page."""
    fields: list[tuple[str | Promise, str, str]] = [
        (_("Title"), before.title, after.title),
        (_("Summary"), before.summary, after.summary),
        (_("Key points"), "\n".join(before.key_points), "\n".join(after.key_points)),
        (_("Text"), before.text, after.text),
    ]
    return [
        Difference(label=label, html=marked_lines(old, new))
        for label, old, new in fields
        if old != new
    ]


def replaced(before: str, after: str) -> SafeString:
    """One text in the place of another."""
    return format_html("<del>{}</del> <ins>{}</ins>", before or "–", after or "–")


def marked_words(before: str, after: str) -> SafeString:
    """A text with the words that went and came marked.

    >>> marked_words("signed in May", "signed in June")
    'signed in <del>May</del><ins>June</ins>'
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) * len(new) > LARGEST:
        return _run(before, after)
    return _join("", (_run("".join(gone), "".join(came)) for gone, came in _runs(old, new)))


def marked_lines(before: str, after: str) -> SafeString:
    """The paragraphs that differ, word by word; what lies between them is left out."""
    old, new = before.splitlines(), after.splitlines()
    return _join(
        "",
        (
            format_html("<p>{}</p>", marked_words("\n".join(gone).strip(), "\n".join(came).strip()))
            if gone != came
            else format_html('<p class="same">{}</p>', "…")
            for gone, came in _runs(old, new)
            if gone != came or any(line.strip() for line in gone)
        ),
    )


def marked_rows(before: Sequence[str], after: Sequence[str]) -> SafeString:
    """A list with the entries that went and came marked."""
    parts: list[SafeString] = []
    for gone, came in _runs(before, after):
        if gone == came:
            parts.extend(format_html("<li>{}</li>", row) for row in gone)
        else:
            parts.extend(format_html("<li><del>{}</del></li>", row) for row in gone)
            parts.extend(format_html("<li><ins>{}</ins></li>", row) for row in came)
    if not parts:
        parts.append(
            format_html("<li>{}</li>", gettext("The same names, written or ordered anew."))
        )
    return format_html("<ul>{}</ul>", _join("", parts))


def _runs[T](before: Sequence[T], after: Sequence[T]) -> Iterable[tuple[Sequence[T], Sequence[T]]]:
    """Two sequences in step: pairs of equal runs, and of what went with what came for it."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _tag, start, end, new_start, new_end in matcher.get_opcodes():
        yield before[start:end], after[new_start:new_end]


def _run(gone: str, came: str) -> SafeString:
    if gone == came:
        return format_html("{}", gone)
    return _join(
        "",
        (
            format_html(f"<{tag}>{{}}</{tag}>", text)
            for tag, text in (("del", gone), ("ins", came))
            if text
        ),
    )


def _join(separator: str, parts: Iterable[SafeString]) -> SafeString:
    return format_html_join(separator, "{}", ((part,) for part in parts))
