"""Two described workbooks as one: what both name alike gets a prefix in the second, wherever it is referred to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from cspxl.report.describe import Chart, Formula, Put, Sheet, SheetTable, Workbook
from cspxl.tokens import Token, tokenise

_QUOTED: Final = re.compile(r"'((?:[^']|'')+)'!|([^\W\d][\w.]*)!")
_LINK: Final = re.compile(r'"#(?P<sheet>[^"]+!)(?P<cell>[^"!]+)"')

Respell = Callable[[str], str]


def joined(first: Workbook, second: Workbook, prefix: str) -> Workbook:
    """The first workbook with the sheets, tables and names of the second behind its own.

    ``Lists`` of the second becomes ``LCPF Lists`` where the first has such a sheet, ``area`` ``lcpf_area``.
    """
    low = f"{prefix.lower()}_"
    sheets = _renamed((sheet.name for sheet in first.sheets), (sheet.name for sheet in second.sheets), f"{prefix} ")
    names = _renamed(first.names, second.names, low)
    tables = _renamed(_tables(first), _tables(second), low)

    def respell(formula: str) -> str:
        return _respelled(formula, sheets, names)

    return replace(
        first,
        sheets=[*first.sheets, *(_sheet(sheet, respell, sheets, tables) for sheet in second.sheets)],
        names={**first.names, **{names.get(name, name): respell(ref) for name, ref in second.names.items()}},
    )


def _renamed(taken: Iterable[str], wanted: Iterable[str], prefix: str) -> dict[str, str]:
    """The new names of what is taken; Excel does not tell letters' case."""
    known = {name.lower() for name in taken}
    return {name: f"{prefix}{name}" for name in wanted if name.lower() in known}


def _tables(workbook: Workbook) -> list[str]:
    return [table.name for sheet in workbook.sheets for table in sheet.tables]


def _sheet(sheet: Sheet, respell: Respell, sheets: Mapping[str, str], tables: Mapping[str, str]) -> Sheet:
    return replace(
        sheet,
        name=sheets.get(sheet.name, sheet.name),
        cells=[_put(put, respell) for put in sheet.cells],
        tables=[_table(table, tables) for table in sheet.tables],
        choices=[choice.respelled(respell) for choice in sheet.choices],
        highlights=[replace(item, formula=respell(item.formula)) for item in sheet.highlights],
        charts=[_chart(chart, respell) for chart in sheet.charts],
    )


def _put(put: Put, respell: Respell) -> Put:
    if not isinstance(put.content, Formula):
        return put
    return replace(put, content=replace(put.content, text=respell(put.content.text)))


def _table(table: SheetTable, tables: Mapping[str, str]) -> SheetTable:
    """No formula refers to a table: the reports write ranges."""
    return replace(table, name=tables.get(table.name, table.name))


def _chart(chart: Chart, respell: Respell) -> Chart:
    lines = [
        replace(line, name_ref=respell(line.name_ref), values_ref=respell(line.values_ref)) for line in chart.lines
    ]
    guard = respell(chart.guard_ref)
    return replace(chart, categories_ref=respell(chart.categories_ref), lines=lines, guard_ref=guard)


def _respelled(formula: str, sheets: Mapping[str, str], names: Mapping[str, str]) -> str:
    """The formula with its sheets and names under their new names; links inside the workbook follow."""
    sign = "=" if formula.startswith("=") else ""
    tokens = tokenise(formula[len(sign) :])
    linked = any(token.text.upper() == "HYPERLINK" for token in tokens)
    return sign + "".join(_token(token, sheets, names, linked=linked) for token in tokens)


def _token(token: Token, sheets: Mapping[str, str], names: Mapping[str, str], *, linked: bool) -> str:
    if token.kind == "text":
        return _link(token.text, sheets) if linked else token.text
    if token.kind == "name" and token.text in names:
        return names[token.text]
    if token.kind in {"ref", "name"}:
        return _QUOTED.sub(lambda found: _place(found, sheets), token.text, count=1)
    return token.text


def _place(found: re.Match[str], sheets: Mapping[str, str]) -> str:
    name = (found[1] or found[2]).replace("''", "'")
    return f"'{sheets[name]}'!" if name in sheets else found[0]


def _link(text: str, sheets: Mapping[str, str]) -> str:
    """The text of a HYPERLINK: the place it leads to, or the name of the sheet it shows."""
    place = _LINK.fullmatch(text)
    if place:
        return f'"#{_QUOTED.sub(lambda found: _place(found, sheets), place["sheet"])}{place["cell"]}"'
    shown = sheets.get(text[1:-1])
    return f'"{shown}"' if shown else text
