"""The pages beside the Summary: projects, the year, the claim, and the scenarios side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from cspxl.report.describe import Formula, Highlight
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.entries import DIRECT, JOINT, LEDGERS
from cspxl.report.lcpf.light import light_shown, lights, with_pence
from cspxl.report.stack import Beside, Column, Each, Gap, Item, Stack, Table, Text, holding

_PERIOD: Final = 'period_word&" "&periods_complete'


def shown_rows(case: Case, *ledgers: str) -> int:
    """Lines that a page has room for: those of the configuration and some more. A check says where it is too few."""
    lines: set[tuple[object, object]] = {
        (row["project"], DIRECT) for row in case.tables["costs"] if row["ledger"] != JOINT
    }
    lines |= {(row["project"], JOINT) for row in case.tables["bid_money"] if row["project"]}
    for table in ("actuals", "balances", "forecasts"):
        lines |= {(row["project"], row["ledger"]) for row in case.tables[table]}
    return sum(ledger in ledgers for _, ledger in lines) + case.spare_rows // 2


def _page(
    name: str,
    title: str,
    about: str,
    sheet: str,
    items: Sequence[Item],
    highlights: Sequence[Highlight],
    *,
    landscape: bool = True,
) -> Stack:
    head: list[Item] = [
        Text(Formula(f'=area&": {title}"'), "title", height=26),
        Text(Formula(f"={about}"), "subtitle"),
        light_shown(sheet),
        Gap(height=8),
    ]
    return Stack(
        name,
        [*head, *items],
        highlights=[*lights(f"{sheet}_light"), *highlights],
        landscape=landscape,
        tab_colour="1F3864",
        locked=True,
    )


def funding(case: Case) -> Stack:
    """Every project with the source of every pound, and what else pays for its service, in the year shown."""
    size = case.project_slots

    def at(project: int) -> str:
        return f"(chosen[year]-1)*{size}+{project + 1}"

    def of_service(name: str) -> Callable[[int], str]:
        return lambda row: f'=IF(projects_used[@id]="","",INDEX(services[{name}],{at(row)}))'

    def of_placing(name: str) -> Callable[[int], str]:
        return lambda row: f'=IF(projects_used[@id]="","",INDEX(placing[{name}],INDEX(services[at],{at(row)})))'

    def cost(row: int) -> str:
        known = f"INDEX(services[costed],{at(row)})"
        return f'=IF(projects_used[@id]="","",IF({known}=0,"Not costed",INDEX(services[cost],{at(row)})))'

    money = [
        ("placed_direct", "Direct", of_placing),
        ("placed_joint", "Co-commissioned", of_placing),
        ("not_funded", "Not funded", of_placing),
        ("service", "Service cost", of_service),
        ("other", "Other funding", of_service),
        ("gap", "Gap", of_service),
    ]
    table = Table(
        "funding",
        [
            Column("id", formula="=projects_used[@id]", style="line_label", width=11),
            Column("name", "Project", "=projects_used[@name]", style="line_label", width=36),
            Column("priority", formula="=projects_used[@priority]", style="line_label", width=30),
            Column("cost", "Cost", cost, style="money", width=13),
            *(Column(name, head, make(name), style="money", width=13) for name, head, make in money),
            Column("share", "Fund share", of_service("share"), style="share", width=10),
        ],
        range(size),
        axes=lambda row: {"project": row},
        heading_height=28,
    )
    sums = [holding("label", None, ""), holding("all", "All", "total_label"), holding("none", "", "total_label")]
    totals = [
        Column(
            f"sum_{name}",
            formula=f'=IF(SUMPRODUCT((funding[{name}]="Not known")*1)>0,"Not known",SUM(funding[{name}]))',
            style="total",
        )
        for name in ("cost", "placed_direct", "placed_joint", "not_funded")
    ]
    weighted = (
        'IF(chosen[weighted]=1," Bids are weighted by their chances: a project is paid or not, so read '
        'the totals only.","")'
    )
    return _page(
        terms.FUNDING,
        "projects and their money",
        f'"Year shown: "&year_shown&". Scenario: "&scenario&"."&{weighted}',
        "funding",
        [table, Table("funding_totals", [*sums, *totals], headings=None)],
        highlights=[
            Highlight("funding[id]:funding[share]", '[@$id]=""', "spare"),
            Highlight("funding[cost]:funding[share]", 'LEFT([@cost],4)="Not "', "missing"),
            with_pence("funding[cost]:funding[gap]", "funding"),
            with_pence("funding_totals[sum_cost]:funding_totals[sum_not_funded]", "funding_totals"),
        ],
    )


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
    """A row a project and ledger; totals by ledger, never both in one variance."""

    def pick(column: str) -> str:
        return f'=IF([@$at]=0,"",INDEX(lines[{column}],[@$at]))'

    def text(column: str) -> str:
        return f'=IF([@$at]=0,"",INDEX(projects_used[{column}],MOD([@$at]-1,{case.project_slots})+1))'

    moved = '=IF([@$at]=0,"",INDEX(lines[moved_in],[@$at])-INDEX(lines[moved_out],[@$at]))'
    money = [
        Column(name, head, moved if name == "moved" else pick(name), style="money", width=12) for name, head in _LINE
    ]
    table = Table(
        "in_year",
        [
            Column(
                "line",
                formula=f'=IF([@$at]=0,"",INDEX(projects_used[id],MOD([@$at]-1,{case.project_slots})+1)'
                '&" "&LEFT(INDEX(lines[ledger],[@$at]),1))',
                style="line_label",
                width=11,
            ),
            Column("name", "Project", text("name"), style="line_label", width=30),
            *money,
            Column("how", "Method", pick("how"), style="words", width=18),
            Column("forecast", formula=pick("forecast"), style="money", width=12),
            Column("variance", formula=pick("variance"), style="money", width=12),
            Column("rag", "RAG", pick("rag"), style="words", width=9),
            Column("officer", formula=text("officer"), style="words", width=12),
            Column("narrative", formula=text("narrative"), style="unit", width=26),
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
    )
    blank = [holding("a", None, "")]
    sums = [
        Column(
            name,
            formula="=positions[@moved_in]-positions[@moved_out]" if name == "moved" else f"=positions[@{name}]",
            style="total",
        )
        for name, _ in _LINE
    ]
    totals = Table(
        "in_year_totals",
        [
            *blank,
            Column("label", value=lambda row: f"All {row.lower()}", style="total_label"),
            *sums,
            holding("how", "", "total"),
            Column("forecast", formula="=positions[@forecast]", style="total"),
            Column("variance", formula="=positions[@variance]", style="total"),
            Column("rag", formula="=positions[@rag]", style="words"),
        ],
        LEDGERS,
        axes=lambda row: {"ledger": row},
        headings=None,
    )
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
    money_cells = [with_pence(f"{name}[budget]:{name}[variance]", f"{name}") for name in ("in_year", "in_year_totals")]
    return _page(
        terms.IN_YEAR,
        "the year by project and ledger",
        about,
        "in_year_page",
        [table, totals],
        highlights=[*rags, *money_cells],
    )


def claim(case: Case) -> Stack:
    """A claim for each ledger: projects, totals, what is owed, two signatures."""
    items: list[Item] = []
    highlights = []
    for ledger in LEDGERS:
        name = "claim_direct" if ledger == DIRECT else "claim_joint"
        items += [_claim_head(ledger), _claim_lines(case, ledger, name), _claim_totals(ledger, name), Gap(height=10)]
        highlights += [
            Highlight(f"{name}[project]:{name}[eligible]", "[@$at]=0", "spare"),
            with_pence(f"{name}[budget]:{name}[eligible]", f"{name}"),
            with_pence(f"{name}_totals[amount]", f"{name}_totals"),
        ]
    items += [_signatures()]
    about = '"To: "&settings_used[funder]&". Year "&IF(chosen[monitored]=0,"none monitored",monitored_year)&"."'
    return _page(terms.CLAIM, "claim", about, "claim", items, landscape=False, highlights=highlights)


def _claim_head(ledger: str) -> Text:
    cell = f"claim[{{}}, ledger={ledger}]"
    text = f'="{ledger}: claim "&{cell.format("number")}&", to the end of "&period_word&" "&{cell.format("period")}'
    return Text(Formula(text), "heading", height=18)


def _claim_lines(case: Case, ledger: str, name: str) -> Table:
    before = "" if ledger == DIRECT else f"+SUM(lines[active, ledger={DIRECT}])"
    span = f"lines[order, ledger={ledger}]"

    def pick(table: str, column: str) -> str:
        return f'=IF([@$at]=0,"",INDEX({table}[{column}, ledger={ledger}],[@$at]))'

    project = '=IF([@$at]=0,"",INDEX(projects_used[{}],[@$at]))'
    eligible = (
        '=IF([@$at]=0,"",IF(COUNT([@actual])=0,"Not known",[@actual]+IF('
        'settings_used[claims_count_accruals]="Yes",[@accrual],0)))'
    )
    return Table(
        name,
        [
            Column("project", formula=project.format("id"), style="line_label", width=11),
            Column("name", formula=project.format("name"), style="line_label", width=36),
            Column("budget", formula=pick("lines", "current"), style="money", width=14),
            Column("actual", "Actual to date", pick("claim_lines", "actual"), style="money", width=14),
            Column("accrual", formula=pick("claim_lines", "accrual"), style="money", width=14),
            Column("eligible", formula=eligible, style="money", width=14),
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
        heading_height=16,
    )


_CLAIM: Final = (
    ("actual", "Actual to date"),
    ("accrual", "Accruals counted"),
    ("clawback", "Clawback"),
    ("eligible", "Eligible to date"),
    ("not_claimable", "Not claimable: above the money available"),
    ("earlier", "Earlier claims"),
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


def _signatures() -> Table:
    return Table(
        "signatures",
        [
            holding("a", None, ""),
            Column("who", "Signed for the borough", value=lambda row: row, style="line_label"),
            Column("name", style="input_text"),
            Column("date", style="input_date"),
        ],
        ("Prepared by", "Approved by the section 151 officer"),
        headings="label",
        height=24,
    )


COMPARED: Final = (
    ("Allocation", "allocation", ""),
    ("Direct", "direct", ""),
    ("Top slice", "top", ""),
    ("Direct available", "available", DIRECT),
    ("Co-commissioned available", "available", JOINT),
    ("Cost put to direct", "need", DIRECT),
    ("Placed on direct", "placed", DIRECT),
    ("Placed on co-commissioned", "placed", JOINT),
    ("Not funded, direct", "not_funded", DIRECT),
    ("Not funded, co-commissioned", "not_funded", JOINT),
    ("Unplaced, direct", "unplaced", DIRECT),
    ("Unplaced, co-commissioned", "unplaced", JOINT),
)


def scenarios(case: Case) -> Stack:
    """Every scenario side by side, year by year."""

    def cell(row: tuple[int, int], scenario: int) -> str:
        year, at = row
        _, column, ledger = COMPARED[at]
        where = f"scenario={scenario}, year={year}"
        found = f"ledgers[{column}, {where}, ledger={ledger}]" if ledger else f"amounts[{column}, {where}]"
        return f'=IF(scenario_names[name, scenario={scenario}]="","",{found})'

    table = Table(
        "compared",
        [
            Column("year", formula=lambda row: f"=years[label, year={row[0]}]", style="line_label", width=10),
            Column("figure", "£", value=lambda row: COMPARED[row[1]][0], style="line_label", width=30),
            Each(
                "scenario",
                range(case.scenario_slots),
                [
                    Column("amount", Formula("=scenario_names[@name]"), cell, style="money", width=16),
                ],
            ),
        ],
        [(year, at) for year in range(case.n_years) for at in range(len(COMPARED))],
        axes=lambda row: {"compared_line": row[0] * len(COMPARED) + row[1]},
        heading_height=30,
    )
    about = '"Base: the bids that are won. Closed years are the same in every scenario."'
    return _page(
        terms.SCENARIO_PAGE,
        "scenarios side by side",
        about,
        "scenarios",
        [table],
        landscape=False,
        highlights=[with_pence("compared[amount]", "compared")],
    )
