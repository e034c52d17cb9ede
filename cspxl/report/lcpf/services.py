"""The services that projects pay into: match funding share, gap and unit costs, worked out and shown."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from cspxl.report.describe import Formula, Highlight, Page, Put, Sheet, address, row_of
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import PROJECT_ROWS
from cspxl.report.lcpf.layout import Model, beside, sheet_ref
from cspxl.report.lcpf.project_workings import COST, TAKEN, named
from cspxl.report.lcpf.terms import (
    BLOCK_YEAR,
    FIRST,
    SERVICE_WORKINGS,
    SERVICES,
)
from cspxl.report.lcpf.year_workings import TEST

_HEADINGS = (
    "Cost to the fund, £", "Other funding, £", "Total service cost, £", "Fund share", "Match share", "Gap, £",
    "Units a year", "Fund cost a unit, £", "Service cost a unit, £",
)  # fmt: skip
_STYLES = ("money", "money", "money", "share", "share", "money", "figure", "unit_cost", "unit_cost")
_TAKEN = BLOCK_YEAR + len(_HEADINGS)
_BOTTOM = FIRST + PROJECT_ROWS - 1
_HERE = sheet_ref(SERVICE_WORKINGS)


def workings(model: Model) -> Sheet:
    """What each service costs in the year shown, who else pays, what a unit costs; the projects taken, in order."""
    cells = [
        Put(1, 1, "Service workings", "title"),
        Put(2, 1, Formula('="Services in "&year_shown&". Nothing here is typed in. Amounts are pounds a year, + is a '
                          'cost; empty is not known."'), "note"),
        *row_of(FIRST - 1, 1, ["No.", "Project", "Priority", *_HEADINGS, "Taken, in order"], "header"),
    ]  # fmt: skip
    letters = [beside(letter) for letter in model.year_letters]
    top, sheet = model.block_top(TAKEN), sheet_ref(terms.PROJECT_WORKINGS)
    bottom = top + PROJECT_ROWS - 1
    flags = f"INDEX({sheet}!${letters[0]}${top}:${letters[-1]}${bottom},0,year_number)"
    for at in range(PROJECT_ROWS):
        row = FIRST + at
        cells += named(row, at)
        cells += [
            Put(row, BLOCK_YEAR + place, figure, style)
            for place, (figure, style) in enumerate(zip(_service(model, row, at), _STYLES, strict=True))
        ]
        taken = f'=IF($A{row}>SUM({flags}),"",PICK({sheet}!$B${top}:$B${bottom},{flags},1,$A{row}))'
        cells.append(Put(row, _TAKEN, Formula(taken), "line_label"))
    return Sheet(
        SERVICE_WORKINGS,
        cells,
        widths={1: 6, 2: 40, 3: 32, **dict.fromkeys(range(BLOCK_YEAR, _TAKEN), 12), _TAKEN: 36},
        heights={FIRST - 1: 30},
        page=Page(f"A1:{address(_BOTTOM, _TAKEN)}"),
        highlights=_spare(f"A{FIRST}:{address(_BOTTOM, _TAKEN - 1)}", "B"),
        freeze=f"C{FIRST}",
        locked=True,
    )


def _spare(ref: str, column: str) -> list[Highlight]:
    return [Highlight(ref, f'${column}{FIRST}=""', "spare")]


def _service(model: Model, row: int, at: int) -> Sequence[Formula]:
    tests = model.project_tests_top + at
    first, last = beside(model.year_letters[0]), beside(model.year_letters[-1])
    cost_row = model.block_top(COST) + at

    def tested(name: str, column: int) -> str:
        value = f"INDEX({name},$A{row})"
        return f'=IF({TEST}!${address(tests, column)}<>"",NA(),IF({value}="","",{value}))'

    texts = (
        f"=INDEX({sheet_ref(terms.PROJECT_WORKINGS)}!${first}{cost_row}:${last}{cost_row},1,year_number)",
        tested("project_other", terms.OTHER),
        tested("project_total", terms.TOTAL),
        f'=IF($F{row}="","",IF($F{row}=0,0,$D{row}/$F{row}))',
        f'=IF(OR($E{row}="",$F{row}=""),"",IF($F{row}=0,0,$E{row}/$F{row}))',
        f'=IF($F{row}="","",$F{row}-$D{row}-N($E{row}))',
        tested("project_units", terms.UNITS),
        f'=IF($J{row}="","",$D{row}/$J{row})',
        f'=IF(OR($J{row}="",$F{row}=""),"",$F{row}/$J{row})',
    )
    return [Formula(text) for text in texts]


def taken_list() -> str:
    """The projects that the best fit takes in the year shown, in one text."""
    column = get_column_letter(_TAKEN)
    cells = [f"{_HERE}!${column}${FIRST + at}" for at in range(PROJECT_ROWS)]
    return "&".join([cells[0], *(f'IF({cell}="","",", "&{cell})' for cell in cells[1:])])


def describe() -> Sheet:
    """The output: a line for each project, spare lines empty."""
    cells = [
        Put(1, 1, Formula('=area&": match funding, gap and unit costs"'), "title"),
        Put(2, 1, Formula('="Services in "&year_shown&", scenario: "&scenario'), "subtitle"),
        Put(3, 1, "Amounts are pounds a year, + is a cost; a dash is none, an empty cell is not known. Gap: the cost "
                  "of the service that neither the fund nor the other funding entered pays for.", "note"),
        *row_of(FIRST - 1, 1, ["Project", *_HEADINGS], "header"),
    ]  # fmt: skip
    for at in range(PROJECT_ROWS):
        row = FIRST + at
        cells.append(Put(row, 1, Formula(f"={_HERE}!$B{row}"), "line_label"))
        for place, style in enumerate(_STYLES):
            source = f"{_HERE}!{address(row, BLOCK_YEAR + place)}"
            text = f'=IF($A{row}="","",IFNA({source},"Not available"))'
            cells.append(Put(row, 2 + place, Formula(text), style))
    last = 1 + len(_HEADINGS)
    ref = f"A{FIRST}:{address(_BOTTOM, last)}"
    return Sheet(
        SERVICES,
        cells,
        widths={1: 42, **dict.fromkeys(range(2, last + 1), 13)},
        heights={1: 26, FIRST - 1: 30, **dict.fromkeys(range(FIRST, _BOTTOM + 1), 16)},
        page=Page(f"A1:{address(_BOTTOM, last)}"),
        highlights=[*_spare(ref, "A"), Highlight(ref, f'A{FIRST}="Not available"', "missing")],
        freeze=f"B{FIRST}",
        tab_colour="1F3864",
        locked=True,
    )
