"""The line workings: every figure of every line, once, as a formula over what was entered or counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspxl.report.describe import Content, Formula, Page, Put, Sheet, address, quoted, row_of
from cspxl.report.layout import FIRST, HEADER, NOT_AVAILABLE, working
from cspxl.report.pack import wording
from cspxl.report.pack.case import ENTERED_FIRST
from cspxl.report.pack.layout import (
    LATER,
    LINES,
    OLDEST,
    PREFER,
    TOLERANCE,
    WORKING_COLUMNS,
    Places,
    Row,
    here,
)
from cspxl.report.pack.lines import Line

_MONTHS: Final = frozenset({"month_wanted", "month_found", "monthly_last", "as_at"})
_TAKEN: Final = (
    "n_months", "numerator", "denominator", "previous_numerator", "previous_denominator", "stated_value",
    "stated_change", "stated_difference", "stated_low", "stated_high", "target", "source", "note",
)  # fmt: skip


def describe(places: Places) -> Sheet:
    """A row for each line, the comparators, the groups that are judged together, what the overview alone shows."""
    headings = [name.replace("_", " ").capitalize() for name in WORKING_COLUMNS]
    cells = [
        Put(1, 1, "Line workings", "title"),
        Put(2, 1, "Every figure of every line. Entered: from Entered figures. Police: from Workings.", "note"),
        *row_of(HEADER, 1, headings, "header"),
    ]
    for at, row in enumerate(places.rows, FIRST):
        cells += _row(places, row, at)
    top = places.groups_top
    cells += row_of(top, 1, ["Judged together", "RAG"], "header")
    for row_number, group in enumerate(places.groups, top + 1):
        judged = f"{places.span('factor', group)},{places.span('polarity', group)},near_all"
        cells.append(Put(row_number, 1, group.name, "label"))
        cells.append(Put(row_number, 2, Formula(f'=IFNA(RAG({judged}),"Not judged")'), "plain"))
    bottom = top + len(places.groups)
    if places.alone:
        cells.append(Put(places.alone_top, 1, "On the overview, in no table", "label"))
        for at, line in enumerate(places.alone, places.alone_top + 1):
            cells += _row(places, Row(line, None), at)
        bottom = places.alone_top + len(places.alone)
    return Sheet(
        LINES,
        cells,
        widths={1: 12, 2: 44, **dict.fromkeys(range(3, len(WORKING_COLUMNS) + 1), 14)},
        heights={HEADER: 30},
        page=Page(f"A1:{address(bottom, len(WORKING_COLUMNS))}", one_page=False),
        freeze=f"C{FIRST}",
        gridlines=True,
    )


def _row(places: Places, row: Row, at: int) -> list[Put]:
    return [
        Put(at, column, content, "month" if WORKING_COLUMNS[column - 1] in _MONTHS else "plain")
        for column, content in enumerate(_figures(places, row, at), 1)
    ]


def _figures(places: Places, row: Row, at: int) -> list[Content]:
    line = row.line
    area = Formula(f"={places.pack.request.area_name}") if row.area is None else row.area
    constants: dict[str, Content] = {
        "number": line.number or None, "indicator": line.short, "area": area, "polarity": line.polarity,
        **dict(zip(("band_low", "band_high", "band_margin"), line.band or (None,) * 3, strict=True)),
    }  # fmt: skip
    cell = {name: here(name, at) for name in WORKING_COLUMNS}
    texts = (
        _found(places, row, cell)
        | _measured(places, row, cell)
        | _judged(places, row, cell)
        | wording.texts(places, row, cell)
    )
    return [constants[name] if name in constants else Formula(texts[name]) for name in WORKING_COLUMNS]


def _found(places: Places, row: Row, cell: Mapping[str, str]) -> dict[str, str]:
    """Where the figure comes from: the newest entered figure that is not too old, a monthly series, or the police."""
    line, with_police = row.line, bool(row.line.police) and row.area is None
    wanted = cell["month_wanted"]
    month = places.entered("month")
    same = f'({places.entered("area")}={cell["area"]})*({places.entered("indicator")}={quoted(line.key)})'
    in_time = f"({month}<=EDATE({wanted},{LATER}))*({month}>=EDATE({wanted},-{OLDEST}))"
    if line.month is not None:
        in_time = f"({month}={wanted})"
    fixed = f"=DATE({line.month // 12},{line.month % 12 + 1},1)" if line.month is not None else "=as_at"
    entered = f'{cell["row"]}>0'
    monthly = f'AND({cell["monthly_last"]}>0,{cell["monthly_last"]}>=EDATE({wanted},-{OLDEST}))'
    police = f'{counted(places, line, cell)}<>""' if with_police else "FALSE"
    preferred = f"OR({PREFER}={quoted(ENTERED_FIRST)},NOT({police}))" if with_police else "TRUE"
    if line in places.alone:  # the overview shows the police's figures, whatever else is entered
        preferred = "FALSE"
    series = newest = "=0"
    if _boroughs(places, row):  # London as at the month of the line that it stands beside
        newest = f'={here("monthly_last", places.at(line))}'
    elif places.series and line.key:
        series = f'=IFNA(MATCH({cell["area"]}&"|"&{quoted(line.key)},{places.monthly_keys},0),0)'
        last = f'LATEST_MONTH(INDEX({places.monthly_values},{cell["monthly_row"]},0),{places.monthly_months})'
        newest = f'=IF({cell["monthly_row"]}=0,0,MIN({wanted},IFNA({last},0)))'
    return {
        "month_wanted": fixed,
        "month_found": f"=SUMPRODUCT(MAX({same}*{in_time}*{month}))" if line.key else "=0",
        "row": (
            f'=IF({cell["month_found"]}=0,0,SUMPRODUCT({same}*({month}={cell["month_found"]})*{places.entered("row")}))'
        ),
        "monthly_row": series,
        "monthly_last": newest,
        "origin": f'=IF(AND({entered},{preferred}),"Entered",IF(AND({monthly},{preferred}),"Monthly",'
                  f'IF({police},"Police","")))',
        "as_at": f'=IF({cell["origin"]}="Entered",{cell["month_found"]},'
                 f'IF({cell["origin"]}="Monthly",{cell["monthly_last"]},IF({cell["origin"]}="Police",{wanted},"")))',
    }  # fmt: skip


def _measured(places: Places, row: Row, cell: Mapping[str, str]) -> dict[str, str]:
    """What was entered, as it stands, and the value and the previous value by origin."""
    line = row.line

    def taken(name: str) -> str:
        found = f'INDEX({places.entered(name)},{cell["row"]})'
        return f'IF({cell["origin"]}<>"Entered","",IF({found}="","",{found}))'

    entered = taken("value")
    if line.measure == "share":
        entered = f'IF({cell["numerator"]}="",{entered},SHARE({cell["numerator"]},{cell["denominator"]}))'
    value = previous = '""'
    if line.police and row.area is None:
        police = f'{cell["origin"]}="Police"'
        value = f"IF({police},{counted(places, line, cell)},{value})"
        previous = f"IF({police},{counted_before(places, line, cell)},{previous})"
    source = taken("source")
    if places.series:
        total, from_where = _added_up(places, row, cell)
        monthly = f'{cell["origin"]}="Monthly"'
        value = f'IF({monthly},IFNA({total.format(month=cell["as_at"])},""),{value})'
        year_before = f'EDATE({cell["as_at"]},-12)'
        previous = f'IF({monthly},IFNA({total.format(month=year_before)},""),{previous})'
        source = f"IF({monthly},{from_where},{source})"
    of_parts = f'SHARE({cell["previous_numerator"]},{cell["previous_denominator"]})'
    difference = cell["stated_difference"]
    derived = f'IF(OR({difference}="",{cell["value"]}=""),"",{cell["value"]}-{difference})'
    return {name: f"={taken(name)}" for name in _TAKEN if name not in {"n_months", "source"}} | {
        "n_months": f'=IF({cell["origin"]}="Entered",{taken("n_months")},IF({cell["origin"]}="","",12))',
        "source": f'=IF({cell["origin"]}="Police",{quoted(places.pack.request.release)},{source})',
        "value": f'=IF({cell["origin"]}="Entered",{entered},{value})',
        "entered_previous": f'=IF({taken("previous")}<>"",{taken("previous")},'
                            f'IF({cell["previous_numerator"]}<>"",{of_parts},""))',
        "previous": f'=IF({cell["origin"]}="Entered",IF({cell["entered_previous"]}<>"",{cell["entered_previous"]},'
                    f"{derived}),{previous})",
        "claimed_change": "=" + (_claimed(places, cell) if line.police and row.area is None else '""'),
        "rate": _rate(places, line, cell),
    }  # fmt: skip


def _boroughs(places: Places, row: Row) -> str | None:
    """The months of the 32 boroughs, which added up are London's, where it is compared and has none of its own."""
    if row.area != "London" or places.series_of("London", row.line.key):
        return None
    return places.series_of_boroughs(row.line.key)


def _added_up(places: Places, row: Row, cell: Mapping[str, str]) -> tuple[str, str]:
    """Twelve of the entered months up to a {month}, and where they come from."""
    if boroughs := _boroughs(places, row):
        return f"SUMPRODUCT(ROLLING12({boroughs},{places.monthly_months},{{month}}))", '"Sum of the 32 boroughs"'
    series = f'INDEX({places.monthly_values},{cell["monthly_row"]},0),{places.monthly_months}'
    return f"ROLLING12({series},{{month}})", f'INDEX({places.monthly_sources},{cell["monthly_row"]})'


def _claimed(places: Places, cell: Mapping[str, str]) -> str:
    """The change that is stated for the same 12 months as those of the police's files."""
    change, n_months = (f'INDEX({places.entered(name)},{cell["row"]})' for name in ("stated_change", "n_months"))
    other = f'OR({cell["month_found"]}<>{cell["month_wanted"]},{n_months}<>12,{change}="")'
    return f'IF({cell["row"]}=0,"",IF({other},"",{change}))'


def counted(places: Places, line: Line, cell: Mapping[str, str]) -> str:
    """The police's 12 months: those of the Workings sheet, unless the line names its own month."""
    at = places.police(line)
    if line.month is None:
        total = working("rolling12", at)
        return f'IF(ISNUMBER({total}),{total},"")'
    month = cell["month_wanted"]
    total = f"ROLLING12(INDEX({places.pack.request.data_block(at)},area_row,0),months,{month})"
    return f'IF(ISNUMBER(MATCH(TEXT({month},"yyyy-mm"),months,0)),IFNA({total},""),"")'


def counted_before(places: Places, line: Line, cell: Mapping[str, str]) -> str:
    """The police's 12 months before those; empty where they cannot be compared."""
    at, request = places.police(line), places.pack.request
    if line.month is None:
        return f'IF({working("change", at)}="","",{working("previous12", at)})'
    series = f"INDEX({request.data_block(at)},area_row,0),months"
    change = f'ROLLING12_CHANGE({series},{cell["month_wanted"]},{request.breaks_ref(at)})'
    return f'IF(ISERROR({change}),"",ROLLING12({series},EDATE({cell["month_wanted"]},-12)))'


def _rate(places: Places, line: Line, cell: Mapping[str, str]) -> str:
    """The rate that was entered for the same area and month."""
    if not line.rate_key:
        return '=""'
    same = (
        f'({places.entered("area")}={cell["area"]})*({places.entered("indicator")}={quoted(line.rate_key)})'
        f'*({places.entered("month")}={cell["as_at"]})'
    )
    found = f'SUMPRODUCT({same}*{places.entered("row")})'
    return f'=IF({cell["origin"]}<>"Entered","",IF({found}=0,"",INDEX({places.entered("value")},{found})))'


def _judged(places: Places, row: Row, cell: Mapping[str, str]) -> dict[str, str]:
    """Change, factor, RAG, and whether the change is more than chance."""
    line = row.line
    value, previous, change = cell["value"], cell["previous"], cell["change"]
    function = "POINT_CHANGE" if line.measure == "share" else "PCT_CHANGE"
    shown = f'IF({change}<>"",{change},{cell["stated_change"]})'
    # A rise from 0 has no percentage, but a direction.
    moved = f'IF(AND({change}="",{previous}<>"",{value}<>""),SIGN(N({value})-N({previous})),{shown})'
    no_change = "FALSE" if line.measure == "share" else f"{previous}=0"
    chance = f'{cell["signal"]}="No significant change"' if line.interval else "FALSE"
    return {
        "change": f'=IF(OR({value}="",{previous}=""),"",IF({no_change},"",{function}({value},{previous})))',
        "factor": f'=IF({moved}="","",IF(OR(ABS({moved})<={TOLERANCE},{chance}),"neutral",{moved}))',
        "rag": "=" + _rag(places, row, cell),
        "signal": _signal(line, cell),
        # A chart leaves a gap for #N/A and draws a text as zero.
        "drawn": f"=IF(ISNUMBER({shown}),{shown},NA())",
        "listed_rag": f'={cell["rag"]}' if line.listed else '=""',
        "listed_change": f'={cell["changed"]}' if line.listed else '=""',
        "changed": f'=IF(OR({cell["signal"]}="Up",{cell["signal"]}="Down"),"Changed","")',
    }


def _rag(places: Places, row: Row, cell: Mapping[str, str]) -> str:
    """RAG by the band, the target or the change; the overview's, or its group's, where that judges it."""
    line, value, target = row.line, cell["value"], cell["target"]
    if line.polarity == "monitor":
        return f'IF({wording.nothing(cell)},"","Monitor")'
    if line.band:
        return f'IF({value}="","",RAG_BAND({value},{cell["band_low"]},{cell["band_high"]},{cell["band_margin"]}))'
    by_target = f'RAG_TARGET({value},{target},{cell["polarity"]})'
    by_change = f'IF({cell["factor"]}="","Not judged",RAG({cell["factor"]},{cell["polarity"]},near_all))'
    own = f'IF(AND({value}<>"",{target}<>""),{by_target},{by_change})'
    if row.area is None and places.pack.on_overview(line):
        overview = working("rag", places.police(line))
        own = f'IF({overview}="{NOT_AVAILABLE}",{own},{overview})'
    elif row.area is None and (group := places.together(line)):
        own = f'IF({own}="Not judged","Not judged",{places.group_rag(group)})'
    return f'IF({wording.nothing(cell)},"",{own})'


def _signal(line: Line, cell: Mapping[str, str]) -> str:
    """Whether two counts, or two shares of samples, differ by more than chance; empty where it cannot be said.

    Two shares: Newcombe's hybrid interval of the difference (1998, Statistics in Medicine 17, method 10).
    """
    value, previous = cell["value"], cell["previous"]
    if line.measure == "count":
        counted = f"AND(ISNUMBER({value}),ISNUMBER({previous}))"
        return f'=IF({counted},IFERROR(CHANGE_SIGNAL({value},{previous}),""),"")'
    if not line.interval:
        return '=""'
    now = f'SHARE_LIMITS({cell["numerator"]},{cell["denominator"]})'
    before = f'SHARE_LIMITS({cell["previous_numerator"]},{cell["previous_denominator"]})'
    rise = f"SQRT(({value}-INDEX({now},1,1))^2+(INDEX({before},1,2)-{previous})^2)"
    fall = f"SQRT((INDEX({now},1,2)-{value})^2+({previous}-INDEX({before},1,1))^2)"
    moved = f'IF({cell["change"]}>{rise},"Up",IF(-{cell["change"]}>{fall},"Down","No significant change"))'
    return f'=IF(OR({cell["numerator"]}="",{cell["previous_numerator"]}=""),"",{moved})'
