"""Monthly series that the Metropolitan Police publishes beside its borough files: knife crime, and VAWG offences.

They become tidy figures, so that a report takes them as it takes those that a person enters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cspxl.errors import InputError
from cspxl.facts import boroughs, same_name
from cspxl.names import folded, is_altered, plain
from cspxl.notices import Notice
from cspxl.sources.doubts import Doubt, leave_out
from cspxl.sources.doubts import told as doubts_told
from cspxl.sources.filled import filled_series
from cspxl.sources.filled_entries import without_filled
from cspxl.sources.formulas import Calculate
from cspxl.sources.levels import level_notices
from cspxl.sources.plausible import gaps
from cspxl.sources.text import TextFile, listed, read_text_file, shown
from cspxl.sources.tidy import Entry, TidyFile, read_tidy
from cspxl.values import CellFault, month_of, month_text

KNIFE: Final = ("month_year", "area_type", "area_name", "crime_subtype", "measure", "count")
VAWG: Final = ("borough", "month", "vawg_offences")
# Subtypes nest: knife crime holds all the others, so they are never added together, and none has more than its whole.
_KNIFE_SERIES: Final = {
    ("Knife Crime", "Offences"): "knife_crime",
    ("Knife Crime", "Positive Outcomes"): "knife_crime_outcomes",
    ("Knife Crime with Injury", "Offences"): "knife_crime_with_injury",
    ("Knife Crime with Injury", "Positive Outcomes"): "knife_crime_with_injury_outcomes",
    ("Knife Injury Victims (1-24)", "Offences"): "knife_injury_victims_under_25",
    ("Knife Injury Victims (non DA 1-24)", "Offences"): "knife_injury_victims_under_25_not_domestic",
}
_KNIFE_KEYS: Final = {tuple(folded(name) for name in names): key for names, key in _KNIFE_SERIES.items()}
_WHOLES: Final = {
    "knife_crime_with_injury": "knife_crime",
    "knife_crime_with_injury_outcomes": "knife_crime_outcomes",
    "knife_injury_victims_under_25_not_domestic": "knife_injury_victims_under_25",
}
_NAMES: Final = ("area_type", "area_name", "crime_subtype", "measure", "borough")
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
        return without_filled(read_tidy(path, calculate))
    file = read_text_file(path)
    header = [heading.strip().lower() for heading in file.rows[0].fields]
    if set(KNIFE) <= set(header):
        return _read(file, header, _knife_row, _OF_KNIFE)
    if set(VAWG) <= set(header):
        return _read(file, header, _vawg_row, _OF_VAWG)
    return without_filled(read_tidy(path))


def _knife_row(fields: Mapping[str, str]) -> tuple[str, str, str, str] | None:
    """Area, indicator, month, count; None for a row that is not a borough's or not of a known series."""
    key = _KNIFE_KEYS.get((folded(fields["crime_subtype"]), folded(fields["measure"])))
    if folded(fields["area_type"]) != "borough" or key is None:  # neighbourhood rows repeat the boroughs' totals
        return None
    return fields["area_name"], key, fields["month_year"][:7], fields["count"]


def _vawg_row(fields: Mapping[str, str]) -> tuple[str, str, str, str] | None:
    return fields["borough"], "vawg_offences", fields["month"], fields["vawg_offences"]


def _read(file: TextFile, header: Sequence[str], row_of: RowOf, source: str) -> TidyFile:
    counts: Counts = {}
    elsewhere: dict[str, None] = {}
    altered: dict[str, None] = {}
    for row in file.rows[1:]:
        fields = dict(zip(header, [field.strip() for field in row.fields], strict=False))
        if len(fields) < len(header):
            raise InputError(f"{file.name}: line {row.line}: has fewer fields than the header; fetch the file again")
        found = row_of(fields)
        if found is None:
            continue
        altered |= {shown(name): None for name in map(fields.get, _NAMES) if name and is_altered(plain(name))}
        if same_name(found[0]) not in _ONS:  # Heathrow, Other, Unknown
            elsewhere[shown(found[0])] = None
            continue
        area, key, month, count = _ONS[same_name(found[0])], found[1], _month(file, row.line, found[2]), found[3]
        series = counts.setdefault((area, key), {})
        if month in series:
            raise InputError(f"{file.name}: line {row.line}: {key} of {area} in {month_text(month)} stands there twice")
        series[month] = row.line, _count(file, row.line, count)
    if not counts:
        raise InputError(f"{file.name}: has no row for a London borough; give the publisher's file")
    lines = {
        "rows of areas that are no London borough, not read": elsewhere,
        "names with look-alike or invisible signs, read as plain ones": altered,
    }
    told = [Notice(f"{line}: {listed([*names])}", file.name) for line, names in lines.items() if names]
    return _judged(file, counts, source, told)


def _judged(file: TextFile, counts: Counts, source: str, told: Sequence[Notice]) -> TidyFile:
    """Every month of the file for each series: a month without a row had none, unless that is impossible."""
    months = [month for series in counts.values() for month in series]
    every = range(min(months), max(months) + 1)
    areas, keys = (sorted({names[at] for names in counts}) for at in (0, 1))
    values = np.full((len(areas), len(keys), len(every)), np.nan)
    for (area, key), series in counts.items():
        values[areas.index(area), keys.index(key)] = [series.get(month, (0, 0))[1] for month in every]
    doubts = list(_doubts(values, keys))
    for at, key in enumerate(keys):
        doubts += filled_series(areas, every[0], key, values[:, at])
    leave_out(values, keys, doubts)
    entries = [
        Entry(counts[area, key].get(month, (0, 0))[0], area, key, month, 1, {"value": value}, source, "")
        for area, key in sorted(counts)
        for month, value in zip(every, values[areas.index(area), keys.index(key)].tolist(), strict=True)
        if not np.isnan(value)
    ]
    noticed = [*told, *doubts_told(doubts, areas, every[0], file.name)]
    noticed += level_notices(areas, keys, every[0], values, np.full((len(areas), len(every)), np.nan))
    noticed += _of_london(values.sum(axis=0)[None], keys, every[0])
    return TidyFile(file.name, file.sha256, entries, noticed)


def _of_london(values: NDArray[np.float64], keys: Sequence[str], first_month: int) -> Iterator[Notice]:
    """Months in which all of London is far below its usual count, which touch every area."""
    for notice in level_notices(["London"], keys, first_month, values, np.full(values.shape[::2], np.nan)):
        yield replace(notice, touches=tuple(replace(touch, area=None) for touch in notice.touches))


def _doubts(values: NDArray[np.float64], keys: Sequence[str]) -> Iterator[Doubt]:
    """Months without a row where many are usual, in an area or in London; and parts that are more than their whole."""
    heading = "no row in months in which many are usual, so not available"
    nothing = gaps(np.nansum(values, axis=1))
    if nothing.any():
        yield Doubt(heading, "", "no row in any series", None, nothing)
    for at, key in enumerate(keys):
        absent = (gaps(values[:, at]) | (gaps(np.nansum(values[:, at], axis=0)) & (values[:, at] == 0))) & ~nothing
        if absent.any():
            yield Doubt(heading, key, "no row in the file", frozenset({key}), absent)
    for part, whole in _WHOLES.items():
        if {part, whole} <= set(keys):
            larger = values[:, keys.index(part)] > values[:, keys.index(whole)]
            if larger.any():
                heading, why = "parts that are more than their whole, so not available", f"{part} is more than {whole}"
                yield Doubt(heading, why, why, frozenset({part, whole}), larger)


def _month(file: TextFile, line: int, text: str) -> int:
    try:
        return month_of(text)
    except CellFault:
        raise InputError(f"{file.name}: line {line}: {shown(text)} is no month") from None


def _count(file: TextFile, line: int, text: str) -> float:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise InputError(f"{file.name}: line {line}: {shown(text)} is no count")
    return int(text)
