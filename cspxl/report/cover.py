"""The cover: what the workbook is, for whom, from which files, and where to find what."""

from __future__ import annotations

from cspxl.facts import most_similar_groups
from cspxl.report import layout
from cspxl.report.describe import Formula, Page, Put, Sheet, Table, quoted, row_of
from cspxl.report.layout import Request
from cspxl.values import month_text

_CONTENTS = (
    (layout.OVERVIEW, "One page: RAG, factors, volumes, changes, ranks and exceptions of every indicator"),
    (layout.CONTROL, "The cells to change: area, month, denominators, thresholds"),
    (layout.WORKINGS, "Every figure of the area, calculated from the data"),
    (layout.LONDON, "Rolling 12 months and denominators of the {many}"),
    (layout.SIMILAR, "The area's most similar group and which members have data"),
    (layout.GLOSSARY, "Terms and functions"),
    (layout.INDICATORS, "Polarity, rate base and classification breaks"),
    (layout.DENOMINATORS, "Population and households by series and year"),
    (layout.DATA, "Monthly counts by indicator and {one}"),
    (layout.LISTS, "What the control cells choose from"),
)
LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."


def describe(request: Request) -> Sheet:
    """Title, marking, purpose, contents, sources."""
    cells = [
        Put(1, 1, Formula(f'=area&": "&{quoted(request.title)}'), "title"),
        Put(2, 1, Formula('="Figures to "&TEXT(as_at,"mmmm yyyy")'), "subtitle"),
        Put(3, 1, request.marking, "marking"),
        Put(5, 1, "For the board of the Community Safety Partnership. Figures are provisional police records; the "
                  "formulas are live and follow the Control sheet.", "text"),
        Put(6, 1, f"Data: {request.release}.", "text"),
    ]  # fmt: skip
    top = 8
    cells += [*row_of(top, 1, ["Sheet", "What it shows"], "header")]
    contents = _contents(request)
    for at, (name, meaning) in enumerate(contents, 1):
        place = name if name.isidentifier() else f"'{name}'"
        cells.append(Put(top + at, 1, Formula(f'=HYPERLINK("#{place}!A1","{name}")'), "link"))
        cells.append(Put(top + at, 2, meaning, "text"))
    sources_top = top + len(contents) + 2
    rows = source_rows(request)
    cells += row_of(sources_top, 1, ["Source", "What it gives", "SHA-256 of the file"], "header")
    for at, row in enumerate(rows, 1):
        cells += [Put(sources_top + at, column, text, "wrapped") for column, text in enumerate(row, 1)]
    bottom = sources_top + len(rows)
    cells.append(Put(bottom + 2, 1, LICENCE, "note"))
    return Sheet(
        layout.COVER,
        cells,
        widths={1: 62, 2: 62, 3: 62},
        heights={1: 30, **dict.fromkeys(range(sources_top + 1, bottom + 1), 30)},
        page=Page(f"A1:C{bottom + 2}"),
        tables=[
            Table("contents", top, 1, top + len(contents), 2),
            Table("sources", sources_top, 1, bottom, 3),
        ],
    )


def _contents(request: Request) -> list[tuple[str, str]]:
    basis = request.basis
    return [
        (basis.sheet if name == layout.LONDON else name, meaning.format(one=basis.one, many=basis.many))
        for name, meaning in _CONTENTS
    ]


def source_rows(request: Request) -> list[tuple[str, str, str]]:
    """Each source: its name, what it gives, its hash."""
    rows = [
        (
            source.name,
            f"Monthly counts, {month_text(source.first_month)} to {month_text(source.last_month)}",
            source.sha256,
        )
        for source in request.sources
    ]
    packaged = f"Packaged with {request.made_by}"
    rows += [(series.source, f"{series.name}: denominators", packaged) for series in request.denominators]
    rows.append((request.basis.areas_source, f"The {request.basis.many} that ranks are among", packaged))
    rows += [(group.source, f"Most similar group of {group.members[0]}", packaged)
             for group in most_similar_groups().values()]  # fmt: skip
    return rows
