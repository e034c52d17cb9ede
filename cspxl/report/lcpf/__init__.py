"""The London Crime Prevention Fund model of one borough as a workbook: its sheets in order, names and properties."""

from __future__ import annotations

from cspxl.report.configuration import Section
from cspxl.report.describe import LIGHT_NAME, Properties, Workbook
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
from cspxl.report.lcpf.case import REPORT, read_case
from cspxl.report.lcpf.layout import Model
from cspxl.report.lcpf.terms import CHECKS

__all__ = ["REPORT", "describe", "first_year"]


def describe(configuration: Section, area: str) -> Workbook:
    """Outputs, inputs, workings, checks. Raises InputError, in one line, for a configuration that cannot be used."""
    model = Model(read_case(configuration, area))
    case = model.case
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
        sheets=[
            cover.describe(model),
            summary.describe(model),
            funding.describe(model),
            services.describe(),
            scenarios.describe(model),
            report_text.describe(model),
            inputs.describe(model),
            project_inputs.describe(model),
            year_workings.describe(model),
            scenario_workings.describe(model),
            project_workings.describe(model),
            services.workings(model),
            input_tests.describe(model),
            checks.describe(model),
            cover.lists(model),
        ],
        names={**model.names, LIGHT_NAME: f"{CHECKS}!{checks.LIGHT_TEXT}"},
    )


def first_year(configuration: Section) -> str:
    """The first year as file names write it: ``2017-18``."""
    return configuration.texts("years")[0].replace("/", "-")
