"""The index is in step with what is published, in every process, whatever happens between."""

import threading

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from pytest_django.fixtures import DjangoAssertNumQueries

from briefs.models import Brief, IndexVersion, Posting, SearchText
from briefs.publishing import publish, withdraw
from briefs.search import EditionFilter, find, postings
from tests.factories import again, make_brief


def found(query: str = "") -> list[str]:
    """What a reader finds now."""
    asked = EditionFilter(QueryDict(query))
    assert asked.is_valid()
    return [publication.slug for publication in find(asked.form.cleaned_data, asked.snapshot).cards]


@pytest.mark.django_db
def test_a_new_edition_is_found_by_its_new_words_and_no_longer_by_the_old() -> None:
    brief = make_brief(slug="brief", body="Of coal.", kind="report")
    publish(brief)
    assert found("q=coal") == found("kind=report") == ["brief"]

    brief.body, brief.kind = "Of wind.", "statement"
    again(brief)

    assert found("q=coal") == found("kind=report") == []
    assert found("q=wind") == found("kind=statement") == ["brief"]


@pytest.mark.django_db
def test_the_words_of_a_withdrawn_brief_are_found_no_more() -> None:
    brief = make_brief(slug="brief", body="Of coal.")
    publish(brief)
    withdraw(brief, reason="Wrong.")

    assert found("q=coal") == found() == []

    again(brief)

    assert found("q=coal") == found() == ["brief"]


@pytest.mark.django_db
def test_an_edited_draft_is_not_found() -> None:
    brief = make_brief(body="Of coal.")
    publish(brief)
    Brief.objects.update(body="Of wind.", title="Wind")
    make_brief(title="Wind", body="Of wind.")

    assert found("q=wind") == []


@pytest.mark.django_db(transaction=True)
class TestCommitted:
    def test_a_publish_that_is_rolled_back_leaves_nothing(self) -> None:
        publish(make_brief(slug="kept"))
        assert found() == ["kept"]
        before = list(Posting.objects.order_by("pk").values())

        with transaction.atomic():
            publish(make_brief(slug="lost", body="Of coal."))
            assert found() == ["lost", "kept"]
            transaction.set_rollback(True)

        assert found() == ["kept"]
        assert found("q=coal") == []
        assert list(Posting.objects.order_by("pk").values()) == before

    def test_what_a_rolled_back_transaction_saw_is_not_remembered(self) -> None:
        publish(make_brief(slug="first"))
        found()
        with transaction.atomic():
            publish(make_brief(slug="lost"))
            assert len(found()) == 2
            transaction.set_rollback(True)
        publish(make_brief(slug="second"))  # the same version number as the lost one's

        assert found() == ["second", "first"]

    def test_an_index_made_anew_is_seen_by_processes_that_hold_the_old_one(self) -> None:
        brief = make_brief(slug="brief", kind="report")
        publish(brief)
        assert found("kind=report") == ["brief"]
        Posting.objects.filter(facet="kind").delete()
        IndexVersion.objects.update(version=0)

        assert found("kind=report") == ["brief"]

    def test_an_index_made_in_an_earlier_way_is_made_anew(self) -> None:
        publish(make_brief(slug="brief", body="Of coal."))
        assert found("q=coal") == ["brief"]
        SearchText.objects.update(body="koal")
        IndexVersion.objects.update(making=0)

        assert found("q=coal") == ["brief"]
        assert found("q=koal") == []

    def test_what_is_published_before_such_an_index_is_looked_at_is_in_it(self) -> None:
        publish(make_brief(slug="one", body="Of coal."))
        found()
        IndexVersion.objects.update(making=0)
        publish(make_brief(slug="other", body="Of coal."))

        assert found("q=coal") == ["other", "one"]

    def test_publishing_at_once_loses_nothing(self) -> None:
        briefs = [make_brief(slug=f"brief-{number}", body="Of coal.") for number in range(12)]
        found()
        errors: list[Exception] = []

        def run(mine: list[Brief]) -> None:
            try:
                for brief in mine:
                    publish(brief)
            except Exception as error:
                errors.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(briefs[start::3],)) for start in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert not errors
        assert len(found()) == len(found("q=coal")) == 12
        assert SearchText.objects.count() == 12

    def test_a_reader_who_is_slower_than_others_reads_nothing_anew(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        publish(make_brief())
        postings.current()
        older = postings.versions()["postings"]
        publish(make_brief())
        newest = postings.current()

        with django_assert_num_queries(1):
            assert postings.at(older) is newest
        assert postings.current() is newest

    def test_a_reader_asks_one_small_query_when_nothing_has_changed(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        publish(make_brief())
        first = postings.current()

        with django_assert_num_queries(1):
            assert postings.current() is first
