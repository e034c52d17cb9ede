"""The Summary: one A4 page for the board. Light, five figures, ledgers by year, priorities, the year's position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cspxl.report.describe import Chart, ChartSeries, Formula, Highlight
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.fields import DIRECT, JOINT, LEDGERS
from cspxl.report.lcpf.light import light_shown, lights, with_pence
from cspxl.report.lcpf.project_workings import priority_rows
from cspxl.report.stack import Column, Each, Gap, Item, Picture, Stack, Table, Text, holding

_CHART_ROWS: Final = 13
_UNKNOWN: Final = 3
_LINE: Final = 130  # letters that the page is wide
_NO_TOTAL: Final = frozenset({"brought", "available", "unplaced", "carried"})
_OVER: Final = ("granted", "allocation", "direct", "top")
_YEAR: Final = Formula("=years[@label]")


class Row(NamedTuple):
    """A line of the table by year: its label, where its figures stand, whether they are added."""

    name: str
    label: str
    cells: str
    total: bool
    ledger: str = ""


def rows() -> Sequence[Row]:
    """Amounts of the fund, then each ledger."""
    found = [
        Row("base", "Base", "granted[@base]", total=True),
        Row("uplift", "Uplift", "granted[@uplift]", total=True),
        Row("allocation", "Allocation", "granted[@allocation]", total=True),
        Row("direct", "Direct", "granted[@direct]", total=True),
        Row("top", "Top slice (not the borough's money)", "granted[@top]", total=True),
    ]
    for ledger in LEDGERS:
        for name, label in terms.FIGURES.items():
            own = {("money", JOINT): "Won", ("money", DIRECT): "Direct grant"}.get((name, ledger), label)
            cells = f"shown[@{name}, ledger={ledger}]"
            found.append(
                Row(f"{name} {ledger}", f"{ledger}: {own[0].lower()}{own[1:]}", cells, name not in _NO_TOTAL, ledger)
            )
    return found


def describe(case: Case) -> Stack:
    """All of it formulas."""
    about = (
        '="Scenario: "&scenario&". Year shown: "&year_shown&". "&built[version]&", "&built[date]&", inputs '
        '"&built[hash]&"."'
    )
    return Stack(
        terms.SUMMARY,
        [
            Text(Formula('=area&": London Crime Prevention Fund"'), "title", height=26),
            Text(Formula(about), "subtitle", name="about"),
            light_shown("summary"),
            Gap(height=6),
            _cards(),
            Gap(height=6),
            Text("By year and ledger, £", "heading", height=18),
            _states(case),
            _split(case),
            Text(Formula(_together()), "note", name="together"),
            Gap(height=6),
            Text(
                Formula('="Money by priority, £, with its share of what is available, rounded to add to 100%"'),
                "heading",
                height=18,
            ),
            *_priorities(case),
            Gap(height=6),
            _position(),
            Gap(height=6),
            _chart(case),
            Text("Arithmetic for discussion", "heading", height=18),
            Table("best_fit", [holding("text", Formula(_best_fit()), "sentence")], headings=None),
            Gap(height=6),
            Text("Not known", "heading", height=18),
            _unknown(),
        ],
        widths={1: 37, **dict.fromkeys(range(2, case.n_years + 2), 14.5), case.n_years + 2: 15, case.n_years + 3: 34},
        landscape=False,
        highlights=[
            *lights("summary"),
            Highlight("split[amount]:split[covers]", 'LEFT([@amount, year=0],4)="Not "', "missing"),
            with_pence("cards[allocation]:cards[end]", "cards"),
            with_pence("split[amount]:split[total]", "split"),
            with_pence("priority_placed[placed]", "priority_placed"),
            with_pence("position[current]:position[variance]", "position"),
            *(Highlight("position[rag]", f'[@$rag]="{word}"', word.lower()) for word in ("Green", "Amber", "Red")),
        ],
        tab_colour="1F3864",
        locked=True,
    )


def _together() -> str:
    """What is known of several years together, on no line of one year; and how the table is to be read."""
    return (
        '=IF(SUM(granted[pot_at])=0,"Closed years are facts, the monitored year is a forecast, others are plans. The '
        'ledgers are never netted.",TEXTJOIN("; ",TRUE,granted[pot])&".")'
    )


def _cards() -> Table:
    """Five figures of the year shown."""
    over, lost = (f"INDEX(shown[{name}, ledger={DIRECT}],chosen[year])" for name in ("overspent", "lapsed"))
    state = "INDEX(years[state],chosen[year])"
    end = f'IF({state}="Plan","n/a",IF(COUNT({over},{lost})<2,"Not known",IF({over}>0,{over},{lost})))'
    word = (
        f'IF({state}="Plan","Direct, at the year\'s end",IF(COUNT({over},{lost})<2,"Direct overspend or lapse",'
        f'IF({over}>0,"Direct overspend","Direct lapse"))&IF({state}="Closed","",", forecast"))'
    )
    figures = {
        "allocation": ('"Allocation "&year_shown', "told[allocation]"),
        "available": ('"Direct available"', "told[available]"),
        "won": ('"Won"', "told[won]"),
        "not_funded": ('"Not funded"', "told[not_funded]"),
        "end": (word, end),
    }
    columns = [
        Column(name, Formula(f"={label}"), f"={text}", style="card_money") for name, (label, text) in figures.items()
    ]
    return Table("cards", columns, headings="card_label", heading_height=26, height=24)


def _states(case: Case) -> Table:
    """Above each year whether its figures are facts, a forecast or a plan, and what no cost in them is known of."""
    word = '=IF(years[@state]="Closed","closed",IF(years[@state]="Monitored","forecast","plan"))'
    costed = (
        '=IF(COUNTIF(projects_used[id],"?*")=0,"no project",'
        'IF(top_slice[@not_costed]=0,"all costed",top_slice[@not_costed]&" not costed"))'
    )
    lines = {"The figures of the year are": word, "Projects, of which the costs are": costed}
    return Table(
        "kinds_of_figures",
        [
            Column("label", value=lambda row: row, style="unit"),
            Each("year", range(case.n_years), [Column("word", formula=lambda row, _: lines[row], style="words")]),
        ],
        list(lines),
        headings=None,
    )


def _split(case: Case) -> Table:
    """The figures of the chosen scenario, by year; a total says which years it covers."""
    every = "[@amount, year=*]"
    first, last = "years[label, year=0]", f"years[label, year={case.n_years - 1}]"

    def total(row: Row) -> str | None:
        if not row.total:
            return None
        if row.name in _OVER:
            known = f"granted[known_{row.name}]"
            return f'=IF(SUM({known})=0,"Not known",ROUND(SUM(granted[added_{row.name}]),2))'
        return (
            f'=IF(COUNT({every})=0,IF(COUNTIF({every},"n/a")=COLUMNS({every}),"n/a","Not known"),ROUND(SUM({every}),2))'
        )

    def covers(row: Row) -> str | None:
        if not row.total:
            return None
        if row.name in _OVER:
            known = f"granted[known_{row.name}]=1"
            whole, missing = f"SUM(granted[known_{row.name}])", f"granted[known_{row.name}]=0"
            names = "years[label]"
        else:
            known, whole, missing = f"ISNUMBER({every})", f"COUNT({every})", f'{every}="Not known"'
            names = "split[#amount]"
        some = f'TEXTJOIN(", ",TRUE,IF({known},{names},""))'
        none = f'TEXTJOIN(", ",TRUE,IF({missing},{names},""))'
        return (
            f'=IF({whole}=0,"",IF({whole}={case.n_years},IF({case.n_years}=1,{first},{first}&" to "&{last}),{some}'
            f'&IF({none}="",""," ("&{none}&" not known)")))'
        )

    strong = ("allocation", f"available {DIRECT}", f"available {JOINT}")
    return Table(
        "split",
        [
            Column(
                "label",
                "£",
                value=lambda row: row.label,
                style=lambda row: "strong_label" if row.name in strong else "line_label",
            ),
            Each(
                "year",
                range(case.n_years),
                [
                    Column(
                        "amount",
                        _YEAR,
                        lambda row, _: f"={row.cells}",
                        style=lambda row, _: "strong" if row.name in strong else "money",
                    ),
                ],
            ),
            Column("total", formula=total, style="money"),
            Column("covers", "Total of", covers, style="unit", alone=lambda row: row.total),
        ],
        rows(),
        axes=lambda row: {"line": row.name},
        heading_height=16,
    )


def _priorities(case: Case) -> Sequence[Item]:
    """Money placed and its printed share, by priority and year."""
    years = range(case.n_years)
    return [
        Table(
            f"priority_{name}",
            [
                Column("label", heading, "=by_priority[@label, year=0]", style="line_label"),
                Each("year", years, [Column(name, _YEAR, f"=by_priority[@{name}]", style=style)]),
            ],
            priority_rows(case),
            axes=lambda at: {"priority": at},
            heading_height=16,
        )
        for name, heading, style in (("placed", "£", "money"), ("share", "Share", "whole_share"))
    ]


def _position() -> Table:
    """The monitored year's ledgers, side by side, never together."""
    names = ("current", "spent", "commitment", "forecast", "variance", "rag")
    heads = ("Budget", "Spend to date", "Committed", "Forecast", "Variance", "RAG")
    word = '=IF(chosen[monitored]=0,"No year is monitored","To "&period_word&" "&periods_complete&", "&monitored_year)'

    def shown(name: str) -> str:
        return f'=IF(chosen[monitored]=0,"n/a",positions[@{name}])'

    return Table(
        "position",
        [
            Column("ledger", Formula(word), value=lambda row: row, style="line_label"),
            *(
                Column(name, head, shown(name), style="words" if name == "rag" else "money")
                for name, head in zip(names, heads, strict=True)
            ),
        ],
        LEDGERS,
        axes=lambda row: {"ledger": row},
        heading_height=28,
    )


def _best_fit() -> str:
    """No figure of money follows from it."""
    return (
        '=IF(told[candidates]=0,"No candidates in the year shown.",IF(COUNT(told[top])=0,"The top slice of the year '
        'shown is not known, so neither is the demand of candidates of "&said[candidates]&" on it.",'
        'IF(told[top]=0,"No top slice in the year shown.","Candidates "&said[candidates]&": "&pieces[fit])))'
    )


def _chart(case: Case) -> Picture:
    names = ("current", "spent", "commitment", "forecast")
    lines = [ChartSeries(f"in_year[#{name}]", f"in_year[{name}]") for name in names]
    chart = Chart(
        "beside",
        "The year by line: budget, spend to date, commitment, forecast",
        "Columns for each line of the monitored year: budget, spend to date, commitment, forecast.",
        "",
        210,
        62,
        "in_year[line]",
        lines,
        "£#,##0",
    )
    return Picture(chart, rows=_CHART_ROWS, columns=case.n_years + 3)


def _unknown() -> Table:
    """What the figures need and do not have, by name, each in up to two lines; and how many more."""

    def told(row: tuple[int, str]) -> str:
        at, part = row
        if part == "first":
            text = "[@whole]"
            return f'=IF(LEN({text})<={_LINE},{text},LEFT({text},FIND(", ",{text}&", ",{_LINE - 30})+1))'
        return f"=MID([@whole],LEN(unknown[text, item={2 * at}])+1,200)"

    def whole(row: tuple[int, str]) -> str:
        at = row[0]
        text = f'IFERROR(INDEX(flags[unknown],MATCH({at + 1},flags[unknown_number],0)),"")'
        if at == 0:
            return f'=IF(flags_unknown[count]=0,"Nothing that the figures need is unknown.",{text})'
        more = f"flags_unknown[count]-{at}"
        return f'=IF(AND({at}={_UNKNOWN - 1},{more}>1),"And "&({more})&" more: see {terms.CHECKS}.",{text})'

    rows = [(at, part) for at in range(_UNKNOWN) for part in ("first", "rest")]
    beyond = [holding(f"gap_{at}", None, "") for at in range(6)]
    return Table(
        "unknown",
        [Column("text", formula=told, style="sentence"), *beyond, Column("whole", formula=whole, style="hidden")],
        rows,
        headings=None,
        axes=lambda row: {"item": 2 * row[0] + (row[1] == "rest")},
        height=13,
    )
