"""Versions: every save of a noun is kept, and none goes over another unseen.

Whoever changes a noun does it in `editing`, whatever way the change comes: a form, an action,
an import, a command. What was changed past it (a fixture, a shell) is kept as *found* by the
next who edits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from briefs.editorial import states
from briefs.editorial.changed import between
from briefs.editorial.content import Content, says_the_same, take, without_evidence
from briefs.editorial.shapes import SHAPES, owner_of
from briefs.models.brief import Brief
from briefs.models.evidence import Evidence
from briefs.models.names import Versioned
from briefs.models.version import Version, Way

By = AbstractBaseUser | AnonymousUser | None


class SavedSince(Exception):
    """Somebody has saved the noun since the caller looked at it."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has saved this since you opened it: look at it again."))


@contextmanager
def editing[N: Versioned](
    noun: N,
    *,
    by: By,
    way: Way,
    based_on: int | None = None,
    seen: int | None = None,
    note: str = "",
) -> Iterator[N]:
    """Change a noun, in a transaction that has its row locked, and keep the result.

    The noun is read anew once it is locked: an object read long ago sets nothing back, whatever
    of it is saved within. `seen` is the version that the caller looked at: another by now raises
    SavedSince. `based_on` is told of the version only. A new noun may be saved within.
    """
    with transaction.atomic():
        if noun.pk is not None:
            lock(noun)
            if seen is not None and seen != noun.version:
                raise SavedSince
            noun.refresh_from_db()
            _keep_as_found(noun, take(noun))
        yield noun
        record(noun, by=by, way=way, based_on=based_on, note=note)


def lock(noun: Versioned) -> None:
    """Wait until nobody else edits the noun, and learn what is set by steps of its own.

    Whatever may change with its passages is locked before it, in the order of SHAPES: briefs,
    then what has claims, then passages. So nobody waits for who waits for them.
    """
    if connection.features.has_select_for_update:
        for rows in _locked_before(noun):
            list(rows.select_for_update().order_by("pk").values_list("pk"))
    model = type(noun)
    names = [model._meta.get_field(name).attname for name in model.SET_APART]  # type: ignore[union-attr]
    rows = model._base_manager.select_for_update().filter(pk=noun.pk)
    for name, value in zip(names, rows.values_list(*names).get(), strict=True):
        setattr(noun, name, value)


def lock_brief(key: UUID) -> None:
    """Keep others from publishing a brief until the transaction ends, as `lock` does with its noun.

    Whoever binds a new passage to what readers see calls it first: a publisher who doesn't know
    of the passage yet would leave it in an edition that is no longer current.
    """
    if connection.features.has_select_for_update:
        list(Brief.objects.select_for_update().filter(key=key).values_list("pk"))


def _locked_before(noun: Versioned) -> Iterator[QuerySet[Any]]:
    if isinstance(noun, Evidence):
        yield Brief.objects.filter(key=noun.brief_key)
        owner = owner_of(noun.claim)
        yield type(owner)._base_manager.filter(pk=owner.pk)
    elif claims := SHAPES[type(noun)].claims:
        stated = reduce(or_, (Q(**{claim: noun.pk}) for claim in claims))
        passages = Evidence.objects.filter(stated).order_by()
        yield Brief.objects.filter(key__in=passages.values("brief_key"))


def keep_found(noun: Versioned) -> Version:
    """Keep what the noun says before it is edited, unless its newest version says that.

    The newest version, which then says it.
    """
    return _keep_as_found(noun, take(_fresh(noun)))


def _keep_as_found(noun: Versioned, content: Content) -> Version:
    last = newest(noun)
    if last is None:
        return _keep(noun, noun.version, content, by=None, way=Way.FOUND)
    if last.content == content:
        return last
    number, before = last.number + 1, last.content
    last = _keep(noun, number, content, by=None, way=Way.FOUND, before=before)
    _number(noun, number, content, before)
    return last


def record(
    noun: Versioned,
    *,
    by: By,
    way: Way,
    based_on: int | None = None,
    note: str = "",
) -> Version | None:
    """Keep what the noun says now as its next version; None where it says the same.

    In a transaction that has the noun locked, after `keep_found`: see `editing`.
    """
    last = newest(noun)
    content = take(_fresh(noun))
    if last is None and way == Way.CASCADE:
        # The text is as it was found; the passages have changed already, so they aren't told.
        found = without_evidence(content)
        last = _keep(noun, noun.version, found, by=None, way=Way.FOUND)
    if last is not None and last.content == content and last.way != Way.DELETED:
        if noun.version != last.number:  # a passage that went and came back with its brief
            noun.version = last.number
            type(noun)._base_manager.filter(pk=noun.pk).update(version=last.number)
        return None
    number, before = (last.number + 1, last.content) if last else (1, None)
    version = _keep(
        noun, number, content, by=by, way=way, before=before, based_on=based_on, note=note
    )
    _number(noun, number, content, before)
    return version


def newest(noun: Versioned) -> Version | None:
    """The noun's newest version."""
    return Version.objects.of(noun).order_by("-number").first()


def at(noun: Versioned, number: int) -> Version | None:
    """The noun's version of that number; what it says now, where it was never saved since.

    None where what it said is erased: who needs it has to ask.
    """
    found = Version.objects.of(noun).filter(number=number).first()
    if found is not None and found.erased_at:
        return None
    if found is None and number == noun.version:
        return Version(number=number, content=take(noun), way=Way.FOUND)
    return found


def say_the_same(noun: Versioned, one: int, other: int) -> bool:
    """Whether two versions differ in nothing but passages of evidence."""
    if one == other:
        return True
    mine, theirs = at(noun, one), at(noun, other)
    return mine is not None and theirs is not None and says_the_same(mine.content, theirs.content)


def bury(noun: Versioned, *, by: By, way: Way = Way.DELETED, note: str = "") -> Version:
    """Keep what a noun says before it goes, in the same transaction as its going."""
    lock(noun)
    keep_found(noun)
    return keep_anyway(noun, by=by, way=way, note=note)


def keep_anyway(noun: Versioned, *, by: By, way: Way, note: str = "") -> Version:
    """Keep what a noun says as its next version, though it says the same: it goes, or is back."""
    last = Version.objects.of(noun).latest("number")
    content = take(_fresh(noun))
    noun.version = last.number + 1
    type(noun)._base_manager.filter(pk=noun.pk).update(version=noun.version)
    return _keep(noun, noun.version, content, by=by, way=way, note=note, before=last.content)


def version_of(
    noun: Versioned,
    number: int,
    content: Content,
    *,
    by: By,
    way: Way,
    before: Content | None = None,
    based_on: int | None = None,
    note: str = "",
) -> Version:
    """A version, not saved yet."""
    user = by if isinstance(by, AbstractBaseUser) else None
    return Version(
        noun=noun._meta.model_name or "",
        key=noun.key,
        number=number,
        by=user,  # type: ignore[misc]
        who=user.get_username() if user else "",
        way=way,
        based_on=based_on,
        note=note[:300],
        changed=between(before, content).in_short if before else {},
        content=content,
    )


def _fresh[N: Versioned](noun: N) -> N:
    """The noun as the database has it: the caller's object may have been read before."""
    return type(noun)._base_manager.get(pk=noun.pk)


def _keep(noun: Versioned, number: int, content: Content, **said: Any) -> Version:
    version = version_of(noun, number, content, **said)
    version.save(force_insert=True)
    return version


def _number(noun: Versioned, number: int, content: Content, before: Content | None) -> None:
    noun.version = number
    type(noun)._base_manager.filter(pk=noun.pk).update(version=number)
    if isinstance(noun, Brief):
        text_changed = before is None or not says_the_same(before, content)
        states.follow_edit(noun, text_changed=text_changed)
