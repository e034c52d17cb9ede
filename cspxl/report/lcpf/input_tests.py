"""The Input tests sheet: one test for each input cell, empty while the input is in order, else what to do about it.

Tests of the Inputs sheet stand at the addresses of their inputs; those of the projects below them.
"""

from __future__ import annotations

from collections.abc import Callable

from cspxl.report.describe import Formula, Page, Put, Sheet, address, row_of
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import PROJECT_ROWS, TABLE_SIZE
from cspxl.report.lcpf.layout import Model, sheet_ref
from cspxl.report.lcpf.terms import (
    INPUTS,
    PROJECT_TOP,
    PROJECTS,
    TESTS,
    VALUE,
)

SAME_NAME = 13  # the column that counts the lines above with the same name
_PROJECT_HEADINGS = (
    "No.", "Project", "Priority", "Provider", "Cost, year 1", "Cost, year 2", "Cost, year 3", "Cost, year 4",
    "Candidate", "Other funding", "Total service cost", "Units", "Same name above",
)  # fmt: skip


def describe(model: Model) -> Sheet:
    """A text in every cell: empty, or a message."""
    top = model.project_tests_top
    cells = [
        Put(1, 1, "Input tests", "title"),
        Put(2, 1, "One test for each input cell, at the address of its input; empty means in order. The messages "
                  "beside the inputs come from here.", "note"),
        *row_of(terms.HEADER, 1, ["Item", "Value 1", "Value 2", "Value 3", "Value 4", "Value 5"], "header"),
        *_settings(model), *_years(model), *_scenarios(model), *_axes(model),
        Put(top - 2, 1, "Project inputs", "heading"),
        *row_of(top - 1, 1, _PROJECT_HEADINGS, "header"),
    ]  # fmt: skip
    for at in range(PROJECT_ROWS):
        cells += _project(model, top + at, PROJECT_TOP + at)
    return Sheet(
        TESTS,
        cells,
        widths={1: 30, **dict.fromkeys(range(2, SAME_NAME + 1), 18)},
        page=Page(f"A1:{address(top + PROJECT_ROWS - 1, SAME_NAME)}", one_page=False),
        freeze=f"B{terms.HEADER + 1}",
        locked=True,
    )


def _test(faults: dict[str, str], label: str, *, empty: str = '""') -> Callable[[str], str]:
    """A test as nested IFs: conditions about ``{c}`` in order, each with its message; ``empty`` for an empty cell."""

    def formula(cell: str) -> str:
        text = '""'
        for condition, message in reversed(faults.items()):
            text = f"IF({condition},{label}&{message},{text})".replace("{c}", cell)
        # Another cell's error is told by that cell's own test.
        return f'=IFERROR(IF(ISERROR({cell}),{label}&"the cell holds an error",IF({cell}="",{empty},{text})),"")'

    return formula


def _not_number(noun: str) -> dict[str, str]:
    return {"NOT(ISNUMBER({c}))": f'"\'"&{{c}}&"\' is not {noun}"'}


_AMOUNT = _not_number("an amount: type a number of pounds") | {"{c}<0": '"an amount cannot be negative"'}
_WHOLE = _AMOUNT | {"ROUND({c},0)<>{c}": '"type whole pounds, without pence"'}
_PENCE = _AMOUNT | {"ROUND({c}/penny,0)*penny<>{c}": '"type pounds and whole pence"'}
_SHARE = _not_number("a percentage") | {
    "{c}<0": '"a share cannot be negative"',
    "{c}>1": '{c}&" is more than 100%: for "&{c}&" per cent type "&{c}&"%"',
}
_CHANGE = _not_number("a percentage") | {
    "ABS({c})>1": '{c}&" is more than 100%: for "&{c}&" per cent type "&{c}&"%"',
}


def _known(names: str, noun: str) -> dict[str, str]:
    """The cell is one of a list."""
    return {f"SUMPRODUCT(({names}={{c}})*1)=0": f'"\'"&{{c}}&"\' is not {noun}"'}


def _settings(model: Model) -> list[Put]:
    whole = _not_number("a number of years") | {
        "OR({c}<1,ROUND({c},0)<>{c})": '"type a whole number of years, 1 or more"',
        # The check that nothing crosses a period rests on this cell, so it is held to the fund's own rule.
        "{c}+{c}<>COUNTA(year_label)": '"the fund has two periods of equal length: nothing crosses between them"',
    }
    tests = {
        "area": _test({}, '""', empty='"Type the name of the area"'),
        "scenario": _test(_known("scenario_name", "one of the scenarios below"), '""', empty='"Choose a scenario"'),
        "year_shown": _test(_known("year_label", "one of the years below"), '""', empty='"Choose a year"'),
        "allow_advance": _test(_known("answer", "an answer: type Yes or No"), '""', empty='"Type Yes or No"'),
        "years_per_period": _test(whole, '""', empty='"Type the number of years"'),
        "rule_direct_share": _test(_SHARE, '""', empty='"Type a percentage"'),
    }
    cells = []
    for name, test in tests.items():
        row = model.setting(name)
        cells += [_label(row), Put(row, VALUE, Formula(test(f"{INPUTS}!B{row}")), "text")]
    return cells


def _label(row: int) -> Put:
    return Put(row, 1, Formula(f"={INPUTS}!$A{row}"), "label")


def _years(model: Model) -> list[Put]:
    labels, base = (f"{INPUTS}!{{l}}${model.year_row(name)}" for name in ("year_label", "base_allocation"))
    year = f'IFERROR({labels},"Year")&": "'
    first = f"{INPUTS}!$B${model.year_row('year_label')}:{{l}}${model.year_row('year_label')}"
    def needed(what: str) -> str:
        return f'IF({base}="","",{year}&"{what}")'

    no_base = {f'{base}=""': '"enter the allocation of this year first"'}
    first_year = {"AND(COLUMNS($B{row}:{l}{row})=1,{c}<>1)": '"year 1 is all direct: type 100%"'}
    tests = {
        "year_label": _test({f"SUMPRODUCT(({first}={{c}})*1)>1": '"two years are called so"'}, year,
                            empty='"Name the year"'),
        "status": _test(_known("status_name", "a status: choose Confirmed or Indicative"), year,
                        empty=needed("choose Confirmed or Indicative")),
        "base_allocation": _test(_WHOLE, year),
        "uplift": _test(_WHOLE | no_base, year),
        "direct_share": _test(_SHARE | first_year, year, empty=needed("type the direct share")),
        "spend": _test(_PENCE | no_base, year),
    }  # fmt: skip
    cells = []
    for name, test in tests.items():
        row = model.year_row(name)
        cells.append(_label(row))
        for column, letter in zip(model.year_columns, model.year_letters, strict=True):
            text = test(f"{INPUTS}!{letter}{row}").replace("{l}", letter).replace("{row}", str(row))
            cells.append(Put(row, column, Formula(text), "text"))
    return cells


def _scenarios(model: Model) -> list[Put]:
    labels = f"{INPUTS}!{{l}}${model.year_row('year_label')}"
    cells = []
    for name in terms.SCENARIO_ROWS:
        top = model.scenario_top(name)
        test = _test(_CHANGE if name == "allocation_change" else _SHARE, f'IFERROR({labels},"Year")&": "',
                     empty=f'{labels}&": type a percentage"')  # fmt: skip
        for row in range(top, top + model.n_scenarios):
            if name == terms.SCENARIO_ROWS[0]:
                named = f"{INPUTS}!$A{row}"
                above = f"SUMPRODUCT((TRIM({INPUTS}!$A${top}:$A{row})=TRIM({named}))*1)>1"
                again = _test({above: '"Two scenarios are called so"'}, '""', empty='"Name the scenario"')
                cells.append(Put(row, 1, Formula(again(named)), "text"))
            else:
                cells.append(_label(row))
            for column, letter in zip(model.year_columns, model.year_letters, strict=True):
                text = test(f"{INPUTS}!{letter}{row}").replace("{l}", letter)
                cells.append(Put(row, column, Formula(text), "text"))
    return cells


def _axes(model: Model) -> list[Put]:
    cells = []
    for at, faults in enumerate((_SHARE, _CHANGE)):
        row = model.axes_top + at
        test = _test(faults, '""', empty='"Type a percentage"')
        cells.append(_label(row))
        cells += [
            Put(row, column, Formula(test(f"{INPUTS}!{address(row, column)}")), "text")
            for column in range(VALUE, VALUE + TABLE_SIZE)
        ]
    return cells


def _project(model: Model, row: int, source: int) -> list[Put]:
    """The tests of one project's line."""
    sheet = sheet_ref(PROJECTS)

    def cell(column: int) -> str:
        return f"{sheet}!${address(source, column)}"

    name, costs = cell(terms.NAME), f"{sheet}!$E{source}:$H{source}"
    others = f"{sheet}!{address(source, terms.PRIORITY)}:{address(source, terms.UNIT_NAME)}"
    names = f"{sheet}!$B${PROJECT_TOP}:$B{source}"
    named = _test(
        {f"{address(row, SAME_NAME)}>0": f'"Two projects are called "&{name}&": give each its own name"'}, '""',
        empty=f'IF(COUNTA({others})>0,"Give the project a name","")',
    )  # fmt: skip
    priority = _test(
        _known("priority_name", "one of the priorities: choose one"), '""',
        empty=f'IF({name}="","","Choose a priority")',
    )  # fmt: skip
    spent = f"MAX({costs})+N({cell(terms.OTHER)})"
    paid_twice = {
        f"{spent}>{{c}}": f'"fund and other money come to "&TEXT({spent},"£#,##0")&", more than the service costs"',
    }
    above = f'=IFERROR(IF({name}="",0,SUMPRODUCT((TRIM({names})=TRIM({name}))*1)-1),0)'
    cells = [
        Put(row, 1, Formula(f"={sheet}!$A{source}"), "year_number"),
        Put(row, terms.NAME, Formula(named(name)), "text"),
        Put(row, terms.PRIORITY, Formula(priority(cell(terms.PRIORITY))), "text"),
    ]
    label = model.year_row("year_label")
    for at, letter in enumerate(model.year_letters):
        test = _test(_WHOLE, f'IFERROR({INPUTS}!{letter}${label},"Year")&": "')
        cells.append(Put(row, terms.COST + at, Formula(test(f"{sheet}!{address(source, terms.COST + at)}")), "text"))
    for column, faults, noun in (
        (terms.PROVIDER, {}, '"Provider: "'),
        (terms.CANDIDATE, _known("answer", "an answer: type Yes or No"), '"Candidate: "'),
        (terms.OTHER, _PENCE, '"Other funding: "'),
        (terms.TOTAL, _PENCE | paid_twice, '"Total service cost: "'),
        (terms.UNITS, _not_number("a number") | {"{c}<=0": '"type a number above 0"'}, '"Units: "'),
    ):
        cells.append(Put(row, column, Formula(_test(faults, noun)(cell(column))), "text"))
    return [*cells, Put(row, SAME_NAME, Formula(above), "figure")]
