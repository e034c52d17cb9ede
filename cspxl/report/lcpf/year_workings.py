"""The Year workings: the chosen scenario by year, roll-over by both rules, priorities and sources."""

from __future__ import annotations

from collections.abc import Callable

from cspxl.report.describe import Formula, Page, Put, Sheet, address
from cspxl.report.lcpf import layout, terms
from cspxl.report.lcpf.layout import Model, beside, sheet_ref
from cspxl.report.lcpf.terms import (
    BLOCKS,
    CHOSEN,
    COST_UNIT,
    INPUTS,
    LISTS,
    MEASURES,
    MONEY_UNIT,
    ROLLOVER,
    TESTS,
    USED,
    VALUE,
    YEARS,
)

_UNIT_COLUMN = 7
COST_LIKE = (
    terms.CANDIDATES, terms.OVER, terms.BEST_FIT, terms.COSTS, terms.PLACED, terms.NEED, terms.DIRECT_PLACED,
    terms.SHORT, "Spend", "Overspent",
)  # fmt: skip
NO_PRIORITY = "Without a valid priority"
SOURCES = ("Direct money", "Co-commissioned money", "Not funded")


def describe(model: Model) -> Sheet:
    """One formula along each line, one figure in one place."""
    cells = [
        Put(1, 1, "Year workings", "title"),
        Put(2, 1, "The chosen scenario by year. Nothing here is typed in. Empty: not known; totals leave it "
                  "out.", "note"),
        Put(terms.HEADER, 1, "Figure", "header"),
        *layout.year_header(model),
        Put(terms.HEADER, _UNIT_COLUMN, "Unit and sign", "header"),
        Put(terms.NUMBER, 1, "Year of the fund", "label"),
        *layout.year_numbers(model),
        *_chosen(model), *_used(model), *_live(model), *_rollovers(model), *_priorities(model), *_sources(model),
    ]  # fmt: skip
    bottom = model.source_top + len(SOURCES)
    return Sheet(
        YEARS,
        cells,
        widths={1: 44, **dict.fromkeys(range(VALUE, model.total_column + 1), 15), _UNIT_COLUMN: 24},
        page=Page(f"A1:{address(bottom, _UNIT_COLUMN)}", landscape=False, one_page=False, repeat_rows="4:5"),
        freeze=f"B{terms.FIRST}",
        locked=True,
    )


def line(
    model: Model, row: int, label: str | Formula, formula: Callable[[str], str], style: str = "money",
    unit: str = MONEY_UNIT, *, total: bool = True, label_style: str = "line_label",
) -> list[Put]:
    """A label, one formula along the years, their sum, unit and sign."""
    cells = [Put(row, 1, label, label_style)]
    for column, letter in zip(model.year_columns, model.year_letters, strict=True):
        cells.append(Put(row, column, Formula(formula(letter)), style))
    if total:
        span = f"{model.year_letters[0]}{row}:{model.year_letters[-1]}{row}"
        # A total of no years is not known; a total of some takes in those that are.
        cells.append(Put(row, model.total_column, Formula(f'=IF(COUNT({span})=0,"",SUM({span}))'), style))
    else:
        cells.append(Put(row, model.total_column, None, style))
    return [*cells, Put(row, model.total_column + 1, unit, "unit")]


def _chosen(model: Model) -> list[Put]:
    """The settings as used; one that is wrong is not available."""

    def tested(name: str, value: str) -> str:
        return f'=IF({TEST}!$B${model.setting(name)}<>"",NA(),{value})'

    formulas = (
        "=MATCH(scenario,scenario_name,0)",
        "=MATCH(year_shown,year_label,0)",
        tested("allow_advance", "IF(allow_advance=yes,1,0)"),
        tested("years_per_period", "years_per_period"),
        tested("rule_direct_share", "rule_direct_share"),
    )
    styles = ("figure", "figure", "yes_no", "figure", "share")
    cells = [Put(terms.FIRST, 1, "Settings, as used", "heading")]
    for at, (label, formula, style) in enumerate(zip(CHOSEN, formulas, styles, strict=True)):
        row = terms.FIRST + 1 + at
        cells += [Put(row, 1, label, "line_label"), Put(row, VALUE, Formula(formula), style)]
    return cells


TEST = sheet_ref(TESTS)


def _used(model: Model) -> list[Put]:
    """Inputs that passed their tests: empty is not known, or none for an uplift; a wrong one is not available."""

    def tested(name: str, empty: str) -> Callable[[str], str]:
        row = model.year_row(name)
        return lambda letter: (
            f'=IF({TEST}!{letter}${row}<>"",NA(),'
            f'IF(INDEX({name},1,{letter}${terms.NUMBER})="",{empty},INDEX({name},1,{letter}${terms.NUMBER})))'
        )

    top = model.used_top
    base, uplift, direct, joint, spend = (top + at for at in range(len(USED)))
    return [
        Put(top - 1, 1, "Inputs, as used", "heading"),
        *line(model, base, USED[0], tested("base_allocation", '""')),
        *line(model, uplift, USED[1], tested("uplift", "0")),
        *line(model, direct, USED[2], tested("direct_share", '""'), "share", "% of allocation", total=False),
        *line(model, joint, USED[3], lambda letter: f'=IF({letter}{direct}="","",1-{letter}{direct})', "share",
              "% of allocation", total=False),
        *line(model, spend, USED[4], tested("spend", '""'), unit=COST_UNIT),
    ]  # fmt: skip


def _live(model: Model) -> list[Put]:
    """The measures of the chosen scenario, looked up among all of them."""
    cells = [Put(model.live_top - 1, 1, Formula('="Chosen scenario: "&scenario'), "heading")]
    for measure in MEASURES:
        row = model.live_row(measure)
        ratio = measure == terms.COVER_RATIO
        style = "whole_share" if ratio else "money"
        cells += line(model, row, measure, _looked_up(model, row), style, _unit(measure), total=not ratio)
    return cells


def _looked_up(model: Model, row: int) -> Callable[[str], str]:
    key = f'scenario_number&": "&$A{row}'
    return lambda letter: "=" + model.scenario_lookup(key, f"{letter}${terms.NUMBER}")


def _unit(measure: str) -> str:
    if measure == terms.COVER_RATIO:
        return "% of the top slice"
    return COST_UNIT if measure in COST_LIKE else MONEY_UNIT


_ROLLOVERS = ("Roll-over, without an advance", "Roll-over, with an advance", "Roll-over, by the rule in force")


def _rollovers(model: Model) -> list[Put]:
    """Brought forward to overspent, without an advance, with it, and by the rule in force."""
    cells: list[Put] = []
    for rule, heading in enumerate(_ROLLOVERS):
        top = model.rollover_top(rule)
        cells.append(Put(top - 1, 1, heading, "heading"))
        for at, measure in enumerate(ROLLOVER):
            formula = _in_force(model, at) if rule == _IN_FORCE else _rolled(model, at, advance=rule == 1)
            cells += line(model, top + at, measure, formula, unit=_unit(measure), total=False)
    return [*cells, *_flags(model)]


_IN_FORCE = 2


def _rolled(model: Model, at: int, *, advance: bool) -> Callable[[str], str]:
    """A figure of LCPF_ROLLOVER: not known where a spend or an allocation is, not available where one is wrong."""
    first, last = model.year_letters[0], model.year_letters[-1]
    money, spent = (
        f"${first}${row}:${last}${row}"
        for row in (model.live_row(terms.AVAILABLE), model.used_top + USED.index("Spend"))
    )
    no_errors = ",".join(f"COUNT({span})+COUNTBLANK({span})=COLUMNS({span})" for span in (money, spent))
    rolled = f"LCPF_ROLLOVER({money},{spent},period_length,{str(advance).upper()})"
    return lambda letter: (
        f'=IFNA(INDEX({rolled},{letter}${terms.NUMBER},{at + 1}),IF(AND({no_errors}),"Not known",NA()))'
    )


def _in_force(model: Model, at: int) -> Callable[[str], str]:
    without, with_advance = (model.rollover_top(rule) + at for rule in range(_IN_FORCE))
    return lambda letter: f"=IF(advance_allowed,{letter}{with_advance},{letter}{without})"


def _flags(model: Model) -> list[Put]:
    """What to say of a year that spends more than it has; empty while it does not."""
    top = model.rollover_top(2)
    carried, over = (top + ROLLOVER.index(name) for name in ("Carried forward", "Overspent"))
    label = model.year_row("year_label")

    def formula(letter: str) -> str:
        year = f'{INPUTS}!{letter}${label}&": '
        advance = f'{year}advance of "&{layout.money(f"-{letter}{carried}")}&" from the next year"'
        return (
            f'=IF(ISTEXT({letter}{over}),"",IF({letter}{over}>0,{year}overspent by "&{layout.money(f"{letter}{over}")},'
            f'IF({letter}{carried}<0,{advance},"")))'
        )

    return line(model, model.flag_row, "Flag", formula, "beside", "Words", total=False)


def _priorities(model: Model) -> list[Put]:
    """Projects' cost by priority, and as a share of the year's allocation."""
    top, share_top = model.priority_top, model.share_top
    n = model.n_priorities
    total, missing = top + n + 1, top + n
    cells = [
        Put(top - 1, 1, "Projects' cost by priority", "heading"),
        Put(share_top - 1, 1, "Priorities as a share of the allocation", "heading"),
    ]
    for at in range(n):
        label, row = Formula(layout.text_of(f"{LISTS}!$A${terms.FIRST + at}")), top + at
        cells += line(model, row, label, _of_priority(model, row), unit=COST_UNIT)
        cells += line(
            model, share_top + at, label, _of_allocation(model, row), "share", "% of allocation", total=False,
        )
    cells += line(
        model, missing, NO_PRIORITY, lambda letter: f"={letter}{total}-SUM({letter}{top}:{letter}{missing - 1})",
        unit=COST_UNIT,
    )
    return cells + line(
        model, total, "All projects", _total_of(model, BLOCKS[0]), "total", COST_UNIT, label_style="total_label",
    )


def _of_priority(model: Model, row: int) -> Callable[[str], str]:
    """Projects' cost whose priority stands at the head of the row."""
    cost = BLOCKS[0]
    sheet, top, bottom = sheet_ref(terms.PROJECT_WORKINGS), model.block_top(cost), model.project_total(cost) - 1
    return lambda letter: (
        f"=SUMIFS({model.project_column(cost, beside(letter))},{sheet}!$C${top}:$C${bottom},$A{row})"
    )


def _of_allocation(model: Model, row: int) -> Callable[[str], str]:
    """A row as a share of the year's allocation."""
    whole = model.live_row(terms.ALLOCATION)
    return lambda letter: (
        f'=IF({letter}${whole}="","",IF({letter}${whole}=0,0,{letter}{row}/{letter}${whole}))'
    )


def _total_of(model: Model, name: str) -> Callable[[str], str]:
    """The total of a block of the project workings."""
    total = model.project_total(name)
    return lambda letter: f"={sheet_ref(terms.PROJECT_WORKINGS)}!{beside(letter)}${total}"


def _sources(model: Model) -> list[Put]:
    """Where the projects' money comes from."""
    top = model.source_top
    cells = [Put(top - 1, 1, "Projects' cost by source", "heading")]
    for at, name in enumerate(SOURCES):
        cells += line(model, top + at, name, _total_of(model, name), unit=COST_UNIT)
    last = top + len(SOURCES)
    return cells + line(
        model, last, "All sources", lambda letter: f"=SUM({letter}{top}:{letter}{last - 1})", "total", COST_UNIT,
        label_style="total_label",
    )
