"""A number as a fraction: ``# ?/?``, ``# ??/16``. What Excel makes of each sign was read off its own files."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from cspxl.engine.digit_places import EMPTY, Pieces, filled
from cspxl.values import CellError, CellFault

_DIGITS = frozenset("0123456789")


class _Layout(NamedTuple):
    """The parts of a fraction's format. ``whole`` is empty where there is no place for whole numbers."""

    before: Pieces
    whole: Pieces
    gap: Pieces
    top: Pieces
    middle: Pieces  # the slash and the text on its sides
    bottom: Pieces
    after: Pieces

    @property
    def fixed(self) -> int:
        """The denominator where the format writes it out; else 0."""
        written = "".join(text for _, text in self.bottom)
        return int(written) if written.isdigit() else 0

    def has(self, place: str, *parts: Pieces) -> bool:
        """Whether one of some parts has such a place."""
        return any(("digit", place) in part for part in parts)


@lru_cache(maxsize=128)
def _layout(pieces: Pieces) -> _Layout:
    """The format cut into its parts: the last run of places before the slash is the numerator's.

    Raises CellFault (#VALUE!) where nothing after the slash could be a denominator.
    """
    slash = next(at for at, (kind, _) in enumerate(pieces) if kind == "slash")
    places = [at for at in range(slash) if pieces[at][0] == "digit"]
    end = places[-1] + 1
    start = end
    while start and pieces[start - 1][0] == "digit":
        start -= 1
    earlier = [at for at in places if at < start]
    first, last = (earlier[0], earlier[-1] + 1) if earlier else (start, start)
    under = slash + 1
    while under < len(pieces) and not _counts(pieces[under]):
        under += 1
    stop = under
    while stop < len(pieces) and _counts(pieces[stop]):
        stop += 1
    if under == stop:
        raise CellFault(CellError.VALUE)
    return _Layout(
        pieces[:first], pieces[first:last], pieces[last:start], pieces[start:end],
        pieces[end:under], pieces[under:stop], pieces[stop:],
    )  # fmt: skip


def _counts(piece: tuple[str, str]) -> bool:
    """A place, or a digit of a denominator that is written out."""
    kind, text = piece
    return kind == "digit" or (kind == "text" and text in _DIGITS)


def fraction(value: Decimal, pieces: Pieces) -> str:
    """The number, not negative, in a format that has places on both sides of a slash."""
    layout = _layout(tuple(pieces))
    whole, top, bottom = quotient(value, pieces)
    shown = _parts(layout, whole, top, bottom) if layout.whole else _quotient(layout, top, bottom)
    return filled("", layout.before) + shown + filled("", layout.after)


def quotient(value: Decimal, pieces: Pieces) -> tuple[int, int, int]:
    """What such a format shows of the number: the whole number (0 where it has no place), numerator, denominator."""
    layout = _layout(tuple(pieces))
    whole = int(value) if layout.whole else 0
    rest = Fraction(value - whole)
    if layout.fixed:
        top, bottom = int(rest * layout.fixed + Fraction(1, 2)), layout.fixed
    else:
        near = rest.limit_denominator(10 ** len(layout.bottom) - 1)
        top, bottom = near.numerator, near.denominator
    return (whole + 1, 0, bottom) if layout.whole and top == bottom else (whole, top, bottom)


def _quotient(layout: _Layout, top: int, bottom: int) -> str:
    return filled(str(top), layout.top) + filled("", layout.middle) + _denominator(layout, bottom)


def _denominator(layout: _Layout, bottom: int) -> str:
    """From the left, unless a zero fills the places before it."""
    if layout.fixed:
        return str(bottom)
    if layout.has("0", layout.bottom):
        return filled(str(bottom), layout.bottom)
    return str(bottom) + "".join(EMPTY[text] for _, text in layout.bottom[len(str(bottom)) :])


def _parts(layout: _Layout, whole: int, top: int, bottom: int) -> str:
    """The whole number and the fraction beside it; the one that is 0 is left out or leaves its space."""
    gap = filled("", layout.gap)
    if not top and not layout.has("0", layout.top):
        number = filled(str(whole), layout.whole)
        spaces = layout.has("?", layout.whole, layout.top, layout.bottom)
        width = len(gap) + len(layout.top) + len(filled("", layout.middle)) + len(layout.bottom)
        return number + " " * (width if spaces else 0)
    shows_zero = layout.has("0", layout.whole) or (not top and layout.has("?", layout.whole))
    if whole or shows_zero:
        return filled(str(whole), layout.whole) + gap + _quotient(layout, top, bottom)
    spaces = layout.has("?", layout.whole, layout.top)
    return filled("", layout.whole) + " " * (len(gap) if spaces else 0) + _quotient(layout, top, bottom)
