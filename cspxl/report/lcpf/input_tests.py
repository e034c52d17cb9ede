"""The Input tests sheet: one test for each input cell, empty while the input is in order, else what to do about it.

Tests of the Inputs sheet stand at the addresses of their inputs; those of the projects below them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cspxl.report.describe import Formula
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.by_year import YEAR_LABEL, corner, year_of
from cspxl.report.lcpf.case import PROJECT_ROWS, TABLE_SIZE, Case
from cspxl.report.stack import Beside, Column, Each, Gap, Spelling, Stack, Table, Text

_Test = Callable[[str], str]
_N_COLUMNS = 13
_WIDTH = 18


def describe(case: Case) -> Stack:
    """A text in every cell: empty, or a message."""
    headings = ["Item", *(f"Value {number}" for number in range(1, TABLE_SIZE + 1))]
    scenarios = [_scenario_table(case, name) for name in terms.SCENARIO_INPUTS]
    return Stack(
        terms.TESTS,
        [
            Text("Input tests", "title"),
            Text("One test for each input cell, at the address of its input; empty means in order. The messages "
                 "beside the inputs come from here.", "note"),
            Gap(),
            Beside([Text(heading, "header") for heading in headings]),
            Beside([Gap(), corner("tests_corner")]),
            Gap(),
            _tests("settings", "setting_tests", 1, _settings()),
            Gap(3),
            _tests("inputs", "input_tests", case.n_years, _by_year()),
            *(item for table in scenarios for item in (Gap(3), table)),
            Gap(3),
            _tests("axes", "axis_tests", TABLE_SIZE, _axes()),
            Gap(2),
            Text("Project inputs", "heading"),
            _projects(case),
        ],
        widths={1: 30, **dict.fromkeys(range(2, _N_COLUMNS + 1), _WIDTH)},
        one_page=False,
        freeze="tests_corner[text]",
        locked=True,
    )  # fmt: skip


def _tests(of: str, name: str, n: int, tests: Mapping[str, _Test]) -> Table:
    """``name[input]`` are the tests of a line of inputs, the columns without an input too: each is looked at."""

    def column(line: str, test: _Test) -> Column:
        return Column(
            line, Formula(f"={of}[#${line}]"), lambda at: test(f"{of}[@{line}]") if at < n else None,
            style=lambda at: "text" if at < n else "",
        )  # fmt: skip

    columns = [column(line, test) for line, test in tests.items()]
    spelling = Spelling(other="S!A$1")
    return Table(name, columns, range(TABLE_SIZE), year_of, "label", across=True, spelling=spelling)


def _test(faults: Mapping[str, str], label: str, *, empty: str = '""') -> _Test:
    """A test as nested IFs: conditions about ``{c}`` in order, each with its message; ``empty`` for an empty cell."""

    def formula(cell: str) -> str:
        text = '""'
        for condition, message in reversed([*faults.items()]):
            text = f"IF({condition},{label}&{message},{text})".replace("{c}", cell)
        # Another cell's error is told by that cell's own test.
        return f'=IFERROR(IF(ISERROR({cell}),{label}&"the cell holds an error",IF({cell}="",{empty},{text})),"")'

    return formula


def _not_number(noun: str) -> dict[str, str]:
    return {"NOT(ISNUMBER({c}))": f'"\'"&{{c}}&"\' is not {noun}"'}


_AMOUNT = _not_number("an amount: type a number of pounds") | {"{c}<0": '"an amount cannot be negative"'}
_WHOLE = _AMOUNT | {"ROUND({c},0)<>{c}": '"type whole pounds, without pence"'}
_PENCE = _AMOUNT | {"ROUND({c}/penny,0)*penny<>{c}": '"type pounds and whole pence"'}
_SHARE = _not_number("a percentage") | {
    "{c}<0": '"a share cannot be negative"',
    "{c}>1": '{c}&" is more than 100%: for "&{c}&" per cent type "&{c}&"%"',
}
_CHANGE = _not_number("a percentage") | {
    "ABS({c})>1": '{c}&" is more than 100%: for "&{c}&" per cent type "&{c}&"%"',
}


def _known(names: str, noun: str) -> dict[str, str]:
    """The cell is one of a list."""
    return {f"SUMPRODUCT(({names}={{c}})*1)=0": f'"\'"&{{c}}&"\' is not {noun}"'}


def _settings() -> Mapping[str, _Test]:
    whole = _not_number("a number of years") | {
        "OR({c}<1,ROUND({c},0)<>{c})": '"type a whole number of years, 1 or more"',
        # The check that nothing crosses a period rests on this cell, so it is held to the fund's own rule.
        "{c}+{c}<>COUNTA(year_label)": '"the fund has two periods of equal length: nothing crosses between them"',
    }
    return {
        "area": _test({}, '""', empty='"Type the name of the area"'),
        "scenario": _test(_known("scenario_name", "one of the scenarios below"), '""', empty='"Choose a scenario"'),
        "year_shown": _test(_known("year_label", "one of the years below"), '""', empty='"Choose a year"'),
        "allow_advance": _test(_known("answer", "an answer: type Yes or No"), '""', empty='"Type Yes or No"'),
        "years_per_period": _test(whole, '""', empty='"Type the number of years"'),
        "rule_direct_share": _test(_SHARE, '""', empty='"Type a percentage"'),
    }


_YEAR = f'IFERROR({YEAR_LABEL},"Year")&": "'


def _by_year() -> Mapping[str, _Test]:
    base = "inputs[@base_allocation$]"
    so_far = f"inputs[$year_label$, year=0]:{YEAR_LABEL}"

    def needed(what: str) -> str:
        return f'IF({base}="","",{_YEAR}&"{what}")'

    no_base = {f'{base}=""': '"enter the allocation of this year first"'}
    number = "COLUMNS([$direct_share, year=0]:[@direct_share])"
    first_year = {f"AND({number}=1,{{c}}<>1)": '"year 1 is all direct: type 100%"'}
    return {
        "year_label": _test({f"SUMPRODUCT(({so_far}={{c}})*1)>1": '"two years are called so"'}, _YEAR,
                            empty='"Name the year"'),
        "status": _test(_known("status_name", "a status: choose Confirmed or Indicative"), _YEAR,
                        empty=needed("choose Confirmed or Indicative")),
        "base_allocation": _test(_WHOLE, _YEAR),
        "uplift": _test(_WHOLE | no_base, _YEAR),
        "direct_share": _test(_SHARE | first_year, _YEAR, empty=needed("type the direct share")),
        "spend": _test(_PENCE | no_base, _YEAR),
    }  # fmt: skip


def _scenario_table(case: Case, name: str) -> Table:
    """The tests of the names of scenarios, beside those of what happens first, and of the shares by year."""
    faults = _CHANGE if name == "allocation_change" else _SHARE
    test = _test(faults, _YEAR, empty=f'{YEAR_LABEL}&": type a percentage"')
    own = f"{name}[@$name]"
    above = f"SUMPRODUCT((TRIM({name}[$name$, scenario=0]:{own})=TRIM({own}))*1)>1"
    again = _test({above: '"Two scenarios are called so"'}, '""', empty='"Name the scenario"')
    naming = name == "allocation_change"

    def share(_scenario: int, year: int) -> str | None:
        return test(f"{name}[@share]") if year < case.n_years else None

    return Table(
        f"{name}_tests",
        [
            Column("name", formula=again(own) if naming else f"={own}", style="text" if naming else "label"),
            Each("year", range(TABLE_SIZE), [
                Column("share", formula=share, style=lambda _, year: "text" if year < case.n_years else ""),
            ]),
        ],
        range(len(case.scenarios)),
        axes=lambda at: {"scenario": at},
        headings=None,
    )  # fmt: skip


def _axes() -> Mapping[str, _Test]:
    empty = '"Type a percentage"'
    return {"table_share": _test(_SHARE, '""', empty=empty), "table_change": _test(_CHANGE, '""', empty=empty)}


def _projects(case: Case) -> Table:
    """The tests of each project's line."""
    name, other = "projects[@$project]", "projects[@$other]"
    names = "projects[$project$, project=0]:projects[@$project]"
    spent = f"MAX(projects[@$cost, year=*])+N({other})"
    paid_twice = {
        f"{spent}>{{c}}": f'"fund and other money come to "&TEXT({spent},"£#,##0")&", more than the service costs"',
    }
    named = _test(
        {"[@same_name]>0": f'"Two projects are called "&{name}&": give each its own name"'}, '""',
        empty='IF(COUNTA(projects[@priority]:projects[@unit])>0,"Give the project a name","")',
    )  # fmt: skip
    priority = _test(
        _known("priority_name", "one of the priorities: choose one"), '""',
        empty=f'IF({name}="","","Choose a priority")',
    )  # fmt: skip
    above = f'=IFERROR(IF({name}="",0,SUMPRODUCT((TRIM({names})=TRIM({name}))*1)-1),0)'

    def column(of: str, heading: str, test: _Test) -> Column:
        return Column(of, heading, test(f"projects[@${of}]"), style="text")

    return Table(
        "project_tests",
        [
            Column("number", "No.", "=projects[@$number]", style="year_number"),
            column("project", "Project", named),
            column("priority", "Priority", priority),
            column("provider", "Provider", _test({}, '"Provider: "')),
            Each("year", range(case.n_years), [
                Column("cost", lambda year: f"Cost, year {year + 1}", _test(_WHOLE, _YEAR)("projects[@cost]"),
                       style="text"),
            ]),
            column("candidate", "Candidate", _test(_known("answer", "an answer: type Yes or No"), '"Candidate: "')),
            column("other", "Other funding", _test(_PENCE, '"Other funding: "')),
            column("total", "Total service cost", _test(_PENCE | paid_twice, '"Total service cost: "')),
            column("units", "Units", _test(
                _not_number("a number") | {"{c}<=0": '"type a number above 0"'}, '"Units: "',
            )),
            Column("same_name", "Same name above", above, style="figure"),
        ],
        range(PROJECT_ROWS),
        axes=lambda at: {"project": at},
        spelling=Spelling(other="S!A1"),
    )  # fmt: skip
