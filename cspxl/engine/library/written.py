"""Values as texts: money, Thai baht in words, values and arrays as formulas write them, addresses of the web."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from cspxl.engine.allowance import letters, spend
from cspxl.engine.arguments import fail, table
from cspxl.engine.library.rounding import rounded
from cspxl.engine.library.text import fixed
from cspxl.engine.ranges import Array, Operand
from cspxl.engine.semantics import MAX_TEXT, to_text
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError, exact

_DIGITS: Final = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES: Final = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_MILLION: Final = "ล้าน"


@excel("DOLLAR USDOLLAR", "n w?")
def _dollar(number: float, places: int = 2) -> str:
    """Dollars and commas; what is below 0 stands in brackets."""
    text: str = fixed(abs(number), places)
    below = number < 0 and any(digit in "123456789" for digit in text)
    return f"(${text})" if below else f"${text}"


def _thai(number: int) -> str:
    """A whole number in Thai words."""
    if number >= 1_000_000:
        return _thai(number // 1_000_000) + _MILLION + _thai(number % 1_000_000)
    text = ""
    for place in range(5, -1, -1):
        digit = number // 10**place % 10
        if place == 1 and digit in {1, 2}:
            text += ("", "ยี่")[digit - 1] + _PLACES[1]
        elif place == 0 and digit == 1 and number > 10:
            text += "เอ็ด"
        elif digit:
            text += _DIGITS[digit] + _PLACES[place]
    return text


@excel("BAHTTEXT", "n")
def _bahttext(number: float) -> str:
    baht, satang = divmod(int(exact(rounded(abs(number), 2, "ROUND_HALF_UP")) * 100), 100)
    sign = "ลบ" if number < 0 and (baht or satang) else ""
    whole = _thai(baht) + "บาท" if baht else ""
    if satang:
        return f"{sign}{whole}{_thai(satang)}สตางค์"
    return f"{sign}{whole or 'ศูนย์บาท'}ถ้วน"


def _strict(cell: Cell) -> str:
    """A cell as a formula would write it: texts in quotation marks."""
    if isinstance(cell, str):
        return '"' + cell.replace('"', '""') + '"'
    return cell.value if isinstance(cell, CellError) else to_text(cell)


def _concise(cell: Cell) -> str:
    return cell.value if isinstance(cell, CellError) else to_text(cell)


def _short(text: str) -> str:
    return text if len(text) <= MAX_TEXT else fail(CellError.VALUE)


@excel("VALUETOTEXT", "v w~")
def _valuetotext(cell: Cell, style: int = 0) -> str:
    """Style 0 as a cell shows it, 1 as a formula writes it."""
    if style not in {0, 1}:
        fail(CellError.VALUE)
    return _short(_strict(cell) if style else _concise(cell))


@excel("ARRAYTOTEXT", "a w~")
def _arraytotext(operand: Operand, style: int = 0) -> str:
    """Every cell in one text; style 1 is an array constant."""
    if style not in {0, 1}:
        fail(CellError.VALUE)
    array = Array([[operand]]) if isinstance(operand, CellError) else table(operand)
    spend(array.height * array.width + letters(array.flat))
    if not style:
        return _short(", ".join(map(_concise, array.flat)))
    return _short("{" + ";".join(",".join(map(_strict, row)) for row in array.rows) + "}")


@excel("ENCODEURL", "t")
def _encodeurl(text: str) -> str:
    """What may not stand in an address of the web as it is becomes % and two hexadecimal digits."""
    return _short(quote(text, safe="")) if text else fail(CellError.VALUE)


@excel("ASC DBCS", "t")
def _as_it_is(text: str) -> str:
    """Narrow and wide letters of East Asia; where Excel's language is not one of theirs, the text as it is."""
    return text
