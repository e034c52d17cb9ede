"""The model in words: sentences that are formulas, so that they cannot contradict the tables."""

from __future__ import annotations

from cspxl.report.describe import block
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.layout import Model, beside, money, sheet_ref
from cspxl.report.lcpf.scenario_workings import rule_cell
from cspxl.report.lcpf.terms import (
    BLOCKS,
    ROLLOVER,
)

_MENDING = "Not available: an input needs mending (see Checks)."


def sentences(model: Model) -> list[str]:
    """One fact each, as formula texts without an equals sign."""
    texts = (
        _first_year(model), _second_year(model), _rule(model), _split(model), _candidates(model), _best_fit(model),
        _largest(model), _projects(model), _rollover(model),
    )  # fmt: skip
    return [f'IFERROR({text},"{_MENDING}")' for text in texts]


def year(at: int) -> str:
    """The label of a year."""
    return f"INDEX(year_label,1,{at})"


def _status(at: int) -> str:
    return f"LOWER(INDEX(status,1,{at}))"


def _first_year(model: Model) -> str:
    whole, base, uplift = (model.live_at(name, 1) for name in (terms.ALLOCATION, terms.BASE, terms.UPLIFT))
    known = (
        f'"The allocation for "&{year(1)}&" is "&{money(whole)}&" ("&{_status(1)}&")"'
        f'&IF({uplift}=0,"",", of which "&{money(uplift)}&" is uplift on "&{money(base)})&"."'
    )
    return f'IF({whole}="","The allocation for "&{year(1)}&" is not known yet.",{known})'


def _second_year(model: Model) -> str:
    before, after = model.live_at(terms.ALLOCATION, 1), model.live_at(terms.ALLOCATION, 2)
    known = (
        f'"For "&{year(2)}&" it is "&{money(after)}&" ("&{_status(2)}&")"'
        f'&IF({before}="","",": "&CHANGE_TEXT({after},{before})&" on "&{year(1)})&"."'
    )
    return f'IF({after}="","The allocation for "&{year(2)}&" is not known yet.",{known})'


def _rule(model: Model) -> str:
    by_rule, difference = rule_cell(model, 0), rule_cell(model, 1)
    how = f'IF({difference}=0,"the same.",{money(f"ABS({difference})")}&IF({difference}>0," more."," less."))'
    known = (
        f'"By the fund\'s rule, "&TEXT(rule_share,"0%")&" of "&{year(1)}&" would be "&{money(by_rule)}'
        f'&" direct: "&{year(2)}&" is "&{how}'
    )
    return f'IF({difference}="","The two years cannot be compared with the fund\'s rule yet.",{known})'


def _split(model: Model) -> str:
    direct, slice_, whole = (
        model.live_at(name, "year_number") for name in (terms.DIRECT, terms.TOP_SLICE, terms.ALLOCATION)
    )

    def share(part: str) -> str:
        return f'TEXT({part}/{whole},"0%")&" ("&{money(part)}&")'

    known = (
        f'IF({slice_}=0,"In "&year_shown&" all of the allocation is direct borough funding.",'
        f'"In "&year_shown&", "&{share(direct)} is direct borough funding and "&{share(slice_)} is the top slice '
        f'for co-commissioning.")'
    )
    return f'IF({whole}="","The split of "&year_shown&" is not known yet.",{known})'


def _candidates(model: Model) -> str:
    slice_, total, over, cover = (
        model.live_at(name, "year_number")
        for name in (terms.TOP_SLICE, terms.CANDIDATES, terms.OVER, terms.COVER_RATIO)
    )
    top = model.block_top(BLOCKS[1])
    letters = [beside(letter) for letter in model.year_letters]
    costs = block(terms.PROJECT_WORKINGS, top, terms.BLOCK_YEAR, model.project_total(BLOCKS[1]) - 1,
                  terms.BLOCK_YEAR + len(letters) - 1)  # fmt: skip
    count = f"SUMPRODUCT((INDEX({costs},0,year_number)>0)*1)"
    some = (
        f'{count}&" candidates worth "&{money(total)}&" are "&TEXT({cover},"0%")&" of the top slice: "'
        f'&{money(f"ABS({over})")}&IF({over}<0," less"," more")&" than it holds."'
    )
    none = '"No project is a candidate for co-commissioning in "&year_shown&"."'
    return (
        f'IF({slice_}="","The top slice of "&year_shown&" is not known yet.",IF({slice_}=0,"Nothing is co-commissioned '
        f'in "&year_shown&".",IF({total}=0,{none},{some})))'
    )


def _best_fit(model: Model) -> str:
    fit, unplaced, slice_ = (
        model.live_at(name, "year_number") for name in (terms.BEST_FIT, terms.UNPLACED, terms.TOP_SLICE)
    )
    known = (
        f'"The best fit for the top slice places "&{money(fit)}&" and leaves "&{money(unplaced)}&" unplaced."'
    )
    return f'IF({slice_}="","The best fit is not known yet.",IF({slice_}=0,"There is no top slice to place.",{known}))'


def _largest(model: Model) -> str:
    sheet, letter, top = sheet_ref(terms.YEARS), model.year_letters[0], model.priority_top
    bottom = top + model.n_priorities - 1
    costs, names = f"{sheet}!${letter}${top}:${letter}${bottom}", f"{sheet}!$A${top}:$A${bottom}"
    whole = model.live_at(terms.ALLOCATION, 1)
    known = (
        f'INDEX({names},MATCH(MAX({costs}),{costs},0))&" is the largest priority in "&{year(1)}&": "'
        f'&{money(f"MAX({costs})")}&IF(N({whole})=0,".",", "&TEXT(MAX({costs})/{whole},"0%")&" of the allocation.")'
    )
    return f'IF(MAX({costs})=0,"No project has a cost in "&{year(1)}&" yet.",{known})'


def _projects(model: Model) -> str:
    costs, direct, joint, short, spare = (
        model.live_at(name, "year_number")
        for name in (terms.COSTS, terms.DIRECT_PLACED, terms.PLACED, terms.SHORT, terms.SPARE)
    )
    known = (
        f'"Of the projects\' "&{money(costs)}&" in "&year_shown&", "&{money(direct)}&" is direct and "&{money(joint)}'
        f'&" co-commissioned; "&IF({short}=0,"all is funded.",{money(short)}&" is not funded.")'
    )
    return (
        f'IF({costs}=0,"No project has a cost in "&year_shown&" yet.",IF({spare}="","The projects\' money in "'
        f'&year_shown&" is not known yet.",{known}))'
    )


def _rollover(model: Model) -> str:
    """What the last year with a spend leaves behind."""
    last = f"COUNT({model.names['spend']})"
    top = model.rollover_top(2)

    def figure(name: str) -> str:
        row = top + ROLLOVER.index(name)
        return f"INDEX({block(terms.YEARS, row, terms.VALUE, row, model.total_column - 1)},1,{last})"

    def so_far(name: str) -> str:
        row = top + ROLLOVER.index(name)
        return f"SUM({block(terms.YEARS, row, terms.VALUE, row, model.total_column - 1)})"

    carried, lapsed, over = figure("Carried forward"), so_far("Lapsed"), so_far("Overspent")
    known = (
        f'"At the end of "&INDEX(year_label,1,{last})&" "&{money(carried)}&" is carried forward; so far "'
        f'&{money(lapsed)}&" has lapsed and "&{money(over)}&" was overspent."'
    )
    return (
        f'IF({last}=0,"No spend has been entered yet: nothing is carried forward.",'
        f'IF(ISTEXT({carried}),"What is carried forward is not known yet.",{known}))'
    )


def priorities(model: Model) -> str:
    """The priorities of year 1 with their cost and share, in one sentence."""
    sheet, letter = sheet_ref(terms.YEARS), model.year_letters[0]
    parts = []
    for at in range(model.n_priorities):
        row, share = model.priority_top + at, model.share_top + at
        cost = f"{sheet}!${letter}${row}"
        of = f'IF({sheet}!${letter}${share}="",""," ("&TEXT({sheet}!${letter}${share},"0%")&")")'
        joined = '"; "&' if at else ""
        parts.append(f'{joined}{sheet}!$A${row}&" "&{money(cost)}&{of}')
    return f'IFERROR("By priority, "&{year(1)}&" has "&{"&".join(parts)}&".","{_MENDING}")'
