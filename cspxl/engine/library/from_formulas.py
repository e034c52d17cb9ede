"""Excel functions that the ``formulas`` library calculates: depreciation, distributions and a few more.

A name stands in the table only while every case from outside passes, three or more of them
(tests/data/engine/formulas_cases.csv). Single cells are coerced by the engine, as for any other function; ranges are
read by the letters below, because ``formulas`` itself takes text that spells a number in a range as one. It turns
what goes wrong inside into an error of the cell, so nothing is caught here. Its import is slow and waits for the
first call.

==  ============================================================================================================
P   as R, and its expression is calculated as an array
R   a range as it stands: text, TRUE/FALSE and blanks keep their places, for functions that drop pairs
S   a range of numbers only, in its shape; anything else is #VALUE!
D   likewise, the dates of the payments in S: as many, and none before the first, or it is #NUM!
==  ============================================================================================================
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail, table
from cspxl.engine.ranges import Array, Operand, Value, simplest
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError

# One-cell parameters have the letters of ``cspxl.engine.table``, ranges those above. Tried with formulas 1.3.4 and
# written anew in other modules, for what one case showed:
# - a wrong number: RATE (a root below -1), XIRR (right to 7 places only), DOLLARFR (below 0), TDIST (below 0), LINEST
#   and LOGEST (standard errors in the wrong columns, F), PERCENTRANK.EXC (ties), STEYX and CHISQ.TEST (a division by
#   0), HYPGEOM.DIST (more than the sample), BINOM.INV (one too many at a tie), BINOM.DIST.RANGE (below 0),
#   FACTDOUBLE (200 is 0), MDETERM and MINVERSE (cut at 15 decimals), DELTA (1 equals 1.000001), BITLSHIFT (loses the
#   top), CONVERT (a kibibit has 8 bits), PRICE (one coupon), TRIMMEAN (58% of 100), T.INV.2T (1 - p is rounded),
#   TBILLEQ (366 days), MIRR (a figure where Excel has #NUM!);
# - a wrong error: IPMT (a loan given), SKEW, KURT, T.TEST and F.TEST (small spreads), TREND and GROWTH (no constant),
#   DB (a cost of 0), RRI (nothing left), DDB (part of a period), VDB, RSQ, Z.TEST, DISC, INTRATE, RECEIVED,
#   PERMUTATIONA, BITAND, BITOR, BITXOR (2^48 - 1);
# - in doubt: YIELD and DURATION (month ends), PROB (sums near 1), MULTINOMIAL (text), PERMUT (slow when large).
_CALL: Final = 5_000  # steps of a call
_DEAR: Final = 25_000
_DEAREST: Final = frozenset({"GAMMA.DIST", "GAMMADIST", "WEIBULL.DIST", "WEIBULL"})
_CELL: Final = 250  # steps of a cell of a range
_MOST_PERIODS: Final = 100_000
BORROWED: Final[Mapping[str, str]] = {
    # Rates
    "ISPMT": "n n n n",
    "NOMINAL": "q q",
    "PDURATION": "n n n",
    "FVSCHEDULE": "n R",
    "DOLLARDE": "q q",
    # Payments, and what they earn
    "XNPV": "q S D",
    "TBILLPRICE TBILLYIELD": "q q q",
    # Depreciation
    "SYD": "n n n n",
    # Samples
    "COVAR COVARIANCE.P COVARIANCE.S": "P P",
    "CONFIDENCE.T": "n n w",
    # Distributions
    "T.DIST": "n w b",
    "T.INV": "n w",
    "CHISQ.INV CHISQ.INV.RT CHIINV": "n w",
    "F.DIST": "n w w b",
    "F.DIST.RT FDIST F.INV F.INV.RT FINV": "n w w",
    "GAMMA": "n",
    "GAMMA.DIST GAMMADIST LOGNORM.DIST WEIBULL.DIST WEIBULL": "n n n b",
    "GAMMA.INV GAMMAINV LOGNORMDIST LOGNORM.INV LOGINV": "n n n",
    "BETA.DIST": "n n n b n? n?",
    "BETADIST BETA.INV BETAINV": "n n n n? n?",
    "NEGBINOM.DIST": "w w n b",
    "NEGBINOMDIST": "w w n",
    # Numbers
    "SQRTPI": "q",
    "GESTEP": "q q?",
}


class _Library:
    """What is used of ``formulas`` and numpy."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its sources warn where Python compiles them anew
            import numpy as np  # noqa: PLC0415 -- most workbooks never need them
            from formulas import functions  # noqa: PLC0415
            from formulas.tokens.operand import XlError  # noqa: PLC0415

            self.functions: Mapping[str, Callable[..., Any]] = functions.get_functions()
        self.np = np
        self.error = XlError
        self.blank = functions.sh.EMPTY


_library = cache(_Library)

Rows = Sequence[Sequence[Any]]


def _as_it_stands(operand: Operand) -> Rows:
    rows = table(operand).rows
    for cell in (cell for row in rows for cell in row):
        if isinstance(cell, CellError):
            fail(cell)
    return [[_library().blank if cell is None else cell for cell in row] for row in rows]


def _only_numbers(operand: Operand) -> Rows:
    rows = _as_it_stands(operand)
    return rows if all(type(cell) is float for row in rows for cell in row) else fail(CellError.VALUE)


def _dates(operand: Operand) -> Rows:
    rows = _only_numbers(operand)
    return rows if min(map(min, rows)) == rows[0][0] else fail(CellError.NUM)


_RANGES: Final[Mapping[str, Callable[[Operand], Rows]]] = {
    "P": _as_it_stands, "R": _as_it_stands, "S": _only_numbers, "D": _dates,
}  # fmt: skip


def _argument(letter: str, operand: Any) -> Any:  # noqa: ANN401 -- an operand, or what the engine coerced it to
    if letter not in _RANGES:
        return operand
    rows = _RANGES[letter](operand)
    array = _library().np.empty((len(rows), len(rows[0]) if rows else 1), object)
    if rows:
        array[:] = rows
    return array


def _cell(value: Any) -> Cell:  # noqa: ANN401 -- a number of numpy or an error of formulas
    if isinstance(value, _library().error):
        return CellError(str(value))
    number = float(value)
    return number if math.isfinite(number) else CellError.NUM


def _borrowed(name: str, letters: Sequence[str]) -> Callable[..., Value]:
    """The function of ``formulas``, called with what the engine has."""

    def method(*operands: Any) -> Value:  # noqa: ANN401 -- see _argument
        if name == "DB" and operands[3] > _MOST_PERIODS:
            return CellError.NUM  # formulas goes through them one by one
        spend(_DEAR if name in _DEAREST else _CALL)
        arguments = list(map(_argument, letters, operands))
        if "D" in letters and arguments[letters.index("S")].size != arguments[letters.index("D")].size:
            return CellError.NUM  # formulas would pass over the payments without a date
        library = _library()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a step that overflows ends as an error of the cell
            result = library.functions[name](*arguments)
        rows = library.np.atleast_2d(library.np.asarray(result, object)).tolist()
        return simplest(Array([[_cell(value) for value in row] for row in rows]))

    return method


def _enter() -> None:
    """Put the table's names into the engine's."""
    for names, kinds in BORROWED.items():
        parts = kinds.split()
        letters = [part[0] for part in parts]
        signature = " ".join("a" if part == "P" else "r" if part in _RANGES else part for part in parts)
        for name in names.split():
            excel(name, signature, look=_CELL)(_borrowed(name, letters))


_enter()
