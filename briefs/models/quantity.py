"""Quantity: a figure with its unit, as editors write it for conversion, and what it is in SI.

``1100 km``, ``16 billion m^3/year``, ``2.5e9 USD``, ``30 EUR/MWh``: a number, perhaps a word such
as million, and a unit that pint knows (https://pint.readthedocs.io/) or a currency (ISO 4217).
"""

import math
import re
from functools import cache
from typing import TYPE_CHECKING, Any, TypedDict

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from pint import UnitRegistry

MAX_LENGTH = 60

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,2})?")
_TIMES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_TIMES |= {"lakh": 1e5, "crore": 1e7}
# Units and their powers: nothing that a parser could be kept busy with.
_UNIT = r"(?:[^\W\d]|°)+(?:\^-?[1-9]|[²³])?"
_UNITS = re.compile(rf"/?{_UNIT}(?:[*/·]{_UNIT})*")
_NO_CURRENCIES = frozenset({"XXX", "XTS"})
_AMBIGUOUS = frozenset({"ton", "tons"})
# Where pint means another thing than the texts do, or nothing.
_OURS = (
    "barrel = 42 * gallon = bbl",  # of oil; pint's is of beer
    "bcm = 1e9 * meter ** 3",
    "mcm = 1e6 * meter ** 3",
    "MMBtu = 1e6 * Btu",
)
_NAMED = ("newton", "pascal", "joule", "watt", "coulomb", "volt", "ohm", "farad")


class Measured(TypedDict):
    """What a quantity says; `si_unit` is empty where there is nothing to convert."""

    amount: float
    currency: str
    si_amount: float | None
    si_unit: str


def measured(text: str) -> Measured | None:
    """What a quantity says; None for no text.

    Raises ValidationError for a number or a unit that is none. Loads the units: call at save.
    """
    text = text.strip()
    if not text:
        return None
    number = _NUMBER.match(text)
    if number is None:
        raise _no_quantity()
    amount = float(number[0].replace(",", ""))
    word, _space, rest = text[number.end() :].strip().partition(" ")
    if word in _TIMES:
        amount *= _TIMES[word]
    else:
        rest = f"{word} {rest}"
    unit = re.sub(r"\s+per\s+", "/", f" {rest} ").strip().replace("%", "percent")
    unit = re.sub(r" *([*/·]) *", r"\1", unit)
    currency, unit = _currency(unit)
    si_amount, si_unit = _in_si(amount, unit) if unit else (None, "")
    if not math.isfinite(amount) or (si_amount is not None and not math.isfinite(si_amount)):
        raise _no_quantity()
    if currency and si_unit:
        si_unit = f"{currency}{si_unit}" if si_unit.startswith("/") else f"{currency} {si_unit}"
    return {"amount": amount, "currency": currency, "si_amount": si_amount, "si_unit": si_unit}


def _currency(unit: str) -> tuple[str, str]:
    """The currency that a unit begins with, and the rest: ``EUR/MWh`` is EUR and ``/MWh``."""
    code, per, rest = unit.partition("/")
    if not re.fullmatch(r"[A-Z]{3}", code) or code in _NO_CURRENCIES:
        return "", unit
    # Here, as pint below: readers need neither.
    from babel.numbers import is_currency

    return (code, per + rest) if is_currency(code) else ("", unit)


def _in_si(amount: float, unit: str) -> tuple[float | None, str]:
    """An amount in SI with its unit's sign; a time in days, a share as it is."""
    if not _UNITS.fullmatch(unit):
        raise _no_unit(unit)
    if ambiguous := _AMBIGUOUS & set(re.split(r"[*/·^]", unit)):
        text = _("“%(unit)s” may be several: write tonne, long_ton or short_ton.")
        raise ValidationError(text, code="ambiguous", params={"unit": min(ambiguous)})
    from pint.errors import PintError

    registry = _registry()
    written = unit.replace("·", "*")
    try:
        units = registry.parse_units(f"1{written}" if written.startswith("/") else written)
        found = _suitable(registry, registry.Quantity(amount, units))
    except (PintError, AttributeError, OverflowError, ValueError, ZeroDivisionError) as error:
        raise _no_unit(unit) from error
    if found.dimensionless:
        return None, ""
    return float(found.magnitude), f"{found.units:~P}".removeprefix("1")


def _suitable(registry: "UnitRegistry[Any]", quantity: Any) -> Any:
    """A quantity in SI's base units, or the one that has a name: joules, watts, pascals."""
    if quantity.check("[time]"):
        return quantity.to("day")
    for name in _NAMED:
        for unit in (registry.Unit(name), registry.Unit(name) ** -1):
            if quantity.is_compatible_with(unit):
                return quantity.to(unit)
    return quantity.to_base_units()


@cache
def _registry() -> "UnitRegistry[Any]":
    """The units that we know: loading pint takes half a second."""
    from pint import UnitRegistry

    registry: UnitRegistry[Any] = UnitRegistry(on_redefinition="ignore")
    for definition in _OURS:
        registry.define(definition)
    return registry


def _no_quantity() -> ValidationError:
    return ValidationError(
        _(
            "Write a number and its unit, such as 1100 km, 16 billion m^3/year, "
            "2.5 billion USD or 30 EUR/MWh."
        ),
        code="no-quantity",
    )


def _no_unit(name: str) -> ValidationError:
    text = _("“%(unit)s” is no unit and no currency that we know, such as km, m^3/year, MW or USD.")
    return ValidationError(text, code="no-unit", params={"unit": name})


def validate_quantity(text: str) -> None:
    """Raise ValidationError unless `measured` understands the text."""
    measured(text)


class QuantityField(models.CharField):  # type: ignore[type-arg]
    """A number with its unit, as text; empty where a term has none."""

    default_validators = [validate_quantity]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_LENGTH)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


class MeasuredField(models.JSONField):
    """What a QuantityField beside it says, computed at every save."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        kwargs.update(null=True, blank=True, editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> Measured | None:
        found = measured(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, found)
        return found
