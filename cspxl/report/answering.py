"""Whether the functions answer where a workbook is open: a cell that says so."""

from __future__ import annotations

from typing import Final

NOT_LOADED: Final = "Figures as built: the functions are missing. Change nothing; use Excel 365, or load the add-in"


def answering(live: str) -> str:
    """The formula of a cell that says ``live`` where they do.

    Volatile, so that it alone is worked out at opening: without them it says so beside the figures as built.
    """
    return f'=IF(ISERROR(PCT_CHANGE(2,1)),"{NOT_LOADED}",IF(TODAY()>0,"{live}",""))'
