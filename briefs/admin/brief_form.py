"""The form of a brief, and what stands beside it: authors in order, a note on the next edition."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from briefs.admin.fields import MomentField, PointsField, Readable, TagsField, text_area
from briefs.admin.noun import NounForm, Rows
from briefs.admin.writing import BodyEditor
from briefs.models.brief import BriefAuthor
from briefs.models.edition import Change

NOTE = ("change", "note")


class NextEdition(Readable, forms.Form):
    """What is said of an edition that isn't the first."""

    change = forms.ChoiceField(
        label=_("Kind of change"),
        choices=[(kind.value, kind.label) for kind in Change if kind != Change.FIRST],
        initial=Change.UPDATE,
        required=False,
    )
    note = forms.CharField(
        label=_("Change note"),
        help_text=_(
            "What changed and why, in a sentence: readers see it beside the edition. A minor edit "
            "(a typo, a link) needs none. Of a retraction, say who retracts what, and why."
        ),
        widget=text_area(2),
        required=False,
    )


class BriefForm(NextEdition, NounForm):
    """A brief as its editors write it.

    `change` and `note` are said of the next edition, and asked for where there was one
    before; `kept` is what was typed of these two and not yet published, `refused` the fields
    for want of which publishing was refused a moment ago, with what to do.
    """

    asks_note = False
    kept: dict[str, str] = {}
    refused: dict[str, str] = {}

    key_points = PointsField()
    tags = TagsField()
    embargo_until = MomentField(
        label=_("Not before"),
        help_text=_("An embargo: it can't be published before this moment."),
        required=False,
    )

    class Meta:
        widgets = {"body": BodyEditor}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(self.kept)
        if not self.asks_note:
            for name in NOTE:
                del self.fields[name]
        if not self.is_bound:
            for name in self.refused.keys() & self.fields.keys():
                self.errors[name] = self.error_class([self.refused[name]], renderer=self.renderer)


class AuthorRows(Rows):
    """Who wrote it."""

    model = BriefAuthor
    related = ("actor",)
    autocomplete_fields = ["actor"]
    fields = ["actor", "order"]
    verbose_name_plural = _("authors, in the order of the title page")
