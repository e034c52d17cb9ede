"""Where things stand in the model, and the pieces that its formulas are made of: the one place that knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from openpyxl.utils import get_column_letter

from cspxl.report.describe import Formula, Put, address, block
from cspxl.report.lcpf.case import ANSWERS, PROJECT_ROWS, STATUSES, TABLE_SIZE, Case
from cspxl.report.lcpf.terms import (
    AXES,
    BLOCK_YEAR,
    BLOCKS,
    CHOSEN,
    COST,
    FIRST,
    HEADER,
    INPUTS,
    KEY,
    LISTS,
    MEASURES,
    NAME,
    NUMBER,
    PARAMETERS,
    PROJECT_NAMES,
    PROJECT_TOP,
    PROJECT_WORKINGS,
    PROJECTS,
    ROLLOVER,
    SCENARIO_ROWS,
    SCENARIO_WORKINGS,
    SETTINGS,
    SETTINGS_TOP,
    TESTS,
    UNITS,
    USED,
    VALUE,
    YEAR_ROWS,
    YEARS,
    YEARS_TOP,
)


def sheet_ref(sheet: str) -> str:
    """The sheet as a formula writes it."""
    return sheet if sheet.isidentifier() else f"'{sheet}'"


@dataclass(frozen=True)
class Model:
    """The model of a case: its size, and so the places of everything."""

    case: Case

    @property
    def n_years(self) -> int:
        """Years of the fund."""
        return len(self.case.years)

    @property
    def year_columns(self) -> range:
        """The columns of the years on the sheets where they start in B."""
        return range(VALUE, VALUE + self.n_years)

    @property
    def total_column(self) -> int:
        """The column after the last year."""
        return VALUE + self.n_years

    @property
    def year_letters(self) -> Sequence[str]:
        """Their letters."""
        return [get_column_letter(column) for column in self.year_columns]

    @property
    def n_scenarios(self) -> int:
        """Scenarios side by side."""
        return len(self.case.scenarios)

    @property
    def n_priorities(self) -> int:
        """Priorities of the fund."""
        return len(self.case.priorities)

    # Inputs

    def setting(self, name: str) -> int:
        """The row of a setting."""
        return SETTINGS_TOP + SETTINGS.index(name)

    def year_row(self, name: str) -> int:
        """The row of an input by year."""
        return YEARS_TOP + YEAR_ROWS.index(name)

    def scenario_top(self, name: str) -> int:
        """The row of the first scenario in one of its three tables."""
        return YEARS_TOP + len(YEAR_ROWS) + 3 + SCENARIO_ROWS.index(name) * (self.n_scenarios + 3)

    @property
    def axes_top(self) -> int:
        """The row of the first axis of the two-way table."""
        return self.scenario_top(SCENARIO_ROWS[-1]) + self.n_scenarios + 3

    @property
    def inputs_bottom(self) -> int:
        """The last row of the inputs."""
        return self.axes_top + len(AXES) - 1

    @property
    def project_bottom(self) -> int:
        """The last row of the project inputs."""
        return PROJECT_TOP + PROJECT_ROWS - 1

    @cached_property
    def names(self) -> dict[str, str]:
        """The defined names: every input, and the model's few results that other sheets read by name."""
        last = self.total_column - 1
        found = {name: block(INPUTS, self.setting(name), VALUE, self.setting(name), VALUE) for name in SETTINGS}
        for name in YEAR_ROWS:
            found[name] = block(INPUTS, self.year_row(name), VALUE, self.year_row(name), last)
        for name in SCENARIO_ROWS:
            top = self.scenario_top(name)
            found[name] = block(INPUTS, top, VALUE, top + self.n_scenarios - 1, last)
        top = self.scenario_top(SCENARIO_ROWS[0])
        found["scenario_name"] = block(INPUTS, top, 1, top + self.n_scenarios - 1, 1)
        for at, name in enumerate(AXES):
            found[name] = block(INPUTS, self.axes_top + at, VALUE, self.axes_top + at, VALUE + TABLE_SIZE - 1)
        for name, column in PROJECT_NAMES.items():
            found[name] = block(PROJECTS, PROJECT_TOP, column, self.project_bottom, column)
        found["project_cost"] = block(PROJECTS, PROJECT_TOP, COST, self.project_bottom, COST + self.n_years - 1)
        for column, (name, length) in enumerate(self.lists, 1):
            found[name] = block(LISTS, FIRST, column, FIRST + length - 1, column)
        found["yes"] = block(LISTS, FIRST, 3, FIRST, 3)
        found["penny"] = block(LISTS, FIRST, 4, FIRST, 4)
        for at, name in enumerate(("scenario_number", "year_number", "advance_allowed", "period_length", "rule_share")):
            found[name] = self.chosen(at)
        return found

    @property
    def lists(self) -> Sequence[tuple[str, int]]:
        """The lists to choose from: name and length, in the order of their columns."""
        return ("priority_name", self.n_priorities), ("status_name", len(STATUSES)), ("answer", len(ANSWERS))

    # Input tests: the cell of each input's test has its input's address; those of projects stand lower.

    @property
    def project_tests_top(self) -> int:
        """The row of the first project's tests."""
        return self.inputs_bottom + 5

    @property
    def tests(self) -> Sequence[str]:
        """The ranges of all tests: inputs, names of scenarios, projects."""
        names, top = self.scenario_top(SCENARIO_ROWS[0]), self.project_tests_top
        return (
            block(TESTS, SETTINGS_TOP, VALUE, self.inputs_bottom, VALUE + TABLE_SIZE - 1),
            block(TESTS, names, 1, names + self.n_scenarios - 1, 1),
            block(TESTS, top, NAME, top + PROJECT_ROWS - 1, UNITS),
        )

    # Year workings

    @property
    def used_top(self) -> int:
        """Inputs as used: the settings as used stand above them."""
        return FIRST + len(CHOSEN) + 3

    def used(self, at: int, letter: str) -> str:
        """An input as used, in the column of a year."""
        return f"{sheet_ref(YEARS)}!{letter}${self.used_top + at}"

    def chosen(self, at: int) -> str:
        """A setting as used: see CHOSEN."""
        return block(YEARS, FIRST + 1 + at, VALUE, FIRST + 1 + at, VALUE)

    @property
    def live_top(self) -> int:
        """The measures of the chosen scenario."""
        return self.used_top + len(USED) + 2

    def live_row(self, measure: str) -> int:
        """The row of one of them."""
        return self.live_top + MEASURES.index(measure)

    def live(self, measure: str, letter: str) -> str:
        """A measure of the chosen scenario, in the column of a year."""
        return f"{sheet_ref(YEARS)}!{letter}${self.live_row(measure)}"

    def live_at(self, measure: str, year: int | str) -> str:
        """A measure of the chosen scenario, in a year given by its number, or by the name of a cell that has it."""
        return f"INDEX({self.live_years(measure)},{year})"

    def live_years(self, measure: str) -> str:
        """A measure of the chosen scenario over the years."""
        row = self.live_row(measure)
        return block(YEARS, row, VALUE, row, self.total_column - 1)

    def rollover_top(self, rule: int) -> int:
        """Roll-over: 0 without an advance, 1 with it, 2 the rule in force."""
        return self.live_top + len(MEASURES) + 2 + rule * (len(ROLLOVER) + 2)

    def rollover(self, rule: int, measure: str, letter: str) -> str:
        """A roll-over figure, in the column of a year."""
        return f"{sheet_ref(YEARS)}!{letter}${self.rollover_top(rule) + ROLLOVER.index(measure)}"

    @property
    def flag_row(self) -> int:
        """The row that flags a year overspent."""
        return self.rollover_top(2) + len(ROLLOVER)

    @property
    def priority_top(self) -> int:
        """Projects' cost by priority."""
        return self.flag_row + 3

    @property
    def share_top(self) -> int:
        """Priorities as a share of the allocation."""
        return self.priority_top + self.n_priorities + 4

    @property
    def source_top(self) -> int:
        """Projects' cost by source."""
        return self.share_top + self.n_priorities + 2

    # Scenario workings

    def scenario_block(self, at: int) -> int:
        """The row of a scenario's first parameter; its heading stands above."""
        return FIRST + 1 + at * (len(PARAMETERS) + len(MEASURES) + 2)

    @property
    def scenario_bottom(self) -> int:
        """The last row of the last scenario."""
        return self.scenario_block(self.n_scenarios - 1) + len(PARAMETERS) + len(MEASURES) - 1

    def scenario_lookup(self, key: str, column: str) -> str:
        """A figure of the scenario workings: ``key`` is scenario number and measure, ``column`` counts the years."""
        values = block(SCENARIO_WORKINGS, FIRST, VALUE, self.scenario_bottom, self.total_column)
        keys = block(SCENARIO_WORKINGS, FIRST, KEY, self.scenario_bottom, KEY)
        return f"INDEX({values},MATCH({key},{keys},0),{column})"

    @property
    def bridge_top(self) -> int:
        """The row of the bridge's headings."""
        return self.scenario_bottom + 4

    # Project workings

    def block_top(self, name: str) -> int:
        """The row of the first project in a block; heading and column headings stand above, the total below."""
        return FIRST + 2 + BLOCKS.index(name) * (PROJECT_ROWS + 4)

    def project_column(self, name: str, letter: str) -> str:
        """All projects of a block, in the column of a year."""
        top = self.block_top(name)
        return f"{sheet_ref(PROJECT_WORKINGS)}!{letter}${top}:{letter}${top + PROJECT_ROWS - 1}"

    def project_total(self, name: str) -> int:
        """The row of a block's total."""
        return self.block_top(name) + PROJECT_ROWS

    @property
    def last_project_row(self) -> int:
        """The total of the last block."""
        return self.project_total(BLOCKS[-1])


def beside(letter: str) -> str:
    """The letter of a year's column in the project workings, where two columns more stand before it."""
    return chr(ord(letter) + BLOCK_YEAR - VALUE)


def year_header(model: Model, row: int = HEADER, *, first: int = VALUE, total: bool = True) -> list[Put]:
    """The years' labels above their columns, from the inputs."""
    label = model.year_row("year_label")
    cells = [
        Put(row, first + at, Formula(text_of(f"{INPUTS}!{letter}${label}")), "header")
        for at, letter in enumerate(model.year_letters)
    ]
    return [*cells, Put(row, first + model.n_years, "Total", "header")] if total else cells


def year_numbers(model: Model, row: int = NUMBER, *, first: int = VALUE) -> list[Put]:
    """The years' numbers, 1 to 4, below their labels."""
    start = address(row, first)
    return [
        Put(row, first + at, Formula(f"=COLUMNS(${start}:{address(row, first + at)})"), "year_number")
        for at in range(model.n_years)
    ]


def text_of(cell: str) -> str:
    """The formula that shows the text of a cell: empty stays empty, an error is told in words."""
    return f'=IF(ISERROR({cell}),"Not available",IF({cell}="","",{cell}))'


def money(cell: str) -> str:
    """An amount in words: £193,200."""
    return f'TEXT({cell},"£#,##0")'


def shown(known: str, figure: str | None = None) -> Formula:
    """A figure as an output shows it (left out: the cell it rests on itself): what is not available says so."""
    return Formula(f'=IFNA(IF({known}="","Not available",{figure or known}),"Not available")')
