"""Identifiers: checked as their registries would, each one actor's own, and leading to its page."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from briefs.models import Identifier
from briefs.models.identifier import REGISTRIES, Scheme
from tests.factories import make_actor

pytestmark = pytest.mark.django_db

NO_ORCID = "This is no ORCID identifier; one looks like 0000-0002-1825-0097."
MISTYPED = "A character is mistyped: the check digits don't fit."
KINDS = {"iso": "state", "wikidata": "state", "orcid": "person", "ror": "organisation"}


def identifier(scheme: str, value: str, kind: str = "") -> Identifier:
    actor = make_actor(kind=kind or KINDS[scheme])
    return Identifier(actor=actor, scheme=scheme, value=value)


def refusal(row: Identifier) -> str:
    """What the form says, at the field of the value."""
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == ["value"]
    (sentence,) = refused.value.message_dict["value"]
    return sentence


@pytest.mark.parametrize(
    ("scheme", "typed", "kept", "page"),
    [
        ("iso", "PK", "PK", "https://www.iso.org/obp/ui/#iso:code:3166:PK"),
        ("iso", " pk\n", "PK", "https://www.iso.org/obp/ui/#iso:code:3166:PK"),
        ("iso", "XK", "XK", "https://www.iso.org/obp/ui/#iso:code:3166:XK"),
        ("iso", "suhh", "SUHH", "https://www.iso.org/obp/ui/#iso:code:3166:SUHH"),
        (
            *("iso", "https://www.iso.org/obp/ui/#iso:code:3166:RU", "RU"),
            "https://www.iso.org/obp/ui/#iso:code:3166:RU",
        ),
        ("wikidata", "q843", "Q843", "https://www.wikidata.org/wiki/Q843"),
        (
            *("wikidata", "https://www.wikidata.org/wiki/Q843?uselang=ru", "Q843"),
            "https://www.wikidata.org/wiki/Q843",
        ),
        (
            *("wikidata", "http://www.wikidata.org/entity/Q843/", "Q843"),
            "https://www.wikidata.org/wiki/Q843",
        ),
        (
            *("orcid", "0000-0002-1825-0097", "0000-0002-1825-0097"),
            "https://orcid.org/0000-0002-1825-0097",
        ),
        (
            *("orcid", "https://orcid.org/000000021694233x", "0000-0002-1694-233X"),
            "https://orcid.org/0000-0002-1694-233X",
        ),
        ("ror", "05DXPS055", "05dxps055", "https://ror.org/05dxps055"),
        ("ror", "https://ror.org/03vek6s52", "03vek6s52", "https://ror.org/03vek6s52"),
    ],
)
def test_an_identifier_is_kept_plainly_and_leads_to_its_registry(
    scheme: str, typed: str, kept: str, page: str
) -> None:
    row = identifier(scheme, typed)
    row.full_clean()
    assert (row.value, row.get_absolute_url()) == (kept, page)


@pytest.mark.parametrize(
    ("scheme", "value", "sentence"),
    [
        ("iso", "PAK", "This is no ISO 3166 identifier; one looks like PK."),
        ("iso", "ZZ", "ISO 3166 has no country with this code."),
        ("iso", "ABCD", "ISO 3166 has no country with this code."),
        ("wikidata", "Q0", "This is no Wikidata identifier; one looks like Q843."),
        ("wikidata", "843", "This is no Wikidata identifier; one looks like Q843."),
        ("orcid", "0000-0002-1825", NO_ORCID),
        ("orcid", "٠٠٠٠-٠٠٠٢-١٨٢٥-٠٠٩٧", NO_ORCID),
        ("orcid", "0000-0002-1825-0098", MISTYPED),
        ("orcid", "0000-0002-8125-0097", MISTYPED),
        ("ror", "5dxps0550", "This is no ROR identifier; one looks like 05dxps055."),
        ("ror", "05dxpu055", "This is no ROR identifier; one looks like 05dxps055."),
        ("ror", "05dxps056", MISTYPED),
        ("ror", "05xdps055", MISTYPED),
        ("ror", "https://ror.org/", "This is no ROR identifier; one looks like 05dxps055."),
    ],
)
def test_what_is_no_identifier_is_refused_with_a_reason(
    scheme: str, value: str, sentence: str
) -> None:
    assert refusal(identifier(scheme, value)) == sentence


@given(st.sampled_from(Scheme.values), st.text(max_size=100))
def test_any_text_is_judged(scheme: str, text: str) -> None:
    registry = REGISTRIES[Scheme(scheme)]
    if registry.shape.fullmatch(plain := registry.plainly(text)):
        registry.is_good(plain)


@pytest.mark.parametrize(
    ("scheme", "value", "kind"),
    [
        ("iso", "PK", "person"),
        ("orcid", "0000-0002-1825-0097", "state"),
        ("ror", "05dxps055", "person"),
    ],
)
def test_a_registry_has_no_actor_of_another_kind(scheme: str, value: str, kind: str) -> None:
    assert f"No actor of this kind ({kind}) has" in refusal(identifier(scheme, value, kind))


def test_an_identifier_is_one_actors_own_and_the_other_is_named() -> None:
    russia = make_actor(name="Russia")
    Identifier.objects.create(actor=russia, scheme="iso", value="RU")
    assert refusal(identifier("iso", "ru")) == "“Russia” has this identifier."


def test_an_actor_has_one_of_a_registry() -> None:
    russia = make_actor()
    Identifier.objects.create(actor=russia, scheme="iso", value="RU")
    with pytest.raises(ValidationError, match="has an identifier of this registry already"):
        Identifier(actor=russia, scheme="iso", value="SUHH").full_clean()
