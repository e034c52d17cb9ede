"""The plan on one page: what the measures of each theme come to, and those that are off track or at risk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.report.describe import Formula, Highlight, quoted
from cspxl.report.plan import words
from cspxl.report.plan.case import Plan
from cspxl.report.stack import Beside, Column, Gap, Item, Stack, Table, Text

SUMMARY: Final = "Summary"
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
                   "twelve")  # fmt: skip
_MOST_LISTED: Final = 12
_STATES: Final = {"off": "Red", "risk": "Amber", "on": "Green"}


def counted() -> Sequence[tuple[str, str]]:
    """The columns that count a theme's measures, and what those are called in words."""
    return [*((name, words.STATUS[colour].lower()) for name, colour in _STATES.items()), ("other", "not judged")]


def in_words(cell: str) -> str:
    """A small number in words."""
    return f'IF({cell}<{len(_NUMBERS)},CHOOSE({cell}+1,{",".join(map(quoted, _NUMBERS))}),{cell}&"")'


def describe(plan: Plan) -> Stack:
    """Themes with their counts; then the measures that miss their targets, the furthest first."""
    total = '=SUM(themes[off])&" of "&SUM(themes[n])&" measures off track, "&SUM(themes[risk])&" at risk, "'
    return Stack(
        SUMMARY,
        [
            Text(Formula(f"=area&{quoted(': ' + plan.title)}"), "title", height=27, across=8),
            Text(Formula('="As at "&TEXT(as_at,"mmmm yyyy")&"."'), "subtitle", height=16, across=8),
            Gap(height=6),
            Text(Formula(total + '&SUM(themes[on])&" on track, "&SUM(themes[other])&" not judged."'), "plan_lead",
                 height=24, across=8, name="summary_lead"),
            Gap(height=8),
            _themes(plan),
            Gap(height=12),
            Text("Off track and at risk, the furthest from its target first", "panel_heading", height=17, across=8),
            *_listed(plan),
            Gap(height=8),
            Text("Overdue counts as off track, complete and met as on track. Not judged: without figures yet, or not "
                 "yet due.", "foot_first", height=13, across=8),
        ],
        highlights=[
            Highlight(f"listed{at}_chip[text]", f'ISNUMBER(SEARCH("{glyph}",[@$text$]))', f"plan_{colour.lower()}")
            for at in _places(plan) for colour, glyph in words.GLYPHS.items() if colour in words.STATUS
        ] + [Highlight(f"listed{at}_{name}[text]", '[@$text$]=""', "spare")
             for at in _places(plan) for name in ("place", "measure", "chip", "aim")],
        tab_colour="1F3864",
    )  # fmt: skip


def _themes(plan: Plan) -> Table:
    """A row for each theme; its furthest measure in a sentence."""

    def worst(number: int) -> str:
        weights, sentences = (f"measures[{name}, theme={number}]" for name in ("weight", "sentence"))
        found = f"INDEX({sentences},MATCH(MAX({weights}),{weights},0))"
        return f'=IF(MAX({weights})<10,"Nothing is off track or at risk.",{found}&".")'

    def count(colour: str) -> str:
        return f'=COUNTIFS(measures[theme],[@number],measures[rag],"{colour}")'

    return Table(
        "themes",
        [
            Column("number", "No.", value=lambda row: row.number, style="panel_number", width=6),
            Column("name", "Theme", value=lambda row: row.name, style="panel_text", width=40),
            Column("n", "Measures", "=COUNTIF(measures[theme],[@number])", style="panel_count", width=11),
            *(Column(name, words.STATUS[colour], count(colour), style="panel_count", width=11)
              for name, colour in _STATES.items()),
            Column("other", "Not judged", "=[@n]-SUM([@off]:[@on])", style="panel_count", width=11),
            Column("worst", "Furthest from its target", lambda row: worst(row.number), style="panel_text", width=62),
        ],
        plan.themes,
        axes=lambda row: {"theme": row.number},
        heading_height=30,
        height=30,
    )  # fmt: skip


def _listed(plan: Plan) -> Sequence[Item]:
    """The measures that miss their targets, by weight; the lines that none needs are empty."""
    cells = (("place", "panel_number", 1), ("measure", "panel_text", 1), ("chip", "plan_chip", 3),
             ("aim", "panel_text", 3))  # fmt: skip
    shown = {"place": "measures[order]", "measure": "plan[measure]", "chip": "measures[chip]", "aim": "measures[aim]"}
    return [
        Beside([Text(Formula(_nth(at, shown[name])), style, height=28, across=across, name=f"listed{at}_{name}")
                for name, style, across in cells])
        for at in _places(plan)
    ]  # fmt: skip


def _places(plan: Plan) -> Sequence[int]:
    return range(1, min(len(plan.measures), _MOST_LISTED) + 1)


def _nth(at: int, cells: str) -> str:
    """Of the measure in a place; empty where none that is there misses its target."""
    row = f"MATCH({at},measures[order],0)"
    return f'=IF(INDEX(measures[weight],{row})<10,"",INDEX({cells},{row}))'
