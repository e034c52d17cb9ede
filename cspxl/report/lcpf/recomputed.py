"""The Recomputed sheet: every figure of the outputs once more, from the inputs, by another formula than the figure's.

Where workings split with LCPF_ALLOCATE, this rounds; where they carry money from year to year, this asks LCPF_ROLLOVER;
where they add projects up, this adds the inputs' columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspxl.report.lcpf import recomputed_pages, terms
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.fields import DIRECT, JOINT, LEDGERS
from cspxl.report.lcpf.recomputed_pages import each
from cspxl.report.lcpf.year_workings import UNKNOWN, Formulas, Spot, working
from cspxl.report.stack import Gap, Spelling, Stack, Text

_SPELLING: Final = Spelling(cell="$A1", span="$A$1", other="S!$A$1", others="S!$A$1")
_NO: Final = '"N/A"'
_ROLLED: Final = ("brought", "carried", "lapsed", "overspent")


def describe(case: Case) -> Stack:
    """Amounts, ledgers, the claim."""
    years, scenarios = range(case.n_years), range(case.scenario_slots)
    by_ledger = [Spot(None, item, year) for item in LEDGERS for year in years]
    return Stack(
        terms.RECOMPUTED,
        [
            Text("Recomputed", "title"),
            Text(
                "The figures of the outputs once more, from the inputs, by other formulas. Checks holds the two "
                "against "
                "each other.",
                "note",
            ),
            Gap(),
            Text("Amounts", "heading"),
            working("again_amounts", [Spot(at, None, year) for at in scenarios for year in years], _amounts()),
            Gap(),
            Text("Ledgers", "heading"),
            working(
                "again",
                [Spot(at, item, year) for at in scenarios for item in LEDGERS for year in years],
                _ledgers(case),
            ),
            Gap(),
            Text("Lines of the in-year page", "heading"),
            recomputed_pages.lines(case),
            Gap(),
            Text("Claims", "heading"),
            recomputed_pages.claims(case),
            Gap(),
            Text("Closed years and their actuals", "heading"),
            working("closed", by_ledger, recomputed_pages.closed()),
            Gap(),
            Text("The Summary's table", "heading"),
            recomputed_pages.split(case),
            Gap(),
            Text("The Summary's shares", "heading"),
            working("shares_again", [Spot(None, None, year) for year in years], recomputed_pages.shares()),
            Gap(),
            Text("The in-year page's totals", "heading"),
            recomputed_pages.page(),
            Gap(),
            Text("The scenarios side by side", "heading"),
            recomputed_pages.compared(case),
        ],
        widths={1: 22, **dict.fromkeys(range(2, 32), 13)},
        one_page=False,
        back=True,
        locked=True,
    )


def rounded(amount: str, unit: str) -> str:
    """Rounded to a unit, halves away from zero, without ROUND to that unit."""
    return f"SIGN({amount})*INT(ROUND(ABS({amount})/{unit},6)+0.5)*{unit}"


def _amounts() -> Mapping[str, Formulas]:
    """Allocation and its parts, from the rows of years and scenarios."""
    key = 'scenarios_read[key],amounts[@name]&"|"&years[@label]'
    pot = "years[@pot]=1"

    def total(column: str) -> str:
        return f"SUMIFS(years_read[{column}],years_read[year],years[@label])"

    def known(text: str, *cells: str) -> str:
        return f"IF(COUNT({','.join(cells)})<{len(cells)},{UNKNOWN},{text})"

    stated = known("[@base]+years[@top_stated]", "[@base]", "years[@top_stated]")
    whole = f'IF(years[@basis]="Total",{known("[@base]+[@uplift]", "[@base]", "[@uplift]")},{stated})'
    part = f"IF([@allocation]=0,0,{rounded('[@allocation]*years[@share]', 'years[@unit]')})"
    share = known(part, "[@allocation]")
    rest = known("ROUND([@allocation]-[@direct],2)", "[@allocation]", "[@direct]")
    of_year = "(years_read[year]=years[@label])"
    first = f"periods[@first, ledger={DIRECT}]"
    pot_share = f"IF(periods[@alike, ledger={DIRECT}]=0,{UNKNOWN},{rounded('[@base]*years[@share]', 'years[@unit]')})"
    return {
        "open": "=1-years[@closed]",
        "changed": f"=1+[@open]*SUMIFS(scenarios_read[change],{key})",
        "kept": f"=1-[@open]*SUMIFS(scenarios_read[lost],{key})",
        "base": f"=IF(SUMPRODUCT({of_year}*ISNUMBER(years_read[base]))=0,{UNKNOWN},"
        f"{rounded(total('base') + '*[@changed]', 'years[@unit]')})",
        "uplift": f"=IF(SUMPRODUCT({of_year}*(years_read[uplift]={UNKNOWN}))>0,{UNKNOWN},"
        f"{rounded(total('uplift') + '*[@changed]*[@kept]', 'years[@unit]')})",
        **{f"shown_{name}": f'=IF(years[@basis]="Total",[@{name}],{UNKNOWN})' for name in ("base", "uplift")},
        "allocation": f"=IF({pot},{UNKNOWN},{whole})",
        "direct": f'=IF({pot},{UNKNOWN},IF(years[@basis]="Total",{share},[@base]))',
        "top": f'=IF({pot},{UNKNOWN},IF(years[@basis]="Direct known",years[@top_stated],{rest}))',
        "pot_direct": f'=IF(OR(years[@pot]=0,{first}=0),"n/a",IF(COUNT([@base])=0,{UNKNOWN},'
        f'IF(years[@basis]="Period direct",[@base],{pot_share})))',
        "money": f"=IF({pot},IF({first}=1,[@pot_direct],0),[@direct])",
        "cost": "=SUMPRODUCT((costs_read[year]=years[@label])*ROUND(costs_read[amount]*amounts[@factor],2))",
        "z1": "=IF(COUNT(amounts[@direct],amounts[@top],amounts[@allocation])<3,0,"
        "ABS(ROUND(amounts[@direct]+amounts[@top]-amounts[@allocation],2)))",
        **each({name: (f"amounts[@{name}]", f"[@{name}]") for name in ("allocation", "direct", "top", "pot_direct")}),
        "cost_difference": "=ABS(ROUND(SUM(placing[@cost, project=*])-[@cost],2))+SUM(placing[@again, project=*])",
    }


def _known(cells: str, n: int, text: str) -> str:
    return f"=IF(COUNT({cells})<{n},{UNKNOWN},{text})"


def _roll_over(case: Case) -> dict[str, Formulas]:
    """LCPF_ROLLOVER over the years of a year's period, and the place of the year in it."""

    def first(row: Spot) -> str:
        return "=1" if row.year == 0 else f"=IF(periods[@first]=1,1,[@back, year={row.year - 1}]+1)"

    def ahead(row: Spot) -> str:
        last = case.n_years - 1
        return "=0" if row.year == last else f"=IF(periods[@last]=1,0,[@ahead, year={row.year + 1}]+1)"

    def segment(column: str, row: Spot) -> str:
        span = f"again[{column}, scenario={row.scenario}, ledger={row.ledger}]"
        at = row.year + 1
        return f"INDEX({span},{at + 1}-[@back]):INDEX({span},{at}+[@ahead])"

    def advances(row: Spot) -> str:
        """1 or 0 where all years but the period's last say the same, else neither: the function knows one for all."""
        span = f"periods[advance, ledger={row.ledger}]"
        at = row.year + 1
        years = f"INDEX({span},{at + 1}-[@back]):INDEX({span},MAX({at + 1}-[@back],{at - 1}+[@ahead]))"
        return f"=IF(MIN({years})=MAX({years}),MIN({years}),{UNKNOWN})"

    def rolled(part: int) -> Formulas:
        def formula(row: Spot) -> str:
            segments = f"{segment('net', row)},{segment('net_spend', row)}"
            call = f"LCPF_ROLLOVER({segments},[@back]+[@ahead],[@advances]=1)"
            return f"=IF(ISTEXT([@advances]),{UNKNOWN},IFERROR(INDEX({call},[@back],{part}),{UNKNOWN}))"

        return formula

    return {
        "back": first,
        "ahead": ahead,
        "advances": advances,
        **{f"rolled_{name}": rolled(at) for name, at in zip(_ROLLED, (1, 4, 5, 6), strict=True)},
    }


def _ledgers(case: Case) -> Mapping[str, Formulas]:
    """A ledger's year once more; "Not known" where the figure cannot be."""
    won = "SUMIFS(bid_money_read[own],bid_money_read[bid],bids_read[id],bid_money_read[year],years[@label])"
    mode = "amounts[@mode]"
    weighted = "SUMPRODUCT((bid_money_read[year]=years[@label])*ROUND(bid_money_read[ours]*bid_money_read[odds],2))"
    counted = f"((bid_money_read[odds]=1)+({mode}>1)*bid_money_read[waits]>0)"
    of_year = "(bid_money_read[year]=years[@label])"
    unknown = (
        f"SUMPRODUCT({of_year}*{counted}*NOT(ISNUMBER(bid_money_read[own])))"
        f"+({mode}=2)*SUMPRODUCT({of_year}*bid_money_read[waits]*ISTEXT(bid_money_read[chance]))"
    )
    all_of = f'SUMPRODUCT({won}*((bids_read[status]="Won")+({mode}=3)*(bids_read[status]="Pending")))'
    claws = "(clawbacks_read[year]=years[@label])*(clawbacks_read[ledger]=[@ledger])"
    x, w = "(placing[@cost_joint, project=*]+placing[@cost_either, project=*])", "placing[@won, project=*]"
    paid = f"=IF(COUNT({w})<ROWS({w}),{UNKNOWN},ROUND(SUMPRODUCT(({x}+{w}-ABS({x}-{w}))/2),2))"
    short = (
        "SUMPRODUCT((placing[@cost_joint, project=*]>placing[@placed_joint, project=*])*(placing[@cost_joint, "
        "project=*]"
        "-placing[@placed_joint, project=*]))"
    )
    def brought(row: Spot) -> str:
        before = "0" if row.year == 0 else f"[@left_over, year={row.year - 1}]"
        return f"=IF(ISNUMBER([@rolled_brought]),[@rolled_brought],IF([@back]=1,0,{before}))"

    def money(row: Spot) -> str:
        if row.ledger == DIRECT:
            return "=again_amounts[@money]"
        return f"=IF([@unknown_bids]>0,{UNKNOWN},IF({mode}=2,{weighted},{all_of}))"

    def placed(row: Spot) -> str:
        if row.ledger == DIRECT:
            least = f"IF(COUNT([@available])=0,{UNKNOWN},MAX(0,MIN([@need],[@available])))"
            return _known("[@need]", 1, f"IF([@need]=0,0,{least})")
        more = "placing[@more, project=*]"
        there = f"MAX(0,MIN([@available],[@paid]))+SUM({more})"
        least = f"IF(COUNT([@available])=0,IF([@paid]=0,0,{UNKNOWN}),{there})"
        return f"=IF(OR(COUNT([@paid])=0,COUNT({more})<ROWS({more})),{UNKNOWN},{least})"

    def need(row: Spot) -> str:
        if row.ledger == DIRECT:
            other = f"again[@placed, ledger={JOINT}]"
            return _known(other, 1, f"ROUND(again_amounts[@cost]-{other}-{short},2)")
        return _known("[@placed]", 1, f"ROUND([@placed]+{short},2)")

    forecast = (
        f"IF(COUNTIFS(again_lines[ledger],[@ledger],again_lines[forecast],{UNKNOWN})>0,{UNKNOWN},"
        "SUMIFS(again_lines[forecast],again_lines[ledger],[@ledger]))"
    )
    final = 'ledger_years_read[key],years[@label]&"|"&[@ledger],ledger_years_read[spend],'
    closed = f'IF(COUNTIFS({final}">=0")=0,{UNKNOWN},SUMIFS(ledger_years_read[spend],{final}">=0"))'
    plan = f'OR(years[@state]="Plan",AND([@ledger]="{JOINT}",{mode}>1,years[@closed]=0))'
    advance = "AND(periods[@advance]=1,periods[@last]=0)"
    left = "[@left]"

    def end(text: str) -> str:
        return f'=IF([@spend]="n/a","n/a",IF(COUNT({left})=0,{UNKNOWN},{text}))'

    return {
        "ledger": lambda row: f'="{row.ledger}"',
        "unknown_bids": lambda row: "=0" if row.ledger == DIRECT else f"={unknown}",
        "money": money,
        "clawback": f"=SUMPRODUCT({claws}*clawbacks_read[lowering])",
        "refused": f"=SUMPRODUCT({claws}*clawbacks_read[not_lowering])",
        "outturn": f"=IF(years[@closed]=1,{closed},{forecast})",
        "spend": f'=IF({plan},"n/a",[@outturn])',
        "net": f"=IF(COUNT([@money])=0,{_NO},ROUND([@money]-[@clawback],2))",
        "net_spend": f"=IF(COUNT([@spend])=0,{_NO},ROUND([@spend]-[@refused],2))",
        **_roll_over(case),
        "brought": brought,
        "available": _known("[@brought],[@net]", 2, "ROUND([@brought]+[@net],2)"),
        "paid": lambda row: "=0" if row.ledger == DIRECT else paid,
        "placed": placed,
        "need": need,
        "not_funded": _known("[@need],[@placed]", 2, "MAX(0,ROUND([@need]-[@placed],2))"),
        "unplaced": _known("[@available],[@placed]", 2, "ROUND([@available]-[@placed],2)"),
        "left": _known("[@available],[@net_spend]", 2, "ROUND([@available]-[@net_spend],2)"),
        "left_over": '=IF([@spend]="n/a",IF(AND(periods[@pot]=1,periods[@last]=0),[@unplaced],0),[@carried])',
        "carried": '=IF([@spend]="n/a",IF(AND(periods[@pot]=1,periods[@last]=0),[@unplaced],"n/a"),IF(COUNT([@left])=0,'
        f"{UNKNOWN},IF(periods[@last]=1,0,IF({advance},{left},({left}+ABS({left}))/2))))",
        "lapsed": end(f"IF(periods[@last]=1,({left}+ABS({left}))/2,0)"),
        "overspent": end(f"IF({advance},0,(ABS({left})-{left})/2)"),
        **{
            f"roll_{name}": f"=IF(COUNT([@rolled_{name}],ledgers[@{name}])=2,ABS(ROUND("
            f"[@rolled_{name}]-ledgers[@{name}],2)),0)"
            for name in _ROLLED
        },
        **each({name: (f"ledgers[@{name}]", f"[@{name}]") for name in terms.FIGURES}),
        "z3": "=IF(COUNT(ledgers[@available])=0,0,ABS(ROUND(ledgers[@brought]+"
        "ledgers[@money]-ledgers[@clawback]-ledgers[@available],2)))",
        "z4": "=IF(COUNT(ledgers[@left],ledgers[@carried],ledgers[@lapsed],ledgers[@overspent])<4,0,"
        "ABS(ROUND(ledgers[@left]-ledgers[@carried]-ledgers[@lapsed]+ledgers[@overspent],2)))",
        "z5": "=IF(AND(periods[@first]=1,COUNT(ledgers[@brought])=1),ABS(ledgers[@brought]),0)"
        "+SUM([@roll_brought]:[@roll_overspent])",
        "z7": "=IF(COUNT(ledgers[@placed],ledgers[@unplaced],ledgers[@available])<3,0,"
        "ABS(ROUND(ledgers[@placed]+ledgers[@unplaced]-ledgers[@available],2)))",
        "unknown": '=COUNTIF(ledgers[@brought]:ledgers[@overspent],"Not known")',
    }
