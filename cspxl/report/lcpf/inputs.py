"""The input sheets: tables to fill, one below another, with spare rows, lists to choose from and a message a row."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

from cspxl.report.answering import answering
from cspxl.report.describe import Choice, Formula, Highlight
from cspxl.report.lcpf import settings
from cspxl.report.lcpf.case import Case, Row
from cspxl.report.lcpf.entries import SHEETS
from cspxl.report.lcpf.fields import SPARE, Entry, Field
from cspxl.report.lcpf.light import with_pence
from cspxl.report.stack import Beside, Column, Gap, Item, Spelling, Stack, Table, Text

END: Final = -1  # the line below the last row: what is inserted above it is inside the table
_STYLES: Final = {
    "amount": "input_money",
    "signed": "input_money",
    "share": "input_share",
    "change": "input_share",
    "whole": "input_number",
    "date": "input_date",
}
_MESSAGE: Final = 34  # letters of one, beside the widest table of a sheet


def describe(case: Case) -> list[Stack]:
    """A sheet for each group of tables."""
    return [_sheet(case, name, entries) for name, entries in SHEETS.items()]


def _sheet(case: Case, name: str, entries: Sequence[Entry]) -> Stack:
    items: list[Item] = [
        Text(Formula(answering("")), "message"),
        Text(name if name != "Inputs" else "Inputs: settings, years and scenarios", "title"),
        Text(
            "Yellow cells are typed. Rows may be inserted, deleted and sorted; insert above the line that ends "
            "a table.",
            "note",
        ),
    ]
    choices, highlights = [], []
    if name == "Inputs":
        items += [Text("Settings", "heading"), settings.table(case), Gap()]
        choices += settings.choices()
    for entry in entries:
        widest = len(entry.fields) == max(len(other.fields) for other in entries)
        told = _told(case, entry, _MESSAGE if widest else None)
        items += [Text(entry.title, "heading"), Text(entry.about, "note"), Beside([_table(case, entry), told]), Gap()]
        choices += [choice for item in entry.fields for choice in _choices(entry, item)]
        highlights.append(Highlight(f"{entry.typed}_told[message]", 'LEFT([@$message],5)="Amber"', "remark"))
        highlights += [
            with_pence(f"{entry.typed}[{item.name}]", f"{entry.typed}")
            for item in entry.fields
            if item.kind in {"amount", "signed"}
        ]
    return Stack(
        name,
        items,
        widths={1: 36, 2: 30, 3: 24} if name == "Inputs" else {1: 14},
        choices=choices,
        highlights=highlights,
        tab_colour="C9A227",
        one_page=False,
        above=1,  # whether the functions answer is for who looks at the sheet
        locked=False,
    )


def _table(case: Case, entry: Entry) -> Table:
    given = case.tables[entry.name]

    def column(item: Field) -> Column:
        return Column(
            item.name,
            item.heading,
            value=lambda at: given[at].get(item.name) if 0 <= at < len(given) else None,
            style=lambda at: "" if at == END else _style(item),
            width=item.width,
        )

    return Table(
        entry.typed,
        [column(item) for item in entry.fields],
        [*range(case.rows(entry)), END],
        heading_height=28,
        height=lambda at: _height(entry, given[at]) if 0 <= at < len(given) else None,
        axes=lambda at: {f"{entry.name}_input": at},
        spelling=Spelling(other="S!$A$1", others="S!$A$1"),
    )


def _told(case: Case, entry: Entry, width: float | None) -> Table:
    """The messages beside the rows, and below them whether there is room for more. They run on over empty cells."""
    first = entry.fields[0].name
    place = f"ROW()-ROW({entry.typed}[#{first}])"
    told = f"{entry.name}_read[message]"
    free = f"ROWS({entry.typed}[{first}])-1-SUMPRODUCT(({entry.name}_read[there]>0)*1)"
    end = '="Insert rows above this line"'
    if entry.spare:
        end = f'=IF({free}<{SPARE},"Fewer than {SPARE} spare rows: insert some above this line",{end[1:]})'
    message = Column(
        "message",
        formula=lambda at: end if at == END else f'=IF({place}>ROWS({told}),"",INDEX({told},{place}))',
        style=lambda at: "note" if at == END else "beside",
        width=width,
    )
    return Table(f"{entry.typed}_told", [message], [*range(case.rows(entry)), END])


def _height(entry: Entry, row: Row) -> float | None:
    """Of a row whose source or narrative takes more than a line."""
    lines = (
        max(len(str(row.get(item.name) or "")) / (item.width * 1.25) for item in entry.fields if _noted(item))
        if any(map(_noted, entry.fields))
        else 0
    )
    return 11 * ceil(lines) + 4 if lines > 1 else None


def _noted(item: Field) -> bool:
    return item.name in {"source", "narrative"}


def _style(item: Field) -> str:
    return "input_note" if _noted(item) else _STYLES.get(item.kind, "input_text")


def _choices(entry: Entry, item: Field) -> list[Choice]:
    cells = f"{entry.typed}[{item.name}]"
    if item.kind == "choice":
        return [Choice(cells, f"{item.heading}: choose.", "Choose one of the list.", item.of, title=item.heading[:32])]
    return []
