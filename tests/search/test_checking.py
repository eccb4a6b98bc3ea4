"""An index that isn't right is told from one that is, and what differs is named."""

import datetime as dt
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pyroaring import BitMap

from briefs.models import IndexVersion, Posting, Publication, Saying, SearchText, Word
from briefs.publishing import withdraw
from briefs.search.checking import differences
from tests.factories import brief_of, make_actor, published
from tests.search.test_postings import found


@pytest.fixture
def shelf(db: None) -> None:
    """An index of three briefs, one of them withdrawn."""
    actor = make_actor(name="Somebody")
    said = {"title": "Coal", "body": "Of coal pipelines.", "published_on": dt.date(2021, 9, 30)}
    for slug in ("a", "b", "gone"):
        edition = published(slug=slug, authors=(actor,), **said)
    found()
    withdraw(brief_of(edition), reason="Wrong.")


def _one(facet: str) -> Posting:
    return Posting.objects.get(facet=facet)


def _lacks_one() -> None:
    posting = _one("day")
    posting.bitmap = BitMap(list(BitMap.deserialize(bytes(posting.bitmap)))[1:]).serialize()
    posting.save()


def _has_another() -> None:
    posting, gone = _one("listed"), Publication.objects.get(slug="gone")
    posting.bitmap = (BitMap.deserialize(bytes(posting.bitmap)) | BitMap([gone.pk])).serialize()
    posting.save()


def _says_nonsense() -> None:
    side = IndexVersion.objects.get(name="postings").side
    bits = BitMap([5]).serialize()
    Posting.objects.create(side=side, facet="x", value="y", block=0, bitmap=bits, version=1)


def _keeps_words_of_a_withdrawn_brief() -> None:
    text = SearchText.objects.first()
    assert text
    text.pk, text.publication = None, Publication.objects.get(slug="gone")
    text.save(force_insert=True)


def _of(slug: str) -> "SearchText":
    return SearchText.objects.get(publication__slug=slug)


def _say(word: str, by: Callable[[list[int]], list[int]]) -> None:
    saying = Saying.objects.get(stem=word.encode())
    saying.said = BitMap(by(list(BitMap.deserialize(bytes(saying.said))))).serialize()
    saying.save()


DAMAGES: dict[str, tuple[Callable[[], object], str]] = {
    "a day lacks one": (_lacks_one, "The posting day=2021-09-30 lacks a."),
    "a month is gone": (lambda: _one("month").delete(), "The posting month=2021-09 lacks a, b."),
    "a withdrawn one is listed": (_has_another, "The posting listed=1 wrongly has gone."),
    "a facet that there isn't": (_says_nonsense, "The posting x=y wrongly has number 5."),
    "a text is gone": (lambda: _of("b").delete(), "The text of b is missing."),
    "another text": (
        lambda: SearchText.objects.filter(pk=_of("a").pk).update(body="wind"),
        "The text of a has other words than the edition.",
    ),
    "a withdrawn text": (
        _keeps_words_of_a_withdrawn_brief,
        "The text of gone is kept, which no list shows.",
    ),
    "a word finds one too few": (
        lambda: _say("coal", lambda ids: ids[1:]),
        "The word “coal” doesn't find a.",
    ),
    "a word finds nothing": (
        lambda: Saying.objects.filter(stem=b"coal").delete(),
        "The word “coal” doesn't find a, b.",
    ),
    "a word finds one too many": (
        lambda: _say("coal", lambda ids: [*ids, Publication.objects.get(slug="gone").pk]),
        "The word “coal” wrongly finds gone.",
    ),
    "a word weighs less": (
        lambda: Saying.objects.filter(stem=b"coal").update(title=b""),
        "The word “coal” weighs otherwise than it should in a, b.",
    ),
    "a word that nobody says": (
        lambda: Saying.objects.filter(stem=b"coal").update(stem=b"koal"),
        "The word “koal” wrongly finds a, b.",
    ),
    "a word is gone": (
        lambda: Word.objects.filter(word=b"pipelines").delete(),
        "The word “pipelines” is missing in the list of words.",
    ),
    "a wrong stem": (
        lambda: Word.objects.filter(word=b"pipelines").update(stem="pipes"),
        "The word “pipelines” has the stem “pipes” in the list of words.",
    ),
    "an earlier way": (
        lambda: IndexVersion.objects.filter(name="postings").update(making=1),
        "The index was made in way 1; this release makes it in way",
    ),
    "no index": (
        lambda: IndexVersion.objects.filter(name="postings").update(version=0),
        "There is no index yet.",
    ),
}


@pytest.mark.usefixtures("shelf")
def test_an_index_that_is_right_has_no_difference() -> None:
    said = StringIO()

    call_command("check_index", stdout=said)

    assert said.getvalue() == "The index is right: 2 briefs.\n"


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_is_wrong_is_named(damage: str) -> None:
    do, sentence = DAMAGES[damage]
    do()

    told = list(differences())

    assert sentence in {one[: len(sentence)] for one in told}
    assert len(told) == (2 if damage == "a word that nobody says" else 1)


@pytest.mark.usefixtures("shelf")
def test_the_command_fails_where_something_is_wrong() -> None:
    Posting.objects.filter(facet__in=("month", "kind", "author")).delete()
    said = StringIO()

    with pytest.raises(CommandError, match=r"3 places: `manage.py rebuild_index` makes it anew"):
        call_command("check_index", stdout=said, most=2)

    assert len(said.getvalue().splitlines()) == 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its index itself")
@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM briefs_fulltext_{0}_docsize "
        "WHERE id = (SELECT min(id) FROM briefs_fulltext_{0}_docsize)",
        "INSERT INTO briefs_fulltext_{0}(rowid, title, summary, body) VALUES (99, 'a', 'b', 'c')",
        "INSERT INTO briefs_fulltext_{0}(briefs_fulltext_{0}) VALUES ('delete-all')",
        "DELETE FROM briefs_fulltext_{0}_data WHERE id > 10",
    ],
    ids=["lacks a text", "has another", "is empty", "is half gone"],
)
def test_an_engine_that_knows_other_words_is_told(spoil: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(spoil.format(IndexVersion.objects.get(name="postings").side))

    assert list(differences()) == [
        "The full-text engine finds phrases of other texts than are kept for it."
    ]
