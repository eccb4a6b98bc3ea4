"""Texts as an editor sees them, edited at random, whose parts know what became of them.

They tell what a passage stands among without reading HTML: by their own structure.
"""

import copy
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

_numbers = itertools.count(1)
_SUBJECTS = ("The accord", "The treaty", "It", "The pipeline", "Газопровод", "معاہدہ")
_VERBS = ("was signed", "was not signed", "is in force", "costs 3 billion", "было подписано", "ہوا")
_ENDS = ("in 2014", "in 2015", "by both sides", "for 1,100 kilometres", "as Moscow says", "again")
_CELLS = ("signed", "pending", "Kabul", "Moscow", "2014", "not signed", "1,100 km")


@dataclass
class Unit:
    """A sentence, an item of a list or a cell: it stays the same thing however it is edited."""

    text: str
    number: int = field(default_factory=lambda: next(_numbers))


@dataclass
class Block:
    """A paragraph of sentences; a list, table or quotation, with the line that leads in to it."""

    kind: str
    lead: Unit | None
    rows: list[list[Unit]]


@dataclass
class Section:
    """A heading and what stands beneath it."""

    heading: Unit
    blocks: list[Block]


@dataclass(frozen=True)
class Place:
    """A unit within a text: where it stands, and all that may turn what it says."""

    unit: Unit
    start: int
    heading: str
    among: tuple[object, ...]


Text = list[Section]


def sentence(rng: random.Random) -> str:
    """A few words with a full stop: the same ones come often."""
    return f"{rng.choice(_SUBJECTS)} {rng.choice(_VERBS)} {rng.choice(_ENDS)}."


def composed(rng: random.Random) -> Text:
    """A text of a few sections."""
    return [
        Section(Unit(f"Part {rng.randint(1, 3)}"), [_block(rng) for _ in range(rng.randint(1, 3))])
        for _ in range(rng.randint(1, 3))
    ]


def _block(rng: random.Random) -> Block:
    kind = rng.choice(("paragraph", "paragraph", "list", "table", "quotation"))
    lead = None if kind == "paragraph" else Unit(sentence(rng))
    match kind:
        case "table":
            size = range(rng.randint(2, 3))
            rows = [[Unit(rng.choice(_CELLS)) for _ in size] for _ in range(rng.randint(2, 4))]
        case "list":
            rows = [[Unit(sentence(rng))] for _ in range(rng.randint(1, 3))]
        case _:
            rows = [[Unit(sentence(rng)) for _ in range(rng.randint(1, 4))]]
    return Block(kind, lead, rows)


def markdown(text: Text) -> str:
    """The text as it is typed."""
    return "\n\n".join(part for section in text for part in _parts(section))


def _parts(section: Section) -> Iterator[str]:
    yield f"## {section.heading.text}"
    for block in section.blocks:
        if block.lead:
            yield block.lead.text
        said = [[unit.text for unit in row] for row in block.rows]
        match block.kind:
            case "table":
                lines = ["| " + " | ".join(row) + " |" for row in said]
                yield "\n".join([lines[0], "|" + "---|" * len(said[0]), *lines[1:]])
            case "list":
                yield "\n".join(f"- {' '.join(row)}" for row in said)
            case "quotation":
                yield "> " + " ".join(said[0])
            case _:
                yield " ".join(said[0])


def plain(text: Text) -> tuple[str, list[Place]]:
    """The text as readers read it, and where its units stand in it."""
    written, places = "", list[Place]()
    above: Unit | None = None  # the last line before a block
    for section in text:
        written += section.heading.text + "\n"
        above = section.heading
        for block in section.blocks:
            if block.lead:  # a paragraph of its own
                known: tuple[object, ...] = ("paragraph", "", [], [], 0, "", block.lead.text)
                places.append(Place(block.lead, len(written), section.heading.text, known))
                written += block.lead.text + "\n"
                above = block.lead
            lead = above.text if block.kind != "paragraph" else ""
            head = [unit.text for unit in block.rows[0]] if block.kind == "table" else []
            for row in block.rows:
                among = [unit.text for unit in row] if block.kind == "table" else []
                for number, unit in enumerate(row):
                    before = row[number - 1].text if number and not among else ""
                    column = number if among else 0
                    said = (block.kind, lead, head, among, column, before, unit.text)
                    places.append(Place(unit, len(written), section.heading.text, said))
                    written += unit.text + ("\n" if among or number == len(row) - 1 else " ")
                above = Unit(" ".join(unit.text for unit in row)) if not among else row[-1]
    return written.rstrip("\n"), places


# Edits


def edited(text: Text, rng: random.Random) -> Text:
    """The text after a few edits."""
    new = copy.deepcopy(text)
    for _ in range(rng.randint(1, 4)):
        rng.choice(_EDITS)(new, rng)
    return new


def _any_row(text: Text, rng: random.Random) -> list[Unit]:
    blocks = [block for section in text for block in section.blocks]
    return rng.choice(rng.choice(blocks).rows)


def _any_unit(text: Text, rng: random.Random) -> Unit:
    blocks = [block for section in text for block in section.blocks]
    leads = [block.lead for block in blocks if block.lead]
    if leads and rng.random() < 0.2:
        return rng.choice(leads)
    return rng.choice(_any_row(text, rng))


def _negate(text: Text, rng: random.Random) -> None:
    unit = _any_unit(text, rng)
    words = unit.text.split()
    words.insert(rng.randrange(len(words)), rng.choice(("not", "never", "не", "نہیں")))
    unit.text = " ".join(words)


def _doubt(text: Text, rng: random.Random) -> None:
    unit = _any_unit(text, rng)
    unit.text = f"Nobody believes that {unit.text}"


def _recount(text: Text, rng: random.Random) -> None:
    unit = _any_unit(text, rng)
    unit.text = "".join(str(rng.randint(1, 9)) if char.isdigit() else char for char in unit.text)


def _reword(text: Text, rng: random.Random) -> None:
    unit = _any_unit(text, rng)
    words = unit.text.split()
    words[rng.randrange(len(words) - 1) if len(words) > 1 else 0] = rng.choice(("gas", "oil"))
    unit.text = " ".join(words)


def _delete(text: Text, rng: random.Random) -> None:
    row = _any_row(text, rng)
    if len(row) > 1 and row[0].text.endswith("."):
        del row[rng.randrange(len(row))]


def _insert(text: Text, rng: random.Random) -> None:
    row = _any_row(text, rng)
    if row[0].text.endswith("."):
        words = _any_unit(text, rng).text if rng.random() < 0.5 else sentence(rng)
        row.insert(
            rng.randint(0, len(row)), Unit(words if words.endswith(".") else f"{words} ends.")
        )


def _move_sentence(text: Text, rng: random.Random) -> None:
    source, target = _any_row(text, rng), _any_row(text, rng)
    if len(source) > 1 and all(row[0].text.endswith(".") for row in (source, target)):
        target.insert(rng.randint(0, len(target)), source.pop(rng.randrange(len(source))))


def _swap_units(text: Text, rng: random.Random) -> None:
    one, other = _any_row(text, rng), _any_row(text, rng)
    here, there = rng.randrange(len(one)), rng.randrange(len(other))
    if one[here].text.endswith(".") == other[there].text.endswith("."):
        one[here], other[there] = other[there], one[here]


def _move_block(text: Text, rng: random.Random) -> None:
    source, target = rng.choice(text), rng.choice(text)
    if len(source.blocks) > 1:
        block = source.blocks.pop(rng.randrange(len(source.blocks)))
        target.blocks.insert(rng.randint(0, len(target.blocks)), block)


def _drop_block(text: Text, rng: random.Random) -> None:
    section = rng.choice(text)
    if len(section.blocks) > 1:
        del section.blocks[rng.randrange(len(section.blocks))]


def _add_block(text: Text, rng: random.Random) -> None:
    section = rng.choice(text)
    section.blocks.insert(rng.randint(0, len(section.blocks)), _block(rng))


def _rename(text: Text, rng: random.Random) -> None:
    rng.choice(text).heading.text = f"Not part {rng.randint(1, 3)}"


_EDITS = (
    *(_negate, _doubt, _recount, _reword, _delete, _insert, _move_sentence, _swap_units),
    *(_move_block, _drop_block, _add_block, _rename),
)
