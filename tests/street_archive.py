"""A police.uk archive that never was: street files of 40 forces, with a tally of what was written.

Deterministic. The tally is kept while the rows are drawn, so it owes nothing to a reader of the files.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

HEADER: Final = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\n"
)
TYPES: Final = (
    "Anti-social behaviour", "Bicycle theft", "Burglary", "Criminal damage and arson", "Drugs", "Other crime",
    "Other theft", "Possession of weapons", "Public order", "Robbery", "Shoplifting", "Theft from the person",
    "Vehicle crime", "Violence and sexual offences",
)  # fmt: skip
_OUTCOMES: Final = ("Investigation complete; no suspect identified", "Under investigation")
_PLACES: Final = ("On or near Parking Area", '"On or near St Mary\'S Road, North"', "On or near Furze Farm Close")
_PLACE: Final = "@"
_POOL: Final = 500
_IDS: Final = 1 << 256
_SPREAD: Final = 0x9E3779B97F4A7C15F39CC0605CEDC8341082276BF3A27251F86C6A11D0C18E95  # odd, so no ID comes twice
_NO_LOCATION: Final = 0.02  # the share of rows without an LSOA; real forces of 2024 have none to a fifth


class Archive(NamedTuple):
    """Where the files are; how many rows; the rows of each (authority, month, type), the authority "" for none."""

    folder: Path
    n_rows: int
    tally: Counter[tuple[str, str, str]]


def months(first: str, n_months: int) -> list[str]:
    """Months in the archive's spelling, from the first: ``2022-01``, ``2022-02``."""
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(start, start + n_months)]


def forces(lookup: Path, n_forces: int) -> dict[str, list[str]]:
    """The authorities of each force that has a street file, from the table of authorities."""
    found: dict[str, list[str]] = {}
    with lookup.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            if row["csp"]:
                found.setdefault(row["force"], []).append(row["name"])
    return {force: found[force] for force in sorted(found)[:n_forces]}


def write_archive(folder: Path, authorities: dict[str, list[str]], when: list[str], n_rows: int) -> Archive:
    """Write ``n_rows`` rows over the files of every force and month."""
    dice = np.random.default_rng(2017)
    shares = dice.uniform(0.8, 1.2, (len(when), len(authorities)))
    cuts = np.round(np.cumsum(shares.ravel()) / shares.sum() * n_rows).astype(int)
    sizes = np.diff(cuts, prepend=0).reshape(shares.shape)
    pools = {force: _pool(force, names, dice) for force, names in authorities.items()}
    tally: Counter[tuple[str, str, str]] = Counter()
    written = 0
    for month, of_month in zip(when, sizes, strict=True):
        (folder / month).mkdir(parents=True)
        for (force, pool), size in zip(pools.items(), of_month.tolist(), strict=True):
            drawn = dice.integers(0, _POOL, size)
            tails = [(is_crime, f",{month},{tail}") for is_crime, tail, _, _ in pool]
            with (folder / month / f"{month}-{force}-street.csv").open("w", encoding="utf-8", newline="") as file:
                file.write(HEADER)
                file.write("".join([_row(n, *tails[at]) for n, at in enumerate(drawn.tolist(), written)]))
            written += size
            for (_, _, name, kind), n in zip(pool, np.bincount(drawn, minlength=_POOL).tolist(), strict=True):
                tally[name, month, kind] += n
    return Archive(folder, int(sizes.sum()), tally)


def _row(n: int, is_crime: bool, tail: str) -> str:  # noqa: FBT001 -- as the pool has it
    """A row: every crime has an ID of its own, an incident a place."""
    return f"{n * _SPREAD % _IDS:064x}{tail}" if is_crime else tail.replace(_PLACE, f"{n:06d}", 1)


def _pool(force: str, names: list[str], dice: np.random.Generator) -> list[tuple[bool, str, str, str]]:
    """Rows to draw from: whether they are crimes, what stands after the month, the authority, the type.

    Every authority has every type, as in a real force; what is left of the pool is drawn.
    """
    pool = []
    title = force.replace("-", " ").title()
    pairs = [(name, kind) for name in names for kind in TYPES]
    for at in range(_POOL):
        if at < len(pairs):
            name, kind = pairs[at]
        else:
            kind = TYPES[int(dice.integers(len(TYPES)))]
            name = names[int(dice.integers(len(names)))] if dice.random() > _NO_LOCATION else ""
        place = _PLACES[at % len(_PLACES)] if name else "No Location"
        written = f'"{name} {at % 90 + 1:03d}{"ABCDE"[at % 5]}"' if "," in name else f"{name} {at % 90 + 1:03d}A"
        is_crime = kind != "Anti-social behaviour"
        longitude = f"{at:06d}" if is_crime else _PLACE
        where = f"-0.{longitude},51.{at:06d},{place},E0{at:07d},{written}" if name else f",,{place},,"
        outcome = _OUTCOMES[at % len(_OUTCOMES)] if is_crime else ""
        pool.append((is_crime, f"{title} Police,{title} Police,{where},{kind},{outcome},\n", name, kind))
    return pool
