"""Published files in, one tidy table of monthly series out.

``read_data`` takes either publisher's files; ``read_release`` reads the MPS borough files of one release, and
``sample_release`` the sample that comes with cspxl; ``street.read_street`` reads police.uk's street files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cspxl.errors import InputError
from cspxl.sources.release import read_release, sample_release
from cspxl.sources.series import SeriesTable, SourceFile

__all__ = ["SeriesTable", "SourceFile", "borough_files", "is_street", "read_data", "read_release", "sample_release"]


def read_data(paths: Sequence[Path]) -> SeriesTable:
    """The files as one table: street files where folders, archives or files named like them are given.

    A folder without street files gives its CSV files, which are then one release. Raises InputError, in one line, for
    what cannot be used.
    """
    if is_street(paths):
        from cspxl.sources.street import read_street  # noqa: PLC0415 -- DuckDB is loaded for street files only

        return read_street(paths)
    return read_release(borough_files(paths))


def borough_files(paths: Sequence[Path]) -> Sequence[Path]:
    """The files of a release, those of folders one by one."""
    return [file for path in paths for file in (_tables_in(path) if path.is_dir() else [path])]


def is_street(paths: Sequence[Path]) -> bool:
    """Whether the paths are those of street files, by their names: folders, archives, or files named as in them."""
    return any(
        "-street.csv" in path.name.lower()
        or path.suffix.lower() == ".zip"
        or (_is_folder(path) and not (_tables_in(path) and next(path.rglob("*-street*"), None) is None))
        for path in paths
    )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:  # a name too long for any file
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _tables_in(folder: Path) -> Sequence[Path]:
    """The CSV files of a folder, in order of their names; a system's hidden files are not for reading."""
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder}: cannot be read: {error.strerror}") from None
    return [path for path in inside if path.name.lower().endswith((".csv", ".csv.gz")) and path.name[0] != "."]
