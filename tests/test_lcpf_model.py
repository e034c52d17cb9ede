"""The London Crime Prevention Fund model: the documents' figures out of live cells, and a finance officer's mistakes.

B&D report: Barking and Dagenham, London Crime Prevention Fund report, 7 February 2017. Call-over: its performance
call-over report, June 2017. Barnet: board papers of April 2017, minutes, item 4.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lcpf_models import OUTPUTS, Model, described

from cspxl.values import Cell, CellError


@pytest.fixture(scope="module")
def barking_model() -> Model:
    return Model(described("Barking and Dagenham"))


@pytest.fixture
def barking(barking_model: Model) -> Iterator[Model]:
    yield barking_model
    barking_model.restore()


@pytest.fixture(scope="module")
def barnet() -> Model:
    return Model(described("Barnet"))


def without_errors(model: Model) -> bool:
    """No output shows an error, and the engine could calculate everything."""
    values = model.plan.values()
    shown = [key for key, value in values.items() if isinstance(value, CellError) and key.split("!")[0] in OUTPUTS]
    return not shown and not model.plan.findings


def summary(model: Model, measure: str) -> list[object]:
    """A measure by year, as the board sees it."""
    return model.cells("split[amount]", measure=measure)


# The documents' figures


def test_the_allocation_is_what_the_board_was_told(barking: Model) -> None:
    """B&D report, paragraph 2.5: £644k for 2017/18, of which £241k is uplift; so £403k before it."""
    assert summary(barking, "base")[0] == 403_000
    assert summary(barking, "uplift")[0] == 241_000
    assert summary(barking, "allocation")[0] == 644_000
    assert "£644,000 (confirmed), of which £241,000 is uplift on £403,000" in barking.words()


def test_year_1_is_all_direct_and_later_years_are_split(barking: Model) -> None:
    """B&D report, paragraph 2.5: 70% and 30%; paragraph 4.2: £193.2k; by hand 644 - 193.2 = 450.8."""
    assert summary(barking, "direct") == [644_000, 450_800, 450_800, 450_800]
    assert summary(barking, "top_slice") == [0, 193_200, 193_200, 193_200]


def test_the_candidates_against_the_top_slice(barking: Model) -> None:
    """B&D report, paragraph 4.2: £329k against £193.2k. By hand: 135.8 over, 329 / 193.2; 40 + 40 + 110 = 190."""
    names = ("candidates", "over", "cover", "best_fit", "unplaced")
    assert {name: barking.cells(f"live[{name}]")[1] for name in names} == {
        "candidates": 329_000,
        "over": 135_800,
        "cover": pytest.approx(329 / 193.2),
        "best_fit": 190_000,
        "unplaced": 3_200,
    }
    assert "8 candidates worth £329,000 are 170% of the top slice: £135,800 more than it holds." in barking.words()
    taken = "Victim Support project worker, High level mentoring support, Drug Intervention Programme."
    assert taken in barking.words()


def test_the_top_slice_shared_over_all_candidates(barking: Model) -> None:
    """By hand, largest remainders of 193,200 over 40, 40, 13, 40, 6, 110, 48, 32 of 329."""
    shares = barking.cells("shared[amount]", year=1)
    assert [share for share in shares if share] == [23489, 23489, 7634, 23489, 3524, 64596, 28187, 18792]


def test_children_and_young_people_have_42_per_cent(barking: Model) -> None:
    """Call-over, paragraph 3.10: 268,000 (42% of the total funding)."""
    priority = barking.at("priority_costs[priority]", "Children and Young People")
    assert barking.cell("priority_costs[cost]", priority=priority, year=0) == 268_000
    assert barking.cell("priority_costs[share]", priority=priority) == pytest.approx(268 / 644)
    assert "£268,000, 42% of the allocation" in barking.words()


def test_a_contribution_to_a_larger_service(barking: Model) -> None:
    """B&D report, paragraphs 3.10 and 4.2: 40k towards £236,905."""
    project = barking.at("services[project]", "Domestic violence advocacy")
    figures = {name: barking.cell(f"services[{name}]", project=project)
               for name in ("cost", "total", "gap", "fund_share")}  # fmt: skip
    assert figures == {
        "cost": 40_000, "total": 236_905, "gap": 196_905, "fund_share": pytest.approx(40_000 / 236_905),
    }  # fmt: skip


def test_barnet_takes_its_actual_allocations(barnet: Model) -> None:
    """Barnet: £457,406 and £327,237. By hand: -130,169, -28.5%; 70% of the first is 320,184.2."""
    assert summary(barnet, "allocation") == [457_406, 327_237, "Not available", "Not available"]
    change, rule, difference = (barnet.cell(f"rule_shown[{name}]") for name in ("change", "by_rule", "difference"))
    assert change == pytest.approx(327_237 / 457_406 - 1)
    assert (rule, difference) == (320_184, 7_053)
    assert "£327,237 (confirmed): down 28.5% on 2017/18" in barnet.words()
    step = barnet.at("bridge_shown[step]", "Change before uplift")
    assert barnet.cell("bridge_shown[amount]", step=step) == -130_169


@pytest.mark.parametrize("area", ["Barking and Dagenham", "Barnet", "Brent"])
def test_every_check_is_in_order_as_built(area: str) -> None:
    model = Model(described(area))
    assert set(model.results().values()) == {"OK"}
    assert len(model.results()) == 12
    assert model.light == ("Amber" if area == "Brent" else "Green")  # Brent has nothing entered yet
    assert without_errors(model)
    assert model.messages() == {}


# Scenarios


def test_the_scenarios_side_by_side(barking: Model) -> None:
    """By hand: 5% and 10% off 644,000 in years 3 and 4; 70% without a bid; 403,000 without the uplift."""
    def row(measure: str, of: int | str, year: str) -> list[object]:
        assert barking.cell("side_by_side[year]", measure=measure, of=of) == year
        return barking.cells("side_by_side[amount]", measure=measure, of=of)

    assert row("allocation", 2, "2019/20") == [644_000, 611_800, 579_600, 644_000, 403_000]
    assert row("available", 1, "2018/19") == [644_000, 644_000, 644_000, 450_800, 403_000]
    # 557,000 of projects: without a bid 106,200 more than 450,800; without the uplift 120,000 of 120,900 placed,
    # 437,000 left against 282,100.
    assert row("short", 1, "2018/19") == [0, 0, 0, 106_200, 154_900]
    assert row("allocation", "Total", "Total") == [2_576_000, 2_511_600, 2_447_200, 2_576_000, 1_853_000]


def test_the_scenario_switch_leads_everywhere(barking: Model) -> None:
    barking.set({barking.input("scenario"): "No co-commissioning bid won"})
    assert summary(barking, "available") == [644_000, 450_800, 450_800, 450_800]
    assert barking.cells("funding_total[year_shown]") == [557_000, 450_800, 0, 106_200]
    assert set(barking.results().values()) == {"OK"}
    assert barking.light == "Amber"  # projects are not funded


def test_the_two_way_table(barking: Model) -> None:
    """By hand: 644,000 less 10% at 50% is 289,800; unchanged at 70% 450,800; 10% more at 90% 637,560."""
    steps = [barking.cell("two_way[direct]", share=at, change=at) for at in (0, 2, 4)]
    assert steps == [289_800, 450_800, 637_560]


# Roll-over


def spend(model: Model, *amounts: Cell) -> dict[str, Cell]:
    return {model.input("spend", 1, at): amount for at, amount in enumerate(amounts, 1)}


def allocations(model: Model, *amounts: Cell) -> dict[str, Cell]:
    """These allocations, no uplift, no projects."""
    cells: dict[str, Cell] = {}
    for at, amount in enumerate(amounts, 1):
        cells |= {model.input("base_allocation", 1, at): amount, model.input("uplift", 1, at): None}
    for row in range(1, 25):
        cells |= {model.input("project_cost", row, column): None for column in range(1, 5)}
    return cells


def test_money_rolls_inside_a_period_only(barking: Model) -> None:
    """B&D report, paragraph 2.6. By hand: 144,000 roll into year 2, 288,000 lapse at its end, year 3 starts at 0."""
    barking.set(spend(barking, 500_000, 500_000, 500_000, 500_000))
    assert barking.cells("rolled[brought_forward]") == [0, 144_000, 0, 144_000]
    assert barking.cells("rolled[lapsed]") == [0, 288_000, 0, 288_000]
    assert set(barking.results().values()) == {"OK"}
    assert "£0 is carried forward; so far £576,000 has lapsed" in barking.words()


PAIR = 401_731, 241_699  # a borough's two years, together 643,430


@pytest.mark.parametrize(
    ("money", "spent"),
    [
        ((321_715, 321_715), PAIR),  # 643,430 apportioned equally, spent as the pair: £80,016 over in year 1
        (PAIR, (421_731, 221_699)),  # the pair apportioned, £20,000 over in year 1
    ],
)
def test_an_advance_is_accepted_by_the_advance_rule_only(
    barking: Model, money: tuple[int, int], spent: tuple[int, int],
) -> None:
    over = spent[0] - money[0]
    assert sum(money) == sum(spent) == 643_430
    barking.set(allocations(barking, *money, None, None) | spend(barking, *spent))
    beside = "inputs_messages[spend]"
    assert barking.cell(beside) == f"2017/18: overspent by £{over:,}"
    assert barking.cells("rolled[overspent]")[:2] == [over, 0]
    assert barking.light == "Amber"
    assert set(barking.results().values()) == {"OK"}

    barking.set({barking.input("allow_advance"): "Yes"})
    assert barking.cell(beside) == f"2017/18: advance of £{over:,} from the next year"
    assert barking.cells("rolled[brought_forward]")[1] == -over
    assert barking.cells("rolled[overspent]")[:2] == [0, 0]
    assert barking.cells("rolled[lapsed]")[:2] == [0, 0]
    assert barking.light == "Green"


# A second borough, invented


def eastmarsh(model: Model) -> dict[str, Cell]:
    """Other values in every input cell."""
    cells: dict[str, Cell] = {}

    def fill(name: str, *rows: tuple[Cell, ...]) -> None:
        for at, row in enumerate(rows, 1):
            cells.update({model.input(name, at, column): value for column, value in enumerate(row, 1)})

    fill("area", ("Eastmarsh",))
    fill("year_label", ("2025/26", "2026/27", "2027/28", "2028/29"))
    fill("year_shown", ("2027/28",))
    fill("allow_advance", ("Yes",))
    fill("years_per_period", (2,))
    fill("rule_direct_share", (0.65,))
    fill("status", ("Confirmed", "Confirmed", "Confirmed", "Indicative"))
    fill("base_allocation", (90_000, 100_001, 101_003, 99_999))
    fill("uplift", (10_000, 20_000, None, 7))
    fill("direct_share", (1, 0.65, 0.65, 0.333))
    fill("spend", (101_250.55, 110_000.10, 95_000, None))
    names = ["As planned", "Small cut", "Large cut", "Half the bids", "No uplift"]
    for at, name in enumerate(names, 1):
        cells[model.input("scenario_name", at)] = name
        fill_row = {"allocation_change": (0, -0.03 * at, -0.17, 0.021), "uplift_kept": (1, 0.5, 0.25, 0),
                    "bids_won": (1, 0.5, 0.77, 0.1)}  # fmt: skip
        for key, values in fill_row.items():
            cells.update({model.input(key, at, column): value for column, value in enumerate(values, 1)})
    cells[model.input("scenario")] = names[3]
    fill("table_share", (0.1, 0.2, 0.3, 0.4, 0.55))
    fill("table_change", (-0.5, -0.2, 0, 0.2, 0.5))
    priorities = ["Streets", "Schools", "Homes", "Courts", "Parks"]
    for at, priority in enumerate(priorities, 1):
        cells[model.input("priority_name", at)] = priority
    for at in range(1, 25):
        fill_project = {
            "project_name": f"Project {at}", "project_priority": priorities[at % 5], "project_provider": "Someone",
            "project_candidate": "Yes" if at % 2 else "No", "project_other": 1_000.5 * at,
            "project_total": 40_000 + 1_000.5 * at, "project_units": at, "project_unit": "visits",
        }  # fmt: skip
        cells |= {model.input(name, at): value for name, value in fill_project.items()}
        costs = (2_001 * at % 9_000, 1_503 * at % 7_000, 997 * at % 8_000, None)
        cells |= {model.input("project_cost", at, column): cost for column, cost in enumerate(costs, 1)}
    return cells


def test_every_input_of_an_invented_borough(barking: Model) -> None:
    barking.set(eastmarsh(barking))
    assert barking.messages() == {
        barking.place("inputs_messages[spend]"): "2025/26: advance of £1,251 from the next year",
    }
    assert set(barking.results().values()) == {"OK"}
    assert barking.light == "Amber"
    assert without_errors(barking)
    assert barking.plan["Summary!A1"] == "Eastmarsh: London Crime Prevention Fund"
    # Year 3 of 'Half the bids', by hand: 101,003 less 17% is 83,832.49, so 83,832 and no uplift; 65% is 54,490.8,
    # and the odd pound goes to the larger remainder, .8; 77% of 29,341 is 22,592.57.
    assert summary(barking, "direct")[2] == 54_491
    assert summary(barking, "top_slice")[2] == 29_341
    assert summary(barking, "won")[2] == 22_593
    candidates = [997 * at % 8_000 for at in range(1, 25) if at % 2]
    fits = best_sum(candidates, 22_593)
    assert barking.cells("live[placed]")[2] == fits


def best_sum(costs: list[int], most: int) -> int:
    """The largest sum of some of the costs that is not above a limit: every sum that can be made."""
    sums = {0}
    for cost in costs:
        sums |= {total + cost for total in sums if total + cost <= most}
    return max(sums)


# A finance officer's mistakes

MISTAKES: dict[str, tuple[tuple[str, int, int], Cell, str]] = {
    "a share of 70 typed for 70%": (
        ("direct_share", 1, 2), 70, "2018/19: 70 is more than 100%: for 70 per cent type 70%"),
    "a negative cost": (("project_cost", 1, 2), -40_000, "2018/19: an amount cannot be negative"),
    "a project with no priority": (("project_priority", 1, 1), None, "Choose a priority"),
    "a priority that is none": (
        ("project_priority", 1, 1), "Parking", "'Parking' is not one of the priorities: choose one"),
    "two projects of one name": (
        ("project_name", 5, 1), " victim support project worker",
        "Two projects are called  victim support project worker: give each its own name"),
    "a cost without a name": (("project_cost", 24, 1), 5, "Give the project a name"),
    "text in an allocation": (
        ("base_allocation", 1, 2), "403k", "2018/19: '403k' is not an amount: type a number of pounds"),
    "text in a cost": (("project_cost", 1, 1), "40k", "2017/18: '40k' is not an amount: type a number of pounds"),
    "TRUE in a spend": (("spend", 1, 1), True, "2017/18: 'TRUE' is not an amount: type a number of pounds"),
    "pence in an allocation": (("uplift", 1, 1), 241_000.5, "2017/18: type whole pounds, without pence"),
    "year 1 not all direct": (("direct_share", 1, 1), 0.7, "2017/18: year 1 is all direct: type 100%"),
    "an allocation without a status": (("status", 1, 3), None, "2019/20: choose Confirmed or Indicative"),
    "a scenario that is none": (("scenario", 1, 1), "Best case", "'Best case' is not one of the scenarios below"),
    "a fall of 5 for 5%": (
        ("allocation_change", 2, 3), -5, "2019/20: -5 is more than 100%: for -5 per cent type -5%"),
    "two scenarios of one name": (("scenario_name", 3, 1), "Base", "Two scenarios are called so"),
    "a period of three years": (
        ("years_per_period", 1, 1), 3, "the fund has two periods of equal length: nothing crosses between them",
    ),
    "a period of no years": (("years_per_period", 1, 1), 0, "type a whole number of years, 1 or more"),
    "a service that costs less than is paid": (
        ("project_total", 6, 1), 30_000,
        "Total service cost: fund and other money come to £40,000, more than the service costs"),
    "an error in a cell": (("project_cost", 3, 4), CellError.REF, "2020/21: the cell holds an error"),
    "an error in a name": (("project_name", 20, 1), CellError.NA, "the cell holds an error"),
    "an error in a year's label": (("year_label", 1, 2), CellError.DIV0, "Year: the cell holds an error"),
    "a sign that stands for any text": (
        ("project_candidate", 9, 1), "*", "Candidate: '*' is not an answer: type Yes or No"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_shows_one_message_and_turns_the_light_red(barking: Model, mistake: str) -> None:
    (name, row, column), value, message = MISTAKES[mistake]
    address = barking.input(name, row, column)
    barking.set({address: value})
    messages = barking.messages()
    assert list(messages.values()) == [message]
    assert next(iter(messages))[-2:].lstrip("GN") == address[-2:].lstrip("BCDEFGHIJK")  # beside the cell
    assert barking.light == "Red"
    assert barking.cell("summary_light[text]") == "Red"
    assert str(barking.plan["Summary!B3"]).startswith("Red: inputs to mend: 1")
    assert without_errors(barking)


def test_what_rests_on_a_wrong_amount_is_not_available(barking: Model) -> None:
    """Nothing is silently wrong: a total never leaves the wrong cell out."""
    barking.set({barking.input("project_cost", 1, 2): "40k"})
    assert summary(barking, "costs") == [557_000, "Not available", 557_000, 557_000]
    assert barking.cell("split[total]", measure="costs") == "Not available"
    policing = barking.at("priority_costs[priority]", "Neighbourhood Policing")
    assert barking.cells("priority_costs[cost]", priority=policing)[:2] == [40_000, "Not available"]
    assert summary(barking, "allocation")[1] == 644_000
    assert "Of the projects'" not in barking.words()
    barking.set({barking.input("base_allocation", 1, 1): "lots"})
    assert summary(barking, "allocation")[0] == "Not available"
    assert barking.cell("split[total]", measure="allocation") == "Not available"
