"""A partnership's plan against its targets as a workbook: its sheets in order, its names and its properties."""

from __future__ import annotations

from typing import Final

from cspxl.report.describe import Properties, Workbook, day_after
from cspxl.report.grid import Book
from cspxl.report.plan import cover, inputs, summary, theme_pages, workings
from cspxl.report.plan.case import REPORT, Plan, read_plan

__all__ = ["REPORT", "describe", "read_plan"]

_NAMES: Final = {"as_at": "control[month]", "at_risk": "control[at_risk]", "area": "area_name[text]"}
"""The defined names, and what each stands for."""


def describe(plan: Plan) -> Workbook:
    """Cover, summary, a page for each theme, inputs, workings."""
    pages = [(theme.sheet, f"Theme {theme.number}: {theme.name}") for theme in plan.themes]
    book = Book([
        cover.describe(plan, pages),
        summary.describe(plan),
        *(theme_pages.describe(plan, theme) for theme in plan.themes),
        inputs.control(plan),
        inputs.inputs(plan),
        workings.describe(plan),
        cover.terms(),
    ])  # fmt: skip
    return Workbook(
        Properties(
            title=plan.title,
            subject="Community Safety Partnership plan",
            description="Targets of a partnership's plan by priority theme, with quarters, outturn and status.",
            keywords=f"community safety; plan; targets; {plan.area}",
            author="cspxl",
            made_on=day_after(plan.as_at),
        ).of(plan.area, plan.as_at),
        marking=plan.marking,
        sheets=book.sheets(),
        names={name: book.resolved(reference) for name, reference in _NAMES.items()},
        prints_all=plan.prints_all,
        at=book.at,
    )
