"""The audit of tables: columns that follow from others, totals, shares, words of direction."""

from __future__ import annotations

from pathlib import Path

import pytest

from cspxl.audit import audit

DATA = Path(__file__).parent / "data" / "audit"


def judged(text: str, folder: Path, name: str = "table.md") -> dict[str, str]:
    """What is the matter with which statement."""
    (folder / name).write_text(text, "utf-8")
    return {one.statement: one.verdict for one in audit(folder / name).judgements if one.is_finding}


def test_the_tables_give_what_is_wrong_in_them_and_nothing_else() -> None:
    found = {one.statement: one.outcome.recomputed for one in audit(DATA / "tables.md").judgements if one.is_finding}
    assert found == {  # sums by hand
        "Eastbrook: -6.0%": "-5.0%",  # 171 against 180
        "Knife: 132": "122",  # 33 + 31 + 28 + 30
        "VWI: 33.2%": "34.6%",  # 255 of 738
        "98.7": "89.7",  # 18,900 of 210,711
        "Gun crime: Increase": "down",  # 74 against 79
    }


COUNTS = "| Offence | 2016/17 | 2015/16 | Change |\n|---|---|---|---|\n| Robbery | 458 | 520 | {} |\n"


@pytest.mark.parametrize(
    ("cell", "verdict"), [("-11.9%", None), ("-62", None), ("-12.9%", "wrong"), ("11.9% down", None), ("+62", "wrong"),
                          ("12%", None), ("TBC", None), ("-11.8%", "wrong"), ("(11.9%)", None)],
)  # fmt: skip
def test_a_change_beside_its_two_figures(cell: str, verdict: str | None, tmp_path: Path) -> None:
    assert judged(COUNTS.format(cell), tmp_path) == ({} if verdict is None else {f"Robbery: {cell}": verdict})


TOTAL = "| Project | £ |\n|---|---|\n| A | {} |\n| B | {} |\n| C | {} |\n| Total | {} |\n"


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        (("120", "230", "310", "660"), False),
        (("120", "230", "310", "670"), True),
        (("120", "230", "310", "661"), False),  # one off may be rounding
        (("40k", "40k", "13k", "£93K"), False),
        (("40k", "40k", "13k", "£99K"), True),
        (("12.4", "13.4", "10.4", "36.3"), False),  # rounded parts
        (("12.4", "13.4", "TBC", "36.3"), False),  # a part is missing
        (("33%", "33%", "33%", "100%"), False),
    ],
)
def test_a_total_below_its_parts(parts: tuple[str, ...], *, wrong: bool, tmp_path: Path) -> None:
    assert bool(judged(TOTAL.format(*parts), tmp_path)) is wrong


def test_parts_that_the_text_says_overlap_are_no_finding(tmp_path: Path) -> None:
    table = TOTAL.format(120, 230, 310, 500)
    assert judged(f"Clients may be counted more than once.\n\n{table}", tmp_path) == {}


@pytest.mark.parametrize(
    "rows",
    [
        [("Burglary", 120), ("Robbery", 80), ("Total crime", 950)],  # of more than is shown
        [("Burglary", 857), ("Residential", 608), ("Non-residential", 249), ("Robbery", 112), ("Total", 969)],
        [("Female", 40), ("Male", 60), ("Under 25", 30), ("25 and over", 70), ("Total", 100)],
    ],
    ids=["a total of more", "rows within rows", "two breakdowns"],
)
def test_parts_that_are_not_all_parts_of_the_total_are_no_finding(rows: list[tuple[str, int]], tmp_path: Path) -> None:
    table = "| Offence | Number |\n|---|---|\n" + "".join(f"| {name} | {count} |\n" for name, count in rows)
    assert judged(table, tmp_path) == {}


TARGETS = "| Objective | 2017/18 target | 2016/17 baseline | Q1 |\n|---|---|---|---|\n| {} | {} | {} | 10 |\n"


@pytest.mark.parametrize(
    ("words", "target", "baseline", "wrong"),
    [
        ("Reduce burglary by 1% per annum", "1664", "1681", False),  # 1664.19
        ("Reduce robbery by 5% per annum", "444", "467", False),  # 443.65
        ("Reduce robbery by 5% per annum", "424", "467", True),
        ("Increase confidence by 5% by 2019", "60%", "57%", False),  # 59.85%
        ("Increase the rate by 5% over three years", "25", "18", False),  # a step on the way
    ],
)
def test_a_target_of_a_baseline(words: str, target: str, baseline: str, *, wrong: bool, tmp_path: Path) -> None:
    assert bool(judged(TARGETS.format(words, target, baseline), tmp_path)) is wrong


QUARTERS = """| Offence | Q1 2016/17 | Q2 2016/17 | Q3 2016/17 | {} |
|---|---|---|---|---|
| Robbery | 120 | 130 | 95 | 345 |
| Burglary | 300 | 310 | 290 | 900 |
| Shoplifting | 400 | 410 | 420 | {} |
"""


@pytest.mark.parametrize(
    ("heading", "value", "wrong"),
    [
        ("Year to date", "1,230", False),
        ("Year to date", "1,320", True),
        ("YTD", "1,320", True),
        ("YTD target", "1,320", False),
    ],
)
def test_quarters_add_up_to_the_year_to_date(heading: str, value: str, *, wrong: bool, tmp_path: Path) -> None:
    assert judged(QUARTERS.format(heading, value), tmp_path) == ({f"Shoplifting: {value}": "wrong"} if wrong else {})


SIDE_BY_SIDE = """Offence 2015/16 2016/17 Change %

Robbery 520 458 - 62 - 11.9%

Burglary 210 231 + 21 + 10.0%

Theft 300 285 - {} - 5.0%

Total 1,030 {} - 56 - 5.4%
"""


@pytest.mark.parametrize(
    ("difference", "total", "wrong"),
    [
        (15, "974", {}),
        (25, "974", {"Theft: - 25": "wrong", "Total: - 56": "wrong"}),  # 285 - 300; - 62 + 21 - 25
        (15, "947", {"Total: 947": "wrong", "Total: - 56": "wrong", "Total: - 5.4%": "wrong"}),  # 458 + 231 + 285
    ],
)
def test_a_table_that_lost_its_lines_is_read_by_its_form(
    difference: int, total: str, wrong: dict[str, str], tmp_path: Path
) -> None:
    assert judged(SIDE_BY_SIDE.format(difference, total), tmp_path, "table.txt") == wrong


ONE_CELL_A_LINE = """2020/21 £ |
2021/22 £ |
Bracknell |
136 |
134 |
Milton Keynes |
261 |
259 |
Retained by the commissioner |
303 |
331 |
|
Total |
700 |
{} |
"""


@pytest.mark.parametrize(("total", "wrong"), [("724", {}), ("744", {"Total: 744": "wrong"})])
def test_a_table_with_one_cell_a_line_adds_up(total: str, wrong: dict[str, str], tmp_path: Path) -> None:
    assert judged(ONE_CELL_A_LINE.format(total), tmp_path, "table.txt") == wrong


def test_sentences_that_end_in_figures_are_no_table(tmp_path: Path) -> None:
    text = "There were 20 deaths compared with 11 and 220\nThe board met, and it agreed on 12 and 13\nWe saw 4 and 5\n"
    assert judged(text, tmp_path, "table.txt") == {}


@pytest.mark.parametrize(
    "row", ["Detections | 0.253 | 0.297 | -4.4% | higher", "Flag | 0 | 1 | 0.95 | lower"], ids=["points", "flags"]
)
def test_fractions_and_the_direction_that_is_wanted_are_no_change(row: str, tmp_path: Path) -> None:
    head = "| Indicator | 2017 | 2016 | Change | Better |\n|---|---|---|---|---|\n"
    assert judged(f"{head}| {row} |\n", tmp_path) == {}
