"""Text."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from itertools import chain, cycle

from cspxl.engine.allowance import LONG, make, spend
from cspxl.engine.arguments import cells, fail, table
from cspxl.engine.criteria import search
from cspxl.engine.formats import format_cell
from cspxl.engine.frame import Frame
from cspxl.engine.library.rounding import rounded
from cspxl.engine.ranges import Array, Operand
from cspxl.engine.semantics import MAX_TEXT, number_of_text, to_text
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError, exact

_LETTER = 8  # steps of a letter of a text that is worked on letter by letter


def _short(text: str) -> str:
    return text if len(text) <= MAX_TEXT else fail(CellError.VALUE)


def _one_by_one(text: str) -> None:
    """Count the letters of a long text that is worked on letter by letter."""
    if len(text) > LONG:
        spend(_LETTER * len(text))


def _joined(texts: Iterable[str]) -> str:
    """The texts as one; nothing is joined once it is too long."""
    found, length = [], 0
    for text in texts:
        length += len(text)
        if length > MAX_TEXT:
            fail(CellError.VALUE)
        found.append(text)
    return "".join(found)


@excel("TEXT", "x t", needs_frame=True)
def _text(frame: Frame, cell: Cell, code: str) -> str:
    return _short(format_cell(cell, code, date1904=frame.book.date1904))


@excel("LEFT LEFTB", "t w?")
def _left(text: str, count: int = 1) -> str:
    return text[:count] if count >= 0 else fail(CellError.VALUE)


@excel("RIGHT RIGHTB", "t w?")
def _right(text: str, count: int = 1) -> str:
    if count < 0:
        fail(CellError.VALUE)
    return text[-count:] if count else ""


@excel("MID MIDB", "t w w")
def _mid(text: str, start: int, count: int) -> str:
    return text[start - 1 : start - 1 + count] if start >= 1 and count >= 0 else fail(CellError.VALUE)


@excel("LEN LENB", "t")
def _len(text: str) -> float:
    """In UTF-16 units, as Excel counts."""
    return float(len(text.encode("utf-16-le")) // 2)


@excel("TRIM", "t")
def _trim(text: str) -> str:
    _one_by_one(text)
    return re.sub(" +", " ", text).strip(" ")


@excel("CLEAN", "t")
def _clean(text: str) -> str:
    _one_by_one(text)
    return re.sub("[\0-\x1f]+", "", text)


def _capital(letter: str) -> str:
    """A letter's capital; one that would be two letters, such as ß, stays."""
    capital = letter.upper()
    return capital if len(capital) == 1 else letter


def _small(letter: str) -> str:
    small = letter.lower()
    return small if len(small) == 1 else letter


@excel("UPPER", "t")
def _upper(text: str) -> str:
    return "".join(map(_capital, text)) if not text.isascii() else text.upper()


@excel("LOWER", "t")
def _lower(text: str) -> str:
    return "".join(map(_small, text)) if not text.isascii() else text.lower()


@excel("PROPER", "t")
def _proper(text: str) -> str:
    """A capital wherever a letter follows something else: ``o'brien`` becomes ``O'Brien``."""
    _one_by_one(text)
    return re.sub(r"[^\W\d_]+", lambda word: _capital(word[0][0]) + "".join(map(_small, word[0][1:])), text)


@excel("EXACT", "t t")
def _exact(one: str, two: str) -> bool:
    return one == two


@excel("SUBSTITUTE", "t t t w?")
def _substitute(text: str, old: str, new: str, nth: int | None = None) -> str:
    if nth is None:
        long = old and len(text) + text.count(old) * (len(new) - len(old)) > MAX_TEXT
        return fail(CellError.VALUE) if long else text.replace(old, new) if old else text
    if nth < 1:
        fail(CellError.VALUE)
    _one_by_one(text)
    at = -1
    for _ in range(nth if old else 0):
        at = text.find(old, at + 1)
        if at < 0:
            return text
    return text if at < 0 else _short(text[:at] + new + text[at + len(old) :])


@excel("REPLACE REPLACEB", "t w w t")
def _replace(text: str, start: int, count: int, new: str) -> str:
    if start < 1 or count < 0:
        fail(CellError.VALUE)
    return _short(text[: start - 1] + new + text[start - 1 + count :])


@excel("FIND FINDB", "t t w?")
def _find(wanted: str, text: str, start: int = 1) -> float:
    if not 1 <= start <= max(len(text), 1):
        fail(CellError.VALUE)
    at = text.find(wanted, start - 1)
    return float(at + 1) if at >= 0 else fail(CellError.VALUE)


@excel("SEARCH SEARCHB", "t t w?")
def _search(wanted: str, text: str, start: int = 1) -> float:
    """Without case, with wildcards."""
    if not 1 <= start <= max(len(text), 1):
        fail(CellError.VALUE)
    at = search(wanted, text, start - 1)
    return float(at + 1) if at >= 0 else fail(CellError.VALUE)


@excel("CONCATENATE", "t *")
def _concatenate(*texts: str) -> str:
    return _joined(texts)


@excel("CONCAT", "r *")
def _concat(*operands: Operand) -> str:
    return _joined(map(to_text, cells(operands)))


@excel("TEXTJOIN", "r b r *")
def _textjoin(delimiter: Operand, skip_empty: bool, *operands: Operand) -> str:  # noqa: FBT001
    """Several delimiters take turns."""
    between = [to_text(cell) for cell in cells([delimiter])]
    texts = (text for text in map(to_text, cells(operands)) if text or not skip_empty)
    return _joined(chain.from_iterable(zip(chain([""], cycle(between)), texts, strict=False)))


@excel("REPT", "t w")
def _rept(text: str, times: int) -> str:
    if times < 0 or len(text) * times > MAX_TEXT:
        fail(CellError.VALUE)
    return text * times


@excel("CHAR", "w")
def _char(code: int) -> str:
    """Windows-1252, as Excel for Windows."""
    if not 1 <= code <= 255:
        fail(CellError.VALUE)
    text = bytes([code]).decode("cp1252", "replace")
    return chr(code) if text == "\ufffd" else text


@excel("CODE", "t")
def _code(text: str) -> float:
    if not text:
        fail(CellError.VALUE)
    return float(text[0].encode("cp1252", "replace")[0])


@excel("UNICHAR", "w")
def _unichar(code: int) -> str:
    if not 1 <= code <= 0x10FFFF:
        fail(CellError.VALUE)
    return chr(code) if unicodedata.category(chr(code)) not in {"Cs", "Cn"} else fail(CellError.NA)


@excel("UNICODE", "t")
def _unicode(text: str) -> float:
    return float(ord(text[0])) if text else fail(CellError.VALUE)


@excel("VALUE", "x")
def _value(cell: Cell) -> Cell:
    if cell is None:
        return 0.0
    if not isinstance(cell, str):
        return fail(CellError.VALUE) if isinstance(cell, bool) else cell
    found = number_of_text(cell)
    return found if found is not None else fail(CellError.VALUE)


@excel("NUMBERVALUE", "t t? t?")
def _numbervalue(text: str, decimal: str = ".", group: str = ",") -> float:
    if not decimal or not group:
        fail(CellError.VALUE)
    plain = "".join(text.split())
    percents = len(plain) - len(plain.rstrip("%"))
    plain = plain.rstrip("%")
    whole, point, rest = plain.partition(decimal[0])
    if group[0] in rest:
        fail(CellError.VALUE)
    plain = whole.replace(group[0], "") + (f".{rest}" if point else "")
    if not plain:
        return 0.0
    found = number_of_text(plain)
    return found / 100.0**percents if found is not None else fail(CellError.VALUE)


@excel("FIXED", "n w? b?")
def fixed(number: float, places: int = 2, no_commas: bool = False) -> str:  # noqa: FBT001, FBT002
    """A number with so many places, and commas."""
    if places > 127:
        fail(CellError.VALUE)
    value = exact(rounded(number or 0.0, places, "ROUND_HALF_UP"))  # Excel's zero has no sign
    return f"{value:{'' if no_commas else ','}.{max(places, 0)}f}"


@excel("TEXTBEFORE", "t r n~ w~ w~ v~")
def _textbefore(
    text: str,
    delimiters: Operand,
    nth: float | None = None,
    caseless: int = 0,
    ends: int = 0,
    absent: Cell = CellError.NA,
) -> Cell:
    found = _nth_place(text, delimiters, nth, caseless, ends)
    if found is None:
        return "" if absent is None else absent
    return text[: found[0]]


@excel("TEXTAFTER", "t r n~ w~ w~ v~")
def _textafter(
    text: str,
    delimiters: Operand,
    nth: float | None = None,
    caseless: int = 0,
    ends: int = 0,
    absent: Cell = CellError.NA,
) -> Cell:
    found = _nth_place(text, delimiters, nth, caseless, ends)
    if found is None:
        return "" if absent is None else absent
    return text[found[1] :]


def _nth_place(text: str, delimiters: Operand, nth: float | None, caseless: int, ends: int) -> tuple[int, int] | None:
    """The begin and end of the nth delimiter, counted from the end when negative; one of several will do.

    ``ends``: the end of the text (its start, when counted from the end) counts as a delimiter too.
    """
    wanted = sorted((to_text(cell) for cell in table(delimiters).flat), key=len, reverse=True)
    count = 1 if nth is None else math.floor(nth)
    beyond = nth is not None and abs(count) > len(text) - len(wanted[-1]) + 1
    if count == 0 or beyond or not {caseless, ends} <= {0, 1}:
        fail(CellError.VALUE)
    if wanted[-1] == "":
        return (0, 0) if count > 0 else (len(text), len(text))
    spend(_LETTER * len(text) * len(wanted))
    pattern = re.compile("|".join(map(re.escape, wanted)), re.IGNORECASE if caseless else 0)
    places = [found.span() for found in pattern.finditer(text)]
    if ends and count > 0:
        places.append((len(text), len(text)))
    elif ends:
        places.insert(0, (0, 0))
    if abs(count) > len(places):
        return None
    return places[count - 1] if count > 0 else places[count]


@excel("TEXTSPLIT", "t r r~ b~ w~ v~")
def _textsplit(
    text: str,
    columns: Operand,
    rows: Operand = None,
    skip_empty: bool = False,  # noqa: FBT001, FBT002
    caseless: int = 0,
    pad: Cell = CellError.NA,
) -> Array:
    if caseless not in {0, 1}:
        fail(CellError.VALUE)
    lines = _split(text, rows, skip_empty, caseless)
    parts = [_split(line, columns, skip_empty, caseless) for line in lines]
    width = max(map(len, parts))
    make(len(parts), width)
    return Array([[*row, *[pad] * (width - len(row))] for row in parts])


def _split(text: str, delimiters: Operand, skip_empty: bool, caseless: int) -> list[str]:  # noqa: FBT001
    if delimiters is None:
        return [text]
    wanted = [to_text(cell) for cell in table(delimiters).flat]
    if "" in wanted:
        fail(CellError.VALUE)
    spend(_LETTER * len(text) * len(wanted))
    pattern = "|".join(re.escape(sign) for sign in sorted(wanted, key=len, reverse=True))
    parts = re.split(pattern, text, flags=re.IGNORECASE if caseless else 0)
    found = [part for part in parts if part or not skip_empty]
    return found or fail(CellError.CALC)
