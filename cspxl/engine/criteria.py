"""Criteria as SUMIFS and COUNTIF write them: ``">=5"``, ``"<>"``, ``"bur*"``, 12. Wildcards and text without case."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from cspxl.engine.allowance import LONG, PATTERN, letters, spend
from cspxl.engine.comparison import order
from cspxl.engine.growing import Fold, Growing
from cspxl.engine.ranges import Array
from cspxl.engine.semantics import number_of_text
from cspxl.values import Cell, CellError, CellFault

Predicate = Callable[[Cell], bool]

_ERRORS: Final = {error.value: error for error in CellError}
_LONGEST: Final = 255  # letters of a text with wildcards: Excel takes no more
_CELL: Final = 5  # steps of a cell that is held against a criterion
_EQUAL: Final = 4  # against one that wants it equal
_TEXT: Final = 25  # against one that sorts texts
_SPELT: Final = 40  # steps to see whether a text spells a number
_COLLATED: Final = 5  # a letter of one
_PLACED: Final = 8  # steps to remember where a cell stands
_MOST_KEPT: Final = 1000  # positions that an array keeps with the criteria that they meet
_KEPT: Final = 2  # and so many more for each cell
_MARGIN: Final = 1e-13  # numbers nearer than this may be equal to 15 digits
_OPERATOR: Final = re.compile(r"<>|<=|>=|=|<|>")


def has_wildcard(text: str) -> bool:
    """Whether the text holds ``*``, ``?`` or an escaping ``~``."""
    return "*" in text or "?" in text or "~" in text


@lru_cache(maxsize=512)
def wildcard(text: str) -> re.Pattern[str]:
    """The pattern of a text with wildcards; ``~`` makes the next one plain."""
    first, rest = _patterns(text)
    return re.compile(first + rest, re.IGNORECASE | re.DOTALL)


@lru_cache(maxsize=512)
def _search_patterns(text: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    first, rest = _patterns(text)
    return re.compile(first, re.IGNORECASE | re.DOTALL), re.compile(rest, re.IGNORECASE | re.DOTALL)


def search(wanted: str, text: str, start: int) -> int:
    """The place where a text with wildcards begins in another, -1 where it does not.

    What follows its first asterisk is looked for once: where it does not come after one place, it comes after no later.
    """
    spend(len(wanted) * len(text) // PATTERN)
    first, rest = _search_patterns(wanted)
    found = first.search(text, start)
    return found.start() if found and rest.match(text, found.end()) else -1


def _patterns(text: str) -> tuple[str, str]:
    """What a text with wildcards means up to its first asterisk, and from there on.

    What stands between two asterisks is taken where it comes first and never tried elsewhere: no other place could
    help, and trying them all would take for ever.
    """
    if len(text) > _LONGEST:
        raise CellFault(CellError.VALUE)
    parts: list[str] = [""]
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == "*":
            parts.append("")
        elif sign == "~":
            at += 1
            parts[-1] += re.escape(text[at : at + 1])
        else:
            parts[-1] += "." if sign == "?" else re.escape(sign)
        at += 1
    first, *between = parts
    if not between:
        return first, ""
    last = between.pop()
    return first, "".join(f"(?>.*?{part})" for part in between if part) + f".*{last}"


def spend_on_wildcards(array: Array, wanted: str) -> None:
    """Count what it costs to look for a text with wildcards in every cell of an array. Raises TooLarge."""
    size: int = array.learn("letters", lambda block: letters(block.flat))
    spend(_TEXT * array.size + size * (len(wanted) + PATTERN) // PATTERN)


def key_of(cell: Cell) -> object:
    """What equal cells share: text without case; TRUE is not 1, a blank is nothing else."""
    if type(cell) is str:
        if len(cell) > LONG:
            spend(len(cell))
        return cell.lower()
    return (cell,) if cell is True or cell is False else cell


def places(array: Array) -> dict[object, list[int]]:
    """The places of each value in an array, row by row."""
    spend(_PLACED * array.size)
    found: dict[object, list[int]] = {}
    for at, cell in enumerate(array.flat):
        found.setdefault(key_of(cell), []).append(at)
    return found


def criterion(cell: Cell) -> tuple[str, Cell]:
    """The operator and operand of a criterion. ``("blank", None)`` is one that wants nothing there."""
    if not isinstance(cell, str):
        return "=", 0.0 if cell is None else cell
    found = _OPERATOR.match(cell)
    operator, text = (found[0], cell[found.end() :]) if found else ("", cell)
    if text == "":
        return {"": ("empty", ""), "=": ("blank", ""), "<>": ("filled", "")}.get(operator, ("never", ""))
    return operator or "=", _operand(text)


def _operand(text: str) -> Cell:
    if text.upper() in {"TRUE", "FALSE"}:
        return text.upper() == "TRUE"
    if text.upper() in _ERRORS:
        return _ERRORS[text.upper()]
    value = number_of_text(text)
    return text if value is None else value


def matching(array: Array, cell: Cell) -> Sequence[int]:
    """The positions in an array of the cells that meet a criterion; found once, while there is room to keep them."""
    what = "criterion", key_of(cell)
    found: Sequence[int] | None = array.known.get(what)
    if found is None:
        found = _matching(array, cell)
        kept = array.known.get("kept", 0) + len(found)
        if kept <= _MOST_KEPT + _KEPT * array.size:
            array.known["kept"], array.known[what] = kept, found
    return found


def _matching(array: Array, cell: Cell) -> Sequence[int]:
    operator, operand = criterion(cell)
    plain = operator == "=" and not (isinstance(operand, str) and has_wildcard(operand))
    if plain and array.known.get("searched"):  # a range that is searched once is not put in order for it
        index: dict[object, list[int]] = array.learn("places", places)
        found = index.get(key_of(operand), [])
        if isinstance(operand, float) and array.learn("numeric texts", _numeric_texts):
            texts = [at for at, value in array.learn("numeric texts", _numeric_texts) if value == operand]
            return sorted([*found, *texts])
        return found
    array.known["searched"] = array.known.get("searched") or plain
    if plain:
        spend(_EQUAL * array.size)
        if isinstance(operand, float):
            spend(_SPELT * sum(type(value) is str for value in array.flat))
    elif isinstance(operand, str):
        spend_on_wildcards(array, operand)
        spend(_COLLATED * letters(array.flat) if operator not in {"=", "<>"} else 0)
    else:
        spend(_CELL * array.size)
    meets = predicate(operator, operand)
    return [at for at, value in enumerate(array.flat) if meets(value)]


class Positions(Fold):
    """Where each value stands in a growing range, and each number that a text spells."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[object, list[int]] = {}
        self.spelt: dict[float, list[int]] = {}

    def _add(self, cells: Sequence[Cell]) -> None:
        first = self.size
        spend(_PLACED * len(cells) + _SPELT * sum(type(cell) is str for cell in cells))
        for at, cell in enumerate(cells, first):
            self.values.setdefault(key_of(cell), []).append(at)
            number = number_of_text(cell) if type(cell) is str else None
            if number is not None:
                self.spelt.setdefault(number, []).append(at)
        self.results.extend(range(first, first + len(cells)))

    def cut(self, size: int) -> bool:
        """It would have to be looked through for what to forget."""
        return self.size <= size


def how_many_equal(cells: Growing, bottom: int, cell: Cell) -> int | None:
    """How many cells down to a row meet a criterion that wants them equal; None for any other criterion."""
    operator, operand = criterion(cell)
    if operator != "=" or (isinstance(operand, str) and has_wildcard(operand)):
        return None
    positions, size = cells.fold(Positions, bottom), bottom - cells.top + 1
    found = bisect_left(positions.values.get(key_of(operand), ()), size)
    return found + (bisect_left(positions.spelt.get(operand, ()), size) if isinstance(operand, float) else 0)


def _numeric_texts(array: Array) -> list[tuple[int, float]]:
    """Texts that spell a number: an equality with that number counts them too."""
    spend(_SPELT * sum(type(cell) is str for cell in array.flat))
    found = ((at, number_of_text(cell)) for at, cell in enumerate(array.flat) if type(cell) is str)
    return [(at, value) for at, value in found if value is not None]


def meets_blank(cell: Cell) -> bool:
    """Whether a blank meets the criterion: in a whole column the cells below what is used do or do not."""
    return predicate(*criterion(cell))(None)


def predicate(operator: str, operand: Cell) -> Predicate:
    """Whether a cell meets the criterion."""
    if operator == "empty":
        return lambda cell: cell is None or cell == ""
    if operator == "blank":
        return lambda cell: cell is None
    if operator == "filled":
        return lambda cell: cell is not None
    if operator == "never":
        return lambda _cell: False
    if operator == "<>":
        same = (lambda cell: cell == operand and type(cell) is float) if type(operand) is float else _equality(operand)
        return lambda cell: not same(cell)
    if operator == "=":
        return _equality(operand)
    return _inequality(operator, operand)


def _equality(operand: Cell) -> Predicate:
    if isinstance(operand, str):
        if has_wildcard(operand):
            pattern = wildcard(operand)
            return lambda cell: isinstance(cell, str) and pattern.fullmatch(cell) is not None
        text = operand.lower()
        return lambda cell: isinstance(cell, str) and cell.lower() == text
    if isinstance(operand, float):
        return lambda cell: cell == operand if type(cell) is float else _spells(cell, operand)
    return lambda cell: cell is operand


def _spells(cell: Cell, number: float) -> bool:
    return isinstance(cell, str) and number_of_text(cell) == number


def _inequality(operator: str, operand: Cell) -> Predicate:
    if isinstance(operand, CellError):
        return lambda _cell: False
    kind = type(operand)
    signs = {"<": (-1,), ">": (1,), "<=": (-1, 0), ">=": (1, 0)}[operator]

    def meets(cell: Cell) -> bool:
        if type(cell) is not kind:
            return False
        difference = order(cell, operand)
        return (difference > 0) - (difference < 0) in signs

    if not isinstance(operand, float):
        return meets
    margin = _MARGIN * abs(operand)
    low, high, below, above = operand - margin, operand + margin, -1 in signs, 1 in signs
    return lambda cell: type(cell) is float and (below if cell < low else above if cell > high else meets(cell))
