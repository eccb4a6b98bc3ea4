"""Words that were selected in a preview become the passage of a fact, an old one or a new one.

The panel stands beside the preview; without scripts the form of evidence does the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz

from briefs.admin.fields import is_key
from briefs.editorial import versions
from briefs.editorial.rechecks import said
from briefs.editorial.shapes import BELONGS, owner_of
from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.brief import Brief
from briefs.models.event import Event
from briefs.models.evidence import CLAIMS, NAMED_BY, Assertion, Evidence, State
from briefs.models.source import Source
from briefs.models.version import Way
from briefs.publishing.attaching import WordsNotThere, attach, quoted, read_draft

SUGGESTED = 8
FOUND = 12
_OWN = 15  # per cent of likeness that an agreement of the brief's own is worth
_EACH = 60  # claims of a sort that are looked at
_LONGEST = 300  # characters of a query
_OF_AN_EVENT = ("title", "kind", "date", "place")

type Desk = ModelAdmin[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A fact that words may state: what the panel sends for it, in words, and of what sort."""

    value: str
    text: str
    sort: str


class Attached(forms.Form):
    """The words, how they say it, and who says it."""

    exact = forms.CharField(
        label=gettext_lazy("The words"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=gettext_lazy("Select them in the text, or type them as they stand there."),
    )
    before = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    after = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    assertion = forms.ChoiceField(label=gettext_lazy("asserted as"), choices=Assertion)
    attributed_to = forms.ModelChoiceField(
        Actor.objects.none(), label=gettext_lazy("by whom"), required=False
    )
    source = forms.ModelChoiceField(
        Source.objects.none(), label=gettext_lazy("source"), required=False
    )
    locator = forms.CharField(
        label=gettext_lazy("place in the source"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, brief: Brief, sent: Any) -> None:
        super().__init__(sent, prefix="passage")
        self.fields["attributed_to"].queryset = brief.actors.all()  # type: ignore[attr-defined]
        self.fields["source"].queryset = brief.sources.all()  # type: ignore[attr-defined]


@dataclass(kw_only=True)
class Panel:
    """What the preview shows beside the text: one form for the passage, one for each sort of fact.

    If it is shown again with `error`, `fact` is what was chosen before, and `suggested` has the
    facts that the words may state.
    """

    action: str
    facts: str
    add: str
    form: Attached
    new: dict[str, forms.ModelForm]  # type: ignore[type-arg]
    suggested: Sequence[Offered] = ()
    fact: str = ""
    error: str = ""

    @property
    def is_bound(self) -> bool:
        """Whether it was sent and refused, so that it has to be open."""
        return self.form.is_bound


def may_attach(request: HttpRequest, brief: Brief) -> bool:
    """Whether the user may say what a brief states."""
    if not request.user.has_perm("briefs.add_evidence"):
        return False
    return Brief.objects.seen_by(request.user).filter(pk=brief.pk).exists()


def panel(desk: Desk, request: HttpRequest, brief: Brief, sent: Any = None) -> Panel:
    """The panel of a preview, empty or as it was sent."""
    fact = (sent or {}).get("fact", "")
    kinds = [name for name in CLAIMS if request.user.has_perm(f"briefs.add_{name}")]
    named = _Named(brief)
    return Panel(
        action=reverse("admin:briefs_brief_attach", args=[brief.pk]),
        facts=reverse("admin:briefs_brief_facts", args=[brief.pk]),
        add=reverse("admin:briefs_evidence_add", query={"brief": brief.pk}),
        form=Attached(brief, sent),
        new={
            name: new_claim(desk, name, named, sent if fact == f"new:{name}" else None)
            for name in kinds
        },
        fact=fact,
    )


def facts(desk: Desk, request: HttpRequest, brief: Brief) -> HttpResponse:
    """Facts to choose from: those that are called so, or those of the brief most like its words."""
    if not may_attach(request, brief):
        raise PermissionDenied
    query = request.GET.get("q", "").strip()[:_LONGEST]
    words = request.GET.get("words", "")[:_LONGEST]
    claims = _found(desk, request, query) if query else _of(brief)
    ranked = _ranked(claims, brief, words or query)
    page = "found" if "q" in request.GET else "suggested"
    shown = ranked[: FOUND if page == "found" else SUGGESTED]
    context = {"facts": [offered(claim) for claim in shown]}
    return render(request, f"admin/briefs/evidence/{page}.html", context)


def attach_words(desk: Desk, request: HttpRequest, brief: Brief) -> HttpResponse | Panel:
    """Keep what the panel sent; else the panel, with what is wrong in it."""
    if not may_attach(request, brief):
        raise PermissionDenied
    shown = panel(desk, request, brief, request.POST)
    try:
        passage = _kept(shown, brief, request)
    except ValidationError as refused:
        shown.error = " ".join(refused.messages)
        shown.suggested = _suggested(brief, shown.form["exact"].value() or "", shown.fact)
        return shown
    text = _("The words are attached to the fact.")
    messages.success(request, text)
    preview = reverse("admin:briefs_brief_preview", args=[brief.pk])
    return HttpResponseRedirect(f"{preview}#{passage.anchor}")


def _kept(shown: Panel, brief: Brief, request: HttpRequest) -> Evidence:
    kind = shown.fact.removeprefix("new:") if shown.fact.startswith("new:") else ""
    new, old = shown.new.get(kind), _claim(shown.fact)
    valid = [form.is_valid() for form in (shown.form, new) if form is not None]
    if new is None and old is None:
        raise ValidationError(_("Choose the fact that the words state."))
    if not all(valid):
        raise ValidationError(_("Please mend what is marked below."))
    said = shown.form.cleaned_data
    quote = quoted(read_draft(brief).text, said["exact"], said["before"], said["after"])
    if quote is None:
        message = _("These words don't stand in the saved text, or stand there more than once.")
        raise ValidationError(message)
    with transaction.atomic():
        versions.lock_brief(brief.key)  # a brief before what has claims: see `versions.lock`
        claim = old or _made(new, request)
        name = claim._meta.model_name or ""
        passage = Evidence(
            exact=quote.exact,
            prefix=quote.prefix,
            suffix=quote.suffix,
            succeeds=_in_the_place_of(brief, name, claim),
            **{field: said[field] for field in ("assertion", "attributed_to", "source", "locator")},
            **{name: claim},
        )
        try:
            attach(passage, brief, by=request.user)
        except WordsNotThere:
            message = _("The draft has changed since you looked: look again.")
            raise ValidationError(message) from None
    return passage


def _in_the_place_of(brief: Brief, name: str, claim: Any) -> Evidence | None:
    """The brief's passage for the same fact that has lost its words."""
    lost = Evidence.objects.of_brief(brief.key).filter(state__in=(State.CHANGED, State.LOST))
    return lost.filter(**{name: claim}, successors=None).order_by("-pk").first()


def _made(form: Any, request: HttpRequest) -> Any:
    claim = form.save(commit=False)
    if isinstance(claim, Event):
        claim.slug = _free_slug(claim.title)
    with versions.editing(owner_of(claim), by=request.user, way=Way.FORM):
        claim.save()
    return claim


def _free_slug(title: str) -> str:
    slug = slugify(title, allow_unicode=True)[:90] or "event"
    taken = set(Event.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    free = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(name for name in free if name not in taken)


# Facts


def offered(claim: Any) -> Offered:
    """A fact as the panel offers it."""
    meta = claim._meta
    return Offered(
        value=f"{meta.model_name}:{claim.pk}", text=said(claim), sort=str(meta.verbose_name)
    )


def _claim(value: str) -> Any:
    """The claim that a value of the panel names; None where there is none."""
    name, _colon, pk = value.partition(":")
    if name not in CLAIMS or not is_key(pk):
        return None
    return _claims(name).filter(pk=pk).first()


def _suggested(brief: Brief, words: str, chosen: str) -> list[Offered]:
    """The fact that was chosen, and those of the brief most like the words."""
    likely = _ranked(_of(brief), brief, words[:_LONGEST])[:SUGGESTED]
    return [offered(claim) for claim in dict.fromkeys([_claim(chosen), *likely]) if claim]


def _ranked(claims: Iterable[Any], brief: Brief, words: str) -> list[Any]:
    own = {agreement.pk for agreement in brief.agreements.all()}

    def rank(claim: Any) -> float:
        likeness = fuzz.token_set_ratio(said(claim).casefold(), words.casefold())
        return likeness + (_OWN if getattr(claim, "agreement_id", None) in own else 0)

    return sorted(claims, key=rank, reverse=True)


def _claims(name: str) -> Any:
    model: Any = Evidence._meta.get_field(name).related_model
    related = [path.partition("__")[2] for path in NAMED_BY if path.startswith(f"{name}__")]
    claims = model._default_manager.all()
    return claims.select_related(*related) if related else claims


def _found(desk: Desk, request: HttpRequest, query: str) -> Iterable[Any]:
    """Claims that are called so: two queries a sort at most."""
    for name in CLAIMS:
        rows = _claims(name)
        admin = desk.admin_site.get_model_admin(rows.model)
        found, many = admin.get_search_results(request, rows, query)
        yield from (found.distinct() if many else found)[:_EACH]


def _of(brief: Brief) -> Iterable[Any]:
    """Claims about what the brief is about."""
    about = {Agreement: brief.agreements.all(), Actor: brief.actors.all()}
    for name in CLAIMS:
        rows = _claims(name)
        leading = [
            Q(**{f"{field.name}__in": about[field.related_model]})
            for field in (*rows.model._meta.concrete_fields, *rows.model._meta.many_to_many)
            if field.related_model in about
        ]
        yield from rows.filter(Q(*leading, _connector=Q.OR)).distinct()[:_EACH]


# New facts


class _Named:
    """The nouns that a brief is about, by model: a new fact is about one of these."""

    def __init__(self, brief: Brief) -> None:
        self.rows: dict[Any, list[Any]] = {
            Agreement: list(brief.agreements.all()),
            Actor: list(brief.actors.all()),
        }

    def choices(self, model: Any, *, required: bool) -> list[tuple[Any, str]]:
        rows = [(row.pk, str(row)) for row in self.rows.get(model, [])]
        return rows if required and len(rows) == 1 else [("", "–"), *rows]


def new_claim(desk: Desk, name: str, named: _Named, sent: Any) -> Any:
    """The form of a new claim: the fields of its page at the desk, about nouns of the brief."""
    model: Any = Evidence._meta.get_field(name).related_model
    admin: Any = desk.admin_site.get_model_admin(model)
    wanted = _OF_AN_EVENT if model not in BELONGS else _flat(admin.fields)
    form: Any = forms.modelform_factory(
        model, fields=[field for field in wanted if field != "passages"]
    )
    made = form(sent, prefix=name)
    for field in made.fields.values():
        field.widget.attrs["dir"] = "auto"
        if isinstance(field, forms.ModelChoiceField):
            rows: Any = field.queryset
            field.choices = named.choices(rows.model, required=field.required)
    made.use_required_attribute = False
    made.sort = str(model._meta.verbose_name)
    return made


def _flat(fields: Iterable[Any]) -> list[str]:
    return [name for part in fields for name in ([part] if isinstance(part, str) else part)]
