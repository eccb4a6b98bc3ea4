"""Three-way merge of what two people made of one thing: pure functions, no database.

Different fields, different rows, different sentences of one text merge by themselves. Two edits
of one sentence never do: they come out as a *piece*, with base, theirs and mine, for a person to
decide. The algorithm for sequences is merge3 (Khanna, Kunal, Pierce: A Formal Investigation of
Diff3, 2007), over sentences and the white space between them.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from merge3 import Merge3

from briefs.editorial import sentences

Value = str | list[str]
Values = dict[str, Value]
Rows = dict[str, Values]


class Kind(Enum):
    """How two edits of one field are merged."""

    WHOLE = "whole"  # one value: two different edits conflict
    TEXT = "text"  # sentence by sentence
    LINES = "lines"  # line by line
    SET = "set"  # a list of strings whose order says nothing: additions and removals


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a thing says: its fields, and its rows by list and by the row's key."""

    values: Values
    rows: dict[str, Rows] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How to merge a sheet: the kinds of its fields (WHOLE where none is named).

    `kinds` by field, a row's field as ``list.field``; `same` names, by list, the fields that
    make two new rows the same row.
    """

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One place where both edits differ from the base and from each other.

    `rows` and `row` say in which row of which list (else empty); `field` is empty where one
    deleted a row that the other edited: then the texts are the rows' in words, and None is
    the deleted one. `number` tells equal pieces of one field apart.
    """

    field: str
    rows: str = ""
    row: str = ""
    base: str | None
    theirs: str | None
    mine: str | None
    number: int = 0
    suggestion: str | None = None
    joint: str | None = None  # what parts both texts where both may stand; None where they can't

    @property
    def id(self) -> str:
        """Stays the same as long as the three texts do: a choice is of what was seen."""
        said = [self.rows, self.row, self.field, self.base, self.theirs, self.mine, self.number]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:20]

    @property
    def both(self) -> str | None:
        """Theirs, then mine; None where that would make no sense."""
        if not self.theirs or not self.mine or self.joint is None:
            return None
        return f"{self.theirs}{self.joint}{self.mine}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person decided for a piece: ``mine``, ``theirs``, ``base``, ``both``,
    ``suggestion`` or ``own`` with a text."""

    take: str
    own: str = ""

    def of(self, piece: Piece) -> str | None:
        """The text chosen; None is a row's deletion, or a choice that the piece doesn't have."""
        if self.take == "own":
            return self.own
        texts = {
            "mine": piece.mine,
            "theirs": piece.theirs,
            "base": piece.base,
            "both": piece.both,
            "suggestion": piece.suggestion,
        }
        return texts.get(self.take)


Choices = Mapping[str, Choice]


@dataclass(slots=True, kw_only=True)
class Outcome:
    """The merged sheet, what was taken from the others' edit, and the pieces left undecided.

    While there are pieces, the sheet has mine in their places.
    """

    sheet: Sheet
    taken: list[str]
    pieces: list[Piece]
    decided: list[Piece]


def merge(
    base: Sheet, mine: Sheet, theirs: Sheet, rules: Rules, choices: Choices | None = None
) -> Outcome:
    """Merge two edits of one base. `choices` decide pieces, by their ids."""
    merger = _Merger(rules, choices or {})
    values = merger.values(base.values, mine.values, theirs.values)
    names = list(dict.fromkeys([*theirs.rows, *mine.rows]))
    rows = {
        name: merger.rows(
            name,
            base.rows.get(name, {}),
            mine.rows.get(name, base.rows.get(name, {})),
            theirs.rows.get(name, {}),
        )
        for name in names
    }
    sheet = Sheet(values=values, rows=rows)
    return Outcome(sheet=sheet, taken=merger.taken, pieces=merger.open, decided=merger.decided)


def merge_texts(base: str, mine: str, theirs: str, language: str = "en") -> "list[str | Piece]":
    """The merged text in parts, agreed text and pieces by turns."""
    return list(_sequence_parts(base, mine, theirs, lambda text: sentences.tokens(text, language)))


def word_by_word(base: str, mine: str, theirs: str) -> str | None:
    """Both edits of a sentence in one, for a person to accept; None where words conflict."""
    parts = list(_parts(*(re.findall(r"\s+|\w+|[^\w\s]", text) for text in (base, mine, theirs))))
    return None if any(isinstance(part, Piece) for part in parts) else "".join(map(str, parts))


class _Merger:
    """Collects, over all fields of a sheet, what was taken and what is left to decide."""

    def __init__(self, rules: Rules, choices: Choices) -> None:
        self.rules, self.choices = rules, choices
        self.taken: list[str] = []
        self.open: list[Piece] = []
        self.decided: list[Piece] = []
        self._seen: Counter[str] = Counter()

    def values(
        self, base: Values, mine: Values, theirs: Values, rows: str = "", row: str = ""
    ) -> Values:
        merged = dict(theirs)
        for name, said in mine.items():
            merged[name] = self._value(name, base.get(name), said, theirs.get(name), rows, row)
        return merged

    def rows(self, name: str, base: Rows, mine: Rows, theirs: Rows) -> Rows:
        mine = self._same_rows(name, base, mine, theirs)
        merged: Rows = {}
        for key in dict.fromkeys([*theirs, *mine, *base]):
            row = self._row(name, key, base.get(key), mine.get(key), theirs.get(key))
            if row is not None:
                merged[key] = row
        return merged

    def _row(
        self, name: str, key: str, base: Values | None, mine: Values | None, theirs: Values | None
    ) -> Values | None:
        if mine is not None and theirs is not None:
            return self.values(base or {}, mine, theirs, name, key)
        if base is None or mine == theirs:  # new for one of them, or deleted by both
            if theirs is not None:
                self._take(name)
            return mine if mine is not None else theirs
        kept = mine if mine is not None else theirs
        if kept is None or all(base.get(field) == value for field, value in kept.items()):
            if theirs is None:
                self._take(name)
            return None  # deleted by one, untouched by the other
        piece = self._numbered("", name, key, _in_words(base), _in_words(mine), _in_words(theirs))
        choice = self._decision(piece)
        if choice is None:
            return mine if mine is not None else theirs
        return theirs if choice.take == "theirs" else mine

    def _same_rows(self, name: str, base: Rows, mine: Rows, theirs: Rows) -> Rows:
        """Rows that both added and that are one: mine takes the key of theirs."""
        by = self.rules.same.get(name)
        theirs_by_identity = {
            _identity(values, by): key for key, values in theirs.items() if key not in base
        }
        renamed: Rows = {}
        for key, values in mine.items():
            same = None if key in base else theirs_by_identity.get(_identity(values, by))
            renamed[same if same and same not in mine else key] = values
        return renamed

    def _value(
        self,
        name: str,
        base: Value | None,
        mine: Value,
        theirs: Value | None,
        rows: str,
        row: str,
    ) -> Value:
        if theirs is None or mine == theirs:
            return mine
        if base is not None and theirs == base:
            return mine
        if base is not None and mine == base:
            self._take(rows or name)
            return theirs
        if isinstance(mine, list) or isinstance(theirs, list):
            return self._set(rows or name, _listed(base), _listed(mine), _listed(theirs))
        was = base if isinstance(base, str) else ""
        kind = self.rules.kinds.get(f"{rows}.{name}" if rows else name, Kind.WHOLE)
        match kind:
            case Kind.TEXT:
                parts = merge_texts(was, mine, theirs, self.rules.language)
            case Kind.LINES:
                parts = list(_sequence_parts(was, mine, theirs, _lines))
            case _:
                parts = [Piece(field=name, base=was, theirs=theirs, mine=mine)]
        text = "".join(self._settled(part, name, rows, row, kind) for part in parts)
        if text != mine:
            self._take(rows or name)
        return text

    def _set(self, name: str, base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
        added = [item for item in mine if item not in base]
        removed = {item for item in base if item not in mine}
        merged = list(dict.fromkeys(item for item in [*theirs, *added] if item not in removed))
        if set(theirs) != set(base):
            self._take(name)
        return merged

    def _settled(self, part: str | Piece, name: str, rows: str, row: str, kind: Kind) -> str:
        """A part as text: agreed, decided, or mine for now."""
        if isinstance(part, str):
            return part
        piece = self._numbered(name, rows, row, part.base, part.mine, part.theirs, kind)
        choice = self._decision(piece)
        chosen = piece.mine if choice is None else choice.of(piece)
        return piece.mine or "" if chosen is None else chosen

    def _numbered(
        self,
        name: str,
        rows: str,
        row: str,
        base: str | None,
        mine: str | None,
        theirs: str | None,
        kind: Kind = Kind.WHOLE,
    ) -> Piece:
        suggestion = (
            word_by_word(base or "", mine or "", theirs or "") if kind is Kind.TEXT else None
        )
        first = Piece(field=name, rows=rows, row=row, base=base, theirs=theirs, mine=mine)
        self._seen[first.id] += 1
        return Piece(
            field=name,
            rows=rows,
            row=row,
            base=base,
            theirs=theirs,
            mine=mine,
            number=self._seen[first.id] - 1,
            suggestion=None if suggestion in (mine, theirs) else suggestion,
            joint=_joint(kind, mine or ""),
        )

    def _decision(self, piece: Piece) -> Choice | None:
        choice = self.choices.get(piece.id)
        if choice is None or (choice.of(piece) is None and piece.field):
            self.open.append(piece)
            return None
        self.decided.append(piece)
        return choice

    def _take(self, name: str) -> None:
        if name not in self.taken:
            self.taken.append(name)


def _sequence_parts(
    base: str, mine: str, theirs: str, cut: Callable[[str], list[str]]
) -> "Iterator[str | Piece]":
    yield from _parts(cut(base), cut(mine), cut(theirs))


def _parts(
    base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]
) -> "Iterator[str | Piece]":
    keys = [[sentences.key(token) for token in tokens] for tokens in (base, mine, theirs)]
    common = Merge3(keys[0], keys[1], keys[2]).find_sync_regions()
    at_base = at_mine = at_theirs = 0
    for b, b_end, m, m_end, t, t_end in common:
        gap = (slice(at_base, b), slice(at_mine, m), slice(at_theirs, t))
        was, my, their = (side[place] for side, place in zip(keys, gap, strict=True))
        texts = [
            "".join(side[place]) for side, place in zip((base, mine, theirs), gap, strict=True)
        ]
        if my == their or their == was:
            yield texts[1]
        elif my == was:
            yield texts[2]
        else:
            yield Piece(field="", base=texts[0], mine=texts[1], theirs=texts[2])
        for token, ours, others in zip(base[b:b_end], mine[m:m_end], theirs[t:t_end], strict=True):
            yield others if ours == token else ours
        at_base, at_mine, at_theirs = b_end, m_end, t_end


def _joint(kind: Kind, text: str) -> str | None:
    """What a text of that kind begins a new piece with."""
    match kind:
        case Kind.LINES:
            return "\n"
        case Kind.TEXT:
            return "\n" if sentences.stands_alone(text) else " "
        case _:
            return None


def _lines(text: str) -> list[str]:
    return [token for token in re.split(r"(\n)", text) if token]


def _listed(value: Value | None) -> list[str]:
    return value if isinstance(value, list) else []


def _identity(values: Values, by: tuple[str, ...] | None) -> str:
    named = {name: values.get(name) for name in by} if by else values
    return json.dumps(named, sort_keys=True)


def _in_words(values: Values | None) -> str | None:
    if values is None:
        return None
    texts = (value if isinstance(value, str) else ", ".join(value) for value in values.values())
    return "; ".join(text for text in texts if text)
