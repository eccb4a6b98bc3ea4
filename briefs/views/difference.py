"""What changed from one text to another, word by word, for people to read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from html import unescape
from typing import Any

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from briefs.models.edition import Edition
from briefs.models.kinds import label_of
from briefs.search import language_name
from briefs.templatetags.chancery import edtf

# A number with its points and commas is one word: 1,100 becomes 1,200, not 100 200. White space
# goes with the word before it, and isn't looked at.
_WORD = re.compile(r"\w+(?:[.,’'-]\w+)*\s*|[^\w\s]\s*|\s+")
_SPACE_AFTER = re.compile(r"\s+\Z")
_ADDRESS = re.compile(r'<(?:a|img)\b(?:"[^"]*"|[^>"])*>')
_ATTRIBUTE = re.compile(r'\b(href|src|alt|title)="([^"]*)"')

# How many pairs of words or lines a page looks at before it shows whole texts instead.
ENOUGH = 4_000_000
_CALL = 100  # what one search for a common run costs beside the pairs that it looks at
_PAIRS = 2_000  # paragraphs that are compared one by one at the most
_KEPT = 24 * 60 * 60  # seconds in the cache: what the law has erased is gone from there, too
_LARGEST_KEPT = 500_000  # characters


class TooMuch(Exception):
    """Comparing these texts takes more work than a page is worth."""


class Effort:
    """How much work may still go into a comparison, in pairs of words or lines looked at."""

    def __init__(self, left: int = ENOUGH, *, of: "Effort | None" = None) -> None:
        self.left = left
        self._of = of

    def half(self) -> "Effort":
        """Half of what is left: no one part of a page takes it all."""
        return Effort(self.left // 2, of=self)

    def spend(self, pairs: int) -> None:
        """Raises TooMuch, and spends nothing, where so much isn't left."""
        if pairs > self.left:
            raise TooMuch
        self.left -= pairs
        if self._of:
            self._of.left -= pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that differs, by its name in words, and its text with what came and went.

    `quoted` says that the text is the edition's own, in its language and not in the page's.
    """

    label: str | Promise
    html: SafeString
    quoted: bool = False


def compared(before: Edition, after: Edition) -> list[Difference]:
    """What readers see differ in two editions, in the order of the page; kept in the cache.

    Neither edition may be erased; `publication` should be at hand.
    """
    # Editions don't change; their moments tell them from those of a database made anew.
    moments = (f"{each.number}:{each.published_at.timestamp()}" for each in (before, after))
    parts = ("difference:1", before.publication.brief_key, *moments, get_language())
    key = ":".join(map(str, parts))
    kept = cache.get(key)
    if kept is None:
        found = _compared(before, after)
        kept = [(str(each.label), str(each.html), each.quoted) for each in found]
        if sum(len(html) for _label, html, _quoted in kept) <= _LARGEST_KEPT:
            cache.set(key, kept, _KEPT)
    return [
        Difference(label=label, html=mark_safe(html), quoted=quoted)  # noqa: S308  (ours, above)
        for label, html, quoted in kept
    ]


def _compared(before: Edition, after: Edition) -> list[Difference]:
    effort = Effort()
    texts: list[tuple[str | Promise, str, str]] = [
        (_("Title"), before.title, after.title),
        (_("Summary"), before.summary, after.summary),
        (_("Key points"), "\n".join(before.key_points), "\n".join(after.key_points)),
        (_("Text"), before.text, after.text),
    ]
    found = [
        Difference(label=label, html=marked_lines(old, new, effort), quoted=True)
        for label, old, new in texts
        if old != new
    ]
    found += _in_the_setting(before, after, effort)
    found += [
        Difference(label=label, html=marked_rows(old, new, effort))
        for label, old, new in _lists(before, after)
        if old != new
    ]
    found += [
        Difference(label=label, html=format_html("<p>{}</p>", replaced(old, new)))
        for label, old, new in _words(before, after)
        if old != new
    ]
    return found


def _in_the_setting(before: Edition, after: Edition, effort: Effort) -> Iterator[Difference]:
    """What differs in the body beside its words: where links lead, images, and how it is set."""
    old, new = _addresses(before.body_html), _addresses(after.body_html)
    if old != new:
        yield Difference(label=_("Links and images"), html=marked_rows(old, new, effort))
    elif before.text == after.text and before.body_html != after.body_html:
        note = format_html("<p>{}</p>", gettext("The same words, set anew."))
        yield Difference(label=_("How the body is set"), html=note)


def _addresses(html: str) -> list[str]:
    """Where the links of a body lead and what its images are, but for links within the page."""
    found = []
    for tag in _ADDRESS.findall(html):
        said = {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        address = said.get("href") or said.get("src") or ""
        if address and not address.startswith("#"):
            words = [address, said.get("alt", ""), said.get("title", "")]
            found.append(" · ".join(filter(None, words)))
    return found


def _lists(before: Edition, after: Edition) -> list[tuple[str | Promise, list[str], list[str]]]:
    names: list[tuple[str, str | Promise]] = [
        ("authors", _("Authors")),
        ("topics", _("Topics")),
        ("actors", _("Actors")),
        ("agreements", _("Agreements")),
        ("regions", _("Regions")),
        ("tags", _("Tags")),
    ]
    rows = [(label, _names(before.card, name), _names(after.card, name)) for name, label in names]
    old, new = ([_source(row) for row in edition.sources] for edition in (before, after))
    return [(_("Sources"), old, new), *rows]


def _names(card: Mapping[str, Any], name: str) -> list[str]:
    return [row["name"] for row in card.get(name, [])]


def _source(source: Mapping[str, str]) -> str:
    """A source as one line, with all that readers see of it."""
    author = f"{source['author']}: " if source["author"] else ""
    words = (source["title"], source["publisher"], edtf(source["date"]), source["note"])
    return " · ".join(filter(None, (author + ", ".join(filter(None, words)), source["url"])))


def _words(before: Edition, after: Edition) -> list[tuple[str | Promise, str, str]]:
    return [
        (_("Kind"), label_of(before.kind), label_of(after.kind)),
        (_("Language"), language_name(before.language), language_name(after.language)),
        (_("License"), before.license, after.license),
    ]


def replaced(before: str, after: str) -> SafeString:
    """One text in the place of another."""
    return format_html("<del>{}</del> <ins>{}</ins>", before or "–", after or "–")


def marked_words(before: str, after: str, effort: Effort | None = None) -> SafeString:
    """A text with the words that went and came marked; the whole of both where that is too much.

    >>> marked_words("signed in May", "signed in June")
    'signed in <del>May</del><ins>June</ins>'
    """
    if before == after:
        return format_html("{}", after)
    try:
        return _marked_words(before, after, (effort or Effort()).half())
    except TooMuch:
        return _run(before, after)


def _marked_words(before: str, after: str, effort: Effort) -> SafeString:
    effort.spend(len(before) + len(after))
    old, new = _WORD.findall(before), _WORD.findall(after)
    bare_old, bare_new = ([word.rstrip() for word in words] for words in (old, new))
    parts = (
        format_html("{}", "".join(new[there]))
        if same
        else _run("".join(old[here]), "".join(new[there]))
        for same, here, there in _runs(bare_old, bare_new, effort)
    )
    return _join("", parts)


def marked_lines(before: str, after: str, effort: Effort | None = None) -> SafeString:
    """The paragraphs that differ, word by word; what lies between them is left out."""
    effort = effort or Effort()
    old, new = before.splitlines(), after.splitlines()
    return _join(
        "",
        (
            format_html('<p class="same">{}</p>', "…")
            if same
            else _paragraphs(old[here], new[there], effort)
            for same, here, there in _within(old, new, effort)
            if any(line.strip() for line in old[here] + new[there])
        ),
    )


def _paragraphs(gone: list[str], came: list[str], effort: Effort) -> SafeString:
    """Paragraphs that changed, all in one; where that is too much, one by one or whole."""
    before, after = ("\n".join(lines).strip() for lines in (gone, came))
    try:
        return format_html("<p>{}</p>", _marked_words(before, after, effort.half()))
    except TooMuch:
        if not 1 < len(gone) == len(came) < _PAIRS:
            return format_html("<p>{}</p>", _run(before, after))
    pairs = zip(gone, came, strict=True)
    return _join("", (format_html("<p>{}</p>", marked_words(*pair, effort)) for pair in pairs))


def marked_rows(
    before: Sequence[str], after: Sequence[str], effort: Effort | None = None
) -> SafeString:
    """A list with the entries that went and came marked."""
    old, new = list(before), list(after)
    parts: list[SafeString] = []
    for same, here, there in _within(old, new, effort or Effort()):
        if same:
            parts.extend(format_html("<li>{}</li>", row) for row in new[there])
        else:
            parts.extend(format_html("<li><del>{}</del></li>", row) for row in old[here])
            parts.extend(format_html("<li><ins>{}</ins></li>", row) for row in new[there])
    if not parts:
        parts.append(
            format_html("<li>{}</li>", gettext("The same names, written or ordered anew."))
        )
    return format_html("<ul>{}</ul>", _join("", parts))


def _within(
    before: list[str], after: list[str], effort: Effort
) -> Iterable[tuple[bool, slice, slice]]:
    """Runs of lines; all of them as one that changed, where comparing them is too much."""
    try:
        return list(_runs(before, after, effort.half()))
    except TooMuch:
        return [(False, slice(0, len(before)), slice(0, len(after)))]


class _Matcher(SequenceMatcher[str]):
    """Finds what two sequences have in common, within an effort."""

    a: list[str]
    b2j: dict[str, list[int]]

    def __init__(self, before: list[str], after: list[str], effort: Effort) -> None:
        self._effort = effort
        super().__init__(None, before, after, autojunk=False)

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        # What it is about to do: look at all that is equal in `b`, for each of `a`.
        part = self.a[alo:ahi]
        pairs = sum(len(self.b2j.get(each, ())) for each in part)
        self._effort.spend(_CALL + len(part) + pairs)
        return super().find_longest_match(alo, ahi, blo, bhi)


def _runs(
    before: list[str], after: list[str], effort: Effort
) -> Iterator[tuple[bool, slice, slice]]:
    """Two sequences in step: runs that are the same, and what went with what came for it."""
    for tag, *edges in _Matcher(before, after, effort).get_opcodes():
        yield tag == "equal", slice(*edges[:2]), slice(*edges[2:])


def _run(gone: str, came: str) -> SafeString:
    """What went and what came for it; the white space after both of them is no part of it."""
    tail = _SPACE_AFTER.search(gone)
    space = tail[0] if tail and came.endswith(tail[0]) else ""
    parts = [
        format_html(f"<{tag}>{{}}</{tag}>", text)
        for tag, text in (("del", gone.removesuffix(space)), ("ins", came.removesuffix(space)))
        if text
    ]
    return _join("", [*parts, format_html("{}", space)])


def _join(separator: str, parts: Iterable[SafeString]) -> SafeString:
    return format_html_join(separator, "{}", ((part,) for part in parts))
