"""What the tests of the report packs share: releases, packs calculated, and the rows of a panel."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cspxl.bundled import workbooks
from cspxl.engine import Plan, load
from cspxl.registry import load_catalogue
from cspxl.report import pack
from cspxl.report.configuration import read_configuration
from cspxl.report.describe import Workbook
from cspxl.sources import SeriesTable, read_release, sample_release
from cspxl.values import month_of, month_serial
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

DATA = Path(__file__).parent / "data"
BARKING, BARNET = "Barking and Dagenham", "Barnet"
# Each packaged pack, with the release that its figures are of.
PACKS = (("call_over.toml", "A"), ("barnet_pack.toml", "A"), ("borough_profile.toml", "B"))
FILES = {
    "call_over.toml": ("barking_and_dagenham_2017-04.csv", "barking_and_dagenham_2017-04_commentary.csv"),
    "barnet_pack.toml": ("barnet_2017-02.csv",),
}


@cache
def release(name: str) -> SeriesTable:
    """Release A is the packaged sample; the others stand beside the tests."""
    if name == "A":
        return sample_release()
    return read_release(sorted(DATA.glob(f"release-{name.lower()}-*.csv.gz")))


def described(path: Path, area: str, month: str, name: str = "A") -> Workbook:
    """The pack that a configuration describes."""
    asked = pack.read_pack(read_configuration(path), path.parent, release(name), area, month_of(month), "cspxl")
    return pack.describe(asked, load_catalogue())


@cache
def _written(path: Path, area: str, month: str, name: str) -> bytes:
    return write(described(path, area, month, name))


def planned(path: Path, area: str, month: str, name: str = "A") -> Plan:
    """The same, calculated; what comes with cspxl is written once for all tests of a process."""
    once = path == packaged(path.name)
    written = _written(path, area, month, name) if once else write(described(path, area, month, name))
    return load(read_package(written)).calculate()


def chosen(plan: Plan, area: str, month: int) -> None:
    """The plan for another area and month (an index)."""
    plan.set("Control!B5", area)
    plan.set("Control!B6", month_serial(month))
    plan.calculate()


def packaged(name: str) -> Path:
    """A file that comes with cspxl."""
    return Path(str(workbooks().joinpath(name)))


def changed(tmp_path: Path, name: str, *changes: tuple[str, str]) -> Path:
    """A packaged configuration with texts replaced, each of which is there, beside the files that it names."""
    text = packaged(name).read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    for file in FILES[name]:
        shutil.copy(packaged(file), tmp_path)
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    return tmp_path / "own.toml"


def table(plan: Plan, sheet: str, width: int) -> list[list[object]]:
    """The rows of a panel: the cells that are shown, without a gap."""
    rows = []
    for row in range(5, 60):
        found: list[object] = [plan[f"{sheet}!{chr(64 + column)}{row}"] for column in range(1, width + 1)]
        if any(cell not in {None, ""} for cell in found):
            rows.append(found)
    return rows


def by_label(plan: Plan, sheet: str, width: int, column: int = 0) -> dict[str, list[object]]:
    """The same by the text of one column."""
    return {str(row[column]): row for row in table(plan, sheet, width)}


def texts(plan: Plan, sheet: str, rows: Sequence[int]) -> list[str]:
    """Column B of a page."""
    return [str(plan[f"{sheet}!B{row}"]) for row in rows]
