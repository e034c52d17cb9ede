"""Built workbooks in a running LibreOffice Calc with our add-in: worked out hard, changed, saved and opened again."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from calc_office import Office, missing, office, shown, version
from every_report import REPORTS

from cspxl.engine import Plan, load
from cspxl.hosts.calc_extension import extension
from cspxl.registry import load_catalogue
from cspxl.report.answering import not_loaded, not_worked_out
from cspxl.values import Cell, CellError, month_of, month_serial
from cspxl.workbook.calc import for_calc
from cspxl.workbook.compiled import calculated
from cspxl.workbook.package import read_package

pytestmark = [pytest.mark.long, pytest.mark.skipif(missing() is not None, reason=str(missing()))]
BUILT = ("template", "call_over.toml", "barnet_pack.toml", "borough_profile.toml", "plan", "plan on a page",
         "framework")  # an overview and a fund are in the template  # fmt: skip
CHANGED = {"Control!B5": "Brent", "Control!B6": month_serial(month_of("2016-12"))}
XLSX, ODS = "Calc MS Excel 2007 XML", "calc8"


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("calc") / "office") as running:
        yield running


@cache
def made(report: str) -> bytes:
    return calculated(REPORTS[report]())[0]


def built(report: str, folder: Path) -> tuple[Plan, Path]:
    """A report as our engine has it, and as it is built for Calc."""
    content = made(report)
    file = folder / "built.xlsx"
    file.write_bytes(for_calc(content, load_catalogue()))
    return load(read_package(content)).calculate(), file


def differing(plan: Plan, cells: Mapping[str, Any]) -> list[tuple[str, Cell, Any]]:
    """The formula cells that Calc shows otherwise."""
    ours = {address.replace("'", ""): value for address, value in plan.values().items()}
    assert ours.keys() == cells.keys()
    pairs = ((address, ours[address], shown(value)) for address, value in cells.items())
    return [(address, want, got) for address, want, got in pairs if not same(want, got)]


def same(want: Cell, got: Any) -> bool:
    """TRUE is 1 in Calc. INDEX beyond a lone error is that error in Excel, Err:502 in Calc 7.4, #REF! in 25.2."""
    if isinstance(want, int | float):
        return isinstance(got, float) and math.isclose(want, got, rel_tol=1e-9, abs_tol=1e-12)
    beyond = "Err:502" if version() == "7.4" else CellError.REF
    return got == ("" if want is None else want) or (want is CellError.NA and got == beyond)


@pytest.mark.parametrize("report", BUILT)
def test_every_formula_gives_what_it_was_built_with(report: str, calc: Office, tmp_path: Path) -> None:
    plan, file = built(report, tmp_path)
    assert differing(plan, calc.ask(open=file)["cells"]) == []


@pytest.mark.parametrize("report", ["overview", "call_over.toml"])
def test_every_formula_follows_another_borough_and_month(report: str, calc: Office, tmp_path: Path) -> None:
    plan, file = built(report, tmp_path)
    for address, value in CHANGED.items():
        plan.set(address, value)
    assert differing(plan.calculate(), calc.ask(open=file, set=CHANGED)["cells"]) == []


@pytest.mark.parametrize(("ending", "filter_name"), [("xlsx", XLSX), ("ods", ODS)])
def test_formulas_live_on_after_calc_has_saved_them(
    ending: str, filter_name: str, calc: Office, tmp_path: Path,
) -> None:
    plan, file = built("overview", tmp_path)
    saved = tmp_path / f"saved.{ending}"
    calc.ask(open=file, save=saved, filter=filter_name, silent=True)
    for address, value in CHANGED.items():
        plan.set(address, value)
    assert differing(plan.calculate(), calc.ask(open=saved, set=CHANGED)["cells"]) == []


def test_our_engine_reads_what_calc_has_saved(calc: Office, tmp_path: Path) -> None:
    plan, file = built("overview", tmp_path)
    saved = tmp_path / "saved.xlsx"
    calc.ask(open=file, save=saved, filter=XLSX, silent=True)
    again = load(read_package(saved)).calculate()
    assert again.findings == []
    ours, theirs = plan.values(), again.values()
    assert [(at, ours[at], theirs[at]) for at in ours if not same(ours[at], as_number(theirs[at]))] == []


def as_number(value: Cell) -> Any:
    return float(value) if isinstance(value, int | float) else value


def test_without_the_add_in_the_figures_stay_as_built(tmp_path: Path) -> None:
    """All but what says that the functions are missing; Calc's own lists then refuse any other borough and month."""
    plan, file = built("overview", tmp_path)
    with office(tmp_path / "office", with_addin=False) as alone:
        found = alone.ask(open=file, all=False)
        changes = [{cell: to} for cell, to in CHANGED.items()]
        changed = [alone.ask(open=file, all=False, silent=True, set=change)["refused"] for change in changes]
        pasted = alone.ask(open=file, all=False, set={"Control!B5": "Brent"})["cells"]
    assert {shown(got) for _, _, got in differing(plan, found["cells"])} == {not_loaded("plain")}
    assert not_worked_out("plain") in pasted.values()
    assert found["refused"] == []
    assert changed == [["Control"], ["Control"]]


def test_with_the_add_in_the_lists_take_any_borough_of_the_data(calc: Office, tmp_path: Path) -> None:
    _, file = built("overview", tmp_path)
    assert calc.ask(open=file, silent=True, set=CHANGED)["refused"] == []
    assert calc.ask(open=file, silent=True, set={"Control!B5": "Nowhere"})["refused"] == ["Control"]


def test_the_add_in_is_installed_by_the_extension_manager_and_taken_out_again() -> None:
    """For a user who is not root, in a home of their own."""
    if os.getuid():
        pytest.skip("only root can be another user")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "cspxl.oxt").write_bytes(extension())
        for path in (home, home / "cspxl.oxt"):
            shutil.chown(path, "nobody")
        commands = [["add", "--force", str(home / "cspxl.oxt")], ["list"], ["remove", "uk.cspxl.functions"], ["list"]]
        told = [
            subprocess.run(
                ["unopkg", *command], user="nobody", group="nogroup", extra_groups=[], capture_output=True, text=True,
                timeout=120, check=True, cwd=home, env={"PATH": "/usr/bin:/bin", "HOME": str(home)},
            ).stdout
            for command in commands
        ]
    assert "uk.cspxl.functions" in told[1]
    assert "is registered: yes" in told[1]
    assert "uk.cspxl.functions" not in told[3]


def test_no_process_is_left_behind(tmp_path: Path) -> None:
    """Whatever goes wrong while it runs."""
    profile = tmp_path / "office" / "profile"
    seen: list[str] = []

    def broken() -> None:
        with office(tmp_path / "office"):
            seen.extend(running(profile))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert seen
    assert not running(profile)


def running(profile: Path) -> list[str]:
    """The processes that name the profile."""
    listed = subprocess.run(["ps", "-wweo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if profile.as_uri() in line]
