"""The fund's model with its functions as names inside it: IronCalc gives every cell as our calculation does.

Where IronCalc itself calculates otherwise than Excel, ``live_workbooks.CANNOT`` says so. Excel itself was not run.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from lcpf_models import described
from live_workbooks import InIroncalc, faults, formulas
from open_xml import needs_validator, sdk_errors
from packs import known, places

from cspxl.engine import Plan, load
from cspxl.registry import load_catalogue
from cspxl.values import Cell
from cspxl.workbook.lambda_names import for_lambda
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

OURS = re.compile("|".join(rf"\b{name}\(" for name in load_catalogue()))
Inputs = Mapping[tuple[str, int], Cell]
"""Cells of inputs, each by its column and row (0 is the first)."""
CLOSED: Inputs = {
    ("typed_years[state]", 0): "Closed",
    **{("typed_ledger_years[year]", row): "2017/18" for row in (0, 1)},
    ("typed_ledger_years[ledger]", 0): "Direct",
    ("typed_ledger_years[ledger]", 1): "Co-commissioned",
    ("typed_ledger_years[spend]", 0): 511_000.25,
    ("typed_ledger_years[spend]", 1): 0,
}
# One after another, from the model as it was built.
CHANGES: Mapping[str, Sequence[Inputs]] = {
    "lcpf_model.toml": [
        {},
        {("settings[year_shown]", 0): "2019/20", ("typed_years[base]", 0): 500_000.37, ("typed_costs[cost]", 1): 123.5},
        {("typed_bids[status]", 0): "Won", ("typed_years[base]", 3): 390_000, **CLOSED},
        {("settings[monitored_year]", 0): "2018/19", ("settings[periods_complete]", 0): 2, ("typed_years[base]", 1): 9},
    ],
    "lcpf_worked_example.toml": [
        {},
        {("settings[year_shown]", 0): "2020/21", ("typed_ledger_years[spend]", 0): 480_250.75},
        {("typed_years[base]", 1): 287_654, ("typed_bids[status]", 1): "Won", ("typed_actuals[amount]", 3): 1_000.01},
        {("settings[periods_complete]", 0): 1, ("typed_costs[cost]", 4): 77_777.77, ("typed_years[uplift]", 2): 1_000},
    ],
}  # fmt: skip




@pytest.mark.long
@pytest.mark.parametrize("name", CHANGES)
def test_ironcalc_recalculates_the_fund(name: str, tmp_path: Path) -> None:
    workbook = described(name=name)
    written = write(workbook)
    path = tmp_path / "fund.xlsx"
    path.write_bytes(for_lambda(written))
    assert faults(path) == []
    book, plan = InIroncalc(path), known(load(read_package(written)), workbook)
    assert len(book.held) > 25_000
    assert not [at for at, item in formulas(read_package(path)).items() if at in book.given and OURS.search(item.text)]
    for inputs in CHANGES[name]:
        assert [*book.differences(plan, addressed(plan, inputs))] == []


def addressed(plan: Plan, inputs: Inputs) -> dict[str, Cell]:
    return {places(plan, column)[row]: cell for (column, row), cell in inputs.items()}


@pytest.mark.long
@pytest.mark.parametrize("name", list(CHANGES) if "CSPXL_EVERY_BOROUGH" in os.environ else ["lcpf_worked_example.toml"])
def test_our_engine_calculates_the_fund_with_the_names(name: str) -> None:
    workbook = described(name=name)
    plain = write(workbook)
    one, other = known(load(read_package(plain)), workbook), load(read_package(for_lambda(plain)))
    for inputs in CHANGES[name]:
        for at, cell in addressed(one, inputs).items():
            one.set(at, cell)
            other.set(at, cell)
        assert other.calculate().findings == []
        assert other.values() == one.calculate().values()


@pytest.mark.long
@needs_validator
def test_the_open_xml_sdk_finds_nothing_in_the_fund(tmp_path: Path) -> None:
    path = tmp_path / "fund.xlsx"
    path.write_bytes(for_lambda(write(described())))
    assert sdk_errors(path) == []
