"""The Control sheet: the cells one may change. Everything else in the workbook follows them."""

from __future__ import annotations

from cspxl.facts import estimates_usable_from, report_rules
from cspxl.report import layout
from cspxl.report.describe import Choice, Content, Formula, Page, Put, Sheet, address, block, row_of
from cspxl.report.layout import FIRST, HEADER, Request
from cspxl.values import month_serial

LIVE = "Live: the figures follow the control cells"
NOT_LOADED = "Figures as built: the add-in is not loaded"


def setting(at: int) -> str:
    """The cell of one of the settings."""
    return block(layout.CONTROL, FIRST + at, 2, FIRST + at, 2)


(
    AREA,
    MONTH,
    POPULATION_SERIES,
    POPULATION_YEAR,
    HOUSEHOLDS_SERIES,
    HOUSEHOLDS_YEAR,
    NEAR_ALL,
    GOOD_RANK,
    USABLE_FROM,
) = (setting(at) for at in range(9))


def describe(request: Request) -> Sheet:
    """Settings with what they mean, a message beside each, and the lists to choose from."""
    rows = _settings(request)
    bottom = FIRST + len(rows) - 1
    cells: list[Put] = [
        Put(1, 1, "Control", "title"),
        Put(2, 1, "Change a yellow cell: every sheet follows.", "note"),
        *row_of(HEADER, 1, ["Setting", "Value", "Message", "What it does"], "header"),
        Put(bottom + 2, 1, "Add-in", "label"),
        Put(bottom + 2, 2, Formula(_message()), "message"),
    ]
    for at, (label, value, message, meaning, style) in enumerate(rows):
        row = FIRST + at
        cells += [Put(row, 1, label, "label"), Put(row, 2, value, style), Put(row, 3, message, "message")]
        cells.append(Put(row, 4, meaning, "wrapped"))
    return Sheet(
        layout.CONTROL,
        cells,
        widths={1: 27, 2: 28, 3: 42, 4: 52},
        heights=dict.fromkeys(range(FIRST, bottom + 1), 30),
        page=Page(f"A1:D{bottom + 2}"),
        choices=_choices(request),
        tab_colour="C9A227",
    )


def _message() -> str:
    """Volatile, so that it alone is worked out at opening: without the add-in it says so beside the built figures."""
    return f'=IF(ISERROR(PCT_CHANGE(2,1)),"{NOT_LOADED}",IF(TODAY()>0,"{LIVE}",""))'


def _settings(request: Request) -> list[tuple[str, Content, Content, str, str]]:
    """Label, value, message, meaning and style of each setting."""
    rules = report_rules()
    population, households = (request.basis.series_of(what) for what in ("population", "households"))
    one = request.basis.one
    first, last = request.choosable_months[0], request.table.last_month
    month = f"{layout.WORKINGS}!$B$4"  # as every figure reads the cell: a date that stands there as a text is one
    outside = f"OR({month}<{month_serial(first)},{month}>{month_serial(last)})"
    wrong_month = f'=IF(ISNUMBER({month}),IF({outside},"Not in the data: choose a month of the list",""),"Not a month")'

    def wrong_base(base: str) -> Formula:
        known = f"ISNA(MATCH({base},{request.denominator_column(1)},0))"
        return Formula(f'=IF({known},"No such series and year: no rates, no ranks","Used: "&{base})')

    return [
        ("Area", request.area, Formula(f'=IF(ISNA({layout.WORKINGS}!$B$5),"Not in the list: choose a {one}","")'),
         f"The {one} that the dashboard is about.", "input"),
        ("Month", month_serial(request.as_at), Formula(wrong_month),
         "The last month of every period (as at).", "input_month"),
        ("Population series", population.name if population else None, wrong_base(f"{layout.WORKINGS}!$B$8"),
         "Rates and ranks are per 1,000 of this population.", "input"),
        ("Population year", None, None,
         "Empty: by the rule, the newest mid-year estimate published by the month.", "input"),
        ("Households series", households.name if households else None,
         wrong_base(f"{layout.WORKINGS}!$B$10") if households else None,
         "Residential burglary is per 1,000 of these households." if households else "Not used here.", "input"),
        ("Households year", None, None, "Empty: by the rule, as above.", "input"),
        ("Nearly all", request.near_all, None, f"{rules['near_all'].meaning}.", "input"),
        ("Good rank", request.good_rank, None, f"{rules['good_rank'].meaning}.", "input"),
        ("Estimates usable from month", estimates_usable_from(), None,
         "A mid-year estimate of one year is used from this month of the next year.", "input"),
    ]  # fmt: skip


def _choices(request: Request) -> list[Choice]:
    areas, months, series = (request.list_ref(column) for column in (1, 2, 3))
    cell = [address(FIRST + at, 2) for at in range(9)]
    one, many = request.basis.one, request.basis.many
    most = len(request.areas)
    return [
        Choice(cell[0], f"Choose a {one}.", f"Choose one of the {many} of the list.", areas),
        Choice(cell[1], "Choose the last month.", "Choose a month of the list.", months),
        Choice(cell[2], "Choose a series.", "Choose a series of the list.", series),
        Choice(cell[4], "Choose a series.", "Choose a series of the list.", series),
        Choice(cell[6], "More than 0, up to 1.", "A share: more than 0, up to 1.", kind="decimal", low=0.01, high=1),
        Choice(cell[7], f"0 to {most}.", f"A whole number from 0 to {most}.", kind="whole", low=0, high=most),
        Choice(cell[8], "1 to 12.", "A month of the year, 1 to 12.", kind="whole", low=1, high=12),
    ]
