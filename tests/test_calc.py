"""``cspxl calc`` and ``cspxl eval``: values, findings, and workbooks that cannot be used."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from commands import ROOT, cspxl


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook with good formulas, one that cannot be parsed, one unknown, and a circle."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Figures"
    for address, content in {
        "A1": 6514, "B1": 5683, "C1": "=PCT_CHANGE(A1,B1)", "D1": '=HEADLINE(A1,B1,"full","calls")',
        "A2": "=SUM(1,", "A3": "=NOSUCH(1)", "A4": "=A3+1", "A5": "=B5", "B5": "=A5",
    }.items():  # fmt: skip
        sheet[address] = content
    path = tmp_path / "book.xlsx"
    made.save(path)
    return path


def test_calc_writes_values_and_names_what_it_cannot_calculate(book: Path, tmp_path: Path) -> None:
    """6514 calls against 5683 is up 14.6% (+831 calls): call-over report, June 2017, paragraph 3.12."""
    out = tmp_path / "out.xlsx"
    ran = cspxl("calc", book, "-o", out, "--json")
    assert ran.code == 1
    without = dict.fromkeys(f"Figures!{cell}" for cell in ("A2", "A3", "A4", "A5", "B5"))
    figures = {"Figures!C1": pytest.approx(831 / 5683), "Figures!D1": "6,514, up 14.6% (+831 calls)"}
    assert ran.data == without | figures
    assert openpyxl.load_workbook(out, data_only=True)["Figures"]["D1"].value == "6,514, up 14.6% (+831 calls)"
    assert openpyxl.load_workbook(out)["Figures"]["C1"].value == "=PCT_CHANGE(A1,B1)"
    lines = ran.err.splitlines()
    assert [line.split(": ")[1] for line in lines] == [f"Figures!{cell}" for cell in ("A2", "A3", "A4", "A5", "B5")]
    assert "NOSUCH" in lines[1]
    assert "A5→B5→A5" in lines[3]


def test_calc_changes_inputs_first(book: Path) -> None:
    ran = cspxl("calc", book, "--set", "Figures!A1=5683", "--json")
    assert ran.data["Figures!C1"] == 0
    assert ran.data["Figures!D1"] == "5,683, no change"


def test_calc_takes_dates_as_they_are_typed(tmp_path: Path) -> None:
    """Day before month; a text after an apostrophe stays one. 1 December 2016 is 42705 (Excel). More: test_entry.py."""
    typed = {
        "2016-12": 42705, "Dec 2016": 42705, "2016-12-01": 42705, "2016-12-31": 42735, "01/12/2016": 42705,
        "1 December 2016": 42705, "'12/31/2016": "12/31/2016", "'2016-12-01": "2016-12-01", "rubbish": "rubbish",
        "50": 50,
    }  # fmt: skip
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Control"
    for row in range(1, len(typed) + 1):
        sheet[f"A{row}"], sheet[f"B{row}"] = "old", f"=A{row}"
    made.save(tmp_path / "in.xlsx")
    changes = [word for row, text in enumerate(typed, 1) for word in ("--set", f"Control!A{row}={text}")]
    ran = cspxl("calc", tmp_path / "in.xlsx", *changes, "--json")
    assert ran.code == 0, ran.err
    assert [ran.data[f"Control!B{row}"] for row in range(1, len(typed) + 1)] == list(typed.values())


def write_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("notes.txt", "no workbook")


BAD = {
    "not a zip": lambda path: path.write_text("hello"),
    "a zip that is no workbook": write_zip,
    "the old or an encrypted format": lambda path: path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2048)),
    "not there": lambda _path: None,
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_workbook_gets_one_line_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    BAD[name](path)
    before = set(tmp_path.iterdir())
    ran = cspxl("calc", path, "-o", tmp_path / "out.xlsx")
    assert ran.code == 3
    assert len(ran.err.splitlines()) == 1
    assert "bad.xlsx" in ran.err
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("change", "code", "told"),
    [
        ("Nowhere!A1=1", 3, "Figures"),
        ("Figures!C1=1", 3, "formula"),
        ("Figures!A1", 2, "Sheet!B2=VALUE"),
    ],
)
def test_a_wrong_change_says_what_to_do(book: Path, change: str, code: int, told: str) -> None:
    ran = cspxl("calc", book, "--set", change, "--json")
    assert ran.code == code
    assert len(ran.err.splitlines()) == 1
    assert told in ran.err


def test_calc_without_anything_to_do_is_wrong_usage(book: Path) -> None:
    assert cspxl("calc", book).code == 2


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=PCT_CHANGE(6514,5683)", 831 / 5683),
        ("=LCPF_ALLOCATE(644000)", [[450800], [193200]]),  # LCPF report, February 2017: 193.2k is 30% of 644k
        ("=PCT_CHANGE(1,0)", "#DIV/0!"),
        ('=CSP.PERIOD_LABEL("2017-02",3)', "Dec 16 - Feb 17"),  # Barnet, April 2017, page 3
    ],
)  # fmt: skip
def test_eval_prints_one_value(formula: str, value: object) -> None:
    ran = cspxl("eval", formula)
    assert ran.code == 0
    assert ran.data == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize("formula", ["=SUM(1,", "=NOSUCH(1)"])
def test_eval_says_what_it_cannot_calculate(formula: str) -> None:
    ran = cspxl("eval", formula)
    assert ran.code == 3
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1


def test_eval_does_not_wait_for_pandas() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "cspxl", "eval", "=PCT_CHANGE(6514,5683)"]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert not {"pandas", "numpy", "xlwings", "formulas", "lxml"} & loaded
