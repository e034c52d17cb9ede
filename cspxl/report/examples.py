"""The sheet that shows every function: what it does, how it is called, an example, and the example's live value.

The functions of series and peers are shown on the data of this workbook, and follow its Control sheet; the others on
figures of published reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cspxl.facts import Indicator
from cspxl.registry import Function
from cspxl.report.request import Request
from cspxl.report.stack import Column, Stack, Table
from cspxl.report.tables import titled

NAME: Final = "Functions"
_VALUES: Final = ("Value", "2nd value", "3rd value", "4th value", "5th value", "6th value")
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


class _Shown(NamedTuple):
    """A function and the example of it that is shown; its size is rows and columns of the value."""

    function: Function
    example: str
    size: tuple[int, int]


def describe(request: Request, catalogue: Mapping[str, Function], sizes: Mapping[str, tuple[int, int]]) -> Stack:
    """A row for each function; ``sizes`` are rows and columns of the value of each function's own example."""
    first = request.indicators[0]
    table = Table(
        "functions",
        [
            Column("name", "Function", value=lambda row: row.function.name, style="term", width=20),
            Column("family", value=lambda row: row.function.category.removeprefix("CSP "), style="wrapped", width=12),
            Column("help", "What it does", value=lambda row: row.function.help, style="wrapped", width=44),
            Column("call", value=lambda row: row.function.syntax, style="wrapped", width=40),
            Column("example", formula=lambda row: row.example, style="wrapped", width=46, as_text=True),
            *(_value_column(heading, at) for at, heading in enumerate(_VALUES)),
        ],
        [_shown(function, sizes, first) for function in catalogue.values()],
        height=38,
        marked="functions",
    )
    note = (
        f"Every function with a live example. Where series are shown they are {first.label} "
        "of the area on the Control sheet."
    )
    return Stack(
        NAME, [*titled("Functions", note), table], one_page=False, repeats="functions", freeze="functions[family]",
    )


def _shown(function: Function, sizes: Mapping[str, tuple[int, int]], first: Indicator) -> _Shown:
    if function.name not in _ON_DATA:
        return _Shown(function, function.example, sizes[function.name])
    places = {
        "series": f"INDEX(counts[@count, indicator={first.key}, area=*],area_row,0)",
        "areas": "areas[name]",
        "totals": f"areas[total, indicator={first.key}]",
        "people": "areas[population]",
    }
    return _Shown(function, _ON_DATA[function.name].format(**places), _SIZES.get(function.name, (1, 1)))


def _value_column(heading: str, at: int) -> Column:
    """One of the values in reading order, one to a cell, so that they show in every version of Excel.

    An array inside the example needs an array formula, without which Excel would take its first value only.
    """

    def is_there(row: _Shown) -> bool:
        return at < row.size[0] * row.size[1]

    def formula(row: _Shown) -> str | None:
        if not is_there(row):
            return None
        down, across = divmod(at, row.size[1])
        return row.example if row.size == (1, 1) else f"=INDEX({row.example[1:]},{down + 1},{across + 1})"

    def style(row: _Shown) -> str:
        return "" if not is_there(row) else "month" if row.function.name in _DATES else "plain"

    return Column(
        f"value_{at}", heading, formula, style=style, width=13, alone=lambda row: "SEQUENCE(" in row.example,
    )


