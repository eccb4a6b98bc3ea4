"""Parting what was merged: the merger's steps are taken back, the last one first.

What somebody has changed since stays as it is, and is told.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs.editorial import row_changes, versions
from briefs.editorial.audit import Doer, record
from briefs.editorial.cascade import Nouns, add, cascading, owners_of, record_all
from briefs.editorial.mergers import MODELS, Noun
from briefs.editorial.references import label_of, relation_to_brief
from briefs.editorial.row_changes import Removed, Step
from briefs.models.address import FormerAddress
from briefs.models.brief import Brief
from briefs.models.merger import Merger
from briefs.models.posting import IndexVersion
from briefs.models.publication import Publication
from briefs.models.version import Way


class CannotUndo(Exception):
    """The merger can't be undone as things stand; the text says why, and what to do."""


@transaction.atomic
def undo(merger: Merger, *, by: Doer) -> list[str]:
    """Part what was merged; what was changed since stays as it is, and is told in sentences.

    Raises CannotUndo.
    """
    merger = Merger.objects.select_for_update().get(pk=merger.pk)
    model = MODELS[merger.noun]
    done = row_changes.read(merger.steps)
    _refuse_if_too_late(merger, done)
    note = _("“%(merged)s” parted from “%(into)s”")
    note %= {"merged": merger.name_from, "into": merger.name_into}
    with cascading(lambda: _whom_it_concerns(merger, done), by=by, note=note):
        IndexVersion.objects.advance()
        left = _take_back(merger, done)
        versions.keep_anyway(_found(merger.key_from, model), by=by, way=Way.PARTED, note=note)
        survivor = _found(merger.key_into, model)
        record_all(model, [survivor.pk], by=by, way=Way.PARTED, note=note)
    record(
        f"{merger.noun}.unmerge",
        by=by,
        about=_found(merger.key_from, model),
        parted_from=merger.name_into,
    )
    Merger.objects.filter(pk=merger.pk).update(
        undone_at=timezone.now(),
        undone_by=by if isinstance(by, User) else None,
    )
    return [*map(_left_as_it_is, left), *_published_since(merger, done)]


def _take_back(merger: Merger, done: Sequence[Step]) -> list[tuple[Step, list[int]]]:
    """Take the steps back; those of which rows were left alone, with these."""
    model = MODELS[merger.noun]
    own = next(step for step in reversed(done) if isinstance(step, Removed))
    merged = row_changes.row_of(model, own.rows[0])
    former = FormerAddress.objects.filter(noun=merger.noun, key=merger.key_into)
    former.filter(slug=merged.slug).delete()  # type: ignore[attr-defined]
    _refuse_if_taken(model, merged)
    left = [(step, rows) for step in reversed(done) if (rows := step.take_back())]
    if any(step is own for step, _rows in left):
        raise CannotUndo(_("“%(merged)s” can’t be brought back as it was.") % {"merged": merged})
    return left


def _whom_it_concerns(merger: Merger, done: Sequence[Step]) -> Nouns:
    """The survivor, and all that will say something else."""
    survivor = _found(merger.key_into, MODELS[merger.noun])
    found: Nouns = defaultdict(set, {type(survivor): {survivor.pk}})
    for step in done:
        rows = apps.get_model("briefs", step.model)._base_manager.filter(pk__in=step.touched)
        add(found, owners_of(rows))
    return found


def _found(key: uuid.UUID, model: type[Noun]) -> Noun:
    noun: Noun = model._base_manager.get(key=key)
    return noun


def _refuse_if_too_late(merger: Merger, done: Sequence[Step]) -> None:
    if merger.undone_at is not None:
        raise CannotUndo(_("This merger is undone already."))
    names = {"merged": merger.name_from, "into": merger.name_into}
    later = Merger.objects.standing().filter(noun=merger.noun, pk__gt=merger.pk).order_by("-pk")
    mine = _touched(done)
    for other in later:
        if other.key_from == merger.key_into or mine & _touched(row_changes.read(other.steps)):
            text = _("A later merger builds on this one: undo “%(later)s” into “%(other)s” first.")
            raise CannotUndo(text % {"later": other.name_from, "other": other.name_into})
    if not MODELS[merger.noun]._base_manager.filter(key=merger.key_into).exists():
        raise CannotUndo(_("“%(into)s” is deleted: recover it first.") % names)


def _touched(done: Iterable[Step]) -> set[tuple[str, int]]:
    """The rows that undoing the steps needs as they are; a topic's broader one among them."""
    found = {(step.model, row) for step in done for row in step.touched}
    for step in done:
        if isinstance(step, Removed):
            found.update(("topic", row["parent_id"]) for row in step.rows if row.get("parent_id"))
    return found


def _refuse_if_taken(model: type[Noun], merged: Model) -> None:
    """Refuse while another row has what only one may have: the address, a tag's name, the key."""
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            value = getattr(merged, field.attname)
            if other := model._base_manager.filter(**{field.attname: value}).first():
                text = _("“%(other)s” has the %(field)s “%(value)s” by now: change that first.")
                raise CannotUndo(
                    text % {"other": other, "field": field.verbose_name, "value": value}
                )


def _left_as_it_is(left: tuple[Step, list[int]]) -> str:
    step, rows = left
    text = ngettext(
        "%(what)s: %(count)s row was changed or deleted since, and stays so.",
        "%(what)s: %(count)s rows were changed or deleted since, and stay so.",
        len(rows),
    )
    return text % {"what": capfirst(label_of(step)), "count": len(rows)}


def _published_since(merger: Merger, done: Iterable[Step]) -> list[str]:
    """Whether readers go on finding briefs under the survivor that the desk parts from it."""
    briefs: set[int] = set()
    for step in done:
        model = apps.get_model("briefs", step.model)
        if to_brief := relation_to_brief(model):
            rows = model._base_manager.filter(pk__in=step.touched)
            briefs.update(rows.values_list(to_brief.attname, flat=True))
    keys = Brief.objects.filter(pk__in=briefs).values("key")
    since = Publication.objects.filter(
        brief_key__in=keys, current__published_at__gte=merger.made_at
    )
    merged, into = str(merger.key_from), str(merger.key_into)
    count = 0
    for card in since.values_list("current__card", flat=True):
        named = {ref["key"] for refs in card.values() for ref in refs}
        count += into in named and merged not in named
    if not count:
        return []
    text = ngettext(
        "%(count)s brief was published since, under “%(into)s”: publish it again to part it.",
        "%(count)s briefs were published since, under “%(into)s”: publish them again to part them.",
        count,
    )
    return [text % {"count": count, "into": merger.name_into}]
