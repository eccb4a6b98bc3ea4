"""Names of an actor at the desk: typed, dated, merged between two editors, restored."""

from django.test import Client
from lxml import html

from briefs.editorial.mergers import merge
from briefs.editorial.parting import undo
from briefs.editorial.restoring import restore
from briefs.models import Actor, ActorName, Version
from tests.desk.opened import Opened
from tests.factories import make_actor


def burma() -> Actor:
    """A state with a name in Russian."""
    actor = make_actor(name="Myanmar", slug="myanmar")
    ActorName.objects.create(actor=actor, name="Бирма", language="ru", kind="short")
    return actor


NEW = {
    "names-TOTAL_FORMS": "2",
    "names-1-name": "Burma",
    "names-1-language": "en",
    "names-1-kind": "former",
    "names-1-start": "1948-01-04",
    "names-1-end": "1989",
    "names-1-origin": "editor",
}


def test_a_name_is_saved_with_its_time_and_its_script_is_shown(desk: Client) -> None:
    form = Opened(desk, burma()).type(**NEW)
    assert form.save().status_code == 302

    row = ActorName.objects.get(name="Burma")
    assert (row.period, row.script) == ("4 January 1948 to 1989", "Latn")
    page = html.fromstring(desk.get(form.url).text)
    shown = page.xpath("//td[contains(@class, 'field-script')]//p/text()")
    assert shown == ["Cyrl", "Latn", "-"]


def test_a_tag_that_the_letters_contradict_is_refused_at_the_field(desk: Client) -> None:
    form = Opened(desk, burma()).type(**NEW | {"names-1-language": "en-Cyrl"})
    page = form.save()
    errors = page.context["inline_admin_formsets"][0].formset.errors[1]
    assert errors == {"language": ["The name has no letter of this script: Cyrillic."]}


def test_two_who_edit_one_name_and_add_another_are_put_together(desk: Client) -> None:
    actor = burma()
    mine, theirs = Opened(desk, actor), Opened(desk, actor)
    theirs.type(**{"names-0-name": "Мьянма"}).save()
    mine.type(**NEW | {"names-0-end": "1989"}).save()

    assert list(actor.names.values_list("name", "end")) == [("Мьянма", "1989"), ("Burma", "1989")]


def test_an_old_version_brings_names_with_their_time_and_what_readers_see_back(
    desk: Client,
) -> None:
    actor = burma()
    Opened(desk, actor).type(**NEW).save()
    Opened(desk, actor).type(**{"names-0-DELETE": "on", "names-1-DELETE": "on"}).save()
    actor.refresh_from_db()
    assert (actor.names.count(), actor.labels) == (0, {})

    first = Version.objects.of(actor).get(number=1)
    restore(actor, first, by=None, seen=actor.version)

    actor.refresh_from_db()
    assert list(actor.names.order_by("name").values_list("name", "end")) == [
        ("Burma", "1989"),
        ("Бирма", ""),
    ]
    assert actor.labels == {"ru": "Бирма"}


def test_merged_actors_have_the_names_of_both_and_parted_each_its_own(db: None) -> None:
    myanmar, union = burma(), make_actor(name="Union of Burma")
    ActorName.objects.create(actor=union, name="میانمار", language="ur", kind="short")
    (merger,) = merge(myanmar, [union], by=None)
    myanmar.refresh_from_db()
    assert myanmar.labels == {"ru": "Бирма", "ur": "میانمار"}

    undo(merger, by=None)
    myanmar.refresh_from_db()
    assert myanmar.labels == {"ru": "Бирма"}
    assert Actor.objects.get(name="Union of Burma").labels == {"ur": "میانمار"}


def test_an_identifier_that_is_none_is_refused_at_its_field(desk: Client) -> None:
    rows = {
        "identifiers-TOTAL_FORMS": "1",
        "identifiers-0-scheme": "iso",
        "identifiers-0-value": "ZZ",
    }
    form = Opened(desk, burma()).type(**rows)
    errors = form.save().context["inline_admin_formsets"][1].formset.errors[0]
    assert errors == {"value": ["ISO 3166 has no country with this code."]}
    assert form.type(**{"identifiers-0-value": "mm"}).save().status_code == 302
    assert str(Actor.objects.get().identifiers.get()) == "ISO 3166 MM"
