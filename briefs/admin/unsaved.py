"""Unsaved work in the desk's forms: offered, taken up again, and let go when it is saved.

A form names itself in a hidden field, signed: whose it is, of which noun, and which opening of
it. That is all that keeping needs; and as nobody else can make such a name, what comes with it
was typed into a form of ours.
"""

import uuid
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.core.signing import BadSignature, Signer
from django.db.models import Exists, Model, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from briefs.admin.merging import opened_at
from briefs.admin.typed import Typed
from briefs.editorial import unsaved
from briefs.models.moments import minute
from briefs.models.people import called
from briefs.models.unsaved import Pairs, Presence, Unsaved, UnsavedQuerySet
from briefs.models.version import Version

FIELD = "_unsaved"  # the field in which a form names itself
TAKE_UP = "unsaved"  # asks, in the address of a form, for a copy by its form
SHOWN = 5  # copies that a page offers
ASIDE = {FIELD, "csrfmiddlewaretoken"}
_signer = Signer(salt="briefs.unsaved")

type Desk = ModelAdmin[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A form that somebody has open on a page."""

    user: int
    noun: str
    key: uuid.UUID | None
    form: uuid.UUID
    page: uuid.UUID

    @classmethod
    def anew(cls, user: int, model: type[Model], noun: Any) -> Self:
        """A form opened just now."""
        name = model._meta.model_name or ""
        key, form, page = noun and noun.key, uuid.uuid4(), uuid.uuid4()
        return cls(user=user, noun=name, key=key, form=form, page=page)

    @classmethod
    def of(cls, copy: Unsaved) -> Self:
        """The form into which a copy was typed, on the page that has it, or on a new one."""
        user, noun, key, page = copy.user_id, copy.noun, copy.key, copy.page or uuid.uuid4()
        return cls(user=user, noun=noun, key=key, form=copy.form, page=page)

    @classmethod
    def named(cls, name: str) -> Self | None:
        """The form of that name; None where we never gave it."""
        try:
            user, noun, *keys = _signer.unsign_object(name)
            key, form, page = (text and uuid.UUID(text) for text in keys)
        except (BadSignature, ValueError):
            return None
        return cls(user=user, noun=noun, key=key, form=form, page=page)

    @property
    def name(self) -> str:
        """What the form's hidden field says."""
        keys = [key and key.hex for key in (self.key, self.form, self.page)]
        return _signer.sign_object([self.user, self.noun, *keys])

    @property
    def again(self) -> Self:
        """The same page, writing into a copy of its own."""
        return replace(self, form=uuid.uuid4())

    def keep(self, pairs: Pairs) -> bool:
        """Keep what was typed; False where it was saved before, or another page goes on with it."""
        return unsaved.keep(**asdict(self), pairs=pairs)

    def keep_or_beside(self, pairs: Pairs) -> Self:
        """Keep what was typed and sent; the form under which it is kept."""
        if self.keep(pairs):
            return self
        beside = self.again
        beside.keep(pairs)
        return beside


def person(request: HttpRequest) -> int:
    """The number of who is logged in; 0 is nobody's."""
    return request.user.pk or 0


def opened(request: HttpRequest) -> Opened | None:
    """The form that a request was sent from."""
    return Opened.named(request.POST.get(FIELD, ""))


def pairs_of(request: HttpRequest) -> Pairs:
    """What a form sent, without what a browser may not send twice."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in ASIDE and "__prefix__" not in name
        for value in values
    ]


def is_here(address: str) -> bool:
    """Whether an address is one of this site."""
    return url_has_allowed_host_and_scheme(address, allowed_hosts=None)


def with_copy(address: str, form: Opened) -> str:
    """The address of a form, asking for what was typed into it."""
    return f"{address}{'&' if '?' in address else '?'}{TAKE_UP}={form.form}"


def settle(request: HttpRequest) -> None:
    """Let go of what was typed into the form that is being saved."""
    form = opened(request)
    if form:
        unsaved.settle(**asdict(form))


def keep_sent(request: HttpRequest) -> None:
    """Keep what a form sent that isn't saved: it has errors, or there is something to decide.

    The request then names the form under which it is kept.
    """
    form = opened(request)
    if form and form.user == person(request):
        sent = request.POST.copy()
        sent[FIELD] = form.keep_or_beside(pairs_of(request)).name
        request.POST = sent  # type: ignore[assignment]


# The form's page


def typed(request: HttpRequest, model: type[Model], noun: Any) -> Typed | None:
    """What the form of a noun shows in the place of what is saved, where the address asks so."""
    copy = taken_up(request, model, noun)
    return Typed.of(copy.pairs, anew=noun is None) if copy else None


def taken_up(request: HttpRequest, model: type[Model], noun: Any) -> Unsaved | None:
    """The copy that the address asks for: of this person, and of this noun."""
    if request.method != "GET" or TAKE_UP not in request.GET:
        return None
    if not hasattr(request, "taken_up"):
        try:
            form = uuid.UUID(request.GET[TAKE_UP])
        except ValueError:
            return None
        unsaved.hand_over(person(request), form)  # before it is read: what comes later is beside it
        copies = _of(Unsaved.objects.of(request.user), model, noun)
        request.taken_up = copies.filter(form=form).first()  # type: ignore[attr-defined]
    return request.taken_up  # type: ignore[attr-defined,no-any-return]


def form_url(request: HttpRequest) -> str:
    """Where a form is sent to: not to the address of a copy, which is gone once it is saved."""
    query = request.GET.copy()
    if not query.pop(TAKE_UP, None):
        return ""
    return f"{request.path}?{query.urlencode()}" if query else request.path


def notices(desk: Desk, request: HttpRequest, context: dict[str, Any], noun: Any) -> dict[str, Any]:
    """What a form's page says of unsaved work and of who else is there."""
    if not may_edit(desk, request, noun):
        return {}
    if request.method == "POST":
        keep_sent(request)
    model, user = desk.model, person(request)
    copy = taken_up(request, model, noun)
    form = Opened.of(copy) if copy else opened(request)
    if form is None or form.user != user:
        form = Opened.anew(user, model, noun)
    copies = _of(Unsaved.objects.offered_to(user), model, noun).exclude(form=form.form)
    sent = typed(request, model, noun) or request.POST
    return {
        "unsaved": {
            "name": form.name,
            "copies": [_Offered(row, noun) for row in copies[:SHOWN]],
            "taken": copy and _Offered(copy, noun),
            "missing": TAKE_UP in request.GET and request.method == "GET" and not copy,
            "differs": _differences(context) if copy else [],
            "cookie": settings.CSRF_COOKIE_NAME,
        },
        **company(request, form, noun, opened_at(sent)),
        # A page says that it is being left when the next one is there already: as it reloads, or
        # goes on after saving. So one's own other pages are told of by the first answer to it.
        "elsewhere": "",
    }


@dataclass(frozen=True, slots=True)
class _Offered:
    """A copy as a page offers it."""

    copy: Unsaved
    noun: Any

    @property
    def name(self) -> str:
        return Opened.of(self.copy).name

    @property
    def when(self) -> str:
        return moment(self.copy.saved_at)

    @property
    def version(self) -> int | None:
        """The version that was saved since the copy's form was opened, if one was."""
        opened = opened_at(Typed.of(self.copy.pairs, anew=False))
        newest = getattr(self.noun, "version", None)
        return newest if newest is not None and opened is not None and newest > opened else None


def _of(copies: UnsavedQuerySet, model: type[Model], noun: Any) -> UnsavedQuerySet:
    """Those of a noun; without one, those of new ones, and of ones that are deleted by now."""
    copies = copies.filter(noun=model._meta.model_name)
    if noun is not None:
        return copies.filter(key=noun.key)
    alive = model._base_manager.filter(key=OuterRef("key"))
    return copies.filter(Q(key=None) | ~Exists(alive))


def _differences(context: dict[str, Any]) -> list[str]:
    """Where a form taken up again differs from what is saved."""
    form = context["adminform"].form
    names = [
        str(form.fields[name].label)
        for name in form.changed_data
        if _plain(form[name].value()) != _plain(form[name].initial)
    ]
    rows = [
        str(inline.opts.verbose_name_plural)
        for inline in context["inline_admin_formsets"]
        if inline.has_change_permission and inline.formset.has_changed()
    ]
    return names + rows


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def may_edit(desk: Desk, request: HttpRequest, noun: Any) -> bool:
    """Whether this person may save the form of a noun, or of a new one."""
    if noun is None:
        return desk.has_add_permission(request)
    return desk.has_change_permission(request, noun)


def company(request: HttpRequest, form: Opened, noun: Any, opened: int | None) -> dict[str, Any]:
    """Where else the noun is open, and who saved it since it was; marks this page as there."""
    if noun is None:
        return {"others": []}
    unsaved.arrive(form.user, form.noun, noun.key, form.page)
    mine: list[Presence] = []
    others: dict[int, Presence] = {}
    for row in Presence.objects.others(form.page, form.noun, noun.key, timezone.now()):
        if row.user_id == form.user:
            mine.append(row)
        else:
            others.setdefault(row.user_id, row)
    offered = _of(Unsaved.objects.offered_to(form.user), type(noun), noun)
    typed = offered.filter(page__in=[row.page for row in mine]).first()
    return {
        "others": [(row.name, moment(row.since)) for row in others.values()],
        "elsewhere": moment(mine[0].since) if mine else "",
        "typed_elsewhere": moment(typed.saved_at) if typed else "",
        **_since(noun, opened),
    }


def _since(noun: Any, opened: int | None) -> dict[str, Any]:
    """The newest version, where it is newer than the form."""
    if opened is None or getattr(noun, "version", 0) <= opened:
        return {}
    version = Version.objects.of(noun).newest_first().first()
    if version is None:
        return {}
    who = called(version.by, version.who) or _("somebody outside the desk")
    newer = {"number": version.number, "who": who, "when": moment(version.made_at)}
    return {"newer": newer | {"by": version.by_id}}


def moment(when: datetime) -> str:
    """A time of today by the clock, another with its day."""
    local = localtime(when)
    today = local.date() == localtime().date()
    return date_format(local, "TIME_FORMAT") if today else minute(when)
