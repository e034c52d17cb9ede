"""What a plan's files cannot mean: figures unlike their measure, periods that are no quarter, names near another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from cspxl.facts import same_name
from cspxl.notices import Notice
from cspxl.report import entered_mistakes
from cspxl.report.plan.case import QUARTERS, Plan
from cspxl.report.plan.measures import COHORT, COUNT, SEASONS, STATE, Measure
from cspxl.report.plan.parts import Line
from cspxl.sources.commentary import CommentaryFile
from cspxl.sources.text import listed
from cspxl.sources.tidy import Entry, TidyFile
from cspxl.values import month_text

_YEAR: Final = 12  # months
_MOST_ACTIVITY: Final = 1_500  # letters that a page holds beside a measure


def check(plan: Plan, files: Sequence[TidyFile], commentary: Sequence[CommentaryFile]) -> None:
    """Raise InputError, in one line, for the first mistake."""
    once = entered_mistakes.once(files)
    entered_mistakes.check_spelling([
        *((entry.area, partial(file.fault, entry, "area")) for file in files for entry in file.entries),
        *((remark.area, partial(file.fault, remark, "area")) for file in commentary for remark in file.remarks),
    ])  # fmt: skip
    entered = [plan.area, *dict.fromkeys(entry.area for file in files for entry in file.entries)]
    meant = {area: found for area in entered if (found := entered_mistakes.meant(area, [plan.area]))}
    keys = {measure.key for measure in plan.measures} | {indicator for _, indicator, _, _ in once}
    for file in files:
        for entry in file.entries:
            entered_mistakes.check_area(file, entry, meant.get(entry.area), once)
            _check_like(plan, file, entry)
    entered_mistakes.check_remarks(commentary, entered, sorted(keys))
    for measure in plan.measures:
        _check_measure(plan, measure)


def _check_like(plan: Plan, file: TidyFile, entry: Entry) -> None:
    """A figure is what its measure or line shows it as."""
    shown: list[Measure | Line] = [*(item for item in plan.measures if item.counts != STATE), *plan.lines]
    for one in shown:
        if one.key != entry.indicator:
            continue
        for column in ("value", "previous"):
            if column not in entry.figures:
                continue
            if why := entered_mistakes.unlike(one, column, entry):
                file.fault(entry, column, why)
            if one.measure == COUNT and (why := entered_mistakes.not_whole(column, entry)):
                file.fault(entry, column, why)
        if one.measure == "share":
            entered_mistakes.check_share(file, entry)


def _check_measure(plan: Plan, measure: Measure) -> None:
    """A quarter of a count has three months; a cohort has its parts; a season needs months; a page has an end."""
    fault = measure.section.fault
    for quarter in QUARTERS:
        entry = plan.entry(measure.key, plan.month_of(quarter))
        if entry is None or not entry.figures:
            continue
        told = f"{measure.key} to {month_text(entry.month)}"
        if measure.counts == COUNT and entry.n_months != len(QUARTERS) - 1:
            fault(f"row {entry.row}, {told}, is no quarter; write 3 as its n_months", "key")
        if measure.counts == COHORT and "numerator" not in entry.figures:
            fault(f"row {entry.row}, {told}: write how many of how many", "key")
    base = plan.entry(measure.key, measure.baseline_month)
    if base and base.figures and measure.counts == COUNT and base.n_months != _YEAR:
        told = f"row {base.row}, {measure.key} to {month_text(base.month)}"
        fault(f"{told}, is the baseline and no year; write 12 as its n_months", "key")
    if measure.season != SEASONS[0] and not any(key == measure.key for key, _ in plan.history):
        fault(f"no months (n_months 1) of {measure.key} before the plan's year are entered to take a season from",
              "expected")  # fmt: skip
    if (letters := sum(map(len, plan.said(measure, "action")))) > _MOST_ACTIVITY:
        fault(f"its actions have {letters:,} letters; a page holds {_MOST_ACTIVITY:,}", "key")


def left_out(plan: Plan, files: Sequence[TidyFile]) -> Iterator[Notice]:
    """Figures of measures that no page shows, because their month ends no quarter of the plan's year."""
    quarters = {plan.month_of(quarter) for quarter in QUARTERS}
    shown = {measure.key: quarters | {measure.baseline_month} for measure in plan.measures}
    others = {line.key for line in plan.lines} | {key for one in plan.comparisons for key, _ in one.lines}
    for file in files:
        told = [
            f"row {entry.row}, {entry.indicator} to {month_text(entry.month)}" for entry in file.entries
            if same_name(entry.area) == same_name(plan.area) and not entry.monthly and entry.indicator not in others
            and entry.month not in shown.get(entry.indicator, {entry.month})
        ]  # fmt: skip
        if told:
            yield Notice(f"of no quarter of the plan's year, and no baseline, so not shown: {listed(told)}", file.name)
