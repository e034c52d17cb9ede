"""The flags: what is no fault and yet wants a look, each in one line of words. They make the light Amber."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.entries import ENTRIES
from cspxl.report.lcpf.fields import DIRECT, LEDGERS
from cspxl.report.lcpf.project_workings import MOST_CANDIDATES
from cspxl.report.lcpf.terms import in_words
from cspxl.report.stack import Column, Spelling, Table

_SPELLING: Final = Spelling(cell="$A1", span="$A$1", other="S!$A$1", others="S!$A$1")
_ROOM: Final = 170  # letters that two lines of the printed page hold
LEAST: Final = "settings_used[least_for_flags]"


class Flag(NamedTuple):
    """Its code, what it says (a formula, empty for nothing), how often, whether it names what is unknown.

    ``every`` says all that ``often`` counts, where there is room for it.
    """

    code: str
    text: str
    often: str = '=IF([@text]="",0,1)'
    unknown: str = "FALSE"
    every: str = "=[@text]"


def _of_rows(code: str, column: str, unknown: str = "FALSE") -> Flag:
    """A flag of each row that says something: the first of them, and how many there are."""
    return Flag(
        code,
        f'=IF(COUNTIF({column},"?*")=0,"",INDEX({column},MATCH("?*",{column},0)))',
        f'=COUNTIF({column},"?*")',
        unknown,
        f'=IF([@count]<2,[@text],IF(LEN(TEXTJOIN("; ",TRUE,{column}))<={_ROOM},TEXTJOIN("; ",TRUE,{column}),[@text]&'
        '"; and "&([@count]-1)&" more like it"))',
    )


def _flag(code: str, condition: str, words: str, unknown: str = "FALSE") -> Flag:
    return Flag(code, f'=IF({condition},{words},"")', unknown=unknown)


def flags(case: Case) -> list[Flag]:
    """All of them, in the order in which the light names them."""
    by_year = [flag for year in range(case.n_years) for flag in _of_year(year)]
    found = [*by_year, *(flag for ledger in LEDGERS for flag in _of_ledger(ledger))]
    found += [
        _of_rows("F6", "lines[red]"),
        _flag(
            "F9",
            "AND(pieces[mode]>1,told[waiting]>0)",
            '"The scenario counts bids that are not won: "&IF(pieces[mode]=2,said[weighted],said[waiting])&" in '
            '"&year_shown',
        ),
        _of_rows("F11", "lines[no_actual]", "TRUE"),
        _of_rows("F12", "services[jump]"),
        _of_rows("F12", "lines[unpaid]"),
        _flag("F13", "LOWER(area)<>LOWER(built[area])", '"The area is "&area&", the sources are "&built[area]&"\'s"'),
        _of_rows("F17", "lines[low]"),
    ]
    for entry in ENTRIES:
        if entry.looks:
            found.append(
                _of_rows("F14 to F18" if entry.name == "years" else "F9, F14 to F18", f"{entry.name}_read[look]")
            )
        count = f"SUMPRODUCT(({entry.name}_read[formulas]>0)*1)"
        row = f"MATCH(TRUE,INDEX({entry.name}_read[formulas]>0,0),0)"
        found.append(Flag("F15", f'=IF({count}=0,"","{entry.title}, row "&{row}&", holds a formula")', f"={count}"))
    return found


def _of_year(year: int) -> Iterator[Flag]:
    at = f", year={year}"
    label, closed = f"years[label{at}]", f"years[closed{at}]=1"
    money = {
        name: [f"shown[{name}, ledger={ledger}{at}]" for ledger in LEDGERS]
        for name in ("unplaced", "not_funded", "lapsed", "overspent", "spend", "money")
    }
    for n, ledger in enumerate(LEDGERS):
        cell, word = money["unplaced"][n], ledger.lower()
        later = f"AND(periods[pot, ledger={ledger}{at}]=1,periods[last, ledger={ledger}{at}]=0)"
        yield _flag(
            "F1",
            f"AND(NOT({closed}),N({cell})>={LEAST},NOT({later}))",
            f'{label}&": "&{in_words(cell)}&" of {word} money is not placed with a project"',
        )
    total = "+".join(f"N({cell})" for cell in money["not_funded"])
    yield _flag(
        "F2",
        f"AND(NOT({closed}),{total}>={LEAST})",
        f'{label}&": "&{in_words(total)}&" of projects\' cost is not funded"',
    )
    missing = f"top_slice[not_costed{at}]"
    yield _flag(
        "F3",
        f"AND(NOT({closed}),{missing}>0)",
        f'{missing}&IF({missing}=1," project has"," projects have")&" no cost in "&{label}&": "&top_slice[names{at}]',
        f"chosen[year]={year + 1}",
    )
    for n, ledger in enumerate(LEDGERS):
        over, lost, spend = (money[name][n] for name in ("overspent", "lapsed", "spend"))
        yield _flag(
            "F4", f"AND({closed},N({over})>={LEAST})", f'{label}&", {ledger.lower()}: overspent by "&{in_words(over)}'
        )
        yield _flag(
            "F4", f"AND({closed},N({lost})>={LEAST})", f'{label}&", {ledger.lower()}: "&{in_words(lost)}&" lapsed"'
        )
        yield _flag(
            "F11", f"AND({closed},COUNT({spend})=0)", f'{label}&", {ledger.lower()}: final spend is not known"', "TRUE"
        )
    cost = f"top_slice[cost{at}]"
    yield _flag(
        "F10",
        f"COUNT({money['money'][0]})=0",
        f'{label}&IF({cost}>0,": projects cost "&{in_words(cost)}&" but the '
        f'allocation is not known",": the allocation is not known")',
        "TRUE",
    )
    yield _flag("F10", f"COUNT({money['money'][1]})=0", f'{label}&": what bids won bring is not known"', "TRUE")
    direct = f"ledger={DIRECT}{at}"
    yield _flag(
        "F10",
        f'AND(years[pot{at}]=1,periods[first, {direct}]=1,periods[alike, {direct}]=0,years[basis{at}]="Period total")',
        f'{label}&": the split of the period is not known, the shares of its years differ"',
        "TRUE",
    )
    yield _flag(
        "F11",
        f'AND(years[state{at}]="Plan",chosen[monitored]>{year + 1})',
        f'{label}&" is not closed although a later year is monitored: nothing is brought forward from it"',
        "TRUE",
    )
    yield _flag(
        "F18",
        f"top_slice[count{at}]>{MOST_CANDIDATES}",
        f'{label}&": more than {MOST_CANDIDATES} candidates, the best fit is not computed"',
    )
    if year:
        before, now = (f"granted[allocation, year={y}]" for y in (year - 1, year))
        yield _flag(
            "F12",
            f"AND(N({before})>0,N({now})>0,OR(N({now})>=settings_used[jump_factor]*N({before}),"
            f"N({now})*settings_used[jump_factor]<=N({before})))",
            f'"Allocation "&{label}&": "&{in_words(now)}&" is "&ROUND({now}/{before},2)&" times "&years[label, '
            f"year={year - 1}]"
            '&"\'s"',
        )


def _of_ledger(ledger: str) -> Iterator[Flag]:
    year = f'monitored_year&", {ledger.lower()}: '
    over, lost = (f"told[{ledger[0].lower().replace('c', 'j')}_{name}]" for name in ("overspent", "lapsed"))
    monitored = "chosen[monitored]>0"
    yield _flag("F5", f"AND({monitored},N({over})>={LEAST})", f'{year}forecast overspent by "&{in_words(over)}')
    yield _flag("F5", f"AND({monitored},N({lost})>={LEAST})", f'{year}"&{in_words(lost)}&" forecast to lapse"')
    of_base = '&IF(chosen[scenario]=1,""," (scenario "&INDEX(scenario_names[name],1)&")")'
    above = f"positions[over_placed, ledger={ledger}]"
    over_placed = f'{year}budgets exceed the money by "&{in_words(above)}{of_base}'
    yield _flag("F7", f"AND({monitored},N({above})>={LEAST})", over_placed)
    this, none, number = (f"claim[{name}, ledger={ledger}]" for name in ("this", "not_claimable", "number"))
    claim = f'"Claim "&{number}&", {ledger.lower()}: "&'
    repaid = f'{claim}{in_words(f"(-{this})")}&" is to be repaid"{of_base}'
    yield _flag("F8", f"AND({monitored},N({this})<=-{LEAST})", repaid)
    yield _flag("F8", f"AND({monitored},N({none})>={LEAST})", f'{claim}{in_words(none)}&" cannot be claimed"{of_base}')


def table(case: Case) -> Table:
    """``flags[text]`` and ``flags[count]``; ``flags[unknown]`` is what names something that is not known."""
    return Table(
        "flags",
        [
            Column("code", "Flag", value=lambda row: row[1].code, style="line_label"),
            Column("text", "What it says", lambda row: row[1].text, style="line_label"),
            Column("count", "How many", lambda row: row[1].often, style="figure"),
            Column("number", "No.", '=IF([@count]=0,0,COUNTIF(flags[count, flag=0]:[@count],">0"))', style="figure"),
            Column(
                "unknown",
                "Not known",
                lambda row: f'=IF(AND([@count]>0,{row[1].unknown}),[@text],"")',
                style="unit",
                width=14,
            ),
            Column(
                "unknown_number",
                "No.",
                '=IF([@unknown]="",0,COUNTIF(flags[unknown, flag=0]:[@unknown],"?*"))',
                style="figure",
            ),
            Column("every", "All of its kind", lambda row: row[1].every, style="unit"),
        ],
        list(enumerate(flags(case))),
        axes=lambda row: {"flag": row[0]},
        spelling=_SPELLING,
    )
