"""A number in the digits of a format's section: ``#,##0.0%``, ``0.00E+00``, ``# ?/?``, thousands by a comma."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from cspxl.engine.digit_places import EMPTY, Pieces, filled
from cspxl.engine.fraction_format import fraction, quotient
from cspxl.values import exact

_WIDE: Final = Context(prec=400)


def general(number: float) -> str:
    """A number as General shows it in a cell: at most 11 signs."""
    if number == int(number) and abs(number) < 1e11:
        return str(int(number))
    power = int(f"{abs(number):.15e}".partition("e")[2])
    if -5 < power < 11:
        return f"{number:.{max(0, 9 - max(power, 0))}f}".rstrip("0").rstrip(".")
    if -10 < power < 0 and float(f"{number:.9f}") == number:  # nothing is lost in 11 signs
        return f"{number:.9f}".rstrip("0")
    digits, _, exponent = f"{number:.5E}".partition("E")
    return f"{digits.rstrip('0').rstrip('.')}E{exponent[0]}{int(exponent[1:]):02d}"


class _Layout(NamedTuple):
    """What a section of digits asks for. ``shift``: the power of ten by which the number is multiplied."""

    kind: str  # plain, scientific or fraction
    whole: Pieces
    part: Pieces
    has_point: bool
    grouped: bool
    shift: int
    places: int


@lru_cache(maxsize=256)
def _layout(pieces: Pieces) -> _Layout:
    kinds = [kind for kind, _ in pieces]
    whole, part = _split_at(pieces, "point")
    grouped, scale = _commas(whole, part)
    fraction_bar = "slash" in kinds and "digit" in kinds[: kinds.index("slash")]
    kind = "scientific" if "exponent" in kinds else "fraction" if fraction_bar else "plain"
    shift = 2 * kinds.count("percent") - 3 * scale
    places = sum(kind == "digit" for kind, _ in part)
    return _Layout(kind, whole, part, len(whole) < len(pieces), grouped, shift, places)


def in_digits(number: float, pieces: Pieces) -> str:
    """The number in its digits; a minus sign before everything where it is negative and not rounded to 0."""
    layout = _layout(pieces)
    if layout.kind == "plain":
        units = _in_units(abs(number), layout.shift + layout.places)
        digits = str(units).rjust(layout.places + 1, "0")
        shown = _written(layout, digits[: len(digits) - layout.places], digits[len(digits) - layout.places :])
        return f"-{shown}" if number < 0 and units else shown
    value = abs(exact(number))
    shown = _scientific(value, pieces) if layout.kind == "scientific" else fraction(value.scaleb(layout.shift), pieces)
    return f"-{shown}" if number < 0 and value else shown


def in_places(number: float, pieces: Pieces) -> float:
    """The number rounded as its digits show it."""
    layout = _layout(pieces)
    if layout.kind == "plain":
        shown = Decimal(_in_units(abs(number), layout.shift + layout.places)).scaleb(-layout.shift - layout.places)
    elif layout.kind == "scientific":
        mantissa, power, _ = _in_powers(abs(exact(number)), _split_at(pieces, "exponent")[0])
        shown = mantissa.scaleb(power)
    else:
        whole, top, bottom = quotient(abs(exact(number)).scaleb(layout.shift), pieces)
        shown = ((whole * bottom + top) / Decimal(bottom)).scaleb(-layout.shift)
    return math.copysign(float(shown), number)


def _in_units(number: float, shift: int) -> int:
    """The number in units of its last place, rounded on its 15 digits, halves up."""
    scaled = number * 10.0**shift
    if scaled < 1e9 and abs(scaled % 1 - 0.5) > 1e-5:  # clearly on one side of the half: the same, sooner
        return int(scaled + 0.5)
    return int(exact(number).scaleb(shift).quantize(Decimal(1), ROUND_HALF_UP, _WIDE))


def _split_at(pieces: Pieces, kind: str) -> tuple[Pieces, Pieces]:
    """What stands before and after the first piece of a kind."""
    for at, (this, _) in enumerate(pieces):
        if this == kind:
            return pieces[:at], pieces[at + 1 :]
    return pieces, ()


def _written(layout: _Layout, digits: str, decimals: str, zero: str = "") -> str:
    """Digits already rounded, in the format's places; ``zero`` is how a 0 before the point is written."""
    shown = filled(digits if digits != "0" else zero, layout.whole, grouped=layout.grouped)
    return shown + (_decimals(decimals, layout.part) if layout.has_point else "")


def _commas(whole: Pieces, part: Pieces) -> tuple[bool, int]:
    """Whether thousands are grouped, and by how many thousands the number is divided."""
    kinds = [kind for kind, _ in whole]
    last = len(kinds) - 1 - kinds[::-1].index("digit") if "digit" in kinds else -1
    first = kinds.index("digit") if "digit" in kinds else 0
    grouped = any(kinds[at] == "comma" and kinds[at + 1] == "digit" for at in range(first, last))
    scale = kinds[last + 1 :].count("comma")
    after = [kind for kind, _ in part]
    if "digit" in after:
        end = len(after) - 1 - after[::-1].index("digit")
        scale += after[end + 1 :].count("comma")
    return grouped, scale


def _decimals(digits: str, pieces: Pieces) -> str:
    """The point and the digits after it; trailing zeros only where the format has 0."""
    out = ["."]
    kept = len(digits.rstrip("0"))
    at = 0
    for kind, text in pieces:
        if kind == "digit":
            out.append(digits[at] if at < kept or text == "0" else EMPTY[text])
            at += 1
        else:
            out.append("" if kind == "comma" else text)
    return "".join(out)


def _scientific(value: Decimal, pieces: Pieces) -> str:
    """The exponent is a multiple of the number of digits before the point: 0.0E+0 shows 1, ##0.0E+0 up to 3."""
    mantissa, exponent = _split_at(pieces, "exponent")
    layout = _layout(mantissa)
    scaled, power, step = _in_powers(value, mantissa)
    letter, plus = pieces[len(mantissa)][1][0], pieces[len(mantissa)][1][1]
    sign = "-" if power < 0 else plus.strip("-")
    before, _ = _split_at(exponent, "digit")
    digits, _, decimals = f"{scaled:f}".partition(".")
    shown = _written(layout, digits, decimals, zero="0" * step)
    return shown + letter + filled("", before) + sign + filled(str(abs(power)), exponent[len(before) :])


def _in_powers(value: Decimal, mantissa: Pieces) -> tuple[Decimal, int, int]:
    """The rounded mantissa, its power of ten, and the step between such powers."""
    layout = _layout(mantissa)
    step = max(1, sum(kind == "digit" for kind, _ in layout.whole))
    unit = Decimal(1).scaleb(-layout.places)
    power = value.adjusted() // step * step if value else 0
    scaled = value.scaleb(-power).quantize(unit, ROUND_HALF_UP, _WIDE)
    if scaled and scaled.adjusted() + 1 > step:
        power += step
        scaled = value.scaleb(-power).quantize(unit, ROUND_HALF_UP, _WIDE)
    return scaled, power, step
