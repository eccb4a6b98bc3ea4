"""Briefs: the desk's first noun. Lists, form, and the way to readers."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.admin import bulk, comments, previews, writing
from briefs.admin.amending import may_amend
from briefs.admin.brief_form import NOTE, AuthorRows, BriefForm
from briefs.admin.changes import prospect
from briefs.admin.checklist import ADD, form_of, grouped, with_added
from briefs.admin.departures import DEPARTURES, depart
from briefs.admin.filters import with_way_back
from briefs.admin.freshness import BrokenLinks, Freshness, Published
from briefs.admin.keeping import merged
from briefs.admin.noun import NounAdmin, may_see_briefs
from briefs.admin.publishing import (
    SavedToPublish,
    keep_note,
    kept_note,
    publish_from_form,
    refused,
)
from briefs.admin.schedules import Scheduled, with_minute
from briefs.admin.steps import STEPS, offered, take
from briefs.admin.waiting import InHand, LookAgain, Reviewer, Waits, Whose
from briefs.editorial.transitions import may_edit
from briefs.models.brief import Brief, BriefQuerySet, State
from briefs.models.evidence import Evidence
from briefs.models.moments import in_words
from briefs.models.publication import Publication, Standing
from briefs.models.review import Review
from briefs.models.schedule import Schedule
from briefs.models.worker import Worker
from briefs.publishing import Gazetteer


@admin.register(Brief)
class BriefAdmin(NounAdmin):
    """Briefs, their state, and what readers see of them."""

    form = BriefForm
    list_display = ["title", "standing", "kind", "language", "readers_page", "edited"]
    list_filter = [
        *(Waits, Whose, "state", InHand, Scheduled, Reviewer),
        *(Freshness, Published, BrokenLinks, LookAgain),
        *("kind", "language"),
        *(
            ("topics", admin.RelatedOnlyFieldListFilter),
            ("regions", admin.RelatedOnlyFieldListFilter),
        ),
    ]
    search_fields = ["title", "slug", "summary"]
    search_help_text = gettext_lazy("Words of the title, the address or the summary")
    date_hierarchy = "updated_at"
    ordering = ["-updated_at", "-pk"]
    actions = bulk.ACTIONS
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["topics", "actors", "agreements", "regions", "sources"]
    inlines = [AuthorRows]
    save_on_top = False
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary", "key_points", "body"]}),
        (
            gettext_lazy("What it is"),
            {
                "fields": [
                    ("kind", "language"),
                    ("license", "published_on"),
                    ("embargo_until", "review_by"),
                ]
            },
        ),
        (
            gettext_lazy("What it is about"),
            {
                "fields": ["topics", "actors", "agreements", "regions", "tags"],
                "description": gettext_lazy("Readers filter by these."),
            },
        ),
        (gettext_lazy("What it rests on"), {"fields": ["sources"]}),
    ]
    edition_fieldset = (
        gettext_lazy("The next edition"),
        {
            "fields": list(NOTE),
            "description": gettext_lazy("Said of the edition that “Publish” makes; else unused."),
        },
    )

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Brief]:
        briefs = cast(BriefQuerySet, super().get_queryset(request))
        return with_minute(briefs.seen_by(request.user).with_shelf())

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def standing(self, brief: Brief) -> SafeString:
        """Its state, drawn and told; what is scheduled, with its minute."""
        mark, minute = state_mark(brief), brief.minute  # type: ignore[attr-defined]
        if brief.state != State.SCHEDULED or minute is None:
            return mark
        return format_html("{} <small>{}</small>", mark, in_words(minute))

    @admin.display(
        description=gettext_lazy("readers see"), ordering="shelf_number", empty_value="–"
    )
    def readers_page(self, brief: Brief) -> SafeString | None:
        """The edition that readers see, where, how it stands, and whether there is a newer text."""
        slug, number = brief.shelf_slug, brief.shelf_number  # type: ignore[attr-defined]
        if slug is None:
            return None
        url = reverse("brief", args=[slug])
        text = _("edition %(number)s") % {"number": number}
        link = format_html('<a href="{}" title="{}">{}</a>', url, url, text)
        standing = Standing(brief.shelf_state)  # type: ignore[attr-defined]
        said = [] if standing == Standing.PUBLISHED else [str(standing.label)]
        if brief.version > brief.shelved_version:
            said.append(_("an older text"))
        marks = format_html_join(" · ", "<strong>{}</strong>", ([text] for text in said))
        return format_html("{} {}", link, marks) if said else link

    @admin.display(description=gettext_lazy("last edited"), ordering="updated_at")
    def edited(self, brief: Brief) -> str:
        """The day of its last change at the desk."""
        return date_format(localtime(brief.updated_at))

    # Permissions: an author has their own briefs alone

    def has_view_permission(self, request: HttpRequest, obj: Brief | None = None) -> bool:
        return super().has_view_permission(request, obj) and _is_theirs(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Brief | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_theirs(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Brief | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_theirs(request, obj)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the user may publish."""
        return request.user.has_perm("briefs.publish_brief")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """Whether the user may take briefs off the shelf."""
        return request.user.has_perm("briefs.withdraw_brief")

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Whether the user may review, and say who shall."""
        return request.user.has_perm("briefs.review_brief")

    # The form

    def get_urls(self) -> list[URLPattern]:
        leave = self.admin_site.admin_view(self.departure_view)
        step = self.admin_site.admin_view(self.step_view)
        return [
            *writing.urls(self.admin_site),
            *previews.urls(self),
            *bulk.urls(self),
            path("<int:pk>/step/<slug:name>/", step, name="briefs_brief_step"),
            path(
                "<int:pk>/comment/",
                self.admin_site.admin_view(self.comment_view),
                name="briefs_brief_comment",
            ),
            path("<int:pk>/leave/<slug:name>/", leave, name="briefs_brief_departure"),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Brief | None = None) -> Any:
        fieldsets: list[Any] = list(super().get_fieldsets(request, obj))
        if self._asks_note(request, obj):
            fieldsets.append(self.edition_fieldset)
        return fieldsets

    def _asks_note(self, request: HttpRequest, brief: Brief | None) -> bool:
        return (
            getattr(brief, "shelf_number", None) is not None
            and self.has_publish_permission(request)
            and self.has_change_permission(request, brief)
        )

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = cast("type[BriefForm]", super().get_form(request, obj, change, **kwargs))
        form.asks_note = self._asks_note(request, obj)
        form.kept = kept_note(request, obj) if obj else {}
        form.refused = refused(request)
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if "_publish" in request.POST and not self.has_publish_permission(request):
            raise PermissionDenied
        if ADD in request.POST:
            request.POST = with_added(request.POST)  # type: ignore[assignment]
        response = super().changeform_view(request, *args, **kwargs)
        # Django saves in a transaction. Publishing is none of it: a large brief takes a while
        # to render, and what was typed stays saved whatever becomes of its edition.
        if isinstance(response, SavedToPublish):
            publish_from_form(self, request, response)
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["show_publish"] = not context["is_popup"] and self.has_publish_permission(request)
        if brief := context["original"]:
            context |= self._shelf_context(request, brief, look=not context["errors"])
        return super().render_change_form(request, context, *args, **kwargs)

    def _shelf_context(self, request: HttpRequest, brief: Brief, *, look: bool) -> dict[str, Any]:
        """What the form says of readers' side; `look` is off while the form has errors."""
        shelf = Publication.objects.select_related("current")
        publication = shelf.filter(brief_key=brief.key).first()
        last = Review.objects.of(brief).first()
        context: dict[str, Any] = {
            "publication": publication,
            "last_review": last,
            **_scheduled(brief),
            **comments.context(brief),
            "steps": list(offered(request, brief, publication, last)),
            "may_amend": may_amend(request, publication.current if publication else None),
            "may_share": previews.may_share(self, request, brief),
            "passage_count": Evidence.objects.of_brief(brief.key).count(),
            "departures": DEPARTURES.values()
            if publication and self.has_withdraw_permission(request)
            else [],
        }
        if look:
            context["prospect"] = found = prospect(brief, publication, Gazetteer())
            context["blockers"] = grouped(found.errors, found.draft)
            context["warnings"] = grouped(found.warnings, found.draft)
            context["may_add"] = self.has_change_permission(request, brief) and any(
                group.addable for group in context["warnings"]
            )
        return context

    def save_model(self, request: HttpRequest, obj: Brief, form: Any, change: bool) -> None:
        """Whoever makes a brief owns it."""
        if not change:
            obj.owner = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Brief, post_url_continue: str | None = None
    ) -> HttpResponse:
        if "_publish" in request.POST:
            return SavedToPublish(obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Brief) -> HttpResponse:
        keep_note(request, obj)
        if "_publish" in request.POST:
            if merged(request):
                text = _("Saved, not published: it has edits of others that you haven't seen. ")
                text += _("Look at it, then publish.")
                self.message_user(request, text, messages.WARNING)
                return HttpResponseRedirect(form_of(obj))
            return SavedToPublish(obj)
        return super().response_change(request, obj)

    def departure_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """A way off the shelf, reached from the brief's form."""
        if not (self.has_withdraw_permission(request) and may_see_briefs(request)):
            raise PermissionDenied
        briefs = self.get_queryset(request).filter(pk=pk)
        brief = briefs.first()
        if name not in DEPARTURES or brief is None:
            raise Http404
        form = with_way_back(request, form_of(brief))
        return depart(self, request, brief, DEPARTURES[name], back=form)

    def step_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """A step on the brief's way, reached from its form."""
        brief = self.get_queryset(request).filter(pk=pk).first()
        if brief is None or name not in STEPS:
            raise Http404
        if not self.has_view_or_change_permission(request, brief):
            raise PermissionDenied
        return self.lead_back(request, take(self, request, brief, STEPS[name]))

    def comment_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is said of the brief's words, beside its form."""
        brief = self.get_queryset(request).filter(pk=pk).first()
        if brief is None:
            raise Http404
        if not self.has_change_permission(request, brief):
            raise PermissionDenied
        return self.lead_back(request, comments.answer(self, request, brief))

    # Deleting

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What would go; a brief that readers know is named among what can't."""
        rows, counts, missing, protected = super().get_deleted_objects(objs, request)
        shelf = dict(
            Publication.objects.filter(brief_key__in=[brief.key for brief in objs]).values_list(
                "brief_key", "slug"
            )
        )
        kept = _(
            "the published brief “%(brief)s”: withdraw it instead, so that what others cite stays"
        )
        protected += [kept % {"brief": brief} for brief in objs if brief.key in shelf]
        return rows, counts, missing, protected


def _is_theirs(request: HttpRequest, brief: Brief | None) -> bool:
    return brief is None or may_edit(request.user, brief)


def _scheduled(brief: Brief) -> dict[str, Any]:
    """What is to happen to the brief, or came to nothing; and whether anybody is there to do it."""
    schedules = list(Schedule.objects.of(brief)[:5])
    waits = any(not schedule.ended for schedule in schedules)
    return {
        "schedules": schedules,
        "worker_missing": waits and not Worker.objects.living().exists(),
    }


def state_mark(brief: Brief) -> SafeString:
    """A brief's state as the desk draws it."""
    return format_html(
        '<span class="state" data-state="{}">{}</span>', brief.state, brief.get_state_display()
    )
