"""Facts taken in: the tables that `briefs.formats.facts` gives out, under the desk's rules.

Each line is a transaction of its own: a fact, and the passage that states it. What a line says
otherwise than the database is a version of the noun that the fact belongs to.
"""

import csv
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from briefs.editorial import audit
from briefs.editorial.content import take
from briefs.editorial.neighbours import record_neighbours
from briefs.editorial.rechecks import note_change
from briefs.editorial.shapes import BELONGS, owner_of
from briefs.editorial.versions import editing
from briefs.formats.facts import PASSAGE, TABLES, Column, Table
from briefs.lines import BYTE_ORDER, cell_text
from briefs.models.address import FormerAddress
from briefs.models.edition import Edition
from briefs.models.evidence import CONTEXT, Evidence
from briefs.models.version import Way
from briefs.publishing.evidence import anchor

# What of a passage is its own; the rest says which words of which edition it is.
_SAID = ("assertion", "attributed_to", "source", "locator")
_LONGEST = 1 << 20  # letters of a cell


class NoTable(Exception):
    """The first line names no table, or a column that its table doesn't have."""


class Deed(StrEnum):
    """What became of a line."""

    MADE = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a line, by its number in the file; what kept it out, by column."""

    number: int
    deed: Deed
    problems: dict[str, list[str]] = field(default_factory=dict)


def run(lines: Iterable[str], *, dry_run: bool = False) -> Iterator[Outcome]:
    """Take in a table, line by line; `dry_run` leaves the database as it is. Raises NoTable."""
    csv.field_size_limit(_LONGEST)
    rows = csv.reader(lines, strict=True)
    header = [name.removeprefix(BYTE_ORDER) for name in next(rows, [])]
    table = _table(header)
    while True:
        number = rows.line_num + 1
        try:
            cells = next(rows)
            if cells:
                yield Outcome(number=number, deed=_line(table, _named(header, cells), dry_run))
        except StopIteration:
            return
        except ValidationError as error:
            yield Outcome(number=number, deed=Deed.REFUSED, problems=_problems(table, error))
        except (csv.Error, DataError, IntegrityError) as error:
            yield Outcome(number=number, deed=Deed.REFUSED, problems={"": [str(error)]})


def _table(header: list[str]) -> Table:
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


def _named(header: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(header):
        said = {"expected": len(header), "found": len(cells)}
        raise ValidationError(
            _("The line has %(found)s cells, the first line %(expected)s.") % said
        )
    if any("\0" in cell for cell in cells):
        raise ValidationError(_("The line has a character that no text has (NUL)."))
    return {name: cell_text(cell) for name, cell in zip(header, cells, strict=True)}


def _line(table: Table, said: dict[str, str], dry_run: bool) -> Deed:
    with transaction.atomic():
        claim, deed = _claim(table, said)
        about = _passage(table, claim, said)
        transaction.set_rollback(dry_run)
    return about if deed == Deed.UNCHANGED and about else deed


def _claim(table: Table, said: dict[str, str]) -> tuple[Any, Deed]:
    """The fact of a line, saved, and what became of it."""
    model: Any = Evidence._meta.get_field(table.claim).related_model
    key = _key(table.claim, said.get(table.claim, ""))
    claim = model._default_manager.filter(key=key).first()
    is_new = claim is None
    claim = claim or model(key=key)
    values = {
        column.field: _value(column, said[column.name])
        for column in table.columns
        if column.name in said and not column.told
    }
    values = {name: value for name, value in values.items() if _get(claim, name) != value}
    if not is_new and not values:
        return claim, Deed.UNCHANGED
    if not is_new and model in BELONGS and BELONGS[model][1] in values:
        text = _("The fact belongs to another: it can be deleted there and made here.")
        raise ValidationError({BELONGS[model][1]: text})
    for name, value in values.items():
        setattr(claim, name, value)
    claim.full_clean()
    _keep(claim, is_new)
    return claim, Deed.MADE if is_new else Deed.CHANGED


def _keep(claim: Any, is_new: bool) -> None:
    """Save a fact as the desk does: a version of what it belongs to, and an entry in the log."""
    owner: Any = owner_of(claim)
    before = take(owner) if owner.pk else None
    values = {each.attname: getattr(claim, each.attname) for each in claim._meta.concrete_fields}
    with editing(owner, by=None, way=Way.IMPORT):
        if owner is claim:  # an event, which was read anew
            for name, value in values.items():
                if name not in ("id", *owner.SET_APART):
                    setattr(claim, name, value)
        claim.save()
    if before and not is_new:
        note_change(owner, before, take(owner), by=None)
    deed = "add" if before is None else "change"
    audit.record(f"{owner._meta.model_name}.{deed}", by=None, about=owner)


def _passage(table: Table, claim: Any, said: dict[str, str]) -> Deed | None:
    """What became of the passage of a line; None where it has none."""
    if not said.get("passage") and not said.get("exact"):
        return None
    key = _key("passage", said.get("passage", ""))
    passage = Evidence.objects.filter(key=key).select_related("edition__publication").first()
    is_new = passage is None
    if passage is None:
        passage = Evidence(key=key, **{table.claim: claim})
        _bind(passage, said)
    elif getattr(passage, f"{table.claim}_id") != claim.pk:
        raise ValidationError({"passage": _("This passage states another fact.")})
    elif any(_differs(passage, column, said) for column in PASSAGE[3:6]):
        text = _("A passage’s words stay: leave out its key to add another passage.")
        raise ValidationError({"exact": text})
    columns = {each.name: each for each in PASSAGE if each.name in _SAID and each.name in said}
    values = {name: _value(column, said[name]) for name, column in columns.items()}
    values = {name: value for name, value in values.items() if getattr(passage, name) != value}
    if not is_new and not values:
        return Deed.UNCHANGED
    before = None if is_new else take(passage)
    with editing(passage, by=None, way=Way.IMPORT):
        for name, value in values.items():
            setattr(passage, name, value)
        passage.clean_fields()
        passage.save()
    record_neighbours(passage, before, take(passage), by=None)
    audit.record(f"evidence.{'add' if is_new else 'change'}", by=None, about=passage)
    return Deed.CHANGED


def _differs(passage: Evidence, column: Column, said: dict[str, str]) -> bool:
    return column.name in said and said[column.name] != str(column.of(passage))


def _bind(passage: Evidence, said: dict[str, str]) -> None:
    """Bind a new passage to the words of the edition that its line names."""
    editions = Edition.objects.filter(publication__slug=said.get("brief", ""))
    number = said.get("edition", "")
    if number:
        found = editions.filter(number=number).first() if number.isdecimal() else None
    else:
        found = editions.filter(current_of__isnull=False).first()
    if found is None:
        raise ValidationError({"brief": _("There is no such edition of a published brief.")})
    passage.brief_key, passage.exact = found.publication.brief_key, said.get("exact", "")
    passage.prefix = said.get("prefix", "")[-CONTEXT:]
    passage.suffix = said.get("suffix", "")[:CONTEXT]
    if found.erased_at or not passage.exact or not anchor(passage, found):
        text = _("The edition doesn’t have these words once: say what stands before and after.")
        raise ValidationError({"exact": text})


def _key(column: str, text: str) -> uuid.UUID:
    """A key; a new one where there is none."""
    try:
        return uuid.UUID(text) if text else uuid.uuid4()
    except ValueError:
        text = _("This is no key: leave it out for a new fact.")
        raise ValidationError({column: text}) from None


def _value(column: Column, text: str) -> Any:
    if column.names is not None:
        return _noun(column, text)
    if column.name == "price_year":
        if text and not (text.isascii() and text.isdecimal()):
            raise ValidationError({column.name: _("Write a year.")})
        return int(text) if text else None
    return text


def _noun(column: Column, slug: str) -> Model | None:
    if not slug:
        return None
    rows = column.names._default_manager.all()  # type: ignore[union-attr]
    found = rows.filter(slug=slug).first()
    found = found or FormerAddress.objects.leading_to(rows, slug)
    if found is None:
        text = _("Nothing is called so: %(slug)s.") % {"slug": slug}
        raise ValidationError({column.name: text})
    noun: Model = found
    return noun


def _get(row: Any, name: str) -> Any:
    """What a row says; None for what a new one doesn't refer to yet."""
    try:
        return getattr(row, name)
    except ObjectDoesNotExist:
        return None


def _problems(table: Table, error: ValidationError) -> dict[str, list[str]]:
    """What is wrong, by the file's columns."""
    if not hasattr(error, "error_dict"):
        return {"": error.messages}
    columns = {column.field: column.name for column in (*table.columns, *PASSAGE)}
    return {
        columns.get(name, "" if name == "__all__" else name): messages
        for name, messages in error.message_dict.items()
    }
