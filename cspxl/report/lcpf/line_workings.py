"""The In-year workings: the lines of the monitored year, their ledgers' positions, and the claims. Always the base."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.fields import BLOCKS, CAPITAL, DIRECT, JOINT, LEDGERS, NOT_KNOWN, REVENUE
from cspxl.report.lcpf.year_workings import Formulas
from cspxl.report.stack import Column, Gap, Spelling, Spot, Stack, Table, Text

_SPELLING: Final = Spelling(cell="$A1", span="$A$1", other="S!$A1", others="S!$A$1")
_UNKNOWN: Final = f'"{NOT_KNOWN}"'
_BOTH: Final = "Revenue and capital"
_NEITHER: Final = "No cost"
KINDS: Final = (REVENUE, CAPITAL, _BOTH, _NEITHER)
"""Of what kind the costs of a line are."""
_SUMS: Final = (
    "budget",
    "moved_in",
    "moved_out",
    "current",
    "earlier",
    "latest",
    "actual",
    "accrual",
    "spent",
    "commitment",
    "forecast",
)


def describe(case: Case) -> Stack:
    """Lines, positions, claims."""
    rows = [(ledger, project) for ledger in LEDGERS for project in range(case.project_slots)]

    by_year = [(year, *row) for year in range(case.n_years) for row in rows]

    def table(name: str, columns: Mapping[str, Formulas], rows: Sequence[Any], axes: Callable[[Any], Spot]) -> Table:
        found = [Column(key, formula=text, style="plain", alone=key == "gap") for key, text in columns.items()]
        return Table(name, found, rows, axes=axes, headings="label", spelling=_SPELLING)

    return Stack(
        terms.LINES,
        [
            Text("In-year workings", "title"),
            Text("The year monitored, project by project in each ledger. Nothing here is typed in.", "note"),
            Gap(),
            Text("Lines", "heading"),
            table("lines", _lines(case), rows, _line_axes),
            Gap(),
            Text("What is entered of them", "heading"),
            table("facts", _facts(), rows, _line_axes),
            Gap(),
            Text("Positions", "heading"),
            table("positions", _positions(case), LEDGERS, lambda row: {"ledger": row}),
            Gap(),
            Text("Positions by kind of cost", "heading"),
            table("kind_positions", _kinds(), kind_rows(), kind_axes),
            Gap(),
            Text("Claims", "heading"),
            table("claim", _claims(), LEDGERS, lambda row: {"ledger": row}),
            Gap(),
            Text("Claims by project", "heading"),
            table("claim_lines", _claim_lines(), rows, _line_axes),
            Gap(),
            Text("Budgets and forecasts by year", "heading"),
            table("outturns", _outturns(), by_year, lambda row: {"year": row[0], **_line_axes(row[1:])}),
        ],
        widths={1: 14, **dict.fromkeys(range(2, 40), 13)},
        one_page=False,
        back=True,
        locked=True,
    )


def kind_rows() -> Sequence[tuple[str, str]]:
    """A row a ledger and kind of cost."""
    return [(ledger, kind) for ledger in LEDGERS for kind in KINDS]


def kind_axes(row: tuple[str, str]) -> dict[str, object]:
    """What such a row fixes."""
    return {"ledger": row[0], "cost_kind": row[1]}


def _line_axes(row: tuple[str, int]) -> dict[str, object]:
    return {"ledger": row[0], "project": row[1]}


def _facts() -> Mapping[str, Formulas]:
    """What is entered of a line in the monitored year; nothing here depends on its budget."""
    of_period = "actuals_read[amount],actuals_read[line],[@line],actuals_read[period]"
    periods = "(COUNTIFS(actuals_read[line],[@line],actuals_read[known],1,actuals_read[period],period_numbers[item])>0)"
    last = "chosen[last_period]"

    def balance(column: str) -> str:
        return f"=SUMIFS(balances_read[{column}],balances_read[line],[@line],balances_read[period],{last})"

    def virement(side: str) -> str:
        moved = f"ROUND(SUMIFS(virements_read[counted],virements_read[{side}_line],[@key]),2)"
        return f'=IF(projects_used[@id]="",0,{moved})'  # an end that is left empty is unplaced money, no spare row

    def method(column: str) -> str:
        return f"INDEX(forecasts_read[{column}],[@at])"

    return {
        "key": lambda row: f'=projects_used[@id]&"|{row[0]}"',
        "ledger": lambda row: f'="{row[0]}"',
        "line": '=projects_used[@id]&"|"&settings_used[monitored_year]&"|"&[@ledger]',
        "moved_in": virement("to"),
        "moved_out": virement("from"),
        "rows": "=COUNTIFS(actuals_read[line],[@line])+COUNTIFS(balances_read[line],[@line])"
        "+COUNTIFS(forecasts_read[line],[@line])",
        "known": f"=SUMPRODUCT({periods}*(period_numbers[item]<={last}))",
        "known_last": "=IF(COUNTIFS(actuals_read[line],[@line],actuals_read[known],1,"
        f"actuals_read[period],{last})>0,1,0)",
        "so_far": f'=ROUND(SUMIFS({of_period},"<="&{last}),2)',
        "latest": f"=ROUND(SUMIFS({of_period},{last}),2)",
        "accrual": balance("accrual"),
        "commitment": balance("commitment"),
        "spent": "=ROUND([@so_far]+[@accrual],2)",
        "at": "=IFERROR(MATCH([@line],forecasts_read[line],0),0)",
        "method": f'=IF([@at]=0,"Straight line",IF({method("method")}="","Straight line",{method("method")}))',
        "own": f"=IF([@at]=0,{_UNKNOWN},IF(ISNUMBER({method('own')}),{method('own')},{_UNKNOWN}))",
        "share": f'=IF([@method]<>"Profile",1,SUMIFS(profiles_read[share],profiles_read[name],{method("profile")},'
        f'profiles_read[period],"<="&{last}))',
        "budgeted": f'=IF([@method]="Officer",0,IF(OR({last}=0,[@share]=0),1,0))',
        "plain": f'=IF([@budgeted]=1,0,IF([@method]="Officer",[@own],IF([@method]="Profile",[@spent]/[@share],'
        f"OUTTURN([@spent],{last},settings_used[periods_in_year]))))",
        "floor": "=ROUND([@spent]+[@commitment],2)",
        "paid": '=SUMIFS(actuals_read[amount],actuals_read[line],[@line],actuals_read[type],"Provider",'
        f'actuals_read[period],"<="&{last})',
        "paid_rows": '=SUMIFS(payments_read[amount],payments_read[line],[@line],payments_read[status],"Paid",'
        f'payments_read[period],"<="&{last})',
        "payments": "=SUMIFS(payments_read[amount],payments_read[line],[@line])",
        "payment_rows": "=COUNTIFS(payments_read[line],[@line])",
    }


def _outturns() -> Mapping[str, Formulas]:
    """Budget and forecast of a line, year by year: of the one that is monitored. A year looks at no other."""

    def budget(row: tuple[int, str, int]) -> str:
        return f"=placing[@{'need' if row[1] == DIRECT else 'placed_joint'}, scenario=0]"

    return {
        "ledger": lambda row: f'="{row[1]}"',
        "budget": budget,
        "current": f"=IF(COUNT([@budget])=0,{_UNKNOWN},ROUND([@budget]+facts[@moved_in]-facts[@moved_out],2))",
        "active": '=IF(OR(projects_used[@id]="",years[@state]<>"Monitored"),0,'
        "IF(OR([@budget]<>0,facts[@moved_in]<>0,facts[@moved_out]<>0,facts[@rows]>0),1,0))",
        "missing": "=IF(AND([@active]=1,facts[@known]<chosen[last_period]),1,0)",
        "wanted": "=IF(facts[@budgeted]=1,[@current],facts[@plain])",
        "raised": '=IF(AND([@active]=1,facts[@method]<>"Officer",ISNUMBER([@wanted])),'
        "IF(ROUND([@wanted],2)<facts[@floor],1,0),0)",
        "forecast": f"=IF([@active]=0,0,IF(OR([@missing]=1,COUNT([@wanted])=0),{_UNKNOWN},"
        "IF([@raised]=1,facts[@floor],ROUND([@wanted],2))))",
    }


def _lines(case: Case) -> Mapping[str, Formulas]:
    """The lines of the monitored year, as pages show them."""

    def at(row: tuple[str, int]) -> str:
        size = len(LEDGERS) * case.project_slots
        return f"=(MAX(chosen[monitored],1)-1)*{size}+{BLOCKS[row[0]] * case.project_slots + row[1] + 1}"

    def chosen(column: str) -> str:
        return f"=IF(chosen[monitored]=0,0,INDEX(outturns[{column}],[@at]))"

    def known(column: str) -> str:
        return f"=IF([@missing]=1,{_UNKNOWN},facts[@{column}])"

    def costed(kind: str) -> Formulas:
        of_year = "costs_read[project],projects_used[@id],costs_read[year],settings_used[monitored_year]"
        of_kind = f'{of_year},costs_read[counted_as],"{kind}",costs_read[ledger]'
        return lambda row: f'=COUNTIFS({of_kind},"<>{JOINT if row[0] == DIRECT else DIRECT}")'

    green, amber = (f"MAX(settings_used[rag_least],settings_used[rag_{c}]*ABS([@current]))" for c in ("green", "amber"))
    budgeted = 'IF(facts[@budgeted]=1,", as budgeted","")'
    return {
        "at": at,
        "key": "=facts[@key]",
        "ledger": lambda row: f'="{row[0]}"',
        "revenue": costed(REVENUE),
        "capital": costed(CAPITAL),
        "kind": f'=IF([@revenue]+[@capital]=0,"{_NEITHER}",IF([@capital]=0,"{REVENUE}",'
        f'IF([@revenue]=0,"{CAPITAL}","{_BOTH}")))',
        **{name: chosen(name) for name in ("active", "missing", "budget")},
        "moved_in": "=facts[@moved_in]",
        "moved_out": "=facts[@moved_out]",
        **{name: chosen(name) for name in ("current", "raised", "forecast")},
        "so_far": "=facts[@so_far]",
        "actual": known("so_far"),
        "latest": f"=IF(AND([@missing]=1,facts[@known_last]=0),{_UNKNOWN},facts[@latest])",
        "earlier": f"=IF(AND([@missing]=1,facts[@known]-facts[@known_last]<chosen[last_period]-1),{_UNKNOWN},"
        "ROUND(facts[@so_far]-facts[@latest],2))",
        "accrual": "=facts[@accrual]",
        "spent": known("spent"),
        "commitment": "=facts[@commitment]",
        "how": f'=facts[@method]&IF([@raised]=1,", raised",{budgeted})',
        "variance": f"=IF(COUNT([@forecast],[@current])<2,{_UNKNOWN},ROUND([@forecast]-[@current],2))",
        "green": f"=IF(COUNT([@current])=0,0,{green})",
        "amber": f"=IF(COUNT([@current])=0,0,{amber})",
        "rag": f"=IF(COUNT([@variance])=0,{_UNKNOWN},RAG_BAND([@variance],-[@green],[@green],[@amber]-[@green]))",
        "of": '=" ("&LOWER([@ledger])&")"',
        "red": '=IF(AND([@active]=1,[@rag]="Red"),projects_used[@id]&": forecast "&{}&IF([@variance]>0," over",'
        '" under")&" budget"&[@of],"")'.format(terms.in_words("ABS([@variance])")),
        "no_actual": '=IF([@missing]=0,"",projects_used[@id]&": "&period_word&" "&MIN(chosen[last_period],[@gap])'
        '&" has no actual (type 0 for none)"&[@of])',
        "gap": "=IF([@missing]=0,0,MIN(IF(COUNTIFS(actuals_read[line],facts[@line],actuals_read[known],1,"
        "actuals_read[period],period_numbers[item])>0,99,period_numbers[item])))",
        "unpaid": '=IF(OR(facts[@payment_rows]=0,COUNT([@forecast])=0),"",IF(ABS('
        'facts[@payments]-[@forecast])<0.005,"",'
        'projects_used[@id]&": payments "&{}&", forecast "&{}&[@of]))'.format(
            terms.in_words("facts[@payments]"), terms.in_words("[@forecast]")
        ),
        "low": '=IF(AND([@active]=1,facts[@method]="Officer",ISNUMBER([@forecast])),IF([@forecast]<facts[@floor],'
        'projects_used[@id]&": forecast "&{}&" is below "&{}&" spent and committed"&[@of],""),"")'.format(
            terms.in_words("[@forecast]"), terms.in_words("facts[@floor]")
        ),
        "order": "=IF([@active]=1,SUM(lines[$active$, project=0, ledger=Direct]:[@active]),0)",
        "pays": "=IF(AND(chosen[monitored]>0,facts[@payment_rows]>0),1,0)",
        "paying": "=IF([@pays]=1,SUM(lines[$pays$, project=0, ledger=Direct]:[@pays]),0)",
    }


def _positions(case: Case) -> Mapping[str, Formulas]:
    """A ledger's lines together; one that is not known makes the whole not known."""
    missing = "SUM(lines[@missing, project=*])"

    def total(column: str) -> str:
        span = f"lines[@{column}, project=*]"
        return f"=IF(SUMPRODUCT((lines[@active, project=*]=1)*NOT(ISNUMBER({span})))>0,{_UNKNOWN},ROUND(SUM({span}),2))"

    green, amber = (f"MAX(settings_used[rag_least],settings_used[rag_{c}]*ABS([@current]))" for c in ("green", "amber"))
    there = "INDEX(ledgers[available, scenario=0],{at})"

    def available(row: str) -> str:
        at = f"{BLOCKS[row] * case.n_years}+chosen[monitored]"
        return f"=IF(chosen[monitored]=0,{_UNKNOWN},{there.format(at=at)})"

    return {
        "ledger": lambda row: f'="{row}"',
        "missing": f"={missing}",
        **{name: total(name) for name in _SUMS},
        "so_far": "=SUM(lines[@so_far, project=*])",
        "variance": f"=IF(COUNT([@forecast],[@current])<2,{_UNKNOWN},ROUND([@forecast]-[@current],2))",
        "green": f"=IF(COUNT([@current])=0,0,{green})",
        "amber": f"=IF(COUNT([@current])=0,0,{amber})",
        "rag": f'=IF(chosen[monitored]=0,"n/a",IF(COUNT([@variance])=0,{_UNKNOWN},'
        "RAG_BAND([@variance],-[@green],[@green],[@amber]-[@green])))",
        "available": available,
        "over_placed": f"=IF(COUNT([@current],[@available])<2,{_UNKNOWN},MAX(0,ROUND([@current]-[@available],2)))",
    }


def _kinds() -> Mapping[str, Formulas]:
    """A ledger's lines by the kind of their costs: subtotals of the same figures."""
    ours = "(lines[@active, project=*]=1)*(lines[@kind, project=*]=[@kind])"

    def total(column: str) -> str:
        span = f"lines[@{column}, project=*]"
        known = f"ROUND(SUMIFS({span},lines[@kind, project=*],[@kind]),2)"
        return f"=IF(SUMPRODUCT({ours}*NOT(ISNUMBER({span})))>0,{_UNKNOWN},{known})"

    return {
        "ledger": lambda row: f'="{row[0]}"',
        "kind": lambda row: f'="{row[1]}"',
        "n_lines": f"=SUMPRODUCT({ours})",
        **{name: total(name) for name in (*_SUMS, "variance")},
    }


def _claims() -> Mapping[str, Formulas]:
    """The claim that is being worked out: eligible to date, within the money, less earlier claims."""
    line = 'settings_used[monitored_year]&"|"&[@ledger]'
    draft = 'SUMPRODUCT((claims_read[line]=[@line])*(claims_read[status]="Draft")*claims_read[{column}])'
    upto = 'clawbacks_read[line],[@line],clawbacks_read[period],"<="&[@period]'
    spans = "claim_lines[@actual, project=*]"
    return {
        "ledger": lambda row: f'="{row}"',
        "line": f"={line}",
        "number": f"=IF({draft.format(column='number_of')}>0,{draft.format(column='number_of')},"
        "COUNTIFS(claims_read[line],[@line])+1)",
        "period": f"=IF({draft.format(column='period_of')}>0,{draft.format(column='period_of')},chosen[last_period])",
        "actual": f"=IF(COUNT({spans})<ROWS({spans}),{_UNKNOWN},ROUND(SUM({spans}),2))",
        "accrual": "=ROUND(SUM(claim_lines[@accrual, project=*]),2)",
        "clawback": f"=ROUND(SUMIFS(clawbacks_read[amount],{upto}),2)",
        "eligible": f"=IF(COUNT([@actual])=0,{_UNKNOWN},ROUND([@actual]+[@accrual]-[@clawback],2))",
        "claimable": f"=IF(COUNT([@eligible],positions[@available])<2,{_UNKNOWN},MIN([@eligible],"
        "positions[@available]))",
        "not_claimable": f"=IF(COUNT([@claimable])=0,{_UNKNOWN},ROUND([@eligible]-[@claimable],2))",
        "earlier": "=ROUND(SUMIFS(claims_read[earlier],claims_read[line],[@line]),2)",
        "until": '=SUMPRODUCT(MAX((claims_read[line]=[@line])*(claims_read[status]<>"Draft")*claims_read[period_of]))',
        "this": f"=IF(COUNT([@claimable])=0,{_UNKNOWN},ROUND([@claimable]-[@earlier],2))",
        "received": "=ROUND(SUMIFS(claims_read[received],claims_read[line],[@line]),2)",
        "owed": f"=IF(COUNT([@claimable])=0,{_UNKNOWN},ROUND([@claimable]-[@received],2))",
    }


def _claim_lines() -> Mapping[str, Formulas]:
    """What a claim says of each project, and what it said at the period to which earlier claims go."""
    last, before = "claim[@period]", "claim[@until]"
    periods = (
        "(COUNTIFS(actuals_read[line],facts[@line],actuals_read[known],1,actuals_read[period],period_numbers[item])>0)"
    )
    of_period = 'actuals_read[amount],actuals_read[line],facts[@line],actuals_read[period],"<="&'

    def known(to: str) -> str:
        return f"=SUMPRODUCT({periods}*(period_numbers[item]<={to}))"

    def accrual(at: str) -> str:
        balance = f"SUMIFS(balances_read[accrual],balances_read[line],facts[@line],balances_read[period],{at})"
        return f'=IF(settings_used[claims_count_accruals]="Yes",{balance},0)'

    def actual(to: str, known: str) -> str:
        return f"=IF(AND(lines[@active]=1,{known}<{to}),{_UNKNOWN},ROUND(SUMIFS({of_period}{to}),2))"

    return {
        "known": known(last),
        "actual": actual(last, "[@known]"),
        "accrual": accrual(last),
        "eligible": f"=IF(COUNT([@actual])=0,{_UNKNOWN},ROUND([@actual]+[@accrual],2))",
        "known_before": known(before),
        "actual_before": actual(before, "[@known_before]"),
        "accrual_before": accrual(before),
        "earlier": f"=IF(COUNT([@actual_before])=0,{_UNKNOWN},ROUND([@actual_before]+[@accrual_before],2))",
        "this": f"=IF(COUNT([@eligible],[@earlier])<2,{_UNKNOWN},ROUND([@eligible]-[@earlier],2))",
    }
