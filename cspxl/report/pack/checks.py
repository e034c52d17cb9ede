"""The Checks sheet: totals that must reconcile, and statements held against the figures."""

from __future__ import annotations

from typing import Final

from cspxl.report.describe import Formula, Highlight, Page, Put, Sheet, Table, address, quoted, row_of
from cspxl.report.layout import DATA, FIRST, HEADER, Request
from cspxl.report.pack.layout import CHECKS, Places
from cspxl.report.pack.lines import Statement
from cspxl.report.pack.summary import SHOWN, shown

_STATEMENT_HEADINGS: Final = (
    "Statement", "What the figures say", "Verdict", "Where it stands", "Stated change", "Stated difference",
)  # fmt: skip
_CLAIMS: Final = frozenset({"stated_value", "stated_change", "stated_difference"})
_PARTS: Final = ("burglary", ("residential_burglary", "non_residential_burglary"))


def describe(places: Places) -> Sheet:
    """Checks with their verdicts; below them every statement that differs."""
    rows = [*_reconciled(places.pack.request), *_counted(places)]
    top = FIRST + len(rows) + 2
    cells = [
        Put(1, 1, "Checks", "title"),
        Put(2, 1, "OK: as it must be. Look: a person should look. Statements are the publisher's.", "note"),
        *row_of(HEADER, 1, ["Check", "Finding", "Verdict"], "header"),
    ]  # fmt: skip
    for at, (label, finding, right) in enumerate(rows, FIRST):
        cells += [Put(at, 1, label, "panel_text"), Put(at, 2, Formula(f"={finding}"), "panel_text")]
        cells.append(Put(at, 3, Formula(f'=IF({right},"OK","Look")'), "result"))
    cells += row_of(top, 1, _STATEMENT_HEADINGS, "header")
    checkable = {entry.indicator for entry in places.pack.request.entries if _CLAIMS & set(entry.figures)}
    stated = [line for line in places.lines if line.key in checkable]
    for at, line in enumerate(stated, top + 1):
        label, check, source = line.label, places.cell("check", places.at(line)), places.cell("source", places.at(line))
        change, claimed, difference = (
            places.cell(name, places.at(line)) for name in ("stated_change", "claimed_change", "stated_difference")
        )
        cells.append(Put(at, 5, Formula(f'=IF({claimed}="",{change},{claimed})'), "share"))
        cells.append(Put(at, 6, Formula(f"={difference}"), "share" if line.measure == "share" else "figure"))
        cells += [Put(at, 1, label, "panel_text"), Put(at, 4, Formula(f'={source}&""'), "unit")]
        cells.append(Put(at, 2, Formula(f'=IF({check}="","Nothing to check",{check})'), "panel_text"))
        cells.append(Put(at, 3, Formula(f'=IF(OR({check}="",{check}="OK"),"OK","Look")'), "result"))
    after = top + 1 + len(stated)
    for at, statement in enumerate(places.pack.statements, after):
        cells += _statement(places, statement, at)
    bottom = after + len(places.pack.statements) - 1
    return Sheet(
        CHECKS,
        cells,
        widths={1: 62, 2: 52, 3: 12, 4: 62, 5: 11, 6: 11},
        heights=dict.fromkeys([HEADER, *range(FIRST, top - 2), *range(top, bottom + 1)], 24),
        page=Page(f"A1:F{bottom}"),
        tables=[Table("checks", HEADER, 1, top - 3, 3), Table("statements", top, 1, bottom, 6)],
        highlights=[Highlight(f"C{FIRST}:C{bottom}", f'C{FIRST}="Look"', "amber")],
    )


def _reconciled(request: Request) -> list[tuple[str, str, str]]:
    """What the police's figures must satisfy: label, finding, condition."""
    n = len(request.indicators)
    wanted = n * len(request.areas)
    totals = f"{request.totals_column(0).split(':')[0]}:{request.totals_column(n - 1).split(':')[1]}"
    column = 'MATCH(TEXT(as_at,"yyyy-mm"),months,0)'
    left = f"(COLUMN({DATA}!{_span(request)})-2)"
    window = f"({left}>{column}-12)*({left}<={column})"
    found = [(
        "Every borough has a rolling 12-month total of every police indicator, so that ranks are complete",
        f'COUNT({totals})&" of {wanted}"', f"COUNT({totals})={wanted}",
    )]  # fmt: skip
    first, last = (f"INDEX(months,1,{end})" for end in ("1", "COLUMNS(months)"))
    span = f"(LEFT({last},4)-LEFT({first},4))*12+RIGHT({last},2)-RIGHT({first},2)+1"
    found.append((
        "One release: the months of the data follow one another without a gap, each once",
        f'COUNTA(months)&" months, "&{first}&" to "&{last}', f"COUNTA(months)={span}",
    ))  # fmt: skip
    for at, indicator in enumerate(request.indicators):
        added, counted = f"SUM({request.totals_column(at)})", f"SUMPRODUCT({window}*{request.data_block(at)})"
        found.append((
            f"{indicator.label}: the boroughs' totals add up to the months of the data",
            f'TEXT({added},"#,##0")&" and "&TEXT({counted},"#,##0")', f"{added}={counted}",
        ))  # fmt: skip
    keys = [indicator.key for indicator in request.indicators]
    whole, parts = _PARTS
    if whole in keys and all(part in keys for part in parts):
        total, *added_up = (f"SUM({request.totals_column(keys.index(key))})" for key in (whole, *parts))
        found.append((
            "Residential and non-residential burglary add up to burglary",
            f'TEXT({total},"#,##0")&" and "&TEXT({"+".join(added_up)},"#,##0")', f'{total}={"+".join(added_up)}',
        ))  # fmt: skip
    return found


def _span(request: Request) -> str:
    """The cells above the months of the data, without the sheet's name."""
    return request.data_block(0).split("!")[1]


def _counted(places: Places) -> list[tuple[str, str, str]]:
    """What the lines must satisfy."""
    rag, origin, taken = places.column("rag"), places.column("origin"), places.column("listed_rag")
    n = len(places.lines)
    words = ("Green", "Amber", "Red", "Monitor", "Not judged")
    judged = "+".join(f'COUNTIF({rag},"{word}")' for word in words)
    missing = f'COUNTIF({origin},"")'
    errors = f"SUMPRODUCT(ISERROR({places.column('value')})+ISERROR({places.column('words')})+ISERROR({rag}))"
    listed = "+".join(f'COUNTIF({shown(at)},"*: *")' for at in range(2))
    signs = f'MIN({SHOWN},COUNTIF({taken},"Red"))+MIN({SHOWN},COUNTIF({taken},"Green"))'
    older = f'SUMPRODUCT(({origin}<>"")*({places.column("as_at")}<>as_at))'
    return [
        ("Every line is judged, monitored, or said to be not available", f'({judged})&" and "&{missing}&" of {n}"',
         f"{judged}+{missing}={n}"),
        (f"The summary shows every Red and every Green line, {SHOWN} of each at most",
         f'({listed})&" of "&({signs})', f"{listed}={signs}"),
        ("No error in the line workings", f'{errors}&" errors"', f"{errors}=0"),
        ("Lines whose figure is of another month than the report", f'{older}&" of {n}"', f"{older}=0"),
        ("Lines without a figure for this area and month", f'{missing}&" of {n}"', f"{missing}=0"),
    ]  # fmt: skip


def _statement(places: Places, statement: Statement, row: int) -> list[Put]:
    """A sentence of the published report against the line that it is about."""
    at = places.at(statement.line)
    value, previous, change = (places.cell(name, at) for name in ("value", "previous", "change"))
    stated = f"{address(row, 5)},{address(row, 6)}"
    if statement.direction:
        moved = f'IF({change}<0,"down",IF({change}>0,"up","no change"))'
        verdict = f'IF({moved}={quoted(statement.direction)},"OK","The figures are "&{moved})'
        finding = f'IF({change}="","Nothing to check",{verdict})'
    else:
        verdict = f'IFERROR(CHECK_CHANGE({value},{previous},{stated}),"Nothing to check")'
        finding = f'IF({value}="","Nothing to check",{verdict})'
    return [
        Put(row, 1, statement.text, "panel_text"),
        Put(row, 2, Formula(f"={finding}"), "panel_text"),
        Put(row, 3, Formula(f'=IF(OR(B{row}="OK",B{row}="Nothing to check"),"OK","Look")'), "result"),
        Put(row, 4, statement.source, "unit"),
        Put(row, 5, statement.change, "share"),
        Put(row, 6, statement.difference, "figure"),
    ]
