"""Previews: a brief's next edition as readers will see it, at the desk and by a link given away.

The page is readers' own, view and template; what it shows is what publishing would make.
"""

import re
from html import escape, unescape
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, widgets
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from briefs.admin.attach import Panel, attach_words, facts, may_attach, panel
from briefs.admin.checklist import form_of
from briefs.admin.fields import Readable
from briefs.admin.filters import with_way_back
from briefs.admin.publishing import kept_said
from briefs.admin.question import ask
from briefs.editorial import sharing
from briefs.models.brief import Brief
from briefs.models.evidence import Evidence
from briefs.models.fact import to_be_told
from briefs.models.preview_link import PreviewLink
from briefs.models.publication import Standing
from briefs.publishing import Foreseen, foresee
from briefs.publishing.destinations import Destination, destinations
from briefs.views.brief import edition_page

# For whoever has the address and for nobody else: not for caches, crawlers, or other sites.
APART = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}
SHOWN = 50  # links that the page of a brief's links lists
_LINK = re.compile(r' href="(/(?!/)[^"]*)"')
_CLOSED = {Destination.UNKNOWN, Destination.UNPUBLISHED, Destination.CLOSED}


class NewLink(Readable, forms.Form):
    """What is asked of whoever shares a preview."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("It opens for"),
        coerce=int,
        initial=7,
    )
    note = forms.CharField(
        label=gettext_lazy("For whom"),
        help_text=gettext_lazy("To tell your links apart. The desk alone sees it."),
        max_length=200,
        required=False,
        widget=widgets.AdminTextInputWidget(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (days, ngettext("%(count)s day", "%(count)s days", days) % {"count": days})
            for days in sharing.DAYS
        ]


def urls(desk: "ModelAdmin[Brief]") -> list[URLPattern]:
    """The desk's addresses of previews."""
    view = desk.admin_site.admin_view
    return [
        path(
            "<int:pk>/preview/",
            view(lambda request, pk: preview_at_desk(desk, request, pk)),
            name="briefs_brief_preview",
        ),
        path(
            "<int:pk>/share/",
            view(lambda request, pk: preview_links(desk, request, pk)),
            name="briefs_brief_share",
        ),
        path(
            "<int:pk>/attach/",
            view(require_POST(lambda request, pk: attached_at_desk(desk, request, pk))),
            name="briefs_brief_attach",
        ),
        path(
            "<int:pk>/facts/",
            view(require_safe(lambda request, pk: facts(desk, request, _brief(desk, request, pk)))),
            name="briefs_brief_facts",
        ),
    ]


def preview_at_desk(desk: "ModelAdmin[Brief]", request: HttpRequest, pk: int) -> HttpResponse:
    """The next edition of a brief as it is saved, for whoever may look at the brief."""
    brief = _brief(desk, request, pk)
    if not desk.has_view_permission(request, brief):
        raise PermissionDenied
    attaching = panel(desk, request, brief) if may_attach(request, brief) else None
    return _at_desk(desk, request, brief, attaching)


def attached_at_desk(desk: "ModelAdmin[Brief]", request: HttpRequest, pk: int) -> HttpResponse:
    """Attach words of a preview to a fact; the preview again where that is refused."""
    brief = _brief(desk, request, pk)
    done = attach_words(desk, request, brief)
    return done if isinstance(done, HttpResponse) else _at_desk(desk, request, brief, done)


def _at_desk(
    desk: "ModelAdmin[Brief]", request: HttpRequest, brief: Brief, attaching: Panel | None
) -> HttpResponse:
    found = foresee(brief, _passages(brief), **kept_said(request, brief))
    bar = {
        "form": form_of(brief),
        "share": may_share(desk, request, brief)
        and reverse("admin:briefs_brief_share", args=[brief.pk]),
        "problems": found.problems,
        "changes": found.changes,
        "attaching": attaching,
    }
    response = _page(request, brief, found, bar=bar)
    # What is sent from here has to say where it comes from.
    response["Referrer-Policy"] = "same-origin"
    return response


@require_safe
def preview_shared(request: HttpRequest, token: str) -> HttpResponse:
    """The next edition of a brief, for whoever has a link that opens.

    Once readers see all that it would show, it leads to them; a removed brief stays removed.
    """
    link = sharing.opened(token)
    if link is None:
        # The same for all that doesn't open: it tells nothing of what there is.
        return _apart(render(request, "preview_closed.html", status=404))
    if request.method == "GET":
        sharing.count_opening(link)
    found = foresee(link.brief, _passages(link.brief))
    if found.stood == Standing.REMOVED or not found.changes:
        return _apart(HttpResponseRedirect(found.edition.publication.get_absolute_url()))
    return _page(request, link.brief, found, link=link)


def preview_links(desk: "ModelAdmin[Brief]", request: HttpRequest, pk: int) -> HttpResponse:
    """A brief's links: make one, copy one, take one back."""
    brief = _brief(desk, request, pk)
    if not may_share(desk, request, brief):
        raise PermissionDenied
    form = NewLink(request.POST if "apply" in request.POST else None)
    if "revoke" in request.POST:
        return _revoke(desk, request, brief)
    if form.is_bound and form.is_valid():
        # Only staff get here: an anonymous user may share nothing.
        sharing.share(brief, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        text = _("The link is made: copy it below.")
        desk.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())
    return ask(
        desk,
        request,
        "brief/share.html",
        title=_("Share preview"),
        subtitle=str(brief),
        deed=_("Make a link"),
        form=form,
        back=with_way_back(request, form_of(brief)),
        links=_told(request, brief),
    )


def _brief(desk: "ModelAdmin[Brief]", request: HttpRequest, pk: int) -> Brief:
    brief = desk.get_object(request, str(pk))
    if brief is None:
        raise Http404
    return brief


def may_share(desk: "ModelAdmin[Brief]", request: HttpRequest, brief: Brief) -> bool:
    """Whether the user may give others a look at a brief."""
    return desk.has_change_permission(request, brief) and sharing.may_share(request.user, brief)


def _passages(brief: Brief) -> Any:
    return to_be_told(Evidence.objects.of_brief(brief.key))


def _revoke(desk: "ModelAdmin[Brief]", request: HttpRequest, brief: Brief) -> HttpResponse:
    sent = request.POST["revoke"]
    if not (sent.isdecimal() and len(sent) < 19):
        raise Http404
    link = PreviewLink.objects.of(brief).filter(pk=int(sent)).first()
    if link is None:
        raise Http404
    link.brief = brief
    done = sharing.revoke(link, by=request.user)  # type: ignore[arg-type]
    text = _("The link is revoked: it opens no more.") if done else _("It was revoked already.")
    desk.message_user(request, text, messages.SUCCESS if done else messages.INFO)
    return HttpResponseRedirect(request.get_full_path())


def _told(request: HttpRequest, brief: Brief) -> list[tuple[PreviewLink, str, bool]]:
    """The latest links, each with its address, and whether who made it may still share."""
    links = list(PreviewLink.objects.of(brief)[:SHOWN])
    makers = {link.by_id: link.by for link in links if link.is_open}
    allowed = {pk for pk, maker in makers.items() if sharing.may_share(maker, brief)}
    return [
        (
            link,
            request.build_absolute_uri(reverse("preview", args=[link.token])),
            link.by_id in allowed,
        )
        for link in links
    ]


def _page(
    request: HttpRequest,
    brief: Brief,
    found: Foreseen,
    *,
    bar: dict[str, Any] | None = None,
    link: PreviewLink | None = None,
) -> HttpResponse:
    response = edition_page(
        request,
        found.edition,
        passages=found.passages,
        editions=[found.edition, *found.former],
        template="preview.html",
        brief=brief,
        desk=bar,
        link=link,
    )
    response.content = _without_dead_links(response.text)
    return _apart(response)


def _without_dead_links(page: str) -> str:
    """Links of the text to what readers can't open, or not yet, are seen and lead nowhere."""
    start, end = page.index("<main"), page.index("</main>")
    main = page[start:end]
    found = destinations({unescape(address) for address in _LINK.findall(main)})
    title = escape(_("Readers can't open this yet."))

    def live(link: re.Match[str]) -> str:
        closed = found[unescape(link[1])] in _CLOSED
        return f' role="link" aria-disabled="true" title="{title}"' if closed else link[0]

    return page[:start] + _LINK.sub(live, main) + page[end:]


def _apart(response: HttpResponse) -> HttpResponse:
    for name, value in APART.items():
        response[name] = value
    return response
