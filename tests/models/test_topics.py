"""The tree of topics: as deep as wished, and never a circle."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from briefs.models import Topic
from tests.factories import make_topic

SENTENCE = "This would make the topic a part of itself: choose another."


@pytest.fixture
def energy(db: None) -> Topic:
    """The topic at the top of a line of three."""
    return make_topic(slug="energy")


@pytest.fixture
def gas(energy: Topic) -> Topic:
    """The one in the middle."""
    return make_topic(slug="gas", parent=energy)


@pytest.fixture
def pipelines(gas: Topic) -> Topic:
    """The one at the bottom."""
    return make_topic(slug="pipelines", parent=gas)


def test_a_form_refuses_a_topic_beneath_itself(energy: Topic, pipelines: Topic) -> None:
    energy.parent = pipelines
    with pytest.raises(ValidationError) as refusal:
        energy.full_clean()
    assert refusal.value.message_dict["parent"] == [SENTENCE]


def test_a_form_refuses_a_topic_as_its_own_parent(energy: Topic) -> None:
    energy.parent = energy
    with pytest.raises(ValidationError) as refusal:
        energy.full_clean()
    assert refusal.value.message_dict["parent"] == [SENTENCE]


def test_a_form_takes_a_move_to_another_branch(energy: Topic, pipelines: Topic) -> None:
    pipelines.parent = energy
    pipelines.full_clean()
    pipelines.save()
    assert set(energy.children.all()) == {pipelines, Topic.objects.get(slug="gas")}


def test_the_database_refuses_a_circle_by_save(energy: Topic, pipelines: Topic) -> None:
    energy.parent = pipelines
    with pytest.raises(IntegrityError, match="can not be a part of itself"), transaction.atomic():
        energy.save()


def test_the_database_refuses_a_circle_by_update(energy: Topic, pipelines: Topic) -> None:
    with pytest.raises(IntegrityError, match="can not be a part of itself"), transaction.atomic():
        Topic.objects.filter(pk=energy.pk).update(parent=pipelines)


def test_the_database_refuses_a_circle_by_bulk_update(energy: Topic, gas: Topic) -> None:
    energy.parent = gas
    with pytest.raises(IntegrityError, match="can not be a part of itself"), transaction.atomic():
        Topic.objects.bulk_update([energy], ["parent"])


def test_the_database_refuses_a_circle_by_upsert(energy: Topic, gas: Topic) -> None:
    again = Topic(key=energy.key, slug=energy.slug, name=energy.name, parent=gas)
    with pytest.raises(IntegrityError, match="can not be a part of itself"), transaction.atomic():
        Topic.objects.bulk_create(
            [again], update_conflicts=True, unique_fields=["key"], update_fields=["parent"]
        )


def test_the_database_refuses_a_circle_made_in_two_moves(energy: Topic, gas: Topic) -> None:
    other = make_topic(slug="coal")
    Topic.objects.filter(pk=energy.pk).update(parent=other)
    with pytest.raises(IntegrityError, match="can not be a part of itself"), transaction.atomic():
        Topic.objects.filter(pk=other.pk).update(parent=gas)


def test_the_database_refuses_a_circle_by_one_statement_for_both(energy: Topic) -> None:
    coal = make_topic(slug="coal")
    swapped = F("pk") * -1 + energy.pk + coal.pk  # each beneath the other
    with pytest.raises(IntegrityError, match="can not be a part of itself"), transaction.atomic():
        Topic.objects.filter(pk__in=[energy.pk, coal.pk]).update(parent_id=swapped)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's own")
def test_sqlite_refuses_a_circle_by_replacement(energy: Topic, gas: Topic) -> None:
    with pytest.raises(IntegrityError, match="can not be a part of itself"), transaction.atomic():
        connection.cursor().execute(
            "INSERT OR REPLACE INTO briefs_topic "
            "(id, key, slug, name, names, definition, parent_id) "
            "SELECT id, key, slug, name, names, definition, %s FROM briefs_topic WHERE id = %s",
            [gas.pk, energy.pk],
        )


def test_the_database_refuses_a_topic_as_its_own_parent(energy: Topic) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.filter(pk=energy.pk).update(parent=energy)


def test_a_topic_with_narrower_ones_cant_be_deleted(energy: Topic, gas: Topic) -> None:
    with pytest.raises(IntegrityError):
        energy.delete()


@pytest.mark.django_db
def test_a_tree_may_be_as_deep_as_wished() -> None:
    top = lowest = make_topic()
    for _ in range(150):
        lowest = make_topic(parent=lowest)
    lowest.full_clean()
    top.parent = lowest
    with pytest.raises(ValidationError, match="a part of itself"):
        top.full_clean()
    with pytest.raises(IntegrityError, match="can not be a part of itself"), transaction.atomic():
        top.save()
