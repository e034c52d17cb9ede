"""Exceptional months: the page's chart and the overview judge alike, and neither across a classification break."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from packs import cell, cells, chosen, page_part, planned, release

from cspxl.engine import Plan
from cspxl.facts import boroughs
from cspxl.values import month_index

BREAK = month_index(2017, 4)  # residential and non-residential burglary, MPS release notes
RESIDENTIAL, ROBBERY = (0, "residential_burglary"), (1, "robbery")  # pages of the pack


PACK = """
report = "pack"
title = "limits"
overview = "yes"
police = ["residential_burglary", "robbery"]
figures = ["own.csv"]
pages = ["residential_burglary", "robbery"]

[[sheet]]
name = "Lines"
title = "lines"
columns = ["indicator", "performance"]

[[sheet.group]]
name = "Own"

[[sheet.group.line]]
label = "Calls"
figures = "calls"
"""


@cache
def pack() -> Plan:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "own.toml"
        path.write_text(PACK, encoding="utf-8")
        row = "area,indicator,month,value,source\nBarnet,calls,2017-02,1,own\n"
        (Path(folder) / "own.csv").write_text(row, encoding="utf-8")
        return planned(path, "Barnet", "2017-02")


def drawn(page: int, heading: str) -> list[object]:
    return cells(pack(), f"page{page}_months[{heading}]")


def marked(page: int) -> list[str]:
    """The mark of each month that has one: above or below."""
    sides = zip(drawn(page, "above"), drawn(page, "below"), strict=True)
    return ["above" * (str(above) != "#N/A") + "below" * (str(below) != "#N/A") for above, below in sides]


def limits(area: str, indicator: str, month: int) -> tuple[float, float] | None:
    """By pandas: 2.66 mean moving ranges (Wheeler) about the mean of the 24 months before, of one basis alone."""
    frame = release("A").frame
    series = frame[(frame["area"] == area) & (frame["indicator"] == indicator)].set_index("month")["value"]
    first = max(month - 24, BREAK) if indicator == "residential_burglary" and month >= BREAK else month - 24
    before = pd.Series(series.loc[first : month - 1])
    if len(before) < 12:
        return None
    width = 2.66 * before.diff().abs().mean()
    return max(0.0, before.mean() - width), before.mean() + width


@pytest.mark.long
@pytest.mark.parametrize(("page", "indicator"), [RESIDENTIAL, ROBBERY])
@pytest.mark.parametrize("area", ["Bromley", "Westminster"])
def test_each_month_is_judged_by_the_months_before_it(page: int, indicator: str, area: str) -> None:
    """Three years to June 2018, across the break of April 2017; the last three months as the overview has them."""
    last = month_index(2018, 6)
    chosen(pack(), area, last)
    values, lows, highs = (drawn(page, name) for name in ("single", "lower", "upper"))
    marks = marked(page)
    for month, value, low, high, mark in zip(range(last - 36, last + 1), values, lows, highs, marks, strict=True):
        wanted = limits(area, indicator, month)
        if wanted is None:
            assert {str(low), str(high)} == {"#N/A"}
            assert not mark
            continue
        assert (low, high) == pytest.approx(wanted)
        outside = not wanted[0] <= float(str(value)) <= wanted[1]
        assert bool(mark) == outside, month


@pytest.mark.long
def test_a_break_leaves_too_few_months_to_judge_by() -> None:
    """Bromley, residential burglary, March 2018: 231 is above limits of both bases together, and nothing is known."""
    chosen(pack(), "Bromley", month_index(2018, 3))
    assert "Residential burglary" not in str(pack()["Overview!A3"])
    told = str(page_part(pack(), "Page Residential burglary", "month"))
    assert told.startswith("Mar 18 cannot be judged: too few comparable months before it.")
    assert told.endswith("New basis from Apr 17: not comparable before.")


def test_overview_and_pages_agree() -> None:
    """The month itself, robbery, eight boroughs: marked on the page where the overview says High or Low."""
    for at, area in list(enumerate(boroughs()))[::4]:
        chosen(pack(), area, month_index(2016, 1) + at % 24)
        said = cell(pack(), "workings[month_0]", indicator="robbery")
        assert (said in {"High", "Low"}) == bool(marked(1)[-1]), area


def test_no_line_is_drawn_through_a_break() -> None:
    """To June 2018: March and April 2017 are columns of their own; no total of both bases is drawn, on either line."""
    last = month_index(2018, 6)
    chosen(pack(), "Bromley", last)
    shown = {
        (name, at): [str(value) != "#N/A" for value in cells(pack(), f"page0_months[{name}]", stretch_number=at)]
        for name in ("single_drawn", "area_drawn", "london_drawn", "mean_drawn")
        for at in (0, 1)
    }
    months = range(last - 36, last + 1)
    assert shown["single_drawn", 0] == [month < BREAK for month in months]
    assert shown["single_drawn", 1] == [month >= BREAK for month in months]
    for name in ("area_drawn", "london_drawn"):
        assert shown[name, 0] == [month < BREAK for month in months]
        assert shown[name, 1] == [month >= BREAK + 11 for month in months]
    assert not any(one and other for one, other in zip(shown["mean_drawn", 0], shown["mean_drawn", 1], strict=True))


@pytest.mark.parametrize("name", ["area", "london"])
def test_after_a_break_a_line_starts_again_at_0(name: str) -> None:
    """To June 2018, by pandas: change since July 2015, then since March 2018, the first 12 months on the new basis."""
    last = month_index(2018, 6)
    chosen(pack(), "Bromley", last)
    frame = release("A").frame
    frame = frame[(frame["indicator"] == "residential_burglary") & frame["area"].isin(list(boroughs()))]
    if name == "area":
        frame = frame[frame["area"] == "Bromley"]
    totals = frame.groupby("month")["value"].sum().rolling(12).sum()
    values = dict(zip(range(last - 36, last + 1), drawn(0, name), strict=True))
    for first, month in ((last - 36, BREAK - 1), (BREAK + 11, last)):
        assert values[first] == 0
        assert values[month] == pytest.approx(totals[month] / totals[first] - 1)
