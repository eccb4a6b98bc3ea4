"""What a version says, put back: over what a noun says now, or after it was deleted."""

from django.db import transaction
from django.utils.translation import gettext as _

from briefs.editorial import audit
from briefs.editorial.content import CannotRestore, put_back
from briefs.editorial.neighbours import record_neighbours
from briefs.editorial.shapes import NOUNS
from briefs.editorial.versions import By, bury, editing, lock, newest, record
from briefs.models.agreement import Agreement
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
    with editing(noun, by=by, way=Way.RESTORED, seen=seen, note=str(version.number)):
        before = newest(noun)
        noun.refresh_from_db()
        put_back(noun, version.content)
    after = newest(noun)
    if before is None or after is None or after.number == before.number:
        return None
    record_neighbours(noun, before.content, after.content, by=by)
    _record(noun, "restore", by=by, version=after.number, of=version.number)
    return after


@transaction.atomic
def recover(version: Version, *, by: By) -> Versioned:
    """Bring back a deleted noun, with its key and its history. Raises CannotRestore."""
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
def delete(noun: Versioned, *, by: By) -> None:
    """Delete a noun; what it said stays, to be recovered. A brief's passages go with it."""
    version = bury(noun, by=by)
    relations = Agreement.objects.filter(relations__to__key=noun.key).distinct().order_by("pk")
    others = list(relations) if isinstance(noun, Agreement) else []
    if isinstance(noun, Brief):
        Evidence.objects.of_brief(noun.key).delete()
        Schedule.objects.of(noun).cancel(_("the brief was deleted"))
    note = str(noun)
    noun.delete()
    record_neighbours(noun, version.content, None, by=by)
    for other in others:
        lock(other)
        record(other, by=by, way=Way.CASCADE, note=note)


def _first_author(version: Version) -> object:
    """Who saved the noun first: of a brief, whose it was."""
    saved = Version.objects.filter(noun=version.noun, key=version.key, by__isnull=False)
    first = saved.order_by("number").defer("content").select_related("by").first()
    return first and first.by


def _record(noun: Versioned, deed: str, *, by: By, **data: int) -> None:
    audit.record(f"{noun._meta.model_name}.{deed}", by=by, about=noun, **data)
