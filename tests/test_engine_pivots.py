"""GETPIVOTDATA: figures of a pivot table, whose cells, items and sums were written by hand."""

from __future__ import annotations

import pytest
from small_workbook import MAIN, REL, package, sheet

from cspxl.engine import Plan, load
from cspxl.values import Cell, CellError
from cspxl.workbook.package import read_package

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
# Offences by area and category, a column each year; no robbery in Barnet in 2017.
CELLS = {
    "A3": "Offences recorded", "B3": "Year", "A4": "Area", "B4": 2016, "C4": 2017, "D4": "Grand Total",
    "A5": "Barnet", "B5": 120, "C5": 90, "D5": 210,
    "A6": "Burglary", "B6": 100, "C6": 90, "D6": 190,
    "A7": "Robbery", "B7": 20, "D7": 20,
    "A8": "Brent", "B8": 70, "C8": 80, "D8": 150,
    "A9": "Burglary", "B9": 70, "C9": 80, "D9": 150,
    "A10": "Grand Total", "B10": 190, "C10": 170, "D10": 360,
}  # fmt: skip
MEMORY = (
    f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource type="worksheet"/><cacheFields count="4">'
    '<cacheField name="Area"><sharedItems><s v="Brent"/><s v="Barnet"/></sharedItems></cacheField>'
    '<cacheField name="Category"><sharedItems><s v="Burglary"/><s v="Robbery"/></sharedItems></cacheField>'
    '<cacheField name="Year"><sharedItems><n v="2017"/><n v="2016"/></sharedItems></cacheField>'
    '<cacheField name="Offences"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>'
)
TOTAL = '<item t="default"/>'
AREA = f'<pivotField axis="axisRow"><items><item x="1"/><item x="0"/>{TOTAL}</items></pivotField>'
CATEGORY = f'<pivotField axis="axisRow"><items><item x="0"/><item x="1"/>{TOTAL}</items></pivotField>'
YEAR = f'<pivotField axis="axisCol"><items><item x="1"/><item x="0"/>{TOTAL}</items></pivotField>'
ROWS = (
    '<rowFields><field x="0"/><field x="1"/></rowFields><rowItems><i><x/></i><i r="1"><x/></i><i r="1"><x v="1"/></i>'
    '<i><x v="1"/></i><i r="1"><x/></i><i t="grand"><x/></i></rowItems>'
)
COLUMNS = '<colFields><field x="2"/></colFields><colItems><i><x/></i><i><x v="1"/></i><i t="grand"><x/></i></colItems>'
FIGURES = '<dataFields><dataField name="Offences recorded" fld="3"/></dataFields>'
DEFINITION = (
    f'<pivotTableDefinition xmlns="{MAIN}" name="PivotTable1" cacheId="1">'
    '<location ref="A3:D10" firstHeaderRow="1" firstDataRow="2" firstDataCol="1"/>'
    f'<pivotFields>{AREA}{CATEGORY}{YEAR}<pivotField dataField="1"/></pivotFields>{ROWS}{COLUMNS}{FIGURES}'
    "</pivotTableDefinition>"
)


def plan(formula: str, *, definition: str = DEFINITION, memory: str = MEMORY, cells: dict[str, object] = CELLS) -> Plan:
    """A workbook with the pivot table, and the formula in F1."""
    rows: dict[int, str] = {1: f'<c r="F1"><f>{formula.replace("&", "&amp;")}</f></c>'}
    for address, value in cells.items():
        number = int(address[1:])
        held = f"<v>{value}</v>" if isinstance(value, int | float) else f"<is><t>{value}</t></is>"
        kind = "" if isinstance(value, int | float) else ' t="inlineStr"'
        rows[number] = rows.get(number, "") + f'<c r="{address}"{kind}>{held}</c>'

    def related(kind: str, target: str) -> str:
        return (
            f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{REL}/{kind}" Target="{target}"/>'
            "</Relationships>"
        )

    return load(read_package(package({
        "xl/worksheets/sheet1.xml": sheet("".join(f'<row r="{n}">{text}</row>' for n, text in sorted(rows.items()))),
        "xl/worksheets/_rels/sheet1.xml.rels": related("pivotTable", "../pivotTables/pivotTable1.xml"),
        "xl/pivotTables/pivotTable1.xml": definition,
        "xl/pivotTables/_rels/pivotTable1.xml.rels":
            related("pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml"),
        "xl/pivotCache/pivotCacheDefinition1.xml": memory,
    }))).calculate()  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('"Offences recorded",$A$3', 360),
        ('"Offences",$A$3', 360),
        ('"offences recorded",$D$10', 360),
        ('"Offences recorded",$A$3,"Area","Barnet"', 210),
        ('"Offences recorded",$A$3,"Area","barnet","Category","Burglary"', 190),
        ('"Offences recorded",$A$3,"Category","Robbery","Area","Barnet","Year",2016', 20),
        ('"Offences recorded",$A$3,"Year",2017', 170),
        ('"Offences recorded",$A$3,"Year","2017"', 170),
        ('"Offences recorded",$A$3,"Year",C4,"Area",A8', 80),
        ('"Offences recorded",$A$3,"Area","Barnet","Category","Robbery","Year",2017', 0),  # an empty cell
        ('"Offences recorded",$A$3,"Area","Brent","Category","Robbery"', CellError.REF),  # not shown
        ('"Offences recorded",$A$3,"Category","Burglary"', CellError.REF),  # no row has it alone
        ('"Offences recorded",$A$3,"Area","Camden"', CellError.REF),
        ('"Offences recorded",$A$3,"Ward","Hale"', CellError.REF),
        ('"Offences recorded",$A$3,"Area"', CellError.REF),
        ('"Victims",$A$3', CellError.REF),
        ('"Offences recorded",$A$12', CellError.REF),  # no pivot table there
        ('"Offences recorded",$A$3,"Area",NA()', CellError.NA),
    ],
    ids=str,
)
def test_a_figure_is_found_by_its_items(arguments: str, expected: Cell) -> None:
    made = plan(f"GETPIVOTDATA({arguments})")
    assert made["Figures!F1"] == expected
    assert not made.findings


def test_two_figures_side_by_side() -> None:
    """Offences and their mean: the field "Values" stands among the columns; the caption tells which is meant."""
    columns = (
        '<colFields><field x="2"/><field x="-2"/></colFields><colItems><i><x/><x/></i><i r="1" i="1"><x v="1"/></i>'
        '<i t="grand"><x/></i><i t="grand" i="1"><x/></i></colItems>'
    )
    figures = '<dataFields><dataField name="Sum" fld="3"/><dataField name="Mean" fld="3"/></dataFields>'
    definition = DEFINITION.replace(COLUMNS, columns).replace(FIGURES, figures)
    cells = {**CELLS, "C5": 60, "D5": 120, "E5": 60}  # Barnet: 120 in 2016, 60 for each category
    for name, year, expected in (("Sum", ',"Year",2016', 120), ("Mean", ',"Year",2016', 60), ("Mean", "", 60)):
        made = plan(f'GETPIVOTDATA("{name}",A3,"Area","Barnet"{year})', definition=definition, cells=cells)
        assert made["Figures!F1"] == expected
    made = plan('GETPIVOTDATA("Offences",A3)', definition=definition, cells=cells)
    assert made["Figures!F1"] is CellError.REF  # two figures are of this field


def test_months_and_quarters_are_known_by_number_too() -> None:
    """As Excel writes them where it makes the formula itself: "Quarter",4."""
    names = "".join(f'<s v="{name}"/>' for name in ("&lt;01/04/2016", "Qtr1", "Qtr2", "Qtr3", "Qtr4"))
    group = f'<fieldGroup><rangePr groupBy="quarters"/><groupItems>{names}</groupItems></fieldGroup>'
    memory = MEMORY.replace('<sharedItems><n v="2017"/><n v="2016"/></sharedItems>', group).replace("Year", "Quarter")
    definition = DEFINITION.replace(YEAR, YEAR.replace('x="1"', 'x="3"').replace('x="0"', 'x="4"'))
    for item, expected in (("4", 170), ('"Qtr4"', 170), ("3", 190), ("2", CellError.REF)):
        made = plan(f'GETPIVOTDATA("Offences",A3,"Quarter",{item})', definition=definition, memory=memory)
        assert made["Figures!F1"] == expected


def test_a_filter_above_the_table() -> None:
    """The table shows one category only: its figures are of that one, and of no other."""
    rows = '<rowFields><field x="0"/></rowFields><rowItems><i><x/></i><i><x v="1"/></i><i t="grand"><x/></i></rowItems>'
    filtered = '<pageFields><pageField fld="1" item="0"/></pageFields>'
    definition = DEFINITION.replace(CATEGORY, CATEGORY.replace("axisRow", "axisPage"))
    definition = definition.replace(ROWS, rows).replace(FIGURES, filtered + FIGURES)
    cells: dict[str, object] = {"A3": "Offences recorded", "D5": 190, "D6": 150, "D7": 340}
    for category, expected in (("Burglary", 190), ("Robbery", CellError.REF)):
        formula = f'GETPIVOTDATA("Offences",A3,"Area","Barnet","Category","{category}")'
        assert plan(formula, definition=definition, cells=cells)["Figures!F1"] == expected


@pytest.mark.parametrize(
    ("formula", "definition", "memory", "told"),
    [
        ('GETPIVOTDATA(A3,"Barnet Burglary")', DEFINITION, MEMORY, "before 2002"),
        ('GETPIVOTDATA("Offences",A3)', DEFINITION, MEMORY.replace('"worksheet"', '"external"'), "over a cube"),
        ('GETPIVOTDATA("Offences",A3)', DEFINITION.replace('<x v="1"/>', '<x v="9"/>'), MEMORY, "not read here"),
    ],
    ids=["old spelling", "cube", "damaged"],
)
def test_what_is_not_read_is_a_finding(formula: str, definition: str, memory: str, told: str) -> None:
    made = plan(formula, definition=definition, memory=memory)
    (finding,) = made.findings
    assert told in finding.detail


def test_a_workbook_with_a_pivot_table_that_is_damaged_is_read() -> None:
    assert plan("SUM(B5,B8)", definition=DEFINITION.replace("A3:D10", "here"))["Figures!F1"] == 190
