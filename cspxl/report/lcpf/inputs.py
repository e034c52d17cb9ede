"""The Inputs sheet: everything that one may change, but for the projects; with a message beside each line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cspxl.report.describe import Choice, Content, Formula, Highlight
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.by_year import corner, text_of, year_of
from cspxl.report.lcpf.case import TABLE_SIZE, Case
from cspxl.report.stack import Beside, Column, Each, Gap, Item, Spelling, Stack, Table, Text, holding
from cspxl.values import Cell


class _Input(NamedTuple):
    """A line of inputs: its name, label, values, style, unit and source, and how tall it is."""

    name: str
    label: str
    values: Sequence[Cell]
    style: str
    unit: str
    source: str
    height: float | None = None


def describe(case: Case) -> Stack:
    """Settings, allocations and spend by year, scenarios, the axes of the two-way table."""
    return Stack(
        terms.INPUTS,
        [
            Text("Inputs", "title"),
            Text("Change a yellow cell: every sheet follows. Amounts are pounds, + is money in; an empty cell is not "
                 "known. A message beside a line says what is wrong with it.", "note"),
            Text(Formula("=light[words]"), "message", name="inputs_light"),
            Beside([Gap(), corner("inputs_corner")]),
            *_headings("Model", ["Setting", "Value"]), _lines("settings", "setting_tests", _settings(case)),
            Gap(), *_by_year(case), *_scenarios(case), Gap(), *_axes(case),
        ],
        widths={1: 32, **dict.fromkeys(range(2, 2 + TABLE_SIZE), 14), 7: 42, 8: 24, 9: 66},
        choices=_choices(case),
        highlights=[Highlight("inputs_light[text]", 'LEFT([@$text$],5)="Green"', "remark")],
        freeze="inputs_corner[text]",
        tab_colour="C9A227",
        locked=True,
    )  # fmt: skip


def _headings(heading: str, columns: Sequence[Content]) -> list[Item]:
    """A section's heading and the headings of its columns."""
    unused: list[Content] = [None] * (TABLE_SIZE + 1 - len(columns))
    texts = [*columns, *unused, "Message", "Unit and sign", "Source or meaning"]
    return [Text(heading, "heading"), Beside([Text(text, "header") for text in texts])]


def first_message(tests: str) -> str:
    """The first message among tests beside one another."""
    return f'INDEX({tests},MATCH("?*",{tests},0))'


def _lines(name: str, tests: str, found: Sequence[_Input], **messages: str) -> Beside:
    """``name[input]`` are the values of a line, one for each year or step; a message of its own, or from its tests."""
    n = len(found[0].values)
    values = [Column(line.name, line.label, value=lambda at, line=line: line.values[at], style=line.style)
              for line in found]  # fmt: skip
    beside = [holding(line.name, Formula(messages.get(line.name) or message(f"{tests}[${line.name}]")), "beside")
              for line in found]  # fmt: skip
    heights = {line.name: line.height for line in found}
    return Beside([
        Table(name, values, range(n), year_of, "line_label", across=True, spelling=Spelling(other="S!A1"),
              height=lambda slot: heights[slot.column.name]),
        Gap(columns=TABLE_SIZE - n),
        Table(f"{name}_messages", beside, across=True, headings=None),
        Table(f"{name}_units", [holding(line.name, line.unit, "unit") for line in found], across=True, headings=None),
        Table(f"{name}_sources", [holding(line.name, line.source, "unit") for line in found], across=True,
              headings=None),
    ])  # fmt: skip


def message(tests: str, otherwise: str = '""') -> str:
    """The first message of a line's tests; else something else."""
    return f"=IFNA({first_message(tests)},{otherwise})"


def _settings(case: Case) -> list[_Input]:
    def setting(name: str, label: str, value: Cell, style: str, unit: str, source: str) -> _Input:
        return _Input(name, label, [value], style, unit, source, 28)

    return [
        setting("area", "Area", case.area, "input_text", "Name", case.about),
        setting("scenario", "Scenario", case.scenarios[0].name, "input_text", "One of the scenarios below",
                "The scenario that the workings, the summary and the report text follow."),
        setting("year_shown", "Year shown", case.year_shown, "input_text", "One of the years below",
                "The year of the top slice, the funding table and the two-way table."),
        setting("allow_advance", "Advance allowed", case.allow_advance, "input_text", "Yes or No",
                "Yes: a year may spend more than its allocation, taken from the next year of its period."),
        setting("years_per_period", "Years in a funding period", case.years_per_period, "input_number", "Years",
                "Money rolls over inside a period only (report of 7 February 2017, paragraph 2.6)."),
        setting("rule_direct_share", "Direct share by the fund's rule", case.rule_direct_share, "input_share",
                "% of allocation", case.rule_source),
    ]  # fmt: skip


def _by_year(case: Case) -> list[Item]:
    years = case.allocations
    what = " ".join(f"{label}: {year.source}" for label, year in zip(case.years, years, strict=True) if year.source)
    found = [
        _Input("year_label", "Financial year", case.years, "input_text", "April to March",
               "The years of the fund.", 16),
        _Input("status", "Status", [year.status for year in years], "input_text", "Confirmed or Indicative",
               "Whether the allocation is settled.", 16),
        _Input("base_allocation", "Allocation before uplift", [year.base for year in years], "input_money",
               terms.MONEY_UNIT,
               what or "The fund's letter. Enter what was allocated, not 70% of the year before.", 76),
        _Input("uplift", "Uplift", [year.uplift for year in years], "input_money", terms.MONEY_UNIT,
               "Added to the allocation before uplift; empty is none.", 16),
        _Input("direct_share", "Direct share", [year.direct_share for year in years], "input_share",
               "% of allocation",
               "Year 1 is all direct. The rest of each later year is the top slice for co-commissioning.", 28),
        _Input("spend", "Spend to date", [year.spend for year in years], "input_money", terms.COST_UNIT,
               "Spend against the money of the year, to the penny; empty for a year to come.", 16),
    ]  # fmt: skip
    # What is wrong with the spend; else the first flag of a year overspent.
    spend = message("input_tests[$spend]", f'IFNA({first_message("rolled[flag]")},"")')
    labels = [f"Year {number}" for number in range(1, case.n_years + 1)]
    return [
        *_headings("Allocations and spend by year", ["Item", *labels]),
        _lines("inputs", "input_tests", found, spend=spend),
    ]


_SCENARIO_TABLES = {
    "allocation_change": ("Scenarios: change in the allocation", "%, + is more money",
                          "Change of allocation and uplift in the year."),
    "uplift_kept": ("Scenarios: share of the uplift kept", "% of uplift", "100%: kept; 0%: withdrawn."),
    "bids_won": ("Scenarios: share of the top slice won", "% of top slice",
                 "What successful bids bring back of the co-commissioned money; year 1 has none."),
}  # fmt: skip


def _scenarios(case: Case) -> list[Item]:
    """A table of each thing that happens in a scenario; the first names the scenarios, the others repeat the names."""
    years: list[Content] = [Formula(text_of(f"inputs[year_label$, year={at}]")) for at in range(case.n_years)]
    found: list[Item] = []
    for name, (heading, unit, source) in _SCENARIO_TABLES.items():
        found += [Gap(), *_headings(heading, ["Scenario", *years]), _scenario_table(case, name, unit, source)]
    return found


def _scenario_table(case: Case, name: str, unit: str, source: str) -> Table:
    """``name[share]`` are its fractions by scenario and year."""
    values = {
        "allocation_change": [scenario.change for scenario in case.scenarios],
        "uplift_kept": [scenario.uplift_kept for scenario in case.scenarios],
        "bids_won": [scenario.bids_won for scenario in case.scenarios],
    }[name]
    naming = name == "allocation_change"
    first = "name" if naming else "share, year=0"
    tests = f"{name}_tests"
    repeated = text_of("INDEX(scenario_name,ROWS([$name$, scenario=0]:[@$name]))")
    return Table(
        name,
        [
            Column("name", value=lambda at: case.scenarios[at].name, style="input_text") if naming
            else Column("name", formula=repeated, style="line_label"),
            Each("year", range(case.n_years), [
                Column("share", value=lambda at, year: values[at][year], style="input_share"),
            ]),
            *(Column(f"unused_{at}", style="") for at in range(case.n_years, TABLE_SIZE)),
            Column("message", formula=message(f"{tests}[@${first}]:{tests}[@$share, year={TABLE_SIZE - 1}]"),
                   style="beside"),
            holding("unit", unit, "unit"),
            holding("source", source, "unit"),
        ],
        range(len(case.scenarios)),
        axes=lambda at: {"scenario": at},
        headings=None,
        spelling=Spelling(other="S!A1"),
    )  # fmt: skip


def _axes(case: Case) -> list[Item]:
    steps = [f"Step {number}" for number in range(1, TABLE_SIZE + 1)]
    found = [
        _Input("table_share", "Direct share", case.table_shares, "input_share", "% of allocation",
               "Rows of the two-way table."),
        _Input("table_change", "Change in the allocation", case.table_changes, "input_share", "%, + is more money",
               "Columns of the two-way table."),
    ]  # fmt: skip
    return [*_headings("Axes of the two-way table", ["Axis", *steps]), _lines("axes", "axis_tests", found)]


def _choices(case: Case) -> list[Choice]:
    return [
        Choice("settings[scenario]", "Choose a scenario.", "Choose one of the scenarios below.", "scenario_name"),
        Choice("settings[year_shown]", "Choose a year.", "Choose one of the years below.", "year_label"),
        Choice("settings[allow_advance]", "Yes or No.", "Choose Yes or No.", "answer"),
        Choice("settings[years_per_period]", "Whole years, 1 or more.", "A whole number of years.", kind="whole",
               low=1, high=case.n_years),
        _share_choice("settings[rule_direct_share]"),
        Choice("inputs[status]", "Confirmed or Indicative.", "Choose Confirmed or Indicative.", "status_name"),
        money_choice("inputs[base_allocation]"), money_choice("inputs[uplift]"), money_choice("inputs[spend]"),
        _share_choice("inputs[direct_share]"), _share_choice("uplift_kept[share]"), _share_choice("bids_won[share]"),
        _change_choice("allocation_change[share]"), _share_choice("axes[table_share]"),
        _change_choice("axes[table_change]"),
    ]  # fmt: skip


def money_choice(cells: str) -> Choice:
    """Cells that take pounds."""
    return Choice(cells, "Pounds, 0 or more.", "An amount in pounds, 0 or more.", kind="decimal", low=0, high=1e9)


def _share_choice(cells: str) -> Choice:
    return Choice(cells, "0% to 100%.", "A share from 0% to 100%: 70% or 0.7.", kind="decimal", low=0, high=1)


def _change_choice(cells: str) -> Choice:
    return Choice(cells, "A fall is negative: -5%.", "A change from -100% to 100%.", kind="decimal", low=-1, high=1)
