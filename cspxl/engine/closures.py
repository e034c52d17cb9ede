"""Functions as values: what LAMBDA makes and what a function's bare name stands for, and how they are called.

A closure is handed from LET, names and arguments to the call that uses it. It is no cell: where a value is wanted it
is #VALUE!, and as the result of a whole formula #CALC!.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, Final

from cspxl.engine.frame import Frame
from cspxl.engine.ranges import Ref
from cspxl.values import CellError

_DEEPEST: Final = 1024  # calls within calls, as many places as Excel's stack has; one more is #NUM!
_PYTHON_CALLS: Final = 14  # for each of those: with more, formulas that call each other overrun a stack of 1 MB


class Omitted:
    """What a parameter holds that a call left out: ISOMITTED tells it, all else takes it for a blank."""

    def __repr__(self) -> str:
        return "omitted"


OMITTED: Final = Omitted()


class Closure:
    """A function; ``run`` takes the caller's frame and the arguments, ``least`` to ``most`` of them."""

    __slots__ = ("least", "most", "run")

    def __init__(self, least: int, most: int, run: Callable[[Frame, Sequence[Any]], Any]) -> None:
        self.least = least
        self.most = most
        self.run = run


def call(function: object, frame: Frame, arguments: Sequence[Any]) -> Any:  # noqa: ANN401 -- an operand or a closure
    """The value of a call: #VALUE! where it is no function, #REF! where a reference, or takes other arguments."""
    if type(function) is Ref:
        return CellError.REF
    if type(function) is not Closure:
        return function if isinstance(function, CellError) else CellError.VALUE
    if not function.least <= len(arguments) <= function.most:
        return CellError.VALUE
    return function.run(frame, arguments) if frame.depth < _DEEPEST else CellError.NUM


def within(outer: Frame, caller: Frame, values: dict[int, Any]) -> Frame:
    """The frame of a function's body: it stands where the function was made, one call deeper than its caller."""
    frame = Frame(outer.book, outer.sheet, outer.row, outer.column, outer.refs)
    frame.depth = caller.depth + 1
    frame.locals = values
    return frame


class _Room:
    """Python's own limit of calls within calls, raised while a workbook is calculated.

    Entered by the calculation as a whole, far from the limit: at the limit it could not be left.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._users = self._before = 0

    def __enter__(self) -> None:
        with self._lock:
            if not self._users:
                self._before = sys.getrecursionlimit()
                sys.setrecursionlimit(max(self._before, _DEEPEST * _PYTHON_CALLS))
            self._users += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._users -= 1
            if not self._users:
                sys.setrecursionlimit(self._before)


ROOM: Final = _Room()
