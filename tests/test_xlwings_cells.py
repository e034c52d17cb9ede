"""What each door of Excel hands over and takes, cell by cell, in the forms that its documentation gives."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from xlwings_doors import COM_ERRORS, OFFICE_ERRORS

from cspxl.hosts import excel_com, office_js
from cspxl.values import CellError


@pytest.mark.parametrize("read", [excel_com.read, office_js.read])
@pytest.mark.parametrize(
    ("given", "cell"),
    [
        (104.5, 104.5),
        (0.0, 0.0),
        (True, True),
        ("Barnet", "Barnet"),
        ("", ""),
        (None, None),
        ("#N/A", CellError.NA),
        ("#SPILL!", CellError.SPILL),
        # Serial numbers as Excel shows them; 1 March 1900 is the first day on which COM and Excel agree on a date.
        (date(2017, 2, 1), 42767),
        (datetime(2017, 2, 1, tzinfo=UTC), 42767),
        (datetime(2017, 2, 1, 18), 42767.75),  # noqa: DTZ001 -- a cell has no time zone
        (datetime(1900, 3, 1, tzinfo=UTC), 61),
        (datetime(1899, 12, 31, tzinfo=UTC), 1),
        (Decimal("644000.25"), 644000.25),
        (Ellipsis, CellError.VALUE),
    ],
    ids=repr,
)
def test_a_cell_that_means_the_same_at_both_doors(read: Any, given: object, cell: object) -> None:
    assert read(given) == cell
    assert type(read(given)) is not datetime


@pytest.mark.parametrize("read", [excel_com.read, office_js.read])
def test_shapes_are_restored(read: Any) -> None:
    assert read([1.0, None, "x"]) == [[1.0, None, "x"]]  # xlwings Server flattens a row
    assert read(((1.0,), (2.0,))) == [[1.0], [2.0]]
    assert read(((1.0, 2.0), (3.0, None))) == [[1.0, 2.0], [3.0, None]]
    assert read([]) is None


def test_pyodides_null_is_a_blank() -> None:
    null = type("JsNull", (), {})()
    assert office_js.read(null) is None
    assert office_js.read([[1.0], [null]]) == [[1.0], [None]]


@pytest.mark.parametrize(("text", "number"), COM_ERRORS.items())
def test_com_errors(text: str, number: int) -> None:
    assert excel_com.read(number) is CellError(text)
    assert excel_com.read(((1.0, number),)) == [[1.0, CellError(text)]]
    assert excel_com.write(CellError(text)) == [[text]]


def test_a_com_error_of_a_newer_excel_is_never_a_number() -> None:
    assert excel_com.read(-2146826239) is CellError.VALUE  # #FIELD!
    assert excel_com.read(42767) == 42767


@pytest.mark.parametrize(("text", "kind"), OFFICE_ERRORS.items())
def test_office_errors(text: str, kind: str) -> None:
    assert office_js.read({"type": "Error", "basicType": "Error", "basicValue": text, "errorType": kind}) is CellError(
        text,
    )
    assert office_js.read({"type": "Error", "errorType": kind}) is CellError(text)
    assert office_js.read({"type": "Error", "basicValue": text}) is CellError(text)
    assert office_js.write(CellError(text)) == [[{"type": "Error", "errorType": kind}]]


@pytest.mark.parametrize(
    ("given", "cell"),
    [
        ({"type": "Double", "basicValue": 3.5}, 3.5),
        ({"type": "Boolean", "basicValue": False}, False),
        ({"type": "String", "basicValue": "Barnet"}, "Barnet"),
        ({"type": "Empty", "basicValue": ""}, ""),
        ({"type": "FormattedNumber", "basicValue": 42767, "numberFormat": "mmm yy"}, 42767),
        ({"type": "Error", "errorType": "Busy", "basicValue": "#BUSY!"}, CellError.VALUE),
        ({"type": "Array", "basicType": "Error", "basicValue": "#VALUE!", "elements": []}, CellError.VALUE),
        ({"type": "WebImage", "address": "x"}, CellError.VALUE),
        ({}, CellError.VALUE),
    ],
    ids=repr,
)
def test_office_rich_values(given: dict[str, object], cell: object) -> None:
    assert office_js.read(given) == cell


def test_results_as_each_door_takes_them() -> None:
    block = [[1, None], ["", CellError.NA]]
    assert excel_com.write(block) == [[1.0, ""], ["", "#N/A"]]
    assert office_js.write(block) == [[1, ""], ["", {"type": "Error", "errorType": "NotAvailable"}]]
    assert excel_com.write("Green") == office_js.write("Green") == [["Green"]]
    assert excel_com.write(None) == office_js.write(None) == [[""]]
    assert type(excel_com.write(3_000_000_000)[0][0]) is float  # more than the 32 bits of VBA's Long


@pytest.mark.parametrize(
    ("name", "in_vba"),
    [("end", "end_"), ("End", "End_"), ("to", "to_"), ("values", "values"), ("year", "year"), ("as_at", "as_at")],
)
def test_argument_names_that_vba_reserves(name: str, in_vba: str) -> None:
    assert excel_com.argument_name(name) == in_vba
