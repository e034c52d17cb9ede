"""The settings files of xlwings as its VBA reads them: two quoted texts to a line, in the PC's code page.

Lines are written and taken out one by one: comments, and whatever else stands there, keep every byte.
"""

from __future__ import annotations

import csv
import locale
from pathlib import Path

from cspxl.errors import InputError
from cspxl.hosts.addin_files import content_of

_END = b"\r\n"


def read_settings(path: Path) -> dict[str, str]:
    """The pairs in a file; none where there is no file."""
    return {name: value for name, value in map(_pair, (content_of(path) or b"").splitlines()) if name}


def check_settings(path: Path) -> None:
    """Raise InputError for a file to which no line can be added: one in UTF-16, or with bytes that are no text."""
    if b"\0" in (content_of(path) or b""):
        raise InputError(f"{path} is no text that xlwings reads: save it as ANSI text, or move it away, and try again")


def line(name: str, value: str) -> bytes:
    """A pair as a line, without its end."""
    try:
        return f'"{name}","{value}"'.encode(locale.getencoding())
    except UnicodeEncodeError:
        raise InputError(
            f"{value} has letters that Excel's settings cannot hold: install Python in another folder",
        ) from None


def line_of(content: bytes, name: str) -> bytes | None:
    """The last line that sets a name."""
    found = [row for row in content.splitlines() if _pair(row)[0] == name]
    return found[-1] if found else None


def with_line(content: bytes, name: str, row: bytes) -> bytes:
    """The content with this line for a name: in the place of the one that is there, else at the end."""
    rows = content.splitlines(keepends=True)
    places = [at for at, other in enumerate(rows) if _pair(other)[0] == name]
    for at in places:
        rows[at] = row + _ending(rows[at])
    if places:
        return b"".join(rows)
    start = b"" if not content or content.endswith((b"\n", b"\r")) else _END
    return content + start + row + _END


def without_line(content: bytes, row: bytes, earlier: bytes | None) -> bytes:
    """The content without a line, or with the earlier one in its place."""
    rows = content.splitlines(keepends=True)
    kept = [other if other.rstrip(_END) != row else earlier + _ending(other) if earlier else b"" for other in rows]
    return b"".join(kept)


def _ending(row: bytes) -> bytes:
    return row[len(row.rstrip(_END)) :]


def _pair(row: bytes) -> tuple[str, str]:
    """The name in upper case and the value; two empty texts for a line that is no pair."""
    try:
        found = next(csv.reader([row.decode(locale.getencoding(), errors="replace").rstrip("\r\n")]), [])
    except csv.Error:  # no pair, but something else
        found = []
    return (found[0].upper(), found[1]) if len(found) > 1 else ("", "")
