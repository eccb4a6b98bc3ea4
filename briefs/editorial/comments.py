"""Comments on passages of a brief's text, kept beside it, with replies, till they are resolved."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.editorial import audit
from briefs.editorial.transitions import By, NotAllowed, Refused, may_edit
from briefs.models.brief import Brief
from briefs.models.review import Comment

AROUND = 32  # characters kept before and after the words


class NoSuchWords(Refused):
    """The passage isn't in the text, or not once only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A comment with its replies; `start` is where its passage stands in the body, if it does."""

    comment: Comment
    replies: list[Comment]
    start: int | None

    @property
    def end(self) -> int:
        """Where the passage ends."""
        return (self.start or 0) + len(self.comment.exact)


def add(brief: Brief, *, by: By, text: str, quote: str = "") -> Comment:
    """Say something of a passage of the body, or of the whole brief. Raises Refused."""
    said, exact = _said(text), _lines(quote).strip()
    body = _lines(brief.body)
    start = body.find(exact) if exact else -1
    if exact and start < 0:
        message = _("These words don't stand in the body: copy them from it, exactly.")
        raise NoSuchWords(message, field="quote")
    if exact and body.find(exact, start + 1) >= 0:
        message = _("These words stand more than once in the body: quote a few more of them.")
        raise NoSuchWords(message, field="quote")
    around = body[max(0, start - AROUND) : start], body[start + len(exact) :][:AROUND]
    prefix, suffix = around if exact else ("", "")
    return _keep(brief, by, "comment", text=said, exact=exact, prefix=prefix, suffix=suffix)


def reply(comment: Comment, brief: Brief, *, by: By, text: str) -> Comment:
    """Answer a comment. Raises Refused."""
    return _keep(brief, by, "reply", text=_said(text), parent=comment.parent or comment)


@transaction.atomic
def resolve(comment: Comment, brief: Brief, *, by: By, resolved: bool = True) -> None:
    """Say that nothing is left to do about a comment; or that there is, after all."""
    _check(brief, by)
    Comment.objects.filter(pk=comment.pk, resolved_at__isnull=resolved).update(
        resolved_at=timezone.now() if resolved else None,
        resolved_by=_person(by) if resolved else None,
    )
    deed = "resolve" if resolved else "reopen"
    audit.record(f"brief.{deed}", by=by, about=brief, comment=comment.pk)


def threads(brief: Brief) -> list[Thread]:
    """All comments, in order, those that are open first. One query."""
    comments = list(Comment.objects.of(brief))
    body = _lines(brief.body)
    found = [
        Thread(
            comment=comment,
            replies=[each for each in comments if each.parent_id == comment.pk],
            start=_place(comment, body),
        )
        for comment in comments
        if comment.parent_id is None
    ]
    return sorted(found, key=lambda thread: thread.comment.resolved_at is not None)


def _place(comment: Comment, body: str) -> int | None:
    """Where the words stand: among the same neighbours, or else once only."""
    if not comment.exact:
        return None
    among = body.find(comment.prefix + comment.exact + comment.suffix)
    if among >= 0:
        return among + len(comment.prefix)
    start = body.find(comment.exact)
    return start if start >= 0 and body.find(comment.exact, start + 1) < 0 else None


@transaction.atomic
def _keep(brief: Brief, by: By, deed: str, **said: object) -> Comment:
    _check(brief, by)
    person = _person(by)
    comment = Comment.objects.create(
        brief_key=brief.key,
        by=person,  # type: ignore[misc]
        who=person.get_username() if person else "",
        version=brief.version,
        **said,
    )
    audit.record(f"brief.{deed}", by=by, about=brief, comment=comment.pk)
    return comment


def _check(brief: Brief, by: By) -> None:
    if not may_edit(by, brief):
        raise NotAllowed(_("You may not comment on this brief."))


def _said(text: str) -> str:
    if not text.strip():
        raise Refused(_("Write what you want to say."), field="text")
    return text.strip()


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _person(by: By) -> AbstractBaseUser | None:
    return by if isinstance(by, AbstractBaseUser) else None
