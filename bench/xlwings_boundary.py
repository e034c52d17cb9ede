"""What xlwings' converters cost: one call on two columns of 12,000 rows, raw against default.

Run: python bench/xlwings_boundary.py

The call goes through xlwings' own code for Office.js (``custom_functions_call``), without Excel and without a
network. The rest of each call is the same: the function, and the host's adapter. Times are good as a ratio only.
"""

from __future__ import annotations

import asyncio
import os
from importlib.metadata import version
from statistics import median
from time import perf_counter
from types import SimpleNamespace

from cspxl.hosts.xlwings_module import OFFICE_JS, register
from cspxl.registry import load_catalogue

ROWS, REPEATS = 12_000, 5


def main() -> None:
    os.environ |= {"XLWINGS_ON_SERVER": "true", "XLWINGS_LICENSE_KEY": "noncommercial"}  # before xlwings is imported
    columns = [[float(row % 97)] for row in range(ROWS)], [[1000.0 + row] for row in range(ROWS)]
    raw, rates = timed(exported({"convert": "raw"}), columns)
    default, same = timed(exported({"ndim": 2}), columns)
    assert rates == same
    assert rates[96] == [96 / 1096 * 1000]
    print(f"raw      {raw:8.1f} ms")
    print(f"default  {default:8.1f} ms")
    print(f"default / raw: {default / raw:.0f}")


def exported(options: dict[str, object]) -> SimpleNamespace:
    """A module with RATE_PER as xlwings knows it, its arguments and result converted with the options."""
    function = register(load_catalogue()["RATE_PER"], OFFICE_JS)
    info = function.__xlfunc__
    for converted in (*info["args"], info["ret"]):
        converted["options"] = options
    return SimpleNamespace(RATE_PER=function)


def timed(module: SimpleNamespace, columns: tuple[list[list[float]], list[list[float]]]) -> tuple[float, list]:
    """Median milliseconds of a call, and its answer."""
    from xlwings.server import custom_functions_call  # noqa: PLC0415 -- reads the environment when it is imported

    request = {
        "func_name": "RATE_PER", "args": [*columns], "client": "Office.js", "version": version("xlwings"),
        "runtime": "1.4", "caller_address": "[Book1.xlsx]Sheet1!$B$2", "culture_info_name": "en-GB",
        "date_format": "dd/mm/yyyy",
    }  # fmt: skip
    taken = []
    for _ in range(REPEATS):
        start = perf_counter()
        answer = asyncio.run(custom_functions_call(request, module))
        taken.append((perf_counter() - start) * 1000)
    return median(taken), answer


if __name__ == "__main__":
    main()
