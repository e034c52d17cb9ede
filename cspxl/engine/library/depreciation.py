"""What an asset loses in a part of its life: declining balance that turns into a straight line."""

from __future__ import annotations

import math

from cspxl.engine.allowance import spend
from cspxl.engine.arguments import fail
from cspxl.engine.table import excel
from cspxl.values import CellError

_PERIOD = 20  # steps of one period
_MOST_PERIODS = 10_000_000


@excel("VDB", "n n n n n n~ b~")
def _vdb(
    cost: float, salvage: float, life: float, start: float, end: float, factor: float = 2.0, no_switch: bool = False  # noqa: FBT001, FBT002
) -> float:
    """Lost from one time to another, parts of periods in proportion."""
    if min(cost, salvage, start) < 0 or not 0 < life <= _MOST_PERIODS or not start <= end <= life or factor <= 0:
        fail(CellError.NUM)
    spend(_PERIOD * 2 * math.ceil(end))
    ends = [_lost(cost, salvage, life, until, factor, no_switch=no_switch) for until in (start, end)]
    return ends[1] - ends[0]


def _lost(cost: float, salvage: float, life: float, until: float, factor: float, *, no_switch: bool) -> float:
    """Lost from the start to a time."""
    lost, straight = 0.0, 0.0
    for period in range(math.ceil(until)):
        left = cost - salvage - lost
        term = straight or max(min((cost - lost) * min(factor / life, 1.0), left), 0.0)
        if not straight and not no_switch and left / (life - period) > term:
            straight = term = left / (life - period)
        lost += term * min(until - period, 1.0)
    return lost
