"""Actors and agreements: under all their names, each fact about them once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from briefs.models import Actor, ActorName, Party, Relation
from tests.factories import make_actor, make_agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def russia() -> Actor:
    """A state with names in three scripts."""
    actor = make_actor(name="Russia")
    for language, name in (("ru", "Россия"), ("ur", "روس"), ("en", "Russian Federation")):
        ActorName.objects.create(actor=actor, name=name, language=language)
    return actor


@pytest.mark.parametrize("text", ["russia", "FEDERATION", "Росси", "روس"])
def test_an_actor_is_found_by_a_part_of_any_name(russia: Actor, text: str) -> None:
    make_actor(name="Pakistan")
    assert list(Actor.objects.named(text)) == [russia]


def test_an_actor_has_each_name_once(russia: Actor) -> None:
    with pytest.raises(ValidationError, match="The actor has this name already"):
        ActorName(actor=russia, name="روس", language="ur").full_clean()


def test_an_actor_has_each_role_in_an_agreement_once(russia: Actor) -> None:
    agreement = make_agreement()
    Party.objects.create(agreement=agreement, actor=russia)
    Party.objects.create(agreement=agreement, actor=russia, role="depositary")
    with pytest.raises(ValidationError, match="This actor has this role already"):
        Party(agreement=agreement, actor=russia).full_clean()


def test_an_agreement_isnt_related_to_itself() -> None:
    accord = make_agreement()
    with pytest.raises(ValidationError, match="An agreement can't be related to itself"):
        Relation(agreement=accord, kind="amends", to=accord).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Relation.objects.create(agreement=accord, kind="amends", to=accord)
