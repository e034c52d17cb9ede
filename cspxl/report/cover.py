"""The cover: what the workbook is, for whom, from which files, and where to find what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.facts import most_similar_groups
from cspxl.report import layout, noticed
from cspxl.report.describe import Formula, Page, Put, Sheet, Table, column_of, quoted, row_of
from cspxl.report.layout import Request

_CONTENTS = (
    (layout.OVERVIEW, "One page: RAG, factors, volumes, changes, ranks and exceptions of every indicator"),
    (layout.CONTROL, "The cells to change: area, month, denominators, thresholds"),
    (layout.WORKINGS, "Every figure of the area, calculated from the data"),
    (layout.LONDON, "Rolling 12 months and denominators of the {many}"),
    (layout.SIMILAR, "The area's most similar group and which members have data"),
    (layout.GLOSSARY, "Terms and functions"),
    (layout.INDICATORS, "Polarity, rate base and classification breaks"),
    (layout.DENOMINATORS, "Population and households by series and year"),
    (layout.NOTICES, "What was noticed in the files, and which figures it touches"),
    (layout.DATA, "Monthly counts by indicator and {one}"),
    (layout.LISTS, "What the control cells choose from"),
)
_WIDTH: Final = 64  # of each column; a SHA-256 has as many letters
_MOST_NOTICES: Final = 8  # that the cover lists
_LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."


def describe(request: Request) -> Sheet:
    """The overview's cover."""
    purpose = (
        "For the board of the Community Safety Partnership. Figures are provisional police records; the formulas are "
        "live and follow the Control sheet."
    )
    return cover(request, (purpose, f"Data: {request.release}."), _contents(request))


def cover(request: Request, about: Sequence[str], contents: Sequence[tuple[str, str]]) -> Sheet:
    """Title, marking, what it is about, contents with their links, sources with their hashes, what was noticed."""
    top = 4 + len(about) + 2
    sources_top = top + len(contents) + 2
    rows = _source_rows(request)
    noticed_top = sources_top + len(rows) + 2
    told = noticed.told(request, _MOST_NOTICES)
    bottom = noticed_top + len(told)
    cells = [
        Put(1, 1, Formula(f'=area&": "&{quoted(request.title)}'), "title"),
        Put(2, 1, Formula('="Figures to "&TEXT(as_at,"mmmm yyyy")'), "subtitle"),
        Put(3, 1, request.marking, "marking"),
        *column_of(5, 1, about, "text"),
        *row_of(top, 1, ["Sheet", "What it shows"], "header"),
        *row_of(sources_top, 1, ["Source", "What it gives", "SHA-256 of the file"], "header"),
        *row_of(noticed_top, 1, ["What was noticed in the files", "Effect on figures", "In which file"], "header"),
        Put(bottom + 2, 1, _LICENCE, "note"),
    ]
    for at, (name, meaning) in enumerate(contents, top + 1):
        place = name if name.isidentifier() else f"'{name}'"
        cells.append(Put(at, 1, Formula(f'=HYPERLINK("#{place}!A1",{quoted(name)})'), "link"))
        cells.append(Put(at, 2, meaning, "text"))
    wrapped = {**dict(enumerate(rows, sources_top + 1)), **dict(enumerate(told, noticed_top + 1))}
    for at, row in wrapped.items():
        cells += row_of(at, 1, row, "wrapped")
    lines = {at: -(-max(map(len, row)) // _WIDTH) for at, row in wrapped.items()}
    return Sheet(
        layout.COVER,
        cells,
        widths=dict.fromkeys((1, 2, 3), _WIDTH),
        heights={1: 30, **{at: 2 + 13 * n_lines for at, n_lines in lines.items()}},
        page=Page(f"A1:C{bottom + 2}"),
        tables=[
            Table("contents", top, 1, top + len(contents), 2),
            Table("sources", sources_top, 1, sources_top + len(rows), 3),
            Table("noticed", noticed_top, 1, bottom, 3),
        ],
    )


def _contents(request: Request) -> list[tuple[str, str]]:
    basis = request.basis
    return [
        (basis.sheet if name == layout.LONDON else name, meaning.format(one=basis.one, many=basis.many))
        for name, meaning in _CONTENTS
    ]


def _source_rows(request: Request) -> list[tuple[str, str, str]]:
    """Each source: its name, what it gives, its hash."""
    rows = [(source.name, source.gives, source.sha256) for source in (*request.own_sources, *request.data_sources)]
    packaged = f"Packaged with {request.made_by}"
    rows += [(series.source, f"{series.name}: denominators", packaged) for series in request.denominators]
    rows.append((request.basis.areas_source, f"The {request.basis.many} that ranks are among", packaged))
    rows += [
        (group.source, f"Most similar group of {group.members[0]}", packaged)
        for group in most_similar_groups().values()
        if group.members[0] not in request.own_groups
    ]
    configured = f"In {request.own_sources[0].name}"
    rows += [("The configuration of this report", f"Most similar group of {area}", configured)
             for area in request.own_groups]  # fmt: skip
    return rows
