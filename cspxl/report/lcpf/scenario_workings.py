"""The Scenario workings: every scenario by year, one below the other, and the bridge from year 1 to year 2."""

from __future__ import annotations

from collections.abc import Callable

from cspxl.report.describe import Formula, Page, Put, Sheet, address, row_of
from cspxl.report.lcpf import layout, terms, year_workings
from cspxl.report.lcpf.layout import Model, beside, sheet_ref, text_of
from cspxl.report.lcpf.terms import (
    BLOCKS,
    KEY,
    MEASURES,
    PARAMETERS,
    SCENARIO_WORKINGS,
    USED,
    VALUE,
)

BRIDGE_STEPS = 8
BRIDGE_COLUMNS = ("Step", "Amount", "Level after the step", "Hidden base", "Level", "Rise", "Fall")


def describe(model: Model) -> Sheet:
    """A block for each scenario: what happens, then the measures."""
    cells = [
        Put(1, 1, "Scenario workings", "title"),
        Put(2, 1, "Every scenario by year, by the same formulas. Nothing here is typed in. Empty: not known.", "note"),
        Put(terms.HEADER, 1, "Figure", "header"),
        *layout.year_header(model),
        *row_of(terms.HEADER, KEY - 1, ["Unit and sign", "Key"], "header"),
        Put(terms.NUMBER, 1, "Year of the fund", "label"),
        *layout.year_numbers(model),
    ]
    for at in range(model.n_scenarios):
        cells += _block(model, at)
    cells += [*_bridge(model), *_against_rule(model)]
    bottom = model.bridge_top + BRIDGE_STEPS + 1 + len(_RULE_LINES)
    return Sheet(
        SCENARIO_WORKINGS,
        cells,
        widths={1: 44, **dict.fromkeys(range(VALUE, model.total_column + 1), 15), KEY - 1: 24, KEY: 40},
        heights={model.bridge_top: 30},
        page=Page(f"A1:{address(bottom, KEY)}", landscape=False, one_page=False, repeat_rows="4:5"),
        freeze=f"B{terms.FIRST}",
        locked=True,
    )


def _block(model: Model, at: int) -> list[Put]:
    top = model.scenario_block(at)
    heading = top - 1
    cells = [
        Put(heading, 1, Formula(text_of(f"INDEX(scenario_name,$H${heading})")), "heading"),
        Put(heading, KEY, at + 1, "year_number"),
    ]
    formulas = _parameters(model, heading) | _measures(model, top)
    for place, label in enumerate((*PARAMETERS, *MEASURES)):
        row = top + place
        style, unit = "money", terms.COST_UNIT if label in year_workings.COST_LIKE else terms.MONEY_UNIT
        if label in PARAMETERS or label == terms.COVER_RATIO:
            style, unit = ("whole_share", "% of the top slice") if label == terms.COVER_RATIO else ("share", "%")
        cells += year_workings.line(model, row, label, formulas[label], style, unit, total=style == "money")
        cells.append(Put(row, KEY, Formula(f'=$H${heading}&": "&$A{row}'), "unit"))
    return cells


def _parameters(model: Model, heading: int) -> dict[str, Callable[[str], str]]:
    """What happens in the scenario, from inputs that passed their tests."""

    def tested(name: str) -> Callable[[str], str]:
        top = model.scenario_top(name)
        tests = f"{year_workings.TEST}!{{l}}${top}:{{l}}${top + model.n_scenarios - 1}"
        return lambda letter: (
            f'=IF(INDEX({tests.replace("{l}", letter)},$H${heading})<>"",NA(),'
            f"INDEX({name},$H${heading},{letter}${terms.NUMBER}))"
        )

    return {label: tested(name) for label, name in zip(PARAMETERS, terms.SCENARIO_ROWS, strict=True)}


def _measures(model: Model, top: int) -> dict[str, Callable[[str], str]]:
    """Each measure about the letter of a year's column. A year without an allocation stays empty."""
    row = {label: top + place for place, label in enumerate((*PARAMETERS, *MEASURES))}
    joint, base, uplift = USED[3], USED[0], USED[1]

    def used(label: str, letter: str) -> str:
        return model.used(USED.index(label), letter)

    def if_known(on: str, formula: str) -> Callable[[str], str]:
        """The formula, its {measures} replaced by cells, where the measure it rests on is known."""

        def at(letter: str) -> str:
            text = f'=IF({{{on}}}="","",{formula})'
            for label in sorted(row, key=len, reverse=True):
                text = text.replace(f"{{{label}}}", f"{letter}{row[label]}")
            candidates = model.project_column(BLOCKS[1], beside(letter))
            return (
                text.replace("{year}", f"{letter}${terms.NUMBER}").replace("{joint}", used(joint, letter))
                .replace("{base}", used(base, letter)).replace("{uplift}", used(uplift, letter))
                .replace("{costs}", candidates)
            )  # fmt: skip

        return at

    kept, change, won = f"{{{terms.KEPT}}}", f"{{{terms.CHANGE}}}", f"{{{terms.BIDS}}}"
    m = {label: f"{{{label}}}" for label in MEASURES}
    split = f"LCPF_ALLOCATE({m[terms.ALLOCATION]},{{year}},{{joint}})"
    slice_ = f"LCPF_TOPSLICE({m[terms.ALLOCATION]},{{costs}},{{joint}})"

    def topslice(place: int, none: str = "0") -> Callable[[str], str]:
        return if_known(terms.TOP_SLICE, f"IF({m[terms.TOP_SLICE]}=0,{none},INDEX({slice_},{place},1))")

    costs = model.project_total(BLOCKS[0])
    return {
        terms.BASE: if_known("base", f"ROUND({{base}}*(1+{change}),0)"),
        terms.UPLIFT: if_known(terms.BASE, f"ROUND({{uplift}}*{kept}*(1+{change}),0)"),
        terms.ALLOCATION: if_known(terms.BASE, f"{m[terms.BASE]}+{m[terms.UPLIFT]}"),
        terms.DIRECT: if_known(terms.ALLOCATION, f"INDEX({split},1,1)"),
        terms.TOP_SLICE: if_known(terms.ALLOCATION, f"INDEX({split},2,1)"),
        terms.CANDIDATES: topslice(2),
        terms.OVER: topslice(3),
        terms.COVER_RATIO: topslice(4, '"None"'),
        terms.BEST_FIT: topslice(5),
        terms.UNPLACED: topslice(6),
        terms.WON: if_known(terms.TOP_SLICE, f"ROUND({m[terms.TOP_SLICE]}*{won},0)"),
        terms.AVAILABLE: if_known(terms.ALLOCATION, f"{m[terms.DIRECT]}+{m[terms.WON]}"),
        terms.COSTS: lambda letter: f"={sheet_ref(terms.PROJECT_WORKINGS)}!{beside(letter)}${costs}",
        terms.PLACED: if_known(terms.WON, f"INDEX(LCPF_TOPSLICE({m[terms.WON]},{{costs}},1),5,1)"),
        terms.NEED: if_known(terms.PLACED, f"{m[terms.COSTS]}-{m[terms.PLACED]}"),
        terms.DIRECT_PLACED: if_known(terms.NEED, f"MIN({m[terms.DIRECT]},{m[terms.NEED]})"),
        terms.SHORT: if_known(terms.NEED, f"{m[terms.NEED]}-{m[terms.DIRECT_PLACED]}"),
        terms.SPARE: if_known(
            terms.AVAILABLE, f"{m[terms.AVAILABLE]}-{m[terms.PLACED]}-{m[terms.DIRECT_PLACED]}",
        ),
    }  # fmt: skip


def _bridge(model: Model) -> list[Put]:
    """From the money of year 1 to that of year 2, step by step; the last columns are what the chart draws."""
    top = model.bridge_top
    one, two = model.year_letters[:2]
    label = model.year_row("year_label")
    year = [f"{terms.INPUTS}!${letter}${label}" for letter in (one, two)]

    def moved(measure: str) -> str:
        before, after = (model.live(measure, f"${letter}") for letter in (one, two))
        return f'=IF(OR({before}="",{after}=""),"",{after}-{before})'

    def level(measure: str, letter: str, sign: str = "") -> str:
        cell = model.live(measure, f"${letter}")
        return f'=IF({cell}="","",{sign}{cell})'

    steps = [
        (f'="Allocation "&{year[0]}', level(terms.ALLOCATION, one), True),
        ('="Change before uplift"', moved(terms.BASE), False),
        ('="Change in uplift"', moved(terms.UPLIFT), False),
        (f'="Allocation "&{year[1]}', level(terms.ALLOCATION, two), True),
        ('="Top slice"', level(terms.TOP_SLICE, two, "-"), False),
        (f'="Direct "&{year[1]}', level(terms.DIRECT, two), True),
        ('="Top slice won back"', level(terms.WON, two), False),
        (f'="Available "&{year[1]}', level(terms.AVAILABLE, two), True),
    ]
    cells = [
        Put(top - 1, 1, "Bridge from year 1 to year 2, £, + is money in", "heading"),
        *row_of(top, 1, BRIDGE_COLUMNS, "header"),
    ]
    for at, (name, amount, is_level) in enumerate(steps, 1):
        row = top + at
        after = f"=$B{row}" if is_level else f'=IF($B{row}="","",$C{row - 1}+$B{row})'
        feed = (
            ("=0", f"=N($B{row})", "=0", "=0")
            if is_level
            else (f"=MIN(N($C{row - 1}),N($C{row}))", "=0", f"=MAX(N($B{row}),0)", f"=MAX(-N($B{row}),0)")
        )
        cells.append(Put(row, 1, Formula(f'=IFERROR({name[1:]},"Not available")'), "line_label"))
        cells += [Put(row, 2 + place, Formula(text), "money") for place, text in enumerate((amount, after, *feed))]
    return cells


_RULE_LINES = (
    ("Direct funding of year 2 by the fund's rule", "money", terms.MONEY_UNIT),
    ("Direct funding of year 2 less that", "money", terms.MONEY_UNIT),
    ("Change of the allocation from year 1 to year 2", "share", "%, + is more money"),
)


def rule_cell(model: Model, at: int) -> str:
    """Year 2 against year 1: by the rule, the difference from it, the change of the allocation."""
    row = model.bridge_top + BRIDGE_STEPS + 2 + at
    return f"{sheet_ref(SCENARIO_WORKINGS)}!$B${row}"


def _against_rule(model: Model) -> list[Put]:
    """What year 2 would be if it were the rule's share of year 1, and what it is: actual allocations are inputs."""
    one, two = (f"${letter}" for letter in model.year_letters[:2])
    before, after = (model.live(terms.ALLOCATION, letter) for letter in (one, two))
    direct = model.live(terms.DIRECT, two)
    formulas = (
        f'=IF({before}="","",INDEX(LCPF_ALLOCATE({before},$C${terms.NUMBER},1-rule_share),1,1))',
        f'=IF(OR({before}="",{direct}=""),"",{direct}-{rule_cell(model, 0)})',
        f'=IF(OR({before}="",{after}=""),"",IF({before}=0,"",PCT_CHANGE({after},{before})))',
    )
    cells = []
    for at, ((label, style, unit), text) in enumerate(zip(_RULE_LINES, formulas, strict=True)):
        row = model.bridge_top + BRIDGE_STEPS + 2 + at
        cells += [Put(row, 1, label, "line_label"), Put(row, 2, Formula(text), style), Put(row, 3, unit, "unit")]
    return cells
