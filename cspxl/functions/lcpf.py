"""The London Crime Prevention Fund. Money is worked out in whole pence; results are in pounds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil

from cspxl.facts import fund_rules
from cspxl.functions.windows import Numbers, available, both, shaped_like, vector
from cspxl.registry import Logical, Number, Range, Result, Whole, excel_function
from cspxl.values import Cell, CellError, CellFault, exact

CATEGORY = "CSP LCPF"
UNIT = "Parts are multiples of this many pounds (left out: 1)."
COCOMMISSIONED = "Share that is co-commissioned from year 2 (left out: 0.3)."
PENNY = 0.01
_RULES = fund_rules()


def whole_units(amount: float, unit: float) -> int:
    """How many units an amount of money has; one that is no whole number of units, or negative, is #NUM!."""
    size = exact(unit)
    if size <= 0 or size * 100 % 1:
        raise CellFault(CellError.NUM)
    units, rest = divmod(exact(amount), size)
    if rest or units < 0:
        raise CellFault(CellError.NUM)
    return int(units)


def pounds(units: int, unit: float) -> float:
    """Units of money as pounds."""
    return float(units * exact(unit))


def apportion(units: int, weights: Sequence[Decimal]) -> list[int]:
    """Largest-remainder shares of a whole number of units; equal remainders go to the earlier.

    Worked out in fractions, which tell equal remainders from nearly equal ones.
    """
    total = sum(map(Fraction, weights))
    quotas = [divmod(units * Fraction(weight), total) for weight in weights]
    shares = [whole for whole, _ in quotas]
    order = sorted(range(len(weights)), key=lambda at: -quotas[at][1])
    for at in order[: units - sum(shares)]:
        shares[at] += 1
    return shares


def divide(money: float, cocommissioned: Decimal, unit: float) -> list[int]:
    """Units of an allocation for direct borough funding and for co-commissioned services; a tie goes to direct."""
    return apportion(whole_units(money, unit), [1 - cocommissioned, cocommissioned])


def check_cocommissioned(share: float) -> None:
    """A share lies between 0 and 1; else #NUM!."""
    if not 0 <= share <= 1:
        raise CellFault(CellError.NUM)


@excel_function(
    "LCPF_ALLOCATE",
    example="=LCPF_ALLOCATE(644000)",
    help="Direct borough funding and co-commissioned services out of an allocation. Year 1 is all direct.",
    args={
        "allocation": "Allocation in pounds; a cell, or a range with one allocation for each year.",
        "year": "Year of the fund, 1 to 4 (left out: 2); a range where allocation is one.",
        "cocommissioned": COCOMMISSIONED,
        "unit": UNIT,
        "first_shared_year": "First year that is shared (left out: 2); where it is given, the fund may have any years.",
    },
    category=CATEGORY,
    source=_RULES.source,
)
def lcpf_allocate(
    allocation: Range,
    year: Range | None = None,
    cocommissioned: Number = _RULES.cocommissioned_share,
    unit: Number = 1,
    first_shared_year: Whole | None = None,
) -> Result:
    """A column for each year: direct above co-commissioned; a tie goes to direct.

    An error spoils only its own year; of one allocation it is the whole answer. The years of this fund are 1 to 4;
    another fund, which says when its sharing begins, may have more.
    """
    allocations = vector(allocation)
    years = vector(year) if year is not None else [_RULES.cocommissioned_from_year]
    if len(years) != len(allocations):
        raise CellFault(CellError.VALUE)
    check_cocommissioned(cocommissioned)
    share = exact(cocommissioned)
    if first_shared_year is not None and first_shared_year < 1:
        raise CellFault(CellError.NUM)
    if len(allocations) == 1:
        return [[part] for part in _split(allocations[0], years[0], share, unit, first_shared_year)]

    def column(amount: Cell, year_of_fund: Cell) -> list[Cell]:
        try:
            return _split(amount, year_of_fund, share, unit, first_shared_year)
        except CellFault as fault:
            return [fault.error, fault.error]

    return list(zip(*(column(*pair) for pair in zip(allocations, years, strict=True)), strict=True))


def _split(amount: Cell, year_of_fund: Cell, share: Decimal, unit: float, first_shared: int | None) -> list[Cell]:
    money, at = both(amount, year_of_fund)
    if at < 1 or at % 1 or (first_shared is None and at > _RULES.years):
        raise CellFault(CellError.NUM)
    joint = share if at >= (first_shared or _RULES.cocommissioned_from_year) else Decimal(0)
    return [pounds(part, unit) for part in divide(money, joint, unit)]


def _weights(weights: Sequence[Sequence[float]]) -> list[Decimal]:
    """Weights row by row; a negative one is #NUM!, a sum of 0 is #DIV/0!."""
    flat = [exact(weight) for row in weights for weight in row]
    if min(flat) < 0:
        raise CellFault(CellError.NUM)
    if not any(flat):
        raise CellFault(CellError.DIV0)
    return flat


@excel_function(
    "LCPF_APPORTION",
    example="=LCPF_APPORTION(193200,{40;40;13;40;6;110;48;32})",
    help="Shares of a total in proportion to weights, in whole units that add up to the total: largest remainders.",
    args={
        "total": "Amount in pounds to share out.",
        "weights": "Weight of each share: a range. The result has its shape.",
        "unit": UNIT,
    },
    category=CATEGORY,
    source="Hamilton's method of largest remainders, Balinski and Young (1982), Fair Representation",
)
def lcpf_apportion(total: Number, weights: Numbers, unit: Number = 1) -> Result:
    """Each share is its quota rounded down, and one unit more for the largest remainders."""
    units = apportion(whole_units(total, unit), _weights(weights))
    return shaped_like(weights, (pounds(share, unit) for share in units))


@excel_function(
    "LCPF_SHARE_OUT",
    example="=LCPF_SHARE_OUT(1000,{3;3;1},{100;100;400},1)",
    help="A pot shared out by need and demand, none below a floor: a fraction of its prior allocation.",
    args={
        "pot": "Amount in pounds to share out.",
        "weights": "Need and demand of each borough: a range. The result has its shape.",
        "prior": "Prior allocation of each borough, in pounds; needed for a floor.",
        "floor": "Fraction of its prior allocation that a borough keeps: 0.9 is 90% (left out: 0).",
        "unit": UNIT,
    },
    category=CATEGORY,
    source=_RULES.source,
)
def lcpf_share_out(
    pot: Number, weights: Numbers, prior: Numbers | None = None, floor: Number = 0, unit: Number = 1,
) -> Result:
    """Floors round up to a unit; the rest goes by largest remainder among the others."""
    units = whole_units(pot, unit)
    needs = _weights(weights)
    floors = _floors(weights, prior, floor, unit)
    if sum(floors) > units:
        raise CellFault(CellError.NUM)
    return shaped_like(weights, (pounds(share, unit) for share in _share_out(units, needs, floors)))


def _floors(
    weights: Sequence[Sequence[float]], prior: Sequence[Sequence[float]] | None, floor: float, unit: float,
) -> list[int]:
    """The fewest units that each borough gets."""
    if floor < 0:
        raise CellFault(CellError.NUM)
    if prior is None:
        if floor:
            raise CellFault(CellError.VALUE)
        return [0 for row in weights for _ in row]
    if [len(row) for row in prior] != [len(row) for row in weights]:
        raise CellFault(CellError.VALUE)
    keeping = Fraction(exact(floor)) / Fraction(exact(unit) * 100)
    return [ceil(whole_units(allocation, PENNY) * keeping) for row in prior for allocation in row]


def _share_out(units: int, needs: Sequence[Decimal], floors: Sequence[int]) -> list[int]:
    """Who falls below its floor gets it, and leaves the others with less to share: repeated until none does."""
    shares = list(floors)
    sharing = list(range(len(needs)))
    while True:
        kept = sum(floors) - sum(floors[at] for at in sharing)
        parts = dict(zip(sharing, apportion(units - kept, [needs[at] for at in sharing]), strict=True))
        below = [at for at in sharing if parts[at] < floors[at]]
        if not below:
            for at in sharing:
                shares[at] = parts[at]
            return shares
        sharing = [at for at in sharing if at not in below]


@excel_function(
    "LCPF_ROLLOVER",
    example="=LCPF_ROLLOVER({644000;644000},{500000;500000})",
    help="A row for each year: brought forward, available, spend, carried forward, lapsed, overspent.",
    args={
        "allocations": "Allocation of each year, in pounds: one row or column.",
        "spend": "Spend of each year; blank for a year to come.",
        "years_per_period": "Years of a funding period; money rolls over inside one only (left out: 2).",
        "allow_advance": "TRUE: an overspend is taken from the next year of the period (left out: FALSE).",
    },
    category=CATEGORY,
    source=_RULES.source,
)
def lcpf_rollover(
    allocations: Range,
    spend: Range,
    years_per_period: Whole = _RULES.years_per_period,
    allow_advance: Logical = False,  # noqa: FBT002 -- a spreadsheet has no named arguments
) -> Result:
    """Unspent money lapses at the end of its period; each period starts at 0."""
    if years_per_period < 1:
        raise CellFault(CellError.NUM)
    amounts = [
        [None if money is None else whole_units(money, PENNY) for money in available(vector(column))]
        for column in (allocations, spend)
    ]
    if len(amounts[0]) != len(amounts[1]):
        raise CellFault(CellError.VALUE)
    rows: list[list[Cell]] = []
    brought: int | None = 0
    for at, (allocated, spent) in enumerate(zip(*amounts, strict=True)):
        if at % years_per_period == 0:
            brought = 0
        there = None if brought is None or allocated is None else brought + allocated
        last = (at + 1) % years_per_period == 0
        closing = [None] * 3 if there is None or spent is None else _close(there - spent, allow_advance, last=last)
        rows.append([CellError.NA if p is None else pounds(p, PENNY) for p in (brought, there, spent, *closing)])
        brought = closing[0]
    return rows


def _close(balance: int, allow_advance: bool, *, last: bool) -> list[int]:  # noqa: FBT001 -- as the cell has it
    """Carried forward, lapsed and overspent at the end of a year; ``last`` of its period."""
    carries = not last and (balance > 0 or allow_advance)
    if carries:
        return [balance, 0, 0]
    return [0, max(balance, 0), max(-balance, 0)]
