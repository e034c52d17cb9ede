"""What a developer or an operator must see. What a cell shows instead is a value: ``values.CellError``."""

from __future__ import annotations


def harmless(text: str) -> str:
    """Text of which a terminal shows every sign and obeys none; line ends stay, also those of Windows.

    Control characters, escapes, marks of direction and signs of no width become �, spaces of any kind a space.
    """
    if text.isprintable():
        return text
    for end in ("\r\n", "\n"):
        if end in text:
            return end.join(map(harmless, text.split(end)))
    return "".join(map(_shown, text))


def _shown(sign: str) -> str:
    return sign if sign.isprintable() else " " if sign.isspace() else "\ufffd"


def one_line(text: str) -> str:
    """Text from outside as a message or a table shows it: harmless, and on one line."""
    return harmless(" ".join(text.split()))


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
