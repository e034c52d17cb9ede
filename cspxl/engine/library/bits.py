"""Whole numbers as bits, and whether two numbers are equal."""

from __future__ import annotations

from typing import Final

from cspxl.engine.arguments import fail
from cspxl.engine.table import excel
from cspxl.values import CellError

_END: Final = 1 << 48
_MOST_PLACES: Final = 53


def _bits(number: float) -> int:
    """A whole number from 0 to 2^48 - 1."""
    return int(number) if number.is_integer() and 0 <= number < _END else fail(CellError.NUM)


@excel("BITAND", "n n")
def _bitand(one: float, two: float) -> float:
    return float(_bits(one) & _bits(two))


@excel("BITOR", "n n")
def _bitor(one: float, two: float) -> float:
    return float(_bits(one) | _bits(two))


@excel("BITXOR", "n n")
def _bitxor(one: float, two: float) -> float:
    return float(_bits(one) ^ _bits(two))


def _shifted(number: float, places: int) -> float:
    """To the left, or to the right where the places are negative."""
    if abs(places) > _MOST_PLACES:
        fail(CellError.NUM)
    result = _bits(number) << places if places >= 0 else _bits(number) >> -places
    return float(result) if result < _END else fail(CellError.NUM)


@excel("BITLSHIFT", "n w")
def _bitlshift(number: float, places: int) -> float:
    return _shifted(number, places)


@excel("BITRSHIFT", "n w")
def _bitrshift(number: float, places: int) -> float:
    return _shifted(number, -places)


@excel("DELTA", "q q~")
def _delta(one: float, two: float = 0.0) -> float:
    return float(one == two)
