"""The cover: what the workbook is, for whom, from which files, and where to find what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.facts import boroughs, most_similar_groups
from cspxl.report import noticed, sheets
from cspxl.report.describe import Formula, quoted
from cspxl.report.own_sheets import OwnSheets
from cspxl.report.request import Request
from cspxl.report.stack import Column, Gap, Stack, Table, Text

_CONTENTS = (
    (sheets.OVERVIEW, "One page: RAG, factors, volumes, changes, ranks and exceptions of every indicator"),
    (sheets.CONTROL, "The cells to change: area, month, denominators, thresholds"),
    (sheets.JUDGEMENTS, "Every RAG, once: the figure taken, what it is judged by, and why"),
    (sheets.WORKINGS, "Every figure of the area, calculated from the data"),
    (sheets.LONDON, "Rolling 12 months and denominators of the {many}"),
    (sheets.SIMILAR, "The area's most similar group and which members have data"),
    (sheets.GLOSSARY, "Terms and functions"),
    (sheets.INDICATORS, "Whether a fall is good, what rates are per, and breaks"),
    (sheets.DENOMINATORS, "Population and households by series and year"),
    (sheets.NOTICES, "What was noticed in the files, and which figures it touches"),
    (sheets.DATA, "Monthly counts by indicator and {one}"),
    (sheets.LISTS, "What the control cells choose from"),
)
WIDTHS: Final = (30, 40, 36)  # upright at full size; a SHA-256 takes two lines of the last
_LINE: Final = 13.0
_TITLE_LETTERS, _TITLE_LINE = 54, 23.0  # of a line of the title
_MOST_NOTICES: Final = 8  # that the cover lists
UNPRINTED: Final = (
    "Control, checks, workings and data do not print with the rest. "
    "To print one: Page Layout, Print Area, Clear Print Area (in Calc: Format, Print Ranges, Clear)."
)
_LICENCE: Final = "Contains public sector information licensed under the Open Government Licence v3.0."


def describe(request: Request, own: OwnSheets) -> Stack:
    """The overview's cover."""
    purpose = (
        "For the board of the Community Safety Partnership. Figures are provisional police records; the formulas are "
        "live and follow the Control sheet."
    )
    return cover(request, (purpose, f"Data: {request.release}."), _contents(request, own))


def cover(request: Request, about: Sequence[str], contents: Sequence[tuple[str, str]]) -> Stack:
    """Title, marking, what it is about, contents with their links, sources with their hashes, what was noticed."""
    return Stack(
        sheets.COVER,
        [
            Text(Formula(f'=area&": "&{quoted(request.title)}'), "cover_title", height=_title(request.title),
                 across=len(WIDTHS)),
            Text(Formula('="Figures to "&TEXT(as_at,"mmmm yyyy")'), "subtitle"),
            Text(request.marking, "marking"),
            Gap(),
            *(across(line, "wrapped") for line in about),
            Gap(),
            links(contents),
            *([] if request.prints_all else [across(UNPRINTED, "foot")]),
            Gap(),
            wrapped("sources", ("Source", "What it gives", "SHA-256 of the file"), _source_rows(request)),
            Gap(),
            wrapped(
                "noticed", ("What was noticed in the files", "Effect on figures", "In which file"),
                noticed.told(request, _MOST_NOTICES),
            ),
            Gap(),
            Text(_LICENCE, "note"),
        ],
        widths=dict(enumerate(WIDTHS, 1)),
        landscape=False,
        one_page=False,
    )  # fmt: skip


def _title(title: str) -> float:
    """The height of the title, of the area with the longest name."""
    return title_height(len(f"{max(boroughs(), key=len)}: {title}"))


def title_height(letters: int) -> float:
    """The height of a title of so many letters."""
    return 8 + _TITLE_LINE * -(-letters // _TITLE_LETTERS)


def across(text: str, style: str) -> Text:
    """A text over all columns, as tall as it needs."""
    return Text(text, style, height=2 + _LINE * -(-len(text) // sum(WIDTHS)), across=len(WIDTHS))


def link(sheet: str) -> str:
    """The formula of a link to the top of a sheet."""
    place = sheet if sheet.isidentifier() else "'" + sheet.replace("'", "''").replace('"', '""') + "'"
    return f'=HYPERLINK("#{place}!A1",{quoted(sheet)})'


def links(contents: Sequence[tuple[str, str]]) -> Table:
    """The sheets, each a link."""
    return Table(
        "contents",
        [
            Column("sheet", "Sheet", lambda row: link(row[0]), style="link"),
            Column("meaning", "What it shows", value=lambda row: row[1], style="text"),
        ],
        contents,
        marked="contents",
    )


def wrapped(name: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Rows of texts, each as tall as its longest needs."""
    return Table(
        name,
        [
            Column(f"text_{at}", heading, value=lambda row, at=at: row[at], style="wrapped")
            for at, heading in enumerate(headings)
        ],
        rows,
        height=lambda row: 2 + _LINE * max(-(-len(text) // wide) for text, wide in zip(row, WIDTHS, strict=True)),
        marked=name,
    )


def _contents(request: Request, own: OwnSheets) -> list[tuple[str, str]]:
    basis = request.basis
    found = [
        (basis.sheet if name == sheets.LONDON else name, meaning.format(one=basis.one, many=basis.many))
        for name, meaning in _CONTENTS
    ]
    return [found[0], *own.contents.items(), *found[1:], *own.contents_after.items()]


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
