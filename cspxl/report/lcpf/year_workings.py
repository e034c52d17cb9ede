"""The Year workings: years, ledgers and scenarios as used; every scenario's money, and each ledger's way through it.

A row is a year of a ledger of a scenario. The two ledgers never meet: no formula here looks from one into the other,
but for what the co-commissioned ledger pays of costs that either could.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from cspxl.report.lcpf import settings, terms
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.fields import BLOCKS, DIRECT, JOINT, LEDGERS, NOT_APPLICABLE, NOT_KNOWN
from cspxl.report.stack import Column, Gap, Item, Spelling, Stack, Table, Text

UNKNOWN: Final = f'"{NOT_KNOWN}"'
Formulas: TypeAlias = str | Callable[..., str]
"""The formula of a column, or a function of the row that gives it."""
_NA: Final = f'"{NOT_APPLICABLE}"'
_SPELLING: Final = Spelling(cell="$A1", span="$A$1", other="S!$A$1", others="S!$A$1")


class Spot(NamedTuple):
    """A year of a ledger, in a scenario where it has one."""

    scenario: int | None
    ledger: str | None
    year: int

    def axes(self) -> dict[str, object]:
        """What its row fixes."""
        found = {"scenario": self.scenario, "ledger": self.ledger, "year": self.year}
        return {axis: key for axis, key in found.items() if key is not None}


def if_known(cells: Sequence[str], formula: str) -> str:
    """The formula, or "Not known" where a figure that it needs is not."""
    return f"=IF(COUNT({','.join(cells)})<{len(cells)},{UNKNOWN},{formula})"


def working(name: str, rows: Sequence[Spot], columns: Mapping[str, Formulas]) -> Table:
    """A table of workings: a formula a column, or a function of the row that gives it."""
    return Table(
        name,
        [
            Column(
                "key",
                formula=None,
                value=lambda row: " ".join(str(part) for part in row if part is not None),
                style="plain",
            ),
            *(Column(column, formula=text, style="plain") for column, text in columns.items()),
        ],
        rows,
        axes=Spot.axes,
        headings="label",
        spelling=_SPELLING,
    )


def describe(case: Case) -> Stack:
    """Years, ledgers by year, scenarios, amounts, ledgers."""
    years = range(case.n_years)
    scenarios = range(case.scenario_slots)
    items: list[Item] = [
        Text("Year workings", "title"),
        Text(
            "Nothing here is typed in. A figure that needs one that is not known says so. A key is scenario, "
            "ledger and "
            "year, counted from 0.",
            "note",
        ),
    ]
    for heading, table in (
        ("Settings as typed", settings.typed()),
        ("Settings: what is wrong", settings.wrong()),
        ("Settings as used", settings.used()),
        ("What follows from them", settings.derived()),
        ("Years", working("years", [Spot(None, None, year) for year in years], _years())),
        (
            "Ledgers by year",
            working("periods", [Spot(None, item, year) for item in LEDGERS for year in years], _periods(case)),
        ),
        ("Scenarios", _scenario_names(case)),
        ("Amounts", working("amounts", [Spot(at, None, year) for at in scenarios for year in years], _amounts())),
        (
            "Ledgers",
            working(
                "ledgers", [Spot(at, item, year) for at in scenarios for item in LEDGERS for year in years], _ledgers()
            ),
        ),
        (
            "Chosen scenario: ledgers",
            working("shown", [Spot(None, item, year) for item in LEDGERS for year in years], _shown(case)),
        ),
        ("Chosen scenario: amounts", working("granted", [Spot(None, None, year) for year in years], _granted(case))),
    ):
        items += [Gap(), Text(heading, "heading"), table]
    widths = {1: 22, **dict.fromkeys(range(2, 30), 14)}
    return Stack(terms.YEARS, items, widths=widths, one_page=False, back=True, locked=True)


def _read(column: str, empty: str = '""') -> str:
    """A column of the years as read, at this year's row."""
    cell = f"INDEX(years_read[{column}],[@at])"
    return f'=IF([@at]=0,"",IF({cell}="",{empty},{cell}))'


def _years() -> Mapping[str, Formulas]:
    def number(row: Spot) -> str:
        return f"={row.year + 1}"

    def place(row: Spot) -> str:
        return f"=IFERROR(MATCH(SMALL(years_read[start],{row.year + 1}),years_read[start],0),0)"

    rule = "IF([@number]<settings_used[first_shared_year],1,settings_used[direct_share])"
    typed = "INDEX(years_read[share],[@at])"
    whole = "AND(INT(N([@base]))=N([@base]),INT(N([@uplift]))=N([@uplift]))"
    monitored = "AND(chosen[monitored]=[@number],[@closed]=0)"
    return {
        "number": number,
        "at": place,
        "label": _read("year"),
        "basis": _read("basis", '"Total"'),
        "base": f"=IF([@at]=0,{UNKNOWN},IF(ISNUMBER(INDEX(years_read[base],[@at])),INDEX(years_read[base],"
        f"[@at]),{UNKNOWN}))",
        "uplift": _read("uplift", "0"),
        "top_stated": _read("top_stated", UNKNOWN),
        "share": f"=IF([@at]=0,{rule},IF(ISNUMBER({typed}),{typed},{rule}))",
        "status": _read("status", '"Indicative"'),
        "closed": '=IF([@at]=0,0,IF(INDEX(years_read[state],[@at])="Closed",1,0))',
        "state": f'=IF([@closed]=1,"Closed",IF({monitored},"Monitored","Plan"))',
        "unit": f"=IF({whole},1,0.01)",
        "pot": '=IF(LEFT([@basis],6)="Period",1,0)',
    }


def _periods(case: Case) -> Mapping[str, Formulas]:
    last = case.n_years - 1

    def usual(row: Spot) -> str:
        return str(row.year // 2 + 1 if row.ledger == DIRECT else row.year + 1)

    def period(row: Spot) -> str:
        typed = "INDEX(ledger_years_read[period],[@at])"
        return f"=IF([@at]=0,{usual(row)},IF(ISNUMBER({typed}),{typed},{usual(row)}))"

    def first(row: Spot) -> str:
        return "=1" if row.year == 0 else f"=IF([@period]=[@period, year={row.year - 1}],0,1)"

    def ends(row: Spot) -> str:
        return "=1" if row.year == last else f"=IF([@period]=[@period, year={row.year + 1}],0,1)"

    spend = "INDEX(ledger_years_read[spend],[@at])"
    own = f"periods[period, ledger={DIRECT}]"
    alike = f"SUMPRODUCT(({own}=[@period])*(ABS(years[share]-years[@share])>0.0000001))"
    several = (
        "SUMPRODUCT((bid_money_read[year]=years[@label])*(bid_money_read[to_year]>bid_money_read[year])"
        "*(bid_money_read[chance]=1))"
    )

    def pot(row: Spot) -> str:
        before = "" if row.year == 0 else f"[@pot, year={row.year - 1}]*([@first]=0)+"
        return f"=IF({before}{several}>0,1,0)" if row.ledger == JOINT else "=years[@pot]"

    return {
        "ledger": lambda row: f'="{row.ledger}"',
        "at": '=IFERROR(MATCH(years[@label]&"|"&[@ledger],ledger_years_read[key],0),0)',
        "period": period,
        "first": first,
        "last": ends,
        "wrong": lambda row: (
            "=IF([@period]=1,0,1)"
            if row.year == 0
            else f"=IF(OR([@period]=[@period, year={row.year - 1}],[@period]=[@period, year={row.year - 1}]+1),0,1)"
        ),
        "advance": '=IF([@at]=0,0,IF(INDEX(ledger_years_read[advance],[@at])="Yes",1,0))',
        "final": f"=IF([@at]=0,{UNKNOWN},IF(ISNUMBER({spend}),{spend},{UNKNOWN}))",
        "pot": pot,
        "alike": lambda row: f"=IF({alike}=0,1,0)" if row.ledger == DIRECT else "=1",
    }


def _scenario_names(case: Case) -> Table:
    """The scenarios in the order in which they first stand: ``scenario_names[name]``."""
    row = "MATCH([@number],scenarios_read[rank],0)"
    return Table(
        "scenario_names",
        [
            Column("number", value=lambda at: at + 1, style="plain"),
            Column("name", formula=f'=IFERROR(INDEX(scenarios_read[name],{row}),"")', style="plain"),
            Column("counted", formula=f'=IFERROR(INDEX(scenarios_read[counted],{row}),"")', style="plain"),
        ],
        range(case.scenario_slots),
        axes=lambda at: {"scenario": at},
        headings="label",
        spelling=_SPELLING,
    )


def _amounts() -> Mapping[str, Formulas]:
    """What the funder assigns in a scenario. Closed years never change."""

    def told(column: str, empty: str) -> str:
        cell = f"INDEX(scenarios_read[{column}],[@at])"
        return f"=IF(OR([@at]=0,years[@closed]=1),{empty},IF(ISNUMBER({cell}),{cell},{empty}))"

    def factor(row: Spot) -> str:
        before = "" if row.year == 0 else f"[@factor, year={row.year - 1}]*"
        return f"={before}(1+[@inflation])"

    def changed(of: str, times: str) -> str:
        return if_known([f"years[@{of}]"], f"ROUND(years[@{of}]*{times},IF(years[@unit]=1,0,2))")

    def split(amount: str, part: int) -> str:
        return f"INDEX(LCPF_ALLOCATE({amount},years[@number],1-years[@share],years[@unit],1),{part},1)"

    direct = f"periods[@first, ledger={DIRECT}]"
    mode = "INDEX(scenarios_read[counted],[@at])"
    whole = f'IF(years[@basis]="Total",ROUND([@base]+[@uplift],2),{UNKNOWN})'
    pot = f"IF(OR(years[@pot]=0,{direct}=0),{_NA},"
    alike = f"periods[@alike, ledger={DIRECT}]"

    def of_pot(part: int) -> str:
        given = f"IF(COUNT([@base])=0,{UNKNOWN},IF({alike}=0,{UNKNOWN},{split('[@base]', part)}))"
        stated = "[@base]" if part == 1 else UNKNOWN
        return f'={pot}IF(years[@basis]="Period direct",{stated},{given}))'

    return {
        "name": "=scenario_names[@name]",
        "at": '=IFERROR(MATCH([@name]&"|"&years[@label],scenarios_read[key],0),0)',
        "change": told("change", "0"),
        "kept": told("kept", "1"),
        "inflation": told("inflation", "0"),
        "mode": f'=IF(OR([@at]=0,years[@closed]=1),1,IF({mode}="Weighted",2,IF({mode}="Won and pending",3,1)))',
        "factor": factor,
        "base": changed("base", "(1+[@change])"),
        "uplift": changed("uplift", "[@kept]*(1+[@change])"),
        "allocation": f'=IF(COUNT([@base],[@uplift])<2,{UNKNOWN},IF(AND(years[@basis]="Direct known",'
        f"ISNUMBER(years[@top_stated])),ROUND([@base]+years[@top_stated],2),{whole}))",
        "direct": f'=IF(years[@pot]=1,{UNKNOWN},IF(years[@basis]="Direct known",[@base],'
        f"IF(ISNUMBER([@allocation]),{split('[@allocation]', 1)},{UNKNOWN})))",
        "top": f'=IF(years[@pot]=1,{UNKNOWN},IF(years[@basis]="Direct known",years[@top_stated],'
        f"IF(ISNUMBER([@allocation]),{split('[@allocation]', 2)},{UNKNOWN})))",
        "pot_whole": f'={pot}IF(years[@basis]="Period total",[@base],{UNKNOWN}))',
        "pot_direct": of_pot(1),
        "pot_top": of_pot(2),
        "money": f"=IF(years[@pot]=0,[@direct],IF({direct}=1,[@pot_direct],0))",
    }


COUNTED: Final = "INDEX(bid_money_read[won]:bid_money_read[pending],0,amounts[@mode])"
"""The column of the bids' money that a scenario counts: won, weighted, won and pending."""


def _shown(case: Case) -> Mapping[str, Formulas]:
    """The figures of the chosen scenario, looked up among all."""

    def at(row: Spot) -> str:
        size = len(LEDGERS) * case.n_years
        return f"=(chosen[scenario]-1)*{size}+{BLOCKS[str(row.ledger)] * case.n_years + row.year + 1}"

    return {"at": at, **{name: f"=INDEX(ledgers[{name}],[@at])" for name in terms.FIGURES}}


def _granted(case: Case) -> Mapping[str, Formulas]:
    """Amounts of the chosen scenario; of a pot, its whole in its first year, for totals. ``known_…`` is 1 or 0."""

    def at(row: Spot) -> str:
        return f"=(chosen[scenario]-1)*{case.n_years}+{row.year + 1}"

    def known(name: str, pot: str) -> Formulas:
        def formula(row: Spot) -> str:
            before = "0" if row.year == 0 else f"[@known_{name}, year={row.year - 1}]"
            first = f"IF(periods[@first, ledger={DIRECT}]=1,COUNT([@{pot}]),{before})"
            return f"=IF(years[@pot]=1,{first},COUNT([@{name}]))"

        return formula

    plain = ("allocation", "direct", "top", "pot_whole", "pot_direct", "pot_top")
    pots = {"allocation": "pot_whole", "direct": "pot_direct", "top": "pot_top"}
    first = f"periods[@first, ledger={DIRECT}]=1"

    def until(row: Spot) -> str:
        if row.year == case.n_years - 1:
            return "=years[@label]"
        return f"=IF(periods[@last, ledger={DIRECT}]=1,years[@label],[@until, year={row.year + 1}])"

    def pot_at(row: Spot) -> str:
        before = "0" if row.year == 0 else f"[@pot_at, year={row.year - 1}]"
        return f"=IF(years[@pot]=0,0,IF({first},years[@number],{before}))"

    shared = '", of which "&[@direct_words]&" is direct borough funding and "&[@top_words]&" is the top slice"'
    together = '" for "&years[@label]&" to "&[@until]&" together"'
    whole = f'[@whole_words]&" is known"&{together}&IF(COUNT([@pot_direct])=0,"",{shared})'
    grant = f'[@direct_words]&" of direct money is known"&{together}'
    return {
        "at": at,
        # Of a year whose direct part or whose period alone is known, neither base nor uplift is.
        **{
            name: f'=IF(years[@basis]="Total",INDEX(amounts[{name}],[@at]),{UNKNOWN})' for name in ("base", "uplift")
        },
        **{name: f"=INDEX(amounts[{name}],[@at])" for name in plain},
        "until": until,
        "pot_at": pot_at,
        **{
            f"{name}_words": f'=IF(COUNT([@pot_{name}])=0,"",{terms.in_words(f"[@pot_{name}]")})'
            for name in ("whole", "direct", "top")
        },
        "pot": f'=IF([@pot_at]<>years[@number],"",IF(COUNT([@pot_whole])=1,{whole},'
        f'IF(COUNT([@pot_direct])=1,{grant},"")))',
        **{f"known_{name}": known(name, pot) for name, pot in pots.items()},
        **{f"added_{name}": f"=IF(years[@pot]=1,N([@{pot}]),N([@{name}]))" for name, pot in pots.items()},
    }


def _ledgers() -> Mapping[str, Formulas]:
    """A ledger's way through a year: what there is, what it is put to, what is left."""
    of_year = "bid_money_read[year],years[@label]"
    won = f"=IF(COUNTIFS({of_year},{COUNTED},{UNKNOWN})>0,{UNKNOWN},ROUND(SUMIFS({COUNTED},{of_year}),2))"
    line = 'clawbacks_read[line],years[@label]&"|"&[@ledger]'

    def total(column: str) -> str:
        span = f"placing[@{column}, project=*]"
        return f"=IF(COUNT({span})<ROWS({span}),{UNKNOWN},ROUND(SUM({span}),2))"

    def brought(row: Spot) -> str:
        if row.year == 0:
            return "=0"
        before = f"[@carried, year={row.year - 1}]"
        return f"=IF(periods[@first]=1,0,IF({before}={_NA},0,{before}))"

    def of_ledger(direct: str, joint: str) -> Formulas:
        return lambda row: direct if row.ledger == DIRECT else joint

    outturn = "outturns[@forecast, project=*]"
    forecast = f"IF(COUNT({outturn})<ROWS({outturn}),{UNKNOWN},ROUND(SUM({outturn}),2))"
    left, plan = "[@left]", "[@plan]=1"
    assumed = "AND(years[@closed]=0,amounts[@mode]>1)"  # bids that nobody has spent from: there is no forecast of them
    pot_carries = "AND(periods[@pot]=1,periods[@last]=0)"

    def closing(text: str) -> str:
        return f"=IF({plan},{_NA},IF(COUNT({left})=0,{UNKNOWN},{text}))"

    carried = f"IF(periods[@last]=1,0,IF(periods[@advance]=1,{left},MAX({left},0)))"
    return {
        "ledger": lambda row: f'="{row.ledger}"',
        "brought": brought,
        "money": of_ledger("=amounts[@money]", won),
        "clawback": f"=ROUND(SUMIFS(clawbacks_read[lowering],{line}),2)",
        "available": if_known(["[@brought]", "[@money]", "[@clawback]"], "ROUND([@brought]+[@money]-[@clawback],2)"),
        "need": of_ledger(total("need"), total("need_joint")),
        "placed": of_ledger(total("placed_direct"), total("placed_joint")),
        "not_funded": if_known(["[@need]", "[@placed]"], "ROUND([@need]-[@placed],2)"),
        "unplaced": if_known(["[@available]", "[@placed]"], "ROUND([@available]-[@placed],2)"),
        "plan": of_ledger(
            '=IF(years[@state]="Plan",1,0)', f'=IF(OR(years[@state]="Plan",{assumed}),1,0)'
        ),
        "spend": f"=IF(years[@closed]=1,periods[@final],IF({plan},{_NA},{forecast}))",
        "refused": f"=ROUND(SUMIFS(clawbacks_read[not_lowering],{line}),2)",
        "left": f"=IF({plan},{_NA},IF(COUNT([@available],[@spend])<2,{UNKNOWN},"
        "ROUND([@available]-([@spend]-[@refused]),2)))",
        "carried": f"=IF({plan},IF({pot_carries},[@unplaced],{_NA}),IF(COUNT({left})=0,{UNKNOWN},{carried}))",
        "lapsed": closing(f"IF(periods[@last]=1,MAX({left},0),0)"),
        "overspent": closing(f"IF(AND(periods[@last]=0,periods[@advance]=1),0,MAX(-{left},0))"),
    }
