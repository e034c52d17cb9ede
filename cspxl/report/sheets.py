"""The names of the sheets of the reports over the police's series, and the names that their formulas use."""

from __future__ import annotations

from typing import Final

COVER: Final = "Cover"
OVERVIEW: Final = "Overview"
CONTROL: Final = "Control"
WORKINGS: Final = "Workings"
JUDGEMENTS: Final = "Judgements"
LONDON: Final = "London"
SIMILAR: Final = "Similar group"
GLOSSARY: Final = "Glossary"
INDICATORS: Final = "Indicators"
DENOMINATORS: Final = "Denominators"
ENTERED: Final = "Entered figures"
NOTICES: Final = "Notices"
DATA: Final = "Data"
LISTS: Final = "Lists"

NAMES: Final = {
    "area": "control[area]",
    "as_at": "settings[month]",
    "area_row": "settings[area_row]",
    "near_all": "control[near_all]",
    "good_rank": "control[good_rank]",
    "months": "calendar[first_day]",
    "chosen_cells": "control[area]:control[usable_from]",
    "built_cells": "control_built[area]:control_built[usable_from]",
    "add_in": "add_in[text]",
}
"""The defined names, and what each stands for."""
