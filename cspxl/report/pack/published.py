"""What a pack publishes: the police's indicators, the lines of each panel by what they measure, peers, commentary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cspxl.report import published_police as police
from cspxl.report.describe import Formula, quoted
from cspxl.report.pack import page_remarks, peer_workings
from cspxl.report.pack.lines import Line, Panel
from cspxl.report.pack.places import Places
from cspxl.report.publication import (
    NOT_APPLICABLE,
    Key,
    Look,
    Publication,
    Published,
    PublishedColumn,
    PublishedTable,
    Total,
    column,
)
from cspxl.report.tables import AREA_NAME

_MEASURES: Final = {"count": "counts", "share": "shares", "rate": "rates"}
_OWN_SOURCES: Final = "each row names its own"
_AS_PUBLISHED: Final = "As published: taken from its publisher, not recomputed."
_WRITTEN: Final = "As officers wrote it: the figures in it are theirs, and not part of disclosure control."


def publication(places: Places) -> Publication:
    """Everything that a pack publishes."""
    request = places.pack.request
    found = police.tables(request) if places.pack.overview else []
    if places.pack.pages and not places.pack.overview:
        found.append(police.by_month(request))
    for at, panel in enumerate(places.pack.panels):
        found += _panel(places, at, panel)
    found += [_peers(places), *([_commentary(places)] if request.publication.commentary else [])]
    return police.publication(request, found, [*police.totals(request), *_totals(places)])


def _totals(places: Places) -> Iterator[Total]:
    """A share's cases are a part of what they are out of; a line of the police's has their own figure."""
    for line in places.lines:
        if line.measure == "share":
            for when in ("", " before"):
                yield Total(_key(places, line, f"of{when}"), (_key(places, line, f"cases{when}"),), rest=True)
        elif line.police and line.month is None:
            for name, period in (("now", "year"), ("before", "year before")):
                yield Total((line.police, period), (_key(places, line, name),))


def _key(places: Places, line: Line, name: str) -> Key:
    return ("line", places.subject_name(line), line.measure, name)


def _panel(places: Places, at: int, panel: Panel) -> Iterator[PublishedTable]:
    """A table for each thing that its lines measure, so that a column has one unit."""
    for measure, words in _MEASURES.items():
        lines = [line for group in panel.groups for line in group.lines if _measured(line) == measure]
        if not all(line.state for line in lines):
            groups = {id(line): group.name for group in panel.groups for line in group.lines}
            yield PublishedTable(
                f"panel_{at + 1}_{words}",
                Formula(f'={AREA_NAME}&{quoted(f": {panel.name}, {words}, report to ")}&TEXT(as_at,"mmmm yyyy")'),
                _OWN_SOURCES,
                (
                    column("Group", (Published(groups[id(line)]) for line in lines)),
                    column("Indicator", (Published(line.label) for line in lines)),
                    *_Lines(places, lines).columns(measure),
                ),
            )


def _measured(line: Line) -> str:
    return "rate" if line.measure == "against" else line.measure


class _Lines:
    """The columns of some lines that measure alike."""

    def __init__(self, places: Places, lines: Sequence[Line]) -> None:
        self.places, self.lines = places, lines

    def columns(self, measure: str) -> Iterator[PublishedColumn]:
        """Period, figures, judgement, words, source."""
        yield column("Period", self._cells("period", judged=True))
        if measure == "share":
            yield from self._shares()
        else:
            yield from self._figures(measure)
        if any(self.places.has_target(line) for line in self.lines if not line.state):
            look: Look = "percent" if measure == "share" else "figure"
            yield column("Target", self._cells("target", judged=True, missing=NOT_APPLICABLE), look)
        yield column("RAG", self._cells("rag", judged=True), "text", police.JUDGED)
        yield column("In words", self._cells("words", tells=_TELLS[measure], state=True), "text", _AS_PUBLISHED)
        yield column("Benchmark", self._cells("rank", missing=NOT_APPLICABLE))
        yield column("Source", self._cells("source", judged=True))

    def _figures(self, measure: str) -> Iterator[PublishedColumn]:
        units = {"count": "number", "rate": "rate"}
        look: Look = "count" if measure == "count" and not any(line.decimals for line in self.lines) else "figure"
        yield column("Unit", (Published(_unit(line)) for line in self.lines))
        for name, heading, key in (("value", "Now", "now"), ("previous", "Before", "before")):
            counts = key if measure == "count" else ""
            yield column(f"{heading}, {units[measure]}", self._cells(name, counts=counts, judged=True), look)
        yield column("Change, %", self._cells("change", tells=_TELLS[measure], judged=True), "percent")

    def _shares(self) -> Iterator[PublishedColumn]:
        for when, words in (("", "now"), ("previous_", "before")):
            later = " before" if when else ""
            for name, heading, key in (("numerator", "Cases", "cases"), ("denominator", "Out of", "of")):
                cells = self._cells(f"{when}{name}", counts=f"{key}{later}")
                yield column(f"{heading} {words}, number", cells, "count")
            shown = "previous" if when else "value"
            yield column(f"Share {words}, %", self._cells(shown, tells=_TELLS["share"], judged=True), "percent")
        change = self._cells("change", tells=_TELLS["share"], judged=True, times=100)
        yield column("Change, percentage points", change, "points")

    def _cells(
        self, name: str, *, counts: str = "", tells: Sequence[str] = (), missing: str = "[x]", judged: bool = False,
        state: bool = False, times: int = 1,
    ) -> Iterator[Published]:
        """A cell of each line, of its judgement or its workings; of one without figures its state, where asked."""
        for line in self.lines:
            if line.state:
                yield Published(line.state if state else None, missing=missing)
                continue
            cell = self.places.judgement(name, line) if judged else self.places.cell(name, line)
            text = f'IF(ISNUMBER({cell}),{cell}*{times},"")' if times > 1 else cell
            yield Published(
                Formula(f"={text}"), _key(self.places, line, counts) if counts else None,
                tuple(_key(self.places, line, told) for told in tells), missing,
            )  # fmt: skip


_TELLS: Final = {"count": ("now", "before"), "rate": (), "share": ("cases", "cases before")}


def _unit(line: Line) -> str:
    """What a line counts: a rate says so itself."""
    return line.unit if line.measure == "count" else "rate"


def _peers(places: Places) -> PublishedTable:
    """The area's similar group, or the boroughs, with their figures, rates and ranks."""
    rows = range(1, len(places.pack.request.areas) + 1)
    area = [Formula(f'=IF(peer_workings[@row, place={at}]>0,peer_workings[@member, place={at}],"")') for at in rows]
    columns = [column("Area", map(Published, area))]
    for item in peer_workings.items(places):
        for heading, reference, style in item.columns:
            key = (item.indicator, "year") if item.indicator else ("peers", item.label)
            columns.append(_of_peers(heading, reference, style, key, area))
    return PublishedTable(
        "peers",
        Formula(f'="Figures, rates and ranks of "&{AREA_NAME}&" and its peers, 12 months to "&TEXT(as_at,"mmmm yyyy")'),
        places.pack.request.release,
        tuple(columns),
    )  # fmt: skip


def _of_peers(
    heading: str, reference: str, style: str, key: Key, area: Sequence[Formula],
) -> PublishedColumn:
    """A column of peers: a count, or what would give one away."""
    name, is_rank = heading.rpartition(": ")[2], heading.endswith("rank")
    units = {"12 months": ", offences", "figure": ", number", "rate": " per 1,000"}
    is_count = name in {"12 months", "figure"} and style == "figure"
    look: Look = "count" if is_count else "percent" if style == "share" else "figure" if is_rank else "rate"

    def cell(at: int, of: Formula) -> Published:
        text = "=" + reference.replace("]", f", place={at}]")
        tells = () if is_count or is_rank else (key,)
        return Published(Formula(text), key if is_count else None, tells, area=of)

    notes = (police.RANKED,) if is_rank else (police.PROVISIONAL,) if is_count else ()
    return column(f"{heading}{units.get(name, '')}", (cell(at, of) for at, of in enumerate(area, 1)), look, *notes)


def _commentary(places: Places) -> PublishedTable:
    """Commentary and actions of the pages, where the configuration says that they are published."""
    remarks = [
        (quoted(page.sheet.removeprefix("Page ")), quoted(word), page_remarks.remark_of(page.key, kind, n)[1:])
        for page in places.pack.pages
        for kind, word, most in page_remarks.KINDS
        for n in range(1, most + 1)
    ]

    def cells(at: int) -> Iterator[Published]:
        return (Published(Formula(f'=IF({remark[2]}="","",{remark[at]})')) for remark in remarks)

    return PublishedTable(
        "commentary",
        Formula(f'="Commentary and actions, "&{AREA_NAME}&", "&TEXT(as_at,"mmmm yyyy")'),
        "officers of the partnership",
        (column("Indicator", cells(0)), column("Kind", cells(1)), column("Text", cells(2), "text", _WRITTEN)),
    )  # fmt: skip
