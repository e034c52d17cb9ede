"""Findings that somebody accepted, with a reason: a TOML file, held against what is found."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from cspxl.errors import InputError
from cspxl.opc import bytes_of

_KEYS: Final = ("identity", "rule", "place", "reason", "by")


class Accepted(NamedTuple):
    """One acceptance: which finding, where it was, why it may stay, and who says so."""

    identity: str
    rule: str
    place: str
    reason: str
    by: str


def read_accepted(path: Path) -> Mapping[str, Accepted]:
    """The acceptances of a file, by the identity of the finding. Raises InputError, in one line."""
    try:
        data = tomllib.loads(bytes_of(path).decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as fault:
        raise InputError(f"{path}: is no TOML file: {fault}") from None
    entries = data.pop("accepted", [])
    if data or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError(f"{path}: has more than [[accepted]] entries; keep only these")
    found: dict[str, Accepted] = {}
    for number, entry in enumerate(entries, 1):
        one = _entry(path, number, entry)
        if one.identity in found:
            raise InputError(f"{path}: entry {number} accepts {one.identity} again; keep one of the two")
        found[one.identity] = one
    return found


def _entry(path: Path, number: int, entry: Mapping[str, object]) -> Accepted:
    values = [entry.get(key) for key in _KEYS]
    missing = [key for key, value in zip(_KEYS, values, strict=True) if not isinstance(value, str) or not value.strip()]
    if missing:
        raise InputError(f"{path}: entry {number} needs {' and '.join(missing)}, each a text")
    if unknown := sorted(set(entry) - set(_KEYS)):
        raise InputError(f"{path}: entry {number} has {unknown[0]!r}; an entry has {', '.join(_KEYS)}")
    return Accepted(*map(str, values))

