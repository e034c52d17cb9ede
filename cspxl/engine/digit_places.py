"""Digits laid into the places of a format: where there is none, ``0`` gives a zero, ``?`` a space, ``#`` nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

Pieces = Sequence[tuple[str, str]]

EMPTY: Final = {"0": "0", "#": "", "?": " "}


def filled(digits: str, pieces: Pieces, *, grouped: bool = False) -> str:
    """The digits in their places, filled in from the right; the first place takes all that are left.

    ``grouped`` sets a comma before every third digit, and a space where only spaces stand (``?,???``).
    """
    places = sum(kind == "digit" for kind, _ in pieces)
    rest, out, met = list(digits), [], 0
    count = 0
    for kind, text in reversed(pieces):
        if kind != "digit":
            out.append("" if kind == "comma" else text)
            continue
        met += 1
        taken = [rest.pop() if rest else EMPTY[text]]
        if met == places:
            taken.extend(reversed(rest))
            rest = []
        for sign in taken:
            if grouped and sign and count and count % 3 == 0:
                out.append("," if sign.isdigit() else " ")
            out.append(sign)
            count += bool(sign)
    out[:0] = reversed(rest)  # a format without a place before the point, such as .#
    return "".join(reversed(out))
