"""What a plan publishes: measures against targets, figures with their change, frameworks, comparisons, activity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from cspxl.report.describe import Formula, quoted
from cspxl.report.plan.case import QUARTERS, Plan
from cspxl.report.plan.inputs import activities
from cspxl.report.plan.measures import COHORT, COUNT, RATE, SHARE, STATE, Measure
from cspxl.report.plan.parts import Line
from cspxl.report.publication import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Key,
    Look,
    Publication,
    Published,
    PublishedColumn,
    PublishedTable,
    Total,
    column,
)

_KINDS: Final[dict[str, tuple[str, str, Look]]] = {
    COUNT: ("counts", "number", "figure"), RATE: ("rates", "rate", "figure"), SHARE: ("shares", "%", "percent"),
    COHORT: ("shares of a cohort", "%", "percent"), STATE: ("milestones", "", "text"),
}  # fmt: skip
T = TypeVar("T")
_OWN_SOURCES: Final = "each row names its own"
STATUS: Final = (
    "On track: the outturn that the figures lead to, or the level, meets what is aimed at. At risk: it misses it by no "
    "more than the margin of the plan. Off track: it misses it by more."
)
_INTERVAL: Final = "95% interval (Wilson): another share of so many cases may differ by chance as much."


def publication(plan: Plan) -> Publication:
    """Everything that a plan publishes."""
    as_at = 'TEXT(as_at,"mmmm yyyy")'
    tables = [
        *(_measures(plan, counts, measures) for counts, measures in _by_kind(plan.measures, lambda one: one.counts)),
        *(_changes(lines, measure) for measure, lines in _by_kind(plan.lines, lambda one: one.measure)),
        *(_framework(plan) if plan.frameworks else ()),
        *(_comparison(plan, at) for at in range(len(plan.comparisons))),
        *([_activity(plan)] if plan.asked.commentary and activities(plan) else []),
    ]
    return Publication(
        title=Formula(f'=area&{quoted(": " + plan.title)}&", as at "&{as_at}'),
        area=Formula("=area"),
        about=(Formula(f'="The plan of the Community Safety Partnership of "&area&", as at "&{as_at}&"."'),
               "Every figure is that of the board's workbook of the same month."),
        tables=tuple(tables), totals=tuple(_totals(plan)), asked=plan.asked, home="control[at_risk]",
    )  # fmt: skip


def _by_kind(items: Iterable[T], kind: Callable[[T], str]) -> Iterator[tuple[str, Sequence[T]]]:
    """The items of each kind, so that a column has one unit."""
    known = list(items)
    for name in _KINDS:
        if some := [item for item in known if kind(item) == name]:
            yield name, some


def _totals(plan: Plan) -> Iterator[Total]:
    """Quarters add up to what counts so far; the cases of a share are a part of what they are out of."""
    for measure in plan.measures:
        key = measure.key
        if measure.counts == COUNT:
            yield Total((key, "to date"), tuple((key, name) for name in QUARTERS.values()))
        if measure.counts == COHORT:
            yield Total((key, "of"), ((key, "cases"),), rest=True)
    for at, one in enumerate(plan.comparisons):
        yield from (Total((str(at), key, "of"), ((str(at), key, "cases"),), rest=True) for key, _ in one.lines)


def _measures(plan: Plan, counts: str, measures: Sequence[Measure]) -> PublishedTable:
    """The measures whose figures are of one kind, against their targets."""
    words, unit, look = _KINDS[counts]
    themes = {measure.key: theme.name for theme in plan.themes for measure in theme.measures}

    def cells(
        text: str, told: str = "", tells: Sequence[str] = (), missing: str = NOT_AVAILABLE,
    ) -> Iterator[Published]:
        for measure in measures:
            keys: tuple[Key, ...] = tuple((measure.key, name) for name in tells)
            counts = (measure.key, told) if told else None
            yield Published(Formula(text.replace("{key}", measure.key)), counts, keys, missing)

    def figure(name: str, heading: str, told: str = "", tells: Sequence[str] = ()) -> PublishedColumn:
        return column(f"{heading}, {unit}", cells(f"=measures[@{name}, measure={{key}}]", told, tells), look)

    found = [
        column("Theme", (Published(themes[measure.key]) for measure in measures)),
        column("Measure", cells("=measures[@measure, measure={key}]")),
        column("Target, in words", cells("=measures[@aim, measure={key}]")),
    ]
    everything = [*QUARTERS.values(), "to date", "baseline"] if counts == COUNT else ["cases"]
    if counts == STATE:
        found.append(column("Said last", cells("=measures[@state, measure={key}]")))
    else:
        found += list(_figures(counts, unit, look, cells, figure))
    found += [
        column("Status", cells("=measures[@status, measure={key}]"), "text", STATUS),
        column("How far", cells("=measures[@distance, measure={key}]", tells=everything, missing=NOT_APPLICABLE)),
        column("Source", cells("=figures[@source, measure={key}]")),
    ]
    about = quoted(f", measures of the plan against their targets, {words}, ")
    title = Formula(f'=area&{about}&TEXT(as_at,"mmmm yyyy")')
    return PublishedTable(f"measures_{words.replace(' ', '_')}", title, _OWN_SOURCES, tuple(found))


def _figures(
    counts: str, unit: str, look: Look, cells: Callable[..., Iterator[Published]],
    figure: Callable[..., PublishedColumn],
) -> Iterator[PublishedColumn]:
    """Baseline, target, quarters and what they come to."""
    is_count = counts == COUNT
    if counts == COHORT:
        last = "INDEX(figures[@{}, quarter=*, measure={{key}}],MAX(1,measures[@last, measure={{key}}]))".format
        yield column("Cases, number", cells(f"={last('figure')}", "cases"), "count")
        yield column("Out of, number", cells(f"={last('whole')}", "of"), "count")
        yield figure("to_date", "Share to date", tells=["cases"])
        yield column("Interval from, %", cells("=measures[@low, measure={key}]", tells=["cases"]), look, _INTERVAL)
        yield column("Interval to, %", cells("=measures[@high, measure={key}]", tells=["cases"]), look)
        yield figure("target", "Target of the year")
        return
    baseline = cells("=figures[@baseline, measure={key}]", "baseline" if is_count else "")
    yield column(f"Baseline, {unit}", baseline, look)
    yield figure("target", "Target of the year", tells=["baseline"] if is_count else [])
    for at, name in QUARTERS.items():
        used = cells(f"=measures[@used, quarter={at}, measure={{key}}]", name if is_count else "")
        yield column(f"{name}, {unit}", used, look)
    yield figure("to_date", "To date", "to date" if is_count else "")
    yield figure("expected", "Expected to date", tells=["baseline"] if is_count else [])
    if is_count:
        yield figure("projected", "Projected outturn", tells=["to date"])


def _changes(lines: Sequence[Line], measure: str) -> PublishedTable:
    """The figures of one kind with their change."""
    words, unit, look = _KINDS[measure]
    moved = "percentage points" if measure == SHARE else "%"

    def cells(
        name: str, told: str = "", tells: Sequence[str] = (), table: str = "moved", times: int = 1,
    ) -> Iterator[Published]:
        for line in lines:
            cell = f"{table}[@{name}, line={line.key}]"
            text = f'IF(ISNUMBER({cell}),{cell}*{times},"")' if times > 1 else cell
            keys = tuple(("line", line.key, one) for one in tells)
            yield Published(Formula(f"={text}"), ("line", line.key, told) if told else None, keys)

    both, is_count = ("now", "before") if measure == COUNT else (), measure == COUNT
    return PublishedTable(
        f"changes_{words}",
        Formula(f'=area&{quoted(f", figures of the plan with their change, {words}, ")}&TEXT(as_at,"mmmm yyyy")'),
        _OWN_SOURCES,
        (
            column("Figure", cells("line")),
            column("Period", cells("period")),
            column(f"Now, {unit}", cells("value", "now" if is_count else ""), look),
            column(f"Before, {unit}", cells("previous", "before" if is_count else ""), look),
            column(f"Change, {moved}", cells("change", tells=both, times=100 if measure == SHARE else 1),
                   "points" if measure == SHARE else "percent"),
            column("In words", cells("words", tells=both)),
            column("Beside what is wanted", cells("seen")),
            column("Source", cells("source", table="known")),
        ),
    )  # fmt: skip


def _framework(plan: Plan) -> Iterator[PublishedTable]:
    """The indicators of the framework, each with the priority that it is of."""
    rows = [(framework.name, row) for framework in plan.frameworks for row in framework.rows]
    yield PublishedTable(
        "framework", Formula(f'=area&{quoted(": indicators of the framework")}'), "the framework",
        (
            column("Priority", (Published(name) for name, _ in rows)),
            column("Indicator", (Published(row.text) for _, row in rows)),
            column("Kind", (Published(row.kind) for _, row in rows)),
            column("Monitored already", (Published("Yes" if row.monitored else "No") for _, row in rows)),
            column("Direction wanted", (Published(row.direction) for _, row in rows)),
        ),
    )  # fmt: skip


def _comparison(plan: Plan, at: int) -> PublishedTable:
    """Shares of the area beside those of another."""
    one = plan.comparisons[at]

    def cells(text: str, told: str = "", tells: Sequence[str] = ()) -> Iterator[Published]:
        for key, _ in one.lines:
            of = f"comparison={at}, share={key}"
            yield Published(Formula(text.replace("{of}", of)), (str(at), key, told) if told else None,
                            tuple((str(at), key, name) for name in tells))  # fmt: skip

    points = "compared[@points, {of}]"
    return PublishedTable(
        f"comparison_{at + 1}",
        Formula(f'=area&{quoted(f": {one.name}, beside {one.against_name}, ")}&TEXT(as_at,"mmmm yyyy")'),
        _OWN_SOURCES,
        (
            column("Share of", cells("=compared[@line, {of}]")),
            column("Cases, number", cells("=beside[@part, {of}]", "cases"), "count"),
            column("Out of, number", cells("=beside[@whole, {of}]", "of"), "count"),
            column(f"{plan.area}, %", cells("=compared[@share, {of}]", tells=["cases"]), "percent"),
            column(f"{one.against_name}, %", cells("=beside[@other, {of}]"), "percent"),
            column("Difference, percentage points",
                   cells(f'=IF(ISNUMBER({points}),{points}*100,"")', tells=["cases"]), "points"),
            column("Within chance", cells("=compared[@chance, {of}]"), "text", _INTERVAL),
            column("Source", cells("=beside[@source, {of}]")),
        ),
    )  # fmt: skip


def _activity(plan: Plan) -> PublishedTable:
    """What is done, where the configuration says that it is published."""
    rows = [f"activity[@{{}}, measure={row.measure.key}, nth={row.nth}]" for row in activities(plan)]
    return PublishedTable(
        "activity", Formula('=area&", what is done, "&TEXT(as_at,"mmmm yyyy")'), "officers of the partnership",
        (
            column("Measure", (Published(Formula("=" + row.format("measure"))) for row in rows)),
            column("What is done", (Published(Formula("=" + row.format("text"))) for row in rows)),
        ),
    )  # fmt: skip
