"""What cannot be meant: names that match nothing, figures unlike what a line shows them as, months far ahead.

Each would leave a line without its figure, or show a wrong one, without a word. Each is refused with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from functools import cache, partial
from itertools import chain
from typing import Final, NoReturn, TypeAlias

from cspxl.facts import boroughs, indicators, most_similar_groups, same_name
from cspxl.facts.street import authorities
from cspxl.report.configuration import Section, advice
from cspxl.report.pack.lines import Line, Panel, with_sections
from cspxl.sources.commentary import CommentaryFile
from cspxl.sources.text import shown
from cspxl.sources.tidy import Entry, TidyFile, spelled
from cspxl.values import month_text

_Key: TypeAlias = tuple[str, str, int, bool]

_LONDON: Final = "London"
_NEAR: Final = 0.83  # a letter or two: "Camdem" is 0.833 like Camden, "Lodnon" like London; "Trent" is 0.8 like Brent
_MOST_MONTHS_AHEAD: Final = 60
_COUNTED: Final = frozenset({*indicators(), "population", "households"})  # whatever line shows them, or none
_HALF_A_PERCENT: Final = 0.005 + 1e-9  # what rounding to a whole per cent leaves
_LIKE_VALUE: Final = ("value", "previous", "target", "stated_value", "stated_difference", "stated_low", "stated_high")


def check(
    configuration: Section, panels: Sequence[Panel], files: Sequence[TidyFile], commentary: Sequence[CommentaryFile],
    last_month: int,
) -> None:
    """Raise InputError, in one line, for the first of them; ``last_month`` is that of the police's files."""
    once = _once(files)
    _check_spelling(configuration, files, commentary)
    entered = list(dict.fromkeys(entry.area for file in files for entry in file.entries))
    meant = {area: found for area in entered if (found := _meant(area))}
    lines: dict[str, list[Line]] = {}
    for section, line in with_sections(configuration, panels):
        _check_compared(section, line, entered)
        lines.setdefault(line.key, []).append(line)
    for file in files:
        for entry in file.entries:
            _check_area(file, entry, meant.get(entry.area), once)
            _check_month(file, entry, lines.get(entry.indicator, ()), last_month)
            _check_figures(file, entry, lines.get(entry.indicator, ()))
    for section in configuration.sections("peers"):
        for name in section.texts("members"):
            if found := _meant(name, entered):
                section.fault(_like(name, found), "members")
    _check_remarks(commentary, entered, [*indicators(), *sorted({indicator for _, indicator, _, _ in once})])


def _once(files: Sequence[TidyFile]) -> Collection[_Key]:
    """What each figure is of, which no other figure of any file may be."""
    seen: dict[_Key, str] = {}
    for file in files:
        for entry in file.entries:
            key = _key(entry.area, entry)
            if key in seen:
                file.fault(entry, "indicator", f"{entry.indicator} of {entry.area} to {month_text(entry.month)} stands "
                                               f"in {seen[key]} too; keep one")  # fmt: skip
            seen[key] = f"row {entry.row} of {file.name}"
    return seen.keys()


def _check_spelling(
    configuration: Section, files: Sequence[TidyFile], commentary: Sequence[CommentaryFile],
) -> None:
    """One area is spelled in one way, but for capitals: formulas compare names letter by letter."""
    written: list[tuple[str, Callable[[str], NoReturn]]] = [
        *((entry.area, partial(file.fault, entry, "area")) for file in files for entry in file.entries),
        *((remark.area, partial(file.fault, remark, "area")) for file in commentary for remark in file.remarks),
        *((spelled(name), partial(section.fault, key="members"))
          for section in configuration.sections("peers") for name in section.texts("members")),
    ]  # fmt: skip
    first: dict[str, str] = {}
    for area, fault in written:
        known = first.setdefault(same_name(area), area)
        if area.casefold() != known.casefold():
            fault(f"{shown(area)} stands elsewhere as {shown(known)}; write that")


def _key(area: str, entry: Entry) -> _Key:
    return same_name(area), entry.indicator, entry.month, entry.monthly


def _check_compared(section: Section, line: Line, entered: Sequence[str]) -> None:
    """A comparator is an area with figures, a borough or London."""
    known = [*entered, *boroughs(), _LONDON]
    for name in line.compare:
        if name not in known:
            near = get_close_matches(name, known, 1, 0.6)
            what = f"did you mean {near[0]!r}?" if near else "enter them in a file of figures, or take it out"
            section.fault(f"there are no figures of {name!r}; {what}", "compare")


def _check_area(file: TidyFile, entry: Entry, meant: str | None, entered: Collection[_Key]) -> None:
    """An area like a borough, which itself lacks the figure, is that borough."""
    if meant and _key(meant, entry) not in entered:
        file.fault(entry, "area", _like(entry.area, meant))


def _check_month(file: TidyFile, entry: Entry, lines: Sequence[Line], last_month: int) -> None:
    """A month far after the police's files, which no line names."""
    ahead = entry.month - last_month > _MOST_MONTHS_AHEAD
    if ahead and entry.month not in {line.month for line in lines}:
        file.fault(entry, "month", f"{month_text(entry.month)} is more than {_MOST_MONTHS_AHEAD // 12} years after the "
                                   f"police's files, which end with {month_text(last_month)}; correct it")  # fmt: skip


def _check_figures(file: TidyFile, entry: Entry, lines: Sequence[Line]) -> None:
    """A share is no more than 1 and that of its parts, a count no share and whole."""
    if any(line.measure == "share" for line in lines):
        _check_share(file, entry)
    whole = [line for line in lines if line.measure == "count" and not line.decimals]
    for column in _LIKE_VALUE:
        if column not in entry.figures:
            continue
        for line in lines:
            if why := _unlike(line, column, entry):
                file.fault(entry, column, why)
        if (whole or entry.indicator in _COUNTED) and (why := _not_whole(column, entry)):
            file.fault(entry, column, why)


def _check_share(file: TidyFile, entry: Entry) -> None:
    """A share that is entered beside its parts is theirs, to the per cent."""
    for column, before in (("value", ""), ("previous", "previous_")):
        part, whole = (entry.figures.get(f"{before}{name}") for name in ("numerator", "denominator"))
        share = entry.figures.get(column)
        if share is not None and part is not None and whole and abs(share - part / whole) > _HALF_A_PERCENT:
            told = f"{share:.1%}, but {part:,.0f} of {whole:,.0f} are {part / whole:.1%}"
            file.fault(entry, column, f"{told}; correct one of them, or leave this empty")


def _not_whole(column: str, entry: Entry) -> str:
    """Why a figure is no count; empty where it is."""
    figure = entry.figures[column]
    if column not in entry.dotted and figure == int(figure):
        return ""
    meant = figure * 1000 if column in entry.dotted else figure
    written = f"{figure:.3f}" if column in entry.dotted else f"{figure:,.10g}"
    return f"{written} is no whole number, as a count is; write {meant:.0f} or {meant:,.0f}, or decimals on its line"


def _unlike(line: Line, column: str, entry: Entry) -> str:
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


def _check_remarks(commentary: Sequence[CommentaryFile], entered: Sequence[str], keys: Sequence[str]) -> None:
    """A remark is about an area that is known and an indicator that the police's files or the entered figures have."""
    areas = {remark.area for file in commentary for remark in file.remarks}
    meant = {area: found for area in areas if (found := _meant(area, entered))}
    for file in commentary:
        for remark in file.remarks:
            if remark.area in meant:
                file.fault(remark, "area", _like(remark.area, meant[remark.area]))
            if remark.indicator not in keys:
                file.fault(remark, "indicator", f"there is no indicator {shown(remark.indicator)}; "
                                                f"{advice(remark.indicator, keys)}")  # fmt: skip


def _meant(name: str, entered: Sequence[str] = ()) -> str:
    """The borough, the peer or the area with figures that a name of none of them is within a letter or two of."""
    known = {**_likely(), **{same_name(area): area for area in entered}}
    written = same_name(name)
    if written in known or written in _places():
        return ""
    near = get_close_matches(written, known, 1, _NEAR)
    return known[near[0]] if near else ""


def _like(name: str, meant: str) -> str:
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
