"""Names: what an actor, agreement, topic or published brief is called, found while one types."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.names import readers_languages, with_words
from briefs.models.publication import Publication
from briefs.models.topic import Topic
from briefs.search import fulltext, postings, sayings
from briefs.search.newest import topic_tree
from briefs.search.query import SHORTEST_BEGINNING, Group, Phrase
from briefs.search.rebuilding import NotMadeYet
from briefs.search.vocabulary import stems
from briefs.words import folded, normalised, stem

LIMIT = 8
OF_A_NOUN = 4  # at most, so that each has a place
_CANDIDATES = 60
_COMPLETIONS = 200  # words that a beginning may become
_ENDING = 3  # letters that a stem may lack: a word that is being typed has more than it


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something that readers can open, by the name that was asked for.

    `other` is its name in the reader's language, where that is another.
    """

    name: str
    other: str
    noun: str
    url: str


def named(text: str) -> list[Named]:
    """What is called so, or begins so, in any of its languages; the likeliest first.

    The number of queries doesn't depend on the size of the collection.
    """
    typed = folded(text)
    if not typed:
        return []
    start = " ".join([*typed[:-1], typed[-1][: max(_ENDING, len(typed[-1]) - _ENDING)]])
    with postings.seen_once():
        found = [
            match
            for noun in (_actors(typed, start), _agreements(typed, start), _topics(typed))
            for match in _best(noun, typed)
        ]
        found.extend(_best(_publications(typed), typed))
    return sorted(found, key=lambda match: not _starts_so(match, typed))[:LIMIT]


def _best(found: Iterable[Named], typed: list[str]) -> list[Named]:
    """The few of a noun that say least beyond what was typed."""

    def likeliness(match: Named) -> tuple[bool, int]:
        return (not _starts_so(match, typed), len(match.name))

    return sorted(found, key=likeliness)[:OF_A_NOUN]


def _starts_so(match: Named, typed: list[str]) -> bool:
    return " ".join(_words_of(match.name)[0]).startswith(" ".join(typed))


def _is_called(name: str, typed: list[str]) -> bool:
    words, stems = _words_of(name)
    return all(
        any(word.startswith(part) for word in words) or _words_of(part)[1] <= stems
        for part in typed
    )


@lru_cache(maxsize=8192)  # with each letter that is typed, mostly the same names are looked at
def _words_of(name: str) -> tuple[list[str], set[str]]:
    return folded(name), set(normalised(name))


def _called(names: Iterable[str], typed: list[str]) -> str | None:
    """The first of several names that was meant."""
    return next((name for name in names if _is_called(name, typed)), None)


def _actors(typed: list[str], start: str) -> Iterator[Named]:
    candidates = Actor.objects.named(start).order_by("name", "pk").prefetch_related("names")
    for actor in candidates[:_CANDIDATES]:
        names = {row.name: row.is_former for row in actor.names.all()}
        names = {actor.label: False, actor.name: False} | names
        if name := _called(names, typed):
            usual = actor.label
            if names[name]:
                usual = _("former name of %(name)s") % {"name": usual}
            yield _named(actor, name, usual, actor.get_kind_display())


def _agreements(typed: list[str], start: str) -> Iterator[Named]:
    candidates = Agreement.objects.filter(with_words(start)).order_by("title", "pk")
    for agreement in candidates[:_CANDIDATES]:
        if name := _called([agreement.label, agreement.title, *agreement.names.values()], typed):
            yield _named(agreement, name, agreement.label, agreement.get_kind_display())


def _topics(typed: list[str]) -> Iterator[Named]:
    languages, noun = readers_languages(), str(Topic._meta.verbose_name)
    for topic in topic_tree().topics.values():
        usual = next((topic.names[each] for each in languages if each in topic.names), topic.name)
        if name := _called(dict.fromkeys([usual, topic.name, *topic.names.values()]), typed):
            yield _named(topic, name, usual, noun)


def _publications(typed: list[str]) -> Iterator[Named]:
    try:
        side = postings.current().side
    except NotMadeYet:  # nouns are found without
        return
    shown = Publication.objects.listed().select_related("current")
    shown = shown.only("slug", "current__title")
    for publication in shown.filter(pk__in=_titled(typed, side)):
        title = publication.current.title if publication.current else ""
        if _is_called(title, typed):
            yield _named(publication, title, title, _("brief"))


def _titled(typed: list[str], side: int) -> list[int]:
    """The latest publications whose title has the words that were typed; the last is a beginning.

    A short beginning says little: where it stands alone, it has to begin a title.
    """
    *whole, last = typed
    groups = [_words([stem(word)]) for word in whole]
    if len(last) >= SHORTEST_BEGINNING:
        groups.append(
            _words([*sayings.beginning(side, last, most=_COMPLETIONS), *stems(side, last)])
        )
    elif not whole:
        start = last.encode()
        so = Publication.objects.filter(title_key__gte=start, title_key__lt=start + b"\xff")
        return list(so.order_by("title_key", "pk").values_list("pk", flat=True)[:_CANDIDATES])
    return fulltext.titled(side, groups, limit=_CANDIDATES)


def _words(words: Iterable[str]) -> Group:
    return tuple(Phrase(words=(word,), typed=word) for word in words)


def _named(row: Actor | Agreement | Topic | Publication, name: str, usual: str, noun: str) -> Named:
    other = usual if usual != name else ""
    return Named(name=name, other=other, noun=noun, url=row.get_absolute_url())
