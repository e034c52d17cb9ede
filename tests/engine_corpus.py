"""The corpus of formulas that several engines calculate, and how it is put into a workbook."""

from __future__ import annotations

import csv
import io
import math
import subprocess
import warnings
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

import formulas as formulas_library
import numpy as np
import openpyxl
from formulas.errors import FormulaError
from formulas.functions import sh
from formulas.ranges import Ranges
from formulas.tokens.operand import Error
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

DATA = Path(__file__).parent / "data" / "engine"

# Functions that came after the file format carry a prefix in the file, or Excel and Calc do not know them.
NEWER = (
    "IFS", "SWITCH", "CONCAT", "TEXTJOIN", "MAXIFS", "MINIFS", "IFNA", "XOR", "DAYS", "ISOWEEKNUM", "UNICHAR",
    "AGGREGATE", "RANK.AVG", "PERCENTILE.EXC",
)  # fmt: skip


def formulas() -> list[str]:
    lines = (DATA / "formulas.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def workbook() -> bytes:
    """The inputs on the sheet D, the formulas down column A of the sheet F."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "D"
    for row in csv.DictReader((DATA / "inputs.csv").read_text("utf-8").splitlines()):
        cell = sheet[row["cell"]]
        if row["kind"] == "number":
            cell.value = float(row["value"])
        elif row["kind"] == "logical":
            cell.value = row["value"] == "TRUE"
        else:
            cell.value = row["value"]
            cell.data_type = "e" if row["kind"] == "error" else "s"
    asked = book.create_sheet("F")
    for at, formula in enumerate(formulas(), 1):
        asked.cell(at, 1).value = "=" + prefixed(formula)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def prefixed(formula: str) -> str:
    for name in sorted(NEWER, key=len, reverse=True):
        for before in ("(", ",", "-", "+", "*", "="):
            formula = formula.replace(f"{before}{name}(", f"{before}_xlfn.{name}(")
        if formula.startswith(f"{name}("):
            formula = f"_xlfn.{formula}"
    return formula


def libreoffice_version() -> str:
    """The LibreOffice that is installed, as the table of differences names it: LibreOffice 7.4."""
    told = subprocess.run(["soffice", "--version"], check=True, capture_output=True, text=True, timeout=60).stdout
    name, number = told.split()[:2]
    return f"{name} {'.'.join(number.split('.')[:2])}"


def libreoffice(source: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice calculates and saves it."""
    (folder / "in.xlsx").write_bytes(source)
    (folder / "out").mkdir()
    command = [
        "soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(folder / "in.xlsx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "out" / "in.xlsx").read_bytes()


def shown(value: object) -> str:
    """A value as the table of differences writes it."""
    if value is None or value == "":
        return '""'
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return f"{value:.12g}" if math.isfinite(value) else str(value)
    return str(value)


def same(one: str, two: str) -> bool:
    """Equal, or numbers that agree to 12 digits or to 1e-14."""
    if one == two:
        return True
    try:
        a, b = float(one), float(two)
    except ValueError:
        return False
    return math.isclose(a, b, rel_tol=1e-11, abs_tol=1e-14)


def differences() -> dict[tuple[str, str], tuple[str, str]]:
    """Where another engine differs from Excel: the right answer and why, by engine and formula."""
    rows = csv.DictReader((DATA / "differences.csv").read_text("utf-8").splitlines())
    return {(row["engine"], row["formula"]): (row["right"], row["why"]) for row in rows}


_ERRORS = {"Value": "#VALUE!", "Div": "#DIV/0!", "Na": "#N/A", "Num": "#NUM!", "Ref": "#REF!", "Null": "#NULL!"}
UNKNOWN = "not implemented"


def formualizer_value(value: object) -> str:
    """A value of formualizer: errors are dictionaries, dates and times Python's own."""
    if isinstance(value, dict):
        return _ERRORS.get(value.get("kind", ""), UNKNOWN)
    if isinstance(value, datetime | date | time | timedelta):
        return shown(to_excel(value))
    return shown(value)


LARGEST = 10_000  # cells of a range: formulas makes an object of each, so whole columns and rows are not asked


def formulas_values(source: bytes) -> dict[str, str]:
    """What formulas makes of each formula of the corpus."""
    sheet = openpyxl.load_workbook(io.BytesIO(source))["D"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {formula: _formulas_value(formula, sheet) for formula in formulas()}


def _formulas_value(formula: str, sheet: Worksheet) -> str:
    """One value, or UNKNOWN: it cannot read the formula, lacks a function, or the range is no part of the inputs."""
    try:
        function = formulas_library.Parser().ast("=" + formula)[1].compile()
        inputs = [_filled(ranges.ranges, sheet) for ranges in function.inputs.values()]
        value = np.ravel(function(*inputs) if None not in inputs else np.array([UNKNOWN]))[0]
    except FormulaError:
        return UNKNOWN
    except sh.DispatcherError as fault:
        if not isinstance(fault.args[-1], NotImplementedError):
            raise
        return UNKNOWN
    return shown("" if value is sh.EMPTY else value.item() if isinstance(value, np.generic) else value)


def _filled(parts: tuple[Mapping[str, str | int], ...], sheet: Worksheet) -> Ranges | None:
    """A reference with the values of the inputs; a union has several parts."""
    filled = Ranges()
    for part in parts:
        top, left, bottom, right = (int(part[key]) for key in ("r1", "n1", "r2", "n2"))
        if part["sheet_id"] != sheet.title or (bottom - top + 1) * (right - left + 1) > LARGEST:
            return None
        values = np.empty((bottom - top + 1, right - left + 1), object)
        for row, column in np.ndindex(values.shape):
            cell = sheet.cell(top + row, left + column)
            empty_or_error = sh.EMPTY if cell.value is None else Error.errors.get(cell.value)
            values[row, column] = cell.value if empty_or_error is None else empty_or_error
        filled.push(part["name"], values)
    return filled
