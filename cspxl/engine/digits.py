"""A number in the digits of a format's section: ``#,##0.0%``, ``0.00E+00``, ``# ?/?``, thousands by a comma."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final

from cspxl.engine.digit_places import EMPTY, Pieces, filled
from cspxl.engine.fraction_format import fraction
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


def in_digits(number: float, pieces: Pieces) -> str:
    """The number in its digits; a minus sign before everything where it is negative and not rounded to 0."""
    kinds = [kind for kind, _ in pieces]
    value = abs(exact(number))
    if "exponent" in kinds:
        shown = _scientific(value, pieces)
    elif "slash" in kinds and _is_fraction(kinds):
        shown = fraction(value.scaleb(2 * kinds.count("percent")), pieces)
    else:
        value = _to_places(value.scaleb(2 * kinds.count("percent")), pieces)
        shown = _plain(value, pieces)
    return f"-{shown}" if number < 0 and value else shown


@lru_cache(maxsize=512)
def _split_at(pieces: Pieces, kind: str) -> tuple[Pieces, Pieces]:
    """What stands before and after the first piece of a kind."""
    for at, (this, _) in enumerate(pieces):
        if this == kind:
            return pieces[:at], pieces[at + 1 :]
    return pieces, ()


def _to_places(value: Decimal, pieces: Pieces) -> Decimal:
    """The number in the format's thousands, rounded to its places."""
    whole, part = _split_at(pieces, "point")
    _, scale = _commas(whole, part)
    places = sum(kind == "digit" for kind, _ in part)
    return value.scaleb(-3 * scale).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)


def _plain(value: Decimal, pieces: Pieces, zero: str = "") -> str:
    """A number already rounded; ``zero`` is how a 0 before the point is written."""
    whole, part = _split_at(pieces, "point")
    has_point = len(whole) < len(pieces)
    grouped, _ = _commas(whole, part)
    digits, _, decimals = f"{value:f}".partition(".")
    shown = filled(digits if digits != "0" else zero, whole, grouped=grouped)
    return shown + (_decimals(decimals, part) if has_point else "")


@lru_cache(maxsize=256)
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
    whole, part = _split_at(mantissa, "point")
    step = max(1, sum(kind == "digit" for kind, _ in whole))
    decimals = sum(kind == "digit" for kind, _ in part)
    power = _power(value, step)
    scaled = value.scaleb(-power).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)
    if scaled and scaled.adjusted() + 1 > step:
        power += step
        scaled = value.scaleb(-power).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _WIDE)
    letter, plus = pieces[len(mantissa)][1][0], pieces[len(mantissa)][1][1]
    sign = "-" if power < 0 else plus.strip("-")
    before, _ = _split_at(exponent, "digit")
    places = exponent[len(before) :]
    shown = _plain(scaled, mantissa, zero="0" * step)
    return shown + letter + filled("", before) + sign + filled(str(abs(power)), places)


def _power(value: Decimal, step: int) -> int:
    return 0 if not value else value.adjusted() // step * step


def _is_fraction(kinds: Sequence[str]) -> bool:
    """Whether digits stand before the slash."""
    return "digit" in kinds[: kinds.index("slash")]
