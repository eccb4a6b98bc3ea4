"""An agreement's status, and who is party to it, follow from its steps, now and as of a day."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.models import Actor, Agreement, Milestone, Party, portrait
from briefs.models.life import Life, life_of
from briefs.models.milestone import Status
from briefs.models.period import period_of
from briefs.publishing import publish
from tests.factories import make_actor, make_agreement, make_brief, make_evidence
from tests.models.test_periods import dated

pytestmark = pytest.mark.django_db

# Whose a step is, by a letter, or nobody's own; what it is; when.
type Steps = list[tuple[str, str, str]]
type Tell = Callable[..., Life]


@pytest.fixture
def tell() -> Tell:
    """The life of an agreement with these steps, published."""

    def made(steps: Steps, *, parties: str = "AB", role: str = "party", as_of: str = "") -> Life:
        agreement, brief = make_agreement(), make_brief()
        actors = {letter: make_actor(name=letter) for letter in "ABCD"}
        rows: list[Any] = [
            Party.objects.create(agreement=agreement, actor=actors[letter], role=role)
            for letter in parties
        ]
        rows += [
            Milestone.objects.create(
                agreement=agreement, actor=actors.get(letter), status=status, date=date
            )
            for letter, status, date in steps
        ]
        for row in rows:
            make_evidence(brief, **{row._meta.model_name: row})
        publish(brief)
        found = Agreement.objects.get(pk=agreement.pk)
        portrait.give_lives([found])
        return portrait.life(found, period_of(as_of) if as_of else None)

    return made


def standings(life: Life) -> dict[str, str]:
    """What each party is, by its letter; with a question mark where dates leave it open."""
    return {
        each.party.actor.name: each.standing.value + ("" if each.certain else "?")
        for each in life.memberships
    }


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        pytest.param([("", "signed", "2014"), ("", "in-force", "2016")], "in-force", id="together"),
        pytest.param([("A", "signed", "2014")], None, id="one has signed"),
        pytest.param([("A", "signed", "2014"), ("B", "signed", "2015")], "signed", id="both"),
        pytest.param(
            [("", "signed", "2014"), ("A", "ratified", "2015")], "signed", id="one has ratified"
        ),
        pytest.param(
            [("", "signed", "2014"), ("A", "ratified", "2015"), ("B", "ratified", "2016")],
            "ratified",
            id="both have ratified",
        ),
        pytest.param(
            [("A", "ratified", "2015"), ("B", "signed", "2016")], "signed", id="the slower counts"
        ),
        pytest.param([("", "in-force", "2016"), ("C", "acceded", "2019")], "in-force", id="joined"),
        pytest.param(
            [("", "ratified", "2016"), ("C", "acceded", "2019")], "ratified", id="who came later"
        ),
        pytest.param(
            [("A", "in-force", "2016"), ("B", "in-force", "2017")], "in-force", id="for two"
        ),
        pytest.param(
            [("", "in-force", "2016"), ("A", "withdrawn", "2020")], "withdrawn", id="one is left"
        ),
        pytest.param(
            [("", "in-force", "2016"), ("C", "acceded", "2017"), ("A", "withdrawn", "2020")],
            "in-force",
            id="two are left",
        ),
        pytest.param(
            [("", "in-force", "2016"), ("A", "suspended", "2020"), ("A", "in-force", "2021")],
            "in-force",
            id="taken up again",
        ),
        pytest.param(
            [("", "in-force", "2016"), ("A", "completed", "2020")], "in-force", id="one is done"
        ),
        pytest.param(
            [("A", "completed", "2020"), ("B", "completed", "2021")], "completed", id="both done"
        ),
        pytest.param(
            [("", "terminated", "2016"), ("A", "ratified", "2020")], "terminated", id="too late"
        ),
    ],
)
def test_a_partys_own_step_is_the_agreements_once_they_have_come_there_together(
    tell: Tell, steps: Steps, status: str | None
) -> None:
    assert tell(steps).status == status


def test_who_only_watches_is_not_waited_for(tell: Tell) -> None:
    steps = [("A", "signed", "2014"), ("B", "signed", "2014")]

    assert tell(steps, parties="C", role="observer").status == "signed"


@pytest.mark.parametrize(
    ("as_of", "status", "perhaps"),
    [
        ("2013", None, []),
        ("2014-06", None, ["signed"]),
        ("2014", "signed", []),
        ("2016-05", "signed", []),
        ("2016-06-15", "signed", ["in-force"]),
        ("2016-07", "in-force", []),
        ("2021", "terminated", []),
    ],
)
def test_the_status_was_another_then(
    tell: Tell, as_of: str, status: str | None, perhaps: list[str]
) -> None:
    steps = [("", "signed", "2014"), ("", "in-force", "2016-06"), ("", "terminated", "2020")]

    life = tell(steps, as_of=as_of)

    assert (life.status, life.perhaps) == (status, perhaps)


@pytest.mark.parametrize(
    ("as_of", "parties"),
    [
        ("2013", {"A": "not-yet", "B": "not-yet", "C": "not-yet"}),
        ("2014", {"A": "party", "B": "party", "C": "not-yet"}),
        ("2017-03", {"A": "party", "B": "party", "C": "party?"}),
        ("2018", {"A": "party", "B": "party", "C": "party"}),
        ("2020", {"A": "left", "B": "party", "C": "party"}),
    ],
)
def test_who_was_party_then(tell: Tell, as_of: str, parties: dict[str, str]) -> None:
    steps = [("", "signed", "2014"), ("C", "acceded", "2017"), ("A", "withdrawn", "2020")]

    assert standings(tell(steps, parties="ABC", as_of=as_of)) == parties


def test_a_party_without_a_dated_step_may_have_been_one_then(tell: Tell) -> None:
    assert standings(tell([], as_of="2014")) == {"A": "party?", "B": "party?"}
    assert standings(tell([("", "signed", "")], as_of="2014")) == {"A": "party?", "B": "party?"}
    assert standings(tell([])) == {"A": "party", "B": "party"}


def test_steps_that_come_later_are_left_out(tell: Tell) -> None:
    life = tell([("", "signed", "2014"), ("A", "ratified", "2016")], as_of="2015")

    assert [step.status for step in life.steps] == ["signed"]
    assert [each.steps for each in life.memberships] == [[], []]


class Told(Milestone):
    """A step that is stated as done, without a database."""

    happened = True

    class Meta:
        app_label = "briefs"
        proxy = True


steps_of_three = st.lists(
    st.builds(
        lambda actor, status, year: (actor, status, year),
        st.sampled_from([None, 1, 2, 3]),
        st.sampled_from(Status.values),
        st.integers(2000, 2005),
    ),
    max_size=8,
)


def life_in_memory(told: list[tuple[int | None, str, int]], *, as_of: str = "") -> Life:
    agreement = Agreement(pk=1)
    parties = [
        Party(pk=n, agreement=agreement, actor=Actor(pk=n, name=str(n)), role="party")
        for n in (1, 2)
    ]
    steps: list[Milestone] = [
        dated(Told(pk=n, agreement=agreement, actor_id=actor, status=status), date=str(year))
        for n, (actor, status, year) in enumerate(told)
    ]
    return life_of(parties, steps, period_of(as_of) if as_of else None)


@settings(max_examples=200)
@given(steps_of_three, st.integers(2000, 2005))
def test_a_year_shows_what_the_steps_until_its_end_come_to(
    told: list[tuple[int | None, str, int]], year: int
) -> None:
    # Whoever takes a step of their own later is one of those that are waited for.
    told = [step for step in told if step[0] is None or step[2] <= year]

    once = life_in_memory(told, as_of=str(year))

    assert once.status == life_in_memory([step for step in told if step[2] <= year]).status
    assert once.perhaps == []


@settings(max_examples=200)
@given(steps_of_three)
def test_steps_of_all_alone_leave_the_latest(told: list[tuple[int | None, str, int]]) -> None:
    together: list[tuple[int | None, str, int]] = [
        (None, status, year) for _actor, status, year in told
    ]
    order = Status.values
    latest = max(together, key=lambda step: (step[2], order.index(step[1])), default=None)

    assert life_in_memory(together).status == (latest[1] if latest else None)
