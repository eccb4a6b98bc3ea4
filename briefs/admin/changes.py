"""What publishing would change: field by field, in words, with the text before and after."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.models.brief import Brief
from briefs.models.edition import Edition
from briefs.models.evidence import Evidence
from briefs.models.publication import Publication, Standing
from briefs.publishing import Problem, compose, differences
from briefs.publishing.passages import position

NAMES: dict[str, str | Promise] = {
    "title": gettext_lazy("Title"),
    "slug": gettext_lazy("Address"),
    "summary": gettext_lazy("Summary"),
    "key_points": gettext_lazy("Key points"),
    "body": gettext_lazy("Body"),
    "body_markdown": gettext_lazy("Body"),
    "body_html": gettext_lazy("How the body is set"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "license": gettext_lazy("License"),
    "published_on": gettext_lazy("Date of publication"),
    "sources": gettext_lazy("Sources"),
    "authors": gettext_lazy("Authors"),
    "topics": gettext_lazy("Topics"),
    "actors": gettext_lazy("Actors"),
    "agreements": gettext_lazy("Agreements"),
    "tags": gettext_lazy("Tags"),
    "regions": gettext_lazy("Regions"),
}
_WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that publishing would change: its name, and both texts marked up as HTML."""

    name: str | Promise
    marked: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What would happen to a brief if it were published now.

    `current` is the edition that readers see; `problems` block publishing; `lost` are the
    passages of the current edition whose words the draft doesn't have.
    """

    current: Edition | None
    changes: list[Change]
    problems: list[Problem]
    lost: list[Evidence]


def prospect(brief: Brief, publication: Publication | None) -> Prospect:
    """What publishing would do. A query for each relation of the brief, and one for passages."""
    today = timezone.localdate()
    edition, problems = compose(brief, on=brief.published_on or today)
    current = publication.current if publication else None
    if current is None or publication is None:
        return Prospect(current=None, changes=[], problems=problems, lost=[])
    passages = Evidence.objects.of_brief(brief.key).filter(edition=current)
    return Prospect(
        current=current,
        changes=[*_on_the_shelf(brief, publication), *_in_the_text(edition, current)],
        problems=problems,
        lost=[passage for passage in passages if position(edition.text, passage.exact) is None],
    )


def name_of(field: str) -> str:
    """A field in words."""
    return str(NAMES.get(field, field))


def _on_the_shelf(brief: Brief, publication: Publication) -> list[Change]:
    changes = []
    if publication.slug != brief.slug:
        changes.append(_changed("slug", publication.slug, brief.slug))
    if brief.published_on and publication.published_on != brief.published_on:
        before, after = publication.published_on.isoformat(), brief.published_on.isoformat()
        changes.append(_changed("published_on", before, after))
    if publication.state != Standing.PUBLISHED:
        standing = publication.get_state_display()
        label = gettext_lazy("Standing")
        changes.append(Change(name=label, marked=replaced(standing, str(Standing.PUBLISHED.label))))
    return changes


def _in_the_text(edition: Edition, current: Edition) -> list[Change]:
    names = differences(edition, current)
    if "body_markdown" in names and "body_html" in names:
        names.remove("body_html")
    changes = []
    for name in names:
        before, after = getattr(current, name), getattr(edition, name)
        match name:
            case "title" | "summary":
                changes.append(Change(name=NAMES[name], marked=marked_words(before, after)))
            case "body_markdown":
                changes.append(Change(name=NAMES[name], marked=marked_lines(before, after)))
            case "body_html":
                note = _("The same words, set anew.")
                changes.append(Change(name=NAMES[name], marked=format_html("{}", note)))
            case "key_points":
                changes.append(Change(name=NAMES[name], marked=_marked_rows(before, after)))
            case "card":
                changes.extend(_relations(before, after))
            case "sources":
                rows = [[source["title"] for source in sources] for sources in (before, after)]
                changes.append(Change(name=NAMES[name], marked=_marked_rows(*rows)))
            case _:
                changes.append(_changed(name, before, after))
    return changes


def _changed(name: str, before: str, after: str) -> Change:
    return Change(name=NAMES[name], marked=replaced(before, after))


def _relations(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """The relations in which two cards differ."""
    return [
        Change(
            name=NAMES.get(name, name),
            marked=_marked_rows(
                *([row["name"] for row in card.get(name, [])] for card in (before, after))
            ),
        )
        for name in after
        if before.get(name) != after[name]
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


def _marked_rows(before: Sequence[str], after: Sequence[str]) -> SafeString:
    """A list with the entries that went and came marked."""
    parts: list[SafeString] = []
    for gone, came in _runs(before, after):
        if gone == came:
            parts.extend(format_html("<li>{}</li>", row) for row in gone)
        else:
            parts.extend(format_html("<li><del>{}</del></li>", row) for row in gone)
            parts.extend(format_html("<li><ins>{}</ins></li>", row) for row in came)
    if not parts:
        parts.append(format_html("<li>{}</li>", _("The same names, written or ordered anew.")))
    return format_html("<ul>{}</ul>", _join("", parts))


def _runs[T](before: Sequence[T], after: Sequence[T]) -> Iterable[tuple[Sequence[T], Sequence[T]]]:
    """Two sequences in step: pairs of equal runs, and of what went with what came for it."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
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
