"""The sheet that shows every function: what it does, how it is called, an example, and the example's live value.

The functions of series and peers are shown on the data of this workbook, and follow its Control sheet; the others on
figures of published reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspxl.registry import Function
from cspxl.report.describe import Content, Formula, Page, Put, Sheet, Table, address, row_of
from cspxl.report.layout import FIRST, HEADER, Request

NAME: Final = "Functions"
SHOWN: Final = 6  # values of an array that are shown
_VALUES: Final = ("Value", "2nd value", "3rd value", "4th value", "5th value", "6th value")
_LEFT: Final = 5  # columns before the values
_DATES: Final = {"LATEST_MONTH"}

# {series}: the first indicator's months in the area; {totals}: its rolling 12 months in each of {areas}.
_ON_DATA: Final = {
    # Empty text is an answer too, but a cell that only keeps its built value cannot tell it from none.
    "EXCEPTION": '=IF(EXCEPTION({series},months,as_at)="","No exception",EXCEPTION({series},months,as_at))',
    "EXCEPTION_LIMITS": "=EXCEPTION_LIMITS({series},months,as_at)",
    "FYTD": "=FYTD({series},months,as_at)",
    "FYTD_CHANGE": "=FYTD_CHANGE({series},months,as_at)",
    "LATEST_MONTH": "=LATEST_MONTH({series},months)",
    "OUTTURN_SEASONAL": "=OUTTURN_SEASONAL({series},months,as_at)",
    "PEER_RANK": "=PEER_RANK(area,{areas},{totals},{people})",
    "PEER_RANK_TEXT": '=PEER_RANK_TEXT(area,{areas},{totals},{people},,"both")',
    "PERIOD_CHANGE": "=PERIOD_CHANGE({series},months,as_at,3)",
    "PERIOD_LABEL": "=PERIOD_LABEL(as_at,3)",
    "PERIOD_TOTAL": "=PERIOD_TOTAL({series},months,as_at,3)",
    "RATE_PER": "=RATE_PER(ROLLING12({series},months,as_at),INDEX({people},area_row))",
    "ROLLING12": "=ROLLING12({series},months,as_at)",
    "ROLLING12_CHANGE": "=ROLLING12_CHANGE({series},months,as_at)",
    "ROLLING12_SERIES": "=INDEX(ROLLING12_SERIES({series},months),12)",
    "SPC_POINTS": "=INDEX(SPC_POINTS({series}),12)",
    "TARGET_TO_DATE": "=TARGET_TO_DATE(1200,as_at,{series},months)",
    "XMR_LIMITS": "=XMR_LIMITS({series})",
}
_SIZES: Final = {"EXCEPTION_LIMITS": (1, 3), "XMR_LIMITS": (1, 5)}


def describe(request: Request, catalogue: Mapping[str, Function], sizes: Mapping[str, tuple[int, int]]) -> Sheet:
    """A row for each function; ``sizes`` are rows and columns of the value of each function's own example."""
    cells = [
        Put(1, 1, "Functions", "title"),
        Put(2, 1, f"Every function with a live example. Where series are shown they are {request.indicators[0].label} "
                  "of the area on the Control sheet.", "note"),
        *row_of(HEADER, 1, ["Function", "Family", "What it does", "Call", "Example", *_VALUES], "header"),
    ]  # fmt: skip
    for row, function in enumerate(catalogue.values(), FIRST):
        own = function.name not in _ON_DATA
        example = function.example if own else _ON_DATA[function.name].format(**_places(request))
        size = sizes[function.name] if own else _SIZES.get(function.name, (1, 1))
        family = function.category.removeprefix("CSP ")
        cells += [Put(row, 1, function.name, "term")]
        cells += row_of(row, 2, [family, function.help, function.syntax, example], "wrapped")
        style = "month" if function.name in _DATES else "plain"
        cells += row_of(row, 1 + _LEFT, _values(example, size, row), style)
    bottom, right = FIRST + len(catalogue) - 1, _LEFT + SHOWN
    return Sheet(
        NAME,
        cells,
        widths={1: 20, 2: 12, 3: 44, 4: 40, 5: 46, **dict.fromkeys(range(1 + _LEFT, right + 1), 13)},
        heights=dict.fromkeys(range(FIRST, bottom + 1), 38),
        page=Page(f"A1:{address(bottom, right)}", one_page=False, repeat_rows=f"{HEADER}:{HEADER}"),
        tables=[Table("functions", HEADER, 1, bottom, right)],
        freeze=f"B{FIRST}",
    )


def _places(request: Request) -> dict[str, str]:
    return {
        "series": f"INDEX({request.data_block(0)},area_row,0)",
        "areas": request.london_column(1),
        "totals": request.totals_column(0),
        "people": request.london_column(2),
    }


def _values(example: str, size: tuple[int, int], row: int) -> list[Content]:
    """The example's values in reading order, one to a cell, so that they show in every version of Excel.

    An array inside the example needs an array formula, without which Excel would take its first value only.
    """
    height, width = size
    places = [(down, across) for down in range(1, height + 1) for across in range(1, width + 1)][:SHOWN]
    picked = [example] if size == (1, 1) else [f"=INDEX({example[1:]},{down},{across})" for down, across in places]
    over = [address(row, 1 + _LEFT + at) if "SEQUENCE(" in example else None for at in range(len(picked))]
    return [Formula(text, cell) for text, cell in zip(picked, over, strict=True)]
