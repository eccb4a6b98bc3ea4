"""Comments beside a brief's form: said of its words, answered, resolved."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.admin.checklist import form_of, in_browsers
from briefs.admin.fields import Readable, is_key, text_area
from briefs.admin.filters import with_way_back
from briefs.admin.question import ask
from briefs.editorial import comments
from briefs.editorial.transitions import Refused
from briefs.models.brief import Brief
from briefs.models.review import Comment

PLACE = "#comments"


class NewComment(Readable, forms.Form):
    """What somebody says, and of which words."""

    quote = forms.CharField(
        label=gettext_lazy("Of these words"),
        help_text=gettext_lazy(
            "Copied from the body, exactly; select them there and they stand here. "
            "Left empty, it is said of the whole brief."
        ),
        widget=text_area(2),
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("Comment"),
        widget=text_area(3),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="comment_%s", **kwargs)


class Reply(NewComment):
    """What somebody answers."""

    quote = None  # type: ignore[assignment]


def context(brief: Brief) -> dict[str, Any]:
    """What the form's page shows of comments: one query."""
    body = brief.body.replace("\r\n", "\n")
    threads: list[dict[str, Any]] = [
        {
            "comment": thread.comment,
            "replies": thread.replies,
            "from": None if thread.start is None else in_browsers(body[: thread.start]),
            "to": in_browsers(body[: thread.end]),
        }
        for thread in comments.threads(brief)
    ]
    opened = len([thread for thread in threads if thread["comment"].resolved_at is None])
    return {"threads": threads, "open_comments": opened, "comment_form": NewComment()}


def answer(desk: "ModelAdmin[Brief]", request: HttpRequest, brief: Brief) -> HttpResponse:
    """Do what a form of the comments asks; what is refused stays in a form."""
    place = form_of(brief) + PLACE
    if request.method != "POST":
        return HttpResponseRedirect(place)
    comment = _about(request, brief)
    if "resolve" in request.POST or "reopen" in request.POST:
        if comment is None:
            raise BadRequest("There is nothing to resolve.")
        comments.resolve(comment, brief, by=request.user, resolved="resolve" in request.POST)
        return HttpResponseRedirect(place)
    form = Reply(request.POST) if comment else NewComment(request.POST)
    if form.is_valid():
        try:
            if comment:
                comments.reply(comment, brief, by=request.user, **form.cleaned_data)
            else:
                comments.add(brief, by=request.user, **form.cleaned_data)
            return HttpResponseRedirect(place)
        except Refused as refused:
            form.add_error(refused.field or None, str(refused))
    return ask(
        desk,
        request,
        "brief/comment.html",
        title=_("Comment"),
        subtitle=str(brief),
        deed=_("Comment"),
        form=form,
        back=with_way_back(request, place),
        comment=comment,
    )


def _about(request: HttpRequest, brief: Brief) -> Comment | None:
    """The comment that is answered or resolved; None where it's a new one."""
    pk = request.POST.get("comment", "")
    if not pk:
        return None
    found = Comment.objects.of(brief).filter(pk=pk).first() if is_key(pk) else None
    if found is None:
        raise Http404
    return found
