"""A number in the digits of a format's section: ``#,##0.0%``, ``0.00E+00``, ``# ?/?``, thousands by a comma."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from cspxl.values import exact

_WIDE: Final = Context(prec=400)
Pieces = Sequence[tuple[str, str]]


def general(number: float) -> str:
    """A number as General shows it in a cell: at most 11 signs."""
    if number == int(number) and abs(number) < 1e11:
        return str(int(number))
    power = int(f"{abs(number):.15e}".partition("e")[2])
    if -5 < power < 11:
        return f"{number:.{max(0, 9 - max(power, 0))}f}".rstrip("0").rstrip(".")
    digits, _, exponent = f"{number:.5E}".partition("E")
    return f"{digits.rstrip('0').rstrip('.')}E{exponent[0]}{int(exponent[1:]):02d}"


def in_digits(number: float, pieces: Pieces) -> str:
    """The number in its digits; a minus sign before everything where it is negative and not rounded to 0."""
    kinds = [kind for kind, _ in pieces]
    value = abs(exact(number))
    value = value.scaleb(2 * kinds.count("percent"))
    if "exponent" in kinds:
        shown = _scientific(value, pieces)
    elif "slash" in kinds and _is_fraction(kinds):
        shown = _fraction(value, pieces)
    else:
        value = _to_places(value, pieces)
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


def _plain(value: Decimal, pieces: Pieces) -> str:
    """A number already rounded."""
    whole, part = _split_at(pieces, "point")
    has_point = len(whole) < len(pieces)
    grouped, _ = _commas(whole, part)
    digits, _, decimals = f"{value:f}".partition(".")
    shown = _whole(digits if digits != "0" else "", whole, grouped=grouped)
    return shown + (_decimals(decimals, part) if has_point else "")


@lru_cache(maxsize=256)
def _commas(whole: Pieces, part: Pieces) -> tuple[bool, int]:
    """Whether thousands are grouped, and by how many thousands the number is divided."""
    kinds = [kind for kind, _ in whole]
    last = len(kinds) - 1 - kinds[::-1].index("digit") if "digit" in kinds else -1
    first = kinds.index("digit") if "digit" in kinds else 0
    grouped = "comma" in kinds[first:last]
    scale = kinds[last + 1 :].count("comma")
    after = [kind for kind, _ in part]
    if "digit" in after:
        end = len(after) - 1 - after[::-1].index("digit")
        scale += after[end + 1 :].count("comma")
    return grouped, scale


_EMPTY: Final = {"0": "0", "#": "", "?": " "}


def _whole(digits: str, pieces: Pieces, *, grouped: bool) -> str:
    """The digits before the point, filled in from the right; the first place takes all that are left."""
    places = sum(kind == "digit" for kind, _ in pieces)
    rest, out, met = list(digits), [], 0
    count = 0
    for kind, text in reversed(pieces):
        if kind != "digit":
            out.append("" if kind == "comma" else text)
            continue
        met += 1
        taken = [rest.pop() if rest else _EMPTY[text]]
        if met == places:
            taken.extend(reversed(rest))
            rest = []
        for digit in taken:
            if grouped and digit.isdigit() and count and count % 3 == 0:
                out.append(",")
            out.append(digit)
            count += digit.isdigit()
    if not places:
        out.append("".join(reversed(rest)))
    return "".join(reversed(out))


def _decimals(digits: str, pieces: Pieces) -> str:
    """The point and the digits after it; trailing zeros only where the format has 0."""
    out = ["."]
    kept = len(digits.rstrip("0"))
    at = 0
    for kind, text in pieces:
        if kind == "digit":
            out.append(digits[at] if at < kept or text == "0" else _EMPTY[text])
            at += 1
        else:
            out.append("" if kind == "comma" else text)
    return "".join(out)


def _scientific(value: Decimal, pieces: Pieces) -> str:
    """The exponent is a multiple of the number of digits before the point: 0.0E+0 shows 1, ##0.0E+0 up to 3."""
    mantissa, exponent = _split_at(pieces, "exponent")
    whole, part = _split_at(mantissa, "point")
    step = max(1, sum(kind == "digit" for kind, _ in whole))
    places = sum(kind == "digit" for kind, _ in part)
    power = _power(value, step)
    scaled = value.scaleb(-power).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)
    if scaled and scaled.adjusted() + 1 > step:
        power += step
        scaled = value.scaleb(-power).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)
    sign = "-" if power < 0 else "+" if pieces[len(mantissa)][1][1] == "+" else ""
    return _plain(scaled, mantissa) + "E" + sign + _whole(str(abs(power)) if power else "", exponent, grouped=False)


def _power(value: Decimal, step: int) -> int:
    return 0 if not value else value.adjusted() // step * step


def _is_fraction(kinds: Sequence[str]) -> bool:
    """Whether digits stand on both sides of the slash."""
    at = kinds.index("slash")
    return "digit" in kinds[:at]


def _fraction(value: Decimal, pieces: Pieces) -> str:
    """``# ?/?`` keeps whole numbers apart; the denominator has as many digits as places, or is the one written."""
    above, below = _split_at(pieces, "slash")
    places = [at for at, (kind, _) in enumerate(above) if kind == "digit"]
    start = len(above)
    while start and above[start - 1][0] == "digit":
        start -= 1
    whole_pieces, top_pieces = above[:start], above[start:]
    has_whole = any(at < start for at in places)
    whole = int(value) if has_whole else 0
    written = "".join(text for kind, text in below if kind in {"text", "digit"}).strip()
    rest = Fraction(value - whole)
    if written.isdigit() and int(written):
        bottom = int(written)
        top = int(rest * bottom + Fraction(1, 2))
    else:
        size = sum(kind == "digit" for kind, _ in below)
        near = rest.limit_denominator(10**size - 1)
        top, bottom = near.numerator, near.denominator
    if has_whole and top == bottom:
        whole, top = whole + 1, 0
    shown = _whole(str(whole) if whole else "", whole_pieces, grouped=False) if has_whole else ""
    if has_whole and not top:
        return (shown or "0").rstrip() + " " * (len(top_pieces) + 2 + len(written or below)) if shown else "0"
    width = len(written) if written.isdigit() else sum(kind == "digit" for kind, _ in below)
    return shown + _whole(str(top), top_pieces, grouped=False) + "/" + str(bottom).ljust(width)


