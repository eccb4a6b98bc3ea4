"""Unsaved work, kept and let go; and who has what open.

Nothing here changes a noun: what is kept is saved by its author's next save, or never.
"""

import json
import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from briefs.models.unsaved import SILENCE, Pairs, Presence, Unsaved

KEPT_FOR = timedelta(days=90)
# How long a saved form is remembered: until nothing of it can be on its way any more.
SETTLED_FOR = timedelta(days=1)
MOST = 100  # copies that one person may have


def keep(user: int, *, noun: str, key: uuid.UUID | None, form: uuid.UUID, pairs: Pairs) -> bool:
    """Keep what was typed into a form, in the place of what it had before.

    False where the form has been saved: then this comes too late, and was saved with it.
    """
    typed = {
        "data": json.dumps(pairs, ensure_ascii=False),
        "saved_at": timezone.now(),
        "put_aside": False,
    }
    copy, made = Unsaved.objects.get_or_create(
        user_id=user, form=form, defaults=typed | {"noun": noun, "key": key}
    )
    return made or bool(Unsaved.objects.filter(pk=copy.pk).exclude(data="").update(**typed))


def settle(user: int, *, noun: str, key: uuid.UUID | None, form: uuid.UUID) -> None:
    """Let go of what was typed into a form, for it is saved; in the transaction that saves it."""
    copy = Unsaved(user_id=user, noun=noun, key=key, form=form, data="", saved_at=timezone.now())
    Unsaved.objects.bulk_create(
        [copy],
        update_conflicts=True,
        unique_fields=["user", "form"],
        update_fields=["data", "saved_at"],
    )


def put_aside(user: int, form: uuid.UUID) -> None:
    """Offer a copy no longer. Who did it by mistake still finds it by its address."""
    Unsaved.objects.of(user).filter(form=form).update(put_aside=True)


def has_room(user: int, form: uuid.UUID) -> bool:
    """Whether one more form's work may be kept for somebody."""
    return Unsaved.objects.of(user).exclude(form=form).count() < MOST


def arrive(user: int, noun: str, key: uuid.UUID) -> None:
    """Somebody has a noun open, newly or still."""
    now = timezone.now()
    here = Presence.objects.filter(noun=noun, key=key)
    here.filter(seen_at__lte=now - SILENCE).delete()
    Presence.objects.bulk_create(
        [Presence(user_id=user, noun=noun, key=key, since=now, seen_at=now)],
        update_conflicts=True,
        unique_fields=["noun", "key", "user"],
        update_fields=["seen_at"],
    )


def leave(user: int, noun: str, key: uuid.UUID) -> None:
    """Somebody has closed a noun."""
    Presence.objects.filter(user_id=user, noun=noun, key=key).delete()


def forget_old(now: datetime) -> int:
    """Delete what nobody has come back for; the number of copies that went."""
    Presence.objects.filter(seen_at__lte=now - SILENCE).delete()
    Unsaved.objects.filter(data="", saved_at__lte=now - SETTLED_FOR).delete()
    old, _by_model = Unsaved.objects.filter(saved_at__lte=now - KEPT_FOR).delete()
    return old
