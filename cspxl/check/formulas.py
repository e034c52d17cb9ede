"""Rules of what formulas say: numbers of weight inside them, approximate look-ups, doubled operators."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import log10
from operator import add, mul, sub, truediv
from typing import Final

from cspxl.check.book import Book, Grid, area_of, areas, sheet_of
from cspxl.check.rules import Found, rule, short
from cspxl.check.trees import Tree, calls, inside
from cspxl.engine.addresses import area_text
from cspxl.engine.model import Area
from cspxl.engine.parser import Binary, Call, Constant, Group, Missing, Name, Node, Postfix, Prefix
from cspxl.tokens import FormulaError, Token, tokenise
from cspxl.values import Cell

_CALCULATED: Final[Mapping[str, Callable[[float, float], float]]] = {"+": add, "-": sub, "*": mul, "/": truediv}
_ARITHMETIC: Final = frozenset(_CALCULATED)
_COUNTING: Final = frozenset(  # functions of places: whole numbers beside them count rows, columns, letters
    {"ROW", "ROWS", "COLUMN", "COLUMNS", "INDEX", "MATCH", "OFFSET", "INDIRECT", "ADDRESS", "CHOOSE", "CHAR", "CODE",
     "LEN", "FIND", "SEARCH", "MID", "LEFT", "RIGHT", "DATE", "WEEKDAY", "TIME"}
)  # fmt: skip
_SMALL: Final = 12
_YEARS: Final = (1900, 2100)
_TIE: Final = 1e-6
_PASSING: Final = {  # functions whose value is that of some of their arguments: from which, to which
    "SUM": (0, 99), "ROUND": (0, 1), "ROUNDUP": (0, 1), "ROUNDDOWN": (0, 1), "IF": (1, 3), "IFERROR": (0, 2),
    "MAX": (0, 99), "MIN": (0, 99), "ABS": (0, 1), "AVERAGE": (0, 99), "INT": (0, 1), "TRUNC": (0, 1),
}  # fmt: skip
_PLAIN: Final = frozenset({24, 28, 30, 31, 52, 60, 90, 180, 360, 365, 365.25, 366, 1024, 1440, 3600, 86400, 0.5, 0.25})
_EXACT: Final = {"VLOOKUP": 3, "HLOOKUP": 3, "MATCH": 2}  # which argument says that the key must be the very one
_HUGE: Final = 1e9  # a look-up of such a number asks for the last one there is


@rule(
    "constant-in-formula", "note",
    finds="A formula multiplies or adds a typed number, such as a rate or an amount.",
    why="Nobody who reads the sheet sees the number, and when it changes it must be found in every copy.",
    todo="Put it into a cell of its own with a label, and refer to that.",
)
def constants(book: Book) -> Iterator[Found]:
    """Numbers beside + - * / in formulas that read cells; not small whole numbers, years, tens, days of a month."""
    for sheet in book.sheets.values():
        for cells in sheet.alike.values():
            parsed = sheet.tree(cells[0])
            if parsed is None or not parsed.references:
                continue
            counts = any(call.name in _COUNTING for call in calls(parsed.root))
            weighty = [f"{number:.12g}" for number in _numbers(parsed.root) if not _plain(number, counts=counts)]
            if weighty:
                named = " and ".join(dict.fromkeys(weighty))
                for at in cells:
                    yield Found(sheet, *at, f"has {named} inside ={short(sheet.formulas[at].text)}", f"has {named}")


def _plain(number: float, *, counts: bool) -> bool:
    """Whether a number is no rate and no amount: a small whole one, a year; a place among rows; what breaks a tie."""
    size = abs(number)
    if size.is_integer() and (size <= _SMALL or _YEARS[0] <= size <= _YEARS[1] or counts):
        return True
    return size in _PLAIN or size < _TIE or log10(size).is_integer()


def _numbers(node: Node) -> Iterator[float]:
    """The numbers that a figure is added to or multiplied by."""
    if isinstance(node, Binary) and node.operator in _ARITHMETIC:
        if (whole := _number(node)) is not None:
            yield whole
            return
        if _is_place(node):
            return
        for side in (node.left, node.right):
            number = _number(side)
            if number is None:
                yield from _numbers(side)
            else:
                yield number
    elif isinstance(node, Group | Prefix | Postfix):
        yield from _numbers(inside(node)[0])
    elif isinstance(node, Call) and node.name in _PASSING:
        first, last = _PASSING[node.name]
        for argument in node.arguments[first:last]:
            yield from _numbers(argument)


def _is_place(node: Node) -> bool:
    """Whether a node counts places in a list of blocks: (n-1)*40, or (n-1)*40+13."""
    if not isinstance(node, Binary):
        return False
    number = _number(node.right)
    if number is None or not number.is_integer():
        return False
    if node.operator == "+":
        return _is_place(node.left)
    before = node.left.inner if isinstance(node.left, Group) else None
    return node.operator == "*" and isinstance(before, Binary) and before.operator == "-" and _number(before.right) == 1


def _number(node: Node) -> float | None:
    """The number that a node writes out, 20%, -5 and 1/3 among them."""
    if isinstance(node, Binary) and node.operator in _ARITHMETIC:
        left, right = _number(node.left), _number(node.right)
        if left is None or right is None or (node.operator == "/" and not right):
            return None
        return _CALCULATED[node.operator](left, right)
    if isinstance(node, Group):
        return _number(node.inner)
    if isinstance(node, Constant):
        return node.value if isinstance(node.value, float) else None
    if isinstance(node, Postfix) and node.operator == "%" and (inner := _number(node.operand)) is not None:
        return inner / 100
    return _number(node.operand) if isinstance(node, Prefix) else None


@rule(
    "double-operator", "warning",
    finds="Two signs follow each other, such as + - in =A1+-B1.",
    why="One of them is most likely left over from editing: it may turn an addition into a subtraction.",
    todo="Keep the sign that is meant.",
)
def double_operators(book: Book) -> Iterator[Found]:
    """A + or - between two operands, and another sign behind it; the -- that makes numbers of texts is none."""
    for sheet in book.sheets.values():
        for cells in sheet.alike.values():
            if _is_doubled(sheet.formulas[cells[0]].text):
                for at in cells:
                    yield Found(sheet, *at, f"has two signs in a row in ={short(sheet.formulas[at].text)}")


def _is_doubled(text: str) -> bool:
    try:
        tokens = [token for token in tokenise(text) if token.kind != "space"]
    except FormulaError:
        return False
    return any(
        _ends(before) and sign.text in {"+", "-"} and after.text in {"+", "-"} and sign.kind == after.kind == "op"
        for before, sign, after in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _ends(token: Token) -> bool:
    """Whether an operand ends with a token."""
    return token.kind in {"ref", "number", "name", "text", "table"} or token.text in {")", "%"}


@rule(
    "approximate-lookup", "error",
    finds="A look-up that takes the nearest key below, over keys that are not in order.",
    why="It stops at the wrong row without an error, and gives another row's figure.",
    todo="Ask for the exact key: FALSE as the last argument of VLOOKUP and HLOOKUP, 0 of MATCH.",
)
def approximate_lookups(book: Book) -> Iterator[Found]:
    """Approximate VLOOKUP, HLOOKUP and MATCH whose keys are known and unsorted; sorted bands are what they are for."""
    known: dict[tuple[Grid, Area, int], str] = {}
    for sheet in book.sheets.values():
        for at, parsed, call in sheet.calls(_EXACT):
            keys = _keys(book, sheet, parsed, call)
            if keys is not None and keys not in known:
                known[keys] = _disorder(*keys)
            if keys is not None and (fault := known[keys]):
                yield Found(sheet, *at, f"{call.name} looks for the nearest key, and {fault}")


def _keys(book: Book, sheet: Grid, parsed: Tree, call: Call) -> tuple[Grid, Area, int] | None:
    """Where the keys of an approximate look-up lie, and whether they rise (1) or fall (-1)."""
    last = _EXACT[call.name]
    if len(call.arguments) < 2 or _asks_for_the_last(call.arguments[0]):
        return None
    way = 1
    if len(call.arguments) > last:
        given = call.arguments[last]
        if isinstance(given, Prefix) and _number(given) is not None:
            way = -1
        elif not isinstance(given, Constant) or not given.value:
            return None
    node = call.arguments[1]
    if isinstance(node, Name):
        named = next((name.text for name in book.model.names if name.name.upper() == node.text), "")
        found = list(areas(named, sheet.name))
    else:
        token = parsed.token(node)
        area = area_of(token) if token else None
        found = [(sheet_of(token, sheet.name), area)] if token and area else []
    if len(found) != 1 or found[0][0] not in book.sheets:
        return None
    (name, (top, left, bottom, right)) = found[0]
    if call.name == "VLOOKUP":
        right = left
    elif call.name == "HLOOKUP":
        bottom = top
    return book.sheets[name], (top, left, bottom, right), way


def _asks_for_the_last(node: Node) -> bool:
    """Whether a look-up's key is larger than any: then the last entry is meant, in whatever order."""
    if isinstance(node, Constant):
        value = node.value
        return value > _HUGE if isinstance(value, float) else isinstance(value, str) and value.lower().startswith("zz")
    return isinstance(node, Missing) or (isinstance(node, Call) and node.name in {"REPT", "CHAR"}) or (
        isinstance(node, Binary) and _asks_for_the_last(node.left)
    )


def _disorder(sheet: Grid, area: Area, way: int) -> str:
    """What is out of order among keys; empty where nothing is."""
    top, left, bottom, right = area
    places = sorted(at for at in (*sheet.cells, *sheet.saved) if top <= at[0] <= bottom and left <= at[1] <= right)
    values = [value for at in dict.fromkeys(places) if (value := sheet.value(*at)) is not None]
    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    texts = [value for value in values if isinstance(value, str) and value]
    keys: Sequence[Cell] = numbers if len(numbers) >= len(texts) else texts
    for one, other in pairwise(keys):
        if _before(other, one) if way > 0 else _before(one, other):
            where = f"{sheet.name}!{area_text((top, left, min(bottom, places[-1][0]), right))}"
            return f"the keys in {where} are not in order ({one!s} comes before {other!s})"
    return ""


def _before(one: Cell, other: Cell) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return _sorted_as(one) < _sorted_as(other) and one.casefold() < other.casefold()
    return one < other  # type: ignore[operator]  # both are numbers


def _sorted_as(text: str) -> str:
    """A text as Excel sorts it: whatever its case, hyphens and apostrophes passed over."""
    return text.casefold().replace("-", "").replace("'", "")

