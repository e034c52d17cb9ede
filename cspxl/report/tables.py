"""The sheets of plain tables: data, denominators, indicators, London, the similar group, the glossary."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from cspxl.registry import Function
from cspxl.report import layout, workings
from cspxl.report.describe import Content, Formula, Page, Put, Sheet, Table, address, block, column_of, quoted, row_of
from cspxl.report.layout import FIRST, HEADER, Request
from cspxl.values import month_serial, month_text

Rolling12: TypeAlias = Callable[[str, str], str | None]


def _titled(title: Content, note: Content) -> list[Put]:
    return [Put(1, 1, title, "title"), Put(2, 1, note, "note")]


def data(request: Request) -> Sheet:
    """The counts: a row for each indicator and borough, a column for each month. A blank is not available."""
    headings = ["Indicator", request.basis.one.capitalize(), *(month_text(month) for month in request.months)]
    cells = [
        *_titled("Data", "Monthly counts of recorded offences from the files named on the cover. Edit nothing here."),
        *row_of(HEADER, 1, headings, "header"),
    ]
    for at, indicator in enumerate(request.indicators):
        for place, area in enumerate(request.areas):
            row = request.data_row(at, place)
            counts = request.counts(area, indicator)
            cells += row_of(row, 1, [indicator.label, area, *counts], "plain")
    bottom = request.data_row(len(request.indicators) - 1, len(request.areas) - 1)
    return Sheet(
        layout.DATA,
        cells,
        widths={1: 26, 2: 24, **dict.fromkeys(range(3, request.last_data_column + 1), 8.5)},
        page=Page(f"A1:{address(bottom, request.last_data_column)}", one_page=False, repeat_rows="4:4"),
        tables=[Table("counts_by_month", HEADER, 1, bottom, request.last_data_column)],
        freeze=f"C{FIRST}",
        gridlines=True,
    )


def denominators(request: Request) -> Sheet:
    """Population and households: a row for each series and year, a column for each borough."""
    cells = [
        *_titled("Denominators", "Population and households by series and year; sources are on the cover."),
        *row_of(HEADER, 1, ["Base", "Series", "Year", *request.areas], "header"),
    ]
    for at, (series, year) in enumerate(request.denominator_rows):
        figures = request.basis.denominators[series].years[year]
        row: list[Content] = [f"{series} {year}", series, year, *(figures.get(area) for area in request.areas)]
        cells += row_of(FIRST + at, 1, row, "plain")
    bottom, right = FIRST + len(request.denominator_rows) - 1, 3 + len(request.areas)
    return Sheet(
        layout.DENOMINATORS,
        cells,
        widths={1: 28, 2: 24, 3: 8, **dict.fromkeys(range(4, right + 1), 12)},
        heights={HEADER: 30},
        page=Page(f"A1:{address(bottom, right)}", one_page=False),
        tables=[Table("denominators", HEADER, 1, bottom, right)],
        freeze=f"D{FIRST}",
        gridlines=True,
    )


def indicators(request: Request) -> Sheet:
    """What each indicator means: polarity, what its rate is per, where its series breaks."""
    breaks = [f"Break {at + 1}" for at in range(request.most_breaks)]
    headings = ["Indicator", "Key", "Polarity", "Rate per 1,000", *breaks, "Reason"]
    cells = [
        *_titled("Indicators", "Polarity: lower, a fall is good; monitor, not judged. A break starts a new basis."),
        *row_of(HEADER, 1, headings, "header"),
    ]
    for at, indicator in enumerate(request.indicators):
        found = request.breaks_of(indicator)
        row = FIRST + at
        cells += row_of(row, 1, [indicator.label, indicator.key, indicator.polarity, indicator.per], "text")
        cells += row_of(row, 5, [month_serial(item.first_month) for item in found], "month")
        reasons = "; ".join(f"{month_text(item.first_month)}: {item.reason}" for item in found)
        cells.append(Put(row, 5 + request.most_breaks, reasons, "wrapped"))
    bottom, right = FIRST + len(request.indicators) - 1, len(headings)
    return Sheet(
        layout.INDICATORS,
        cells,
        widths={1: 28, 2: 26, 3: 12, 4: 16, **dict.fromkeys(range(5, right), 12), right: 90},
        heights=dict.fromkeys(range(FIRST, bottom + 1), 30),
        page=Page(f"A1:{address(bottom, right)}"),
        tables=[Table("indicators", HEADER, 1, bottom, right)],
        gridlines=True,
    )


def london(request: Request, rolling12: Rolling12 = lambda _area, _key: None) -> Sheet:
    """Rolling 12 months of every area, with the population and households that their rates are per.

    ``rolling12`` gives the formula of the total of an area outside it whose months are entered, if they are.
    """
    labels = [indicator.label for indicator in request.indicators]
    headings = [request.basis.one.capitalize(), "Population", "Households", *labels]
    bottom = FIRST + len(request.areas) + len(request.outside) - 1
    title = f"{request.basis.many[:1].upper()}{request.basis.many[1:]}, {request.basis.place}"
    title += " and peers outside it" if request.outside else ""
    cells = [
        *_titled(title, Formula('="Rolling 12 months, "&PERIOD_LABEL(as_at)&", and what rates are per"')),
        *row_of(HEADER, 1, headings, "header"),
        *column_of(FIRST, 1, request.areas, "label"),
    ]
    for column, base in ((2, workings.POPULATION_BASE), (3, workings.HOUSEHOLDS_BASE)):
        row = f"MATCH({base},{request.denominator_column(1)},0)"
        for place in range(len(request.areas)):
            borough = f"MATCH($A{FIRST + place},{request.denominator_areas},0)"
            found = Formula(f'=IFNA(INDEX({request.denominator_values},{row},{borough}),"")')
            cells.append(Put(FIRST + place, column, found, "count"))
    for at in range(len(request.indicators)):
        for place in range(len(request.areas)):
            total = f'=IFNA(ROLLING12(INDEX({request.data_block(at)},{place + 1},0),months,as_at),"N/A")'
            cells.append(Put(FIRST + place, 4 + at, Formula(total), "count"))
    cells += _outside(request, rolling12)
    return Sheet(
        request.basis.sheet,
        cells,
        widths={1: 26, **dict.fromkeys(range(2, len(headings) + 1), 13)},
        heights={HEADER: 30},
        page=Page(f"A1:{address(bottom, len(headings))}"),
        tables=[Table("london", HEADER, 1, bottom, len(headings))],
        freeze=f"B{FIRST}",
    )


def _outside(request: Request, rolling12: Rolling12) -> list[Put]:
    """A row for each area outside London, from the entered figures.

    Its denominators are the newest entered of the year that London's are of, or before it; its totals are those of the
    12 months to as_at, entered so or by month. A row without a number (TBC) gives none: it is not zero.
    """
    cells: list[Put] = []
    month, value = request.entered("month"), request.entered("value")
    for row, area in enumerate(request.outside, FIRST + len(request.areas)):
        cells.append(Put(row, 1, area, "label"))

        def there(key: str, name: str = f"$A{row}") -> str:
            of_area = f'({request.entered("area")}={name})*({request.entered("indicator")}={quoted(key)})'
            return f"{of_area}*ISNUMBER({value})"

        years = (("population", workings.POPULATION_YEAR), ("households", workings.HOUSEHOLDS_YEAR))
        for column, (key, year) in enumerate(years, 2):
            newest = f"SUMPRODUCT(MAX({there(key)}*({month}<DATE({year}+1,1,1))*{month}))"
            found = f"{there(key)}*({month}={newest})"
            figure = f'=IF({newest}=0,"",SUMPRODUCT({found}*{value}))'
            cells.append(Put(row, column, Formula(figure), "count"))
        for column, indicator in enumerate(request.indicators, 4):
            found = f'{there(indicator.key)}*({month}=as_at)*({request.entered("n_months")}=12)'
            by_month = rolling12(area, indicator.key)
            otherwise = f'IFNA({by_month},"")' if by_month else '""'
            figure = f"=IF(SUMPRODUCT({found})=0,{otherwise},SUMPRODUCT({found}*{value}))"
            cells.append(Put(row, column, Formula(figure), "count"))
    return cells


def similar_group(request: Request) -> Sheet:
    """The members of the area's most similar group, and which of them have data."""
    bottom = FIRST + layout.SIMILAR_GROUP_SIZE - 1
    title = Formula('="Most similar group of "&area')
    status = (
        f'=IF({workings.MEMBERS}=0,"No similar group is on file for "&area,'
        f'{workings.MEMBERS}-{workings.MISSING}&" of "&{workings.MEMBERS}&" members have data; '
        'a rank needs all of them")'
    )
    cells = [
        *_titled(title, Formula(status)),
        *row_of(HEADER, 1, ["Member", "In the data"], "header"),
    ]
    own = list(request.own_groups)
    heads, members = block(layout.SIMILAR, HEADER, 4, HEADER, 3 + len(own)), (FIRST, 4, bottom, 3 + len(own))
    for row in range(FIRST, bottom + 1):
        place = row - FIRST + 1
        member = f'IFERROR(INDEX(PEER_GROUP(area),{place},1),"")'
        if own:  # a group that the configuration gives comes first
            at = f"MATCH({request.area_name},{heads},0)"
            member = f'IF(ISNUMBER({at}),INDEX({block(layout.SIMILAR, *members)},{place},{at})&"",{member})'
        cells.append(Put(row, 1, Formula(f"={member}"), "label"))
        counted = Formula(f'=IF(A{row}="","",COUNTIF({request.peers_column(1)},A{row}))')
        cells.append(Put(row, 2, counted, "plain"))
    for column, area in enumerate(own, 4):
        cells += [Put(HEADER, column, area, "header"), *column_of(FIRST, column, request.own_groups[area])]
    return Sheet(
        layout.SIMILAR,
        cells,
        widths={1: 46, 2: 26, **dict.fromkeys(range(4, 4 + len(own)), 24)},  # the title is above the first two
        page=Page(f"A1:B{bottom}", landscape=False),
        tables=[Table("similar_group", HEADER, 1, bottom, 2)],
    )


def lists(request: Request) -> Sheet:
    """What the control cells choose from."""
    months = [month_serial(month) for month in reversed(request.choosable_months)]
    bottom = FIRST + max(len(months), len(request.areas)) - 1
    cells = [
        *_titled("Lists", "What the cells of the Control sheet choose from."),
        *row_of(HEADER, 1, ["Areas", "Months", "Series"], "header"),
        *column_of(FIRST, 1, request.areas),
        *column_of(FIRST, 2, months, "month"),
        *column_of(FIRST, 3, [series.name for series in request.denominators]),
    ]
    return Sheet(
        layout.LISTS,
        cells,
        widths={1: 28, 2: 18, 3: 28},
        page=Page(f"A1:C{bottom}", landscape=False),
    )


def _terms(request: Request) -> Sequence[tuple[str, str]]:
    basis = request.basis
    households = ", for residential burglary per 1,000 households" if basis.series_of("households") else ""
    return (
        ("As at", "The last month of every period."),
        ("Rolling 12 months", "The total of the 12 months up to the month, compared with the 12 months before."),
        ("Quarter", "The last three months, compared with the same three months a year earlier."),
        ("Rate", f"Offences in the rolling 12 months per 1,000 people{households}."),
        (basis.rank, f"Place of the rate among the {basis.many}; 1 is the lowest rate, which is the best."),
        ("Similar group rank", "Place of the rate among the most similar group; it needs figures of every member."),
        ("Break", "The first month on a new basis. Figures before and after it are not compared."),
        ("Not available", "A figure that is missing. It is never counted as zero."),
        ("Provisional", "Police figures are revised from release to release; the cover names the release used."),
    )


def glossary(request: Request, catalogue: Mapping[str, Function], more: Sequence[Sheet] = ()) -> Sheet:
    """The terms of the dashboard, and the functions that its formulas use, in the functions' own words.

    ``more`` are further sheets whose formulas count.
    """
    shown = _functions_shown([workings.describe(request), london(request), similar_group(request), *more])
    used = [function for name, function in catalogue.items() if name in shown]
    rows = [*_terms(request), *((function.syntax, function.help) for function in used)]
    bottom = FIRST + len(rows) - 1
    cells = [
        *_titled("Glossary", "What the terms mean and what the functions in the cells calculate."),
        *row_of(HEADER, 1, ["Term", "Explanation"], "header"),
    ]
    for at, (term, meaning) in enumerate(rows):
        cells += [Put(FIRST + at, 1, term, "term"), Put(FIRST + at, 2, meaning, "wrapped")]
    return Sheet(
        layout.GLOSSARY,
        cells,
        widths={1: 58, 2: 82},
        heights=dict.fromkeys(range(FIRST, bottom + 1), 28),
        page=Page(f"A1:B{bottom}", one_page=False),
        tables=[Table("glossary", HEADER, 1, bottom, 2)],
    )


def _functions_shown(sheets: Sequence[Sheet]) -> set[str]:
    """The functions whose names stand in the formulas of the sheets."""
    texts = [put.content.text for sheet in sheets for put in sheet.cells if isinstance(put.content, Formula)]
    words = {word for text in texts for word in text.replace("(", " ( ").replace(",", " ").replace("=", " ").split()}
    return {word.lstrip("+-&") for word in words}


