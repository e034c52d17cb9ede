"""Small workbooks: a sound plan of a partnership, and faults to put into it, by the rule that is to find each.

A fault changes the workbook before it is calculated and saved; a stale value is what it returns, put in afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from openpyxl import Workbook
from openpyxl.chart import LineChart, Reference
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.external_link import ExternalLink
from openpyxl.workbook.external_link.external import ExternalBook, ExternalSheetNames
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableColumn

from cspxl.engine import load
from cspxl.workbook.package import read_package
from cspxl.workbook.stamp import stamp

THEMES = ["Burglary", "Robbery", "Violence", "Knife crime", "Anti-social behaviour", "Hate crime", "Fraud", "Fire"]
Cells: TypeAlias = Mapping[str, Any]
Fault: TypeAlias = Callable[[Workbook], Cells | None]


def sound(seed: int = 0, rows: int = 8) -> Workbook:
    """A workbook in which nothing is wrong, though much looks like what is: bands, codes, NA(), subtotals, years."""
    random = Random(seed)
    book = Workbook()
    _plan(book.active, random, rows)
    _months(book.create_sheet("Months"), random)
    _inputs(book.create_sheet("Inputs"))
    _summary(book.create_sheet("Summary"))
    return book


def _plan(sheet: Any, random: Random, rows: int) -> None:
    """Quarters by theme with sums both ways, shares and changes; years stand above the figures, totals below."""
    sheet.title = "Plan"
    sheet["A1"] = "Offences by theme"
    for row in (["", 2013, 2014, 2015, 2016], ["Theme", "Q1", "Q2", "Q3", "Q4", "Year", "Share", "Change"]):
        sheet.append(row)
    last = 3 + rows
    for at in range(4, last + 1):
        quarters = [random.randint(40, 900) for _ in range(4)]
        year = [f"=SUM(B{at}:E{at})", f"=F{at}/F${last + 1}", f"=(E{at}-B{at})/B{at}"]
        sheet.append([THEMES[(at - 4) % len(THEMES)], *quarters, *year])
    total = last + 1
    sums = [f"=SUM({letter}4:{letter}{last})" for letter in "BCDEFG"]
    sheet.append(["Total", *sums, f"=(E{total}-B{total})/B{total}"])


def _months(sheet: Any, random: Random) -> None:
    """Months with their sum so far, a rate, a rolling sum; each reads the row above or a fixed cell."""
    sheet.append(["Month", "Offences", "So far", "Per 1,000", "Three months", "RAG"])
    for at in range(2, 14):
        rolling = f"=SUM(B{at - 2}:B{at})" if at > 3 else None
        so_far = f"=C{at - 1}+B{at}" if at > 2 else "=B2"
        rate, rag = f"=B{at}/Inputs!$B$2*1000", f'=IF(B{at}>Inputs!$B$3,"Red","Green")'
        sheet.append([f"Month {at - 1}", random.randint(60, 140), so_far, rate, rolling, rag])


def _inputs(sheet: Any) -> None:
    """Figures that formulas refer to; bands in order, areas and ranks in none; codes among numbers."""
    for at, row in enumerate([["Population", 210_000], ["Most in a month", 120], ["Rate", 0.2]], 2):
        sheet.cell(at, 1, row[0])
        sheet.cell(at, 2, row[1])
    tables = {
        "D": ["From", 0, 100, 200, 400], "E": ["Band", "Low", "Medium", "High", "Very high"],
        "G": ["Area", "Harrow", "Barnet", "Sutton", "Brent", "Ealing"], "H": ["Rank", 4, 2, 5, 1, 3],
        "J": ["Code", 101, "007", 103, "0123456", 105],
    }  # fmt: skip
    for letter, cells in tables.items():
        for at, value in enumerate(cells, 1):
            sheet[f"{letter}{at}"] = value


def _summary(sheet: Any) -> None:
    """Formulas that read the other sheets."""
    formulas = {
        "Year": "=SUM(Months!B2:B13)", "Average": "=AVERAGE(Months!B2:B13)", "Band": "=VLOOKUP(B2,Inputs!D2:E5,2)",
        "Rank": '=VLOOKUP("Barnet",Inputs!G2:H6,2,FALSE)', "Place": '=MATCH("Brent",Inputs!G2:G6,0)',
        "Not yet": "=IF(B1>0,NA(),B1)", "Rounded": "=ROUND(B1/12,1)", "Days": "=B1*100/365",
        "As number": "=--(B1>0)", "Less": "=-B2+B1", "Percent of a day": "=B1/24/60", "Today": "=TODAY()-TODAY()",
        "Last": "=MATCH(9.99E+307,Inputs!H:H)", "Tax": "=B1*Inputs!B4",
    }  # fmt: skip
    for label, formula in formulas.items():
        sheet.append([label, formula])


def save(book: Workbook, path: Path, stale: Cells | None = None) -> Path:
    """Write the workbook with the values that its formulas give, but for those that are stale."""
    book.save(path)
    values = {**load(read_package(path)).calculate().values(), **(stale or {})}
    path.write_bytes(stamp(path, values))
    return path


# Faults


def put(cells: Cells, sheet: str = "Plan") -> Fault:
    """Cells that are typed over."""

    def fault(book: Workbook) -> None:
        for address, value in cells.items():
            book[sheet][address] = value

    return fault


def both(*faults: Fault) -> Fault:
    """Several changes that are one fault."""

    def fault(book: Workbook) -> Cells:
        return {address: value for one in faults for address, value in (one(book) or {}).items()}

    return fault


def old(address: str, value: Any) -> Fault:
    """A cell that keeps a value which its formula no longer gives."""
    return lambda _book: {address: value}


def _row_below(book: Workbook) -> None:
    """A theme between the last one and the totals, which still add up the others."""
    sheet = book["Plan"]
    for at in range(4, 13):
        sheet[f"G{at}"] = f"=F{at}/F$13"
    for letter in "BCDEF":
        sheet[f"{letter}13"] = f"=SUM({letter}4:{letter}11)"
    for column, value in enumerate(["Arson", 70, 50, 60, 90, "=SUM(B12:E12)", "=F12/F$13", "=(E12-B12)/B12"], 1):
        sheet.cell(12, column, value)


def _hide(name: str, state: str) -> Fault:
    def fault(book: Workbook) -> None:
        book[name].sheet_state = state

    return fault


def _link(formula: str, address: str = "B20", file: str = "budget.xlsx") -> Fault:
    def fault(book: Workbook) -> None:
        sheets = ExternalSheetNames(sheetName=["Data"])
        link = ExternalLink(externalBook=ExternalBook(sheetNames=sheets, id="rId1"))
        link.file_link = Relationship(type="externalLinkPath", Target=file, TargetMode="External", Id="rId1")
        book._external_links.append(link)
        book["Summary"][address] = formula

    return fault


def _table(name: str, area: str, *headings: str) -> Fault:
    def fault(book: Workbook) -> None:
        table = Table(displayName=name, ref=area, id=1)
        table.tableColumns = [TableColumn(id=at, name=heading) for at, heading in enumerate(headings, 1)]
        book["Inputs"].add_table(table)

    return fault


def _named(name: str) -> Fault:
    def fault(book: Workbook) -> None:
        book.defined_names[name] = DefinedName(name, attr_text="Inputs!$B$2")

    return fault


def _long_list(book: Workbook) -> None:
    choice = DataValidation(type="list", formula1=f'"{",".join(THEMES * 5)}"')
    choice.add("B3")
    book["Inputs"].add_data_validation(choice)


def _lambda(*texts: str) -> Fault:
    """Names that hold these, the first of them TWICE."""

    def fault(book: Workbook) -> None:
        for name, text in zip(("TWICE", "FOUR_TIMES"), texts, strict=False):
            book.defined_names[name] = DefinedName(name, attr_text=text)

    return fault


FAULTS: Mapping[str, Mapping[str, Fault]] = {
    "error-cell": {
        "division by nothing": put({"B20": "=B1/B19"}, "Summary"),
        "a reference that is gone": put({"B20": "=SUM(#REF!)"}, "Summary"),
        "a key that is not there": put({"B20": '=VLOOKUP("Camden",Inputs!G2:H6,2,FALSE)'}, "Summary"),
        "a name that is not there": put({"B20": "=B1*poplation"}, "Summary"),
        "text in arithmetic": put({"B20": "=A1+B2"}, "Summary"),
        "pasted as a value": put({"B20": "#DIV/0!"}, "Summary"),
    },
    "stale-value": {
        "a sum": old("Plan!F12", 1.0),
        "a sum of another sheet": old("Summary!B1", 10.0),
        "a rate, by a thousandth": old("Months!D5", 0.001),
        "a word": old("Months!F5", "Amber"),
        "an error that is mended": lambda _book: {"Plan!H6": "#DIV/0!"},
        "a date's worth": old("Summary!B8", 42_000.0),
    },
    "number-as-text": {
        "among a theme's quarters": put({"C6": "512"}),
        "with a comma": put({"D7": "1,204"}),
        "with a pound": put({"B9": "£300"}),
        "at the top of what is added": put({"B4": "88"}),
        "at the end of it": put({"C11": " 90 "}),
        "a month": put({"B7": "101"}, "Months"),
    },
    "broken-pattern": {
        "a sum typed over": put({"F7": 1500}),
        "a share typed over": put({"G8": 0.125}),
        "a change of other cells": put({"H6": "=(E6-C6)/B6"}),
        "a share of a row's own total": put({"G6": "=F6/F6"}),
        "a total of fewer rows": put({"D12": "=SUM(D4:D11)-D11"}),
        "a sum so far that starts anew": put({"C8": "=B8+B7"}, "Months"),
        "a rate of another base": put({"D6": "=B6/Inputs!$B$3*1000"}, "Months"),
        "a RAG held against another cell": put({"F6": '=IF(B6>Inputs!$B$4,"Red","Green")'}, "Months"),
    },
    "constant-in-formula": {
        "a rate": put({"B20": "=B1*1.2"}, "Summary"),
        "an amount": put({"B20": "=B1+300"}, "Summary"),
        "a percentage": put({"B20": "=B1*(1+17.5%)"}, "Summary"),
        "inside of ROUND": put({"B20": "=ROUND(B1*0.83,0)"}, "Summary"),
        "inside of IF": put({"B20": "=IF(B1>0,B1-4500,0)"}, "Summary"),
        "a divisor": put({"B20": "=B1/210"}, "Summary"),
    },
    "total-leaves-row-out": {
        "a row added below": _row_below,
        "two rows added below": put({"A20": "x", "B20": 5, "B21": 7, "B22": 9, "B23": 4, "B24": 6,
                                     "B25": "=SUM(B20:B22)"}, "Inputs"),
        "the first row": put({"B20": 5, "B21": 7, "B22": 9, "B23": 4, "B24": 6, "B25": "=SUM(B21:B24)"}, "Inputs"),
        "an average": put({"B20": 5, "B21": 7, "B22": 9, "B23": 4, "B24": 6, "B25": "=AVERAGE(B20:B23)"}, "Inputs"),
        "a column added": put({"B30": 5, "C30": 7, "D30": 9, "E30": 40, "F30": "=SUM(B30:D30)"}, "Inputs"),
        "below a gap of rows": put({"C20": 1.5, "C21": 2.5, "C22": 8.5, "C23": 4.5, "C24": "=MAX(C20:C22)"}, "Inputs"),
    },
    "range-stops-short": {
        "a sum of the months": put({"B1": "=SUM(Months!B2:B12)", "B2": "=B1/11"}, "Summary"),
        "an average of them": put({"B1": "=B2*12", "B2": "=AVERAGE(Months!B2:B12)"}, "Summary"),
        "the largest": put({"B1": 1, "B2": "=MAX(Months!B2:B10)"}, "Summary"),
        "the first left out": put({"B1": 1, "B2": "=SUM(Months!B3:B13)"}, "Summary"),
        "a count": put({"B1": 1, "B2": "=COUNT(Months!B2:B12)"}, "Summary"),
    },
    "approximate-lookup": {
        "VLOOKUP without its last argument": put({"B4": '=VLOOKUP("Harrow",Inputs!G2:H6,2)'}, "Summary"),
        "VLOOKUP with TRUE": put({"B4": '=VLOOKUP("Sutton",Inputs!G2:H6,2,TRUE)'}, "Summary"),
        "MATCH without its last argument": put({"B5": '=MATCH("Sutton",Inputs!G2:G6)'}, "Summary"),
        "MATCH with 1": put({"B5": "=MATCH(5,Inputs!H2:H6,1)"}, "Summary"),
        "whole columns": put({"B4": '=VLOOKUP("Sutton",Inputs!G:H,2)'}, "Summary"),
        "bands out of order": put({"D3": 200, "D4": 100}, "Inputs"),
        "HLOOKUP": put({"B4": '=HLOOKUP("Year",Plan!A3:H4,2)'}, "Summary"),
    },
    "double-operator": {
        "plus minus": put({"B20": "=B1+-B2"}, "Summary"),
        "minus minus": put({"B20": "=B1--B2"}, "Summary"),
        "plus plus": put({"B20": "=B1++B2"}, "Summary"),
        "minus plus, with spaces": put({"B20": "=B1 - + B2"}, "Summary"),
        "behind a bracket": put({"B20": "=(B1+B2)--B1"}, "Summary"),
        "inside of SUM": put({"B20": "=SUM(B1--B2)"}, "Summary"),
    },
    "hidden-sheet": {
        "inputs": _hide("Inputs", "hidden"),
        "inputs, very hidden": _hide("Inputs", "veryHidden"),
        "months": _hide("Months", "hidden"),
        "months, very hidden": _hide("Months", "veryHidden"),
        "a sheet that a total reads": both(_hide("Plan", "hidden"), put({"B20": "=Plan!F12"}, "Summary")),
    },
    "external-link": {
        "a cell": _link("=[1]Data!A1"),
        "a sum": _link("=SUM([1]Data!A1:A9)"),
        "a look-up": _link("=VLOOKUP(B4,[1]Data!A1:B9,2,FALSE)"),
        "on a drive": _link("=[1]Data!A1", file="file:///H:/finance/budget.xlsx"),
        "within IF": _link("=IF(B1>0,[1]Data!A1,0)"),
    },
    "circular": {
        "its own cell": put({"B20": "=B20+1"}, "Summary"),
        "a total that counts itself": put({"B20": "=SUM(B18:B20)"}, "Summary"),
        "two cells": put({"B20": "=B21*2", "B21": "=B20/2"}, "Summary"),
        "three cells": put({"B20": "=B21", "B21": "=B22", "B22": "=B20"}, "Summary"),
        "through another sheet": both(put({"J1": "=Summary!B20"}), put({"B20": "=Plan!J1"}, "Summary")),
    },
    "excel-repairs": {
        "a heading that is a number": _table("ranks", "H2:H6", "4"),
        "a heading that is not its column's": _table("ranks", "G1:H6", "Area", "Position"),
        "a name like a cell": _named("AB12"),
        "a name with a space": _named("my name"),
        "a list that is too long": _long_list,
    },
    "sentence": {  # 62 of 520 is 11.9%, 23 of 226 is 10.2%; the 28th of 32 is the 5th from the other end
        "a change": put({"B20": "Robbery fell from 520 to 458 offences, a reduction of 15%."}, "Summary"),
        "a share": put({"B20": "23 of 226 referrals (12%) were repeats."}, "Summary"),
        "a rank": put({"B20": "28 of 32 (6th highest)"}, "Summary"),
        "a direction": put({"B20": "Robbery rose from 520 to 458."}, "Summary"),
        "written by a formula": put({"B20": '="Robbery: 458, down "&TEXT(0.15,"0.0%")&" (-62)"'}, "Summary"),
    },
    "lambda-name": {
        "no prefix before LAMBDA": _lambda("LAMBDA(_xlpm.x,_xlpm.x*2)"),
        "no prefix before a parameter": _lambda("_xlfn.LAMBDA(x,x*2)"),
        "no prefix where a parameter is used": _lambda("_xlfn.LAMBDA(_xlpm.x,x*2)"),
        "an optional parameter in brackets": _lambda("_xlfn.LAMBDA(_xlpm.x,[_xlpm.y],_xlpm.x)"),
        "the prefix of an optional parameter where it is used": _lambda("_xlfn.LAMBDA(_xlop.x,_xlop.x*2)"),
        "a parameter that is declared nowhere": _lambda("_xlfn.LAMBDA(_xlpm.x,_xlpm.x*_xlpm.w)"),
        "one that must be given after one that need not": _lambda("_xlfn.LAMBDA(_xlop.x,_xlpm.y,_xlpm.y)"),
        "a parameter twice": _lambda("_xlfn.LAMBDA(_xlpm.x,_xlpm.x,_xlpm.x)"),
        "nothing to work out": _lambda("_xlfn.LAMBDA()"),
        "no prefix before a newer function": _lambda("_xlfn.LAMBDA(_xlpm.x,XMATCH(1,_xlpm.x))"),
        "half a prefix": _lambda("_xlfn.LAMBDA(_xlpm.x,_xlfn.FILTER(_xlpm.x,_xlpm.x>0))"),
        "a prefix before an old function": _lambda("_xlfn.LAMBDA(_xlpm.x,_xlfn.ROWS(_xlpm.x))"),
        "a function that nobody knows": _lambda("_xlfn.LAMBDA(_xlpm.x,ROWZ(_xlpm.x))"),
        "too few arguments": _lambda("_xlfn.LAMBDA(_xlpm.x,_xlpm.y,_xlpm.x)", "_xlfn.LAMBDA(_xlpm.x,TWICE(_xlpm.x))"),
        "too many": _lambda("_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2)", "_xlfn.LAMBDA(_xlpm.x,TWICE(_xlpm.x,2))"),
        "a formula that is too long": _lambda(f"_xlfn.LAMBDA(_xlpm.x,_xlpm.x{'+1' * 4100})"),
        "a text that is too long": _lambda(f'_xlfn.LAMBDA(_xlpm.x,_xlpm.x&"{"a" * 256}")'),
        "a bracket that is not closed": _lambda("_xlfn.LAMBDA(_xlpm.x,(_xlpm.x*2)"),
    },
}  # fmt: skip


# What looks like a fault


def _iterating(book: Workbook) -> None:
    book.calculation.iterate = True
    put({"B20": "=B20/2+1"}, "Summary")(book)


def _drawn(book: Workbook) -> None:
    """A chart leaves out what is #N/A."""
    put({"J2": '=VLOOKUP("Camden",Inputs!G2:H6,2,FALSE)', "J3": 5}, "Months")(book)
    chart = LineChart()
    chart.add_data(Reference(book["Months"], min_col=10, min_row=2, max_row=3))
    book["Months"].add_chart(chart, "L2")


def _notes(book: Workbook) -> None:
    book.create_sheet("Notes").sheet_state = "hidden"


def _headless(book: Workbook) -> None:
    """A table without a header row has figures where others have headings."""
    table = Table(displayName="figures", ref="B2:B4", id=1, headerRowCount=0)
    table.tableColumns = [TableColumn(id=1, name="Column1")]
    book["Inputs"].add_table(table)


SOUND: Mapping[str, Fault] = {
    "a subtotal between two groups of a column": put({
        "L4": "=B4*2", "L5": "=B5*2", "L6": "=B6*2", "L7": "=SUM(L4:L6)", "L8": "=B8*2", "L9": "=B9*2", "L10": "=B10*2",
        "L11": "=SUM(L8:L10)", "L12": "=L7+L11",
    }),
    "a total of a part, beside its last row": put({"J6": "=SUM(B4:B6)", "J11": "=SUM(B7:B11)"}),
    "a plus chain for a sum": put({"F6": "=B6+C6+D6+E6"}),
    "a row of rates below a row of totals": put({f"{one}13": f"={one}12/$F$12" for one in "BCDE"}),
    "months so far typed, the rest worked out": put({f"C{at}": at * 100 for at in range(2, 8)}, "Months"),
    "a row of its own kind": put({"F8": "=MAX(B8:E8)", "G8": "=F8/F$4", "H8": "=(D8-B8)/B8"}),
    "numbers of their own in every row": put({f"M{at}": f"=B{at}/{at - 1}" for at in range(4, 12)}),
    "a row of another kind above every total": put({
        "J4": 3, "K4": 5, "L4": "=SUM(J4:K4)", **{f"J{at}": f"=J$4*B{at}" for at in range(5, 12)},
        **{f"K{at}": f"=K$4*C{at}" for at in range(5, 12)}, **{f"L{at}": f"=SUM(J{at}:K{at})" for at in range(5, 12)},
        "J12": "=SUM(J5:J11)", "K12": "=SUM(K5:K11)", "L12": "=SUM(L5:L11)",
    }),
    "NA() passed on": put({"B20": "=B6*2"}, "Summary"),
    "#N/A that a chart draws": _drawn,
    "#N/A that is typed": put({"B20": "#N/A"}, "Summary"),
    "keys that fall, and MATCH with -1": put({"L1": 9, "L2": 7, "L3": 4, "M1": "=MATCH(5,L1:L3,-1)"}, "Inputs"),
    "signs that multiply": put({"B20": "=B1*-1", "B21": "=-(-B1)", "B22": "=B1/-B2", "B23": "=+B1"}, "Summary"),
    "months, days and hundreds": put({"B20": "=B1/12*7/365.25*100+1", "B21": "=B1/10000"}, "Summary"),
    "a place in a list of blocks": put({"B20": "=(B5-1)*40+13", "B21": "=INDEX(Inputs!G1:G6,B5+15-14)"}, "Summary"),
    "a year from a year": put({"B20": "=B5+2016"}, "Summary"),
    "a hidden sheet that nothing reads": _notes,
    "circles that are calculated step by step": _iterating,
    "a name in another alphabet": _named("население"),
    "a table without a header row": _headless,
    "a text in another language's format": both(
        put({"B20": '=TEXT(B1,"# ##0,00")'}, "Summary"), old("Summary!B20", "1 234,00"),
    ),
    "the clock": both(put({"B20": "=TODAY()+1", "B21": "=B20*2"}, "Summary"), old("Summary!B21", 84_000.0)),
    "a LAMBDA with a parameter that may be left out": _lambda(
        "_xlfn.LAMBDA(_xlpm.x,_xlop.y,IF(_xlfn.ISOMITTED(_xlpm.y),_xlpm.x*2,_xlpm.y))",
        "_xlfn.LAMBDA(_xlpm.x,TWICE(TWICE(_xlpm.x),_xlpm.x))",
    ),
    "a LAMBDA with spaces and lines, and cells that it refers to": _lambda(
        "_xlfn.LAMBDA(_xlpm.x, \n  _xlfn.LET( _xlpm.q, Inputs!$B$2, _xlpm.x * _xlpm.q ) )",
    ),
    "a LAMBDA within another, with the same parameter": _lambda(
        "_xlfn.LAMBDA(_xlpm.x,SUM(_xlfn.MAP(_xlpm.x,_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2))))",
    ),
    "a LAMBDA that is called where it stands": _lambda("_xlfn.LAMBDA(_xlpm.x,_xlpm.x*2)(21)"),
    "a LAMBDA that calls itself, and what it is given": _lambda(
        "_xlfn.LAMBDA(_xlpm.f,_xlpm.n,IF(_xlpm.n<2,1,_xlpm.f(_xlpm.n)*TWICE(_xlpm.f,_xlpm.n-1)))",
    ),
    "a LAMBDA with a function that is newer than all here": _lambda("_xlfn.LAMBDA(_xlpm.x,_xlfn.NEWEST(_xlpm.x))"),
    "a LAMBDA with a function of an add-in": _lambda("_xlfn.LAMBDA(_xlpm.x,_xll.FORECAST.OF(_xlpm.x))"),
    "a parameter called as a function of Excel": _lambda("_xlfn.LAMBDA(_xlpm.count,COUNT(1,2)*_xlpm.count)"),
    "parameters like cells": _lambda("_xlfn.LAMBDA(_xlpm.n1,_xlnm.A1,_xlpm.n1*_xlnm.A1)"),
    "a LAMBDA that names the workbook's own by number": _lambda("_xlfn.LAMBDA(_xlpm.x,[0]!TWICE(_xlpm.x))"),
    "a function that is passed on": _lambda("_xlfn.LAMBDA(_xlpm.x,_xlfn.BYROW(_xlpm.x,_xleta.SUM))"),
    "a LAMBDA with AGGREGATE": _lambda("_xlfn.LAMBDA(_xlpm.x,AGGREGATE(9,6,_xlpm.x))"),
    "sentences that are right": put({
        "B20": "Robbery fell from 520 to 458 offences, a reduction of 12%.", "B21": "28 of 32 (5th highest)",
        "B22": '="Robbery: 458, down "&TEXT(62/520,"0.0%")&" (-62)"', "B23": "Meeting 3 of 4, in room 12 at 15:30",
    }, "Summary"),
    "years that are texts, above figures": put({"B3": "2016", "J3": "2016", "J4": 5, "J5": 6, "J6": "=SUM(J3:J5)"}),
}  # fmt: skip
