"""Complex numbers: their parts, arithmetic, powers, logarithms and trigonometry."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable

from cspxl.engine.arguments import cells, fail
from cspxl.engine.complex_text import Complex, complex_text, to_complex
from cspxl.engine.ranges import Operand, Ref
from cspxl.engine.table import excel
from cspxl.values import Cell, CellError


def _shared_unit(*numbers: Complex) -> str:
    """The letter that all have in common; i beside j is #VALUE!."""
    units = {number.unit for number in numbers if number.unit}
    return units.pop() if len(units) == 1 else fail(CellError.VALUE) if units else "i"


def _shown(value: complex, unit: str) -> str:
    return complex_text(value, unit) if cmath.isfinite(value) else fail(CellError.NUM)


@excel("COMPLEX", "q q x~")
def _complex(real: float, imaginary: float, unit: Cell = None) -> str:
    letter = "i" if unit is None or unit == "" else unit
    if not isinstance(letter, str) or letter not in {"i", "j"}:
        fail(CellError.VALUE)
    return complex_text(complex(real, imaginary), letter)


@excel("IMREAL", "z")
def _imreal(number: Complex) -> float:
    return number.value.real


@excel("IMAGINARY", "z")
def _imaginary(number: Complex) -> float:
    return number.value.imag


@excel("IMABS", "z")
def _imabs(number: Complex) -> float:
    return abs(number.value)


@excel("IMARGUMENT", "z")
def _imargument(number: Complex) -> float:
    return cmath.phase(number.value) if number.value else fail(CellError.DIV0)


@excel("IMCONJUGATE", "z")
def _imconjugate(number: Complex) -> str:
    return _shown(number.value.conjugate(), number.unit)


@excel("IMSUB", "z z")
def _imsub(one: Complex, two: Complex) -> str:
    return _shown(one.value - two.value, _shared_unit(one, two))


@excel("IMDIV", "z z")
def _imdiv(one: Complex, two: Complex) -> str:
    unit = _shared_unit(one, two)
    return _shown(one.value / two.value, unit) if two.value else fail(CellError.NUM)


def _numbers(operands: tuple[Operand, ...]) -> list[Complex]:
    """The numbers of all arguments; blanks of a range are passed over, a blank cell is 0."""
    return [
        to_complex(cell)
        for operand in operands
        for cell in cells([operand])
        if cell is not None or not isinstance(operand, Ref) or operand.is_cell
    ]


@excel("IMSUM", "r *")
def _imsum(*operands: Operand) -> str:
    found = _numbers(operands)
    unit = _shared_unit(*found)
    return _shown(complex(math.fsum(n.value.real for n in found), math.fsum(n.value.imag for n in found)), unit)


@excel("IMPRODUCT", "r *")
def _improduct(*operands: Operand) -> str:
    found = _numbers(operands)
    product = complex(1.0) if found else complex(0.0)
    for number in found:
        product *= number.value
    return _shown(product, _shared_unit(*found))


@excel("IMPOWER", "z q")
def _impower(number: Complex, exponent: float) -> str:
    if not number.value and exponent <= 0:
        fail(CellError.NUM)
    size, angle = cmath.polar(number.value)
    return _shown(cmath.rect(size**exponent, angle * exponent), number.unit)


def _nonzero(calculate: Callable[[complex], complex]) -> Callable[[complex], complex]:
    """#NUM! at 0."""
    return lambda value: calculate(value) if value else fail(CellError.NUM)


def _of_one(name: str, calculate: Callable[[complex], complex]) -> None:
    excel(name, "z")(lambda number: _shown(calculate(number.value), number.unit))


_of_one("IMSQRT", cmath.sqrt)
_of_one("IMEXP", cmath.exp)
_of_one("IMLN", _nonzero(cmath.log))
_of_one("IMLOG10", _nonzero(lambda value: cmath.log(value) / math.log(10)))
_of_one("IMLOG2", _nonzero(lambda value: cmath.log(value) / math.log(2)))
_of_one("IMSIN", cmath.sin)
_of_one("IMCOS", cmath.cos)
_of_one("IMTAN", cmath.tan)
_of_one("IMSINH", cmath.sinh)
_of_one("IMCOSH", cmath.cosh)
_of_one("IMSEC", lambda value: 1 / cmath.cos(value))
_of_one("IMSECH", lambda value: 1 / cmath.cosh(value))
_of_one("IMCSC", _nonzero(lambda value: 1 / cmath.sin(value)))
_of_one("IMCSCH", _nonzero(lambda value: 1 / cmath.sinh(value)))
_of_one("IMCOT", _nonzero(lambda value: 1 / cmath.tan(value)))
