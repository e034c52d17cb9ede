"""Trigonometric and hyperbolic functions, numbers in other bases, Roman numerals."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from cspxl.engine.arguments import fail
from cspxl.engine.semantics import to_number, to_text
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

_PLAIN: dict[str, Callable[[float], float]] = {
    "ASIN": math.asin, "ACOS": math.acos, "SINH": math.sinh, "COSH": math.cosh, "TANH": math.tanh,
    "ASINH": math.asinh, "ACOSH": math.acosh, "ATANH": math.atanh,
    "ACOT": lambda x: math.pi / 2 - math.atan(x), "ACOTH": lambda x: math.atanh(1 / x),
    "SEC": lambda x: 1 / math.cos(x), "SECH": lambda x: 1 / math.cosh(x) if abs(x) < 700 else 0.0,
}  # fmt: skip
_POLES: dict[str, Callable[[float], float]] = {
    "COT": lambda x: 1 / math.tan(x), "CSC": lambda x: 1 / math.sin(x), "COTH": lambda x: 1 / math.tanh(x),
    "CSCH": lambda x: 1 / math.sinh(x) if abs(x) < 700 else 0.0,
}  # fmt: skip


def _within(function: Callable[[float], float]) -> Callable[[float], float]:
    """The function, #NUM! outside its domain."""

    def method(number: float) -> float:
        try:
            return function(number)
        except ValueError:
            return fail(CellError.NUM)

    return method


def _off_zero(function: Callable[[float], float]) -> Callable[[float], float]:
    """The function, #DIV/0! at 0."""

    def method(number: float) -> float:
        return function(number) if number else fail(CellError.DIV0)

    return method


for _name, _function in _PLAIN.items():
    excel(_name, "n")(_within(_function))
for _name, _function in _POLES.items():
    excel(_name, "n")(_off_zero(_function))


@excel("ATAN2", "n n")
def _atan2(x: float, y: float) -> float:
    return math.atan2(y, x) if x or y else fail(CellError.DIV0)


_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@excel("BASE", "n n w?")
def _base(number: float, radix: float, least: int = 0) -> str:
    if not (0 <= number < 2**53 and 2 <= int(radix) <= 36 and 0 <= least <= 255):
        fail(CellError.NUM)
    digits, rest = "", int(number)
    while rest:
        rest, digit = divmod(rest, int(radix))
        digits = _DIGITS[digit] + digits
    return (digits or "0").rjust(least, "0")


@excel("DECIMAL", "t w")
def _decimal(text: str, radix: int) -> float:
    if not 2 <= radix <= 36 or len(text) > 255:
        fail(CellError.NUM)
    try:
        return float(int(text.strip() or "0", radix))
    except ValueError:
        return fail(CellError.NUM)


_SIGNS = "MDCLXVI"
_VALUES = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}


@excel("ROMAN", "n x~")
def _roman(number: float, form: Cell = 0.0) -> str:
    """``form`` 0 or TRUE is the classic one; up to 4 or FALSE, 4s and 9s are written ever shorter (499 is ID)."""
    steps = int(to_number(form)) if not isinstance(form, bool) else 0 if form else 4
    rest = int(number)
    if not (0 <= rest <= 3999 and 0 <= steps <= 4):
        fail(CellError.VALUE)
    text = ""
    for at in range(0, len(_SIGNS), 2):  # M, C, X, I
        digit, below = divmod(rest, _VALUES[_SIGNS[at]])
        if digit % 5 != 4:
            text += (_SIGNS[at - 1] if digit > 4 else "") + _SIGNS[at] * (digit % 5)
            rest = below
            continue
        larger = _SIGNS[at - 1 if digit == 4 else at - 2]
        smaller = at
        while smaller < at + steps and smaller + 1 < len(_SIGNS):
            if _VALUES[larger] - _VALUES[_SIGNS[smaller + 1]] > rest:
                break
            smaller += 1
        text += _SIGNS[smaller] + larger
        rest += _VALUES[_SIGNS[smaller]] - _VALUES[larger]
    return text


@excel("ARABIC", "t")
def _arabic(text: str) -> float:
    plain = text.strip().upper()
    sign = -1 if plain.startswith("-") else 1
    plain = plain.removeprefix("-")
    if len(plain) > 255 or not re.fullmatch("[MDCLXVI]*", plain):
        fail(CellError.VALUE)
    total = 0
    for at, letter in enumerate(plain):
        value = _VALUES[letter]
        after = _VALUES[plain[at + 1]] if at + 1 < len(plain) else 0
        total += -value if value < after else value
    return float(sign * total)


_LONGEST = 10


def _from_base(text: str, radix: int) -> int:
    """Ten digits at most; the tenth's top half is negative (two's complement)."""
    if len(text) > _LONGEST:
        fail(CellError.NUM)
    try:
        number = int(text or "0", radix)
    except ValueError:
        return fail(CellError.NUM)
    if number < 0:
        fail(CellError.NUM)
    size = {2: 2**10, 8: 8**10, 16: 16**10}[radix]
    return number - size if number >= size // 2 else number


def _to_base(number: int, radix: int, places: int | None) -> str:
    size = {2: 2**10, 8: 8**10, 16: 16**10}[radix]
    if not -size // 2 <= number < size // 2:
        fail(CellError.NUM)
    text = f"{number if number >= 0 else number + size:{ {2: 'b', 8: 'o', 16: 'X'}[radix] }}"
    if places is not None and not 1 <= places <= _LONGEST:
        fail(CellError.NUM)
    if places is None or number < 0:
        return text
    return text.rjust(places, "0") if len(text) <= places else fail(CellError.NUM)


_BASES = {"BIN": 2, "OCT": 8, "HEX": 16}


def _converter(source: int, target: int) -> Callable[..., str]:
    def method(cell: Cell, places: float | None = None) -> str:
        return _to_base(_from_base(_spelled(cell), source), target, None if places is None else int(places))

    return method


def _to_decimal(source: int) -> Callable[[Cell], float]:
    return lambda cell: float(_from_base(_spelled(cell), source))


def _spelled(cell: Cell) -> str:
    """The digits in a cell; TRUE and FALSE are #VALUE!."""
    return fail(CellError.VALUE) if isinstance(cell, bool) else to_text(cell)


def _of_decimal(target: int) -> Callable[..., str]:
    def method(number: float, places: int | None = None) -> str:
        return _to_base(int(number), target, places)

    return method


for _one, _source in _BASES.items():
    excel(f"{_one}2DEC", "x")(_to_decimal(_source))
    excel(f"DEC2{_one}", "q w?")(_of_decimal(_source))
    for _two, _target in _BASES.items():
        if _one != _two:
            excel(f"{_one}2{_two}", "x q?")(_converter(_source, _target))
