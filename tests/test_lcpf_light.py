"""A finance officer's mistakes: each turns the light, with one plain message; rows inserted, deleted and sorted do not.

The messages are those of the model's contract, sections 2 and 4.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import docx
import pytest
from commands import cspxl
from lcpf_models import Model, described, row_of, shifted
from openpyxl import Workbook, load_workbook

from cspxl.report.lcpf.entries import ENTRIES
from cspxl.values import Cell, CellError
from cspxl.workbook.light import light
from cspxl.workbook.writer import write

pytestmark = pytest.mark.long  # the model alone takes seconds to calculate; test_lcpf_model.py has its light as shipped

D = "Direct"
WORKED = "lcpf_worked_example.toml"


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(described(name=WORKED))


@pytest.fixture
def worked(model: Model) -> Iterator[Model]:
    yield model
    model.restore()


Change = Mapping[tuple[str, int], Cell]

RED: dict[str, tuple[Change, str]] = {
    "no-area": ({("settings[area]", 0): None}, "Type the area"),
    "a-year-that-is-none": ({("settings[monitored_year]", 0): "2031/32"}, "'2031/32' is not one of the years"),
    "a-closed-year-monitored": (
        {("settings[monitored_year]", 0): "2017/18"},
        ("2017/18 is closed: it cannot be monitored"),
    ),
    "seven-quarters": ({("settings[periods_in_year]", 0): 7}, "type 4 or 12"),
    "more-periods-than-the-year-has": ({("settings[periods_complete]", 0): 5}, "type 0 to 4"),
    "70-for-70-per-cent": ({("settings[direct_share]", 0): 70}, "70 is more than 100%: for 70 per cent type 70%"),
    "limits-the-wrong-way-round": ({("settings[rag_amber]", 0): 0.01}, "the Amber limit is below the Green limit"),
    "no-year": ({("typed_years[year]", 1): "2018"}, "'2018' is not a year like 2017/18"),
    "a-gap-in-the-years": (
        {("typed_years[year]", 3): "2025/26"},
        ("years must follow one another: 2025/26 after 2019/20"),
    ),
    "an-amount-in-words": ({("typed_years[base]", 2): "about 400k"}, "'about 400k' is not an amount"),
    "a-negative-base": ({("typed_years[base]", 2): -5}, "an amount cannot be negative"),
    "half-a-penny": ({("typed_years[base]", 2): 5.005}, "pence have two decimals"),
    "a-cut-larger-than-the-base": (
        {("typed_years[uplift]", 2): -500_000},
        ("2019/20: base and uplift come to less than nothing"),
    ),
    "an-open-year-before-a-closed-one": (
        {("typed_years[state]", 2): "Closed"},
        ("2019/20 is closed but an earlier year is open"),
    ),
    "spend-of-an-open-year": (
        {("typed_ledger_years[year]", 0): "2018/19"},
        ("2018/19 is open: its spend belongs in Actuals"),
    ),
    "a-project-without-priority": ({("typed_projects[priority]", 0): None}, "choose a priority"),
    "two-projects-of-one-name": (
        {("typed_projects[name]", 1): "VAWG counselling"},
        ("two projects are called VAWG counselling"),
    ),
    "two-projects-of-one-id": ({("typed_projects[id]", 1): "p01"}, "two projects are P01"),
    "a-cost-of-no-project": ({("typed_costs[project]", 0): "P99"}, "no project P99"),
    "a-negative-cost": ({("typed_costs[cost]", 0): -1}, "a cost cannot be negative"),
    "a-cost-twice": ({("typed_costs[year]", 1): "2017/18"}, "P01 2017/18: two rows for one ledger"),
    "a-cost-twice-once-without-its-kind": (
        {("typed_costs[year]", 1): "2017/18", ("typed_costs[kind]", 1): "Revenue"},
        "P01 2017/18: two rows for one ledger",
    ),
    "a-bid-without-status": ({("typed_bids[status]", 0): None}, "B1: choose a status"),
    "a-chance-not-given": ({("typed_bids[probability]", 1): None}, "B2 is pending: give its chance"),
    "shares-that-are-no-whole": ({("typed_partners[share]", 1): 0.2}, "B1: shares come to 90%, not 100%"),
    "the-borough-is-no-partner": (
        {("typed_partners[partner]", 0): "Partner C"},
        "B1: Barking and Dagenham is not among the partners",
    ),
    "a-profile-that-is-no-whole": ({("typed_profiles[share]", 0): 0.3}, "profile Rising comes to 120%, not 100%"),
    "an-officer-without-a-figure": ({("typed_forecasts[own]", 1): None}, "P06: give the officer's figure"),
    "a-virement-of-more-than-there-is": ({("typed_virements[amount]", 0): 300_000}, "V1 takes more than P04 has"),
    "an-actual-in-no-ledger": (
        {("typed_actuals[ledger]", 0): "Directt"},
        ("the ledger must be Direct or Co-commissioned"),
    ),
    "an-actual-in-no-period": ({("typed_actuals[period]", 0): 6}, "no period 6"),
    "a-negative-balance": ({("typed_balances[accrual]", 0): -2}, "a balance cannot be negative"),
    "a-clawback-of-nothing": ({("typed_clawbacks[amount]", 0): 0}, "a clawback is a positive amount"),
    "two-drafts-for-a-ledger": ({("typed_claims[status]", 0): "Draft"}, "two draft claims for one ledger"),
    "a-claim-out-of-order": ({("typed_claims[period]", 0): 3}, "claim 2 is out of order"),
    "a-payment-without-provider": ({("typed_projects[provider]", 0): None}, "P01 has no provider"),
    "an-amount-beyond-any-fund": (
        {("typed_costs[cost]", 0): 1e15},
        "an amount cannot be above £1,000,000,000",
    ),
    "a-partner-twice": (
        {("typed_partners[partner]", 1): "Barking and Dagenham"},
        "B1: two shares for Barking and Dagenham",
    ),
    "a-period-of-a-profile-twice": (
        {("typed_profiles[period]", 1): 1},
        "profile Rising has two shares for one period",
    ),
    "a-virement-that-goes-nowhere": ({("typed_virements[to]", 0): "P04"}, "V1 goes to where it comes from"),
    "a-profile-for-quarters-in-a-year-of-months": (
        {("settings[periods_in_year]", 0): 12},
        "profile Rising has 4 shares, the year has 12 months",
    ),
    "a-forecast-of-no-year": ({("typed_forecasts[year]", 1): None}, "give the year"),
    "periods-with-a-gap": (
        {
            ("typed_ledger_years[year]", 2): "2018/19",
            ("typed_ledger_years[ledger]", 2): D,
            ("typed_ledger_years[period]", 2): 4,
        },
        "periods run 1, 2, 3 without gaps",
    ),
    "an-error-in-an-input": ({("typed_costs[cost]", 0): CellError.DIV0}, "a cell holds an error"),
}


@pytest.mark.parametrize("mistake", RED)
def test_a_mistake_is_red_with_one_message(worked: Model, mistake: str) -> None:
    changes, message = RED[mistake]
    worked.set({worked.places(reference)[row]: value for (reference, row), value in changes.items()})
    assert worked.light == "Red"
    assert message in worked.words
    assert message in str(worked.cell("light[first]"))


@pytest.mark.parametrize(
    ("reference", "row", "value", "message"),
    [
        ("split[amount]", 3, 1, "Summary!E"),
        ("split[total]", 2, 1, "Summary!F"),
        ("split[#amount]", 1, "2019/20", "Summary!C"),
        ("checks[result]", 4, "OK", "Checks is typed over"),
        ("sentences[won]", 0, "All bids are won.", "Paragraph is typed over"),
        ("ledgers[available]", 1, 500_000, "Years!"),
        ("paragraph[text]", 0, "All is well.", "Paragraph is typed over"),
        ("summary_light[text]", 0, "Green", "Summary!A3 is typed over"),
        ("summary_light[text]", 0, '="Green"', "Summary!A3 is typed over"),
        ("claim_light_words[text]", 0, "Green: all is well", "Claim form!B3 is typed over"),
        ("state[light]", 0, "Green", "What the light is made of is typed over"),
        ("page_light[words]", 0, "Green: all is well", "What the light is made of is typed over"),
    ],
    ids=[
        "a-figure", "a-total", "a-heading", "a-check", "a-sentence", "a-working", "the-paragraph",
        "a-page's-light", "its-light-as-a-formula", "its-words", "the-state", "what-pages-show",
    ],
)  # fmt: skip
def test_what_is_typed_over_is_red(model: Model, reference: str, row: int, value: Cell, message: str) -> None:
    sheet, _, cell = model.places(reference)[row].rpartition("!")

    def over(book: Workbook) -> None:
        book[sheet][cell].value = value

    found = Model(described(name=WORKED), over)
    assert found.light == "Red"
    assert message in found.words
    assert "is typed over" in found.words


@pytest.mark.long
@pytest.mark.parametrize("column", ["light", "words", "over"])
def test_the_light_itself_typed_over_is_a_finding(model: Model, column: str) -> None:
    """No cell may look at it: the name ``light`` does, which calculating the workbook asks."""
    sheet, _, cell = model.places(f"light[{column}]")[0].rpartition("!")

    def over(book: Workbook) -> None:
        book[sheet][cell].value = "Green: 35 checks in order, no flags"

    (found,) = light(Model(described(name=WORKED), over).plan)
    assert (found.cell, found.detail) == ("light", "Red: do not use. Checks is typed over")
    assert light(model.plan) == []


@pytest.mark.parametrize(
    ("cell", "value"),
    [("Claim form!I4", 500), ("Claim form!I4", "=250*2"), ("Summary!G2", "x"), ("Funding!A4", 0)],
    ids=["a-figure", "a-formula", "a-text", "a-nought"],
)
def test_what_is_typed_into_an_empty_cell_of_a_page_is_red(model: Model, cell: str, value: Cell) -> None:
    sheet, _, at = cell.partition("!")
    assert model.plan[cell] is None

    def over(book: Workbook) -> None:
        book[sheet][at].value = value

    found = Model(described(name=WORKED), over)
    assert found.light == "Red"
    assert f"{sheet}: an empty cell is typed over (1 in all)" in found.words


def test_a_figure_in_the_claims_column_of_clawback_is_red(model: Model) -> None:
    """No project has clawback: its cells say n/a, and an amount typed there is a formula that is missing."""
    assert set(model.cells("claim_direct[clawback]")) == {"n/a", ""}
    sheet, _, at = model.places("claim_direct[clawback]")[0].rpartition("!")

    def over(book: Workbook) -> None:
        book[sheet][at].value = 500

    found = Model(described(name=WORKED), over)
    assert found.light == "Red"
    assert f"{sheet}!{at} is typed over" in found.words


def test_an_emptied_heading_is_red_and_signatures_are_not(model: Model) -> None:
    heading = model.places("claim_direct[#actual]")[0].rpartition("!")[2]
    name, date = (model.places(f"signatures[{column}]")[0].rpartition("!")[2] for column in ("name", "date"))
    reviewer = model.places("sign_off[name]")[1].rpartition("!")[2]

    def emptied(book: Workbook) -> None:
        book["Claim form"][heading].value = None

    def signed(book: Workbook) -> None:
        book["Claim form"][name].value = "A. Officer"
        book["Claim form"][date].value = "=TODAY()"
        book["Cover"][reviewer].value = "B. Officer"

    assert "Claim form: a cell is emptied" in Model(described(name=WORKED), emptied).words
    assert Model(described(name=WORKED), signed).light == "Amber"


@pytest.mark.parametrize(
    ("reference", "value", "message"),
    [
        ("summary_light[text]", "Green", "Summary!A3 is typed over"),
        ("summary_light_words[text]", "Green: all is well", "Summary!B3 is typed over"),
        ("paragraph[text]", "All is well.", "Paragraph is typed over"),
        ("light[light]", "Green", "Checks is typed over"),
    ],
    ids=["a-page's-light", "its-words", "the-paragraph", "the-light-itself"],
)
def test_the_paragraph_of_a_red_model_is_not_for_use(
    model: Model, tmp_path: Path, reference: str, value: Cell, message: str
) -> None:
    """Contract, section 5: Red: the whole paragraph is only "Not for use: {message}"."""
    sheet, _, at = model.places(reference)[0].rpartition("!")
    book = load_workbook(io.BytesIO(write(described(name=WORKED))))
    book[sheet][at].value = value
    book.save(tmp_path / "model.xlsx")
    said = f"Not for use: {message}"
    ran = cspxl("paragraph", tmp_path / "model.xlsx")
    assert (ran.code, ran.out) == (1, f"{said}\n")
    assert cspxl("paragraph", tmp_path / "model.xlsx", "-o", tmp_path / "out.docx").code == 1
    assert [part.text for part in docx.Document(str(tmp_path / "out.docx")).paragraphs] == [said]


AMBER: dict[str, tuple[Change, str]] = {
    "another-area": (
        {("settings[area]", 0): "Barnet", ("typed_partners[partner]", 0): "Barnet"},
        ("The area is Barnet, the sources are Barking and Dagenham's"),
    ),
    "an-amount-changed-after-its-source": (
        {("typed_years[base]", 2): 404_000},
        "2019/20: the amount changed after its source was written",
    ),
    "closed-but-indicative": (
        {("typed_years[status]", 0): "Indicative"},
        "2017/18 is closed, its allocation still indicative",
    ),
    "an-allocation-not-known": (
        {("typed_years[base]", 2): "TBC"},
        ("2019/20: projects cost £557,000 but the allocation is"),
    ),
    "a-final-spend-not-known": ({("typed_ledger_years[spend]", 0): None}, "2017/18, direct: final spend is not known"),
    "an-actual-left-out": ({("typed_actuals[amount]", 1): None}, "P01: quarter 2 has no actual (type 0 for none)"),
    "a-cost-left-out": ({("typed_costs[cost]", 1): None}, "6 projects have no cost in 2018/19"),
    "ten-times-the-cost": ({("typed_costs[cost]", 1): 400_000}, "P01 2018/19: £400,000 is 10 times last year's"),
    "a-virement-not-approved": ({("typed_virements[approved]", 0): None}, "V1 is not approved"),
    "an-officer-below-the-spend": (
        {("typed_forecasts[own]", 1): 20_000},
        ("P06: forecast £20,000 is below £32,000 spent"),
    ),
    "payments-that-differ": ({("typed_payments[amount]", 3): 13_000}, "P01: payments £47,000, forecast £46,000"),
    "an-actual-too-early": ({("typed_actuals[period]", 0): 3}, "P01: an actual for quarter 3, which is not complete"),
    "an-actual-of-a-year-that-is-only-planned": (
        {("typed_actuals[year]", 0): "2019/20"},
        "2019/20 is not monitored: the row is not counted",
    ),
    "a-claim-of-such-a-year": (
        {("typed_claims[year]", 2): "2019/20"},
        "2019/20 is not monitored: the row is not counted",
    ),
    "a-figure-that-its-method-does-not-use": (
        {("typed_forecasts[method]", 1): "Straight line"},
        "P06: the officer's figure is not used by its method",
    ),
    "a-payment-paid-too-early": (
        {("typed_payments[status]", 2): "Paid"},
        "P01: a payment of quarter 3 is paid, which is not complete",
    ),
    "an-award-not-known": (
        {("typed_bid_money[award]", 0): None},
        "2018/19: what bids won bring is not known",
    ),
    "bids-assumed": (
        {("settings[scenario]", 0): "Pending bids won"},
        ("The scenario counts bids that are not won: £110,000"),
    ),
    "a-claim-to-be-repaid": ({("typed_claims[amount]", 0): 300_000}, "Claim 2, direct: £49,049.50 is to be repaid"),
    "a-claim-ahead-of-its-period": (
        {("typed_claims[period]", 2): 3},
        "claim 2 goes to quarter 3, which is not complete",
    ),
    "more-received-than-claimed": (
        {("typed_claims[received]", 0): 999_999},
        "claim 1: £999,999.00 received, more than the £114,000.25 claimed",
    ),
    "money-for-a-draft": ({("typed_claims[received]", 2): 5}, "claim 2 is a draft, and money is received for it"),
    "paid-without-a-receipt": ({("typed_claims[status]", 0): "Paid"}, "claim 1 is paid, and nothing is received"),
    "a-claim-below-zero": ({("typed_claims[amount]", 0): -5}, "claim 1 is a repayment"),
    "a-claim-left-out": ({("typed_claims[no]", 2): 3}, "claim 3: there is no claim 2"),
    "an-award-twice": ({("typed_bid_money[year]", 1): "2018/19"}, "B1 2018/19: two awards for P13"),
    "money-that-lapses": (
        {
            ("typed_ledger_years[period]", 0): 1,
            ("typed_ledger_years[year]", 0): "2017/18",
            ("typed_ledger_years[year]", 2): "2018/19",
            ("typed_ledger_years[ledger]", 2): D,
            ("typed_ledger_years[period]", 2): 2,
        },
        "2017/18, direct: £50,000 lapsed",
    ),
}


@pytest.mark.parametrize("mistake", AMBER)
def test_what_wants_a_look_is_a_flag(worked: Model, mistake: str) -> None:
    changes, message = AMBER[mistake]
    worked.set({worked.places(reference)[row]: value for (reference, row), value in changes.items()})
    assert worked.light == "Amber"
    assert any(message in flag for flag in worked.flags()), worked.flags()
    assert {result for _, result in worked.results()} == {"OK"}


def test_flags_of_one_kind_are_all_named_where_there_is_room(worked: Model) -> None:
    """Two actuals left out are named both; of twelve the first, and how many more."""
    cells = worked.places("typed_actuals[amount]")
    worked.set({cells[1]: None, cells[3]: None})
    told = dict(zip(worked.cells("set_flags[text]"), worked.cells("set_flags[count]"), strict=True))
    first, second = (f"{line}: quarter 2 has no actual (type 0 for none) (direct)" for line in ("P01", "P03"))
    assert told[f"{first}; {second}"] == 2
    worked.set(dict.fromkeys(cells[1:24:2], None))
    told = dict(zip(worked.cells("set_flags[text]"), worked.cells("set_flags[count]"), strict=True))
    (said,) = (str(text) for text in told if str(text).startswith(first))
    assert said == f"{first}; and {int(str(told[said])) - 1} more like it"


# Rows that move


def figures(model: Model) -> dict[str, object]:
    """The figures of the pages, without their addresses, which an insertion on an input sheet leaves alone."""
    pages = ("Summary!", "Funding!", "In-year page!", "Claim form!", "Scenarios!", "Paragraph!")
    return {key: value for key, value in model.plan.values().items() if key.startswith(pages)}


@pytest.mark.parametrize(
    ("table", "row"),
    [("costs", 0), ("costs", 3), ("projects", 0), ("actuals", 20)],
    ids=["first-cost", "a-cost", "first-project", "last-actual"],
)
def test_an_inserted_row_changes_nothing(model: Model, table: str, row: int) -> None:
    column = {"projects": "id"}.get(table, "project")
    sheet, at = row_of(model.places(f"typed_{table}[{column}]")[row])
    inserted = Model(described(name=WORKED), shifted(sheet, at, 1))
    assert figures(inserted) == figures(model)
    assert not [value for value in inserted.plan.values().values() if value is CellError.REF]
    assert inserted.light == "Amber"


def test_a_deleted_spare_row_changes_nothing_and_a_deleted_project_is_red(model: Model) -> None:
    sheet, at = row_of(model.places("typed_costs[project]")[-2])
    assert figures(Model(described(name=WORKED), shifted(sheet, at, -1))) == figures(model)
    sheet, at = row_of(model.places("typed_projects[id]")[0])
    without = Model(described(name=WORKED), shifted(sheet, at, -1))
    assert without.light == "Red"
    assert "no project P01" in without.words


@pytest.mark.parametrize("table", ["projects", "costs", "actuals", "years", "bid_money", "claims"])
def test_sorted_rows_change_nothing(worked: Model, table: str) -> None:
    """The filled rows the other way round."""
    before = figures(worked)
    changes: dict[str, Cell] = {}
    for column in (item.name for entry in ENTRIES if entry.name == table for item in entry.fields):
        cells = worked.places(f"typed_{table}[{column}]")
        filled = len([value for value in worked.cells(f"{table}_read[there]") if value])
        values = [worked.plan[cell] for cell in cells[:filled]]
        changes |= dict(zip(cells[:filled], reversed(values), strict=True))
    worked.set(changes)
    assert figures(worked) == before


def test_few_spare_rows_are_told(worked: Model) -> None:
    """Six spare rows of which four are filled."""
    cells = worked.places("typed_service_costs[project]")
    years = worked.places("typed_service_costs[year]")
    for at, year in enumerate(("2017/18", "2018/19", "2019/20", "2020/21"), 2):
        worked.set({cells[at]: "P01", years[at]: year})
    assert str(worked.cells("typed_service_costs_told[message]")[-1]).startswith("Fewer than 3 spare rows")
