"""The Inputs sheet: everything that one may change, but for the projects; with a message beside each line."""

from __future__ import annotations

from cspxl.report.describe import Choice, Content, Formula, Highlight, Page, Put, Sheet, address, row_of
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import TABLE_SIZE
from cspxl.report.lcpf.layout import Model, sheet_ref, text_of
from cspxl.report.lcpf.terms import (
    INPUTS,
    MESSAGE,
    SOURCE,
    TESTS,
    UNIT,
    VALUE,
)

_RIGHT = VALUE + TABLE_SIZE - 1
_UNUSED: list[Content] = [None] * TABLE_SIZE


def describe(model: Model) -> Sheet:
    """Settings, allocations and spend by year, scenarios, the axes of the two-way table."""
    cells = [
        Put(1, 1, "Inputs", "title"),
        Put(2, 1, "Change a yellow cell: every sheet follows. Amounts are pounds, + is money in; an empty cell is not "
                  "known. A message beside a line says what is wrong with it.", "note"),
        Put(3, 1, Formula(f"={terms.CHECKS}!{LIGHT_TEXT}"), "message"),
        *_settings(model), *_years(model), *_scenarios(model), *_axes(model),
    ]  # fmt: skip
    return Sheet(
        INPUTS,
        cells,
        widths={1: 32, **dict.fromkeys(range(VALUE, _RIGHT + 1), 14), MESSAGE: 42, UNIT: 24, SOURCE: 66},
        heights=_heights(model),
        page=Page(f"A1:{address(model.inputs_bottom, SOURCE)}"),
        choices=_choices(model),
        highlights=[Highlight("A3", 'LEFT($A$3,5)="Green"', "remark")],
        freeze=f"B{terms.HEADER}",
        tab_colour="C9A227",
        locked=True,
    )


LIGHT_TEXT = "$B$5"  # the cell of the Checks sheet with the light in words


def _heights(model: Model) -> dict[int, float]:
    tall = {model.year_row(name): 16.0 for name in terms.YEAR_ROWS}
    tall |= {model.setting(name): 28.0 for name in terms.SETTINGS}
    return tall | {model.year_row("base_allocation"): 76, model.year_row("direct_share"): 28}


def first_message(row: int, *, first: str = "B", last: str = "F") -> str:
    """The first message among the tests of a row."""
    tests = f"{sheet_ref(TESTS)}!${first}{row}:${last}{row}"
    return f'INDEX({tests},MATCH("?*",{tests},0))'


def _line(row: int, label: Content, values: list[Put], unit: str, source: str, message: str | None = None) -> list[Put]:
    text = message or f'=IFNA({first_message(row)},"")'
    return [
        Put(row, 1, label, "line_label"), *values, Put(row, MESSAGE, Formula(text), "beside"),
        Put(row, UNIT, unit, "unit"), Put(row, SOURCE, source, "unit"),
    ]  # fmt: skip


def _headed(row: int, heading: str, columns: list[Content]) -> list[Put]:
    """A section's heading and the headings of its columns."""
    headings = [*columns, *_UNUSED[len(columns) - 1 :], "Message", "Unit and sign", "Source or meaning"]
    return [Put(row - 2, 1, heading, "heading"), *row_of(row - 1, 1, headings, "header")]


def _settings(model: Model) -> list[Put]:
    case = model.case
    lines: dict[str, tuple[str, Content, str, str, str]] = {
        "area": ("Area", case.area, "input_text", "Name", case.about),
        "scenario": ("Scenario", case.scenarios[0].name, "input_text", "One of the scenarios below",
                     "The scenario that the workings, the summary and the report text follow."),
        "year_shown": ("Year shown", case.year_shown, "input_text", "One of the years below",
                       "The year of the top slice, the funding table and the two-way table."),
        "allow_advance": ("Advance allowed", case.allow_advance, "input_text", "Yes or No",
                          "Yes: a year may spend more than its allocation, taken from the next year of its period."),
        "years_per_period": ("Years in a funding period", case.years_per_period, "input_number", "Years",
                             "Money rolls over inside a period only (report of 7 February 2017, paragraph 2.6)."),
        "rule_direct_share": ("Direct share by the fund's rule", case.rule_direct_share, "input_share",
                              "% of allocation", case.rule_source),
    }  # fmt: skip
    cells = _headed(terms.SETTINGS_TOP, "Model", ["Setting", "Value"])
    for name, (label, value, style, unit, source) in lines.items():
        row = model.setting(name)
        cells += _line(row, label, [Put(row, VALUE, value, style)], unit, source)
    return cells


def _years(model: Model) -> list[Put]:
    years = model.case.allocations
    what = " ".join(
        f"{label}: {year.source}" for label, year in zip(model.case.years, years, strict=True) if year.source
    )
    lines: dict[str, tuple[str, list[Content], str, str, str]] = {
        "year_label": ("Financial year", list(model.case.years), "input_text", "April to March",
                       "The years of the fund."),
        "status": ("Status", [year.status for year in years], "input_text", "Confirmed or Indicative",
                   "Whether the allocation is settled."),
        "base_allocation": ("Allocation before uplift", [year.base for year in years], "input_money", terms.MONEY_UNIT,
                            what or "The fund's letter. Enter what was allocated, not 70% of the year before."),
        "uplift": ("Uplift", [year.uplift for year in years], "input_money", terms.MONEY_UNIT,
                   "Added to the allocation before uplift; empty is none."),
        "direct_share": ("Direct share", [year.direct_share for year in years], "input_share", "% of allocation",
                         "Year 1 is all direct. The rest of each later year is the top slice for co-commissioning."),
        "spend": ("Spend to date", [year.spend for year in years], "input_money", terms.COST_UNIT,
                  "Spend against the money of the year, to the penny; empty for a year to come."),
    }  # fmt: skip
    labels: list[Content] = [f"Year {number}" for number in range(1, model.n_years + 1)]
    cells = _headed(terms.YEARS_TOP, "Allocations and spend by year", ["Item", *labels])
    for name, (label, values, style, unit, source) in lines.items():
        row = model.year_row(name)
        message = _spend_message(model, row) if name == "spend" else None
        cells += _line(row, label, row_of(row, VALUE, values, style), unit, source, message)
    return cells


def _spend_message(model: Model, row: int) -> str:
    """What is wrong with the spend; else the first flag of a year overspent."""
    letters = model.year_letters
    flags = f"{sheet_ref(terms.YEARS)}!${letters[0]}${model.flag_row}:${letters[-1]}${model.flag_row}"
    return f'=IFNA({first_message(row)},IFNA(INDEX({flags},MATCH("?*",{flags},0)),""))'


_SCENARIO_TABLES = {
    "allocation_change": ("Scenarios: change in the allocation", "%, + is more money",
                          "Change of allocation and uplift in the year."),
    "uplift_kept": ("Scenarios: share of the uplift kept", "% of uplift", "100%: kept; 0%: withdrawn."),
    "bids_won": ("Scenarios: share of the top slice won", "% of top slice",
                 "What successful bids bring back of the co-commissioned money; year 1 has none."),
}  # fmt: skip


def _scenarios(model: Model) -> list[Put]:
    years = model.year_row("year_label")
    labels: list[Content] = [Formula(text_of(f"{letter}${years}")) for letter in model.year_letters]
    cells: list[Put] = []
    for name, (heading, unit, source) in _SCENARIO_TABLES.items():
        top = model.scenario_top(name)
        cells += _headed(top, heading, ["Scenario", *labels])
        for at, scenario in enumerate(model.case.scenarios):
            values = {"allocation_change": scenario.change, "uplift_kept": scenario.uplift_kept,
                      "bids_won": scenario.bids_won}[name]  # fmt: skip
            row = top + at
            named = name == terms.SCENARIO_ROWS[0]
            repeated = Formula(text_of(f"INDEX(scenario_name,ROWS($A${top}:$A{row}))"))
            label: Content = scenario.name if named else repeated
            message = f'=IFNA({first_message(row, first="A" if named else "B")},"")'
            line = _line(row, label, row_of(row, VALUE, values, "input_share"), unit, source, message)
            cells += [Put(row, 1, label, "input_text"), *line[1:]] if named else line
    return cells


def _axes(model: Model) -> list[Put]:
    top = model.axes_top
    case = model.case
    labels: list[Content] = [f"Step {number}" for number in range(1, TABLE_SIZE + 1)]
    lines = (
        ("Direct share", case.table_shares, "% of allocation", "Rows of the two-way table."),
        ("Change in the allocation", case.table_changes, "%, + is more money", "Columns of the two-way table."),
    )
    cells = _headed(top, "Axes of the two-way table", ["Axis", *labels])
    for at, (label, values, unit, source) in enumerate(lines):
        cells += _line(top + at, label, row_of(top + at, VALUE, values, "input_share"), unit, source)
    return cells


def _choices(model: Model) -> list[Choice]:
    def over(name: str) -> str:
        row = model.year_row(name)
        return f"{address(row, VALUE)}:{address(row, model.total_column - 1)}"

    def table(name: str) -> str:
        top = model.scenario_top(name)
        return f"{address(top, VALUE)}:{address(top + model.n_scenarios - 1, model.total_column - 1)}"

    def setting(name: str) -> str:
        return address(model.setting(name), VALUE)

    axes = f"{address(model.axes_top, VALUE)}:{address(model.axes_top, _RIGHT)}"
    changes = f"{address(model.axes_top + 1, VALUE)}:{address(model.axes_top + 1, _RIGHT)}"
    return [
        Choice(setting("scenario"), "Choose a scenario.", "Choose one of the scenarios below.", "scenario_name"),
        Choice(setting("year_shown"), "Choose a year.", "Choose one of the years below.", "year_label"),
        Choice(setting("allow_advance"), "Yes or No.", "Choose Yes or No.", "answer"),
        Choice(setting("years_per_period"), "Whole years, 1 or more.", "A whole number of years.", kind="whole",
               low=1, high=model.n_years),
        _share_choice(setting("rule_direct_share")),
        Choice(over("status"), "Confirmed or Indicative.", "Choose Confirmed or Indicative.", "status_name"),
        money_choice(over("base_allocation")), money_choice(over("uplift")), money_choice(over("spend")),
        _share_choice(over("direct_share")), _share_choice(table("uplift_kept")), _share_choice(table("bids_won")),
        _change_choice(table("allocation_change")), _share_choice(axes), _change_choice(changes),
    ]  # fmt: skip


def money_choice(cells: str) -> Choice:
    """Cells that take pounds."""
    return Choice(cells, "Pounds, 0 or more.", "An amount in pounds, 0 or more.", kind="decimal", low=0, high=1e9)


def _share_choice(cells: str) -> Choice:
    return Choice(cells, "0% to 100%.", "A share from 0% to 100%: 70% or 0.7.", kind="decimal", low=0, high=1)


def _change_choice(cells: str) -> Choice:
    return Choice(cells, "A fall is negative: -5%.", "A change from -100% to 100%.", kind="decimal", low=-1, high=1)


