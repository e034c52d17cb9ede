"""Where the files that a user needs beside the package are: in a wheel inside it, in a checkout beside it."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def workbooks() -> Traversable:
    """The folder of templates, report configurations and the sample of real data."""
    return _folder("workbooks")


def udfs() -> Traversable:
    """The folder of what the hosts load."""
    return _folder("udfs")


def _folder(name: str) -> Traversable:
    packaged = files("cspxl").joinpath("_bundled", name)
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / name
