"""The pages beside the Summary: projects and their money, and the scenarios side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from cspxl.report.describe import Formula, Highlight
from cspxl.report.lcpf import terms, tornado
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.fields import DIRECT, JOINT
from cspxl.report.lcpf.light import light_shown, lights, with_pence
from cspxl.report.stack import Column, Each, Gap, Item, Stack, Table, Text, holding


def page(
    name: str,
    title: str,
    about: str,
    sheet: str,
    items: Sequence[Item],
    highlights: Sequence[Highlight],
    *,
    landscape: bool = True,
    repeats: str = "",
) -> Stack:
    """A page of its own: title, what it is about, the light, the items. One that ``repeats`` headings may go on."""
    head: list[Item] = [
        Text(Formula(f'=area&": {title}"'), "title", height=26),
        Text(Formula(f"={about}"), "subtitle"),
        light_shown(sheet),
        Gap(height=8),
    ]
    return Stack(
        name,
        [*head, *items],
        highlights=[*lights(sheet), *highlights],
        landscape=landscape,
        one_page=not repeats,
        repeats=repeats,
        tab_colour="1F3864",
        locked=True,
    )


def funding(case: Case) -> Stack:
    """Every project with the source of every pound, and what else pays for its service, in the year shown."""
    size = case.project_slots

    def at(project: int) -> str:
        return f"(chosen[year]-1)*{size}+{project + 1}"

    def of_service(name: str) -> Callable[[int], str]:
        weighted = 'IF(chosen[weighted]=1,"n/a",{})' if name in {"gap", "share"} else "{}"

        def formula(row: int) -> str:
            return f'=IF(projects_used[@id]="","",{weighted.format(f"INDEX(services[{name}],{at(row)})")})'

        return formula

    def costed(row: int, text: str) -> str:
        known = f"INDEX(services[costed],{at(row)})"
        return f'=IF(projects_used[@id]="","",IF({known}=0,"Not costed",{text}))'

    def of_placing(name: str) -> Callable[[int], str]:
        placed = "INDEX(placing[{}],INDEX(services[at],{}))"
        return lambda row: costed(row, f'IF(chosen[weighted]=1,"n/a",{placed.format(name, at(row))})')

    def cost(row: int) -> str:
        return costed(row, f"INDEX(services[cost],{at(row)})")

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
            Column("name", "Project", "=projects_used[@name]", style="line_label", width=40),
            Column("priority", formula="=projects_used[@priority]", style="line_label", width=30),
            Column("cost", "Cost", cost, style="money", width=13),
            *(Column(name, head, make(name), style="money", width=13) for name, head, make in money),
            Column("share", "Fund share", of_service("share"), style="share", width=10),
        ],
        range(size),
        axes=lambda row: {"project": row},
        heading_height=28,
    )
    sums = [
        holding("label", None, ""),
        holding("all", Formula(_all_costed()), "total_label"),
        holding("none", "", "total_label"),
    ]
    totals = [
        Column(
            f"sum_{name}",
            formula=f'=IF(SUMPRODUCT((funding[{name}]="Not known")*1)>0,"Not known",'
            f"IF(chosen[weighted]=1,told[{name}],SUM(funding[{name}])))",
            style="total",
        )
        for name in ("cost", "placed_direct", "placed_joint", "not_funded")
    ]
    weighted = (
        'IF(chosen[weighted]=1," Bids are weighted by their chances: a project is paid or not, so '
        'only the totals are told.","")'
    )
    return page(
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


def _all_costed() -> str:
    missing = "INDEX(top_slice[not_costed],chosen[year])"
    return f'=IF({missing}=0,"All","All, "&{missing}&" not costed")'


COMPARED: Final = (
    ("Allocation", "allocation", ""),
    ("Direct", "direct", ""),
    ("Top slice", "top", ""),
    ("Direct brought forward", "brought", DIRECT),
    ("Direct clawback", "clawback", DIRECT),
    ("Direct available", "available", DIRECT),
    ("Co-commissioned available", "available", JOINT),
    ("Cost put to direct", "need", DIRECT),
    ("Placed on direct", "placed", DIRECT),
    ("Placed on co-commissioned", "placed", JOINT),
    ("Not funded, direct", "not_funded", DIRECT),
    ("Not funded, co-commissioned", "not_funded", JOINT),
    ("Unplaced, direct", "unplaced", DIRECT),
    ("Unplaced, co-commissioned", "unplaced", JOINT),
    ("Direct spend", "spend", DIRECT),
    ("Direct carried forward", "carried", DIRECT),
    ("Direct lapsed", "lapsed", DIRECT),
    ("Direct overspent", "overspent", DIRECT),
)


_NAMED: Final = '=IF(scenario_names[@name]="","(spare)",scenario_names[@name])'


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
                    Column("amount", Formula(_NAMED), cell, style="money", width=16),
                ],
            ),
        ],
        [(year, at) for year in range(case.n_years) for at in range(len(COMPARED))],
        axes=lambda row: {"compared_line": row[0] * len(COMPARED) + row[1]},
        heading_height=30,
    )
    about = '"Base: the bids that are won. Closed years are the same in every scenario."'
    return page(
        terms.SCENARIO_PAGE,
        "scenarios side by side",
        about,
        "scenarios",
        [*tornado.items(), table],
        landscape=False,
        repeats="compared",
        highlights=[with_pence("compared[amount]", "compared"), with_pence("tornado[up]:tornado[down]", "tornado")],
    )
