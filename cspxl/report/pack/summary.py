"""The executive summary: three lists, every sentence a formula, so that it cannot contradict the tables."""

from __future__ import annotations

from typing import Final

from cspxl.facts import boroughs
from cspxl.report.describe import Formula, Page, Put, Sheet, address, block, quoted
from cspxl.report.pack.layout import SUMMARY, Places

SHOWN: Final = 7  # sentences of a list
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
    cells += [Put(bottom + at, 1, note, "note") for at, note in enumerate(_NOTES)]
    return Sheet(
        SUMMARY,
        cells,
        widths={1: 4, 2: max(112, _LETTER * len(f"{_LONGEST_NAME}: {title}") - 4)},
        heights=heights,
        page=Page(f"A1:B{bottom + 1}", landscape=False),
        tab_colour="1F3864",
    )


def shown(at: int) -> str:
    """The sentences that one of the lists shows."""
    top = FIRST_LIST + at * _STEP + 1
    return block(SUMMARY, top, 2, top + SHOWN - 1, 2)


def _lead(places: Places) -> str:
    rag = places.column("listed_rag")
    counts = {word: f'COUNTIF({rag},"{word}")' for word in ("Green", "Amber", "Red", "Monitor", "Not judged")}
    judged = "+".join(counts[word] for word in ("Green", "Amber", "Red"))
    waiting = sum(bool(line.state) for panel in places.pack.panels for group in panel.groups for line in group.lines)
    return (
        f'="Of "&({judged})&" lines judged: "&{counts["Green"]}&" Green, "&{counts["Amber"]}&" Amber, "&{counts["Red"]}'
        f'&" Red. "&{counts["Monitor"]}&" monitored, "&{counts["Not judged"]}&" without an earlier figure'
        + (f', {waiting} in development."' if waiting else '."')
    )


def _sentences(places: Places, name: str, wanted: str, top: int) -> list[Put]:
    flags, sentences = places.column(name), places.column("sentence")
    cells = []
    for n in range(1, SHOWN + 1):
        # PICK is not asked for what is not there: a program without it would show #NAME? for an empty text.
        none = '"None."' if n == 1 else '""'
        found = f'=IF(COUNTIF({flags},"{wanted}")<{n},{none},PICK({sentences},{flags},"{wanted}",{n}))'
        cells += [Put(top + n - 1, 1, Formula(f'=IF({address(top + n - 1, 2)}="","","•")'), "panel_bullet")]
        cells.append(Put(top + n - 1, 2, Formula(found), "bullet"))
    left = f'COUNTIF({flags},"{wanted}")-{SHOWN}'
    cells.append(Put(top + SHOWN, 2, Formula(f'=IF({left}>0,"and "&({left})&" more, in the tables","")'), "note"))
    return cells
