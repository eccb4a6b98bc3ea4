"""Inputs that are drawn without templates are drawn as Django's templates have them."""

import re
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.forms.renderers import BaseRenderer, TemplatesSetting
from django.forms.utils import ErrorList
from django.test import RequestFactory

from config.forms import Renderer

NASTY = """ "><script>alert('x')</script> & <b> """

WIDGETS: list[tuple[forms.Widget, Any]] = [
    (forms.TextInput(attrs={"dir": "auto", "required": True, "disabled": False}), NASTY),
    (forms.TextInput(attrs={"title": NASTY, "size": 5}), None),
    (forms.HiddenInput(), "7"),
    (forms.NumberInput(attrs={"min": 0}), 0),
    (forms.EmailInput(), ""),
    (forms.URLInput(), NASTY),
    (forms.DateInput(), "2021-09-01"),
    (forms.DateTimeInput(format="%Y"), None),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), False),
    (forms.Textarea(attrs={"rows": 3}), NASTY),
    (forms.Textarea(), None),
    (forms.Select(choices=[("", "---"), ("a", NASTY), ("b", "B")]), "b"),
    (forms.Select(choices=[(NASTY, [("a", "A"), (NASTY, "B")])]), NASTY),
    (forms.SelectMultiple(choices=[(1, "A"), (2, "B")]), [1, 2]),
]


def _drawn(renderer: BaseRenderer, widget: forms.Widget, value: Any) -> str:
    html = widget.render(NASTY, value, {"id": "id_x"}, renderer=renderer)
    return re.sub(r">\s+<", "><", html)


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_a_widget_is_drawn_as_by_its_template(widget: forms.Widget, value: Any) -> None:
    assert _drawn(Renderer(), widget, value) == _drawn(TemplatesSetting(), widget, value)


@pytest.mark.parametrize("said", [[], ["One.", NASTY]])
def test_errors_are_drawn_as_by_their_template(said: list[str]) -> None:
    drawn = [str(ErrorList(said, renderer=each)) for each in (Renderer(), TemplatesSetting())]
    assert drawn[0] == drawn[1]


@pytest.mark.django_db
@pytest.mark.parametrize("model", sorted(admin.site._registry, key=str))
def test_every_form_of_the_desk_is_drawn_as_by_templates(model: Any) -> None:
    request = RequestFactory().get("/")
    request.user = User.objects.create_superuser("chief")
    desk = admin.site._registry[model]
    if not desk.has_add_permission(request):
        return
    form = desk.get_form(request)()
    for field in form:
        drawn = []
        for renderer in (Renderer(), TemplatesSetting()):
            form.renderer = renderer
            drawn.append(re.sub(r">\s+<", "><", str(field)))
        assert drawn[0] == drawn[1]
