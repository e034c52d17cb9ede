"""Sums, products, powers and logarithms."""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from cspxl.engine.allowance import QUICK_LOOK, TooLarge, make, spend
from cspxl.engine.arguments import cells, fail, kinds, numbers, numbers_of, table
from cspxl.engine.endless import beside, core_of, folded, in_places
from cspxl.engine.growing import sum_of
from cspxl.engine.ranges import Array, Operand, Ref
from cspxl.engine.semantics import power, to_plain_number
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

_NUMBERS = frozenset({float})
_MOST_PRODUCTS = 20_000_000  # of two matrices
_PRODUCT = 3  # steps of one
_LOG_LARGEST = 720.0  # a little above the logarithm of the largest number


@excel("SUM", "r *", look=QUICK_LOOK, grown=sum_of)
def total(*operands: Operand) -> float:
    """The numbers added up one after another, as Excel does: what binary fractions leave of 0 stays."""
    if len(operands) == 1 and type(operands[0]) is Ref:
        return reduce(operator.add, numbers_of(operands[0].array), 0.0)
    return reduce(operator.add, numbers(operands, _times), 0.0)


def _times(number: float, count: int) -> Sequence[float]:
    return [number * count]


@excel("SUMSQ", "r *")
def _sumsq(*operands: Operand) -> float:
    return math.fsum(number * number for number in numbers(operands))


@excel("PRODUCT", "r *", look=QUICK_LOOK)
def product(*operands: Operand) -> float:
    """The product of the numbers; of none, 0."""
    found = numbers(operands)
    return math.prod(found) if found else 0.0


@excel("SUMPRODUCT", "a *", look=10)
def _sumproduct(*operands: Operand) -> Cell:
    if len(operands) == 1 and type(operands[0]) is Array and "terms" in core_of(operands[0]).known:
        return _sum_of_few(operands[0])
    arrays = beside(operands, [table(operand) for operand in operands])
    for array in arrays:
        numbers_of(core_of(array))  # an error anywhere comes out
    if any(array.shape != arrays[0].shape for array in arrays):
        fail(CellError.VALUE)
    if len(arrays) > 1 and any(array.shape == (1, 1) and isinstance(array.flat[0], str) for array in arrays):
        fail(CellError.VALUE)
    if len(arrays) == 1:
        return math.fsum(numbers(arrays, _times))
    products = Array.of(_products(list(map(core_of, arrays))), core_of(arrays[0]).width)
    return math.fsum(folded(Array.endless(products, *arrays[0].shape), _times))  # type: ignore[arg-type]


def _sum_of_few(array: Array) -> float:
    """The sum of an array whose cells are 0 but for a few."""
    core = core_of(array)
    terms: Mapping[int, float] = core.known["terms"]
    if array.width > core.width:
        return math.fsum(folded(array, _times))  # type: ignore[arg-type]
    more, last_row = array.height - core.height, range(core.size - core.width, core.size)
    return math.fsum([*terms.values(), *(terms.get(at, 0.0) * more for at in last_row)])


def _products(arrays: Sequence[Array]) -> Sequence[float]:
    """The products place by place; one that holds anything but numbers is 0."""
    if all(kinds(array) == _NUMBERS for array in arrays):
        first, *others = (numbers_of(array) for array in arrays)
        return reduce(lambda products, flat: list(map(operator.mul, products, flat)), others, first)
    return [
        math.prod(cells) if all(type(cell) is float for cell in cells) else 0.0
        for cells in zip(*(array.flat for array in arrays), strict=True)
    ]


def _pairs(one: Operand, two: Operand) -> list[tuple[float, float]]:
    """The numbers that stand in the same place; a row and a column of one length pair up too."""
    first, second = in_places([one, two], [table(one), table(two)])
    if len(first) != len(second):
        fail(CellError.NA)
    if fault := next((cell for cell in (*first, *second) if isinstance(cell, CellError)), None):
        fail(fault)
    pairs = zip(first, second, strict=True)
    return [(x, y) for x, y in pairs if type(x) is float and type(y) is float] or fail(CellError.DIV0)


@excel("SUMX2MY2", "a a")
def _sumx2my2(one: Operand, two: Operand) -> float:
    return math.fsum(x * x - y * y for x, y in _pairs(one, two))


@excel("SUMX2PY2", "a a")
def _sumx2py2(one: Operand, two: Operand) -> float:
    return math.fsum(x * x + y * y for x, y in _pairs(one, two))


@excel("SUMXMY2", "a a")
def _sumxmy2(one: Operand, two: Operand) -> float:
    return math.fsum((x - y) ** 2 for x, y in _pairs(one, two))


@excel("MMULT", "a a")
def _mmult(one: Operand, two: Operand) -> Array:
    left, right = table(one), table(two)
    numbers_of(left)
    numbers_of(right)
    if left.width != right.height or any(type(cell) is not float for cell in (*left.flat, *right.flat)):
        fail(CellError.VALUE)
    products = left.height * left.width * right.width
    if products > _MOST_PRODUCTS:
        raise TooLarge(f"{products:,} products")
    make(left.height, right.width)
    spend(_PRODUCT * products)
    columns = list(zip(*right.rows, strict=True))
    return Array([[_dot(row, column) for column in columns] for row in left.rows])


def _dot(row: Sequence[Any], column: Sequence[Any]) -> float:
    return math.fsum(x * y for x, y in zip(row, column, strict=True))


@excel("ABS", "n")
def _abs(number: float) -> float:
    return abs(number)


@excel("SIGN", "n")
def _sign(number: float) -> float:
    return float((number > 0) - (number < 0))


@excel("SQRT", "n")
def _sqrt(number: float) -> float:
    return math.sqrt(number) if number >= 0 else fail(CellError.NUM)


@excel("EXP", "n")
def _exp(number: float) -> float:
    return math.exp(number)


@excel("LN", "n")
def _ln(number: float) -> float:
    return math.log(number) if number > 0 else fail(CellError.NUM)


@excel("LOG10", "n")
def _log10(number: float) -> float:
    return math.log10(number) if number > 0 else fail(CellError.NUM)


@excel("LOG", "n n?")
def _log(number: float, base: float = 10.0) -> float:
    if number <= 0 or base <= 0:
        fail(CellError.NUM)
    if base == 1:
        fail(CellError.DIV0)
    return math.log10(number) if base == 10 else math.log(number) / math.log(base)


@excel("POWER", "n n")
def _power(base: float, exponent: float) -> Cell:
    return power(base, exponent)


@excel("PI")
def _pi() -> float:
    return math.pi


@excel("SIN", "n")
def _sin(number: float) -> float:
    return math.sin(number)


@excel("COS", "n")
def _cos(number: float) -> float:
    return math.cos(number)


@excel("TAN", "n")
def _tan(number: float) -> float:
    return math.tan(number)


@excel("ATAN", "n")
def _atan(number: float) -> float:
    return math.atan(number)


@excel("RADIANS", "n")
def _radians(number: float) -> float:
    return math.radians(number)


@excel("DEGREES", "n")
def _degrees(number: float) -> float:
    return math.degrees(number)


_EXACT = 2**53


@excel("GCD", "r *")
def _gcd(*operands: Operand) -> float:
    return float(math.gcd(*_naturals(operands)))


@excel("LCM", "r *")
def _lcm(*operands: Operand) -> float:
    found = _naturals(operands)
    result = min(found, default=0) and 1  # 0 of anything is 0
    for number in found:
        result = math.lcm(result, number)
        if result >= _EXACT:
            fail(CellError.NUM)
    return float(result)


def _naturals(operands: Sequence[Operand]) -> list[int]:
    """Whole numbers from 0; text counts where it spells one. A blank is 0 in a range, a blank cell is passed over."""
    if any(operand is None for operand in operands):  # an argument left empty
        fail(CellError.NA)
    found = [
        to_plain_number(cell)
        for operand in operands
        for cell in cells([operand])
        if cell is not None or not (isinstance(operand, Ref) and operand.is_cell)
    ]
    if not found:
        fail(CellError.VALUE)
    if min(found) < 0 or max(found) >= _EXACT:
        fail(CellError.NUM)
    return [int(number) for number in found]


@excel("FACT", "n")
def _fact(number: float) -> float:
    return float(math.factorial(int(number))) if 0 <= number < 171 else fail(CellError.NUM)


@excel("COMBIN", "n n")
def _combin(total: float, chosen: float) -> float:
    n, k = int(total), int(chosen)
    if not 0 <= k <= n or math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) > _LOG_LARGEST:
        fail(CellError.NUM)
    return float(math.comb(n, k))


@excel("TRANSPOSE", "a")
def _transpose(operand: Operand) -> Array:
    array = table(operand)
    make(array.width, array.height)
    return Array([list(column) for column in zip(*array.rows, strict=True)])


@excel("MUNIT", "w")
def _munit(size: int) -> Array:
    if size < 1:
        fail(CellError.VALUE)
    make(size, size)
    return Array([[float(row == column) for column in range(size)] for row in range(size)])
