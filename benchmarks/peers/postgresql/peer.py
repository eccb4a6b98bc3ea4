"""The peer: PostgreSQL's own means, in SQL written by hand.

Tables of what briefs name, indexed from both sides; words as a tsvector under a GIN index; what
the filters leave is found once and grouped by each facet. A facet with a selection of its own
asks again without it.
"""

import os
import re
from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
from psycopg import sql

from benchmarks import corpus
from benchmarks.corpus import Row
from benchmarks.peers import harness
from benchmarks.queries import PAGE, Query

NOUNS = {name.removesuffix("s"): name for name in corpus.REFERENCES}
COLUMNS = {"language": "language", "kind": "kind", "year": "year"}
TABLES = """
CREATE TABLE brief (
    id int PRIMARY KEY, slug text NOT NULL UNIQUE, title text NOT NULL, summary text NOT NULL,
    body text NOT NULL, kind text NOT NULL, language text NOT NULL, published_on date NOT NULL,
    year smallint NOT NULL GENERATED ALWAYS AS (extract(year FROM published_on)) STORED,
    words tsvector NOT NULL
        GENERATED ALWAYS AS (to_tsvector('simple', title || ' ' || summary || ' ' || body)) STORED
);
"""
INDEXES = """
CREATE INDEX ON brief (published_on DESC, id DESC);
CREATE INDEX ON brief (kind); CREATE INDEX ON brief (language); CREATE INDEX ON brief (year);
CREATE INDEX ON brief USING gin (words);
"""


def connect(**options: Any) -> psycopg.Connection[Any]:
    """A connection to the peer's own database."""
    return psycopg.connect(
        host=os.environ["PEER_HOST"],
        dbname=os.environ["PEER_DATABASE"],
        user="postgres",
        autocommit=True,
        **options,
    )


def fill(briefs: int) -> float:
    """Copy the corpus in, then make indexes and statistics."""
    with connect() as database, database.cursor() as cursor:
        cursor.execute(TABLES)
        for noun in NOUNS:
            cursor.execute(f"CREATE TABLE brief_{noun} (brief int NOT NULL, {noun} int NOT NULL)")
        with cursor.copy(
            "COPY brief (id, slug, title, summary, body, kind, language, published_on) FROM STDIN"
        ) as copy:
            for row in corpus.rows(briefs):
                texts = (row.slug, row.title, row.summary, row.text, row.kind, row.language)
                copy.write_row((row.number, *texts, row.day))
        for noun, name in NOUNS.items():
            with cursor.copy(f"COPY brief_{noun} FROM STDIN") as copy:
                for pair in _pairs(corpus.rows(briefs), name):
                    copy.write_row(pair)
        cursor.execute(INDEXES)
        for noun in NOUNS:
            cursor.execute(f"ALTER TABLE brief_{noun} ADD PRIMARY KEY (brief, {noun})")
            cursor.execute(f"CREATE INDEX ON brief_{noun} ({noun}, brief)")
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_database_size(current_database())")
        return float((cursor.fetchone() or (0,))[0]) / 2**20


def _pairs(rows: Iterable[Row], name: str) -> Iterator[tuple[int, int]]:
    for row in rows:
        numbers = row.nouns[name]
        for number in corpus.with_broader(numbers) if name == "topics" else numbers:
            yield row.number, number


_database: list[psycopg.Connection[Any]] = []


def answer(query: Query) -> harness.Said:
    """One statement for the page and the counts of all facets without a selection of their own."""
    if not _database:
        _database.append(connect())
    own = [*query.chosen, *(["year"] if query.years else [])]
    facets: dict[str, dict[str, int]] = {}
    with _database[0].cursor() as cursor:
        where, values = _where(query)
        cursor.execute(_counts([name for name in _FACETS if name not in own], where), values)
        count = 0
        for facet, value, number in cursor:
            if facet == "all":
                count = number
            else:
                facets.setdefault(facet, {})[_slug(facet, value)] = number
        for name in own:
            where, values = _where(query, but=name)
            cursor.execute(_counts([name], where), values)
            facets[name] = {
                _slug(facet, value): number for facet, value, number in cursor if facet != "all"
            }
        where, values = _where(query)
        cursor.execute(_page(query, where), values)
        page = [row[0] for row in cursor]
    return {
        "count": count,
        "page": page,
        "facets": {name: facets.get(name, {}) for name in _FACETS},
    }


_FACETS = [*NOUNS, *COLUMNS]


def _where(query: Query, *, but: str = "") -> tuple[str, dict[str, Any]]:
    """The conditions, and their values; without those of one facet."""
    conditions, values = ["true"], {}
    for facet, chosen in query.chosen.items():
        if facet == but:
            continue
        if facet in NOUNS:
            values[facet] = [int(re.sub(r"\D", "", slug)) for slug in chosen]
            conditions.append(
                f"id IN (SELECT brief FROM brief_{facet} WHERE {facet} = ANY(%({facet})s))"
            )
        else:
            values[facet] = chosen
            conditions.append(f"{COLUMNS[facet]} = ANY(%({facet})s)")
    if query.years and but != "year":
        values["first"], values["last"] = query.years
        conditions.append("year BETWEEN %(first)s AND %(last)s")
    if query.words:
        values["words"] = query.words
        conditions.append("words @@ plainto_tsquery('simple', %(words)s)")
    return " AND ".join(conditions), values


def _counts(facets: list[str], where: str) -> sql.SQL:
    """How many there are in all, and the ten largest of each facet."""
    parts = ["SELECT 'all', '', count(*) FROM found"]
    for facet in facets:
        value = COLUMNS.get(facet, facet)
        table = "found" if facet in COLUMNS else f"found JOIN brief_{facet} ON brief = id"
        parts.append(
            f"(SELECT '{facet}', {value}::text, count(*) FROM {table} "
            f"GROUP BY {value} ORDER BY count(*) DESC LIMIT 10)"
        )
    if where == "true":  # nothing is left out: count in the tables themselves
        parts = [part.replace("found JOIN", "brief JOIN") for part in parts]
        parts = [re.sub(r"brief JOIN (\w+) ON brief = id", r"\1", part) for part in parts]
        found = "found AS NOT MATERIALIZED"
    else:
        found = "found AS MATERIALIZED"
    return sql.SQL(
        f"WITH {found} (SELECT id, language, kind, year FROM brief WHERE {where}) "  # type: ignore[arg-type]
        + " UNION ALL ".join(parts)
    )


def _page(query: Query, where: str) -> sql.SQL:
    """The twenty, with what a card shows."""
    rank = "ts_rank(words, plainto_tsquery('simple', %(words)s)) DESC, " if query.words else ""
    nouns = ", ".join(
        f"ARRAY(SELECT {noun} FROM brief_{noun} WHERE brief = brief.id)" for noun in NOUNS
    )
    # The twenty are found first: PostgreSQL would look up the nouns of those skipped, too.
    order = f"ORDER BY {rank}published_on DESC, id DESC"
    window = f"LIMIT {PAGE} OFFSET {(query.page - 1) * PAGE}"
    page = f"SELECT id FROM brief WHERE {where} {order} {window}"
    twenty = f"SELECT id, row_number() OVER () AS place FROM ({page}) AS page"
    return sql.SQL(
        f"SELECT slug, title, summary, kind, language, published_on, {nouns} "  # type: ignore[arg-type]
        f"FROM ({twenty}) AS twenty JOIN brief USING (id) ORDER BY place"
    )


def _slug(facet: str, value: str) -> str:
    return corpus.slug_of(NOUNS[facet], int(value)) if facet in NOUNS else value


def versions() -> str:
    """What it is made of."""
    with connect() as database:
        row = database.execute("SHOW server_version").fetchone() or ("?",)
        return f"PostgreSQL {row[0].split()[0]}"


if __name__ == "__main__":
    harness.main(fill=fill, answer=answer, versions=versions)
