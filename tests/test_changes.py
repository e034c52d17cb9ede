"""Cells changed with ``calc --set``: which can be addressed, and what their own rules let in.

The rules of a validation are ECMA-376 part 1, 18.3.1.32 (kinds, operators, ``showErrorMessage``, ``errorStyle``), and
Microsoft's “Apply data validation to cells”: only the style Stop keeps a value out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from commands import cspxl
from openpyxl.styles import Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from small_workbook import package, sheet

from cspxl import load
from cspxl.changes import doubts, make_changes
from cspxl.engine import Plan
from cspxl.errors import InputError, UsageError

Made = Callable[..., Path]


def change(path: Path, *written: str) -> tuple[Plan, Sequence[str]]:
    """As ``calc`` does: the changed and calculated workbook, and what was doubtful."""
    plan = load(path)
    changes = make_changes(plan, path, written)
    plan.calculate()
    return plan, [str(finding) for finding in doubts(plan, changes)]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """A workbook whose cell B2 of the sheet In has a validation; C2 holds 10, D2 says what B2 holds."""

    def make(cells: str = "B2", **validation: object) -> Path:
        book = openpyxl.Workbook()
        first = book.active
        first.title = "In"
        first["C2"], first["C3"], first["D2"] = 10, 20, "=B2"
        lists = book.create_sheet("Lists")
        for row, (colour, area) in enumerate([("Red", "Barnet"), ("Amber", "Brent"), ("Green", "Camden")], 1):
            lists.cell(row, 1, colour)
            lists.cell(row, 2, area)
            lists.cell(row, 3, f"=B{row}")
        book.defined_names["colours"] = DefinedName("colours", attr_text="Lists!$A$1:$A$3")
        if validation:
            own = DataValidation(**{"showErrorMessage": True, "allow_blank": True, **validation})
            own.add(cells)
            first.add_data_validation(own)
        path = tmp_path / "in.xlsx"
        book.save(path)
        return path

    return make


VALIDATIONS = {
    "a list that is written out, told apart by case": (
        {"type": "list", "formula1": '"Yes, No,1,10%"'}, ["Yes", "No", "1", "10%", ""], ["yes", "Maybe", "2", "#N/A"]),
    "a list of cells, by any case": (
        {"type": "list", "formula1": "Lists!$A$1:$A$3"}, ["Red", "green"], ["Blue", "1", "TRUE"]),
    "a list by name": ({"type": "list", "formula1": "colours"}, ["Amber"], ["Ambler"]),
    "a list of formulas": ({"type": "list", "formula1": "Lists!$C$1:$C$3"}, ["Brent"], ["Red"]),
    "a list that a text points to": ({"type": "list", "formula1": 'INDIRECT("col"&"ours")'}, ["Red"], ["Barnet"]),
    "whole numbers between": (
        {"type": "whole", "operator": "between", "formula1": "1", "formula2": "12"}, ["1", "12", ""],
        ["0", "13", "1.5", "June", "TRUE", "#N/A", "'5"]),
    "whole numbers outside": (
        {"type": "whole", "operator": "notBetween", "formula1": "1", "formula2": "12"}, ["0", "13"], ["1", "5"]),
    "decimals above a cell": (
        {"type": "decimal", "operator": "greaterThan", "formula1": "$C$2"}, ["10.5", "1,000"], ["10", "-£20"]),
    "decimals up to a formula": (
        {"type": "decimal", "operator": "lessThanOrEqual", "formula1": "C2+C3"}, ["30"], ["30.01"]),
    "equal": ({"type": "decimal", "operator": "equal", "formula1": "0.12"}, ["12%"], ["12"]),
    "not equal": ({"type": "decimal", "operator": "notEqual", "formula1": "5"}, ["6"], ["5"]),
    "dates from 1 January 2017": (
        {"type": "date", "operator": "greaterThanOrEqual", "formula1": "42736"}, ["1/1/2017"], ["31/12/2016", "soon"]),
    "times below noon": ({"type": "time", "operator": "lessThan", "formula1": "0.5"}, ["11:59"], ["12:00", "2 pm"]),
    "three letters": (
        {"type": "textLength", "operator": "equal", "formula1": "3"}, ["abc", "123"], ["abcd", "12", "1234"]),
    "a condition": ({"type": "custom", "formula1": "AND(ISNUMBER(B2),B2>C2)"}, ["11"], ["10", "x"]),
    "a condition that is an error": ({"type": "custom", "formula1": "1/(B2-5)>0"}, ["6"], ["5"]),
}  # fmt: skip


@pytest.mark.parametrize("name", VALIDATIONS)
def test_a_value_is_held_against_the_validation_of_its_cell(name: str, made: Made) -> None:
    validation, takes, refuses = VALIDATIONS[name]
    path = made(**validation, errorTitle="Not possible", error="As the list says.")
    for text in takes:
        assert change(path, f"In!B2={text}")[1] == [], text
    for text in refuses:
        with pytest.raises(InputError, match=r"^In!B2 does not take .*: Not possible: As the list says\.$"):
            change(path, f"In!B2={text}")


def test_a_validation_without_words_says_what_it_takes(made: Made) -> None:
    with pytest.raises(InputError, match=r"it takes Red, Amber, Green$"):
        change(made(type="list", formula1="colours"), "In!B2=Blue")
    with pytest.raises(InputError, match=r"it takes a date, between 1/1/2017 and 31/12/2017$"):
        change(made(type="date", formula1="42736", formula2="43100"), "In!B2=1/1/2018")


def test_a_blank_where_none_is_allowed(made: Made) -> None:
    with pytest.raises(InputError, match="does not take"):
        change(made(type="list", formula1='"a,b"', allow_blank=False), "In!B2=")


def test_a_validation_of_many_cells_is_about_each(made: Made) -> None:
    """The formula is about the first cell of the range, here B2."""
    path = made("B2:B3", type="custom", formula1="B2>C2")
    assert change(path, "In!B3=21")[1] == []
    with pytest.raises(InputError, match="In!B3"):
        change(path, "In!B3=11")


@pytest.mark.parametrize(
    "style", [{"errorStyle": "warning"}, {"errorStyle": "information"}, {"showErrorMessage": False}], ids=str,
)
def test_what_only_warns_is_told_and_taken(style: dict[str, object], made: Made) -> None:
    plan, told = change(made(type="whole", operator="equal", formula1="5", error="Five is usual.", **style), "In!B2=6")
    assert plan["In!D2"] == 6
    assert told == ["In!B2: doubtful input: “6”: Five is usual."]


def test_a_validation_that_cannot_be_worked_out_is_told(made: Made) -> None:
    plan, told = change(made(type="list", formula1='INDIRECT("Nowhere!A1")'), "In!B2=x")
    assert plan["In!D2"] == "x"
    assert told == ["In!B2: set unchecked: its validation cannot be worked out: its list is #REF!"]


def test_the_changes_together_are_what_is_checked(made: Made) -> None:
    assert change(made(type="decimal", operator="greaterThan", formula1="C2"), "In!B2=6", "In!C2=5")[1] == []


def test_a_validation_of_newer_versions_is_held_too(tmp_path: Path) -> None:
    """[MS-XLSX] 2.3.2.2: Excel 2010 keeps a list of another sheet among the extensions of a sheet."""
    new, xm = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main", "http://schemas.microsoft.com/office/excel"
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="E1" t="inlineStr"><is><t>Barnet</t></is></c></row>'
    kept = (
        f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{new}"><x14:dataValidations count="1" '
        f'xmlns:xm="{xm}/2006/main"><x14:dataValidation type="list" showErrorMessage="1" error="Choose.">'
        "<x14:formula1><xm:f>Figures!$E$1:$E$2</xm:f></x14:formula1><xm:sqref>A1:A3 G9</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    path = tmp_path / "in.xlsx"
    path.write_bytes(package({"xl/worksheets/sheet1.xml": sheet(rows, kept)}))
    assert change(path, "Figures!G9=Barnet")[1] == []
    with pytest.raises(InputError, match=r"Figures!G9 does not take “Brent”: Choose\."):
        change(path, "Figures!G9=Brent")
    assert change(path, "Figures!B9=Brent")[1] == []


@pytest.mark.parametrize("meant", ["City of London", "the city of london", "London", "greater london"])
def test_a_place_that_is_no_borough_is_told_why(meant: str, made: Made) -> None:
    path = made(type="list", formula1="Lists!$B$1:$B$3", error="Choose a borough.")
    why = "a police force of its own" if "city" in meant.lower() else "the whole"
    with pytest.raises(InputError, match=f"Choose a borough; .*{why}"):
        change(path, f"In!B2={meant}")
    with pytest.raises(InputError, match=r"Choose a borough\.$"):
        change(path, "In!B2=Croydon")


# Which cells


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Figures", "Figures!B2"), ("Figures", "figures!$b$2"), ("Entered figures", "Entered figures!B2"),
        ("a=b", "a=b!B2"), ("a=b", "'a=b'!B2"), ("It's", "'It''s'!B2"), ("It's", "It's!B2"), ("It's", "'It's'!B2"),
        ("x!A1=y", "'x!A1=y'!B2"), ("wow!", "wow!!B2"), ("a (b)", "'a (b)'!B2"), ("{a}", "{a}!B2"),
        ("Gräfin", "'Gräfin'!B2"), ("B2", "B2!B2"),
    ],
)  # fmt: skip
def test_any_sheet_can_be_addressed(name: str, written: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = name
    book.active["C2"] = "=B2"
    book.save(tmp_path / "in.xlsx")
    plan, _ = change(tmp_path / "in.xlsx", f"{written}=A1=5!B2=7")
    assert plan[f"{name}!C2"] == "A1=5!B2=7"


def test_a_sheet_with_brackets_in_its_name(tmp_path: Path) -> None:
    """Excel makes none, other programs do."""
    part = package({})
    path = tmp_path / "in.xlsx"
    path.write_bytes(package({"xl/workbook.xml": _part(part, "xl/workbook.xml").replace('"Figures"', '"[a]"')}))
    assert change(path, "'[a]'!A1=5683")[0]["[a]!C1"] == 0


def _part(content: bytes, name: str) -> str:
    from io import BytesIO
    from zipfile import ZipFile

    with ZipFile(BytesIO(content)) as file:
        return file.read(name).decode()


def test_a_cell_is_set_once(made: Made) -> None:
    with pytest.raises(UsageError, match="set twice"):
        change(made(), "In!C2=1", "in!$C$2=2")


def test_locked_merged_and_filled_cells_take_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "In"
    first.merge_cells("F1:G2")
    first["A1"] = "=1+1"
    locked = book.create_sheet("Locked")
    locked.protection.sheet = True
    locked["B1"].protection = Protection(locked=False)
    locked["A1"], locked["B1"], locked["C1"] = 1, 2, "=A1+B1"
    path = tmp_path / "in.xlsx"
    book.save(path)
    assert change(path, "Locked!B1=5")[0]["Locked!C1"] == 6
    for cell in ("Locked!A1", "Locked!Z99"):
        with pytest.raises(InputError, match="locked on a protected sheet"):
            change(path, f"{cell}=5")
    with pytest.raises(InputError, match="in the merged cell F1"):
        change(path, "In!G2=5")
    with pytest.raises(InputError, match="holds a formula"):
        change(path, "In!A1=5")


def test_a_cell_that_an_array_fills_is_named_with_its_formula(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><f t="array" ref="A1:A2">{1;2}</f></c></row>'
    path = tmp_path / "in.xlsx"
    path.write_bytes(package({"xl/worksheets/sheet1.xml": sheet(rows)}))
    with pytest.raises(InputError, match="Figures!A2 holds a formula, that of Figures!A1"):
        change(path, "Figures!A2=5")


def test_formats_decide_what_an_entry_means(tmp_path: Path) -> None:
    """Microsoft, “Format numbers as percentages”: whether 70 becomes 70% is a setting. “Text”: as it is typed."""
    book = openpyxl.Workbook()
    book.active.title = "In"
    for row, code in enumerate(["0%", '0.0"%"', "@", "+0.0%;-0.0%"], 1):
        book.active.cell(row, 1, 0).number_format = code
    path = tmp_path / "in.xlsx"
    book.save(path)
    assert change(path, "In!A1=70%", "In!A2=70", "In!A3=0070", "In!A4=0.5")[0].inputs == {
        "In!A1": 0.7, "In!A2": 70, "In!A3": "0070", "In!A4": 0.5,
    }  # fmt: skip
    for cell in ("In!A1", "In!A4"):
        with pytest.raises(InputError, match="write it with its sign, such as -70%"):
            change(path, f"{cell}=-70")


@pytest.mark.parametrize("text", ["1/4/2017", "Apr-17", "£5", "14:30"])
def test_what_is_no_percentage_is_not_asked_for_its_sign(text: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "In"
    book.active["A1"].number_format = "0%"
    book.save(tmp_path / "in.xlsx")
    with pytest.raises(InputError, match=f"shows percentages, and “{text}” is none: write one, such as 12%"):
        change(tmp_path / "in.xlsx", f"In!A1={text}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1/4/2017", "42826"), ("Apr-17", "42826"), ("2017-04", "42826"), ("12%", "0.12"), ("£5", "5"),
        ("14:30", "0.604166666666667"), ("1,234", ""), ("-5", ""), ("1.5E-5", ""), ("TRUE", ""), ("in May", ""),
    ],
)  # fmt: skip
def test_a_cell_that_shows_otherwise_what_was_typed_is_told(text: str, shown: str, tmp_path: Path) -> None:
    """1 April 2017 is day 42,826 of Excel's calendar. A cell with a format of its own is left to it."""
    book = openpyxl.Workbook()
    book.active.title = "In"
    book.active["A1"], book.active["B1"] = 1, "=A1"
    book.active["A2"].number_format = "dd/mm/yyyy"
    book.save(tmp_path / "in.xlsx")
    words = ("calc", tmp_path / "in.xlsx", "-o", tmp_path / "out.xlsx", "--set")
    ran = cspxl(*words, f"In!A1={text}")
    told = f"In!A1 holds “{text}” and shows {shown}: its format is General; give the cell a format in Excel"
    assert (ran.code, ran.err) == (0, f"cspxl: {told}\n" if shown else "")
    assert cspxl(*words, "In!A2=1/4/2017").err == ""


def test_calc_writes_nothing_where_a_value_is_refused(made: Made, tmp_path: Path) -> None:
    path = made(type="list", formula1="colours", error="A colour.")
    refused = cspxl("calc", path, "-o", tmp_path / "out.xlsx", "--set", "In!B2=Blue")
    assert (refused.code, refused.err) == (3, "cspxl: In!B2 does not take “Blue”: A colour.\n")
    assert not (tmp_path / "out.xlsx").exists()
    assert cspxl("calc", path, "-o", tmp_path / "out.xlsx", "--set", "In!B2=Red").code == 0


def test_a_list_with_an_error_in_it_still_says_what_it_takes(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "In"
    for row, item in enumerate(["Red", "=1/0", None, "Green"], 1):
        book.active.cell(row, 3, item)
    own = DataValidation(type="list", formula1="$C$1:$C$4", showErrorMessage=True)
    own.add("A1")
    book.active.add_data_validation(own)
    book.save(tmp_path / "in.xlsx")
    assert change(tmp_path / "in.xlsx", "In!A1=green")[1] == []
    with pytest.raises(InputError, match=r"it takes Red, Green$"):
        change(tmp_path / "in.xlsx", "In!A1=Blue")
