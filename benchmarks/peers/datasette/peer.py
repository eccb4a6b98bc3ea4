"""The peer: Datasette with its facets and SQLite's full-text search.

One table, as sqlite-utils makes it: what a brief names are JSON arrays, topics with all broader
ones; FTS5 over its texts. Queries are those that its pages make of clicks. It has no OR among the
values of an array, so that is written as a `_where`; a selection narrows its own facet, too.

With PEER_LIMITS=raised its limits of time, within which a facet is left out, are minutes.
"""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import datasette.version
from datasette.app import Datasette
from sqlite_utils import Database

from benchmarks import corpus
from benchmarks.peers import harness
from benchmarks.queries import FACETS, PAGE, Query

ARRAYS = {facet: field for facet, field in FACETS.items() if field in corpus.REFERENCES}
COLUMNS = {"language": "language", "kind": "kind", "year": "year"}
RAISED = {"sql_time_limit_ms": 600_000, "facet_time_limit_ms": 600_000}


def _file() -> Path:
    return Path(os.environ["PEER_DATA"]) / "bench.db"


def fill(briefs: int) -> float:
    """Write the table, its indexes, its full text."""
    database = Database(_file())
    database.enable_wal()
    table: Any = database["briefs"]
    table.insert_all(_records(briefs), pk="id", batch_size=1_000)
    for column in ("language", "kind", "year", "place", "slug"):
        table.create_index([column])
    table.enable_fts(["title", "summary", "body"], create_triggers=True)
    table.optimize()
    database.analyze()
    return _file().stat().st_size / 2**20


def _records(briefs: int) -> Iterator[dict[str, Any]]:
    for row in corpus.rows(briefs):
        yield {
            "id": row.number,
            "slug": row.slug,
            "title": row.title,
            "summary": row.summary,
            "body": row.text,
            "kind": row.kind,
            "language": row.language,
            "published_on": row.day.isoformat(),
            "year": str(row.day.year),
            # Newest first, the later entered first within a day: it sorts by one column.
            "place": f"{row.day.isoformat()} {row.number:09}",
            **{
                field: json.dumps(
                    [
                        corpus.slug_of(field, number)
                        for number in (
                            corpus.with_broader(numbers) if field == "topics" else numbers
                        )
                    ]
                )
                for field, numbers in row.nouns.items()
            },
        }


_loop = asyncio.new_event_loop()
_running: list[Datasette] = []


def answer(query: Query) -> harness.Said:
    """The JSON of the table's page."""
    if query.page > 1:
        # It goes on from the last row seen: one would have to come by all pages before.
        raise harness.NoWay("has no page by number")
    said = _loop.run_until_complete(_get(_address(query)))
    facets: dict[str, Any] = {}
    for facet, column in {**ARRAYS, **COLUMNS}.items():
        found = said["facet_results"].get(column)
        facets[facet] = found and {str(each["value"]): each["count"] for each in found["results"]}
    return {
        "count": said["filtered_table_rows_count"],
        "page": [row["slug"] for row in said["rows"]],
        "facets": facets,
    }


def _address(query: Query) -> str:
    parameters = [("_shape", "objects"), ("_size", str(PAGE)), ("_facet_size", "10")]
    parameters += [("_sort_desc", "place"), ("_nocol", "body")]
    parameters += [("_facet_array", column) for column in ARRAYS.values()]
    parameters += [("_facet", column) for column in COLUMNS.values()]
    for facet, values in query.chosen.items():
        column = ARRAYS.get(facet)
        if column is None:
            parameters.append((f"{COLUMNS[facet]}__in", ",".join(values)))
        elif len(values) == 1:
            parameters.append((f"{column}__arraycontains", values[0]))
        else:
            wanted = ", ".join(f"'{value}'" for value in values)
            parameters.append(
                ("_where", f"exists (select 1 from json_each({column}) where value in ({wanted}))")
            )
    if query.years:
        parameters += [("year__gte", str(query.years[0])), ("year__lte", str(query.years[1]))]
    if query.words:
        parameters.append(("_search", query.words))
    return f"/bench/briefs.json?{urlencode(parameters)}"


async def _get(address: str) -> dict[str, Any]:
    if not _running:
        limits = RAISED if os.environ.get("PEER_LIMITS") == "raised" else {}
        _running.append(Datasette([str(_file())], settings=limits))
        await _running[0].invoke_startup()
    response = await _running[0].client.get(address)
    said = response.json()
    if response.status_code != 200:
        raise harness.NoWay(f"answers {response.status_code}: {said.get('title') or said}"[:100])
    return dict(said)


def versions() -> str:
    """What it is made of."""
    return f"Datasette {datasette.version.__version__}"


if __name__ == "__main__":
    harness.main(fill=fill, answer=answer, versions=versions)
