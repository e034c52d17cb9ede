"""Numbers by chance. ``cspxl calc --seed`` gives the same ones again, else the machine draws them."""

from __future__ import annotations

import math
from random import Random

from cspxl.engine.allowance import make
from cspxl.engine.arguments import fail
from cspxl.engine.frame import Frame
from cspxl.engine.ranges import Array, Value, simplest
from cspxl.engine.table import excel
from cspxl.values import CellError


@excel("RAND", needs_frame=True, volatile=True)
def _rand(frame: Frame) -> float:
    """From 0 up to, but not including, 1."""
    return frame.book.chance.random()


def _whole(chance: Random, least: float, most: float) -> float:
    """A whole number between two, both included."""
    low, high = math.ceil(least), math.floor(most)
    return float(chance.randint(low, high)) if low <= high else fail(CellError.NUM)


@excel("RANDBETWEEN", "q q", needs_frame=True, volatile=True)
def _randbetween(frame: Frame, least: float, most: float) -> float:
    return _whole(frame.book.chance, least, most)


@excel("RANDARRAY", "w~ w~ n~ n~ b~", needs_frame=True, volatile=True)
def _randarray(
    frame: Frame, rows: int = 1, columns: int = 1, least: float = 0.0, most: float = 1.0, whole: bool = False  # noqa: FBT001, FBT002
) -> Value:
    if rows < 0 or columns < 0 or least > most:
        fail(CellError.VALUE)
    if whole and not (least.is_integer() and most.is_integer()):
        fail(CellError.VALUE)
    if not rows or not columns:
        fail(CellError.CALC)
    make(rows, columns)
    chance = frame.book.chance
    if whole:
        drawn = [_whole(chance, least, most) for _ in range(rows * columns)]
    else:
        drawn = [least + (most - least) * chance.random() for _ in range(rows * columns)]
    return simplest(Array.of(drawn, columns))
