"""Somebody at the desk: opens forms and lists, edits, saves, decides; what they saved is told."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from briefs.editorial.mergers import CannotMerge, merge
from briefs.editorial.transitions import Refused
from briefs.editorial.versions import SavedSince
from briefs.models import Brief, Topic, Version
from briefs.models.tag import Tag
from briefs.models.version import Way
from briefs.publishing import PublishRefused, schedule
from tests.desk.interleavings.edits import EDITS, sign
from tests.desk.interleavings.world import (
    MARK,
    World,
    form_of,
    found,
    list_of_images,
    marks_of_form,
    names_of_sets,
)
from tests.desk.opened import fields_of
from tests.desk.sent import question_of

IMAGES = reverse("admin:briefs_image_changelist")
FIRST = 1000  # numbers below are of the world's beginning


@dataclass(slots=True)
class Save:
    """An accepted save of a noun: what its editor had before them, what they typed and chose."""

    noun: str
    pk: int
    who: str
    tag: str = ""  # a word that the save has added for certain; none where it only took away
    opened: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    chosen: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Form:
    """What somebody has open."""

    data: dict[str, Any]
    seen: set[str]


def opened(noun: str, world: World) -> Form | None:
    """A form, or the list of images, opened now; None where the noun is deleted."""
    if noun == "image":
        data = list_of_images(world)
    elif there := found(noun, world.nouns[noun][0]):
        data = form_of(there)
    else:
        return None
    return Form(data, marks_of_form(data, world, names_of_sets()))


def all_opened(world: World) -> dict[str, Form]:
    """Every form of a world."""
    forms = {noun: opened(noun, world) for noun in world.nouns}
    return {noun: form for noun, form in forms.items() if form}


class Editor:
    """Somebody with a world of nouns before them."""

    def __init__(self, number: int, world: World, random: Random) -> None:
        self.name = f"editor-{number}"
        self.user = User.objects.filter(username=self.name).first()
        self.user = self.user or User.objects.create_superuser(self.name)
        self.client = Client()
        self.client.force_login(self.user)
        self.world, self.random = world, random
        self.numbers = count(FIRST + 3000 * number)
        self.saves: list[Save] = []
        self.conflicts = self.refused = 0
        self.forms: dict[str, Form] = {}

    def mark(self) -> str:
        """A word that nobody else writes."""
        return self.world.mark(next(self.numbers))

    def open_all(self, forms: dict[str, Form]) -> None:
        """Have everything open, as it was at the beginning of a world."""
        self.forms = {noun: Form(dict(form.data), form.seen) for noun, form in forms.items()}

    def do(self, deed: str, noun: str = "brief") -> None:
        """One turn."""
        match deed:
            case "open":
                self.open(noun)
            case "save":
                self.save_list() if noun == "image" else self.save(noun)
            case _:
                getattr(self, deed)()

    def open(self, noun: str) -> None:
        """Open a form anew; the one that was open is left as it was, unsaved."""
        if form := opened(noun, self.world):
            self.forms[noun] = form

    def save(self, noun: str) -> None:
        """Edit some of a form and press Save, deciding whatever is asked."""
        if noun not in self.forms:
            self.open(noun)
        form = self.forms.pop(noun, None)
        if form is None:
            return
        pk, tag = self.world.nouns[noun][0], self.mark()
        for edit in self.random.sample(EDITS[noun], k=min(len(EDITS[noun]), 3)):
            edit(form.data, self)
        sign(noun, form.data, tag)
        typed = marks_of_form(form.data, self.world, names_of_sets())
        save = Save(noun, pk, self.name, tag, opened=form.seen, typed=typed)
        url = reverse(f"admin:briefs_{noun}_change", args=[pk])
        page = self.client.post(url, form.data | {"_save": "1"})
        for _ in range(30):
            if page.status_code != 409:
                break
            assert self._edited_since(form, noun, pk), "asked, though nobody edited it"
            page = self._decide(page, url, save)
        if page.status_code == 302:
            self.saves.append(save)
        else:  # deleted meanwhile; or the words of a passage are gone from the brief
            assert page.status_code in {200, 410}, page.status_code
            assert page.status_code == 410 or b"errorlist" in page.content
            self.refused += 1

    def _edited_since(self, form: Form, noun: str, pk: int) -> bool:
        there, edited = found(noun, pk), [Way.FORM, Way.ACTION]
        if noun == "agreement":  # a passage of its claims counts, too: it'd go with its claim
            edited.append(Way.CASCADE)
        since = Version.objects.filter(number__gt=int(form.data["_version"]), way__in=edited)
        return there is None or since.of(there).exists()

    def _decide(self, page: Any, url: str, save: Save) -> Any:
        # From the page itself: what its templates were given is mixed up between threads.
        data, save.chosen = fields_of(page), set()
        for piece in html.fromstring(page.content.decode()).xpath("//fieldset"):
            self.conflicts += 1
            was, theirs, mine = piece.xpath(".//dd")
            said = [self._marks(side) for side in (was, theirs, mine)]
            save.shown |= set().union(*said)
            for gone in piece.xpath(".//dd//del"):
                gone.drop_tree()
            own = save.tag in self._marks(mine)  # a save is known by it
            take = "mine" if own else self.random.choice(["mine", "theirs"])
            save.chosen |= self._marks(mine if take == "mine" else theirs)
            data[piece.xpath(".//input/@name")[0]] = take
        return self.client.post(url, data)

    def _marks(self, side: Any) -> set[str]:
        said = " ".join(side.itertext())
        orders = {self.world.mark(int(number)) for number in re.findall(r"\b\d{4,5}\b", said)}
        return set(MARK.findall(said)) | orders

    def save_list(self) -> None:
        """Edit rows of the list of images; where somebody else did, too, save again."""
        if "image" not in self.forms:
            self.open("image")
        form = self.forms.pop("image")
        saves = [self._edit_row(form.data, number) for number in range(len(self.world.images))]
        page = self.client.post(IMAGES, form.data | {"_save": "1"})
        for _ in range(10):
            if page.status_code == 302:
                break
            self.conflicts += 1
            errors = html.fromstring(page.content.decode()).xpath("//ul[@class='errorlist']")
            shown = set(MARK.findall(" ".join(" ".join(one.itertext()) for one in errors)))
            for save in saves:
                save.shown |= shown
            data = fields_of(page, "//form[@id='changelist-form']")
            page = self.client.post(IMAGES, data | {"_save": "1"})
        assert page.status_code == 302
        self.saves += saves

    def _edit_row(self, data: dict[str, Any], number: int) -> Save:
        def marks() -> set[str]:
            row = {name: said for name, said in data.items() if name.startswith(f"form-{number}-")}
            return marks_of_form(row, self.world, {})

        save = Save("image", int(data[f"form-{number}-id"]), self.name, self.mark(), opened=marks())
        data[f"form-{number}-{self.random.choice(['alt', 'credit'])}"] = save.tag
        save.typed = marks()
        return save

    def add_tag(self) -> None:
        """The list's action."""
        tag = self.mark()
        if self._act("add_tags", tags=tag):
            save = Save("brief", self.world.brief, self.name, tag, typed={tag})
            self.saves.append(save)

    def take_tag(self) -> None:
        """The list's action, with a tag that the brief has."""
        tags = Tag.objects.filter(desk_rows__content_object=self.world.brief)
        names = list(tags.order_by("pk").values_list("name", flat=True))
        if names and self._act("take_tags", tags=(name := self.random.choice(names))):
            self.saves.append(Save("brief", self.world.brief, self.name, opened={name}))

    def take_topic(self) -> None:
        """The list's action, with a topic that the brief has."""
        topics = Topic.objects.filter(pk__in=self.world.topics).order_by("pk")
        topic = self.random.choice(list(topics))
        if self._act("take_topics", topics=[topic.pk]):
            self.saves.append(Save("brief", self.world.brief, self.name, opened={topic.name}))

    def _act(self, action: str, **given: Any) -> bool:
        brief = Brief.objects.get(pk=self.world.brief)
        page = self.client.post(question_of(self.client, action, brief), given)
        return bool(page.status_code == 302)

    def publish(self) -> None:
        """Have it published at a minute, which comes at once or in somebody's later turn."""
        at = timezone.now() + timedelta(hours=1)
        try:
            brief = Brief.objects.get(pk=self.world.brief)
            schedule.schedule(brief, at=at, note="News.", by=self.user)
            if self.random.random() < 0.5:
                self.minute()
        except (PublishRefused, Refused, SavedSince):
            self.refused += 1

    def minute(self) -> None:
        """The worker does what is due."""
        schedule.run_due(timezone.now() + timedelta(hours=2))

    def merge_tags(self) -> None:
        """Two tags of the brief turn out to be one."""
        tags = Tag.objects.filter(desk_rows__content_object=self.world.brief).order_by("pk")
        self._merge(list(tags))

    def merge_topics(self) -> None:
        """Two topics turn out to be one."""
        self._merge(list(Topic.objects.filter(pk__in=self.world.topics).order_by("pk")))

    def _merge(self, nouns: list[Any]) -> None:
        if len(nouns) < 2:
            return
        into, other = self.random.sample(nouns, 2)
        try:
            merge(into, [other], by=self.user)
        except CannotMerge:
            self.refused += 1

    def work(self, turns: int) -> None:
        """Some turns, as chance has them."""
        for _ in range(turns):
            if self.random.random() < 0.3:
                self.do(self.random.choice(BESIDE))
            else:
                self.do(self.random.choice(["open", "save", "save"]), self.random.choice(NOUNS))


NOUNS = ("brief", "brief", "agreement", "evidence", "image")
BESIDE = (
    *("add_tag", "take_tag", "take_topic"),
    *("publish", "minute", "merge_tags", "merge_topics"),
)
