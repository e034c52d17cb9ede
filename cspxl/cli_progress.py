"""How far a run is: a bar on a terminal, plain lines everywhere else. It goes to standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final, Protocol, cast

from cspxl.errors import one_line
from cspxl.output import warn

if TYPE_CHECKING:
    from cspxl.batch.run import Outcome

_STEPS: Final = 10  # plain lines of a long run
_SECONDS: Final = 30.0  # between plain lines, at most
_WIDE: Final = 80  # columns of a terminal that has room for name and bar too


class Watcher(Protocol):
    """Is told of each outcome; ``done`` is how many there were."""

    done: int

    def __call__(self, outcome: Outcome) -> None:
        """One more is done."""


class _Lines:
    """A line after each tenth of the run, and when half a minute has passed without one."""

    def __init__(self, total: int) -> None:
        self.done = 0
        self._total = total
        self._began = self._told = time.monotonic()

    def __call__(self, outcome: Outcome) -> None:  # noqa: ARG002 -- a watcher of numbers only
        self.done += 1
        now = time.monotonic()
        tenth = self.done * _STEPS // self._total > (self.done - 1) * _STEPS // self._total
        if tenth or now - self._told > _SECONDS:
            rate = self.done / max(now - self._began, 1e-3)
            left = (self._total - self.done) / rate
            warn(f"{self.done:,} of {self._total:,} workbooks, {rate:,.0f} a second, {_time(left)} left")
            self._told = now


@contextmanager
def watching(total: int) -> Iterator[Watcher]:
    """A watcher of so many workbooks."""
    if not sys.stderr.isatty():
        yield _Lines(total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.table import Column
    from rich.text import Text

    class Rate(ProgressColumn):
        """Workbooks a second, and the time that is left."""

        def render(self, task: Task) -> Text:
            if not task.speed:
                return Text("")
            return Text(f"{task.speed:,.0f} a second, {_time(task.time_remaining or 0)} left")

    console, unbroken = Console(file=cast("IO[str]", _Drawn())), Column(no_wrap=True)
    figures = (MofNCompleteColumn(table_column=unbroken), Rate(table_column=unbroken))
    wide = (TextColumn("{task.description:<22}", markup=False), BarColumn(24)) if console.width >= _WIDE else ()
    with Progress(*wide, *figures, console=console, transient=True, redirect_stderr=False) as bar:
        task = bar.add_task("workbooks", total=total)

        class Bar:
            """Moves the bar, and names the area on it."""

            done = 0

            def __call__(self, outcome: Outcome) -> None:
                self.done += 1
                bar.update(task, completed=self.done, description=one_line(outcome.job.area))

        yield Bar()


class _Drawn:
    """Standard error for rich, whose signs for the terminal pass; the names it draws are made harmless before."""

    def __init__(self) -> None:
        self.encoding, self.flush, self.isatty = sys.stderr.encoding, sys.stderr.flush, sys.stderr.isatty
        self.write = getattr(sys.stderr, "draw", sys.stderr.write)


def _time(seconds: float) -> str:
    """``1:05`` or ``2:01:05``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
