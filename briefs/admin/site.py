"""The desk itself: the admin site, its first page, and what it refuses."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import BadRequest
from django.db import DataError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from briefs.admin import autosave, expired
from briefs.admin.fields import is_key, label_of
from briefs.admin.filters import ways_back
from briefs.admin.first_page import work
from briefs.admin.noun import may_see_briefs
from briefs.editorial.audit import record
from briefs.models.worker import Worker

View = Callable[..., HttpResponseBase]
ORDER = (
    *("Brief", "Evidence", "Recheck", "Agreement", "Event", "Actor", "Topic", "Region"),
    *("Tag", "Source", "Image", "Attachment", "Publication", "Edition", "Merger", "Entry"),
)
# Django has no words for these in some of our languages.
ACCOUNTS = {"User": _("Users"), "Group": _("Groups")}


class Login(AdminAuthenticationForm):
    """Logging in, with a label that has words in all our languages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Username")


class OwnPassword(AdminPasswordChangeForm):
    """Changing one's own password."""

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        user = super().save(commit)
        record("user.password", by=user, about=user)
        return user


class Desk(AdminSite):
    """Chancery's admin."""

    site_title = _("Chancery: the desk")
    site_header = _("Chancery: the desk")
    index_title = _("The desk")
    login_form = Login
    password_change_form = OwnPassword

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        permitted = super().admin_view(_refusing_huge_numbers(view), cacheable)

        @wraps(permitted)
        def asking_login(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if expired.is_typed(request) and not self.has_permission(request):
                return expired.ask_login(self, request)
            return permitted(request, *args, **kwargs)

        return asking_login

    def get_urls(self) -> list[Any]:
        # Not an `admin_view`: a page's script can't follow to the login page.
        kept = path("unsaved/<slug:verb>/", self.unsaved_view, name="unsaved")
        return [kept, *super().get_urls()]

    @method_decorator(never_cache)
    def unsaved_view(self, request: HttpRequest, verb: str) -> HttpResponse:
        """What forms ask while one types."""
        return autosave.answer(self, request, verb)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Log in; what was sent when the login had expired is carried through, and kept."""
        context = {"carried": expired.carried(request)} | (extra_context or {})
        response = super().login(request, context)
        if request.user.is_authenticated and isinstance(response, HttpResponseRedirect):
            expired.keep_carried(request)
        return response

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of the desk has: the way back to a list as it was filtered, too."""
        return super().each_context(request) | ways_back(request)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The first page: what waits, and what was last worked on."""
        context = work(request) if may_see_briefs(request) else {}
        context["no_worker"] = not Worker.objects.living().exists()
        return super().index(request, context | (extra_context or {}))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Briefs first, and their nouns in the order in which one needs them.

        The queue of the library for tasks is no work of editors.
        """
        listed = super().get_app_list(request, app_label)
        apps = [app for app in listed if app["app_label"] != "django_tasks_database"]
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"]))
            if app["app_label"] == "auth":
                app["name"] = _("Accounts")
                for model in app["models"]:
                    model["name"] = ACCOUNTS.get(model["object_name"], model["name"])
        return sorted(apps, key=lambda app: app["app_label"] != "briefs")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return cast("HttpResponse", Suggestions.as_view(admin_site=self)(request))


class Suggestions(AutocompleteJsonView):
    """What an autocomplete offers: a claim is named with the agreement that it belongs to."""

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        return {"id": str(getattr(obj, to_field_name)), "text": label_of(obj)}


def _place(noun: str) -> int:
    return ORDER.index(noun) if noun in ORDER else len(ORDER)


def _refusing_huge_numbers(view: View) -> View:
    """Answer 400 where a number is larger than the database's, or a selected row's is none."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("A selected row's number can't be read.")
        try:
            response = view(request, *args, **kwargs)
            # Lists ask the database while they are rendered: that happens here, too.
            if isinstance(response, SimpleTemplateResponse):
                response.render()
        except (OverflowError, DataError) as error:
            raise BadRequest("A number is too large.") from error
        return response

    return guarded
