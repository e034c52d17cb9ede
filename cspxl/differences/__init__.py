"""What changed, and what that means: between two workbooks, or between two releases of data."""

from __future__ import annotations

from cspxl.differences.change import KINDS, Change, Differences, Kind
from cspxl.differences.workbooks import differences

__all__ = ["KINDS", "Change", "Differences", "Kind", "differences"]
