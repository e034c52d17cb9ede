"""What entered figures and remarks cannot mean, whatever report shows them: told in one line with its place.

Each would leave a figure out, or show a wrong one, without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import chain
from typing import Final, NoReturn, Protocol, TypeAlias

from cspxl.facts import boroughs, most_similar_groups, same_name
from cspxl.facts.street import authorities
from cspxl.report.configuration import advice
from cspxl.sources.commentary import CommentaryFile
from cspxl.sources.text import shown
from cspxl.sources.tidy import Entry, TidyFile
from cspxl.values import month_text

Key: TypeAlias = tuple[str, str, int, bool]

_LONDON: Final = "London"
_NEAR: Final = 0.83  # a letter or two: "Camdem" is 0.833 like Camden, "Lodnon" like London; "Trent" is 0.8 like Brent
_HALF_A_PERCENT: Final = 0.005 + 1e-9  # what rounding to a whole per cent leaves


class Shown(Protocol):
    """What shows a figure: as what, and its name."""

    @property
    def measure(self) -> str:
        """count, rate, share or another word."""
        ...

    @property
    def short(self) -> str:
        """Its name in sentences."""
        ...


def once(files: Sequence[TidyFile]) -> Collection[Key]:
    """What each figure is of, which no other figure of any file may be."""
    seen: dict[Key, str] = {}
    for file in files:
        for entry in file.entries:
            key = _key(entry.area, entry)
            if key in seen:
                file.fault(entry, "indicator", f"{entry.indicator} of {entry.area} to {month_text(entry.month)} stands "
                                               f"in {seen[key]} too; keep one")  # fmt: skip
            seen[key] = f"row {entry.row} of {file.name}"
    return seen.keys()


def _key(area: str, entry: Entry) -> Key:
    return same_name(area), entry.indicator, entry.month, entry.monthly


def check_spelling(written: Sequence[tuple[str, Callable[[str], NoReturn]]]) -> None:
    """One area is spelled in one way, but for capitals: formulas compare names letter by letter."""
    first: dict[str, str] = {}
    for area, fault in written:
        known = first.setdefault(same_name(area), area)
        if area.casefold() != known.casefold():
            fault(f"{shown(area)} stands elsewhere as {shown(known)}; write that")


def check_area(file: TidyFile, entry: Entry, meant: str | None, entered: Collection[Key]) -> None:
    """An area like a borough, which itself lacks the figure, is that borough."""
    if meant and _key(meant, entry) not in entered:
        file.fault(entry, "area", like(entry.area, meant))


def check_share(file: TidyFile, entry: Entry) -> None:
    """A share that is entered beside its parts is theirs, to the per cent."""
    for column, before in (("value", ""), ("previous", "previous_")):
        part, whole = (entry.figures.get(f"{before}{name}") for name in ("numerator", "denominator"))
        share = entry.figures.get(column)
        if share is not None and part is not None and whole and abs(share - part / whole) > _HALF_A_PERCENT:
            told = f"{share:.1%}, but {part:,.0f} of {whole:,.0f} are {part / whole:.1%}"
            file.fault(entry, column, f"{told}; correct one of them, or leave this empty")


def not_whole(column: str, entry: Entry) -> str:
    """Why a figure is no count; empty where it is."""
    figure = entry.figures[column]
    if column not in entry.dotted and figure == int(figure):
        return ""
    meant = figure * 1000 if column in entry.dotted else figure
    written = f"{figure:.3f}" if column in entry.dotted else f"{figure:,.10g}"
    return f"{written} is no whole number, as a count is; write {meant:.0f} or {meant:,.0f}, or decimals on its line"


def unlike(line: Shown, column: str, entry: Entry) -> str:
    """Why a figure cannot be what the line shows it as; empty where it can."""
    figure, percent = entry.figures[column], column in entry.percents
    told = f"{100 * figure:.10g}%" if percent else f"{figure:,.10g}"
    said = f"{told} is shown as a {line.measure} by the line {line.short!r}"
    if line.measure == "share" and abs(figure) > 1:
        return f"{said}; write a share as 26% or 0.26"
    if line.measure in {"count", "rate"} and percent:
        return f'{said}; write measure = "share" there'
    if line.measure == "count" and 0 < figure < 1:
        return f'{said}; write measure = "share" or "rate" there'
    return ""


def check_remarks(commentary: Sequence[CommentaryFile], entered: Sequence[str], keys: Sequence[str]) -> None:
    """A remark is about an area that is known and an indicator that the police's files or the entered figures have."""
    areas = {remark.area for file in commentary for remark in file.remarks}
    wrong = {area: found for area in areas if (found := meant(area, entered))}
    for file in commentary:
        for remark in file.remarks:
            if remark.area in wrong:
                file.fault(remark, "area", like(remark.area, wrong[remark.area]))
            if remark.indicator not in keys:
                file.fault(remark, "indicator", f"there is no indicator {shown(remark.indicator)}; "
                                                f"{advice(remark.indicator, keys)}")  # fmt: skip


def meant(name: str, entered: Sequence[str] = ()) -> str:
    """The borough, the peer or the area with figures that a name of none of them is within a letter or two of."""
    known = {**_likely(), **{same_name(area): area for area in entered}}
    written = same_name(name)
    if written in known or written in _places():
        return ""
    near = get_close_matches(written, known, 1, _NEAR)
    return known[near[0]] if near else ""


def like(name: str, meant: str) -> str:
    """What to write instead of a name that is within a letter or two of another."""
    return f"{shown(name)} is like {shown(meant)}; write that, or another place by a longer name"


@cache
def _likely() -> Mapping[str, str]:
    """The boroughs, London and the members of similar groups, by the name as names are compared."""
    members = chain.from_iterable(group.members for group in most_similar_groups().values())
    return {same_name(name): name for name in (*boroughs(), _LONDON, *members)}


@cache
def _places() -> frozenset[str]:
    """Real places that may be like one of them: Harlow like Harrow, Melton like Merton."""
    return frozenset(chain(authorities(), (same_name(item.csp) for item in authorities().values())))
