"""The Scenarios: side by side, a two-way table of share and allocation, and the bridge from year 1 to year 2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cspxl.report.describe import Chart, Content, Formula, Highlight, Line
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.by_year import corner, shown, text_of
from cspxl.report.lcpf.case import TABLE_SIZE, Case
from cspxl.report.lcpf.scenario_workings import BRIDGE_STEPS, DRAWN, looked_up
from cspxl.report.lcpf.terms import MEASURES
from cspxl.report.stack import Below, Beside, Column, Each, Gap, Item, Picture, Stack, Table, Text, holding

# Figures are of each year in turn, of the fund as a whole, or of the year shown.
_FUND: Final = "Total"
_SHOWN: Final = "shown"
_EACH_YEAR: Final = "each"
_LINES: Final = (
    ("allocation", _EACH_YEAR), ("allocation", _FUND), ("available", _EACH_YEAR), ("available", _FUND),
    ("costs", _FUND), ("short", _EACH_YEAR), ("short", _FUND), ("spare", _FUND), ("top_slice", _SHOWN),
    ("candidates", _SHOWN), ("over", _SHOWN), ("cover", _SHOWN), ("best_fit", _SHOWN), ("unplaced", _SHOWN),
)  # fmt: skip
_CHART_ROWS: Final = 15


class _Row(NamedTuple):
    """A measure and what it is of: a year (by its place), the fund, or the year shown."""

    measure: str
    of: int | str

    @property
    def year(self) -> str | None:
        """The formula of the year; the fund as a whole has none."""
        if self.of == _FUND:
            return None
        return "=year_shown" if self.of == _SHOWN else text_of(f"inputs[$year_label$, year={self.of}]")


def describe(case: Case) -> Stack:
    """Tables above one another, two charts below."""
    return Stack(
        terms.SCENARIOS,
        [
            Text(Formula('=area&": scenarios"'), "title"),
            Text("Amounts are pounds, + is money in, or a cost in the lines of projects.", "note"),
            Text("Each scenario is set out on the Inputs sheet and worked out on Scenario workings. "
                 "Totals take in the years that are known.", "note"),
            Gap(),
            Text("Side by side", "heading"),
            _head(case), _side_by_side(case), _against_first(case),
            Gap(2),
            Text(Formula('="Direct borough funding in "&year_shown&", £: direct share against change in the '
                         'allocation"'), "heading"),
            _two_way(),
            Gap(),
            Text(Formula('="From year 1 to year 2, scenario: "&scenario'), "heading"),
            *_bridge(),
            Gap(2),
            Beside([*_charts(case), corner("scenarios_corner")]),
        ],
        widths={1: 38, 2: 14, **dict.fromkeys(range(3, 3 + max(len(case.scenarios), TABLE_SIZE)), 17)},
        landscape=False,
        highlights=[Highlight("side_by_side[year]:scenarios_corner[text]", 'LEFT([@year],4)="Not "', "missing")],
        tab_colour="1F3864",
        locked=True,
    )  # fmt: skip


def _head(case: Case) -> Item:
    """Names and numbers of the scenarios, above their columns."""
    numbered = [
        Column("name", formula=text_of("INDEX(scenario_name,[@number])"), style="header"),
        Column("number", formula="=COLUMNS([$number, scenario=0]:[@number])", style="year_number"),
    ]
    return Beside([
        Below([Text("Figure", "header", height=42), Text("Number of the scenario", "unit")]),
        Text("Year", "header"),
        Table("compared", numbered, range(len(case.scenarios)), _scenario, headings=None, across=True),
    ])


def _scenario(at: int) -> dict[str, object]:
    return {"scenario": at}


def _side_by_side(case: Case) -> Table:
    """A row for each measure and what it is of, a column for each scenario."""
    of: dict[str, Sequence[int | str]] = {_EACH_YEAR: range(case.n_years), _FUND: [_FUND], _SHOWN: [_SHOWN]}
    rows = [_Row(measure, one) for measure, over in _LINES for one in of[over]]
    years = "scenario_years[label]:scenario_all_years[text]"
    found = looked_up(case, 'compared[@number$]&": "&[@$measure]', f"MATCH([@$year],{years},0)")

    def style(row: _Row, plain: str, strong: str) -> str:
        return strong if row.of == _FUND else plain

    return Table(
        "side_by_side",
        [
            Column("measure", value=lambda row: MEASURES[row.measure],
                   style=lambda row: style(row, "line_label", "strong_label")),
            Column("year", formula=lambda row: row.year, value=lambda _row: _FUND,
                   style=lambda row: style(row, "line_label", "strong_label")),
            Each("scenario", range(len(case.scenarios)), [
                Column("amount", formula=shown(found),
                       style=lambda row, _: "whole_share" if row.measure == "cover" else style(row, "money", "strong")),
            ]),
        ],
        rows,
        axes=lambda row: {"measure": row.measure, "of": row.of},
        headings=None,
    )  # fmt: skip


def _against_first(case: Case) -> Table:
    """The money available over the fund against that of the first scenario."""
    here = f"side_by_side[@amount, measure=available, of={_FUND}]"
    base = f"side_by_side[@$amount$, measure=available, of={_FUND}, scenario=0]"
    known = f'IF({base}=0,"Not available",PCT_CHANGE({here},{base}))'
    text = f'=IF(AND(ISNUMBER({here}),ISNUMBER({base})),{known},"Not available")'
    return Table(
        "against_first",
        [
            holding("measure", "Money available against the first scenario", "line_label"),
            holding("year", _FUND, "line_label"),
            Each("scenario", range(len(case.scenarios)), [Column("change", formula=text, style="share")]),
        ],
        headings=None,
    )


def _two_way() -> Table:
    """Direct borough funding by direct share and by change of the allocation: an ordinary formula in each cell."""
    allocation, steps = "INDEX(live[allocation],year_number)", range(TABLE_SIZE)

    def step(axis: str, number: str) -> str:
        """A step of an axis; one that failed its test is not available."""
        return f'=IF(INDEX(axis_tests[{axis}],1,{number})<>"","Not available",INDEX({axis},1,{number}))'

    across = step("table_change", "COLUMNS(two_way[$direct, change=0, share=0]:two_way[@direct, share=0])")
    down = step("table_share", "ROWS([$share$, share=0]:[@$share])")
    change = "[#direct$]"
    known = f'IF(OR(ISTEXT({change}),ISTEXT([@$share])),"",{allocation})'
    split = f"LCPF_ALLOCATE(ROUND({allocation}*(1+{change}),0),year_number,1-[@$share])"
    return Table(
        "two_way",
        [
            holding("label", "Direct share", "line_label", "Down: direct share; across: change"),
            Column("share", formula=down, style="share"),
            Each("change", steps, [
                Column("direct", Formula(across), shown(known, f"INDEX({split},1,1)"), style="money",
                       heading_style="header_share"),
            ]),
        ],
        steps,
        axes=lambda at: {"share": at},
        heading_height=18,
    )  # fmt: skip


def _bridge() -> Sequence[Item]:
    """The steps from year 1 to year 2, and year 2 against the fund's rule."""
    columns = [
        Column("step", formula="=bridge[@$step$]", style="line_label"),
        Column("amount", "Amount, £", shown("bridge[@$amount$]"), style="money"),
        Column("level", "Level after, £", shown("bridge[@$level$]"), style="money"),
    ]
    against: list[tuple[str, Content, str]] = [
        ("change", "Change of allocation, year 1 to year 2", "share"),
        ("by_rule", Formula('="Direct funding at "&TEXT(rule_direct_share,"0%")&" of year 1"'), "money"),
        ("difference", "Direct funding of year 2 less that", "money"),
    ]
    rule = [Column(name, label, shown(f"rule[{name}]"), style=style) for name, label, style in against]
    no_level = [holding(name, None, "money") for name, _, _ in against]
    return [
        Table("bridge_shown", columns, BRIDGE_STEPS, axes=lambda at: {"step": at}),
        Beside([
            Table("rule_shown", rule, headings="line_label", across=True),
            Table("rule_levels", no_level, headings=None, across=True),
        ]),
    ]


def _charts(case: Case) -> Sequence[Item]:
    bridge = [Line(f"bridge[#{name}]", f"bridge[{name}]", visible=name != DRAWN[0]) for name in DRAWN]
    scenarios = [
        Line(f"compared[name, scenario={at}]", _available(case, f"amount, scenario={at}"))
        for at in range(len(case.scenarios))
    ]
    return [
        Picture(Chart(
            "stacked", "Bridge from year 1 to year 2",
            "Stacked columns: the steps from the allocation of year 1 to the money available in year 2.",
            "", 132, 74, "bridge[step]", bridge, "£#,##0",
        ), rows=_CHART_ROWS, columns=3),
        Picture(Chart(
            "beside", "Money available by year and scenario",
            "Columns beside one another: the money available in each year in each scenario.",
            "", 128, 74, _available(case, "year"), scenarios, "£#,##0",
        ), rows=_CHART_ROWS, columns=3),
    ]  # fmt: skip


def _available(case: Case, column: str) -> str:
    """The money available in each year, in a column of the table side by side."""
    first, last = (f"side_by_side[{column}, measure=available, of={at}]" for at in (0, case.n_years - 1))
    return f"{first}:{last}"
