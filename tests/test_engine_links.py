"""Links: references through sheets, other workbooks' copies, functions of add-ins, names with a bare exclamation mark.

What stands in the cells was put there by hand, and so were the sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from commands import cspxl
from small_workbook import MAIN, PARTS, REL, package, sheet, workbook

from cspxl.engine import Plan, load
from cspxl.engine.addresses import split_address
from cspxl.engine.model import DefinedName, Formula, Link, SheetModel, WorkbookModel
from cspxl.values import Cell, CellError
from cspxl.workbook.package import read_package

BUDGET = Link(
    "budget 2024.xlsx",
    {"Data": {(1, 1): 1.0, (2, 1): 2.0, (3, 1): 3.0, (2, 2): "two"}, "My Sheet": {(2, 2): 5.0}},
    {"Total": "Data!$A$3"},
)
GONE = Link("gone.xlsx", {}, {})


def plan(formulas: Mapping[str, str], cells: Mapping[str, Cell] | None = None, **more: object) -> Plan:
    """Formulas and cells by address, on the sheets S and T."""
    sheets: dict[str, dict[tuple[int, int], Cell | Formula]] = {"S": {}, "T": {}}
    for address, content in {**{at: Formula(text) for at, text in formulas.items()}, **(cells or {})}.items():
        place = split_address(address)
        assert place
        sheets[place[0] or "S"][place[1:]] = content
    models = tuple(SheetModel(name, found) for name, found in sheets.items())
    return load(WorkbookModel(models, **more)).calculate()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("SUM([1]Data!A1:A3)", 6),
        ("'[1]My Sheet'!$B$2*2", 10),
        ("[1]!Total+1", 4),
        ("VLOOKUP(2,[1]Data!$A:$B,2,FALSE)", "two"),
        ("COUNTBLANK([1]Data!A1:A5)", 2),
    ],
)
def test_another_workbook_is_read_from_the_copy_and_a_finding_names_it(formula: str, value: Cell) -> None:
    made = plan({"A1": formula, "A2": "A1"}, links=(BUDGET, GONE))
    assert made["S!A1"] == made["S!A2"] == value
    assert [str(finding) for finding in made.findings] == [
        "S!A1: external link: calculated with the copy of budget 2024.xlsx that this file holds, which may be old"
    ]


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("[2]Other!A1", "[2]Other in gone.xlsx, of which the file holds no copy"),
        ("[1]Gone!A1", "[1]Gone in budget 2024.xlsx, of which the file holds no copy"),
        ("IFERROR([3]Data!A1,1)", "[3]Data, of which the file holds no copy"),
        ("[1]!Nothing", "[1]!Nothing of budget 2024.xlsx"),
        ("[1]!THEIRS(1)", "[1]!THEIRS of budget 2024.xlsx"),
    ],
)
def test_what_the_file_holds_no_copy_of_has_no_value(formula: str, why: str) -> None:
    made = plan({"A1": formula}, links=(BUDGET, GONE))
    assert [str(finding) for finding in made.findings] == [f"S!A1: external link: {why}"]
    assert made.values() == {}


def test_another_workbook_is_not_open_for_indirect_and_a_lost_sheet_is_an_error() -> None:
    made = plan({"A1": 'INDIRECT("[1]Data!A1")', "A2": "[1]Data!#REF!"}, links=(BUDGET,))
    assert (made["S!A1"], made["S!A2"], made.findings) == (CellError.REF, CellError.REF, [])


def test_the_workbook_itself_and_functions_of_an_add_in_that_are_ours() -> None:
    made = plan(
        {
            "A1": "[0]!Own+1",
            "A2": "[1]!PCT_CHANGE(6514,5683)*5683",
            "A3": "_xludf.SUM(1,2)",
            "A4": "[1]!EDATE(1,0)",
            "A5": "[0]!PCT_CHANGE(2,1)",
        },
        {"B1": 41.0},
        names=(DefinedName("Own", "S!$B$1"),),
        links=(Link("csp.xlam", {}, {}),),
    )
    values = [made[f"S!A{row}"] for row in range(1, 6)]
    assert values == [42, pytest.approx(6514 - 5683), 3, 1, 1]
    assert made.findings == []


def test_a_function_of_another_add_in_is_not_ours_whatever_its_name() -> None:
    formulas = {"A1": "[1]!PCT_CHANGE(6514,5683)", "A2": "[1]!EDATE(1,0)"}
    made = plan(formulas, links=(Link("budget.xlam", {}, {}),))
    assert made["S!A2"] == 1
    why = "[1]!PCT_CHANGE of budget.xlam; if that is cspxl's add-in renamed, call it csp.xlam again"
    assert [str(finding) for finding in made.findings] == [f"S!A1: external link: {why}"]


def test_a_function_of_a_link_that_the_file_has_not_got_is_nobodys() -> None:
    made = plan({"A1": "[2]!PCT_CHANGE(2,1)", "A2": "[2]!EDATE(1,0)"}, links=(Link("csp.xlam", {}, {}),))
    why = "[2]!PCT_CHANGE, but the file has no such link"
    assert [str(finding) for finding in made.findings] == [f"S!A1: external link: {why}"]


def test_a_name_with_a_bare_exclamation_mark_means_the_sheet_it_is_used_on() -> None:
    names = (DefinedName("Here", "!$B$1"), DefinedName("Beside", "!B1*2"))
    cells: dict[str, Cell] = {"S!B1": 1.0, "T!B1": 10.0, "T!B2": 20.0}
    made = plan({"S!A1": "Here", "T!A1": "Here", "T!A2": "Beside"}, cells, names=names)
    assert (made["S!A1"], made["T!A1"], made["T!A2"]) == (1, 10, 40)


def test_what_reads_through_sheets_follows_a_change_on_any_of_them() -> None:
    made = plan({"S!C1": "SUM(S:T!A1)", "T!A1": "S!B1*10"}, {"S!A1": 1.0, "S!B1": 2.0})
    assert made["S!C1"] == 21
    made.set("S!B1", 3)
    assert made.calculate()["S!C1"] == 31


def test_a_formula_that_reads_itself_through_sheets_is_a_circle() -> None:
    made = plan({"T!A1": "SUM(S:T!A1)"}, {"S!A1": 1.0})
    assert [str(finding) for finding in made.findings] == ["T!A1: circular reference: A1→A1"]


def test_a_day_without_a_year_is_of_the_year_by_the_clock() -> None:
    """Microsoft's page of DATEVALUE: 39634 for 5-JUL in 2008."""
    made = load(WorkbookModel((SheetModel("S", {(1, 1): Formula('DATEVALUE("5-JUL")')}),)))
    assert made.calculate(datetime(2008, 3, 1))["S!A1"] == 39634  # noqa: DTZ001 -- a clock on the wall


LINKED = package({
    "xl/workbook.xml": workbook(names=f'<externalReferences xmlns:r="{REL}"><externalReference r:id="rId9"/>'
                                      "</externalReferences>"),
    "xl/_rels/workbook.xml.rels": PARTS["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="rId9" Type="{REL}/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>',
    ),
    "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}" xmlns:r="{REL}"><externalBook r:id="rId1">'
    '<sheetNames><sheetName val="Data"/><sheetName val="Lost"/></sheetNames>'
    '<definedNames><definedName name="Total" refersTo="=Data!$A$1"/></definedNames>'
    '<sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>7</v></cell><cell r="B1" t="str"><v>seven</v>'
    '</cell></row></sheetData><sheetData sheetId="1" refreshError="1"/></sheetDataSet></externalBook></externalLink>',
    "xl/externalLinks/_rels/externalLink1.xml.rels":
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{REL}/externalLinkPath" Target="file:///C:\\Work\\budget%202024.xlsx" TargetMode="External"/>'
    "</Relationships>",
    "xl/worksheets/sheet1.xml": sheet(
        '<row r="1"><c r="A1"><f>[1]Data!A1+[1]!Total</f></c><c r="B1"><f>[1]Data!B1</f></c>'
        '<c r="C1"><f>[1]Lost!A1</f></c></row>'
    ),
})  # fmt: skip


def test_the_copy_is_read_from_the_file_and_the_command_says_so(tmp_path: Path) -> None:
    made = load(read_package(LINKED)).calculate()
    assert (made["Figures!A1"], made["Figures!B1"]) == (14, "seven")
    source = tmp_path / "in.xlsx"
    source.write_bytes(LINKED)
    ran = cspxl("calc", source, "-o", tmp_path / "out.xlsx")
    assert ran.code == 1
    assert "Figures!A1: external link: calculated with the copy of budget 2024.xlsx" in ran.err
    assert "Figures!C1: external link: [1]Lost in budget 2024.xlsx" in ran.err


FILTERING = '<filterColumn colId="0"><filters><filter val="1"/></filters></filterColumn>'


@pytest.mark.parametrize(
    ("column", "height", "right"),
    [
        (FILTERING, "", (1, 1)),
        (FILTERING, ' ht="15.75" customHeight="1"', (9, 1)),
        ("", "", (15, 1)),
        ('<filterColumn colId="0" hiddenButton="1"/>', "", (15, 1)),
    ],
    ids=["a filter that hides row 3", "row 6 with a height of its own", "hides nothing", "a filter without a button"],
)
def test_subtotal_counts_rows_hidden_by_hand_beside_a_filter(column: str, height: str, right: tuple[int, int]) -> None:
    """1, hidden in the filter's range 6, hidden below it 8: 9 leaves out what Excel takes for filtered, 109 both.

    What Excel saved in SubtotalFilters.xlsx of EPPlus: HiddenByAutoFilter!B18 and B19, Sheet1!N26 and N27,
    HiddenRowWithAutoFilterNoFilter!B18 and B19.
    """
    rows = (
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="3" hidden="1"><c r="A3"><v>6</v></c></row>'
        f'<row r="6" hidden="1"{height}><c r="A6"><v>8</v></c></row>'
        '<row r="9"><c r="B9"><f>SUBTOTAL(9,A2:A6)</f></c><c r="C9"><f>SUBTOTAL(109,A2:A6)</f></c></row>'
    )
    part = sheet(rows, f'<autoFilter ref="A1:A4">{column}</autoFilter>')
    made = load(read_package(package({"xl/worksheets/sheet1.xml": part}))).calculate()
    assert (made["Figures!B9"], made["Figures!C9"]) == right


@pytest.mark.long
@pytest.mark.parametrize(
    ("at", "formula", "area"),
    [
        ("S!XFD1", "SEQUENCE(1,2)", "XFD1:XFE1"),
        ("S!A1048576", "SEQUENCE(2)", "A1048576:A1048577"),
        ("S!A2", 'B:B&""', "A2:A1048577"),
    ],
)
def test_a_spill_past_the_edge_is_an_error_and_a_finding(at: str, formula: str, area: str) -> None:
    place = split_address(at)
    assert place
    cells: dict[tuple[int, int], Cell | Formula] = {place[1:]: Formula(formula, "dynamic"), (5, 5): Formula("1+1")}
    made = load(WorkbookModel((SheetModel("S", cells),))).calculate()
    assert made[at] is CellError.SPILL
    assert made["S!E5"] == 2
    assert [str(finding) for finding in made.findings] == [
        f"{at}: blocked spill: the edge of the sheet is in the way of {area}"
    ]


@pytest.mark.long
def test_a_column_is_filled_to_its_end() -> None:
    made = load(WorkbookModel((SheetModel("S", {(1, 1): Formula("SEQUENCE(1048576)", "dynamic")}),))).calculate()
    assert (made["S!A1"], made["S!A1048576"], made.spills) == (1, 1048576, {"S!A1": "A1:A1048576"})
