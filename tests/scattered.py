"""Counts that scatter as real ones do: a row that stays the same, or is another again, is no row of a police's file."""

from __future__ import annotations

from math import isqrt

import numpy as np


def scattered(level: int, n: int, *seed: int | str) -> list[int]:
    """So many counts, in threes, of each of which a level is the mean; the same for the same seed."""
    words = [word if isinstance(word, int) else int.from_bytes(word.encode()) for word in seed]
    dice = np.random.default_rng([level, n, *words])
    two = dice.integers(-isqrt(level), isqrt(level) + 1, (n // 3, 2))
    return [level + at for one, other in two.tolist() for at in dice.permutation([one, other, -one - other]).tolist()]
