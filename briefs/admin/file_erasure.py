"""Erasing an uploaded file: asked for at its page, with what goes and what remains."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from briefs.admin.erasure import Erasure
from briefs.admin.question import ask
from briefs.editorial.erasing_files import erase_file
from briefs.models.upload import Upload


def may_erase(request: HttpRequest) -> bool:
    """Whether the user may erase files: who may erase texts."""
    return request.user.has_perm("briefs.erase_edition")


def ask_and_erase_file(
    desk: "ModelAdmin[Any]", request: HttpRequest, upload: Upload
) -> HttpResponse:
    """Ask for the reason, then erase; an erased one is not erased twice."""
    form = Erasure(request.POST if "apply" in request.POST else None)
    page = reverse(f"admin:briefs_{desk.opts.model_name}_change", args=[upload.pk])
    refusal = _("This file is erased already.") if upload.erased_at else ""
    if not refusal and form.is_bound and form.is_valid():
        erase_file(upload, reason=form.cleaned_data["reason"], by=request.user)
        desk.message_user(request, _("The file is erased."), messages.SUCCESS)
        return HttpResponseRedirect(page)
    return ask(
        desk,
        request,
        "erase_file.html",
        title=_("Erase the file: are you sure?"),
        subtitle=str(upload),
        deed=_("Erase"),
        form=form,
        back=page,
        possible=not refusal,
        refusal=refusal,
        status=409 if refusal else 200,
    )


def tombstone(upload: Upload) -> SafeString:
    """What stands in the place of an erased file."""
    return render_to_string("admin/briefs/erased.html", {"version": upload})
