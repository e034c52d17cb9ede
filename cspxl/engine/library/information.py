"""What kind of thing stands in a cell."""

from __future__ import annotations

from cspxl.engine.allowance import make
from cspxl.engine.arguments import single
from cspxl.engine.comparison import ERROR_NUMBERS
from cspxl.engine.frame import Frame
from cspxl.engine.ranges import Areas, Array, Operand, Ref, Refs, ThroughSheets, Value
from cspxl.engine.semantics import broadcast
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError


@excel("ISBLANK", "v")
def _isblank(cell: Cell) -> bool:
    return cell is None


@excel("ISNUMBER", "v")
def _isnumber(cell: Cell) -> bool:
    return type(cell) is float


@excel("ISTEXT", "v")
def _istext(cell: Cell) -> bool:
    return isinstance(cell, str)


@excel("ISNONTEXT", "v")
def _isnontext(cell: Cell) -> bool:
    return not isinstance(cell, str)


@excel("ISLOGICAL", "v")
def _islogical(cell: Cell) -> bool:
    return isinstance(cell, bool)


@excel("ISERROR", "v")
def _iserror(cell: Cell) -> bool:
    return isinstance(cell, CellError)


@excel("ISERR", "v")
def _iserr(cell: Cell) -> bool:
    return isinstance(cell, CellError) and cell is not CellError.NA


@excel("ISNA", "v")
def _isna(cell: Cell) -> bool:
    return cell is CellError.NA


@excel("ISREF", "r", quick=True)
def _isref(operand: Operand) -> bool:
    return isinstance(operand, Ref | Areas | Refs)


@excel("ISEVEN", "q")
def _iseven(number: float) -> bool:
    return int(number) % 2 == 0


@excel("ISODD", "q")
def _isodd(number: float) -> bool:
    return int(number) % 2 == 1


@excel("ISFORMULA", "r", quick=True, needs_frame=True)
def _isformula(frame: Frame, operand: Operand) -> Operand:
    """Of a cell, or of each cell of a range."""
    if not isinstance(operand, Ref):
        return CellError.VALUE
    if operand.is_cell:
        return frame.book.has_formula(operand)
    make(operand.height, operand.width)
    rows, columns = range(operand.top, operand.bottom + 1), range(operand.left, operand.right + 1)
    cells = ([Ref(operand.sheet, (row, column, row, column)) for column in columns] for row in rows)
    return Array([[frame.book.has_formula(cell) for cell in row] for row in cells])


@excel("FORMULATEXT", "r", quick=True, needs_frame=True)
def _formulatext(frame: Frame, operand: Operand) -> Cell:
    if not isinstance(operand, Ref):
        return operand if isinstance(operand, CellError) else CellError.VALUE
    return frame.book.formula_text(operand)


@excel("SHEETS", "r?", needs_frame=True)
def _sheets(frame: Frame, *given: Operand) -> Cell:
    """All sheets of the workbook, or those of a reference: one."""
    if not given:
        return float(len(frame.book.sheets))
    if isinstance(given[0], ThroughSheets):
        return float(len(given[0].refs))
    if isinstance(given[0], Ref | Areas):
        return 1.0
    return given[0] if isinstance(given[0], CellError) else CellError.REF


@excel("N", "r", quick=True)
def _n(operand: Operand) -> Value:
    """Of a range its first cell, of an array each."""
    return broadcast(_as_number, operand if isinstance(operand, Array) else single(operand))


def _as_number(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return float(cell)
    return cell if isinstance(cell, float | CellError) else 0.0


@excel("T", "r", quick=True)
def _t(operand: Operand) -> Value:
    """Of a range its first cell, of an array each."""
    return broadcast(_as_text, operand if isinstance(operand, Array) else single(operand))


def _as_text(cell: Cell) -> Cell:
    return cell if isinstance(cell, str | CellError) else ""


@excel("NA")
def _na() -> CellError:
    return CellError.NA


@excel("TYPE", "r", quick=True)
def _type(operand: Operand) -> float:
    if isinstance(operand, Array | Refs) or (isinstance(operand, Ref) and not operand.is_cell):
        return 64.0
    cell = single(operand)
    if isinstance(cell, CellError):
        return 16.0
    return 4.0 if isinstance(cell, bool) else 2.0 if isinstance(cell, str) else 1.0


@excel("ERROR.TYPE", "v")
def _error_type(cell: Cell) -> Cell:
    return float(ERROR_NUMBERS[cell]) if isinstance(cell, CellError) else CellError.NA


@excel("SHEET", "r?", quick=True, needs_frame=True)
def _sheet(frame: Frame, operand: Operand = None) -> Cell:
    if operand is None:
        return float(frame.sheet.index + 1)
    if isinstance(operand, ThroughSheets):
        operand = operand.refs[0]
    if isinstance(operand, Ref):
        return float(operand.sheet.index + 1)
    if isinstance(operand, CellError):
        return operand
    found = frame.book.sheets.get(operand.lower()) if isinstance(operand, str) else None
    return CellError.NA if found is None else float(found.index + 1)
