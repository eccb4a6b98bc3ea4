"""The checklist as the desk shows it: each problem with a way to its place, and out of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Model
from django.http import QueryDict
from django.urls import reverse

from briefs.admin.changes import name_of
from briefs.admin.fields import is_key, label_of
from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.brief import Brief
from briefs.models.evidence import Evidence
from briefs.models.region import Region
from briefs.models.source import Source
from briefs.publishing import Draft, Place, Problem
from briefs.publishing.checklist import typed

ADD = "_relate"  # the button that lists rows among the brief's relations, and saves
RELATIONS: dict[type[Model], str] = {Actor: "actors", Agreement: "agreements", Region: "regions"}
AROUND = 40  # characters shown on each side of a place
LONGEST = 120  # and of the place itself
SHOWN = 5  # problems of one sort; the rest stand beneath a summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The words of a place with those around them; `start` and `end` as browsers count them."""

    start: int
    end: int
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A problem as it is shown, with the way to its field and what can be done about it.

    `links` are pairs of an address and words, `buttons` of a value to send and words.
    """

    problem: Problem
    name: str
    url: str
    excerpt: Excerpt | None
    links: list[tuple[str, str]]
    buttons: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Problems of one sort: the first ones, and the rest."""

    code: str
    first: list[Item]
    rest: list[Item]

    @property
    def addable(self) -> bool:
        """Whether the brief's relations may list some of it."""
        return any(item.buttons for item in self.first)

    @property
    def all(self) -> list[str]:
        """What a button for all of them sends; of names that several share none."""
        items = (*self.first, *self.rest)
        return [item.buttons[0][0] for item in items if len(item.buttons) == 1]


def grouped(problems: Iterable[Problem], draft: Draft, form: str = "") -> list[Group]:
    """Problems by their sort, in the order of the first of each.

    `form` is the address of the brief's form, for a page that isn't it.
    """
    texts = typed(draft)
    kept = list(problems)
    order = list(dict.fromkeys(problem.code for problem in kept))
    kept.sort(key=lambda problem: order.index(problem.code))
    groups = []
    for code, found in groupby(kept, key=lambda problem: problem.code):
        items = [_item(problem, texts.get(problem.field, ""), form) for problem in found]
        groups.append(Group(code=code, first=items[:SHOWN], rest=items[SHOWN:]))
    return groups


def form_of(brief: Brief) -> str:
    """The address of a brief's form."""
    return reverse("admin:briefs_brief_change", args=[brief.pk])


def with_added(sent: QueryDict) -> QueryDict:
    """What a form sent, with the rows listed that the pressed button names, to be gone on with."""
    said = sent.copy()
    for pair in (said.pop(ADD, None) or [""])[-1].split():
        relation, _colon, pk = str(pair).partition(":")
        if relation in RELATIONS.values() and is_key(pk) and pk not in said.getlist(relation):
            said.appendlist(relation, pk)
    said["_continue"] = "1"
    return said


def _item(problem: Problem, text: str, form: str) -> Item:
    excerpt = _excerpt(text, problem.place) if problem.place else None
    place = f"?place={excerpt.start}-{excerpt.end}" if form and excerpt else ""
    return Item(
        problem=problem,
        name=name_of(problem.field),
        url=f"{form}{place}#id_{problem.field}" if problem.field else form,
        excerpt=excerpt,
        links=[link for row in problem.about for link in _links(row)],
        buttons=[
            (f"{RELATIONS[type(row)]}:{row.pk}", str(row))
            for row in problem.about
            if type(row) in RELATIONS
        ],
    )


def _links(row: Model) -> list[tuple[str, str]]:
    """The way to a source; to a passage, and before that to the claim that it states."""
    match row:
        case Evidence():
            words = reverse("admin:briefs_evidence_followed", args=[row.pk])
            return [_link(row.claim), (words, label_of(row))]
        case Source():
            return [_link(row)]
        case _:
            return []


def _link(row: Model) -> tuple[str, str]:
    return reverse(f"admin:briefs_{row._meta.model_name}_change", args=[row.pk]), label_of(row)


def _excerpt(text: str, place: Place) -> Excerpt:
    """The words and those around them, of the same line: whole words where they are cut."""
    before = text[: place.start].rpartition("\n")[2]
    words = text[place.start : place.end]
    after = text[place.end :].partition("\n")[0]
    return Excerpt(
        start=in_browsers(text[: place.start]),
        end=in_browsers(text[: place.end]),
        before=before if len(before) <= AROUND else f"…{before[-AROUND:].partition(' ')[2]}",
        words=words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…",
        after=after if len(after) <= AROUND else f"{after[:AROUND].rpartition(' ')[0]}…",
    )


def in_browsers(text: str) -> int:
    """The length of a text as browsers count it: in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
