"""Names: slugs, names in several languages, and rows with a key of their own."""

import re
import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from briefs.words import normalised

SLUG_LENGTH = 100

validate_language = RegexValidator(
    re.compile(r"^[a-z]{2,3}(-[A-Za-z]{4})?(-([A-Z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*\Z"),
    _("Write a language tag such as en, ur or sr-Latn (BCP 47)."),
)


def canonical_language(tag: str) -> str:
    """The tag in its usual letter case (RFC 5646, 2.1.1): ``EN-gb`` becomes ``en-GB``."""
    language, *rest = tag.lower().split("-")
    cased = {4: str.title, 2: str.upper}
    return "-".join([language, *(cased.get(len(part), str)(part) for part in rest)])


def slug_of(name: str) -> str:
    """The slug that a name becomes: lower case, letters of any script, hyphens.

    >>> slug_of("Topic 7")
    'topic-7'
    """
    return slugify(name, allow_unicode=True)[:SLUG_LENGTH].strip("-")


def slug_field(help_text: Any = "") -> "models.SlugField[str, str]":
    """The address field that every noun has."""
    return models.SlugField(
        _("slug"),
        max_length=SLUG_LENGTH,
        unique=True,
        allow_unicode=True,
        help_text=help_text
        or _("The last part of its address. Readers keep it: change it rarely."),
    )


def validate_names(names: Any) -> None:
    """Raise ValidationError unless names is a mapping from language tags to names."""
    if not isinstance(names, dict):
        raise ValidationError(_("Write one name a line, such as “ur: روس”."), code="no-names")
    for language, name in names.items():
        validate_language(language)
        if not isinstance(name, str) or not name.strip() or "\0" in name:
            raise ValidationError(
                _("The name after “%(language)s:” is missing."),
                code="no-name",
                params={"language": language},
            )


def names_field() -> "models.JSONField[Any, Any]":
    """Names in other languages, by BCP 47 tag: ``{"ru": "Россия", "ur": "روس"}``."""
    return models.JSONField(
        _("names in other languages"),
        default=dict,
        blank=True,
        validators=[validate_names],
        help_text=_("One a line, the language first: “ur: روس”."),
    )


def in_readers_language(name: str, names: dict[str, str]) -> str:
    """The name in the language that the page is shown in, else the name itself."""
    return translated(names) or name


def translated(names: dict[str, str]) -> str:
    """The name in the reader's language, if it has one there and it isn't the collection's."""
    return next((names[each] for each in readers_languages() if each in names), "")


def order_of_labels(name: str, names: str) -> Any:
    """By what readers see of fields that have the name, and names in other languages."""
    said = [KeyTextTransform(language, names) for language in readers_languages()]
    return Coalesce(*said, name) if said else models.F(name)


def readers_languages() -> tuple[str, ...]:
    """What the reader reads, best first; nothing for who reads the collection's language."""
    language = get_language() or settings.LANGUAGE_CODE
    return () if language == settings.LANGUAGE_CODE else _as_names_have_it(language)


@lru_cache
def _as_names_have_it(language: str) -> tuple[str, ...]:
    tag = canonical_language(language)
    return tuple(dict.fromkeys([tag, tag.partition("-")[0]]))


def reads_right_to_left(language: str) -> bool:
    """Whether text in this language (BCP 47) runs from right to left."""
    if script := re.search(r"-([A-Za-z]{4})\b", language):
        return script[1].title() in {"Adlm", "Arab", "Aran", "Hebr", "Nkoo", "Syrc", "Thaa"}
    return language.split("-")[0] in {
        "ar",
        "arc",
        "ckb",
        "dv",
        "fa",
        "he",
        "ps",
        "sd",
        "ug",
        "ur",
        "yi",
    }


LONGEST_WORDS = 600  # letters of one name's words


class WordsField(models.TextField):  # type: ignore[type-arg]
    """The words of other fields of the row, normalised for searching, computed at every save.

    A space stands before each, so that `" word"` finds where one starts. Where they are indexed,
    `longest` says how many letters are kept: PostgreSQL's indexes take 2,700 bytes of a value.
    """

    def __init__(
        self, *args: Any, of: Sequence[str] = (), longest: int | None = None, **kwargs: Any
    ) -> None:
        self.of, self.longest = tuple(of), longest
        kwargs.update(blank=True, editable=False, default="")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        longest = {"longest": self.longest} if self.longest else {}
        return name, path, args, {**kwargs, "of": self.of, **longest}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        texts: list[str] = []
        for field in self.of:
            value = getattr(model_instance, field)
            texts.extend(value.values() if isinstance(value, dict) else [value])
        words = "".join(f" {word}" for text in texts for word in normalised(text))[: self.longest]
        setattr(model_instance, self.attname, words)
        return words


def with_words(text: str, field: str = "words") -> models.Q:
    """Rows whose WordsField has, for each word of a text, one that starts with it."""
    found = models.Q()
    for word in normalised(text):
        found &= models.Q(**{f"{field}__contains": f" {word}"})
    return found


class ByKey[M: models.Model](models.QuerySet[M]):
    """Finds rows by key; fixtures refer to them so."""

    def get_by_natural_key(self, key: str) -> M:
        # All that loaddata asks of it is its number.
        return self.only("pk").get(key=key)


class Keyed(models.Model):
    """A row that keeps its identity through copies, versions and merges."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (str(self.key),)


class Versioned(Keyed):
    """A noun whose every save at the desk is kept (`briefs.editorial.versions`)."""

    # The number of its newest version; 0 as long as the desk hasn't saved it.
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    # What is set by steps of its own: an object read long ago doesn't set it back when saved.
    SET_APART: tuple[str, ...] = ("version",)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save all but what is set apart, unless it is new."""
        if not self._state.adding and kwargs.get("update_fields") is None and not args:
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name not in self.SET_APART
            ]
        super().save(*args, **kwargs)
