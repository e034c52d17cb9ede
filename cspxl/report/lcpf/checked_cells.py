"""What the Checks sheet looks at, cell by cell: messages beside inputs, formulas typed over, errors, pence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count, groupby
from typing import Final

from cspxl.report.describe import Formula
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.entries import ENTRIES
from cspxl.report.lcpf.fields import Entry
from cspxl.report.lcpf.light import LIGHTS
from cspxl.report.lcpf.readings import whole
from cspxl.report.placed import Place
from cspxl.report.stack import Below, Beside, Column, Item, Slot, Spelling, Stack, Table, Text

_SPELLING: Final = Spelling(cell="$A1", span="$A$1", other="S!$A1", others="S!$A$1")
_PENNY: Final = "0.005"
_SETTINGS: Final = "settings_wrong[area]:settings_wrong[direct_share]"


def messages(case: Case) -> Table:
    """How many messages a table has, the first of them, and whether all its rows and amounts are read."""

    def told(entry: Entry | None) -> str:
        return _SETTINGS if entry is None else f"{entry.name}_read[red]"

    def text(entry: Entry | None) -> str:
        at = f'MATCH("?*",{told(entry)},0)'
        where = '"Settings: "' if entry is None else f'"{entry.title}, row "&{at}&": "'
        return f'=IF([@count]=0,"",{where}&INDEX({told(entry)},{at}))'

    def unread(entry: Entry | None) -> str:
        if entry is None:
            return "=0"
        headings = f"COLUMNS({entry.typed}[#{entry.fields[0].name}]:{entry.typed}[#{entry.fields[-1].name}])"
        return f'=ABS(SUMPRODUCT(({whole(entry)}<>"")*1)-{headings}-SUM({entry.name}_read[there]))'

    def sums(entry: Entry | None) -> str:
        names = [item.name for item in entry.fields if item.kind in {"amount", "signed"}] if entry else []
        parts = (f"ABS(ROUND(SUM({whole(entry, name)})-SUM({entry.name}_read[r_{name}]),2))" for name in names if entry)
        return "=" + ("+".join(parts) or "0")

    return Table(
        "messages",
        [
            Column("table", value=lambda row: "Settings" if row is None else row.title, style="line_label"),
            Column("text", "The first message", text, style="line_label"),
            Column("count", "Messages", lambda row: f'=COUNTIF({told(row)},"?*")', style="figure"),
            Column("unread", "Cells not read", unread, style="figure"),
            Column("sums", "Amounts not read, £", sums, style="figure"),
            Column("cells_built", "Cells at build", value=lambda row: case.filled(row) if row else 0, style="figure"),
            Column("sum_built", "Numbers at build", value=lambda row: case.added(row) if row else 0, style="unit_cost"),
            Column(
                "changed",
                formula=lambda row: (
                    "=0"
                    if row is None
                    else f"=IF(AND(SUM({row.name}_read[there])=[@cells_built],ABS(SUM("
                    f"{row.name}_read[added])-[@sum_built])<{_PENNY}),0,1)"
                ),
                style="figure",
            ),
        ],
        [*ENTRIES, None],
        spelling=_SPELLING,
    )


_SAYING_THE_LIGHT: Final = ("paragraph", "sentences")  # the light looks at these itself


def with_names(stacks: Sequence[Stack], kind: str) -> list[Stack]:
    """The sheets with a name for every text that is a formula, so that a check can say that it is typed over."""
    counted = (f"{kind}_text_{at}" for at in count(1))

    def named(items: Sequence[Item]) -> list[Item]:
        return [_named(item, counted, named) for item in items]

    return [replace(stack, items=named(stack.items)) for stack in stacks]


def _named(item: Item, counted: Iterator[str], inside: Callable[[Sequence[Item]], list[Item]]) -> Item:
    if isinstance(item, Beside | Below):
        return replace(item, items=inside(item.items))
    if isinstance(item, Text) and isinstance(item.content, Formula) and not item.name:
        return replace(item, name=next(counted))
    return item


def blocks_of(stacks: Sequence[Stack]) -> Iterator[tuple[str, str]]:
    """The cells of these sheets that hold formulas: sheet and reference."""
    for stack in stacks:
        for table in _tables(stack.items):
            if table.name not in _SAYING_THE_LIGHT and not table.name.endswith(LIGHTS):
                yield from ((stack.name, reference) for reference in _references(table))


def lights_of(stacks: Sequence[Stack]) -> Iterator[tuple[str, str, str]]:
    """The cells in which pages show the light: sheet, reference, and the column of ``page_light`` that it shows."""
    for stack in stacks:
        for table in _tables(stack.items):
            for ending, column in zip(LIGHTS, ("light", "words"), strict=True):
                if table.name.endswith(ending):
                    yield stack.name, f"{table.name}[text]", column


def filled(pages: Sequence[Stack]) -> Table:
    """A page a row: whether as many of its cells hold something as were built.

    So a figure typed into an empty cell tells, where no formula is missing. Cells to fill in do not count.
    """

    def now(page: Stack) -> str:
        cells = Place(1, 1, *Below(page.items).size).written(_SPELLING.others, page.name)
        typed = "".join(f'-SUMPRODUCT(({reference}<>"")*1)' for reference in _to_fill_in(page))
        return f'=IFERROR(SUMPRODUCT(1-(1-ISFORMULA({cells}))*({cells}="")){typed},0)'

    return Table(
        "filled",
        [
            Column("sheet", value=lambda page: page.name, style="line_label"),
            Column("built", "Cells at build", value=_built, style="figure"),
            Column(
                "text",
                "Filled or emptied",
                lambda page: (
                    f'=IF([@over]=0,"","{page.name}: "&IF([@now]>[@built],"an empty cell is typed over",'
                    '"a cell is emptied"))'
                ),
                style="line_label",
            ),
            Column("now", "Cells", now, style="figure"),
            Column("over", "More or fewer", "=ABS([@now]-[@built])", style="figure"),
        ],
        pages,
        spelling=_SPELLING,
    )


def _to_fill_in(page: Stack) -> Iterator[str]:
    for table in _tables(page.items):
        yield from (f"{table.name}[{slot.column.name}]" for slot in table.slots if _is_input(slot.column))


def _is_input(column: Column) -> bool:
    return isinstance(column.style, str) and column.style.startswith("input_")


def _built(page: Stack) -> int:
    """Cells of a page that hold a formula or anything else."""
    return sum(_filled(item) for item in page.items)


def _filled(item: Item) -> int:
    if isinstance(item, Beside | Below):
        return sum(map(_filled, item.items))
    if isinstance(item, Text):
        return 1 if item.content else 0
    return sum(_filled_of(item, slot) for slot in item.slots) if isinstance(item, Table) else 0


def _filled_of(table: Table, slot: Slot) -> int:
    column, given = slot.column, () if slot.axis is None else (slot.key,)
    heading = column.heading(*given) if callable(column.heading) else column.heading
    values = [column.value(row, *given) if column.value else None for row in table.rows]
    held = (_holds_formula(column, row, given) or value not in {None, ""}
            for row, value in zip(table.rows, values, strict=True))  # fmt: skip
    return sum(held) + bool(table.headings and heading != "")


def _references(table: Table) -> Iterator[str]:
    headed = set()
    for slot in table.slots:
        column, given = slot.column, () if slot.axis is None else (slot.key,)
        heading = column.heading(*given) if callable(column.heading) else column.heading
        if table.headings and isinstance(heading, Formula) and column.name not in headed:
            headed.add(column.name)
            yield f"{table.name}[#{column.name}]"
        made = [_holds_formula(column, row, given) for row in table.rows]
        named = "" if slot.axis is None else f", {slot.axis}={slot.key}"
        if made and all(made):
            yield f"{table.name}[{column.name}{named}]"
            continue
        for is_formula, run in groupby(range(len(made)), key=made.__getitem__):
            if is_formula:
                rows = list(run)
                ends = [_row_named(table, at) for at in (rows[0], rows[-1])]
                yield ":".join(f"{table.name}[{column.name}{named}{end}]" for end in dict.fromkeys(ends))


def _holds_formula(column: Column, row: object, given: tuple[object, ...]) -> bool:
    text = column.formula(row, *given) if callable(column.formula) else column.formula
    value = column.value(row, *given) if column.value else None
    return bool(text) or isinstance(value, Formula)


def _row_named(table: Table, at: int) -> str:
    return "".join(f", {axis}={key}" for axis, key in table.axes(table.rows[at]).items())


def _tables(items: Sequence[Item]) -> Iterator[Table]:
    for item in items:
        if isinstance(item, Table):
            yield item
        elif isinstance(item, Text) and item.name:
            if isinstance(item.content, Formula):
                yield item.as_table()
        elif isinstance(item, Beside | Below):
            yield from _tables(item.items)


def formulas(blocks: Sequence[tuple[str, str]]) -> Table:
    """A block a row: cells that hold no formula any more, cells that hold an error, and the first of each."""

    def first(row: tuple[str, str], holds: str) -> str:
        at = f"MATCH(TRUE,INDEX({holds},0),0)"
        cells = row[1]
        return f"ADDRESS(ROW({cells})+IF(ROWS({cells})>1,{at}-1,0),COLUMN({cells})+IF(ROWS({cells})>1,0,{at}-1),4)"

    return Table(
        "formulas",
        [
            Column("sheet", value=lambda row: row[0], style="line_label"),
            Column(
                "text",
                "Typed over",
                lambda row: (
                    f'=IF([@typed]=0,"","{row[0]}!"&{first(row, f"NOT(ISFORMULA({row[1]}))")}&" is typed over")'
                ),
                style="line_label",
            ),
            Column("typed", "Cells", lambda row: f"=SUMPRODUCT(1-ISFORMULA({row[1]}))", style="figure"),
            Column("errors", "Errors", lambda row: f"=SUMPRODUCT(ISERROR({row[1]})*1)", style="figure"),
            Column(
                "error",
                "First error",
                lambda row: f'=IF([@errors]=0,"","{row[0]}!"&{first(row, f"ISERROR({row[1]})")}&" holds an error")',
                style="unit",
            ),
        ],
        blocks,
        spelling=_SPELLING,
    )


def pence() -> Table:
    """1 where a table's amounts have pence: then all of them are shown with pence."""
    pages = {
        "cards": "cards[allocation]:cards[end]",
        "split": "split[amount]",
        "priority_placed": "priority_placed[placed]",
        "position": "position[current]:position[variance]",
        "funding": "funding[cost]:funding[gap]",
        "funding_totals": "funding_totals[sum_cost]:funding_totals[sum_not_funded]",
        "in_year_totals": "in_year_totals[budget]:in_year_totals[variance]",
        "in_year_kinds": "in_year_kinds[budget]:in_year_kinds[variance]",
        "in_year": "in_year[budget]:in_year[variance]",
        "claim_direct": "claim_direct[budget]:claim_direct[this]",
        "claim_joint": "claim_joint[budget]:claim_joint[this]",
        "claim_direct_sums": "claim_direct_sums[budget]:claim_direct_sums[this]",
        "claim_joint_sums": "claim_joint_sums[budget]:claim_joint_sums[this]",
        "partner_lines": "partner_lines[award]",
        "claim_direct_totals": "claim_direct_totals[amount]",
        "claim_joint_totals": "claim_joint_totals[amount]",
        "payment_profile": "payment_profile[due_1]:payment_profile[difference]",
        "tornado": "tornado[up]:tornado[down]",
        "compared": "compared[amount]",
    }
    found = {
        name: f"=IF(SUM(IF(ISNUMBER({cells}),IF(ROUND({cells},0)<>{cells},1,0),0))>0,1,0)"
        for name, cells in pages.items()
    }
    found |= {entry.typed: f"=IF(SUM({entry.name}_read[pence])>0,1,0)" for entry in ENTRIES}
    columns = [
        Column("of", "Table", value=lambda row: row[0], style="line_label"),
        Column("any", "", lambda row: row[1], style="figure", alone=lambda row: "read" not in row[1]),
    ]
    return Table("pence", columns, list(found.items()), axes=lambda row: {"of": row[0]}, spelling=_SPELLING)
