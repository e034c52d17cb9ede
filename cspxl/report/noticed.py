"""The Notices sheet: what the reader of the files noticed, and which figures of the chosen area it touches.

Like every sheet it does not depend on the area and month: it lists what was noticed of all areas, and the Workings
pick out, with formulas, what touches the area's figures as at the month.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cspxl.notices import REACH, Notice
from cspxl.report import layout
from cspxl.report.describe import Content, Formula, Highlight, Page, Put, Sheet, Table, address, block, quoted, row_of
from cspxl.report.layout import FIRST, HEADER, Request, working, working_column
from cspxl.values import month_serial

_COLUMNS: Final = (
    "File", "What was noticed", "Effect", "Area", "Indicator", "From", "To", "Beside the figure", "Touches now",
)  # fmt: skip
_WIDTHS: Final = (34, 70, 14, 22, 24, 10, 10, 44, 24)
_EVERY: Final = "every one"  # area or indicator
_LETTERS: Final = 72  # of a line of what was noticed
_LINE: Final = 12.0
_LONGEST: Final = 2_000
_ON_PAGE, _ON_OVERVIEW, _ON_COVER = 90, 34, 300  # letters that have room
NOTHING: Final = "Nothing was noticed"
INCOMPLETE, NOT_AVAILABLE = "Incomplete", "Not available"
_EFFECTS: Final = {"not available": NOT_AVAILABLE, "incomplete": INCOMPLETE, "note": "Note"}


def describe(request: Request) -> Sheet:
    """A row for each thing noticed and each figure that it touches."""
    rows = _rows(request)
    cells = [
        Put(1, 1, "Notices", "title"),
        Put(2, 1, Formula(
            '="What was noticed when the files were read. The last column names the indicator where "'
            f'&"it touches the figures of "&area&" in the {REACH} months to "&TEXT(as_at,"mmmm yyyy")&"."',
        ), "note"),
        *row_of(HEADER, 1, _COLUMNS, "header"),
    ]  # fmt: skip
    heights: dict[int, float] = {}
    for at, row in enumerate(rows, FIRST):
        cells += row_of(at, 1, row, "wrapped")
        cells += [Put(at, column, row[column - 1], "month") for column in (_at("From"), _at("To"))]
        cells.append(Put(at, len(_COLUMNS), Formula(_now(request, at)), "wrapped"))
        heights[at] = 4 + _LINE * max(1, -(-len(str(row[1])) // _LETTERS))
    bottom, now = FIRST + len(rows) - 1, address(FIRST, len(_COLUMNS))
    return Sheet(
        layout.NOTICES,
        cells,
        widths=dict(enumerate(_WIDTHS, 1)),
        heights=heights,
        page=Page(f"A1:{address(bottom, len(_COLUMNS))}", one_page=False, repeat_rows="4:4"),
        tables=[Table("notices", HEADER, 1, bottom, len(_COLUMNS))],
        highlights=[Highlight(f"{now}:{address(bottom, len(_COLUMNS))}", f'{now}<>""', "amber")],
        freeze=f"A{FIRST}",
    )


def _gravest_first(request: Request) -> Sequence[Notice]:
    order = list(_EFFECTS)
    return sorted(request.notices, key=lambda notice: order.index(notice.effect))


def _at(heading: str) -> int:
    return 1 + _COLUMNS.index(heading)


def _rows(request: Request) -> Sequence[Sequence[Content]]:
    """The rows without their last column; one that says so where nothing was noticed."""
    rows = [row for notice in _gravest_first(request) for row in _rows_of(request, notice)]
    return rows or [["", f"{NOTHING}.", "", "", "", None, None, ""]]


def _rows_of(request: Request, notice: Notice) -> Iterator[Sequence[Content]]:
    labels = {indicator.key: indicator.label for indicator in request.indicators}
    told = (notice.file, _cut(notice.text, _LONGEST), _EFFECTS[notice.effect])
    touching = [item for item in notice.touches if item.indicator in labels and item.area in {None, *request.areas}]
    touching += [item for item in notice.touches if item.indicator is None and item.area in {None, *request.areas}]
    if not touching:
        yield [*told, "", "", None, None, ""]
    for touch in touching:
        area, indicator = touch.area or _EVERY, labels[touch.indicator] if touch.indicator else _EVERY
        months = month_serial(touch.first_month), month_serial(touch.last_month)
        yield [*told, area, indicator, *months, touch.said(request.months)]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _now(request: Request, row: int) -> str:
    """The indicator that a row touches for the chosen area and month; an empty text where it touches none."""
    area, indicator, first, last = (f"${address(row, _at(name))}" for name in ("Area", "Indicator", "From", "To"))
    whose = f'OR({area}="{_EVERY}",{area}={request.area_name})'
    when = f"{first}<=as_at,{last}>EDATE(as_at,-{REACH})"
    return f'=IF({indicator}="","",IF(AND({whose},{when}),{indicator},""))'


def _column(request: Request, heading: str) -> str:
    bottom = FIRST + len(_rows(request)) - 1
    return block(layout.NOTICES, FIRST, _at(heading), bottom, _at(heading))


def text_of(request: Request, label: str) -> str:
    """What was noticed of an indicator's figures for the area and month, as the text of an array formula.

    ``label`` is the cell with the indicator's name. Excel's own functions only: without the add-in it stays live.
    """
    now, beside = _column(request, "Touches now"), _column(request, "Beside the figure")
    return f'=TEXTJOIN("; ",TRUE,IF(({now}={label})+({now}="{_EVERY}"),{beside},""))'


def effect_of(request: Request, label: str) -> str:
    """The gravest effect of what was noticed: ``Not available``, ``Incomplete``, ``Note``, or an empty text."""
    now, effect = _column(request, "Touches now"), _column(request, "Effect")

    def has(name: str) -> str:
        found = "+".join(f'COUNTIFS({now},{whose},{effect},"{name}")' for whose in (label, quoted(_EVERY)))
        return f"{found}>0"

    gravest = f'IF({has("Note")},"Note","")'
    for name in (INCOMPLETE, NOT_AVAILABLE):
        gravest = f'IF({has(name)},"{name}",{gravest})'
    return f"={gravest}"


def others_of(request: Request, label: str) -> str:
    """How many notices say that another area's figures of the rolling year are incomplete: its rank is less sure."""
    area, indicator = _column(request, "Area"), _column(request, "Indicator")
    effect, first, last = (_column(request, name) for name in ("Effect", "From", "To"))
    same = f'(({indicator}={label})+({indicator}="{_EVERY}"))*({effect}="{INCOMPLETE}")'
    whose = f'({area}<>{request.area_name})*({area}<>"{_EVERY}")'
    return f"=SUMPRODUCT({same}*{whose}*({first}<=as_at)*({last}>EDATE(as_at,-12)))"


def on_page(indicator: int) -> str:
    """One line for a page: the effect, why, and whether other areas' figures are incomplete; an empty text for none."""
    text, effect, others = (working(name, indicator) for name in ("noticed", "noticed_effect", "noticed_of_others"))
    own = f'IF({effect}="","",{effect}&": "&{_shortened(text, _ON_PAGE)}&" ")'
    return f'{own}&IF({others}>0,"Ranks: months of "&{others}&" other areas are incomplete.","")'


def on_overview(indicator: int) -> str:
    """One line below the factors of an indicator whose figures are not available or incomplete, else an empty text."""
    text, effect = (working(name, indicator) for name in ("noticed", "noticed_effect"))
    grave = f'OR({effect}="{INCOMPLETE}",{effect}="{NOT_AVAILABLE}")'
    return f'IF({grave},CHAR(10)&"! "&{effect}&": "&{_shortened(text, _ON_OVERVIEW)},"")'


def sentence(request: Request) -> str:
    """How many indicators of the overview what was noticed touches; an empty text where it touches none."""
    effects = working_column("noticed_effect", len(request.indicators))
    others = f'COUNTIF({working_column("noticed_of_others", len(request.indicators))},">0")'
    counts = {name: f'COUNTIF({effects},"{name}")' for name in (NOT_AVAILABLE, INCOMPLETE)}
    own = "&".join(f'IF({n}=0,""," {name}: "&{n}&".")' for name, n in counts.items())
    return f'{own}&IF({others}=0,""," Ranks of "&{others}&" rest on incomplete months of other areas.")'


def is_grave(request: Request) -> bool:
    """Whether anything was noticed that makes a figure not available or incomplete."""
    return any(notice.effect != "note" for notice in request.notices)


def told(request: Request, most: int) -> Sequence[tuple[str, str, str]]:
    """What was noticed, its effect and its file, the gravest first; what is beyond so many on the Notices sheet."""
    rows = [
        (_cut(notice.text, _ON_COVER), _EFFECTS[notice.effect], notice.file or "All files")
        for notice in _gravest_first(request)
    ]
    if len(rows) > most:
        rest = f"and {len(rows) - most + 1} more, on the sheet {layout.NOTICES}"
        rows = [*rows[: most - 1], (rest, "", "")]
    return rows or [(f"{NOTHING}.", "", "")]


def _shortened(cell: str, most: int) -> str:
    """The text of a cell, or the first thing that it names, in so many letters; the Notices sheet has the whole."""
    more = f"… ({layout.NOTICES})"
    first = f'LEFT({cell},MIN({most},FIND("; ",{cell}&"; ")-1))'
    return f'IF(LEN({cell})>{most},{first}&"{more}",{cell})'
