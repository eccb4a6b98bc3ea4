"""Pages that ask before something is done: what they say, and the way back from each."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.functional import Promise

from briefs.admin.filters import list_of


def ask(
    desk: "ModelAdmin[Any]",
    request: HttpRequest,
    page: str,
    *,
    title: str | Promise,
    deed: str | Promise,
    form: forms.Form | None = None,
    back: str = "",
    status: int = 200,
    **context: Any,
) -> TemplateResponse:
    """A page that extends admin/briefs/question.html.

    `deed` is what its button says, `back` where one goes who thinks better of it: the list as it
    was filtered, unless something else is given. Without `possible` it only says why not.
    """
    listed = list_of(desk, request)
    context = {
        **desk.admin_site.each_context(request),
        "title": title,
        "subtitle": None,
        "opts": desk.opts,
        "deed": deed,
        "form": form,
        "media": desk.media + form.media if form else desk.media,
        "possible": True,
        "list_url": listed,
        "back": back or listed,
        **context,
    }
    return TemplateResponse(request, f"admin/briefs/{page}", context, status=status)
