"""Evidence: which passage of which brief states which claim."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from briefs.admin.claims import READERS_SEE
from briefs.admin.fields import Choice, RowField, label_of
from briefs.admin.followed import follow_up
from briefs.admin.noun import NounAdmin, NounForm, may_see_briefs
from briefs.admin.sight import lost_support, passages_of
from briefs.editorial import versions
from briefs.models.brief import Brief, BriefAuthor
from briefs.models.edition import Edition
from briefs.models.evidence import CLAIMS, NAMED_BY, Evidence, State
from briefs.models.publication import Publication
from briefs.publishing.attaching import read_draft
from briefs.publishing.evidence import anchor, keep_place
from briefs.publishing.passages import position
from briefs.publishing.rendering import render


class EvidenceForm(NounForm):
    """A passage, checked against the brief's text as readers would see it."""

    brief = RowField(
        label=gettext_lazy("Brief"),
        help_text=gettext_lazy("The brief that says it, published or not."),
        queryset=Brief.objects.all(),
        # Evidence has no relation to the brief, on purpose; this one's target is the same.
        widget=Choice(BriefAuthor._meta.get_field("brief"), admin.site),
    )

    briefs: QuerySet[Brief] = Brief.objects.none()  # those that the person at the desk works with

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "brief" in self.fields:
            self.fields["brief"].queryset = self.briefs  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["brief"] = self.briefs.filter(key=self.instance.brief_key).first()

    def clean(self) -> None:
        super().clean()
        brief, exact = self.cleaned_data.get("brief"), self.cleaned_data.get("exact")
        if brief is None:
            return
        self.instance.brief_key = brief.key
        if exact:
            try:
                self.cleaned_data["exact"] = words_of(exact, brief)
            except ValidationError as error:
                self.add_error("exact", error)


def words_of(exact: str, brief: Brief) -> str:
    """The words as they stand in the brief's draft or current edition, exactly once.

    Words copied from the Markdown are taken as it renders them: **bold** becomes bold.
    Raises ValidationError where they stand nowhere, or more than once.
    """
    texts = [render(brief.body).text]
    if edition := current_edition(brief):
        texts.append(edition.text)
    asked = [_folded(exact), render(exact).text]
    for words in asked:
        if any(position(text, words) is not None for text in texts):
            return words
    if any(words and words in text for text in texts for words in asked):
        raise ValidationError(
            _("These words stand more than once in “%(brief)s”: quote a few more of them."),
            code="twice",
            params={"brief": brief},
        )
    raise ValidationError(
        _("These words don't stand in “%(brief)s”: copy them from its text, exactly."),
        code="nowhere",
        params={"brief": brief},
    )


def current_edition(brief: Brief) -> Edition | None:
    """The edition that readers see, if any."""
    publication = Publication.objects.select_related("current").filter(brief_key=brief.key).first()
    return publication.current if publication else None


def _folded(text: str) -> str:
    """White space as the text of an edition has it."""
    return "\n".join(line for raw in text.splitlines() if (line := " ".join(raw.split())))


def _label(claim: str) -> Any:
    return getattr(Evidence, claim).field.verbose_name


class Seen(admin.SimpleListFilter):
    """Whether the passage stands in an edition."""

    title = gettext_lazy("edition")
    parameter_name = "seen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("yes", gettext_lazy("in one")),
            ("lost", gettext_lazy("changed or lost: the fact has no words in the newest")),
            ("no", gettext_lazy("in none yet")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Evidence]
    ) -> QuerySet[Evidence] | None:
        match self.value():
            case "lost":
                return lost_support(queryset, request.user)
            case "yes" | "no" as asked:
                return queryset.filter(edition__isnull=asked == "no")
            case _:
                return None


class Subject(admin.SimpleListFilter):
    """What kind of claim the passage states."""

    title = gettext_lazy("claim")
    parameter_name = "claim"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, _label(name)) for name in CLAIMS]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Evidence]
    ) -> QuerySet[Evidence] | None:
        name = self.value()
        return queryset.filter(**{f"{name}__isnull": False}) if name in CLAIMS else None


@admin.register(Evidence)
class EvidenceAdmin(NounAdmin):
    """Passages that state claims."""

    form = EvidenceForm
    content_names = {"brief": "brief_key"}
    list_display = [
        "__str__",
        "states",
        "assertion",
        "attributed_to",
        "from_brief",
        "edition_number",
        "state",
    ]
    list_filter = [
        Seen,
        "state",
        "assertion",
        Subject,
        ("source", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["edition", "attributed_to", *NAMED_BY]
    search_fields = ["exact", "locator", "source__title", "attributed_to__name"]
    search_help_text = gettext_lazy("Words of the passage, its source or who said it")
    date_hierarchy = "edition__published_at"
    ordering = ["-pk"]
    autocomplete_fields = ["attributed_to", "source", *CLAIMS]
    readonly_fields = ["where"]
    fieldsets = [
        (
            gettext_lazy("The passage"),
            {"fields": ["brief", "exact", "where"], "description": READERS_SEE},
        ),
        (
            gettext_lazy("How it is said, and where the brief has it from"),
            {"fields": [("assertion", "attributed_to"), ("source", "locator")]},
        ),
        (
            gettext_lazy("The claim that it states"),
            {
                "fields": list(CLAIMS),
                "description": gettext_lazy(
                    "Choose exactly one. Agreements, actors and events list their claims, "
                    "each with a link to this form that fills it in."
                ),
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return passages_of(request).order_by(*self.ordering)

    # Who may not see drafts doesn't learn their titles, nor, by trying, their words.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_see_briefs(request) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_theirs(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_theirs(request, obj) and super().has_delete_permission(request, obj)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = cast("type[EvidenceForm]", super().get_form(request, obj, change, **kwargs))
        form.briefs = Brief.objects.seen_by(request.user)
        return form

    def get_urls(self) -> list[Any]:
        return [
            path(
                "<int:pk>/followed/",
                self.admin_site.admin_view(lambda request, pk: follow_up(self, request, pk)),
                name="briefs_evidence_followed",
            ),
            *super().get_urls(),
        ]

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = super().get_list_display(request)
        if may_see_briefs(request):
            return columns
        return [column for column in columns if column != "from_brief"]

    @admin.display(description=gettext_lazy("claim"))
    def states(self, passage: Evidence) -> str:
        """The claim in words."""
        return label_of(passage.claim)

    @admin.display(description=gettext_lazy("brief"), ordering="brief_title")
    def from_brief(self, passage: Evidence) -> str:
        """The brief's title at the desk."""
        title: str = passage.brief_title  # type: ignore[attr-defined]
        return title

    @admin.display(
        description=gettext_lazy("edition"),
        ordering="edition__number",
        empty_value="–",
    )
    def edition_number(self, passage: Evidence) -> int | None:
        """The edition that readers find it in."""
        return passage.edition.number if passage.edition else None

    @admin.display(description=gettext_lazy("where readers find it"))
    def where(self, passage: Evidence) -> SafeString | str:
        """The passage among its neighbours, with a link to its place."""
        lost = passage.state in (State.CHANGED, State.LOST)
        followed = reverse("admin:briefs_evidence_followed", args=[passage.pk]) if lost else ""
        again = format_html(' <a href="{}">{}</a>', followed, _("What became of its words"))
        if passage.edition is None:
            nowhere = _("Nowhere yet: an edition with these words has to be published.")
            return format_html("{}{}", nowhere, again if lost else "")
        return format_html(
            '…{}<mark>{}</mark>{}… <a href="{}">{}</a>{}',
            *(passage.prefix, passage.exact, passage.suffix, passage.get_absolute_url()),
            _("edition %(number)s") % {"number": passage.edition.number},
            format_html(" · {}.{}", passage.get_state_display(), again) if lost else "",
        )

    def save_model(self, request: HttpRequest, obj: Evidence, form: Any, change: bool) -> None:
        """Bind the passage to readers' edition, or say that they don't see it yet."""
        if {"exact", "brief"} & set(form.changed_data):
            # Other words were said in that edition, or it was another brief's.
            obj.let_go()
            brief = form.cleaned_data["brief"]
            versions.lock_brief(brief.key)
            edition = current_edition(brief)
            if edition is None or not anchor(obj, edition):
                keep_place(obj, read_draft(brief))
        if obj.edition is None:
            self.message_user(
                request,
                _("Readers will see this passage once an edition with these words is published."),
                messages.WARNING,
            )
        super().save_model(request, obj, form, change)


def _is_theirs(request: HttpRequest, passage: Evidence | None) -> bool:
    """Whether the passage is of a brief that this person works with."""
    if not may_see_briefs(request):
        return False
    if passage is None or request.user.has_perm("briefs.edit_every_brief"):
        return True
    return Brief.objects.seen_by(request.user).filter(key=passage.brief_key).exists()
