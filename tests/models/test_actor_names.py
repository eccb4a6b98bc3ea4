"""An actor's names: which of them readers of a language see, by whatever way they change."""

import pytest
from django.core.exceptions import ValidationError

from briefs.models import Actor, ActorName
from tests.factories import make_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def russia() -> Actor:
    """A state."""
    return make_actor(name="Russia")


def name(actor: Actor, text: str, language: str, kind: str = "short", **given: str) -> ActorName:
    return ActorName.objects.create(actor=actor, name=text, language=language, kind=kind, **given)


def labels(actor: Actor) -> dict[str, str]:
    actor.refresh_from_db()
    found: dict[str, str] = actor.labels
    return found


def test_readers_see_the_short_name_before_the_official_one_and_an_acronym_last(
    russia: Actor,
) -> None:
    name(russia, "РФ", "ru", "acronym")
    assert labels(russia) == {"ru": "РФ"}
    name(russia, "Российская Федерация", "ru", "official")
    assert labels(russia) == {"ru": "Российская Федерация"}
    name(russia, "Россия", "ru", "short")
    name(russia, "Русь", "ru", "short")
    assert labels(russia) == {"ru": "Россия"}


@pytest.mark.parametrize(
    ("kind", "text", "language", "end"),
    [
        pytest.param("former", "Советская Россия", "ru", "", id="former"),
        pytest.param("official", "РСФСР", "ru", "1991", id="ended"),
        pytest.param("variant", "Москва", "ru", "", id="variant"),
        pytest.param("transliteration", "Rossiya", "ru-Latn", "", id="foreign letters, as told"),
        pytest.param("transliteration", "Rossiya", "ru", "", id="foreign letters"),
    ],
)
def test_no_reader_sees_an_actor_under_such_a_name(
    russia: Actor, kind: str, text: str, language: str, end: str
) -> None:
    name(russia, text, language, kind, end=end)
    assert labels(russia) == {}


def test_what_readers_see_follows_every_change_of_a_name(russia: Actor) -> None:
    short, other = name(russia, "Россия", "ru"), make_actor()
    name(russia, "Российская Федерация", "ru", "official")

    short.kind = "former"
    short.save()
    assert labels(russia) == {"ru": "Российская Федерация"}

    russia.names.update(actor=other)
    assert (labels(russia), labels(other)) == ({}, {"ru": "Российская Федерация"})

    other.names.filter(kind="official").delete()
    assert labels(other) == {}


def test_an_actor_read_long_ago_sets_nothing_back(russia: Actor) -> None:
    name(russia, "Россия", "ru")
    russia.description = "A state."
    russia.save()
    assert labels(russia) == {"ru": "Россия"}


def test_a_name_may_come_back(russia: Actor) -> None:
    city = make_actor(name="Saint Petersburg")
    name(city, "Санкт-Петербург", "ru", "official", start="1703", end="1914")
    again = {"actor": city, "name": "Санкт-Петербург", "language": "ru", "kind": "official"}
    ActorName(**again, start="1991").full_clean()
    with pytest.raises(ValidationError, match="The actor has this name already"):
        ActorName(**again, start="1703").full_clean()


def test_a_name_ends_after_it_starts(russia: Actor) -> None:
    row = ActorName(actor=russia, name="РСФСР", language="ru", start="1991", end="1917")
    with pytest.raises(ValidationError, match="The name ends before it starts"):
        row.full_clean()


def test_a_script_that_the_name_isnt_in_is_refused_at_the_language(russia: Actor) -> None:
    row = ActorName(actor=russia, name="Россия", language="ru-Latn")
    with pytest.raises(ValidationError, match="no letter of this script: Latin") as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == ["language"]


def test_the_script_is_kept_with_the_name(russia: Actor) -> None:
    assert name(russia, "Rossiya", "ru", "transliteration").script == "Latn"
    assert ActorName.objects.get().script == "Latn"
