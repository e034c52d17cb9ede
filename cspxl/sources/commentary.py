"""What officers write beside the figures: commentary and actions, a row each, by area and indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, NoReturn

from cspxl.notices import Notice
from cspxl.sources.formulas import Calculate
from cspxl.sources.sheet import Record, read_records
from cspxl.sources.text import shown
from cspxl.sources.tidy import area_of, folded_areas
from cspxl.values import CellFault, month_of

KINDS: Final = ("commentary", "action")
LONGEST: Final = 500  # letters that a page's line holds
_COLUMNS: Final = ("area", "indicator", "month", "kind", "text", "source")


@dataclass(frozen=True)
class Remark:
    """One remark about an indicator of an area as at a month."""

    row: int
    area: str
    indicator: str
    month: int
    kind: str
    text: str
    source: str


@dataclass(frozen=True)
class CommentaryFile:
    """A file of remarks, in its order: its name, the SHA-256 of its bytes, and what was noticed of it."""

    name: str
    sha256: str
    remarks: Sequence[Remark]
    notices: Sequence[Notice] = ()

    def fault(self, remark: Remark, column: str, why: str) -> NoReturn:
        """Raise InputError: file, row, column, and what is wrong."""
        Record(self.name, remark.row, {}).fault(column, why)


def read_commentary(path: Path | Traversable, calculate: Calculate | None = None) -> CommentaryFile:
    """The file's remarks; ``calculate`` gives the values of a workbook's formulas.

    Raises InputError, in one line, for the first row that cannot be used.
    """
    records, found = read_records(path, _COLUMNS, _COLUMNS[:-1], calculate), []
    for record in records.rows:
        kind, text, month = record.required("kind"), record.required("text"), record.required("month")
        if kind not in KINDS:
            record.fault("kind", f"{shown(kind)} is not known; write {' or '.join(KINDS)}")
        if len(text) > LONGEST:
            record.fault("text", f"has {len(text)} letters; a page holds {LONGEST}")
        try:
            at = month_of(month)
        except CellFault:
            record.fault("month", f"{shown(month)} is no month; write it as 2017-04")
        area, indicator = area_of(record), record.required("indicator")
        found.append(Remark(record.row, area, indicator, at, kind, text, record.text("source")))
    noticed = [Notice(line, records.name) for line in [*records.noticed, *folded_areas(records.rows)]]
    return CommentaryFile(records.name, records.sha256, found, noticed)
