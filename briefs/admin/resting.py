"""Published briefs that rest on facts that changed: whose they are, and what is said of them."""

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from briefs.models.brief import Brief
from briefs.models.recheck import Recheck


def seen_by(rechecks: QuerySet[Recheck], user: Any) -> QuerySet[Recheck]:
    """Those of the briefs that somebody works with, with the brief's title and number."""
    briefs = Brief.objects.seen_by(user)
    its = briefs.filter(key=OuterRef("brief_key"))
    return rechecks.filter(brief_key__in=briefs.values("key")).annotate(
        brief_title=Subquery(its.values("title")[:1]), brief_pk=Subquery(its.values("pk")[:1])
    )


def list_url() -> str:
    """The list of those that nobody has looked at."""
    return reverse("admin:briefs_recheck_changelist", query={"done": "no"})


def say_who_rests_on_it(desk: Any, request: HttpRequest, count: int) -> None:
    """Tell whoever changed a fact that published briefs state it."""
    text = ngettext(
        "%(count)s published brief states what you changed.",
        "%(count)s published briefs state what you changed.",
        count,
    ) % {"count": count}
    link = format_html('<a href="{}">{}</a>', list_url(), _("Look at them again"))
    desk.message_user(request, format_html("{} {}", text, link), messages.WARNING)
