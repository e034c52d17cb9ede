"""The plan on a page: each priority with its sub-group, what it is focused on, and the figures that are watched."""

from __future__ import annotations

from math import ceil
from typing import Final

from cspxl.report.describe import Formula, Highlight, quoted
from cspxl.report.plan.case import Plan
from cspxl.report.plan.parts import Line, Priority
from cspxl.report.stack import Below, Beside, Gap, Item, Stack, Text

PAGE: Final = "Plan on a page"
SEEN: Final = {"Better": "plan_green", "Worse": "plan_red"}
_PIXELS: Final = (204, 330, 190, 216, 124, 92)
_ALL: Final = len(_PIXELS)
_HEADS: Final = ("Priority and sub-group", "Focus", "What is watched", "Figure and change", "Period", "Direction")
_LINE, _LETTER = 12.5, 5.0  # of the focus: the height of a line, pixels of a letter
_NAME_LINE, _NAME_LETTER = 14.5, 7.2  # likewise of a name
_FEWEST, _ROW = 2, 23.0  # rows of a priority, and the least height of one
_FIGURES: Final = 4  # columns of a figure


def describe(plan: Plan) -> Stack:
    """A row of blocks for each priority."""
    shown = [(at, line) for at, priority in enumerate(plan.priorities) for line in priority.measures]
    return Stack(
        PAGE,
        [
            Text(Formula(f"=area&{quoted(': ' + plan.title)}"), "title", height=27, across=_ALL),
            Text(Formula('="The plan on a page. As at "&TEXT(as_at,"mmmm yyyy")&"."'), "subtitle", height=16,
                 across=_ALL),
            Gap(height=6),
            Beside([Text(text, "plan_header_left", height=24) for text in _HEADS]),
            *(_block(priority, at) for at, priority in enumerate(plan.priorities)),
            Text("Better and worse by the direction that is wanted; a change of a count, or of a share whose numbers "
                 "are known, that may be chance is said to be so. As published: stated by the source, not recomputed.",
                 "foot_first", height=13, across=_ALL),
            Text(f"Source: {_source(plan)}.", "foot", height=25, across=_ALL),
        ],
        widths={n: round((wide - 5) / 7, 2) for n, wide in enumerate(_PIXELS, 1)},
        highlights=[
            Highlight(f"priority{at}_{line.key}[text]", f'[@$text$]="{word}"', style)
            for at, line in shown for word, style in SEEN.items()
        ],
        tab_colour="12355B",
    )  # fmt: skip


def _block(priority: Priority, at: int) -> Item:
    """The priority over its sub-group, its focus, and a row for each figure."""
    rows = max(_FEWEST, len(priority.measures))
    over = ceil(rows / 2)  # of the name; the sub-group has the rest
    text = sum(_n_lines(item, _PIXELS[1], _LETTER) for item in priority.focus) * _LINE + 10
    name = (_n_lines(f"1. {priority.name}", _PIXELS[0], _NAME_LETTER) * _NAME_LINE + 3) / over
    subgroup = (_n_lines(priority.subgroup, _PIXELS[0], _LETTER) * _LINE + 3) / (rows - over)
    height = max(_ROW, text / rows, name, subgroup)
    focus = "\n".join(f"• {text}" for text in priority.focus)
    figures: list[Item] = [_figure(line, at, height) for line in priority.measures]
    if not figures:
        none = Text("No figure is stated.", "plan_small", height=height)
        figures.append(Beside([none, *[Text(None, "plan_small")] * (_FIGURES - 1)]))
    figures += [Beside([Text(None, "plain", height=height)] * _FIGURES)] * (rows - len(figures))
    return Beside([
        Below([Text(f"{at + 1}. {priority.name}", "plan_name", height=height, down=over),
               Text(priority.subgroup, "plan_aim", height=height, down=rows - over)]),
        Text(focus, "plan_focus", down=rows),
        Below(figures),
    ])  # fmt: skip


def _n_lines(text: str, pixels: int, letter: float) -> int:
    """How many lines a text takes."""
    return ceil((len(text) + 2) * letter / (pixels - 16))


def _figure(line: Line, at: int, height: float) -> Item:
    of = f"line={line.key}"
    return Beside([
        Text(line.label, "plan_small", height=height),
        Text(Formula(f"=moved[@words, {of}]"), "plan_small_bold"),
        Text(Formula(f"=moved[@period, {of}]"), "plan_small"),
        Text(Formula(f"=moved[@seen, {of}]"), "plan_seen", name=f"priority{at}_{line.key}"),
    ])  # fmt: skip


def _source(plan: Plan) -> str:
    """Where the first figure is from, and where the others' sources stand."""
    entries = [plan.newest(line.key, plan.area) for line in plan.lines]
    found = [entry.source for entry in entries if entry]
    return f"{found[0]}; that of every figure stands on the sheet Inputs" if found else "the plan"
