"""What crossing xlwings costs, at both of Excel's doors: two columns of 12,000 rows, and one scalar call.

    uv run python bench/xlwings_boundary.py

xlwings' own code runs, without Excel and without a network; for COM pywin32 is stubbed (``tests/xlwings_doors.py``), so
that the marshalling of COM is not in it. Each figure is the median of runs taken in turn; the ratios are what counts.

Range: RATE_PER as it is exported (raw converter, read once by the adapter) against the same function behind xlwings'
default converter, which at the door of Office.js looks for a module again for every cell, and at that of COM does not.
The function's own work is in both. Scalar: PCT_CHANGE against a bare subtraction behind the raw converter.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from xlwings_doors import com_range, run

from cspxl.hosts.xlwings_module import EXCEL_COM, OFFICE_JS, Host, register
from cspxl.registry import load_catalogue

ROWS, RUNS, SCALAR_RUNS = 12_000, 9, 300
RANGE_LIMIT, SCALAR_LIMIT = 15, 0.5
COLUMNS = (
    tuple((float(row % 97),) for row in range(ROWS)),
    tuple((1000.0 + row,) for row in range(ROWS)),
)
Call = Callable[..., Any]


def main() -> None:
    for door, job in (("office", office), ("com", com)):
        raw, default, scalar, minimum = run(door, job)
        limit = f" (limit 1/{RANGE_LIMIT})" if door == "office" else ""
        print(f"{door:6}  range  {raw:7.1f} ms, default converter {default:7.1f} ms: 1/{default / raw:.1f}{limit}")
        print(f"{door:6}  scalar {scalar:7.3f} ms, xlwings alone {minimum:7.3f} ms: ", end="")
        print(f"{scalar - minimum:+.3f} ms (limit {SCALAR_LIMIT})")


def office() -> tuple[float, float, float, float]:
    """Runs in the process of the Office.js door."""
    import xlwings as xw  # noqa: PLC0415 -- only in the door's process
    from xlwings.server import custom_functions_call  # noqa: PLC0415 -- only in the door's process

    columns = [list(map(list, column)) for column in COLUMNS]

    def call(function: Call) -> Call:
        name = function.__name__
        request = {
            "func_name": name, "client": "Office.js", "version": xw.__version__, "runtime": "1.4",
            "caller_address": "[Book1.xlsx]Sheet1!$B$2", "culture_info_name": "en-GB", "date_format": "dd/mm/yyyy",
        }  # fmt: skip
        module = SimpleNamespace(**{name: function})
        return lambda *given: asyncio.run(custom_functions_call({**request, "args": list(given)}, module))

    return measured(OFFICE_JS, call, columns, [[90.0]], [[100.0]])


def com() -> tuple[float, float, float, float]:
    """Runs in the process of the COM door."""
    from xlwings.com_server import XLPython  # noqa: PLC0415 -- only in the door's process
    from xlwings.udfs import udf_modules  # noqa: PLC0415 -- only in the door's process

    def call(function: Call) -> Call:
        # xlwings asks for the module's file and its time; a module that it knows already needs neither.
        module = SimpleNamespace(__file__=__file__, **{function.__name__: function})
        name = f"bench_{id(function)}"
        udf_modules[name] = {"filename": __file__, "filetime": Path(__file__).stat().st_mtime, "module": module}
        return lambda *given: XLPython().CallUDF(name, function.__name__, given, None, com_range(((None,),)))

    return measured(EXCEL_COM, call, [com_range(column) for column in COLUMNS], com_range(((90.0,),)), 100.0)


def measured(host: Host, call: Callable[[Call], Call], columns: list[Any], *scalars: Any) -> tuple[float, ...]:
    """Milliseconds: range raw and default, scalar ours and xlwings' own."""
    raw, default = call(exported(host, "RATE_PER", {"convert": "raw"})), call(exported(host, "RATE_PER", {"ndim": 2}))
    assert [*map(list, raw(*columns, None))] == [*map(list, default(*columns, None))]
    ours, alone = call(exported(host, "PCT_CHANGE", {"convert": "raw"})), call(nothing())
    return (
        *in_turn(RUNS, lambda: raw(*columns, None), lambda: default(*columns, None)),
        *in_turn(SCALAR_RUNS, lambda: ours(*scalars), lambda: alone(*scalars)),
    )


def exported(host: Host, name: str, options: dict[str, object]) -> Call:
    """The function as xlwings knows it, its arguments and result converted with the options."""
    function = register(load_catalogue()[name], host)
    for converted in (*function.__xlfunc__["args"], function.__xlfunc__["ret"]):
        converted["options"] = dict(options)
    return function


def nothing() -> Call:
    """The least that xlwings can call: raw in, raw out."""
    import xlwings as xw  # noqa: PLC0415 -- only in the door's process

    def alone(current, previous):
        return [[current - previous]]

    function = xw.ret("raw")(alone)
    for name in ("current", "previous"):
        function = xw.arg(name, "raw")(function)
    return xw.func(function)


def in_turn(runs: int, *calls: Callable[[], object]) -> list[float]:
    """The median milliseconds of each, all run one after the other."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(runs):
        for times, call in zip(taken, calls, strict=True):
            start = perf_counter()
            call()
            times.append((perf_counter() - start) * 1000)
    return [median(times) for times in taken]


if __name__ == "__main__":
    main()
