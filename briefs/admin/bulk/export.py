"""An export of chosen briefs: what the desk has of them now, as far as the person may see it.

It is streamed, so the browser shows how far it is, and can stop it; nothing lies on the server.
JSON lines have the shape of the exchange format, so that an import makes the same drafts of
them; states, versions and all that is the desk's own stay here.
"""

from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone, translation

from briefs.admin.bulk.doing import gone, readable, who
from briefs.editorial import audit
from briefs.lines import BYTE_ORDER, csv_line, json_line
from briefs.models.brief import Brief
from briefs.models.bulk import BulkJob, BulkRow, JobState, Outcome

CHUNK = 200  # briefs read at a time
TYPES = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}
RELATIONS = ("topics", "actors", "agreements", "regions", "sources")
# Without the body: a spreadsheet's cell holds less than many a brief.
COLUMNS = (
    *("slug", "title", "summary", "key_points", "kind", "language", "license", "published_on"),
    *("authors", *RELATIONS, "tags"),
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
    rows = job.rows.order_by("pk").iterator(chunk_size=2000)
    for batch in batched(rows, CHUNK):
        briefs = _readable(job, [row.brief_key for row in batch])
        for row in batch:
            brief = briefs.get(row.brief_key)
            if brief is not None:
                said = _said(brief)
                yield csv_line(_flat(said)) if ending == "csv" else json_line(said)
        _settle(job, batch, briefs)
    BulkJob.objects.filter(pk=job.pk).update(state=JobState.DONE)


def _readable(job: BulkJob, keys: list[Any]) -> dict[Any, Brief]:
    """Those of some briefs that the person may read now: rights may be lost meanwhile."""
    briefs = readable(who(job)).filter(key__in=keys)
    found = briefs.prefetch_related(*RELATIONS, "tag_rows__tag", "author_rows__actor")
    return {brief.key: brief for brief in found}


def _said(brief: Brief) -> dict[str, Any]:
    """A brief in the exchange format: relations by their slugs, tags by their names."""
    said = {
        "slug": brief.slug,
        "title": brief.title,
        "summary": brief.summary,
        "key_points": brief.key_points,
        "body": brief.body,
        "published_on": brief.published_on.isoformat() if brief.published_on else None,
        "kind": brief.kind,
        "language": brief.language,
        "license": brief.license,
        "authors": [row.actor.slug for row in brief.author_rows.all()],
    }
    for name in RELATIONS:
        said[name] = sorted(row.slug for row in getattr(brief, name).all())
    return said | {"tags": sorted(row.tag.name for row in brief.tag_rows.all())}


def _flat(said: dict[str, Any]) -> list[Any]:
    """The columns; what a brief has several of is told apart by semicolons."""
    cells = (said[name] for name in COLUMNS)
    return ["; ".join(cell) if isinstance(cell, list) else cell for cell in cells]


def _settle(job: BulkJob, batch: tuple[BulkRow, ...], briefs: dict[Any, Brief]) -> None:
    """Put down which were left out."""
    there = [row.pk for row in batch if row.brief_key in briefs]
    left = [row.pk for row in batch if row.brief_key not in briefs]
    BulkRow.objects.filter(pk__in=there).update(outcome=Outcome.DONE)
    with translation.override(job.language or None):
        why = [{"field": "", "text": gone()}]
    BulkRow.objects.filter(pk__in=left).update(outcome=Outcome.REFUSED, why=why)
