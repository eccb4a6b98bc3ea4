"""Passages marked in an edition's text."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from briefs.models.edition import Edition
from briefs.models.evidence import Evidence
from briefs.models.fact import Fact


def marked(edition: Edition, facts: Iterable[Fact]) -> SafeString:
    """The edition's HTML with each passage in a mark whose id evidence links to.

    Where passages overlap, marks are nested; one that runs across tags has several.
    """
    html = edition.body_html
    covering: dict[tuple[int, int], list[Evidence]] = {}
    passages = [fact.evidence for fact in facts]
    for start, end in _segments(passages):
        covering[start, end] = [
            passage
            for passage in passages
            if any(begin <= start and end <= finish for begin, finish in passage.spans)
        ]
    pieces: list[str] = []
    done, named = 0, set[int]()
    for (start, end), above in sorted(covering.items()):
        if not above:
            continue
        pieces.append(html[done:start])
        pieces.extend(_open(passage, named) for passage in above)
        pieces.append(html[start:end])
        pieces.append("</mark>" * len(above))
        done = end
    pieces.append(html[done:])
    return mark_safe("".join(pieces))  # noqa: S308  (nh3 cleaned it when it was published)


def _segments(passages: Iterable[Evidence]) -> list[tuple[int, int]]:
    """The spans of all passages, cut where another one starts or ends."""
    spans = {(start, end) for passage in passages for start, end in passage.spans}
    cuts: dict[tuple[int, int], set[int]] = defaultdict(set)
    edges = sorted({edge for span in spans for edge in span})
    for start, end in spans:
        cuts[start, end] = {edge for edge in edges if start <= edge <= end}
    found: set[tuple[int, int]] = set()
    for inside in cuts.values():
        ordered = sorted(inside)
        found.update(pairwise(ordered))
    return sorted(found)


def _open(passage: Evidence, named: set[int]) -> str:
    """The opening tag of a passage's mark; the first one has the id."""
    if passage.pk in named:
        return format_html('<mark class="claim" data-assertion="{}">', passage.assertion)
    named.add(passage.pk)
    return format_html(
        '<mark class="claim" id="{}" data-assertion="{}">', passage.anchor, passage.assertion
    )
