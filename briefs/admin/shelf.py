"""The shelf as the desk sees it: publications and editions, to look at only.

What stands on the shelf changes by publishing and by leaving it, from the brief's own page.
An edition's text can be erased here.
"""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from briefs.admin.amending import amendments, ask_and_amend, may_amend, may_publish
from briefs.admin.erasure import ask_and_erase
from briefs.admin.noun import LookOnly, RowAdmin
from briefs.models.address import FormerAddress
from briefs.models.brief import Brief
from briefs.models.edition import Edition
from briefs.models.kinds import label_of
from briefs.models.publication import Publication
from briefs.templatetags.chancery import percent


class KindFilter(admin.AllValuesFieldListFilter):
    """Kinds by what readers call them; those that the institute has dropped by their slug."""

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            yield choice | {"display": label_of(str(choice["display"]))}


class EditionRows(LookOnly, admin.TabularInline):  # type: ignore[type-arg]
    """A publication's editions."""

    template = "admin/briefs/rows.html"
    model = Edition
    extra = 0
    show_change_link = True
    fields = ["number", "published_at", "change", "told_note"]
    readonly_fields = ["told_note"]
    ordering = ["-number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        editions = cast("QuerySet[Edition]", super().get_queryset(request))
        named = ("publication_id", "title", "number", "published_at", "change", "note")
        return editions.only(*named).prefetch_related("amendments")

    @admin.display(description=_("change note"))
    def told_note(self, edition: Edition) -> str:
        """The note as readers see it."""
        return edition.told_note


@admin.register(Publication)
class PublicationAdmin(LookOnly, RowAdmin):
    """Briefs on the shelf."""

    list_display = [
        *("title", "state", "public_page", "edition_number", "published_on", "updated_on"),
        "desk",
    ]
    list_select_related = ["current"]
    list_filter = ["state", ("current__kind", KindFilter), "current__language"]
    search_fields = ["slug", "current__title", "notice"]
    date_hierarchy = "published_on"
    ordering = ["-published_on", "-pk"]
    inlines = [EditionRows]
    fieldsets = [
        (None, {"fields": ["title", "public_page", "former_addresses", "desk"]}),
        (_("Standing"), {"fields": ["state", "notice", "notice_on", "replacement"]}),
        (_("Dates"), {"fields": ["published_on", "updated_on"]}),
    ]
    readonly_fields = ["title", "public_page", "former_addresses", "desk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        shelf = cast("QuerySet[Publication]", super().get_queryset(request))
        brief = Brief.objects.seen_by(request.user).filter(key=OuterRef("brief_key"))
        # Autocomplete takes this queryset as it is, without list_select_related.
        return shelf.select_related("current").annotate(brief_pk=Subquery(brief.values("pk")[:1]))

    @admin.display(description=_("title"), ordering="title_key")
    def title(self, publication: Publication) -> str:
        """The title that readers see."""
        return (publication.current and publication.current.title) or publication.slug

    @admin.display(description=_("public page"), ordering="slug")
    def public_page(self, publication: Publication) -> SafeString:
        """Where readers find it."""
        return _link(publication.get_absolute_url(), publication.slug)

    @admin.display(description=_("former addresses"))
    def former_addresses(self, publication: Publication) -> str:
        """From where readers are led to it."""
        return ", ".join(former.slug for former in FormerAddress.objects.of(publication))

    @admin.display(description=_("edition"), ordering="current__number")
    def edition_number(self, publication: Publication) -> int | None:
        """The edition that readers see."""
        return publication.current.number if publication.current else None

    @admin.display(description=_("at the desk"))
    def desk(self, publication: Publication) -> SafeString | None:
        """The brief that it was made from."""
        pk = publication.brief_pk  # type: ignore[attr-defined]
        return _link(reverse("admin:briefs_brief_change", args=[pk]), _("edit")) if pk else None


@admin.register(Edition)
class EditionAdmin(LookOnly, RowAdmin):
    """What was published, as it was published."""

    list_display = ["title", "number", "change", "published_at", "language", "address"]
    list_select_related = ["publication"]
    list_filter = ["change", ("kind", KindFilter), "language"]
    search_fields = ["title", "publication__slug", "note", "amendments__note"]
    date_hierarchy = "published_at"
    ordering = ["-published_at", "-pk"]
    readonly_fields = ["address", "amended", "changed", "points", "kind_name", "about", "rests_on"]
    fieldsets = [
        (None, {"fields": ["title", "address", ("number", "published_at")]}),
        (_("What it says of itself"), {"fields": [("change", "changed"), "note", "amended"]}),
        (_("What readers see"), {"fields": ["summary", "points", "body_markdown"]}),
        (_("What it is"), {"fields": ["kind_name", "language", "license", "about", "rests_on"]}),
        (_("Erased"), {"fields": ["erased_at"], "classes": ["collapse"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        editions = cast("QuerySet[Edition]", super().get_queryset(request))
        return editions.select_related("publication").defer("body_html", "text", "contents")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/erase/", view(self.erase_view), name="briefs_edition_erase"),
            path("<int:pk>/amend/", view(self.amend_view), name="briefs_edition_amend"),
            *super().get_urls(),
        ]

    def has_erase_permission(self, request: HttpRequest) -> bool:
        """Whether the user may erase what editions say."""
        may_erase = request.user.has_perm("briefs.erase_edition")
        return may_erase and self.has_view_permission(request)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        edition = context["original"]
        context["may_erase"] = edition.erased_at is None and self.has_erase_permission(request)
        context["may_amend"] = may_amend(request, edition)
        return super().render_change_form(request, context, *args, **kwargs)

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the reason, then erase the edition."""
        if not self.has_erase_permission(request):
            raise PermissionDenied
        edition = self.get_queryset(request).filter(pk=pk).first()
        if edition is None:
            raise Http404
        return ask_and_erase(self, request, edition)

    def amend_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the note, then amend the edition's."""
        if not may_publish(request):
            raise PermissionDenied
        edition = self.get_queryset(request).filter(pk=pk).first()
        if edition is None:
            raise Http404
        return ask_and_amend(self, request, edition)

    @admin.display(description=_("amended"))
    def amended(self, edition: Edition) -> SafeString | str:
        """Every amendment of its note."""
        return amendments(edition) or "–"

    @admin.display(description=_("share of the text that changed"))
    def changed(self, edition: Edition) -> str:
        """How much of the text it changed, in words."""
        return "–" if edition.share is None else percent(edition.share)

    @admin.display(description=_("address"))
    def address(self, edition: Edition) -> SafeString:
        """Where it stands for ever."""
        url = edition.get_absolute_url()
        return _link(url, url)

    @admin.display(description=_("key points"))
    def points(self, edition: Edition) -> SafeString:
        """Its key points as a list."""
        return _list(edition.key_points)

    @admin.display(description=_("kind"))
    def kind_name(self, edition: Edition) -> str:
        """What readers call its kind."""
        return label_of(edition.kind)

    @admin.display(description=_("about"))
    def about(self, edition: Edition) -> SafeString:
        """Authors, topics, actors and the rest, by name."""
        return _list(row["name"] for rows in edition.card.values() for row in rows)

    @admin.display(description=_("sources"))
    def rests_on(self, edition: Edition) -> SafeString:
        """Its sources by title."""
        return _list(source["title"] for source in edition.sources)


def _link(url: str, text: Any) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)


def _list(rows: Any) -> SafeString:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((row,) for row in rows)))
