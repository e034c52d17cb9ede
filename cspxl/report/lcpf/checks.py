"""The Checks sheet: differences that must be zero, flags that want a look, and one light for the whole model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from cspxl.report.describe import Formula, Highlight
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.by_year import YEAR_LABEL, text_of
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.scenario_workings import of_all_scenarios
from cspxl.report.stack import Beside, Column, Each, Gap, Spelling, Stack, Table, Text


class _Check(NamedTuple):
    """What is checked, its difference in a year as a formula without its equals sign, and what that means."""

    label: str
    difference: str
    meaning: str


def describe(case: Case) -> Stack:
    """The light, the checks by year, the flags by year."""
    result = '=IF(COUNT({r})<COLUMNS({r}),"Cannot be checked",IF(SUMPRODUCT((ABS({r})>=penny)*1)=0,"OK","Wrong"))'
    flag = '=IF(COUNT({r})<COLUMNS({r}),"Look",IF(SUMPRODUCT((ABS({r})>=penny)*1)=0,"None","Look"))'
    results = "checks[result]:flags[result]"
    return Stack(
        terms.CHECKS,
        [
            Text("Checks", "title"),
            Text("Every check must be zero in every year. Flags are not faults: they want a look.", "note"),
            Gap(),
            _light(),
            Gap(),
            _table("checks", "Check: must be zero", "Result", case, _checks(case), result),
            Gap(2),
            _table("flags", "Flag: wants a look", "Flag", case, _FLAGS, flag),
        ],
        highlights=[
            *lights("light", "light"),
            Highlight(results, '[@$result]="OK"', "green"),
            Highlight(results, '[@$result]="Look"', "amber"),
            Highlight(results, 'OR([@$result]="Wrong",[@$result]="Cannot be checked")', "red"),
        ],
        tab_colour="1E7B34",
        locked=True,
    )  # fmt: skip


def _light() -> Table:
    """Red while an input is to be mended or a check is not in order; else Amber while a flag wants a look."""
    faults, flags = "light[faults]", "flags[result]"
    wrong = 'ROWS(checks[result])-COUNTIF(checks[result],"OK")'
    colour = (
        f'=IF(ISERROR({faults}),"Red",IF(OR({faults}>0,{wrong}>0),"Red",'
        f'IF(COUNTIF({flags},"Look")>0,"Amber","Green")))'
    )
    red = (
        f'"Red: inputs to mend: "&{faults}&" (see the messages on {terms.INPUTS} and {terms.PROJECTS}); '
        f'checks not in order: "&({wrong})'
    )
    amber = f'"Amber: all checks in order; flags that want a look: "&COUNTIF({flags},"Look")&" (see {terms.CHECKS})"'
    green = '"Green: all checks in order, no flags"'
    words = (
        f'=IFERROR(IF(light[light]="Red",{red},IF(light[light]="Amber",{amber},{green})),"Red: a cell holds an error")'
    )
    tests = (
        "setting_tests[area]:axis_tests[table_change]", "allocation_change_tests[name]",
        "project_tests[project]:project_tests[units]",
    )  # fmt: skip
    return Table(
        "light",
        [
            Column("light", "Overall light", colour, style="light"),
            Column("words", "In words", words, style="sentence"),
            Column("faults", "Inputs to mend", "=" + "+".join(f'SUMPRODUCT(({cells}<>"")*1)' for cells in tests),
                   style="figure"),
        ],
        headings="label",
        across=True,
        spelling=Spelling(span="$A$1"),
        height=lambda slot: 22 if slot.column.name == "light" else None,
    )  # fmt: skip


def light_shown(sheet: str) -> Beside:
    """The light and its words, as another sheet shows them: ``summary_light[text]``."""
    return Beside([
        Text(Formula("=light[light]"), "light", height=20, name=f"{sheet}_light"),
        Text(Formula("=light[words]"), "beside_light"),
    ])


def lights(table: str, column: str = "text") -> list[Highlight]:
    """The colours of the light, beside its word."""
    words = ("Green", "Amber", "Red")
    return [Highlight(f"{table}[{column}]", f'[@${column}$]="{word}"', word.lower()) for word in words]


def _table(name: str, heading: str, result: str, case: Case, rows: Sequence[_Check], verdict: str) -> Table:
    """What is checked, the difference by year, the verdict, what it means."""
    return Table(
        name,
        [
            Column("label", heading, value=lambda row: row.label, style="line_label", width=56),
            Each("year", range(case.n_years), [
                Column("difference", Formula(text_of(YEAR_LABEL)),
                       lambda row, _year: f'=IFNA({row.difference},"Not available")', style="money", width=13),
            ]),
            Column("result", result, verdict.replace("{r}", "[@$difference]"), style="result", width=18),
            Column("meaning", "Unit and meaning", value=lambda row: row.meaning, style="unit", width=66),
        ],
        rows,
        spelling=Spelling(span="$A$1"),
        height=28,
    )  # fmt: skip


def _if_allocated(difference: str) -> str:
    """0 in a year whose allocation is not known."""
    return f'IF(live[@allocation]="",0,{difference})'


_PROJECTS: Final = "SUMPRODUCT(ABS(joint[amount]+direct[amount]+short[amount]-cost[amount]))"
_TWICE: Final = (
    "SUMPRODUCT((joint[amount]>0)*ISNUMBER(direct[amount])*(direct[amount]<>0))"
    "+SUMPRODUCT((cost[amount]>0)*(project_tests[same_name]>0))"
)
_FIT: Final = "ABS(SUMPRODUCT(taken[amount]*cost[amount])-live[@placed])+MAX(live[@placed]-live[@won],0)"
_SHARED: Final = "IF(candidates_total[@amount]=0,0,shared_total[@amount]-live[@top_slice])"
_UNFLAGGED: Final = (
    "IF(OR(ISTEXT(rolled[@spend]),ISTEXT(rolled[@available])),0,"
    'IF(AND(rolled[@spend]>rolled[@available],rolled[@flag]=""),1,0))'
)
_CROSSING: Final = (
    "IF(MOD(years[@number]-1,period_length)=0,"
    "ABS(N(without_advance[@brought_forward]))+ABS(N(with_advance[@brought_forward])),0)"
)
_ROLLED: Final = (
    "IF(ISTEXT(rolled[@carried_forward]),0,"
    "ABS(rolled[@brought_forward]+live[@available]-rolled[@available])"
    "+ABS(rolled[@available]-rolled[@spend]-rolled[@carried_forward]-rolled[@lapsed]+rolled[@overspent]))"
)


def _checks(case: Case) -> Sequence[_Check]:
    def adds_up(*measures: str) -> str:
        first, second, whole = (of_all_scenarios(case, measure) for measure in measures)
        return f"{first}+{second}-{whole}"

    return [
        _Check("Allocation before uplift and uplift add up to the allocation",
               adds_up("base", "uplift", "allocation"), "£, all scenarios together"),
        _Check("Direct and co-commissioned money add up to the allocation",
               adds_up("direct", "top_slice", "allocation"), "£, all scenarios together"),
        _Check("Money placed and not placed adds up to the money available",
               _if_allocated("live[@placed]+live[@direct_placed]+live[@spare]-live[@available]"),
               "£, chosen scenario"),
        _Check("The sources of each project add up to its cost",
               _if_allocated(_PROJECTS), "£, sum of differences without sign"),
        _Check("Projects' direct money adds up to the direct money placed",
               _if_allocated("direct_total[@amount]-live[@direct_placed]"), "£, chosen scenario"),
        _Check("No project is funded twice", _TWICE,
               "Count of projects with both direct and co-commissioned money, or with a name that stands twice"),
        _Check("The best fit takes what it says, and no more than was won",
               _if_allocated(_FIT), "£, chosen scenario"),
        _Check("The top slice shared over all candidates adds up to it",
               _if_allocated(_SHARED), "£, chosen scenario"),
        _Check("No year is overspent without a flag", _UNFLAGGED, "Count of years"),
        _Check("Nothing crosses from one period to the next", _CROSSING,
               "£ brought forward in the first year of a period, by either rule, without sign"),
        _Check("Roll-over: what comes in goes out", _ROLLED,
               "£, brought forward and allocation against spend, carried forward, lapsed and overspent"),
        _Check("Sums by priority equal sums by source",
               _if_allocated("SUM(by_priority[cost$])-sources[@all]"), "£, chosen scenario"),
    ]  # fmt: skip


_FLAGS: Final = (
    _Check("Overspent", "N(rolled[@overspent])",
           "£ spent above the money available, by the rule in force: agree it, or allow an advance inside the period"),
    _Check("Not funded", "N(live[@short])",
           "£ of projects' cost that neither direct nor co-commissioned money covers in the chosen scenario"),
    _Check("Costs without an allocation", 'IF(live[@allocation]="",N(live[@costs]),0)',
           "£ of projects' cost in a year whose allocation is not known"),
    _Check("No allocation at all", "IF(COUNT(base_allocation)=0,1,0)", "1: no allocation has been entered yet"),
)  # fmt: skip
