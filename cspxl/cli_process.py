"""The process around a command: the signals that stop it in order, and streams whose faults have one meaning each."""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from types import FrameType
from typing import Final

from cspxl.errors import InputError, Interrupted, harmless

_STOPS: Final = (signal.SIGINT, signal.SIGTERM)
_SAME: Final = 1.0  # seconds: what tells a group to stop, such as ``timeout``, often tells each process twice


def stop_in_order() -> None:
    """Ctrl-C and SIGTERM raise Interrupted in the main thread, so that all that is open is closed and taken away.

    What was started to ignore a signal, such as a command in a shell's background, goes on ignoring it.
    """
    told = -_SAME

    def stop(number: int, _: FrameType | None) -> None:
        nonlocal told
        before, told = told, time.monotonic()
        if told - before >= _SAME:
            raise Interrupted(number)

    for number in _STOPS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


def stop_no_more() -> None:
    """The end is told: a signal has nothing left to stop, and must not break into the last steps with a traceback."""
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)


class _Stream(io.TextIOWrapper):
    """Standard output or standard error.

    Whoever writes: nothing passes that a terminal would obey, but for what ``draw`` draws. A reader of a pipe that has
    had enough stops nothing: what follows is for nobody, and the command ends as it would have ended. A message that
    cannot be told is told to nobody. Output that cannot be written is an error.
    """

    def write(self, text: str, /) -> int:
        self.draw(harmless(text))
        return len(text)

    def draw(self, text: str) -> None:
        """Write the text as it is."""
        try:
            if text != "":  # with nothing click only tries whether it takes texts
                super().write(text)
        except OSError as error:
            self._fault(error)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self._fault(error)

    def _fault(self, error: OSError) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())  # what is still held back goes there, or Python would try again at its end
        os.close(nowhere)
        if self is sys.stdout and not isinstance(error, BrokenPipeError):
            raise InputError(f"standard output cannot be written ({error.strerror}); make room, or send it elsewhere")


def open_streams() -> None:
    """Standard output and standard error that take every sign and answer for their faults; a closed one is nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:  # in this order each takes the closed stream's own number, before a file of ours does
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 -- to the process's end
        elif mode == "w" and type(stream) is io.TextIOWrapper:
            errors = "replace" if stream.errors == "strict" else stream.errors
            ours = _Stream(
                stream.buffer, stream.encoding, errors,
                line_buffering=stream.line_buffering, write_through=stream.write_through,
            )  # fmt: skip
            setattr(sys, name, ours)
