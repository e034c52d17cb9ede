"""The light as every page shows it."""

from __future__ import annotations

from typing import Final

from cspxl.report.describe import Formula, Highlight
from cspxl.report.stack import Beside, Text

LIGHTS: Final = ("_light", "_light_words")
"""How the names of the two cells end in which a page shows the light."""


def light_shown(sheet: str) -> Beside:
    """The light and its words: ``summary_light[text]`` is the word."""
    return Beside(
        [
            Text(Formula("=page_light[light]"), "light", height=20, name=f"{sheet}{LIGHTS[0]}"),
            Text(Formula("=page_light[words]"), "beside_light", name=f"{sheet}{LIGHTS[1]}"),
        ]
    )


def lights(sheet: str) -> list[Highlight]:
    """The colours of a page's light. Where one is typed over, every page's reads Red, whatever its cell holds.

    No page's light can look at another's, or they would go round in a circle; how a cell is shown may look anywhere.
    """
    return shown(*(f"{sheet}{light}[text]" for light in LIGHTS))


_OVER: Final = "light[over]+SUMPRODUCT(1-ISFORMULA(light[light]:light[over]))"


def shown(word: str, words: str) -> list[Highlight]:
    """The colours of a light, by its word."""
    over = f"{_OVER}>0"
    column = word[word.index("[") + 1 : -1]
    return [
        Highlight(word, over, "light_over"),
        Highlight(words, over, "words_over"),
        *(Highlight(word, f'[@${column}$]="{name}"', name.lower()) for name in ("Green", "Amber", "Red")),
    ]


def over_paragraph(cell: str) -> Highlight:
    """The paragraph reads that it is not for use where the light is Red for something that it cannot look at itself."""
    return Highlight(cell, f"page_light[over]+{_OVER}>0", "paragraph_over")


def with_pence(cells: str, *tables: str) -> Highlight:
    """Amounts with pence where any of these tables has them."""
    return Highlight(cells, f"{'+'.join(f'pence[any, of={name}]' for name in tables)}>0", "pence")
