"""Drives Calc over UNO; run by the Python that has UNO, not by the tests' own. A job on each line of standard input.

A job opens a workbook, perhaps sets cells, works everything out, perhaps saves it, and answers what every formula cell
shows: a number, a text, or an error as Excel writes it; and on which sheets a cell holds what its own list refuses.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

ERRORS = {503: "#NUM!", 519: "#VALUE!", 521: "#NULL!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A"}
FORMULA_CELLS = 7  # FormulaResult: values, texts and errors


def desktop(pipe: str, seconds: float) -> Any:
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    end = time.monotonic() + seconds
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)


def properties(**given: Any) -> tuple[Any, ...]:
    return tuple(PropertyValue(Name=name, Value=value) for name, value in given.items())


def answer(calc: Any, job: dict[str, Any]) -> dict[str, Any]:
    document = calc.loadComponentFromURL(Path(job["open"]).as_uri(), "_blank", 0, properties(Hidden=True))
    try:
        for address, value in job.get("set", {}).items():
            sheet, cell = address.rsplit("!", 1)
            place = document.Sheets.getByName(sheet).getCellRangeByName(cell)
            if isinstance(value, str):
                place.String = value
            else:
                place.Value = value
        started = time.perf_counter()
        if job.get("all", True):
            document.calculateAll()
        seconds = time.perf_counter() - started
        if "save" in job:
            document.storeToURL(Path(job["save"]).as_uri(), properties(FilterName=job["filter"]))
        shown = {} if job.get("silent") else dict(cell for sheet in document.Sheets for cell in shown_by(sheet))
        refused = [sheet.Name for sheet in document.Sheets if sheet.showInvalid()]
        return {"cells": shown, "seconds": seconds, "refused": refused}
    finally:
        document.close(1)


def shown_by(sheet: Any) -> Any:
    for area in sheet.queryFormulaCells(FORMULA_CELLS):
        at = area.RangeAddress
        for row, values in enumerate(area.getDataArray(), at.StartRow):
            for column, value in enumerate(values, at.StartColumn):
                if value is None:
                    code = sheet.getCellByPosition(column, row).getError()
                    value = {"error": ERRORS.get(code, f"Err:{code}")}  # noqa: PLW2901 -- what it shows
                yield f"{sheet.Name}!{letters(column)}{row + 1}", value


def letters(column: int) -> str:
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def main() -> None:
    calc = desktop(sys.argv[1], float(sys.argv[2]))
    tell("ready")
    for line in sys.stdin:
        tell(answer(calc, json.loads(line)))
    calc.terminate()


def tell(what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


main()
