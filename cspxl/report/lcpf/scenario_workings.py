"""The Scenario workings: every scenario by year, one below the other, and the bridge from year 1 to year 2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cspxl.report.describe import Formula
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.by_year import Line, lines, text_of, year_head
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.terms import MEASURES, SCENARIO_INPUTS
from cspxl.report.stack import Below, Beside, Column, Gap, Item, Spelling, Stack, Table, Text, holding

_LAST_MEASURE: Final = list(MEASURES)[-1]


def describe(case: Case) -> Stack:
    """A block for each scenario: what happens, then the measures."""
    head: list[Item] = [
        Below([Text("Figure", "header"), Text("Year of the fund", "label")]),
        year_head("scenario_years", case.n_years),
        *(Text(text, "header", name=name) for text, name in
          (("Total", "scenario_all_years"), ("Unit and sign", ""), ("Key", ""))),
    ]  # fmt: skip
    blocks = [_block(case, at) for at in range(1, len(case.scenarios) + 1)]
    return Stack(
        terms.SCENARIO_WORKINGS,
        [
            Text("Scenario workings", "title"),
            Text("Every scenario by year, by the same formulas. Nothing here is typed in. Empty: not known.", "note"),
            Gap(),
            Beside(head),
            *(item for block in blocks for item in (block, Gap())),
            Gap(),
            Text("Bridge from year 1 to year 2, £, + is money in", "heading"),
            _bridge(),
            Gap(),
            _against_rule(),
        ],
        widths={1: 44, **dict.fromkeys(range(2, case.n_years + 3), 15), case.n_years + 3: 24, case.n_years + 4: 40},
        landscape=False,
        one_page=False,
        repeats="scenario_years",
        freeze="scenario_1[scenario]",
        locked=True,
    )


def _block(case: Case, at: int) -> Item:
    """One scenario: ``scenario_1[allocation]`` by year, and ``scenario_1_key`` with its number and the keys."""
    name = f"scenario_{at}"
    number = f"{name}_key[scenario]"
    heading = Formula(text_of(f"INDEX(scenario_name,{number})"))
    measured = _measures()
    found = [
        Line("scenario", heading, None, "", "", total=False, label_style="heading"),
        *(Line(key, label, _happens(key, number), "share", "%", total=False) for key, label in SCENARIO_INPUTS.items()),
        *(Line(key, label, measured[key], terms.style(key), terms.unit(key), total=key != "cover")
          for key, label in MEASURES.items()),
    ]  # fmt: skip
    keys = [
        holding("scenario", at, "year_number"),
        *(Column(key, formula=f'={number}&": "&{name}[#${key}]', style="unit")
          for key in (*SCENARIO_INPUTS, *MEASURES)),
    ]  # fmt: skip
    spelling = Spelling(span="$A$1")
    return Beside([
        lines(name, case.n_years, found),
        Table(f"{name}_key", keys, headings=None, across=True, spelling=spelling),
    ])  # fmt: skip


def looked_up(case: Case, key: str, column: str) -> str:
    """A figure of any scenario: ``key`` is its number and the measure, ``column`` counts the years."""
    last = len(case.scenarios)
    values = f"scenario_1[scenario]:scenario_{last}_total[{_LAST_MEASURE}]"
    keys = f"scenario_1_key[scenario]:scenario_{last}_key[{_LAST_MEASURE}]"
    return f"INDEX({values},MATCH({key},{keys},0),{column})"


def of_all_scenarios(case: Case, measure: str) -> str:
    """A measure of a year, summed over all scenarios."""
    last = len(case.scenarios)
    figures = f"scenario_1[@scenario$]:scenario_{last}[@{_LAST_MEASURE}$]"
    labels = f"scenario_1[#scenario]:scenario_{last}[#{_LAST_MEASURE}]"
    return f'SUMIFS({figures},{labels},"{MEASURES[measure]}")'


def _happens(name: str, number: str) -> str:
    """What happens in the scenario, from inputs that passed their tests."""
    return f'=IF(INDEX({name}_tests[share$],{number})<>"",NA(),INDEX({name},{number},scenario_years[@number]))'


def _measures() -> dict[str, str]:
    """Each measure. A year without an allocation stays empty."""

    def if_known(on: str, formula: str) -> str:
        return f'=IF({on}="","",{formula})'

    costs = "candidates[@amount, project=*]"
    split = "LCPF_ALLOCATE([@allocation],scenario_years[@number],used[@joint])"
    slice_ = f"LCPF_TOPSLICE([@allocation],{costs},used[@joint])"

    def topslice(place: int, none: str = "0") -> str:
        return if_known("[@top_slice]", f"IF([@top_slice]=0,{none},INDEX({slice_},{place},1))")

    return {
        "base": if_known("used[@base]", "ROUND(used[@base]*(1+[@allocation_change]),0)"),
        "uplift": if_known("[@base]", "ROUND(used[@uplift]*[@uplift_kept]*(1+[@allocation_change]),0)"),
        "allocation": if_known("[@base]", "[@base]+[@uplift]"),
        "direct": if_known("[@allocation]", f"INDEX({split},1,1)"),
        "top_slice": if_known("[@allocation]", f"INDEX({split},2,1)"),
        "candidates": topslice(2),
        "over": topslice(3),
        "cover": topslice(4, '"None"'),
        "best_fit": topslice(5),
        "unplaced": topslice(6),
        "won": if_known("[@top_slice]", "ROUND([@top_slice]*[@bids_won],0)"),
        "available": if_known("[@allocation]", "[@direct]+[@won]"),
        "costs": "=cost_total[@amount]",
        "placed": if_known("[@won]", f"INDEX(LCPF_TOPSLICE([@won],{costs},1),5,1)"),
        "need": if_known("[@placed]", "[@costs]-[@placed]"),
        "direct_placed": if_known("[@need]", "MIN([@direct],[@need])"),
        "short": if_known("[@need]", "[@need]-[@direct_placed]"),
        "spare": if_known("[@available]", "[@available]-[@placed]-[@direct_placed]"),
    }


class _Step(NamedTuple):
    """A step of the bridge: its name and amount as formulas; a level starts anew, another step moves the level."""

    name: str
    amount: str
    is_level: bool = False


def _steps() -> Sequence[_Step]:
    years = [f"inputs[$year_label$, year={at}]" for at in range(2)]

    def moved(measure: str) -> str:
        before, after = (f"live[{measure}, year={at}]" for at in range(2))
        return f'=IF(OR({before}="",{after}=""),"",{after}-{before})'

    def level(measure: str, at: int, sign: str = "") -> str:
        cell = f"live[{measure}, year={at}]"
        return f'=IF({cell}="","",{sign}{cell})'

    return [
        _Step(f'"Allocation "&{years[0]}', level("allocation", 0), is_level=True),
        _Step('"Change before uplift"', moved("base")),
        _Step('"Change in uplift"', moved("uplift")),
        _Step(f'"Allocation "&{years[1]}', level("allocation", 1), is_level=True),
        _Step('"Top slice"', level("top_slice", 1, "-")),
        _Step(f'"Direct "&{years[1]}', level("direct", 1), is_level=True),
        _Step('"Top slice won back"', level("won", 1)),
        _Step(f'"Available "&{years[1]}', level("available", 1), is_level=True),
    ]


BRIDGE_STEPS: Final = range(len(_steps()))
DRAWN: Final = ("hidden", "drawn_level", "rise", "fall")
"""What the chart of the bridge stacks; the first is not seen."""


def _bridge() -> Table:
    """From the money of year 1 to that of year 2, step by step; the last columns are what the chart draws."""
    steps = _steps()

    def column(name: str, heading: str, at_a_level: str, otherwise: str) -> Column:
        def formula(at: int) -> str:
            text = at_a_level if steps[at].is_level else otherwise
            return text.replace("{before}", f"[@$level, step={at - 1}]")

        return Column(name, heading, formula, style="money")

    return Table(
        "bridge",
        [
            Column("step", formula=lambda at: f'=IFERROR({steps[at].name},"Not available")', style="line_label"),
            Column("amount", formula=lambda at: steps[at].amount, style="money"),
            column("level", "Level after the step", "=[@$amount]", '=IF([@$amount]="","",{before}+[@$amount])'),
            column("hidden", "Hidden base", "=0", "=MIN(N({before}),N([@$level]))"),
            column("drawn_level", "Level", "=N([@$amount])", "=0"),
            column("rise", "Rise", "=0", "=MAX(N([@$amount]),0)"),
            column("fall", "Fall", "=0", "=MAX(-N([@$amount]),0)"),
        ],
        BRIDGE_STEPS,
        axes=lambda at: {"step": at},
        heading_height=30,
    )


def _against_rule() -> Item:
    """What year 2 would be if it were the rule's share of year 1, and what it is: actual allocations are inputs."""
    before, after = (f"live[allocation, year={at}]" for at in range(2))
    direct, second = "live[direct, year=1]", "scenario_years[$number$, year=1]"
    found = [
        Column("by_rule", "Direct funding of year 2 by the fund's rule",
               f'=IF({before}="","",INDEX(LCPF_ALLOCATE({before},{second},1-rule_share),1,1))', style="money"),
        Column("difference", "Direct funding of year 2 less that",
               f'=IF(OR({before}="",{direct}=""),"",{direct}-rule[by_rule])', style="money"),
        Column("change", "Change of the allocation from year 1 to year 2",
               f'=IF(OR({before}="",{after}=""),"",IF({before}=0,"",PCT_CHANGE({after},{before})))', style="share"),
    ]  # fmt: skip
    units = (terms.MONEY_UNIT, terms.MONEY_UNIT, "%, + is more money")
    beside = [holding(column.name, unit, "unit") for column, unit in zip(found, units, strict=True)]
    return Beside([
        Table("rule", found, headings="line_label", across=True),
        Table("rule_units", beside, headings=None, across=True),
    ])
