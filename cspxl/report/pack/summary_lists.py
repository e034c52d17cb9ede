"""What the executive summary lists, worked out below the judgements: which lists there are, and each line of the page.

A list without anything is left out, but for the first two; so the page has no holes, whatever the area and month.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cspxl.report import subjects
from cspxl.report.describe import quoted
from cspxl.report.pack.places import Places
from cspxl.report.request import NOT_AVAILABLE
from cspxl.report.stack import Column, Table
from cspxl.report.subjects import Subject

NONE: Final = "None."
_MOST_LINES: Final = 44  # that the page has room for; what it cannot show is named below them
_LEAST: Final = 2  # sentences of a list that the lists above it leave room for
_LETTERS: Final = 140  # of a line of names across the page


class Listing(NamedTuple):
    """A list: its heading and what that means, its glyph, the word in a column of the judgements that it takes.

    ``always``: it stands there even without anything. ``look`` ends the names of its styles.
    """

    heading: str
    meaning: str
    glyph: str
    look: str
    wanted: str
    column: str = "list"
    text: str = "sentence"
    always: bool = False

    @property
    def nth(self) -> str:
        """The column that says which of them it is."""
        return f"{self.column}_nth"


_CHANCE: Final = "the change is no more than chance explains"
_UNTESTED: Final = "a share, as published, or by its group: no test of chance"
LISTINGS: Final = (
    Listing("Of particular concern", "worse, by more than chance explains or against a target", "▲", "red", "Red",
            always=True),
    Listing("Red, but within chance", _CHANCE, "▲", "red", f"Red {subjects.WITHIN_CHANCE}"),
    Listing("Red, not tested", _UNTESTED, "▲", "red", f"Red {subjects.UNTESTED}"),
    Listing("Strong performance", "better, by more than chance explains or against a target", "●", "green", "Green",
            always=True),
    Listing("Green, but within chance", _CHANCE, "●", "green", f"Green {subjects.WITHIN_CHANCE}"),
    Listing("Green, not tested", _UNTESTED, "●", "green", f"Green {subjects.UNTESTED}"),
    Listing("Amber", "mixed, little changed, or just outside a target or band", "■", "amber", "Amber"),
    Listing(subjects.NO_CLEAR_CHANGE, "no more than chance explains, and no trend over 24 months", "◆", "grey",
            subjects.NO_CLEAR_CHANGE),
    Listing("Sources disagree", "one says better, the other worse", "?", "grey", subjects.CONFLICT),
    Listing("Changed significantly", "on the year before, by more than chance explains", "◊", "navy", "Changed",
            "changed", "moved"),
    Listing("Older than is allowed", "so not judged", "?", "grey", subjects.OLDER),
    Listing("Not judged", "nothing, or too little, to compare with", "?", "grey", subjects.NOT_JUDGED),
    Listing("Not available", "no figure for this area and month", "?", "grey", NOT_AVAILABLE),
)  # fmt: skip


def listings() -> Table:
    """A row for each list: its sentences, how many are shown, its lines, and the line that it begins at.

    The first lists take what they need; each leaves a little for those below it.
    """
    def flags(at: int) -> str:
        return f"judgements[{LISTINGS[at].column}]"

    def names(at: int) -> str:
        beyond = f"({flags(at)}={quoted(LISTINGS[at].wanted)})*(judgements[{LISTINGS[at].nth}]>[@shown])>0"
        return f'=IF([@left]=0,"",[@heading]&": "&TEXTJOIN("; ",TRUE,IF({beyond},judgements[subject],""))&".")'

    def empty(at: int) -> int:
        return 2 if LISTINGS[at].always else 0

    def kept(at: int) -> str:
        below = at + 1
        return f"=summary_lists[@least, at={below}]+summary_lists[@kept, at={below}]" if below < len(LISTINGS) else "=0"

    def begins(at: int) -> str:
        return "=1" if at == 0 else f"=summary_lists[@begins, at={at - 1}]+summary_lists[@lines, at={at - 1}]"

    return Table(
        "summary_lists",
        [
            Column("heading", "List of the summary", value=lambda at: LISTINGS[at].heading, style="label"),
            Column("meaning", "What it means", value=lambda at: LISTINGS[at].meaning),
            Column("count", "How many", lambda at: f"=COUNTIF({flags(at)},{quoted(LISTINGS[at].wanted)})"),
            Column("least", "Lines at least", lambda at: f"=IF([@count]=0,{empty(at)},1+MIN([@count],{_LEAST}))"),
            Column("kept", "Lines of those below, at least", kept),
            Column("begins", "Begins at line", begins),
            Column("shown", "Shown", "=MIN([@count],MAX(0,ROWS(summary_lines[line])-[@begins]-[@kept]))"),
            Column("lines", "Lines of the page", lambda at: f"=IF([@count]=0,{empty(at)},1+[@shown])"),
            Column("left", "More than shown", "=[@count]-[@shown]"),
            Column("more", "More by name", names, alone=True),
        ],
        range(len(LISTINGS)),
        axes=lambda at: {"at": at},
        heading_height=30,
    )  # fmt: skip


def names() -> Table:
    """What is monitored, by name; an array formula, which a merged cell cannot hold."""
    joined = 'TEXTJOIN("; ",TRUE,IF(judgements[counted]={},judgements[subject],""))'.format
    return Table(
        "summary_names",
        [
            Column("word", "Named in the summary", value=lambda word: word, style="label"),
            Column("names", "Names", lambda word: f"={joined(quoted(word))}", alone=True),
        ],
        ["Monitor"],
        axes=lambda word: {"word": word},
    )  # fmt: skip


def lines(places: Places) -> Table:
    """The lines of the page: to which list each belongs, which of it, its judgement, and what stands in its columns.

    Only Excel's own functions look it up, so that it stays live without the add-in.
    """
    one = "INDEX(summary_lists[{}],[@at])".format
    shown = f"AND([@n]>=1,[@n]<={one('shown')})"
    found = f"CHOOSE([@at],{','.join(map(_position, LISTINGS))})"
    glyphs = f"CHOOSE([@at],{','.join(quoted(row.glyph) for row in LISTINGS)})"
    texts = f"CHOOSE([@at],{','.join(f'INDEX(judgements[{row.text}],[@row])' for row in LISTINGS)})"
    heads, none = f'AND([@n]=0,{one("lines")}>0)', f'AND([@n]=1,{one("count")}=0,{one("lines")}=2)'

    def part(name: str, heading: str = '""', rest: str = '""') -> str:
        return f"=IF([@row]>0,INDEX(judgements[{name}],MAX(1,[@row])),IF({heads},{heading},{rest}))"

    titled = f'{glyphs}&" "&{one("heading")}'
    return Table(
        "summary_lines",
        [
            Column("line", "Line of the page", value=lambda line: line, style="label"),
            Column("at", "List", "=SUMPRODUCT((summary_lists[begins]<=[@line])*1)"),
            Column("n", "Line of the list", f'=[@line]-{one("begins")}'),
            Column("row", "Judgement", f"=IF({shown},{found},0)"),
            Column("text", "Text", f'=IF({heads},{one("heading")}&": "&{one("meaning")},'
                                   f'IF([@row]>0,{texts},IF({none},"{NONE}","")))'),
            Column("edge", "Colour", f'=IF(OR({heads},[@row]>0,{none}),[@at],"")'),
            Column("subject", "Indicator", part("subject", titled, f'IF({none},"{NONE}","")')),
            Column("figure", "Figure", part("figure")),
            Column("moved", "Change", part("moved_by")),
            Column("period", "Period", part("period")),
            Column("noticed", "Noticed of the data", part("noticed")),
            Column("here", "Why it is here", part("here", one("meaning"))),
        ],
        range(1, n_lines(places) + 1),
        axes=lambda line: {"summary_line": line},
        heading_height=30,
    )  # fmt: skip


def _position(row: Listing) -> str:
    """Which of the judgements is the n-th of a list."""
    rows = f"(ROW(judgements[{row.column}])-ROW(judgements[#{row.column}]))"
    wanted = f"(judgements[{row.column}]={quoted(row.wanted)})*(judgements[{row.nth}]=[@n])"
    return f"SUMPRODUCT({wanted}*{rows})"


def n_lines(places: Places) -> int:
    """How many lines the page has: as many as it can need, up to its room."""
    return min(_MOST_LINES, _most_lines(places))


def _most_lines(places: Places) -> int:
    """How many lines the lists can need: each indicator in one list, and again where its change can be tested."""
    listed = [subject for subject in places.subjects if subject.listed]
    headings = min(len(LISTINGS), 2 + len(listed)) + 2
    return headings + len(listed) + sum(_is_tested(subject) for subject in listed)


def _is_tested(subject: Subject) -> bool:
    """Whether its change can be held against chance: of counts, and of shares of samples."""
    return subject.unit in {"count", "share"}


def lines_of_names(places: Places) -> int:
    """How many lines the names of what the lists may have no room for take."""
    longest = sorted((len(subject.label) for subject in places.subjects if subject.listed), reverse=True)
    letters = sum(length + 2 for length in longest[: _most_lines(places) - n_lines(places)])
    return -(-letters // _LETTERS)


def counted(words: Sequence[str]) -> str:
    """How many of the listed judgements read one of these, as a formula."""
    return "+".join(f'COUNTIF(judgements[counted],"{word}")' for word in words)
