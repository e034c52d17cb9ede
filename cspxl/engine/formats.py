"""Number formats as TEXT uses them: up to four sections, conditions, digits, dates, quoted and escaped text.

A format code is cut into sections of tokens once (``sections``); ``format_cell`` chooses the section and shows the
cell in it. British names of months and days; colours and padding leave no trace in a text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import Final, NamedTuple

from cspxl.engine.allowance import LONG, spend
from cspxl.engine.arguments import fail
from cspxl.engine.calendar_format import in_calendar
from cspxl.engine.digits import general, in_digits
from cspxl.engine.semantics import MAX_TEXT, number_of_text, number_text
from cspxl.values import Cell, CellError


class Piece(NamedTuple):
    """A token of a section. ``kind``: digit, point, comma, percent, exponent, slash, text, at, general, date."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of a format's sections and the condition it is for, if it states one."""

    pieces: tuple[Piece, ...]
    kinds: frozenset[str]
    condition: tuple[Callable[[float, float], bool], float] | None

    def has(self, *kinds: str) -> bool:
        """Whether a section of a number format holds a token of these kinds."""
        return not self.kinds.isdisjoint(kinds)


_COMPARISONS: Final = {"<=": le, ">=": ge, "<>": ne, "<": lt, ">": gt, "=": eq}
_TOKEN: Final = re.compile(
    r"""(?P<quoted>"[^"]*"?)|\\(?P<escaped>.)|_(?P<skip>.)|\*(?P<fill>.)
    |\[(?P<elapsed>h+|m+|s+)\]|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]
    |(?P<general>general)|(?P<ampm>am/pm|a/p)|(?P<date>y+|m+|d+|h+|s+)|(?P<exponent>e[+-])
    |(?P<digit>[0\#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<at>@)|(?P<slash>/)
    |(?P<reserved>[bnge])|(?P<plain>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SHORT: Final = 32  # letters of a code that is kept without a look at what that costs
_SHOWN: Final = 100  # steps to show a cell
_PIECE: Final = 50  # steps of a letter of its code
_TO_CUT: Final = 150  # steps to cut one out of the code
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d*\.?\d+)")


def _counted(code: str) -> tuple[Section, ...]:
    """The sections of a long format code, what it costs counted; those of the longest are not kept."""
    if len(code) <= LONG:
        return sections(code)
    spend(_TO_CUT * len(code))
    return sections.__wrapped__(code)


@lru_cache(maxsize=256)
def sections(code: str) -> tuple[Section, ...]:
    """The sections of a format code. Raises CellFault (#VALUE!) for a code that Excel refuses."""
    found = [_section(part) for part in _split(code)]
    text = [section.has("at") for section in found]
    if len(found) > 4 or any(text[:-1]) or (text[-1] and found[-1].has("digit")):
        fail(CellError.VALUE)
    return tuple(found)


def _split(code: str) -> list[str]:
    """The code at its semicolons, but for those quoted, escaped or in brackets."""
    parts = re.findall(r"""(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;])+|;""", code, re.DOTALL)
    found = [""]
    for part in parts:
        if part == ";":
            found.append("")
        else:
            found[-1] += part
    return found


def _section(code: str) -> Section:
    pieces: list[Piece] = []
    condition = None
    for found in _TOKEN.finditer(code):
        kind, text = found.lastgroup or "", found[found.lastgroup or 0]
        if kind == "reserved":
            fail(CellError.VALUE)
        if kind == "bracket":
            comparison = _CONDITION.fullmatch(text)
            condition = (_COMPARISONS[comparison[1]], float(comparison[2])) if comparison else condition
        elif kind == "comma" and (not pieces or pieces[-1].kind not in {"digit", "comma"}):
            pieces.append(Piece("text", text))
        elif kind != "fill":
            pieces.append(_piece(kind, text))
    return Section(tuple(pieces), frozenset(piece.kind for piece in pieces), condition)


def _piece(kind: str, text: str) -> Piece:
    match kind:
        case "quoted":
            return Piece("text", text[1:].removesuffix('"'))
        case "escaped" | "currency" | "plain":
            return Piece("text", text)
        case "skip":
            return Piece("text", " ")
        case "elapsed":
            return Piece("date", f"[{text.lower()}]")
        case "ampm":
            return Piece("date", text.upper() if len(text) > 3 else text)
    return Piece(kind, text.lower() if kind == "date" else text)


def format_cell(cell: Cell, code: str, *, date1904: bool = False) -> str:
    """The cell as its format shows it. Raises CellFault."""
    spend(_SHOWN + _PIECE * len(code))
    found = sections(code) if len(code) <= _SHORT else _counted(code)
    if isinstance(cell, bool):
        return _in_text("TRUE" if cell else "FALSE", found)
    if isinstance(cell, str):
        number = number_of_text(cell)
        if number is None:
            return _in_text(cell, found)
        cell = number
    value = 0.0 if cell is None else float(cell)  # type: ignore[arg-type]
    if not code:
        return "-" if value < 0 else ""
    section, shown = chosen(value, found)
    if section is None:
        return _in_general(value) if len(found) == 1 else fail(CellError.VALUE)
    return _in_section(shown, section, date1904=date1904)


def _in_text(text: str, found: Sequence[Section]) -> str:
    section = found[-1]
    if len(found) < 4 and not section.has("at"):
        return text
    parts = [text if piece.kind == "at" else piece.text for piece in section.pieces]
    return "".join(parts) if sum(map(len, parts)) <= MAX_TEXT else fail(CellError.VALUE)


def chosen(value: float, found: Sequence[Section]) -> tuple[Section | None, float]:
    """The section for a number, and the number it shows: a section of its own for negatives leaves out the sign."""
    only_text = len(found) > 1 and found[-1].has("at")
    numeric = found[:3][: len(found) - only_text]
    if any(section.condition for section in numeric):
        return _chosen_by_condition(value, numeric)
    if len(numeric) > 2 and value == 0:
        return numeric[2], value
    if len(numeric) > 1 and value < 0:
        return numeric[1], -value
    return numeric[0], value


def _chosen_by_condition(value: float, numeric: Sequence[Section]) -> tuple[Section | None, float]:
    """The first section whose condition holds; without one the last, or of two the second, is for the rest."""
    for at, section in enumerate(numeric):
        condition = section.condition
        if condition is None:
            last = at == len(numeric) - 1
            if not last and at == 0 and value <= 0:  # 0;[<-5]... : the first is for positives
                continue
            if not last and at == 1 and value >= 0:
                continue
            return section, (-value if at and value < 0 and not last else value)
        holds, limit = condition
        if holds(value, limit):
            only_negatives = value < 0 and (limit < 0 or (limit == 0 and holds is lt)) and holds in {lt, le}
            return section, -value if only_negatives and at < 2 else value
    return None, value


def _in_general(value: float) -> str:
    return ("-" if value < 0 else "") + general(abs(value))


def _in_section(value: float, section: Section, *, date1904: bool) -> str:
    if section.has("date"):
        if section.has("general", "at", "percent", "exponent"):
            fail(CellError.VALUE)
        return in_calendar(value, section.pieces, date1904=date1904)
    if section.has("general"):
        sign = "-" if value < 0 else ""
        return sign + "".join(general(abs(value)) if p.kind == "general" else p.text for p in section.pieces)
    if section.has("at"):
        return "".join(number_text(value) if p.kind == "at" else p.text for p in section.pieces)
    if not section.has("digit"):
        texts = "".join(piece.text for piece in section.pieces)
        return f"-{texts}" if value < 0 else texts
    return in_digits(value, section.pieces)
