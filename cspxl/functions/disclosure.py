"""Disclosure control: small counts of people are not published."""

from __future__ import annotations

from cspxl.functions.windows import available, shaped_like
from cspxl.registry import Label, Logical, Range, Result, Whole, excel_function
from cspxl.values import Cell, CellError, CellFault, is_blank

CATEGORY = "CSP checks"


@excel_function(
    "SUPPRESS",
    example="=SUPPRESS({120;3;0;14})",
    help="The counts with small ones replaced by a marker; zero stays. One replaced alone takes the next smallest "
    "with it, for its total would give it away.",
    args={
        "values": "Counts that add up to one published total: the whole range at once.",
        "threshold": "Counts from 1 to threshold - 1 are replaced (left out: 5).",
        "marker": "What stands instead (left out: [c], confidential).",
        "secondary": "FALSE: no second count is replaced (left out: TRUE).",
    },
    category=CATEGORY,
    source="Government Analysis Function, Using symbols in tables: [c] confidential; "
    "Office for National Statistics, Policy on protecting confidentiality in tables: secondary suppression",
)
def suppress(
    values: Range,
    threshold: Whole = 5,
    marker: Label = "[c]",
    secondary: Logical = True,  # noqa: FBT002 -- a spreadsheet has no named arguments
) -> Result:
    """What is not available stays as it is."""
    if threshold < 1:
        raise CellFault(CellError.NUM)
    cells = [cell for row in values for cell in row]
    counts = available(cells)
    if any(count is not None and (count < 0 or count % 1) for count in counts):
        raise CellFault(CellError.NUM)
    above_zero = sorted((count, at) for at, count in enumerate(counts) if count)
    hidden = {at for count, at in above_zero if count < threshold}
    if secondary and len(hidden) == 1:
        hidden = {at for _, at in above_zero[:2]}

    def shown(at: int, cell: Cell) -> Cell:
        if at in hidden:
            return marker
        return "" if is_blank(cell) else cell

    return shaped_like(values, (shown(at, cell) for at, cell in enumerate(cells)))
