"""The Project workings: cost, candidates, what the best fit takes and the source of every pound, project by project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cspxl.report.describe import Formula, Highlight
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.by_year import corner, text_of, year_head
from cspxl.report.lcpf.case import PROJECT_ROWS, Case
from cspxl.report.stack import Below, Beside, Column, Each, Gap, Item, Spelling, Stack, Table, Text, holding

BLOCKS: Final[Mapping[str, str]] = {
    "cost": "Cost",
    "candidates": "Candidates for co-commissioning",
    "taken": "Taken by the best fit",
    "joint": "Co-commissioned money",
    "need": "Need for direct money",
    "direct": "Direct money",
    "short": "Not funded",
    "shared": "Top slice if shared over all candidates",
}
"""A table for each, from top to bottom: a row for each project, ``[amount]`` by year."""

_LAST = PROJECT_ROWS - 1
_WIDTH = 13


def describe(case: Case) -> Stack:
    """A block for each step, a line for each project."""
    head: list[Item] = [
        Below([Gap(), Text("Year of the fund", "label")]),
        Gap(columns=2),
        year_head("project_years", case.n_years),
        Text("Total", "header"),
    ]
    return Stack(
        terms.PROJECT_WORKINGS,
        [
            Text("Project workings", "title"),
            Text("The chosen scenario, project by project. Nothing here is typed in. Amounts are pounds, + is a cost; "
                 "a dash is none.", "note"),
            Gap(),
            Beside(head),
            *(item for name in BLOCKS for item in _block(case, name)),
        ],
        widths={1: 6, 2: 40, 3: 33},
        landscape=False,
        one_page=False,
        repeats="project_years",
        highlights=[
            Highlight("cost[number]:shared_total[total]", 'AND(ISNUMBER([@$number]),[@$project]="")', "spare"),
        ],
        freeze="cost_corner[text]",
        locked=True,
    )  # fmt: skip


def named() -> Sequence[Column]:
    """Number, name and priority of a project."""
    return [
        Column("number", "No.", value=lambda at: at + 1, style="year_number"),
        Column("project", formula=text_of("INDEX(project_name,[@$number])"), style="line_label"),
        Column("priority", formula=text_of("INDEX(project_priority,[@$number])"), style="line_label"),
    ]


def _block(case: Case, name: str) -> Sequence[Item]:
    """Heading, the projects, and their total."""
    years = range(case.n_years)
    style, total_style, unit = "money", "money", terms.COST_UNIT
    if name == "taken":
        style, total_style, unit = "taken", "figure", "1 is taken, 0 is not"

    def added(column: str) -> str:
        return f"=SUM({name}[@{column}, project=0]:{name}[@{column}, project={_LAST}])"

    added_up = f"=SUM([@amount, year=0]:[@amount, year={years[-1]}])"
    return [
        Beside([Gap(), Text(f"{BLOCKS[name]}, {unit}", "heading"), Gap(), corner(f"{name}_corner")]),
        Table(
            name,
            [
                *named(),
                Each("year", years, [
                    Column("amount", Formula("=project_years[@label]"), _AMOUNTS[name], style=style, width=_WIDTH),
                ]),
                Column("total", formula=added_up, style=total_style, width=_WIDTH),
            ],
            range(PROJECT_ROWS),
            axes=lambda at: {"project": at},
            spelling=Spelling(span="S!A$1", others="S!A$1"),
        ),
        Table(
            f"{name}_total",
            [
                Column("none", style=""),
                holding("label", "Total", "total_label"),
                holding("no_priority", None, "total_label"),
                Each("year", years, [Column("amount", formula=added("amount"), style="total")]),
                Column("total", formula=added("total"), style="total"),
            ],
            headings=None,
            spelling=Spelling(other="S!A$1"),
        ),
        Gap(),
    ]  # fmt: skip


def _known(money: str, text: str) -> str:
    """The formula, where an amount of money is known."""
    return f'=IF({money}="","",{text})'


_COST: Final = "INDEX(project_cost,[@$number],project_years[@number])"
_CANDIDATE: Final = "INDEX(project_candidate,[@$number])"
_NEEDS: Final = "need[@amount, project=*]"
_CANDIDATES: Final = "candidates[@amount, project=*]"
_FIT: Final = f"LCPF_BEST_FIT(live[@won],{_CANDIDATES})"

# The source of every pound: co-commissioned, direct (shared out in proportion where it is short), none.
_AMOUNTS: Final[Mapping[str, str]] = {
    "cost": f'=IF(project_tests[@cost]<>"",NA(),IF({_COST}="",0,{_COST}))',
    "candidates": f'=IF(project_tests[@$candidate]<>"",NA(),IF({_CANDIDATE}=yes,cost[@amount],0))',
    "taken": f'=IF(live[@won]="",0,IF(INDEX({_FIT},[@$number],1),1,0))',
    "joint": "=taken[@amount]*cost[@amount]",
    "need": "=cost[@amount]-joint[@amount]",
    "direct": _known("live[@direct]", f"IF(SUM({_NEEDS})<=live[@direct],need[@amount],"
                                      f"INDEX(LCPF_APPORTION(live[@direct],{_NEEDS}),[@$number],1))"),
    "short": _known("direct[@amount]", "need[@amount]-direct[@amount]"),
    "shared": _known("live[@top_slice]", f"IF(OR(live[@top_slice]=0,SUM({_CANDIDATES})=0),0,"
                                         f"INDEX(LCPF_APPORTION(live[@top_slice],{_CANDIDATES}),[@$number],1))"),
}  # fmt: skip
