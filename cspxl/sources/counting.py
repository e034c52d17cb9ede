"""The indicators counted from one borough file, and what a row that is absent means.

A borough's absent row is zero where the category is rare; where it is not, the row is missing, and so is every
indicator that it belongs to. In the older classification an indicator with no row at all for a borough is not
available either. For an area outside the 32 boroughs an indicator needs every row that the file has for it anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cspxl.facts import Classification, Indicator, boroughs, indicators
from cspxl.sources.counted import Counted
from cspxl.sources.doubts import Doubt
from cspxl.sources.group_totals import group_totals
from cspxl.sources.labels import near_names
from cspxl.sources.missing import missing
from cspxl.sources.mps import BoroughFile
from cspxl.sources.twins import twins

# A total over every label needs rows in nearly all major groups. One may be lacking: files without a historical
# fraud are complete, and 1 of 12 groups is missing then.
_BREADTH: Final = 0.9


def count(
    file: BoroughFile,
    classification: Classification,
    doubts: Sequence[Doubt] = (),
) -> tuple[Sequence[Counted], Sequence[Doubt]]:
    """Every indicator, counted from the file, in the order of ``facts.indicators``; and all that is in doubt."""
    plain = [_counted(file, classification, indicator) for indicator in indicators().values()]
    doubts = [
        *doubts,
        *near_names(file, classification),
        *twins(file, classification, plain),
        *missing(file, classification, plain),
        *group_totals(file, classification, plain),
    ]
    return [item.without(doubts) for item in plain], doubts


def _counted(file: BoroughFile, classification: Classification, indicator: Indicator) -> Counted:
    columns = [at for at, label in enumerate(file.labels) if indicator.counts(*label)]
    has = file.present[:, columns]
    in_london = np.array([area in boroughs() for area in file.areas])
    if not columns:
        available = np.zeros(len(file.areas), dtype=np.bool_)
    elif classification.absent_is_zero:
        available = in_london | has.all(axis=1)
    else:
        available = np.where(in_london, has.any(axis=1), has.all(axis=1))
    if indicator.exclude_major:
        available &= _is_broad(file, classification, indicator)
    counts = np.where(has[:, :, None], file.counts[:, columns], 0).sum(axis=1)
    return Counted(indicator, columns, available, np.where(available[:, None], counts, np.nan))


def _is_broad(file: BoroughFile, classification: Classification, indicator: Indicator) -> NDArray[np.bool_]:
    """For which areas the file has rows in nearly all the major groups that make up a total."""
    majors = sorted({major for major, _ in classification.labels} - indicator.exclude_major)
    groups = [[at for at, (major, _) in enumerate(file.labels) if major == name] for name in majors]
    found = sum(file.present[:, columns].any(axis=1).astype(int) for columns in groups)
    return np.asarray(found >= _BREADTH * len(majors))
