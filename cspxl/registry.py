"""The one place where a function becomes known to every host.

``@excel_function`` turns a plain Python function into a ``Function`` and enters it in ``CATALOGUE``. The type hints
are the contract: each names a ``Kind``, which knows how to read an argument out of cells. Blanks, defaults, errors
and shapes are settled here, once; the body holds the method only.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated, Final, Literal, TypeAlias, get_args, get_origin, get_type_hints

from cspxl.values import Cell, CellError, CellFault, Grid, is_blank, is_unavailable, month_of, number

Argument: TypeAlias = Cell | Grid
Result: TypeAlias = Cell | Grid


@dataclass(frozen=True)
class Kind:
    """How an argument is read out of cells, and what to call it in help."""

    noun: str
    read: Callable[[Argument], object]
    is_range: bool = False


def single(argument: Argument) -> Cell:
    """The one cell of a scalar argument; a larger range is the wrong shape."""
    if isinstance(argument, Sequence) and not isinstance(argument, str):
        if len(argument) != 1 or len(argument[0]) != 1:
            raise CellFault(CellError.VALUE)
        return argument[0][0]
    return argument


def as_grid(argument: Argument) -> Grid:
    """The argument as rows of cells."""
    if isinstance(argument, Sequence) and not isinstance(argument, str):
        return argument
    return ((argument,),)


def _read_text(argument: Argument) -> str:
    cell = single(argument)
    if isinstance(cell, CellError):
        raise CellFault(cell)
    if is_unavailable(cell):
        raise CellFault(CellError.NA)
    if not isinstance(cell, str):
        raise CellFault(CellError.VALUE)
    return cell


def _read_label(argument: Argument) -> str:
    """Any text as it stands; a blank is empty text."""
    cell = single(argument)
    if isinstance(cell, CellError):
        raise CellFault(cell)
    if cell is not None and not isinstance(cell, str):
        raise CellFault(CellError.VALUE)
    return cell or ""


def _read_logical(argument: Argument) -> bool:
    """TRUE or FALSE; Calc hands them over as 1 and 0."""
    cell = single(argument)
    if isinstance(cell, bool):
        return cell
    value = number(cell)
    if value not in {0, 1}:
        raise CellFault(CellError.VALUE)
    return value == 1


def _read_whole(argument: Argument) -> int:
    value = number(single(argument))
    if not isinstance(value, int):
        raise CellFault(CellError.NUM)
    return value


def one_of(noun: str, words: Mapping[str, str]) -> Kind:
    """A kind for a text that must be one of the words (any case, outer spaces ignored); the value is its meaning."""

    def read(argument: Argument) -> str:
        word = _read_text(argument).strip().lower()
        if word not in words:
            raise CellFault(CellError.VALUE)
        return words[word]

    return Kind(noun, read)


_POLARITIES: Final = {
    "lower": "lower", "low": "lower", "lowest": "lower",
    "higher": "higher", "high": "higher", "highest": "higher",
    "monitor": "monitor",
}  # fmt: skip
_BEST: Final = {word: f"{side[:-2]}est" for word, side in _POLARITIES.items() if side != "monitor"}


def read_polarity(argument: Argument) -> str:
    """The polarity in a cell of a range; a blank is ``lower``, as for an argument left out."""
    return "lower" if _is_omitted(argument) else str(_POLARITY.read(argument))


_POLARITY: Final = one_of("polarity", _POLARITIES)

Number = Annotated[float, Kind("number", lambda argument: number(single(argument)))]
Whole = Annotated[int, Kind("whole number", _read_whole)]
Month = Annotated[int, Kind("month", lambda argument: month_of(single(argument)))]
Text = Annotated[str, Kind("text", _read_text)]
Label = Annotated[str, Kind("text", _read_label)]
Logical = Annotated[bool, Kind("TRUE or FALSE", _read_logical)]
Range = Annotated[Grid, Kind("range", as_grid, is_range=True)]
Polarity = Annotated[Literal["lower", "higher", "monitor"], _POLARITY]
Best = Annotated[Literal["lowest", "highest"], one_of("text", _BEST)]


@dataclass(frozen=True)
class Parameter:
    """One argument of a function."""

    name: str
    help: str
    kind: Kind
    default: object
    required: bool
    variadic: bool


@dataclass(frozen=True)
class Function:
    """A function of the catalogue: what every host shows and calls."""

    name: str
    example: str
    help: str
    category: str
    source: str
    args: Mapping[str, str]
    method: Callable[..., Result]
    steps: Callable[[int], int] | None = None

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The arguments in order; read from the type hints when first asked for, since a start-up cannot wait."""
        return tuple(_parameters(self.method, self.args))

    @property
    def gives_one(self) -> bool:
        """Whether the answer is one cell, whatever the arguments; others give several, or may."""
        return bool(get_type_hints(self.method)["return"] == Cell)

    @property
    def python_name(self) -> str:
        """The name in Python: lower case."""
        return self.method.__name__

    @property
    def syntax(self) -> str:
        """The call as help shows it: ``PCT_CHANGE(current, previous)``."""
        return f"{self.name}({', '.join(_shown(parameter) for parameter in self.parameters)})"

    def calculate(self, *arguments: Argument) -> Result:
        """The value that the cell shows; arguments are cells or grids. Never raises for what stands in cells.

        ``None`` is a blank or omitted argument and takes its default.
        """
        try:
            return _plain(self.method(*self._read(arguments)))
        except CellFault as fault:
            return fault.error
        except ArithmeticError:  # too large for a number: what Excel calls #NUM!
            return CellError.NUM

    @cached_property
    def _fixed_and_rest(self) -> tuple[list[Parameter], list[Parameter]]:
        fixed = [parameter for parameter in self.parameters if not parameter.variadic]
        return fixed, [parameter for parameter in self.parameters if parameter.variadic]

    def _read(self, arguments: Sequence[Argument]) -> Iterator[object]:
        """The arguments as the method wants them.

        A wrong one comes before a missing one, whatever their order: #N/A is the last thing a cell should say.
        """
        fixed, rest = self._fixed_and_rest
        if len(arguments) > len(fixed) and not rest:
            raise CellFault(CellError.VALUE)
        padded = [*arguments, *([None] * (len(fixed) - len(arguments)))]
        values: list[object] = []
        missing = False
        for parameter, argument in zip([*fixed, *(rest * (len(padded) - len(fixed)))], padded, strict=True):
            if not parameter.required and not parameter.variadic and _is_omitted(argument):
                values.append(parameter.default)
                continue
            try:
                values.append(parameter.kind.read(argument))
            except CellFault as fault:
                if fault.error is not CellError.NA:
                    raise
                missing = True
        if missing:
            raise CellFault(CellError.NA)
        return iter(values)


CATALOGUE: Final[dict[str, Function]] = {}


def excel_function(
    name: str,
    *,
    example: str,
    help: str,  # noqa: A002 -- the field's word
    args: Mapping[str, str],
    category: str,
    source: str,
    steps: Callable[[int], int] | None = None,
) -> Callable[[Callable[..., Result]], Function]:
    """Enter a function in the catalogue under its Excel name.

    ``example`` is a formula that runs; ``help`` and each text of ``args`` are what Excel's wizard shows; ``source``
    says where the method comes from. ``steps`` tells what so many filled cells cost, in some 20 nanoseconds each, where
    that grows faster than the cells do.
    """

    def register(method: Callable[..., Result]) -> Function:
        function = Function(name, example, help, category, source, args, method, steps)
        if name in CATALOGUE:
            raise ValueError(f"two functions are called {name}")
        CATALOGUE[name] = function
        return function

    return register


def load_catalogue() -> Mapping[str, Function]:
    """Every function, found by importing the modules of ``cspxl.functions``; in order of name."""
    package = import_module("cspxl.functions")
    for module in iter_modules(package.__path__):
        import_module(f"cspxl.functions.{module.name}")
    return dict(sorted(CATALOGUE.items()))


def _parameters(method: Callable[..., Result], args: Mapping[str, str]) -> Iterator[Parameter]:
    hints = get_type_hints(method, include_extras=True)
    signature = inspect.signature(method)
    if list(signature.parameters) != list(args):
        raise ValueError(f"{method.__name__}: the help of the arguments does not name its parameters in order")
    for name, parameter in signature.parameters.items():
        required = parameter.default is inspect.Parameter.empty
        variadic = parameter.kind is inspect.Parameter.VAR_POSITIONAL
        default = None if required else parameter.default
        yield Parameter(name, args[name], _kind(hints[name]), default, required and not variadic, variadic)


def _kind(hint: object) -> Kind:
    """The kind a type hint names: ``Number``, ``Number | None``, or a Literal of the words allowed."""
    if get_origin(hint) is Annotated:
        return next(extra for extra in get_args(hint) if isinstance(extra, Kind))
    if get_origin(hint) is Literal:
        return one_of("text", {word: word for word in get_args(hint)})
    for part in get_args(hint):
        if part is not type(None):
            return _kind(part)
    raise TypeError(f"{hint!r} names no kind of argument")


def _shown(parameter: Parameter) -> str:
    if parameter.variadic:
        return f"[{parameter.name}…]"
    if parameter.required:
        return parameter.name
    shown = "" if parameter.default is None else f"={parameter.default}"
    return f"[{parameter.name}{shown}]"


def _is_omitted(argument: Argument) -> bool:
    grid = as_grid(argument)
    return len(grid) == 1 and len(grid[0]) == 1 and is_blank(grid[0][0])


def _plain(result: Result) -> Result:
    """The result as a cell holds it: whole numbers as int, no infinities, no unnamed blanks in an array."""
    if isinstance(result, Sequence) and not isinstance(result, str):
        return tuple(tuple(_plain_cell(cell) for cell in row) for row in result)
    return _plain_cell(result)


def _plain_cell(cell: Cell) -> Cell:
    if not isinstance(cell, float):
        return cell
    if not math.isfinite(cell):
        return CellError.NUM
    return int(cell) if cell.is_integer() and abs(cell) < 10**15 else cell
