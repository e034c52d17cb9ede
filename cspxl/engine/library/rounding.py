"""Rounding, remainders and multiples."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal

from cspxl.engine.arguments import fail
from cspxl.engine.table import excel
from cspxl.values import CellError, exact, fifteen


@excel("MOD", "n n")
def _mod(number: float, divisor: float) -> float:
    """The remainder has the sign of the divisor; where the quotient is whole to 15 digits, there is none."""
    if divisor == 0:
        fail(CellError.DIV0)
    if abs(number) >= 1.1259e12 * abs(divisor):
        fail(CellError.NUM)
    if number.is_integer() and divisor.is_integer():
        return number % divisor
    times = exact(number / divisor)
    return number % divisor if times != times.to_integral_value() else 0.0


@excel("QUOTIENT", "q q")
def _quotient(number: float, divisor: float) -> float:
    return float(int(exact(number / divisor))) if divisor else fail(CellError.DIV0)


@excel("INT", "n")
def _int(number: float) -> float:
    return float(exact(number).to_integral_value(ROUND_FLOOR))


_UNITS = [10.0**places for places in range(10)]


def rounded(number: float, places: int, mode: str) -> float:
    """Rounded to decimal places on the number's 15 digits, so that 1.005 to 2 places is 1.01."""
    if mode == ROUND_HALF_UP and 0 <= places <= 9 and abs(number) < 1e6:
        scaled = abs(number) * _UNITS[places]
        if scaled < 1e9 and abs(scaled % 1 - 0.5) > 1e-5:  # clearly on one side of the half: the same, sooner
            return math.copysign(math.floor(scaled + 0.5) / _UNITS[places], number)
    if abs(places) > 400:
        return number if places > 0 else 0.0
    unit = Decimal(1).scaleb(-places)
    value = exact(number)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return float(value)
    return float((value / unit).to_integral_value(mode) * unit)


@excel("ROUND", "n w")
def _round(number: float, places: int) -> float:
    return rounded(number, places, ROUND_HALF_UP)


@excel("ROUNDUP", "n w")
def _roundup(number: float, places: int) -> float:
    return rounded(number, places, ROUND_UP)


@excel("ROUNDDOWN", "n w")
def _rounddown(number: float, places: int) -> float:
    return rounded(number, places, ROUND_DOWN)


@excel("TRUNC", "n w?")
def _trunc(number: float, places: int = 0) -> float:
    return rounded(number, places, ROUND_DOWN)


def _multiple(number: float, unit: float, mode: str) -> float:
    """A whole number of units, by the 15 digits of the quotient: 10 is three times 10/3 and no more."""
    times = number / unit
    if math.isinf(times):
        fail(CellError.NUM)
    if not times.is_integer():
        times = float(exact(times).to_integral_value(mode))
    return float(fifteen(times * unit))


@excel("MROUND", "q q")
def _mround(number: float, unit: float) -> float:
    """As Excel's page on it owns, 6.05 is not quite 60.5 times 0.1, and 7.05 is 70.5 times: the quotient as it is."""
    if number * unit < 0:
        fail(CellError.NUM)
    if not unit or not number:
        return 0.0
    times = number / unit
    return float(fifteen(math.floor(times + 0.5) * unit)) if math.isfinite(times) else fail(CellError.NUM)


@excel("CEILING", "n n")
def _ceiling(number: float, unit: float) -> float:
    if number > 0 > unit:
        fail(CellError.NUM)
    return _multiple(number, unit, ROUND_CEILING if unit > 0 else ROUND_UP) if unit and number else 0.0


@excel("FLOOR", "n n")
def _floor(number: float, unit: float) -> float:
    if number > 0 > unit:
        fail(CellError.NUM)
    if not unit:
        return 0.0 if not number else fail(CellError.DIV0)
    return _multiple(number, unit, ROUND_FLOOR if unit > 0 else ROUND_DOWN)


@excel("CEILING.MATH", "n n~ n~")
def _ceiling_math(number: float, unit: float = 1.0, mode: float = 0.0) -> float:
    if not unit or not number:
        return 0.0
    return _multiple(number, abs(unit), ROUND_UP if mode and number < 0 else ROUND_CEILING)


@excel("FLOOR.MATH", "n n~ n~")
def _floor_math(number: float, unit: float = 1.0, mode: float = 0.0) -> float:
    if not unit or not number:
        return 0.0
    return _multiple(number, abs(unit), ROUND_DOWN if mode and number < 0 else ROUND_FLOOR)


@excel("CEILING.PRECISE ISO.CEILING", "n n~")
def _ceiling_precise(number: float, unit: float = 1.0) -> float:
    return _ceiling_math(number, unit)


@excel("FLOOR.PRECISE", "n n~")
def _floor_precise(number: float, unit: float = 1.0) -> float:
    return _floor_math(number, unit)


@excel("EVEN", "n")
def _even(number: float) -> float:
    return _multiple(number, 2, ROUND_UP)


@excel("ODD", "n")
def _odd(number: float) -> float:
    size = max(math.ceil((abs(number) - 1) / 2) * 2 + 1.0, 1.0)
    return -size if number < 0 else size
