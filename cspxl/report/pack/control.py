"""The Control sheet of a pack: that of the overview, and below it what entered figures are chosen by."""

from __future__ import annotations

from typing import Final

from cspxl.report import control, tables
from cspxl.report.control import Setting
from cspxl.report.describe import Choice
from cspxl.report.pack.case import ENTERED_FIRST, MOST_TOLERANCE, POLICE_ONLY
from cspxl.report.pack.places import Places
from cspxl.report.stack import Beside, Gap, Item, Stack, Text

NAMES: Final = {
    "chosen_cells": "control[area]:pack[prefer]",
    "built_cells": "control_built[area]:pack_built[prefer]",
}
"""What the defined names of the overview stand for in a pack."""


def describe(places: Places) -> Stack:
    """The overview's settings and the pack's."""
    pack = places.pack
    rows = [
        Setting("tolerance", "Tolerance", pack.tolerance, None,
                "A change up to this, up or down, counts as no change: 0.01 is 1%."),
        Setting("oldest", "Oldest entered figure, months", pack.oldest, None,
                "An older figure is listed as Older and not judged; an indicator may have its own limit."),
        Setting("later", "Months later", pack.later, None,
                "How many months after the month an entered figure may be."),
        Setting("prefer", "Police indicators come from", pack.prefer, None,
                "Of two figures for the same months. A newer figure comes first, whoever it is of."),
    ]  # fmt: skip
    choices = [
        Choice("pack[tolerance]", "0 to 0.5; 0.01 is 1%.", "A share, 0 to 0.5.", kind="decimal", low=0,
               high=MOST_TOLERANCE),
        Choice("pack[oldest]", "0 to 120 months.", "A whole number from 0 to 120.", kind="whole", low=0, high=120),
        Choice("pack[later]", "0 to 12 months.", "A whole number from 0 to 12.", kind="whole", low=0, high=12),
        Choice("pack[prefer]", "Choose which come first.", "Choose one of the list.", "preference_list[item]"),
    ]  # fmt: skip
    heading = "Value"
    more: list[Item] = [
        Gap(),
        control.headings("Entered figures", heading, "", "What it does"),
        control.settings("pack", rows, with_messages=False),
    ]
    # What was built stands cell for cell as the settings do, the heading between them too.
    between = Beside([Text("As the heading above", "plain"), Text(heading, "text")])
    more_built: list[Item] = [Gap(), between, control.built("pack", rows)]
    return control.describe(pack.request, more, choices, more_built)


def lists(places: Places) -> Stack:
    """What the cells of the Control sheet choose from."""
    preferences = tables.choices("preference_list", "Preference", (ENTERED_FIRST, POLICE_ONLY), width=24)
    return tables.lists(places.pack.request, [preferences])
