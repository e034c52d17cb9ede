"""The sheets of plain tables: data, denominators, indicators, areas, the similar group, the glossary, lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cspxl.facts import Indicator
from cspxl.registry import Function
from cspxl.report import sheets
from cspxl.report.describe import Content, Formula, Sheet, quoted
from cspxl.report.request import SIMILAR_GROUP_SIZE, Request
from cspxl.report.stack import Beside, Column, Each, Gap, Item, Stack, Table, Text
from cspxl.values import Cell, month_serial, month_text

AREA_NAME = "IFNA(INDEX(areas[name],area_row),area)"
"""The chosen area in the spelling of the data, however it is typed; as typed where it is not in them."""


def titled(title: Content, note: Content) -> Sequence[Item]:
    """Title and note above a table."""
    return [Text(title, "title"), Text(note, "note"), Gap()]


def twelve_months(series: str, months: str, month: str, rows: int = 1) -> str:
    """The total of so many series, each in its row, over the 12 months to a month; empty where one of them is missing.

    That is asked first: an empty text that a function of ours gave is worked out again by LibreOffice without it, to
    #NAME?.
    """
    there = f'({months}>EDATE({month},-12))*({months}<={month})*({series}<>"")'
    total = f"ROLLING12({series},{months},{month})"
    return f'IF(IFNA(SUMPRODUCT({there}),0)={12 * rows},{total if rows == 1 else f"SUMPRODUCT({total})"},"")'


def data(request: Request) -> Stack:
    """The counts: a row for each indicator and borough, a column for each month. A blank is not available.

    The headings of a marked-up table are texts; above them the months stand as dates, which formulas read faster.
    """
    rows = [
        (indicator, area, request.counts(area, indicator)) for indicator in request.indicators for area in request.areas
    ]
    months = {month: at for at, month in enumerate(request.months)}
    counts = Table(
        "counts",
        [
            Column("indicator", "Indicator", value=lambda row: row[0].label, width=26),
            Column("area", request.basis.one.capitalize(), value=lambda row: row[1], width=24),
            Each("month", request.months, [
                Column("count", month_text, value=lambda row, month: row[2][months[month]], width=8.5),
            ]),
        ],
        rows,
        axes=lambda row: {"indicator": row[0].key, "area": row[1]},
        marked="counts_by_month",
    )  # fmt: skip
    calendar = Table(
        "calendar",
        [
            Column("label", value=lambda _row: "First day of the month", style="note"),
            Column("beside", style=""),
            Each("month", request.months, [
                Column("first_day", value=lambda _row, month: month_serial(month), style="month"),
            ]),
        ],
        headings=None,
    )  # fmt: skip
    note = "Monthly counts of recorded offences from the files named on the cover. Edit nothing here."
    return Stack(
        sheets.DATA, [*titled("Data", note), calendar, counts], one_page=False, repeats="counts",
        freeze="counts[count]", gridlines=True, back=True,
    )  # fmt: skip


def denominators(request: Request) -> Stack:
    """Population and households: a row for each series and year, a column for each borough."""

    def figure(row: tuple[str, int], area: str) -> Cell:
        series, year = row
        return request.basis.denominators[series].years[year].get(area)

    table = Table(
        "denominators",
        [
            Column("base", "Base", value=lambda row: f"{row[0]} {row[1]}", width=28),
            Column("series", "Series", value=lambda row: row[0], width=24),
            Column("year", "Year", value=lambda row: row[1], width=8),
            Each("area", request.areas, [Column("figure", lambda area: area, value=figure, width=12)]),
        ],
        request.denominator_rows,
        heading_height=30,
        marked="denominators",
    )
    note = "Population and households by series and year; sources are on the cover."
    return Stack(
        sheets.DENOMINATORS, [*titled("Denominators", note), table], one_page=False, freeze="denominators[figure]",
        gridlines=True,
        back=True,
    )  # fmt: skip


def indicators(request: Request) -> Stack:
    """What each indicator means: polarity, what its rate is per, where its series breaks."""

    def break_at(indicator: Indicator, at: int) -> Cell:
        found = request.breaks_of(indicator)
        return month_serial(found[at].first_month) if at < len(found) else None

    def reasons(indicator: Indicator) -> str:
        return "; ".join(f"{month_text(item.first_month)}: {item.reason}" for item in request.breaks_of(indicator))

    table = Table(
        "indicators",
        [
            Column("name", "Indicator", value=lambda item: item.label, style="text", width=28),
            Column("key", "Key", value=lambda item: item.key, style="text", width=26),
            Column("polarity", "Polarity", value=lambda item: item.polarity, style="text", width=12),
            Column("per", "Rate per 1,000", value=lambda item: item.per, style="text", width=16),
            Each("break_number", range(request.most_breaks), [
                Column("break", lambda at: f"Break {at + 1}", value=break_at, width=12,
                       style=lambda item, at: "month" if at < len(request.breaks_of(item)) else ""),
            ]),
            Column("reason", "Reason", value=reasons, style="wrapped", width=90),
        ],
        request.indicators,
        axes=lambda item: {"indicator": item.key},
        height=30,
        marked="indicators",
    )  # fmt: skip
    note = "Polarity: lower, a fall is good; monitor, not judged. A break starts a new basis."
    return Stack(sheets.INDICATORS, [*titled("Indicators", note), table], gridlines=True, back=True)


def areas(request: Request, by_month: Callable[[str, str], bool] = lambda _area, _key: False) -> Stack:
    """Rolling 12 months of every area, with the population and households that their rates are per.

    ``by_month`` says whether the months of an area outside it are entered for an indicator.
    """
    basis = request.basis
    inside = set(request.areas)

    def base(of: str) -> Callable[[str], str]:
        row = f"MATCH(settings[{of}_base],denominators[base],0)"
        column = "MATCH([@$name],denominators[#figure, area=*],0)"
        found = f'=IFNA(INDEX(denominators[figure, area=*],{row},{column}),"")'
        return lambda area: found if area in inside else _entered_base(of)

    def total(area: str, key: str) -> str:
        if area not in inside:
            return _entered_total(key, by_month=by_month(area, key))
        return f'=IFNA(ROLLING12(INDEX(counts[@count, area=*],{places[area]},0),months,as_at),"N/A")'

    places = {area: at for at, area in enumerate(request.areas, 1)}
    labels = {indicator.key: indicator.label for indicator in request.indicators}
    table = Table(
        "peers",
        [
            Column("name", basis.one.capitalize(), value=lambda area: area, style="label", width=26),
            Column("population", "Population", base("population"), style="count", width=13),
            Column("households", "Households", base("households"), style="count", width=13),
            Each("indicator", list(labels), [
                Column("total", lambda key: labels[key], total, style="count", width=13),
            ]),
        ],
        [*request.areas, *request.outside],
        axes=lambda area: {"area": area},
        heading_height=30,
        marked="london",
    )  # fmt: skip
    title = f"{basis.many[:1].upper()}{basis.many[1:]}, {basis.place}"
    title += " and peers outside it" if request.outside else ""
    note = Formula('="Rolling 12 months, "&PERIOD_LABEL(as_at)&", and what rates are per"')
    return Stack(basis.sheet, [*titled(title, note), table], freeze="peers[population]", back=True)


def views(request: Request) -> Mapping[str, tuple[str, int]]:
    """The areas that are ranked are the first rows of the peers; those outside them stand below."""
    return {"areas": ("peers", len(request.areas))}


# An area outside London has its figures from those entered. Its denominators are the newest entered of the year that
# London's are of, or before it; its totals are those of the 12 months to as_at, entered so or by month. A row without a
# number (TBC) gives none: it is not zero.


def _there(key: str) -> str:
    of_area = f"(entered[area]=[@$name])*(entered[indicator]={quoted(key)})"
    return f"{of_area}*ISNUMBER(entered[value])"


def _entered_base(of: str) -> str:
    newest = f"SUMPRODUCT(MAX({_there(of)}*(entered[month]<DATE(settings[{of}_year]+1,1,1))*entered[month]))"
    found = f"{_there(of)}*(entered[month]={newest})"
    return f'=IF({newest}=0,"",SUMPRODUCT({found}*entered[value]))'


def _entered_total(key: str, *, by_month: bool) -> str:
    found = f"{_there(key)}*(entered[month]=as_at)*(entered[n_months]=12)"
    otherwise = twelve_months(f"monthly[@value, key={key}]", "monthly[#value]", "as_at") if by_month else '""'
    return f"=IF(SUMPRODUCT({found})=0,{otherwise},SUMPRODUCT({found}*entered[value]))"


def similar_group(request: Request) -> Stack:
    """The members of the area's most similar group, and which of them have data."""
    status = (
        '=IF(settings[members]=0,"No similar group is on file for "&area,'
        'settings[members]-settings[missing]&" of "&settings[members]&" members have data; '
        'a rank needs all of them")'
    )
    own = list(request.own_groups)

    def member(place: int) -> str:
        found = f'IFERROR(INDEX(PEER_GROUP(area),{place},1),"")'
        if own:  # a group that the configuration gives comes first
            at = f"MATCH({AREA_NAME},own_groups[#member],0)"
            found = f'IF(ISNUMBER({at}),INDEX(own_groups[member],{place},{at})&"",{found})'
        return f"={found}"

    places = range(1, SIMILAR_GROUP_SIZE + 1)
    counted = '=IF([@member]="","",COUNTIF(peers[name],[@member]))'
    table = Table(
        "similar",
        [
            Column("member", "Member", member, style="label", width=52),  # the title is above the first two
            Column("in_data", "In the data", counted, width=29),
        ],
        places,
        marked="similar_group",
    )
    groups = Table(
        "own_groups",
        [
            Each("group", own, [
                Column("member", lambda area: area, value=lambda place, area: _nth(request.own_groups[area], place),
                       style=lambda place, area: "text" if place <= len(request.own_groups[area]) else "", width=24),
            ]),
        ],
        places,
    )  # fmt: skip
    below = [Beside([table, Gap(), groups])] if own else [table]
    return Stack(
        sheets.SIMILAR, [*titled(Formula('="Most similar group of "&area'), Formula(status)), *below],
        landscape=False, ends="similar[in_data]",
        back=True,
    )  # fmt: skip


def _nth(members: Sequence[str], place: int) -> str | None:
    return members[place - 1] if place <= len(members) else None


def lists(request: Request, more: Sequence[Table] = ()) -> Stack:
    """What the control cells choose from; ``more`` are further lists beside those of the overview."""
    months = [month_serial(month) for month in reversed(request.choosable_months)]
    series = [item.name for item in request.denominators]
    found = [
        choices("area_list", "Areas", request.areas, width=28),
        choices("month_list", "Months", months, style="month", width=18),
        choices("series_list", "Series", series, width=28),
        *more,
    ]
    return Stack(
        sheets.LISTS, [*titled("Lists", "What the cells of the Control sheet choose from."), Beside(found)],
        landscape=False,
        back=True,
    )  # fmt: skip


def choices(name: str, heading: str, items: Sequence[Cell], *, style: str = "text", width: float) -> Table:
    """A list to choose from: ``name[item]``."""
    return Table(name, [Column("item", heading, value=lambda item: item, style=style, width=width)], items)


_TERMS_OF_SIGNAL: Final = (
    ("Judged by signal", "Green and Red: two counts differ by more than chance at 95%, or 24 months rise or fall."),
    ("No clear change", "Neither test finds a change, or they point in two directions."),
)
_TERMS_OF_ENTERED: Final = (
    ("Conflict", "The police's files and an entered figure of the same 12 months would have different colours."),
    ("Older", "A figure that is older than is allowed: it is shown with its period, and neither judged nor counted."),
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
        ("Not judged", "The 12 months cannot be compared with those before; a quarter or rank alone decides nothing."),
        *(_TERMS_OF_SIGNAL if request.has_signals else ()),
        *(_TERMS_OF_ENTERED if request.entries or request.monthly else ()),
        ("Break", "The first month on a new basis. Figures before and after it are not compared."),
        ("Not available", "A figure that is missing. It is never counted as zero."),
        ("Provisional", "Police figures are revised from release to release; the cover names the release used."),
    )


def glossary(request: Request, catalogue: Mapping[str, Function], users: Sequence[Sheet]) -> Stack:
    """The terms of the dashboard, and the functions that the formulas of some sheets use, in their own words."""
    shown = _functions_shown(users)
    used = [function for name, function in catalogue.items() if name in shown]
    rows = [*_terms(request), *((function.syntax, function.help) for function in used)]
    note = "What the terms mean and what the functions in the cells calculate."
    return Stack(sheets.GLOSSARY, [*titled("Glossary", note), explained("glossary", rows, (58, 82))], one_page=False,
                 back=True)


def explained(name: str, rows: Sequence[tuple[str, str]], widths: tuple[float, float]) -> Table:
    """Terms, each with what it means."""
    return Table(
        name,
        [
            Column("term", "Term", value=lambda row: row[0], style="term", width=widths[0]),
            Column("explanation", "Explanation", value=lambda row: row[1], style="wrapped", width=widths[1]),
        ],
        rows,
        height=28,
        marked="glossary",
    )


def _functions_shown(users: Sequence[Sheet]) -> set[str]:
    """The functions whose names stand in the formulas of the sheets."""
    texts = [put.content.text for sheet in users for put in sheet.cells if isinstance(put.content, Formula)]
    words = {word for text in texts for word in text.replace("(", " ( ").replace(",", " ").replace("=", " ").split()}
    return {word.lstrip("+-&") for word in words}


