"""The functions as Python calls them: whatever holds figures goes in, plain values come out."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import cspxl
from cspxl import CellError, CellFault
from cspxl.registry import load_catalogue

VALUES = list(range(1, 25))
TOTAL = sum(range(13, 25))  # 222
STARTS = pd.date_range("2015-01-01", periods=24, freq="MS")
ROWS = [VALUES, [2 * value for value in VALUES]]


@pytest.mark.parametrize(
    "values",
    [
        VALUES,
        tuple(VALUES),
        range(1, 25),
        [[value] for value in VALUES],
        [VALUES],
        np.array(VALUES),
        np.array(VALUES, dtype=float),
        np.array(VALUES, dtype=object),
        np.array(VALUES).reshape(-1, 1),
        np.array([VALUES]),
        pd.Series(VALUES),
        pd.Series(VALUES, dtype="Int64"),
        pd.Series(VALUES, index=STARTS),
        pd.DataFrame({"count": VALUES}),
        [Decimal(value) for value in VALUES],
        [Fraction(value) for value in VALUES],
        [np.int64(value) for value in VALUES],
    ],
    ids=lambda values: type(values).__name__,
)
@pytest.mark.parametrize(
    "months",
    [
        [day.date() for day in STARTS],
        [day.to_pydatetime() for day in STARTS],
        list(STARTS),
        STARTS,
        STARTS.tz_localize("Europe/London"),
        STARTS.to_numpy(),
        pd.Series(STARTS),
        pd.Series(STARTS, dtype="datetime64[s]"),
        STARTS.to_period("M"),
        pd.Series(STARTS.to_period("M")),
        list(STARTS.to_period("M")),
        STARTS.strftime("%Y-%m"),
        np.array(STARTS.strftime("%b %Y"), dtype=str),
        [int(f"{day:%Y%m}") for day in STARTS],
    ],
    ids=lambda months: type(months).__name__,
)
def test_figures_and_months_in_any_holder(values: object, months: object) -> None:
    assert cspxl.rolling12(values, months) == TOTAL
    assert cspxl.rolling12(values, months, as_at=date(2015, 12, 31)) == sum(range(1, 13))


@pytest.mark.parametrize("missing", [None, math.nan, np.nan, pd.NA, pd.NaT, Decimal("nan"), "", CellError.NA])
def test_what_is_missing_is_not_available(missing: object) -> None:
    values = [*VALUES[:-1], missing]
    assert cspxl.rolling12(values, STARTS) == sum(range(12, 24))
    assert cspxl.rolling12(values, STARTS, "2016-12") is CellError.NA
    assert cspxl.pct_change(missing, 5) is CellError.NA


def test_missing_in_pandas_and_numpy() -> None:
    for values in (pd.Series([*VALUES[:-1], None]), pd.Series([*VALUES[:-1], pd.NA], dtype="Int64")):
        assert cspxl.rolling12(values, STARTS) == sum(range(12, 24))
    assert cspxl.rolling12(np.array([*VALUES[:-1], np.nan]), STARTS) == sum(range(12, 24))
    months = pd.Series([*STARTS, pd.NaT])
    assert cspxl.rolling12([*VALUES, None], months) == TOTAL


def test_one_series_gives_one_value_and_a_block_a_list() -> None:
    assert cspxl.rolling12(ROWS, STARTS) == [TOTAL, 2 * TOTAL]
    assert cspxl.rolling12(np.array(ROWS), STARTS) == [TOTAL, 2 * TOTAL]
    assert cspxl.rolling12(pd.DataFrame(ROWS).T, STARTS) == [TOTAL, 2 * TOTAL]


def test_shapes_that_come_out() -> None:
    assert cspxl.lcpf_allocate(644000) == [450800, 193200]
    assert cspxl.lcpf_allocate([644000, 500000], [1, 2]) == [[644000, 350000], [0, 150000]]
    assert cspxl.rate_per([[10, 20], [30, 40]], [[1000, 1000], [1000, 1000]]) == [[10, 20], [30, 40]]
    assert cspxl.rate_per([10, 20], [1000, 1000]) == [10, 20]
    assert cspxl.rate_per(10, 1000) == 10
    assert cspxl.peer_group("Barnet")[:2] == ["Barnet", "Wandsworth"]


def test_values_that_come_out_are_plain() -> None:
    assert type(cspxl.rolling12(np.array(VALUES), STARTS)) is int
    assert type(cspxl.pct_change(np.float64(3), np.int64(2))) is float
    assert type(cspxl.headline(np.int64(3), 2)) is str


def test_dates_before_march_1900() -> None:
    labels = [cspxl.period_label(date(1900, month, day), 1) for month, day in ((1, 1), (1, 31), (2, 28), (3, 1))]
    assert labels == ["Jan 00", "Jan 00", "Feb 00", "Mar 00"]
    assert cspxl.period_label(date(1899, 12, 31), 1) is CellError.VALUE
    assert cspxl.period_label(datetime(2017, 2, 28, 23, 59, tzinfo=UTC), 1) == "Feb 17"


def test_errors_are_values_unless_raising_is_asked_for() -> None:
    assert cspxl.pct_change(5, 0) is CellError.DIV0
    with pytest.raises(CellFault) as caught:
        cspxl.pct_change(5, 0, errors="raise")
    assert caught.value.error is CellError.DIV0
    assert str(caught.value) == "#DIV/0!"
    assert cspxl.pct_change(6, 5, errors="raise") == 0.2
    assert cspxl.rate_per([1, 1], [0, 1000], errors="raise") == [CellError.DIV0, 1]


@pytest.mark.parametrize(
    "as_at",
    [date(2015, 12, 5), pd.Timestamp(2015, 12, 5), pd.Period("2015-12"), np.datetime64("2015-12-05"), 201512, "Dec-15"],
)
def test_one_month_in_any_form(as_at: object) -> None:
    assert cspxl.rolling12(VALUES, STARTS, as_at) == sum(range(1, 13))


def test_arguments_by_name() -> None:
    assert cspxl.period_total(VALUES, STARTS, n_months=2) == 47
    assert cspxl.rag(-0.1, "lower", None, -0.2, "positive") == "Green"
    assert cspxl.headline(previous=2000, current=2003) == "2,003, up 0.2%"


@pytest.mark.parametrize("unfit", [{"a": 1}, {1, 2}, object(), b"5", 1j, [[[1]]], lambda: 1])
def test_what_no_cell_can_hold(unfit: object) -> None:
    with pytest.raises(TypeError, match="a cell cannot hold"):
        cspxl.pct_change(unfit, 5)


def test_calls_that_are_wrong_in_python_too() -> None:
    with pytest.raises(ValueError, match="one length"):
        cspxl.rate_per([[1, 2], [3]], [[1, 2], [3]])
    with pytest.raises(TypeError):
        cspxl.pct_change(1, 2, 3)
    with pytest.raises(TypeError):
        cspxl.pct_change(1, before=2)
    with pytest.raises(AttributeError):
        cspxl.no_such_function  # noqa: B018 -- the look-up itself is tested


def test_odd_numbers() -> None:
    assert cspxl.pct_change(math.inf, 5) is CellError.NUM
    for huge in (10**400, Fraction(10**400), Decimal("1e400")):
        assert cspxl.pct_change(huge, 5) is CellError.NUM
    for truth in (True, np.True_):
        assert cspxl.pct_change(truth, 5) is CellError.VALUE
    assert cspxl.rolling12([]) is CellError.NA
    assert cspxl.rolling12([[]]) is CellError.NA


@pytest.mark.parametrize("name", [function.python_name for function in load_catalogue().values()])
def test_every_function_has_a_signature_and_help(name: str) -> None:
    function: Callable[..., object] = getattr(cspxl, name)
    parameters = load_catalogue()[name.upper()].parameters
    assert list(inspect.signature(function).parameters) == [parameter.name for parameter in parameters]
    assert all(parameter.help in inspect.getdoc(function) for parameter in parameters)
