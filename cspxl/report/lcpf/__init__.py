"""The London Crime Prevention Fund model of one borough as a workbook: its sheets in order, names and properties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspxl.report.configuration import Section
from cspxl.report.describe import LIGHT_NAME, Properties, Workbook
from cspxl.report.grid import Book
from cspxl.report.lcpf import (
    checks,
    cover,
    funding,
    input_tests,
    inputs,
    project_inputs,
    project_workings,
    report_text,
    scenario_workings,
    scenarios,
    services,
    summary,
    year_workings,
)
from cspxl.report.lcpf.case import ANSWERS, REPORT, read_case

__all__ = ["REPORT", "describe", "first_year"]


def describe(configuration: Section, area: str) -> Workbook:
    """Outputs, inputs, workings, checks. Raises InputError, in one line, for a configuration that cannot be used."""
    case = read_case(configuration, area)
    book = Book([
        cover.describe(case),
        summary.describe(case),
        funding.describe(),
        services.describe(),
        scenarios.describe(case),
        report_text.describe(case),
        inputs.describe(case),
        project_inputs.describe(case),
        year_workings.describe(case),
        scenario_workings.describe(case),
        project_workings.describe(case),
        services.workings(),
        input_tests.describe(case),
        checks.describe(case),
        cover.lists(case),
    ])
    return Workbook(
        Properties(
            title=f"{case.area}: London Crime Prevention Fund model, {case.years[0]} to {case.years[-1]}",
            subject="London Crime Prevention Fund",
            description="Allocations, co-commissioning, projects, roll-over, scenarios and checks, by live formulas.",
            keywords="community safety; London Crime Prevention Fund; MOPAC; budget",
            author="cspxl",
            made_on=case.prepared,
        ),
        marking=case.marking,
        sheets=book.sheets(),
        names={name: book.resolved(reference) for name, reference in _NAMES.items()},
        at=book.at,
    )


_YES: Final = ANSWERS[0]
_NAMES: Final[Mapping[str, str]] = {
    "area": "settings[area]",
    "scenario": "settings[scenario]",
    "year_shown": "settings[year_shown]",
    "allow_advance": "settings[allow_advance]",
    "years_per_period": "settings[years_per_period]",
    "rule_direct_share": "settings[rule_direct_share]",
    "year_label": "inputs[year_label]",
    "status": "inputs[status]",
    "base_allocation": "inputs[base_allocation]",
    "uplift": "inputs[uplift]",
    "direct_share": "inputs[direct_share]",
    "spend": "inputs[spend]",
    "allocation_change": "allocation_change[share]",
    "uplift_kept": "uplift_kept[share]",
    "bids_won": "bids_won[share]",
    "scenario_name": "allocation_change[name]",
    "table_share": "axes[table_share]",
    "table_change": "axes[table_change]",
    "project_name": "projects[project]",
    "project_priority": "projects[priority]",
    "project_provider": "projects[provider]",
    "project_candidate": "projects[candidate]",
    "project_other": "projects[other]",
    "project_total": "projects[total]",
    "project_units": "projects[units]",
    "project_unit": "projects[unit]",
    "project_cost": "projects[cost]",
    "priority_name": "priorities[item]",
    "status_name": "statuses[item]",
    "answer": "answers[item]",
    "yes": f"answers[item, item={_YES}]",
    "penny": "penny[amount]",
    "scenario_number": "chosen[scenario_number]",
    "year_number": "chosen[year_number]",
    "advance_allowed": "chosen[advance_allowed]",
    "period_length": "chosen[period_length]",
    "rule_share": "chosen[rule_share]",
    LIGHT_NAME: "light[words]",
}
"""The defined names: every input, and the model's few results that other sheets read by name."""


def first_year(configuration: Section) -> str:
    """The first year as file names write it: ``2017-18``."""
    return configuration.texts("years")[0].replace("/", "-")
