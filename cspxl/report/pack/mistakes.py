"""What cannot be meant: names that match nothing, figures unlike what a line shows them as, months far ahead.

Each would leave a line without its figure, or show a wrong one, without a word. Each is refused with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Final, NoReturn

from cspxl.facts import boroughs, indicators
from cspxl.report import entered_mistakes
from cspxl.report.configuration import Section
from cspxl.report.pack.lines import Line, Panel, with_sections
from cspxl.sources.commentary import CommentaryFile
from cspxl.sources.tidy import Entry, TidyFile, spelled
from cspxl.values import month_text

_LONDON: Final = "London"
_MOST_MONTHS_AHEAD: Final = 60
_COUNTED: Final = frozenset({*indicators(), "population", "households"})  # whatever line shows them, or none
_LIKE_VALUE: Final = ("value", "previous", "target", "stated_value", "stated_difference", "stated_low", "stated_high")


def check(
    configuration: Section, panels: Sequence[Panel], files: Sequence[TidyFile], commentary: Sequence[CommentaryFile],
    last_month: int,
) -> None:
    """Raise InputError, in one line, for the first of them; ``last_month`` is that of the police's files."""
    once = entered_mistakes.once(files)
    _check_spelling(configuration, files, commentary)
    entered = list(dict.fromkeys(entry.area for file in files for entry in file.entries))
    meant = {area: found for area in entered if (found := entered_mistakes.meant(area))}
    lines: dict[str, list[Line]] = {}
    for section, line in with_sections(configuration, panels):
        _check_compared(section, line, entered)
        lines.setdefault(line.key, []).append(line)
    for file in files:
        for entry in file.entries:
            entered_mistakes.check_area(file, entry, meant.get(entry.area), once)
            _check_month(file, entry, lines.get(entry.indicator, ()), last_month)
            _check_figures(file, entry, lines.get(entry.indicator, ()))
    for section in configuration.sections("peers"):
        for name in section.texts("members"):
            if found := entered_mistakes.meant(name, entered):
                section.fault(entered_mistakes.like(name, found), "members")
    keys = [*indicators(), *sorted({indicator for _, indicator, _, _ in once})]
    entered_mistakes.check_remarks(commentary, entered, keys)


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
    entered_mistakes.check_spelling(written)


def _check_compared(section: Section, line: Line, entered: Sequence[str]) -> None:
    """A comparator is an area with figures, a borough or London."""
    known = [*entered, *boroughs(), _LONDON]
    for name in line.compare:
        if name not in known:
            near = get_close_matches(name, known, 1, 0.6)
            what = f"did you mean {near[0]!r}?" if near else "enter them in a file of figures, or take it out"
            section.fault(f"there are no figures of {name!r}; {what}", "compare")


def _check_month(file: TidyFile, entry: Entry, lines: Sequence[Line], last_month: int) -> None:
    """A month far after the police's files, which no line names."""
    ahead = entry.month - last_month > _MOST_MONTHS_AHEAD
    if ahead and entry.month not in {line.month for line in lines}:
        file.fault(entry, "month", f"{month_text(entry.month)} is more than {_MOST_MONTHS_AHEAD // 12} years after the "
                                   f"police's files, which end with {month_text(last_month)}; correct it")  # fmt: skip


def _check_figures(file: TidyFile, entry: Entry, lines: Sequence[Line]) -> None:
    """A share is no more than 1 and that of its parts, a count no share and whole."""
    if any(line.measure == "share" for line in lines):
        entered_mistakes.check_share(file, entry)
    whole = [line for line in lines if line.measure == "count" and not line.decimals]
    for column in _LIKE_VALUE:
        if column not in entry.figures:
            continue
        for line in lines:
            if why := entered_mistakes.unlike(line, column, entry):
                file.fault(entry, column, why)
        if (whole or entry.indicator in _COUNTED) and (why := entered_mistakes.not_whole(column, entry)):
            file.fault(entry, column, why)
