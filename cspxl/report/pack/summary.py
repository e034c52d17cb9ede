"""The executive summary: three lists, every sentence a formula, so that it cannot contradict the tables."""

from __future__ import annotations

from typing import Final

from cspxl.facts import boroughs
from cspxl.report.describe import Formula, quoted
from cspxl.report.pack.layout import SUMMARY, Places
from cspxl.report.stack import Beside, Column, Gap, Item, Stack, Table, Text

SHOWN: Final = 10  # sentences of a list
_LISTS: Final = (
    ("Of particular concern: performance is negative", "listed_rag", "Red"),
    ("Strong performance", "listed_rag", "Green"),
    ("Changed significantly on the year before: by more than chance explains", "listed_change", "Changed"),
)
_NOTES: Final = (
    ("Each sentence is a formula about the same cells as the tables. Monitored indicators are not judged: a rise in "
    "reports can be good."),
    ("Significant: the two counts differ by more than chance at 95% (CHANGE_SIGNAL); shares and figures without a "
    "previous count are not tested."),
)
_TOGETHER: Final = "A line of a group that is judged together stands where the RAG of its group puts it."
_LETTER: Final = 1.65  # units that a letter of the title takes
_LONGEST_NAME: Final = max(boroughs(), key=len)
_HEIGHT: Final = 17.5  # of a heading and a sentence


def describe(places: Places) -> Stack:
    """Lead, three lists, what stands behind them."""
    title = places.pack.request.title
    lists: list[Item] = []
    for at, (heading, name, wanted) in enumerate(_LISTS):
        lists += [
            Beside([Text(heading, "group", height=_HEIGHT), Text(None, "group")]),
            _sentences(places, name, wanted, f"summary{at}"),
            Beside([Gap(), Text(Formula(_left(places, name, wanted)), "note")]),
            Gap(),
        ]
    return Stack(
        SUMMARY,
        [
            Text(Formula(f'=area&": "&{quoted(title)}'), "title", height=26),
            Text(Formula('="Figures to "&TEXT(as_at,"mmmm yyyy")&". Provisional."'), "subtitle"),
            Text(Formula(_lead(places)), "summary", height=24),
            Gap(),
            *lists,
            *(Text(note, "note") for note in (*_NOTES, *([_TOGETHER] if places.groups else []))),
        ],
        widths={1: 4, 2: max(112, _LETTER * len(f"{_LONGEST_NAME}: {title}") - 4)},
        landscape=False,
        tab_colour="1F3864",
    )


def shown(at: int) -> str:
    """The sentences that one of the lists shows."""
    return f"summary{at}[sentence]"


def counted(places: Places, name: str, wanted: str) -> str:
    """How many lines, and indicators of the overview that no line shows, have a word in a column."""
    columns = [f"lines[{name}]", *([f"alone[{name}]"] if places.alone else [])]
    return "+".join(f'COUNTIF({column},"{wanted}")' for column in columns)


def _lead(places: Places) -> str:
    counts = {word: counted(places, "listed_rag", word) for word in ("Green", "Amber", "Red", "Monitor", "Not judged")}
    judged = "+".join(counts[word] for word in ("Green", "Amber", "Red"))
    waiting = sum(bool(line.state) for panel in places.pack.panels for group in panel.groups for line in group.lines)
    return (
        f'="Of "&({judged})&" indicators judged: "&{counts["Green"]}&" Green, "&{counts["Amber"]}&" Amber, "'
        f'&{counts["Red"]}&" Red. "&{counts["Monitor"]}&" monitored, "&{counts["Not judged"]}'
        f'&" without an earlier figure'
        + (f', {waiting} in development."' if waiting else '."')
    )


def _sentences(places: Places, name: str, wanted: str, table: str) -> Table:
    n_found = counted(places, name, wanted)

    def sentence(n: int) -> str:
        # PICK is not asked for what is not there: a program without it would show #NAME? for an empty text.
        none = '"None."' if n == 1 else '""'
        return f"=IF({n_found}<{n},{none},{_nth(places, name, wanted, n)})"

    return Table(
        table,
        [
            Column("bullet", formula='=IF([@sentence]="","","•")', style="panel_bullet"),
            Column("sentence", formula=sentence, style="bullet"),
        ],
        range(1, SHOWN + 1),
        headings=None,
        height=_HEIGHT,
    )


def _left(places: Places, name: str, wanted: str) -> str:
    """How many more there are than are shown, and where."""
    left = f"{counted(places, name, wanted)}-{SHOWN}"
    where = "on the overview and in the tables" if places.alone else "in the tables"
    return f'=IF({left}>0,"and "&({left})&" more, {where}","")'


def _nth(places: Places, name: str, wanted: str, n: int) -> str:
    """The n-th sentence: those of the overview's indicators stand before those of the lines."""
    lines = f'lines[sentence],lines[{name}],"{wanted}"'
    if not places.alone:
        return f"PICK({lines},{n})"
    alone = f'alone[sentence],alone[{name}],"{wanted}"'
    first = f'COUNTIF(alone[{name}],"{wanted}")'
    return f"IF({first}<{n},PICK({lines},{n}-{first}),PICK({alone},{n}))"
