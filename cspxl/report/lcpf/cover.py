"""The cover and the lists: what the model is for, how to use it, where everything is, where the figures come from."""

from __future__ import annotations

from collections.abc import Sequence

from cspxl import __version__
from cspxl.report.cover import link
from cspxl.report.describe import Formula
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import ANSWERS, STATUSES, Case
from cspxl.report.lcpf.checks import light_shown, lights
from cspxl.report.stack import Beside, Column, Gap, Stack, Table, Text

_CONTENTS = (
    (terms.SUMMARY, "Output", "One page for the board: figures, words, charts"),
    (terms.FUNDING, "Output", "Projects with the source of every pound"),
    (terms.SERVICES, "Output", "Match funding, gap and unit costs of the services that projects pay into"),
    (terms.SCENARIOS, "Output", "Scenarios side by side, two-way table, bridge from year 1 to year 2"),
    (terms.REPORT, "Output", "Paragraphs for the report"),
    (terms.INPUTS, "Input", "Settings, allocations, spend, scenarios"),
    (terms.PROJECTS, "Input", "Projects with cost, priority, candidates, other funding"),
    (terms.YEARS, "Working", "The chosen scenario by year, roll-over, priorities, sources"),
    (terms.SCENARIO_WORKINGS, "Working", "Every scenario by year, and the bridge"),
    (terms.PROJECT_WORKINGS, "Working", "Best fit, direct and co-commissioned money by project"),
    (terms.SERVICE_WORKINGS, "Working", "What each service costs in the year shown, and who else pays"),
    (terms.TESTS, "Working", "A test for each input cell"),
    (terms.CHECKS, "Check", "Differences that must be zero, flags, the overall light"),
    (terms.LISTS, "Input", "Priorities, and what cells choose from"),
)
_GUIDE = (
    ("Yellow cells with blue figures are inputs; everything else is a formula. Sheets are locked without a password "
     "(Review, Unprotect Sheet)."),
    ("Amounts are pounds: + is money in for allocations, and a cost for projects and spend. Shares are percentages. "
     "A dash is zero; an empty cell is not known."),
    ("Year 1 is all direct borough funding; from year 2 part of the allocation is the top slice for co-commissioning. "
     "Money rolls over inside a funding period only."),
    ("The best fit takes the candidates with the largest total inside the top slice won; what direct money cannot "
     "cover is shared out in proportion and shown as not funded."),
)  # fmt: skip
_LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."


def describe(case: Case) -> Stack:
    """Title, marking, light, how to use it, contents, sources."""
    return Stack(
        terms.COVER,
        [
            Text(Formula('="London Crime Prevention Fund model: "&area'), "title", height=30),
            Text(f"{case.years[0]} to {case.years[-1]}. For finance and community safety staff.", "subtitle"),
            Text(case.marking, "marking"),
            light_shown("cover"),
            Gap(),
            *(Text(line) for line in _GUIDE),
            Gap(2),
            _contents(),
            Gap(),
            _sources(case),
            Gap(),
            Text(f"{_LICENCE} Made with cspxl {__version__}.", "note"),
        ],
        widths={1: 34, 2: 112, 3: 14},
        highlights=lights("cover_light"),
        locked=True,
    )


def _contents() -> Table:
    return Table(
        "contents",
        [
            Column("sheet", formula=lambda row: link(row[0]), style="link"),
            Column("meaning", "What it shows", value=lambda row: row[2], style="text"),
            Column("kind", value=lambda row: row[1], style="text"),
        ],
        _CONTENTS,
        marked="contents",
    )


def _sources(case: Case) -> Table:
    """What gives the figures, and where they come from."""
    rows = [
        ("Rules of the fund", case.rule_source),
        *((f"Amounts of {case.area}", text) for text in case.sources),
        ("What the input cells start with", f"{case.configuration}, SHA-256 {case.configuration_sha256}"),
    ]
    return Table(
        "named_sources",
        [
            Column("gives", value=lambda row: row[0], style="wrapped"),
            Column("source", value=lambda row: row[1], style="wrapped"),
        ],
        rows,
        height=28,
        marked="sources",
    )


def lists(case: Case) -> Stack:
    """Priorities, statuses, answers, and the smallest amount of money."""
    priorities = Column("item", "Priorities", value=lambda at: case.priorities[at], style="input_text", width=38)
    number = range(len(case.priorities))
    found = [
        Table("priorities", [priorities], number, axes=lambda at: {"priority": at}),
        _choices("statuses", "Statuses", STATUSES),
        _choices("answers", "Answers", ANSWERS),
        Table("penny", [Column("amount", "Penny, £", value=lambda _: 0.01, style="unit_cost", width=14)]),
    ]
    return Stack(
        terms.LISTS,
        [
            Text("Lists", "title"),
            Text("What cells choose from. The priorities may be renamed; projects then choose anew.", "note"),
            Gap(2),
            Beside(found),
        ],
        landscape=False,
        locked=True,
    )


def _choices(name: str, heading: str, items: Sequence[str]) -> Table:
    column = Column("item", heading, value=lambda item: item, style="line_label", width=18)
    return Table(name, [column], items, axes=lambda item: {"item": item})
