"""Pages of a list: by number, or from a row that the reader has seen.

By number a page is reached at once, and holds what stands there now: where a brief is published
meanwhile, all move on by one. What stands after a row doesn't, so the links that lead on from page
to page name the last row, or the first: who follows them is shown no brief twice and misses none.
"""

from collections.abc import Sized
from dataclasses import dataclass, replace
from math import ceil

from briefs.search.filters import PAGE_SIZE, Asked, Cursor
from briefs.search.matches import Matches


class NoSuchPage(Exception):
    """The page asked for lies past the last one."""


type Step = dict[str, str]  # the parameters of another page


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's ids, its number, which counts from 1, of how many; what leads to those beside it."""

    ids: list[int]
    number: int
    pages: int
    size: int
    previous: Step | None = None
    next: Step | None = None


def page_of(matches: Matches, asked: Asked) -> Page:
    """The page of a list that is asked for. Raises NoSuchPage past the end."""
    if seen := asked.get("after"):
        return _beside(matches, asked, seen, backwards=False)
    if seen := asked.get("before"):
        return _beside(matches, asked, seen, backwards=True)
    number, size, pages = number_of(matches, asked)
    ids = matches.page(offset=(number - 1) * size, limit=size)
    page = Page(ids=ids, number=number, pages=pages, size=size)
    return _leading(page, matches, earlier=number > 1, later=number < pages)


def number_of(matches: Sized, asked: Asked, *, size: int = PAGE_SIZE) -> tuple[int, int, int]:
    """The number of the page that is asked for, its size, and how many there are.

    `size` is the usual one. Raises NoSuchPage past the end.
    """
    number, size = asked.get("page") or 1, asked.get("page_size") or size
    pages = max(1, ceil(len(matches) / size))
    if number > pages:
        raise NoSuchPage
    return number, size, pages


def _beside(matches: Matches, asked: Asked, seen: Cursor, *, backwards: bool) -> Page:
    """The rows after one, or those before it; the page's number is what the address says."""
    size, number = asked.get("page_size") or PAGE_SIZE, asked.get("page") or 1
    ids = matches.beside(seen, limit=size + 1, backwards=backwards)  # one more tells of another
    if not ids:
        raise NoSuchPage
    more = len(ids) > size
    pages = max(number, ceil(len(matches) / size))
    page = Page(ids=ids[-size:] if backwards else ids[:size], number=number, pages=pages, size=size)
    return _leading(page, matches, earlier=more or not backwards, later=more or backwards)


def _leading(page: Page, matches: Matches, *, earlier: bool, later: bool) -> Page:
    """A page with what leads to those beside it, where there are such."""
    if not page.ids:
        return page
    first, last = (str(matches.cursor_at(page.ids[end])) for end in (0, -1))
    before, after = str(max(1, page.number - 1)), str(page.number + 1)
    return replace(
        page,
        previous={"page": before, "before": first} if earlier else None,
        next={"page": after, "after": last} if later else None,
    )
