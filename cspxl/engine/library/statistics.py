"""Counts, averages, spread and rank."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from cspxl.engine.allowance import QUICK_LOOK
from cspxl.engine.arguments import fail, in_order, numbers, parts
from cspxl.engine.endless import how_many
from cspxl.engine.growing import average_of, count_of, counta_of, max_of, min_of
from cspxl.engine.ranges import Array, Operand, Ref
from cspxl.engine.semantics import number_of_text, to_number
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError


def _is_number(cell: Cell) -> bool:
    return type(cell) is float


def _is_there(cell: Cell) -> bool:
    return cell is not None


@excel("COUNT", "r *", look=QUICK_LOOK, grown=count_of)
def count(*operands: Operand) -> float:
    """Numbers; written into the call, also TRUE and texts that spell one. Errors are passed over."""
    total = 0
    for operand in operands:
        for part in parts(operand):
            if type(part) is Array:
                total += how_many(part, _is_number)
            elif isinstance(part, str):
                total += number_of_text(part) is not None
            else:
                total += not isinstance(part, CellError)
    return float(total)


@excel("COUNTA", "r *", look=QUICK_LOOK, grown=counta_of)
def counta(*operands: Operand) -> float:
    """Cells that are not blank."""
    total = 0
    for operand in operands:
        for part in parts(operand):
            total += how_many(part, _is_there) if type(part) is Array else 1
    return float(total)


@excel("COUNTBLANK", "r")
def _countblank(operand: Operand) -> float:
    """Empty cells and empty texts, those below and beside what is used included."""
    if not isinstance(operand, Ref):
        fail(operand if isinstance(operand, CellError) else CellError.VALUE)
    array = operand.array
    blanks: int = array.learn("blanks", _blanks)
    return float(blanks + operand.height * operand.width - array.size)


def _blanks(array: Array) -> int:
    return sum(cell is None or cell == "" for cell in array.flat)


@excel("MIN", "r *", look=QUICK_LOOK, grown=min_of)
def minimum(*operands: Operand) -> float:
    """The smallest number; of none, 0."""
    return min(numbers(operands, once), default=0.0)


@excel("MAX", "r *", look=QUICK_LOOK, grown=max_of)
def maximum(*operands: Operand) -> float:
    """The largest number; of none, 0."""
    return max(numbers(operands, once), default=0.0)


def once(number: float, _count: int) -> Sequence[float]:
    """A number that is there many times, where one of it tells as much."""
    return [number]


def mean(found: Sequence[float]) -> float:
    """The arithmetic mean; of nothing, #DIV/0!."""
    return math.fsum(found) / len(found) if found else fail(CellError.DIV0)


@excel("AVERAGE", "r *", look=QUICK_LOOK, grown=average_of)
def average(*operands: Operand) -> float:
    """The mean of the numbers."""
    return mean(numbers(operands))


def numbers_a(operands: Iterable[Operand]) -> list[float]:
    """As the functions in -A read a range: text is 0, TRUE is 1. In an array TRUE and FALSE are passed over."""
    found: list[float] = []
    for operand in operands:
        for part in parts(operand):
            if type(part) is not Array:
                found.append(to_number(part))  # type: ignore[arg-type]
                continue
            of_array = type(operand) is Array
            for cell in part.flat:
                if isinstance(cell, CellError):
                    fail(cell)
                if cell is not None and not (of_array and isinstance(cell, bool)):
                    found.append(0.0 if isinstance(cell, str) else float(cell))
    return found


@excel("AVERAGEA", "r *")
def _averagea(*operands: Operand) -> float:
    return mean(numbers_a(operands))


@excel("MAXA", "r *")
def _maxa(*operands: Operand) -> float:
    return max(numbers_a(operands), default=0.0)


@excel("MINA", "r *")
def _mina(*operands: Operand) -> float:
    return min(numbers_a(operands), default=0.0)


@excel("MEDIAN", "r *")
def median(*operands: Operand) -> float:
    """The middle number, or the mean of the two in the middle."""
    found = in_order(operands[0]) if len(operands) == 1 else sorted(numbers(operands))
    if not found:
        fail(CellError.NUM)
    middle = len(found) // 2
    return found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


@excel("MODE MODE.SNGL", "a *")
def mode(*operands: Operand) -> float:
    """The value met most often; of several, the one met first. Text is passed over, even written into the call."""
    counts: dict[float, int] = {}
    for number in numbers([operand for operand in operands if not isinstance(operand, str)]):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return next(number for number, count in counts.items() if count == most) if most > 1 else fail(CellError.NA)


def deviations(found: Sequence[float]) -> float:
    """The sum of squared differences from the mean."""
    if not found:
        fail(CellError.NUM)
    average = mean(found)
    return math.fsum((number - average) ** 2 for number in found)


def variance(found: Sequence[float], less: int) -> float:
    """The mean squared difference, of so many fewer than there are."""
    return deviations(found) / (len(found) - less) if len(found) > less else fail(CellError.DIV0)


@excel("VAR VAR.S", "r *")
def var(*operands: Operand) -> float:
    """The variance of a sample."""
    return variance(numbers(operands), 1)


@excel("VARP VAR.P", "r *")
def varp(*operands: Operand) -> float:
    """The variance of a whole population."""
    return variance(numbers(operands), 0)


@excel("STDEV STDEV.S", "r *")
def stdev(*operands: Operand) -> float:
    """The standard deviation of a sample."""
    return math.sqrt(variance(numbers(operands), 1))


@excel("STDEVP STDEV.P", "r *")
def stdevp(*operands: Operand) -> float:
    """The standard deviation of a whole population."""
    return math.sqrt(variance(numbers(operands), 0))


@excel("DEVSQ", "r *")
def _devsq(*operands: Operand) -> float:
    return deviations(numbers(operands))


@excel("AVEDEV", "r *")
def _avedev(*operands: Operand) -> float:
    found = numbers(operands)
    if not found:
        fail(CellError.NUM)
    average = mean(found)
    return math.fsum(abs(number - average) for number in found) / len(found)


@excel("LARGE", "r n", quick=True)
def large(operand: Operand, at: float) -> float:
    """The n-th largest number."""
    ordered, place = in_order(operand), math.ceil(at)
    return ordered[-place] if 1 <= place <= len(ordered) else fail(CellError.NUM)


@excel("SMALL", "r n", quick=True)
def small(operand: Operand, at: float) -> float:
    """The n-th smallest number."""
    ordered, place = in_order(operand), math.ceil(at)
    return ordered[place - 1] if 1 <= place <= len(ordered) else fail(CellError.NUM)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value at a share of the way through numbers in order, ends included."""
    if not ordered or not 0 <= share <= 1:
        fail(CellError.NUM)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def percentile_exclusive(ordered: Sequence[float], share: float) -> float:
    """The value at a share of the way through numbers in order, ends excluded."""
    place = share * (len(ordered) + 1)
    if not ordered or not 1 <= place <= len(ordered):
        fail(CellError.NUM)
    low = math.floor(place)
    high = min(low + 1, len(ordered))
    return ordered[low - 1] + (ordered[high - 1] - ordered[low - 1]) * (place - low)


@excel("PERCENTILE PERCENTILE.INC", "r n", quick=True)
def percentile_of(operand: Operand, share: float) -> float:
    """The value at a share of the way through a range, ends included."""
    return percentile(in_order(operand), share)


@excel("PERCENTILE.EXC", "r n", quick=True)
def percentile_exclusive_of(operand: Operand, share: float) -> float:
    """The value at a share of the way through a range, ends excluded."""
    return percentile_exclusive(in_order(operand), share)


@excel("QUARTILE QUARTILE.INC", "r n", quick=True)
def _quartile(operand: Operand, quarter: float) -> float:
    ordered = in_order(operand)
    return percentile(ordered, int(quarter) / 4) if quarter >= 0 else fail(CellError.NUM)


@excel("QUARTILE.EXC", "r w", quick=True)
def _quartile_exc(operand: Operand, quarter: int) -> float:
    return percentile_exclusive(in_order(operand), quarter / 4)


def _ranks(number: float, operand: Operand, ascending: bool) -> tuple[int, int]:  # noqa: FBT001
    """How many come before the number, and how often it is there."""
    ordered = in_order(operand)
    below, up_to = bisect_left(ordered, number), bisect_right(ordered, number)
    return (below if ascending else len(ordered) - up_to, up_to - below) if up_to > below else fail(CellError.NA)


@excel("RANK RANK.EQ", "n r b?", quick=True)
def _rank(number: float, operand: Operand, ascending: bool = False) -> float:  # noqa: FBT001, FBT002
    return float(_ranks(number, operand, ascending)[0] + 1)


@excel("RANK.AVG", "n r b?", quick=True)
def _rank_avg(number: float, operand: Operand, ascending: bool = False) -> float:  # noqa: FBT001, FBT002
    before, equal = _ranks(number, operand, ascending)
    return before + (equal + 1) / 2


@excel("PERCENTRANK PERCENTRANK.INC", "r n w?", quick=True)
def _percentrank(operand: Operand, number: float, digits: int = 3) -> float:
    found = in_order(operand)
    if digits < 1:
        fail(CellError.NUM)
    if not found or not found[0] <= number <= found[-1]:
        fail(CellError.NA)
    if len(found) == 1:
        return 1.0
    below = bisect_left(found, number)
    if found[below] == number:
        share = below / (len(found) - 1)
    else:
        low, high = found[below - 1], found[below]
        share = (below - 1 + (number - low) / (high - low)) / (len(found) - 1)
    unit = 10.0**digits
    return math.floor(share * unit + 1e-9) / unit


@excel("GEOMEAN", "r *")
def _geomean(*operands: Operand) -> float:
    found = numbers(operands)
    if not found or min(found) <= 0:
        fail(CellError.NUM)
    return math.exp(math.fsum(map(math.log, found)) / len(found))
