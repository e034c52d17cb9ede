"""Co-commissioning in the London Crime Prevention Fund: which candidates the top slice can pay for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from cspxl.facts import fund_rules
from cspxl.functions.lcpf import CATEGORY, COCOMMISSIONED, PENNY, check_cocommissioned, divide, pounds, whole_units
from cspxl.functions.windows import complete, shaped_like
from cspxl.registry import Argument, Kind, Number, Result, as_grid, excel_function
from cspxl.values import CellError, CellFault, exact, is_blank

COSTS = "Cost of each candidate, in pounds; a blank is a spare row. No more than 40."
_SOURCE = "London Borough of Barking and Dagenham, London Crime Prevention Fund report, February 2017, paragraph 4.2"
_SHARE = fund_rules().cocommissioned_share
_MOST_COSTS = 40  # two halves of a million sums each; two costs more would double them
_A_SUM = 30  # steps to make a sum of some costs, put it in order and look at it
_PENCE = 100


def _steps(costs: int) -> int:
    """What trying all subsets costs."""
    return _A_SUM << (costs + 1) // 2 if costs <= _MOST_COSTS else 0


def _read_costs(argument: Argument) -> list[list[int | None]]:
    """Costs in pence; None for a spare row."""
    grid = as_grid(argument)
    pounds_each = complete(cell for row in grid for cell in row if not is_blank(cell))
    if len(pounds_each) > _MOST_COSTS:
        raise CellFault(CellError.NUM)
    pence = iter([whole_units(cost, PENNY) for cost in pounds_each])
    return [[None if is_blank(cell) else next(pence) for cell in row] for row in grid]


Costs = Annotated[Sequence[Sequence[int | None]], Kind("range", _read_costs, is_range=True)]


@excel_function(
    "LCPF_TOPSLICE",
    example="=LCPF_TOPSLICE(644000,{40000;40000;13000;40000;6000;110000;48000;32000})",
    help="A column: top slice, candidates' total, over-subscription, cover, best fit, unplaced.",
    args={
        "allocation": "Allocation in pounds.",
        "costs": COSTS,
        "cocommissioned": COCOMMISSIONED,
    },
    category=CATEGORY,
    source=_SOURCE,
    steps=_steps,
)
def lcpf_topslice(allocation: Number, costs: Costs, cocommissioned: Number = _SHARE) -> Result:
    """The top slice is in whole pounds, as LCPF_ALLOCATE gives it."""
    check_cocommissioned(cocommissioned)
    _, slice_in_pounds = divide(allocation, exact(cocommissioned), 1)
    top_slice = slice_in_pounds * _PENCE
    pence = [cost for row in costs for cost in row if cost is not None]
    total = sum(pence)
    best = sum(cost for cost, fits in zip(pence, _best_fit(top_slice, pence), strict=True) if fits)
    cover = total / top_slice if top_slice else CellError.DIV0
    slice_, total_, over, fit, unplaced = (
        pounds(money, PENNY) for money in (top_slice, total, total - top_slice, best, top_slice - best)
    )
    return [[cell] for cell in (slice_, total_, over, cover, fit, unplaced)]


@excel_function(
    "LCPF_BEST_FIT",
    example="=LCPF_BEST_FIT(193200,{40000;40000;13000;40000;6000;110000;48000;32000})",
    help="TRUE beside each cost of the largest total not above the target; then fewest projects, then the earliest.",
    args={"target": "Amount in pounds to fill.", "costs": COSTS},
    category=CATEGORY,
    source=_SOURCE,
    steps=_steps,
)
def lcpf_best_fit(target: Number, costs: Costs) -> Result:
    """Exact for up to 40 costs."""
    candidates = [cost for row in costs for cost in row if cost is not None]
    fits = iter(_best_fit(whole_units(target, PENNY), candidates))
    return shaped_like(costs, (cost is not None and next(fits) for row in costs for cost in row))


def _best_fit(target: int, costs: Sequence[int]) -> list[bool]:
    """Which costs make the largest total not above the target.

    Each cost becomes one number that also holds the rules for ties: its pence above; below them a penalty for one
    more project, eased by a bit for its place, the first place having the highest. So the largest sum not above the
    target is the answer, and can be read back from it. Two halves of the costs give at most 2 ** 20 sums each;
    both sorted, they are met from opposite ends.
    """
    n = len(costs)
    penalty = 1 << (n + 1)
    shift = n + 1 + n.bit_length()
    items = [(cost << shift) - penalty + (1 << (n - 1 - place)) for place, cost in enumerate(costs)]
    top = target << shift
    lower, upper = _sums(items[::2], top), _sums(items[1::2], top)
    best, partner = 0, len(upper) - 1
    for sum_ in lower:
        while sum_ + upper[partner] > top:
            partner -= 1
        best = max(best, sum_ + upper[partner])
    ties = -best % (1 << shift)
    places = -ties % penalty
    return [bool(places >> (n - 1 - place) & 1) for place in range(n)]


def _sums(items: list[int], top: int) -> list[int]:
    """The sums, not above the top, of every subset, in order."""
    sums = [0]
    for item in items:
        sums = sorted([*sums, *(sum_ + item for sum_ in sums if sum_ + item <= top)])
    return sums
