"""Reading: which table a file is, and what the cells of its lines mean."""

import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from briefs.formats.facts import TABLES, Column, Table, listed
from briefs.lines import cell_text
from briefs.models.address import FormerAddress


class NoTable(Exception):
    """The first line names no table, or a column that its table doesn't have."""


def table_of(header: list[str]) -> Table:
    """The table that a first line announces. Raises NoTable."""
    found = next((each for each in TABLES.values() if each.claim in header[:1]), None)
    if found is None:
        known = ", ".join(each.claim for each in TABLES.values())
        raise NoTable(
            _("The first column says which table it is: one of %(names)s.") % {"names": known}
        )
    if unknown := [name for name in header if name not in found.header]:
        raise NoTable(_("No such column: %(names)s.") % {"names": ", ".join(unknown)})
    if len(set(header)) < len(header):
        raise NoTable(_("A column is there twice."))
    return found


def cells_by_column(header: list[str], cells: list[str]) -> dict[str, str]:
    """What a line says, by column. Raises ValidationError, as all that follows."""
    if len(cells) != len(header):
        said = {"expected": len(header), "found": len(cells)}
        raise ValidationError(
            _("The line has %(found)s cells, the first line %(expected)s.") % said
        )
    if any("\0" in cell for cell in cells):
        raise ValidationError(_("The line has a character that no text has (NUL)."))
    return {name: cell_text(cell) for name, cell in zip(header, cells, strict=True)}


def key_of(column: str, text: str) -> uuid.UUID:
    """The key that a cell has."""
    try:
        return uuid.UUID(text)
    except ValueError:
        text = _("This is no key: leave it out for a new fact.")
        raise ValidationError({column: text}) from None


def value_of(column: Column, text: str) -> Any:
    """What a cell says: a text, a year, a noun; of a list of nouns each, with its role."""
    if column.many:
        return [
            (_noun(column, slug.strip()), role)
            for slug, _colon, role in (each.partition(": ") for each in listed(text))
        ]
    if column.names is not None:
        return _noun(column, text) if text else None
    if column.values and text and text not in column.values:
        known = {"value": text, "values": ", ".join(column.values.values)}
        raise ValidationError({column.name: _("“%(value)s” is none of these: %(values)s.") % known})
    if column.name == "price_year":
        if text and not re.fullmatch("[0-9]{1,4}", text):
            raise ValidationError({column.name: _("Write a year.")})
        return int(text) if text else None
    return text


def _noun(column: Column, slug: str) -> Model:
    rows = column.names._default_manager.all()  # type: ignore[union-attr]
    found: Model | None = rows.filter(slug=slug).first()
    found = found or FormerAddress.objects.leading_to(rows, slug)
    if found is None:
        text = _("Nothing is called so: %(slug)s. Make it at the desk, or import it first.")
        raise ValidationError({column.name: text % {"slug": slug}})
    return found
