"""Erasing what earlier versions said, where the law or somebody's safety demands it.

That there was a version, whose it was and when stays, with who erased it and why. What a noun
says now isn't erased: it is edited first, and its newest version is left alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.editorial import audit, versions
from briefs.editorial.transitions import By, NotAllowed, Refused
from briefs.models.audit import JSON
from briefs.models.names import Versioned
from briefs.models.review import Comment
from briefs.models.unsaved import Unsaved
from briefs.models.version import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """Where a text stands: numbers of versions, of unsaved copies and of comments."""

    versions: tuple[int, ...]
    copies: tuple[int, ...]
    comments: tuple[int, ...]


def traces(noun: Versioned, *, first: int, last: int, words: str = "") -> Traces:
    """What `erase_versions` would erase: of the versions from one number to another those that have
    the words, or all; unsaved copies, and comments that were made on these versions, likewise.

    A noun that is deleted is an object with its key alone.
    """
    kept = Version.objects.of(noun).filter(number__range=(first, last), erased_at=None)
    if type(noun)._base_manager.filter(key=noun.key).exists():
        kept = kept.exclude(number=Version.objects.of(noun).latest("number").number)
    numbers = [
        version.number
        for version in kept.order_by("number").iterator(50)
        if _has([version.content, version.note], words)
    ]
    copies = Unsaved.objects.filter(noun=noun._meta.model_name, key=noun.key).exclude(data="")
    comments = Comment.objects.filter(brief_key=noun.key, version__range=(first, last))
    comments = comments.exclude(text="", exact="")
    return Traces(
        versions=tuple(numbers),
        copies=tuple(copy.pk for copy in copies if numbers and _has(copy.pairs, words)),
        comments=tuple(each.pk for each in comments if numbers and _has(_said(each), words)),
    )


@transaction.atomic
def erase_versions(
    noun: Versioned, *, first: int, last: int, words: str = "", reason: str, by: By
) -> Traces:
    """Erase what versions of a noun said, and what else has that text at the desk.

    The words that were looked for are kept nowhere. Raises Refused.
    """
    if by is not None and not by.has_perm("briefs.erase_edition"):  # type: ignore[union-attr]
        raise NotAllowed(_("You may not erase the text of versions."))
    if not reason.strip():
        raise Refused(_("Say why: the reason stays in the history."), field="reason")
    alive = type(noun)._base_manager.filter(key=noun.key).first()
    if alive is not None:
        versions.lock(alive)
        versions.keep_found(alive)
    found = traces(noun, first=first, last=last, words=words)
    if not found.versions:
        text = _("Nothing to erase there: what it says now is left alone, edit that first.")
        raise Refused(text)
    erased: QuerySet[Version] = Version.objects.of(noun).filter(number__in=found.versions)
    erased.update(
        content={},
        changed={},
        note="",
        erased_at=timezone.now(),
        erased_by=by.get_username() if isinstance(by, AbstractBaseUser) else "",
        erased_why=reason.strip(),
    )
    Unsaved.objects.filter(pk__in=found.copies).delete()
    comments = Comment.objects.filter(pk__in=found.comments)
    comments.update(text="", exact="", prefix="", suffix="")
    audit.record(
        f"{noun._meta.model_name}.erase_versions",
        by=by,
        about=alive or noun,
        versions=list(found.versions),
        copies=len(found.copies),
        comments=len(found.comments),
        reason=reason.strip(),
    )
    return found


def _said(comment: Comment) -> JSON:
    return [comment.text, f"{comment.prefix}{comment.exact}{comment.suffix}"]


def _has(said: object, words: str) -> bool:
    """Whether texts have some words, in whatever case and however broken into lines."""
    wanted = " ".join(words.split()).casefold()
    return not wanted or any(wanted in " ".join(text.split()).casefold() for text in _texts(said))


def _texts(said: object) -> Iterator[str]:
    match said:
        case str():
            yield said
        case dict():
            for value in said.values():
                yield from _texts(value)
        case list() | tuple():
            for value in said:
                yield from _texts(value)
