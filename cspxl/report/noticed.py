"""The Notices sheet: what the reader of the files noticed, and which figures of the chosen area it touches.

Like every sheet it does not depend on the area and month: it lists what was noticed of all areas, and the Workings
pick out, with formulas, what touches the area's figures as at the month.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from cspxl.notices import REACH, Notice, Touch
from cspxl.report import sheets
from cspxl.report.describe import Formula, Highlight
from cspxl.report.request import Request
from cspxl.report.stack import Column, Spelling, Stack, Table
from cspxl.report.tables import AREA_NAME, titled
from cspxl.values import month_serial

_EVERY: Final = "every one"  # area or indicator
_QUOTED: Final = f'"{_EVERY}"'
# The indicator that a row touches for the chosen area and month; an empty text where it touches none.
_WHOSE: Final = f"OR([@area]={_QUOTED},[@area]={AREA_NAME})"
_WHEN: Final = f"[@first]<=as_at,[@last]>EDATE(as_at,-{REACH})"
_NOW: Final = f'=IF([@indicator]="","",IF(AND({_WHOSE},{_WHEN}),[@indicator],""))'
_LETTERS, _LETTERS_BESIDE = 72, 44  # of a line of what was noticed, and of what stands beside a figure
_LINE: Final = 12.0
_LONGEST: Final = 2_000
_ON_PAGE, _ON_COVER = 90, 300  # letters that have room
NOTHING: Final = "Nothing was noticed"
INCOMPLETE, NOT_AVAILABLE, NOTE = "Incomplete", "Not available", "Note"
SEE: Final = f"see {sheets.NOTICES}"
_ALL_FILES: Final = "All files"
_EFFECTS: Final = {"not available": NOT_AVAILABLE, "incomplete": INCOMPLETE, "note": NOTE}


class _Row(NamedTuple):
    """A row of the sheet: without area and indicator where it touches no figure of the report."""

    file: str
    text: str
    effect: str
    area: str = ""
    indicator: str = ""
    first: int | None = None
    last: int | None = None
    beside: str = ""


def describe(request: Request) -> Stack:
    """A row for each thing noticed, and one for each figure that it touches."""
    labels = {indicator.key: indicator.label for indicator in request.indicators}
    rows = [row for notice in _gravest_first(request) for row in _rows_of(request, notice, labels)]
    table = Table(
        "notices",
        [
            Column("file", "File", value=lambda row: row.file, style="wrapped", width=34),
            Column("text", "What was noticed", value=lambda row: row.text, style="wrapped", width=70),
            Column("effect", "Effect", value=lambda row: row.effect, style="wrapped", width=14),
            Column("area", "Area", value=lambda row: row.area, style="wrapped", width=22),
            Column("indicator", "Indicator", value=lambda row: row.indicator, style="wrapped", width=24),
            Column("first", "From", value=lambda row: row.first, style="month", width=10),
            Column("last", "To", value=lambda row: row.last, style="month", width=10),
            Column("beside", "Beside the figure", value=lambda row: row.beside, style="wrapped", width=44),
            Column("now", "Touches now", _NOW, style="wrapped", width=24, spelled="A1"),
        ],
        rows or [_Row("", f"{NOTHING}.", "")],
        height=lambda row: 4 + _LINE * max(1, _lines(row.text, _LETTERS), _lines(row.beside, _LETTERS_BESIDE)),
        marked="notices",
        spelling=Spelling(cell="$A1"),
    )
    note = (
        '="What was noticed when the files were read. The last column names the indicator where "'
        f'&"it touches the figures of "&area&" in the {REACH} months to "&TEXT(as_at,"mmmm yyyy")&"."'
    )
    return Stack(
        sheets.NOTICES, [*titled("Notices", Formula(note)), table], one_page=False, repeats="notices",
        highlights=[Highlight("notices[now]", '[@now]<>""', "amber")], freeze="notices[file]",
        back=True,
    )  # fmt: skip


def _gravest_first(request: Request) -> Sequence[Notice]:
    order = list(_EFFECTS)
    return sorted(request.notices, key=lambda notice: order.index(notice.effect))


def _rows_of(request: Request, notice: Notice, labels: Mapping[str, str]) -> Iterator[_Row]:
    told = _Row(notice.file or _ALL_FILES, _cut(notice.text, _LONGEST), _EFFECTS[notice.effect])
    touching = [item for item in notice.touches if _is_shown(request, item)]
    if len(touching) != 1:
        yield told
        told = told._replace(text=notice.text.partition(": ")[0])  # what it says of a figure stands beside that
    for touch in sorted(touching, key=lambda item: item.indicator is None):
        yield told._replace(
            area=touch.area or _EVERY,
            indicator=labels[touch.indicator] if touch.indicator else _EVERY,
            first=month_serial(touch.first_month),
            last=month_serial(touch.last_month),
            beside=touch.said(request.months),
        )


def _is_shown(request: Request, touch: Touch) -> bool:
    """Whether the report has such a figure, of whatever area and month."""
    keys = {indicator.key for indicator in request.indicators}
    return touch.area in {None, *request.areas} and touch.indicator in {None, *keys}


def _lines(text: str, letters: int) -> int:
    return -(-len(text) // letters)


def _cut(text: str, most: int) -> str:
    """At most so many letters, cut where a comma or else a word ends."""
    if len(text) <= most:
        return text
    whole = text[: most - 2]
    end = whole.rfind(", ", most // 2)
    return f"{whole[: end if end > 0 else whole.rfind(' ')]} …"


def columns() -> Sequence[Column]:
    """Columns of the workings: what was noticed of an indicator, its gravest effect, and how many other areas have it.

    Excel's own functions only: without the add-in they stay live.
    """
    mine = f"(notices[now]=[@$indicator])+(notices[now]={_QUOTED})"

    def has(effect: str) -> str:
        found = (f'COUNTIFS(notices[now],{whose},notices[effect],"{effect}")' for whose in ("[@$indicator]", _QUOTED))
        return f"{'+'.join(found)}>0"

    gravest = f'IF({has(NOTE)},"{NOTE}","")'
    for effect in (INCOMPLETE, NOT_AVAILABLE):
        gravest = f'IF({has(effect)},"{effect}",{gravest})'
    same = f'((notices[indicator]=[@$indicator])+(notices[indicator]={_QUOTED}))*(notices[effect]="{INCOMPLETE}")'
    others = f"(notices[area]<>{AREA_NAME})*(notices[area]<>{_QUOTED})"
    year = "(notices[first]<=as_at)*(notices[last]>EDATE(as_at,-12))"
    return [
        Column("noticed", "Noticed of the data", f'=TEXTJOIN("; ",TRUE,IF({mine},notices[beside],""))', alone=True),
        Column("noticed_effect", "Effect of that", f"={gravest}"),
        Column("noticed_of_others", "Other areas incomplete", f"=SUMPRODUCT({same}*{others}*{year})"),
    ]


def on_page(indicator: str) -> str:
    """One line for a page: the effect, why, and whether other areas' figures are incomplete; an empty text for none."""
    names = ("noticed", "noticed_effect", "noticed_of_others")
    text, effect, others = (f"workings[@{name}, indicator={indicator}]" for name in names)
    own = f'IF({effect}="","",{effect}&": "&{_shortened(text, _ON_PAGE)}&" ")'
    return f'{own}&IF({others}>0,"Ranks: months of "&{others}&" other areas are incomplete.","")'


def mark() -> str:
    """What stands beside the figures of an indicator that a notice touches, with the gravest effect; else nothing."""
    effect = "workings[@noticed_effect]"
    return f'IF({effect}="","","! "&{effect}&": {SEE}")'


def mark_of(month: str) -> str:
    """The same of the indicator's figures as at another month than the report's."""
    mine = f"(notices[indicator]=indicators[@name])+(notices[indicator]={_QUOTED})"
    here = f"(notices[area]={AREA_NAME})+(notices[area]={_QUOTED})"
    then = f"(notices[first]<={month})*(notices[last]>EDATE({month},-{REACH}))"
    return f'IF({month}="","",IF(SUMPRODUCT(({mine})*({here})*{then})=0,"","! {SEE}"))'


def below(text: str) -> str:
    """A mark as one more line of a cell."""
    return f'IF({text}="","",CHAR(10)&{text})'


def sentence() -> str:
    """How many indicators of the overview what was noticed touches; an empty text where it touches none."""
    others = 'COUNTIF(workings[noticed_of_others],">0")'
    counts = {name: f'COUNTIF(workings[noticed_effect],"{name}")' for name in _EFFECTS.values()}
    own = "&".join(f'IF({n}=0,""," {name}: "&{n}&".")' for name, n in counts.items())
    return f'{own}&IF({others}=0,""," Ranks of "&{others}&" rest on incomplete months of other areas.")'


def has_marks(request: Request) -> bool:
    """Whether anything was noticed of a figure that the report can show, so that marks need room."""
    return any(_is_shown(request, touch) for notice in request.notices for touch in notice.touches)


def told(request: Request, most: int) -> Sequence[tuple[str, str, str]]:
    """What was noticed, its effect and its file, the gravest first; what is beyond so many on the Notices sheet."""
    rows = [
        (_cut(notice.text, _ON_COVER), _EFFECTS[notice.effect], notice.file or _ALL_FILES)
        for notice in _gravest_first(request)
    ]
    if len(rows) > most:
        rest = f"and {len(rows) - most + 1} more, on the sheet {sheets.NOTICES}"
        rows = [*rows[: most - 1], (rest, "", "")]
    return rows or [(f"{NOTHING}.", "", "")]


def _shortened(cell: str, most: int) -> str:
    """The text of a cell, or the first thing that it names, in so many letters; the Notices sheet has the whole."""
    more = f"… ({sheets.NOTICES})"
    first = f'LEFT({cell},MIN({most},FIND("; ",{cell}&"; ")-1))'
    return f'IF(LEN({cell})>{most},{first}&"{more}",{cell})'
