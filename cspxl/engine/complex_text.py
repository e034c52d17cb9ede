"""Complex numbers as Excel writes them, in texts: ``3+4i``, ``-j``, ``2.5E-3i``."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cspxl.engine.allowance import spend
from cspxl.engine.semantics import number_text, to_plain_number
from cspxl.values import Cell, CellError, CellFault

_READ: Final = 200  # steps of one number, and what is done with it
_NUMBER: Final = r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_REAL: Final = re.compile(rf"[-+]?{_NUMBER}", re.ASCII)
_IMAGINARY: Final = re.compile(rf"(?P<imaginary>[-+]?(?:{_NUMBER})?)(?P<unit>[ij])", re.ASCII)
_BOTH: Final = re.compile(rf"(?P<real>[-+]?{_NUMBER})(?P<imaginary>[-+](?:{_NUMBER})?)(?P<unit>[ij])", re.ASCII)


class Complex(NamedTuple):
    """A complex number and the letter of its imaginary part: i, j, or none where it has no such part."""

    value: complex
    unit: str


def to_complex(cell: Cell | Complex) -> Complex:
    """A cell as a complex number, or what was one already; TRUE and FALSE are #VALUE!, a text that is none #NUM!."""
    if isinstance(cell, Complex):
        return cell
    spend(_READ)
    if not isinstance(cell, str):
        return Complex(complex(to_plain_number(cell)), "")
    if _REAL.fullmatch(cell):
        return Complex(complex(float(cell)), "")
    found = _BOTH.fullmatch(cell) or _IMAGINARY.fullmatch(cell)
    if not found:
        raise CellFault(CellError.NUM)
    imaginary = found["imaginary"]
    real = float(found.groupdict().get("real") or 0)
    return Complex(complex(real, float(imaginary + "1" if imaginary in {"", "+", "-"} else imaginary)), found["unit"])


def complex_text(value: complex, unit: str) -> str:
    """A complex number as Excel writes it: what is 0 is left out, and a 1 before the letter too."""
    real, imaginary = number_text(value.real), number_text(value.imag)
    if imaginary == "0":
        return real
    many = {"1": "", "-1": "-"}.get(imaginary, imaginary) + (unit or "i")
    if real == "0":
        return many
    return f"{real}{many}" if many.startswith("-") else f"{real}+{many}"
