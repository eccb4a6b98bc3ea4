"""What changed from one text to another, word by word, for people to read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from briefs.models.edition import Edition


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
        Difference(label=label, html=marked_changes(old, new))
        for label, old, new in fields
        if old != new
    ]


def marked_changes(before: str, after: str) -> SafeString:
    """Two texts as one: what went in <del>, what came in <ins>, a <p> for each line.

    Lines that stayed are left out, but for the first and last of each run.
    """
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    lines: list[SafeString] = []
    for change, a, b, c, d in matcher.get_opcodes():
        match change:
            case "equal":
                lines.extend(_shortened(old[a:b]))
            case "replace" if b - a == d - c:
                pairs = zip(old[a:b], new[c:d], strict=True)
                lines.extend(format_html("<p>{}</p>", _words(one, two)) for one, two in pairs)
            case _:
                lines.extend(format_html("<p><del>{}</del></p>", line) for line in old[a:b])
                lines.extend(format_html("<p><ins>{}</ins></p>", line) for line in new[c:d])
    return format_html_join("", "{}", ((line,) for line in lines))


def _shortened(lines: list[str]) -> Iterator[SafeString]:
    if len(lines) > 2:
        lines = [lines[0], "…", lines[-1]]
    for line in lines:
        yield format_html("<p>{}</p>", line)


def _words(before: str, after: str) -> SafeString:
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    pieces: list[tuple[SafeString]] = []
    for change, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        went, came = "".join(old[a:b]), "".join(new[c:d])
        if change == "equal":
            pieces.append((format_html("{}", went),))
            continue
        if went:
            pieces.append((format_html("<del>{}</del>", went),))
        if came:
            pieces.append((format_html("<ins>{}</ins>", came),))
    return format_html_join("", "{}", pieces)
