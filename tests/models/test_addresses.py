"""A renamed noun is still found by its old slugs, by whatever way it was renamed."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Replace
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs.models import Actor, FormerAddress, Publication, Tag
from tests.factories import (
    brief_of,
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_region,
    make_topic,
    published,
)

pytestmark = pytest.mark.django_db

MAKERS = [make_actor, make_topic, make_agreement, make_event, make_region]


def make_tag(**given: Any) -> Tag:
    return Tag.objects.create(**{"name": f"Tag {Tag.objects.count()}"} | given)


def former(noun: models.Model) -> set[str]:
    """The slugs from which readers are led to a noun."""
    return set(FormerAddress.objects.of(noun).values_list("slug", flat=True))


@pytest.mark.parametrize("make", [*MAKERS, make_tag])
def test_a_saved_slug_leaves_a_former_address(make: Any) -> None:
    noun = make(slug="old")
    noun.slug = "new"
    noun.save()

    assert former(noun) == {"old"}
    assert FormerAddress.objects.leading_to(type(noun).objects.all(), "old") == noun


@pytest.mark.parametrize("make", [*MAKERS, make_tag])
def test_so_does_one_changed_for_many_rows_at_once(make: Any) -> None:
    nouns = [make(slug=f"old-{number}") for number in range(3)]
    type(nouns[0]).objects.update(slug=Replace("slug", models.Value("old")))

    assert [former(noun) for noun in nouns] == [{f"old-{number}"} for number in range(3)]


def test_so_does_one_changed_in_the_database_itself() -> None:
    actor = make_actor(slug="old")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE briefs_actor SET slug = 'new'")

    assert former(actor) == {"old"}


def test_a_chain_of_names_is_one_step() -> None:
    actor = make_actor(slug="first")
    for slug in ("second", "third"):
        actor.slug = slug
        actor.save()

    assert former(actor) == {"first", "second"}


def test_a_slug_taken_back_is_no_former_address() -> None:
    actor = make_actor(slug="first")
    for slug in ("second", "first"):
        actor.slug = slug
        actor.save()

    assert former(actor) == {"second"}


def test_what_else_is_saved_leaves_none() -> None:
    actor = make_actor(slug="russia")
    actor.name = "Russian Federation"
    actor.save()

    assert not FormerAddress.objects.exists()


@pytest.mark.parametrize("make", [*MAKERS, make_tag])
def test_a_slug_that_leads_to_another_is_refused_at_its_field(make: Any) -> None:
    first = make(slug="gas")
    first.slug = "natural-gas"
    first.save()
    other = make(slug="oil")
    other.slug = "gas"

    with pytest.raises(ValidationError) as refusal:
        other.full_clean()

    sentence = f"Readers are led from “gas” to “{first}”: choose another."
    assert refusal.value.message_dict == {"slug": [sentence]}
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        make(slug="gas")


def test_nouns_of_another_sort_may_have_it() -> None:
    actor = make_actor(slug="gas")
    actor.slug = "gazprom"
    actor.save()

    topic = make_topic(slug="gas")
    topic.full_clean()


def test_a_slug_that_leads_to_nobody_is_free() -> None:
    actor = make_actor(slug="old")
    actor.slug = "new"
    actor.save()
    actor.delete()

    other = make_actor(slug="old")
    other.full_clean()

    assert FormerAddress.objects.leading_to(Actor.objects.exclude(pk=other.pk), "old") is None


def test_a_tag_whose_slug_leads_elsewhere_is_made_with_another() -> None:
    tag = Tag.objects.create(name="gas")
    tag.slug, tag.name = "natural-gas", "natural gas"
    tag.save()

    brief = make_brief(tags=("gas",))

    assert brief.tags.get().slug == "gas_1"
    assert FormerAddress.objects.leading_to(Tag.objects.all(), "gas") == tag


def test_a_brief_leaves_its_address_as_readers_know_it() -> None:
    brief = brief_of(published(slug="gas"))
    brief.slug = "draft-name"
    brief.save()
    assert not FormerAddress.objects.exists()

    publication = Publication.objects.get()
    publication.slug = "natural-gas"
    publication.save()

    assert former(publication) == {"gas"}


SLUGS = ["a", "b", "c", "d", "e"]


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(SLUGS) | st.just(None)), max_size=14
    )
)
def test_every_slug_leads_to_whoever_had_it_and_nobody_takes_it_from_them(
    steps: list[tuple[int, str | None]],
) -> None:
    """Three actors are renamed at random; None deletes one, and its slugs are free again."""
    with transaction.atomic():
        actors = {number: make_actor(slug=f"actor-{number}") for number in range(3)}
        had: dict[int, set[str]] = {number: set() for number in actors}
        for number, slug in steps:
            if number not in actors:
                continue
            actor = actors[number]
            if slug is None:
                actors.pop(number).delete()
                continue
            foreign = any(
                slug == other.slug or slug in had[one]
                for one, other in actors.items()
                if one != number
            )
            before = actor.slug
            try:
                with transaction.atomic():
                    actor.slug = slug
                    actor.save()
            except IntegrityError:
                actor.slug = before
                assert foreign
                continue
            assert not foreign
            had[number].add(before)
        for number, actor in actors.items():
            for slug in had[number] - {actor.slug}:
                assert FormerAddress.objects.leading_to(Actor.objects.all(), slug) == actor
        transaction.set_rollback(True)
