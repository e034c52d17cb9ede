"""A picture as SVG, which stands in a page by itself: no scripts, no fonts, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from cspxl.export.shapes import Label, Path, Picture, Shape
from cspxl.workbook.styles import FACE

_FACES: Final = f"{FACE}, Helvetica, sans-serif"


def svg(picture: Picture, title: str, told: str, name: str) -> str:
    """The picture; ``title`` and what is ``told`` of it are read aloud, ``name`` is an id in the page."""
    shapes = "".join(map(_shape, picture.shapes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'viewBox="0 0 {_n(picture.width)} {_n(picture.height)}" width="{_n(picture.width)}pt" '
        f'height="{_n(picture.height)}pt" font-family="{_FACES}">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(told)}</desc>{shapes}</svg>'
    )


def _shape(shape: Shape) -> str:
    if isinstance(shape, Label):
        return _label(shape)
    tag = "polyline" if shape.fill is None else "polygon"
    return f'<{tag} points="{_points(shape)}" {_paint(shape)}/>'


def _points(path: Path) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in path.points)


def _paint(path: Path) -> str:
    found = f'fill="{"none" if path.fill is None else "#" + path.fill}"'
    if path.stroke is not None:
        found += f' stroke="#{path.stroke.colour}" stroke-width="{_n(path.stroke.width)}"'
        found += f' stroke-dasharray="{_spaced(path.stroke.dashes)}"' if path.stroke.dashes else ""
    return found


def _spaced(numbers: Sequence[float]) -> str:
    return " ".join(map(_n, numbers))


def _label(label: Label) -> str:
    x, y = label.at
    anchor = "" if label.anchor == "start" else f' text-anchor="{label.anchor}"'
    bold = ' font-weight="bold"' if label.bold else ""
    return (f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(label.size)}" fill="#{label.colour}"{anchor}{bold}>'
            f"{escape(label.text)}</text>")  # fmt: skip


def _n(number: float) -> str:
    """A number to a hundredth."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
