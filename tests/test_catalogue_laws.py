"""Laws of the functions beyond periods and peers: money, limits, targets, words, checks, disclosure."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cspxl.registry import Argument, Result, as_grid, load_catalogue
from cspxl.values import Cell, CellError, Grid, month_serial, round_half_away

CATALOGUE = load_catalogue()

counts = st.integers(0, 20_000)
levels = st.floats(0.01, 0.9999)
pence = st.integers(0, 10**9)
units = st.sampled_from([1, 100, 500, 100_000])  # in pence
weights = st.one_of(st.integers(0, 1000), st.floats(0, 1000).map(lambda weight: round(weight, 3)))
polarities = st.sampled_from(["lower", "higher"])


def calculate(name: str, *arguments: Argument) -> Result:
    return CATALOGUE[name].calculate(*arguments)


def column(cells: list[Cell]) -> Grid:
    return [[cell] for cell in cells]


def as_cells(result: Result) -> list[Cell]:
    return [cell for row in as_grid(result) for cell in row]


def in_pence(result: Result) -> list[int]:
    """Amounts in pounds as pence; each must be whole pence, to the last digit a float has."""
    found = [Fraction(str(cell)) * 100 for cell in as_cells(result)]
    assert all(amount.denominator == 1 for amount in found)
    return [int(amount) for amount in found]


def pounds(amount: int) -> float:
    return amount / 100


def half_away(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    return math.floor(abs(value) + Fraction(1, 2)) * (-1 if value < 0 else 1)


# Money.


@given(pence, st.lists(weights, min_size=1, max_size=12), units)
def test_shares_add_up_to_the_whole_to_the_penny(total: int, needs: list[float], unit: int) -> None:
    assume(any(needs))
    total -= total % unit
    shares = in_pence(calculate("LCPF_APPORTION", pounds(total), column(needs), pounds(unit)))
    assert sum(shares) == total
    assert all(share % unit == 0 for share in shares)
    whole = sum(map(Fraction, map(str, needs)))
    for share, need in zip(shares, needs, strict=True):
        assert abs(share - total * Fraction(str(need)) / whole) < unit


@given(st.integers(0, 10**6), st.lists(weights, min_size=1, max_size=8), st.integers(1, 1000))
def test_shares_depend_on_the_proportions_of_the_weights_only(total: int, needs: list[float], times: int) -> None:
    assume(any(needs))
    bigger = [float(Decimal(str(need)) * times) for need in needs]
    assert calculate("LCPF_APPORTION", total, column(needs)) == calculate("LCPF_APPORTION", total, column(bigger))


@given(
    pence,
    st.lists(st.tuples(weights, st.integers(0, 10**8)), min_size=1, max_size=10),
    st.floats(0, 1.2).map(lambda floor: round(floor, 2)),
    units,
)
def test_a_pot_is_shared_out_whole_and_nobody_falls_below_a_floor(
    pot: int, boroughs: list[tuple[float, int]], floor: float, unit: int,
) -> None:
    needs, prior = [need for need, _ in boroughs], [amount for _, amount in boroughs]
    assume(any(needs))
    pot -= pot % unit
    floors = [math.ceil(Fraction(str(floor)) * amount / unit) * unit for amount in prior]
    before = column(list(map(pounds, prior)))
    result = calculate("LCPF_SHARE_OUT", pounds(pot), column(needs), before, floor, pounds(unit))
    if sum(floors) > pot:
        assert result is CellError.NUM
        return
    shares = in_pence(result)
    assert sum(shares) == pot
    assert all(share >= least for share, least in zip(shares, floors, strict=True))
    above = [at for at, least in enumerate(floors) if shares[at] > least]
    for one in above:  # whoever is above its floor shares by its need with the others who are
        for other in above:
            if needs[one] > needs[other]:
                assert shares[one] >= shares[other] - unit


@given(
    st.lists(st.tuples(pence, st.one_of(pence, pence, pence, st.none())), min_size=1, max_size=8),
    st.integers(1, 4),
    st.booleans(),
)
def test_rolling_over_neither_makes_nor_loses_money(
    years: list[tuple[int, int | None]], per_period: int, allow_advance: bool,  # noqa: FBT001 -- drawn
) -> None:
    allocations = column([pounds(allocation) for allocation, _ in years])
    spend = column([None if spent is None else pounds(spent) for _, spent in years])
    rows = calculate("LCPF_ROLLOVER", allocations, spend, per_period, allow_advance)
    for at, (row, (allocation, _)) in enumerate(zip(rows, years, strict=True)):
        if at % per_period == 0:
            assert row[0] == 0
        elif at:
            assert row[0] == rows[at - 1][3]
        if CellError.NA in row:
            period = years[at - at % per_period : at + 1]
            assert any(spent is None for _, spent in period)
            continue
        brought, available, spent, carried, lapsed, overspent = in_pence([row])
        assert available == brought + allocation
        assert available + overspent == spent + carried + lapsed
        assert lapsed >= 0
        assert overspent >= 0
        assert carried >= 0 or allow_advance
        if (at + 1) % per_period == 0:
            assert carried == 0


@given(pence, st.lists(st.one_of(st.none(), st.integers(0, 10**8)), min_size=1, max_size=12))
def test_the_best_fit_fits_and_leaves_no_room_for_another(target: int, costs: list[int | None]) -> None:
    cells = column([None if cost is None else pounds(cost) for cost in costs])
    chosen = as_cells(calculate("LCPF_BEST_FIT", pounds(target), cells))
    filled = sum(cost for cost, fits in zip(costs, chosen, strict=True) if fits)
    assert filled <= target
    left_out = [cost for cost, fits in zip(costs, chosen, strict=True) if cost and not fits]
    assert all(filled + cost > target for cost in left_out)
    assert not any(fits for cost, fits in zip(costs, chosen, strict=True) if not cost)


@given(
    st.integers(0, 10**7),
    st.lists(st.integers(0, 10**8), min_size=1, max_size=10),
    st.floats(0, 1).map(lambda share: round(share, 3)),
)
def test_the_top_slice_agrees_with_its_parts(allocation: int, costs: list[int], share: float) -> None:
    cells = column(list(map(pounds, costs)))
    top, total, over, cover, fit, unplaced = as_cells(calculate("LCPF_TOPSLICE", allocation, cells, share))
    assert top == as_cells(calculate("LCPF_ALLOCATE", allocation, 2, share))[1]
    assert in_pence([[total]]) == [sum(costs)]
    assert in_pence([[over]]) == [sum(costs) - top * 100]
    assert cover == (pytest.approx(sum(costs) / 100 / top) if top else CellError.DIV0)
    chosen = as_cells(calculate("LCPF_BEST_FIT", top, cells))
    assert in_pence([[fit]]) == [sum(cost for cost, fits in zip(costs, chosen, strict=True) if fits)]
    assert in_pence([[unplaced, fit]]) == [top * 100 - in_pence([[fit]])[0], in_pence([[fit]])[0]]


# Counts, shares and their limits.


@given(counts, st.integers(1, 10**6), levels, levels)
def test_rate_limits_bracket_the_rate_and_widen_with_the_level(
    count: int, people: int, level: float, higher: float,
) -> None:
    lower, upper = as_cells(calculate("RATE_LIMITS", count, people, 1000, level))
    rate = calculate("RATE_PER", count, people)
    assert lower <= rate <= upper
    assert (lower == 0) == (count == 0)
    if higher > level:
        further = as_cells(calculate("RATE_LIMITS", count, people, 1000, higher))
        assert further[0] <= lower
        assert upper <= further[1]


@given(counts, counts, levels)
def test_share_limits_bracket_the_share_and_mirror(part: int, rest: int, level: float) -> None:
    assume(part + rest)
    lower, upper = as_cells(calculate("SHARE_LIMITS", part, part + rest, level))
    assert 0 <= lower <= calculate("SHARE", part, part + rest) <= upper <= 1
    mirrored = as_cells(calculate("SHARE_LIMITS", rest, part + rest, level))
    assert [1 - upper, 1 - lower] == pytest.approx(mirrored, abs=1e-12)
    assert (lower == 0) == (part == 0)
    assert (upper == 1) == (rest == 0)


@given(counts, st.integers(1, 20_000), st.floats(0, 1).map(lambda aim: round(aim, 3)), polarities)
def test_a_share_target_is_judged_by_the_limits(part: int, whole: int, aim: float, polarity: str) -> None:
    assume(part <= whole)
    lower, upper = as_cells(calculate("SHARE_LIMITS", part, whole))
    verdict = calculate("SHARE_TARGET", part, whole, aim, None, polarity)
    if verdict == "Too close to say":
        assert lower <= aim <= upper
    else:
        assert (verdict == "Met") == ((polarity == "higher") == (lower >= aim and not (lower == aim == upper)))
    assert calculate("SHARE_TARGET", part, whole, aim, None, "monitor") == "Monitor"


@given(counts, counts, levels)
def test_a_signal_turns_round_with_its_counts(one: int, other: int, level: float) -> None:
    p = calculate("CHANGE_TEST", one, other)
    assert 0 <= p <= 1
    assert calculate("CHANGE_TEST", other, one) == p
    signal, back = calculate("CHANGE_SIGNAL", one, other, level), calculate("CHANGE_SIGNAL", other, one, level)
    assert {signal, back} in ({"Up", "Down"}, {"No significant change"})
    if signal != "No significant change":
        assert signal == ("Up" if one > other else "Down")
        assert p < 1 - level


# RAG.


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(0, 100), st.integers(0, 100))
def test_a_wider_margin_is_never_harsher(actual: int, target: int, percent: int, more: int) -> None:
    order = ["Red", "Amber", "Green"]
    for polarity in ("lower", "higher"):
        one = calculate("RAG_TARGET", actual, target, polarity, percent / 100)
        wider = calculate("RAG_TARGET", actual, target, polarity, (percent + more) / 100)
        assert order.index(wider) >= order.index(one)
        assert (one == "Green") == (actual <= target if polarity == "lower" else actual >= target)
        turned = "higher" if polarity == "lower" else "lower"
        assert calculate("RAG_TARGET", -actual, -target, turned, percent / 100) == one


@given(*[st.integers(0, 100)] * 4)
def test_a_band_is_the_same_from_both_sides(value: int, one: int, other: int, margin: int) -> None:
    low, high = sorted((one, other))
    rag = calculate("RAG_BAND", value / 100, low / 100, high / 100, margin / 100)
    distance = max(low - value, value - high, 0)
    assert rag == ("Green" if distance == 0 else "Amber" if distance <= margin else "Red")
    assert calculate("RAG_BAND", -value / 100, -high / 100, -low / 100, margin / 100) == rag


# Control charts.


@given(st.lists(st.integers(0, 60), min_size=2, max_size=40))
def test_points_turned_upside_down_turn_round(figures: list[int]) -> None:
    turned = {"High": "Low", "Low": "High", "Common cause": "Common cause"}
    judged = {"High": "Concern", "Low": "Improvement", "Common cause": "Common cause"}
    monitored = as_cells(calculate("SPC_POINTS", column(figures), "monitor"))
    upside_down = as_cells(calculate("SPC_POINTS", column([-figure for figure in figures]), "monitor"))
    assert upside_down == [turned[word] for word in monitored]
    assert as_cells(calculate("SPC_POINTS", column(figures), "lower")) == [judged[word] for word in monitored]
    assert as_cells(calculate("SPC_POINTS", column(figures), "higher")) == [judged[turned[word]] for word in monitored]
    mean, lower, upper, moving_range, _ = as_cells(calculate("XMR_LIMITS", column(figures)))
    assert lower <= mean <= upper
    for figure, word in zip(figures, monitored, strict=True):
        if moving_range and not lower <= figure <= upper:
            assert word == ("High" if figure > mean else "Low")


# Targets.


@given(
    st.integers(-5000, 5000), st.integers(-5000, 5000), st.integers(1, 20), st.sampled_from([0, 0.01, 0.5, 1, 10]),
)
def test_a_path_ends_at_the_end_and_never_turns(start: int, end: int, years: int, step: float) -> None:
    path = as_cells(calculate("TARGET_PATH", start / 10, end / 10, years, step))
    assert len(path) == years
    unit = Fraction(str(step)) if step else Fraction(1, 10)
    assert path[-1] == float(half_away(Fraction(end, 10) / unit) * unit)
    assert path == sorted(path, reverse=end < start)
    assert all(abs(target - (start + (end - start) * year / years) / 10) <= step / 2 + 1e-9
               for year, target in enumerate(path, start=1))  # fmt: skip


@given(st.integers(0, 100_000), st.integers(1, 12))
def test_a_year_on_its_target_is_heading_for_it(target: int, month: int) -> None:
    as_at = month_serial(2017 * 12 + 3 + month - 1)
    due = calculate("TARGET_TO_DATE", target, as_at)
    assert calculate("OUTTURN", due, month) == pytest.approx(target)
    assert calculate("OUTTURN", target, 12) == target


@given(st.lists(st.integers(1, 500), min_size=12, max_size=12), st.integers(1, 12), st.integers(2, 9))
def test_years_of_one_pattern_head_for_their_multiple(pattern: list[int], elapsed: int, times: int) -> None:
    """Three years alike, then one of the same pattern but so many times as large."""
    figures = [*pattern * 3, *(times * figure for figure in pattern[:elapsed])]
    months = column([month_serial(2014 * 12 + 3 + at) for at in range(len(figures))])
    assert calculate("OUTTURN_SEASONAL", column(figures), months) == pytest.approx(times * sum(pattern))
    as_at = months[-1][0]
    due = calculate("TARGET_TO_DATE", times * sum(pattern), as_at, column(figures), months)
    assert due == pytest.approx(times * sum(pattern[:elapsed]))


@given(st.integers(2, 100_000), st.integers(-100, 100), st.integers(0, 6))
def test_a_target_of_several_years_is_one_year_again_and_again(baseline: int, percent: int, years: int) -> None:
    assume(percent > -100 or years)
    figure = float(baseline)
    for _ in range(years):
        figure = calculate("TARGET", figure, percent / 100, 1, None, 0)
    assert calculate("TARGET", baseline, percent / 100, years, None, 0) == pytest.approx(figure)
    assert calculate("TARGET", baseline, percent / 100) == calculate("TARGET", baseline, percent / 100, 1, "linear")


# Words and checks.


@given(counts, counts, st.integers(0, 4))
def test_text_and_number_never_disagree(current: int, previous: int, places: int) -> None:
    text = calculate("CHANGE_TEXT", current, previous, places)
    change = calculate("PCT_CHANGE", current, previous)
    assert calculate("HEADLINE", current, previous, None, None, places) == f"{current:,}, {text}"
    if text == "no change":
        assert current == previous
    elif text == "up from 0":
        assert (change, current > 0) == (CellError.DIV0, True)
    elif found := re.fullmatch(r"(up|down) less than ([\d.]+)%", text):
        assert (change > 0) == (found[1] == "up")
        assert 0 < abs(change) * 100 < float(found[2])
    else:
        direction, number = re.fullmatch(r"(up|down) ([\d,.]+)%", text).groups()
        assert (change > 0) == (direction == "up")
        shown = Decimal(number.replace(",", ""))
        assert shown == abs(round_half_away(Decimal(f"{change:.15g}") * 100, places))
        assert max(0, -shown.as_tuple().exponent) == places


@given(st.integers(0, 100_000), st.integers(1, 100_000), st.integers(0, 3))
def test_a_correctly_rounded_statement_is_ok(current: int, previous: int, places: int) -> None:
    percentage = Fraction(current - previous, previous) * 100
    stated = half_away(percentage * 10**places) / 10 ** (places + 2)
    difference = current - previous
    assert calculate("CHECK_CHANGE", current, previous, stated) == "OK"
    assert calculate("CHECK_CHANGE", current, None, stated, difference) == "OK"
    assert calculate("CHECK_CHANGE", current, previous, stated, difference) == "OK"
    assert calculate("CHECK_CHANGE", current, previous, None, difference) == "OK"
    assert calculate("CHECK_CHANGE", current, None, stated) == "OK"


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 2), st.integers(-30, 30))
def test_a_statement_is_held_against_the_right_one(current: int, previous: int, places: int, off: int) -> None:
    percentage = Fraction(current - previous, previous) * 100
    stated = Decimal(half_away(percentage * 10**places) + off).scaleb(-places).normalize()
    shown = max(0, -stated.as_tuple().exponent)  # what is stored as 15% has no decimals, whatever was drawn
    right = Decimal(half_away(percentage * 10**shown)).scaleb(-shown)
    cut_off = Decimal(int(percentage * 10**shown)).scaleb(-shown)

    def said(value: Decimal) -> str:
        return f"{value:+,.{shown}f}%" if value else f"{0:.{shown}f}%"

    expected = "OK" if stated == right else f"Stated {said(stated)}, recomputed {said(right)}"
    if cut_off == stated != right:
        expected += " (truncated)"
    assert calculate("CHECK_CHANGE", current, previous, float(stated / 100)) == expected


@given(st.integers(1, 60), st.integers(-99, 300))
def test_a_lone_percentage_is_possible_when_some_previous_value_gives_it(current: int, percent: int) -> None:
    changes = ((previous, abs(current - previous), current >= previous) for previous in range(1, 200 * current + 2))
    rounded = {(200 * size + previous) // (2 * previous) * (1 if up else -1) for previous, size, up in changes}
    assert (calculate("CHECK_CHANGE", current, None, percent / 100) == "OK") == (percent in rounded)


@given(st.integers(0, 20_000), st.integers(1, 20_000), st.integers(0, 3))
def test_a_correctly_rounded_share_is_ok(part: int, whole: int, places: int) -> None:
    assume(part <= whole)
    stated = half_away(Fraction(part, whole) * 100 * 10**places) / 10 ** (places + 2)
    assert calculate("CHECK_SHARE", part, whole, stated) == "OK"


# Disclosure.


@given(
    st.lists(st.lists(st.one_of(st.integers(0, 8), counts, st.none()), min_size=3, max_size=3), min_size=1, max_size=6),
    st.integers(1, 12),
)
def test_nothing_hidden_can_be_found_by_subtraction(rows: list[list[int | None]], threshold: int) -> None:
    before = [cell for row in rows for cell in row]
    after = as_cells(calculate("SUPPRESS", rows, threshold))
    hidden = [count for count, shown in zip(before, after, strict=True) if shown == "[c]"]
    small = [count for count in before if count and count < threshold]
    assert sorted(hidden)[: len(small)] == sorted(small)
    assert all(shown in {count, "[c]"} or (count is None and shown == "")
               for count, shown in zip(before, after, strict=True))  # fmt: skip
    assert len(hidden) - len(small) in {0, 1}
    if len(hidden) == 1:  # the total gives it away, but there was no other count to hide
        assert sum(1 for count in before if count) == 1
    if len(hidden) > len(small):
        assert len(small) == 1
        assert max(hidden) == min(count for count in before if count and count >= threshold)


@given(st.lists(st.sampled_from(["Red", "Amber", "Green", CellError.NA, None]), min_size=1, max_size=20))
def test_the_lists_of_all_flags_hold_every_text_once(flags: list[Cell]) -> None:
    texts = [f"indicator {at}" for at in range(len(flags))]
    picked = []
    for flag in ("Red", "Amber", "Green"):
        listed = [calculate("PICK", column(texts), column(flags), flag, n) for n in range(1, len(flags) + 2)]
        found = [text for text in listed if text]
        assert listed == [*found, *[""] * (len(listed) - len(found))]
        assert found == sorted(found, key=texts.index)
        picked += found
    assert sorted(picked) == sorted(
        text for text, flag in zip(texts, flags, strict=True) if flag in {"Red", "Amber", "Green"}
    )
