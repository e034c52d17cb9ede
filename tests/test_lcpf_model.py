"""The London Crime Prevention Fund model: the documents' figures and the worked example's out of live cells.

B&D report: Barking and Dagenham, London Crime Prevention Fund report, 7 February 2017. Call-over: its performance
call-over report, June 2017. Barnet: board papers of April 2017, minutes, item 4. Worked example: the contract of the
model, section 6, whose figures were computed without this program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import docx
import pytest
from commands import cspxl
from lcpf_models import OUTPUTS, Model, described, of_rows
from openpyxl import Workbook as Book

from cspxl.report.describe import Formula, Workbook
from cspxl.values import Cell, CellError
from cspxl.workbook.writer import write

D, J = "Direct", "Co-commissioned"


@pytest.fixture(scope="module")
def shipped() -> Model:
    return Model(described())


@pytest.fixture(scope="module")
def worked() -> Model:
    return Model(described(name="lcpf_worked_example.toml"))


def without_errors(model: Model) -> bool:
    """No output shows an error, and the engine could calculate everything."""
    values = model.plan.values()
    shown = [key for key, value in values.items() if isinstance(value, CellError) and key.split("!")[0] in OUTPUTS]
    return not shown and not model.plan.findings


# The documents' figures, as shipped


def test_the_allocation_and_its_split_are_what_the_board_was_told(shipped: Model) -> None:
    """B&D report, 2.5 and 4.2: £644k, of which £241k uplift, so £403k before; from year 2 70%, £193.2k top slice."""
    assert shipped.split("base")[0] == 403_000
    assert shipped.split("uplift")[0] == 241_000
    assert shipped.split("allocation") == [644_000] * 4
    assert shipped.split("direct") == [644_000, 450_800, 450_800, 450_800]
    assert shipped.split("top") == [0, 193_200, 193_200, 193_200]


def test_the_candidates_are_a_demand_on_the_top_slice(shipped: Model) -> None:
    """B&D report, 4.2: £329k against £193.2k; by hand 135.8 over, 329 / 193.2; 40 + 40 + 110 = 190; 3.2 left."""
    found = {
        name: shipped.cells(f"top_slice[{name}]")[1] for name in ("candidates", "over", "demand", "best_fit", "left")
    }
    assert found == {
        "candidates": 329_000,
        "over": 135_800,
        "demand": pytest.approx(329 / 193.2),
        "best_fit": 190_000,
        "left": 3_200,
    }
    assert "a demand of 170% on the top slice; the best fit comes to £190,000 and leaves £3,200" in str(
        shipped.cell("paragraph[text]")
    )


def test_priorities_are_shares_that_add_up(shipped: Model) -> None:
    """Call-over, 3.10: £268,000, 42%. Worked example, 6.2: largest remainders of 100."""
    assert shipped.cells("priority_placed[placed]", year=0) == [40_000, 268_000, 53_000, 6_000, 190_000, 0, 87_000]
    assert shipped.cells("priority_share[share]", year=0) == [0.06, 0.42, 0.08, 0.01, 0.29, 0, 0.14]


def test_as_shipped_nothing_is_won_and_the_light_says_why(shipped: Model) -> None:
    """Worked example, 6.2, as shipped: no bid, no spend, every year open."""
    assert shipped.split(f"money {J}") == [0, 0, 0, 0]
    assert shipped.split(f"not_funded {D}") == [0, 106_200, 106_200, 106_200]
    assert shipped.cell("split[total]", line=f"not_funded {D}") == 318_600
    assert shipped.split(f"unplaced {D}") == [87_000, 0, 0, 0]
    assert shipped.split(f"brought {D}") == [0, 0, 0, 0]
    assert shipped.light == "Amber"
    assert "2017/18: £87,000 of direct money is not placed with a project" in shipped.words
    assert {result for _, result in shipped.results()} == {"OK"}
    assert without_errors(shipped)
    codes = sorted(
        {
            str(code)
            for code, text in zip(shipped.cells("flags[code]"), shipped.cells("flags[text]"), strict=True)
            if text
        }
    )
    assert codes == ["F1", "F2", "F3"]


def test_a_service_that_others_pay_for_too(worked: Model) -> None:
    """6.2: the fund plans 40,000 of 236,905 for P06 in 2017/18; other funding is not known, so the gap is not known."""
    row = next(at for at, name in enumerate(worked.cells("projects_used[id]")) if name == "P06")
    assert worked.cells("services[share]", year=0)[row] == pytest.approx(40_000 / 236_905)
    assert worked.cells("services[gap]", year=0)[row] == "Not known"


@pytest.mark.long
def test_barnet_takes_its_second_amount_as_direct() -> None:
    """Barnet: £457,406 and £327,237; the whole of 2018/19 is not known, and is not grossed up."""
    model = Model(described("Barnet"))
    assert model.split("allocation") == [457_406, "Not known", "Not known", "Not known"]
    assert model.split("direct")[:2] == [457_406, 327_237]
    assert model.cell("split[total]", line="allocation") == 457_406
    assert model.cell("split[covers]", line="allocation") == "2017/18 (2018/19, 2019/20, 2020/21 not known)"
    assert model.light == "Amber"
    assert without_errors(model)


@pytest.mark.long
def test_a_borough_without_figures_is_not_green() -> None:
    model = Model(described("Brent"))
    assert model.light == "Amber"
    assert "2017/18: the allocation is not known" in model.words
    assert without_errors(model)


# The worked example

_YEARS = {
    f"brought {D}": [0, 50_000, 0, 0],
    f"clawback {D}": [0, 1_250, 0, 0],
    f"available {D}": [644_000, 499_550, 450_800, 450_800],
    f"available {J}": [0, 40_000.01, 40_000, 40_000],
    f"money {J}": [0, 40_000.01, 40_000, 40_000],
    f"placed {J}": [0, 40_000.01, 40_000, 40_000],
    f"unplaced {J}": [0, 0, 0, 0],
    f"need {D}": [557_000, 516_999.99, 517_000, 517_000],
    f"placed {D}": [557_000, 499_550, 450_800, 450_800],
    f"not_funded {D}": [0, 17_449.99, 66_200, 66_200],
    f"unplaced {D}": [87_000, 0, 0, 0],
    f"spend {D}": [594_000, 530_001.67, "n/a", "n/a"],
    f"carried {D}": [50_000, 0, "n/a", "n/a"],
    f"lapsed {D}": [0, 0, "n/a", "n/a"],
    f"overspent {D}": [0, 30_451.67, "n/a", "n/a"],
}


@pytest.mark.parametrize("line", _YEARS)
def test_the_years_of_the_worked_example(worked: Model, line: str) -> None:
    """6.2, base case."""
    assert worked.split(line) == _YEARS[line]


def test_the_totals_of_the_worked_example(worked: Model) -> None:
    """6.2: 2,576,000, 1,996,400 (77.5%), 579,600, won 120,000.01."""
    totals = [worked.cell("split[total]", line=line) for line in ("allocation", "direct", "top", f"money {J}")]
    assert totals == [2_576_000, 1_996_400, 579_600, 120_000.01]
    assert worked.cell("split[covers]", line="allocation") == "2017/18 to 2020/21"


@pytest.mark.parametrize(
    ("scenario", "available", "not_funded", "unplaced"),
    [
        (1, [0, 84_000.01, 84_000, 84_000], [0, 0, 22_200, 22_200], [87_000, 26_550.01, 0, 0]),
        (2, [0, 150_000.01, 150_000, 150_000], [0, 0, 0, 0], [87_000, 92_550.01, 43_800, 43_800]),
    ],
    ids=["weighted", "won-and-pending"],
)
def test_the_scenarios_of_the_worked_example(
    worked: Model,
    scenario: int,
    available: Sequence[float],
    not_funded: Sequence[float],
    unplaced: Sequence[float],
) -> None:
    """6.2, side by side."""
    assert compared(worked, "Co-commissioned available", scenario) == available
    assert compared(worked, "Not funded, direct", scenario) == not_funded
    assert compared(worked, "Unplaced, direct", scenario) == unplaced


def compared(model: Model, figure: str, scenario: int) -> list[object]:
    """A figure of a scenario, by year."""
    pairs = zip(model.cells("compared[figure]"), model.cells("compared[amount]", scenario=scenario), strict=True)
    return [amount for name, amount in pairs if name == figure]


def test_the_base_scenario_has_the_years_money_too(worked: Model) -> None:
    """6.2: brought forward, clawback, spend, what is left of it."""
    assert compared(worked, "Direct brought forward", 0) == [0, 50_000, 0, 0]
    assert compared(worked, "Direct clawback", 0) == [0, 1_250, 0, 0]
    assert compared(worked, "Direct spend", 0) == [594_000, 530_001.67, "n/a", "n/a"]
    assert compared(worked, "Direct carried forward", 0) == [50_000, 0, "n/a", "n/a"]
    assert compared(worked, "Direct overspent", 0) == [0, 30_451.67, "n/a", "n/a"]


def test_what_moves_what_is_not_funded_most(worked: Model) -> None:
    """By hand, 2018/19, where 17,449.99 is not funded.

    Costs: 612,700 − 40,000.01 − 499,550. Share 63%: 644,000 × 0.63 + 48,750 = 454,470 against 516,999.99. Base: 603,700
    × 0.7 + 48,750 = 471,340. Inflation: 557,000 × 1% in the one open year. Bids: 10% of 40,000.01. What rises enough
    funds all.
    """
    rows = zip(*(worked.cells(f"tornado[{name}]") for name in ("label", "up", "down")), strict=True)
    assert list(rows) == [
        ("Projects' costs", 55_700, -17_449.99),
        ("Direct share", -17_449.99, 45_080),
        ("Base of the allocation", -17_449.99, 28_210),
        ("Inflation, each open year", 5_570, -5_570),
        ("Bids that are counted", -4_000, 4_000),
    ]


def test_payments_to_the_provider_come_to_the_forecast(worked: Model) -> None:
    """6.4: paid 10,000 + 12,000; planned 24,000; profile 46,000 = forecast 46,000."""
    sums = ("later", "paid", "planned", "profile", "forecast", "difference")
    names = ("line", "due_1", "due_2", "due_3", "due_4", *sums)
    assert [worked.cells(f"payment_profile[{name}]")[0] for name in names] == [
        "P01 D", 10_000, 12_000, 12_000, 12_000, 0, 22_000, 24_000, 46_000, 46_000, 0,
    ]  # fmt: skip
    assert [worked.cell(f"payment_totals[{name}]") for name in names[1:]] == [
        10_000, 12_000, 12_000, 12_000, 0, 22_000, 24_000, 46_000, 46_000, 0,
    ]  # fmt: skip


_COLUMNS = (
    "line",
    "budget",
    "moved",
    "current",
    "earlier",
    "latest",
    "accrual",
    "spent",
    "commitment",
    "how",
    "forecast",
    "variance",
    "rag",
)
_LINES = """\
P01 D|40000|8000|48000|10000|12000|1000|23000|20000|Straight line|46000|-2000|Amber
P03 D|40000|0|40000|10000|10000|0|20000|18000|Straight line|40000|0|Green
P04 D|228000|-8000|220000|45000|60000|5000|110000|120000|Straight line, raised|230000|10000|Amber
P05 D|13000|0|13000|1500.25|2700.25|0|4200.5|0|Profile|14001.67|1001.67|Amber
P06 D|40000|0|40000|8000|8000|0|16000|16000|Officer|36000|-4000|Amber
P09 D|6000|0|6000|0|0|0|0|6000|Straight line, raised|6000|0|Green
P12 D|110000|0|110000|27500|27500|0|55000|55000|Straight line|110000|0|Green
P13 D|7999.99|0|7999.99|2000|2000|0|4000|0|Straight line|8000|0.01|Green
P14 D|32000|0|32000|8000|12000|0|20000|15000|Straight line|40000|8000|Red
P13 C|40000.01|0|40000.01|9000|11000|500|20500|15000|Straight line|41000|999.99|Green"""
_TOTALS = {
    D: [516_999.99, 0, 516_999.99, 112_000.25, 134_200.25, 6_000, 252_200.5, 250_000, 530_001.67, 13_001.68, "Amber"],
    J: [40_000.01, 0, 40_000.01, 9_000, 11_000, 500, 20_500, 15_000, 41_000, 999.99, "Green"],
}


def _typed(text: str) -> object:
    return float(text) if re.fullmatch(r"-?[\d.]+", text) else text


@pytest.mark.parametrize("at", range(10), ids=[line[:5] for line in _LINES.splitlines()])
def test_a_line_of_the_year(worked: Model, at: int) -> None:
    """6.3."""
    expected = [_typed(text) for text in _LINES.splitlines()[at].split("|")]
    assert [worked.cells(f"in_year[{name}]")[at] for name in _COLUMNS] == expected


@pytest.mark.parametrize("ledger", [D, J])
def test_the_year_of_a_ledger(worked: Model, ledger: str) -> None:
    """6.3, the last two lines."""
    names = [name for name in _COLUMNS if name not in {"line", "how"}]
    assert [worked.cell(f"in_year_totals[{name}]", ledger=ledger) for name in names] == _TOTALS[ledger]


_MONEY = [at for at, name in enumerate(_COLUMNS) if name not in {"line", "how", "rag"}]


def _line_sum(*lines: str) -> list[float]:
    """The figures of some lines of 6.3, added up."""
    rows = [line.split("|") for line in _LINES.splitlines() if line[:5] in lines]
    return [round(sum(float(row[at]) for row in rows), 2) for at in _MONEY]


def _kind(model: Model, ledger: str, kind: str) -> list[object]:
    return [model.cell(f"in_year_kinds[{_COLUMNS[at]}]", ledger=ledger, cost_kind=kind) for at in _MONEY]


@pytest.mark.long
def test_capital_and_revenue_are_subtotals_of_the_lines(worked: Model) -> None:
    """Two projects of 6.3 made capital, one of them in both ledgers; without one nothing is shown."""
    assert set(_kind(worked, D, "Revenue")) == {""}
    rows = list(zip(worked.cells("typed_costs[project]"), worked.cells("typed_costs[year]"), strict=True))
    kinds = worked.places("typed_costs[kind]")
    worked.set({kinds[rows.index((project, "2018/19"))]: "Capital" for project in ("P04", "P13")})
    assert _kind(worked, D, "Capital") == _line_sum("P04 D", "P13 D")
    assert _kind(worked, J, "Capital") == _line_sum("P13 C")
    others = ("P01 D", "P03 D", "P05 D", "P06 D", "P09 D", "P12 D", "P14 D")
    assert _kind(worked, D, "Revenue") == _line_sum(*others)
    assert set(_kind(worked, J, "Revenue")) == set(_kind(worked, D, "Revenue and capital")) == {""}
    assert worked.light == "Amber"  # as before: the subtotals agree
    worked.restore()


@pytest.mark.long
@pytest.mark.parametrize(("end", "sign"), [("to", 1), ("from", -1)])
def test_a_virement_with_unplaced_money_moves_its_amount_once(worked: Model, end: str, sign: int) -> None:
    """P12 costs 60,000 less, so that money is unplaced; 5,000 of it go to P09, or come from there."""
    rows = list(zip(worked.cells("typed_costs[project]"), worked.cells("typed_costs[year]"), strict=True))
    worked.put("typed_costs[cost]", rows.index(("P12", "2018/19")), 50_000)
    before = worked.cell("in_year_totals[current]", ledger=D)
    assert before == 516_999.99 - 60_000
    new = {"id": "V2", "date": 43300, "year": "2018/19", "ledger": D, end: "P09", "amount": 5_000, "approved": "X"}
    worked.set({worked.places(f"typed_virements[{name}]")[1]: value for name, value in new.items()})
    assert worked.cell("in_year_totals[moved]", ledger=D) == sign * 5_000
    assert worked.cell("in_year_totals[current]", ledger=D) == pytest.approx(before + sign * 5_000, abs=0.001)
    assert not [result for _, result in worked.results() if result == "Wrong"]
    worked.restore()


def test_what_direct_money_covers(worked: Model) -> None:
    """6.3, placed and not funded: largest remainders of pence, the earlier id first."""
    ids = worked.cells("funding[id]")
    found = {
        ids[at]: (worked.cells("funding[placed_direct]")[at], worked.cells("funding[not_funded]")[at])
        for at in range(14)
    }
    assert found["P01"] == (38_649.91, 1_350.09)
    assert found["P03"] == (38_649.90, 1_350.10)
    assert found["P04"] == (220_304.45, 7_695.55)
    assert found["P13"] == (7_729.97, 270.02)
    assert found["P14"] == (30_919.92, 1_080.08)


_CLAIMS = {
    D: {
        "actual": 246_200.5,
        "accrual": 6_000,
        "clawback": 1_250,
        "eligible": 250_950.5,
        "earlier": 114_000.25,
        "this": 136_950.25,
        "not_claimable": 0,
    },
    J: {
        "actual": 20_000,
        "accrual": 500,
        "clawback": 0,
        "eligible": 20_500,
        "earlier": 9_000,
        "this": 11_500,
        "not_claimable": 0,
    },
}


@pytest.mark.parametrize("ledger", [D, J])
def test_the_claim(worked: Model, ledger: str) -> None:
    """6.4."""
    assert {name: worked.cell(f"claim[{name}]", ledger=ledger) for name in _CLAIMS[ledger]} == _CLAIMS[ledger]


def test_the_position_of_the_year(worked: Model) -> None:
    """6.4: over-placed 17,449.99; P01's provider is paid 22,000 of a profile of 46,000, which is its forecast."""
    assert worked.cell("positions[over_placed]", ledger=D) == 17_449.99
    assert worked.cell("positions[over_placed]", ledger=J) == 0
    paid, payments = worked.cells("facts[paid]", ledger=D)[0], worked.cells("facts[payments]", ledger=D)[0]
    assert (paid, payments, worked.cells("lines[forecast]", ledger=D)[0]) == (22_000, 46_000, 46_000)


def test_the_claim_goes_by_project(worked: Model) -> None:
    """6.3 and 6.4: P04 to quarter 2 and, with its accrual of 2,000, to quarter 1; clawback is of no project."""
    names = ("project", "actual", "accrual", "eligible", "earlier", "this")
    lines = list(zip(*(worked.cells(f"claim_direct[{name}]") for name in names), strict=True))
    assert lines[2] == ("P04", 105_000, 5_000, 110_000, 47_000, 63_000)
    sums = {
        row: [worked.cell(f"claim_direct_sums[{name}]", claim_sum=row) for name in names[3:]] for row in ("rest", "all")
    }
    assert sums == {"rest": [-1_250, 0, -1_250], "all": [250_950.5, 114_000.25, 136_950.25]}
    partners = zip(worked.cells("partner_lines[partner]"), worked.cells("partner_lines[award]"), strict=True)
    assert [*partners][:2] == [("Partner A", 24_000), ("Partner B", 16_000)]


PARAGRAPH = (
    "The allocation for 2018/19 is £644,000 (indicative), of which £241,000 is uplift on £403,000. £450,800 ("
    "70%) is direct "
    "borough funding and £193,200 (30%) is the top slice, which comes back only through bids. £50,000 is "
    "brought forward from "
    "2017/18 and £1,250 is clawed back, so £499,550 of direct money is available. Bids won bring £40,000.01; 1 "
    "pending bid "
    "worth £110,000 is not counted (£44,000 weighted by its chance). Projects cost £557,000: £499,550 is placed "
    "on direct and "
    "£40,000.01 on co-commissioned money, and £17,449.99 is not funded. 5 projects have no cost yet. As arithmetic for "
    "discussion only, candidates of £329,000 are a demand of 170% on the top slice; the best fit comes to £190,"
    "000 and leaves "
    "£3,200. To the end of quarter 2 £252,200.50 of direct money was spent, accruals included, and £250,000 is "
    "committed; the "
    "forecast outturn is £530,001.67, £13,001.68 over its budget of £516,999.99. To the end of quarter 2 £20,500 of "
    "co-commissioned money was spent, accruals included, and £15,000 is committed; the forecast outturn is £41,"
    "000, £999.99 "
    "over its budget of £40,000.01. At the end of 2018/19 the direct ledger is forecast to be overspent by £30,"
    "451.67 and the "
    "co-commissioned ledger by £999.99. 2017/18 closed with £50,000 of direct money carried forward. Figures "
    "are those of "
    "scenario Base, "
)


def test_the_committee_paragraph(worked: Model) -> None:
    """6.7, word for word, and the last sentence of section 5."""
    text = str(worked.cell("paragraph[text]"))
    assert text.startswith(PARAGRAPH)
    assert text.endswith("; amber: 2018/19: £17,449.99 of projects' cost is not funded (11 in all).")


def test_the_flags_of_the_worked_example(worked: Model) -> None:
    """Section 6's last paragraph; F3 is one flag a year."""
    told = " ".join(worked.flags())
    assert worked.light == "Amber"
    for text in (
        "2018/19: £17,449.99 of",
        "2019/20: £66,200 of",
        "2020/21: £66,200 of",
        "5 projects have no cost in 2018/19",
        "direct: forecast overspent by £30,451.67",
        "co-commissioned: forecast overspent by £999.99",
        "P14: forecast £8,000 over budget",
        "budgets exceed the money by £17,449.99",
        "£1,250 clawed back",
    ):
        assert text in told
    assert len(worked.flags()) == 11
    assert {result for _, result in worked.results()} == {"OK"}


@pytest.mark.long
def test_a_clawback_that_does_not_lower_the_grant() -> None:
    """Section 6, below 6.7: available 500,800, overspend 27,951.67, the same claim."""
    model = Model(described(name="lcpf_worked_example.toml"))
    model.put("typed_clawbacks[lowers]", 0, "No")
    assert model.split(f"available {D}")[1] == 500_800
    assert model.split(f"overspent {D}")[1] == 27_951.67
    assert model.cell("claim[this]", ledger=D) == 136_950.25


# Roll-over and awkward shapes

_ROLLOVER = {
    "a": ("No", 644_000, 550_800, [0, 0, 0, 450_800, 0, 100_000]),
    "b": ("No", 644_000, 450_800, [0, 0, 0, 450_800, 0, 0]),
    "c": ("No", 500_000, 500_000, [144_000, 0, 144_000, 594_800, 94_800, 0]),
    "d": ("No", 700_000, 394_800, [0, 56_000, 0, 450_800, 56_000, 0]),
    "e": ("Yes", 700_000, 394_800, [-56_000, 0, -56_000, 394_800, 0, 0]),
    "f": ("No", None, 450_800, ["Not known"] * 6),
}


@pytest.mark.long
@pytest.mark.parametrize("case", _ROLLOVER)
def test_roll_over_of_closed_years(case: str) -> None:
    """6.5: carried forward and overspent of year 1; brought forward, available, lapsed, overspent of year 2."""
    advance, first, second, expected = _ROLLOVER[case]
    model = Model(
        of_rows(
            "Brent",
            ["2017/18", "2018/19"],
            {},
            {
                "years": [
                    {"year": year, "base": 644_000, "state": "Closed", "status": "Confirmed"}
                    for year in ("2017/18", "2018/19")
                ],
                "ledger_years": [
                    {"year": year, "ledger": D, "spend": spend, "advance": advance}
                    for year, spend in (("2017/18", first), ("2018/19", second))
                ],
            },
        )
    )
    carried, over, lapsed = (model.split(f"{name} {D}") for name in ("carried", "overspent", "lapsed"))
    brought, available = (model.split(f"{name} {D}")[1] for name in ("brought", "available"))
    assert [carried[0], over[0], brought, available, lapsed[1], over[1]] == expected
    assert {result for _, result in model.results()} == {"OK"}
    advance_said = "£56,000 is spent in advance in 2017/18, so £394,800 of direct money is available."
    closed_said = "2017/18 closed with £56,000 of direct money spent in advance."
    paragraph = str(model.cell("paragraph[text]"))
    assert [said in paragraph for said in (advance_said, closed_said)] == [case == "e"] * 2


@pytest.mark.long
def test_a_fund_of_two_years_shared_from_the_first() -> None:
    """6.6, first shape."""
    model = two_years([100_000, 90_000], [60_000, 75_000], first_shared_year=1)
    assert model.split("direct") == [70_000, 63_000]
    assert model.split("top") == [30_000, 27_000]
    assert model.split(f"money {J}") == [0, 0]
    assert (model.split(f"carried {D}")[0], model.split(f"available {D}")[1]) == (10_000, 73_000)
    assert (model.split(f"lapsed {D}")[1], model.split(f"overspent {D}")[1]) == (0, 2_000)


@pytest.mark.long
def test_amounts_with_pence() -> None:
    """6.6, second shape: a tie, the odd penny goes to direct."""
    model = two_years([50_000.05, 60_000.15], [49_999.99, 42_000.11])
    assert model.split("direct") == [50_000.05, 42_000.11]
    assert model.split("top") == [0, 18_000.04]
    assert (model.split(f"carried {D}")[0], model.split(f"available {D}")[1]) == (0.06, 42_000.17)
    assert (model.split(f"lapsed {D}")[1], model.split(f"overspent {D}")[1]) == (0.06, 0)


@pytest.mark.long
@pytest.mark.parametrize("amounts", [(401_731, 241_699), (1, 0), (0, 0)], ids=["odd-pounds", "a-pound", "nothing"])
def test_a_pair_of_amounts_builds_without_padding(amounts: tuple[float, float]) -> None:
    """401,731 is all direct; 241,699 × 0.7 = 169,189.3; nothing is nothing, and its shares are none."""
    model = two_years(list(amounts), [0, 0])
    assert model.split("direct") == [amounts[0], {241_699: 169_189, 0: 0}[amounts[1]]]
    assert {result for _, result in model.results()} == {"OK"}
    assert without_errors(model)


def two_years(base: Sequence[float], spend: Sequence[float], **settings: object) -> Model:
    years = ["2017/18", "2018/19"]
    return Model(
        of_rows(
            "Brent",
            years,
            settings,
            {
                "years": [
                    {"year": year, "base": amount, "state": "Closed"} for year, amount in zip(years, base, strict=True)
                ],
                "ledger_years": [
                    {"year": year, "ledger": D, "spend": amount} for year, amount in zip(years, spend, strict=True)
                ],
            },
        )
    )


def _period(basis: str) -> Model:
    years = ["2017/18", "2018/19"]
    return Model(
        of_rows(
            "Brent",
            years,
            {"monitored_year": "2018/19", "first_shared_year": 1}
            | ({} if basis == "Period total" else {"first_shared_year": 2}),
            {
                "years": [
                    {"year": years[0], "basis": basis, "base": 300_000, "state": "Closed"},
                    {"year": years[1], "basis": basis},
                ],
                "ledger_years": [{"year": years[0], "ledger": D, "spend": 160_000}],
                "projects": [{"id": "P1", "name": "All", "priority": "One"}],
                "costs": [{"project": "P1", "year": years[1], "ledger": D, "cost": 150_000}],
                "forecasts": [{"project": "P1", "year": years[1], "ledger": D, "method": "Officer", "own": 150_000}],
            },
        )
    )


@pytest.mark.long
def test_only_the_total_of_a_period_is_known() -> None:
    """6.6, third shape: a direct grant of 300,000 for both years together."""
    model = _period("Period direct")
    assert model.split("allocation") == ["Not known", "Not known"]
    assert model.cell("split[total]", line="direct") == 300_000
    assert model.split(f"available {D}") == [300_000, 140_000]
    assert model.split(f"carried {D}")[0] == 140_000
    assert (model.split(f"lapsed {D}")[1], model.split(f"overspent {D}")[1]) == (0, 10_000)
    assert not [flag for flag in model.flags() if "split" in flag]  # the amount is direct, whatever the years' shares


@pytest.mark.long
def test_only_the_total_of_a_period_before_the_split() -> None:
    """6.6, fourth shape: 300,000 before the split, 70% in both years."""
    model = _period("Period total")
    totals = [model.cell("split[total]", line=line) for line in ("allocation", "direct", "top")]
    assert totals == [300_000, 210_000, 90_000]
    assert model.cell("together[text]") == (
        "£300,000 is known for 2017/18 to 2018/19 together, of which £210,000 is direct borough funding and £90,000 is "
        "the top slice."
    )


@pytest.mark.long
def test_direct_money_known_alone() -> None:
    """6.6, fifth shape."""
    years = ["2017/18", "2018/19"]
    model = Model(
        of_rows(
            "Brent",
            years,
            {},
            {
                "years": [
                    {"year": years[0], "base": 100_000, "state": "Closed"},
                    {"year": years[1], "basis": "Direct known", "base": 80_000, "state": "Closed"},
                ],
                "ledger_years": [
                    {"year": years[0], "ledger": D, "spend": 100_000},
                    {"year": years[1], "ledger": D, "spend": 80_000},
                ],
            },
        )
    )
    assert model.split("allocation") == [100_000, "Not known"]
    assert model.cell("split[total]", line="allocation") == 100_000
    assert model.cell("split[covers]", line="allocation") == "2017/18 (2018/19 not known)"
    assert model.cell("split[total]", line="direct") == 180_000
    assert model.split("top")[1] == "Not known"
    assert [model.split(name)[1] for name in ("base", "uplift")] == ["Not known"] * 2
    assert model.cell("split[covers]", line="base") == "2017/18 (2018/19 not known)"
    assert [model.cells(f"top_slice[{name}]")[1] for name in ("demand", "best_fit")] == ["Not known"] * 2
    assert (model.split(f"lapsed {D}")[1], model.split(f"overspent {D}")[1]) == (0, 0)


# The workbook as a whole


SIX_YEARS = [f"{year}/{year - 1999}" for year in range(2018, 2024)]


@pytest.mark.long
@pytest.mark.parametrize(
    "workbook",
    [described, partial(described, name="lcpf_worked_example.toml"), partial(of_rows, "Brent", SIX_YEARS, {}, {})],
    ids=["as-shipped", "worked-example", "six-years"],
)
def test_no_formula_is_longer_than_a_reader_can_follow(workbook: Callable[[], Workbook]) -> None:
    formulas = [
        put.content.text
        for sheet in workbook().sheets
        for put in sheet.cells
        if isinstance(put.content, Formula)
    ]
    assert len(formulas) > 10_000
    assert [text for text in formulas if len(text) > 400] == []


# The end of the monitored year in words, for every pair of the ledgers' states

# Overspent, lapsed, carried forward; what the paragraph says of it, first, and second after the same and after another.
STATES = {
    "overspent": (30.5, 0, 0, "be overspent by £30.50", "by £30.50"),
    "lapsed": (0, 7_000, 0, "lose £7,000", "£7,000"),
    "carried": (0, 0, 450, "carry forward £450", "£450"),
    "advance": (0, 0, -56_000, "spend £56,000 in advance", "£56,000 in advance"),
    "exactly": (0, 0, 0, "spend exactly its money", ""),
}
UNKNOWN = ("Not known",) * 3
START = "At the end of 2018/19"


ENDS = [f"told[{ledger}_{name}]" for ledger in "dj" for name in ("overspent", "lapsed", "carried")]


@pytest.fixture(scope="module")
def typed(worked: Model) -> Model:
    """The worked example with its ledgers' ends as amounts to type instead of formulas."""

    def over(book: Book) -> None:
        for end in ENDS:
            sheet, _, cell = worked.places(end)[0].rpartition("!")
            book[sheet][cell].value = 0

    return Model(described(name="lcpf_worked_example.toml"), over)


def _ended(model: Model, direct: Sequence[Cell], joint: Sequence[Cell]) -> object:
    model.set({model.places(end)[0]: value for end, value in zip(ENDS, [*direct, *joint], strict=True)})
    return model.cell("sentences[end]")


@pytest.mark.long
@pytest.mark.parametrize("direct", STATES)
@pytest.mark.parametrize("joint", STATES)
def test_the_end_of_both_ledgers_in_words(typed: Model, direct: str, joint: str) -> None:
    *first, said, _ = STATES[direct]
    *second, other, after_the_same = STATES[joint]
    if direct != joint:
        tail = f" and the co-commissioned ledger to {other}."
    elif joint == "exactly":
        tail = " and so is the co-commissioned ledger."
    else:
        tail = f" and the co-commissioned ledger {after_the_same}."
    assert _ended(typed, first, second) == f"{START} the direct ledger is forecast to {said}{tail}"


@pytest.mark.long
def test_the_end_of_the_one_ledger_that_is_known(typed: Model) -> None:
    lapsed = STATES["lapsed"][:3]
    assert _ended(typed, lapsed, UNKNOWN) == f"{START} the direct ledger is forecast to lose £7,000."
    assert _ended(typed, UNKNOWN, lapsed) == f"{START} the co-commissioned ledger is forecast to lose £7,000."
    assert _ended(typed, UNKNOWN, UNKNOWN) == ""


# The paragraph by itself


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.xlsx"
    path.write_bytes(write(described(name="lcpf_worked_example.toml")))
    return path


@pytest.mark.long
def test_the_paragraph_is_printed(file: Path) -> None:
    ran = cspxl("paragraph", file)
    assert ran.code == 0
    assert ran.out.startswith("The allocation for 2018/19 is £644,000 (indicative), of which £241,000 is uplift")


@pytest.mark.long
def test_the_paragraph_as_a_word_document(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    ran = cspxl("paragraph", file, "-o", out)
    assert (ran.code, ran.out) == (0, "")
    assert [part.text for part in docx.Document(str(out)).paragraphs] == [cspxl("paragraph", file).out.strip()]


@pytest.mark.long
def test_a_document_with_another_ending_is_refused(file: Path, tmp_path: Path) -> None:
    ran = cspxl("paragraph", file, "-o", tmp_path / "report.txt")
    assert ran.code == 2
    assert "such as paragraph.docx, not report.txt" in ran.err
    assert not (tmp_path / "report.txt").exists()


def test_a_workbook_without_a_paragraph_is_refused(tmp_path: Path) -> None:
    Book().save(tmp_path / "other.xlsx")
    ran = cspxl("paragraph", tmp_path / "other.xlsx")
    assert ran.code == 3
    assert "has no cell called 'paragraph'" in ran.err
