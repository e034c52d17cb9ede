"""A partnership's plan as its configuration asks for it: themes with their measures, and the files with its figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cspxl.errors import InputError
from cspxl.facts import same_name
from cspxl.notices import Notice
from cspxl.report.configuration import Section, read_prints_all
from cspxl.report.plan.measures import COHORT, Measure, read_measure, read_month
from cspxl.report.plan.parts import (
    Comparison,
    Framework,
    Line,
    Priority,
    own_sheet,
    read_comparisons,
    read_frameworks,
    read_priorities,
)
from cspxl.report.publication import Asked, read_asked
from cspxl.report.request import Source
from cspxl.sources.commentary import CommentaryFile, Remark
from cspxl.sources.tidy import Entry, TidyFile, spelled
from cspxl.values import Cell, month_name, month_text

REPORT: Final = "plan"
QUARTERS: Final = dict(enumerate(("Q1", "Q2", "Q3", "Q4"), 1))  # their names, by number
_PARTS: Final = ("theme", "priority", "framework", "comparison")
_MOST_THEMES, _MOST_MEASURES = 12, 8
_KEY: Final = re.compile(r"[a-z0-9_]+", re.ASCII)
_MOST_LATER: Final = 12  # months after the plan's year that it may be looked back on
RESERVED: Final = ("Cover", "Summary", "Control", "Inputs", "Measures", "Changes", "Plan on a page", "Framework",
                   "Terms", "History")  # fmt: skip


@dataclass(frozen=True)
class Theme:
    """A priority theme: one page."""

    name: str
    sheet: str
    number: int
    measures: Sequence[Measure]


@dataclass(frozen=True)
class Plan:
    """Everything that the workbook is made of. Months are indexes; ``first_month`` is the first of the plan's year."""

    title: str
    area: str
    as_at: int
    marking: str
    first_month: int
    at_risk: float
    themes: Sequence[Theme]
    priorities: Sequence[Priority]
    frameworks: Sequence[Framework]
    comparisons: Sequence[Comparison]
    figures: Mapping[tuple[str, str, int], Entry]  # by area, indicator and month, without single months
    history: Mapping[tuple[str, int], float]  # the area's single months
    remarks: Sequence[Remark]
    sources: Sequence[Source]
    notices: Sequence[Notice]
    made_by: str
    prints_all: bool
    asked: Asked

    @property
    def measures(self) -> Sequence[Measure]:
        """The measures of all themes, in order."""
        return [measure for theme in self.themes for measure in theme.measures]

    def month_of(self, quarter: int) -> int:
        """The last month of a quarter of the plan's year."""
        return self.first_month + 3 * quarter - 1

    @property
    def lines(self) -> Sequence[Line]:
        """The figures that are shown with their change, each once."""
        return list({line.key: line for line in reversed(self._all_lines)}.values())[::-1]

    @property
    def _all_lines(self) -> Sequence[Line]:
        found = [line for priority in self.priorities for line in priority.measures]
        return [*found, *(row.line for framework in self.frameworks for row in framework.rows if row.line)]

    def check_lines(self) -> None:
        """A figure that is shown twice is read in one way. Raises InputError, in one line."""
        first = {line.key: line for line in self.lines}
        for line in self._all_lines:
            if (line.measure, line.polarity) != (first[line.key].measure, first[line.key].polarity):
                line.section.fault(f"{line.key} stands there before as {first[line.key].measure}, "
                                   f"{first[line.key].polarity} is better; write the same", "key")  # fmt: skip

    def entry(self, key: str, month: int) -> Entry | None:
        """The area's figure of a period that ends with a month."""
        return self.figures.get((self.area, key, month))

    def newest(self, key: str, area: str) -> Entry | None:
        """The newest figure of an area up to the report's month."""
        months = [month for where, named, month in self.figures if (where, named) == (area, key)]
        return self.figures.get((area, key, max((month for month in months if month <= self.as_at), default=-1)))

    def said(self, measure: Measure, kind: str, month: int | None = None) -> Sequence[str]:
        """What is remarked of a measure: as at one month, or up to the report's month."""
        return [
            remark.text for remark in self.remarks
            if (remark.indicator, remark.kind) == (measure.key, kind)
            and (remark.month <= self.as_at if month is None else remark.month == month)
        ]  # fmt: skip

    def baseline(self, measure: Measure) -> Cell:
        """The figure that a measure starts from; or what is said of it instead."""
        entry = self.entry(measure.key, measure.baseline_month)
        words = self.said(measure, "commentary", measure.baseline_month)
        return _figure(entry) if entry else words[0] if words else None

    def quarter(self, measure: Measure, quarter: int) -> Cell:
        """A quarter's figure, the part of a cohort, or what is said of the quarter instead."""
        entry = self.entry(measure.key, self.month_of(quarter))
        if entry and measure.counts == COHORT and "numerator" in entry.figures:
            return entry.figures["numerator"]
        words = self.said(measure, "commentary", self.month_of(quarter))
        return _figure(entry) if entry else words[0] if words else None

    def whole(self, measure: Measure, quarter: int) -> Cell:
        """How many the part of a cohort is of."""
        entry = self.entry(measure.key, self.month_of(quarter))
        return entry.figures.get("denominator") if entry and measure.counts == COHORT else None

    def source(self, measure: Measure) -> str:
        """Where the newest of its figures, else of its remarks, is from."""
        found = sorted((month, entry.source) for (area, key, month), entry in self.figures.items()
                       if (area, key) == (self.area, measure.key))  # fmt: skip
        told = [source for _, source in found] or [item.source for item in self.remarks
                                                   if item.indicator == measure.key]  # fmt: skip
        return told[-1] if told else ""


def _figure(entry: Entry) -> Cell:
    """A value, a share by its parts, or the state that stands there."""
    figures = entry.figures
    if "value" in figures:
        return figures["value"]
    if "numerator" in figures:
        return figures["numerator"] / figures["denominator"]
    return next(iter(entry.states.values()), None)


def read_case(
    configuration: Section, area: str, as_at: int, made_by: str, files: Sequence[TidyFile],
    remarks: Sequence[CommentaryFile],
) -> Plan:
    """The plan of an area as at a month, from its files. Raises InputError, in one line, for what cannot be used."""
    configuration.only(
        "report", "title", "marking", "area", "first_month", "year", "at_risk", "figures", "commentary", *_PARTS,
        "print", "publication",
    )
    configuration.choice("report", (REPORT,))
    own = spelled(configuration.text("area"))
    if same_name(area) != same_name(own):
        configuration.fault(f"the plan is {own}'s, not {area}'s; build it with --area {own!r}", "area")
    first_month = read_month(configuration, "first_month")
    if not first_month <= as_at < first_month + 12 + _MOST_LATER:
        raise InputError(f"{configuration.file}: {month_name(as_at)} is not in the plan's year, which begins in "
                         f"{month_name(first_month)}, nor in the year after it; give another --as-at")  # fmt: skip
    known = [replace(entry, area=own) if same_name(entry.area) == same_name(own) else entry
             for file in files for entry in file.entries]  # fmt: skip
    entries = [entry for entry in known if entry.area == own]
    said = [remark for file in remarks for remark in file.remarks if same_name(remark.area) == same_name(own)]
    keys = sorted(filter(_KEY.fullmatch, {entry.indicator for entry in entries} | {item.indicator for item in said}))
    if not keys:
        configuration.fault(f"the files of figures have none of {own}", "figures")
    if not any(configuration.has(part) for part in _PARTS):
        configuration.fault(f"is missing; write at least one of {', '.join(f'[[{part}]]' for part in _PARTS)}", "theme")
    sheets = {name.casefold() for name in RESERVED}
    return Plan(
        title=configuration.text("title"),
        area=own,
        as_at=as_at,
        marking=configuration.text("marking", "OFFICIAL"),
        first_month=first_month,
        at_risk=configuration.number("at_risk", 0.05, low=0, high=1, hint="5% of the target is 0.05"),
        themes=_themes(configuration, keys, int(configuration.number("year", 1, low=1, high=10)), first_month,
                       sheets),
        priorities=read_priorities(configuration, keys),
        frameworks=read_frameworks(configuration, keys),
        comparisons=read_comparisons(configuration, keys, sheets),
        figures={(entry.area, entry.indicator, entry.month): entry for entry in known if not entry.monthly},
        history={(entry.indicator, entry.month): entry.figures["value"] for entry in entries
                 if entry.monthly and entry.month < first_month and "value" in entry.figures},
        remarks=said,
        sources=_sources(configuration, files, remarks),
        notices=[*(notice for file in files for notice in file.notices),
                 *(notice for file in remarks for notice in file.notices)],
        made_by=made_by,
        prints_all=read_prints_all(configuration),
        asked=read_asked(configuration),
    )  # fmt: skip


def _themes(
    configuration: Section, keys: Sequence[str], year: int, first_month: int, sheets: set[str],
) -> Sequence[Theme]:
    """The themes in order; every sheet and every measure has a name of its own."""
    found: list[Theme] = []
    names = set[str]()
    sections = configuration.sections("theme")
    if len(sections) > _MOST_THEMES:
        configuration.fault(f"write up to {_MOST_THEMES} [[theme]], each with its measures", "theme")
    for number, section in enumerate(sections, 1):
        section.only("name", "sheet", "measure")
        sheet = own_sheet(section, f"Theme {number}", sheets)
        measures = [read_measure(item, keys, year, first_month) for item in section.sections("measure")]
        if not 1 <= len(measures) <= _MOST_MEASURES:
            section.fault(f"a page holds from 1 to {_MOST_MEASURES} measures", "measure")
        for measure in measures:
            if measure.key in names:
                measure.section.fault(f"{measure.key} is a measure already; a key has one target", "key")
            names.add(measure.key)
        found.append(Theme(section.text("name"), sheet, number, measures))
    return found


def _sources(
    configuration: Section, figures: Sequence[TidyFile], remarks: Sequence[CommentaryFile],
) -> Sequence[Source]:
    """The configuration and the files that it names."""
    return [
        Source(configuration.file, "The configuration of this plan", configuration.sha256),
        *(Source(file.name, f"Figures, {month_text(file.first_month)} to {month_text(file.last_month)}", file.sha256)
          for file in figures),
        *(Source(file.name, "Activity, and what is said instead of figures", file.sha256) for file in remarks),
    ]  # fmt: skip
