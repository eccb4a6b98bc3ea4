"""Reading: the bytes of a line, checked field by field. Asks no database."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError

from briefs.importing.lines.shape import (
    ALL,
    MORE,
    NAMED,
    NEEDED,
    OWN,
    Line,
    LineRefused,
    Ref,
    label_of,
    refusal,
)
from briefs.models.brief import Brief, License
from briefs.models.kinds import kinds
from briefs.models.names import slug_of
from briefs.publishing import Problem

# The desk's forms send no more than 2.5 MB, so a longer body could never be edited.
LONGEST_BODY = 2_000_000
_CHOSEN = ("kind", "license")  # one of a few: there is no more to check
_TEXTS = ("slug", "title", "summary", "body", "language", "kind", "license")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def read(number: int, raw: bytes) -> Line:
    """Understand a line. Raises LineRefused with all that is wrong with it."""
    said, text = _object(raw)
    problems = list(_unknown(said)) + list(_missing(said))
    if "\\u" in text:  # nothing else in JSON spells what no database holds
        problems += [
            _problem(name, "It has a NUL or half a character in it: take that out.")
            for name in said
            if name in ALL and not _is_storable(said[name])
        ]
    problems += _ill_typed(said)
    if problems:
        raise LineRefused(problems)
    brief = _brief(said, problems)
    named = {name: _refs(name, said[name], problems) for name in NAMED if name in said}
    if problems:
        raise LineRefused(problems)
    return Line(number=number, brief=brief, given=frozenset(said), named=named)


def _object(raw: bytes) -> tuple[dict[str, Any], str]:
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise refusal(f"It isn't in UTF-8 (byte {error.start + 1}): save the file so.") from None
    try:
        said = json.loads(text)
    except json.JSONDecodeError as error:
        raise refusal(f"It is no JSON: {error.msg} (character {error.pos + 1}).") from None
    except (ValueError, RecursionError) as error:  # a number of too many digits; too deep
        raise refusal(f"It is no JSON that can be read: {error}.") from None
    if not isinstance(said, dict):
        raise refusal('It is no object: write {"slug": …, "title": …, …}.')
    return said, text


def _is_storable(value: Any) -> bool:
    match value:
        case str():
            return not _UNSTORABLE.search(value)
        case list():
            return all(map(_is_storable, value))
        case dict():
            return all(_is_storable(key) and _is_storable(each) for key, each in value.items())
        case _:
            return True


def _unknown(said: dict[str, Any]) -> Iterator[Problem]:
    for name in said.keys() - set(ALL):
        name = _UNSTORABLE.sub("\ufffd", name)
        yield _problem(name, f"There is no such field; there are {', '.join(ALL)}.")


def _missing(said: dict[str, Any]) -> Iterator[Problem]:
    for name in NEEDED:
        if name not in said:
            yield _problem(name, "It is missing: every line needs it.")


def _ill_typed(said: dict[str, Any]) -> list[Problem]:
    found = [
        _problem(name, f"It is {_type(said[name])}: write a text between quotes.")
        for name in _TEXTS
        if not isinstance(said.get(name, ""), str)
    ]
    day, points = said.get("published_on"), said.get("key_points", [])
    if not (day is None or (isinstance(day, str) and _DAY.fullmatch(day))):
        found.append(_problem("published_on", 'It is no day: write one as "2026-01-31".'))
    if not isinstance(points, list) or not all(isinstance(each, str) for each in points):
        found.append(_problem("key_points", 'It is no list of texts: write ["…", "…"].'))
    found += [
        _problem(name, f"It is {_type(said[name])}: write a list.")
        for name in NAMED
        if not isinstance(said.get(name, []), list)
    ]
    return found


def _type(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case _:
            return "a list" if isinstance(value, list) else "an object"


def _brief(said: dict[str, Any], problems: list[Problem]) -> Brief:
    """The brief, checked as the desk's form checks one. No license is one that nobody gave."""
    given = {name: said[name] for name in OWN if name in said}
    brief = Brief(**{"license": "", **given})
    problems += _wrong_choices(given)
    named = {problem.field for problem in problems}
    others = {field.name for field in Brief._meta.fields} - (given.keys() - named) | {*_CHOSEN}
    try:
        brief.clean_fields(exclude=others)
    except ValidationError as error:
        problems += [
            _problem(field, " ".join(messages)) for field, messages in error.message_dict.items()
        ]
    if not brief.title.strip():
        problems.append(_problem("title", "It is empty: give the brief a title."))
    if len(brief.body) * 4 > LONGEST_BODY and len(brief.body.encode()) > LONGEST_BODY:
        message = f"It is longer than {LONGEST_BODY:,} bytes: split the brief."
        problems.append(_problem("body", message))
    return brief


def _wrong_choices(given: dict[str, Any]) -> Iterator[Problem]:
    for name, choices in (("kind", list(kinds())), ("license", ["", *License.values])):
        value = given.get(name, choices[0])
        if value not in choices:
            known = ", ".join(filter(None, choices))
            yield _problem(name, f"There is no {name} “{value}”: write one of {known}.")


def _refs(name: str, items: list[Any], problems: list[Problem]) -> list[Ref]:
    """What a list names, each once."""
    found: dict[str, Ref] = {}
    for item in items:
        try:
            ref = _ref(NAMED[name], item)
        except ValidationError as error:
            problems.append(_problem(name, " ".join(error.messages)))
        else:
            found.setdefault(ref.slug, ref)
    return list(found.values())


def _ref(model: type[Any], item: Any) -> Ref:
    match item:
        case str():
            return _by_name(model, item)  # type: ignore[arg-type]  # classes can be hashed
        case {"slug": str(slug), **rest}:
            return _exact(model, slug, rest)
    label = label_of(model)
    raise ValidationError(f'Write its name, its slug, or {{"slug": …, "{label}": …}}.')


@lru_cache(maxsize=20_000)
def _by_name(model: type[Any], text: str) -> Ref:
    name, slug = text.strip(), slug_of(text)
    if not slug:
        message = f'“{text}” makes no address: write {{"slug": …, "{label_of(model)}": …}}.'
        raise ValidationError(message)
    return Ref(slug=slug, name=_clean(model, label_of(model), name))


def _exact(model: type[Any], slug: str, rest: dict[Any, Any]) -> Ref:
    label, more = label_of(model), MORE.get(model, ())
    if unknown := rest.keys() - {label, *more}:
        raise ValidationError(f"“{slug}”: there is no “{min(unknown)}” here.")
    slug = _clean(model, "slug", slug)
    said = {name: _clean(model, name, value) for name, value in rest.items()}
    name = said.pop(label, slug)
    return Ref(slug=slug, name=name, exact=True, more=said)


def _clean(model: type[Any], field: str, value: Any) -> str:
    """A text that the field takes."""
    if not isinstance(value, str):
        raise ValidationError(f"Its {field} is {_type(value)}: write a text between quotes.")
    try:
        clean: str = model._meta.get_field(field).clean(value, None)
    except ValidationError as error:
        messages = " ".join(error.messages)
        raise ValidationError(f"“{value[:80]}” as {field}: {messages}") from None
    return clean


def _problem(field: str, message: str) -> Problem:
    return Problem(field=field, message=message)
