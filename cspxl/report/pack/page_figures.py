"""What a one-page summary draws where no months are: the entered figures beside one another, and their changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from cspxl.report.describe import Look, quoted
from cspxl.report.pack.lines import Line
from cspxl.report.pack.places import Places
from cspxl.report.pack.wording import number_form
from cspxl.report.stack import Column, Table
from cspxl.report.tables import AREA_NAME

_MOVED: Final = "+0.0%;-0.0%;0.0%"


FIGURE_LOOKS: Final[tuple[Look, ...]] = ("area", "similar", "london", "others")
"""Now; the period before; London; a target and other areas."""


class Figure(NamedTuple):
    """What is drawn: its name and value, as formulas without the equals sign, and how it looks."""

    name: str
    value: str
    look: Look


def figure_rows(places: Places, line: Line) -> list[Figure]:
    """What an entered figure is drawn beside."""
    if line.measure == "against":  # a stated distance is a change, and drawn as one
        return []
    period, months, month = (places.cell(name, line) for name in ("period", "n_months", "as_at"))
    year_before = f'IF(N({months})=12,"12 months to "&PERIOD_LABEL(EDATE({month},-12),1),"the period before")'
    rows = [Figure(f'"Before ("&{year_before}&")"', places.cell("previous", line), "similar"),
            Figure(f'"Now ("&{period}&")"', places.cell("value", line), "area")]  # fmt: skip
    rows += [Figure('"Target"', places.cell("target", line), "others")] if places.has_target(line) else []
    if line.measure != "count":  # London's count would dwarf a borough's
        rows += [Figure(f'{quoted(area)}&" ("&{places.cell("period", line, area)}&")"',
                        places.cell("value", line, area), look_of(area)) for area in line.compare]  # fmt: skip
    form = number_form(line)
    return [
        Figure(f'SUBSTITUTE({name}," ()","")&IF({value}="",": not available",": "&TEXT({value},{form}))',
               f'IF({value}="",NA(),{value})', look)
        for name, value, look in rows
    ]  # fmt: skip


def look_of(area: str | None) -> Look:
    """How the bar of the area, of London, or of another comparator looks."""
    return "area" if area is None else "london" if area == "London" else "others"


def by_look(of: str, look: Callable[..., Look]) -> Sequence[Column]:
    """The values of a column, each in the column of its look."""
    return [
        Column(name, formula=lambda row, name=name: f"=[@${of}]" if look(row) == name else "=NA()")
        for name in FIGURE_LOOKS
    ]


def values(places: Places, line: Line, name: str) -> Table:
    """Before, now, the target and the comparators; without any figure no names either, so that nothing is drawn."""
    return Table(
        name,
        [
            Column("figure", formula=lambda row: f'=IF(COUNT({name}[value])=0,"",{row.name})'),
            Column("value", formula=lambda row: f"={row.value}"),
            *by_look("value", lambda row: row.look),
        ],
        figure_rows(places, line),
    )


def moves(places: Places, line: Line, name: str) -> Table:
    """The change of the area and of the comparators."""

    def change(area: str | None) -> str:
        return places.cell("drawn", line, area)

    def told(area: str | None) -> str:
        whose, moved = AREA_NAME if area is None else quoted(area), change(area)
        known = f'IF(ISNA({moved}),"not available",TEXT({moved},"{_MOVED}"))'
        return f'=IF(COUNT({name}[change])=0,"",{whose}&": "&{known})'

    return Table(
        name,
        [
            Column("compared", formula=told),
            Column("change", formula=lambda area: f"={change(area)}"),
            *by_look("change", look_of),
        ],
        [None, *line.compare],
    )
