"""What moves "not funded" most: each of five inputs up and down, by itself, in the year shown of the chosen scenario.

The sums are of all projects together, as the placing adds up to: bids first, direct money for the rest. Where
co-commissioned money is brought forward or clawed back, or the year is closed or part of a pot, it is not worked out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cspxl.report.describe import Chart, ChartSeries, Formula
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.fields import JOINT
from cspxl.report.lcpf.year_workings import Formulas
from cspxl.report.stack import Column, Gap, Item, Picture, Spelling, Table, Text

_SPELLING: Final = Spelling(cell="$A1", span="$A$1", other="S!$A1", others="S!$A$1")
_NA: Final = '"n/a"'
_CHART_ROWS: Final = 17
INPUTS: Final = {
    "base": ("Base of the allocation", "10%", 0.1),
    "share": ("Direct share", "10%", 0.1),
    "won": ("Bids that are counted", "10%", 0.1),
    "cost": ("Projects' costs", "10%", 0.1),
    "inflation": ("Inflation, each open year", "1 point", 0.01),
}
"""The inputs that move: what they are called, by how much, the same as a number."""


class Move(NamedTuple):
    """An input that moves up (1) or down (−1); none in the first row."""

    name: str
    way: int

    @property
    def key(self) -> str:
        """``cost up``, as references name its row."""
        return f"{self.name} {'up' if self.way > 0 else 'down'}" if self.way else "none"


_MOVES: Final = (Move("", 0), *(Move(name, way) for way in (1, -1) for name in INPUTS))


def workings(case: Case) -> Sequence[Item]:
    """``moved[change, move=cost up]`` and, by input, ``swings[range]``; ``tornado_known[all]``: whether there are."""
    moved = Table(
        "moved",
        [
            *(Column(key, value=lambda row, key=key: _by(row, key), style="plain") for key in INPUTS),
            *(
                Column(name, formula=text, style="plain", alone=name == "factor")
                for name, text in _steps(case).items()
            ),
        ],
        _MOVES,
        axes=lambda row: {"move": row.key},
        headings="label",
        spelling=_SPELLING,
    )
    swings = Table(
        "swings",
        [
            Column("label", value=lambda key: INPUTS[key][0], style="plain"),
            Column("by", value=lambda key: INPUTS[key][1], style="plain"),
            Column("up", formula=lambda key: f"=moved[change, move={key} up]", style="plain"),
            Column("down", formula=lambda key: f"=moved[change, move={key} down]", style="plain"),
            Column("range", formula="=MAX(0,N([@up]),N([@down]))-MIN(0,N([@up]),N([@down]))", style="plain"),
            Column("rank", formula='=1+COUNTIF(swings[range],">"&[@range])+[@before]', style="plain"),
            Column("before", "Equal ones above", _equal_above, style="plain"),
        ],
        list(INPUTS),
        axes=lambda key: {"input": key},
        headings="label",
        spelling=_SPELLING,
    )
    here = "INDEX({},chosen[year])"
    co = [here.format(f"shown[{name}, ledger={JOINT}]") for name in ("brought", "clawback")]
    known = (
        f"=IF(AND({here.format('years[closed]')}=0,{here.format('years[pot]')}=0,COUNT({co[0]},{co[1]},"
        f"told[not_funded])=3,N({co[0]})=0,N({co[1]})=0),1,0)"
    )
    return [
        _projects(case),
        Gap(),
        Table("tornado_known", [Column("all", formula=known, style="plain")], headings="label", spelling=_SPELLING),
        Gap(),
        moved,
        Gap(),
        swings,
    ]


def _projects(case: Case) -> Table:
    """``moving[cost]``: what the placing has of each project in the year shown of the chosen scenario."""

    def told(column: str) -> Formulas:
        before = f"(chosen[year]-1)*{case.project_slots}"
        return lambda at: f"=INDEX(placing[{column}],INDEX(services[at],{before}+{at + 1}))"

    columns: Mapping[str, Formulas] = {
        **{name: told(name) for name in ("cost", "cost_direct", "cost_joint", "won")},
        "bid_for": "=[@cost]-[@cost_direct]",
    }
    return Table(
        "moving",
        [Column(name, formula=text, style="plain") for name, text in columns.items()],
        range(case.project_slots),
        axes=lambda at: {"project": at},
        headings="label",
        spelling=_SPELLING,
    )


def _equal_above(key: str) -> str:
    at = list(INPUTS).index(key)
    above = [f"([@range, input={other}]=[@range])" for other in list(INPUTS)[:at]]
    return f"={'+'.join(above)}" if above else "=0"


def _by(row: Move, key: str) -> float:
    return INPUTS[key][2] * row.way if row.name == key else 0


def _steps(case: Case) -> Mapping[str, Formulas]:
    start = f"(chosen[scenario]-1)*{case.n_years}"
    rises = f"INDEX(amounts[inflation],{start}+1):INDEX(amounts[inflation],{start}+{case.n_years})"

    def here(column: str) -> str:
        return f"INDEX({column},chosen[year])"

    won = "moving[won]*(1+[@won])"
    bid_for, joint = f"moving[bid_for]*[@factor]-{won}", f"moving[cost_joint]*[@factor]-{won}"
    of_scenario = "INDEX(amounts[{}],INDEX(granted[at],chosen[year]))"
    unit, base = here("years[unit]"), of_scenario.format("base")
    share = f"MIN(1,{here('years[share]')}*(1+[@share]))"
    whole = f"LCPF_ALLOCATE(ROUND([@granted]+{of_scenario.format('uplift')},2),chosen[year],1-{share},{unit},1)"
    open_years = "(years[closed]=0)*(years[number]<=chosen[year])"
    found = {
        "factor": f"PRODUCT(IF({open_years},(1+{rises}+[@inflation])/(1+{rises}),1))*(1+[@cost])",
        "granted": f"ROUND({base}*(1+[@base]),IF({unit}=1,0,2))",
        "direct": f'IF({here("years[basis]")}="Total",INDEX({whole},1,1),[@granted])',
        "available": f"ROUND({here('shown[brought, ledger=Direct]')}+[@direct]-"
        f"{here('shown[clawback, ledger=Direct]')},2)",
        "needs": "ROUND(SUMPRODUCT(ROUND(moving[cost]*[@factor],2)),2)",
        "joint": f"ROUND((SUMPRODUCT(moving[bid_for]*[@factor]+{won})-SUMPRODUCT(ABS({bid_for})))/2,2)",
        "short": f"ROUND((SUMPRODUCT({joint})+SUMPRODUCT(ABS({joint})))/2,2)",
        "placed": "MIN(ROUND([@needs]-[@joint]-[@short],2),MAX(0,[@available]))",
        "not_funded": "ROUND([@needs]-[@joint]-[@placed],2)",
        "change": "IF(tornado_known[all]=1,ROUND([@not_funded]-moved[not_funded, move=none],2)," + _NA + ")",
    }
    return {name: f"=IFERROR({text},{_NA})" for name, text in found.items()}


def items() -> Sequence[Item]:
    """The table, the largest first, and the chart."""
    at = "MATCH([@number],swings[rank],0)"
    table = Table(
        "tornado",
        [
            Column("number", "", value=lambda at: at + 1, style="year_number"),
            Column("label", "Input", f"=INDEX(swings[label],{at})", style="line_label"),
            Column("by", "Moves by", f"=INDEX(swings[by],{at})", style="words"),
            Column("up", "When it rises, £", f"=INDEX(swings[up],{at})", style="money"),
            Column("down", "When it falls, £", f"=INDEX(swings[down],{at})", style="money"),
        ],
        range(len(INPUTS)),
        axes=lambda at: {"swing": at},
        heading_height=30,
    )
    chart = Chart(
        "bar",
        "Change of what is not funded, £",
        "Bars for five inputs, the one that moves what is not funded most on top: when it rises and when it falls.",
        "",
        170,
        76,
        "tornado[label]",
        [
            ChartSeries("tornado[#up]", "tornado[up]", look="area"),
            ChartSeries("tornado[#down]", "tornado[down]", look="similar"),
        ],
        "£#,##0",
    )
    heading = '="What is not funded in "&year_shown&" and what moves it most, each input by itself"'
    about = (
        '=IF(tornado_known[all]=1,"Not funded now: "&said[not_funded]&". + is more that is not funded.","Not worked '
        'out for this year: it is closed, part of a period, not known, or has co-commissioned money brought forward.")'
    )
    return [
        Text(Formula(heading), "heading"),
        Text(Formula(about), "note"),
        table,
        Gap(height=6),
        Picture(chart, rows=_CHART_ROWS, columns=5),
        Gap(height=8),
    ]


def unlike() -> str:
    """How far the sums are from what the placing says is not funded, where nothing moves."""
    start = "moved[not_funded, move=none]"
    return f"IF(OR(tornado_known[all]=0,COUNT({start})=0),0,ABS(ROUND({start}-told[not_funded],2)))"
