"""The straight line and the curve of growth through many points, by one variable or several: LINEST and its kin.

Least squares by an orthogonal factorisation of the variables less their means. A variable that never varies has the
coefficient 0, as Excel's has; where variables depend on each other, which of them Excel drops is not known: #NUM!.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cspxl.engine.allowance import make, spend
from cspxl.engine.arguments import fail, numbers_of, table
from cspxl.engine.ranges import Array, Operand, Value, simplest
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

_DEPENDENT = 1e-12  # of a variable's size: what is left of it beside the others
_NOISE = 1e-27  # of the squares: what the calculation itself leaves of a perfect fit
_PRODUCT = 4  # products of a factorisation in a step
_SHOWN: Final[Mapping[bool, Callable[[float], float]]] = {False: float, True: math.exp}  # True: of a curve of growth

Rows = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class _Points:
    """What is to be fitted: one row of variables for each y; ``down`` where the ys stand below each other."""

    ys: Sequence[float]
    xs: Rows
    down: bool
    single: bool  # one variable, in the shape of the ys


@dataclass(frozen=True, slots=True)
class _Fit:
    """Coefficients in the order of the variables, what each may be out by, and what the fit explains."""

    slopes: Sequence[float]
    slope_errors: Sequence[float]
    intercept: float
    intercept_error: float
    explained: float
    left: float
    degrees: int
    variables: int


def _only_numbers(operand: Operand) -> Array:
    array = table(operand)
    if len(numbers_of(array)) < len(array.flat):
        fail(CellError.VALUE)
    return array


def _turned(rows: Sequence[Sequence[Any]]) -> Rows:
    return [list(column) for column in zip(*rows, strict=True)]


def _points(ys_in: Operand, xs_in: Operand, *, curve: bool) -> _Points:
    """What is to be fitted; for a curve of growth, the logarithms of the ys."""
    array = _only_numbers(ys_in)
    down, ys = array.width == 1, numbers_of(array)
    if curve:
        ys = [math.log(y) if y > 0 else fail(CellError.NUM) for y in ys]
    if xs_in is None:
        return _Points(ys, [[at + 1.0] for at in range(len(ys))], down, single=True)
    xs = _only_numbers(xs_in)
    if xs.shape == array.shape:
        return _Points(ys, [[x] for x in numbers_of(xs)], down, single=True)
    if down and xs.height == array.height:
        return _Points(ys, xs.rows, down, single=False)  # type: ignore[arg-type]
    if array.height == 1 and xs.width == array.width:
        return _Points(ys, _turned(xs.rows), down, single=False)
    return fail(CellError.REF)


def _fitted(points: _Points, *, constant: bool) -> _Fit:
    """The least squares; ``constant`` asks for an intercept, else it is 0."""
    import numpy as np  # noqa: PLC0415 -- most workbooks never need it

    with np.errstate(all="ignore"):  # what is too large for a number is found out below
        return _least_squares(points, constant=constant)


def _least_squares(points: _Points, *, constant: bool) -> _Fit:
    import numpy as np  # noqa: PLC0415

    count, variables = len(points.ys), len(points.xs[0])
    spend(count * (variables + 2) ** 2 // _PRODUCT)
    x, y = np.array(points.xs, float), np.array(points.ys, float)
    x_mean, y_mean = (x.mean(axis=0), y.mean()) if constant else (np.zeros(variables), 0.0)
    centred, rest = x - x_mean, y - y_mean
    sizes = np.linalg.norm(x, axis=0)
    varies = np.linalg.norm(centred, axis=0) > _DEPENDENT * sizes
    kept = int(varies.sum())
    degrees = count - kept - constant
    whole = float(rest @ rest)
    if degrees < 0 or not (np.isfinite(sizes).all() and math.isfinite(whole)):
        fail(CellError.NUM)
    slopes, spread = np.zeros(variables), np.zeros((variables, variables))
    slopes[varies], spread[np.ix_(varies, varies)] = _solved(centred[:, varies], rest, sizes[varies])
    left = float(((rest - centred @ slopes) ** 2).sum()) if degrees else 0.0
    left = left if left > _NOISE * whole else 0.0
    variance = left / degrees if degrees else 0.0
    return _Fit(
        slopes.tolist(), np.sqrt(variance * np.diag(spread)).tolist(), float(y_mean - x_mean @ slopes),
        math.sqrt(variance * (1 / count + float(x_mean @ spread @ x_mean))) if constant else 0.0,
        whole - left, left, degrees, kept,
    )  # fmt: skip


def _solved(x: Any, y: Any, sizes: Any) -> tuple[Any, Any]:  # noqa: ANN401 -- arrays of numpy
    """The coefficients, and the inverse of the variables' products, by which they may be out."""
    import numpy as np  # noqa: PLC0415

    if x.shape[1] == 1:  # exact where the figures are whole numbers
        product = x[:, 0] @ x[:, 0]
        return x.T @ y / product, 1 / product
    q, r = np.linalg.qr(x)
    if (np.abs(np.diag(r)) <= _DEPENDENT * sizes).any():
        fail(CellError.NUM)
    inverse = np.linalg.inv(r)
    return inverse @ (q.T @ y), inverse @ inverse.T


def _statistics(fit: _Fit, coefficients: list[Cell], *, constant: bool) -> Value:
    """Excel's five rows: coefficients, what they may be out by, how much is explained, F, and sums of squares."""
    width = len(coefficients)
    whole = fit.explained + fit.left
    errors: list[Cell] = [*reversed(fit.slope_errors), fit.intercept_error if constant else CellError.NA]
    spread = math.sqrt(fit.left / fit.degrees) if fit.degrees else 0.0
    f: Cell = CellError.NUM
    if fit.left and fit.variables:
        f = fit.explained / fit.variables / (fit.left / fit.degrees)
    ends: list[list[Cell]] = [
        [fit.explained / whole if whole else 1.0, spread], [f, float(fit.degrees)], [fit.explained, fit.left],
    ]  # fmt: skip
    return Array([coefficients, errors, *([*pair, *[CellError.NA] * (width - 2)] for pair in ends)])


def _coefficients(ys: Operand, xs: Operand, *, constant: bool, statistics: bool, curve: bool) -> Value:
    points, shown = _points(ys, xs, curve=curve), _SHOWN[curve]
    fit = _fitted(points, constant=constant)
    first: list[Cell] = [*(shown(slope) for slope in reversed(fit.slopes)), shown(fit.intercept)]
    return _statistics(fit, first, constant=constant) if statistics else Array([first])


@excel("LINEST", "a a~ b~ b~")
def _linest(ys: Operand, xs: Operand = None, constant: bool = True, statistics: bool = False) -> Value:  # noqa: FBT001, FBT002
    """The coefficients, the last variable's first, then the intercept."""
    return _coefficients(ys, xs, constant=constant, statistics=statistics, curve=False)


@excel("LOGEST", "a a~ b~ b~")
def _logest(ys: Operand, xs: Operand = None, constant: bool = True, statistics: bool = False) -> Value:  # noqa: FBT001, FBT002
    """The factors by which y grows with each variable, then what it is at 0."""
    return _coefficients(ys, xs, constant=constant, statistics=statistics, curve=True)


def _at(points: _Points, new: Operand, fit: _Fit, shown: Callable[[float], float]) -> Value:
    """The fitted values at new variables, one for each of their rows (or columns)."""
    array = _only_numbers(new)
    if points.single:
        make(*array.shape)
        return simplest(Array.of([shown(fit.intercept + fit.slopes[0] * x) for x in numbers_of(array)], array.width))
    rows: Sequence[Sequence[Any]] = array.rows if points.down else _turned(array.rows)
    if len(rows[0]) != len(fit.slopes):
        fail(CellError.REF)
    spend(len(rows) * len(fit.slopes))
    values: list[Cell] = [
        shown(fit.intercept + math.fsum(a * x for a, x in zip(fit.slopes, row, strict=True))) for row in rows
    ]
    return simplest(Array.of(values, 1 if points.down else len(values)))


def _trend_of(ys: Operand, xs: Operand, new: Operand, *, constant: bool, curve: bool) -> Value:
    points, shown = _points(ys, xs, curve=curve), _SHOWN[curve]
    fit = _fitted(points, constant=constant)
    if new is not None:
        return _at(points, new, fit, shown)
    if xs is not None:
        return _at(points, xs, fit, shown)
    shape = table(ys)
    return _at(points, Array.of([x for (x,) in points.xs], shape.width), fit, shown)


@excel("TREND", "a a~ a~ b~")
def _trend(ys: Operand, xs: Operand = None, new: Operand = None, constant: bool = True) -> Value:  # noqa: FBT001, FBT002
    """The values on the straight line."""
    return _trend_of(ys, xs, new, constant=constant, curve=False)


@excel("GROWTH", "a a~ a~ b~")
def _growth(ys: Operand, xs: Operand = None, new: Operand = None, constant: bool = True) -> Value:  # noqa: FBT001, FBT002
    """The values on the curve of growth."""
    return _trend_of(ys, xs, new, constant=constant, curve=True)
