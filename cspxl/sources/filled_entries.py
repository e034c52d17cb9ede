"""Entered months that a spreadsheet filled in, by the rule of the police's files (``filled``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from cspxl.notices import Notice
from cspxl.sources.doubts import Doubt, told
from cspxl.sources.filled import filled_series
from cspxl.sources.tidy import Entry, TidyFile

_ADVICE: Final = "write what was counted, or say in the note of each why they are so"


def without_filled(file: TidyFile) -> TidyFile:
    """The file, its filled months not available, with the notices; a row with a note is as a person says it is."""
    judged = [entry for entry in file.entries if _is_judged(entry)]
    if not judged:
        return file
    areas = sorted({entry.area for entry in judged})
    months = range(min(entry.month for entry in judged), max(entry.month for entry in judged) + 1)
    doubts = {key: list(_doubts(judged, key, areas, months)) for key in sorted({entry.indicator for entry in judged})}
    lost = {
        (areas[row], key, months[at])
        for key, found in doubts.items()
        for doubt in found
        if doubt.makes_unavailable(key)
        for row, at in np.argwhere(doubt.where).tolist()
    }
    entries = [
        _without_value(entry) if _is_judged(entry) and _place(entry) in lost else entry for entry in file.entries
    ]
    every = [doubt for found in doubts.values() for doubt in found]
    notices = [_advised(notice) for notice in told(every, areas, months[0], file.name)]
    return replace(file, entries=entries, notices=[*file.notices, *notices])


def _doubts(judged: Sequence[Entry], key: str, areas: Sequence[str], months: range) -> Iterator[Doubt]:
    counts = np.full((len(areas), len(months)), np.nan)
    for entry in judged:
        if entry.indicator == key:
            counts[areas.index(entry.area), entry.month - months[0]] = entry.figures["value"]
    return filled_series(areas, months[0], key, counts)


def _is_judged(entry: Entry) -> bool:
    return entry.monthly and "value" in entry.figures and not entry.note


def _place(entry: Entry) -> tuple[str, str, int]:
    return entry.area, entry.indicator, entry.month


def _without_value(entry: Entry) -> Entry:
    return replace(entry, figures={}, states={"value": "Not available"})


def _advised(notice: Notice) -> Notice:
    return replace(notice, text=f"{notice.text}; {_ADVICE}")
