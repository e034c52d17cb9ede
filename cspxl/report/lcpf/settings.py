"""The settings: one cell each, the value that the workings use, and what is said of one that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cspxl.report.describe import Choice
from cspxl.report.lcpf.case import Case
from cspxl.report.stack import Below, Beside, Column, Item, Spelling, Table, Text, holding

_FUNDER: Final = "Mayor's Office for Policing and Crime"


class Setting(NamedTuple):
    """Name, label, style of its cell, what an empty cell means, what it may not be: about ``{c}`` → message."""

    name: str
    label: str
    style: str
    default: str
    faults: Sequence[tuple[str, str]] = ()
    source: str = ""


def _one_of(names: str, message: str) -> tuple[str, str]:
    return f"ISNA(MATCH({{c}},{names},0))", message


_NOT_NUMBER: Final = ("NOT(ISNUMBER({c}))", '"\'"&{c}&"\' is not a number"')
_SHARE: Final = (
    _NOT_NUMBER,
    ("{c}<0", '"a share cannot be below 0%"'),
    ("{c}>1", '{c}&" is more than 100%: for "&{c}&" per cent type "&{c}&"%"'),
)
_YEAR: Final = _one_of("years[label]", '"\'"&{c}&"\' is not one of the years"')

SETTINGS: Final = (
    Setting("area", "Area", "input_text", '""', [('{c}=""', '"Type the area"')]),
    Setting(
        "scenario",
        "Scenario",
        "input_text",
        "INDEX(scenario_names[name],1)",
        [_one_of("scenario_names[name]", '"\'"&{c}&"\' is not one of the scenarios"')],
    ),
    Setting(
        "year_shown",
        "Year shown",
        "input_text",
        "INDEX(years[label],MIN(2,ROWS(years[label])))",
        [_YEAR],
        "years[year]",
    ),
    Setting(
        "monitored_year",
        "Year monitored (empty: none)",
        "input_text",
        '""',
        [
            _YEAR,
            (
                'IFERROR(INDEX(years_read[state],MATCH({c},years_read[year],0)),"")="Closed"',
                '{c}&" is closed: it cannot be monitored"',
            ),
        ],
        "years[year]",
    ),
    Setting("periods_in_year", "Periods in a year", "input_number", "4", [("AND({c}<>4,{c}<>12)", '"type 4 or 12"')]),
    Setting(
        "periods_complete",
        "Periods complete",
        "input_number",
        "0",
        [
            (
                "OR(NOT(ISNUMBER({c})),N({c})<0,N({c})>settings_used[periods_in_year],INT(N({c}))<>N({c}))",
                '"type 0 to "&settings_used[periods_in_year]',
            )
        ],
    ),
    Setting(
        "claims_count_accruals",
        "Claims count accruals",
        "input_text",
        '"Yes"',
        [_one_of("answers[item]", '"type Yes or No"')],
        "answers[item]",
    ),
    Setting("rag_green", "Green up to, of budget", "input_share", "0.02", _SHARE),
    Setting(
        "rag_amber",
        "Amber up to, of budget",
        "input_share",
        "0.1",
        [*_SHARE, ("{c}<settings_used[rag_green]", '"the Amber limit is below the Green limit"')],
    ),
    Setting(
        "rag_least",
        "Green up to at least, £",
        "input_money",
        "1000",
        [_NOT_NUMBER, ("{c}<0", '"an amount cannot be negative"')],
    ),
    Setting(
        "jump_factor",
        "Flag a year that is this many times the last",
        "input_number",
        "10",
        [_NOT_NUMBER, ("{c}<=1", '"type a number above 1"')],
    ),
    Setting(
        "least_for_flags",
        "Least amount that is flagged, £",
        "input_money",
        "0.01",
        [_NOT_NUMBER, ("{c}<0.01", '"type 0.01 or more"')],
    ),
    Setting("funder", "Funder", "input_text", f'"{_FUNDER}"'),
    Setting(
        "first_shared_year",
        "First year that is shared",
        "input_number",
        "2",
        [("OR(NOT(ISNUMBER({c})),N({c})<1,N({c})>7,INT(N({c}))<>N({c}))", '"type 1 to 7"')],
    ),
    Setting("direct_share", "Direct share by rule", "input_share", "0.7", _SHARE),
)


def table(case: Case) -> Item:
    """Label, what an empty cell means, the cell, and its message."""
    given = {setting.name: case.settings.get(setting.name) for setting in SETTINGS}
    labels = [holding(item.name, item.label, "line_label") for item in SETTINGS]
    empty = [Column(item.name, formula=f"={item.default}", style=_shown(item)) for item in SETTINGS]
    cells = [holding(item.name, given[item.name], item.style) for item in SETTINGS]
    told = [
        Column(
            item.name,
            formula=f'=IF(settings_wrong[{item.name}]="","","Red: "&settings_wrong[{item.name}])',
            style="beside",
        )
        for item in SETTINGS
    ]

    def across(name: str, columns: Sequence[Column]) -> Table:
        return Table(name, columns, headings=None, across=True, spelling=Spelling(cell="$A$1", other="S!$A$1"))

    return Below(
        [
            Beside([Text(heading, "header") for heading in ("Setting", "If empty", "Value", "Message")]),
            Beside(
                [
                    across("settings_labels", labels),
                    across("settings_empty", empty),
                    across("settings", cells),
                    across("settings_told", told),
                ]
            ),
        ]
    )


def _shown(item: Setting) -> str:
    return {"input_share": "share", "input_money": "money", "input_number": "figure"}.get(item.style, "sentence")


def used() -> Table:
    """``settings_used[scenario]``: what workings use, the default where the cell is empty or wrong."""

    def formula(item: Setting) -> str:
        typed = f"settings_typed[{item.name}]"
        return f'=IF(settings_wrong[{item.name}]<>"",{item.default},IF({typed}="",{item.default},{typed}))'

    return _across("settings_used", {item.name: formula(item) for item in SETTINGS})


def wrong() -> Table:
    """``settings_wrong[scenario]``: what is wrong with a setting, or nothing."""

    def formula(item: Setting) -> str:
        typed, text = f"settings_typed[{item.name}]", '""'
        for condition, message in reversed(item.faults):
            text = f"IF({condition},{message},{text})".replace("{c}", typed)
        empty = item.faults[0][1] if item.name == "area" else '""'
        return f'=IF(ISERROR({typed}),"the cell holds an error",IF({typed}="",{empty},{text}))'

    return _across("settings_wrong", {item.name: formula(item) for item in SETTINGS})


def typed() -> Table:
    """``settings_typed[scenario]``: the cell, a text without spaces around it."""

    def formula(item: Setting) -> str:
        cell = f"settings[{item.name}]"
        text = f'TRIM(SUBSTITUTE({cell},CHAR(160)," "))' if item.style == "input_text" else cell
        return f'=IF({cell}="","",{text})'

    return _across("settings_typed", {item.name: formula(item) for item in SETTINGS})


def derived() -> Table:
    """What follows from the settings: places among the years and scenarios, and the word for a period."""
    used_ = "settings_used"
    return _across(
        "chosen",
        {
            "scenario": f"=IFERROR(MATCH({used_}[scenario],scenario_names[name],0),1)",
            "year": f"=IFERROR(MATCH({used_}[year_shown],years[label],0),1)",
            "monitored": f"=IFERROR(MATCH({used_}[monitored_year],years[label],0),0)",
            "last_period": f"={used_}[periods_complete]",
            "period_word": f'=IF({used_}[periods_in_year]=12,"month","quarter")',
            "weighted": "=IF(INDEX(amounts[mode],INDEX(granted[at],chosen[year]))=2,1,0)",
        },
    )


def _across(name: str, formulas: dict[str, str]) -> Table:
    columns = [Column(key, formula=text, style="plain") for key, text in formulas.items()]
    return Table(name, columns, headings="label", across=True, spelling=Spelling(cell="$A$1", span="$A$1"))


def choices() -> list[Choice]:
    """What their cells take: a share may be typed as 70% or 0.7."""
    found = [Choice("settings[scenario]", "Choose a scenario.", "Choose one of the scenarios.", "scenario_names[name]")]
    for item in SETTINGS:
        cell = f"settings[{item.name}]"
        if item.source == "answers[item]":
            found.append(Choice(cell, "Yes or No.", "Choose Yes or No.", item.source))
        elif item.source:
            found.append(Choice(cell, "Choose a year.", "Choose one of the years.", "years[label]"))
        elif item.style == "input_share":
            found.append(
                Choice(cell, "0% to 100%.", "A share from 0% to 100%: 70% or 0.7.", kind="decimal", low=0, high=1)
            )
    return found
