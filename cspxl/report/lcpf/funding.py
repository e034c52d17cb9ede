"""The Funding table: every project with the source of every pound, in the year shown and over the fund."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cspxl.report.describe import Formula, Highlight
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.by_year import text_of
from cspxl.report.lcpf.case import PROJECT_ROWS
from cspxl.report.stack import Column, Each, Gap, Stack, Table, Text, holding

_SOURCES: Final[Mapping[str, str]] = {
    "cost": "Cost", "direct": "Direct", "joint": "Co-commissioned", "short": "Not funded",
}  # fmt: skip
_NAMES: Final = list(_SOURCES)


def describe() -> Stack:
    """A line for each project, spare lines empty; totals above."""
    cells = "funding[project]:funding[all_years]"
    return Stack(
        terms.FUNDING,
        [
            Text(Formula('=area&": projects and the source of every pound"'), "title", height=26),
            Text(Formula('="Scenario: "&scenario'), "subtitle"),
            Text("Amounts are pounds, + is a cost; a dash is none. Direct, co-commissioned and not funded add up "
                 "to the cost.", "note"),
            Gap(),
            _totals(),
            _projects(),
        ],
        highlights=[
            Highlight(cells, '[@$project]=""', "spare"),
            Highlight(cells, '[@project]="Not available"', "missing"),
        ],
        freeze="funding[priority]",
        tab_colour="1F3864",
        locked=True,
    )  # fmt: skip


def _figures(year_shown: str | Callable[..., str], all_years: str | Callable[..., str], style: str) -> Sequence[Each]:
    """Cost and sources of the year shown, then of all years."""
    def named(source: str) -> Formula:
        return Formula(f'="{_SOURCES[source]} "&year_shown')

    return [
        Each("source", _NAMES, [Column("year_shown", named, year_shown, style=style, width=13.5)]),
        Each("source", _NAMES, [
            Column("all_years", lambda source: f"{_SOURCES[source]}, all years", all_years, style=style, width=13.5),
        ]),
    ]  # fmt: skip


def _projects() -> Table:
    def figure(text: str) -> Callable[[int, str], str]:
        found = f'=IF([@$project]="","",IFNA({text},"Not available"))'
        return lambda _at, source: found.replace("{source}", source)

    return Table(
        "funding",
        [
            Column("project", formula="=cost[@$project]", style="line_label", width=40),
            Column("priority", formula="=cost[@$priority]", style="line_label", width=32),
            Column("provider", formula=text_of("INDEX(project_provider,cost[@$number])"), style="line_label",
                   width=15),
            *_figures(figure("INDEX({source}[@$amount],1,year_number)"), figure("{source}[@$total]"), "money"),
        ],
        range(PROJECT_ROWS),
        axes=lambda at: {"project": at},
        headings=None,
        height=17,
    )  # fmt: skip


def _totals() -> Table:
    """Sums of the money; one figure that is not available leaves the sum not available."""

    def total(column: str) -> str:
        span = f"funding[@{column}, project=0]:funding[@{column}, project={PROJECT_ROWS - 1}]"
        return f'=IF(COUNTIF({span},"Not available")>0,"Not available",SUM({span}))'

    return Table(
        "funding_total",
        [
            holding("project", "All projects", "strong_label", "Project"),
            holding("priority", None, "strong_label", "Priority"),
            holding("provider", None, "strong_label", "Provider"),
            *_figures(total("year_shown"), total("all_years"), "strong"),
        ],
        heading_height=44,
    )
