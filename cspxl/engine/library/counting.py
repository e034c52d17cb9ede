"""In how many ways: permutations, combinations and relatives of the factorial; and the sum of a power series."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import cells, fail
from cspxl.engine.ranges import Operand, Ref
from cspxl.engine.semantics import power, to_plain_number
from cspxl.engine.table import excel
from cspxl.values import CellError

_BITS = 1030  # no number has more before its point
_FACTORS = 400  # no product of whole numbers from 2 on has more and is still a number
_TERM = 20  # steps of one term of a series


def plain_numbers(operand: Operand) -> Iterator[float]:
    """An argument's cells as the functions that were once an add-in read them; blanks of a range are passed over."""
    for cell in cells([operand]):
        if cell is not None or not isinstance(operand, Ref):
            yield to_plain_number(cell)


def _ways(total: int, chosen: int) -> int:
    """The number of choices; #NUM! where it is larger than a number can be."""
    if min(chosen, total - chosen) > _BITS:  # each doubles it at least
        fail(CellError.NUM)
    return math.comb(total, chosen)


@excel("PERMUT", "n n")
def _permut(total: float, chosen: float) -> float:
    """Ordered choices without repetition."""
    n, k = int(total), int(chosen)
    return float(math.perm(n, k)) if 0 <= k <= n and k < _BITS else fail(CellError.NUM)


@excel("PERMUTATIONA", "n n")
def _permutationa(total: float, chosen: float) -> float:
    """Ordered choices with repetition."""
    n, k = int(total), int(chosen)
    return float(n) ** k if n >= 0 and k >= 0 else fail(CellError.NUM)


@excel("COMBINA", "n n")
def _combina(total: float, chosen: float) -> float:
    """Choices with repetition, in whatever order."""
    n, k = int(total), int(chosen)
    if n < 0 or k < 0 or (n == 0 and k > 0):
        fail(CellError.NUM)
    return float(_ways(n + k - 1, k)) if n else 1.0


@excel("FACTDOUBLE", "q")
def _factdouble(number: float) -> float:
    """Every second factor down from a number."""
    n = int(number)
    return float(math.prod(range(n, 1, -2))) if number >= 0 and n <= _FACTORS else fail(CellError.NUM)


@excel("MULTINOMIAL", "r *")
def _multinomial(*operands: Operand) -> float:
    """The factorial of a sum over the product of the factorials."""
    found = [int(number) for operand in operands for number in plain_numbers(operand)]
    if any(number < 0 for number in found):
        fail(CellError.NUM)
    so_far, result = 0, 1
    for number in found:
        so_far += number
        result *= _ways(so_far, number)
        if result.bit_length() > _BITS:
            fail(CellError.NUM)
    return float(result)


@excel("SERIESSUM", "q q q r")
def _seriessum(x: float, first: float, step: float, coefficients: Operand) -> float:
    """The coefficients times rising powers of x."""
    found = list(plain_numbers(coefficients))
    spend(_TERM * len(found))
    powers = [power(x, first + at * step) for at in range(len(found))]
    return math.fsum(coefficient * to_plain_number(of_x) for coefficient, of_x in zip(found, powers, strict=True))
