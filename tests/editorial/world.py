"""Random worlds of nouns that refer to each other, and a picture of all that a database holds."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from hypothesis import strategies as st

from briefs.models import (
    Actor,
    ActorName,
    Agreement,
    Body,
    BriefAuthor,
    Event,
    Evidence,
    FormerAddress,
    Identifier,
    IndexVersion,
    Merger,
    Milestone,
    Participant,
    Party,
    Position,
    Reservation,
    Succession,
    Tag,
    Topic,
)
from briefs.models.audit import Entry
from briefs.models.version import Version
from briefs.publishing import publish
from tests.factories import make_brief

NUMBERS = range(4)  # of actors, topics, tags and briefs
BESIDES = (Merger, IndexVersion, Entry, Version)  # what merging and undoing leave behind
NUMBERS_OF_VERSIONS = ("version", "shelved_version")


def _some(most: int = 3) -> st.SearchStrategy[list[int]]:
    return st.lists(st.sampled_from(NUMBERS), max_size=most, unique=True)


_number = st.sampled_from(NUMBERS)
_pairs = st.lists(st.tuples(st.integers(0, 1), _number), max_size=6, unique=True)
_texts = st.lists(st.sampled_from(["", "Said."]), min_size=4, max_size=4)

worlds = st.fixed_dictionaries(
    {
        # A topic's broader one has a smaller number, or there is none.
        "parents": st.tuples(st.none(), *(st.none() | st.integers(0, n - 1) for n in (1, 2, 3))),
        "texts": _texts,
        "briefs": st.lists(
            st.fixed_dictionaries(
                {name: _some() for name in ("actors", "authors", "topics", "tags")}
            ),
            min_size=1,
            max_size=3,
        ),
        "parties": st.lists(
            st.tuples(st.integers(0, 1), _number, st.sampled_from(["buyer", "seller"])),
            max_size=7,
            unique=True,
        ),
        "steps": _pairs,
        "reservations": _pairs,
        "bodies": _pairs,
        "succeed": _some(),
        "participants": _pairs,
        "positions": st.lists(st.tuples(_number, st.none() | _number), max_size=4),
        "names": st.lists(
            st.tuples(_number, st.sampled_from(["Rus", "Actor 1"])), max_size=5, unique=True
        ),
        "identified": st.none() | _number,
        "agreement_topics": _pairs,
        "event_topics": _pairs,
        "languages": st.lists(
            st.dictionaries(st.sampled_from(["ru", "ur"]), st.just("Имя")), min_size=4, max_size=4
        ),
        "renamed": _some(),
    }
)


@dataclass(slots=True)
class World:
    """What was made of a description."""

    actors: list[Actor]
    topics: list[Topic]
    tags: list[Tag]

    def nouns(self, sort: str) -> list[Any]:
        return list(getattr(self, f"{sort}s"))


def make_world(said: dict[str, Any]) -> World:
    """Enter a world, with its briefs published."""
    actors, topics, tags = _nouns(said)
    agreements = [
        Agreement.objects.create(slug=f"agreement-{n}", title=f"Agreement {n}", kind="treaty")
        for n in (0, 1)
    ]
    events = [Event.objects.create(slug=f"event-{n}", title="Talks", kind="talks") for n in (0, 1)]
    claims: list[dict[str, Any]] = [
        {"party": Party.objects.create(agreement=agreements[a], actor=actors[n], role=role)}
        for a, n, role in said["parties"]
    ]
    claims += [
        {
            "position": Position.objects.create(
                holder=actors[n], of=None if of is None else actors[of], title="Head"
            )
        }
        for n, of in said["positions"]
    ]
    for model, rows in ((Milestone, "steps"), (Reservation, "reservations"), (Body, "bodies")):
        name = model._meta.model_name or ""
        claims += [
            {name: model.objects.create(agreement=agreements[a], actor=actors[n])}
            for a, n in said[rows]
        ]
    past = Actor.objects.create(slug="past", name="Past", kind="state")
    claims += [
        {"succession": Succession.objects.create(successor=actors[n], predecessor=past)}
        for n in said["succeed"]
    ]
    for event, number in said["participants"]:
        Participant.objects.create(event=events[event], actor=actors[number])
    for agreement, number in said["agreement_topics"]:
        agreements[agreement].topics.add(topics[number])
    for event, number in said["event_topics"]:
        events[event].topics.add(topics[number])
    _briefs(said, World(actors, topics, tags), claims)
    return World(actors, topics, tags)


def _nouns(said: dict[str, Any]) -> tuple[list[Actor], list[Topic], list[Tag]]:
    actors: list[Actor] = []
    topics: list[Topic] = []
    tags: list[Tag] = []
    for number in NUMBERS:
        text, parent = said["texts"][number], said["parents"][number]
        actors.append(
            Actor.objects.create(
                slug=f"actor-{number}", name=f"Actor {number}", kind="state", description=text
            )
        )
        topics.append(
            Topic.objects.create(
                slug=f"topic-{number}",
                name=f"Topic {number}",
                definition=text,
                names=said["languages"][number],
                parent=None if parent is None else topics[parent],
            )
        )
        tags.append(Tag.objects.create(slug=f"tag-{number}", name=f"tag {number}"))
    for number in said["renamed"]:
        for noun in (actors[number], topics[number], tags[number]):
            noun.slug = f"renamed-{noun.slug}"
            noun.save()
    for number, name in said["names"]:
        ActorName.objects.create(actor=actors[number], name=name, language="en")
    if said["identified"] is not None:
        Identifier.objects.create(actor=actors[said["identified"]], scheme="iso", value="RU")
    return actors, topics, tags


def _briefs(said: dict[str, Any], world: World, claims: list[dict[str, Any]]) -> None:
    for number, named in enumerate(said["briefs"]):
        brief = make_brief(slug=f"brief-{number}")
        brief.actors.set(world.actors[n] for n in named["actors"])
        brief.topics.set(world.topics[n] for n in named["topics"])
        brief.tags.set(world.tags[n] for n in named["tags"])
        for order, author in enumerate(named["authors"]):
            BriefAuthor.objects.create(brief=brief, actor=world.actors[author], order=order)
        for claim in claims[number::3]:
            by = world.actors[len(claims) % 4]
            Evidence.objects.create(
                brief_key=brief.key, exact="Some words.", attributed_to=by, **claim
            )
        publish(brief)


def picture() -> dict[str, list[dict[str, Any]]]:
    """All that the database holds of the site, but for what a merger itself leaves."""
    models = apps.get_app_config("briefs").get_models(include_auto_created=True)
    return {
        model.__name__: [
            {
                name: bytes(value) if isinstance(value, memoryview) else value
                for name, value in row.items()
                if name not in NUMBERS_OF_VERSIONS
            }
            for row in model._base_manager.order_by("pk").values()
        ]
        for model in models
        if model not in BESIDES
    }


def former() -> set[tuple[str, str]]:
    return set(FormerAddress.objects.values_list("noun", "slug"))
