"""Unsaved work, kept and let go; and who has what open.

Nothing here changes a noun: what is kept is saved by its author's next save, or never.
"""

import json
import uuid
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from briefs.models.unsaved import SILENCE, Pairs, Presence, Unsaved

KEPT_FOR = timedelta(days=90)
# How long a saved form is remembered: until nothing of it can be on its way any more.
SETTLED_FOR = timedelta(days=1)
MOST = 100  # copies that one person may have


def keep(
    user: int,
    *,
    noun: str,
    key: uuid.UUID | None,
    form: uuid.UUID,
    page: uuid.UUID,
    pairs: Pairs,
) -> bool:
    """Keep what was typed into a form, in the place of what it had before.

    False where the form has been saved: then this comes too late, and was saved with it; and
    where another page of the same person goes on with the copy: this is to be kept beside it.
    """
    typed = {
        "data": json.dumps(pairs, ensure_ascii=False),
        "page": page,
        "saved_at": timezone.now(),
        "put_aside": False,
    }
    copy, made = Unsaved.objects.get_or_create(
        user_id=user, form=form, defaults=typed | {"noun": noun, "key": key}
    )
    return made or bool(
        Unsaved.objects.filter(_free_for(page), pk=copy.pk).exclude(data="").update(**typed)
    )


def settle(
    user: int, *, noun: str, key: uuid.UUID | None, form: uuid.UUID, page: uuid.UUID
) -> None:
    """Let go of what was typed into a form, for it is saved; in the transaction that saves it.

    What another page has written since stays: it wasn't saved with this one.
    """
    gone = {"data": "", "saved_at": timezone.now()}
    copy = Unsaved(user_id=user, noun=noun, key=key, form=form, page=page, **gone)
    Unsaved.objects.bulk_create([copy], ignore_conflicts=True)
    Unsaved.objects.filter(_free_for(page), user_id=user, form=form).update(**gone)


def put_aside(user: int, form: uuid.UUID, page: uuid.UUID) -> bool:
    """Offer a copy no longer; False where another page has written it since.

    Who did it by mistake still finds it by its address.
    """
    copy = Unsaved.objects.of(user).filter(_free_for(page), form=form)
    return bool(copy.update(put_aside=True))


def hand_over(user: int, form: uuid.UUID) -> None:
    """A copy is about to be shown by another page than wrote it: whichever types first has it."""
    Unsaved.objects.of(user).filter(form=form).update(page=None)


def _free_for(page: uuid.UUID) -> Q:
    return Q(page=page) | Q(page=None)


def has_room(user: int, form: uuid.UUID) -> bool:
    """Whether one more form's work may be kept for somebody."""
    return Unsaved.objects.of(user).exclude(form=form).count() < MOST


def arrive(user: int, noun: str, key: uuid.UUID, page: uuid.UUID) -> None:
    """Somebody has a noun open on a page, newly or still."""
    now = timezone.now()
    here = Presence.objects.filter(noun=noun, key=key)
    here.filter(seen_at__lte=now - SILENCE).delete()
    Presence.objects.bulk_create(
        [Presence(user_id=user, noun=noun, key=key, page=page, since=now, seen_at=now)],
        update_conflicts=True,
        unique_fields=["user", "page"],
        update_fields=["seen_at"],
    )


def leave(user: int, page: uuid.UUID) -> None:
    """Somebody has closed a page."""
    Presence.objects.filter(user_id=user, page=page).delete()


def forget_old(now: datetime) -> int:
    """Delete what nobody has come back for; the number of copies that went."""
    Presence.objects.filter(seen_at__lte=now - SILENCE).delete()
    Unsaved.objects.filter(data="", saved_at__lte=now - SETTLED_FOR).delete()
    old, _by_model = Unsaved.objects.filter(saved_at__lte=now - KEPT_FOR).delete()
    return old
