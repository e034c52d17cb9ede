"""The Checks sheet: differences that must be zero, flags that want a look, and one light for the whole model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cspxl.report.describe import Highlight
from cspxl.report.lcpf import flags, terms
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.entries import ENTRIES
from cspxl.report.lcpf.fields import Entry
from cspxl.report.lcpf.light import lights
from cspxl.report.lcpf.readings import whole
from cspxl.report.stack import Below, Beside, Column, Gap, Item, Spelling, Stack, Table, Text

_SPELLING: Final = Spelling(cell="$A1", span="$A$1", other="S!$A$1", others="S!$A$1")
_PENNY: Final = "0.005"


class Check(NamedTuple):
    """Its code, what must hold, the difference without sign, and how many figures were left out as not known."""

    code: str
    label: str
    difference: str
    unknown: str = "0"


def describe(case: Case, held: Sequence[Stack]) -> Stack:
    """The light, the checks, the flags; ``held`` are the sheets whose formulas and errors are counted."""
    results = "checks[result]"
    blocks = list(_blocks(held))
    return Stack(
        terms.CHECKS,
        [
            Text("Checks", "title"),
            Text(
                "Each difference must be zero, in every scenario and year; figures that are not known are left out and "
                "counted beside it. Flags are no faults: they want a look.",
                "note",
            ),
            Gap(),
            _light(),
            Gap(),
            _checks(case),
            Gap(),
            Text("Flags", "heading"),
            flags.table(case),
            Gap(),
            Text("What is not known", "heading"),
            Table(
                "flags_unknown",
                [
                    Column("count", formula='=COUNTIF(flags[unknown],"?*")', style="figure"),
                    Column("text", formula='=TEXTJOIN("; ",TRUE,flags[unknown])', style="line_label"),
                ],
                headings=None,
                spelling=_SPELLING,
            ),
            Gap(),
            Text("Messages beside inputs", "heading"),
            _messages(case),
            Gap(),
            Text("Formulas, and cells that hold an error", "heading"),
            _formulas(blocks),
            Gap(),
            Text("Tables whose amounts have pence", "heading"),
            _pence(),
        ],
        highlights=[
            *lights("light", "light"),
            Highlight(results, '[@$result]="OK"', "green"),
            Highlight(results, '[@$result]="Wrong"', "red"),
        ],
        widths={1: 20, 2: 96, 3: 14, 4: 14, 5: 14},
        tab_colour="1E7B34",
        one_page=False,
        locked=True,
    )


def _light() -> Item:
    """Red for a message, a check or an error; else Amber for a flag; else Green. Its words name the first.

    ``state`` is that of everything but the paragraph, which says it; ``light`` looks at the paragraph too.
    """
    spelling = Spelling(cell="$A$1", span="$A$1", other="S!$A$1", others="S!$A$1")
    styles = {"light": "light", "words": "sentence", "first": "sentence"}
    state = {
        "messages": "=SUM(messages[count])",
        "typed": "=SUM(formulas[typed])",
        "errors": "=SUM(formulas[errors])",
        "wrong": '=COUNTIF(checks[result],"Wrong")',
        "red": "=state[messages]+state[typed]+state[errors]+state[wrong]",
        "flags": "=SUM(flags[count])",
        "message": '=IF(state[messages]=0,"",INDEX(messages[text],MATCH("?*",messages[text],0)))',
        "over": '=IF(state[typed]=0,"",INDEX(formulas[text],MATCH("?*",formulas[text],0)))',
        "error": '=IF(state[errors]=0,"",INDEX(formulas[error],MATCH("?*",formulas[error],0)))',
        "check": '=IF(state[wrong]=0,"",INDEX(checks[told],MATCH("Wrong",checks[result],0)))',
        "flag": '=IF(state[flags]=0,"",INDEX(flags[text],MATCH("?*",flags[text],0)))',
        "first": "=IF(state[messages]>0,state[message],IF(state[typed]>0,state[over],"
        "IF(state[errors]>0,state[error],state[check])))",
        "light": '=IF(ISERROR(state[red]),"Red",IF(state[red]>0,"Red",IF(state[flags]>0,"Amber","Green")))',
        "words": '=IFERROR(IF(state[light]="Red","Red: do not use. "&state[first]&" ("&state[red]&" in all)",IF('
        "state[light]="
        '"Amber","Amber: "&state[flag]&" ("&state[flags]&" in all)","Green: "&ROWS(checks[result])&" checks in order, '
        'no flags")),"Red: do not use. A cell holds an error (1 in all)")',
    }
    over = f"{terms.PARAGRAPH} is typed over"
    light = {
        "light": '=IF(light[over]>0,"Red",state[light])',
        "words": f'=IF(AND(light[over]>0,state[light]<>"Red"),"Red: do not use. {over} (1 in all)",state[words])',
        "first": f'=IF(AND(light[over]>0,state[light]<>"Red"),"{over}",state[first])',
        "over": "=SUMPRODUCT(1-ISFORMULA(paragraph[text]))+SUMPRODUCT(1-ISFORMULA(sentences[basis]))",
    }

    def table(name: str, columns: dict[str, str]) -> Table:
        found = [Column(key, formula=text, style=styles.get(key, "figure")) for key, text in columns.items()]
        return Table(name, found, headings="label", across=True, spelling=spelling)

    return Below([table("light", light), Gap(), table("state", state)])


def _checks(case: Case) -> Table:
    return Table(
        "checks",
        [
            Column("code", "Check", value=lambda row: row.code, style="line_label"),
            Column("label", "Must hold", value=lambda row: row.label, style="line_label"),
            Column("difference", formula=lambda row: f"=IFERROR(ROUND({row.difference},2),1)", style="figure"),
            Column("unknown", "Not known", lambda row: f"={row.unknown}", style="figure"),
            Column("told", formula='="check "&[@code]&", "&[@label]', style="hidden"),
            Column("result", formula=f'=IF(ABS([@difference])<{_PENNY},"OK","Wrong")', style="result"),
        ],
        list(_all_checks(case)),
        spelling=_SPELLING,
    )


def _all_checks(case: Case) -> Iterator[Check]:
    n = case.n_years
    unknown = "SUM(again[unknown])"
    yield Check("Z1", "Direct and top slice add up to the allocation", "SUM(again_amounts[z1])")
    yield Check("Z2", "Partners' parts add up to each award", "SUM(bid_money_read[parts])")
    yield Check("Z3", "Brought forward and money in, less clawback, is what is available", "SUM(again[z3])", unknown)
    yield Check("Z4", "What is left is carried forward, lapsed or overspent", "SUM(again[z4])", unknown)
    yield Check("Z5", "Nothing crosses a period; roll-over is LCPF_ROLLOVER's", "SUM(again[z5])", unknown)
    yield Check("Z6", "Placed and not funded add up to each project's cost", "SUM(again_amounts[cost_difference])")
    yield Check("Z7", "Placed and unplaced add up to what is available", "SUM(again[z7])", unknown)
    moved = "SUM(virements_read[counted])"
    named = (
        'SUMPRODUCT((virements_read[from]<>"")*virements_read[counted])-SUMPRODUCT((virements_read[to]<>"")'
        "*virements_read[counted])"
    )
    yield Check(
        "Z8",
        "Virements in and out agree with the budgets that they change",
        f"IF({moved}=0,0,ABS(SUM(facts[moved_out])-SUM(facts[moved_in])-({named})))"
        "+ABS(SUM(positions[budget])+SUM(facts[moved_in])-SUM(facts[moved_out])-SUM(positions[current]))",
    )
    priorities = "+".join(f"ABS(SUM(by_priority[cost, year={y}])-SUM(services[cost, year={y}]))" for y in range(n))
    yield Check("Z8", "Costs by priority add up to costs by project", priorities)
    yield Check("Z9", "Final spend is the sum of a closed year's actuals, where it has any", "SUM(closed[difference])")
    yield Check(
        "Z10",
        "Earlier claims, this claim and what cannot be claimed add up to what is eligible",
        "SUM(again_claims[z10])",
    )
    yield Check("Z11", "Payments paid are the actuals of type Provider", "SUM(again_lines[payments])")
    yield Check("Z12", "Totals are the sums of the years that they name", "SUM(split_again[total_difference])")
    shares = "+".join(
        f"IF(COUNT(priority_share[share, year={y}])=0,0,ABS(SUM(priority_share[share, year={y}])-1))" for y in range(n)
    )
    yield Check("Z13", "Printed shares of a whole add up to 100%", shares)
    yield Check(
        "Z14", "Every row that is filled is read, every amount too", "SUM(messages[unread])+SUM(messages[sums])"
    )
    yield Check("Z14", "Every line is shown on the in-year page and the claims", _lines_shown())
    yield Check("Z15", "Every ledger's figures, recomputed", "SUM(again[difference])", unknown)
    yield Check("Z15", "Every allocation and its parts, recomputed", "SUM(again_amounts[difference])")
    yield Check("Z15", "Every line of the year, recomputed", "SUM(again_lines[difference])", "SUM(lines[missing])")
    yield Check("Z15", "Every claim, recomputed", "SUM(again_claims[difference])")
    yield Check("Z15", "The Summary shows what was recomputed", f"SUM(split_again[difference])+{_cards()}")
    yield Check("Z15", "The scenarios side by side show what was recomputed", "SUM(compared_again[difference])")
    yield Check("Z15", "The in-year page shows its ledgers", "SUM(page_again[difference])")


def _lines_shown() -> str:
    return (
        "ABS(SUM(lines[active])-SUMPRODUCT((in_year[at]>0)*1))+ABS(SUM(lines[active])"
        "-SUMPRODUCT((claim_direct[at]>0)*1)-SUMPRODUCT((claim_joint[at]>0)*1))"
    )


def _cards() -> str:
    return (
        "IF(COUNT(cards[available])=0,0,ABS(cards[available]-told[available]))+IF(COUNT(cards[won])=0,0,ABS("
        "cards[won]-told[won]))"
    )


_SETTINGS: Final = "settings_wrong[area]:settings_wrong[direct_share]"


def _messages(case: Case) -> Table:
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


def _blocks(stacks: Sequence[Stack]) -> Iterator[tuple[str, str]]:
    """The columns of formulas of these sheets: sheet and reference."""
    for stack in stacks:
        for table in _tables(stack.items):
            if table.name in _SAYING_THE_LIGHT:
                continue
            for slot in table.slots:
                column, given = slot.column, () if slot.axis is None else (slot.key,)
                made = [
                    column.formula(row, *given) if callable(column.formula) else column.formula for row in table.rows
                ]
                if made and all(made):
                    named = "" if slot.axis is None else f", {slot.axis}={slot.key}"
                    yield stack.name, f"{table.name}[{column.name}{named}]"


def _tables(items: Sequence[Item]) -> Iterator[Table]:
    for item in items:
        if isinstance(item, Table):
            yield item
        elif isinstance(item, Beside | Below):
            yield from _tables(item.items)


def _formulas(blocks: Sequence[tuple[str, str]]) -> Table:
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


def _pence() -> Table:
    """1 where a table's amounts have pence: then all of them are shown with pence."""
    pages = {
        "split": "split[amount]",
        "priority_placed": "priority_placed[placed]",
        "position": "position[current]:position[variance]",
        "funding": "funding[cost]:funding[gap]",
        "funding_totals": "funding_totals[sum_cost]:funding_totals[sum_not_funded]",
        "in_year_totals": "in_year_totals[budget]:in_year_totals[variance]",
        "in_year": "in_year[budget]:in_year[variance]",
        "claim_direct": "claim_direct[budget]:claim_direct[eligible]",
        "claim_joint": "claim_joint[budget]:claim_joint[eligible]",
        "claim_direct_totals": "claim_direct_totals[amount]",
        "claim_joint_totals": "claim_joint_totals[amount]",
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
