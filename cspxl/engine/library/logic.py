"""TRUE and FALSE. IF and its kin are in ``cspxl.engine.forms``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cspxl.engine.arguments import fail, parts
from cspxl.engine.ranges import Array, Operand
from cspxl.engine.semantics import to_logical
from cspxl.engine.table import excel
from cspxl.values import CellError


def _tests(operands: Iterable[Operand]) -> Iterator[bool]:
    """In a range only numbers and TRUE/FALSE are tests; written into the call, text that spells TRUE or FALSE too.

    Other text is passed over, as Excel 365 does (Excel 2016 said #VALUE!); no test at all is #VALUE!.
    """
    met = False
    for operand in operands:
        for part in parts(operand):
            if type(part) is not Array:
                if isinstance(part, str) and part.upper() not in {"TRUE", "FALSE"}:
                    continue
                met = True
                yield to_logical(part)  # type: ignore[arg-type]
                continue
            for cell in part.flat:
                if isinstance(cell, CellError):
                    fail(cell)
                if isinstance(cell, bool | float):
                    met = True
                    yield bool(cell)
    if not met:
        fail(CellError.VALUE)


@excel("AND", "r *")
def _and(*operands: Operand) -> bool:
    return all(list(_tests(operands)))


@excel("OR", "r *")
def _or(*operands: Operand) -> bool:
    return any(list(_tests(operands)))


@excel("XOR", "r *")
def _xor(*operands: Operand) -> bool:
    return sum(_tests(operands)) % 2 == 1


@excel("NOT", "b")
def _not(value: bool) -> bool:  # noqa: FBT001 -- the value is what it negates
    return not value


@excel("TRUE")
def _true() -> bool:
    return True


@excel("FALSE")
def _false() -> bool:
    return False
