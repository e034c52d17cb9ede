"""What was counted of an indicator in a file, as the rules that doubt it take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cspxl.facts import Indicator
from cspxl.sources.doubts import Doubt


@dataclass(frozen=True, eq=False)
class Counted:
    """An indicator's counts in one file, areas by months, NaN where not available; and the labels they come from.

    ``columns`` are places in the file's ``labels``; ``available`` says for which areas the file has the indicator.
    """

    indicator: Indicator
    columns: Sequence[int]
    available: NDArray[np.bool_]
    totals: NDArray[np.float64]

    def without(self, doubts: Sequence[Doubt]) -> Counted:
        """The counts, not available where a doubt leaves no figure."""
        totals = self.totals.copy()
        for doubt in doubts:
            if doubt.makes_unavailable(self.indicator.key):
                totals[doubt.where] = np.nan
        return replace(self, totals=totals, available=self.available & ~np.isnan(totals).all(axis=1))
