"""What the pages of a year say, once more: lines, claims, closed years, and the tables of the Summary and scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.fields import BLOCKS, DIRECT, JOINT, LEDGERS
from cspxl.report.lcpf.pages import COMPARED
from cspxl.report.lcpf.summary import Row
from cspxl.report.lcpf.summary import rows as split_rows
from cspxl.report.lcpf.year_workings import UNKNOWN, Formulas, Spot
from cspxl.report.stack import Column, Each, Spelling, Table

_SPELLING: Final = Spelling(cell="$A1", span="$A$1", other="S!$A$1", others="S!$A$1")


def each(pairs: Mapping[str, tuple[str, str]], condition: str = "") -> dict[str, Formulas]:
    """A column for each figure and its recomputation: the difference without sign, 1 where one alone is not known."""
    found: dict[str, Formulas] = {}
    for name, (cell, again) in pairs.items():
        known = f"IF(COUNT({cell},{again})=2,ABS(ROUND({cell}-{again},2)),COUNT({cell},{again}))"
        found[f"d_{name}"] = f"=IF({condition},0,{known})" if condition else f"={known}"
    cells = [*found]
    return found | {"difference": f"=SUM([@{cells[0]}]:[@{cells[-1]}])"}


def _of_ledger(name: str, *, project: bool = True) -> str:
    """The rows of a table that are of this ledger in the monitored year, and of this project."""
    of_year = f"({name}_read[year]=monitored_year)*({name}_read[ledger]=[@ledger])"
    return of_year + f"*({name}_read[project]=projects_used[@id])" * project


def lines(case: Case) -> Table:
    """Each line's budget, spend to date and forecast, from the columns of the inputs."""
    upto = "(actuals_read[period]<=chosen[last_period])"
    at_end = "(balances_read[period]=chosen[last_period])"
    place = "(MAX(1,chosen[monitored])-1)*{size}+{at}"

    def placing(column: str, row: tuple[str, int]) -> str:
        at = place.format(size=case.project_slots, at=row[1] + 1)
        return f"INDEX(placing[{column}, scenario=0],{at})"

    def budget(row: tuple[str, int]) -> str:
        of_costs = "(costs_read[project]=projects_used[@id])*(costs_read[year]=monitored_year)"
        if row[0] == DIRECT:
            more = f"MAX(0,N({placing('placed_joint', row)})-{placing('cost_joint', row)})"
            cost = f'SUMPRODUCT({of_costs}*(costs_read[ledger]<>"{JOINT}")*costs_read[amount])'
            return f"=IF(COUNT({placing('placed_joint', row)})=0,{UNKNOWN},ROUND({cost}-{more},2))"
        first = f"N({placing('first', row)})"
        part = "[@least]*MAX(0,N(positions[@available]))/[@leasts]"  # its share of too little, to the penny or the next
        shared = f"IF([@leasts]<=N(positions[@available]),[@least],IF(ABS({first}-{part})<0.01,{first},{part}))"
        found = f"ROUND(IF([@leasts]=0,0,{shared})+N({placing('more', row)}),2)"
        return f"=IF(COUNT({placing('placed_joint', row)})=0,{UNKNOWN},{found})"

    def least(row: tuple[str, int]) -> str:
        if row[0] == DIRECT:
            return "=0"
        of_costs = "(costs_read[project]=projects_used[@id])*(costs_read[year]=monitored_year)"
        cost = f'SUMPRODUCT({of_costs}*(costs_read[ledger]<>"{DIRECT}")*costs_read[amount])'
        won = (
            "SUMPRODUCT((bid_money_read[project]=projects_used[@id])*(bid_money_read[year]=monitored_year)"
            "*(bid_money_read[chance]=1)*bid_money_read[ours])"
        )
        return f"=ROUND(MIN({cost},{won}),2)"

    def moved(side: str) -> str:
        ours = f'(virements_read[{side}]=projects_used[@id])*(virements_read[{side}]<>"")'
        ours += "*(virements_read[ledger]=[@ledger])"
        return f"SUMPRODUCT({ours}*virements_read[counted])"

    run = "[@spent]*settings_used[periods_in_year]/chosen[last_period]"
    plain = f'IF(facts[@budgeted]=1,[@current],IF(facts[@method]="Profile",[@spent]/facts[@share],{run}))'
    columns: Mapping[str, Formulas] = {
        "ledger": lambda row: f'="{row[0]}"',
        "actual": f"=SUMPRODUCT({_of_ledger('actuals')}*{upto}*actuals_read[value])",
        "accrual": f"=SUMPRODUCT({_of_ledger('balances')}*{at_end}*balances_read[accrued])",
        "spent": f"=IF(lines[@missing]=1,{UNKNOWN},ROUND([@actual]+[@accrual],2))",
        "committed": f"=SUMPRODUCT({_of_ledger('balances')}*{at_end}*balances_read[ordered])",
        "least": least,
        "leasts": "=SUMIFS(again_lines[least],again_lines[ledger],[@ledger])",
        "budget": budget,
        "current": f"=IF(COUNT([@budget])=0,{UNKNOWN},ROUND([@budget]+{moved('to')}-{moved('from')},2))",
        "forecast": f'=IF(lines[@active]=0,0,IF(COUNT([@spent])=0,{UNKNOWN},IF(facts[@method]="Officer",facts[@own],'
        f"IF(AND(facts[@budgeted]=1,COUNT([@current])=0),{UNKNOWN},ROUND(MAX({plain},[@spent]+[@committed]),2)))))",
        "variance": f"=IF(COUNT([@forecast],[@current])<2,{UNKNOWN},ROUND([@forecast]-[@current],2))",
        **each(
            {
                "spent": ("lines[@spent]", "[@spent]"),
                "commitment": ("lines[@commitment]", "[@committed]"),
                "budget": ("lines[@budget]", "[@budget]"),
                "current": ("lines[@current]", "[@current]"),
                "forecast": ("lines[@forecast]", "[@forecast]"),
                "variance": ("lines[@variance]", "[@variance]"),
            },
            "lines[@active]=0",
        ),
        "payments": "=IF(OR(facts[@payment_rows]=0,lines[@missing]=1),0,ABS(ROUND(facts[@paid]-facts[@paid_rows],2)))",
    }
    return Table(
        "again_lines",
        [Column(name, formula=text, style="plain") for name, text in columns.items()],
        [(ledger, project) for ledger in LEDGERS for project in range(case.project_slots)],
        axes=lambda row: {"ledger": row[0], "project": row[1]},
        headings="label",
        spelling=_SPELLING,
    )


def claims(case: Case) -> Table:
    """What each claim comes to, from the columns of the inputs."""
    available = "INDEX(again[available, scenario=0],{start}+MAX(1,chosen[monitored]))"
    parts = ("actual", "accrual", "clawback", "eligible", "not_claimable", "this", "received", "owed")
    claims = _of_ledger("claims", project=False)
    columns: Mapping[str, Formulas] = {
        "ledger": lambda row: f'="{row}"',
        "actual": f"=IF(COUNTIF(claim_lines[@actual, project=*],{UNKNOWN})>0,{UNKNOWN},ROUND(SUMPRODUCT("
        f"{_of_ledger('actuals', project=False)}*(actuals_read[period]<=claim[@period])*actuals_read[value]),2))",
        "accrual": f"=SUMPRODUCT({_of_ledger('balances', project=False)}*(balances_read[period]=claim[@period])"
        '*balances_read[accrued])*(settings_used[claims_count_accruals]="Yes")',
        "clawback": f"=SUMPRODUCT({_of_ledger('clawbacks', project=False)}*(clawbacks_read[period]<=claim[@period])"
        "*(clawbacks_read[lowering]+clawbacks_read[not_lowering]))",
        "eligible": f"=IF(COUNT([@actual])=0,{UNKNOWN},ROUND([@actual]+[@accrual]-[@clawback],2))",
        "available": lambda row: f"={available.format(start=BLOCKS[row] * case.n_years)}",
        "claimable": f"=IF(COUNT([@eligible],[@available])<2,{UNKNOWN},IF([@eligible]<[@available],[@eligible],"
        "[@available]))",
        "not_claimable": f"=IF(COUNT([@claimable])=0,{UNKNOWN},ROUND([@eligible]-[@claimable],2))",
        "this": f"=IF(COUNT([@claimable])=0,{UNKNOWN},ROUND([@claimable]-SUMPRODUCT({claims}*claims_read[earlier]),2))",
        "received": f"=SUMPRODUCT({claims}*claims_read[paid])",
        "owed": f"=IF(COUNT([@claimable])=0,{UNKNOWN},ROUND([@claimable]-[@received],2))",
        **each({name: (f"claim[@{name}]", f"[@{name}]") for name in parts}, "chosen[monitored]=0"),
        "z10": "=IF(COUNT(claim[@this],claim[@not_claimable],claim[@eligible])<3,0,"
        "ABS(ROUND(claim[@earlier]+claim[@this]+claim[@not_claimable]-claim[@eligible],2)))",
    }
    return Table(
        "again_claims",
        [Column(name, formula=text, style="plain") for name, text in columns.items()],
        LEDGERS,
        axes=lambda row: {"ledger": row},
        headings="label",
        spelling=_SPELLING,
    )


def closed() -> Mapping[str, Formulas]:
    """A closed year's final spend against the sum of its actuals, where it has any."""
    rows = "actuals_read[year],years[@label],actuals_read[ledger],[@ledger]"
    spent = f"SUMIFS(actuals_read[value],{rows})"
    return {
        "ledger": lambda row: f'="{row.ledger}"',
        "difference": f"=IF(OR(years[@closed]=0,COUNT(periods[@final])=0,COUNTIFS({rows})=0),0,"
        f"ABS(ROUND(periods[@final]-{spent},2)))",
    }


def split(case: Case) -> Table:
    """The difference of each cell of the Summary's table from its recomputation, and of each total."""

    def again(row: Row) -> str:
        if row.ledger:
            return f"INDEX(again[{row.name.partition(' ')[0]}],shown[@at, ledger={row.ledger}])"
        shown = "shown_" * (row.name in {"base", "uplift"})
        return f"INDEX(again_amounts[{shown}{row.name}],granted[@at])"

    def difference(row: Row, _year: int) -> str:
        cell = f"split[@amount, line={row.name}]"
        text = f"IF({cell}={again(row)},0,1)"
        return f"=IF(COUNT({cell},{again(row)})=2,ABS(ROUND({cell}-{again(row)},2)),{text})"

    def total(row: Row) -> str:
        if not row.total:
            return "=0"
        name, cell = row.name, f"split[total, line={row.name}]"
        pots = {"allocation": "pot_whole", "direct": "pot_direct", "top": "pot_top"}.get(name)
        added = f"SUM(split[amount, line={name}])" + f"+SUM(granted[{pots}])" * bool(pots)
        return f"=IF(COUNT({cell})=0,0,ABS(ROUND({cell}-({added}),2)))"

    return Table(
        "split_again",
        [
            Column("line", value=lambda row: row.name, style="plain"),
            Each("year", range(case.n_years), [Column("difference", formula=difference, style="plain")]),
            Column("total_difference", formula=total, style="plain"),
        ],
        split_rows(),
        headings="label",
        spelling=_SPELLING,
    )


def shares() -> Mapping[str, Formulas]:
    """How far the printed shares of a year are from 100%."""

    def difference(row: Spot) -> str:
        span = f"priority_share[share, year={row.year}]"
        return f"=IF(COUNT({span})=0,0,ABS(ROUND(SUM({span})-1,6)))"

    return {"difference": difference}


def page() -> Table:
    """The lines of the in-year page, added up, and its subtotals, against its totals."""

    def difference(name: str) -> str:
        lines, totals, kinds = (f"{table}[{name}]" for table in ("in_year", "in_year_totals", "in_year_kinds"))
        by_kind = f"IF(COUNT({kinds})=0,0,ABS(ROUND(SUM({kinds})-SUM({totals}),2)))"
        return f'=IF(COUNTIF({lines},"Not known")>0,0,ABS(ROUND(SUM({lines})-SUM({totals}),2))+{by_kind})'

    return Table(
        "page_again",
        [Column("name", value=lambda row: row, style="plain"), Column("difference", formula=difference, style="plain")],
        ("budget", "current", "earlier", "latest", "accrual", "spent", "commitment", "forecast", "variance"),
        headings="label",
        spelling=_SPELLING,
    )


def compared(case: Case) -> Table:
    """The difference of each cell of the scenarios side by side from its recomputation."""

    def difference(row: tuple[int, int], scenario: int) -> str:
        (_, column, ledger), line = COMPARED[row[1]], row[0] * len(COMPARED) + row[1]
        where = f"scenario={scenario}, year={row[0]}"
        again = f"again[{column}, {where}, ledger={ledger}]" if ledger else f"again_amounts[{column}, {where}]"
        shown = f"compared[amount, scenario={scenario}, compared_line={line}]"
        return f'=IF({shown}="",0,IF(COUNT({shown},{again})=2,ABS(ROUND({shown}-{again},2)),IF({shown}={again},0,1)))'

    return Table(
        "compared_again",
        [Each("scenario", range(case.scenario_slots), [Column("difference", formula=difference, style="plain")])],
        [(year, at) for year in range(case.n_years) for at in range(len(COMPARED))],
        headings="label",
        spelling=_SPELLING,
    )
