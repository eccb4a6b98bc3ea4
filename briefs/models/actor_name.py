"""ActorName: what an actor is called in a language, script, spelling or time."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.languages import (
    contradicts,
    language_name,
    plain_language,
    script_name,
    script_of,
    tag_of,
    told_script,
)
from briefs.models.actor import Actor
from briefs.models.dates import EdtfBoundField, EdtfField, bounds, date_is_parsed
from briefs.models.moments import period
from briefs.models.names import (
    LONGEST_WORDS,
    ByKey,
    Keyed,
    WordsField,
    canonical_language,
    validate_language,
)


class NameKind(models.TextChoices):
    """What sort of name it is."""

    OFFICIAL = "official", _("official name")
    SHORT = "short", _("short name")
    FORMER = "former", _("former name")
    ACRONYM = "acronym", _("acronym")
    TRANSLITERATION = "transliteration", _("transliteration")
    VARIANT = "variant", _("spelling variant")


# As which an actor stands in the pages of a language: the first of these that it has.
SHOWN = (NameKind.SHORT, NameKind.OFFICIAL, NameKind.TRANSLITERATION, NameKind.ACRONYM)


class NameOrigin(models.TextChoices):
    """Who the name comes from."""

    SOURCE = "article", _("from the source")
    EDITOR = "editor", _("added by an editor")
    LISTS = "lists", _("from lists of countries")


class ScriptField(models.CharField):  # type: ignore[type-arg]
    """The script of the row's name (ISO 15924), computed at every save."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"blank": True, "editable": False, "default": ""})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        row: Any = model_instance
        setattr(row, self.attname, script_of(row.name, row.language))
        return str(getattr(row, self.attname))


class ShownField(models.CharField):  # type: ignore[type-arg]
    """The language in whose pages readers may see the actor under the row's name: none for former
    names, variants and foreign letters. Computed at every save; triggers read it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"blank": True, "editable": False, "default": ""})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        row: Any = model_instance
        shown = row.kind in SHOWN and not row.end
        language = plain_language(row.name, row.language) if shown else ""
        setattr(row, self.attname, language)
        return language


class ActorName(Keyed):
    """One more name of an actor: another language, script, spelling or time."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(
        _("language"),
        max_length=20,
        validators=[validate_language],
        help_text=_("Such as en, ru or ur; ru-Latn for Russian in Latin letters."),
    )
    script = ScriptField(_("script"), max_length=4)
    kind = models.CharField(_("kind"), max_length=20, choices=NameKind, default=NameKind.OFFICIAL)
    start = EdtfField(_("from"))
    start_earliest = EdtfBoundField(of="start", bound="earliest")
    start_latest = EdtfBoundField(of="start", bound="latest")
    end = EdtfField(_("to"))
    end_earliest = EdtfBoundField(of="end", bound="earliest")
    end_latest = EdtfBoundField(of="end", bound="latest")
    origin = models.CharField(
        _("origin"), max_length=10, choices=NameOrigin, default=NameOrigin.EDITOR
    )

    words = WordsField(of=["name"], longest=LONGEST_WORDS)
    shown_in = ShownField(max_length=20)

    objects = ByKey["ActorName"].as_manager()

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["pk"]
        indexes = [models.Index(fields=["words"], name="actor_name_by_words")]
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "name", "language", "start"],
                name="actor_name_once",
                violation_error_message=_("The actor has this name already."),
            ),
            date_is_parsed("start", "actor_name_start_is_parsed"),
            date_is_parsed("end", "actor_name_end_is_parsed"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_former(self) -> bool:
        """Whether it is one no more."""
        return self.kind == NameKind.FORMER or bool(self.end)

    @property
    def language_name(self) -> str:
        """What the reader calls its language."""
        return language_name(self.language)

    @property
    def period(self) -> str:
        """Since when and until when it was one, in words; empty where that isn't known."""
        return period(self.start, self.end)

    @property
    def tag(self) -> str:
        """Language and script, as pages tag text."""
        return tag_of(self.name, self.language)

    @property
    def foreign_script(self) -> str:
        """What the script is called, where it isn't the language's usual one."""
        return "" if plain_language(self.name, self.language) else script_name(self.script)

    def clean(self) -> None:
        self.language = canonical_language(self.language)
        if contradicts(self.name, self.language):
            said = {"script": script_name(told_script(self.language))}
            raise ValidationError(
                {"language": _("The name has no letter of this script: %(script)s.") % said}
            )
        try:
            start, end = bounds(self.start)[0], bounds(self.end)[1]
        except ValidationError:
            return  # the field says so
        if start and end and start > end:
            raise ValidationError({"end": _("The name ends before it starts.")})
