"""Users and groups: Django's pages, whose deeds go into the audit log."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import admin as auth
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.forms import BaseForm, ModelMultipleChoiceField
from django.http import HttpRequest

from briefs.admin.recording import Recorded
from briefs.editorial.audit import record

admin.site.unregister([User, Group])


class Rights(Recorded):
    """Says which groups and permissions were given and taken."""

    def construct_change_message(  # type: ignore[override]
        self, request: HttpRequest, form: BaseForm, formsets: Any, add: bool = False
    ) -> dict[str, Any]:
        said = super().construct_change_message(request, form, formsets, add)
        for name in form.changed_data:
            if isinstance(form.fields.get(name), ModelMultipleChoiceField):
                before = {_name(row) for row in form.initial.get(name) or ()}
                after = {_name(row) for row in form.cleaned_data[name]}
                said[name] = {"given": sorted(after - before), "taken": sorted(before - after)}
        return said

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        if message == {"fields": ["password"]}:
            return record("user.password", by=request.user, about=obj)
        return super().log_change(request, obj, message)


def _name(row: Any) -> str:
    if isinstance(row, Group):
        return row.name
    return f"{row.content_type.app_label}.{row.codename}"


@admin.register(User)
class UserAdmin(Rights, auth.UserAdmin):  # type: ignore[type-arg]
    """Who may come in. An administrator neither makes a superuser nor becomes one."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else [*fields, "is_superuser"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)


@admin.register(Group)
class GroupAdmin(Rights, auth.GroupAdmin):
    """What its members may do."""
