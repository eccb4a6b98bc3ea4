"""Form fields for an editor: points and names by the line, tags that fit, choices that hold."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.admin import widgets
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField

from briefs.editorial.mergers import names_today, numbers_today
from briefs.models.names import canonical_language, validate_language
from briefs.models.publication import Publication
from briefs.models.tag import Tag


class LongText(forms.CharField):
    """A text that is saved as it was typed, so that saving it again changes nothing.

    A browser sends other ends of lines than it was given. White space alone is no text.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"strip": False})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n") if text.strip() else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), data)


def text_area(rows: int | None = None) -> forms.Widget:
    """A box for a text of any script: the browser takes the direction from what is typed."""
    return widgets.AdminTextareaWidget(attrs={"dir": "auto"} | ({"rows": rows} if rows else {}))


class DayField(forms.DateField):
    """A day, written as everywhere at the desk."""

    default_error_messages = {
        "invalid": _("Write the day as year, month and day, such as 2021-12-01.")
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", widgets.AdminDateWidget(attrs={"dir": "ltr"}))
        super().__init__(**kwargs)
        self.help_text = _and(self.help_text, _("Write it as 2021-12-01."))


class MomentField(forms.DateTimeField):
    """A day and time in the site's zone, which is named; one control, so that it merges as one."""

    default_error_messages = {
        "invalid": _("Write the day and the time, such as 2021-12-01 14:30."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.DateTimeInput(attrs={"class": "vMomentField", "dir": "ltr"})
        super().__init__(**kwargs)
        written = _("Write it as 2021-12-01 14:30.")
        # Lazily: the field is made once, for pages in every language.
        self.help_text = _and(self.help_text, format_lazy("{} {}", written, lazy(_zone, str)()))


def _and(help_text: Any, written: Any) -> Any:
    return format_lazy("{} {}", help_text, written) if help_text else written


def _zone() -> str:
    return _("Time zone: %(zone)s.") % {"zone": settings.TIME_ZONE}


# Text of any script: the browser takes the direction from what is typed.
TEXT: dict[Any, dict[str, Any]] = {
    models.CharField: {"widget": widgets.AdminTextInputWidget(attrs={"dir": "auto"})},
    models.TextField: {
        "form_class": LongText,
        "widget": text_area(),
    },
    models.DateField: {"form_class": DayField},
}


class Readable(forms.BaseForm):
    """A form none of whose texts has a character that was lost on its way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(refuse_lost_characters)


def refuse_lost_characters(text: str) -> None:
    """Raise ValidationError for U+FFFD, which stands where something could not be read."""
    if "\ufffd" in text:
        raise ValidationError(
            _("“\ufffd” stands where a character was lost: type that character anew."), code="lost"
        )


class Lines(forms.CharField):
    """A text area whose lines become a value; errors leave what was typed."""

    def __init__(self, **kwargs: Any) -> None:
        rows = kwargs.pop("rows", 5)
        kwargs.setdefault("required", False)
        kwargs["widget"] = text_area(rows)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        # The text is checked before it is taken apart: a list would hide a NUL.
        text = super().clean(value)
        return self.parse([line.strip() for line in text.splitlines() if line.strip()])

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or self.parse([])) != self.clean(data))
        except ValidationError:
            return True

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(self.lines(value or self.parse([])))

    def parse(self, lines: list[str]) -> Any:
        """The value that the lines say. Raises ValidationError for a line that says none."""
        raise NotImplementedError

    def lines(self, value: Any) -> Iterable[str]:
        """The lines that say a value."""
        raise NotImplementedError


class PointsField(Lines):
    """Key points, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Key points"))
        kwargs.setdefault("help_text", _("One a line; three to five are read, more are skipped."))
        super().__init__(**kwargs)

    def parse(self, lines: list[str]) -> list[str]:
        return lines

    def lines(self, value: list[str]) -> list[str]:
        return value


class NamesField(Lines):
    """Names in other languages, one a line: ``ur: روس``."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Names in other languages"))
        kwargs.setdefault(
            "help_text",
            _(
                "One a line, the language first: “ur: روس”. "
                "Readers see the one in the language of their page."
            ),
        )
        super().__init__(rows=3, **kwargs)

    def parse(self, lines: list[str]) -> dict[str, str]:
        names: dict[str, str] = {}
        for line in lines:
            language, name = self._pair(line)
            if language in names:
                raise ValidationError(
                    _("There are two names for “%(language)s”: keep one."),
                    code="twice",
                    params={"language": language},
                )
            names[language] = name
        return names

    def lines(self, value: dict[str, str]) -> list[str]:
        return [f"{language}: {name}" for language, name in value.items()]

    def _pair(self, line: str) -> tuple[str, str]:
        tag, _colon, name = line.partition(":")
        language = canonical_language(tag.strip())
        try:
            validate_language(language)
        except ValidationError as error:
            raise ValidationError(
                _("“%(line)s” doesn't start with a language: write it such as “ur: روس”."),
                code="no-language",
                params={"line": line},
            ) from error
        if not name.strip():
            raise ValidationError(
                _("The name after “%(language)s:” is missing."),
                code="no-name",
                params={"language": language},
            )
        return language, name.strip()


class TagsField(TagField):
    """Tags separated by commas, none longer than the database keeps."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Tags"))
        kwargs.setdefault("help_text", _("Free keywords, separated by commas."))
        super().__init__(required=False, **kwargs)
        self.widget.attrs.update({"class": "vTextField", "dir": "auto"})

    def clean(self, value: Any) -> list[str]:
        tags = cast("list[str]", super().clean(value))
        longest = Tag._meta.get_field("name").max_length or 0
        for tag in tags:
            if len(tag) > longest:
                raise ValidationError(
                    _("The tag “%(tag)s…” is longer than %(longest)s characters: shorten it."),
                    code="long",
                    params={"tag": tag[:30], "longest": longest},
                )
        return names_today(tags)


class Choice(widgets.AutocompleteSelect):
    """Django's autocomplete, which asks no query for a row that is at hand, and holds for any text.

    Django's own asks one for each row of an inline, and fails on a value that can't be a key.
    """

    known: models.Model | None = None

    def optgroups(self, name: str, value: Sequence[Any], attr: Any = None) -> list[Any]:
        if self.known is None or [str(item) for item in value] != [str(self.known.pk)]:
            return cast("list[Any]", super().optgroups(name, _keys(value), attr))
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.known)
        options.append(self.create_option(name, self.known.pk, label, True, len(options)))
        return [(None, options, 0)]


class Choices(widgets.AutocompleteSelectMultiple):
    """Django's autocomplete for several, which holds for any text."""

    def optgroups(self, name: str, value: Sequence[Any], attr: Any = None) -> list[Any]:
        return cast("list[Any]", super().optgroups(name, _keys(value), attr))


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of one row, named so that it can't be taken for another.

    A form that was opened before the row was merged into another chooses that other.
    """

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            today = today_of(self.queryset, [value])
            if str(value) not in today:
                raise
        return super().to_python(today[str(value)])

    def label_from_instance(self, obj: models.Model) -> str:
        return label_of(obj)


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """A choice of rows, which holds for a number that no row can have, and follows mergers."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not is_key(str(key)):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": key},
                )
        try:
            return super().clean(value)
        except ValidationError:
            today = today_of(self.queryset, value or ())
            if not today:
                raise
        return super().clean([today.get(str(key), key) for key in value])


def today_of(rows: Any, numbers: Iterable[Any]) -> dict[str, str]:
    """Of numbers that a form sent for rows, those that were merged, each with the survivor's."""
    wanted = [int(number) for number in map(str, numbers) if is_key(number)]
    return {str(row): str(now) for row, now in numbers_today(rows.model, wanted).items()}


def label_of(row: models.Model) -> str:
    """A row in words: a part of an agreement after its agreement's name, a publication by title."""
    agreement = getattr(row, "agreement", None)
    if agreement is not None:
        return f"{agreement}: {row}"
    if isinstance(row, Publication) and row.current is not None:
        return f"{row.current.title} ({row.slug})"
    return str(row)


def is_key(text: str) -> bool:
    """Whether a text can be the number of a row: the database fails on a longer one."""
    lowest, highest = connection.ops.integer_field_range("BigIntegerField")
    try:
        return bool((lowest or 0) <= int(text) <= (highest or 0))
    except ValueError:
        return False


def _keys(values: Sequence[Any]) -> list[str]:
    return [str(value) for value in values if is_key(str(value))]
