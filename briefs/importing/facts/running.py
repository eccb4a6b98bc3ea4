"""Running: a table taken in line by line, each in a transaction of its own, by the desk's rules."""

import csv
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from briefs.formats.facts import PASSAGE, Table
from briefs.importing.facts import claims, passages
from briefs.importing.facts.reading import cells_by_column, table_of
from briefs.importing.outcomes import Deed, Outcome
from briefs.lines import BYTE_ORDER
from briefs.publishing import Problem

_LONGEST = 1 << 20  # letters of a cell


def run(lines: Iterable[str], *, dry_run: bool = False) -> Iterator[Outcome]:
    """Take in a table, line by line; `dry_run` leaves the database as it is. Raises NoTable."""
    csv.field_size_limit(_LONGEST)
    rows = csv.reader(lines, strict=True)
    header = [name.removeprefix(BYTE_ORDER) for name in next(rows, [])]
    table = table_of(header)
    while True:
        number = rows.line_num + 1
        try:
            cells = next(rows)
            if cells:
                said = cells_by_column(header, cells)
                yield Outcome(number=number, deed=_take_in(table, said, dry_run))
        except StopIteration:
            return
        except (ValidationError, csv.Error, DatabaseError) as error:
            problems = list(_problems(table, error))
            yield Outcome(number=number, deed=Deed.REFUSED, problems=problems)


def _take_in(table: Table, said: dict[str, str], dry_run: bool) -> Deed:
    """What becomes of the fact of a line and of its passage, whichever changes more."""
    with transaction.atomic():
        passages.lock(said)
        claim, deed = claims.take_in(table, said)
        of_passage = passages.take_in(table, claim, said)
        transaction.set_rollback(dry_run)
    return of_passage if deed == Deed.UNCHANGED else deed


def _problems(table: Table, error: Exception) -> Iterator[Problem]:
    """What is wrong, by the columns of the table."""
    if not isinstance(error, ValidationError):
        yield Problem(field="", message=str(error))
    elif not hasattr(error, "error_dict"):
        yield Problem(field="", message=" ".join(error.messages))
    else:
        columns = {column.field: column.name for column in (*PASSAGE, *table.columns)}
        for name, messages in error.message_dict.items():
            field = columns.get(name, "" if name == "__all__" else name)
            yield Problem(field=field, message=" ".join(messages))
