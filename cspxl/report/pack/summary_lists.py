"""What the executive summary lists, worked out below the judgements: which lists there are, and each line of the page.

A list without anything is left out, but for the first two; so the page has no holes, whatever the area and month.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cspxl.report import subjects
from cspxl.report.describe import quoted
from cspxl.report.pack.layout import Places
from cspxl.report.stack import Column, Table

SHOWN: Final = 10  # sentences of a list; what is left is named in one more line
NONE: Final = "None."


class Listing(NamedTuple):
    """A list: its heading, the word in a column of the judgements that it takes, and whether it always stands there.

    One with ``notes`` holds those instead.
    """

    heading: str
    wanted: str
    column: str = "list"
    text: str = "sentence"
    nth: str = "list_nth"
    always: bool = False
    notes: Sequence[str] = ()


LISTINGS: Final = (
    Listing("Of particular concern: performance is negative", "Red", always=True),
    Listing("Strong performance", "Green", always=True),
    Listing("Amber: mixed, little changed, or just outside a target or band", "Amber"),
    Listing("Green, but the change is no more than chance explains", subjects.CHANCE),
    Listing("Sources disagree: one says better, the other worse", subjects.CONFLICT),
    Listing("Changed significantly on the year before: by more than chance explains", "Changed", "changed", "moved",
            "changed_nth"),
    Listing("Older than is allowed, so not judged", subjects.OLDER),
    Listing("Not judged: nothing, or too little, to compare with", subjects.NOT_JUDGED),
    Listing("How to read this", "", notes=(
        "Each sentence is a formula about the same cells as the tables. Monitored: a rise in reports can be good.",
        "Significant: two counts, or two shares of samples, differ by more than chance at 95%; others are not tested.",
    )),
)  # fmt: skip


def listings() -> Table:
    """A row for each list: its sentences, how many more than are shown, its lines, and the line that it begins at."""
    def flags(at: int) -> str:
        return f"judgements[{LISTINGS[at].column}]"

    def count(at: int) -> str:
        notes = LISTINGS[at].notes
        return f"={len(notes)}" if notes else f"=COUNTIF({flags(at)},{quoted(LISTINGS[at].wanted)})"

    def names(at: int) -> str:
        beyond = f"({flags(at)}={quoted(LISTINGS[at].wanted)})*(judgements[{LISTINGS[at].nth}]>{SHOWN})>0"
        return f'=IF([@left]=0,"","and "&[@left]&" more: "&TEXTJOIN("; ",TRUE,IF({beyond},judgements[subject],"")))'

    def begins(at: int) -> str:
        return "=1" if at == 0 else f"=summary_lists[@begins, at={at - 1}]+summary_lists[@lines, at={at - 1}]"

    return Table(
        "summary_lists",
        [
            Column("heading", "List of the summary", value=lambda at: LISTINGS[at].heading, style="label"),
            Column("count", "How many", count),
            Column("left", "More than shown", f"=MAX(0,[@count]-{SHOWN})"),
            Column("lines", "Lines of the page",
                   lambda at: f"=IF([@count]=0,{3 if LISTINGS[at].always else 0},2+MIN([@count],{SHOWN})+([@left]>0))"),
            Column("begins", "Begins at line", begins),
            Column("more", "More by name", names, alone=True),
        ],
        range(len(LISTINGS)),
        axes=lambda at: {"at": at},
        heading_height=30,
    )  # fmt: skip


def lines(places: Places) -> Table:
    """The lines of the page: to which list each belongs, which of it, and its text."""
    choices = ",".join(_sentence(row) for row in LISTINGS)
    one = "INDEX(summary_lists[{}],[@at])".format
    shown = f'IF([@n]<=MIN({one("count")},{SHOWN}),CHOOSE([@at],{choices}),IF([@n]={SHOWN + 1},{one("more")},""))'
    none = f'IF(AND([@n]=1,{one("lines")}=3),"{NONE}","")'
    return Table(
        "summary_lines",
        [
            Column("line", "Line of the page", value=lambda line: line, style="label"),
            Column("at", "List", "=SUMPRODUCT((summary_lists[begins]<=[@line])*1)"),
            Column("n", "Line of the list", f'=[@line]-{one("begins")}'),
            Column("text", "Text", f'=IF([@n]=0,IF({one("lines")}=0,"",{one("heading")}),'
                                   f'IF({one("count")}=0,{none},{shown}))'),
        ],
        range(1, most_lines(places) + 1),
        axes=lambda line: {"summary_line": line},
        heading_height=30,
    )  # fmt: skip


def _sentence(row: Listing) -> str:
    """The sentence; not asked for what is not there: a program without PICK would show #NAME? for an empty text."""
    if row.notes:
        return f"CHOOSE([@n],{','.join(map(quoted, row.notes))})"
    return f"PICK(judgements[{row.text}],judgements[{row.column}],{quoted(row.wanted)},[@n])"


def most_lines(places: Places) -> int:
    """How many lines the page can need: every judged line in one list, and again where it changed."""
    listed = [subject for subject in places.subjects if subject.listed]
    judged = sum(subject.polarity != "monitor" for subject in listed)
    headings = 2 * min(len(LISTINGS), 4 + judged) + 2 + sum(len(row.notes) for row in LISTINGS)
    return headings + min(judged, SHOWN * len(LISTINGS)) + min(len(listed), SHOWN) + (len(listed) > SHOWN) * 2


def counted(words: Sequence[str]) -> str:
    """How many of the listed judgements read one of these, as a formula."""
    return "+".join(f'COUNTIF(judgements[counted],"{word}")' for word in words)
