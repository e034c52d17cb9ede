"""The tidy table of monthly series, and the files that it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cspxl.errors import InputError
from cspxl.facts import Classification, boroughs, same_name, why_no_borough
from cspxl.facts.street import also_called, authorities, force_of_area, forces, partnership_called
from cspxl.notices import Notice
from cspxl.sources.text import shown

_SMALL_WORDS = frozenset({"and", "of", "the", "upon"})  # of names of areas


@dataclass(frozen=True)
class SourceFile:
    """A file that figures come from.

    ``sha256`` is that of the bytes as given, compressed or not; the months are month indexes (``values.month_index``).
    """

    name: str
    sha256: str
    first_month: int
    last_month: int
    n_rows: int


@dataclass(frozen=True, eq=False)
class SeriesTable:
    """Monthly counts of every indicator for every area of one release.

    ``frame`` is tidy and complete: one row for each ``area``, ``indicator`` (key) and ``month`` (index), sorted in
    that order, with the ``value`` as a float, NaN where it is not available. ``files`` are in order of time;
    ``notices`` say what a reader of the figures should know about the files.
    """

    frame: pd.DataFrame
    files: tuple[SourceFile, ...]
    classification: Classification
    notices: tuple[Notice, ...]
    first_month: int
    last_month: int

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """The areas, in order of name."""
        return tuple(dict.fromkeys(area for area, _ in self._starts))

    @property
    def notice_lines(self) -> Sequence[str]:
        """The notices, a line each."""
        return [str(notice) for notice in self.notices]

    @cached_property
    def boroughs(self) -> tuple[str, ...]:
        """The London boroughs, of the 32, that the files have rows for, in order of name."""
        return tuple(area for area in self.areas if area in boroughs())

    def series(self, area: str, indicator: str) -> tuple[list[int], list[float | None]]:
        """The months and values of one area's indicator; None where a value is not available.

        Raises KeyError for an area or indicator that the table does not have.
        """
        months = list(range(self.first_month, self.last_month + 1))
        start = self._starts[area, indicator]
        values = self.frame["value"].iloc[start : start + len(months)].tolist()
        return months, [None if value != value else value for value in values]  # noqa: PLR0124 -- NaN

    def area_named(self, text: str) -> str:
        """The area that the text names, in the table's spelling.

        Raises InputError where the table has no such area, with the reason or the nearest names.
        """
        named = {area_key(area): area for area in self.areas}
        if (key := area_key(text)) in named:
            return named[key]
        if self.boroughs and (why := why_no_borough(text)):
            raise InputError(f"the files have no area called {shown(text)}: {why}")
        if (also := partnership_called().get(same_name(text), "")) in self.areas:
            return also
        if why := self._elsewhere(text):
            raise InputError(f"the files have no area called {shown(text)}: {why}")
        nearest = ", ".join(named[near] for near in _nearest(key, list(named)))
        raise InputError(f"the files have no area called {shown(text)}; the nearest names are {nearest}")

    def _elsewhere(self, text: str) -> str:
        """Where an authority is that is no area of the table; empty for what is none."""
        found = {**also_called(), **authorities()}.get(same_name(text))
        if found is None:
            return ""
        if areas := [area for area in found.areas if area in self.areas]:
            return f"it is a part of {' and of '.join(areas)}; name that"
        if any(force_of_area().get(area) == found.force for area in self.areas):
            return ""
        return f"it is policed by {forces()[found.force].name}, whose files are not among these"

    @cached_property
    def _starts(self) -> Mapping[tuple[str, str], int]:
        """The row of the frame at which each series begins."""
        n_months = self.last_month - self.first_month + 1
        heads = self.frame.iloc[::n_months]
        return {
            (area, indicator): at * n_months
            for at, (area, indicator) in enumerate(zip(heads["area"], heads["indicator"], strict=True))
        }


def _nearest(key: str, known: Sequence[str]) -> Sequence[str]:
    """Three names that may be meant: those that have a word of it first, then by spelling."""
    words = set(key.split()) - _SMALL_WORDS
    found = [name for name in known if words & set(name.split())]
    return list(dict.fromkeys([*found, *get_close_matches(key, known, n=3, cutoff=0.0)]))[:3]


def tidy_frame(
    areas: Sequence[str], keys: Sequence[str], months: range, values: NDArray[np.float64]
) -> pd.DataFrame:
    """The frame of counts of areas by indicators by months, in that order."""
    return pd.DataFrame(
        {
            "area": np.repeat(np.array(areas, dtype=object), len(keys) * len(months)),
            "indicator": np.tile(np.repeat(np.array(keys, dtype=object), len(months)), len(areas)),
            "month": np.tile(months, len(areas) * len(keys)),
            "value": values.ravel(),
        },
    )


def area_key(name: str) -> str:
    """An area's name as names in files are compared: as ``facts.same_name``, hyphens and underscores as spaces."""
    return " ".join(same_name(name).replace("_", " ").replace("-", " ").split())
