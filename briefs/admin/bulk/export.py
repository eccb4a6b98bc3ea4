"""An export of chosen briefs: what the desk has of them now, as far as the person may see it.

It is streamed, so the browser shows how far it is, and can stop it; nothing lies on the server.
JSON lines have the shape of the exchange format, so that an import makes the same drafts of
them; states, versions and all that is the desk's own stay here.
"""

from collections.abc import Container, Iterator
from itertools import batched
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone, translation

from briefs.admin.bulk.doing import gone, readable, who
from briefs.editorial import audit
from briefs.importing.lines.writing import Desk, line_of
from briefs.lines import BYTE_ORDER, csv_line
from briefs.models.bulk import BulkJob, BulkRow, JobState, Outcome

CHUNK = 200  # briefs read at a time
TYPES = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}
# Without the body: a spreadsheet's cell holds less than many a brief.
COLUMNS = (
    *("slug", "title", "summary", "key_points", "kind", "language", "license", "published_on"),
    *("authors", "topics", "actors", "agreements", "regions", "sources", "tags"),
)


def export(job: BulkJob, ending: str, *, by: Any) -> StreamingHttpResponse:
    """A job's briefs as a file. Who takes it away is on record."""
    job.rows.exclude(outcome="").update(outcome="", why=[])
    audit.record("brief.export", by=by, format=ending, briefs=job.rows.count())
    name = f"briefs-{timezone.localdate()}.{ending}"
    return StreamingHttpResponse(
        _lines(job, ending),
        content_type=TYPES[ending],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(job: BulkJob, ending: str) -> Iterator[str]:
    if ending == "csv":
        yield BYTE_ORDER + csv_line(COLUMNS)
    desk = Desk()
    for batch in batched(job.rows.order_by("pk").iterator(chunk_size=2000), CHUNK):
        # Those that the person may read now: rights may be lost meanwhile.
        keys = [row.brief_key for row in batch]
        said = desk.said(readable(who(job)).filter(key__in=keys))
        for key in keys:
            if key in said:
                yield csv_line(_flat(said[key])) if ending == "csv" else f"{line_of(said[key])}\n"
        _settle(job, batch, said)
    BulkJob.objects.filter(pk=job.pk).update(state=JobState.DONE)


def _flat(said: dict[str, Any]) -> list[Any]:
    """The columns; what a brief has several of is told apart by semicolons."""
    cells = (said[name] for name in COLUMNS)
    return ["; ".join(map(_word, cell)) if isinstance(cell, list) else cell for cell in cells]


def _word(ref: Any) -> str:
    """What a line names a noun by, in one word."""
    return ref if isinstance(ref, str) else str(ref["slug"])


def _settle(job: BulkJob, batch: tuple[BulkRow, ...], said: Container[Any]) -> None:
    """Put down which were left out."""
    there = [row.pk for row in batch if row.brief_key in said]
    left = [row.pk for row in batch if row.brief_key not in said]
    BulkRow.objects.filter(pk__in=there).update(outcome=Outcome.DONE)
    with translation.override(job.language or None):
        why = [{"field": "", "text": gone()}]
    BulkRow.objects.filter(pk__in=left).update(outcome=Outcome.REFUSED, why=why)
