"""The Project workings: cost, candidates, what the best fit takes and the source of every pound, project by project."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from cspxl.report.describe import Content, Formula, Highlight, Page, Put, Sheet, address, row_of
from cspxl.report.lcpf import layout, terms
from cspxl.report.lcpf.case import PROJECT_ROWS
from cspxl.report.lcpf.layout import Model, beside
from cspxl.report.lcpf.terms import (
    BLOCK_YEAR,
    BLOCKS,
    PROJECT_WORKINGS,
)
from cspxl.report.lcpf.year_workings import TEST

COST, CANDIDATES, TAKEN, JOINT, NEED, DIRECT, SHORT, SHARED = BLOCKS
_UNITS = {TAKEN: "1 is taken, 0 is not"}


def describe(model: Model) -> Sheet:
    """A block for each step, a line for each project."""
    cells = [
        Put(1, 1, "Project workings", "title"),
        Put(2, 1, "The chosen scenario, project by project. Nothing here is typed in. Amounts are pounds, + is a cost; "
                  "a dash is none.", "note"),
        *layout.year_header(model, first=BLOCK_YEAR),
        Put(terms.NUMBER, 1, "Year of the fund", "label"),
        *layout.year_numbers(model, first=BLOCK_YEAR),
    ]  # fmt: skip
    for name in BLOCKS:
        cells += _block(model, name)
    bottom, last = model.last_project_row, BLOCK_YEAR + model.n_years
    top = model.block_top(COST)
    return Sheet(
        PROJECT_WORKINGS,
        cells,
        widths={1: 6, 2: 40, 3: 33, **dict.fromkeys(range(BLOCK_YEAR, last + 1), 13)},
        page=Page(f"A1:{address(bottom, last)}", landscape=False, one_page=False, repeat_rows="4:5"),
        highlights=[Highlight(f"A{top}:{address(bottom, last)}", f'AND(ISNUMBER($A{top}),$B{top}="")', "spare")],
        freeze=f"D{terms.FIRST}",
        locked=True,
    )


def named(row: int, at: int) -> list[Put]:
    """Number, name and priority of a project."""
    return [
        Put(row, 1, at + 1, "year_number"),
        *(
            Put(row, column, Formula(layout.text_of(f"INDEX({name},$A{row})")), "line_label")
            for column, name in ((2, "project_name"), (3, "project_priority"))
        ),
    ]


def _block(model: Model, name: str) -> list[Put]:
    top, total = model.block_top(name), model.project_total(name)
    letters = [beside(letter) for letter in model.year_letters]
    headings: list[Content] = ["No.", "Project", "Priority", *[Formula(f"={letter}$4") for letter in letters], "Total"]
    style = "taken" if name == TAKEN else "money"
    cells = [
        Put(top - 2, 2, f"{name}, {_UNITS.get(name, terms.COST_UNIT)}", "heading"),
        *row_of(top - 1, 1, headings, "header"),
    ]
    formula = _formulas(model)[name]
    for at in range(PROJECT_ROWS):
        row = top + at
        cells += named(row, at)
        for place, year in enumerate(model.year_letters):
            cells.append(Put(row, BLOCK_YEAR + place, Formula(formula(row, year)), style))
        cells.append(Put(row, BLOCK_YEAR + len(letters), Formula(f"=SUM({letters[0]}{row}:{letters[-1]}{row})"),
                         "figure" if name == TAKEN else "money"))  # fmt: skip
    cells += [Put(total, 2, "Total", "total_label"), Put(total, 3, None, "total_label")]
    for place in range(len(letters) + 1):
        letter = chr(ord(letters[0]) + place)
        cells.append(Put(total, BLOCK_YEAR + place, Formula(f"=SUM({letter}{top}:{letter}{total - 1})"), "total"))
    return cells


def _formulas(model: Model) -> dict[str, Callable[[int, str], str]]:
    """Each block's formula, about its row and the letter of the year on the year sheets."""
    tests_offset = model.project_tests_top - 1

    def cost(row: int, letter: str) -> str:
        at = row - model.block_top(COST) + 1
        test = f"{TEST}!{address(tests_offset + at, terms.COST + ord(letter) - ord('B'))}"
        value = f"INDEX(project_cost,$A{row},{beside(letter)}${terms.NUMBER})"
        return f'=IF({test}<>"",NA(),IF({value}="",0,{value}))'

    def candidates(row: int, letter: str) -> str:
        test = f"{TEST}!${address(tests_offset + row - model.block_top(CANDIDATES) + 1, terms.CANDIDATE)}"
        paid = _here(model, COST, CANDIDATES, row, letter)
        return f'=IF({test}<>"",NA(),IF(INDEX(project_candidate,$A{row})=yes,{paid},0))'

    def taken(row: int, letter: str) -> str:
        won = model.live(terms.WON, letter)
        fit = f"LCPF_BEST_FIT({won},{model.project_column(CANDIDATES, beside(letter))})"
        return f'=IF({won}="",0,IF(INDEX({fit},$A{row},1),1,0))'

    return {COST: cost, CANDIDATES: candidates, TAKEN: taken} | _money(model)


def _here(model: Model, name: str, of: str, row: int, letter: str) -> str:
    """A project's cell of another block, seen from its row in this one."""
    return f"{beside(letter)}{row - model.block_top(of) + model.block_top(name)}"


def _money(model: Model) -> dict[str, Callable[[int, str], str]]:
    """The source of every pound: co-commissioned, direct (shared out in proportion where it is short), none."""
    here = partial(_here, model)

    def column(name: str, letter: str) -> str:
        return model.project_column(name, beside(letter))

    def joint(row: int, letter: str) -> str:
        return f"={here(TAKEN, JOINT, row, letter)}*{here(COST, JOINT, row, letter)}"

    def need(row: int, letter: str) -> str:
        return f"={here(COST, NEED, row, letter)}-{here(JOINT, NEED, row, letter)}"

    def direct(row: int, letter: str) -> str:
        money, own = model.live(terms.DIRECT, letter), here(NEED, DIRECT, row, letter)
        all_needs = column(NEED, letter)
        return (
            f'=IF({money}="","",IF(SUM({all_needs})<={money},{own},'
            f"INDEX(LCPF_APPORTION({money},{all_needs}),$A{row},1)))"
        )

    def short(row: int, letter: str) -> str:
        paid = here(DIRECT, SHORT, row, letter)
        return f'=IF({paid}="","",{here(NEED, SHORT, row, letter)}-{paid})'

    def shared(row: int, letter: str) -> str:
        slice_, all_costs = model.live(terms.TOP_SLICE, letter), column(CANDIDATES, letter)
        return (
            f'=IF({slice_}="","",IF(OR({slice_}=0,SUM({all_costs})=0),0,'
            f"INDEX(LCPF_APPORTION({slice_},{all_costs}),$A{row},1)))"
        )

    return {JOINT: joint, NEED: need, DIRECT: direct, SHORT: short, SHARED: shared}
