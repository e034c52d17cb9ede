"""The add-in as LibreOffice Calc loads it, with Calc's own Python: a UNO service with a method for each function.

It travels in ``cspxl.oxt``, beside the modules that it imports; nothing else imports it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

if sys.version_info < (3, 11):  # noqa: UP036 -- not the Python that cspxl is installed for
    raise ImportError(f"cspxl needs Python 3.11 or newer; that of this LibreOffice is {sys.version.split()[0]}")

import unohelper
from com.sun.star.lang import XServiceInfo, XServiceName
from uk.cspxl import XFunctions

from cspxl.hosts import calc_cells
from cspxl.hosts.calc_extension import ADD_IN, SERVICE
from cspxl.registry import Function, load_catalogue

_SERVICES = (ADD_IN, SERVICE)


def _method(function: Function) -> Callable[..., object]:
    parameters, one = function.parameters, function.gives_one

    def call(_self: object, *given: Any) -> object:  # noqa: ANN401 -- whatever Calc hands over
        if parameters[-1].variadic:
            *given, rest = given  # type: ignore[assignment]
            given = (*given, *rest)
        arguments = [calc_cells.read(argument) for argument in given]
        while arguments and arguments[-1] is None:
            arguments.pop()
        rows = calc_cells.write(function.calculate(*arguments))
        return rows[0][0] if one else rows

    return call


class _Service(unohelper.Base, XServiceName, XServiceInfo):  # type: ignore[misc]  # UNO has no types
    def __init__(self, _context: object) -> None:
        """Whatever stands round it."""

    def getServiceName(self) -> str:  # noqa: N802 -- UNO's names, here and below
        return SERVICE

    def getImplementationName(self) -> str:  # noqa: N802
        return SERVICE

    def supportsService(self, name: str) -> bool:  # noqa: N802
        return name in _SERVICES

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        return _SERVICES


_methods = {name: _method(function) for name, function in load_catalogue().items()}
_methods[calc_cells.CELLS] = lambda _self, area: calc_cells.whole(area)
_AddIn = type("_AddIn", (_Service, XFunctions), _methods)

g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 -- the name that UNO looks for
g_ImplementationHelper.addImplementation(_AddIn, SERVICE, _SERVICES)
