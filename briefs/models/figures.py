"""Figures in words: numbers with their units, in the reader's language."""

import math
from typing import Any

from django.utils.formats import number_format

from briefs.models.quantity import Measured

_DIGITS = 3  # that a converted figure has: more would say what no source does
_LONGEST = 1e15
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def figure(number: float) -> str:
    """A number as it is, if it is whole or short; else its first digits, told as about that."""
    if number == int(number) and abs(number) < _LONGEST:
        return number_format(int(number), force_grouping=True)
    rounded = float(f"{number:.{_DIGITS - 1}e}")
    power = math.floor(math.log10(abs(rounded)))
    if -4 < power < math.log10(_LONGEST):
        plain = f"{rounded:.{max(0, _DIGITS - 1 - power)}f}"
        text = number_format(_short(plain), force_grouping=True)
    else:
        digits = _short(f"{rounded / 10**power:.{_DIGITS - 1}f}")
        text = f"{number_format(digits)} × 10{str(power).translate(_RAISED)}"
    return text if math.isclose(rounded, number, rel_tol=1e-9) else f"≈ {text}"


def _short(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def converted(term: Any) -> str:
    """What a term comes to: its money in figures, its measure in SI; empty where it says no more.

    A no-break space, for a number and its unit belong together.
    """
    found: Measured | None = term.measured
    if found and found["si_unit"] and found["si_amount"] is not None:
        number, unit = found["si_amount"], found["si_unit"]
    elif found and found["currency"]:
        number, unit = found["amount"], found["currency"]
    else:
        return ""
    told = figure(number)
    return f"{told}\xa0{unit}" if told.startswith("≈") else f"= {told}\xa0{unit}"
