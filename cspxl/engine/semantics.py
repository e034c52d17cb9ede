"""Excel's rules for values, in one place: coercion, blanks, errors, comparison, arithmetic, and arrays.

Inside the engine every number is a float, so that ``type(x) is float`` asks "is it a number?". Coercions raise
``CellFault``; operators return errors as values, the left operand's first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain, islice, repeat
from typing import Final

from cspxl.engine.allowance import LETTER, LETTER_ROOM, WORKED_OUT, letters, make, spend
from cspxl.engine.comparison import order
from cspxl.engine.dates import date_text
from cspxl.engine.endless import goes_on, on_cores
from cspxl.engine.ranges import Array, Value
from cspxl.values import Cell, CellError, CellFault, Grid

MAX_TEXT: Final = 32_767
_AT_ONCE: Final = 256  # cells of an array, between one look at what they cost and the next
_LONGEST: Final = 19  # decimal places that a small number is written out with
_NUMBER_TEXT: Final = re.compile(
    r"(?P<sign>[-+]?)(?P<money>[£$€]?)(?P<sign2>[-+]?)(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)"
    r"(?P<exponent>[Ee][-+]?\d+)?(?P<percent> ?%?)(?: ?€)?",
    re.ASCII,
)
_FRACTION: Final = re.compile(r"(?P<sign>-?)(?P<whole>\d+) (?P<top>\d+)/(?P<bottom>[1-9]\d*)", re.ASCII)


def number_of_text(text: str) -> float | None:
    """The number that a text spells: ``12``, ``1,234.5``, ``12%``, ``£5``, ``(5)``, ``1 1/2``, a date or a time."""
    inner = text.strip(" ")
    bracketed = inner[:1] == "(" and inner[-1:] == ")"
    inner = inner[1:-1].strip(" ") if bracketed else inner
    if found := _NUMBER_TEXT.fullmatch(inner):
        if (found["sign"] and found["sign2"]) or (bracketed and (found["sign"] or found["sign2"])):
            return None
        value = float(found["digits"].replace(",", "") + (found["exponent"] or ""))
        value = value / 100 if found["percent"].strip() else value
        negative = bracketed or "-" in (found["sign"], found["sign2"])
        return None if math.isinf(value) else -value if negative else value
    if bracketed:
        return None
    if found := _FRACTION.fullmatch(text):
        value = int(found["whole"]) + int(found["top"]) / int(found["bottom"])
        return -value if found["sign"] else value
    return date_text(text)


def to_number(cell: Cell) -> float:
    """A cell as a number: blank is 0, TRUE is 1, text what it spells, else #VALUE!."""
    if type(cell) is float:
        return cell
    if cell is None:
        return 0.0
    if cell is True or cell is False:
        return 1.0 if cell else 0.0
    if isinstance(cell, CellError):
        raise CellFault(cell)
    if isinstance(cell, str):
        value = number_of_text(cell)
        if value is None:
            raise CellFault(CellError.VALUE)
        return value
    return float(cell)


def to_plain_number(cell: Cell) -> float:
    """A number as the functions read it that were once an add-in: as ``to_number``, but TRUE and FALSE are #VALUE!."""
    if isinstance(cell, bool):
        raise CellFault(CellError.VALUE)
    return to_number(cell)


def to_whole(cell: Cell) -> int:
    """A cell as a whole number, cut towards zero."""
    return int(to_number(cell))


def to_text(cell: Cell) -> str:
    """A cell as text: a number with 15 digits, TRUE or FALSE, nothing for a blank."""
    if type(cell) is str:
        return cell
    if cell is None:
        return ""
    if cell is True or cell is False:
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, CellError):
        raise CellFault(cell)
    return number_text(float(cell))


def to_logical(cell: Cell) -> bool:
    """A cell as TRUE or FALSE: a number but 0 is TRUE; the texts TRUE and FALSE; other text is #VALUE!."""
    if cell is True or cell is False:
        return cell
    if type(cell) is float:
        return cell != 0
    if cell is None:
        return False
    if isinstance(cell, CellError):
        raise CellFault(cell)
    if isinstance(cell, str):
        word = cell.upper()
        if word in {"TRUE", "FALSE"}:
            return word == "TRUE"
        raise CellFault(CellError.VALUE)
    return bool(cell)


def number_text(number: float) -> str:
    """A number as General shows it in a text: up to 15 significant digits, an exponent where it would be long."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    text = f"{number:.14E}"
    digits, _, exponent = text.partition("E")
    power = int(exponent)
    digits = digits.rstrip("0").rstrip(".")
    if -5 < power < 21 or (power < 0 and len(digits.lstrip("-").replace(".", "")) - 1 - power <= _LONGEST):
        plain = f"{number:.{max(0, 14 - power)}f}" if power < 15 else _grown(digits, power)
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return f"{digits}E{'+' if power >= 0 else '-'}{abs(power):02d}"


def _grown(digits: str, power: int) -> str:
    """A large number's 15 digits, then zeros."""
    sign = "-" if digits[0] == "-" else ""
    plain = digits.lstrip("-").replace(".", "")
    return sign + plain.ljust(power + 1, "0")


def finite(number: float) -> Cell:
    """A result, or #NUM! where it is too large for a number."""
    return number if math.isfinite(number) else CellError.NUM


# Arithmetic on two cells


def add(a: Cell, b: Cell) -> Cell:
    """``a + b``"""
    return finite(to_number(a) + to_number(b))


def subtract(a: Cell, b: Cell) -> Cell:
    """``a - b``"""
    return finite(to_number(a) - to_number(b))


def multiply(a: Cell, b: Cell) -> Cell:
    """``a * b``"""
    return finite(to_number(a) * to_number(b))


def divide(a: Cell, b: Cell) -> Cell:
    """``a / b``"""
    x, y = to_number(a), to_number(b)
    return finite(x / y) if y else CellError.DIV0


def power(a: Cell, b: Cell) -> Cell:
    """``a ^ b``; 0^0 and a root of a negative are #NUM!."""
    x, y = to_number(a), to_number(b)
    if x == 0:
        return CellError.NUM if y == 0 else CellError.DIV0 if y < 0 else 0.0
    try:
        result = x**y
    except OverflowError:
        return CellError.NUM
    return finite(result) if isinstance(result, float) else CellError.NUM


def concatenate(a: Cell, b: Cell) -> Cell:
    """``a & b``"""
    text = to_text(a) + to_text(b)
    return text if len(text) <= MAX_TEXT else CellError.VALUE


def negate(a: Cell) -> Cell:
    """``-a``"""
    return -to_number(a) + 0.0


def percent(a: Cell) -> Cell:
    """``a%``"""
    return to_number(a) / 100


def unchanged(a: Cell) -> Cell:
    """``+a`` leaves even text as it is."""
    return a


# Comparison


def equal(a: Cell, b: Cell) -> Cell:
    """``a = b``"""
    return order(a, b) == 0


def unequal(a: Cell, b: Cell) -> Cell:
    """``a <> b``"""
    return order(a, b) != 0


def less(a: Cell, b: Cell) -> Cell:
    """``a < b``"""
    return order(a, b) < 0


def greater(a: Cell, b: Cell) -> Cell:
    """``a > b``"""
    return order(a, b) > 0


def at_most(a: Cell, b: Cell) -> Cell:
    """``a <= b``"""
    return order(a, b) <= 0


def at_least(a: Cell, b: Cell) -> Cell:
    """``a >= b``"""
    return order(a, b) >= 0


OPERATORS: Final[dict[str, Callable[[Cell, Cell], Cell]]] = {
    "+": add, "-": subtract, "*": multiply, "/": divide, "^": power, "&": concatenate,
    "=": equal, "<>": unequal, "<": less, ">": greater, "<=": at_most, ">=": at_least,
}  # fmt: skip
PREFIXES: Final[dict[str, Callable[[Cell], Cell]]] = {"-": negate, "+": unchanged}


# Arrays


def guarded(function: Callable[..., Cell], *cells: Cell) -> Cell:
    """The function's value, a fault being the error it carries."""
    try:
        return function(*cells)
    except CellFault as fault:
        return fault.error


def broadcast(function: Callable[..., Cell], *operands: Value) -> Value:
    """The function over arrays, cell by cell. A single row or column repeats; where a shape runs out it is #N/A."""
    arrays = [operand for operand in operands if type(operand) is Array]
    if not arrays:
        return guarded(function, *operands)  # type: ignore[arg-type]
    if goes_on(arrays):
        return on_cores(partial(broadcast, function), operands)
    height = max(array.height for array in arrays)
    width = max(array.width for array in arrays)
    make(height, width)
    spend(WORKED_OUT * height * width)
    each = zip(*(_stretched(operand, height, width) for operand in operands), strict=True)
    found: list[Cell] = []
    while part := list(islice(each, _AT_ONCE)):
        results = [guarded(function, *cells) for cells in part]
        made = letters(results)
        spend(LETTER * (letters(chain.from_iterable(part)) + made), LETTER_ROOM * made)
        found += results
    return Array.of(found, width)


def _stretched(operand: Value, height: int, width: int) -> Iterable[Cell]:
    """The operand in the wanted size, row by row: repeated where it is single, #N/A where it runs out."""
    if type(operand) is not Array:
        assert not isinstance(operand, Array)
        return repeat(operand, height * width)
    if operand.shape == (height, width):
        return operand.flat
    return chain.from_iterable(_stretched_rows(operand, height, width))


def _stretched_rows(operand: Array, height: int, width: int) -> Grid:
    rows = operand.rows
    if operand.width == 1:
        rows = [list(repeat(row[0], width)) for row in rows]
    elif operand.width < width:
        rows = [[*row, *repeat(CellError.NA, width - operand.width)] for row in rows]
    if operand.height == 1:
        return [rows[0]] * height
    return [*rows, *([[CellError.NA] * width] * (height - operand.height))]


def incoming(cell: Cell) -> Cell:
    """A cell from outside as the engine keeps it: every number a float."""
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def outgoing(cell: Cell) -> Cell:
    """A cell as the world sees it: a whole number is an int."""
    return int(cell) if type(cell) is float and cell.is_integer() and abs(cell) < 1e15 else cell
