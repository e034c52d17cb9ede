"""Who makes the workbooks: this process, processes beside it, or the workers of a Dask cluster. All call ``make``."""

from __future__ import annotations

import signal
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_any
from multiprocessing.resource_tracker import ensure_running
from typing import Any, Final, TypeAlias

from cspxl.batch.make import Job, Made, Recipe, make
from cspxl.errors import CspxlError, InputError, UsageError

_TRIES: Final = 3
_AHEAD: Final = 2  # workbooks for each worker at a time: enough that none waits, few enough that memory stays flat


@dataclass(frozen=True)
class Failed:
    """Why a workbook could not be made, in one line."""

    why: str


Result: TypeAlias = Made | Failed
Makers: TypeAlias = Callable[[Recipe, Sequence[Job]], Iterator[tuple[Job, Result]]]


def attempt(recipe: Recipe, job: Job) -> Result:
    """The workbook, or why there is none: a fault in one area's must not stop the others."""
    try:
        return make(recipe, job)
    except CspxlError as error:
        return Failed(str(error))
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is told with its area, and ends with exit code 4
        return Failed(f"{type(error).__name__}: {' '.join(str(error).split())}; please report this as a fault of cspxl")


def here(recipe: Recipe, jobs: Sequence[Job]) -> Iterator[tuple[Job, Result]]:
    """One after the other, in this process."""
    for job in jobs:
        yield job, attempt(recipe, job)


def processes(recipe: Recipe, jobs: Sequence[Job], n: int) -> Iterator[tuple[Job, Result]]:
    """In ``n`` processes, in the order in which they are done.

    A process that dies (out of memory, killed) is started again; a workbook that was under way three times when that
    happened has failed.
    """
    left, tries = deque(jobs), Counter[Job]()
    team: list[_Worker] = []
    try:
        team.extend(_Worker(recipe) for _ in range(min(n, len(jobs))))  # one by one: those that started are ended
        while True:
            for worker in team:
                while left and len(worker.jobs) < _AHEAD:
                    worker.give(left.popleft())
            busy = {worker.connection: worker for worker in team if worker.jobs}
            if not busy:
                return
            for connection in wait_for_any(list(busy)):
                worker = busy[connection]  # type: ignore[index]  # what comes back is one of them
                job, result = worker.answer()
                if result is None:
                    tries[job] += 1
                    if tries[job] == _TRIES:
                        result = Failed("the process that made it was killed three times: is there enough memory?")
                    left.extendleft(reversed([job, *worker.jobs] if result is None else worker.jobs))
                    worker.end()
                    team[team.index(worker)] = _Worker(recipe)
                if result is not None:
                    yield job, result
    finally:
        for worker in team:
            worker.end()


class _Worker:
    """A process with a pipe of its own.

    The pool of the standard library shares one pipe among its processes: one that is killed while it writes leaves
    half an answer there, and the pool waits for the rest for ever. Here the pipe ends with its process.
    """

    def __init__(self, recipe: Recipe) -> None:
        context = get_context("spawn")  # not forked: the same on every system, and safe beside threads
        self.connection, there = context.Pipe()
        self.process = context.Process(target=_work, args=(there, recipe), daemon=True)
        with _no_signals():
            self.process.start()
        there.close()  # now only the process holds it
        self.jobs: deque[Job] = deque()

    def give(self, job: Job) -> None:
        """One more to do; the first of them is under way."""
        self.jobs.append(job)
        with suppress(OSError):  # it is dead: asked for its answer, it has none
            self.connection.send(job)

    def answer(self) -> tuple[Job, Result | None]:
        """The job that was under way, and what came of it; None where the process died with it."""
        job = self.jobs.popleft()
        try:
            return job, self.connection.recv()
        except (EOFError, OSError):
            return job, None

    def end(self) -> None:
        """Nothing is lost with it: what it had answered is here."""
        self.connection.close()
        self.process.kill()
        self.process.join()


@contextmanager
def _no_signals() -> Iterator[None]:
    """Nothing is stopped half-way through its start, and what starts is born deaf: it inherits what is blocked here."""
    if sys.platform == "win32":
        yield
        return
    ensure_running()  # or the first start would do it, and unblock them
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(connection: Connection, recipe: Recipe) -> None:
    """What a process does until its pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the one that writes files answers
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    with suppress(EOFError, OSError):
        while True:
            connection.send(attempt(recipe, connection.recv()))


def cluster(recipe: Recipe, jobs: Sequence[Job], address: str) -> Iterator[tuple[Job, Result]]:
    """By the workers of the Dask cluster at the address, in the order in which they are done."""
    with _client(address) as client:
        try:
            everywhere = client.scatter(recipe, broadcast=True)
        except TimeoutError:
            start = f"start some: dask worker {address}"
            raise InputError(f"the Dask scheduler at {address} has no workers; {start}") from None
        n = max(1, sum(client.ncores().values()))
        yield from _through(client.get_executor(pure=False), everywhere, jobs, _AHEAD * n)


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client  # noqa: PLC0415 -- an extra, loaded when it is asked for
    except ImportError:
        raise UsageError("--scheduler needs Dask: install cspxl[scale]") from None
    try:
        client: Any = Client(address, timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        why = " ".join(str(error).split())
        raise InputError(f"no Dask scheduler answers at {address} ({why}); start one, or leave it out") from None
    with client:
        yield client


def _through(executor: Executor, recipe: object, jobs: Sequence[Job], ahead: int) -> Iterator[tuple[Job, Result]]:
    """The jobs through an executor, no more than ``ahead`` of them under way at a time."""
    waiting = iter(jobs)
    under_way: dict[Future[Result], Job] = {}
    while True:
        for job in waiting:
            under_way[executor.submit(attempt, recipe, job)] = job  # type: ignore[arg-type]  # or the cluster's copy of it
            if len(under_way) >= ahead:
                break
        if not under_way:
            return
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        for future in done:
            yield under_way.pop(future), _result(future)


def _result(future: Future[Result]) -> Result:
    error = future.exception()
    if error is not None:  # of the cluster: all workers that tried were lost
        return Failed(f"the cluster could not make it ({type(error).__name__}: {' '.join(str(error).split())})")
    return future.result()
