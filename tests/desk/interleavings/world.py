"""A small world of nouns that several people edit, and their forms as a browser would have them."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from briefs.editorial.content import Content, take
from briefs.editorial.shapes import EVIDENCE, NOUNS, SHAPES
from briefs.models import Brief, Evidence, Image, Merger, Milestone, Party, Term, Topic
from briefs.models.names import Versioned
from briefs.models.tag import Tag
from tests import factories

_worlds = itertools.count(1)
MARK = re.compile(r"\bq\d+n\d+\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where everything is, by numbers: so that another process can be told."""

    number: int
    brief: int
    agreement: int
    evidence: int
    images: list[int]
    topics: list[int]

    @property
    def nouns(self) -> dict[str, list[int]]:
        """The nouns that people edit, by their sort."""
        return {
            "brief": [self.brief],
            "agreement": [self.agreement],
            "evidence": [self.evidence],
            "image": self.images,
        }

    def mark(self, number: int | str) -> str:
        """A word that no other edit writes, of this world or another."""
        return f"q{self.number}n{number}"


def make_world() -> World:
    """A brief, an agreement, a passage of the one for a term of the other, two images."""
    number = next(_worlds)
    topics = [factories.make_topic(name=f"q{number}n{each}") for each in range(100, 104)]
    brief = factories.make_brief(
        body="One is here. Two is here. Three is here.\n\nFour is here. Five is here.",
        key_points=["First.", "Second.", "Third."],
        tags=(f"q{number}n200", f"q{number}n201"),
        authors=tuple(factories.make_actor() for _ in range(3)),
    )
    brief.topics.set(topics[:2])
    agreement = factories.make_agreement(
        description="Six is said. Seven is said.\n\nEight is said.", names={"ru": "Договор"}
    )
    agreement.topics.set(topics[1:3])
    for actor in brief.authors.all():
        Party.objects.create(agreement=agreement, actor=actor, role="side")
    for note in ("a first note", "a second note"):
        Milestone.objects.create(agreement=agreement, status="signed", note=note)
    terms = [Term.objects.create(agreement=agreement, label=x, value="1") for x in ("A", "B")]
    return World(
        number=number,
        brief=brief.pk,
        agreement=agreement.pk,
        evidence=factories.make_evidence(brief, exact="Two is here", term=terms[0]).pk,
        images=[factories.make_image().pk for _ in range(2)],
        topics=[topic.pk for topic in topics],
    )


def found(noun: str, pk: int) -> Versioned | None:
    """A noun of the world; None once somebody has deleted it."""
    return NOUNS[noun]._base_manager.filter(pk=pk).first()


def form_of(noun: Versioned) -> dict[str, Any]:
    """What the noun's form would send, opened now: its page isn't drawn, which takes 100 ms."""
    content = take(noun)
    data: dict[str, Any] = {"_version": str(noun.version)}
    fields = dict(content["fields"])
    if isinstance(noun, Evidence):
        fields["brief"] = fields.pop("brief_key")
    model: Any = Brief if isinstance(noun, Evidence) else None
    data |= {name: _sent(type(noun), name, value, model) for name, value in fields.items()}
    for name, keys in content["sets"].items():
        rows = Tag if name == "tags" else type(noun)._meta.get_field(name).related_model
        there = rows._base_manager.filter(key__in=keys)  # type: ignore[union-attr]
        if name == "tags":
            data[name] = ", ".join(sorted(there.values_list("name", flat=True)))
        else:
            data[name] = [str(pk) for pk in there.values_list("pk", flat=True)]
    for name, rows_of in SHAPES[type(noun)].rows.items():
        data |= _rows_of_form(noun, name, rows_of.model, rows_of.parent, content["rows"][name])
    return data


def _rows_of_form(
    noun: Versioned, name: str, model: Any, parent: str, said: dict[str, Any]
) -> dict[str, Any]:
    there = model._default_manager.filter(**{parent: noun})
    # Another editor may have added one since the content was read.
    rows = {str(key): pk for key, pk in there.values_list("key", "pk") if str(key) in said}
    count = str(len(rows))
    data: dict[str, Any] = {f"{name}-TOTAL_FORMS": count, f"{name}-INITIAL_FORMS": count}
    for number, (key, pk) in enumerate(rows.items()):
        prefix = f"{name}-{number}-"
        data |= {f"{prefix}id": str(pk), f"{prefix}row_key": key, f"{prefix}{parent}": str(noun.pk)}
        data |= {f"{prefix}{field}": _sent(model, field, v) for field, v in said[key].items()}
    return data


def _sent(model: type[Any], name: str, value: Any, leads_to: Any = None) -> str:
    """A value of a content as a browser sends it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\r\n".join(value)
    if isinstance(value, dict):
        return "\r\n".join(f"{language}: {said}" for language, said in value.items())
    if name == "brief":
        return str(leads_to.objects.get(key=value).pk)
    if related := model._meta.get_field(name).related_model:
        return str(related._base_manager.get(key=value).pk)
    return str(value).replace("\n", "\r\n")


def list_of_images(world: World) -> dict[str, Any]:
    """What the list of images would send, shown now."""
    count = str(len(world.images))
    data: dict[str, Any] = {"form-TOTAL_FORMS": count, "form-INITIAL_FORMS": count}
    for number, image in enumerate(Image.objects.filter(pk__in=world.images).order_by("-pk")):
        row = {"id": image.pk, "alt": image.alt, "credit": image.credit, "seen": image.version}
        data |= {f"form-{number}-{name}": str(value) for name, value in row.items()}
    return data


def names_of_sets() -> dict[str, str]:
    """What tags and topics are called, by key; and topics by number, as forms send them.

    What was merged into another keeps the name that it had.
    """
    names = {str(key): name for key, name in Tag.objects.values_list("key", "name")}
    for pk, key, name in Topic.objects.values_list("pk", "key", "name"):
        names |= {str(key): name, str(pk): name}
    for merger in Merger.objects.all():
        names[str(merger.key_from)] = merger.name_from
        for step in merger.steps:
            if step["kind"] == "removed" and step["model"] == "topic":
                names |= {str(row["id"]): row["name"] for row in step["rows"]}
    return names


def marks_of(content: Content, world: World, names: Mapping[str, str]) -> set[str]:
    """The words of edits in what a noun says of its own, passages aside."""
    said: list[Any] = list(content["fields"].values())
    said += [names.get(key, "") for keys in content["sets"].values() for key in keys]
    for name, rows in content["rows"].items():
        for row in rows.values() if name != EVIDENCE else ():
            said += [world.mark(row["order"])] if "order" in row else row.values()
    return set(MARK.findall("\n".join(map(str, said))))


def marks_of_form(data: Mapping[str, Any], world: World, names: Mapping[str, str]) -> set[str]:
    """The same of a form; rows that are to be deleted say nothing."""
    gone = tuple(name.removesuffix("DELETE") for name in data if name.endswith("DELETE"))
    said: list[str] = []
    for name, value in data.items():
        if gone and name.startswith(gone):
            continue
        if name.endswith("-order"):
            said.append(world.mark(int(value or 0)))
        elif isinstance(value, list):
            said += [names.get(item, "") for item in value]
        else:
            said.append(value)
    return set(MARK.findall("\n".join(said)))
