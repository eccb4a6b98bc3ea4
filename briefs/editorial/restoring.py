"""What a version says, put back: over what a noun says now, or after it was deleted."""

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from briefs.editorial import audit
from briefs.editorial.cascade import Nouns, add, cascading, owners_of
from briefs.editorial.content import CannotRestore, put_back
from briefs.editorial.neighbours import record_neighbours
from briefs.editorial.rechecks import note_change
from briefs.editorial.references import references
from briefs.editorial.shapes import NOUNS, SHAPES
from briefs.editorial.versions import By, bury, editing, newest
from briefs.models.brief import Brief
from briefs.models.evidence import Evidence
from briefs.models.names import Versioned
from briefs.models.schedule import Schedule
from briefs.models.version import Version, Way


@transaction.atomic
def restore(noun: Versioned, version: Version, *, by: By, seen: int) -> Version | None:
    """Make the noun say what a version says; that is a new version. None: it says that already.

    `seen` is the version that the person saw it replace. Raises SavedSince, and CannotRestore
    where something that it needs is gone.
    """
    _refuse_erased(version)
    with editing(noun, by=by, way=Way.RESTORED, seen=seen, note=str(version.number)):
        before = newest(noun)
        put_back(noun, version.content)
    after = newest(noun)
    if before is None or after is None or after.number == before.number:
        return None
    record_neighbours(noun, before.content, after.content, by=by)
    note_change(noun, before.content, after.content, by=by)
    _record(noun, "restore", by=by, version=after.number, of=version.number)
    return after


@transaction.atomic
def recover(version: Version, *, by: By) -> Versioned:
    """Bring back a deleted noun, with its key and its history. Raises CannotRestore."""
    _refuse_erased(version)
    model = NOUNS[version.noun]
    if model._base_manager.filter(key=version.key).exists():
        raise CannotRestore(_("It is there again already."))
    noun = model(key=version.key, version=version.number)
    if isinstance(noun, Brief):
        noun.owner = _first_author(version) or by  # type: ignore[assignment]
    with editing(noun, by=by, way=Way.RECOVERED):
        put_back(noun, version.content)
    record_neighbours(noun, None, version.content, by=by)
    _record(noun, "recover", by=by, version=noun.version)
    return noun


@transaction.atomic
def delete(*nouns: Versioned, by: By) -> None:
    """Delete nouns of one sort; what they said stays, to be recovered. A brief's passages go, too.

    Whatever said something by naming them says it no more, and has a version of that: nobody's
    edit. By as many queries for thousands of those as for one.
    """
    # A passage or a draft is called by its own words: who may not read it learns none of them.
    called = "" if isinstance(nouns[0], Brief | Evidence) else ", ".join(map(str, nouns))
    with cascading(lambda: all_that_name(nouns), by=by, note=called):
        for noun in nouns:
            note_change(noun, bury(noun, by=by).content, None, by=by)
            if isinstance(noun, Brief):
                Evidence.objects.of_brief(noun.key).delete()
                Schedule.objects.of(noun).cancel(_("the brief was deleted"))
            noun.delete()


def all_that_name(nouns: Sequence[Versioned]) -> Nouns:
    """Nouns of one sort, and all that say something by naming them: passages join them, too."""
    model, numbers = type(nouns[0]), [noun.pk for noun in nouns]
    found: Nouns = defaultdict(set, {model: set(numbers)})
    for field in references(model):
        add(found, owners_of(field.model._base_manager.filter(**{f"{field.name}__in": numbers})))
    add(found, owners_of(_passages_of(nouns)))
    return found


def _passages_of(nouns: Sequence[Versioned]) -> QuerySet[Evidence]:
    model, numbers = type(nouns[0]), [noun.pk for noun in nouns]
    if model is Brief:
        return Evidence.objects.filter(brief_key__in=[noun.key for noun in nouns])
    stated = [Q(**{f"{claim}__in": numbers}) for claim in SHAPES[model].claims]
    own = Q(pk__in=numbers if model is Evidence else [])
    return Evidence.objects.filter(reduce(or_, stated, own))


def _refuse_erased(version: Version) -> None:
    if version.erased_at:
        raise CannotRestore(_("What this version said is erased."))


def _first_author(version: Version) -> object:
    """Who saved the noun first: of a brief, whose it was."""
    saved = Version.objects.filter(noun=version.noun, key=version.key, by__isnull=False)
    first = saved.order_by("number").defer("content").select_related("by").first()
    return first and first.by


def _record(noun: Versioned, deed: str, *, by: By, **data: int) -> None:
    audit.record(f"{noun._meta.model_name}.{deed}", by=by, about=noun, **data)
