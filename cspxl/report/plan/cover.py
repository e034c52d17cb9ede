"""The cover of a plan, and what its words mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.report.cover import UNPRINTED, WIDTHS, across, links, title_height, wrapped
from cspxl.report.describe import Formula, quoted
from cspxl.report.plan import framework, priorities
from cspxl.report.plan.case import Plan
from cspxl.report.plan.changes import CHANGES
from cspxl.report.plan.inputs import CONTROL, INPUTS
from cspxl.report.plan.summary import SUMMARY
from cspxl.report.plan.workings import MEASURES
from cspxl.report.stack import Gap, Stack, Text
from cspxl.report.tables import explained, titled

COVER: Final = "Cover"
TERMS: Final = "Terms"
_MOST_NOTICES: Final = 8
_SHEETS: Final = {
    priorities.PAGE: "Every priority with its sub-group, focus and the figures that are watched",
    framework.PAGE: "Indicators of each priority: mandatory or local, monitored already, direction wanted",
    SUMMARY: "One page: what the measures of each theme come to, and which are off track",
    CONTROL: "The cells to change: month, and from what on a target is off track",
    INPUTS: "Targets, figures and activity, to type into",
    MEASURES: "Every figure of the targets, calculated from the inputs",
    CHANGES: "Every figure with its change, calculated from the inputs",
    TERMS: "What the words mean",
}
_WORDS: Final = (
    ("Baseline",
     ("The figure that a target is reckoned from: of the 12 months before the plan's year, unless the "
      "measure names another month.")),
    ("Target",
     ("Compound: each year on the year before. Linear: each year the same share of the baseline. A path: a "
      "straight line from the baseline to where it is to be after so many years, one step a year.")),
    ("To date",
     ("Of a count the sum of the quarters that have figures; of a rate or a share the newest. A count with a "
      "quarter missing before its last has none.")),
    ("Expected to date",
     ("Of a count the part of the year's target that is due: by months elapsed, or by the mean "
      "share done by then in the last three complete years. Of a level the point on its line to the target.")),
    ("Projected outturn",
     ("To date × 4 ÷ quarters with figures; by the season where the target says so. Levels are "
      "not projected.")),
    ("On track, at risk, off track",
     ("What is projected (of a level: the newest figure) meets what it is held against; "
      "misses it by no more than the share set on the Control sheet; misses it by more.")),
    ("Met, not met, too close to say",
     ("A share of a cohort, judged with its interval (Wilson, 95%): the whole of it "
      "on one side of the target, or not.")),
    ("Complete, overdue, due this month, not yet due",
     ("A milestone by its month and what is said of it last: complete "
      "when that is complete, completed, held, launched or done.")),
    ("Band", "Between its limits a figure is Green, within the margin outside them Amber, else Red."),
    ("Joint target", "Measures that are one target together: on track only where all of them are."),
    ("RAG", "Green: on track. Amber: at risk. Red: off track."),
    ("Data not yet available", "A quarter without a figure stays as it was entered. It is never counted as zero."),
)  # fmt: skip


def describe(plan: Plan, names: Sequence[str]) -> Stack:
    """Title, marking, contents with their links, sources with their hashes; ``names`` are the sheets that follow."""
    meant = {**_SHEETS, **{theme.sheet: f"Theme {theme.number}: {theme.name}" for theme in plan.themes},
             **{one.sheet: f"{one.name}, beside {one.against_name}" for one in plan.comparisons}}  # fmt: skip
    contents = [(name, meant[name]) for name in names]
    noticed = [(notice.text, "", notice.file or "") for notice in plan.notices[:_MOST_NOTICES]]
    return Stack(
        COVER,
        [
            Text(Formula(f"=area&{quoted(': ' + plan.title)}"), "cover_title",
                 height=title_height(len(f"{plan.area}: {plan.title}")), across=len(WIDTHS)),
            Text(Formula('="As at "&TEXT(as_at,"mmmm yyyy")'), "subtitle"),
            Text(plan.marking, "marking"),
            Gap(),
            across("The partnership's targets against its figures. The formulas are live: change a yellow cell of "
                   "Control or Inputs and every page follows.", "wrapped"),
            Gap(),
            links(contents),
            *([] if plan.prints_all else [across(UNPRINTED, "foot")]),
            Gap(),
            wrapped("sources", ("Source", "What it gives", "SHA-256 of the file"),
                    [(source.name, source.gives, source.sha256) for source in plan.sources]),
            Gap(),
            wrapped("noticed", ("What was noticed in the files", "Effect on figures", "In which file"),
                    noticed or [("Nothing was noticed.", "", "")]),
            Gap(),
            Text(f"Made with {plan.made_by}.", "note"),
        ],
        widths=dict(enumerate(WIDTHS, 1)),
        landscape=False,
        one_page=False,
    )  # fmt: skip


def terms() -> Stack:
    """What the words mean."""
    table = explained("terms", _WORDS, (46, 110))
    return Stack(TERMS, [*titled("Terms", "What the words of the plan mean."), table], one_page=False, back=True)
