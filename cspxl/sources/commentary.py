"""What officers write beside the figures: commentary and actions, a row each, by area and indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from cspxl.facts import boroughs, same_name
from cspxl.sources.sheet import read_records
from cspxl.sources.text import shown
from cspxl.values import CellFault, month_of

KINDS: Final = ("commentary", "action")
LONGEST: Final = 500  # letters that a page's line holds
_COLUMNS: Final = ("area", "indicator", "month", "kind", "text", "source")
_ONS: Final = {same_name(name): name for name in boroughs()}


@dataclass(frozen=True)
class Remark:
    """One remark about an indicator of an area as at a month."""

    area: str
    indicator: str
    month: int
    kind: str
    text: str
    source: str


@dataclass(frozen=True)
class CommentaryFile:
    """A file of remarks, in its order: its name, the SHA-256 of its bytes."""

    name: str
    sha256: str
    remarks: Sequence[Remark]


def read_commentary(path: Path | Traversable) -> CommentaryFile:
    """The file's remarks. Raises InputError, in one line, for the first row that cannot be used."""
    records, found = read_records(path, _COLUMNS, _COLUMNS[:-1]), []
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
        area = record.required("area")
        area = _ONS.get(same_name(area), area)
        found.append(Remark(area, record.required("indicator"), at, kind, text, record.text("source")))
    return CommentaryFile(records.name, records.sha256, found)
