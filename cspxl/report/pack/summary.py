"""The executive summary: three lists, every sentence a formula, so that it cannot contradict the tables."""

from __future__ import annotations

from typing import Final

from cspxl.facts import boroughs
from cspxl.report.describe import Formula, Page, Put, Sheet, address, block, quoted
from cspxl.report.pack.layout import SUMMARY, Places

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
FIRST_LIST: Final = 5
_LETTER: Final = 1.65  # units that a letter of the title takes
_LONGEST_NAME: Final = max(boroughs(), key=len)
_STEP: Final = SHOWN + 3  # heading, sentences, what is left over, a gap


def describe(places: Places) -> Sheet:
    """Lead, three lists, what stands behind them."""
    title = places.pack.request.title
    cells = [
        Put(1, 1, Formula(f'=area&": "&{quoted(title)}'), "title"),
        Put(2, 1, Formula('="Figures to "&TEXT(as_at,"mmmm yyyy")&". Provisional."'), "subtitle"),
        Put(3, 1, Formula(_lead(places)), "summary"),
    ]
    heights: dict[int, float] = {1: 26, 3: 24}
    for at, (heading, name, wanted) in enumerate(_LISTS):
        top = FIRST_LIST + at * _STEP
        cells += [Put(top, 1, heading, "group"), Put(top, 2, None, "group"), *_sentences(places, name, wanted, top + 1)]
        heights |= dict.fromkeys(range(top, top + SHOWN + 1), 17.5)
    bottom = FIRST_LIST + len(_LISTS) * _STEP
    notes = [*_NOTES, *([_TOGETHER] if places.groups else [])]
    cells += [Put(bottom + at, 1, note, "note") for at, note in enumerate(notes)]
    return Sheet(
        SUMMARY,
        cells,
        widths={1: 4, 2: max(112, _LETTER * len(f"{_LONGEST_NAME}: {title}") - 4)},
        heights=heights,
        page=Page(f"A1:B{bottom + len(notes) - 1}", landscape=False),
        tab_colour="1F3864",
    )


def shown(at: int) -> str:
    """The sentences that one of the lists shows."""
    top = FIRST_LIST + at * _STEP + 1
    return block(SUMMARY, top, 2, top + SHOWN - 1, 2)


def counted(places: Places, name: str, wanted: str) -> str:
    """How many lines, and indicators of the overview that no line shows, have a word in a column."""
    columns = [places.column(name), *([places.alone_column(name)] if places.alone else [])]
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


def _sentences(places: Places, name: str, wanted: str, top: int) -> list[Put]:
    cells, n_found = [], counted(places, name, wanted)
    for n in range(1, SHOWN + 1):
        # PICK is not asked for what is not there: a program without it would show #NAME? for an empty text.
        none = '"None."' if n == 1 else '""'
        found = f"=IF({n_found}<{n},{none},{_nth(places, name, wanted, n)})"
        cells += [Put(top + n - 1, 1, Formula(f'=IF({address(top + n - 1, 2)}="","","•")'), "panel_bullet")]
        cells.append(Put(top + n - 1, 2, Formula(found), "bullet"))
    left = f"{n_found}-{SHOWN}"
    where = "on the overview and in the tables" if places.alone else "in the tables"
    cells.append(Put(top + SHOWN, 2, Formula(f'=IF({left}>0,"and "&({left})&" more, {where}","")'), "note"))
    return cells


def _nth(places: Places, name: str, wanted: str, n: int) -> str:
    """The n-th sentence: those of the overview's indicators stand before those of the lines."""
    lines = f'{places.column("sentence")},{places.column(name)},"{wanted}"'
    if not places.alone:
        return f"PICK({lines},{n})"
    alone = f'{places.alone_column("sentence")},{places.alone_column(name)},"{wanted}"'
    first = f'COUNTIF({places.alone_column(name)},"{wanted}")'
    return f"IF({first}<{n},PICK({lines},{n}-{first}),PICK({alone},{n}))"
