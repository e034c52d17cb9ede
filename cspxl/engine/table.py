"""The engine's table of Excel functions: one line says how a function takes its arguments, the body does the rest.

The signature of ``@excel`` has one letter for each parameter:

==  ====================================================================================================
n   number, w whole number (cut), t text, b TRUE/FALSE: one cell, coerced; an error is passed on
q   number; TRUE and FALSE are refused, and so is a range of several cells
z   likewise a complex number, in a text or a number
x   one cell as it is; an error is passed on
v   one cell as it is, errors included
r   whatever stands there: a reference, an array or a cell; the function looks at it itself. Of an array
    of references (OFFSET and INDIRECT over arrays) it is given one after another
a   whatever stands there, and its expression is calculated as an array in every formula (SUMPRODUCT,
    INDEX, CORREL): what the file format of Excel calls a parameter of the class array
==  ====================================================================================================

``?`` marks what may be left out, ``~`` what takes its default also when it is left empty between commas. ``*`` at
the end repeats the last parameter, ``*2`` the last two. One-cell parameters are spread over arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Final, TypeVar

from cspxl.engine.allowance import LONG, LOOK, spend
from cspxl.engine.complex_text import to_complex
from cspxl.engine.semantics import to_logical, to_number, to_plain_number, to_text, to_whole
from cspxl.values import Cell, CellError, CellFault


def _passing(cell: Cell) -> Cell:
    if isinstance(cell, CellError):
        raise CellFault(cell)
    return cell


_LETTER: Final = 1  # steps of a letter of a long text that a function reads


def _read(cell: Cell) -> str:
    text = to_text(cell)
    if len(text) > LONG:
        spend(_LETTER * len(text))
    return text


COERCIONS: Final[Mapping[str, Callable[[Cell], Any] | None]] = {
    "n": to_number, "q": to_plain_number, "w": to_whole, "t": _read, "b": to_logical,
    "z": to_complex, "x": _passing, "v": lambda cell: cell, "r": None, "a": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """How one argument is taken."""

    letter: str
    optional: bool
    empty_is_default: bool


@dataclass(frozen=True, slots=True)
class ExcelFunction:
    """One of Excel's own functions, as the engine calls it.

    ``needs_frame``: the method gets the formula's frame first. ``gives_ref``: the result may be a reference.
    ``volatile``: recalculated every time; ``roams``: what it reads is known only when it is calculated.
    ``look``: steps for each cell of the ranges and arrays that are passed whole, each time it is calculated.
    """

    name: str
    method: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    repeats: int
    needs_frame: bool = False
    gives_ref: bool = False
    volatile: bool = False
    roams: bool = False
    look: int = LOOK

    @property
    def least(self) -> int:
        """The number of arguments it cannot do without."""
        return sum(not parameter.optional for parameter in self.parameters)

    @property
    def most(self) -> int:
        """The number of arguments it can take."""
        return 255 if self.repeats else len(self.parameters)

    def takes(self, count: int) -> bool:
        """Whether the function can be called with so many arguments."""
        missing = -(count - len(self.parameters)) % self.repeats if self.repeats else 0
        ends = self.parameters[len(self.parameters) - missing :] if missing else ()
        return self.least <= count <= self.most and all(parameter.optional for parameter in ends)

    def parameter(self, at: int) -> Parameter:
        """The parameter of the n-th argument."""
        known = len(self.parameters)
        if at < known:
            return self.parameters[at]
        return self.parameters[known - self.repeats + (at - known) % self.repeats]


Method = TypeVar("Method", bound=Callable[..., Any])

FUNCTIONS: Final[dict[str, ExcelFunction]] = {}


def excel(
    names: str, signature: str = "", *, look: int = LOOK, quick: bool = False, **traits: bool
) -> Callable[[Method], Method]:
    """Enter a function under one name or several (``"CONCAT CONCATENATE"``).

    A ``quick`` one looks at few cells of its ranges, or counts itself what it looks at.
    """
    *letters, last = signature.split() or [""]
    repeats = int(last[1:] or 1) if last.startswith("*") else 0
    parameters = tuple(
        Parameter(letter[0], letter[1:] in {"?", "~"}, letter.endswith("~"))
        for letter in (letters if repeats else [*letters, last])
        if letter
    )

    def register(method: Method) -> Method:
        for name in names.split():
            assert name not in FUNCTIONS, name
            FUNCTIONS[name] = ExcelFunction(name, method, parameters, repeats, look=0 if quick else look, **traits)
        return method

    return register


@cache
def load_functions() -> Mapping[str, ExcelFunction]:
    """Every function, found by importing the modules of ``cspxl.engine.library``."""
    package = import_module("cspxl.engine.library")
    for module in iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return FUNCTIONS
