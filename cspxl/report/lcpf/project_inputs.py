"""The Project inputs sheet: a line for each project, with spare lines, and a message at the end of each."""

from __future__ import annotations

from collections.abc import Callable

from cspxl.report.describe import Choice, Formula, Highlight
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.by_year import YEAR_LABEL
from cspxl.report.lcpf.case import PROJECT_ROWS, Case, Project
from cspxl.report.lcpf.inputs import message, money_choice
from cspxl.report.stack import Column, Each, Gap, Spelling, Stack, Table, Text
from cspxl.values import Cell


def describe(case: Case) -> Stack:
    """Name, priority, provider, cost by year, candidate, other funding, total, units, message, source."""
    return Stack(
        terms.PROJECTS,
        [
            Text("Project inputs", "title"),
            Text("One line a project; the lines at the end are spare. Costs to the fund are whole pounds a year, "
                 "+ is a cost; an empty cost counts as none.", "note"),
            Text("Candidate: Yes, if co-commissioning could pay for it from year 2. Other funding and total service "
                 "cost are pounds a year; units are what a year's service delivers.", "note"),
            Gap(),
            _projects(case),
        ],
        choices=_CHOICES,
        highlights=[Highlight("projects[message]", 'LEFT([@$message],4)="Note"', "remark")],
        freeze="projects[priority]",
        tab_colour="C9A227",
        locked=True,
    )  # fmt: skip


def _projects(case: Case) -> Table:
    def entered(take: Callable[[Project], Cell]) -> Callable[[int], Cell]:
        return lambda at: take(case.projects[at]) if at < len(case.projects) else None

    def cost(at: int, year: int) -> Cell:
        costs = case.projects[at].costs if at < len(case.projects) else ()
        return costs[year] if year < len(costs) else None

    no_cost = 'IF(AND([@project]<>"",COUNT([@cost])=0),"Note: no cost entered yet","")'
    return Table(
        "projects",
        [
            Column("number", "No.", value=lambda at: at + 1, style="year_number", width=5),
            Column("project", value=entered(lambda item: item.name), style="input_text", width=34),
            Column("priority", value=entered(lambda item: item.priority), style="input_text", width=29),
            Column("provider", value=entered(lambda item: item.provider), style="input_text", width=14),
            Each("year", range(case.n_years), [
                Column("cost", Formula(f'="Cost "&IFERROR({YEAR_LABEL},"")&", £"'), value=cost, style="input_money",
                       width=11),
            ]),
            Column("candidate", value=entered(lambda item: item.candidate), style="input_text", width=11),
            Column("other", "Other funding, £ a year", value=entered(lambda item: item.other_funding),
                   style="input_money", width=11),
            Column("total", "Total service cost, £ a year", value=entered(lambda item: item.total_cost),
                   style="input_money", width=12),
            Column("units", "Units a year", value=entered(lambda item: item.units), style="input_number", width=8),
            Column("unit", value=entered(lambda item: item.unit), style="input_text", width=10),
            Column("message", formula=message("project_tests[@$project]:project_tests[@$units]", no_cost),
                   style="beside", width=38),
            Column("source", value=entered(lambda item: item.source), style="input_note", width=62),
        ],
        range(PROJECT_ROWS),
        axes=lambda at: {"project": at},
        spelling=Spelling(span="A1", other="S!A1"),
        heading_height=42,
        height=36,
    )  # fmt: skip


_CHOICES = (
    Choice("projects[priority]", "Choose a priority.", "Choose one of the list's priorities.", "priority_name"),
    money_choice("projects[cost]"),
    Choice("projects[candidate]", "Yes or No.", "Choose Yes or No.", "answer"),
    money_choice("projects[other]:projects[total]"),
    Choice("projects[units]", "A number above 0.", "A number above 0.", kind="decimal", low=0, high=1e9),
)
