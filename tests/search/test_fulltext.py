"""Full text: both databases find what looking at every word of every text finds.

FULLTEXTS=2000 sets how many collections of texts are tried instead of the few of the suite.
"""

import datetime as dt
import os
import uuid
from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs.models import Edition, Publication
from briefs.search import fulltext
from briefs.search.query import Group, Phrase, parse
from briefs.words import normalised

pytestmark = pytest.mark.django_db

SIDE = 0
CASES = int(os.environ.get("FULLTEXTS", "60"))
WORDS = [
    *("gas", "gases", "Treaty", "treaties", "a", "well-known", "2014", "co2", "x" * 600, "ﬁn"),
    *("соглашения", "соглашение", "ёлка", "й", "и"),
    *("پاکستان", "پاكستان", "آب", "اب", "علي", "۱۲۳"),
    *("条約", "条", "能源条約", "हिन्दी", "ไทย", "ᲥᲐᲠᲗᲣᲚᲘ", "𞤀𞤣", "㌖", "Straße", "²", "①"),
]

words = st.sampled_from(WORDS)
any_letters = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
texts = st.lists(words | any_letters, max_size=8).map(" ".join)
phrases = st.lists(words, min_size=1, max_size=3).map(lambda said: f'"{" ".join(said)}"')
terms = words | any_letters | phrases | words.map(lambda word: f"{word[:4]}*")
queries = st.one_of(
    terms,
    st.builds("{} {}".format, terms, terms),
    st.builds("{} OR {}".format, terms, terms),
    st.builds("{} OR {} {} OR {}".format, terms, terms, terms, terms),
    st.builds("{} -{}".format, terms, terms),
)


def shelve(*said: tuple[str, str, str]) -> dict[int, tuple[str, str, str]]:
    """Make texts (title, summary, body) findable: by the number of the publication."""
    day = dt.date(2021, 9, 30)
    publications = Publication.objects.bulk_create(
        Publication(brief_key=uuid.uuid4(), slug=f"b{n}", published_on=day, updated_on=day)
        for n in range(len(said))
    )
    found = {}
    for publication, parts in zip(publications, said, strict=True):
        title, summary, text = parts
        edition = Edition(publication=publication, title=title, summary=summary, text=text)
        fulltext.write(SIDE, publication.pk, fulltext.text_of(edition))
        found[publication.pk] = parts
    return found


def found(q: str) -> set[int]:
    """What a query finds, exclusions aside."""
    return having(parse(q).all_of)


def having(groups: tuple[Group, ...]) -> set[int]:
    """What says a phrase of each group."""
    said = fulltext.said(SIDE, (phrase for group in groups for phrase in group))
    return set.intersection(*({pk for each in group for pk in said[each][0]} for group in groups))


def by_hand(shelf: dict[int, tuple[str, str, str]], groups: tuple[Group, ...]) -> set[int]:
    return {
        pk
        for pk, parts in shelf.items()
        if all(any(_has(parts, phrase) for phrase in group) for group in groups)
    }


def _has(parts: tuple[str, str, str], phrase: Phrase) -> bool:
    size, last = len(phrase.words), phrase.words[-1]
    ends: Callable[[str], bool] = lambda word: (  # noqa: E731
        word.startswith(last) if phrase.unfinished else word == last
    )
    return any(
        tuple(field[at : at + size - 1]) == phrase.words[:-1] and ends(field[at + size - 1])
        for field in map(normalised, parts)
        for at in range(len(field) - size + 1)
    )


@settings(deadline=None, max_examples=CASES, suppress_health_check=list(HealthCheck))
@given(
    said=st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=6),
    asked=st.lists(queries, min_size=1, max_size=12),
)
def test_both_databases_find_what_brute_force_finds(
    said: list[tuple[str, str, str]], asked: list[str]
) -> None:
    with transaction.atomic():
        shelf = shelve(*said)
        for q in asked:
            query = parse(q)
            wanted = [query.all_of] if query.all_of else []
            wanted += [(query.none_of,)] if query.none_of else []
            for groups in wanted:
                assert having(groups) == by_hand(shelf, groups), q
        transaction.set_rollback(True)


class TestLongTexts:
    def test_a_phrase_is_found_beyond_what_an_engine_remembers_of_places(self) -> None:
        # PostgreSQL keeps the first 256 places of a word, and none past the 16,383rd.
        near = " ".join(["the sea"] * 400) + " the strait"
        far = " ".join(f"w{number}" for number in range(20_000)) + " gas pipeline"
        one, other = shelve(("Near", "", near), ("Far", "", far))

        assert found('"the strait"') == {one}
        assert found('"gas pipeline"') == {other}
        assert found('"pipeline gas"') == found('"w5 w7"') == set()

    def test_a_phrase_ends_where_its_field_ends(self) -> None:
        shelve(("Gas", "pipelines", "of Asia"))

        assert found('"gas pipelines"') == set()
        assert len(found("gas pipelines asia")) == 1

    def test_a_book_in_many_words_can_be_indexed(self) -> None:
        (book,) = shelve(("Book", "", " ".join(f"слово{number:06}" for number in range(150_000))))

        assert found("слово000001") == {book}
