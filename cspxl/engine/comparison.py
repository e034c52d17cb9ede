"""How cells compare: to 15 digits, text without case, numbers before text before FALSE and TRUE."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from cspxl.engine.allowance import LONG, spend
from cspxl.values import Cell, CellError, CellFault


def same_number(x: float, y: float) -> bool:
    """Equal to 15 significant digits, which is all that a spreadsheet's comparison sees."""
    if x == y:
        return True
    if abs(x - y) > 1e-14 * abs(x):
        return False
    return f"{x:.14e}" == f"{y:.14e}"


_COLLATED: Final = 10  # steps of a letter of long texts that are compared
# Signs that sort before digits and letters, though their code numbers are higher; lower-case letters come after them.
_SIGNS: Final = str.maketrans({sign: chr(at + 1) for at, sign in enumerate(' !"#$%&()*,./:;?@[\\]^_`{|}~+<=>')})
_IGNORED: Final = str.maketrans("", "", "-'")


def _text_order(x: str, y: str) -> int:
    """Signs, digits, letters; accents after the plain letter; hyphens and apostrophes count only between equals."""
    if len(x) + len(y) > LONG:
        spend(_COLLATED * (len(x) + len(y)))
    if x == y:
        return 0
    a, b = (*_collated(x), x), (*_collated(y), y)
    return -1 if a < b else 1


@lru_cache(maxsize=4096)
def _collated(text: str) -> tuple[str, str]:
    plain = text.translate(_IGNORED).translate(_SIGNS)
    if plain.isascii():
        return plain, plain
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c)), plain


ERROR_NUMBERS: Final[dict[object, int]] = {
    CellError.NULL: 1, CellError.DIV0: 2, CellError.VALUE: 3, CellError.REF: 4, CellError.NAME: 5,
    CellError.NUM: 6, CellError.NA: 7, CellError.GETTING_DATA: 8, CellError.SPILL: 9, CellError.CALC: 14,
}  # fmt: skip
_RANKS: Final = {float: 0, str: 1, bool: 2}


def order(a: Cell, b: Cell) -> int:
    """Below, at or above zero as ``a`` sorts before, with or after ``b``: numbers, then text, then FALSE, TRUE.

    A blank is 0, empty text or FALSE, whichever the other is. Text is compared without case. Raises CellFault.
    """
    if isinstance(a, CellError):
        raise CellFault(a)
    if isinstance(b, CellError):
        raise CellFault(b)
    if a is None or b is None:
        a, b = _filled(a, b), _filled(b, a)
    first, second = _RANKS[type(a)], _RANKS[type(b)]
    if first != second:
        return first - second
    if first == 0:
        return 0 if same_number(a, b) else -1 if a < b else 1  # type: ignore[arg-type, operator]
    if first == 1:
        return _text_order(a.lower(), b.lower())  # type: ignore[union-attr]
    return int(bool(a)) - int(bool(b))


def _filled(cell: Cell, other: Cell) -> Cell:
    if cell is not None:
        return cell
    return "" if isinstance(other, str) else other if other is False else False if other is True else 0.0
