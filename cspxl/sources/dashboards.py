"""Monthly series that the Metropolitan Police publishes beside its borough files: knife crime, and VAWG offences.

They become tidy figures, so that a report takes them as it takes those that a person enters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, TypeAlias

from cspxl.errors import InputError
from cspxl.facts import boroughs, same_name
from cspxl.sources.formulas import Calculate
from cspxl.sources.text import TextFile, read_text_file, shown
from cspxl.sources.tidy import Entry, TidyFile, read_tidy
from cspxl.values import CellFault, month_of, month_text

KNIFE: Final = ("month_year", "area_type", "area_name", "crime_subtype", "measure", "count")
VAWG: Final = ("borough", "month", "vawg_offences")
# Subtypes nest: knife crime holds all the others, so they are never added together.
_KNIFE_KEYS: Final = {
    ("Knife Crime", "Offences"): "knife_crime",
    ("Knife Crime", "Positive Outcomes"): "knife_crime_outcomes",
    ("Knife Crime with Injury", "Offences"): "knife_crime_with_injury",
    ("Knife Crime with Injury", "Positive Outcomes"): "knife_crime_with_injury_outcomes",
    ("Knife Injury Victims (1-24)", "Offences"): "knife_injury_victims_under_25",
    ("Knife Injury Victims (non DA 1-24)", "Offences"): "knife_injury_victims_under_25_not_domestic",
}
_MOST_DIGITS: Final = 15
_ONS: Final = {same_name(name): name for name in boroughs()}
_OF_KNIFE: Final = "Metropolitan Police Service, Monthly Crime Dashboard, knife crime by borough"
_OF_VAWG: Final = "Metropolitan Police Service, VAWG dashboard, offences by borough of location"

Counts: TypeAlias = dict[tuple[str, str], dict[int, tuple[int, float]]]


RowOf: TypeAlias = Callable[[Mapping[str, str]], tuple[str, str, str, str] | None]


def read_figures(path: Path | Traversable, calculate: Calculate | None = None) -> TidyFile:
    """A tidy file, or one of the police's dashboard files, told by its header. Raises InputError, in one line.

    ``calculate`` gives the values of a workbook's formulas.
    """
    if path.name.lower().endswith(".xlsx"):
        return read_tidy(path, calculate)
    file = read_text_file(path)
    header = [heading.strip().lower() for heading in file.rows[0].fields]
    if set(KNIFE) <= set(header):
        return _read(file, header, _knife_row, _OF_KNIFE)
    if set(VAWG) <= set(header):
        return _read(file, header, _vawg_row, _OF_VAWG)
    return read_tidy(path)


def _knife_row(fields: Mapping[str, str]) -> tuple[str, str, str, str] | None:
    """Area, indicator, month, count; None for a row that is not a borough's or not of a known series."""
    key = _KNIFE_KEYS.get((fields["crime_subtype"], fields["measure"]))
    if fields["area_type"] != "Borough" or key is None:  # neighbourhood rows repeat the boroughs' totals
        return None
    return fields["area_name"], key, fields["month_year"][:7], fields["count"]


def _vawg_row(fields: Mapping[str, str]) -> tuple[str, str, str, str] | None:
    return fields["borough"], "vawg_offences", fields["month"], fields["vawg_offences"]


def _read(file: TextFile, header: Sequence[str], row_of: RowOf, source: str) -> TidyFile:
    counts: Counts = {}
    for row in file.rows[1:]:
        fields = dict(zip(header, [field.strip() for field in row.fields], strict=False))
        if len(fields) < len(header):
            raise InputError(f"{file.name}: line {row.line}: has fewer fields than the header; fetch the file again")
        found = row_of(fields)
        if found is None or same_name(found[0]) not in _ONS:  # Heathrow, Other, Unknown
            continue
        area, key, month, count = _ONS[same_name(found[0])], found[1], _month(file, row.line, found[2]), found[3]
        series = counts.setdefault((area, key), {})
        if month in series:
            raise InputError(f"{file.name}: line {row.line}: {key} of {area} in {month_text(month)} stands there twice")
        series[month] = row.line, _count(file, row.line, count)
    if not counts:
        raise InputError(f"{file.name}: has no row for a London borough; give the publisher's file")
    return TidyFile(file.name, file.sha256, _entries(counts, source))


def _entries(counts: Counts, source: str) -> Sequence[Entry]:
    """Every month of the file for each series; a month without a row had none."""
    months = [month for series in counts.values() for month in series]
    return [
        Entry(line, area, key, month, 1, {"value": value}, source, "")
        for (area, key), series in sorted(counts.items())
        for month in range(min(months), max(months) + 1)
        for line, value in [series.get(month, (0, 0))]
    ]


def _month(file: TextFile, line: int, text: str) -> int:
    try:
        return month_of(text)
    except CellFault:
        raise InputError(f"{file.name}: line {line}: {shown(text)} is no month") from None


def _count(file: TextFile, line: int, text: str) -> float:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise InputError(f"{file.name}: line {line}: {shown(text)} is no count")
    return int(text)
