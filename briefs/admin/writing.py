"""Writing a body: its editor, and what that asks the desk while one types.

The editor is a text area with elements around it, which static/js/desk/ brings to life. What
readers would see, who or what a name means, and what a word processor put on the clipboard, it
asks here, so that there is one renderer and one search, and both are the readers'.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Script
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.encoding import uri_to_iri
from django.views.decorators.http import require_GET, require_POST

from briefs.admin.noun import may_see_briefs
from briefs.importing.pasted import linked, markdown_of
from briefs.models.attachment import Attachment
from briefs.models.image import Image
from briefs.models.names import canonical_language, reads_right_to_left, validate_language
from briefs.publishing import rendering
from briefs.search.names import Named, named

LONGEST_SHOWN = 300_000  # characters: rendered within a second
UPLOADS = 4  # of a kind, offered at once
LONGEST_PASTED = 1_000_000  # of HTML, which is mostly not text

View = Callable[[HttpRequest], HttpResponse]


class BodyEditor(AdminTextareaWidget):
    """A text area for Markdown, with a toolbar, names to link, and a preview beside it."""

    template_name = "admin/briefs/brief/editor.html"

    class Media:
        css = {"all": ["css/desk-editor.css"]}
        js = [
            Script("vendor/markdown-toolbar-element/index.js", type="module"),
            Script("vendor/text-expander-element/bundle.js", type="module"),
            Script("js/desk/editor.js", type="module"),
        ]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"dir": "auto"} | (attrs or {}))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        asks = {ask: reverse(f"admin:briefs_brief_{ask}") for ask in _ASKS}
        return super().get_context(name, value, attrs) | {
            "asks": asks,
            "longest_pasted": LONGEST_PASTED,
        }


def urls(site: Any) -> list[URLPattern]:
    """The addresses that the editor asks."""
    return [
        path(f"writing/{ask}/", site.admin_view(_for_writers(view)), name=f"briefs_brief_{ask}")
        for ask, view in _ASKS.items()
    ]


def _for_writers(view: View) -> View:
    """Only for those who may write a brief or see one."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not (may_see_briefs(request) or request.user.has_perm("briefs.add_brief")):
            raise PermissionDenied
        return view(request)

    return guarded


@require_POST
def shown(request: HttpRequest) -> HttpResponse:
    """A body as readers would get it, and what keeps it from being published."""
    body = request.POST.get("body", "")
    if len(body) > LONGEST_SHOWN:
        return HttpResponse(status=413)
    language = _language(request.POST.get("language", ""))
    body_shown = rendering.render(body, language=language)
    context = {
        "body": body_shown,
        "language": language,
        "direction": "rtl" if reads_right_to_left(language) else "ltr",
    }
    return render(request, "admin/briefs/brief/shown.html", context)


@require_GET
def names(request: HttpRequest) -> HttpResponse:
    """What is called as one types, each with the Markdown that links or shows it."""
    text = request.GET.get("q", "")[:100]
    return JsonResponse({"names": [*map(_offer, named(text)), *_uploads(request, text)]})


@require_POST
def pasted(request: HttpRequest) -> HttpResponse:
    """A pasted piece of HTML as Markdown; null where its plain text does as well."""
    given = request.POST.get("html", "")
    if len(given) > LONGEST_PASTED:
        return HttpResponse(status=413)
    taken = request.POST.get("labels", "").split()
    return JsonResponse({"markdown": markdown_of(given, taken=taken)})


_ASKS: dict[str, View] = {"shown": shown, "names": names, "pasted": pasted}


def _offer(match: Named) -> dict[str, str]:
    link = linked(match.name, uri_to_iri(match.url))
    return {"name": match.name, "other": match.other, "noun": match.noun, "link": link}


def _uploads(request: HttpRequest, text: str) -> Iterator[dict[str, str]]:
    """The newest images and attachments with such words, for those who may look at them."""
    for model in (Image, Attachment):
        if request.user.has_perm(f"briefs.view_{model._meta.model_name}"):
            noun = str(model._meta.verbose_name)
            for row in model.objects.called(text)[:UPLOADS]:
                yield {"name": str(row), "other": row.credit, "noun": noun, "link": row.markdown}


def _language(tag: str) -> str:
    """A language as typed, or English where it is none yet."""
    language = canonical_language(tag.strip())
    try:
        validate_language(language)
    except ValidationError:
        return "en"
    return language
