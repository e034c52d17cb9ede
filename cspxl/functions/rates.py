"""Rates and shares."""

from __future__ import annotations

from cspxl.functions.windows import both
from cspxl.registry import Number, Range, Result, excel_function
from cspxl.values import Cell, CellError, CellFault

CATEGORY = "CSP rates"


def check_count(count: float) -> None:
    """A count is not negative; else #NUM!."""
    if count < 0:
        raise CellFault(CellError.NUM)


def check_denominator(denominator: float) -> None:
    """A population is above zero: negative is #NUM!, zero is #DIV/0!."""
    check_count(denominator)
    if denominator == 0:
        raise CellFault(CellError.DIV0)


@excel_function(
    "RATE_PER",
    help="Rate: count / denominator x per. Ranges of the same shape give a range.",
    args={
        "count": "Number of offences; a cell or a range.",
        "denominator": "Population or households; a cell or a range of the same shape.",
        "per": "Per how many (left out: 1000).",
    },
    category=CATEGORY,
    source="Barnet performance dashboard glossary, April 2017: rate of crimes per 1000 population or households",
)
def rate_per(count: Range, denominator: Range, per: Number = 1000) -> Result:
    """Each cell has its own answer."""
    if per <= 0:
        raise CellFault(CellError.NUM)
    if len(count) != len(denominator) or len(count[0]) != len(denominator[0]):
        raise CellFault(CellError.VALUE)

    def rate(part: Cell, whole: Cell) -> Cell:
        try:
            events, people = both(part, whole)
            check_count(events)
            check_denominator(people)
        except CellFault as fault:
            return fault.error
        return events / people * per

    rates = [[rate(*pair) for pair in zip(*rows, strict=True)] for rows in zip(count, denominator, strict=True)]
    return rates if len(rates) > 1 or len(rates[0]) > 1 else rates[0][0]
