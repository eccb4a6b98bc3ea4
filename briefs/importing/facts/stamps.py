"""Stamps: who changed a line since it was given out, the file's author or somebody at the desk.

A line as it was given out has the stamp of what it said then (`briefs.formats.facts`).
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from briefs.formats.facts import STAMP, Column, digest


def is_edited(columns: Iterable[Column], said: dict[str, str], stamp: str, now: list[str]) -> bool:
    """Whether the file's author has changed what a line says in some columns.

    `now` is what they say at the desk, for columns that the file doesn't have; `stamp` is empty
    where the line has none. Raises ValidationError if the desk has changed it meanwhile, too.
    """
    texts = [said.get(column.name, cell) for column, cell in zip(columns, now, strict=True)]
    if texts == now or digest(texts) == stamp:
        return False
    if stamp and digest(now) != stamp:
        text = _(
            "The desk has changed this since the table was given out: take the table anew, or "
            "empty the stamp to go over that change."
        )
        raise ValidationError({STAMP.name: text})
    return True


def stamps_of(said: dict[str, str]) -> tuple[str, str]:
    """The stamps of a line's fact and of its passage; empty where it has none."""
    fact, _hyphen, passage = said.get(STAMP.name, "").partition("-")
    return fact, passage
