"""The Year workings: the chosen scenario by year, roll-over by both rules, priorities and sources."""

from __future__ import annotations

from cspxl.report.describe import Formula
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.by_year import Line, corner, lines, money, text_of, year_head
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.project_workings import BLOCKS
from cspxl.report.lcpf.scenario_workings import looked_up
from cspxl.report.lcpf.terms import COST_UNIT, MEASURES, ROLLOVER
from cspxl.report.stack import Below, Beside, Column, Each, Gap, Item, Spelling, Stack, Table, Text

NO_PRIORITY = "Without a valid priority"
_OF_ALLOCATION = "% of allocation"


def describe(case: Case) -> Stack:
    """One formula along each line, one figure in one place."""
    return Stack(
        terms.YEARS,
        [
            Text("Year workings", "title"),
            Text("The chosen scenario by year. Nothing here is typed in. Empty: not known; totals leave it "
                 "out.", "note"),
            Gap(),
            Beside([
                Below([Text("Figure", "header"), Text("Year of the fund", "label")]),
                year_head("years", case.n_years),
                Text("Total", "header"),
                Text("Unit and sign", "header"),
            ]),
            Beside([Text("Settings, as used", "heading"), corner("years_corner")]),
            _chosen(),
            *_headed("Inputs, as used", _used(case)),
            *_headed(Formula('="Chosen scenario: "&scenario'), _live(case)),
            *_headed("Roll-over, without an advance", _rollover(case, "without_advance", "FALSE")),
            *_headed("Roll-over, with an advance", _rollover(case, "with_advance", "TRUE")),
            *_headed("Roll-over, by the rule in force", _in_force(case)),
            *_headed("Projects' cost by priority", _by_priority(case), _all_priorities(case)),
            *_headed("Priorities as a share of the allocation", _shares(case)),
            *_headed("Projects' cost by source", _sources(case)),
        ],
        widths={1: 44, **dict.fromkeys(range(2, case.n_years + 3), 15), case.n_years + 3: 24},
        landscape=False,
        one_page=False,
        repeats="years",
        freeze="years_corner[text]",
        locked=True,
    )  # fmt: skip


def _headed(heading: str | Formula, *items: Item) -> list[Item]:
    return [Gap(), Text(heading, "heading"), *items]


def _chosen() -> Table:
    """The settings as used; one that is wrong is not available."""

    def tested(name: str, value: str) -> str:
        return f'=IF(setting_tests[{name}, year=0]<>"",NA(),{value})'

    return Table(
        "chosen",
        [
            Column("scenario_number", "Number of the scenario", "=MATCH(scenario,scenario_name,0)", style="figure"),
            Column("year_number", "Number of the year shown", "=MATCH(year_shown,year_label,0)", style="figure"),
            Column("advance_allowed", formula=tested("allow_advance", "IF(allow_advance=yes,1,0)"), style="yes_no"),
            Column("period_length", "Years in a period", tested("years_per_period", "years_per_period"),
                   style="figure"),
            Column("rule_share", "Direct share by the fund's rule", tested("rule_direct_share", "rule_direct_share"),
                   style="share"),
        ],
        headings="line_label",
        across=True,
    )  # fmt: skip


def _used(case: Case) -> Item:
    """Inputs that passed their tests: empty is not known, or none for an uplift; a wrong one is not available."""

    def tested(name: str, empty: str = '""') -> str:
        given = f"INDEX({name},1,years[@number])"
        return f'=IF(input_tests[@{name}]<>"",NA(),IF({given}="",{empty},{given}))'

    def share(name: str, label: str, formula: str) -> Line:
        return Line(name, label, formula, "share", _OF_ALLOCATION, total=False)

    return lines("used", case.n_years, [
        Line("base", "Allocation before uplift, as used", tested("base_allocation")),
        Line("uplift", "Uplift, as used", tested("uplift", "0")),
        share("direct", "Direct share", tested("direct_share")),
        share("joint", "Co-commissioned share", '=IF([@direct]="","",1-[@direct])'),
        Line("spend", "Spend", tested("spend"), unit=COST_UNIT),
    ])  # fmt: skip


def _live(case: Case) -> Item:
    """The measures of the chosen scenario, looked up among all of them."""

    def measure(name: str, label: str) -> Line:
        found = looked_up(case, f'scenario_number&": "&[#${name}]', "years[@number]")
        return Line(name, label, f"={found}", terms.style(name), terms.unit(name), total=name != "cover")

    found = [measure(*item) for item in MEASURES.items()]
    return lines("live", case.n_years, found, Spelling(cell="A$1", span="A1", other="S!A$1"))


def _rollover(case: Case, name: str, advance: str) -> Item:
    """Figures of LCPF_ROLLOVER: not known where a spend or an allocation is, not available where one is wrong."""
    money_in, spent = "live[$available$]", "used[$spend$]"
    no_errors = ",".join(f"COUNT({span})+COUNTBLANK({span})=COLUMNS({span})" for span in (money_in, spent))
    rolled = f"LCPF_ROLLOVER({money_in},{spent},period_length,{advance})"

    def figure(at: int) -> str:
        return f'=IFNA(INDEX({rolled},years[@number],{at}),IF(AND({no_errors}),"Not known",NA()))'

    return lines(name, case.n_years, [
        Line(figure_name, label, figure(at), unit=terms.unit(figure_name), total=False)
        for at, (figure_name, label) in enumerate(ROLLOVER.items(), 1)
    ])  # fmt: skip


def _in_force(case: Case) -> Item:
    """The same by the rule in force, and what to say of a year that spends more than it has."""
    found = [
        Line(name, label, f"=IF(advance_allowed,with_advance[@{name}],without_advance[@{name}])",
             unit=terms.unit(name), total=False)
        for name, label in ROLLOVER.items()
    ]  # fmt: skip
    year = 'inputs[@year_label$]&": '
    advance = f'{year}advance of "&{money("-[@carried_forward]")}&" from the next year"'
    over = f'{year}overspent by "&{money("[@overspent]")}'
    text = f'=IF(ISTEXT([@overspent]),"",IF([@overspent]>0,{over},IF([@carried_forward]<0,{advance},"")))'
    return lines("rolled", case.n_years, [*found, Line("flag", "Flag", text, "beside", "Words", total=False)])


def _priority_table(case: Case, name: str, formula: str, style: str, unit: str, total: str | None) -> Table:
    """A row for each priority, ``[cost]`` by year."""
    return Table(
        name,
        [
            Column("label", formula=text_of("priorities[@$item$]"), style="line_label", spelled="$A1"),
            Each("year", range(case.n_years), [Column("cost", formula=formula, style=style)]),
            Column("total", formula=total, style=style),
            Column("unit", value=lambda _: unit, style="unit"),
        ],
        range(len(case.priorities)),
        axes=lambda at: {"priority": at},
        headings=None,
        spelling=Spelling(span="A1", other="S!A$1"),
    )


def _by_priority(case: Case) -> Table:
    of_priority = "=SUMIFS(cost[amount],cost[$priority$],[@label])"
    total = '=IF(COUNT([@cost])=0,"",SUM([@cost]))'
    return _priority_table(case, "by_priority", of_priority, "money", COST_UNIT, total)


def _all_priorities(case: Case) -> Item:
    return lines("all_priorities", case.n_years, [
        Line("none", NO_PRIORITY, "=[@all]-SUM(by_priority[cost])", unit=COST_UNIT),
        Line("all", "All projects", "=cost_total[@amount]", "total", COST_UNIT, label_style="total_label"),
    ])  # fmt: skip


def _shares(case: Case) -> Table:
    whole = "live[@allocation]"
    formula = f'=IF({whole}="","",IF({whole}=0,0,by_priority[@cost]/{whole}))'
    return _priority_table(case, "shares", formula, "share", _OF_ALLOCATION, None)


def _sources(case: Case) -> Item:
    """Where the projects' money comes from."""
    found = [Line(name, BLOCKS[name], f"={name}_total[@amount]", unit=COST_UNIT) for name in SOURCES]
    total = f"=SUM([@{SOURCES[0]}]:[@{SOURCES[-1]}])"
    all_of_them = Line("all", "All sources", total, "total", COST_UNIT, label_style="total_label")
    return lines("sources", case.n_years, [*found, all_of_them])


SOURCES = ("direct", "joint", "short")
