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

SHOWN: Final = 10  # sentences of a list; what is left is named in one more line
NONE: Final = "None."
_ROOM: Final = 95  # letters of the last column


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


LISTINGS: Final = (
    Listing("Of particular concern", "performance is negative", "▲", "red", "Red", always=True),
    Listing("Strong performance", "better, by more than chance explains or against a target", "●", "green", "Green",
            always=True),
    Listing("Amber", "mixed, little changed, or just outside a target or band", "■", "amber", "Amber"),
    Listing("Green, but within chance", "the change is no more than chance explains", "●", "green", subjects.CHANCE),
    Listing("Sources disagree", "one says better, the other worse", "?", "grey", subjects.CONFLICT),
    Listing("Changed significantly", "on the year before, by more than chance explains", "◊", "navy", "Changed",
            "changed", "moved"),
    Listing("Older than is allowed", "so not judged", "?", "grey", subjects.OLDER),
    Listing("Not judged", "nothing, or too little, to compare with", "?", "grey", subjects.NOT_JUDGED),
)  # fmt: skip


def listings() -> Table:
    """A row for each list: its sentences, how many more than are shown, its lines, and the line that it begins at."""
    def flags(at: int) -> str:
        return f"judgements[{LISTINGS[at].column}]"

    def names(at: int) -> str:
        beyond = f"({flags(at)}={quoted(LISTINGS[at].wanted)})*(judgements[{LISTINGS[at].nth}]>{SHOWN})>0"
        return f'=IF([@left]=0,"","and "&[@left]&" more: "&TEXTJOIN("; ",TRUE,IF({beyond},judgements[subject],"")))'

    def begins(at: int) -> str:
        return "=1" if at == 0 else f"=summary_lists[@begins, at={at - 1}]+summary_lists[@lines, at={at - 1}]"

    return Table(
        "summary_lists",
        [
            Column("heading", "List of the summary", value=lambda at: LISTINGS[at].heading, style="label"),
            Column("meaning", "What it means", value=lambda at: LISTINGS[at].meaning),
            Column("count", "How many", lambda at: f"=COUNTIF({flags(at)},{quoted(LISTINGS[at].wanted)})"),
            Column("left", "More than shown", f"=MAX(0,[@count]-{SHOWN})"),
            Column("lines", "Lines of the page",
                   lambda at: f"=IF([@count]=0,{2 if LISTINGS[at].always else 0},1+MIN([@count],{SHOWN})+([@left]>0))"),
            Column("begins", "Begins at line", begins),
            Column("more", "More by name", names, alone=True),
        ],
        range(len(LISTINGS)),
        axes=lambda at: {"at": at},
        heading_height=30,
    )  # fmt: skip


def names() -> Table:
    """What is monitored, and what has no figure, by name; array formulas, which a merged cell cannot hold."""
    joined = 'TEXTJOIN("; ",TRUE,IF(judgements[counted]={},judgements[subject],""))'.format
    return Table(
        "summary_names",
        [
            Column("word", "Named in the summary", value=lambda word: word, style="label"),
            Column("names", "Names", lambda word: f"={joined(quoted(word))}", alone=True),
        ],
        ("Monitor", NOT_AVAILABLE),
        axes=lambda word: {"word": word},
    )  # fmt: skip


def lines(places: Places) -> Table:
    """The lines of the page: to which list each belongs, which of it, its judgement, and what stands in its columns.

    Only Excel's own functions look it up, so that it stays live without the add-in.
    """
    one = "INDEX(summary_lists[{}],[@at])".format
    shown = f"AND([@n]>=1,[@n]<=MIN({one('count')},{SHOWN}))"
    found = f"CHOOSE([@at],{','.join(map(_position, LISTINGS))})"
    glyphs = f"CHOOSE([@at],{','.join(quoted(row.glyph) for row in LISTINGS)})"
    texts = f"CHOOSE([@at],{','.join(f'INDEX(judgements[{row.text}],[@row])' for row in LISTINGS)})"
    heads, none = f'AND([@n]=0,{one("lines")}>0)', f'AND([@n]=1,{one("count")}=0,{one("lines")}=2)'
    more = f"[@n]={SHOWN + 1}"

    def part(name: str, heading: str = '""', rest: str = '""') -> str:
        return f"=IF([@row]>0,INDEX(judgements[{name}],MAX(1,[@row])),IF({heads},{heading},{rest}))"

    titled, rest = f'{glyphs}&" "&{one("heading")}', f'IF({more},{one("more")},"")'
    short = f'IF({more},IF(LEN({one("more")})>{_ROOM},"and "&{one("left")}&" more, in the tables",{one("more")}),"")'
    return Table(
        "summary_lines",
        [
            Column("line", "Line of the page", value=lambda line: line, style="label"),
            Column("at", "List", "=SUMPRODUCT((summary_lists[begins]<=[@line])*1)"),
            Column("n", "Line of the list", f'=[@line]-{one("begins")}'),
            Column("row", "Judgement", f"=IF({shown},{found},0)"),
            Column("text", "Text", f'=IF({heads},{one("heading")}&": "&{one("meaning")},'
                                   f'IF([@row]>0,{texts},IF({none},"{NONE}",{rest})))'),
            Column("edge", "Colour", f'=IF(OR({heads},[@row]>0,{none},AND({more},{one("left")}>0)),[@at],"")'),
            Column("subject", "Indicator", part("subject", titled, f'IF({none},"{NONE}","")')),
            Column("figure", "Figure", part("figure")),
            Column("moved", "Change", part("moved_by")),
            Column("period", "Period", part("period")),
            Column("noticed", "Noticed of the data", part("noticed")),
            Column("here", "Why it is here", part("here", one("meaning"), short)),
        ],
        range(1, most_lines(places) + 1),
        axes=lambda line: {"summary_line": line},
        heading_height=30,
    )  # fmt: skip


def _position(row: Listing) -> str:
    """Which of the judgements is the n-th of a list."""
    rows = f"(ROW(judgements[{row.column}])-ROW(judgements[#{row.column}]))"
    wanted = f"(judgements[{row.column}]={quoted(row.wanted)})*(judgements[{row.nth}]=[@n])"
    return f"SUMPRODUCT({wanted}*{rows})"


def most_lines(places: Places) -> int:
    """How many lines the page can need: every judged line in one list, and again where it changed."""
    listed = [subject for subject in places.subjects if subject.listed]
    judged = sum(subject.polarity != "monitor" for subject in listed)
    headings = min(len(LISTINGS), 4 + judged) + 2
    return headings + min(judged, SHOWN * len(LISTINGS)) + min(len(listed), SHOWN) + (len(listed) > SHOWN) * 2


def counted(words: Sequence[str]) -> str:
    """How many of the listed judgements read one of these, as a formula."""
    return "+".join(f'COUNTIF(judgements[counted],"{word}")' for word in words)
