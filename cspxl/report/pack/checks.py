"""The Checks sheet: totals that must reconcile, and statements held against the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cspxl.facts import Indicator
from cspxl.report import subjects
from cspxl.report.describe import Content, Formula, Highlight, quoted
from cspxl.report.noticed import NOTE, NOTHING, SEE
from cspxl.report.pack.line_figures import counted, counted_before
from cspxl.report.pack.lines import Line, Statement
from cspxl.report.pack.places import CHECKS, Places
from cspxl.report.request import NOT_AVAILABLE, Request
from cspxl.report.stack import Column, Gap, Stack, Table, Text
from cspxl.report.tables import AREA_NAME
from cspxl.values import Cell, month_label, month_serial

_NOTHING: Final = "Nothing to check"
_OF_POLICE: Final = "OK; recomputed from the police files"
_CLAIMS: Final = frozenset({"stated_value", "stated_change", "stated_difference"})
_PARTS: Final = ("burglary", ("residential_burglary", "non_residential_burglary"))
_HEIGHT: Final = 24
_NAMES: Final = (
    "value", "row", "origin", "check", "claimed_change", "stated_change", "stated_difference",
)  # fmt: skip
# What a reader should do about a finding; neutral where nothing can be checked.
_OTHER: Final = "Not checked"
_UNCHECKED: Final = f'OR([@finding]="{_NOTHING}",LEFT([@finding],{len(_OTHER)})="{_OTHER}")'
_VERDICT: Final = f'IF({_UNCHECKED},"–",IF(LEFT([@finding]&";",3)="OK;","OK","Look"))'


class _Check(NamedTuple):
    """What must be, what is found, whether that is right, and whether there is something to read of it all the same."""

    check: str
    finding: str
    right: str
    noted: str = ""


class _Stated(NamedTuple):
    """What was stated of a line, and what the figures say of it, as a formula without its equals sign."""

    line: Line
    text: str
    finding: str
    source: Content
    change: Content
    difference: Content
    of_share: bool = False


def describe(places: Places) -> Stack:
    """Checks with their verdicts; below them every statement that differs."""
    right = [*_reconciled(places.pack.request), *_counted(places)]
    checks = Table(
        "checks",
        [
            Column("check", value=lambda row: row.check, style="panel_text", width=62),
            Column("finding", formula=lambda row: f"={row.finding}", style="panel_text", width=52),
            Column("verdict", formula=lambda row: f"={_verdict(row, right=row in right)}", style="result", width=12),
        ],
        [*right, *_worth_knowing(places)],
        axes=lambda row: {"part": "right" if row in right else "worth"},
        heading_height=_HEIGHT,
        height=_HEIGHT,
        marked="checks",
    )
    statements = _statements(places)
    return Stack(
        CHECKS,
        [
            Text("Checks", "title"),
            Text("OK: as it must be. Wrong: the workbook's own figures disagree. Look: a person should look. "
                 "–: neither. Statements are the publisher's.", "note"),
            Text(Formula(_light(statements)), "sentence", name="checks_light"),
            checks,
            Gap(2),
            statements,
        ],
        highlights=[
            Highlight("checks[verdict]:statements[verdict]", '[@verdict]="Look"', "amber"),
            Highlight("checks[verdict]", '[@verdict]="Wrong"', "red"),
            *(
                Highlight("checks_light[text]", f'LEFT([@$text$],{len(word)})="{word}"', word.lower())
                for word in ("Green", "Amber", "Red")
            ),
        ],
        back=True,
    )


def _verdict(row: _Check, *, right: bool) -> str:
    """OK; Wrong or worth a look where it is not as it should be; worth a look also where there is something to read."""
    fine = f'IF({row.noted},"Look","OK")' if row.noted else '"OK"'
    return f'IF({row.right},{fine},"{"Wrong" if right else "Look"}")'


def _light(statements: Table) -> str:
    """Red while a check is not in order; else Amber while anything on the sheet wants a look.

    What a publisher stated, or nobody entered, is worth a look, but no fault of the workbook; figures of which
    something was noticed are not in order for that.
    """
    verdicts = "checks[verdict, part=right]"
    noted = f'COUNTIF({verdicts},"Look")'
    wrong = f'(ROWS({verdicts})-COUNTIF({verdicts},"OK")-{noted})'
    tables = ["checks", *(["statements"] if statements.rows else [])]
    look = "+".join(f'COUNTIF({table}[verdict],"Look")' for table in tables)
    told = f'"figures with notices: "&{noted}&" ({SEE})"'
    others = f"({look}-{noted})"
    return (
        f'=IF({wrong}>0,"Red: checks not in order: "&{wrong},IF({look}=0,"Green: all checks in order",'
        f'"Amber: "&IF({noted}>0,{told},"all checks in order")&IF({others}>0,"; worth a look: "&{others},"")))'
    )


def _statements(places: Places) -> Table:
    """What was stated of lines, in the entered figures and in sentences of the published report."""
    checkable = {entry.indicator for entry in places.pack.request.entries if _CLAIMS & set(entry.figures)}
    lines = [line for line in _once(places) if line.key in checkable]
    rows = [*(_of_line(places, line) for line in lines), *(_of_sentence(places, one) for one in places.pack.statements)]
    return Table(
        "statements",
        [
            Column("statement", value=lambda row: row.text, style="panel_text", width=62),
            Column("finding", "What the figures say", lambda row: f"={row.finding}", style="panel_text", width=52),
            Column("verdict", formula=f"={_VERDICT}", style="result", width=12),
            _either("source", "Where it stands", "unit", 62),
            _either("change", "Stated change", "share", 11),
            _either("difference", "Stated difference", "figure", 11),
        ],
        rows,
        axes=lambda row: {"indicator": row.line.police},
        heading_height=_HEIGHT,
        height=_HEIGHT,
        marked="statements",
    )


def _once(places: Places) -> Sequence[Line]:
    """Each thing that lines show, once: the line of a table before that of a card."""
    found: dict[str, Line] = {}
    for line in sorted((*places.lines, *places.alone), key=places.on_card):
        found.setdefault(places.subject_name(line), line)
    return list(found.values())


def _either(name: str, heading: str, style: str, width: float) -> Column:
    """A column whose cells are formulas in some rows and data in others."""

    def content(row: _Stated) -> Content:
        found: Content = getattr(row, name)
        return found

    def formula(row: _Stated) -> str | None:
        found = content(row)
        return found.text if isinstance(found, Formula) else None

    def value(row: _Stated) -> Cell:
        found = content(row)
        return None if isinstance(found, Formula) else found

    def styled(row: _Stated) -> str:
        return "share" if name == "difference" and row.of_share else style

    return Column(name, heading, formula, value, style=styled, width=width)


def _of_line(places: Places, line: Line) -> _Stated:
    """What was entered as stated of a line against the figures."""
    cell = {name: places.cell(name, line) for name in _NAMES}
    change = f'IF({cell["claimed_change"]}="",{cell["stated_change"]},{cell["claimed_change"]})'
    source = f'INDEX(entered[source],{cell["row"]})'
    return _Stated(
        line,
        text=line.short if places.on_card(line) else line.label,
        finding=_finding(places, line, cell),
        source=Formula(f'=IF({cell["row"]}=0,"",{source}&"")'),
        change=Formula(f"={change}"),
        difference=Formula(f'={cell["stated_difference"]}'),
        of_share=line.measure == "share",
    )


def _finding(places: Places, line: Line, cell: Mapping[str, str]) -> str:
    """The line's own check; a change that was entered is held against that of the police's files too."""
    check, origin = cell["check"], cell["origin"]
    if not line.police:
        return f'IF({check}="","{_NOTHING}",{check})'
    claimed, published = cell["claimed_change"], f'INDEX(entered[value],{cell["row"]})'
    level = f'"; published "&TEXT({published},"#,##0")&", counted "&TEXT({cell["value"]},"#,##0")'
    level = f'IF(OR({published}="",{published}={cell["value"]}),"",{level})'
    own = f'IF({check}="","{_NOTHING}",{check}&IF(AND({origin}="Police",{claimed}<>""),{level},""))'
    wanted = places.cell("month_wanted", line)
    now, before = counted(line, wanted), counted_before(line, wanted)
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


def _reconciled(request: Request) -> list[_Check]:
    """What the police's figures must satisfy: label, finding, condition."""
    wanted = len(request.indicators) * len(request.areas)
    totals = "areas[total, indicator=*]"
    window = "(months>EDATE(as_at,-12))*(months<=as_at)"
    found = [_Check(
        "Every borough has a rolling 12-month total of every police indicator, so that ranks are complete",
        f'COUNT({totals})&" of {wanted}"', f"COUNT({totals})={wanted}",
    )]  # fmt: skip
    first, last = (f"INDEX(months,1,{end})" for end in ("1", "COLUMNS(months)"))
    span = f"(YEAR({last})-YEAR({first}))*12+MONTH({last})-MONTH({first})+1"
    said = f'COUNT(months)&" months, "&TEXT({first},"yyyy-mm")&" to "&TEXT({last},"yyyy-mm")'
    found.append(_Check(
        "One release: the months of the data follow one another without a gap, each once",
        said, f"COUNT(months)={span}",
    ))  # fmt: skip
    for indicator in request.indicators:
        added, counted = f"SUM({_totals(indicator.key)})", f"SUMPRODUCT({window}*{_counts(indicator)})"
        found.append(_Check(
            f"{indicator.label}: the boroughs' totals add up to the months of the data",
            f'TEXT({added},"#,##0")&" and "&TEXT({counted},"#,##0")', f"{added}={counted}",
        ))  # fmt: skip
    for indicator in request.indicators:
        text, effect = (f"workings[@{name}, indicator={indicator.key}]" for name in ("noticed", "noticed_effect"))
        found.append(_Check(
            f"{indicator.label}: nothing was noticed of this area's figures",
            f'IF({text}="",{quoted(NOTHING)},{text})', f'OR({effect}="",{effect}="{NOTE}")', f'{effect}="{NOTE}"',
        ))  # fmt: skip
    keys = [indicator.key for indicator in request.indicators]
    whole, parts = _PARTS
    if whole in keys and all(part in keys for part in parts):
        total, *added_up = (f"SUM({_totals(key)})" for key in (whole, *parts))
        found.append(_Check(
            "Residential and non-residential burglary add up to burglary",
            f'TEXT({total},"#,##0")&" and "&TEXT({"+".join(added_up)},"#,##0")', f'{total}={"+".join(added_up)}',
        ))  # fmt: skip
    return found


def _counts(indicator: Indicator) -> str:
    """The months of every borough."""
    return f"counts[@count, indicator={indicator.key}, area=*]"


def _totals(key: str) -> str:
    """The rolling 12 months of every borough."""
    return f"areas[total, indicator={key}]"


def _counted(places: Places) -> list[_Check]:
    """What the lines must satisfy."""
    n, rags = len(places.subjects), "judgements[rag]"
    judged = "+".join(f'COUNTIF({rags},"{word}")' for word in subjects.WORDS)
    told = [f"judgements[{name}]" for name in ("value", "words", "rag", "sentence")]
    errors = f"SUMPRODUCT({'+'.join(f'ISERROR({name})' for name in told)})"
    besides = '-COUNTIF(summary_lists[lines],">0")-COUNTIF(summary[indicator],"None.")'  # headings
    listed = f"(COUNT(summary[edge]){besides})"
    of_lists = 'SUMPRODUCT((judgements[list]<>"")*(judgements[list]<>"Monitor"))+COUNTIF(judgements[changed],"Changed")'
    wanted = f"({of_lists}-SUM(summary_lists[left]))"
    return [
        _Check("Every indicator is judged, monitored, or said why not, once for each period", f'({judged})&" of {n}"',
         f"{judged}={n}"),
        _Check("The summary has every judged indicator in its list: a line each, or its name below them",
         f'{listed}&" of "&{wanted}', f"{listed}={wanted}"),
        _Check("No error in the judgements", f'{errors}&" errors"', f"{errors}=0"),
    ]  # fmt: skip


def _worth_knowing(places: Places) -> list[_Check]:
    """What is as it was entered, and still worth a look."""
    n = len(places.judged)
    disagreeing = len(places.pack.disagreeing)
    missing, older = (f'COUNTIF(judgements[rag],"{word}")' for word in (NOT_AVAILABLE, subjects.OLDER))
    other = 'SUMPRODUCT((judgements[origin]<>"")*(judgements[as_at]<>as_at))'
    conflicts = f'COUNTIF(judgements[rag],"{subjects.CONFLICT}")'
    return [
        _Check("Indicators whose figure is of another month than the report", f'{other}&" of {n}"', f"{other}=0"),
        _Check("Indicators whose figure is older than is allowed", f'{older}&" of {n}"', f"{older}=0"),
        _Check("Indicators whose sources disagree on the colour", f'{conflicts}&" of {n}"', f"{conflicts}=0"),
        _Check("Entered figures that disagree with others, of any area and month (see the sheet Notices)",
         quoted(f"{disagreeing} found"), f"{disagreeing}=0"),
        _Check("Indicators without a figure for this area and month", f'{missing}&" of {n}"', f"{missing}=0"),
    ]  # fmt: skip


def _of_sentence(places: Places, statement: Statement) -> _Stated:
    """A sentence of the published report against the line that it is about."""
    value, previous, change = (places.cell(name, statement.line) for name in ("value", "previous", "change"))
    if statement.direction:
        moved = f'IF({change}<0,"down",IF({change}>0,"up","no change"))'
        verdict = f'IF({moved}={quoted(statement.direction)},"OK","The figures are "&{moved})'
        finding = f'IF({change}="","{_NOTHING}",{verdict})'
    else:
        verdict = f'IFERROR(CHECK_CHANGE({value},{previous},[@change],[@difference]),"{_NOTHING}")'
        finding = f'IF({value}="","{_NOTHING}",{verdict})'
    others = [f"{AREA_NAME}<>{quoted(statement.area)}"] if statement.area else []
    others += [f"as_at<>{month_serial(statement.month)}"] if statement.month is not None else []
    if others:
        when = month_label(statement.month) if statement.month is not None else ""
        said = ", ".join(filter(None, [statement.area, when]))
        finding = f'IF(OR({",".join(others)}),{quoted(f"{_OTHER}: said of {said}")},{finding})'
    return _Stated(statement.line, statement.text, finding, statement.source, statement.change, statement.difference)
