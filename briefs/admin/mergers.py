"""The list of mergers, and undoing them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from briefs.admin.noun import LookOnly, RowAdmin
from briefs.admin.question import ask
from briefs.editorial import row_changes
from briefs.editorial.mergers import MODELS, rehearsal
from briefs.editorial.parting import CannotUndo, undo
from briefs.editorial.references import followings
from briefs.models.merger import Merger
from briefs.models.people import called


class Standing(admin.SimpleListFilter):
    """Whether a merger stands."""

    title = gettext_lazy("standing")
    parameter_name = "undone"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", gettext_lazy("stands")), ("yes", gettext_lazy("undone"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Merger]) -> QuerySet[Merger]:
        if self.value() in ("no", "yes"):
            return queryset.filter(undone_at__isnull=self.value() == "no")
        return queryset


@admin.register(Merger)
class MergerAdmin(LookOnly, RowAdmin):
    """What was merged into what; seen by those who may merge such nouns."""

    list_display = ["name_from", "name_into", "noun", "made_at", "maker", "now"]
    list_select_related = ["made_by", "undone_by"]
    list_filter = [Standing, "noun"]
    search_fields = ["name_from", "name_into"]
    date_hierarchy = "made_at"
    ordering = ["-made_at", "-pk"]
    fields = ["noun", "name_from", "name_into", "made_at", "maker", "undone_at", "undoer"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Merger]:
        mergers: QuerySet[Merger] = super().get_queryset(request)
        return mergers.filter(noun__in=_nouns_of(request)).defer("steps")

    def has_view_permission(self, request: HttpRequest, obj: Merger | None = None) -> bool:
        return obj.noun in _nouns_of(request) if obj else bool(_nouns_of(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or bool(_nouns_of(request))

    @admin.display(description=pgettext_lazy("merger", "by"), ordering="made_by")
    def maker(self, merger: Merger) -> str:
        """Who made it."""
        return called(merger.made_by)

    @admin.display(description=gettext_lazy("undone by"))
    def undoer(self, merger: Merger) -> str:
        """Who undid it."""
        return called(merger.undone_by)

    @admin.display(description=gettext_lazy("standing"))
    def now(self, merger: Merger) -> SafeString | str:
        """When it was undone, or the way to undo it."""
        if merger.undone_at:
            return _("undone")
        undo_page = reverse("admin:briefs_merger_undo", args=[merger.pk])
        return format_html('<a href="{}">{} …</a>', undo_page, _("Undo"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", view, name="briefs_merger_undo"), *super().get_urls()]

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what would come back and what would stay, then undo."""
        if not _nouns_of(request):
            raise PermissionDenied
        merger = self.get_queryset(request).defer(None).filter(pk=pk).first()
        if merger is None:
            raise Http404
        left: list[str] = []
        refusal: CannotUndo | None = None
        try:
            if "apply" in request.POST:
                return self._undo(request, merger)
            with rehearsal():
                left = undo(merger, by=request.user)
        except CannotUndo as reason:
            refusal = reason
        return ask(
            self,
            request,
            "merger/undo.html",
            title=_("Undo the merger: are you sure?"),
            subtitle=str(merger),
            deed=_("Undo"),
            possible=refusal is None,
            refusal=refusal,
            merger=merger,
            followings=followings(row_changes.read(merger.steps)),
            left=left,
        )

    def _undo(self, request: HttpRequest, merger: Merger) -> HttpResponse:
        left = undo(merger, by=request.user)
        noun = MODELS[merger.noun]._base_manager.get(key=merger.key_from)
        form = reverse(f"admin:briefs_{merger.noun}_change", args=[noun.pk])
        text = format_html(_('“<a href="{}">{}</a>” is back.'), form, noun)
        self.message_user(request, text, messages.SUCCESS)
        for sentence in left:
            self.message_user(request, sentence, messages.WARNING)
        return HttpResponseRedirect(reverse("admin:briefs_merger_changelist"))


def _nouns_of(request: HttpRequest) -> list[str]:
    """The nouns that the user may merge, and so part again."""
    return [
        noun
        for noun in MODELS
        if request.user.has_perms([f"briefs.change_{noun}", f"briefs.delete_{noun}"])
    ]
