"""A picture as an Enhanced Metafile ([MS-EMF]), which word processors draw sharp at every size and print as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, pairwise
from math import hypot
from struct import pack
from typing import Final

from cspxl.export.shapes import Label, Path, Picture, Point, Stroke, advances
from cspxl.workbook.styles import FACE

_UNIT: Final = 2540 / 72  # hundredths of a millimetre in a point: the coordinates of the file
_SHEET: Final = (1000, 1000)  # the reference device in millimetres, a hundred dots each
_ANISOTROPIC, _TRANSPARENT, _COMPATIBLE = 8, 1, 1
_BASELINE: Final = 24
_ALIGNED: Final = {"start": _BASELINE, "end": _BASELINE | 2, "middle": _BASELINE | 6}
_GEOMETRIC, _FLAT_CAP = 0x10000, 0x200
_NULL_BRUSH, _NULL_PEN = 0x80000005, 0x80000008  # objects that every device has
_BOLD, _PLAIN = 700, 400
_PEN, _BRUSH, _FONT = 1, 2, 3  # the numbers of the objects that are made
(_HEADER, _POLYGON, _POLYLINE, _WINDOW_EXTENT, _WINDOW_ORIGIN, _VIEW_EXTENT, _VIEW_ORIGIN, _END, _MAP_MODE,
 _BACKGROUND, _TEXT_ALIGN, _TEXT_COLOUR, _SELECT, _CREATE_BRUSH, _DELETE, _CREATE_FONT, _TEXT, _CREATE_PEN) = (
    1, 3, 4, 9, 10, 11, 12, 14, 17, 18, 22, 24, 37, 39, 40, 82, 84, 95,
)  # fmt: skip


def emf(picture: Picture) -> bytes:
    """The picture as the bytes of a file."""
    width, height = _unit(picture.width), _unit(picture.height)
    records = [
        _record(_MAP_MODE, pack("<I", _ANISOTROPIC)),
        _record(_WINDOW_ORIGIN, pack("<2i", 0, 0)), _record(_WINDOW_EXTENT, pack("<2i", width, height)),
        _record(_VIEW_ORIGIN, pack("<2i", 0, 0)), _record(_VIEW_EXTENT, pack("<2i", width, height)),
        _record(_BACKGROUND, pack("<I", _TRANSPARENT)),
    ]  # fmt: skip
    for shape in picture.shapes:
        records += _text(shape) if isinstance(shape, Label) else _path(shape)
    records.append(_record(_END, pack("<3I", 0, 16, 20)))
    body = b"".join(records)
    size = (0, 0, width, height)
    dots = tuple(100 * side for side in _SHEET)
    header = pack(
        "<4i4i4sIIIHHIII2i2iIII2i", *size, *size, b" EMF", 0x10000, 108 + len(body), len(records) + 1, _FONT + 1, 0,
        0, 0, 0, *dots, *_SHEET, 0, 0, 0, *(1000 * side for side in _SHEET),
    )  # fmt: skip
    return _record(_HEADER, header) + body


def _record(kind: int, content: bytes) -> bytes:
    padded = content + bytes(-len(content) % 4)
    return pack("<II", kind, 8 + len(padded)) + padded


def _unit(points: float) -> int:
    return round(points * _UNIT)


def _colour(rgb: str) -> int:
    """A colour as the file has it: blue, green, red."""
    return int(rgb[4:] + rgb[2:4] + rgb[:2], 16)


def _select(number: int) -> bytes:
    return _record(_SELECT, pack("<I", number))


def _delete(number: int) -> bytes:
    return _record(_DELETE, pack("<I", number))


def _path(path: Path) -> Iterator[bytes]:
    """A pen and a brush, the points, and both given back."""
    if path.stroke is not None:
        yield _pen(path.stroke)
    if path.fill is not None:
        yield _record(_CREATE_BRUSH, pack("<4I", _BRUSH, 0, _colour(path.fill), 0))
    yield _select(_NULL_PEN if path.stroke is None else _PEN)
    yield _select(_NULL_BRUSH if path.fill is None else _BRUSH)
    if path.fill is not None:
        yield _record(_POLYGON, _points(path.points))
    else:
        dashes = path.stroke.dashes if path.stroke else ()
        yield from (_record(_POLYLINE, _points(dash)) for dash in _dashed(path.points, dashes))
    yield _select(_NULL_PEN)
    yield _select(_NULL_BRUSH)
    if path.stroke is not None:
        yield _delete(_PEN)
    if path.fill is not None:
        yield _delete(_BRUSH)


def _pen(stroke: Stroke) -> bytes:
    style, width = _GEOMETRIC | _FLAT_CAP, max(1, _unit(stroke.width))
    return _record(_CREATE_PEN, pack("<5I4III", _PEN, 0, 0, 0, 0, style, width, 0, _colour(stroke.colour), 0, 0))


def _dashed(points: Sequence[Point], dashes: Sequence[float]) -> Iterator[Sequence[Point]]:
    """The line in its dashes: LibreOffice draws a pen with dashes of its own as a whole line."""
    if not dashes:
        yield points
        return
    lengths = cycle(dashes)
    left, is_on, dash = next(lengths), True, [points[0]]
    for (x, y), (to_x, to_y) in pairwise(points):
        long, gone = hypot(to_x - x, to_y - y), 0.0
        while long - gone > left:
            gone += left
            turn = (x + (to_x - x) * gone / long, y + (to_y - y) * gone / long)
            if is_on:
                yield [*dash, turn]
            left, is_on, dash = next(lengths), not is_on, [turn]
        left -= long - gone
        if is_on:
            dash.append((to_x, to_y))
    if is_on and len(dash) > 1:
        yield dash


def _points(points: Sequence[Point]) -> bytes:
    found = [(_unit(x), _unit(y)) for x, y in points]
    across, down = zip(*found, strict=True)
    flat = [number for point in found for number in point]
    return pack(f"<4iI{len(flat)}i", min(across), min(down), max(across), max(down), len(found), *flat)


def _text(label: Label) -> Iterator[bytes]:
    """A font, colour and alignment, and the text with the place of each sign."""
    height = _unit(label.size)
    face = FACE.encode("utf-16-le").ljust(64, b"\0")
    font = pack("<5i8B", -height, 0, 0, 0, _BOLD if label.bold else _PLAIN, 0, 0, 0, 1, 0, 0, 0, 0)
    yield _record(_CREATE_FONT, pack("<I", _FONT) + (font + face).ljust(320, b"\0"))
    yield _select(_FONT)
    yield _record(_TEXT_ALIGN, pack("<I", _ALIGNED[label.anchor]))
    yield _record(_TEXT_COLOUR, pack("<I", _colour(label.colour)))
    text = label.text.encode("utf-16-le")
    widths = [wide for sign, thousandths in zip(label.text, advances(label.text, bold=label.bold), strict=True)
              for wide in [round(thousandths * height / 1000), *[0] * (len(sign.encode("utf-16-le")) // 2 - 1)]]
    padded = text + bytes(-len(text) % 4)
    yield _record(_TEXT, pack(
        "<4iIffiiIIIiiiiI", 0, 0, -1, -1, _COMPATIBLE, 1.0, 1.0, *map(_unit, label.at), len(text) // 2, 76, 0,
        0, 0, -1, -1, 76 + len(padded),
    ) + padded + pack(f"<{len(widths)}I", *widths))  # fmt: skip
    yield _delete(_FONT)
