"""How a style of the workbook looks in a document."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from openpyxl.styles import NamedStyle

from cspxl.workbook.styles import INK, named_styles

_ALIGNED: Final[Mapping[str | None, Literal["left", "center", "right"]]] = {"center": "center", "right": "right"}


class Face(NamedTuple):
    """Letters as points and RRGGBB, where they stand, and the fill behind them."""

    size: float
    ink: str
    bold: bool
    italic: bool
    aligned: Literal["left", "center", "right"]
    fill: str | None


@cache
def faces() -> Mapping[str, Face]:
    """The face of each style."""
    return {style.name: _face(style) for style in named_styles()}


def _face(style: NamedStyle) -> Face:
    font: Any = style.font
    fill: Any = style.fill
    alignment: Any = style.alignment
    ink = font.color.rgb[-6:] if font.color is not None else INK
    filled = fill.fgColor.rgb[-6:] if fill.fill_type == "solid" else None
    return Face(font.sz, ink, bool(font.b), bool(font.i), _ALIGNED.get(alignment.horizontal, "left"), filled)
