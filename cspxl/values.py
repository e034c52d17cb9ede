"""What a cell can hold: numbers, text, blank, errors, months; and how numbers are rounded.

Standard library only: this room travels into every host.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum
from functools import lru_cache
from math import isclose, isfinite
from typing import Final, TypeAlias

from cspxl.errors import CspxlError


class CellError(Enum):
    """An error that a cell shows. It is a value: it is passed on, never raised into a cell."""

    NULL = "#NULL!"
    DIV0 = "#DIV/0!"
    VALUE = "#VALUE!"
    REF = "#REF!"
    NAME = "#NAME?"
    NUM = "#NUM!"
    NA = "#N/A"
    SPILL = "#SPILL!"
    CALC = "#CALC!"
    GETTING_DATA = "#GETTING_DATA"

    def __str__(self) -> str:
        return self.value


class CellFault(CspxlError):
    """Ends a calculation with the error its cell shows; the boundary of the registry turns it into that value."""

    def __init__(self, error: CellError) -> None:
        super().__init__(error.value)
        self.error = error


Cell: TypeAlias = float | str | bool | CellError | None
"""One cell. ``None`` is blank; a date is its serial number (1900 system)."""

Grid: TypeAlias = Sequence[Sequence[Cell]]
"""A range or an array: rows of cells, all of one length, at least one by one."""

# Texts that publishers and analysts write where a figure is missing; compared upper-cased and stripped.
TEXT_STATES: Final = frozenset(
    {"DATA NOT YET AVAILABLE", "IN DEVELOPMENT", "NO BASELINE", "N/A", "TBC", "..", "[X]", "[Z]", "[C]"},
)

_WIDE: Final = Context(prec=400)  # enough to quantize any float to any sensible number of places
_EXACT: Final = 10**15


def is_blank(cell: object) -> bool:
    """True for an empty cell and for empty text; zero is not blank."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_unavailable(cell: object) -> bool:
    """True where a figure is missing: a blank, a text state such as ``TBC``, or the error #N/A."""
    if cell is None or cell is CellError.NA:
        return True
    return isinstance(cell, str) and (not cell.strip() or cell.strip().upper() in TEXT_STATES)


def fifteen(number: float) -> float:
    """The number to 15 significant digits, as a spreadsheet shows it: 0.1 + 0.2 becomes 0.3.

    Raises CellFault: #NUM! for an infinity or a NaN, which no cell can hold.
    """
    if -_EXACT < number < _EXACT and int(number) == number:
        return int(number)
    shown = float(f"{number:.15g}")
    if not isfinite(shown):
        raise CellFault(CellError.NUM)
    return shown


def near(one: float, two: float) -> bool:
    """Whether two numbers are one figure: other programs differ in the last of its fifteen digits."""
    return isclose(one, two, rel_tol=1e-9, abs_tol=1e-12)


def number(cell: Cell) -> float:
    """The number in a cell.

    Raises CellFault: the cell's own error; #N/A where it is not available; #VALUE! for other text and TRUE/FALSE.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return fifteen(cell)
    if isinstance(cell, CellError):
        raise CellFault(cell)
    raise CellFault(CellError.NA if is_unavailable(cell) else CellError.VALUE)


def exact(number: float | Decimal) -> Decimal:
    """The number's 15 significant digits as a decimal: what rounding and thresholds look at."""
    return Decimal(f"{number:.15g}")


def round_half_away(number: float | Decimal, places: int = 0) -> Decimal:
    """Rounded to decimal places, halves away from zero: 2.5 becomes 3, -2.5 becomes -3."""
    value = number if isinstance(number, Decimal) else exact(number)
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)


# Months. A month is a whole number that counts months, so that the month before is one less.

_MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_NAMED: Final = {name.lower(): at for at, name in enumerate(_MONTH_NAMES)} | {
    name[:3].lower(): at for at, name in enumerate(_MONTH_NAMES)
}
_NUMERIC_TEXT: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)|(?P<month2>\d\d)/(?P<year2>\d{4})", re.ASCII)
_NAMED_TEXT: Final = re.compile(r"(?P<short>[A-Za-z]{3})-(?P<yy>\d\d)|(?P<name>[A-Za-z]+) (?P<year>\d{4})", re.ASCII)

_LAST_SERIAL: Final = 2958465  # 31 December 9999
_FALSE_LEAP_DAY: Final = 60  # the 29 February 1900 that never was


def month_index(year: int, month: int) -> int:
    """The month as a count of months."""
    return year * 12 + month - 1


def month_of(cell: Cell) -> int:
    """The month a cell names: a date serial, YYYYMM, or a text such as ``2017-04``, ``Apr-17``, ``April 2017``.

    Raises CellFault: the cell's own error; #N/A for a blank; #VALUE! for anything that is no month.
    """
    if isinstance(cell, CellError):
        raise CellFault(cell)
    if is_blank(cell):
        raise CellFault(CellError.NA)
    month = None
    if isinstance(cell, str):
        month = _month_of_text(cell.strip())
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        month = _month_of_number(cell)
    if month is None:
        raise CellFault(CellError.VALUE)
    return month


def _month_of_number(number: float) -> int | None:
    if not 1 <= number < _LAST_SERIAL + 1:
        return None
    if (year_month := _month_of_yyyymm(number)) is not None:
        return year_month
    day = int(number)
    if day == _FALSE_LEAP_DAY:
        return month_index(1900, 2)
    when = date(1899, 12, 31 if day < _FALSE_LEAP_DAY else 30) + timedelta(days=day)
    return month_index(when.year, when.month)


def _month_of_yyyymm(number: float) -> int | None:
    year, month = divmod(int(number), 100)
    if number == int(number) and 1900 <= year <= 2099 and 1 <= month <= 12:
        return month_index(year, month)
    return None


@lru_cache(maxsize=4096)
def _month_of_text(text: str) -> int | None:
    if re.fullmatch(r"\d{6}", text, re.ASCII):
        return _month_of_yyyymm(int(text))
    if found := re.fullmatch(_NUMERIC_TEXT, text):
        year, month = int(found["year"] or found["year2"]), int(found["month"] or found["month2"])
        return month_index(year, month) if year >= 1900 and 1 <= month <= 12 else None
    if found := re.fullmatch(_NAMED_TEXT, text):
        at = _NAMED.get((found["short"] or found["name"]).lower())
        year = int(found["year"] or f"20{found['yy']}")
        return month_index(year, at + 1) if at is not None and year >= 1900 else None
    return None


def month_serial(month: int) -> int:
    """The serial number of the month's first day."""
    year, at = divmod(month, 12)
    days = (date(year, at + 1, 1) - date(1899, 12, 30)).days
    return days if days > _FALSE_LEAP_DAY else days - 1


def month_label(month: int) -> str:
    """The month as people write it in a heading: ``Feb 17``."""
    year, at = divmod(month, 12)
    return f"{_MONTH_NAMES[at][:3]} {year % 100:02d}"


def month_text(month: int) -> str:
    """The month as machines write it: ``2017-02``."""
    year, at = divmod(month, 12)
    return f"{year:04d}-{at + 1:02d}"


def month_name(month: int) -> str:
    """The month in full: ``February 2017``."""
    year, at = divmod(month, 12)
    return f"{_MONTH_NAMES[at]} {year}"
