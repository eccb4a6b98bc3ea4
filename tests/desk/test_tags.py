"""Tags are typed with commas between them, and shown back so."""

import pytest
from django.test import Client

from briefs.models import Brief
from briefs.models.tag import Tag, tags_in, text_of_tags
from tests.desk.sent import ADD, acted, form_of, typed
from tests.factories import make_brief


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("energy policy", ["energy policy"]),
        ("energy policy, gas", ["energy policy", "gas"]),
        ("توانائی پالیسی، گیس", ["توانائی پالیسی", "گیس"]),
        ('"oil, gas", transit', ["oil, gas", "transit"]),
        ('the "soft" power', ['the "soft" power']),
        ('"soft" power', ['"soft" power']),
        ('"soft, power', ['"soft', "power"]),
        (' , "" ,,', []),
    ],
)
def test_commas_alone_part_tags_and_what_is_shown_reads_as_the_same(
    text: str, tags: list[str]
) -> None:
    assert tags_in(text) == tags
    assert tags_in(text_of_tags([Tag(name=tag) for tag in tags])) == tags


def test_two_words_are_one_tag_and_come_back_without_quotes(author: Client) -> None:
    author.post(ADD, typed(tags="energy policy"))

    brief = Brief.objects.get()
    assert list(brief.tags.names()) == ["energy policy"]
    assert 'value="energy policy"' in author.get(form_of(brief)).content.decode()


def test_a_tag_of_two_words_is_added_to_many_and_taken_away(editor: Client) -> None:
    brief = make_brief(tags=("energy",))

    acted(editor, "add_tags", brief, tags="energy policy")
    assert sorted(brief.tags.names()) == ["energy", "energy policy"]

    acted(editor, "take_tags", brief, tags="energy policy")
    assert list(brief.tags.names()) == ["energy"]
