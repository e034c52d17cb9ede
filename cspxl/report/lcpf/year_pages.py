"""The pages of the monitored year: its lines, and the claim of each ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.report.describe import Formula, Highlight
from cspxl.report.lcpf import line_workings, terms
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.fields import CAPITAL, DIRECT, JOINT, LEDGERS
from cspxl.report.lcpf.light import with_pence
from cspxl.report.lcpf.pages import page
from cspxl.report.lcpf.words import SHORT
from cspxl.report.stack import Beside, Column, Gap, Item, Stack, Table, Text, holding

_PERIOD: Final = 'period_word&" "&periods_complete'


def shown_rows(case: Case, *ledgers: str) -> int:
    """Lines that a page has room for: those of the configuration and some more. A check says where it is too few."""
    lines: set[tuple[object, object]] = {
        (row["project"], DIRECT) for row in case.tables["costs"] if row["ledger"] != JOINT
    }
    lines |= {(row["project"], JOINT) for row in case.tables["bid_money"] if row["project"]}
    for table in ("actuals", "balances", "forecasts"):
        lines |= {(row["project"], row["ledger"]) for row in case.tables[table]}
    lines |= {(row[end], row["ledger"]) for row in case.tables["virements"] for end in ("from", "to") if row[end]}
    spare = case.spares["projects"]
    return sum(ledger in ledgers for _, ledger in lines) + (spare // 2 if lines else spare)


_LINE: Final = (
    ("budget", "Budget"),
    ("moved", "Virement"),
    ("current", "Current budget"),
    ("earlier", "Actual before"),
    ("latest", "Actual, last period"),
    ("accrual", "Accrual"),
    ("spent", "Spend to date"),
    ("commitment", "Committed"),
)


def in_year(case: Case) -> Stack:
    """A row a project and ledger; totals by ledger, never both in one variance; capital apart where there is any."""
    about = (
        f'IF(chosen[monitored]=0,"No year is monitored.",monitored_year&", to the end of "&{_PERIOD}&". '
        'Variance: + is over budget.")'
    )
    rags = [
        Highlight(f"{name}[rag]", f'[@$rag]="{word}"', word.lower())
        for name in ("in_year", "in_year_totals")
        for word in ("Green", "Amber", "Red")
    ]
    rags.append(Highlight("in_year[line]:in_year[narrative]", "[@$at]=0", "spare"))
    rags.append(Highlight("in_year_kinds[label]:in_year_kinds[variance]", '[@$label]=""', "spare"))
    tables = ("in_year", "in_year_totals", "in_year_kinds")
    return page(
        terms.IN_YEAR,
        "the year by project and ledger",
        about,
        "in_year_page",
        [_year_lines(case), _year_totals(), Text(Formula(_so_far()), "note"), _year_kinds()],
        highlights=[*rags, *(with_pence(f"{name}[budget]:{name}[variance]", *tables) for name in tables)],
    )


def _year_lines(case: Case) -> Table:
    def pick(column: str) -> str:
        return f'=IF([@$at]=0,"",INDEX(lines[{column}],[@$at]))'

    def text(column: str, more: str = "") -> str:
        return f'=IF([@$at]=0,"",INDEX(projects_used[{column}],MOD([@$at]-1,{case.project_slots})+1){more})'

    moved = '=IF([@$at]=0,"",INDEX(lines[moved_in],[@$at])-INDEX(lines[moved_out],[@$at]))'
    line = text("id", '&" "&LEFT(INDEX(lines[ledger],[@$at]),1)')
    return Table(
        "in_year",
        [
            Column("line", formula=line, style="line_label", width=8),
            Column("name", "Project", text("name"), style="line_label", width=27),
            *(
                Column(name, head, moved if name == "moved" else pick(name), style="money", width=11.8)
                for name, head in _LINE
            ),
            Column("how", "Method", pick("how"), style="words", width=17),
            Column("forecast", formula=pick("forecast"), style="money", width=11.8),
            Column("variance", formula=pick("variance"), style="money", width=11.8),
            Column("rag", "RAG", pick("rag"), style="words", width=8),
            Column("officer", formula=text("officer"), style="words", width=11),
            Column("narrative", formula=text("narrative"), style="unit", width=20),
            Column(
                "at",
                "",
                lambda at: f"=IFERROR(MATCH({at + 1},lines[order],0),0)",
                style="hidden",
                heading_style="hidden",
                width=4,
            ),
        ],
        range(shown_rows(case, *LEDGERS)),
        axes=lambda row: {"shown_line": row},
        heading_height=28,
        height=26,
    )


def _year_totals() -> Table:
    def total(name: str) -> Column:
        formula = "=positions[@moved_in]-positions[@moved_out]" if name == "moved" else f"=positions[@{name}]"
        return Column(name, formula=formula, style="total")

    return Table(
        "in_year_totals",
        [
            holding("a", None, ""),
            Column("label", value=lambda row: f"All {row.lower()}", style="total_label"),
            *(total(name) for name, _ in _LINE),
            holding("how", "", "total"),
            total("forecast"),
            total("variance"),
            Column("rag", formula="=positions[@rag]", style="words"),
        ],
        LEDGERS,
        axes=lambda row: {"ledger": row},
        headings=None,
    )


def _so_far() -> str:
    """What is known of a ledger's spend where a line of it is not."""
    parts = [
        f'IF(positions[missing, ledger={ledger}]=0,"","{ledger}: of its spend "&pieces[{SHORT[ledger]}_so_far]&'
        '" not known.")'
        for ledger in LEDGERS
    ]
    return f'=TEXTJOIN(" ",TRUE,{",".join(parts)})'


def _year_kinds() -> Table:
    """Subtotals by kind of cost: shown of the kinds that have lines, in a year with capital costs."""
    capital = f'COUNTIFS(lines[kind],"*{CAPITAL.lower()}*",lines[active],1)'

    def shown(text: str) -> str:
        return f'=IF(OR({capital}=0,kind_positions[@n_lines]=0),"",{text})'

    def subtotal(name: str) -> Column:
        moved_in, moved_out = "kind_positions[@moved_in]", "kind_positions[@moved_out]"
        amount = f"{moved_in}-{moved_out}" if name == "moved" else f"kind_positions[@{name}]"
        return Column(name, formula=shown(amount), style="money")

    return Table(
        "in_year_kinds",
        [
            holding("a", None, ""),
            Column("label", formula=lambda row: shown(f'"{row[0]}: {row[1].lower()}"'), style="line_label"),
            *(subtotal(name) for name, _ in _LINE),
            holding("how", "", "words"),
            subtotal("forecast"),
            subtotal("variance"),
        ],
        line_workings.kind_rows(),
        axes=line_workings.kind_axes,
        headings=None,
    )


def claim(case: Case) -> Stack:
    """A claim for each ledger: projects, totals, what is owed, partners for whom the borough leads, two signatures."""
    items: list[Item] = []
    highlights = []
    pages = ("claim_direct", "claim_joint")
    tables = [f"{name}{part}" for name in pages for part in ("", "_sums", "_totals")]
    for ledger, name in zip(LEDGERS, pages, strict=True):
        lines = _claim_lines(case, ledger, name)
        items += [_claim_head(ledger), lines, _claim_sums(ledger, name), _claim_totals(ledger, name), Gap(height=10)]
        highlights += [
            Highlight(f"{name}[project]:{name}[this]", "[@$at]=0", "spare"),
            with_pence(f"{name}[budget]:{name}[this]", *tables),
            with_pence(f"{name}_sums[budget]:{name}_sums[this]", *tables),
            with_pence(f"{name}_totals[amount]", *tables),
        ]
    items += [*_partner_lines(case), Gap(height=10), _signatures()]
    highlights += [
        Highlight("partner_lines[bid]:partner_lines[award]", "[@$at]=0", "spare"),
        with_pence("partner_lines[award]", "partner_lines"),
    ]
    about = '"To: "&settings_used[funder]&". Year "&IF(chosen[monitored]=0,"none monitored",monitored_year)&"."'
    return page(terms.CLAIM, "claim", about, "claim", items, landscape=False, highlights=highlights)


def _claim_head(ledger: str) -> Text:
    cell = f"claim[{{}}, ledger={ledger}]"
    text = (
        f'="{ledger}: claim "&{cell.format("number")}&", to the end of "&period_word&" "&{cell.format("period")}'
        f'&IF({cell.format("until")}=0,", the first of the year",", earlier claims to "&period_word&" "'
        f'&{cell.format("until")})'
    )
    return Text(Formula(text), "heading", height=18)


_CLAIMED: Final = (
    ("actual", "Actual to date"),
    ("accrual", "Accruals"),
    ("clawback", "Clawback"),
    ("eligible", "Eligible"),
    ("earlier", "Earlier claims"),
    ("this", "This claim"),
)


def _claim_lines(case: Case, ledger: str, name: str) -> Table:
    before = "" if ledger == DIRECT else f"+SUM(lines[active, ledger={DIRECT}])"
    span = f"lines[order, ledger={ledger}]"

    def pick(table: str, column: str) -> str:
        return f'=IF([@$at]=0,"",INDEX({table}[{column}, ledger={ledger}],[@$at]))'

    project = '=IF([@$at]=0,"",INDEX(projects_used[{}],[@$at]))'
    of_no_project = '=IF([@$at]=0,"","n/a")'
    return Table(
        name,
        [
            Column("project", formula=project.format("id"), style="line_label", width=11),
            Column("name", formula=project.format("name"), style="line_label", width=36),
            Column("budget", formula=pick("lines", "current"), style="money", width=13),
            *(
                Column(
                    key,
                    head,
                    of_no_project if key == "clawback" else pick("claim_lines", key),
                    style="money",
                    width=13,
                )
                for key, head in _CLAIMED
            ),
            Column(
                "at",
                "",
                lambda at: f"=IFERROR(MATCH({at + 1}{before},{span},0),0)",
                style="hidden",
                heading_style="hidden",
                width=4,
            ),
        ],
        range(shown_rows(case, ledger)),
        axes=lambda at: {f"{name}_line": at},
        width=13,
        heading_height=28,
    )


def _claim_sums(ledger: str, name: str) -> Table:
    """What a claim has of no project (clawback, what cannot be claimed, earlier claims that differ), and all of it."""
    figure = f"claim[{{}}, ledger={ledger}]"
    rows = {"rest": "Of no project, or not claimable", "all": f"All {ledger.lower()}"}

    def cell(row: str, key: str) -> str | None:
        whole = figure.format(key)
        if row == "all" or key == "clawback":
            return f"={whole}"
        span = f"{name}[{key}]"
        return f'=IF(COUNT({whole})+(COUNTIF({span},"Not known")=0)<2,"Not known",ROUND({whole}-SUM({span}),2))'

    def style(row: str, strong: str, plain: str) -> str:
        return strong if row == "all" else plain

    return Table(
        f"{name}_sums",
        [
            holding("a", None, ""),
            Column("label", value=lambda row: rows[row], style=lambda row: style(row, "total_label", "line_label")),
            Column(
                "budget",
                formula=lambda row: f"=positions[current, ledger={ledger}]" if row == "all" else None,
                style=lambda row: style(row, "total", "money"),
            ),
            *(
                Column(
                    key,
                    formula=lambda row, key=key: cell(row, key),
                    style=lambda row: style(row, "total", "money"),
                )
                for key, _ in _CLAIMED
            ),
        ],
        list(rows),
        axes=lambda row: {"claim_sum": row},
        headings=None,
    )


_CLAIM: Final = (
    ("not_claimable", "Not claimable: above the money available"),
    ("this", "This claim"),
    ("received", "Received"),
    ("owed", "Owed by the funder"),
)


def _claim_totals(ledger: str, name: str) -> Item:
    return Beside(
        [
            Gap(),
            Table(
                f"{name}_totals",
                [
                    Column(
                        "label",
                        value=lambda row: row[1],
                        style=lambda row: _claim_style(row, "total_label", "line_label"),
                    ),
                    Column(
                        "amount",
                        formula=lambda row: f"=claim[{row[0]}, ledger={ledger}]",
                        style=lambda row: _claim_style(row, "total", "money"),
                    ),
                ],
                _CLAIM,
                headings=None,
            ),
        ]
    )


def _claim_style(row: tuple[str, str], strong: str, plain: str) -> str:
    return strong if row[0] == "this" else plain


def partner_rows(case: Case) -> int:
    """Partners that the claim form has room for. A check says where it is too few."""
    return len(case.tables["partners"]) + 2


def _partner_lines(case: Case) -> Sequence[Item]:
    """What a lead borough claims for its partners: beside the claims, in no ledger."""
    heading = (
        '=IF(MAX(partners_read[line])=0,"","For partners of the bids that the borough leads: awards of "&monitored_year'
        '&", in no ledger")'
    )

    def pick(column: str) -> str:
        return f'=IF([@$at]=0,"",INDEX(partners_read[{column}],[@$at]))'

    table = Table(
        "partner_lines",
        [
            Column("bid", formula=pick("bid"), style="line_label"),
            Column("partner", formula=pick("partner"), style="line_label"),
            Column("share", formula=pick("share"), style="share"),
            Column("award", formula=pick("part"), style="money"),
            Column("at", formula=lambda at: f"=IFERROR(MATCH({at + 1},partners_read[line],0),0)", style="hidden"),
        ],
        range(partner_rows(case)),
        axes=lambda at: {"partner_line": at},
        headings=None,
    )
    return [Text(Formula(heading), "heading", height=18), table]


def _signatures() -> Item:
    table = Table(
        "signatures",
        [
            Column("who", "Signed for the borough", value=lambda row: row, style="line_label"),
            Column("name", style="input_text"),
            Column("date", style="input_date"),
        ],
        ("Prepared by", "Approved by the section 151 officer"),
        headings="label",
        height=24,
    )
    return Beside([Gap(), table])
