"""The Django fixtures, made from their readable source."""

import json
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from briefs import models
from briefs.importing.source import load
from briefs.models.brief import BriefAuthor, BriefTag

# Each fixture with its models, what is referred to before what refers to it. Postings and the
# text index are left out: an index version of 0 has the first reader make them.
FIXTURES: dict[str, tuple[type[Model], ...]] = {
    "actors": (
        models.Actor,
        models.ActorName,
        models.Identifier,
        models.Position,
        models.Succession,
    ),
    "topics": (models.Region, models.Topic),
    "agreements": (
        models.Agreement,
        models.Party,
        models.Milestone,
        models.Reservation,
        models.Term,
        models.Place,
        models.Body,
        models.Relation,
        models.Event,
        models.Participant,
    ),
    "briefs": (
        models.Tag,
        models.Source,
        models.Brief,
        BriefAuthor,
        BriefTag,
        models.Publication,
        models.Edition,
        models.Evidence,
    ),
}
INDEX_TO_BE_MADE = {
    "model": "briefs.indexversion",
    "fields": {"name": "postings", "version": 0},
}


def build(source: Path) -> dict[str, str]:
    """The fixtures of a source folder: name to JSON text.

    Needs an empty database, and leaves the content in it. Deterministic: the same source
    gives the same text. Raises SourceError where the source can't be entered.
    """
    load(source)
    return {name: _serialized(name, nouns) for name, nouns in FIXTURES.items()}


def _serialized(name: str, nouns: Iterable[type[Model]]) -> str:
    rows: list[dict[str, Any]] = serializers.serialize(
        "python",
        chain.from_iterable(noun._default_manager.order_by("pk") for noun in nouns),
        use_natural_foreign_keys=True,
        use_natural_primary_keys=True,
    )
    if name == "briefs":
        rows.append(INDEX_TO_BE_MADE)
    for row in rows:
        row["fields"] = {field: _ordered(value) for field, value in row["fields"].items()}
    text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return f"{text}\n"


def _ordered(value: Any) -> Any:
    """The same with its keys in order: PostgreSQL keeps those of JSON in one of its own."""
    if isinstance(value, dict):
        return {key: _ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    return value
