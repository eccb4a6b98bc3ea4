"""Quantities: a number and its unit are converted to SI, and what is none is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from briefs.models import Term
from briefs.models.figures import converted
from tests.factories import make_agreement


def said(quantity: str, year: int | None = None) -> str:
    """What readers are told of a term with this quantity."""
    term = Term(label="Figure", value="as written", quantity=quantity, price_year=year)
    term.agreement = make_agreement()
    term.full_clean()
    term.save()
    return converted(Term.objects.get()).replace("\xa0", " ")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("quantity", "shown"),
    [
        ("", ""),
        ("1100 km", "1,100,000 m"),
        ("1,100 km", "1,100,000 m"),
        ("16 billion m^3/year", "≈ 507 m³/s"),
        ("16e9 m³ per year", "≈ 507 m³/s"),
        ("16 bcm/year", "≈ 507 m³/s"),
        ("3 lakh t", "300,000,000 kg"),
        ("7 GWh", "25,200,000,000,000 J"),
        ("2.5 MW", "2,500,000 W"),
        ("100 bbl", "≈ 15.9 m³"),
        ("100 bar", "10,000,000 Pa"),
        ("70 TWh", "2.52 × 10¹⁷ J"),
        ("1 nm^2", "1 × 10⁻¹⁸ m²"),
        ("5 degC", "≈ 278 K"),
        ("25 years", "≈ 9,130 d"),
        ("12 %", ""),
        ("2.5 billion", ""),
        ("2.5 billion USD", "2,500,000,000 USD"),
        ("300 DEM", "300 DEM"),
        ("30 EUR/MWh", "≈ 8.33 × 10⁻⁹ EUR/J"),
        ("450 USD/tonne", "0.45 USD/kg"),
    ],
)
def test_a_quantity_is_told_in_si_and_money_in_its_currency(quantity: str, shown: str) -> None:
    assert said(quantity) == (f"= {shown}" if shown[:1].isdecimal() else shown)


@pytest.mark.django_db
def test_a_figure_is_written_as_the_reader_writes() -> None:
    with override("ru"):
        assert said("0.45 kg/m") == "= 0,45 kg/m"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("quantity", "reason"),
    [
        pytest.param("many km", "Write a number and its unit", id="no number"),
        pytest.param("5 parsnips", "“parsnips” is no unit", id="no unit"),
        pytest.param("5 XXX", "“XXX” is no unit", id="no currency"),
        pytest.param("5 USD/EUR", "“/EUR” is no unit", id="no price"),
        pytest.param("5 a b", "“a b” is no unit", id="two words"),
        pytest.param("5 tons", "“tons” may be several", id="which ton"),
        pytest.param("5 m**999", "“m**999” is no unit", id="no power"),
        pytest.param("5 (km)", "“(km)” is no unit", id="no expression"),
        pytest.param("1e99 trillion", "", id="large, but a number"),
        pytest.param("9e99 Ym^9*Ym^9*Ym^9", "is no unit", id="too large"),
    ],
)
def test_what_is_no_quantity_is_refused_with_the_reason(quantity: str, reason: str) -> None:
    if not reason:
        assert said(quantity) == ""
        return
    with pytest.raises(ValidationError) as refusal:
        said(quantity)
    assert reason in refusal.value.message_dict["quantity"][0]


@pytest.mark.django_db
@pytest.mark.parametrize("quantity", ["5 km", "", "5 parsnips"])
def test_only_money_has_prices_of_a_year(quantity: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        said(quantity, 2021)
    assert ("price_year" in refusal.value.message_dict) == ("parsnips" not in quantity)
