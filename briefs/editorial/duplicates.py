"""Duplicates: nouns of one sort that may be the same, as far as nobody said that they aren't."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from briefs.countries import codes, official_name, short_name
from briefs.editorial import audit
from briefs.editorial.audit import Doer
from briefs.editorial.likeness import Likeness, Named, Reason, likenesses
from briefs.editorial.mergers import Noun
from briefs.models.actor import Actor, ActorKind
from briefs.models.actor_name import ActorName
from briefs.models.apart import Apart
from briefs.models.identifier import Identifier, Scheme
from briefs.models.merger import survivors
from briefs.models.topic import Topic
from briefs.words import folded

type Pair = tuple[int, int]  # numbers of nouns, the lower first
type Identifiers = dict[int, dict[str, str]]  # by actor and scheme


def likely(model: type[Noun], *, of: int | None = None) -> list[Likeness]:
    """The pairs of a sort that may be one, the surest first; with `of`, those of one noun.

    A few queries; a second for 5,000 actors with 20,000 names.
    """
    nouns = _actors() if model is Actor else _named(model)
    found = likenesses(nouns, of=of)
    apart = _said_apart(model)
    if model is Actor:
        identifiers = _identifiers()
        found = _with_countries(found, nouns, identifiers, of)
        apart |= {each.pair for each in found if _are_others(each.pair, identifiers)}
    return [each for each in found if each.pair not in apart]


@transaction.atomic
def say_apart(one: Noun, other: Noun, *, by: Doer) -> Apart:
    """Remember that two nouns of a sort aren't the same; said again, it changes nothing."""
    noun = one._meta.model_name or ""
    first, second = sorted((one.key, other.key))
    user = by if isinstance(by, User) else None
    apart, made = Apart.objects.get_or_create(
        noun=noun, one=first, other=second, defaults={"said_by": user}
    )
    if made:
        audit.record(
            f"{noun}.distinguish", by=by, about=one, other=str(other), other_key=str(other.key)
        )
    return apart


@transaction.atomic
def reconsider(one: Noun, other: Noun, *, by: Doer) -> None:
    """Have two nouns proposed again, if they look like one."""
    noun = one._meta.model_name or ""
    first, second = sorted((one.key, other.key))
    deleted, _rows = Apart.objects.filter(noun=noun, one=first, other=second).delete()
    if deleted:
        audit.record(
            f"{noun}.reconsider", by=by, about=one, other=str(other), other_key=str(other.key)
        )


def _actors() -> list[Named]:
    names: dict[int, list[str]] = defaultdict(list)
    for pk, name in ActorName.objects.order_by().values_list("actor_id", "name"):
        names[pk].append(name)
    rows = Actor.objects.order_by("pk").values_list("pk", "kind", "name")
    return [Named(pk=pk, kind=kind, names=[name, *names[pk]]) for pk, kind, name in rows]


def _named(model: type[Noun]) -> list[Named]:
    """Topics with their names in other languages; tags."""
    if model is Topic:
        topics = Topic.objects.order_by("pk").values_list("pk", "name", "names")
        return [Named(pk=pk, kind="", names=[name, *more.values()]) for pk, name, more in topics]
    rows = model._default_manager.order_by("pk").values_list("pk", "name")
    return [Named(pk=pk, kind="", names=[name]) for pk, name in rows]


def _said_apart(model: type[Noun]) -> set[Pair]:
    """The pairs of which somebody said so; of merged nouns, those that they mean now."""
    noun = model._meta.model_name or ""
    said = Apart.objects.pairs(noun)
    if not said:
        return set()
    survived = survivors().get(noun, {})
    pairs = [(survived.get(one, one), survived.get(other, other)) for one, other in said]
    rows = model._default_manager.order_by().values_list("key", "pk")
    numbers = {str(key): pk for key, pk in rows}
    known = [(numbers.get(one), numbers.get(other)) for one, other in pairs]
    return {(min(one, other), max(one, other)) for one, other in known if one and other}


def _identifiers() -> Identifiers:
    found: Identifiers = defaultdict(dict)
    rows = Identifier.objects.order_by().values_list("actor_id", "scheme", "value")
    for pk, scheme, value in rows:
        found[pk][scheme] = value
    return found


def _are_others(pair: Pair, identifiers: Identifiers) -> bool:
    """Whether a registry tells two actors apart."""
    one, other = (identifiers.get(pk, {}) for pk in pair)
    return any(one[scheme] != other[scheme] for scheme in one.keys() & other.keys())


def _with_countries(
    found: list[Likeness], nouns: Sequence[Named], identifiers: Identifiers, of: int | None
) -> list[Likeness]:
    """What was found, and the states without a code that are called as the country of another."""
    holders = {known[Scheme.ISO]: pk for pk, known in identifiers.items() if Scheme.ISO in known}
    called = {noun.pk: noun.names[0] for noun in nouns}
    best = {each.pair: each for each in found}
    for pk, name, code in _called_as_countries(nouns, identifiers):
        holder = holders.get(code)
        if holder is None or (of and of not in (pk, holder)):
            continue
        pair = (min(pk, holder), max(pk, holder))
        if pair not in best or best[pair].reason < Reason.COUNTRY:
            names = (name, called[holder])
            best[pair] = Likeness(pair=pair, reason=Reason.COUNTRY, names=names)
    return sorted(best.values(), key=lambda each: (-each.reason, each.names))


def _called_as_countries(
    nouns: Iterable[Named], identifiers: Identifiers
) -> Iterator[tuple[int, str, str]]:
    """States without a code, each with a name that is a country's, and that country's code."""
    states = [
        noun
        for noun in nouns
        if noun.kind == ActorKind.STATE and Scheme.ISO not in identifiers.get(noun.pk, {})
    ]
    countries = _countries() if states else {}
    for noun in states:
        for name in noun.names:
            if code := countries.get(tuple(folded(name))):
                yield noun.pk, name, code


def _countries() -> dict[tuple[str, ...], str]:
    """The codes of countries by the words of their names in the languages of the site."""
    languages = [language for language, _name in settings.LANGUAGES]
    return {
        tuple(folded(name)): code
        for code in codes()
        for language in languages
        for name in (short_name(code, language), official_name(code, language))
        if name
    }
