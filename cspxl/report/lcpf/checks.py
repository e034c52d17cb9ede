"""The Checks sheet: differences that must be zero, flags that want a look, and one light for the whole model."""

from __future__ import annotations

from collections.abc import Callable

from cspxl.report.describe import Formula, Highlight, Page, Put, Sheet, address, block, row_of
from cspxl.report.lcpf import input_tests, layout, terms, year_workings
from cspxl.report.lcpf.case import PROJECT_ROWS
from cspxl.report.lcpf.layout import Model, beside, sheet_ref
from cspxl.report.lcpf.project_workings import CANDIDATES, COST, DIRECT, JOINT, SHARED, SHORT, TAKEN
from cspxl.report.lcpf.terms import (
    CHECKS,
    SCENARIO_WORKINGS,
    VALUE,
)

LIGHT, LIGHT_TEXT, FAULTS = "$B$4", "$B$5", "$B$6"
_HEADER = 8
TOP = _HEADER + 1
_RESULT = 6

_Difference = Callable[[Model, str], str]


def describe(model: Model) -> Sheet:
    """The light, the checks by year, the flags by year."""
    checks, flags = _checks(), _flags()
    flags_top = TOP + len(checks) + 3
    result, flagged = f"$F${TOP}:$F${TOP + len(checks) - 1}", f"$F${flags_top}:$F${flags_top + len(flags) - 1}"
    wrong = f'ROWS({result})-COUNTIF({result},"OK")'
    cells = [
        Put(1, 1, "Checks", "title"),
        Put(2, 1, "Every check must be zero in every year. Flags are not faults: they want a look.", "note"),
        Put(4, 1, "Overall light", "label"), Put(5, 1, "In words", "label"), Put(6, 1, "Inputs to mend", "label"),
        Put(4, 2, Formula(_light(wrong, flagged)), "light"),
        Put(5, 2, Formula(_light_in_words(wrong, flagged)), "sentence"),
        Put(6, 2, Formula("=" + "+".join(f'SUMPRODUCT(({tests}<>"")*1)' for tests in model.tests)), "figure"),
        *_lines(model, TOP, "Check: must be zero", checks, "Result",
                '=IF(COUNT({r})<COLUMNS({r}),"Cannot be checked",IF(SUMPRODUCT((ABS({r})>=penny)*1)=0,"OK","Wrong"))'),
        *_lines(model, flags_top, "Flag: wants a look", flags, "Flag",
                '=IF(COUNT({r})<COLUMNS({r}),"Look",IF(SUMPRODUCT((ABS({r})>=penny)*1)=0,"None","Look"))'),
    ]  # fmt: skip
    bottom = flags_top + len(flags) - 1
    span = f"F{TOP}:F{bottom}"
    return Sheet(
        CHECKS,
        cells,
        widths={1: 56, **dict.fromkeys(range(VALUE, _RESULT), 13), _RESULT: 18, _RESULT + 1: 66},
        heights={4: 22, **dict.fromkeys([*range(TOP, TOP + len(checks)), *range(flags_top, bottom + 1)], 28)},
        page=Page(f"A1:{address(bottom, _RESULT + 1)}"),
        highlights=[
            *lights("B4", "$B$4"),
            Highlight(span, f'$F{TOP}="OK"', "green"),
            Highlight(span, f'$F{TOP}="Look"', "amber"),
            Highlight(span, f'OR($F{TOP}="Wrong",$F{TOP}="Cannot be checked")', "red"),
        ],
        tab_colour="1E7B34",
        locked=True,
    )


def _light(wrong: str, flagged: str) -> str:
    """Red while an input is to be mended or a check is not in order; else Amber while a flag wants a look."""
    return (
        f'=IF(ISERROR({FAULTS}),"Red",IF(OR({FAULTS}>0,{wrong}>0),"Red",'
        f'IF(COUNTIF({flagged},"Look")>0,"Amber","Green")))'
    )


def _light_in_words(wrong: str, flagged: str) -> str:
    red = (
        f'"Red: inputs to mend: "&{FAULTS}&" (see the messages on {terms.INPUTS} and {terms.PROJECTS}); '
        f'checks not in order: "&({wrong})'
    )
    amber = f'"Amber: all checks in order; flags that want a look: "&COUNTIF({flagged},"Look")&" (see {CHECKS})"'
    green = '"Green: all checks in order, no flags"'
    return f'=IFERROR(IF({LIGHT}="Red",{red},IF({LIGHT}="Amber",{amber},{green})),"Red: a cell holds an error")'


def lights(ref: str, cell: str) -> list[Highlight]:
    """The colours of the light, beside its word."""
    return [Highlight(ref, f'{cell}="{word}"', word.lower()) for word in ("Green", "Amber", "Red")]


def _lines(
    model: Model, top: int, heading: str, lines: dict[str, tuple[_Difference, str]], result: str, formula: str,
) -> list[Put]:
    """A table: what is checked, the difference by year, the verdict, what it means."""
    cells = [
        Put(top - 1, 1, heading, "header"),
        *layout.year_header(model, top - 1, total=False),
        *row_of(top - 1, _RESULT, [result, "Unit and meaning"], "header"),
    ]
    for row, (label, (difference, meaning)) in enumerate(lines.items(), top):
        cells.append(Put(row, 1, label, "line_label"))
        for column, letter in zip(model.year_columns, model.year_letters, strict=True):
            cells.append(Put(row, column, Formula(f'=IFNA({difference(model, letter)},"Not available")'), "money"))
        span = f"$B{row}:${model.year_letters[-1]}{row}"
        cells.append(Put(row, _RESULT, Formula(formula.replace("{r}", span)), "result"))
        cells.append(Put(row, _RESULT + 1, meaning, "unit"))
    return cells


def _all_scenarios(model: Model, measure: str, letter: str) -> str:
    """A measure summed over all scenarios."""
    figures = f"{sheet_ref(SCENARIO_WORKINGS)}!{letter}${terms.FIRST}:{letter}${model.scenario_bottom}"
    labels = block(SCENARIO_WORKINGS, terms.FIRST, 1, model.scenario_bottom, 1)
    return f'SUMIFS({figures},{labels},"{measure}")'


def _if_allocated(formula: Callable[[Model, str], str]) -> _Difference:
    """0 in a year whose allocation is not known."""
    return lambda model, letter: f'IF({model.live(terms.ALLOCATION, letter)}="",0,{formula(model, letter)})'


def _column(model: Model, name: str, letter: str) -> str:
    return model.project_column(name, beside(letter))


def _total(model: Model, name: str, letter: str) -> str:
    return f"{sheet_ref(terms.PROJECT_WORKINGS)}!{beside(letter)}${model.project_total(name)}"


def _base_and_uplift(model: Model, letter: str) -> str:
    parts = [_all_scenarios(model, measure, letter) for measure in (terms.BASE, terms.UPLIFT, terms.ALLOCATION)]
    return f"{parts[0]}+{parts[1]}-{parts[2]}"


def _split(model: Model, letter: str) -> str:
    parts = [_all_scenarios(model, measure, letter) for measure in (terms.DIRECT, terms.TOP_SLICE, terms.ALLOCATION)]
    return f"{parts[0]}+{parts[1]}-{parts[2]}"


def _placing(model: Model, letter: str) -> str:
    placed, direct, spare, money = (
        model.live(measure, letter)
        for measure in (terms.PLACED, terms.DIRECT_PLACED, terms.SPARE, terms.AVAILABLE)
    )
    return f"{placed}+{direct}+{spare}-{money}"


def _projects(model: Model, letter: str) -> str:
    joint, direct, short, cost = (_column(model, name, letter) for name in (JOINT, DIRECT, SHORT, COST))
    return f"SUMPRODUCT(ABS({joint}+{direct}+{short}-{cost}))"


def _direct(model: Model, letter: str) -> str:
    return f"{_total(model, DIRECT, letter)}-{model.live(terms.DIRECT_PLACED, letter)}"


def _twice(model: Model, letter: str) -> str:
    joint, direct, cost = (_column(model, name, letter) for name in (JOINT, DIRECT, COST))
    top = model.project_tests_top
    same = block(terms.TESTS, top, input_tests.SAME_NAME, top + PROJECT_ROWS - 1, input_tests.SAME_NAME)
    return f"SUMPRODUCT(({joint}>0)*ISNUMBER({direct})*({direct}<>0))+SUMPRODUCT(({cost}>0)*({same}>0))"


def _best_fit(model: Model, letter: str) -> str:
    taken, cost = _column(model, TAKEN, letter), _column(model, COST, letter)
    placed, won = model.live(terms.PLACED, letter), model.live(terms.WON, letter)
    return f"ABS(SUMPRODUCT({taken}*{cost})-{placed})+MAX({placed}-{won},0)"


def _shared(model: Model, letter: str) -> str:
    candidates, shared = (_total(model, name, letter) for name in (CANDIDATES, SHARED))
    return f"IF({candidates}=0,0,{shared}-{model.live(terms.TOP_SLICE, letter)})"


def _unflagged(model: Model, letter: str) -> str:
    spent, money = model.rollover(2, "Spend", letter), model.rollover(2, "Available", letter)
    flag = f"{sheet_ref(terms.YEARS)}!{letter}${model.flag_row}"
    return f'IF(OR(ISTEXT({spent}),ISTEXT({money})),0,IF(AND({spent}>{money},{flag}=""),1,0))'


def _crossing(model: Model, letter: str) -> str:
    brought = [model.rollover(rule, "Brought forward", letter) for rule in (0, 1)]
    year = f"{sheet_ref(terms.YEARS)}!{letter}${terms.NUMBER}"
    return f"IF(MOD({year}-1,period_length)=0,ABS(N({brought[0]}))+ABS(N({brought[1]})),0)"


def _rolled(model: Model, letter: str) -> str:
    brought, available, spent, carried, lapsed, over = (model.rollover(2, name, letter) for name in terms.ROLLOVER)
    money = model.live(terms.AVAILABLE, letter)
    return (
        f"IF(ISTEXT({carried}),0,ABS({brought}+{money}-{available})+ABS({available}-{spent}-{carried}-{lapsed}+{over}))"
    )


def _by_priority(model: Model, letter: str) -> str:
    top = model.priority_top
    sheet = sheet_ref(terms.YEARS)
    priorities = f"SUM({sheet}!{letter}${top}:{letter}${top + model.n_priorities - 1})"
    return f"{priorities}-{sheet}!{letter}${model.source_top + len(year_workings.SOURCES)}"


def _checks() -> dict[str, tuple[_Difference, str]]:
    return {
        "Allocation before uplift and uplift add up to the allocation":
            (_base_and_uplift, "£, all scenarios together"),
        "Direct and co-commissioned money add up to the allocation":
            (_split, "£, all scenarios together"),
        "Money placed and not placed adds up to the money available": (_if_allocated(_placing), "£, chosen scenario"),
        "The sources of each project add up to its cost":
            (_if_allocated(_projects), "£, sum of differences without sign"),
        "Projects' direct money adds up to the direct money placed": (_if_allocated(_direct), "£, chosen scenario"),
        "No project is funded twice":
            (_twice, "Count of projects with both direct and co-commissioned money, or with a name that stands twice"),
        "The best fit takes what it says, and no more than was won": (_if_allocated(_best_fit), "£, chosen scenario"),
        "The top slice shared over all candidates adds up to it": (_if_allocated(_shared), "£, chosen scenario"),
        "No year is overspent without a flag": (_unflagged, "Count of years"),
        "Nothing crosses from one period to the next":
            (_crossing, "£ brought forward in the first year of a period, by either rule, without sign"),
        "Roll-over: what comes in goes out":
            (_rolled, "£, brought forward and allocation against spend, carried forward, lapsed and overspent"),
        "Sums by priority equal sums by source": (_if_allocated(_by_priority), "£, chosen scenario"),
    }  # fmt: skip


def _flags() -> dict[str, tuple[_Difference, str]]:
    return {
        "Overspent": (
            lambda model, letter: f"N({model.rollover(2, 'Overspent', letter)})",
            "£ spent above the money available, by the rule in force: agree it, or allow an advance inside the period",
        ),
        "Not funded": (
            lambda model, letter: f"N({model.live(terms.SHORT, letter)})",
            "£ of projects' cost that neither direct nor co-commissioned money covers in the chosen scenario",
        ),
        "Costs without an allocation": (
            lambda model, letter: (
                f'IF({model.live(terms.ALLOCATION, letter)}="",N({model.live(terms.COSTS, letter)}),0)'
            ),
            "£ of projects' cost in a year whose allocation is not known",
        ),
        "No allocation at all": (
            lambda _model, _letter: "IF(COUNT(base_allocation)=0,1,0)",
            "1: no allocation has been entered yet",
        ),
    }

