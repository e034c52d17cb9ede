"""A partnership's plan against its targets as a workbook: its sheets in order, its names and its properties."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from cspxl.report.answering import without_names
from cspxl.report.configuration import Section
from cspxl.report.describe import Properties, Workbook, day_after
from cspxl.report.grid import Book
from cspxl.report.plan import (
    changes,
    comparisons,
    cover,
    framework,
    inputs,
    mistakes,
    priorities,
    published,
    summary,
    theme_pages,
    workings,
)
from cspxl.report.plan.case import REPORT, Plan, read_case
from cspxl.report.publication import resolved
from cspxl.sources.commentary import read_commentary
from cspxl.sources.dashboards import read_figures
from cspxl.sources.formulas import Calculate

__all__ = ["REPORT", "describe", "read_plan"]

_NAMES: Final = {
    "as_at": "chosen[text]",
    "at_risk": "control[at_risk]",
    "area": "area_name[text]",
    "chosen_cells": "control[month]:control[at_risk]",
    "built_cells": "control_built[month]:control_built[at_risk]",
    "add_in": "add_in[text]",
}
"""The defined names, and what each stands for."""


def read_plan(
    configuration: Section, folder: Path | Traversable, area: str, as_at: int, made_by: str,
    calculate: Calculate | None = None,
) -> Plan:
    """The plan of an area as at a month; ``calculate`` gives the values of formulas in workbooks of figures.

    Raises InputError, in one line, for what cannot be used.
    """
    said = configuration.files("commentary", folder) if configuration.has("commentary") else []
    files = [read_figures(path, calculate) for path in configuration.files("figures", folder)]
    remarks = [read_commentary(path, calculate) for path in said]
    plan = read_case(configuration, area, as_at, made_by, files, remarks)
    mistakes.check(plan, files, remarks)
    plan.check_lines()
    return replace(plan, notices=[*mistakes.left_out(plan, files), *plan.notices])


def describe(plan: Plan) -> Workbook:
    """Cover, the pages that the configuration asks for, inputs, workings."""
    stacks = [
        *([priorities.describe(plan)] if plan.priorities else []),
        *([framework.describe(plan)] if plan.frameworks else []),
        *([summary.describe(plan)] if plan.themes else []),
        *(theme_pages.describe(plan, theme) for theme in plan.themes),
        *(comparisons.describe(plan, at) for at in range(len(plan.comparisons))),
        inputs.control(plan),
        inputs.inputs(plan),
        *([workings.describe(plan)] if plan.themes else []),
        *([changes.describe(plan)] if plan.lines or plan.comparisons else []),
        cover.terms(),
    ]
    book = Book([cover.describe(plan, [stack.name for stack in stacks]), *stacks])
    sheets = book.sheets()
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
        sheets=[sheet if sheet.page.empty else without_names(sheet) for sheet in sheets],
        board=[sheet.name for sheet in sheets if not sheet.page.empty],
        names={name: book.resolved(reference) for name, reference in _NAMES.items()},
        prints_all=plan.prints_all,
        at=book.at,
        publication=lambda: resolved(published.publication(plan), book.resolved),
    )
