"""Merging nouns that turn out to be one.

All that refers to the merged noun refers to the survivor from then on; its address leads
there; editions, which never change, are found under the survivor (`merger.survivors`).
Each change is written down as a step, which `briefs.editorial.parting` takes back.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from briefs.editorial import row_changes, versions
from briefs.editorial.audit import Doer, record
from briefs.editorial.cascade import Nouns, add, cascading, owners_of, record_all
from briefs.editorial.references import doubles, references, unique_with
from briefs.editorial.row_changes import Step
from briefs.models.actor import Actor
from briefs.models.actor_name import ActorName, NameKind
from briefs.models.address import FormerAddress
from briefs.models.identifier import Identifier
from briefs.models.merger import MergedNoun, Merger, survivors
from briefs.models.posting import IndexVersion
from briefs.models.succession import Succession
from briefs.models.tag import Tag
from briefs.models.topic import Topic
from briefs.models.version import Way

type Noun = Actor | Topic | Tag

MODELS: dict[str, type[Noun]] = {
    MergedNoun.ACTOR: Actor,
    MergedNoun.TOPIC: Topic,
    MergedNoun.TAG: Tag,
}


class CannotMerge(Exception):
    """These can't be merged as they stand; the text says why, and what to do."""


@contextmanager
def rehearsal() -> Iterator[None]:
    """Whatever is done within is seen within, and never was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@transaction.atomic
def merge(into: Noun, others: Sequence[Noun], *, by: Doer) -> list[Merger]:
    """Merge nouns into one of their sort, each by a merger of its own.

    Raises CannotMerge. The merged nouns' rows are gone afterwards; `into` is to be read anew.
    """
    model = type(into)
    keys = {noun.pk for noun in others} - {into.pk}
    if not keys or any(type(noun) is not model for noun in others):
        raise CannotMerge(_("Choose at least two of one sort, and the one of them that stays."))
    names = ", ".join(f"“{noun}”" for noun in others if noun.pk != into.pk)
    note = _("%(names)s merged into “%(into)s”") % {"names": names, "into": into}
    with cascading(lambda: _whom_it_concerns(into, keys), by=by, note=note):
        alive = {noun.pk: noun for noun in model._base_manager.filter(pk__in=keys | {into.pk})}
        if gone := next((noun for noun in (into, *others) if noun.pk not in alive), None):
            raise CannotMerge(
                _("“%(name)s” is gone: somebody has merged or deleted it.") % {"name": gone}
            )
        for pk in sorted(keys):
            versions.bury(alive[pk], by=by, way=Way.MERGED, note=note)
        IndexVersion.objects.advance()
        # Each read anew: the one before may have changed it.
        read = model._base_manager.get
        made = [_merge(read(pk=into.pk), read(pk=pk), by=by) for pk in sorted(keys)]
        record_all(model, [into.pk], by=by, way=Way.MERGED, note=note)
    return made


def names_today(names: Iterable[str]) -> list[str]:
    """Names of tags; where one was merged into another and isn't there, that other's name."""
    names = list(names)
    today = tags_today(names)
    return list(dict.fromkeys(today.get(name, name) for name in names))


def tags_today(names: Iterable[str]) -> dict[str, str]:
    """Of names of tags, those that were merged and aren't there, each with the other's name."""
    mergers = Merger.objects.standing().filter(noun=MergedNoun.TAG)
    merged = {
        name.casefold(): str(key) for name, key in mergers.values_list("name_from", "key_from")
    }
    gone = {name: merged[name.casefold()] for name in names if name.casefold() in merged}
    if not gone:
        return {}
    survived = survivors()[MergedNoun.TAG]
    tags = Tag.objects.filter(key__in=[survived[key] for key in gone.values()])
    known = {str(tag.key): tag.name for tag in tags}
    return {
        name: known.get(survived[key], name)
        for name, key in gone.items()
        if not Tag.objects.filter(name__iexact=name).exists()
    }


def numbers_today(model: type[Model], numbers: Iterable[int]) -> dict[int, int]:
    """Of numbers of rows, those that were merged into others, each with the other's number."""
    noun = model._meta.model_name or ""
    if noun not in MODELS:
        return {}
    mergers = Merger.objects.standing().filter(noun=noun, row_from__in=numbers)
    merged = {row: str(key) for row, key in mergers.values_list("row_from", "key_from")}
    if not merged:
        return {}
    survived = survivors()[noun]
    alive = model._base_manager.filter(key__in=[survived[key] for key in merged.values()])
    known = {str(key): pk for key, pk in alive.values_list("key", "pk")}
    return {row: known[survived[key]] for row, key in merged.items() if survived[key] in known}


def _whom_it_concerns(into: Noun, merged: Collection[int]) -> Nouns:
    """The nouns themselves, and all those that say something by naming the merged ones."""
    found: Nouns = defaultdict(set, {type(into): {into.pk, *merged}})
    for field in references(type(into)):
        rows = field.model._base_manager.filter(**{f"{field.attname}__in": merged})
        add(found, owners_of(rows))
        for child in references(field.model) if unique_with(field) else ():  # handed over
            add(found, owners_of(child.model._base_manager.filter(**{f"{child.name}__in": rows})))
    return found


def _merge(into: Noun, merged: Noun, *, by: Doer) -> Merger:
    _refuse_if_two(into, merged)
    done = _take_its_place(into, merged) if isinstance(into, Topic) else []
    for field in references(type(into)):
        done += _redirect(field, merged, into)
    done += _inherit(into, merged)
    former = FormerAddress.objects.of(merged).values_list("pk", flat=True)
    key = FormerAddress._meta.get_field("key")
    done.append(row_changes.change(key, list(former), was=merged.key, now=into.key))
    done.append(row_changes.remove([merged]))
    noun, leads_to = into._meta.model_name or "", {"key": into.key}
    FormerAddress.objects.update_or_create(noun=noun, slug=merged.slug, defaults=leads_to)
    record(f"{noun}.merge", by=by, about=into, merged=merged.name, merged_key=str(merged.key))
    return Merger.objects.create(
        noun=noun,
        key_from=merged.key,
        row_from=merged.pk,
        key_into=into.key,
        name_from=str(merged),
        name_into=str(into),
        made_by=by if isinstance(by, User) else None,
        steps=row_changes.written([step for step in done if step.touched]),
    )


def _refuse_if_two(into: Noun, merged: Noun) -> None:
    """Refuse actors of whom the registry says that they are not the same."""
    if not (isinstance(into, Actor) and isinstance(merged, Actor)):
        return
    said = {"merged": merged.name, "into": into.name}
    if into.kind != merged.kind:
        said |= {"kind": merged.get_kind_display(), "other": into.get_kind_display()}
        text = _(
            "“%(merged)s” and “%(into)s” are of different kinds (%(kind)s, %(other)s): "
            "correct the kind of one of them first."
        )
        raise CannotMerge(text % said)
    pair = [into.pk, merged.pk]
    if Succession.objects.filter(successor__in=pair, predecessor__in=pair).exists():
        text = _(
            "“%(merged)s” and “%(into)s” came one after the other, the registry says: "
            "delete that first."
        )
        raise CannotMerge(text % said)
    known = {row.scheme: row for row in Identifier.objects.filter(actor=into)}
    for row in Identifier.objects.filter(actor=merged):
        if row.scheme in known:
            said |= {"one": str(row), "other": str(known[row.scheme])}
            text = _(
                "“%(merged)s” and “%(into)s” have different identifiers (%(one)s, %(other)s): "
                "delete the wrong one first."
            )
            raise CannotMerge(text % said)


def _take_its_place(into: Topic, merged: Noun) -> list[Step]:
    """A topic that takes in a broader one stands where that stood: else it'd be beneath itself."""
    above = into.parent
    while above is not None and above.pk != merged.pk:
        above = above.parent
    if above is None:
        return []
    field = Topic._meta.get_field("parent")
    return [row_changes.change(field, [into.pk], was=into.parent_id, now=above.parent_id)]


def _redirect(field: Any, merged: Noun, into: Noun) -> list[Step]:
    """Have what refers to the merged refer to the survivor; of two rows that say the same, one."""
    rows = list(field.model._base_manager.filter(**{field.attname: merged.pk}).order_by("pk"))
    same = doubles(field, rows, into)
    twice = [row for row in rows if row.pk in same]
    once = [row.pk for row in rows if row.pk not in same]
    done: list[Step] = []
    if twice:
        for child in references(field.model):
            done += _hand_over(child, same)
        done.append(row_changes.remove(twice, same_as=[same[row.pk] for row in twice]))
    if once:
        done.append(row_changes.change(field, once, was=merged.pk, now=into.pk))
    return done


def _hand_over(field: Any, same: dict[int, int]) -> Iterator[Step]:
    """Have what refers to rows that go refer to those that say the same."""
    rows: dict[int, list[int]] = defaultdict(list)
    found = field.model._base_manager.filter(**{f"{field.attname}__in": same})
    for pk, row in found.order_by("pk").values_list("pk", field.attname):
        rows[row].append(pk)
    for row, referring in rows.items():
        yield row_changes.change(field, referring, was=row, now=same[row])


def _inherit(into: Noun, merged: Noun) -> list[Step]:
    """What the survivor takes over of the merged one's own words, where it has none."""
    match into, merged:
        case Actor(), Actor():
            return [*_fill(into, merged, "description"), *_keep_name(into, merged)]
        case Topic(), Topic():
            names = merged.names | into.names
            field = Topic._meta.get_field("names")
            added = names != into.names
            change = (
                [row_changes.change(field, [into.pk], was=into.names, now=names)] if added else []
            )
            return [*_fill(into, merged, "definition"), *change]
    return []


def _fill(into: Noun, merged: Noun, name: str) -> list[Step]:
    text = getattr(merged, name)
    if getattr(into, name).strip() or not text.strip():
        return []
    field = type(into)._meta.get_field(name)
    return [row_changes.change(field, [into.pk], was=getattr(into, name), now=text)]


def _keep_name(into: Actor, merged: Actor) -> list[Step]:
    """Readers who look for the merged actor by its name find the survivor."""
    known = {into.name, *into.names.values_list("name", flat=True)}
    if merged.name.casefold() in map(str.casefold, known):
        return []
    name = ActorName(
        actor=into, name=merged.name, language=settings.LANGUAGE_CODE, kind=NameKind.VARIANT
    )
    return [row_changes.add(name)]
