"""Claims: the fact of a line is found, or made, and takes over what the line says otherwise."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from briefs.editorial import audit
from briefs.editorial.content import take
from briefs.editorial.rechecks import note_change
from briefs.editorial.shapes import BELONGS, SHAPES, owner_of
from briefs.editorial.versions import editing
from briefs.formats.facts import Column, Table
from briefs.importing.facts.reading import key_of, value_of
from briefs.importing.facts.stamps import is_edited, stamps_of
from briefs.importing.outcomes import Deed
from briefs.models.event import Event, Participant
from briefs.models.version import Version, Way

type Values = dict[Column, Any]


def take_in(table: Table, said: dict[str, str]) -> tuple[Any, Deed]:
    """The fact of a line, as it is now, and what became of it. Raises ValidationError."""
    model = table.model
    key = key_of(table.claim, said[table.claim]) if said[table.claim] else None
    claim = model._default_manager.filter(key=key).first()
    if claim and not _is_edited(table, claim, said):
        return claim, Deed.UNCHANGED
    values = {each: value_of(each, said[each.name]) for each in table.own if each.name in said}
    if claim is None and key is None and (claim := _same(model, values)):
        _is_edited(table, claim, said)
    if claim is None:
        claim = model(**({"key": key} if key else {}))
        _set(claim, values)
        _refuse_deleted(claim)
        return _kept(claim, values), Deed.MADE
    values = {each: value for each, value in values.items() if _differs(claim, each, value)}
    if not values:
        return claim, Deed.UNCHANGED
    if model in BELONGS and any(BELONGS[model][1] == each.field for each in values):
        text = _("The fact belongs to another: it can be deleted there and made here.")
        raise ValidationError({BELONGS[model][1]: text})
    _set(claim, values)
    return _kept(claim, values), Deed.CHANGED


def _is_edited(table: Table, claim: Any, said: dict[str, str]) -> bool:
    now = [each.of(claim) for each in table.own]
    return is_edited(table.own, said, stamps_of(said)[0], now)


def _same(model: type[Any], values: Values) -> Any:
    """The fact that a line without key means: the one that says the same.

    Of what can be said of a noun but once (a party in its role, the event at an address), that.
    """
    once = _once(model)
    known = {each.field: value for each, value in values.items() if not each.many}
    if once and once <= known.keys():
        known = {name: known[name] for name in once}
    found = list(model._default_manager.filter(**known)[:2]) if any(known.values()) else []
    if len(found) > 1:
        raise ValidationError(
            {"": _("Several facts say this: write the key of the one that is meant.")}
        )
    return found[0] if found else None


def _once(model: type[Model]) -> set[str]:
    if model is Event:
        return {"slug"}
    noun, parent = BELONGS[model]
    same = next(rows.same for rows in SHAPES[noun].rows.values() if rows.model is model)
    return {parent, *same} if same else set()


def _refuse_deleted(claim: Any) -> None:
    """Refuse to bring back what somebody has deleted at the desk."""
    model = type(claim)
    if model is Event:
        gone = Version.objects.of(claim).exists()
    else:
        noun, parent = BELONGS[model]
        name = next(name for name, rows in SHAPES[noun].rows.items() if rows.model is model)
        owner = _get(claim, parent)
        kept = Version.objects.of(owner) if owner else Version.objects.none()
        gone = kept.filter(**{f"content__rows__{name}__has_key": str(claim.key)}).exists()
    if gone:
        text = _("Somebody has deleted this fact: leave out its key to make it anew.")
        raise ValidationError({model._meta.model_name or "": text})


def _set(claim: Any, values: Values) -> None:
    for column, value in values.items():
        if column.many:
            _check_roles(column, value)
        else:
            setattr(claim, column.field, value)
    claim.full_clean()


def _check_roles(column: Column, named: list[tuple[Any, str]]) -> None:
    for noun, role in named:
        if column.field != "participants" and role:
            raise ValidationError({column.name: _("Write slugs alone: nothing has a role here.")})
        if column.field == "participants":
            try:
                Participant(actor=noun, role=role).clean_fields(exclude=["event"])
            except ValidationError as error:
                raise ValidationError({column.name: error.messages}) from None


def _differs(claim: Any, column: Column, value: Any) -> bool:
    if column.many:
        return _members(claim, column) != {(noun.pk, role) for noun, role in value}
    return bool(_get(claim, column.field) != value)


def _members(claim: Any, column: Column) -> set[tuple[int, str]]:
    rows = getattr(claim, column.field)
    if column.field == "participants":
        return {*rows.values_list("actor_id", "role")}
    return {(pk, "") for pk in rows.values_list("pk", flat=True)}


def _get(row: Any, name: str) -> Any:
    """What a row says; None for what a new one doesn't refer to yet."""
    try:
        return getattr(row, name)
    except ObjectDoesNotExist:
        return None


def _kept(claim: Any, values: Values) -> Any:
    """Save a fact as the desk does: a version of what it belongs to, and an entry in the log."""
    owner: Any = owner_of(claim)
    is_new, before = claim.pk is None, take(owner) if owner.pk else None
    own = {each.field: value for each, value in values.items() if not each.many}
    with editing(owner, by=None, way=Way.IMPORT):
        if owner is claim:  # an event, which was read anew
            for name, value in own.items():
                setattr(claim, name, value)
        claim.save()
        for column, value in values.items():
            if column.many:
                _name(claim, column, value)
    if before and not is_new:
        note_change(owner, before, take(owner), by=None)
    deed = "add" if before is None else "change"
    audit.record(f"{owner._meta.model_name}.{deed}", by=None, about=owner)
    return claim


def _name(event: Event, column: Column, named: list[tuple[Any, str]]) -> None:
    """Let an event name these nouns, and no others."""
    if column.field != "participants":
        getattr(event, column.field).set([noun for noun, _role in named])
        return
    wanted = {(noun.pk, role) for noun, role in named}
    for row in event.participants.all():
        if (row.actor_id, row.role) in wanted:
            wanted.remove((row.actor_id, row.role))
        else:
            row.delete()
    for actor, role in sorted(wanted):
        Participant.objects.create(event=event, actor_id=actor, role=role)
