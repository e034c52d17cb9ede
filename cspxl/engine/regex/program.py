"""A pattern's tree to the steps that look for it, and all the places in a text where it is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cspxl.engine.allowance import TooLarge
from cspxl.engine.regex import machine
from cspxl.engine.regex.machine import Run, Saves, Step
from cspxl.engine.regex.nodes import (
    Assertion,
    Atomic,
    Back,
    BadPatternError,
    Choice,
    Group,
    Keep,
    Look,
    Node,
    One,
    Pattern,
    Repeat,
    Row,
    unsupported,
)
from cspxl.engine.regex.reader import Reader

_LARGEST: Final = 30_000  # parts of a pattern, those written out that are repeated a number of times


@dataclass(frozen=True, slots=True)
class Match:
    """A place where a pattern was found, and what its groups hold."""

    text: str
    saves: Saves

    @property
    def begin(self) -> int:
        """The place of the match's first character."""
        return self.saves[0]

    @property
    def end(self) -> int:
        """The place behind the match's last character."""
        return self.saves[1]

    def group(self, number: int) -> str | None:
        """What a group has found, 0 being all; None where it has found nothing."""
        begin, end = self.saves[2 * number], self.saves[2 * number + 1]
        return None if end < 0 else self.text[begin:end]


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled pattern; ``size`` says how much there was to compile."""

    pattern: Pattern
    steps: list[Step]
    slots: int
    size: int

    def search(self, text: str, at: int = 0, *, again: bool = False) -> Match | None:
        """The first place from ``at`` on; ``again``: just there, and not empty. Raises TooLarge."""
        for begin in range(at, at + 1 if again else len(text) + 1):
            run = Run(text, begin, at, (begin, *[-1] * (self.slots - 1)))
            run.unwanted = begin if again else None
            if run.goes(self.steps, 0):
                return Match(text, (run.saves[0], run.at, *run.saves[2:]))
        return None

    def matches(self, text: str) -> Iterator[Match]:
        """All places in order. After an empty one: what is not empty there, else from the next character on."""
        match = self.search(text)
        while match:
            yield match
            end, empty = match.end, match.begin == match.end
            match = self.search(text, end, again=empty)
            if match is None and empty and end < len(text):
                match = self.search(text, end + 1)


@lru_cache(maxsize=256)
def compiled(text: str, *, fold: bool) -> Program:
    """A pattern, compiled once. Raises BadPatternError, NotCalculated, TooLarge."""
    return _Writer(Reader(text, fold=fold).read()).program()


class _Writer:
    """Writes the steps of one pattern."""

    def __init__(self, pattern: Pattern) -> None:
        self.pattern = pattern
        self.steps: list[Step] = []
        self.slots = 2 * pattern.groups + 2
        self.size = 0
        self.widths: dict[int, tuple[int, int | None]] = {}

    def program(self) -> Program:
        """All of it."""
        self._write(self.pattern.tree)
        self._add(machine.done)
        return Program(self.pattern, self.steps, self.slots, self.size)

    def _add(self, step: Step) -> None:
        self.steps.append(step)

    def _hole(self) -> int:
        """A place for a step that is known later."""
        self._add(machine.done)
        return len(self.steps) - 1

    def _slot(self) -> int:
        self.slots += 1
        return self.slots - 1

    def _write(self, node: Node) -> None:
        self.size += 1
        if self.size > _LARGEST:
            raise TooLarge("the pattern is too large")
        after = len(self.steps) + 1
        match node:
            case One() | Assertion() | Keep() | Back():
                self._add(self._single(node, after))
            case Row(items):
                for item in items:
                    self._write(item)
            case Choice(branches):
                self._choice(branches)
            case Group(number, inner):
                opened = self._slot()
                self._add(machine.save(opened, after))
                self._write(inner)
                self._add(machine.close(opened, number, len(self.steps) + 1))
            case Atomic(inner):
                hole = self._hole()
                self._inside(inner)
                self.steps[hole] = machine.apart(self.steps, after, len(self.steps))
            case Look():
                self._look(node)
            case Repeat():
                self._repeat(node)

    def _single(self, node: One | Assertion | Keep | Back, after: int) -> Step:
        match node:
            case One(test):
                return machine.one(test, after)
            case Assertion(holds):
                return machine.at_place(holds, after)
            case Keep():
                return machine.save(0, after)
            case Back(group, fold):
                number = self.pattern.names[group] if isinstance(group, str) else group
                return machine.repeated(number, after, fold=fold)

    def _inside(self, node: Node) -> int:
        """A part that is run on its own; where it starts."""
        start = len(self.steps)
        self._write(node)
        self._add(machine.done)
        return start

    def _choice(self, branches: tuple[Node, ...]) -> None:
        ends = []
        for branch in branches[:-1]:
            fork = self._hole()
            self._write(branch)
            ends.append(self._hole())
            self.steps[fork] = machine.either(fork + 1, len(self.steps))
        self._write(branches[-1])
        for end in ends:
            self.steps[end] = machine.jump(len(self.steps))

    def _look(self, node: Look) -> None:
        hole = self._hole()
        if not node.behind:
            start = self._inside(node.inner)
            self.steps[hole] = machine.look(self.steps, start, len(self.steps), absent=node.absent)
            return
        starts = []
        for branch in node.inner.branches if isinstance(node.inner, Choice) else (node.inner,):
            low, high = self._width(branch)
            if high is None:
                raise BadPatternError("what stands behind has no greatest length")
            if low < high:
                unsupported("what stands behind in several lengths; write each as a branch of its own")
            starts.append((self._inside(branch), low))
        self.steps[hole] = machine.look_behind(self.steps, starts, len(self.steps), absent=node.absent)

    def _repeat(self, node: Repeat) -> None:
        inner, low, high = node.inner, node.low, node.high
        if isinstance(inner, One) and not node.lazy:
            self._add(machine.many(inner.test, low, high, len(self.steps) + 1))
            return
        for _ in range(low):
            self._write(inner)
        if high is None:
            forks = [self._loop(inner)]
        else:
            forks = []
            for _ in range(high - low):
                forks.append(self._hole())
                self._write(inner)
        out = len(self.steps)
        for fork in forks:
            self.steps[fork] = machine.either(out, fork + 1) if node.lazy else machine.either(fork + 1, out)

    def _loop(self, inner: Node) -> int:
        """Rounds without end; the place of the fork that begins one or ends them."""
        fork = self._hole()
        if self._width(inner)[0]:
            self._write(inner)
            self._add(machine.jump(fork))
            return fork
        slot = self._slot()
        self._add(machine.save(slot, fork + 2))
        self._write(inner)
        self._add(machine.progress(slot, fork, len(self.steps) + 1))
        return fork

    def _width(self, node: Node) -> tuple[int, int | None]:
        """The fewest characters that a part takes, and the most; None is without end."""
        found = self.widths.get(id(node))
        if found is None:
            found = self.widths[id(node)] = self._measured(node)
        return found

    def _measured(self, node: Node) -> tuple[int, int | None]:
        match node:
            case One():
                return 1, 1
            case Back():
                return 0, None
            case Row(items):
                return _together([self._width(item) for item in items])
            case Choice(branches):
                lows, highs = zip(*map(self._width, branches), strict=True)
                return min(lows), None if None in highs else max(highs)
            case Group(_, inner) | Atomic(inner):
                return self._width(inner)
            case Repeat(inner, low, high):
                least, most = self._width(inner)
                endless = (high is None and most != 0) or (most is None and high != 0)
                return low * least, None if endless else (high or 0) * (most or 0)
        return 0, 0


def _together(widths: list[tuple[int, int | None]]) -> tuple[int, int | None]:
    highs = [high for _, high in widths]
    return sum(low for low, _ in widths), None if None in highs else sum(high or 0 for high in highs)
