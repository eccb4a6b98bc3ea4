"""The peer: Wagtail, briefs as its pages, with its database search."""

import itertools
import json
import os
import uuid
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

import django

django.setup()

import wagtail
from collection import models
from collection.models import BriefPage, BriefTag
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale, Page

from benchmarks import corpus
from benchmarks.peers import harness
from benchmarks.queries import Query
from benchmarks.serving import Application

MODELS = {
    "topics": models.Topic,
    "actors": models.Actor,
    "agreements": models.Agreement,
    "tags": BriefTag.tag_model(),
    "regions": models.Region,
}


def fill(briefs: int) -> float:
    """Make the tables, write the corpus, have it indexed by Wagtail's own command."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    pks = {name: _nouns(name, model) for name, model in MODELS.items()}
    pks["authors"] = pks["actors"]
    home = Page.get_first_root_node().add_child(title="All briefs", slug="all-briefs")
    for batch in itertools.batched(corpus.rows(briefs), 2_000):
        _write(batch, pks, home)
    Page.objects.filter(pk=home.pk).update(numchild=briefs)
    call_command("update_index", verbosity=0)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
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


def _write(rows: Any, pks: dict[str, list[int]], home: Page) -> None:
    """Pages many at a time: one by one, as `add_child` does, a million would take hours."""
    kind, locale, now = (
        ContentType.objects.get_for_model(BriefPage),
        Locale.get_default(),
        timezone.now(),
    )
    pages = Page.objects.bulk_create(
        Page(
            path=Page._get_path(home.path, home.depth + 1, row.number),
            depth=home.depth + 1,
            title=row.title,
            draft_title=row.title,
            slug=row.slug,
            url_path=f"{home.url_path}{row.slug}/",
            content_type=kind,
            locale=locale,
            translation_key=uuid.uuid4(),
            live=True,
            first_published_at=now,
            last_published_at=now,
        )
        for row in rows
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO collection_briefpage "
            "(page_ptr_id, summary, body, kind, language, published_on) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            [
                (page.pk, row.summary, row.text, row.kind, row.language, row.day)
                for page, row in zip(pages, rows, strict=True)
            ],
        )
    for name in corpus.REFERENCES:
        through, page_column, noun_column = _between(name)
        through.objects.bulk_create(
            through(**{page_column: page.pk, noun_column: pks[name][number]})
            for page, row in zip(pages, rows, strict=True)
            for number in _named(name, row.nouns[name])
        )


def _between(name: str) -> tuple[Any, str, str]:
    if name == "tags":
        return BriefTag, "content_object_id", "tag_id"
    noun = "actor" if name == "authors" else name.removesuffix("s")
    field = BriefPage._meta.get_field(name)
    return field.remote_field.through, "briefpage_id", f"{noun}_id"


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
    return f"Wagtail {wagtail.__version__}, Django {django.__version__}"


if __name__ == "__main__":
    harness.main(fill=fill, answer=answer, versions=versions)
