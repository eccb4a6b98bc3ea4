"""Whatever was saved, restored, deleted and recovered before: a version restored says the same.

RESTORINGS=500 sets how many sequences are tried instead of the few of the suite.
"""

import os
from itertools import count
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs.editorial import restoring
from briefs.editorial.content import Content, take
from briefs.editorial.shapes import EVIDENCE
from briefs.editorial.versions import editing
from briefs.models import Agreement, Brief, BriefAuthor, Evidence, Version, Way
from briefs.models.names import Versioned
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_evidence,
    make_milestone,
    make_topic,
)

RUNS = int(os.environ.get("RESTORINGS", "10"))
_numbers = count(1)
STEPS = ("words", "relation", "row", "less", "passage", "no passage", "restore", "recover")


class Desk:
    """A brief and an agreement, joined by passages, and somebody who edits both at random."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.user = User.objects.create_user(f"anna {next(_numbers)}")
        brief, agreement = make_brief(tags=("gas",)), make_agreement()
        make_evidence(brief, milestone=make_milestone(agreement))
        self.keys = {Brief: brief.key, Agreement: agreement.key}

    def noun(self, model: Any) -> Any:
        return model.objects.get(key=self.keys[model])

    def take(self, model: Any, step: str) -> None:
        noun = self.noun(model)
        match step:
            case "restore":
                self.restore(noun)
            case "recover":
                restoring.delete(noun, by=self.user)
                (version,) = Version.objects.deleted(model).defer(None)
                restoring.recover(version, by=self.user)
            case "passage" | "no passage":
                self.change_passages(step)
            case _:
                with editing(noun, by=self.user, way=Way.FORM):
                    self.change(noun, step)

    def change(self, noun: Any, step: str) -> None:
        match step, noun:
            case "words", _:
                noun.title = f"Title {next(_numbers)}"
                noun.save()
            case "relation", _:
                noun.topics.set([make_topic()] if self.random.random() < 0.7 else [])
            case "row", Brief():
                noun.author_rows.create(actor=make_actor(), order=next(_numbers) % 1000)
                noun.tags.add(f"tag {next(_numbers)}")
            case "row", _:
                make_milestone(noun, note=f"Note {next(_numbers)}")
                noun.parties.create(actor=make_actor())
                noun.milestones.create(actor=make_actor(), status="ratified")
                noun.reservations.create(actor=make_actor(), text=f"Text {next(_numbers)}")
                noun.bodies.create(actor=make_actor())
                noun.terms.create(label="Length", value=f"{next(_numbers)} km", quantity="5 km")
            case "less", Brief() if noun.author_rows.exists():
                self.random.choice(list(BriefAuthor.objects.filter(brief=noun))).delete()
                noun.tags.clear()
            case "less", Agreement() if noun.milestones.exists():
                self.random.choice(list(noun.milestones.order_by("pk"))).delete()

    def change_passages(self, step: str) -> None:
        brief, agreement = self.noun(Brief), self.noun(Agreement)
        passage = Evidence.objects.of_brief(brief.key).first()
        with (
            editing(brief, by=self.user, way=Way.FORM),
            editing(agreement, by=self.user, way=Way.FORM),
        ):
            if step == "no passage" and passage:
                passage.delete()
            elif milestones := list(agreement.milestones.order_by("pk")):
                milestone = self.random.choice(milestones)
                make_evidence(brief, milestone=milestone, locator=f"p. {next(_numbers)}")

    def restore(self, noun: Versioned) -> None:
        version = self.random.choice(list(Version.objects.of(noun)))
        restoring.restore(noun, version, by=self.user, seen=noun.version)
        check(take(self.noun(type(noun))), version.content, brief=isinstance(noun, Brief))


def check(now: Content, then: Content, *, brief: bool) -> None:
    """All is as it was, keys included; of passages, those whose claim there still is."""
    rows = [{name: r for name, r in c["rows"].items() if name != EVIDENCE} for c in (now, then)]
    assert rows[0] == rows[1]
    assert (now["fields"], now["sets"]) == (then["fields"], then["sets"])
    passages = then["rows"][EVIDENCE]
    alive = take_claims()
    expected = {key: said for key, said in passages.items() if said["milestone"] in alive}
    kept = now["rows"][EVIDENCE]
    assert {key: said for key, said in kept.items() if key in passages} == expected
    assert not brief or kept == expected


def take_claims() -> set[str]:
    keys = Agreement.objects.values_list("milestones__key", flat=True)
    return {str(key) for key in keys}


def numbers_go_up(noun: Versioned) -> bool:
    numbers = list(Version.objects.of(noun).order_by("number").values_list("number", flat=True))
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


@pytest.mark.django_db
@settings(
    max_examples=RUNS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from([Brief, Agreement]), st.sampled_from(STEPS)),
        min_size=2,
        max_size=12,
    ),
    random=st.randoms(use_true_random=False),
)
def test_a_version_restored_says_what_it_said(steps: list[tuple[Any, str]], random: Random) -> None:
    desk = Desk(random)
    for model in (Brief, Agreement):
        desk.take(model, "words")
    for model, step in steps:
        desk.take(model, step)
    for model in (Brief, Agreement):
        noun = desk.noun(model)
        desk.restore(noun)
        assert numbers_go_up(noun)
        assert noun.pk
