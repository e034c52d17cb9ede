"""The Scenarios: side by side, a two-way table of share and allocation, and the bridge from year 1 to year 2."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from cspxl.report.describe import Chart, Content, Formula, Highlight, Line, Page, Put, Sheet, address, block, row_of
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import TABLE_SIZE
from cspxl.report.lcpf.layout import Model, sheet_ref, shown, text_of
from cspxl.report.lcpf.scenario_workings import BRIDGE_STEPS, rule_cell
from cspxl.report.lcpf.terms import (
    AXES,
    SCENARIO_WORKINGS,
    SCENARIOS,
    TESTS,
    VALUE,
)

_TOP = 8
_LEFT = 3  # the column of the first scenario
# Measure and column of the scenario workings: 0 is each year in turn, 1 the total over the fund, 2 the year shown.
_EACH_YEAR, _FUND, _SHOWN = range(3)
_LINES = (
    (terms.ALLOCATION, _EACH_YEAR), (terms.ALLOCATION, _FUND), (terms.AVAILABLE, _EACH_YEAR),
    (terms.AVAILABLE, _FUND), (terms.COSTS, _FUND), (terms.SHORT, _EACH_YEAR), (terms.SHORT, _FUND),
    (terms.SPARE, _FUND),
    (terms.TOP_SLICE, _SHOWN), (terms.CANDIDATES, _SHOWN), (terms.OVER, _SHOWN), (terms.COVER_RATIO, _SHOWN),
    (terms.BEST_FIT, _SHOWN), (terms.UNPLACED, _SHOWN),
)  # fmt: skip
_CHART_ROWS = 14
_CHANGE_LABEL = "Money available against the first scenario"


def describe(model: Model) -> Sheet:
    """Tables above one another, two charts below."""
    rows = _rows(model)
    table_top = _TOP + len(rows) + 5
    bridge_top = table_top + TABLE_SIZE + 3
    charts = bridge_top + BRIDGE_STEPS + 5
    last = max(_LEFT + model.n_scenarios - 1, _LEFT + TABLE_SIZE - 1)
    cells = [
        Put(1, 1, Formula('=area&": scenarios"'), "title"),
        Put(2, 1, "Amounts are pounds, + is money in, or a cost in the lines of projects.", "note"),
        Put(3, 1, "Each scenario is set out on the Inputs sheet and worked out on Scenario workings. "
                  "Totals take in the years that are known.", "note"),
        Put(_TOP - 3, 1, "Side by side", "heading"),
        *_side_by_side(model, rows), *_two_way(model, table_top), *_bridge(model, bridge_top),
    ]  # fmt: skip
    bottom = charts + _CHART_ROWS
    return Sheet(
        SCENARIOS,
        cells,
        widths={1: 38, 2: 14, **dict.fromkeys(range(_LEFT, last + 1), 17)},
        heights={_TOP - 2: 42, table_top - 1: 18},
        page=Page(f"A1:{address(bottom, last)}", landscape=False),
        highlights=[Highlight(f"B{_TOP}:{address(charts, last)}", f'LEFT(B{_TOP},4)="Not "', "missing")],
        charts=_charts(model, charts, rows),
        tab_colour="1F3864",
        locked=True,
    )


def _rows(model: Model) -> list[tuple[str, Content]]:
    """Measure and year of each line."""
    label = model.year_row("year_label")
    years: list[Content] = [Formula(text_of(f"{terms.INPUTS}!${letter}${label}")) for letter in model.year_letters]
    total: list[Content] = ["Total"]
    shown_year: list[Content] = [Formula("=year_shown")]
    found: list[tuple[str, Content]] = []
    for measure, over in _LINES:
        found += [(measure, year) for year in (years, total, shown_year)[over]]
    return found


def _side_by_side(model: Model, rows: list[tuple[str, Content]]) -> list[Put]:
    cells: list[Put] = row_of(_TOP - 2, 1, ["Figure", "Year"], "header")
    cells.append(Put(_TOP - 1, 1, "Number of the scenario", "unit"))
    columns = range(_LEFT, _LEFT + model.n_scenarios)
    for column in columns:
        number = address(_TOP - 1, column)
        start = f"${address(_TOP - 1, _LEFT)}"
        cells.append(Put(_TOP - 1, column, Formula(f"=COLUMNS({start}:{number})"), "year_number"))
        cells.append(Put(_TOP - 2, column, Formula(text_of(f"INDEX(scenario_name,{number})")), "header"))
    years = block(SCENARIO_WORKINGS, terms.HEADER, terms.VALUE, terms.HEADER, model.total_column)
    for row, (measure, year) in enumerate(rows, _TOP):
        total = year == "Total"
        styles = ("strong_label", "strong") if total else ("line_label", "money")
        figure_style = "whole_share" if measure == terms.COVER_RATIO else styles[1]
        cells += [Put(row, 1, measure, styles[0]), Put(row, 2, year, styles[0])]
        for column in columns:
            key = f'{get_column_letter(column)}${_TOP - 1}&": "&$A{row}'
            found = model.scenario_lookup(key, f"MATCH($B{row},{years},0)")
            cells.append(Put(row, column, shown(found), figure_style))
    return cells + _change(model, rows)


def _change(model: Model, rows: list[tuple[str, Content]]) -> list[Put]:
    """The money available over the fund against that of the first scenario."""
    row = _TOP + len(rows)
    money = _TOP + rows.index((terms.AVAILABLE, "Total"))
    cells = [Put(row, 1, _CHANGE_LABEL, "line_label"), Put(row, 2, "Total", "line_label")]
    base = address(money, _LEFT, fixed=True)
    for column in range(_LEFT, _LEFT + model.n_scenarios):
        here = address(money, column)
        known = f'IF({base}=0,"Not available",PCT_CHANGE({here},{base}))'
        text = f'=IF(AND(ISNUMBER({here}),ISNUMBER({base})),{known},"Not available")'
        cells.append(Put(row, column, Formula(text), "share"))
    return cells


def _two_way(model: Model, top: int) -> list[Put]:
    """Direct borough funding by direct share and by change of the allocation: an ordinary formula in each cell."""
    cells = [
        Put(top - 2, 1, Formula('="Direct borough funding in "&year_shown&", £: direct share against change in the '
                                'allocation"'), "heading"),
        *row_of(top - 1, 1, ["Down: direct share; across: change", "Share"], "header"),
    ]  # fmt: skip
    allocation = model.live_at(terms.ALLOCATION, "year_number")

    def step(axis: str, number: str) -> Formula:
        """A step of an axis; one that failed its test is not available."""
        row = model.axes_top + AXES.index(axis)
        tests = block(TESTS, row, VALUE, row, VALUE + TABLE_SIZE - 1)
        return Formula(f'=IF(INDEX({tests},1,{number})<>"","Not available",INDEX({axis},1,{number}))')

    for at in range(TABLE_SIZE):
        column, row = _LEFT + at, top + at
        across, down = f"COLUMNS($C{top}:{address(top, column)})", f"ROWS($B${top}:$B{row})"
        cells += [
            Put(top - 1, column, step("table_change", across), "header_share"),
            Put(row, 1, "Direct share", "line_label"),
            Put(row, 2, step("table_share", down), "share"),
        ]
        for place in range(TABLE_SIZE):
            change = f"{get_column_letter(_LEFT + place)}${top - 1}"
            known = f'IF(OR(ISTEXT({change}),ISTEXT($B{row})),"",{allocation})'
            split = f"LCPF_ALLOCATE(ROUND({allocation}*(1+{change}),0),year_number,1-$B{row})"
            cells.append(Put(row, _LEFT + place, shown(known, f"INDEX({split},1,1)"), "money"))
    return cells


def _bridge(model: Model, top: int) -> list[Put]:
    """The steps from year 1 to year 2, and year 2 against the fund's rule."""
    sheet, source = sheet_ref(SCENARIO_WORKINGS), model.bridge_top
    cells = [
        Put(top - 2, 1, Formula('="From year 1 to year 2, scenario: "&scenario'), "heading"),
        *row_of(top - 1, 1, ["Step", "Amount, £", "Level after, £"], "header"),
    ]
    for at in range(BRIDGE_STEPS):
        row, step = top + at, source + 1 + at
        cells += [
            Put(row, 1, Formula(f"={sheet}!$A${step}"), "line_label"),
            Put(row, 2, shown(f"{sheet}!$B${step}"), "money"), Put(row, 3, shown(f"{sheet}!$C${step}"), "money"),
        ]  # fmt: skip
    lines: tuple[tuple[Content, str], ...] = (
        ("Change of allocation, year 1 to year 2", "share"),
        (Formula('="Direct funding at "&TEXT(rule_direct_share,"0%")&" of year 1"'), "money"),
        ("Direct funding of year 2 less that", "money"),
    )
    for at, ((label, style), place) in enumerate(zip(lines, (2, 0, 1), strict=True)):
        row = top + BRIDGE_STEPS + at
        cells += [Put(row, 1, label, "line_label"), Put(row, 2, shown(rule_cell(model, place)), style),
                  Put(row, 3, None, "money")]  # fmt: skip
    return cells


def _charts(model: Model, row: int, rows: list[tuple[str, Content]]) -> list[Chart]:
    top = model.bridge_top

    def column(at: int) -> str:
        return block(SCENARIO_WORKINGS, top + 1, at, top + BRIDGE_STEPS, at)

    bridge = [
        Line(block(SCENARIO_WORKINGS, top, at, top, at), column(at), visible=at != 4) for at in (4, 5, 6, 7)
    ]
    first = next(at for at, (measure, _) in enumerate(rows, _TOP) if measure == terms.AVAILABLE)
    scenarios = [
        Line(block(SCENARIOS, _TOP - 2, _LEFT + at, _TOP - 2, _LEFT + at),
             block(SCENARIOS, first, _LEFT + at, first + model.n_years - 1, _LEFT + at))
        for at in range(model.n_scenarios)
    ]  # fmt: skip
    years = block(SCENARIOS, first, 2, first + model.n_years - 1, 2)
    return [
        Chart("stacked", "Bridge from year 1 to year 2",
              "Stacked columns: the steps from the allocation of year 1 to the money available in year 2.",
              f"A{row}", 132, 74, column(1), bridge, "£#,##0"),
        Chart("beside", "Money available by year and scenario",
              "Columns beside one another: the money available in each year in each scenario.",
              f"D{row}", 128, 74, years, scenarios, "£#,##0"),
    ]  # fmt: skip
