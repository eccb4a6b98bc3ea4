"""Tables: as many cells in each row, a head, and cells of one line; else no table."""

from lxml import html
from lxml.html import HtmlElement

from briefs.importing.pasted.tree import BLOCKS, has_words

MOST_COLUMNS = 50


def square(body: HtmlElement) -> None:
    """Make each table one that Markdown can write; one that only places things is taken apart."""
    for table in reversed(list(body.iter("table"))):
        rows = _grid(table)
        width = max(map(len, rows), default=0)
        if next(table.iterdescendants("table"), None) is None and 1 < width <= MOST_COLUMNS:
            _rebuild(table, rows, width)
        else:
            _take_apart(table)
    for part in list(body.iter("thead", "tbody", "tr", "td", "th")):
        if next(part.iterancestors("table"), None) is None:
            part.tag = "div"


def _grid(table: HtmlElement) -> list[list[HtmlElement | None]]:
    """The rows with any text, a place for each column; None where a cell reaches over."""
    rows: list[list[HtmlElement | None]] = []
    reaching: dict[int, int] = {}  # column: rows that a cell from above still takes
    for row in table.iter("tr"):
        places: list[HtmlElement | None] = []
        for cell in row.iter("td", "th"):
            _skip(places, reaching)
            span = _span(cell, "colspan")
            down = _span(cell, "rowspan") - 1
            for column in range(len(places), len(places) + span):
                if down:
                    reaching[column] = down
            places.extend([cell, *[None] * (span - 1)])
        _skip(places, reaching)
        if any(cell is not None and has_words(cell) for cell in places):
            rows.append(places)
    return rows


def _skip(places: list[HtmlElement | None], reaching: dict[int, int]) -> None:
    while reaching.get(len(places)):
        reaching[len(places)] -= 1
        places.append(None)


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "1")
    return min(max(int(value[:4]), 1), MOST_COLUMNS) if value.isdecimal() else 1


def _rebuild(table: HtmlElement, rows: list[list[HtmlElement | None]], width: int) -> None:
    """The same cells in a head and a body. What else the table has, a caption, goes before it."""
    for other in [child for child in table if child.tag not in ("thead", "tbody", "tr")]:
        if has_words(other):
            other.drop_tree()
            table.addprevious(other)
    for child in list(table):
        child.drop_tree()
    table.text = None
    for number, places in enumerate(rows):
        part = html.Element("thead" if number == 0 else "tbody")
        if number < 2:
            table.append(part)
        row = html.Element("tr")
        table[-1].append(row)
        for cell in places + [None] * (width - len(places)):
            made = html.Element("td") if cell is None else cell
            made.tag = "th" if number == 0 else "td"
            made.tail = None
            made.attrib.clear()
            _on_one_line(made)
            row.append(made)


def _on_one_line(cell: HtmlElement) -> None:
    """Blocks in a cell become words, with a space between them."""
    for inner in list(cell.iterdescendants()):
        if inner.tag in BLOCKS or inner.tag == "br":
            inner.tail = f" {inner.tail or ''}"
            inner.text = f" {inner.text or ''}"
            inner.drop_tag()
        elif inner.tag == "strong" and cell.tag == "th":
            inner.drop_tag()


def _take_apart(table: HtmlElement) -> None:
    for part in [table, *table.iter("thead", "tbody", "tr", "td", "th")]:
        part.tag = "div"
