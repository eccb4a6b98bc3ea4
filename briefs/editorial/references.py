"""What refers to a noun: found in the models themselves, so that none is forgotten."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from briefs.editorial.row_changes import Changed, Removed, Step
from briefs.models.brief import Brief

_LABELS: dict[tuple[str, str], str | Promise] = {
    ("brief_actors", "actor_id"): _("briefs about it"),
    ("briefauthor", "actor_id"): _("briefs by it"),
    ("party", "actor_id"): _("agreements that it is party to"),
    ("milestone", "actor_id"): _("steps that it took in agreements"),
    ("reservation", "actor_id"): _("reservations and notes of it"),
    ("body", "actor_id"): _("agreements that set it up"),
    ("succession", "successor_id"): _("predecessors"),
    ("succession", "predecessor_id"): _("successors"),
    ("participant", "actor_id"): _("events that it took part in"),
    ("position", "holder_id"): _("offices that it held"),
    ("position", "of_id"): _("offices that belong to it"),
    ("evidence", "attributed_to_id"): _("passages that say what it asserts"),
    ("evidence", "party_id"): _("passages that state such doubles"),
    ("evidence", "body_id"): _("passages that state such doubles"),
    ("evidence", "succession_id"): _("passages that state such doubles"),
    ("actorname", "actor_id"): _("other names"),
    ("identifier", "actor_id"): _("identifiers"),
    ("brief_topics", "topic_id"): _("briefs on it"),
    ("agreement_topics", "topic_id"): _("agreements on it"),
    ("event_topics", "topic_id"): _("events on it"),
    ("topic", "parent_id"): _("narrower topics"),
    ("brieftag", "tag_id"): _("briefs with it"),
    ("formeraddress", "key"): _("former addresses"),
}


def references(model: type[Model]) -> list[Any]:
    """The fields of all models that refer to rows of a model, many-to-many tables included."""
    return [
        relation.field  # type: ignore[union-attr]
        for relation in model._meta.get_fields(include_hidden=True)
        if relation.auto_created
        and not relation.concrete
        and (relation.one_to_many or relation.one_to_one)
    ]


def doubles(field: Any, rows: Iterable[Model], now: Model) -> dict[int, int]:
    """Which rows would say the same as another if they referred to `now`, each with that other."""
    found: dict[int, int] = {}
    for columns in unique_with(field):
        there = field.model._base_manager.filter(**{field.attname: now.pk})
        known = {tuple(said): pk for pk, *said in there.values_list("pk", *columns)}
        for row in rows:
            said = tuple(getattr(row, column) for column in columns)
            if said in known:
                found[row.pk] = known[said]
    return found


def unique_with(field: Any) -> list[list[str]]:
    """The columns that, with a field's, no two rows of its model have alike."""
    meta = field.model._meta
    sets = [*meta.unique_together, *(one.fields for one in meta.total_unique_constraints)]
    return [
        [meta.get_field(name).attname for name in names if name != field.name]
        for names in sets
        if field.name in names
    ]


def relation_to_brief(model: type[Model]) -> Any:
    """The field by which rows belong to a brief, if they do."""
    fields = model._meta.concrete_fields
    return next((field for field in fields if field.related_model is Brief), None)


def label_of(step: Step) -> str:
    """In words what a step is about: a sort of rows, or a field of the noun itself."""
    model = apps.get_model("briefs", step.model)
    if isinstance(step, Changed):
        field: Any = model._meta.get_field(step.column)
        return str(_LABELS.get((step.model, step.column), field.verbose_name))
    labels = (label for (name, _column), label in _LABELS.items() if name == step.model)
    return str(next(labels, model._meta.verbose_name_plural))


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """How many rows of a sort follow a merged noun, and how many the survivor has already."""

    what: str
    moved: int
    doubles: int

    @property
    def total(self) -> int:
        """How many come back when it is undone."""
        return self.moved + self.doubles


def followings(steps: Iterable[Step]) -> list[Following]:
    """What refers to the survivor by these steps, sort by sort."""
    moved, doubled = Counter[str](), Counter[str]()
    for step in steps:
        if isinstance(step, Changed) and (step.model, step.column) in _LABELS:
            moved[label_of(step)] += len(step.rows)
        elif isinstance(step, Removed) and step.same_as:
            doubled[label_of(step)] += len(step.rows)
    return [
        Following(what=what, moved=moved[what], doubles=doubled[what]) for what in moved | doubled
    ]
