"""The Funding table: every project with the source of every pound, in the year shown and over the fund."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from cspxl.report.describe import Formula, Highlight, Page, Put, Sheet, address, row_of
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import PROJECT_ROWS
from cspxl.report.lcpf.layout import Model, beside, sheet_ref, text_of
from cspxl.report.lcpf.project_workings import COST, DIRECT, JOINT, SHORT
from cspxl.report.lcpf.terms import (
    BLOCK_YEAR,
    FUNDING,
)

_TOTAL = 6  # the row of the sums, above the projects
_TOP = _TOTAL + 1
_LEFT = 4  # the column of the first figure
_SOURCES = ((COST, "Cost"), (DIRECT, "Direct"), (JOINT, "Co-commissioned"), (SHORT, "Not funded"))
_RIGHT = _LEFT + 2 * len(_SOURCES) - 1


def describe(model: Model) -> Sheet:
    """A line for each project, spare lines empty; totals above."""
    bottom = _TOP + PROJECT_ROWS - 1
    cells = [
        Put(1, 1, Formula('=area&": projects and the source of every pound"'), "title"),
        Put(2, 1, Formula('="Scenario: "&scenario'), "subtitle"),
        Put(3, 1, "Amounts are pounds, + is a cost; a dash is none. Direct, co-commissioned and not funded add up "
                  "to the cost.", "note"),
        *row_of(_TOTAL - 1, 1, ["Project", "Priority", "Provider"], "header"),
        *_headings(),
    ]  # fmt: skip
    for at in range(PROJECT_ROWS):
        cells += _line(model, at)
    cells += _totals(bottom)
    return Sheet(
        FUNDING,
        cells,
        widths={1: 40, 2: 32, 3: 15, **dict.fromkeys(range(_LEFT, _RIGHT + 1), 13.5)},
        heights={1: 26, _TOTAL - 1: 44, **dict.fromkeys(range(_TOP, bottom + 1), 17)},
        page=Page(f"A1:{address(bottom, _RIGHT)}"),
        highlights=[
            Highlight(f"A{_TOP}:{address(bottom, _RIGHT)}", f'$A{_TOP}=""', "spare"),
            Highlight(f"A{_TOP}:{address(bottom, _RIGHT)}", f'A{_TOP}="Not available"', "missing"),
        ],
        freeze=f"B{_TOP}",
        tab_colour="1F3864",
        locked=True,
    )


def _headings() -> list[Put]:
    shown_year = [Formula(f'="{name} "&year_shown') for _, name in _SOURCES]
    fund = [f"{name}, all years" for _, name in _SOURCES]
    return row_of(_TOTAL - 1, _LEFT, [*shown_year, *fund], "header")


def _line(model: Model, at: int) -> list[Put]:
    row = _TOP + at
    sheet = sheet_ref(terms.PROJECT_WORKINGS)
    cost_row = model.block_top(COST) + at
    provider = f"INDEX(project_provider,{sheet}!$A{cost_row})"
    cells = [
        Put(row, 1, Formula(f"={sheet}!$B{cost_row}"), "line_label"),
        Put(row, 2, Formula(f"={sheet}!$C{cost_row}"), "line_label"),
        Put(row, 3, Formula(text_of(provider)), "line_label"),
    ]

    def figure(text: str) -> Formula:
        return Formula(f'=IF($A{row}="","",IFNA({text},"Not available"))')

    first, last = (beside(model.year_letters[place]) for place in (0, -1))
    total = get_column_letter(BLOCK_YEAR + model.n_years)
    years, fund = [], []
    for name, _ in _SOURCES:
        source = model.block_top(name) + at
        years.append(figure(f"INDEX({sheet}!${first}{source}:${last}{source},1,year_number)"))
        fund.append(figure(f"{sheet}!${total}{source}"))
    return cells + row_of(row, _LEFT, [*years, *fund], "money")


def _totals(bottom: int) -> list[Put]:
    """Sums of the money; one figure that is not available leaves the sum not available."""
    row = _TOTAL
    cells = [Put(row, 1, "All projects", "strong_label"), *row_of(row, 2, [None, None], "strong_label")]
    for column in range(_LEFT, _RIGHT + 1):
        span = f"{address(_TOP, column)}:{address(bottom, column)}"
        text = f'=IF(COUNTIF({span},"Not available")>0,"Not available",SUM({span}))'
        cells.append(Put(row, column, Formula(text), "strong"))
    return cells
