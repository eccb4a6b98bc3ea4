"""Merging: nothing is lost, readers find the union, and what makes no sense is refused."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from briefs.editorial.mergers import CannotMerge, merge, names_today, rehearsal
from briefs.models import (
    Actor,
    ActorName,
    BriefAuthor,
    Evidence,
    FormerAddress,
    Identifier,
    Merger,
    Participant,
    Party,
    Position,
    Succession,
    Tag,
    Topic,
)
from briefs.models.audit import Entry
from briefs.publishing import publish
from briefs.search import counts
from tests.factories import (
    make_actor,
    make_agreement,
    make_brief,
    make_event,
    make_evidence,
    make_topic,
)

pytestmark = pytest.mark.django_db


def refused(*nouns: Any) -> str:
    with pytest.raises(CannotMerge) as refusal:
        merge(nouns[0], nouns[1:], by=None)
    return str(refusal.value)


class TestAnActor:
    def test_leaves_all_that_refers_to_it_to_the_other(self) -> None:
        russia, rf = make_actor(name="Russia"), make_actor(name="RF")
        brief = make_brief(authors=(rf,))
        brief.actors.add(rf)
        party = Party.objects.create(agreement=make_agreement(), actor=rf)
        Participant.objects.create(event=make_event(), actor=rf)
        minister = make_actor(kind="person")
        Position.objects.create(holder=minister, of=rf, title="Minister")
        Position.objects.create(holder=rf, title="Member")
        passage = make_evidence(brief, party=party, attributed_to=rf)
        Identifier.objects.create(actor=rf, scheme="iso", value="RU")

        merge(russia, [rf], by=None)

        assert list(brief.actors.all()) == list(brief.authors.all()) == [russia]
        assert Party.objects.get().actor == Participant.objects.get().actor == russia
        assert minister.positions.get().of == russia.positions.get().holder == russia
        assert Evidence.objects.get() == passage
        assert Evidence.objects.get().attributed_to == russia
        assert russia.identifiers.get().value == "RU"
        assert not Actor.objects.filter(key=rf.key).exists()

    def test_keeps_other_accounts_of_whom_it_came_after(self) -> None:
        russia, rf, union = (make_actor(name=name) for name in ("Russia", "RF", "Soviet Union"))
        for successor, kind in ((russia, "continues"), (rf, "succeeds"), (rf, "continues")):
            Succession.objects.create(successor=successor, predecessor=union, kind=kind)

        merge(russia, [rf], by=None)

        kinds = russia.predecessors.order_by("kind").values_list("kind", flat=True)
        assert list(kinds) == ["continues", "succeeds"]

    def test_is_named_once_where_both_were(self) -> None:
        russia, rf = make_actor(), make_actor()
        brief = make_brief(authors=(russia, rf))
        brief.actors.add(russia, rf)
        agreement = make_agreement()
        first = Party.objects.create(agreement=agreement, actor=russia, role="buyer")
        second = Party.objects.create(agreement=agreement, actor=rf, role="buyer")
        other = Party.objects.create(agreement=agreement, actor=rf, role="guarantor")
        one, two = make_evidence(brief, party=first), make_evidence(brief, party=second)

        merge(russia, [rf], by=None)

        assert list(brief.actors.all()) == [russia]
        assert BriefAuthor.objects.get().actor == russia
        assert set(Party.objects.all()) == {first, other}
        # Both passages speak for the one claim now.
        assert set(first.evidence.all()) == {one, two}

    def test_is_found_by_its_name_and_its_other_names(self) -> None:
        russia, rf = make_actor(name="Russia"), make_actor(name="Russian Federation")
        for actor in (russia, rf):
            ActorName.objects.create(actor=actor, name="Россия", language="ru")
        ActorName.objects.create(actor=rf, name="روس", language="ur", kind="short")

        merge(russia, [rf], by=None)

        names = [(row.name, row.language, row.kind) for row in russia.names.order_by("name")]
        assert names == [
            ("Russian Federation", "en", "variant"),
            ("Россия", "ru", "official"),
            ("روس", "ur", "short"),
        ]
        assert Actor.objects.named("federation").get() == russia

    def test_whose_name_the_other_has_leaves_no_second(self) -> None:
        russia, again = make_actor(name="Russia"), make_actor(name="RUSSIA")

        merge(russia, [again], by=None)

        assert not russia.names.exists()

    @pytest.mark.parametrize(("text", "kept"), [("", "Theirs."), ("Ours.", "Ours.")])
    def test_gives_its_description_where_there_is_none(self, text: str, kept: str) -> None:
        russia, rf = make_actor(description=text), make_actor(description="Theirs.")

        merge(russia, [rf], by=None)

        russia.refresh_from_db()
        assert russia.description == kept

    def test_leads_on_from_its_addresses(self, client: Client) -> None:
        russia, rf = make_actor(slug="russia"), make_actor(slug="rf")
        for slug in ("rus-fed", "russian-federation"):
            rf.slug = slug
            rf.save()

        merge(russia, [rf], by=None)

        for slug in ("rf", "rus-fed", "russian-federation"):
            response = client.get(f"/actors/{slug}/")
            assert (response.status_code, response["Location"]) == (301, "/actors/russia/")

    def test_of_another_kind_is_refused(self) -> None:
        russia, putin = make_actor(name="Russia"), make_actor(name="Putin", kind="person")

        assert refused(russia, putin) == (
            "“Putin” and “Russia” are of different kinds (person, state): "
            "correct the kind of one of them first."
        )

    def test_with_another_identifier_is_refused(self) -> None:
        russia, belarus = make_actor(name="Russia"), make_actor(name="Belarus")
        Identifier.objects.create(actor=russia, scheme="wikidata", value="Q159")
        Identifier.objects.create(actor=belarus, scheme="wikidata", value="Q184")

        assert refused(russia, belarus) == (
            "“Belarus” and “Russia” have different identifiers (Wikidata Q184, Wikidata Q159): "
            "delete the wrong one first."
        )
        assert Actor.objects.count() == 2


class TestATopic:
    def test_leaves_its_narrower_topics_and_its_names(self) -> None:
        gas = make_topic(names={"ru": "Газ"})
        fuel = make_topic(names={"ru": "Топливо", "ur": "ایندھن"}, definition="What burns.")
        narrow = make_topic(parent=fuel)

        merge(gas, [fuel], by=None)

        gas.refresh_from_db()
        narrow.refresh_from_db()
        assert narrow.parent == gas
        assert gas.names == {"ru": "Газ", "ur": "ایندھن"}
        assert gas.definition == "What burns."

    def test_that_is_broader_leaves_its_place(self) -> None:
        energy = make_topic()
        fossil = make_topic(parent=energy)
        between = make_topic(parent=fossil)
        gas = make_topic(parent=between)

        merge(gas, [fossil], by=None)

        gas.refresh_from_db()
        between.refresh_from_db()
        assert gas.parent == energy
        assert between.parent == gas

    def test_that_is_narrower_is_taken_in(self) -> None:
        energy = make_topic()
        gas = make_topic(parent=energy)
        narrow = make_topic(parent=gas)

        merge(energy, [gas], by=None)

        energy.refresh_from_db()
        narrow.refresh_from_db()
        assert energy.parent is None
        assert narrow.parent == energy

    def test_can_be_merged_with_a_whole_branch(self) -> None:
        top = make_topic()
        middle = make_topic(parent=top)
        leaf = make_topic(parent=middle)
        brief = make_brief()
        brief.topics.set([top, middle, leaf])

        merge(leaf, [top, middle], by=None)

        assert Topic.objects.get().parent is None
        assert brief.topics.get() == leaf


class TestATag:
    def test_is_the_others_name_from_then_on(self, client: Client) -> None:
        brief, draft = make_brief(tags=("gas",)), make_brief(tags=("gas", "natural gas"))
        publish(brief)
        gas, natural = Tag.objects.get(name="gas"), Tag.objects.get(name="natural gas")

        merge(natural, [gas], by=None)

        assert [brief.tags.get(), draft.tags.get()] == [natural, natural]
        assert names_today(["Gas", "oil", "natural gas"]) == ["natural gas", "oil"]
        # A published brief has it, under whatever name.
        assert client.get("/tags/gas/")["Location"] == natural.get_absolute_url()
        assert client.get("/briefs/?tag=gas").status_code == 200

    def test_that_was_made_again_is_itself(self) -> None:
        gas, natural = Tag.objects.create(name="gas"), Tag.objects.create(name="natural gas")
        merge(natural, [gas], by=None)
        Tag.objects.create(name="Gas")

        assert names_today(["gas"]) == ["gas"]

    def test_that_only_drafts_have_stays_unheard_of(self, client: Client) -> None:
        make_brief(tags=("codename", "secret"))
        merge(Tag.objects.get(name="secret"), [Tag.objects.get(name="codename")], by=None)

        assert client.get("/tags/codename/").status_code == 404
        assert client.get("/tags/secret/").status_code == 404


def test_one_is_not_enough() -> None:
    sentence = "Choose at least two of one sort, and the one of them that stays."
    actor = make_actor()

    assert refused(actor) == refused(actor, actor) == refused(actor, make_topic()) == sentence


def test_what_is_gone_is_not_merged() -> None:
    russia, rf, again = make_actor(name="Russia"), make_actor(name="RF"), make_actor()
    merge(russia, [rf], by=None)

    assert refused(again, rf) == "“RF” is gone: somebody has merged or deleted it."
    assert refused(rf, again) == "“RF” is gone: somebody has merged or deleted it."


def test_a_merger_says_who_made_it_and_is_on_record() -> None:
    chief = User.objects.create_user("chief")
    russia, rf = make_actor(name="Russia"), make_actor(name="RF")

    (merger,) = merge(russia, [rf], by=chief)

    assert merger.made_by == chief
    assert str(merger) == "“RF” into “Russia”"
    entry = Entry.objects.get()
    assert (entry.action, entry.who, entry.label) == ("actor.merge", "chief", "Russia")
    assert entry.data == {"merged": "RF", "merged_key": str(rf.key)}


def test_a_rehearsal_shows_what_would_be_and_leaves_nothing() -> None:
    russia, rf = make_actor(), make_actor()
    for actor in (russia, rf):
        brief = make_brief()
        brief.actors.add(actor)
        publish(brief)

    with rehearsal():
        merge(russia, [rf], by=None)
        assert counts("actor") == {str(russia.key): 2}

    assert counts("actor") == {str(russia.key): 1, str(rf.key): 1}
    assert not Merger.objects.exists()
    assert not FormerAddress.objects.exists()


def test_many_references_ask_no_more_of_the_database_than_few() -> None:
    def asked(number: int) -> int:
        into, merged = make_actor(), make_actor()
        for _ in range(number):
            brief = make_brief(authors=(merged,))
            brief.actors.add(merged, into)
            party = Party.objects.create(agreement=make_agreement(), actor=merged)
            make_evidence(brief, party=party, attributed_to=merged)
        with CaptureQueriesContext(connection) as captured:
            merge(into, [merged], by=None)
        return len(captured)

    asked(1)  # the site's own index row is made once
    assert asked(3) == asked(40)
