"""Published files in, one tidy table of monthly series out.

``read_data`` takes either publisher's files; ``read_release`` reads the MPS borough files of one release, and
``sample_release`` the sample that comes with cspxl; ``street.read_street`` reads police.uk's street files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cspxl.sources.release import read_release, sample_release
from cspxl.sources.series import SeriesTable, SourceFile

__all__ = ["SeriesTable", "SourceFile", "is_street", "read_data", "read_release", "sample_release"]


def read_data(paths: Sequence[Path]) -> SeriesTable:
    """The files as one table: street files where folders, archives or files named like them are given.

    Raises InputError, in one line, for what cannot be used.
    """
    if is_street(paths):
        from cspxl.sources.street import read_street  # noqa: PLC0415 -- DuckDB is loaded for street files only

        return read_street(paths)
    return read_release(paths)


def is_street(paths: Sequence[Path]) -> bool:
    """Whether the paths are those of street files, by their names: folders, archives, or files named as in them."""
    return any(path.is_dir() or path.suffix.lower() == ".zip" or "-street.csv" in path.name.lower() for path in paths)
