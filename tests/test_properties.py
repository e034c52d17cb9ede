"""Laws that hold whatever stands in the cells."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cspxl.registry import Argument, Result, as_grid, load_catalogue
from cspxl.values import Cell, CellError, Grid, month_serial, month_text, round_half_away

CATALOGUE = load_catalogue()
FIRST_MONTH = 2014 * 12

# Functions that take a series or a block.
OF_SERIES = ["ROLLING12", "PERIOD_TOTAL", "FYTD", "ROLLING12_CHANGE", "PERIOD_CHANGE", "FYTD_CHANGE", "EXCEPTION"]

counts = st.integers(0, 10_000)
gaps = st.sampled_from([None, "", "TBC", "..", "[c]", CellError.NA])
wrongs = st.sampled_from(["many", "12", True, False, CellError.DIV0, CellError.REF, CellError.NUM])
monthly = st.one_of(counts, counts, counts, counts, counts, counts, counts, counts, gaps, wrongs)
numbers = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
small_numbers = st.sampled_from([0, 1, -1, 0.5, 2, 3, 4, 12, 0.3, 24, 100, 201704, 42826, 1e300, -1e300, 1e-9, 10**20])
words = st.sampled_from(
    ["", " ", "2017-04", "Apr-17", "xmr", "poisson", "2sd", "full", "points", "of", "both", "msg", "london", "Barnet",
     "lower", "higher", "monitor", "highest", "positive", "-", "TBC", "many", "compound", "linear", "complete"],
)  # fmt: skip
any_cell = st.one_of(
    st.none(), st.booleans(), numbers, small_numbers, small_numbers, words, words, st.text(max_size=5),
    st.sampled_from(CellError),
)  # fmt: skip


@st.composite
def grids(draw: st.DrawFn, cells: st.SearchStrategy[Cell] = any_cell, longest: int = 5) -> Grid:
    height, width = draw(st.integers(1, longest)), draw(st.integers(1, longest))
    return [draw(st.lists(cells, min_size=width, max_size=width)) for _ in range(height)]


def calculate(name: str, *arguments: Argument) -> Result:
    return CATALOGUE[name].calculate(*arguments)


def column(cells: Sequence[Cell]) -> Grid:
    return [[cell] for cell in cells]


def turned(grid: Grid) -> Grid:
    return [list(line) for line in zip(*grid, strict=True)]


def serials(n_months: int, first: int = FIRST_MONTH) -> list[int]:
    return [month_serial(first + at) for at in range(n_months)]


def as_cells(result: Result) -> list[Cell]:
    return [cell for row in as_grid(result) for cell in row]


# No function ever raises, whatever it is given.


@pytest.mark.parametrize("name", CATALOGUE)
@given(data=st.data())
def test_any_cells_give_cells(name: str, data: st.DataObject) -> None:
    most = len(CATALOGUE[name].parameters) + 2
    arguments = data.draw(st.lists(st.one_of(any_cell, grids()), max_size=most))
    check_result(calculate(name, *arguments))


@pytest.mark.parametrize("name", CATALOGUE)
@given(data=st.data())
def test_any_cells_over_real_months_give_cells(name: str, data: st.DataObject) -> None:
    """The same with arguments that go together: columns of one length, months in the second."""
    length = data.draw(st.integers(1, 30))
    months = column(serials(length))
    like = st.lists(st.one_of(monthly, any_cell), min_size=length, max_size=length).map(column)
    rest = data.draw(st.lists(st.one_of(st.none(), small_numbers, words, like), max_size=4))
    check_result(calculate(name, data.draw(like), months, *rest))
    check_result(calculate(name, "Barnet", months, data.draw(like), *rest))


def check_result(result: Result) -> None:
    rows = as_grid(result)
    assert rows
    assert {len(row) for row in rows} == {len(rows[0])}
    assert rows[0]
    for cell in as_cells(result):
        assert isinstance(cell, int | float | str | CellError)
        assert not isinstance(cell, float) or math.isfinite(cell)


# Series: totals, order, shape.


@given(st.lists(counts, min_size=12, max_size=40))
def test_a_rolling_total_is_the_sum_of_its_months(values: list[int]) -> None:
    months = serials(len(values))
    expected = [sum(values[at - 11 : at + 1]) if at >= 11 else CellError.NA for at in range(len(values))]
    assert as_cells(calculate("ROLLING12_SERIES", column(values), column(months))) == expected
    for month, total in zip(months, expected, strict=True):
        assert calculate("ROLLING12", column(values), column(months), month) == total
    assert calculate("ROLLING12", column(values)) == expected[-1]


@given(st.lists(monthly, min_size=24, max_size=30), st.integers(0, 29))
def test_functions_that_ask_the_same_answer_the_same(values: list[Cell], last: int) -> None:
    cells, months = column(values), column(serials(len(values)))
    as_at = month_text(FIRST_MONTH + last)
    total = calculate("ROLLING12", cells, months, as_at)
    assert calculate("PERIOD_TOTAL", cells, months, as_at, 12) == total
    assert calculate("FYTD", cells, months, as_at, (last + 1) % 12 + 1) == total
    if last < len(values):
        assert as_cells(calculate("ROLLING12_SERIES", cells, months))[last] == total
    change = calculate("ROLLING12_CHANGE", cells, months, as_at)
    assert calculate("PERIOD_CHANGE", cells, months, as_at, 12) == change
    assert calculate("FYTD_CHANGE", cells, months, as_at, (last + 1) % 12 + 1) == change
    before = calculate("ROLLING12", cells, months, month_text(FIRST_MONTH + last - 12))
    if isinstance(total, int) and isinstance(before, int):
        assert change == calculate("PCT_CHANGE", total, before)


@pytest.mark.parametrize("name", [*OF_SERIES, "ROLLING12_SERIES"])
@given(data=st.data())
def test_the_order_of_months_does_not_matter(name: str, data: st.DataObject) -> None:
    values = data.draw(st.lists(monthly, min_size=12, max_size=30))
    months = serials(len(values))
    order = data.draw(st.permutations(range(len(values))))
    plain = calculate(name, column(values), column(months))
    mixed = calculate(name, column([values[at] for at in order]), column([months[at] for at in order]))
    if name == "ROLLING12_SERIES":
        assert as_cells(mixed) == [as_cells(plain)[at] for at in order]
    else:
        assert mixed == plain


@pytest.mark.parametrize("name", OF_SERIES)
@given(data=st.data())
def test_a_block_is_its_series_one_by_one(name: str, data: st.DataObject) -> None:
    length = data.draw(st.integers(13, 30))
    block = data.draw(st.lists(st.lists(monthly, min_size=length, max_size=length), min_size=2, max_size=6))
    months, as_at = column(serials(length)), month_text(FIRST_MONTH + length - 1 - data.draw(st.integers(0, 2)))
    one_by_one = [calculate(name, column(line), months, as_at) for line in block]
    assert calculate(name, block, months, as_at) == tuple((one,) for one in one_by_one)
    assert calculate(name, turned(block), months, as_at) == (tuple(one_by_one),)


@pytest.mark.parametrize("name", OF_SERIES)
@given(data=st.data())
def test_rows_are_as_good_as_columns(name: str, data: st.DataObject) -> None:
    values = data.draw(st.lists(monthly, min_size=1, max_size=30))
    months = serials(len(values))
    shapes = [calculate(name, v, m) for v in (column(values), [values]) for m in (column(months), [months])]
    assert shapes == [shapes[0]] * 4
    block = [values, values[::-1]]
    assume(len(values) != len(block))
    down, across = calculate(name, block, [months]), calculate(name, turned(block), [months])
    assert turned(as_grid(down)) == [list(row) for row in as_grid(across)]


@pytest.mark.parametrize("name", OF_SERIES)
@given(st.lists(monthly, min_size=12, max_size=30))
def test_as_at_left_out_is_the_last_month_available(name: str, values: list[Cell]) -> None:
    cells, months = column(values), column(serials(len(values)))
    left_out = calculate(name, cells, months)
    for at in range(len(values) - 1, -1, -1):
        value = calculate("PCT_CHANGE", values[at], 1)
        if value is not CellError.NA:
            met_an_error = isinstance(value, CellError)
            expected = value if met_an_error else calculate(name, cells, months, month_text(FIRST_MONTH + at))
            assert left_out == expected
            return
    assert left_out is CellError.NA


@given(st.lists(monthly, min_size=24, max_size=30), st.data())
def test_what_lies_outside_the_window_is_not_looked_at(values: list[Cell], data: st.DataObject) -> None:
    months = column(serials(len(values)))
    as_at = month_text(FIRST_MONTH + 14)
    changed = [data.draw(monthly) if at < 3 or at > 14 else cell for at, cell in enumerate(values)]
    before = calculate("ROLLING12", column(values), months, as_at)
    assert calculate("ROLLING12", column(changed), months, as_at) == before


@given(st.lists(monthly, min_size=12, max_size=24), st.integers(0, 24), st.integers(1, 3))
def test_empty_rows_change_nothing(values: list[Cell], at: int, n_rows: int) -> None:
    months: list[Cell] = list(serials(len(values)))
    plain = calculate("ROLLING12", column(values), column(months))
    values[at:at], months[at:at] = [None] * n_rows, [None, "", None][:n_rows]
    assert calculate("ROLLING12", column(values), column(months)) == plain


@given(st.lists(counts, min_size=12, max_size=12), st.data())
def test_a_month_may_be_written_in_any_way(values: list[int], data: st.DataObject) -> None:
    months = [
        data.draw(st.sampled_from([month_serial(m), month_serial(m) + 13.5, month_text(m), m // 12 * 100 + m % 12 + 1]))
        for m in range(FIRST_MONTH, FIRST_MONTH + 12)
    ]
    assert calculate("ROLLING12", column(values), column(months)) == sum(values)


@given(st.integers(1902 * 12, 2100 * 12 - 1), st.integers(2, 24))
def test_a_label_names_the_first_and_last_month(month: int, n_months: int) -> None:
    label = calculate("PERIOD_LABEL", month_serial(month), n_months)
    ends = [date(at // 12, at % 12 + 1, 1).strftime("%b %y") for at in (month - n_months + 1, month)]
    assert label == " - ".join(ends)


# Rates and ranks.


@given(st.integers(0, 10**6), st.integers(1, 10**7), st.sampled_from([1, 1000, 10_000, 100_000]))
def test_a_rate_times_its_denominator_is_its_count(count: int, denominator: int, per: int) -> None:
    rate = calculate("RATE_PER", count, denominator, per)
    assert rate * denominator / per == pytest.approx(count, rel=1e-12)


areas = st.lists(st.text("abcdefgh", min_size=1), min_size=1, max_size=20, unique=True)


@given(areas, st.data())
def test_ranks_do_not_depend_on_order(names: list[str], data: st.DataObject) -> None:
    values = data.draw(st.lists(st.integers(0, 5), min_size=len(names), max_size=len(names)))
    wholes = data.draw(st.lists(st.integers(1, 5), min_size=len(names), max_size=len(names)))
    order = data.draw(st.permutations(range(len(names))))
    best = data.draw(st.sampled_from(["lowest", "highest"]))
    mixed = [column([cells[at] for at in order]) for cells in (names, values, wholes)]
    asked = column(names)
    plain = as_cells(calculate("PEER_RANK", asked, column(names), column(values), column(wholes), best))
    assert as_cells(calculate("PEER_RANK", asked, *mixed, best)) == plain
    rates = [Fraction(value, whole) for value, whole in zip(values, wholes, strict=True)]
    assert plain == [1 + sum(other < one if best == "lowest" else other > one for other in rates) for one in rates]
    if len(set(rates)) == len(rates):
        assert sorted(plain) == list(range(1, len(names) + 1))


@given(areas, st.data())
def test_a_group_is_ranked_as_if_it_were_alone(names: list[str], data: st.DataObject) -> None:
    values = data.draw(st.lists(counts, min_size=len(names), max_size=len(names)))
    group = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    alone = [values[names.index(name)] for name in group]
    within = calculate("PEER_RANK", column(group), column(names), column(values), None, None, column(group))
    assert within == calculate("PEER_RANK", column(group), column(group), column(alone))


@given(areas, st.data())
def test_a_rank_in_words_is_the_rank(names: list[str], data: st.DataObject) -> None:
    values = data.draw(st.lists(st.integers(0, 5), min_size=len(names), max_size=len(names)))
    arguments = [column(names), column(names), column(values)]
    ranks = as_cells(calculate("PEER_RANK", *arguments))
    highest = as_cells(calculate("PEER_RANK", *arguments, None, "highest"))
    of, slash, both = (
        as_cells(calculate("PEER_RANK_TEXT", *arguments, None, None, style)) for style in ("of", "slash", "both")
    )
    for at, rank in enumerate(ranks):
        mark = "=" if values.count(values[at]) > 1 else ""
        assert of[at] == f"{rank}{mark} of {len(names)}"
        assert slash[at] == f"{rank}{mark}/{len(names)}"
        found = re.fullmatch(r"(.+) \((?:(\d+)(?:st|nd|rd|th) )?highest\)", both[at])
        assert found
        assert (found[1], int(found[2] or 1)) == (of[at], highest[at])


# RAG.


@given(st.lists(st.one_of(st.floats(-1, 1), st.sampled_from(["positive", "negative", "neutral"])), min_size=1))
def test_rag_does_not_depend_on_order_or_place(factors: list[Cell]) -> None:
    word = calculate("RAG", column(factors))
    assert word in {"Green", "Amber", "Red"}
    assert calculate("RAG", [factors[::-1]]) == word
    assert calculate("RAG", factors[0], None, None, *factors[1:]) == word
    assert calculate("RAG", column([*factors, None, "neutral", "TBC"])) == word


@given(st.lists(st.floats(-1, 1).filter(bool), min_size=1))
def test_rag_turns_with_the_polarity(changes: list[float]) -> None:
    turned_round = column([-change for change in changes])
    assert calculate("RAG", column(changes), "lower") == calculate("RAG", turned_round, "higher")
    good = sum(change < 0 for change in changes)
    bad = len(changes) - good
    expected = "Green" if not bad else "Red" if Fraction(bad, good + bad) >= Fraction(3, 4) else "Amber"
    assert calculate("RAG", column(changes)) == expected


# Exceptions.


@pytest.mark.parametrize("method", ["xmr", "2sd", "poisson"])
@given(st.lists(counts, min_size=24, max_size=24), counts, counts)
def test_more_is_never_lower(method: str, baseline: list[int], one: int, other: int) -> None:
    months = column(serials(25))
    rank = {"Low": 0, "": 1, "High": 2}
    fewer, more = (
        rank[calculate("EXCEPTION", column([*baseline, value]), months, None, method)] for value in sorted((one, other))
    )
    assert fewer <= more


# Money.


@given(
    st.integers(0, 10**9),
    st.integers(1, 4),
    st.one_of(st.sampled_from([0, 0.3, 0.5, 1]), st.floats(0, 1)),
    st.sampled_from([0.01, 0.05, 1, 10, 100]),
)
def test_an_allocation_is_split_without_a_penny_lost(units: int, year: int, share: float, unit: float) -> None:
    whole = units * Decimal(str(unit))
    direct, joint = as_cells(calculate("LCPF_ALLOCATE", float(whole), year, share, unit))
    parts = [Decimal(f"{part:.15g}") for part in (direct, joint)]
    assert sum(parts) == whole
    assert all(part >= 0 and part % Decimal(str(unit)) == 0 for part in parts)
    exact_share = Fraction(Decimal(f"{share:.15g}")) if year > 1 else 0
    assert abs(Fraction(parts[1]) - Fraction(whole) * exact_share) <= Fraction(Decimal(str(unit))) / 2


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 4)), min_size=2, max_size=6))
def test_years_side_by_side_are_years_one_by_one(rows: list[tuple[int, int]]) -> None:
    amounts, years = zip(*rows, strict=True)
    block = calculate("LCPF_ALLOCATE", [amounts], [years])
    assert turned(as_grid(block)) == [as_cells(calculate("LCPF_ALLOCATE", *row)) for row in rows]


# Words and numbers never disagree.

whole = st.integers(0, 10**7)
near = st.tuples(st.integers(0, 10**6), st.integers(-5, 5)).map(lambda pair: (max(0, sum(pair)), pair[0]))


@given(st.one_of(st.tuples(whole, whole), near), st.integers(0, 3))
def test_a_headline_says_what_the_number_says(pair: tuple[int, int], places: int) -> None:
    now, before = pair
    text = calculate("HEADLINE", now, before, "full", "calls", places)
    change = calculate("PCT_CHANGE", now, before)
    assert text.startswith(f"{now:,}, ")
    said = text.removeprefix(f"{now:,}, ")
    if now == before:
        assert said == "no change"
        return
    direction = "up" if now > before else "down"
    assert said.endswith(f" ({now - before:+,} calls)")
    said = said.removesuffix(f" ({now - before:+,} calls)")
    if before == 0:
        assert change is CellError.DIV0
        assert said == "up from 0"
        return
    assert (change > 0) == (direction == "up")
    shown = round_half_away(abs(Decimal(f"{change * 100:.15g}")), places)
    smallest = Decimal(1).scaleb(-places)
    assert said == (f"{direction} {shown:,}%" if shown else f"{direction} less than {smallest:f}%")
    printed = Fraction(re.sub(r"[^0-9.]", "", said))
    assert printed > 0
    if shown:
        exact_change = Fraction(abs(now - before) * 100, before)
        assert abs(printed - exact_change) <= Fraction(smallest) / 2


@given(st.one_of(st.tuples(whole, whole), near), st.integers(0, 3))
def test_all_styles_tell_one_story(pair: tuple[int, int], places: int) -> None:
    now, before = pair
    volume, full, change, count = (
        calculate("HEADLINE", now, before, style, None, places) for style in ("volume", "full", "change", "count")
    )
    assert full.startswith(volume)
    assert change.lower() == full.removeprefix(f"{now:,}, ").lower()
    words = f"{'Up' if now > before else 'Down'} {abs(now - before):,} to" if now != before else "No change at"
    assert count == f"{words} {now:,}"


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_points_are_the_difference_of_shares(now: int, before: int) -> None:
    text = calculate("HEADLINE", now / 1000, before / 1000, "points")
    if now == before:
        assert text == f"No change at {Decimal(now) / 10:.1f}%"
    else:
        direction = "Up" if now > before else "Down"
        size = Decimal(abs(now - before)) / 10
        ends = f"from {Decimal(before) / 10:.1f}% to {Decimal(now) / 10:.1f}%"
        assert text == f"{direction} {size:.1f} percentage points, {ends}"
