"""Published files in, one tidy table of monthly series out.

``read_release`` reads the MPS borough files of one release; ``sample_release`` the sample that comes with cspxl.
"""

from __future__ import annotations

from cspxl.sources.release import read_release, sample_release
from cspxl.sources.series import SeriesTable, SourceFile

__all__ = ["SeriesTable", "SourceFile", "read_release", "sample_release"]
