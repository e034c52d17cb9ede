"""Runs a compiled pattern over a text: depth first, trying one way after the other, and counting every step.

A program is a list of steps; each is called with the run and says which comes next. Ways that are still to be tried
lie on a stack, not in Python's, so that no text is too long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from cspxl.engine.allowance import TooLarge, spend
from cspxl.engine.regex.characters import folded
from cspxl.engine.regex.nodes import Place, Test

DONE: Final = -1
FAIL: Final = -2
_STEP: Final = 20  # what a step of a pattern costs
_AT_ONCE: Final = 1024  # steps between one look at what they cost and the next
_MOST_WAYS: Final = 300_000

Saves: TypeAlias = tuple[int, ...]
"""Where each group begins and ends, -1 where it has found nothing, then where each loop last began."""


class Run:
    """One attempt: where it stands, what its groups hold, and the ways that it may go back to."""

    __slots__ = ("at", "begun", "saves", "steps", "text", "unwanted", "ways")

    def __init__(self, text: str, at: int, begun: int, saves: Saves) -> None:
        self.text = text
        self.at = at
        self.begun = begun
        self.saves = saves
        self.unwanted: int | None = None  # a place where it may not end
        self.steps = 0
        self.ways: list[tuple[int, int, int, Saves]] = []  # the step, the first place for it and the last, the groups

    def back(self) -> int:
        """Go back to the last way that is left: the step to go on with, or FAIL."""
        if not self.ways:
            return FAIL
        step, low, high, saves = self.ways.pop()
        if low < high:
            self.ways.append((step, low, high - 1, saves))
        self.at, self.saves = high, saves
        return step

    def goes(self, program: Sequence[Step], step: int) -> bool:
        """Run from a step on, and say whether the end was reached. Raises TooLarge."""
        while step != DONE:
            self.steps += 1
            if self.steps >= _AT_ONCE:
                self._count()
            step = program[step](self)
            if step == FAIL:
                step = self.back()
                if step == FAIL:
                    break
        self._count()
        return step == DONE

    def _count(self) -> None:
        spend(_STEP * self.steps)
        self.steps = 0
        if len(self.ways) > _MOST_WAYS:
            raise TooLarge("the pattern leaves too many ways open in so long a text")


Step: TypeAlias = Callable[[Run], int]


def done(run: Run) -> int:
    """The end, where it may be."""
    return FAIL if run.at == run.unwanted else DONE


def one(test: Test, following: int) -> Step:
    """One character."""

    def step(run: Run) -> int:
        if run.at < len(run.text) and test(run.text[run.at]):
            run.at += 1
            return following
        return FAIL

    return step


def many(test: Test, low: int, high: int | None, following: int) -> Step:
    """A repeated character: as many as there are, with fewer of them if the rest of the pattern asks for it."""

    def step(run: Run) -> int:
        first, text = run.at, run.text
        end = len(text) if high is None else min(len(text), first + high)
        at = first
        while at < end and test(text[at]):
            at += 1
        run.steps += (at - first) // 2
        if at - first < low:
            return FAIL
        if at - first > low:
            run.ways.append((following, first + low, at - 1, run.saves))
        run.at = at
        return following

    return step


def at_place(holds: Place, following: int) -> Step:
    """A place between characters."""
    return lambda run: following if holds(run.text, run.at, run.begun) else FAIL


def save(slot: int, following: int) -> Step:
    """Keep where the text stands."""

    def step(run: Run) -> int:
        run.saves = (*run.saves[:slot], run.at, *run.saves[slot + 1 :])
        return following

    return step


def close(opened: int, group: int, following: int) -> Step:
    """The end of a group, whose start was kept: only now does it hold something."""

    def step(run: Run) -> int:
        saves = run.saves
        run.saves = (*saves[: 2 * group], saves[opened], run.at, *saves[2 * group + 2 :])
        return following

    return step


def jump(following: int) -> Step:
    """Go on elsewhere."""
    return lambda _run: following


def either(first: int, second: int) -> Step:
    """Two ways, the first one before."""

    def step(run: Run) -> int:
        run.ways.append((second, run.at, run.at, run.saves))
        return first

    return step


def progress(slot: int, again: int, out: int) -> Step:
    """The end of a round of a loop: no other begins where this one has found nothing."""
    return lambda run: out if run.saves[slot] == run.at else again


def repeated(group: int, following: int, *, fold: bool) -> Step:
    """A back reference: the same text again that a group has found."""

    def step(run: Run) -> int:
        begin, end = run.saves[2 * group], run.saves[2 * group + 1]
        if min(begin, end) < 0:
            return FAIL
        wanted, found = run.text[begin:end], run.text[run.at : run.at + end - begin]
        run.steps += len(wanted) // 2
        if wanted != found and not (fold and list(map(folded, wanted)) == list(map(folded, found))):
            return FAIL
        run.at += len(found)
        return following

    return step


def apart(program: list[Step], start: int, following: int) -> Step:
    """What is found once and for all."""

    def step(run: Run) -> int:
        inner = Run(run.text, run.at, run.begun, run.saves)
        if not inner.goes(program, start):
            return FAIL
        run.at, run.saves = inner.at, inner.saves
        return following

    return step


def look(program: list[Step], start: int, following: int, *, absent: bool) -> Step:
    """Whether something stands ahead."""
    return lambda run: _looked(run, _ahead(run, program, start), following, absent=absent)


def look_behind(program: list[Step], starts: Sequence[tuple[int, int]], following: int, *, absent: bool) -> Step:
    """Whether something stands behind: one of some branches, each with its length."""
    return lambda run: _looked(run, _behind(run, program, starts), following, absent=absent)


def _ahead(run: Run, program: list[Step], start: int) -> Run | None:
    inner = Run(run.text, run.at, run.begun, run.saves)
    return inner if inner.goes(program, start) else None


def _behind(run: Run, program: list[Step], starts: Sequence[tuple[int, int]]) -> Run | None:
    for start, distance in starts:
        if distance <= run.at:
            inner = Run(run.text, run.at - distance, run.begun, run.saves)
            if inner.goes(program, start):
                return inner
    return None


def _looked(run: Run, inner: Run | None, following: int, *, absent: bool) -> int:
    if (inner is None) != absent:
        return FAIL
    if inner is not None:
        run.saves = inner.saves
    return following
