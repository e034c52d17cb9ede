"""The framework: what is to be measured of each priority, what is monitored already, and which way it should go."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Final

from cspxl.report.describe import Formula, Highlight, quoted
from cspxl.report.plan.case import Plan
from cspxl.report.plan.parts import KINDS, Row
from cspxl.report.plan.priorities import SEEN
from cspxl.report.stack import Column, Gap, Stack, Table, Text

PAGE: Final = "Framework"
_ACROSS: Final = 7
_WIDE, _NARROW = 39, 27  # letters of the widest columns, and of the priorities'
_LINE: Final = 12.0  # height


def describe(plan: Plan) -> Stack:
    """A row for each indicator; what is known of it now."""
    rows = [(one.name, row) for one in plan.frameworks for row in one.rows]
    kinds = "&".join(f'", "&COUNTIF(framework[kind],"{kind}")&" {kind.lower()}"' for kind in KINDS)
    table = Table(
        "framework",
        [
            Column("priority", "Priority", value=lambda item: item[0], style="panel_text", width=_NARROW),
            Column("indicator", "Indicator", value=lambda item: item[1].text, style="panel_text", width=_WIDE),
            Column("kind", "Mandatory or local", value=lambda item: item[1].kind, style="list_small", width=11),
            Column("monitored", "Already monitored", value=lambda item: "Yes" if item[1].monitored else "No",
                   style="list_small", width=11),
            Column("direction", "Direction wanted", value=lambda item: item[1].direction, style="panel_text", width=17),
            Column("now", "Now", _moved("words"), style="panel_text", width=_WIDE),
            Column("seen", "Direction", _moved("seen"), style="plan_chip", width=14),
        ],
        rows,
        heading_height=30,
        height=lambda item: 5 + _LINE * max(2, ceil(len(item[1].text) / _WIDE), ceil(len(item[0]) / _NARROW)),
        marked="framework",
    )  # fmt: skip
    return Stack(
        PAGE,
        [
            Text(Formula(f"=area&{quoted(': ' + plan.title)}"), "title", height=27, across=_ACROSS),
            Text(Formula('="Framework of indicators. As at "&TEXT(as_at,"mmmm yyyy")&"."'), "subtitle", height=16,
                 across=_ACROSS),
            Gap(height=4),
            Text(Formula(f'=ROWS(framework[kind])&" indicators"&{kinds}&". Monitored already: "'
                         '&COUNTIF(framework[monitored],"Yes")&"."'), "plan_lead", height=22, across=_ACROSS,
                 name="framework_lead"),
            Gap(height=6),
            table,
            Gap(height=6),
            Text("Now: the newest figure and its change. Direction: whether it moved as wanted; a change that may be "
                 "chance is said to be so. The sources of figures stand on the sheet Inputs.", "foot_first", height=13,
                 across=_ACROSS),
        ],
        highlights=[Highlight("framework[seen]", f'[@$seen]="{word}"', style) for word, style in SEEN.items()],
        tab_colour="12355B",
    )  # fmt: skip


def _moved(column: str) -> Callable[[tuple[str, Row]], str]:
    """A column of the figure of an indicator, where it has one."""
    return lambda item: f"=moved[@{column}, line={item[1].line.key}]" if item[1].line else '="–"'
