"""The desk says where readers are led from, and lets nobody take such an address."""

from django.test import Client
from django.urls import reverse

from briefs.models import Publication, Topic
from briefs.publishing import publish
from tests.factories import brief_of, make_topic, published

ROWS = {"names": "", "parent": "", "definition": ""}


def test_a_topic_that_would_take_anothers_former_address_is_refused(editor: Client) -> None:
    gas = make_topic(slug="gas", name="Natural gas")
    gas.slug = "natural-gas"
    gas.save()

    response = editor.post(reverse("admin:briefs_topic_add"), ROWS | {"name": "Gas", "slug": "gas"})

    assert "Readers are led from “gas” to “Natural gas”: choose another." in response.text
    assert 'value="Gas"' in response.text
    assert Topic.objects.count() == 1


def test_a_form_says_from_where_readers_are_led(editor: Client) -> None:
    gas = make_topic(slug="gas")
    form = reverse("admin:briefs_topic_change", args=[gas.pk])
    assert "led here" not in editor.get(form).text
    for slug in ("methane", "natural-gas"):
        gas.slug = slug
        gas.save()

    assert "Readers are led here from gas, methane, too." in editor.get(form).text


def test_a_publication_says_so_too(desk: Client) -> None:
    brief = brief_of(published(slug="gas"))
    brief.slug = "natural-gas"
    publish(brief, note="Renamed.")
    form = reverse("admin:briefs_publication_change", args=[Publication.objects.get().pk])

    assert '<div class="readonly">gas</div>' in desk.get(form).text
