"""The corpus of formulas that several engines calculate, and how it is put into a workbook."""

from __future__ import annotations

import csv
import io
import math
import subprocess
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
from openpyxl.utils.datetime import to_excel

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
