"""The other parts of a plan as its configuration tells them: priorities on a page, a framework, comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cspxl.report.configuration import Section
from cspxl.report.judging import POLARITIES
from cspxl.sources.tidy import spelled

KINDS: Final = ("Mandatory", "Local")
WANTED: Final = {"down": "lower", "up": "higher", "": "monitor"}
_ANSWERS: Final = ("yes", "no")
_MOST_PRIORITIES, _MOST_FOCUS, _MOST_LINES = 8, 6, 8
_MOST_ROWS: Final = 30
_LONGEST: Final = 160


@dataclass(frozen=True)
class Line:
    """A figure that is shown with its change: of a count, a rate or a share."""

    section: Section
    key: str
    label: str
    measure: str
    polarity: str

    @property
    def short(self) -> str:
        """Its name in sentences."""
        return self.label


@dataclass(frozen=True)
class Priority:
    """A priority: its sub-group, what it is focused on, and the figures that are watched."""

    name: str
    subgroup: str
    focus: Sequence[str]
    measures: Sequence[Line]


@dataclass(frozen=True)
class Row:
    """An indicator of a framework; its figure, where there is one."""

    text: str
    kind: str
    monitored: bool
    direction: str
    line: Line | None


@dataclass(frozen=True)
class Framework:
    """The indicators of one priority of a framework."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Comparison:
    """Shares of the area beside those of another: each line on a row."""

    name: str
    sheet: str
    against: str
    against_name: str
    notes: Sequence[str]
    lines: Sequence[tuple[str, str]]  # key and label


def own_sheet(section: Section, default: str, taken: set[str]) -> str:
    """The name of a sheet that no other has; it is taken then."""
    sheet = section.sheet_name("sheet", default)
    if sheet.casefold() in taken:
        section.fault(f"there is another sheet called {sheet!r}; choose another name", "sheet")
    taken.add(sheet.casefold())
    return sheet


def read_priorities(configuration: Section, keys: Sequence[str]) -> Sequence[Priority]:
    """The priorities of a plan on a page."""
    sections = configuration.sections("priority")
    if len(sections) > _MOST_PRIORITIES:
        configuration.fault(f"a page holds {_MOST_PRIORITIES} priorities", "priority")
    return [_priority(section, keys) for section in sections]


def _priority(section: Section, keys: Sequence[str]) -> Priority:
    section.only("name", "subgroup", "focus", "measure")
    focus, measures = section.texts("focus"), section.sections("measure")
    for name, found, most in (("focus", focus, _MOST_FOCUS), ("measure", measures, _MOST_LINES)):
        if len(found) > most:
            section.fault(f"a page holds {most} of them for a priority", name)
    if any(len(text) > _LONGEST for text in focus):
        section.fault(f"write each in up to {_LONGEST} letters", "focus")
    return Priority(section.text("name"), section.text("subgroup"), focus, [_line(item, keys) for item in measures])


def _line(section: Section, keys: Sequence[str]) -> Line:
    section.only("key", "label", "measure", "polarity")
    return Line(section, section.choice("key", keys), section.text("label"), _measure(section),
                section.choice("polarity", POLARITIES, "lower"))  # fmt: skip


def _measure(section: Section) -> str:
    return section.choice("measure", ("count", "rate", "share"), "count")


def read_frameworks(configuration: Section, keys: Sequence[str]) -> Sequence[Framework]:
    """The indicators of each priority of a framework."""
    found = []
    for section in configuration.sections("framework"):
        section.only("name", "indicator")
        rows = [_row(item, keys) for item in section.sections("indicator")]
        if not rows:
            section.fault("is missing; write an [[framework.indicator]] for each", "indicator")
        found.append(Framework(section.text("name"), rows))
    if sum(len(item.rows) for item in found) > _MOST_ROWS:
        configuration.fault(f"a page holds {_MOST_ROWS} indicators", "framework")
    return found


def _row(section: Section, keys: Sequence[str]) -> Row:
    section.only("text", "kind", "monitored", "direction", "wanted", "key", "measure")
    text = section.text("text")
    line = None
    if section.has("key"):
        polarity = WANTED[section.choice("wanted", [word for word in WANTED if word], "")]
        line = Line(section, section.choice("key", keys), text, _measure(section), polarity)
    return Row(
        text, section.choice("kind", KINDS, KINDS[0]), section.choice("monitored", _ANSWERS, "no") == "yes",
        section.text("direction"), line,
    )  # fmt: skip


def read_comparisons(configuration: Section, keys: Sequence[str], sheets: set[str]) -> Sequence[Comparison]:
    """Shares beside those of another area."""
    found = []
    for section in configuration.sections("comparison"):
        section.only("name", "sheet", "against", "against_name", "notes", "line")
        lines = []
        for item in section.sections("line"):
            item.only("key", "label")
            lines.append((item.choice("key", keys), item.text("label")))
        if not lines:
            section.fault("is missing; write a [[comparison.line]] for each share", "line")
        against = spelled(section.text("against"))
        found.append(Comparison(
            section.text("name"), own_sheet(section, "Comparison", sheets), against,
            section.text("against_name", against), section.texts("notes") if section.has("notes") else [], lines,
        ))  # fmt: skip
    return found
