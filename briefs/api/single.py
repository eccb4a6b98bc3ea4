"""A single noun by its slug: where it has moved, as of when it was asked for."""

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from briefs.api.problems import bad_parameters, problem
from briefs.models.address import FormerAddress
from briefs.models.period import Period
from briefs.search.as_of import AsOfForm
from briefs.search.filters import without_blanks


def elsewhere(request: HttpRequest, rows: QuerySet[Any], slug: str) -> HttpResponse:
    """The answer where none of the rows is at a slug: 301 to the one that once was, else 404."""
    former = FormerAddress.objects.leading_to(rows, slug)
    if former is None:
        return problem(HTTPStatus.NOT_FOUND, _("The API has nothing at this address."))
    now = reverse(f"api:{rows.model._meta.model_name}", args=[former.slug])
    asked = request.GET.urlencode()
    return redirect(f"{now}?{asked}" if asked else now, permanent=True)


def as_of(request: HttpRequest) -> Period | HttpResponse | None:
    """The period that was asked about, if any; problem JSON for a value that is no date."""
    form = AsOfForm(without_blanks(request.GET))
    return form.period if form.is_valid() else bad_parameters(form.errors)
