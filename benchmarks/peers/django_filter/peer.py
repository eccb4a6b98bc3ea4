"""The peer: a plain Django list with django-filter, every count by SQL."""

import itertools
import json
import os
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

import django

django.setup()

import django_filters
from collection import models
from collection.models import Brief
from django.core.management import call_command
from django.db import connection

from benchmarks import corpus
from benchmarks.peers import harness
from benchmarks.queries import Query
from benchmarks.serving import Application

MODELS = {
    "topics": models.Topic,
    "actors": models.Actor,
    "agreements": models.Agreement,
    "tags": models.Tag,
    "regions": models.Region,
}


def fill(briefs: int) -> float:
    """Make the tables, write the corpus, let the database look at it."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    pks = {name: _nouns(name, model) for name, model in MODELS.items()}
    pks["authors"] = pks["actors"]
    for batch in itertools.batched(corpus.rows(briefs), 2_000):
        _write(batch, pks)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE collection_brief "
                "SET words = to_tsvector('simple', title || ' ' || summary || ' ' || body)"
            )
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("ANALYZE")
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return float(cursor.fetchone()[0]) / 2**20


def _nouns(name: str, model: Any) -> list[int]:
    made: list[Any] = []
    for number in range(corpus.REFERENCES[name][0]):
        noun = model(slug=corpus.slug_of(name, number), name=f"{name} {number}")
        parent = corpus.parent_of(number) if name == "topics" else None
        if parent is not None:
            noun.parent_id = made[parent].pk
        if name == "topics":
            noun.save()
        made.append(noun)
    if name != "topics":
        model.objects.bulk_create(made)
    return [noun.pk for noun in made]


def _write(rows: Any, pks: dict[str, list[int]]) -> None:
    briefs = Brief.objects.bulk_create(
        Brief(
            slug=row.slug,
            title=row.title,
            summary=row.summary,
            body=row.text,
            kind=row.kind,
            language=row.language,
            published_on=row.day,
        )
        for row in rows
    )
    for name in corpus.REFERENCES:
        through = getattr(Brief, name).through
        noun = "actor" if name == "authors" else name.removesuffix("s")
        through.objects.bulk_create(
            through(**{"brief_id": brief.pk, f"{noun}_id": pks[name][number]})
            for brief, row in zip(briefs, rows, strict=True)
            for number in _named(name, row.nouns[name])
        )


def _named(name: str, numbers: list[int]) -> list[int]:
    return corpus.with_broader(numbers) if name == "topics" else numbers


_application = Application()


def answer(query: Query) -> harness.Said:
    """What the list says, read as JSON."""
    said = json.loads(_application.get(f"/briefs/?{query.parameters}").body)
    return {
        "count": said["count"],
        "page": [card["slug"] for card in said["results"]],
        "facets": said["facets"],
    }


def versions() -> str:
    """What it is made of."""
    return f"Django {django.__version__}, django-filter {django_filters.__version__}"


if __name__ == "__main__":
    harness.main(fill=fill, answer=answer, versions=versions)
