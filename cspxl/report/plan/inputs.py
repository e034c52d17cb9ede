"""The cells of a plan that are typed: the month and margin on Control; targets, figures and activity on Inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from cspxl.report.answering import CALL, answering
from cspxl.report.control import CHANGED, LIVE, Setting, built, guarded, headings, settings
from cspxl.report.describe import Choice, Formula
from cspxl.report.judging import POLARITIES
from cspxl.report.plan import changes
from cspxl.report.plan.case import QUARTERS, Plan
from cspxl.report.plan.measures import COHORT, METHODS, SEASONS, Measure
from cspxl.report.stack import Beside, Column, Each, Gap, Item, Stack, Table, Text
from cspxl.report.tables import titled
from cspxl.values import Cell, month_serial

CONTROL: Final = "Control"
INPUTS: Final = "Inputs"
_LAST_MONTHS: Final = 24  # from the plan's first month: as long as it may be looked back on
_LAST_DAY: Final = 2958465  # 31 December 9999
_MONTH: Final = "=DATE(YEAR(control[month]),MONTH(control[month]),1)"  # a date that stands there as a text is one
_LISTS: Final = {"polarities": POLARITIES, "methods": METHODS, "seasons": SEASONS}


class Blocked(NamedTuple):
    """The activity of a measure; what follows without any is under the same."""

    measure: Measure
    nth: int
    text: str


def control(plan: Plan) -> Stack:
    """The settings, the quarters of the year, what cells choose from; at the end what does not print."""
    outside = f"OR(as_at<quarters[@first, quarter=1],as_at>EDATE(quarters[@first, quarter=1],{_LAST_MONTHS}))"
    wrong = f'=IF(ISNUMBER(as_at),IF({outside},"Not in the plan\'s year, nor in the one after",""),"Not a month")'
    rows = [
        Setting("month", "Month", month_serial(plan.as_at), Formula(wrong),
                "Quarters up to this month count; later ones are left out.", "input_month"),
        Setting("at_risk", "At risk", plan.at_risk, Formula('="Off track: by more than "&TEXT(at_risk,"0.0%")'),
                "A target missed by up to this share of it is at risk; missed by more, off track.", "input_share"),
    ]  # fmt: skip
    calendar = Table(
        "quarters",
        [
            Column("quarter", "Quarter", value=lambda quarter: QUARTERS[quarter], style="label"),
            Column("first", "First month", value=lambda quarter: month_serial(plan.month_of(quarter) - 2),
                   style="month"),
            Column("last", "Last month", value=lambda quarter: month_serial(plan.month_of(quarter)), style="month"),
        ],
        list(QUARTERS),
        axes=lambda quarter: {"quarter": quarter},
    )  # fmt: skip
    lists = [Table(name, [Column("item", name.capitalize(), value=lambda item: item)], items)
             for name, items in _LISTS.items()]  # fmt: skip
    changed = f"OR({CHANGED},ISERROR(worked_out[text]))"
    unprinted: list[Item] = [
        Gap(),
        Beside([Text("Add-in", "label"), Text(Formula(answering(LIVE, changed)), "message", name="add_in")]),
        Beside([Text("Worked out", "label"), Text(Formula(_worked_out(plan)), "text", name="worked_out")]),
        Gap(),
        built("control", rows),
    ]
    return Stack(
        CONTROL,
        [
            *titled("Control", "Change a yellow cell: every sheet follows."),
            Beside([Text("Area", "label"), Text(plan.area, "text", name="area_name")]),
            Gap(),
            headings("Setting", "Value", "Message", "What it does"),
            settings("control", rows),
            Gap(),
            Beside([Text("Month as it is read", "label"), Text(Formula(_MONTH), "month", name="chosen")]),
            Gap(),
            Text("The plan's year", "heading"),
            calendar,
            Gap(),
            Text("What cells of the Inputs choose from", "heading"),
            Beside(lists),
            *unprinted,
        ],
        widths={1: 27, 2: 28, 3: 42, 4: 52},
        unprinted=sum(item.size[0] for item in unprinted),
        choices=[
            guarded(Choice("control[month]", "The last month that counts.", "A month, as a date.", kind="whole", low=1,
                           high=_LAST_DAY)),
            guarded(Choice("control[at_risk]", "A share of the target: 5% is 0.05.", "A share, 0 to 1.",
                           kind="decimal", low=0, high=1)),
        ],
        tab_colour="C9A227",
        back=True,
    )  # fmt: skip


def _worked_out(plan: Plan) -> str:
    """1, of a function of ours, after whatever is typed into targets and figures: an error where it is missing.

    Until something is typed the cell keeps its value there, as the figures do.
    """
    typed = ["plan[polarity]:plan[expected]", "figures[baseline]:figures[source]"] if plan.themes else ["as_at"]
    return f"=IF(COUNTA({','.join(typed)})<0,0,{CALL})"


def inputs(plan: Plan) -> Stack:
    """What is aimed at, the figures by quarter, and the activity."""
    lists = {"plan[polarity]": "polarities", "plan[method]": "methods", "plan[expected]": "seasons"}
    lists = {**(lists if plan.themes else {}), **({"known[polarity]": "polarities"} if plan.lines else {})}
    choices = [Choice(cells, f"Choose one of the {of}.", "Choose one of the list.", f"{of}[item]", title="Input cell")
               for cells, of in lists.items()]  # fmt: skip
    items: list[Item] = [
        *titled("Inputs", "Yellow cells are typed: targets, figures by quarter, activity. Every sheet follows."),
        *changes.typed(plan),
    ]
    if plan.themes:
        items += [
            Text("Targets", "heading"),
            _targets(plan),
            Gap(),
            Text("Figures by quarter; of a cohort how many, and of how many", "heading"),
            _figures(plan),
            Gap(),
        ]
    if seasonal(plan):
        items += [Text("Months before the plan's year, for the season", "heading"), _history(plan), Gap()]
    if blocks := activities(plan):
        items += [Text("Activity", "heading"), _activity(blocks)]
    return Stack(INPUTS, items, choices=choices, one_page=False, tab_colour="C9A227", back=True)


def _targets(plan: Plan) -> Table:
    """A row for each measure: kind and figures stay as they are, the rest may be typed."""
    number = {True: "input_share", False: "input_number"}

    def given(name: str, heading: str, of: Callable[[Measure], Cell], style: str = "") -> Column:
        return Column(name, heading, value=of, style=lambda row: style or number[row.is_share])

    def limit(at: int) -> Callable[[Measure], Cell]:
        return lambda row: row.band[at] if row.band else None

    return Table(
        "plan",
        [
            Column("measure", "Measure", value=lambda row: row.label, style="label", width=46),
            Column("kind", "Kind of target", value=lambda row: row.kind, width=14),
            Column("counts", "Figures", value=lambda row: row.counts, width=9),
            given("polarity", "Polarity", lambda row: row.polarity, "input_text"),
            given("change", "Change", lambda row: row.change, "input_share"),
            given("baseline_month", "Baseline to", lambda row: month_serial(row.baseline_month), "input_due"),
            given("method", "Method", lambda row: row.method, "input_text"),
            given("year", "Year", lambda row: row.year, "input_number"),
            given("end", "Path ends at", lambda row: row.end),
            given("over", "After years", lambda row: row.over, "input_number"),
            given("round_to", "Rounded to", lambda row: row.rounding, "input_text"),
            given("target", "Stated target", lambda row: row.target),
            given("low", "Band from", limit(0)),
            given("high", "Band to", limit(1)),
            given("margin", "Margin of the band", limit(2)),
            given("due", "Due", lambda row: None if row.due is None else month_serial(row.due), "input_due"),
            given("joint", "Joint target", lambda row: row.joint or None, "input_text"),
            given("expected", "Expected to date", lambda row: row.season, "input_text"),
        ],
        plan.measures,
        axes=lambda row: {"measure": row.key},
        width=11,
        heading_height=30,
        height=15,
    )


def _figures(plan: Plan) -> Table:
    """Baseline and quarters; a text says what stands instead of a figure."""
    styles = {"count": "input_number", "rate": "input_rate", "share": "input_share", COHORT: "input_number"}
    return Table(
        "figures",
        [
            Column("measure", "Measure", value=lambda row: row.label, style="label"),
            Column("baseline", "Baseline", value=plan.baseline,
                   style=lambda row: "input_share" if row.is_share else styles.get(row.counts, "input_text")),
            Each("quarter", list(QUARTERS), [
                Column("figure", lambda at: QUARTERS[at], value=plan.quarter,
                       style=lambda row, _: styles.get(row.counts, "input_text")),
            ]),
            Each("quarter", list(QUARTERS), [
                Column("whole", lambda at: f"{QUARTERS[at]}: of how many", value=plan.whole,
                       style=lambda row, _: "input_number" if row.counts == COHORT else "plain"),
            ]),
            Column("source", "Source", value=plan.source, style="input_text"),
        ],
        plan.measures,
        axes=lambda row: {"measure": row.key},
        heading_height=30,
        height=15,
    )  # fmt: skip


def seasonal(plan: Plan) -> Sequence[Measure]:
    """The measures with months to take a season from."""
    keys = {key for key, _ in plan.history}
    return [measure for measure in plan.measures if measure.key in keys]


def _history(plan: Plan) -> Table:
    """Single months before the plan's year; all measures have a row, so that one formula serves them."""
    months = range(min(month for _, month in plan.history), plan.first_month)
    return Table(
        "history",
        [
            Column("measure", "Measure", value=lambda row: row.label, style="label"),
            Each("month", months, [
                Column("value", month_serial, value=lambda row, month: plan.history.get((row.key, month)),
                       style="input_number", heading_style="header_month"),
            ]),
        ],
        plan.measures,
        axes=lambda row: {"measure": row.key},
        height=15,
    )  # fmt: skip


def activities(plan: Plan) -> Sequence[Blocked]:
    """What is done, a row each, in the order of the measures."""
    return [
        Blocked(measure, nth, text)
        for measure in plan.measures
        for nth, text in enumerate(plan.said(measure, "action"), 1)
    ]


def _activity(blocks: Sequence[Blocked]) -> Table:
    return Table(
        "activity",
        [
            Column("measure", "Measure", value=lambda row: row.measure.label, style="label"),
            Column("text", "What is done", value=lambda row: row.text, style="input_text"),
        ],
        blocks,
        axes=lambda row: {"measure": row.measure.key, "nth": row.nth},
        height=15,
    )
