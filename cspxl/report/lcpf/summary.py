"""The Summary: one A4 page for the board. Light, key figures, sentences, split by year, charts, priorities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from cspxl.report.describe import Chart, Formula, Highlight, Line
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.by_year import YEAR_LABEL, corner, shown, text_of
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.checks import light_shown, lights
from cspxl.report.lcpf.terms import MEASURES
from cspxl.report.lcpf.wording import live_at, sentences, year
from cspxl.report.lcpf.year_workings import NO_PRIORITY
from cspxl.report.stack import Beside, Column, Each, Gap, Item, Picture, Stack, Table, Text, holding

_CHART_ROWS: Final = 13
_YEARS: Final = Formula(text_of(YEAR_LABEL))
_SPLIT: Final = (
    "base", "uplift", "allocation", "direct", "top_slice", "won", "available", "costs", "short", "spare",
)  # fmt: skip
_TOTALS: Final = ("allocation", "available")
_NOTES: Final = (
    "Amounts are pounds: + is money in, or a cost in the lines of projects; a dash is none, n/a not available.",
    "Placed: named as a project's money. Won: what bids bring back. Totals take in the years that are known.",
)


def describe(case: Case) -> Stack:
    """All of it formulas."""
    words = [holding(about, Formula(f"={text}"), "sentence") for about, text in sentences().items()]
    unused = Gap(columns=case.n_years + 2)
    return Stack(
        terms.SUMMARY,
        [
            Text(Formula('=area&": London Crime Prevention Fund"'), "title", height=26),
            Text(Formula('="Scenario: "&scenario&". The year shown is "&year_shown&"."'), "subtitle"),
            light_shown("summary"),
            Gap(height=8),
            _cards(),
            Gap(height=8),
            Text("In words", "heading", height=20),
            Table("words", words, headings=None, across=True, height=15.5),
            Gap(),
            Text("Split by year, £", "heading", height=20),
            _split(case),
            Gap(2),
            Beside(_charts()),
            Gap(),
            Text("Projects' cost by priority, £", "heading", height=20),
            *_priorities(case),
            Gap(),
            Beside([unused, corner("summary_corner")]),
            *(Text(text, "note") for text in _NOTES),
        ],
        widths={1: 33, **dict.fromkeys(range(2, case.n_years + 4), 14.5)},
        landscape=False,
        highlights=[
            *lights("summary_light"),
            Highlight("split[amount]:summary_corner[text]", 'LEFT([@amount, year=0],4)="Not "', "missing"),
        ],
        tab_colour="1F3864",
        locked=True,
    )


def _cards() -> Table:
    """The figures that a board looks for first: label above figure."""
    figures = (
        (f'"Allocation "&{year(1)}', "allocation", "1"),
        ('"of which uplift"', "uplift", "1"),
        ('"Direct "&year_shown', "direct", "year_number"),
        ('"Top slice "&year_shown', "top_slice", "year_number"),
        ('"Candidates"', "candidates", "year_number"),
        ('"Cover"', "cover", "year_number"),
        ('"Best fit"', "best_fit", "year_number"),
    )

    def card(label: str, measure: str, at: str) -> Column:
        figure = live_at(measure, at)
        style = "card_share" if measure == "cover" else "card"
        return Column(
            measure, Formula(f'=IFERROR({label},"Not available")'), f'=IFNA(IF({figure}="","n/a",{figure}),"n/a")',
            style=style,
        )  # fmt: skip

    return Table("cards", [card(*figure) for figure in figures], headings="card_label", heading_height=15, height=24)


def _split(case: Case) -> Table:
    """The measures of the chosen scenario, by year and over the fund."""

    def style(plain: str, strong: str) -> Callable[..., str]:
        return lambda measure, *_: strong if measure in _TOTALS else plain

    whole = "[@$total$, measure=allocation]"
    share = (
        f"=IF(AND(ISNUMBER({whole}),ISNUMBER([@total])),"
        f'IF({whole}=0,"",[@total]/{whole}),"Not available")'
    )
    money = style("money", "strong")
    return Table(
        "split",
        [
            Column("money", value=lambda measure: MEASURES[measure], style=style("line_label", "strong_label")),
            Each("year", range(case.n_years), [
                Column("amount", _YEARS, lambda measure, _: shown(f"live[@{measure}]"), style=money),
            ]),
            Column("total", formula=lambda measure: shown(f"live_total[@{measure}]"), style=money),
            Column("share", "Share of allocation", share, style=style("whole_share", "strong_share")),
        ],
        _SPLIT,
        axes=lambda measure: {"measure": measure},
        heading_height=28,
    )  # fmt: skip


def _priorities(case: Case) -> Sequence[Table]:
    """A row for each priority; below them what has none, and all."""
    whole, cost = live_at("allocation", 1), "[@cost, year=0]"
    of_all = f'=IFNA(IF(OR(N({whole})=0,NOT(ISNUMBER({cost}))),"Not available",{cost}/{whole}),"Not available")'
    years = range(case.n_years)
    return [
        Table(
            "priority_costs",
            [
                Column("priority", formula="=by_priority[@$label$]", style="line_label"),
                Each("year", years, [Column("cost", _YEARS, shown("by_priority[@cost]"), style="money")]),
                Column("total", formula=shown("by_priority[@total]"), style="money"),
                Column("share", "Share of year 1's allocation", shown("shares[@$cost$, year=0]"), style="whole_share"),
            ],
            range(len(case.priorities)),
            axes=lambda at: {"priority": at},
            heading_height=28,
        ),
        Table(
            "priorities_together",
            [
                Column("label", value=lambda name: NO_PRIORITY if name == "none" else "All projects",
                       style=lambda name: "line_label" if name == "none" else "total_label"),
                Each("year", years, [
                    Column("cost", formula=lambda name, _: shown(f"all_priorities[@{name}]"), style=_together),
                ]),
                Column("total", formula=lambda name: shown(f"all_priorities_total[@{name}]"), style=_together),
                Column("share", formula=lambda name: None if name == "none" else of_all,
                       style=lambda name: "whole_share" if name == "none" else "total_share"),
            ],
            ("none", "all"),
            headings=None,
        ),
    ]  # fmt: skip


def _together(name: str, *_year: int) -> str:
    return "money" if name == "none" else "total"


def _charts() -> Sequence[Item]:
    split = [Line(f"split[money, measure={one}]", f"split[@amount, measure={one}]") for one in ("direct", "top_slice")]
    year_one = [Line("priority_costs[#cost, year=0]", "priority_costs[cost, year=0]")]
    return [
        Picture(Chart(
            "stacked", "Allocation by year: direct and co-commissioned",
            "Stacked columns: direct borough funding and co-commissioned services of each year.",
            "", 114, 66, "inputs[year_label]", split, "£#,##0",
        ), rows=_CHART_ROWS, columns=3),
        Picture(Chart(
            "bar", "Projects' cost in year 1 by priority", "Bars: projects' cost in the first year for each priority.",
            "", 112, 66, "priority_costs[priority]", year_one, "£#,##0",
        ), rows=_CHART_ROWS, columns=4),
    ]  # fmt: skip
