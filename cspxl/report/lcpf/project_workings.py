"""The Project workings: what each project costs, what the bids that are won pay of it, what direct money covers.

Projects stand in the order of their ids, so that sorting the inputs changes no penny.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cspxl.report.lcpf import terms, tornado
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.fields import DIRECT, JOINT, NOT_KNOWN
from cspxl.report.lcpf.year_workings import COUNTED, Formulas
from cspxl.report.stack import Column, Gap, Spelling, Stack, Table, Text

_SPELLING: Final = Spelling(cell="$A1", span="$A$1", other="S!$A1", others="S!$A$1")
_UNKNOWN: Final = f'"{NOT_KNOWN}"'
MOST_CANDIDATES: Final = 40


class Placed(NamedTuple):
    """A project in a year of a scenario."""

    scenario: int
    year: int
    project: int


def describe(case: Case) -> Stack:
    """Projects; candidates against the top slice; the placing of every scenario."""
    return Stack(
        terms.PLACING,
        [
            Text("Project workings", "title"),
            Text(
                "Nothing here is typed in. First the bids that are won, then direct money, in proportion where "
                "it falls "
                "short. A key is scenario, year and project, counted from 0.",
                "note",
            ),
            Gap(),
            Text("Projects, by id", "heading"),
            _projects(case),
            Gap(),
            Text("Services of projects, chosen scenario, by year", "heading"),
            _services(case),
            Gap(),
            Text("Candidates", "heading"),
            _candidates(case),
            Gap(),
            Text("Top slice", "heading"),
            _top_slice(case),
            Gap(),
            Text("Priorities, chosen scenario", "heading"),
            _by_priority(case),
            Gap(),
            Text("What moves what is not funded, chosen scenario", "heading"),
            *tornado.workings(case),
            Gap(),
            Text("Placing", "heading"),
            _placing(case),
        ],
        widths={1: 12, **dict.fromkeys(range(2, 30), 13)},
        one_page=False,
        back=True,
        locked=True,
    )


def _projects(case: Case) -> Table:
    """``projects_used[id]`` and what stands beside it, in the order of the ids."""

    def told(column: str) -> str:
        return f'=IF([@at]=0,"",INDEX(projects_read[{column}],[@at]))'

    return Table(
        "projects_used",
        [
            Column("number", value=lambda at: at + 1, style="plain"),
            Column("at", formula="=IFERROR(MATCH([@number],projects_read[order],0),0)", style="plain"),
            *(
                Column(name, formula=told(name), style="plain")
                for name in ("id", "name", "priority", "provider", "officer", "candidate", "theme", "narrative")
            ),
            Column("shown", formula='=IF([@id]="","",IF([@name]="",[@id],[@name]))', style="plain"),
        ],
        range(case.project_slots),
        axes=lambda at: {"project": at},
        headings="label",
        spelling=_SPELLING,
    )


def _services(case: Case) -> Table:
    """Whether a project is costed in a year, what its service costs, what others pay, and the gap."""
    key = 'projects_used[@id]&"|"&years[@label]'
    rows = [(year, project) for year in range(case.n_years) for project in range(case.project_slots)]
    others = f"other_funding_read[key],{key}"
    cost_rows = "(costs_read[project]=projects_used[@id])*(costs_read[year]=years[@label])"
    known = f"SUMPRODUCT((other_funding_read[key]={key})*ISNUMBER(other_funding_read[amount]))"
    chosen = "INDEX(placing[{column}],[@at])"
    placed = "+".join(chosen.format(column=name) for name in ("placed_direct", "placed_joint"))
    counts = ",".join(chosen.format(column=name) for name in ("placed_direct", "placed_joint"))
    columns: Mapping[str, Formulas] = {
        "at": lambda row: f"=(chosen[scenario]-1)*{len(rows)}+{row[0] * case.project_slots + row[1] + 1}",
        "costed": f'=IF(projects_used[@id]="",1,IF(SUMPRODUCT({cost_rows}*ISNUMBER(costs_read[cost]))>0,1,0))',
        "cost": "=INDEX(placing[cost],[@at])",
        "placed": f"=IF(COUNT({counts})<2,{_UNKNOWN},ROUND({placed},2))",
        "service": f"=IFERROR(INDEX(service_costs_read[amount],MATCH({key},service_costs_read[key],0)),{_UNKNOWN})",
        "other": f"=IF(OR(COUNTIFS({others})=0,COUNTIFS({others})<>{known}),{_UNKNOWN},"
        f"SUMIFS(other_funding_read[amount],{others}))",
        "gap": f"=IF(OR([@costed]=0,COUNT([@service],[@placed],[@other])<3),{_UNKNOWN},"
        "ROUND([@service]-[@placed]-[@other],2))",
        "jump": _jump,
        "share": f"=IF(OR([@costed]=0,COUNT([@service],[@placed])<2),{_UNKNOWN},"
        'IF([@service]=0,"n/a",[@placed]/[@service]))',
    }
    return Table(
        "services",
        [Column(name, formula=text, style="plain") for name, text in columns.items()],
        rows,
        axes=lambda row: {"year": row[0], "project": row[1]},
        headings="label",
        spelling=_SPELLING,
    )


def _jump(row: tuple[int, int]) -> str:
    """A cost that is ten times the last year's, or a tenth."""
    if row[0] == 0:
        return '=""'
    before, factor = f"[@cost, year={row[0] - 1}]", "settings_used[jump_factor]"
    cost = terms.in_words("[@cost]")
    told = f'projects_used[@id]&" "&years[@label]&": "&{cost}&" is "&ROUND([@cost]/{before},2)&" times last year\'s"'
    high = f"OR([@cost]>={factor}*{before},[@cost]*{factor}<={before})"
    return f'=IF({before}*[@cost]<=0,"",IF({high},{told},""))'


def _top_slice(case: Case) -> Table:
    """The candidates' cost against the top slice of the chosen scenario: arithmetic only."""
    at = f"(chosen[scenario]-1)*{case.n_years}+years[@number]"
    span = "candidates[@cost, project=*]"
    known = "COUNT([@top])=1"
    none = '"n/a"'
    fit = "ROUND(SUMPRODUCT(candidates[@cost, project=*]*candidates[@taken, project=*]),2)"
    ratio = f"IF([@top]=0,{none},[@candidates]/[@top])"
    columns = {
        "top": f"=INDEX(amounts[top],{at})",
        "candidates": f"=ROUND(SUM({span}),2)",
        "count": f'=COUNTIF({span},">0")',
        "over": f"=IF({known},ROUND([@candidates]-[@top],2),{_UNKNOWN})",
        "demand": f"=IF({known},{ratio},{_UNKNOWN})",
        "best_fit": f"=IF({known},IF([@top]*[@candidates]=0,0,IF([@count]>{MOST_CANDIDATES},{none},{fit})),{_UNKNOWN})",
        "left": "=IF(ISNUMBER([@best_fit]),ROUND([@top]-[@best_fit],2),[@best_fit])",
        "cost": "=ROUND(SUM(services[@cost, project=*]),2)",
        "not_costed": "=SUMPRODUCT((services[@costed, project=*]=0)*1)",
        "names": '{=TEXTJOIN(", ",TRUE,IF(services[@costed, project=*]=0,projects_used[shown],""))}',
    }
    return Table(
        "top_slice",
        [
            Column(name, formula=text.strip("{}"), style="plain", alone=text.startswith("{"))
            for name, text in columns.items()
        ],
        range(case.n_years),
        axes=lambda at: {"year": at},
        headings="label",
        spelling=_SPELLING,
    )


def _candidates(case: Case) -> Table:
    """The candidates' costs of a year, in the chosen scenario, and which of them the best fit takes."""
    rows = [(year, project) for year in range(case.n_years) for project in range(case.project_slots)]
    taken = "LCPF_BEST_FIT(top_slice[@top],[@cost, project=*])"
    none = f"OR(COUNT(top_slice[@top])=0,N(top_slice[@top])*[@cost]=0,top_slice[@count]>{MOST_CANDIDATES})"
    return Table(
        "candidates",
        [
            Column(
                "cost",
                formula='=IF(projects_used[@candidate]="Yes",INDEX(placing[cost],services[@at]),0)',
                style="plain",
            ),
            Column("taken", formula=lambda row: f"=IF({none},0,IF(INDEX({taken},{row[1] + 1}),1,0))", style="plain"),
        ],
        rows,
        axes=lambda row: {"year": row[0], "project": row[1]},
        headings="label",
        spelling=_SPELLING,
    )


OTHER: Final = "Without one of these priorities"


def priority_rows(case: Case) -> range:
    """The borough's priorities, what has none of them, and what is not placed: by number."""
    return range(len(case.lists["priorities"]) + 2)


def _by_priority(case: Case) -> Table:
    """Cost and money placed by priority and year; the last row is unplaced, so that the rows add to the money."""
    *named, other, left = priority_rows(case)

    def label(row: tuple[int, int]) -> str:
        texts = {other: f'="{OTHER}"', left: '="Unplaced"'}
        return texts.get(row[1]) or f"=priorities[@item, item={row[1]}]"

    def amount(column: str) -> Formulas:
        span = f"services[@{column}, project=*]"
        listed = ",".join(f"[@{column}, priority={at}]" for at in named) or "0"

        def formula(row: tuple[int, int]) -> str:
            if row[1] == left:
                cells = ",".join(f"shown[@unplaced, ledger={ledger}]" for ledger in (DIRECT, JOINT))
                return "=0" if column == "cost" else f"=IF(COUNT({cells})<2,{_UNKNOWN},ROUND(SUM({cells}),2))"
            whole = (
                f"SUM({span})-SUM({listed})" if row[1] == other else f"SUMIFS({span},projects_used[priority],[@label])"
            )
            return f"=IF(COUNT({span})<ROWS({span}),{_UNKNOWN},ROUND({whole},2))"

        return formula

    def printed(column: str) -> Formulas:
        """Of a year whose bids are weighted, a project is paid or not: only what the ledgers come to is told."""
        plain = amount(column)

        def formula(row: tuple[int, int]) -> str:
            text = plain(row) if callable(plain) else plain
            return f'=IF(INDEX(amounts[mode],granted[@at])=2,"n/a",{text[1:]})'

        return formula

    parts = "[@placed, priority=*]"
    share = (
        f'=IF([@placed]="n/a","n/a",IF(COUNT({parts})<ROWS({parts}),{_UNKNOWN},IF(MIN({parts})<0,"n/a",IF(SUM({parts})=0,"n/a",'
        f"INDEX(LCPF_APPORTION(100,{parts},1),{{at}},1)/100))))"
    )
    columns: Mapping[str, Formulas] = {
        "label": label,
        "cost": amount("cost"),
        "placed": printed("placed"),
        "share": lambda row: share.format(at=row[1] + 1),
    }
    return Table(
        "by_priority",
        [Column(name, formula=text, style="plain") for name, text in columns.items()],
        [(year, at) for year in range(case.n_years) for at in priority_rows(case)],
        axes=lambda row: {"year": row[0], "priority": row[1]},
        headings="label",
        spelling=_SPELLING,
    )


def _placing(case: Case) -> Table:
    rows = [
        Placed(scenario, year, project)
        for scenario in range(case.scenario_slots)
        for year in range(case.n_years)
        for project in range(case.project_slots)
    ]
    columns = _steps()
    return Table(
        "placing",
        [
            Column("key", value=lambda row: " ".join(map(str, row)), style="plain"),
            *(Column(name, formula=text, style="plain") for name, text in columns.items()),
        ],
        rows,
        axes=lambda row: row._asdict(),
        headings="label",
        spelling=_SPELLING,
    )


def _steps() -> Mapping[str, Formulas]:
    """Cost by ledger, what bids pay, what is left for direct money, what it covers."""
    line = 'projects_used[@id]&"|"&years[@label]'

    def cost(ledger: str) -> str:
        key = f'{line}&"|{ledger}"'
        plain = f"SUMIFS(costs_read[amount],costs_read[line],{key})"
        risen = f"SUMPRODUCT((costs_read[line]={key})*ROUND(costs_read[amount]*amounts[@factor],2))"
        return f'=IF(projects_used[@id]="",0,ROUND(IF(amounts[@factor]=1,{plain},{risen}),2))'

    unknown = f"COUNTIFS(bid_money_read[line],{line},{COUNTED},{_UNKNOWN})"
    won = f"ROUND(SUMIFS({COUNTED},bid_money_read[line],{line}),2)"
    joint, direct = (f"ledgers[@{{}}, ledger={ledger}]" for ledger in (JOINT, DIRECT))
    there, brought = joint.format("available"), joint.format("brought")

    def shared(pot: str, column: str) -> Formulas:
        span = f"[@{column}, project=*]"
        known = f"AND(ISNUMBER({pot}),COUNT({span})=ROWS({span}))"

        def formula(row: Placed) -> str:
            part = f"INDEX(LCPF_APPORTION(MAX({pot},0),{span},0.01),{row.project + 1},1)"
            return f"=IF([@{column}]=0,0,IF({known},IF(SUM({span})<={pot},[@{column}],{part}),{_UNKNOWN}))"

        return formula

    least = "IF(amounts[@mode]=1,1,0.0000001)"
    bids = f"SUMPRODUCT((bid_money_read[project]=projects_used[@id])*(bid_money_read[chance]>={least}))"
    return {
        "cost_direct": cost(DIRECT),
        "cost_joint": cost(JOINT),
        "cost_either": cost("Either"),
        "cost": "=ROUND([@cost_direct]+[@cost_joint]+[@cost_either],2)",
        "won": f'=IF(projects_used[@id]="",0,IF({unknown}>0,{_UNKNOWN},{won}))',
        "want": f"=IF(COUNT([@won])=0,{_UNKNOWN},MIN(ROUND([@cost_joint]+[@cost_either],2),[@won]))",
        "first": shared(there, "want"),
        "lack": f"=IF(COUNT([@first])=0,{_UNKNOWN},IF({bids}>0,ROUND([@cost_joint]+[@cost_either]-[@first],2),0))",
        "pool": f"=IF(COUNT({there},{brought},[@first, project=*])<2+ROWS([@first, project=*]),{_UNKNOWN},"
        f"MAX(0,MIN({brought},ROUND({there}-SUM([@first, project=*]),2))))",
        "more": shared("[@pool]", "lack"),
        "placed_joint": f"=IF(COUNT([@first],[@more])<2,{_UNKNOWN},ROUND([@first]+[@more],2))",
        "need_joint": f"=IF(COUNT([@placed_joint])=0,{_UNKNOWN},MAX([@cost_joint],[@placed_joint]))",
        "need": f"=IF(COUNT([@placed_joint])=0,{_UNKNOWN},"
        "ROUND([@cost_direct]+[@cost_either]-MAX(0,[@placed_joint]-[@cost_joint]),2))",
        "placed_direct": shared(direct.format("available"), "need"),
        "not_funded": f"=IF(COUNT([@placed_joint],[@placed_direct])<2,{_UNKNOWN},"
        "ROUND([@cost]-[@placed_joint]-[@placed_direct],2))",
        "again": '=IF(OR(projects_used[@id]="",COUNT([@placed_joint],[@placed_direct],[@not_funded])<3),0,ABS(ROUND('
        "[@placed_joint]+[@placed_direct]+[@not_funded]-SUMPRODUCT((costs_read[project]=projects_used[@id])"
        "*(costs_read[year]=years[@label])*ROUND(costs_read[amount]*amounts[@factor],2)),2)))",
    }
