"""The one line that says what is wrong with which argument, in the hosts that can show one."""

from __future__ import annotations

import pytest
from xlwings_doors import office_call, run

from cspxl import CellFault, pct_change
from cspxl.hosts.faults import wrong_argument
from cspxl.registry import load_catalogue
from cspxl.values import CellError

CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("PCT_CHANGE", [90, "many"], 'PCT_CHANGE: previous is "many", not a number. '),
        ("PCT_CHANGE", ["many", "few"], 'PCT_CHANGE: current is "many", not a number. '),
        ("PCT_CHANGE", [True, 1], "PCT_CHANGE: current is TRUE, not a number. "),
        ("PCT_CHANGE", [[[1, 2], [3, 4]], 1], "PCT_CHANGE: current is a range of 2 by 2 cells, not a number. "),
        ("PCT_CHANGE", [CellError.VALUE, 1], "PCT_CHANGE: current is #VALUE!, not a number. "),
        ("PERIOD_LABEL", [0], "PERIOD_LABEL: as_at is 0, not a month. "),
        ("SUPPRESS", [[[3]], 5, "[c]", "yes"], 'SUPPRESS: secondary is "yes", not TRUE or FALSE. '),
        ("CHANGE_TEXT", ["x" * 99, 1], f'CHANGE_TEXT: current is "{"x" * 30}…", not a number. '),
    ],
    ids=repr,
)
def test_the_line_names_the_argument(name: str, arguments: list[object], said: str) -> None:
    function = CATALOGUE[name]
    assert function.calculate(*arguments) is CellError.VALUE
    line = wrong_argument(function, arguments)
    parameter = next(item for item in function.parameters if f": {item.name} is" in said)
    assert line == said + parameter.help
    assert "\n" not in line


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("PCT_CHANGE", [90, 100]),
        ("PCT_CHANGE", [None, 1]),
        ("RATE_PER", [[[1, 2]], [[1], [2]]]),
        ("CHANGE_TEXT", [1, 2, ""]),
    ],
    ids=repr,
)
def test_without_an_argument_of_the_wrong_kind_nothing_is_said(name: str, arguments: list[object]) -> None:
    """Missing is not wrong; and ranges that do not fit together are each readable."""
    assert wrong_argument(CATALOGUE[name], arguments) is None


def test_office_is_told_beside_the_error() -> None:
    """xlwings Server answers such an exception with status 400, and its JavaScript throws #VALUE! with the line."""
    (((answer,),)) = run("office", office_call, "PCT_CHANGE", [[["many"]], [[100]]])
    assert answer["errorType"] == "Value"
    assert answer["line"].startswith('PCT_CHANGE: current is "many", not a number.')


def test_an_error_in_one_cell_of_an_array_stays_there() -> None:
    answer = run("office", office_call, "RATE_PER", [[["many"], [2]], [[1000], [1000]]])
    assert answer == [[{"type": "Error", "errorType": "Value"}], [2]]


def test_python_is_told_in_a_note() -> None:
    with pytest.raises(CellFault) as caught:
        pct_change("many", 1, errors="raise")
    assert caught.value.error is CellError.VALUE
    assert caught.value.__notes__[0].startswith('PCT_CHANGE: current is "many", not a number.')
    with pytest.raises(CellFault) as caught:
        pct_change(1, 0, errors="raise")
    assert not hasattr(caught.value, "__notes__")
