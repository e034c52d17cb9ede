"""The Control sheet: the cells one may change. Everything else in the workbook follows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from cspxl.facts import estimates_usable_from, report_rules
from cspxl.report import sheets
from cspxl.report.answering import answering
from cspxl.report.describe import Choice, Content, Formula
from cspxl.report.request import Request
from cspxl.report.stack import Beside, Gap, Item, Stack, Table, Text, holding
from cspxl.report.tables import titled
from cspxl.values import month_serial

LIVE = "Live: the figures follow the control cells"
_LIVE_HERE: Final = f'LEFT(add_in[text],5)="{LIVE[:5]}"'
CHANGED: Final = "IFERROR(SUMPRODUCT((chosen_cells<>built_cells)*1)>0,TRUE)"  # an error among them is no setting
"""Whether a cell of Control holds what was not built."""
_YEARS: Final = (1900, 2100)
_HEIGHT = 30


class Setting(NamedTuple):
    """A cell to change: the name that formulas know it by, its label, value, message, meaning and style."""

    name: str
    label: str
    value: Content
    message: Content
    meaning: str
    style: str = "input"


def describe(
    request: Request, more: Sequence[Item] = (), choices: Sequence[Choice] = (), more_built: Sequence[Item] = (),
) -> Stack:
    """Settings with what they mean, a message beside each, and the lists to choose from; ``more`` settings below.

    What does not print stands last: whether the functions answer, and what was built.
    """
    unprinted: list[Item] = [
        Gap(),
        Beside([Text("Add-in", "label"), Text(Formula(answering(LIVE, CHANGED)), "message", name="add_in")]),
        Gap(),
        built("control", _settings(request)),
        *more_built,
    ]
    return Stack(
        sheets.CONTROL,
        [
            *titled("Control", "Change a yellow cell: every sheet follows."),
            headings("Setting", "Value", "Message", "What it does"),
            settings("control", _settings(request)),
            *more,
            *unprinted,
        ],
        widths={1: 27, 2: 28, 3: 42, 4: 52},
        unprinted=sum(item.size[0] for item in unprinted),
        choices=[guarded(choice) for choice in (*_choices(request), *choices)],
        tab_colour="C9A227",
        back=True,
    )


def headings(*texts: str) -> Beside:
    """What stands above settings."""
    return Beside([Text(text, "header") for text in texts])


def settings(name: str, rows: Sequence[Setting], *, with_messages: bool = True) -> Beside:
    """Settings below one another: ``name[setting]`` is the value, ``name_messages[setting]`` what stands beside it."""
    values = [holding(row.name, row.value, row.style, row.label) for row in rows]
    messages = [holding(row.name, row.message, "message") for row in rows]
    meanings = [holding(row.name, row.meaning, "wrapped") for row in rows]
    return Beside([
        Table(name, values, across=True, headings="label", height=_HEIGHT),
        Table(f"{name}_messages", messages, across=True, headings=None) if with_messages else Gap(),
        Table(f"{name}_meanings", meanings, across=True, headings=None),
    ])


def built(name: str, rows: Sequence[Setting]) -> Beside:
    """What the figures were built for: all that settings take where the functions are missing.

    ``control_built[area]`` for ``control[area]``, in rows as far apart: ``cspxl calc`` notes a change there, and a
    batch fills both.
    """
    values = [
        holding(row.name, row.value, "month" if row.name == "month" else "text", f"Built: {row.label.lower()}")
        for row in rows
    ]
    return Beside([Table(f"{name}_built", values, across=True, headings="plain")])


def guarded(choice: Choice) -> Choice:
    """The choice where the functions answer, else nothing but what is built."""
    alone = choice.cell.replace("[", "_built[")

    def here(wanted: float | str) -> str:
        return f"IF({_LIVE_HERE},{wanted},{alone})"

    if choice.kind == "list":
        return replace(choice, source=here(choice.source))
    return replace(choice, low=here(choice.low), high=here(choice.high))


def _settings(request: Request) -> Sequence[Setting]:
    rules = report_rules()
    population, households = (request.basis.series_of(what) for what in ("population", "households"))
    one = request.basis.one
    first, last = request.choosable_months[0], request.table.last_month
    month = "settings[month]"  # as every figure reads the cell: a date that stands there as a text is one
    wrong_area = f'=IF(ISNA(settings[area_row]),"Not in the list: choose a {one}","")'
    outside = f"OR({month}<{month_serial(first)},{month}>{month_serial(last)})"
    wrong_month = f'=IF(ISNUMBER({month}),IF({outside},"Not in the data: choose a month of the list",""),"Not a month")'

    def wrong_base(base: str) -> Formula:
        known = f"ISNA(MATCH({base},denominators[base],0))"
        return Formula(f'=IF({known},"No such series and year: no rates, no ranks","Used: "&{base})')

    return [
        Setting("area", "Area", request.area, Formula(wrong_area),
         f"The {one} that the dashboard is about."),
        Setting("month", "Month", month_serial(request.as_at), Formula(wrong_month),
         "The last month of every period (as at).", "input_month"),
        Setting("population_series", "Population series", population.name if population else None,
         wrong_base("settings[population_base]"),
         "Rates and ranks are per 1,000 of this population."),
        Setting("population_year", "Population year", None, None,
         "Empty: by the rule, the newest mid-year estimate published by the month."),
        Setting("households_series", "Households series", households.name if households else None,
         wrong_base("settings[households_base]") if households else None,
         "Residential burglary is per 1,000 of these households." if households else "Not used here."),
        Setting("households_year", "Households year", None, None, "Empty: by the rule, as above."),
        Setting("near_all", "Nearly all", request.near_all, None, f"{rules['near_all'].meaning}."),
        Setting("good_rank", "Good rank", request.good_rank, None, f"{rules['good_rank'].meaning}.", "input_fraction"),
        Setting("usable_from", "Estimates usable from month", estimates_usable_from(), None,
         "A mid-year estimate of one year is used from this month of the next year."),
    ]  # fmt: skip


def _choices(request: Request) -> Sequence[Choice]:
    one, many = request.basis.one, request.basis.many
    first, last = _YEARS
    return [
        Choice("control[area]", f"Choose a {one}.", f"Choose one of the {many} of the list.", "area_list[item]"),
        Choice("control[month]", "Choose the last month.", "Choose a month of the list.", "month_list[item]"),
        *(
            Choice(f"control[{series}]", "Choose a series.", "Choose a series of the list.", "series_list[item]")
            for series in ("population_series", "households_series")
        ),
        *(
            Choice(f"control[{year}]", "A year, or empty.", f"A year, {first} to {last}.", kind="whole", low=first,
                   high=last)
            for year in ("population_year", "households_year")
        ),
        Choice("control[near_all]", "More than 0, up to 1.", "A share: more than 0, up to 1.", kind="decimal",
               low=0.01, high=1),
        Choice("control[good_rank]", "A share of the group: 3 of 32 is =3/32.", "A share, 0 to 1.", kind="decimal",
               low=0, high=1),
        Choice("control[usable_from]", "1 to 12.", "A month of the year, 1 to 12.", kind="whole", low=1, high=12),
    ]  # fmt: skip
