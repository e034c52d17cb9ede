"""What a developer or an operator must see. What a cell shows instead is a value: ``values.CellError``."""

from __future__ import annotations


def one_line(text: str) -> str:
    """Text from a file as a message shows it: on one line, and nothing in it that a terminal would obey."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in " ".join(text.split()))


class CspxlError(Exception):
    """Anything cspxl raises on purpose."""


class InputError(CspxlError):
    """An input cannot be used: one line that says which, where, why, and what to do. Exit code 3."""


class DiskError(InputError):
    """Nothing more can be written: the disk is full or cannot be written to. What stops one file stops them all."""


class UsageError(CspxlError):
    """The command was called with words it does not know. Exit code 2."""


class Interrupted(BaseException):
    """The command was told to stop, by Ctrl-C or SIGTERM. No Exception: what handles faults must not swallow it.

    The exit code is the one that a shell gives such an end: 128 and the signal's number.
    """

    def __init__(self, signal_number: int, told: str = "stopped; nothing is half-written") -> None:
        super().__init__(told)
        self.signal_number = signal_number
        self.code = 128 + signal_number
