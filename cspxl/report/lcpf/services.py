"""The services that projects pay into: match funding share, gap and unit costs, worked out and shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cspxl.report.describe import Formula, Highlight
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import PROJECT_ROWS
from cspxl.report.lcpf.project_workings import named
from cspxl.report.stack import Column, Gap, Spelling, Stack, Table, Text


class _Figure(NamedTuple):
    """A figure of a service: its heading, formula and style."""

    heading: str
    formula: str
    style: str


def _tested(name: str, column: str) -> str:
    value = f"INDEX({name},[@$number])"
    return f'=IF(project_tests[@${column}]<>"",NA(),IF({value}="","",{value}))'


_FIGURES: Final[Mapping[str, _Figure]] = {
    "cost": _Figure("Cost to the fund, £", "=INDEX(cost[@$amount],1,year_number)", "money"),
    "other": _Figure("Other funding, £", _tested("project_other", "other"), "money"),
    "total": _Figure("Total service cost, £", _tested("project_total", "total"), "money"),
    "fund_share": _Figure("Fund share", '=IF([@$total]="","",IF([@$total]=0,0,[@$cost]/[@$total]))', "share"),
    "match_share": _Figure(
        "Match share", '=IF(OR([@$other]="",[@$total]=""),"",IF([@$total]=0,0,[@$other]/[@$total]))', "share",
    ),
    "gap": _Figure("Gap, £", '=IF([@$total]="","",[@$total]-[@$cost]-N([@$other]))', "money"),
    "units": _Figure("Units a year", _tested("project_units", "units"), "figure"),
    "fund_cost": _Figure("Fund cost a unit, £", '=IF([@$units]="","",[@$cost]/[@$units])', "unit_cost"),
    "service_cost": _Figure(
        "Service cost a unit, £", '=IF(OR([@$units]="",[@$total]=""),"",[@$total]/[@$units])', "unit_cost",
    ),
}  # fmt: skip
_LAST: Final = list(_FIGURES)[-1]


def workings() -> Stack:
    """What each service costs in the year shown, who else pays, what a unit costs; the projects taken, in order."""
    flags = "INDEX(taken[$amount$],0,year_number)"
    taken = f'=IF([@$number]>SUM({flags}),"",PICK(taken[$project$],{flags},1,[@$number]))'
    table = Table(
        "service_workings",
        [
            *named(),
            *(Column(name, item.heading, item.formula, style=item.style, width=12) for name, item in _FIGURES.items()),
            Column("taken", "Taken, in order", taken, style="line_label", width=36),
        ],
        range(PROJECT_ROWS),
        axes=lambda at: {"project": at},
        spelling=Spelling(other="S!A1"),
        heading_height=30,
    )
    return Stack(
        terms.SERVICE_WORKINGS,
        [
            Text("Service workings", "title"),
            Text(Formula('="Services in "&year_shown&". Nothing here is typed in. Amounts are pounds a year, + is a '
                         'cost; empty is not known."'), "note"),
            Gap(2),
            table,
        ],
        widths={1: 6, 2: 40, 3: 32},
        highlights=[Highlight(f"service_workings[number]:service_workings[{_LAST}]", '[@$project]=""', "spare")],
        freeze="service_workings[priority]",
        locked=True,
    )  # fmt: skip


def taken_list() -> str:
    """The projects that the best fit takes in the year shown, in one text."""
    first, *others = (f"service_workings[taken, project={at}]" for at in range(PROJECT_ROWS))
    return "&".join([first, *(f'IF({cell}="","",", "&{cell})' for cell in others)])


def describe() -> Stack:
    """The output: a line for each project, spare lines empty."""
    def figure(name: str) -> str:
        return f'=IF([@$project]="","",IFNA(service_workings[@{name}],"Not available"))'

    table = Table(
        "services",
        [
            Column("project", formula="=service_workings[@$project]", style="line_label", width=42),
            *(Column(name, item.heading, figure(name), style=item.style, width=13) for name, item in _FIGURES.items()),
        ],
        range(PROJECT_ROWS),
        axes=lambda at: {"project": at},
        heading_height=30,
        height=16,
    )
    cells = f"services[project]:services[{_LAST}]"
    return Stack(
        terms.SERVICES,
        [
            Text(Formula('=area&": match funding, gap and unit costs"'), "title", height=26),
            Text(Formula('="Services in "&year_shown&", scenario: "&scenario'), "subtitle"),
            Text("Amounts are pounds a year, + is a cost; a dash is none, an empty cell is not known. Gap: the cost "
                 "of the service that neither the fund nor the other funding entered pays for.", "note"),
            Gap(),
            table,
        ],
        highlights=[
            Highlight(cells, '[@$project]=""', "spare"),
            Highlight(cells, '[@project]="Not available"', "missing"),
        ],
        freeze=f"services[{next(iter(_FIGURES))}]",
        tab_colour="1F3864",
        locked=True,
    )  # fmt: skip
