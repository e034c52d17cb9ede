"""What the functions cost: a block against pandas, one scalar call, a best fit, and the start of ``cspxl eval``.

    uv run python bench/functions.py

Ratios of medians of runs taken in turn, in one process (starts: in processes of their own).
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

import pandas as pd

from cspxl.functions.change import pct_change
from cspxl.functions.commissioning import lcpf_best_fit
from cspxl.functions.periods import rolling12, rolling12_series
from cspxl.values import month_index, month_serial

RUNS = 15
SERIES, MONTHS = 1000, 120


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Medians of both, run one after the other."""
    pairs = [(timed(ours), timed(theirs)) for _ in range(RUNS)]
    return median(one for one, _ in pairs), median(other for _, other in pairs)


def start(*words: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True)


def main() -> None:
    dice = random.Random(1)
    block = [[dice.randrange(400) for _ in range(MONTHS)] for _ in range(SERIES)]
    months = [[month_serial(month_index(2008, 1) + at) for at in range(MONTHS)]]

    def by_pandas() -> pd.DataFrame:
        return pd.DataFrame(block).T.rolling(12).sum()

    last = by_pandas().iloc[-1].tolist()
    answers = [row[0] for row in rolling12.calculate(block, months)]
    assert answers == last, "the two disagree"
    ours, theirs = in_turn(lambda: rolling12.calculate(block, months), by_pandas)
    print(f"ROLLING12, {SERIES} series x {MONTHS} months: {ours * 1e3:.1f} ms; pandas rolling(12).sum() with its "
          f"conversion {theirs * 1e3:.1f} ms; ratio {ours / theirs:.2f}")

    one = [block[0]]
    ours, theirs = in_turn(
        lambda: rolling12_series.calculate(one, months), lambda: pd.Series(block[0]).rolling(12).sum(),
    )
    print(f"ROLLING12_SERIES, {MONTHS} months: {ours * 1e6:.0f} us; pandas {theirs * 1e6:.0f} us; "
          f"ratio {ours / theirs:.2f}")

    calls = range(10_000)
    ours, theirs = in_turn(
        lambda: [pct_change.calculate(6514, 5683) for _ in calls], lambda: [(6514 - 5683) / 5683 for _ in calls],
    )
    print(f"The boundary, for each scalar call: {(ours - theirs) / len(calls) * 1e6:.2f} us")

    costs = [[dice.randint(10**6, 10**10) / 100] for _ in range(40)]
    target, numbers = round(sum(cost for (cost,) in costs) / 2, 2), [dice.random() for _ in range(2**20)]
    ours, theirs = in_turn(lambda: lcpf_best_fit.calculate(target, costs), lambda: sorted(numbers))
    print(f"LCPF_BEST_FIT, 40 large costs: {ours * 1e3:.0f} ms; sorted() of the 2 ** 20 sums of half of them "
          f"{theirs * 1e3:.0f} ms; ratio {ours / theirs:.1f}")

    ours, theirs = in_turn(start("-m", "cspxl", "eval", "=PCT_CHANGE(6514,5683)"), start("-c", "pass"))
    print(f"cspxl eval: {ours * 1e3:.0f} ms; python -c pass: {theirs * 1e3:.0f} ms; ratio {ours / theirs:.1f}")


if __name__ == "__main__":
    main()
