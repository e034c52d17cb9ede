"""Which indicators have a one-page summary: those of the police, and entered ones that a line shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cspxl.facts import Indicator
from cspxl.report.configuration import Section
from cspxl.report.overview_request import named_indicators
from cspxl.report.pack.lines import Line, Panel

_LONGEST_NAME: Final = 31  # letters of a sheet's name in Excel


@dataclass(frozen=True)
class OnePage:
    """A one-page summary: of one of the police's indicators (its place among them), or of a line's entered figures.

    ``key`` is what commentary calls it; ``line`` is the line of a table about the same indicator and month, if any.
    """

    sheet: str
    key: str
    police: int | None
    line: Line | None


def read_pages(
    configuration: Section, police: Mapping[str, Indicator], panels: Sequence[Panel], keys: Sequence[str],
    reserved: Sequence[str],
) -> Sequence[OnePage]:
    """The indicators, of the police or entered, that have a page of their own."""
    if not configuration.has("pages"):
        return []
    lines = [line for panel in panels for group in panel.groups for line in group.lines if not line.state]
    lines.sort(key=lambda line: line.month is not None)  # a line that follows the report's month comes first
    entered = {line.key: line for line in reversed(lines) if line.key}
    for key in configuration.texts("pages"):
        if key in keys and key not in police and key not in entered:
            configuration.fault(f"{key!r} is entered, but no line shows it; write a line for it", "pages")
    known = [*police, *(key for key in entered if key not in police)]
    taken = {name.casefold() for name in (*reserved, *(panel.name for panel in panels))}
    pages = []
    for key in named_indicators(configuration, "pages", known, len(known), keys):
        place = list(police).index(key) if key in police else None
        line = entered.get(key)
        if place is not None:
            line = next((line for line in lines if line.police == key and line.month is None), None)
        label = police[key].label if key in police else entered[key].short
        pages.append(OnePage(_sheet_name(label, taken), key, place, line))
    return pages


def _sheet_name(label: str, taken: set[str]) -> str:
    """A name that Excel takes and no other sheet has, cut at the end of a word."""
    letters = "".join(letter for letter in label if letter not in "[]:*?/\\'")
    name = _at_a_word(f"Page {letters}", _LONGEST_NAME)
    found, n = name, 1
    while found.casefold() in taken:
        n += 1
        found = f"{_at_a_word(name, _LONGEST_NAME - len(f' {n}'))} {n}"
    taken.add(found.casefold())
    return found


def _at_a_word(name: str, most: int) -> str:
    """A name of at most so many letters, cut at the end of a word; one long word is cut within."""
    if len(name) <= most:
        return name
    words = name[: most + 1].rsplit(" ", 1)[0].rstrip(" ,:;")
    return words if words != "Page" else name[:most]
