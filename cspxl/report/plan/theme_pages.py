"""A page for each priority theme: what is aimed at, quarter by quarter, where it is heading, and what is done."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from textwrap import wrap
from typing import Final

from cspxl.report.describe import Content, Formula, Highlight, quoted
from cspxl.report.plan import words
from cspxl.report.plan.case import QUARTERS, Plan, Theme
from cspxl.report.plan.inputs import INPUTS
from cspxl.report.plan.measures import COUNT, RATE, STATE, Measure
from cspxl.report.plan.summary import counted, in_words
from cspxl.report.stack import Below, Beside, Gap, Item, Stack, Text
from cspxl.values import Cell

_PIXELS: Final = (178, 66, 60, *[66] * len(QUARTERS), 58, 64, 66, 122, 126, 206)
_ALL: Final = len(_PIXELS)
_TALL: Final = 400.0  # heights: of all measures together, at least
_SHORTEST, _TALLEST = 54.0, 110.0  # of one measure, before its activity asks for more
_LINE, _LETTER = 12.5, 5.2  # of the activity: the height of a line, pixels of a letter
_NAME_LINE, _NAME_LETTER = 14.5, 7.2  # likewise of a measure's name
_NOTE_LETTERS: Final = 215  # of a line of a note
_FORMS: Final = {COUNT: "count", RATE: "rate"}  # of figures; all others are shares


def describe(plan: Plan, theme: Theme) -> Stack:
    """Title, what the measures come to, the table, how it is to be read."""
    sides = {measure.polarity for measure in theme.measures}
    better = next(iter(sides)) if len(sides) == 1 else "monitor"
    told_better = "" if better == "monitor" else f" {better.capitalize()} is better on this page."
    told = quoted(f"Theme {theme.number} of {len(plan.themes)}: {theme.name}. As at ")
    names = [_name(measure, "status") for measure in theme.measures]
    return Stack(
        theme.sheet,
        [
            Text(Formula(f"=area&{quoted(': ' + plan.title)}"), "title", height=27, across=_ALL),
            Text(Formula(f'={told}&TEXT(as_at,"mmmm yyyy")&".{told_better}"'), "subtitle", height=16,
                 across=_ALL),
            Gap(height=4),
            Text(Formula(f"={_lead(theme)}"), "plan_lead", height=22, across=_ALL, name=f"theme{theme.number}_lead"),
            Text(Formula(f"=themes[@worst, theme={theme.number}]"), "plan_lead_more", height=16, across=_ALL),
            Gap(height=6),
            _headings(),
            *_table(plan, theme),
            Gap(height=6),
            *_notes(plan, theme),
        ],
        widths={n: round((wide - 5) / 7, 2) for n, wide in enumerate(_PIXELS, 1)},
        highlights=[
            Highlight(f"{name}[text]", f'ISNUMBER(SEARCH("{glyph}",[@$text$]))', f"plan_{colour.lower()}")
            for name in names for colour, glyph in words.GLYPHS.items() if colour in words.STATUS
        ],
        tab_colour="12355B",
    )  # fmt: skip


def _lead(theme: Theme) -> str:
    """How many measures the theme has, and how many of them are in what state."""
    n = f"themes[@n, theme={theme.number}]"
    parts = "&".join(
        f'IF({cell}=0,"",", "&{in_words(cell)}&" {word}")'
        for word, cell in ((state, f"themes[@{name}, theme={theme.number}]") for name, state in counted())
    )
    first = in_words(n)
    named = f'UPPER(LEFT({first},1))&MID({first},2,9)&IF({n}=1," measure"," measures")'
    return f'{named}&": "&MID({parts},3,200)&"."'


def _headings() -> Item:
    heads: Sequence[tuple[str, str]] = [
        ("Measure and target", "plan_header_left"), ("Baseline", "plan_header"), ("Target", "plan_header"),
        *((name, "plan_header") for name in QUARTERS.values()),
        ("To date", "plan_header"), ("Expected to date", "plan_header"), ("Projected outturn", "plan_header"),
        ("RAG and status", "plan_header"), ("Against target", "plan_header_left"), ("Activity", "plan_header_left"),
    ]  # fmt: skip
    return Beside([Text(text, style, height=30) for text, style in heads])


def _table(plan: Plan, theme: Theme) -> Sequence[Item]:
    """The measures, each in two rows; the activity beside all those that it is of."""
    blocks: list[list[Measure]] = []
    for measure in theme.measures:
        if not blocks or plan.said(measure, "action"):
            blocks.append([])
        blocks[-1].append(measure)
    least = min(_TALLEST, max(_SHORTEST, _TALL / len(theme.measures)))
    return [_block(plan, block, least) for block in blocks]


def _block(plan: Plan, block: Sequence[Measure], least: float) -> Item:
    """Measures that share their activity, which stands beside them."""
    said = plan.said(block[0], "action")
    letters = int((_PIXELS[-1] - 16) / _LETTER)
    needed = sum(ceil((len(text) + 2) / letters) for text in said) * _LINE + 8
    height = max(least, needed / len(block))
    text = "&CHAR(10)&".join(f'"• "&activity[@text, measure={block[0].key}, nth={nth}]'
                             for nth in range(1, len(said) + 1))  # fmt: skip
    activity: Content = Formula(f"={text}") if said else None
    return Beside([
        Below([_measure(plan, measure, height) for measure in block]),
        Text(activity, "plan_activity", down=2 * len(block)),
    ])  # fmt: skip


def _measure(plan: Plan, measure: Measure, height: float) -> Item:
    """Two rows: the name over the target in words; everything else is as tall as both."""
    of = f"measure={measure.key}"
    form = _FORMS.get(measure.counts, "share")

    def cell(content: str, style: str, name: str = "") -> Text:
        return Text(Formula(f"={content}"), style, down=2, name=_name(measure, name) if name else "")

    quarters = [
        cell(f'IF(measures[@used, {of}, quarter={at}]="","–",measures[@used, {of}, quarter={at}])',
             f"plan_{form}_figure" if _is_figure(plan.quarter(measure, at)) else "plan_said")
        for at in QUARTERS
    ]  # fmt: skip
    lines = len(wrap(measure.label, int((_PIXELS[0] - 16) / _NAME_LETTER)))
    name = max(height / 2, lines * _NAME_LINE + 2)
    return Beside([
        Below([
            Text(Formula(f"=plan[@measure, {of}]"), "plan_name", height=name),
            Text(Formula(f"=measures[@aim, {of}]"), "plan_aim", height=max(height - name, 2 * _LINE)),
        ]),
        cell(f'IF(figures[@baseline, {of}]="","–",figures[@baseline, {of}])', f"plan_{form}_small"),
        cell(_target(measure, of), f"plan_{form}_strong", "target"),
        *quarters,
        cell(_or_state(f"measures[@to_date, {of}]"), f"plan_{form}_strong"),
        cell(f"measures[@expected, {of}]", f"plan_{form}_figure"),
        cell(_or_state(f"measures[@projected, {of}]"), f"plan_{form}_strong"),
        cell(f"measures[@chip, {of}]", "plan_status", "status"),
        cell(f"measures[@bar, {of}]", "plan_bar"),
    ])  # fmt: skip


def _is_figure(cell: Cell) -> bool:
    return isinstance(cell, int | float)


def _name(measure: Measure, cell: str) -> str:
    return f"page_{measure.key}_{cell}"


def _or_state(cell: str) -> str:
    """A figure that is missing takes no large letters."""
    return f'IF({cell}="Not available","–",{cell})'


def _target(measure: Measure, of: str) -> str:
    """The year's target; of a milestone its month, of a band its limits."""
    cell = f"measures[@target, {of}]"
    if measure.kind == "milestone":
        return f'TEXT(plan[@due, {of}],"mmm yyyy")'
    if measure.kind == "band":
        form = "0%" if measure.is_share else "0.0"
        return f'TEXT(plan[@low, {of}],"{form}")&" to "&TEXT(plan[@high, {of}],"{form}")'
    return cell


def _notes(plan: Plan, theme: Theme) -> Sequence[Item]:
    """How the page is to be read, and where its figures are from."""
    source = next(filter(None, map(plan.source, theme.measures)), "")
    levels = any(measure.counts not in {COUNT, STATE} for measure in theme.measures)
    reckoned = (
        "Expected to date: the part of the target that is due. Projected outturn: to date × 4 ÷ quarters with figures, "
        "or by the season of past years where the target says so. Bar: a block is a tenth of what the figure is held "
        "against, the line │ is that."
    )
    level = (
        "A rate or a share is a level: it is not added up or projected, and is held against where it should be by now "
        "on the straight line from its baseline to the target. A share of a cohort is judged with its interval."
    )
    judged = Formula(
        '="● On track: what is projected meets the target. ■ At risk: it misses it by up to "&ROUND(at_risk*100,1)'
        '&"% of the target. ▲ Off track: by more. Overdue counts as off track, complete and met as on track."',
    )
    texts: list[str | Formula] = [reckoned, *([level] if levels else []), judged,
                                  f"Source: {source}; that of every figure stands on the sheet {INPUTS}."]  # fmt: skip
    return [
        Text(text, "foot" if at else "foot_first", across=_ALL,
             height=1 + 12.0 * (ceil(len(text) / _NOTE_LETTERS) if isinstance(text, str) else 1))
        for at, text in enumerate(texts)
    ]  # fmt: skip
