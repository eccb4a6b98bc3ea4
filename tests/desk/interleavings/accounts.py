"""The reckoning: every version accounts for what it lacks of the one before it."""

import datetime as dt
from dataclasses import dataclass

from briefs.editorial.content import take
from briefs.models import Edition, Merger, Publication, Version
from briefs.models.names import Versioned
from briefs.models.version import Way
from tests.desk.interleavings.editors import Save
from tests.desk.interleavings.world import MARK, World, found, marks_of, names_of_sets


@dataclass(slots=True)
class Tally:
    """What was tried, and what came of it."""

    collections: int = 0
    edits: int = 0
    conflicts: int = 0
    refused: int = 0
    published: int = 0
    merged: int = 0

    def add(self, world: World, saves: list[Save], conflicts: int, refused: int) -> None:
        """One collection, that has been reckoned."""
        brief = found("brief", world.brief)
        assert brief is not None
        self.collections += 1
        self.edits += len(saves)
        self.conflicts += conflicts
        self.refused += refused
        self.published += Edition.objects.filter(publication__brief_key=brief.key).count()
        self.merged += Merger.objects.filter(name_from__startswith=world.mark("")).count()

    def __str__(self) -> str:
        return (
            f"{self.collections} collections: {self.edits} edits accepted, 0 lost; "
            f"{self.conflicts} conflicts shown, {self.refused} refused, "
            f"{self.published} editions, {self.merged} mergers between them"
        )


def called_at(mergers: list[Merger], moment: dt.datetime) -> dict[str, str]:
    """What merged tags and topics were called at a moment, by the names that they had."""
    called: dict[str, str] = {}
    for merger in reversed(mergers):  # the first made last: what it was merged into may have gone
        if merger.made_at <= moment:
            called[merger.name_from] = called.get(merger.name_into, merger.name_into)
    return called


def reckon(world: World, saves: list[Save]) -> None:
    """Assert that no edit of a world is lost, and that all that it says is in its versions."""
    names, mergers = names_of_sets(), list(Merger.objects.order_by("pk"))
    for noun, numbers in world.nouns.items():
        for pk in numbers:
            there = found(noun, pk)
            if there is not None:
                own = [save for save in saves if (save.noun, save.pk) == (noun, pk)]
                _reckon_noun(there, own, world, names, mergers)
    _reckon_editions(world)


def _reckon_noun(
    noun: Versioned,
    saves: list[Save],
    world: World,
    names: dict[str, str],
    mergers: list[Merger],
) -> None:
    by_tag = {save.tag: save for save in saves if save.tag}
    open_ended = [save for save in saves if not save.tag]
    accounted = set()
    raw: set[str] = set()
    versions = list(Version.objects.of(noun).order_by("number"))
    for version in versions:
        called = called_at(mergers, version.made_at)

        def now_called(marks: set[str], called: dict[str, str] = called) -> set[str]:
            return {called.get(mark, mark) for mark in marks}

        before, raw = raw, marks_of(version.content, world, names)
        own = [by_tag[mark] for mark in raw - before if mark in by_tag]
        accounted |= {save.tag for save in own}
        if not own and version.way == Way.ACTION:
            own = [save for save in open_ended if save.who == version.who]
        where = f"{noun!r}, version {version.number} ({version.way})"
        lost = now_called(before) - now_called(raw)
        for save in own:
            lost -= now_called(save.opened) - now_called(save.typed)
            lost -= now_called(save.shown)
            # What was added under one name of what they had under another is no addition.
            added = now_called(save.typed) - now_called(save.opened)
            missing = added - now_called(raw | save.shown)
            assert not missing, f"{where} lacks its own {missing}"
            # What was chosen of theirs, they may have taken out before that was sent.
            unheard = save.chosen & (before | save.typed)
            unheard = now_called(unheard) - now_called(raw)
            assert not unheard, f"{where} lacks the chosen {unheard}"
        assert not lost, f"{where} lost {lost}"
        assert own or version.way == Way.CASCADE or version is versions[0], where
    assert accounted == by_tag.keys(), f"{by_tag.keys() - accounted} are in no version"
    if versions:
        assert versions[-1].content == take(noun), "what it says is in no version"


def _reckon_editions(world: World) -> None:
    """What readers have of the brief is what the version said that it was made from."""
    brief = found("brief", world.brief)
    assert brief is not None
    place = Publication.objects.select_related("current").filter(brief_key=brief.key).first()
    version = Version.objects.of(brief).filter(number=brief.shelved_version).first()  # type: ignore[attr-defined]
    if place is None or place.current is None or version is None:
        return
    edition: Edition = place.current
    said = version.content["fields"]
    assert MARK.findall(edition.body_markdown) == MARK.findall(said["body"])
    assert MARK.findall(edition.title) == MARK.findall(said["title"])
