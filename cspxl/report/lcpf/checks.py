"""The Checks sheet: differences that must be zero, flags that want a look, and one light for the whole model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cspxl.report.describe import Highlight
from cspxl.report.lcpf import flags, payments, terms, tornado
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.checked_cells import blocks_of, filled, formulas, lights_of, messages, pence
from cspxl.report.lcpf.fields import DIRECT, LEDGERS
from cspxl.report.lcpf.light import shown
from cspxl.report.stack import Column, Gap, Spelling, Stack, Table, Text

_SPELLING: Final = Spelling(cell="$A1", span="$A$1", other="S!$A$1", others="S!$A$1")
_PENNY: Final = "0.005"
_SHOWN: Final = 12  # flags that the printed page has room for


class Check(NamedTuple):
    """Its code, what must hold, the difference without sign, and how many figures were left out as not known."""

    code: str
    label: str
    difference: str
    unknown: str = "0"


def describe(case: Case, pages: Sequence[Stack], workings: Sequence[Stack]) -> Stack:
    """The light, the checks, the flags that are set: one page. Below it, unprinted, everything that was looked at.

    Of all these sheets formulas and errors are counted, of the pages also what is typed beside their formulas.
    """
    held = [*pages, *workings]
    results = "checks[result]"
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
            Text("Flags that are set", "heading"),
            _set_flags(),
            Gap(),
            _checks(case),
            Gap(),
            Text("What the light is made of", "heading"),
            _state(),
            Gap(),
            Text("The light as pages show it", "heading"),
            _page_light(),
            Gap(),
            _lights(held),
            Gap(),
            filled(pages),
            Gap(),
            Text("All flags", "heading"),
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
            messages(case),
            Gap(),
            Text("Formulas, and cells that hold an error", "heading"),
            formulas(list(blocks_of(held))),
            Gap(),
            Text("Tables whose amounts have pence", "heading"),
            pence(),
        ],
        highlights=[
            *shown("light[light]", "light[words]"),
            Highlight(results, '[@$result]="OK"', "green"),
            Highlight(results, '[@$result]="Wrong"', "red"),
        ],
        widths={1: 17, 2: 92, 3: 11, 4: 11, 5: 9},
        landscape=False,
        ends=results,
        tab_colour="1E7B34",
        locked=True,
    )


def _set_flags() -> Table:
    """Those of the flags that say something, one below another, and how many more there are."""
    place = "MATCH([@number],flags[number],0)"
    more = f"MAX(flags[number])-{_SHOWN - 1}"
    last = f'IF({more}>1,"And "&({more})&" more: see all flags below.",INDEX(flags[every],{place}))'

    def text(at: int) -> str:
        return f'=IFERROR({last if at == _SHOWN - 1 else f"INDEX(flags[every],{place})"},"")'

    return Table(
        "set_flags",
        [
            Column("number", "No.", value=lambda at: at + 1, style="year_number"),
            Column("text", "What it says", text, style="line_label"),
            Column("count", "How many", f'=IFERROR(INDEX(flags[count],{place}),"")', style="figure"),
        ],
        range(_SHOWN),
        height=25,
        spelling=_SPELLING,
    )


_OWN: Final = (
    "checks[difference]:checks[told]",
    "set_flags[text]:set_flags[count]",
    "flags[text]:flags[every]",
    "messages[text]:messages[sums]",
    "formulas[text]:formulas[error]",
    "messages[changed]",
    "pence[any]",
)
"""The cells of this sheet that hold formulas, but for the light and what it is made of."""


def _state() -> Table:
    """Red for a message, a check or an error; else Amber for a flag; else Green. Its words name the first.

    It is of everything but the paragraph, which says it, and the lights of the pages.
    """
    return _column(
        "state",
        {
            "messages": "=SUM(messages[count])",
            "typed": "=SUM(formulas[typed])",
            "errors": "=SUM(formulas[errors])",
            "wrong": '=COUNTIF(checks[result],"Wrong")',
            "own": "=" + "+".join(f"SUMPRODUCT(1-ISFORMULA({cells}))" for cells in _OWN),
            "red": "=state[messages]+state[typed]+state[errors]+state[wrong]+state[own]",
            "flags": "=SUM(flags[count])",
            "message": '=IF(state[messages]=0,"",INDEX(messages[text],MATCH("?*",messages[text],0)))',
            "cell": '=IF(state[typed]=0,"",INDEX(formulas[text],MATCH("?*",formulas[text],0)))',
            "error": '=IF(state[errors]=0,"",INDEX(formulas[error],MATCH("?*",formulas[error],0)))',
            "check": '=IF(state[wrong]=0,"",INDEX(checks[told],MATCH("Wrong",checks[result],0)))',
            "flag": '=IF(state[flags]=0,"",INDEX(flags[text],MATCH("?*",flags[text],0)))',
            "first": "=IF(state[messages]>0,state[message],IF(state[typed]>0,state[cell],"
            "IF(state[errors]>0,state[error],IF(state[wrong]>0,state[check],"
            f'IF(state[own]>0,"{terms.CHECKS} is typed over","")))))',
            "light": '=IF(ISERROR(state[red]),"Red",IF(state[red]>0,"Red",IF(state[flags]>0,"Amber","Green")))',
            "words": '=IFERROR(IF(state[light]="Red","Red: do not use. "&state[first]&" ("&state[red]&" in all)",IF('
            'state[light]="Amber","Amber: "&state[flag]&" ("&state[flags]&" in all)","Green: "&ROWS(checks[result])&'
            '" checks in order, no flags")),"Red: do not use. A cell holds an error (1 in all)")',
        },
    )


def _page_light() -> Table:
    """What pages show: the state, and whether the paragraph, which says the state, is typed over."""
    over = _typed_over(["paragraph[text]", "sentences[allocation]:sentences[basis]"])
    return _column("page_light", _over("page_light", "state", f'"{terms.PARAGRAPH} is typed over"', over))


def _light() -> Table:
    """The light: what pages show, and whether a cell that shows it or makes it, or an empty one, is typed over.

    Nothing in the workbook looks at it but what shows it, so that it may look everywhere. Whether its own cells are
    typed over only the defined name can say: ``NAME``.
    """
    made = [
        "state[messages]:state[words]",
        "page_light[light]:page_light[over]",
        "lights[text]:lights[over]",
        "filled[text]:filled[over]",
    ]
    first = '"What the light is made of is typed over"'
    for name in ("filled", "lights"):
        first = f'IFERROR(INDEX({name}[text],MATCH("?*",{name}[text],0)),{first})'
    over = f"SUM(lights[over])+SUM(filled[over])+{_typed_over(made)}"
    return _column("light", _over("light", "page_light", first, over))


def _over(name: str, before: str, first: str, over: str) -> dict[str, str]:
    """A light that is the one before it, and Red where something is typed over."""
    typed = f'AND({name}[over]>0,{before}[light]<>"Red")'
    return {
        "light": f'=IF({name}[over]>0,"Red",{before}[light])',
        "words": f'=IF({typed},"Red: do not use. "&{name}[first]&" ("&{name}[over]&" in all)",{before}[words])',
        "first": f"=IF({typed},{first},{before}[first])",
        "over": f"={over}",
    }


def _typed_over(blocks: Sequence[str]) -> str:
    return "+".join(f"SUMPRODUCT(1-ISFORMULA({cells}))" for cells in blocks)


NAME: Final = (
    f'IF({_typed_over(["light[light]:light[over]"])}=0,light[words],"Red: do not use. {terms.CHECKS} is typed over")'
)
"""What the name ``light`` stands for: the words of the light, and Red where its cells are typed over."""
PARAGRAPH: Final = (
    f'IFERROR(IF({_typed_over(["light[light]:light[over]"])}>0,"Not for use: {terms.CHECKS} is typed over",'
    'IF(light[light]="Red","Not for use: "&light[first],paragraph[text]&"")),"Not for use: a cell holds an error")'
)
"""What the name ``paragraph`` stands for: its text, unless the light is Red, which the text itself cannot look at."""


def _column(name: str, formulas: dict[str, str]) -> Table:
    styles = {"light": "light", "words": "sentence", "first": "sentence"}
    told = {"first": "What to mend first", "over": "Cells typed over"}
    found = [Column(key, told.get(key), text, style=styles.get(key, "figure")) for key, text in formulas.items()]
    spelling = Spelling(cell="$A$1", span="$A$1", other="S!$A$1", others="S!$A$1")
    return Table(name, found, headings="label", across=True, spelling=spelling)


def _lights(held: Sequence[Stack]) -> Table:
    """The cells of the pages that show the light: whether they still do."""
    return Table(
        "lights",
        [
            Column("sheet", value=lambda row: row[0], style="line_label"),
            Column(
                "text",
                "Typed over",
                lambda row: (
                    f'=IF([@over]=0,"","{row[0]}!"&ADDRESS(ROW({row[1]}),COLUMN({row[1]}),4)&" is typed over")'
                ),
                style="line_label",
            ),
            Column(
                "over",
                "Cells",
                lambda row: f"=IFERROR(IF(AND(ISFORMULA({row[1]}),{row[1]}=page_light[{row[2]}]),0,1),1)",
                style="figure",
            ),
        ],
        list(lights_of(held)),
        spelling=_SPELLING,
    )


def _checks(case: Case) -> Table:
    return Table(
        "checks",
        [
            Column("code", "Check", value=lambda row: row.code, style="line_label"),
            Column("label", "Must hold", value=lambda row: row.label, style="line_label"),
            Column("difference", formula=lambda row: f"=IFERROR(ROUND({row.difference},2),1)", style="figure"),
            Column("unknown", "Not known", lambda row: f"={row.unknown}", style="figure"),
            Column("result", formula=f'=IF(ABS([@difference])<{_PENNY},"OK","Wrong")', style="result"),
            Column("told", "In words", '="check "&[@code]&", "&[@label]', style="unit"),
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
    every, paid = payments.unlike()
    yield Check("Z11", "The payments page shows every payment of the monitored year", every)
    yield Check("Z11", "What the payments page says is paid is what is paid to date", paid)
    yield Check("Z12", "Totals are the sums of the years that they name", "SUM(split_again[total_difference])")
    yield Check("Z13", "Printed shares of a whole add up to 100%", "SUM(shares_again[difference])")
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
    yield Check("Z15", "What moves what is not funded starts from the figure of the pages", tornado.unlike())
    yield Check("Z15", "The in-year page shows its ledgers", "SUM(page_again[difference])")
    for ledger in LEDGERS:
        yield Check("Z15", f"The claim form shows its claims, {ledger.lower()}", _claim_shown(ledger))


def _lines_shown() -> str:
    return (
        "ABS(MAX(partners_read[line])-SUMPRODUCT((partner_lines[at]>0)*1))+ABS(SUM(lines[active])-SUMPRODUCT((in_year[at]>0)*1))+ABS(SUM(lines[active])"
        "-SUMPRODUCT((claim_direct[at]>0)*1)-SUMPRODUCT((claim_joint[at]>0)*1))"
    )


def _claim_shown(ledger: str) -> str:
    """What the lines of a claim come to, but for clawback, which is of no project, is what it says is eligible."""
    name = "claim_direct" if ledger == DIRECT else "claim_joint"
    claim = f"claim[{{}}, ledger={ledger}]"
    unlike = "+".join(f"ABS(ROUND(SUM({name}[{key}])-{claim.format(key)},2))" for key in ("actual", "accrual"))
    eligible = f"ABS(ROUND(SUM({name}[eligible])-{claim.format('clawback')}-{claim.format('eligible')},2))"
    return f"IF(COUNT({claim.format('eligible')})=0,0,{unlike}+{eligible})"


def _cards() -> str:
    return (
        "IF(COUNT(cards[available])=0,0,ABS(cards[available]-told[available]))+IF(COUNT(cards[won])=0,0,ABS("
        "cards[won]-told[won]))"
    )
