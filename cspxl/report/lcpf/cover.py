"""The cover and the lists: what the model is for, how to use it, where everything is, where the figures come from."""

from __future__ import annotations

from cspxl import __version__
from cspxl.report.describe import Formula, Page, Put, Sheet, Table, column_of, row_of
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import ANSWERS, STATUSES
from cspxl.report.lcpf.checks import LIGHT, LIGHT_TEXT, lights
from cspxl.report.lcpf.layout import Model, sheet_ref
from cspxl.report.lcpf.terms import (
    CHECKS,
    COVER,
    FIRST,
    LISTS,
)

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


def describe(model: Model) -> Sheet:
    """Title, marking, light, how to use it, contents, sources."""
    case = model.case
    top = 8 + len(_GUIDE)
    sources_top = top + len(_CONTENTS) + 2
    cells = [
        Put(1, 1, Formula('="London Crime Prevention Fund model: "&area'), "title"),
        Put(2, 1, f"{case.years[0]} to {case.years[-1]}. For finance and community safety staff.", "subtitle"),
        Put(3, 1, case.marking, "marking"),
        Put(4, 1, Formula(f"={CHECKS}!{LIGHT}"), "light"),
        Put(4, 2, Formula(f"={CHECKS}!{LIGHT_TEXT}"), "beside_light"),
        *column_of(6, 1, _GUIDE),
        *row_of(top, 1, ["Sheet", "What it shows", "Kind"], "header"),
    ]
    for at, (name, kind, meaning) in enumerate(_CONTENTS, 1):
        place = sheet_ref(name)
        cells.append(Put(top + at, 1, Formula(f'=HYPERLINK("#{place}!A1","{name}")'), "link"))
        cells += [Put(top + at, 2, meaning), Put(top + at, 3, kind)]
    sources = [
        (case.rule_source, "Rules of the fund"),
        *((text, f"Amounts of {case.area}") for text in case.sources),
        (f"{case.configuration}, SHA-256 {case.configuration_sha256}", "What the input cells start with"),
    ]
    cells += [
        *row_of(sources_top, 1, ["Gives", "Source"], "header"),
        *(Put(sources_top + at, 1, gives, "wrapped") for at, (_, gives) in enumerate(sources, 1)),
        *(Put(sources_top + at, 2, text, "wrapped") for at, (text, _) in enumerate(sources, 1)),
    ]
    bottom = sources_top + len(sources)
    cells.append(Put(bottom + 2, 1, f"{_LICENCE} Made with cspxl {__version__}.", "note"))
    return Sheet(
        COVER,
        cells,
        widths={1: 34, 2: 112, 3: 14},
        heights={1: 30, 4: 20, **dict.fromkeys(range(sources_top + 1, bottom + 1), 28)},
        page=Page(f"A1:C{bottom + 2}"),
        tables=[
            Table("contents", top, 1, top + len(_CONTENTS), 3),
            Table("sources", sources_top, 1, bottom, 2),
        ],
        highlights=lights("A4", "$A$4"),
        locked=True,
    )


def lists(model: Model) -> Sheet:
    """Priorities, statuses, answers, and the smallest amount of money."""
    cells = [
        Put(1, 1, "Lists", "title"),
        Put(2, 1, "What cells choose from. The priorities may be renamed; projects then choose anew.", "note"),
        *row_of(FIRST - 1, 1, ["Priorities", "Statuses", "Answers", "Penny, £"], "header"),
        *column_of(FIRST, 1, model.case.priorities, "input_text"),
        *column_of(FIRST, 2, STATUSES, "line_label"),
        *column_of(FIRST, 3, ANSWERS, "line_label"),
        Put(FIRST, 4, 0.01, "unit_cost"),
    ]
    bottom = FIRST + max(model.n_priorities, len(STATUSES)) - 1
    return Sheet(
        LISTS, cells, widths={1: 38, 2: 18, 3: 18, 4: 14}, page=Page(f"A1:D{bottom}", landscape=False), locked=True,
    )
