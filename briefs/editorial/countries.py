"""States, each with its ISO 3166 code and its names, from the lists of `briefs.countries`.

What somebody has entered stays as it is: a state that has the code is left alone, one that is
called so and has no code gets it, and names are only added.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from briefs.countries import official_name, short_name
from briefs.editorial import audit, versions
from briefs.editorial.audit import Doer
from briefs.models.actor import Actor, ActorKind
from briefs.models.actor_name import ActorName, NameKind, NameOrigin
from briefs.models.address import FormerAddress
from briefs.models.identifier import Identifier, Scheme
from briefs.models.names import slug_of
from briefs.models.version import Way
from briefs.words import normalised


@dataclass(slots=True, kw_only=True)
class Added:
    """What came of adding states; the codes of those that were there."""

    made: list[Actor] = field(default_factory=list)
    recognised: list[Actor] = field(default_factory=list)
    present: list[str] = field(default_factory=list)


def add_states(codes: Iterable[str], *, by: Doer, way: Way) -> Added:
    """Have a state for each code, with its names in the languages of the site.

    Each in a transaction of its own: run again, it goes on from where it stood.
    """
    added = Added()
    nameless = _without_code()
    present = set(Identifier.objects.filter(scheme=Scheme.ISO).values_list("value", flat=True))
    for code in codes:
        if code in present:
            added.present.append(code)
            continue
        called = {pk for _, _, name in _names(code) for pk in nameless.get(_words(name), ())}
        with transaction.atomic():
            if len(called) == 1:
                added.recognised.append(_recognise(called.pop(), code, by=by, way=way))
            else:
                added.made.append(_make(code, by=by, way=way))
        present.add(code)
    return added


def add_names(actor: Actor, *, by: Doer, way: Way) -> int:
    """Give a state the names that the lists have for its code; how many it lacked."""
    code = actor.identifiers.filter(scheme=Scheme.ISO).values_list("value", flat=True).first()
    if code is None:
        return 0
    with versions.editing(actor, by=by, way=way):
        added = _add_names(actor, code)
    if added:
        audit.record("actor.change", by=by, about=actor, fields=["names"])
    return added


def _recognise(pk: int, code: str, *, by: Doer, way: Way) -> Actor:
    actor = Actor.objects.get(pk=pk)
    with versions.editing(actor, by=by, way=way):
        Identifier.objects.create(actor=actor, scheme=Scheme.ISO, value=code)
        _add_names(actor, code)
    audit.record("actor.change", by=by, about=actor, fields=["identifiers", "names"])
    return actor


def _make(code: str, *, by: Doer, way: Way) -> Actor:
    name = short_name(code, settings.LANGUAGE_CODE)
    actor = Actor(slug=_free_slug(name, code), kind=ActorKind.STATE, name=name)
    with versions.editing(actor, by=by, way=way):
        actor.save()
        Identifier.objects.create(actor=actor, scheme=Scheme.ISO, value=code)
        _add_names(actor, code)
    audit.record("actor.add", by=by, about=actor)
    return actor


def _add_names(actor: Actor, code: str) -> int:
    known = {(name.language, name.name) for name in actor.names.all()}
    known.add((settings.LANGUAGE_CODE, actor.name))
    lacking = [
        ActorName(actor=actor, name=name, language=language, kind=kind, origin=NameOrigin.LISTS)
        for kind, language, name in _names(code)
        if (language, name) not in known
    ]
    ActorName.objects.bulk_create(lacking)
    return len(lacking)


def _names(code: str) -> list[tuple[NameKind, str, str]]:
    """The names of a country in the languages of the site: kind, language, name."""
    languages = [language for language, _name in settings.LANGUAGES]
    said = [(NameKind.SHORT, language, short_name(code, language)) for language in languages]
    said += [(NameKind.OFFICIAL, language, official_name(code, language)) for language in languages]
    return [(kind, language, name) for kind, language, name in said if name]


def _without_code() -> dict[str, set[int]]:
    """The states that have no code, by the words of each of their names."""
    states = Actor.objects.filter(kind=ActorKind.STATE)
    states = states.exclude(identifiers__scheme=Scheme.ISO).order_by()
    found: dict[str, set[int]] = defaultdict(set)
    for pk, words in states.values_list("pk", "words"):
        found[words].add(pk)
    for pk, words in ActorName.objects.filter(actor__in=states).values_list("actor", "words"):
        found[words].add(pk)
    return found


def _words(name: str) -> str:
    """A name's words as WordsField has them."""
    return "".join(f" {word}" for word in normalised(name))


def _free_slug(name: str, code: str) -> str:
    slug = slug_of(name)
    taken = Actor.objects.filter(slug=slug).exists()
    taken = taken or FormerAddress.objects.filter(noun="actor", slug=slug).exists()
    return f"{slug}-{code.lower()}" if taken else slug
