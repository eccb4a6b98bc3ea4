"""The audit log at the desk: to look at, to narrow down and to take away, never to change."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property, lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.admin.audit_filters import FILTERS, model_of
from briefs.admin.noun import LookOnly, RowAdmin, may_see_briefs
from briefs.editorial.audit import record
from briefs.editorial.audit_lines import FORMATS
from briefs.models.audit import Entry
from briefs.models.brief import Brief
from briefs.models.moments import second

ZONE = lazy(timezone.get_current_timezone_name, str)()
MOST = 10_000  # entries that the list leads to; older ones are found by narrowing it
# Nouns that entries don't name (see `record`): named here as they are called today.
DOCUMENTS = frozenset(("brief", "edition", "evidence", "publication"))


class AsFarAsCounted(Paginator):  # type: ignore[type-arg]
    """Counts no further than `MOST`: to count a million rows takes longer than to show a page."""

    @cached_property
    def count(self) -> int:
        return cast("QuerySet[Entry]", self.object_list)[: MOST + 1].count()


class EntryList(ChangeList):
    """A page of entries, each with the name of what it is about."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        entries = list(self.result_list)
        if may_see_briefs(request):
            _name_as_today(entries, request.user)
        self.result_list = entries
        self.full_result_count = self.result_count  # else a number stands beside the search
        self.more = self.result_count > MOST


@admin.register(Entry)
class EntryAdmin(LookOnly, RowAdmin):
    """Who did what, and when."""

    list_display = ["moment", "by", "action", "about", "details", "request"]
    list_filter = FILTERS
    list_display_links = ["moment"]
    search_fields = ["label", "who", "=request_id"]
    search_help_text = gettext_lazy("A name of that time, a user, or the number of a request.")
    ordering = ["-at", "-pk"]
    sortable_by = ["moment"]
    paginator = AsFarAsCounted
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_max_show_all = 0
    change_list_template = "admin/briefs/entry/change_list.html"
    fields = [
        *("moment", "action", "by", "about", "label", "details"),
        *("origin", "request", "noun", "key", "row"),
    ]
    readonly_fields = ["moment", "by", "about", "details", "request"]

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(self.export_view)
        return [
            path("export.<str:ending>", export, name="briefs_entry_export"),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return EntryList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is not None and may_see_briefs(request):
            _name_as_today([found], request.user)
        return found

    def export_view(self, request: HttpRequest, ending: str) -> StreamingHttpResponse:
        """The filtered list as a file, streamed. Who takes it away is on record."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if ending not in FORMATS:
            raise BadRequest("Export as csv or jsonl.")
        try:
            entries = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters as error:
            raise BadRequest("The filters can't be read.") from error
        last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        narrowed = request.GET.urlencode()[:1000]
        record("entry.export", by=request.user, format=ending, narrowed=narrowed)
        kind = FORMATS[ending]
        name = f"audit-{timezone.localdate()}.{kind.ending}"
        return StreamingHttpResponse(
            kind.lines(entries.filter(pk__lte=last)),
            content_type=kind.content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @admin.display(description=format_lazy("{} ({})", gettext_lazy("when"), ZONE), ordering="at")
    def moment(self, entry: Entry) -> str:
        """The second when it was done, in the site's time zone."""
        return second(entry.at)

    @admin.display(description=gettext_lazy("who"))
    def by(self, entry: Entry) -> SafeString | str:
        """Who did it, leading to all that they did."""
        return _narrowed("who", entry.who, entry.who) if entry.who else _("the system")

    @admin.display(description=gettext_lazy("about"))
    def about(self, entry: Entry) -> SafeString | str:
        """What it was done to, leading there."""
        text = _called(entry)
        url = _page_of(entry)
        return format_html('<a href="{}" dir="auto">{}</a>', url, text) if url else text

    @admin.display(description=gettext_lazy("details"))
    def details(self, entry: Entry) -> SafeString:
        """What the entry says more."""
        return format_html('<span dir="auto">{}</span>', entry.said)

    @admin.display(description=gettext_lazy("request"))
    def request(self, entry: Entry) -> SafeString | str:
        """The request's number, leading to all that it did."""
        return _narrowed("request", entry.request_id, entry.request_id[:8])


def _narrowed(name: str, value: str, text: str) -> SafeString:
    url = reverse("admin:briefs_entry_changelist", query={name: value})
    return format_html('<a href="{}" dir="auto">{}</a>', url, text)


def _called(entry: Entry) -> str:
    if not entry.noun:
        return ""
    model = model_of(entry.noun)
    noun = capfirst(str(model._meta.verbose_name)) if model else entry.noun
    name = entry.label or getattr(entry, "today", "") or (str(entry.key)[:8] if entry.key else "")
    return f"{noun} “{name}”" if name else f"{noun} {entry.row or ''}".strip()


def _page_of(entry: Entry) -> str | None:
    model = model_of(entry.noun)
    if model is None or entry.row is None or entry.action.endswith(".delete"):
        return None
    try:
        return reverse(
            f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[entry.row]
        )
    except NoReverseMatch:
        return None


def _name_as_today(entries: Iterable[Entry], user: Any) -> None:
    """Give entries about documents the names that these have today: a query for each noun."""
    unnamed = [entry for entry in entries if entry.noun in DOCUMENTS and entry.row]
    for noun in sorted({entry.noun for entry in unnamed}):
        rows = {entry.row for entry in unnamed if entry.noun == noun}
        names = {row.pk: str(row) for row in _documents(noun, rows, user)}
        for entry in unnamed:
            if entry.noun == noun:
                entry.today = names.get(entry.row, "")  # type: ignore[attr-defined]


def _documents(noun: str, rows: set[int | None], user: Any) -> Iterator[Model]:
    model = model_of(noun)
    if model is not None:
        found: QuerySet[Any] = model._default_manager.filter(pk__in=rows)
        own = Brief.objects.seen_by(user)
        match noun:
            case "brief":
                found = found & own
            case "evidence":
                found = found.filter(brief_key__in=own.values("key"))
        yield from found.select_related("publication") if noun == "edition" else found
