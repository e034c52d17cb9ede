"""Figures along the years of the fund, and the pieces of formulas that its sheets have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cspxl.report.describe import Content
from cspxl.report.lcpf.terms import MONEY_UNIT
from cspxl.report.stack import Beside, Column, Spelling, Table, Text, holding


@dataclass(frozen=True)
class Line:
    """One formula along the years, its label, unit and sign; without ``total`` its sum is left out."""

    name: str
    label: Content
    formula: str | None
    style: str = "money"
    unit: str = MONEY_UNIT
    total: bool = True
    label_style: str = "line_label"


def year_of(at: int) -> dict[str, object]:
    """What a year's cell fixes."""
    return {"year": at}


def lines(name: str, n_years: int, found: Sequence[Line], spelling: Spelling | None = None) -> Beside:
    """``name[line]`` are the figures of a line by year, ``name_total[line]`` is their sum; its unit stands beside.

    A total of no years is not known; a total of some takes in those that are.
    """
    years = [Column(line.name, line.label, line.formula, style=line.style, heading_style=line.label_style)
             for line in found]  # fmt: skip
    totals = [Column(line.name, formula=_total(name, line), style=line.style) for line in found]
    units = [holding(line.name, line.unit or None, "unit" if line.unit else "") for line in found]
    spelling = spelling or Spelling(span="A1", other="S!A$1")
    return Beside([
        Table(name, years, range(n_years), year_of, "line_label", across=True, spelling=spelling),
        Table(f"{name}_total", totals, headings=None, across=True, spelling=Spelling(other="S!A$1")),
        Table(f"{name}_units", units, headings=None, across=True),
    ])


def _total(name: str, line: Line) -> str | None:
    years = f"{name}[{line.name}]"
    return f'=IF(COUNT({years})=0,"",SUM({years}))' if line.total else None


YEAR_LABEL = "inputs[@year_label$]"


def year_head(name: str, n_years: int) -> Table:
    """The years' labels above their columns, and their numbers below: ``name[number]`` is 1 for the first."""
    return Table(
        name,
        [
            Column("label", formula=text_of(YEAR_LABEL), style="header"),
            Column("number", formula="=COLUMNS([$number, year=0]:[@number])", style="year_number", spelled="A1"),
        ],
        range(n_years),
        year_of,
        headings=None,
        across=True,
        spelling=Spelling(cell="A$1", other="S!A$1"),
    )


def corner(name: str) -> Text:
    """An empty cell with a name, for panes to be frozen at and highlights to end at."""
    return Text(None, "", name=name)


def text_of(cell: str) -> str:
    """The formula that shows the text of a cell: empty stays empty, an error is told in words."""
    return f'=IF(ISERROR({cell}),"Not available",IF({cell}="","",{cell}))'


def money(cell: str) -> str:
    """An amount in words: £193,200."""
    return f'TEXT({cell},"£#,##0")'


def shown(known: str, figure: str | None = None) -> str:
    """A figure as an output shows it (left out: the cell it rests on itself): what is not available says so."""
    return f'=IFNA(IF({known}="","Not available",{figure or known}),"Not available")'
