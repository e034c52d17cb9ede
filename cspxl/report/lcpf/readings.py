"""The Readings sheet: every table of inputs as workings look at it, row by row, with a test of every cell.

Workings never look at an input cell: they look here, by id. A reading finds the n-th row of its table wherever that now
stands, so that rows may be inserted, deleted and sorted. Texts lose spaces around them, amounts that are states such as
TBC are not known, and a cell that is wrong is not known and says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.entries import ENTRIES
from cspxl.report.lcpf.fields import NOT_KNOWN, NUMBERS, Entry, Field
from cspxl.report.stack import Column, Gap, Item, Spelling, Stack, Table, Text

_NOUNS: Final = {
    "amount": "an amount",
    "signed": "an amount",
    "share": "a percentage",
    "change": "a percentage",
    "whole": "a whole number",
    "date": "a date",
}
_ROOM: Final = 2  # rows that may be inserted for each spare one before a reading is too short, which a check says


def describe(case: Case) -> Stack:
    """A table for each table of inputs."""
    items: list[Item] = [
        Text("Readings", "title"),
        Text(
            "Every input as the workings read it, and what is said of one that is wrong. Nothing here is typed in.",
            "note",
        ),
    ]
    for entry in ENTRIES:
        items += [Gap(), Text(entry.title, "heading"), table(case, entry)]
    return Stack(
        terms.READINGS,
        items,
        widths={1: 9, **dict.fromkeys(range(2, 45), 13)},
        one_page=False,
        back=True,
        locked=True,
    )


def table(case: Case, entry: Entry) -> Table:
    """``costs_read[cost]`` are the costs as read; ``[red]``, ``[look]`` and ``[message]`` what is said of a row."""
    rows = range(case.rows(entry) + (_ROOM * case.spares[entry.name] if entry.spare else 1))
    return Table(
        f"{entry.name}_read",
        [*_columns(case, entry)],
        rows,
        headings="label",
        spelling=Spelling(cell="$A1", span="$A$1", other="S!$A1", others="S!$A$1"),
        axes=lambda at: {f"{entry.name}_row": at},
    )


def whole(entry: Entry, column: str = "") -> str:
    """A column of a table of inputs, or all of them, with the heading above and the line below the last row."""
    first, last = (column, column) if column else (entry.fields[0].name, entry.fields[-1].name)
    return f"{entry.typed}[#{first}]:{entry.typed}[{last}]"


def _columns(case: Case, entry: Entry) -> Iterator[Column]:
    first = entry.fields[0].name
    yield Column("number", "Row", value=lambda at: at + 1, style="year_number")
    filled = f'SUMPRODUCT((INDEX({whole(entry)},[@number]+1,0)<>"")*1)'
    yield Column("there", "Cells filled", f"=IF([@number]>=ROWS({entry.typed}[{first}]),0,IFERROR({filled},1))")
    for item in entry.fields:
        if item.kind in NUMBERS:
            cell = _cell(entry, item)
            typed = f'=IF([@there]=0,"",IF({cell}="","",{cell}))'
            yield Column(f"r_{item.name}", f"{item.heading}, as typed", typed, style="plain")
        yield Column(item.name, item.heading, _value(entry, item), style="plain")
    for name, text in entry.more.items():
        yield Column(name, formula=text.strip("{}"), style="plain", alone=text.startswith("{"))
    faults = [(f"f_{item.name}", _fault(entry, item)) for item in entry.fields]
    faults += [
        (f"w_{at}", _whole_row(condition, message)) for at, (condition, message) in enumerate(entry.faults.items())
    ]
    looks = [(f"l_{at}", _whole_row(condition, message)) for at, (condition, message) in enumerate(entry.looks.items())]
    for name, text in (*faults, *looks):
        yield Column(name, formula=text.replace("{slots}", str(case.scenario_slots)), style="plain")
    yield Column("red", "To mend", _first([name for name, _ in faults]), style="plain")
    yield Column("look", "Wants a look", _first([name for name, _ in looks]) if looks else '=""', style="plain")
    message = 'IF([@red]<>"","Red: "&[@red],IF([@look]<>"","Amber: "&[@look],""))'
    yield Column("message", formula=f"={message}", style="plain")
    amounts = [f"[@r_{item.name}]" for item in entry.fields if item.kind in {"amount", "signed"}]
    pence = "+".join(f"IF(ISNUMBER({cell}),IF(INT({cell})<>{cell},1,0),0)" for cell in amounts) or "0"
    numbers = [f"[@r_{item.name}]" for item in entry.fields if item.kind in NUMBERS]
    yield Column("added", formula=f"=SUM({','.join(numbers)})" if numbers else "=0", style="plain")
    yield Column("pence", formula=f"={pence}", style="plain")
    formula = f"SUMPRODUCT(ISFORMULA(INDEX({whole(entry)},[@number]+1,0))*1)"
    yield Column("formulas", "Formulas", f"=IF([@there]=0,0,IFERROR({formula},0))", style="plain")


def _first(names: Sequence[str]) -> str:
    cells = f"[@{names[0]}]:[@{names[-1]}]"
    return f'=IF(COUNTIF({cells},"?*")=0,"",INDEX({cells},1,MATCH("?*",{cells},0)))'


def _cell(entry: Entry, item: Field) -> str:
    """The cell of a row, wherever it now stands."""
    return f"INDEX({whole(entry, item.name)},[@number]+1)"


def _value(entry: Entry, item: Field) -> str:
    cell = _cell(entry, item)
    if item.kind in NUMBERS:
        typed, wrong = f"[@r_{item.name}]", f'[@f_{item.name}]<>""'
        known = f'IF(ISNUMBER({typed}),{typed},IF({typed}="","","{NOT_KNOWN}"))'
        return f'=IF({wrong},"{NOT_KNOWN}",{known})'
    text = f'IFERROR(TRIM(SUBSTITUTE({cell},CHAR(160)," ")),"")'
    if item.kind == "text":
        return f'=IF([@there]=0,"",{text})'
    return f'=IF([@there]=0,"",IF(ISNUMBER(MATCH({cell},states[item],0)),"",{text}))'


def _fault(entry: Entry, item: Field) -> str:
    cell, needed = _cell(entry, item), item.needed or '""'
    if item.kind in NUMBERS:
        cell = f"[@r_{item.name}]"
    if item.kind in NUMBERS:
        rest = f'IF(NOT(ISNUMBER({cell})),"\'"&{cell}&"\' is not {_NOUNS[item.kind]}",{_limits(item, cell)})'
        empty = f'OR({cell}="",ISNUMBER(MATCH({cell},states[item],0)))'
    else:
        rest = f'IF(ISNA(MATCH([@{item.name}],{item.of},0)),{item.missing},"")' if item.of else '""'
        empty = f'[@{item.name}]=""'
    return f'=IF([@there]=0,"",IF(ISERROR({cell}),"a cell holds an error",IF({empty},{needed},{rest})))'


def _limits(item: Field, cell: str) -> str:
    """What a number may not be."""
    if item.kind in {"share", "change"}:
        least = 0 if item.kind == "share" else -1
        percent = f'{cell}&" is more than 100%: for "&{cell}&" per cent type "&{cell}&"%"'
        return f'IF({cell}<{least},"a share cannot be below {least:.0%}",IF({cell}>1,{percent},""))'
    if item.kind in {"whole", "date"}:
        wrong = f"OR(INT({cell})<>{cell},{cell}<{item.low:g},{cell}>{item.high:.0f})"
        return f'IF({wrong},"\'"&{cell}&"\' is no whole number from {item.low:g} to {item.high:.0f}","")'
    most = f'IF(ABS({cell})>{item.high:.0f},"an amount cannot be above £{item.high:,.0f}","")'
    pence = f'IF(ROUND({cell},2)<>{cell},"pence have two decimals",{most})'
    return pence if item.kind == "signed" else f'IF({cell}<0,"{_negative(item)} cannot be negative",{pence})'


def _negative(item: Field) -> str:
    nouns = {"cost": "a cost", "accrual": "a balance", "commitment": "a balance"}
    return nouns.get(item.name, "an amount")


def _whole_row(condition: str, message: str) -> str:
    return f'=IF([@there]=0,"",IF(IFERROR({condition},FALSE),{message},""))'
