"""The light as every page shows it."""

from __future__ import annotations

from cspxl.report.describe import Formula, Highlight
from cspxl.report.stack import Beside, Text


def light_shown(sheet: str) -> Beside:
    """The light and its words: ``summary_light[text]`` is the word."""
    return Beside(
        [
            Text(Formula("=light[light]"), "light", height=20, name=f"{sheet}_light"),
            Text(Formula("=light[words]"), "beside_light", name=f"{sheet}_light_words"),
        ]
    )


def lights(table: str, column: str = "text") -> list[Highlight]:
    """The colours of the light, beside its word."""
    words = ("Green", "Amber", "Red")
    over = Highlight(f"{table}[{column}]", f"NOT(ISFORMULA([@${column}$]))", "red")  # no check can look at the light
    return [over] + [Highlight(f"{table}[{column}]", f'[@${column}$]="{word}"', word.lower()) for word in words]


def with_pence(cells: str, *tables: str) -> Highlight:
    """Amounts with pence where any of these tables has them."""
    return Highlight(cells, f"{'+'.join(f'pence[any, of={name}]' for name in tables)}>0", "pence")
