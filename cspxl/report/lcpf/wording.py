"""The model in words: sentences that are formulas, so that they cannot contradict the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspxl.report.lcpf.by_year import money
from cspxl.report.lcpf.case import Case

_MENDING = "Not available: an input needs mending (see Checks)."


def sentences() -> Mapping[str, str]:
    """One fact each, as formula texts without an equals sign, by what they are about."""
    texts = {
        "first_year": _first_year(),
        "second_year": _second_year(),
        "rule": _rule(),
        "split": _split(),
        "candidates": _candidates(),
        "best_fit": _best_fit(),
        "largest": _largest(),
        "projects": _projects(),
        "rollover": _rollover(),
    }
    return {about: f'IFERROR({text},"{_MENDING}")' for about, text in texts.items()}


def year(at: int) -> str:
    """The label of a year."""
    return f"INDEX(year_label,1,{at})"


def live_at(measure: str, year: int | str = "year_number") -> str:
    """A measure of the chosen scenario, in a year given by its number, or by the name of a cell that has it."""
    return f"INDEX(live[{measure}],{year})"


def _status(at: int) -> str:
    return f"LOWER(INDEX(status,1,{at}))"


def _first_year() -> str:
    whole, base, uplift = (live_at(name, 1) for name in ("allocation", "base", "uplift"))
    known = (
        f'"The allocation for "&{year(1)}&" is "&{money(whole)}&" ("&{_status(1)}&")"'
        f'&IF({uplift}=0,"",", of which "&{money(uplift)}&" is uplift on "&{money(base)})&"."'
    )
    return f'IF({whole}="","The allocation for "&{year(1)}&" is not known yet.",{known})'


def _second_year() -> str:
    before, after = live_at("allocation", 1), live_at("allocation", 2)
    known = (
        f'"For "&{year(2)}&" it is "&{money(after)}&" ("&{_status(2)}&")"'
        f'&IF({before}="","",": "&CHANGE_TEXT({after},{before})&" on "&{year(1)})&"."'
    )
    return f'IF({after}="","The allocation for "&{year(2)}&" is not known yet.",{known})'


def _rule() -> str:
    by_rule, difference = "rule[by_rule]", "rule[difference]"
    how = f'IF({difference}=0,"the same.",{money(f"ABS({difference})")}&IF({difference}>0," more."," less."))'
    known = (
        f'"By the fund\'s rule, "&TEXT(rule_share,"0%")&" of "&{year(1)}&" would be "&{money(by_rule)}'
        f'&" direct: "&{year(2)}&" is "&{how}'
    )
    return f'IF({difference}="","The two years cannot be compared with the fund\'s rule yet.",{known})'


def _split() -> str:
    direct, slice_, whole = (live_at(name) for name in ("direct", "top_slice", "allocation"))

    def share(part: str) -> str:
        return f'TEXT({part}/{whole},"0%")&" ("&{money(part)}&")'

    known = (
        f'IF({slice_}=0,"In "&year_shown&" all of the allocation is direct borough funding.",'
        f'"In "&year_shown&", "&{share(direct)} is direct borough funding and "&{share(slice_)} is the top slice '
        f'for co-commissioning.")'
    )
    return f'IF({whole}="","The split of "&year_shown&" is not known yet.",{known})'


def _candidates() -> str:
    slice_, total, over, cover = (live_at(name) for name in ("top_slice", "candidates", "over", "cover"))
    count = "SUMPRODUCT((INDEX(candidates[$amount$],0,year_number)>0)*1)"
    some = (
        f'{count}&" candidates worth "&{money(total)}&" are "&TEXT({cover},"0%")&" of the top slice: "'
        f'&{money(f"ABS({over})")}&IF({over}<0," less"," more")&" than it holds."'
    )
    none = '"No project is a candidate for co-commissioning in "&year_shown&"."'
    return (
        f'IF({slice_}="","The top slice of "&year_shown&" is not known yet.",IF({slice_}=0,"Nothing is co-commissioned '
        f'in "&year_shown&".",IF({total}=0,{none},{some})))'
    )


def _best_fit() -> str:
    fit, unplaced, slice_ = (live_at(name) for name in ("best_fit", "unplaced", "top_slice"))
    known = (
        f'"The best fit for the top slice places "&{money(fit)}&" and leaves "&{money(unplaced)}&" unplaced."'
    )
    return f'IF({slice_}="","The best fit is not known yet.",IF({slice_}=0,"There is no top slice to place.",{known}))'


def _largest() -> str:
    costs, names, whole = "by_priority[cost, year=0]", "by_priority[label]", live_at("allocation", 1)
    known = (
        f'INDEX({names},MATCH(MAX({costs}),{costs},0))&" is the largest priority in "&{year(1)}&": "'
        f'&{money(f"MAX({costs})")}&IF(N({whole})=0,".",", "&TEXT(MAX({costs})/{whole},"0%")&" of the allocation.")'
    )
    return f'IF(MAX({costs})=0,"No project has a cost in "&{year(1)}&" yet.",{known})'


def _projects() -> str:
    costs, direct, joint, short, spare = (
        live_at(name) for name in ("costs", "direct_placed", "placed", "short", "spare")
    )
    known = (
        f'"Of the projects\' "&{money(costs)}&" in "&year_shown&", "&{money(direct)}&" is direct and "&{money(joint)}'
        f'&" co-commissioned; "&IF({short}=0,"all is funded.",{money(short)}&" is not funded.")'
    )
    return (
        f'IF({costs}=0,"No project has a cost in "&year_shown&" yet.",IF({spare}="","The projects\' money in "'
        f'&year_shown&" is not known yet.",{known}))'
    )


_SPENT: Final = "COUNT(inputs[spend])"  # the number of the last year with a spend


def _rollover() -> str:
    """What the last year with a spend leaves behind."""
    carried = f"INDEX(rolled[carried_forward],1,{_SPENT})"
    known = (
        f'"At the end of "&INDEX(year_label,1,{_SPENT})&" "&{money(carried)}&" is carried forward; so far "'
        f'&{money("SUM(rolled[lapsed])")}&" has lapsed and "&{money("SUM(rolled[overspent])")}&" was overspent."'
    )
    return (
        f'IF({_SPENT}=0,"No spend has been entered yet: nothing is carried forward.",'
        f'IF(ISTEXT({carried}),"What is carried forward is not known yet.",{known}))'
    )


def priorities(case: Case) -> str:
    """The priorities of year 1 with their cost and share, in one sentence."""
    parts = []
    for at in range(len(case.priorities)):
        label = f"by_priority[label, priority={at}]"
        cost, share = (f"{table}[cost, priority={at}, year=0]" for table in ("by_priority", "shares"))
        of = f'IF({share}="",""," ("&TEXT({share},"0%")&")")'
        joined = '"; "&' if at else ""
        parts.append(f'{joined}{label}&" "&{money(cost)}&{of}')
    return f'IFERROR("By priority, "&{year(1)}&" has "&{"&".join(parts)}&".","{_MENDING}")'
