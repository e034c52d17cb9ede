"""Who makes the workbooks: this process, processes beside it, or the workers of a Dask cluster. All call ``make``."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, Final, TypeAlias

from cspxl.batch.make import Job, Made, Recipe, make
from cspxl.errors import CspxlError, InputError, UsageError

_TRIES: Final = 3
_AHEAD: Final = 3  # workbooks under way for each worker: enough that none waits, few enough that memory stays flat


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

    Processes that die (out of memory, killed) are started again; a workbook that was under way three times when that
    happened has failed.
    """
    tries: dict[Job, int] = {}
    left = list(jobs)
    while left:
        # Started afresh, not forked: the same on every system, and safe beside threads.
        pool = ProcessPoolExecutor(n, mp_context=get_context("spawn"), initializer=_leave_interrupts_to_the_parent)
        try:
            for job, result in _through(pool, recipe, tuple(left), _AHEAD * n):
                left.remove(job)
                yield job, result
        except BrokenProcessPool:
            for job in left[: _AHEAD * n]:
                tries[job] = tries.get(job, 0) + 1
                if tries[job] == _TRIES:
                    left.remove(job)
                    yield job, Failed("the process that made it was killed three times: is there enough memory?")
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def cluster(recipe: Recipe, jobs: Sequence[Job], address: str) -> Iterator[tuple[Job, Result]]:
    """By the workers of the Dask cluster at the address, in the order in which they are done."""
    with _client(address) as client:
        everywhere = client.scatter(recipe, broadcast=True)
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
    if isinstance(error, BrokenProcessPool):
        raise error
    if error is not None:  # of the cluster: all workers that tried were lost
        return Failed(f"the cluster could not make it ({type(error).__name__}: {' '.join(str(error).split())})")
    return future.result()


def _leave_interrupts_to_the_parent() -> None:
    """Ctrl-C reaches every process of the terminal; only the one that writes the files answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
