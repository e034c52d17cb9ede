"""A panel: one page with a table of lines under the headings of their groups. It only shows what the workings hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Final

from cspxl.report import noticed, subjects
from cspxl.report.describe import Formula, Highlight, quoted
from cspxl.report.own_formulas import with_cells
from cspxl.report.own_tables import LOOKS, OwnColumn
from cspxl.report.pack import panel_charts
from cspxl.report.pack.lines import Group, Line, Panel
from cspxl.report.pack.places import Places
from cspxl.report.request import NOT_AVAILABLE
from cspxl.report.stack import Beside, Column, Gap, Item, Stack, Table, Text

_HEADINGS: Final[Mapping[str, str]] = {
    "number": "No.", "indicator": "Indicator", "rag": "RAG", "performance": "Performance", "current": "Now",
    "previous": "Before", "change": "Change", "benchmark": "Benchmark", "as_at": "Period",
    "check": "Check of what was stated", "factors": "Factors: + positive, − negative",
}  # fmt: skip
_WIDTHS: Final[Mapping[str, float]] = {
    "number": 6, "rag": 14, "performance": 34, "current": 11, "previous": 11, "change": 14, "benchmark": 30,
    "as_at": 19, "check": 24, "factors": 36,
}  # fmt: skip
_SHOWN: Final[Mapping[str, str]] = {
    "rag": "rag", "performance": "words", "current": "value", "previous": "previous", "change": "change",
    "benchmark": "benchmark", "as_at": "period", "check": "check", "factors": "factors",
}  # fmt: skip
_RANKS: Final = frozenset({"stated_rank", "stated_group_rank"})
_LETTERS_TO_A_UNIT: Final = 1.1  # of the 9.5 point face that the lines are set in
_NOTE_LETTERS: Final = 1.2  # the same of the notes
_LINE: Final = 13.0
_RANKED: Final = 44  # width of a benchmark that can hold live ranks and stated ones
_PADDING, _TIGHT, _MANY = 8, 3, 16  # heights above and below a line; of a table of more lines than that
_GROUP, _AROUND = 20.0, 155.0  # heights: of a group's heading; of titles, headings and notes
_APART: Final = (
    f"{subjects.CONFLICT}: the police's and the entered figure would have different colours. "
    f"{subjects.OLDER}: older than allowed, so not judged. {subjects.NOT_JUDGED}: too little to compare with."
)
_COLOURS: Final = "Green, positive, or a target met; Amber, mixed; Red, all or nearly all negative."
_SIGNAL: Final = (
    "Green and Red, a change that is more than chance explains at 95% or lasts over 24 months, or a target; "
    f"{subjects.NO_CLEAR_CHANGE}, neither."
)


def describe(places: Places, at: int) -> Stack:
    """Title, headings, groups with their lines, notes."""
    panel = places.pack.panels[at]
    headings = {**_HEADINGS, **{column.name: column.heading for column in panel.own}}
    widths = _widths(panel)
    groups: list[Item] = []
    for number, group in enumerate(panel.groups):
        groups += [_heading(places, panel, group, f"panel{at}_heading{number}"),
                   _lines(places, panel, group, f"panel{at}_group{number}")]  # fmt: skip
    return Stack(
        panel.name,
        [
            Text(Formula(f'=area&": "&{quoted(panel.title)}'), "title", height=26),
            Text(Formula('="Report to "&TEXT(as_at,"mmmm yyyy")&"; the period of every figure stands beside it."'),
                 "subtitle"),
            Gap(height=6),
            Beside([Text(headings[column], "header", height=30) for column in panel.columns]),
            *groups,
            *panel_charts.below(places, at, [widths[column] for column in panel.columns], _used(places, panel)),
            Gap(height=8),
            *(_note(note, sum(widths[column] for column in panel.columns), len(panel.columns))
              for note in _notes(places, panel)),
        ],
        widths={n: widths[column] for n, column in enumerate(panel.columns, 1)},
        highlights=_highlights(panel, at),
        tab_colour="1F3864",
    )  # fmt: skip


def _used(places: Places, panel: Panel) -> float:
    """How tall the table is, with what stands above and below it."""
    lines = sum(_height(places, panel, line) for group in panel.groups for line in group.lines)
    return _AROUND + _GROUP * len(panel.groups) + lines


def _widths(panel: Panel) -> Mapping[str, float]:
    """The width of each column."""
    ranked = any(line.police for group in panel.groups for line in group.lines)
    benchmark = {"benchmark": _RANKED} if ranked else {}
    own = {column.name: column.width for column in panel.own}
    return {**_WIDTHS, **benchmark, "indicator": _label_width(panel), **own}


def _label_width(panel: Panel) -> float:
    """Wide enough for the longest label, within limits."""
    longest = max(len(line.label) for group in panel.groups for line in group.lines)
    return min(50, max(34, 3 + longest / _LETTERS_TO_A_UNIT))


def _notes(places: Places, panel: Panel) -> list[str]:
    """The panel's own, what RAG means, and from what it follows."""
    alike = any(places.pack.on_overview(line) for group in panel.groups for line in group.lines)
    follows = "RAG follows from the change beside it, or from the target or band where there is one."
    if alike and not places.pack.request.by_signal:
        follows += " What the overview judges has its RAG: by factors (12 months, quarter, ranks), its target or band."
    return [
        *panel.notes,
        *([follows, _APART] if "rag" in panel.columns else []),
        (f"RAG: {_SIGNAL if places.pack.request.by_signal else _COLOURS} Monitor, not judged: a rise in reports can be "
        "good. As published: taken from its publisher, not recomputed."),
    ]


def _note(text: str, wide: float, across: int) -> Text:
    """A note over all columns, as tall as it needs."""
    return Text(text, "foot", height=2 + _LINE * ceil(len(text) / (wide * _NOTE_LETTERS)), across=across)


def _heading(places: Places, panel: Panel, group: Group, name: str) -> Table:
    """The row of a group's name, and of its RAG where it is judged together."""

    def column(at: int, called: str) -> Column:
        if group.judged and called == "rag":
            return Column(called, formula=f"={places.group_rag(group)}", style="rag")
        return Column(called, value=lambda _row: None if at else group.name, style="group")

    return Table(name, [column(*item) for item in enumerate(panel.columns)], headings=None, height=_GROUP)


def _lines(places: Places, panel: Panel, group: Group, name: str) -> Table:
    """A row for each line of a group."""
    own = {column.name: _own(places, column) for column in panel.own}
    return Table(
        name,
        [
            own.get(column) or Column(
                column,
                formula=lambda line, column=column: _formula(places, line, column),
                value=lambda line, column=column: _given(panel, line, column),
                style=lambda line, column=column: _style(line, column),
            )
            for column in panel.columns
        ],
        group.lines,
        headings=None,
        height=lambda line: _height(places, panel, line),
    )


def _own(places: Places, column: OwnColumn) -> Column:
    """A column of the analyst's own: of a line without figures it shows nothing."""

    def formula(line: Line) -> str | None:
        if line.state or column.number is not None:
            return None
        return with_cells(column.formula, lambda name: places.cell(name, line))

    def value(line: Line) -> float | None:
        return None if line.state else column.number

    return Column(column.name, formula=formula, value=value, style=LOOKS[column.style].cell)


def _given(panel: Panel, line: Line, column: str) -> str | None:
    """What no formula gives: number and label, and the state of a line that has no figures yet."""
    if column in {"number", "indicator"}:
        return line.number if column == "number" else line.label
    stated = {"performance"} if "performance" in panel.columns else {"current", "factors"}
    return line.state if line.state and column in stated else None


def _formula(places: Places, line: Line, column: str) -> str | None:
    if column == "indicator" and _is_marked(places, line):
        return f"={quoted(line.label)}&{noticed.below(places.judgement('noticed', line))}"
    if column in {"number", "indicator"} or line.state or (column == "rag" and places.together(line)):
        return None
    if column in {"performance", "benchmark"}:
        return _words(places, line, column)
    found = places.judgement(_SHOWN[column], line)
    if column == "change" and line.measure == "share":
        return f'=IF({found}="","",{found}*100)'  # in points
    missing = '"Not available"' if column == "current" else '""'
    if column == "change" and line.measure == "against":
        words = places.cell("words", line)  # how far from another area is a level: its words say it
        return f'=IF({words}="{NOT_AVAILABLE}","","–")'
    if column == "current" and line.measure == "against":
        missing = '""'
    return f'=IF({found}="",{missing},{found})'


def _is_marked(places: Places, line: Line) -> bool:
    """Whether the mark of what was noticed can stand below a line's label."""
    return bool(line.police) and not line.state and noticed.has_marks(places.pack.request)


def _words(places: Places, line: Line, column: str) -> str:
    """The line's own words with what its judgement adds, or its benchmark."""
    found = places.cell(_SHOWN[column], line)
    told = "" if column == "benchmark" else f'&{places.judgement("told", line)}'
    return f'=IF({found}="","",{found}{told})'


def _style(line: Line, column: str) -> str:
    if column in {"current", "previous"}:
        if line.measure == "share":
            return "panel_share"
        return "panel_decimal" if line.decimals else "panel_count"
    if column == "change":
        return "panel_change_points" if line.measure == "share" else "panel_change"
    return {"number": "panel_number", "rag": "rag"}.get(column, "panel_text")


def _height(places: Places, panel: Panel, line: Line) -> float:
    """Tall enough for the label, and for two lines of words where a line can have more than its change to tell."""
    lines = ceil(len(line.label) / (_label_width(panel) * _LETTERS_TO_A_UNIT)) + _is_marked(places, line)
    ranked = line.police or line.compare or _RANKS & places.entered_columns(line)
    told = (line.police and line.key) or places.has_target(line) or line.rate_key or line.measure == "share"
    long = ((ranked and "benchmark" in panel.columns) or told or "check" in panel.columns) and not line.state
    padding = _TIGHT if sum(len(group.lines) for group in panel.groups) > _MANY else _PADDING
    return padding + _LINE * max(lines, 2 if long else 1)


def _highlights(panel: Panel, at: int) -> Sequence[Highlight]:
    rules: list[Highlight] = []
    looks = {column.name: column.style for column in panel.own}
    for column in panel.columns:
        ref, top = f"panel{at}_heading0[{column}]:panel{at}_group{len(panel.groups) - 1}[{column}]", f"[@{column}]"
        if column == "rag" or looks.get(column) == "rag":
            rules += [Highlight(ref, f'{top}="{word}"', look) for word, look in subjects.COLOURED.items()]
        if column == "check":
            rules.append(Highlight(ref, f'AND({top}<>"",{top}<>"OK")', "high"))
        if column in {"rag", "performance", "current", "previous", "factors", *looks}:
            waiting = ",".join(f'{top}="{word}"' for word in (subjects.OLDER, "In development", "TBC"))
            rules.append(Highlight(ref, f'OR(LEFT({top},4)="Not ",{waiting})', "missing"))
    return rules
