"""Sharing a preview: a link made, taken back, opened."""

import datetime as dt

from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.editorial.audit import record
from briefs.editorial.transitions import NotAllowed, may_edit
from briefs.models.brief import Brief
from briefs.models.preview_link import PreviewLink

DAYS = (1, 7, 30)


def may_share(user: User | AnonymousUser | None, brief: Brief) -> bool:
    """Whether somebody may show a brief to others: whoever of the staff may change it."""
    return (
        user is not None
        and user.is_active
        and user.is_staff
        and user.has_perm("briefs.change_brief")
        and may_edit(user, brief)
    )


@transaction.atomic
def share(brief: Brief, *, by: User, days: int, note: str = "") -> PreviewLink:
    """Make a link that shows the brief's next edition for some days. Raises NotAllowed."""
    _check(brief, by)
    link = PreviewLink.objects.create(
        brief=brief,
        note=note.strip(),
        by=by,
        who=by.get_username(),
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    record("brief.share_preview", by=by, about=brief, link=link.pk, days=days)
    return link


@transaction.atomic
def revoke(link: PreviewLink, *, by: User) -> bool:
    """Take a link back; says whether it wasn't yet. Raises NotAllowed."""
    _check(link.brief, by)
    rows = PreviewLink.objects.filter(pk=link.pk, revoked_at=None)
    revoked = bool(rows.update(revoked_at=timezone.now(), revoked_by=by))
    if revoked:
        record("brief.revoke_preview", by=by, about=link.brief, link=link.pk)
    return revoked


def opened(token: str) -> PreviewLink | None:
    """The link of a token, with its brief, if it opens: while who made it may share the brief."""
    links = PreviewLink.objects.with_token(token).open_at(timezone.now())
    link = links.select_related("brief", "by").first()
    return link if link and may_share(link.by, link.brief) else None


def count_opening(link: PreviewLink) -> None:
    """Remember that the link was opened, and when."""
    rows = PreviewLink.objects.filter(pk=link.pk)
    rows.update(opened=F("opened") + 1, opened_at=timezone.now())


def _check(brief: Brief, by: User) -> None:
    if not may_share(by, brief):
        raise NotAllowed(_("Only who may change a brief may share its preview."))
