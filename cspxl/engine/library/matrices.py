"""The determinant and the inverse of a matrix."""

from __future__ import annotations

from typing import Any

from cspxl.engine.allowance import make, spend
from cspxl.engine.arguments import fail, numbers_of, table
from cspxl.engine.ranges import Array, Operand, Value, simplest
from cspxl.engine.table import excel
from cspxl.values import CellError

_PRODUCTS = 10  # of an elimination, in a step
_SINGULAR = 1e-15  # the smallest share of a matrix's size by which its inverse still means something


def _square(operand: Operand) -> Any:  # noqa: ANN401 -- a matrix of numpy
    import numpy as np  # noqa: PLC0415 -- most workbooks never need it

    array = table(operand)
    if array.height != array.width or len(numbers_of(array)) < len(array.flat):
        fail(CellError.VALUE)
    spend(array.height**3 // _PRODUCTS)
    return np.array(array.rows, float)


@excel("MDETERM", "a")
def _mdeterm(operand: Operand) -> float:
    import numpy as np  # noqa: PLC0415

    matrix = _square(operand)
    with np.errstate(all="ignore"):  # a product that is too large ends as an error of the cell
        return float(np.linalg.det(matrix))


@excel("MINVERSE", "a")
def _minverse(operand: Operand) -> Value:
    """The inverse; of a matrix that has none, or none that means something, #NUM!."""
    import numpy as np  # noqa: PLC0415

    matrix = _square(operand)
    make(*matrix.shape)
    try:
        with np.errstate(all="ignore"):
            inverse = np.linalg.inv(matrix)
            means_something = 1 / np.linalg.cond(matrix) >= _SINGULAR and np.isfinite(inverse).all()
    except np.linalg.LinAlgError:
        fail(CellError.NUM)
    return simplest(Array(inverse.tolist())) if means_something else fail(CellError.NUM)
