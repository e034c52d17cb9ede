"""Commands in a child process under a watch: time, memory, what they print, what they leave behind.

A child is forked with everything loaded and runs many cases, so that a case costs what the command costs. Time is that
of the processor, so that a slow or busy machine finds the same; an alarm ends a case that only waits. What kills the
child (both stop code that never returns to Python) is the outcome of the case it was at.
"""

from __future__ import annotations

import faulthandler
import io
import json
import os
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import astuple, dataclass
from pathlib import Path

SECONDS = 10  # of the processor
WAITING = 60  # of the clock
GIGABYTE = 1 << 30
KILOBYTES = GIGABYTE >> 10


@dataclass(frozen=True)
class Case:
    """A command, and the folder in which it runs; what it writes goes to ``out`` there."""

    words: Sequence[str]
    folder: Path


@dataclass(frozen=True)
class Outcome:
    """How a case ended: its exit code (a negative one is the signal that ended it), and what it printed."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line of a refusal."""
        assert self.code in {2, 3}, (self.code, self.err)
        assert len(self.err.splitlines()) == 1, self.err
        return self.err


def run_all(cases: Iterable[Case]) -> list[Outcome]:
    """The outcome of every case, in order; run by this file as a program, which is single-threaded and can fork."""
    given = json.dumps([[case.words, str(case.folder)] for case in cases])
    command = [sys.executable, __file__]
    ran = subprocess.run(command, input=given, capture_output=True, text=True, check=True)
    return [Outcome(*json.loads(line)) for line in ran.stdout.splitlines()]


def _serve() -> None:
    """Cases from standard input, a line for each outcome to standard output; after a child's end a new one goes on."""
    import cspxl.batch
    import cspxl.cli
    import cspxl.report.pack
    import cspxl.workbook.package  # noqa: F401 -- loaded before the fork
    from cspxl.engine import evaluate

    evaluate("=SUM(1)")  # the functions too

    left = [Case(words, Path(folder)) for words, folder in json.load(sys.stdin)]
    while left:
        done = 0
        for outcome in _child(left):
            print(json.dumps(astuple(outcome)), flush=True)  # noqa: T201 -- its output
            done += 1
        left = left[done:]


def _child(cases: Sequence[Case]) -> Iterator[Outcome]:
    """The outcomes of the first cases, up to one that ends the child."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        _run_here(cases, writing)
        os._exit(0)
    os.close(writing)
    told = 0
    with os.fdopen(reading, encoding="utf-8") as lines:
        for line in lines:
            yield Outcome(*json.loads(line))
            told += 1
    _, status = os.waitpid(process, 0)
    if ended := os.waitstatus_to_exitcode(status):
        yield Outcome(ended if ended < 0 else -signal.SIGABRT, "", f"the process ended ({ended})")


def _run_here(cases: Sequence[Case], writing: int) -> None:
    size = _size()
    resource.setrlimit(resource.RLIMIT_AS, (size + GIGABYTE, size + GIGABYTE))
    faulthandler.disable()
    for case in cases:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        signal.alarm(WAITING)
        outcome = _one(case)
        signal.alarm(0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        os.write(writing, json.dumps(outcome).encode() + b"\n")
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > KILOBYTES:
            os._exit(1)  # the next case is told as the one; a child of its own measures it alone
        if _size() > size + GIGABYTE // 4:
            return  # what these cases left is not the next one's


def _size() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def _one(case: Case) -> tuple[int, str, str]:
    from cspxl.__main__ import main

    out, err = io.StringIO(), io.StringIO()
    os.chdir(case.folder)
    sys.argv = ["cspxl", *case.words]
    code = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
        except BaseException:  # noqa: BLE001 -- what a person would see as a traceback
            traceback.print_exc(file=err)
            code = -1
    told = err.getvalue()
    if "Traceback" in told:
        code = -1
    printed, said = (text.encode("utf-8", "replace").decode() for text in (out.getvalue()[:2000], told[-3000:]))
    return code, printed, said


if __name__ == "__main__":
    _serve()
