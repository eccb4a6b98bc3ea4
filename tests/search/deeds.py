"""Random deeds of editors, and answers to readers: what a process of its own does in a test."""

import random
from collections import Counter
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import QueryDict

from briefs.editorial import restoring
from briefs.editorial.mergers import CannotMerge, merge
from briefs.editorial.parting import CannotUndo, undo
from briefs.editorial.transitions import Refused
from briefs.models import Actor, Agreement, Brief, BriefAuthor, Merger, Region, Tag, Topic
from briefs.publishing import PublishRefused, archive, erase, publish, remove, withdraw
from briefs.publishing.shelf import AlreadyErased
from briefs.search import EditionFilter, NoSuchPage, find, rebuilding
from tests.search.collection import DAYS, KINDS, LANGUAGES, WORDS

MOST_BRIEFS, MOST_NOUNS = 40, 9
REFUSALS = (
    *(Refused, PublishRefused, CannotMerge, CannotUndo, AlreadyErased),
    *(ProtectedError, ObjectDoesNotExist),  # somebody has just deleted it
)
_RELATED = {"topics": Topic, "actors": Actor, "agreements": Agreement, "regions": Region}


class Editor:
    """Somebody who does random things, some of which are refused."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.seed = seed

    def do(self, deeds: int) -> Counter[str]:
        """That many; how often each sort was done."""
        done: Counter[str] = Counter()
        for number in range(deeds):
            deed = self.chance.choices(list(_DEEDS), [weight for weight, _ in _DEEDS.values()])[0]
            try:
                _DEEDS[deed][1](self, f"{self.seed}-{number}")
            except REFUSALS:
                done[f"{deed}, refused"] += 1
            else:
                done[deed] += 1
        return done

    def any_of(self, model: Any) -> Any:
        """A row; DoesNotExist where there is none."""
        numbers = list(model.objects.order_by("pk").values_list("pk", flat=True))
        return model.objects.get(pk=self.chance.choice(numbers) if numbers else None)

    def some_of(self, model: Any) -> list[Any]:
        rows = list(model.objects.order_by("pk"))
        return self.chance.sample(rows, min(len(rows), self.chance.randint(0, 2)))

    def words(self) -> str:
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, 5)))

    def publish(self, name: str) -> None:
        """A new brief, or another edition of one that there is."""
        if Brief.objects.count() < MOST_BRIEFS and self.chance.random() < 0.6:
            brief = Brief.objects.create(slug=f"brief-{name}", title="New")
        else:
            brief = self.any_of(Brief)
        try:
            with transaction.atomic():
                self.write(brief, name)
        except IntegrityError as gone:
            raise ObjectDoesNotExist from gone  # a noun that somebody has just deleted
        publish(brief, note="Other words.")

    def write(self, brief: Brief, name: str) -> None:
        """Other words in a brief, about other nouns."""
        brief.title, brief.summary = self.words(), self.words()
        brief.body = f"{self.words()}\n\nedition{name}"
        brief.kind, brief.language = self.chance.choice(KINDS), self.chance.choice(LANGUAGES)
        brief.published_on = self.chance.choice(DAYS)
        brief.save()
        for field, model in _RELATED.items():
            getattr(brief, field).set(self.some_of(model))
        brief.author_rows.all().delete()
        for actor in self.some_of(Actor):
            BriefAuthor.objects.create(brief=brief, actor=actor)
        brief.tags.set([tag.name for tag in self.some_of(Tag)])

    def leave(self, _name: str) -> None:
        brief = self.any_of(Brief)
        match self.chance.choice(["withdraw", "archive", "remove", "erase"]):
            case "withdraw":
                withdraw(brief, reason="Wrong.")
            case "archive":
                archive(brief)
            case "remove":
                remove(brief, reason="Wrong.")
            case "erase":
                publication = remove(brief, reason="The law.")
                root = User.objects.get(username="root")
                erase(publication.edition, by=root, reason="The law.")

    def rename(self, name: str) -> None:
        noun = self.any_of(self.chance.choice(_NOUNS))
        noun.slug = f"renamed-{name}"
        if not isinstance(noun, Agreement):
            noun.name = f"Renamed {name}"
        noun.save()

    def add_noun(self, name: str) -> None:
        model = self.chance.choice(_NOUNS)
        if model.objects.count() >= MOST_NOUNS:
            return
        if model is Agreement:
            Agreement.objects.create(slug=f"new-{name}", title=f"New {name}", kind="treaty")
        elif model is Actor:
            Actor.objects.create(slug=f"new-{name}", name=f"New {name}", kind="state")
        else:
            model.objects.create(slug=f"new-{name}", name=f"New {name}")

    def delete_noun(self, _name: str) -> None:
        restoring.delete(self.any_of(self.chance.choice(_NOUNS)), by=None)

    def move(self, _name: str) -> None:
        topic, above = self.any_of(Topic), self.any_of(Topic)
        up: Topic | None = above
        while up and up != topic:
            up = up.parent
        if not up:  # it wouldn't be beneath itself
            topic.parent = above
            topic.save()

    def merge(self, _name: str) -> None:
        model = self.chance.choice((Actor, Topic, Tag))
        merge(self.any_of(model), [self.any_of(model)], by=None)

    def part(self, _name: str) -> None:
        if mergers := list(Merger.objects.standing()):
            undo(self.chance.choice(mergers), by=None)

    def rebuild(self, _name: str) -> None:
        """The whole index, or a part of one, which somebody else goes on with."""
        steps = self.chance.choice([1, 3, 100])
        for _step, _number in zip(rebuilding.rebuild(anyway=True), range(steps), strict=False):
            pass
        for _step in rebuilding.clear():
            pass


_NOUNS: tuple[Any, ...] = (Topic, Actor, Agreement, Region, Tag)
_DEEDS = {
    "publish": (12, Editor.publish),
    "leave": (2, Editor.leave),
    "rename": (1, Editor.rename),
    "add a noun": (1, Editor.add_noun),
    "delete a noun": (0.5, Editor.delete_noun),
    "move": (0.5, Editor.move),
    "merge": (1, Editor.merge),
    "part": (1, Editor.part),
    "rebuild": (0.5, Editor.rebuild),
}


def do(seed: int, deeds: int) -> Counter[str]:
    """What an editor does, in this process."""
    rebuilding.BATCH, rebuilding.GRACE = 4, 0
    return Editor(seed).do(deeds)


def answers(asked: list[str]) -> list[Any]:
    """What this process answers to each query: total, pages, ids, counts; None past the last."""
    return [_answer(query) for query in asked]


def _answer(query: str) -> Any:
    asked = EditionFilter(QueryDict(query))
    assert asked.is_valid(), (query, asked.form.errors)
    try:
        found = find(asked.form.cleaned_data, asked.snapshot)
    except NoSuchPage:
        return None
    counts = {
        facet.name: {choice.value: choice.count for choice in facet.choices if choice.count}
        for facet in found.facets
    }
    return found.total, found.page.pages, [one.pk for one in found.cards], counts
