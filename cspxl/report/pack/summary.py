"""The executive summary: counts, and lists of indicators with figure, change, period and why, all of the judgements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.facts import boroughs
from cspxl.report import noticed, subjects
from cspxl.report.describe import Formula, Highlight, quoted
from cspxl.report.pack.places import SUMMARY, Places
from cspxl.report.pack.summary_lists import LISTINGS, counted, lines_of_names, n_lines
from cspxl.report.request import NOT_AVAILABLE
from cspxl.report.stack import Beside, Column, Gap, Item, Stack, Table, Text

_APART: Final = {
    "Monitor": "monitored", subjects.CONFLICT: "with sources that disagree", subjects.OLDER: "older than allowed",
    subjects.NOT_JUDGED: "not judged", NOT_AVAILABLE: "not available",
}  # fmt: skip
_PIXELS: Final = (8, 250, 100, 124, 126, 300)  # of each column: edge, indicator, figure, change, period, why
_ALL: Final = len(_PIXELS)
_LETTER: Final = 13.2  # pixels of a letter of the title
_LONGEST_NAME: Final = max(boroughs(), key=len)
_JUDGED: Final = (*subjects.COLOURS, subjects.NO_CLEAR_CHANGE)
_CHIPS: Final = (("Red", 2), ("Amber", 1), ("Green", 1), ("Monitor", 1))  # each over so many columns
_TALL: Final = 850.0  # of all lines, at the scale at which they take the page's width
_LOW, _HIGH = 24.5, 31.0  # of a line: two lines of 9 points, and air
_LETTERS: Final = 150  # of a line of names across the page
_LINE: Final = 12.5
_NOTES: Final = (
    "Each line shows the same cells as the tables.",
    "Significant: two counts, or two shares of samples, differ by more than chance at 95%; others are not tested.",
)


def describe(places: Places) -> Stack:
    """Title, counts, what is not judged, the lists, how to read them."""
    title = places.pack.request.title
    longer = max(0.0, _LETTER * len(f"{_LONGEST_NAME}: {title}") - sum(_PIXELS))  # than the page: the last column grows
    pixels = (*_PIXELS[:-1], _PIXELS[-1] + longer)
    lists = Table(
        "summary",
        [
            Column("edge", "", "=summary_lines[@edge]", style="list_edge", heading_style="list_heading"),
            Column("indicator", "Indicator", "=summary_lines[@subject]", style="list_name"),
            Column("figure", "Figure", "=summary_lines[@figure]", style="list_figure",
                   heading_style="list_heading_middle"),
            Column("change", "Change", "=summary_lines[@moved]", style="list_middle",
                   heading_style="list_heading_middle"),
            Column("period", "Period", f"=summary_lines[@period]&{_mark()}", style="list_small",
                   heading_style="list_heading_middle"),
            Column("here", "Why it is here", "=summary_lines[@here]", style="list_text"),
        ],
        range(1, n_lines(places) + 1),
        axes=lambda line: {"summary_line": line},
        headings="list_heading",
        heading_height=16,
        height=min(_HIGH, max(_LOW, _TALL / n_lines(places))),
    )  # fmt: skip
    return Stack(
        SUMMARY,
        [
            Text(Formula(f'=area&": "&{quoted(title)}'), "title", height=27, across=_ALL),
            Text(Formula('="Figures to "&TEXT(as_at,"mmmm yyyy")&". Provisional."'), "subtitle", height=16,
                 across=_ALL),
            Text(Formula(_lead(places)), "lead", height=31, across=_ALL, name="summary_lead"),
            Gap(height=4),
            _chips(),
            Gap(height=4),
            _monitored(places),
            lists,
            *_left(places),
            Gap(height=6),
            *(Text(note, style, height=13, across=_ALL)
              for note, style in zip(_NOTES, ("foot_first", "foot"), strict=True)),
        ],
        widths={n: round((wide - 5) / 7, 2) for n, wide in enumerate(pixels, 1)},
        landscape=False,
        highlights=_highlights(),
        tab_colour="12355B",
    )  # fmt: skip


def _mark() -> str:
    """Below the period: there is no room for the effect."""
    return f'IF(summary_lines[@noticed]="","",CHAR(10)&"! {noticed.SEE}")'


def _highlights() -> list[Highlight]:
    """Chips in the colour of their word; headings and edges in that of their list."""
    found = [Highlight(f"summary_{word.lower()}[text]", "TRUE", word.lower()) for word, _ in _CHIPS]
    for at, row in enumerate(LISTINGS, 1):
        heading = f'AND([@$edge]={at},LEFT([@$indicator],2)="{row.glyph} ")'
        found += [Highlight("summary[edge]", f"[@$edge]={at}", f"edge_{row.look}"),
                  Highlight("summary[indicator]:summary[here]", heading, f"heading_{row.look}")]  # fmt: skip
    return [*found, Highlight("summary[indicator]:summary[here]", '[@$edge]=""', "spare")]


def _chips() -> Item:
    """How many are of each colour."""
    told = "Monitored is not judged: a rise in reports can be good."
    chips = [
        Text(Formula(f'="{subjects.GLYPHS[word]} "&({counted([word])})&" {word}"'), "chip", height=26, across=across,
             name=f"summary_{word.lower()}")
        for word, across in _CHIPS
    ]  # fmt: skip
    return Beside([*chips, Text(told, "headline_why", height=26)])


def _lead(places: Places) -> str:
    """How many are judged, and how; how many are not, and why."""
    counts = {word: counted([word]) for word in _JUDGED}
    unclear = counts[subjects.NO_CLEAR_CHANGE]
    told = "&".join(f'IF({counted([word])}=0,"",", "&{counted([word])}&" {words}")' for word, words in _APART.items())
    waiting = sum(bool(line.state) for panel in places.pack.panels for group in panel.groups for line in group.lines)
    told += f'&", {waiting} in development"' if waiting else ""
    beside = f'IF({unclear}=0,"",", "&{unclear}&" without a clear change")'
    beside += f'&"."&IF({told}="",""," "&MID({told},3,200)&".")'
    return (
        f'="Of "&({counted(_JUDGED)})&" indicators judged: "&{counts["Green"]}&" Green, "&'
        f'{counts["Amber"]}&" Amber, "&{counts["Red"]}&" Red"&{beside}'
    )


def _monitored(places: Places) -> Item:
    """A line that names what is monitored; empty where nothing is."""
    letters = sum(len(subject.label) + 2 for subject in places.subjects if subject.polarity == "monitor")
    told = '"Monitored, not judged: "&summary_names[@names, word=Monitor]&"."'
    height = 2 + _LINE * max(1, -(-letters // _LETTERS))
    return Text(Formula(f'=IF({counted(["Monitor"])}=0,"",{told})'), "foot", height=height, across=_ALL,
                name="summary_monitor_names")  # fmt: skip


def _left(places: Places) -> Sequence[Item]:
    """What the lists have no room for, by name; none where they always have it."""
    if not (lines := lines_of_names(places)):
        return []
    told = 'TEXTJOIN(" ",TRUE,summary_lists[more])'
    return [Text(Formula(f'=IF(SUM(summary_lists[left])=0,"","Also: "&{told})'), "foot", height=2 + _LINE * lines,
                 across=_ALL, name="summary_left")]  # fmt: skip
