"""The list of facts that changed under published briefs."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.admin.noun import LookOnly, RowAdmin
from briefs.admin.resting import seen_by
from briefs.admin.sight import may_see_briefs
from briefs.editorial.rechecks import said, settle
from briefs.models.evidence import NAMED_BY, Evidence
from briefs.models.recheck import Recheck


class Done(admin.SimpleListFilter):
    """Whether somebody has looked at it."""

    title = gettext_lazy("looked at")
    parameter_name = "done"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", gettext_lazy("not yet")), ("yes", gettext_lazy("looked at"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Recheck]) -> QuerySet[Recheck]:
        if self.value() in ("no", "yes"):
            return queryset.filter(done_at__isnull=self.value() == "no")
        return queryset


@admin.register(Recheck)
class RecheckAdmin(LookOnly, RowAdmin):
    """What published briefs state that is no longer what it was."""

    list_display = ["fact", "now", "why", "from_brief", "at", "who", "done_at"]
    list_display_links = None
    list_filter = [Done, "why"]
    search_fields = ["fact"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    actions = ["looked_at"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_see_briefs(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_see_briefs(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recheck]:
        return seen_by(super().get_queryset(request), request.user)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        listed: Any = super().get_changelist_instance(request)
        keys = [recheck.passage_key for recheck in listed.result_list]
        passages = Evidence.objects.filter(key__in=keys).select_related(*NAMED_BY)
        found = {passage.key: passage for passage in passages}
        for recheck in listed.result_list:
            recheck.passage = found.get(recheck.passage_key)
        return listed

    @admin.display(description=gettext_lazy("the fact now"))
    def now(self, recheck: Recheck) -> SafeString | str:
        """The fact as it is, with the way to the words that state it."""
        passage: Evidence | None = recheck.passage  # type: ignore[attr-defined]
        if passage is None:
            return ""
        url = reverse("admin:briefs_evidence_change", args=[passage.pk])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', url, said(passage.claim))

    @admin.display(description=gettext_lazy("brief"), ordering="brief_title")
    def from_brief(self, recheck: Recheck) -> SafeString:
        """The brief that states it."""
        row: Any = recheck
        url = reverse("admin:briefs_brief_change", args=[row.brief_pk])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', url, row.brief_title)

    @admin.action(description=gettext_lazy("I have looked at them"))
    def looked_at(self, request: HttpRequest, rechecks: QuerySet[Recheck]) -> None:
        """The briefs say what they should."""
        settle(rechecks, by=request.user)
        self.message_user(request, _("Noted: they have been looked at."), messages.SUCCESS)
