"""Entered figures that a pack shows nowhere: nothing is wrong with it, but a name may be, so they are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain
from typing import Final

from cspxl.facts import indicators, most_similar_groups, same_name
from cspxl.notices import Notice
from cspxl.report.pack.lines import Line
from cspxl.sources.text import listed, shown
from cspxl.sources.tidy import TidyFile

_NEAR: Final = 0.85  # "asb_cals" is 0.94 like asb_calls; the police's own keys are 0.84 like each other


def left_out(
    files: Sequence[TidyFile], lines: Sequence[Line], areas: Sequence[str], own_groups: Mapping[str, Sequence[str]],
) -> Iterator[Notice]:
    """Notices of areas that the pack compares with nothing, and of keys that are nearly that of a line.

    ``areas`` are those that it can be made for. One file may serve several packs, so that nothing is refused.
    """
    similar = (group.members for group in most_similar_groups().values())
    known = {"London", *areas, *chain(*similar, *own_groups.values(), *(line.compare for line in lines))}
    places = {same_name(area) for area in known}
    keys = {key for line in lines for key in (line.key, line.rate_key) if key}
    for file in files:
        others = {entry.area: entry.row for entry in reversed(file.entries) if same_name(entry.area) not in places}
        if others:
            told = [f"{shown(area)} (row {row})" for area, row in sorted(others.items(), key=lambda item: item[1])]
            yield Notice(f"areas that are no area, peer or comparator of this report, so not shown: {listed(told)}",
                         file.name)  # fmt: skip
        for key in sorted({entry.indicator for entry in file.entries} - keys - set(indicators())):
            if near := get_close_matches(key, keys, 1, _NEAR):
                yield Notice(f"no line shows {key}, which is like {near[0]}: correct it if that was meant", file.name)
