"""The Project inputs sheet: a line for each project, with spare lines, and a message at the end of each."""

from __future__ import annotations

from cspxl.report.describe import Choice, Content, Formula, Highlight, Page, Put, Sheet, address, row_of
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import PROJECT_ROWS
from cspxl.report.lcpf.inputs import first_message, money_choice
from cspxl.report.lcpf.layout import Model
from cspxl.report.lcpf.terms import (
    PROJECT_TOP,
    PROJECTS,
)

_WIDTHS = {1: 5, 2: 34, 3: 29, 4: 14, 5: 11, 6: 11, 7: 11, 8: 11, 9: 11, 10: 11, 11: 12, 12: 8, 13: 10, 14: 38, 15: 62}


def describe(model: Model) -> Sheet:
    """Name, priority, provider, cost by year, candidate, other funding, total, units, message, source."""
    cells = [
        Put(1, 1, "Project inputs", "title"),
        Put(2, 1, "One line a project; the lines at the end are spare. Costs to the fund are whole pounds a year, "
                  "+ is a cost; an empty cost counts as none.", "note"),
        Put(3, 1, "Candidate: Yes, if co-commissioning could pay for it from year 2. Other funding and total service "
                  "cost are pounds a year; units are what a year's service delivers.", "note"),
        *row_of(terms.NUMBER, 1, _headings(model), "header"),
    ]  # fmt: skip
    for at in range(PROJECT_ROWS):
        cells += _line(model, at)
    bottom = model.project_bottom
    last = address(PROJECT_TOP, terms.PROJECT_MESSAGE)
    return Sheet(
        PROJECTS,
        cells,
        widths=_WIDTHS,
        heights={terms.NUMBER: 42, **dict.fromkeys(range(PROJECT_TOP, bottom + 1), 36)},
        page=Page(f"A1:{address(bottom, terms.PROJECT_SOURCE)}"),
        choices=_choices(model),
        highlights=[
            Highlight(f"{last}:{address(bottom, terms.PROJECT_MESSAGE)}", f'LEFT(${last},4)="Note"', "remark"),
        ],
        freeze=f"C{PROJECT_TOP}",
        tab_colour="C9A227",
        locked=True,
    )


def _headings(model: Model) -> list[Content]:
    label = model.year_row("year_label")
    years = [Formula(f'="Cost "&IFERROR({terms.INPUTS}!{letter}${label},"")&", £"') for letter in model.year_letters]
    return [
        "No.", "Project", "Priority", "Provider", *years, "Candidate", "Other funding, £ a year",
        "Total service cost, £ a year", "Units a year", "Unit", "Message", "Source",
    ]  # fmt: skip


def _line(model: Model, at: int) -> list[Put]:
    row, tests_row, n_years = PROJECT_TOP + at, model.project_tests_top + at, model.n_years
    project = model.case.projects[at] if at < len(model.case.projects) else None
    values: list[Content] = [None] * (8 + n_years)
    source = None
    if project:
        costs = [*project.costs, *[None] * n_years][:n_years]
        values = [
            project.name, project.priority, project.provider, *costs, project.candidate, project.other_funding,
            project.total_cost, project.units, project.unit,
        ]  # fmt: skip
        source = project.source
    styles = [
        *["input_text"] * 3, *["input_money"] * n_years, "input_text", "input_money", "input_money", "input_number",
        "input_text",
    ]  # fmt: skip
    return [
        Put(row, 1, at + 1, "year_number"),
        *(Put(row, terms.NAME + place, *cell) for place, cell in enumerate(zip(values, styles, strict=True))),
        Put(row, terms.PROJECT_SOURCE, source, "input_note"),
        Put(row, terms.PROJECT_MESSAGE, Formula(_message(row, tests_row, n_years)), "beside"),
    ]


def _message(row: int, tests_row: int, n_years: int) -> str:
    """The first thing wrong with the line; else that it has no cost yet."""
    costs = f"{address(row, terms.COST)}:{address(row, terms.COST + n_years - 1)}"
    empty = f'IF(AND({address(row, terms.NAME)}<>"",COUNT({costs})=0),"Note: no cost entered yet","")'
    return f'=IFNA({first_message(tests_row, last="L")},{empty})'


def _choices(model: Model) -> list[Choice]:
    def over(first: int, last: int | None = None) -> str:
        return f"{address(PROJECT_TOP, first)}:{address(model.project_bottom, last or first)}"

    return [
        Choice(over(terms.PRIORITY), "Choose a priority.", "Choose one of the list's priorities.", "priority_name"),
        money_choice(over(terms.COST, terms.COST + model.n_years - 1)),
        Choice(over(terms.CANDIDATE), "Yes or No.", "Choose Yes or No.", "answer"),
        money_choice(over(terms.OTHER, terms.TOTAL)),
        Choice(over(terms.UNITS), "A number above 0.", "A number above 0.", kind="decimal", low=0, high=1e9),
    ]
