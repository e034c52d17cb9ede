"""The functions as xlwings loads them: one wrapper for each function of the catalogue, with nothing listed twice.

Arguments and results pass through xlwings' ``raw`` converter, which hands them over untouched: the default converter
would look at every cell twice, and dozens of times slower. The host's adapter reads them, once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from inspect import Parameter as Slot
from inspect import Signature
from typing import Any, Final

from cspxl.hosts import excel_com, office_js
from cspxl.hosts.faults import wrong_argument
from cspxl.registry import Argument, Function, Parameter, Result, load_catalogue
from cspxl.values import CellError

NAMESPACE: Final = "CSP"
# xlwings refuses a function with both optional and any number of arguments, and so does VBA. Each is optional
# instead: as many as leave room for all names in Excel's wizard, which breaks when they exceed 255 characters.
REPEATS: Final = 12


@dataclass(frozen=True)
class Host:
    """What differs between the doors: reading an argument, writing a result, naming an argument.

    ``explains``: an exception with one line of text becomes #VALUE!, with the line to be read at the cell.
    """

    read: Callable[[object], Argument]
    write: Callable[[Result], object]
    argument_name: Callable[[str], str]
    explains: bool


EXCEL_COM: Final = Host(excel_com.read, excel_com.write, excel_com.argument_name, explains=False)
OFFICE_JS: Final = Host(office_js.read, office_js.write, str, explains=True)


def exports() -> Mapping[str, Callable[..., object]]:
    """Every function under its Excel name, registered with xlwings.

    xlwings chooses its door when it is imported: Office.js with ``XLWINGS_ON_SERVER=true`` in the environment (the
    Server and Lite set it), else COM.
    """
    host = OFFICE_JS if os.environ.get("XLWINGS_ON_SERVER") == "true" else EXCEL_COM
    return {function.name: register(function, host) for function in load_catalogue().values()}


def register(function: Function, host: Host) -> Callable[..., object]:
    """The function as Excel calls it, known to xlwings with its help, its category and its arguments."""
    import xlwings as xw  # noqa: PLC0415 -- slow to import, and only a host needs it

    listed = list(arguments(function, host))
    call: Any = xw.ret("raw")(_wrapper(function, host, [name for name, _ in listed]))
    for name, parameter in listed:
        call = xw.arg(name, "raw", doc=parameter.help)(call)
    exported: Callable[..., object] = xw.func(
        call, name=function.name, category=function.category, namespace=NAMESPACE,
    )
    return exported


def arguments(function: Function, host: Host) -> Iterator[tuple[str, Parameter]]:
    """The arguments as Excel lists them: a repeated one is ``factors``, ``factors2``, ``factors3`` and so on."""
    for parameter in function.parameters:
        yield host.argument_name(parameter.name), parameter
        if parameter.variadic:
            yield from ((f"{parameter.name}{at}", parameter) for at in range(2, REPEATS + 1))


def _wrapper(function: Function, host: Host, names: list[str]) -> Callable[..., object]:
    """A plain function without type hints, which xlwings would read as converters."""
    required = sum(parameter.required for parameter in function.parameters)

    def call(*given: object) -> object:
        cells = _given([host.read(argument) for argument in given])
        result = function.calculate(*cells)
        if host.explains and result is CellError.VALUE:
            _explain(function, cells)
        return host.write(result)

    call.__name__ = call.__qualname__ = function.name
    call.__doc__ = function.help
    call.__annotations__ = {}
    call.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Slot(name, Slot.POSITIONAL_OR_KEYWORD, default=Slot.empty if at < required else None)
            for at, name in enumerate(names)
        ],
    )
    return call


def _explain(function: Function, cells: list[Argument]) -> None:
    """Raise what xlwings Server and Lite show as #VALUE! with a line of text; where there is nothing to say, do not."""
    from xlwings import XlwingsError  # noqa: PLC0415 -- loaded long since where this is called

    line = wrong_argument(function, cells)
    if line is not None:
        raise XlwingsError(line)


def _given(cells: list[Argument]) -> list[Argument]:
    """Without the blanks at the end, which stand for arguments that were left out."""
    while cells and cells[-1] is None:
        cells.pop()
    return cells
