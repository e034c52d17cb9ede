"""What cannot be calculated keeps the value that the file holds, as long as all that it reads is as it was saved.

The values expected are those that each file was saved with, or sums of them by hand. NOSUCH stands for a function that
nobody has, so that no later version of the engine calculates it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from commands import cspxl
from small_workbook import PARTS, REL, package, sheet, workbook

from cspxl.engine import Plan, load
from cspxl.engine.addresses import split_address
from cspxl.engine.model import Formula, SheetModel, WorkbookModel
from cspxl.errors import InputError
from cspxl.values import Cell, CellError
from cspxl.workbook.package import read_package
from cspxl.workbook.stamp import Stamper

NOON = datetime(2017, 4, 30, 12)  # noqa: DTZ001 -- the clock on the wall, as in a spreadsheet
Content = float | str | tuple[str, float | str]
"""A constant, or a formula and the value that it was saved with."""


def cell(address: str, content: Content) -> str:
    formula, value = content if isinstance(content, tuple) else ("", content)
    inner = f"<f>{formula}</f>" if formula else ""
    kind = ' t="str"' if isinstance(value, str) else ""
    return f'<c r="{address}"{kind}>{inner}<v>{value}</v></c>'


def rows(cells: dict[str, str]) -> str:
    """Cells of XML by address, in rows."""
    found: dict[int, dict[int, str]] = {}
    for address, xml in cells.items():
        place = split_address(address)
        assert place
        found.setdefault(place[1], {})[place[2]] = xml
    lines = {row: "".join(xml for _, xml in sorted(line.items())) for row, line in sorted(found.items())}
    return "".join(f'<row r="{row}">{line}</row>' for row, line in lines.items())


def file(contents: dict[str, Content], names: str = "", **raw: str) -> bytes:
    """A workbook of one sheet, Figures; ``raw`` are cells as the file's XML spells them."""
    xml = rows({address: cell(address, content) for address, content in contents.items()} | raw)
    names = f"<definedNames>{names}</definedNames>" if names else ""
    metadata = (
        f'<metadata xmlns="{PARTS["xl/workbook.xml"].split(chr(34))[1]}"><metadataTypes count="1">'
        '<metadataType name="XLDAPR"/></metadataTypes>'
        '<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
    )
    relations = PARTS["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>", f'<Relationship Id="m" Type="{REL}/sheetMetadata" Target="metadata.xml"/></Relationships>'
    )
    return package({
        "xl/worksheets/sheet1.xml": sheet(xml), "xl/workbook.xml": workbook(names=names),
        "xl/metadata.xml": metadata, "xl/_rels/workbook.xml.rels": relations,
    })  # fmt: skip


def plan(data: bytes, **changes: Cell) -> Plan:
    made = load(read_package(data))
    for address, value in changes.items():
        made.set(f"Figures!{address}", value)
    return made.calculate(NOON, seed=1)


def told(made: Plan) -> dict[str, str]:
    return {finding.cell.removeprefix("Figures!"): finding.why for finding in made.findings}


def values(made: Plan) -> dict[str, Cell]:
    return {address.removeprefix("Figures!"): value for address, value in made.values().items()}


CHAIN: dict[str, Content] = {
    "A1": 2, "A2": 5, "B1": ("A1*10", 20), "C1": ("NOSUCH(B1)", 7.5), "D1": ("C1+1", 8.5), "E1": ("SUM(A2,D1)", 13.5),
    "F1": ("A2*2", 10),
}  # fmt: skip


def test_it_keeps_its_value_and_what_depends_on_it_is_calculated_with_it() -> None:
    made = plan(file(CHAIN))
    assert values(made) == {"B1": 20, "C1": 7.5, "D1": 8.5, "E1": 13.5, "F1": 10}
    assert told(made) == {
        "C1": "kept as saved: unsupported function: NOSUCH",
        "D1": "uses a kept value: Figures!C1",
        "E1": "uses a kept value: Figures!D1",
    }
    assert made.kept == {"Figures!C1"}


def test_dependents_are_calculated_and_not_taken_as_saved() -> None:
    """7.5 + 1 is 8.5, whatever an old value says."""
    assert plan(file(CHAIN | {"D1": ("C1+1", 99)}))["Figures!D1"] == 8.5


def test_another_input_leaves_it_and_its_dependents_follow() -> None:
    made = plan(file(CHAIN), A2=6)
    assert (made["Figures!C1"], made["Figures!E1"]) == (7.5, 14.5)


def test_where_something_it_reads_has_changed_it_and_what_follows_have_no_value() -> None:
    made = plan(file(CHAIN), A1=3)
    assert values(made) == {"B1": 30, "F1": 10}
    assert told(made) == {
        "C1": "unsupported function: NOSUCH",
        "D1": "depends on: Figures!C1, which has no value",
        "E1": "depends on: Figures!D1, which has no value",
    }
    assert not made.kept


def test_what_is_set_back_to_what_it_was_is_as_it_was_saved() -> None:
    made = plan(file(CHAIN), A1=3)
    made.set("Figures!A1", 2)
    made.calculate(NOON)
    assert (made["Figures!C1"], made["Figures!E1"]) == (7.5, 13.5)
    made.set("Figures!A1", 4)
    made.calculate(NOON)
    assert "C1" not in values(made)


def test_recalculation_equals_a_fresh_plan_for_every_change() -> None:
    made = plan(file(CHAIN))
    changes: dict[str, Cell] = {}
    for address, value in [("A2", 6.0), ("A1", 3.0), ("A2", 7.0), ("A1", 2.0), ("A2", 5.0)]:
        changes[address] = value
        made.set(f"Figures!{address}", value)
        made.calculate(NOON)
        fresh = plan(file(CHAIN), **changes)
        assert (values(made), told(made), made.kept) == (values(fresh), told(fresh), fresh.kept)


@pytest.mark.parametrize(
    ("saved", "keeps"),
    [(20, True), (20.00000000001, True), (20.001, False), (21, False), ("20", False), ("", False)],
)
def test_a_formula_that_gives_another_value_than_the_saved_one_is_a_change(saved: float | str, keeps: bool) -> None:  # noqa: FBT001
    """Other programs differ in the last digits; more is another value."""
    assert ("C1" in values(plan(file(CHAIN | {"B1": ("A1*10", saved)})))) == keeps


def test_a_formula_that_was_saved_without_a_value_is_not_known_to_be_as_it_was() -> None:
    made = plan(file(CHAIN, B1='<c r="B1"><f>A1*10</f></c>'))
    assert made["Figures!B1"] == 20
    assert told(made)["C1"] == "unsupported function: NOSUCH"


def test_without_a_saved_value_there_is_nothing_to_keep() -> None:
    made = plan(file(CHAIN, C1='<c r="C1"><f>NOSUCH(B1)</f></c>'))
    assert told(made)["C1"] == "unsupported function: NOSUCH"
    assert told(made)["D1"].startswith("depends on")


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("", "<v>1E+2</v>", 100), (' t="str"', "<v> a &amp; b </v>", " a & b "), (' t="str"', "<v></v>", ""),
        (' t="str"', "", ""), (' t="b"', "<v>1</v>", True), (' t="e"', "<v>#N/A</v>", CellError.NA),
        (' t="s"', "<v>0</v>", "Barnet"), (' t="inlineStr"', "<is><t>typed</t></is>", "typed"),
        (' t="d"', "<v>2017-04-01</v>", 42826),
    ],
)  # fmt: skip
def test_whatever_kind_of_value_is_kept(kind: str, written: str, value: Cell) -> None:
    """1 April 2017 is 42826 (Excel)."""
    assert plan(file({}, A1=f'<c r="A1"{kind}><f>NOSUCH()</f>{written}</c>'))["Figures!A1"] == value


@pytest.mark.parametrize(("kind", "value"), [("s", "77"), ("n", "x"), ("n", "1E999"), ("d", "1850-01-01"), ("q", "1")])
def test_a_saved_value_that_cannot_be_read_is_none(kind: str, value: str) -> None:
    written = f'<c r="A1" t="{kind}"><f>NOSUCH()</f><v>{value}</v></c>'
    assert told(plan(file({}, A1=written))) == {"A1": "unsupported function: NOSUCH"}


# What a formula reads


READS = {
    "a range": ("NOSUCH(A1:A3)", "A2"),
    "a whole column": ("NOSUCH(A:A)", "A900"),
    "a whole row": ("NOSUCH(1:1)", "G1"),
    "among other things": ("1+NOSUCH(7,IF(TRUE,$A$3))", "A3"),
    "beside another workbook": ("[1]Data!A1*A2", "A2"),
    "a name": ("NOSUCH(Input)", "A1"),
    "a name of a name": ("NOSUCH(Named)", "A1"),
    "a name with another workbook": ("Linked+1", "A1"),
    "a name that is seen from the cell": ("NOSUCH(Left)", "C9"),
    "names that stand for each other": ("Round", "A1"),
    "a formula that breaks off": ("SUM(A1,", "A1"),
    "an argument too few": ("VLOOKUP(A1)", "A1"),
    "a cell with its sheet": ("NOSUCH(A1,A2,Figures!A3)", "A3"),
    "a criterion": ("NOSUCH(SUMIF(A2:A3,A1,B2:B3))", "B3"),
    "a criterion of another workbook": ("SUMIF([1]Data!A:A,A1,[1]Data!C:C)", "A1"),
    "a criterion of sums beside it": ("NOSUCH(SUMIF(A2:A3,A1))", "A3"),
}
NAMES = "".join(
    f'<definedName name="{name}">{text}</definedName>'
    for name, text in {
        "Input": "Figures!$A$1", "Named": "Input*2", "Linked": "[1]Data!$A$1*Figures!$A$1", "Left": "Figures!XFD1",
        "Round": "NOSUCH(Turn,Figures!$A$1)", "Turn": "Round+1",
        "Lost": "NOSUCH(Figures!$A$1)",
    }.items()
)  # fmt: skip


@pytest.mark.parametrize("case", READS)
def test_it_is_known_what_it_reads(case: str) -> None:
    formula, read = READS[case]
    data = file({"A1": 1, "A2": 2, "A3": 3, "H5": 9, "D9": (formula, 5)}, NAMES)
    assert told(plan(data))["D9"].startswith("kept as saved: ")
    assert plan(data, H5=10)["Figures!D9"] == 5
    assert not told(plan(data, **{read: 77.0}))["D9"].startswith("kept")
    assert "D9" not in values(plan(data, **{read: 77.0}))


@pytest.mark.parametrize(
    "formula",
    [
        "NOSUCH(NOW())", "NOSUCH(RAND())", 'NOSUCH(INDIRECT("A1"))', "NOSUCH(OFFSET(A1,1,0))",
        "NOSUCH(_xlfn.RANDARRAY(2))", "NOSUCH(A1)§",
        "NOSUCH(INDEX(A1:A3,1):A3)", "NOSUCH(Moving)", 'NOSUCH(SUMIF(A1:A3,"&gt;1",H1))', "[0]!Input+NOSUCH()",
        "NOSUCH(A1,_xleta.RANDBETWEEN)", 'CELL("prefix",A1)', 'CELL("contents")',
    ],
)  # fmt: skip
def test_where_it_is_not_known_what_it_reads_or_it_changes_by_itself_it_has_no_value(formula: str) -> None:
    moving = '<definedName name="Moving">OFFSET(Figures!$A$1,1,0)</definedName>'
    made = plan(file({"A1": 1, "A2": 2, "A3": 3, "B9": (formula, 5), "C9": ("B9+1", 6)}, NAMES + moving))
    assert set(told(made)) == {"B9", "C9"}
    assert not values(made)


@pytest.mark.parametrize("formula", [
    'CELL("filename",A1)', 'CELL("filename")', 'CELL( "Format", A1)', 'CELL("width",$A$1)', 'CELL("color",A1:A2)',
    'CELL("protect",OFFSET(A1,1,0))', 'CELL("parentheses",A1)', 'INFO("directory")', 'INFO("system")',
    'MID(CELL("filename",A1),FIND("]",CELL("filename",A1))+1,31)', 'CELL("filename",B9)', 'CELL("format",A1)&amp;A2',
])  # fmt: skip
def test_what_is_about_the_file_or_the_machine_stays_whatever_cells_change(formula: str) -> None:
    """CELL("filename") and its like are of the file, its formats and the machine, and no value changes them."""
    made = plan(file({"A1": 1, "A2": 2, "B9": (formula, "then"), "C9": ("B9&amp;A1", "then1")}), A1=7.0)
    assert (made["Figures!B9"], made["Figures!C9"]) == ("then", "then7")
    assert told(made)["B9"].startswith("kept as saved: unsupported function: ")
    assert told(made)["C9"] == "uses a kept value: Figures!B9"


def test_what_else_such_a_formula_reads_is_looked_at() -> None:
    contents: dict[str, Content] = {"A1": 1, "A2": 2, "B9": ('CELL("format",A1)&amp;A2', "G2")}
    assert plan(file(contents), A1=5.0)["Figures!B9"] == "G2"
    assert not values(plan(file(contents), A2=5.0))


@pytest.mark.parametrize("formula", [
    "IF(A1>100,NOSUCH(1),7)", "IF(A1<=100,7,1+NOSUCH(A2))", "CHOOSE(2,NOSUCH(1),7)", "IFERROR(7,NOSUCH(1))",
    "_xlfn.IFS(A1>100,NOSUCH(1),TRUE,7)", "_xlfn.SWITCH(A1,100,NOSUCH(1),7)", "IF(A1>100,Lost,7)",
    "IF(A1>100,_xlfn.MAP(A1:A2,_xleta.NOSUCH),7)",
])  # fmt: skip
def test_a_function_that_nobody_has_matters_only_where_it_is_called(formula: str) -> None:
    made = plan(file({"A1": 1, "A2": 2, "B9": (formula.replace(">", "&gt;").replace("<", "&lt;"), 5)}, NAMES))
    assert not told(made)
    assert made["Figures!B9"] == 7


def test_a_function_that_nobody_has_is_a_finding_where_it_is_called() -> None:
    contents: dict[str, Content] = {
        "A1": 1, "B1": ("IF(A1&gt;100,NOSUCH(1),7)", 7), "B2": ("IFERROR(NOSUCH(1),7)", 3), "B3": ("B1+1", 8),
        "B4": ("ISERROR(NOSUCH(A1))", 1), "B5": ("IF(A1&lt;100,NOSUCH(1),7)", 9),
    }  # fmt: skip
    assert plan(file(contents)).kept == {"Figures!B2", "Figures!B4", "Figures!B5"}
    changed = plan(file(contents), A1=101.0)
    assert told(changed) == {
        "B1": "unsupported function: NOSUCH", "B2": "kept as saved: unsupported function: NOSUCH",
        "B3": "depends on: Figures!B1, which has no value", "B4": "unsupported function: NOSUCH",
    }  # fmt: skip
    assert (changed["Figures!B2"], changed["Figures!B5"]) == (3, 7)


def test_the_clock_changes_what_reads_it_and_a_day_of_the_same_date_does_not() -> None:
    """30 April 2017 is 42855 (Excel)."""
    contents: dict[str, Content] = {
        "A1": ("TODAY()", 42855), "A2": ("NOW()", 42855.25), "A3": ("RAND()", 0.5),
        "B1": ("NOSUCH(A1)", 1), "B2": ("NOSUCH(A2)", 2), "B3": ("NOSUCH(A3)", 3), "B4": ("NOSUCH(A1:A2)", 4),
    }  # fmt: skip
    assert plan(file(contents)).kept == {"Figures!B1"}


def test_a_formula_in_a_circle_keeps_nothing() -> None:
    contents: dict[str, Content] = {"A1": ("NOSUCH(B1)", 1), "B1": ("A1+1", 2), "A2": ("B2", 0), "B2": ("A2", 0)}
    made = plan(file(contents))
    assert set(told(made)) == {"A1", "B1", "A2", "B2"}
    assert not values(made)


def test_what_the_allowance_does_not_reach_has_no_value() -> None:
    made = load(read_package(file({"A1": ("SUM(B1:B9)", 5), "A2": ("A1+1", 6)}))).calculate(limit=1)
    assert {finding.kind for finding in made.findings} == {"not calculated"}
    assert not made.values()


def test_a_data_table_is_not_known_well_enough() -> None:
    """It asks for the unknown function's value at 5 and 6, which no file holds."""
    table = '<f t="dataTable" ref="B2:B3" dt2D="0" dtr="0" r1="A1"/>'
    cells = {"A1": 1, "A2": 5, "A3": 6, "B1": ("NOSUCH(A1)", 2), "B3": 4}
    made = plan(file(cells, B2=f'<c r="B2">{table}<v>2</v></c>'))
    assert values(made) == {"B1": 2}
    assert {finding.cell.rpartition("!")[2]: finding.kind for finding in made.findings} == {
        "B1": "kept as saved", "B2": "unsupported function",
    }  # fmt: skip


def test_it_reads_other_sheets_too() -> None:
    """Ten times 2 is 20."""
    inputs = SheetModel("In", {(1, 1): 2.0, (2, 1): Formula("A1*10")}, saved={(2, 1): 20.0})
    outputs = SheetModel("Out", {(1, 1): Formula("NOSUCH(In!A2)"), (1, 2): Formula("A1+1")}, saved={(1, 1): 7.0})
    made = load(WorkbookModel((inputs, outputs))).calculate()
    assert (made["Out!B1"], made.kept) == (8, {"Out!A1"})
    made.set("In!A1", 3)
    assert made.calculate().values() == {"In!A2": 30}


# Arrays


def dynamic(address: str, formula: str, area: str, value: float) -> str:
    return f'<c r="{address}" cm="1"><f t="array" ref="{area}">{formula}</f><v>{value}</v></c>'


SPILL: dict[str, Content] = {
    "A1": 3, "B2": 2, "B3": 3, "C1": ("NOSUCH(_xlfn.ANCHORARRAY(B1))", 6), "C2": ("NOSUCH(B3)", 3),
    "C3": ("NOSUCH(B4)", 0), "C4": ("NOSUCH(B1#)", 1), "C5": ("NOSUCH(B:B)", 1), "C6": ("NOSUCH(A1)", 1),
}  # fmt: skip


@pytest.mark.parametrize(
    ("size", "kept"),
    [(3, {"C1", "C2", "C3", "C4", "C5", "C6"}), (2, {"C3"}), (4, set())],
    ids=["as saved", "shorter", "longer"],
)
def test_a_spill_of_another_size_is_a_change_of_all_that_it_fills(size: int, kept: set[str]) -> None:
    data = file(SPILL, B1=dynamic("B1", "_xlfn.SEQUENCE(A1)", "B1:B3", 1))
    assert plan(data, A1=size).kept == {f"Figures!{address}" for address in kept}


def test_a_spill_that_comes_back_to_its_size_is_as_it_was_saved() -> None:
    made = plan(file(SPILL, B1=dynamic("B1", "_xlfn.SEQUENCE(A1)", "B1:B3", 1)), A1=5)
    made.set("Figures!A1", 3)
    assert len(made.calculate(NOON).kept) == 6


@pytest.mark.parametrize("cm", ["", ' cm="1"'], ids=["array", "dynamic"])
def test_an_array_keeps_all_its_values_or_none(cm: str) -> None:
    first = f'<c r="B1"{cm}><f t="array" ref="B1:B3">NOSUCH(A1:A3)</f><v>10</v></c>'
    contents: dict[str, Content] = {"A1": 1, "B2": 20, "B3": 30, "C1": ("SUM(B2:B3)", 50)}
    made = plan(file(contents, B1=first))
    assert values(made) == {"B1": 10, "B2": 20, "B3": 30, "C1": 50}
    assert made.kept == {"Figures!B1", "Figures!B2", "Figures!B3"}
    assert not values(plan(file(contents, B1=first), A2=7))
    del contents["B3"]
    assert not plan(file(contents, B1=first)).kept


# What is calculated with it


@pytest.mark.parametrize(
    "formula",
    [
        "C1", "SUM(C:C)", 'INDIRECT("C1")', "OFFSET(A1,0,2)", 'SUMIF(A1:A3,"&gt;0",B1:C1)', "Named",
        "SUM(INDEX(B1:B3,1):D1)", "COUNTIF(C1:C3,7.5)", "IF(A1,1,C1)", 'LET(x,INDIRECT("C"&amp;A1),x)',
        'SUMIF(A1:C1,"&gt;0",A1)',
    ],
)  # fmt: skip
def test_whatever_way_a_kept_value_is_read_it_is_told(formula: str) -> None:
    named = '<definedName name="Named">Figures!$C$1*2</definedName>'
    contents: dict[str, Content] = {"A1": 1, "B1": 2, "C1": ("NOSUCH(A1)", 7.5), "E9": (formula, 0)}
    assert told(plan(file(contents, named)))["E9"] == "uses a kept value: Figures!C1"


def test_what_reads_beside_it_is_no_finding() -> None:
    contents: dict[str, Content] = {
        "A1": 1, "C2": ("NOSUCH(A1)", 7.5), "D1": ("SUM(C1,C3)", 0), "D2": ('INDIRECT("A1")', 1), "D3": ("A1+1", 2),
        "D4": ("SUM(OFFSET(C1,2,0,5,1))", 0),
    }  # fmt: skip
    assert set(told(plan(file(contents)))) == {"C2"}


def test_a_thousand_links_and_their_sum() -> None:
    """1,000 × 2 are 2,000; with one of the factors set anew its own product is lost, and the sum with it."""
    links: dict[str, Content] = {f"B{row}": (f"[1]Data!A{row}*A{row}", 2) for row in range(1, 1001)}
    contents: dict[str, Content] = {f"A{row}": 1 for row in range(1, 1001)} | links | {"C1": ("SUM(B:B)", 2000)}
    made = plan(file(contents))
    assert (len(made.kept), made["Figures!C1"], len(made.findings)) == (1000, 2000, 1001)
    changed = plan(file(contents), A7=3)
    assert len(changed.kept) == 999
    assert set(told(changed)) - {address.removeprefix("Figures!") for address in changed.kept} == {"B7", "C1"}


# In the file, and on the command line


def part(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


ODD: Sequence[str] = (
    '<c r="C1" s="0" vm="0"><f ca="1">NOSUCH(A1)</f><v>7.50</v></c>',
    '<c r="D1" t="str"><f>[1]Data!A1</f><v xml:space="preserve"> x </v></c>',
    '<c r="E1" t="s"><f>NOSUCH()</f><v>0</v></c>',
    '<c r="F1" t="e"><f>NOSUCH()</f><v>#BUSY!</v></c>',
)


def test_what_is_kept_stays_in_the_file_byte_for_byte() -> None:
    data = file({"A1": 2, "B1": ("A1*10", 99), "G1": ("C1*2", 1)}, **{xml[6:8]: xml for xml in ODD})
    made = plan(data)
    done = part(stamp_of(data, made))
    assert [xml for xml in ODD if xml not in done] == []
    assert '<c r="B1"><f>A1*10</f><v>20</v></c>' in done
    assert '<c r="G1"><f>C1*2</f><v>15</v></c>' in done
    again = plan(stamp_of(data, made))
    assert (values(again), told(again)) == (values(made), told(made))


def stamp_of(data: bytes, made: Plan) -> bytes:
    return Stamper(data).stamp({**made.values(), **made.inputs}, made.spills, kept=made.kept)


def test_an_array_that_is_kept_stays_in_the_file_and_one_that_is_not_is_emptied() -> None:
    data = file({"A1": 1, "B2": 20}, B1=dynamic("B1", "NOSUCH(A1)", "B1:B2", 10))
    assert part(stamp_of(data, plan(data))) == part(data)
    assert re.findall(r"<v>(.*?)</v>", part(stamp_of(data, plan(data, A1=5)))) == ["5"]


def test_calc_names_twenty_and_counts_the_others(tmp_path: Path) -> None:
    contents: dict[str, Content] = {f"A{row}": (f"NOSUCH({row})", row) for row in range(1, 31)}
    contents |= {f"B{row}": (f"A{row}+1", row + 1) for row in range(1, 26)}
    (tmp_path / "in.xlsx").write_bytes(file(contents))
    ran = cspxl("calc", tmp_path / "in.xlsx", "-o", tmp_path / "out.xlsx", "--json")
    assert ran.code == 1
    assert (ran.data["Figures!A30"], ran.data["Figures!B25"]) == (30, 26)
    lines = [line.removeprefix("cspxl: ") for line in ran.err.splitlines()]
    assert len(lines) == 42
    assert lines[0] == "Figures!A1: kept as saved: unsupported function: NOSUCH"
    assert lines[1] == "Figures!B1: uses a kept value: Figures!A1"
    assert lines[-2:] == [
        "10 more: kept as saved, from Figures!A21 on", "5 more: uses a kept value, from Figures!B21 on",
    ]  # fmt: skip
    shown = openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True)["Figures"]
    assert (shown["A30"].value, shown["B25"].value) == (30, 26)
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").calculation.fullCalcOnLoad


def test_calc_takes_the_values_out_where_what_they_rest_on_is_set(tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(file(CHAIN))
    ran = cspxl("calc", tmp_path / "in.xlsx", "-o", tmp_path / "out.xlsx", "--json", "--set", "Figures!A1=3")
    assert ran.code == 1
    assert (ran.data["Figures!C1"], ran.data["Figures!D1"], ran.data["Figures!B1"]) == (None, None, 30)
    shown = openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True)["Figures"]
    assert [shown[address].value for address in ("C1", "D1", "E1", "F1")] == [None, None, None, 10]


def test_a_plan_gives_a_kept_value_and_says_why_there_is_none() -> None:
    assert plan(file(CHAIN))["Figures!C1"] == 7.5
    with pytest.raises(InputError, match=r"C1 has no value: .*NOSUCH"):
        plan(file(CHAIN), A1=3)["Figures!C1"]
