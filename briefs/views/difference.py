"""What changed from one text to another, word by word, for people to read."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from briefs.comparing import (
    Effort,
    Passage,
    Tally,
    compared_lines,
    compared_words,
    within,
)
from briefs.languages import language_name
from briefs.models.edition import Edition
from briefs.models.kinds import label_of
from briefs.models.moments import edtf

__all__ = [
    "Comparison",
    "Difference",
    "Effort",
    "came",
    "compared",
    "gone",
    "marked_lines",
    "marked_rows",
    "marked_words",
    "replaced",
]

_ADDRESS = re.compile(r'<(?:a|img)\b(?:"[^"]*"|[^>"])*>')
_ATTRIBUTE = re.compile(r'\b(href|src|alt|title)="([^"]*)"')

_KEPT = 24 * 60 * 60  # seconds in the cache: what the law has erased is gone from there, too
_LARGEST_KEPT = 500_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field that differs, by its name in words, and its text with what came and went.

    `quoted` says that the text is the edition's own, in its language and not in the page's.
    """

    label: str | Promise
    html: SafeString
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs in two editions, in the order of the page, and the share of the text.

    `at_most` says that the share is the most that can have changed: to know more exactly would
    have been too much work.
    """

    share: float
    at_most: bool
    differences: list[Difference]


def compared(before: Edition, after: Edition) -> Comparison:
    """What readers see differ in two editions; kept in the cache.

    Neither edition may be erased; `publication` should be at hand.
    """
    # Editions don't change; their moments tell them from those of a database made anew.
    moments = (f"{each.number}:{each.published_at.timestamp()}" for each in (before, after))
    parts = ("difference:3", before.publication.brief_key, *moments, get_language())
    key = ":".join(map(str, parts))
    kept = cache.get(key)
    if kept is None:
        found = _compared(before, after)
        rows = [(str(each.label), str(each.html), each.quoted) for each in found.differences]
        kept = (found.share, found.at_most, rows)
        if sum(len(html) for _label, html, _quoted in rows) <= _LARGEST_KEPT:
            cache.set(key, kept, _KEPT)
    share, at_most, rows = kept
    differences = [
        Difference(label=label, html=mark_safe(html), quoted=quoted)  # noqa: S308  (ours, above)
        for label, html, quoted in rows
    ]
    return Comparison(share=share, at_most=at_most, differences=differences)


def _compared(before: Edition, after: Edition) -> Comparison:
    effort, tally = Effort(), Tally()
    found = list(_in_the_texts(before, after, effort, tally))
    at_most = not effort.sufficed  # asked now, for what follows is no text
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
    return Comparison(share=tally.share, at_most=at_most, differences=found)


def _in_the_texts(
    before: Edition, after: Edition, effort: Effort, tally: Tally
) -> Iterator[Difference]:
    """What differs in the words, and the tally of them."""
    labels = (_("Title"), _("Summary"), _("Key points"), _("Text"))
    for label, old, new in zip(labels, before.texts, after.texts, strict=True):
        passages = compared_lines(old, new, effort) if old != new else []
        tally.add(old, new, passages)
        if old != new:
            yield Difference(label=label, html=_marked_passages(passages), quoted=True)


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
    return format_html("{} {}", gone(before or "–"), came(after or "–"))


def gone(text: str) -> SafeString:
    """A text that went: struck out, and told where that can't be seen, as in a copy of it."""
    return _told("del", pgettext("a difference", "removed"), text)


def came(text: str) -> SafeString:
    """A text that came: underlined, and told where that can't be seen."""
    return _told("ins", pgettext("a difference", "added"), text)


def _told(tag: str, word: str, text: str) -> SafeString:
    spoken = f'<span class="spoken" lang="{get_language()}">[{escape(word)}: </span>'
    return format_html(f'<{tag}>{spoken}{{}}<span class="spoken">]</span></{tag}>', text)


def marked_words(before: str, after: str, effort: Effort | None = None) -> SafeString:
    """A text with the words that went and came marked; the whole of both where that is too much.

    `signed in May` and `signed in June` give `signed in <del>May</del> <ins>June</ins>`, where
    each says in words, too, what it is.
    """
    if before == after:
        return format_html("{}", after)
    return _marked(compared_words(before, after, effort or Effort()))


def marked_lines(before: str, after: str, effort: Effort | None = None) -> SafeString:
    """The paragraphs that differ, word by word; what lies between them is left out."""
    return _marked_passages(compared_lines(before, after, effort or Effort()))


def _marked_passages(passages: Iterable[Passage]) -> SafeString:
    return _join(
        format_html("<p>{}</p>", _marked(passage))
        if passage
        else format_html('<p class="same">{}</p>', "…")
        for passage in passages
    )


def marked_rows(
    before: Sequence[str], after: Sequence[str], effort: Effort | None = None
) -> SafeString:
    """A list with the entries that went and came marked."""
    old, new = list(before), list(after)
    parts: list[SafeString] = []
    for same, here, there in within(old, new, effort or Effort()):
        if same:
            parts.extend(format_html("<li>{}</li>", row) for row in new[there])
        else:
            parts.extend(format_html("<li>{}</li>", gone(row)) for row in old[here])
            parts.extend(format_html("<li>{}</li>", came(row)) for row in new[there])
    if not parts:
        parts.append(
            format_html("<li>{}</li>", gettext("The same names, written or ordered anew."))
        )
    return format_html("<ul>{}</ul>", _join(parts))


def _marked(passage: Passage) -> SafeString:
    return _join(
        format_html("{}", run.kept) if run.kept else _changed(run.gone, run.came) for run in passage
    )


def _changed(old: str, new: str) -> SafeString:
    """What went and what came for it, apart; the white space after them is no part of them."""
    (old, old_space), (new, new_space) = (_without_space(text) for text in (old, new))
    between = "\n" if "\n" in old_space else " "
    if not old:
        return format_html("{}{}", came(new) if new else "", new_space)
    if not new:
        return format_html("{}{}", gone(old), new_space or old_space)
    return format_html("{}{}{}{}", gone(old), between, came(new), new_space or old_space)


def _without_space(text: str) -> tuple[str, str]:
    """A text, and the white space after it."""
    bare = text.rstrip()
    return bare, text[len(bare) :]


def _join(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
