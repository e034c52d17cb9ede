"""What the rows of an analyst's own table are, by their kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from cspxl.report.own_tables import OwnTable
from cspxl.report.request import SIMILAR_GROUP_SIZE, Request
from cspxl.report.stack import Column, Spot


class Rows(NamedTuple):
    """What a table's rows are: their first cell, the rows, and what each of them fixes."""

    first: Column
    rows: Sequence[Any]
    fixed: Callable[[Any], Spot]


Kinds: TypeAlias = Mapping[str, Callable[[OwnTable], Rows]]
"""The kinds of rows that a report has, by name."""


def rows_of(request: Request) -> Kinds:
    """The kinds of rows that every report has."""

    def areas(table: OwnTable) -> Rows:
        one = request.basis.one.capitalize()
        return Rows(
            Column(table.first, one, value=lambda area: area, style="panel_text", width=table.first_width),
            request.areas,
            lambda area: {**_about(table), "area": area},
        )

    def indicators(table: OwnTable) -> Rows:
        return Rows(
            Column(table.first, "Indicator", "=indicators[@name]", style="panel_text", width=table.first_width),
            request.indicators,
            lambda item: {"indicator": item.key, "subject": item.key},
        )

    def months(table: OwnTable) -> Rows:
        return Rows(
            Column(table.first, "Month", lambda ago: f"=EDATE(as_at,-{ago})", style="panel_month",
                   width=table.first_width),
            range(table.months - 1, -1, -1),
            lambda _ago: _about(table),
        )  # fmt: skip

    def similar(table: OwnTable) -> Rows:
        def member(place: int) -> str:
            return f"=INDEX(similar[member],{place})"

        return Rows(
            Column(table.first, "Similar group", member, style="panel_text", width=table.first_width),
            range(1, SIMILAR_GROUP_SIZE + 1),
            lambda _place: _about(table),
        )

    return {"areas": areas, "indicators": indicators, "months": months, "similar": similar}


def _about(table: OwnTable) -> Spot:
    return {"indicator": table.indicator, "subject": table.indicator} if table.indicator else {}


def counted(table: OwnTable) -> Rows:
    """So many rows, each with its number."""
    assert isinstance(table.rows, int)
    first = Column(table.first, "Place", value=lambda at: at, style="panel_number", width=table.first_width)
    return Rows(first, range(1, table.rows + 1), lambda _at: _about(table))
