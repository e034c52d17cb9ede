"""Holding what ``figures`` says of an indicator against the cells of a workbook's Workings sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

FIGURES = {
    "rolling12": "rolling12", "previous12": "previous12", "change": "pct", "quarter": "quarter",
    "quarter_year_ago": "quarter_year_ago", "quarter_change": "quarter_pct", "fytd": "fytd",
    "previous_fytd": "previous_fytd", "fytd_change": "fytd_pct", "rate": "rate", "london_rank": "london_rank",
    "rag": "rag", "headline": "headline",
}  # fmt: skip
EXCEPTIONS = {"High": "High", "Low": "Low", "In range": "In range", "Not available": None}
SERIALS = range(36526, 73051)  # dates of this century
LACKING = {"", None, "Not available", "No estimate yet"}  # what a cell holds for a figure that is not available


def differences(row: Mapping[str, object], cells: Mapping[str, object]) -> list[str]:
    """The fields of the row that are not as the cells, by the names of their columns, have them."""
    of = {name: None if cells[name] in LACKING else cells[name] for name in cells}
    expected = {field: of[column] for column, field in FIGURES.items()}
    broken = isinstance(cells["break"], datetime) or cells["break"] in SERIALS  # openpyxl reads a 0 there as a time
    now, before = of["rolling12"], of["previous12"]
    expected["change"] = None if broken or now is None or before is None else now - before
    expected["exception"] = EXCEPTIONS[cells["month_0"]]
    found = dict(row)
    base = row["denominator"]
    found["denominator"] = base and f"{base['series']} {base['year']}"
    expected["denominator"] = of["base"]
    found["london"] = _place(row, "london")
    expected["london"] = _words(of["london_text"])
    found["similar"] = _place(row, "similar") or _reason(str(row["note"]))
    expected["similar"] = _words(cells["similar_text"])
    found["broken"] = "Not comparable with a year before: " in str(row["note"])
    expected["broken"] = broken
    return [f"{name}: {found[name]!r}, not {value!r}" for name, value in expected.items() if found[name] != value]


def _place(row: Mapping[str, object], group: str) -> str | None:
    rank = row[f"{group}_rank"]
    return None if rank is None else f"{rank}/{row[f'{group}_of']}"


def _words(cell: object) -> str | None:
    """A rank in words, without the sign of a tie, which a number does not have."""
    return None if cell is None else str(cell).replace("=/", "/")


def _reason(note: str) -> str:
    return "Not available: " + note.partition("Similar group rank not available: ")[2].partition("; ")[0]
