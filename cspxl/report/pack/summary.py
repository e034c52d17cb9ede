"""The executive summary: lists of sentences, each a formula, so that it cannot contradict the tables."""

from __future__ import annotations

from typing import Final

from cspxl.facts import boroughs
from cspxl.report import subjects
from cspxl.report.describe import Formula, Highlight, quoted
from cspxl.report.pack.layout import SUMMARY, Places
from cspxl.report.pack.summary_lists import counted, most_lines
from cspxl.report.request import NOT_AVAILABLE
from cspxl.report.stack import Beside, Column, Gap, Stack, Table, Text

_APART: Final = {
    "Monitor": "monitored", subjects.CONFLICT: "with sources that disagree", subjects.OLDER: "older than allowed",
    subjects.NOT_JUDGED: "not judged", NOT_AVAILABLE: "not available",
}  # fmt: skip
_LETTER: Final = 1.65  # units that a letter of the title takes
_LONGEST_NAME: Final = max(boroughs(), key=len)
_HEIGHT: Final = 16.5  # of a heading and a sentence
_LETTERS: Final = 125  # of a line of names
_LINE: Final = 12.5


def describe(places: Places) -> Stack:
    """Lead, what is not judged, the lists."""
    title = places.pack.request.title
    lists = Table(
        "summary",
        [
            Column("bullet", formula='=IF(OR([@sentence]="",summary_lines[@n]=0),"","•")', style="panel_bullet"),
            Column("sentence", formula="=summary_lines[@text]", style="bullet"),
        ],
        range(1, most_lines(places) + 1),
        axes=lambda line: {"summary_line": line},
        headings=None,
        height=_HEIGHT,
    )
    return Stack(
        SUMMARY,
        [
            Text(Formula(f'=area&": "&{quoted(title)}'), "title", height=26),
            Text(Formula('="Figures to "&TEXT(as_at,"mmmm yyyy")&". Provisional."'), "subtitle"),
            Text(Formula(_lead(places)), "summary", height=24),
            Beside([Gap(), _named("Monitor", "Monitored, not judged", _lines_of_names(places))]),
            Beside([Gap(), _named(NOT_AVAILABLE, "No figure for this area and month", 1)]),
            Gap(height=8),
            lists,
        ],
        widths={1: 4, 2: max(124, _LETTER * len(f"{_LONGEST_NAME}: {title}") - 4)},
        landscape=False,
        highlights=[Highlight("summary[bullet]:summary[sentence]", 'AND([@$bullet]="",[@$sentence]<>"")', "section")],
        tab_colour="1F3864",
    )  # fmt: skip


def _lead(places: Places) -> str:
    """How many are judged, and how; how many are not, and why."""
    counts = {word: counted([word]) for word in subjects.COLOURS}
    told = "&".join(f'IF({counted([word])}=0,"",", "&{counted([word])}&" {words}")' for word, words in _APART.items())
    waiting = sum(bool(line.state) for panel in places.pack.panels for group in panel.groups for line in group.lines)
    beside = f"MID({told},3,200)" + (f'&", {waiting} in development"' if waiting else "")
    return (
        f'="Of "&({counted(subjects.COLOURS)})&" indicators judged: "&{counts["Green"]}&" Green, "&'
        f'{counts["Amber"]}&" Amber, "&{counts["Red"]}&" Red. "&{beside}&"."'
    )


def _named(word: str, told: str, lines: int) -> Table:
    """A line that names what reads a word; how many, where the names need more lines; empty where nothing does."""
    names = f'TEXTJOIN("; ",TRUE,IF(judgements[counted]="{word}",judgements[subject],""))'
    many = f'{counted([word])}&" indicators, in the tables"'
    names = f"IF(LEN({names})>{_LETTERS * lines},{many},{names})"
    formula = f'=IF({counted([word])}=0,"",{quoted(told)}&": "&{names}&".")'
    column = Column("text", formula=formula, style="remark_text", alone=True)
    name = f"summary_{word.lower().replace(' ', '_')}"
    return Table(name, [column], headings=None, height=2 + _LINE * lines)


def _lines_of_names(places: Places) -> int:
    """How many lines the names of all that is monitored take."""
    letters = sum(len(subject.label) + 2 for subject in places.subjects if subject.polarity == "monitor")
    return max(1, -(-letters // _LETTERS))
