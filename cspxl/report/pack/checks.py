"""The Checks sheet: totals that must reconcile, and statements held against the figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspxl.report.describe import Formula, Highlight, Page, Put, Sheet, Table, address, quoted, row_of
from cspxl.report.layout import DATA, FIRST, HEADER, Request, working
from cspxl.report.noticed import NOTHING
from cspxl.report.pack.layout import CHECKS, WORKING_COLUMNS, Places
from cspxl.report.pack.lines import Line, Statement
from cspxl.report.pack.summary import SHOWN, shown
from cspxl.report.pack.workings import counted, counted_before

LIGHT_CELL: Final = f"{CHECKS}!$A$3"
_STATEMENT_HEADINGS: Final = (
    "Statement", "What the figures say", "Verdict", "Where it stands", "Stated change", "Stated difference",
)  # fmt: skip
_NOTHING: Final = "Nothing to check"
_OF_POLICE: Final = "OK; recomputed from the police files"
_CLAIMS: Final = frozenset({"stated_value", "stated_change", "stated_difference"})
_PARTS: Final = ("burglary", ("residential_burglary", "non_residential_burglary"))


def describe(places: Places) -> Sheet:
    """Checks with their verdicts; below them every statement that differs."""
    right = [*_reconciled(places.pack.request), *_counted(places)]
    rows = [*right, *_worth_knowing(places)]
    top = FIRST + len(rows) + 2
    cells = [
        Put(1, 1, "Checks", "title"),
        Put(2, 1, "OK: as it must be. Look: a person should look. –: neither. Statements are the publisher's.", "note"),
        Put(3, 1, Formula(_light(FIRST + len(right) - 1)), "sentence"),
        *row_of(HEADER, 1, ["Check", "Finding", "Verdict"], "header"),
    ]  # fmt: skip
    for at, (label, finding, fine) in enumerate(rows, FIRST):
        cells += [Put(at, 1, label, "panel_text"), Put(at, 2, Formula(f"={finding}"), "panel_text")]
        cells.append(Put(at, 3, Formula(f'=IF({fine},"OK","Look")'), "result"))
    cells += row_of(top, 1, _STATEMENT_HEADINGS, "header")
    checkable = {entry.indicator for entry in places.pack.request.entries if _CLAIMS & set(entry.figures)}
    stated = [(line, places.at(line)) for line in places.lines if line.key in checkable]
    stated += [(line, row) for row, line in enumerate(places.alone, places.alone_top + 1) if line.key in checkable]
    for at, (line, row) in enumerate(stated, top + 1):
        cells += _stated(places, line, row, at)
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
        highlights=[
            Highlight(f"C{FIRST}:C{bottom}", f'C{FIRST}="Look"', "amber"),
            *(Highlight("A3", f'LEFT($A$3,{len(word)})="{word}"', word.lower()) for word in ("Green", "Amber", "Red")),
        ],
    )


def _light(last: int) -> str:
    """Red while a check down to this row is not in order; else Amber while anything on the sheet wants a look.

    What a publisher stated, or nobody entered, is worth a look, but no fault of the workbook.
    """
    verdicts = f"$C${FIRST}:$C${last}"
    wrong, look = f'(ROWS({verdicts})-COUNTIF({verdicts},"OK"))', 'COUNTIF($C:$C,"Look")'
    return (
        f'=IF({wrong}>0,"Red: checks not in order: "&{wrong},'
        f'IF({look}>0,"Amber: all checks in order; worth a look: "&{look},"Green: all checks in order"))'
    )


def _stated(places: Places, line: Line, row: int, at: int) -> list[Put]:
    """What was entered as stated of a line (in its row of the workings) against the figures."""
    cell = {name: places.cell(name, row) for name in WORKING_COLUMNS}
    change = f'IF({cell["claimed_change"]}="",{cell["stated_change"]},{cell["claimed_change"]})'
    source = f'INDEX({places.entered("source")},{cell["row"]})'
    return [
        Put(at, 1, line.label, "panel_text"),
        Put(at, 2, Formula(f"={_finding(places, line, cell)}"), "panel_text"),
        Put(at, 3, Formula(f"={_verdict(at)}"), "result"),
        Put(at, 4, Formula(f'=IF({cell["row"]}=0,"",{source}&"")'), "unit"),
        Put(at, 5, Formula(f"={change}"), "share"),
        Put(at, 6, Formula(f'={cell["stated_difference"]}'), "share" if line.measure == "share" else "figure"),
    ]


def _finding(places: Places, line: Line, cell: Mapping[str, str]) -> str:
    """The line's own check; a change that was entered is held against that of the police's files too."""
    check, origin = cell["check"], cell["origin"]
    if not line.police:
        return f'IF({check}="","{_NOTHING}",{check})'
    claimed, published = cell["claimed_change"], f'INDEX({places.entered("value")},{cell["row"]})'
    level = f'"; published "&TEXT({published},"#,##0")&", counted "&TEXT({cell["value"]},"#,##0")'
    level = f'IF(OR({published}="",{published}={cell["value"]}),"",{level})'
    own = f'IF({check}="","{_NOTHING}",{check}&IF(AND({origin}="Police",{claimed}<>""),{level},""))'
    now, before = counted(places, line, cell), counted_before(places, line, cell)
    both = f'AND({origin}="Entered",{claimed}<>"",{before}<>"")'
    alike = f'IFERROR(CHECK_CHANGE({now},{before},{claimed}),"")="OK"'
    given = f'" police files give "&TEXT({now}/{before}-1,{quoted(_signed(line.places))})'
    beside = f'IF({check}="OK","OK by its own figures",{check})&"; the"'
    differs = f'IF({check}="","The",{beside})&{given}'
    return f'IF({both},IF({alike},IF({check}="","{_OF_POLICE}",{check}),{differs}),{own})'


def _signed(places: int) -> str:
    """The number format of a change."""
    share = f"0.{'0' * places}%" if places else "0%"
    return f"+{share};-{share};{share}"


def _verdict(at: int) -> str:
    """What a reader should do about a finding; neutral where nothing can be checked."""
    return f'IF(B{at}="{_NOTHING}","–",IF(LEFT(B{at}&";",3)="OK;","OK","Look"))'


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
    for at, indicator in enumerate(request.indicators):
        text, effect = (working(name, at) for name in ("noticed", "noticed_effect"))
        found.append((
            f"{indicator.label}: no month of this area is not available or incomplete",
            f'IF({text}="",{quoted(NOTHING)},{text})', f'OR({effect}="",{effect}="Note")',
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
    lights = [working("rag", places.police(line)) for line in places.alone]  # as the overview shows them
    found = ("+".join([f'COUNTIF({taken},"{word}")', *(f'({light}="{word}")' for light in lights)])
             for word in ("Red", "Green"))  # fmt: skip
    signs = "+".join(f"MIN({SHOWN},{n})" for n in found)
    overview = " and indicator of the overview" if places.alone else ""
    return [
        ("Every line is judged, monitored, or said to be not available", f'({judged})&" and "&{missing}&" of {n}"',
         f"{judged}+{missing}={n}"),
        (f"The summary shows every Red and every Green line{overview}, {SHOWN} of each at most",
         f'({listed})&" of "&({signs})', f"{listed}={signs}"),
        ("No error in the line workings", f'{errors}&" errors"', f"{errors}=0"),
    ]  # fmt: skip


def _worth_knowing(places: Places) -> list[tuple[str, str, str]]:
    """What is as it was entered, and still worth a look."""
    n, origin = len(places.lines), places.column("origin")
    missing, older = f'COUNTIF({origin},"")', f'SUMPRODUCT(({origin}<>"")*({places.column("as_at")}<>as_at))'
    return [
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
        finding = f'IF({change}="","{_NOTHING}",{verdict})'
    else:
        verdict = f'IFERROR(CHECK_CHANGE({value},{previous},{stated}),"{_NOTHING}")'
        finding = f'IF({value}="","{_NOTHING}",{verdict})'
    return [
        Put(row, 1, statement.text, "panel_text"),
        Put(row, 2, Formula(f"={finding}"), "panel_text"),
        Put(row, 3, Formula(f"={_verdict(row)}"), "result"),
        Put(row, 4, statement.source, "unit"),
        Put(row, 5, statement.change, "share"),
        Put(row, 6, statement.difference, "figure"),
    ]
