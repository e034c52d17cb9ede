"""The Control sheet of a pack: that of the overview, and below it what entered figures are chosen by."""

from __future__ import annotations

from dataclasses import replace

from cspxl.report import control, tables
from cspxl.report.describe import Choice, Content, Page, Put, Sheet, block, column_of, row_of
from cspxl.report.layout import FIRST, HEADER, LISTS
from cspxl.report.pack.case import ENTERED_FIRST, MOST_TOLERANCE, POLICE_ONLY
from cspxl.report.pack.layout import SETTINGS_TOP, Places

_PREFERENCES = (ENTERED_FIRST, POLICE_ONLY)
_PREFERENCE_COLUMN = 4  # of the Lists sheet


def describe(places: Places) -> Sheet:
    """The overview's settings and the pack's."""
    pack = places.pack
    base = control.describe(pack.request)
    rows: list[tuple[str, Content, str]] = [
        ("Tolerance", pack.tolerance, "A change up to this, up or down, counts as no change: 0.01 is 1%."),
        ("Oldest entered figure, months", pack.oldest, "Older ones are not available, unless a line names its month."),
        ("Months later", pack.later, "How many months after the month an entered figure may be."),
        ("Police indicators come from", pack.prefer, "Entered figures first, or the police's files alone."),
    ]
    cells = [*base.cells, *row_of(SETTINGS_TOP - 1, 1, ["Entered figures", "Value", "", "What it does"], "header")]
    for at, (label, value, meaning) in enumerate(rows):
        row = SETTINGS_TOP + at
        cells += [Put(row, 1, label, "label"), Put(row, 2, value, "input"), Put(row, 4, meaning, "wrapped")]
    cell = [f"B{SETTINGS_TOP + at}" for at in range(len(rows))]
    source = block(LISTS, FIRST, _PREFERENCE_COLUMN, FIRST + len(_PREFERENCES) - 1, _PREFERENCE_COLUMN)
    choices = [
        *base.choices,
        Choice(cell[0], "0 to 0.5; 0.01 is 1%.", "A share, 0 to 0.5.", kind="decimal", low=0, high=MOST_TOLERANCE),
        Choice(cell[1], "0 to 120 months.", "A whole number from 0 to 120.", kind="whole", low=0, high=120),
        Choice(cell[2], "0 to 12 months.", "A whole number from 0 to 12.", kind="whole", low=0, high=12),
        Choice(cell[3], "Choose which come first.", "Choose one of the list.", source),
    ]
    bottom = SETTINGS_TOP + len(rows) - 1
    heights = {**base.heights, **dict.fromkeys(range(SETTINGS_TOP, bottom + 1), 30)}
    return replace(base, cells=cells, choices=choices, heights=heights, page=Page(f"A1:D{bottom}"))


def lists(places: Places) -> Sheet:
    """What the cells of the Control sheet choose from."""
    base = tables.lists(places.pack.request)
    cells = [
        *base.cells,
        Put(HEADER, _PREFERENCE_COLUMN, "Preference", "header"),
        *column_of(FIRST, _PREFERENCE_COLUMN, _PREFERENCES),
    ]
    widths = {**base.widths, _PREFERENCE_COLUMN: 24}
    return replace(base, cells=cells, widths=widths, page=replace(base.page, area=base.page.area.replace(":C", ":D")))
