"""Every save at the desk is kept as a version, and goes over no other save unseen."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.messages.storage import default_storage
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected

from briefs.admin import history, list_editing, merging, recovery, unsaved, version_erasure
from briefs.admin.resting import say_who_rests_on_it
from briefs.editorial import restoring, versions
from briefs.editorial.neighbours import record_neighbours
from briefs.editorial.rechecks import note_change
from briefs.models.version import Version, Way


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saving:
    """What a save follows on, from the moment the noun is locked."""

    based_on: int | None = None
    before: Version | None = None
    merged: merging.Merged | None = None


def merged(request: HttpRequest) -> bool:
    """Whether what was saved is more than what was typed: others' edits are in it."""
    saving: _Saving | None = getattr(request, "saving", None)
    return saving is not None and saving.merged is not None


class Kept(ModelAdmin):  # type: ignore[type-arg]
    """Pages of a noun that has versions."""

    content_names: dict[str, str] = {}  # fields of the form that versions call otherwise

    def get_urls(self) -> list[Any]:
        own = [*history.urls(self), *recovery.urls(self), *version_erasure.urls(self)]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        context = {"may_recover": recovery.may_recover(self, request)} | (extra_context or {})
        if request.method != "POST" or "_save" not in request.POST or not self.list_editable:
            return super().changelist_view(request, context)
        with transaction.atomic():
            list_editing.lock_rows(self, request)
            response = super().changelist_view(request, context)
        list_editing.in_order_of_forms(response)
        return response

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, form=list_editing.ListForm, **kwargs)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        if isinstance(form, list_editing.ListForm):  # a row, locked, as one of several
            before = versions.keep_found(form.instance)
            request.saving = _Saving(  # type: ignore[attr-defined]
                based_on=form.opened, before=before, merged=form.merged
            )
        return super().save_form(request, form, change)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        noun = self.get_object(request, unquote(object_id))
        if noun is None or not self.has_view_or_change_permission(request, noun):
            return super().history_view(request, object_id, extra_context)
        return history.history_view(self, request, noun, extra_context or {})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        sent = request.POST
        with transaction.atomic():
            try:
                with transaction.atomic():
                    response = self._sent(request, object_id, form_url, extra_context)
                    _check_relations()
                    return response
            except (IntegrityError, OperationalError) as error:
                # Somebody deleted or merged what it names, or took its address, in this moment;
                # or each of two waited for the other's row, and PostgreSQL sent this one back.
                if isinstance(error, OperationalError) and not isinstance(
                    error.__cause__, DeadlockDetected
                ):
                    raise
                request.POST = sent  # merging writes a new one
                request._messages = default_storage(request)  # type: ignore[attr-defined]
            return self._sent(request, object_id, form_url, extra_context)

    def _sent(
        self,
        request: HttpRequest,
        object_id: str | None,
        form_url: str,
        extra_context: dict[str, Any] | None,
    ) -> Any:
        """Save what was sent, put together with what others have saved, or ask."""
        noun = self._locked(request, object_id)
        if noun is None and object_id and (gone := recovery.sent_to_deleted(self, request)):
            return gone
        if noun is None or not self.has_change_permission(request, noun):
            return super().changeform_view(request, object_id, form_url, extra_context)
        before = versions.keep_found(noun)
        opened = merging.opened_at(request.POST)
        merged = merging.rebase(self, request, noun, before)
        if isinstance(merged, HttpResponse):
            unsaved.keep_sent(request)
            return merged
        saved = _Saving(based_on=opened, before=before, merged=merged)
        request.saving = saved  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _locked(self, request: HttpRequest, object_id: str | None) -> Any:
        noun = self.get_object(request, unquote(object_id)) if object_id else None
        try:
            if noun is not None:
                versions.lock(noun)
        except ObjectDoesNotExist:  # deleted in this moment
            return None
        return noun

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.keep_version(request, form.instance)

    def keep_version(self, request: HttpRequest, noun: Any) -> None:
        """Keep what was just saved as a version, and say what it was merged with."""
        saving: _Saving = getattr(request, "saving", None) or _Saving()
        version = versions.record(noun, by=request.user, way=Way.FORM, based_on=saving.based_on)
        if version is not None:
            before = saving.before.content if saving.before else None
            record_neighbours(noun, before, version.content, by=request.user)
            if before and (count := note_change(noun, before, version.content, by=request.user)):
                say_who_rests_on_it(self, request, count)
        if saving.merged:
            merging.tell(self, request, saving.merged)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        sent = unsaved.typed(request, self.model, obj) or request.POST
        opened = merging.opened_at(sent)
        context["opened_at"] = opened if opened is not None else getattr(obj, "version", None)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        restoring.delete(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        restoring.delete(*queryset.order_by("pk"), by=request.user)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What would go; among the numbers, what would say something else from then on."""
        rows, counts, missing, protected = super().get_deleted_objects(objs, request)
        nouns = list(objs)
        return rows, counts | _changed_with(nouns), missing, protected


def _check_relations() -> None:
    """Have the database look now whether all that was written leads somewhere, and keep it so.

    PostgreSQL would only look when the transaction ends; on SQLite nobody else writes meanwhile.
    """
    if connection.features.has_select_for_update:
        connection.check_constraints()


def _changed_with(nouns: list[Any]) -> dict[str, int]:
    if not nouns:
        return {}
    found = restoring.all_that_name(nouns)
    text = _("changed by this, each with a version of its own: %(nouns)s")
    return {
        text % {"nouns": model._meta.verbose_name_plural}: count
        for model, numbers in found.items()
        if (count := len(numbers - {noun.pk for noun in nouns if type(noun) is model}))
    }
