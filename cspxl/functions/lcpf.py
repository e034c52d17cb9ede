"""The London Crime Prevention Fund. Money is worked out in whole pence; results are in pounds."""

from __future__ import annotations

from decimal import Decimal

from cspxl.facts import fund_rules
from cspxl.functions.windows import both, vector
from cspxl.registry import Number, Range, Result, excel_function
from cspxl.values import Cell, CellError, CellFault, exact

CATEGORY = "CSP LCPF"
UNIT = "Parts are multiples of this many pounds (left out: 1)."
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


def apportion(units: int, weights: list[Decimal]) -> list[int]:
    """Largest-remainder shares of a whole number of units; equal remainders go to the earlier."""
    total = sum(weights)
    quotas = [divmod(units * weight, total) for weight in weights]
    shares = [int(whole) for whole, _ in quotas]
    order = sorted(range(len(weights)), key=lambda at: -quotas[at][1])
    for at in order[: units - sum(shares)]:
        shares[at] += 1
    return shares


@excel_function(
    "LCPF_ALLOCATE",
    help="Direct borough funding and co-commissioned services out of an allocation. Year 1 is all direct.",
    args={
        "allocation": "Allocation in pounds; a cell, or a range with one allocation for each year.",
        "year": "Year of the fund, 1 to 4 (left out: 2); a range where allocation is one.",
        "cocommissioned": "Share that is co-commissioned from year 2 (left out: 0.3).",
        "unit": UNIT,
    },
    category=CATEGORY,
    source=_RULES.source,
)
def lcpf_allocate(
    allocation: Range,
    year: Range | None = None,
    cocommissioned: Number = _RULES.cocommissioned_share,
    unit: Number = 1,
) -> Result:
    """A column for each year: direct above co-commissioned; a tie goes to direct."""
    allocations = vector(allocation)
    years = vector(year) if year is not None else [_RULES.cocommissioned_from_year]
    if len(years) != len(allocations):
        raise CellFault(CellError.VALUE)
    if not 0 <= cocommissioned <= 1:
        raise CellFault(CellError.NUM)
    share = exact(cocommissioned)

    def column(amount: Cell, year_of_fund: Cell) -> list[Cell]:
        try:
            return _split(amount, year_of_fund, share, unit)
        except CellFault as fault:
            return [fault.error, fault.error]

    return list(zip(*(column(*pair) for pair in zip(allocations, years, strict=True)), strict=True))


def _split(amount: Cell, year_of_fund: Cell, share: Decimal, unit: float) -> list[Cell]:
    money, at = both(amount, year_of_fund)
    if at not in range(1, _RULES.years + 1):
        raise CellFault(CellError.NUM)
    units = whole_units(money, unit)
    joint = share if at >= _RULES.cocommissioned_from_year else Decimal(0)
    return [pounds(part, unit) for part in apportion(units, [1 - joint, joint])]
