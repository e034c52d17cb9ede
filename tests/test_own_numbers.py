"""Numbers in a table of entered figures: read as they are meant, or refused with their place."""

from __future__ import annotations

from pathlib import Path

import pytest
from packs import release

from cspxl.errors import InputError
from cspxl.report.configuration import read_configuration
from cspxl.report.pack import read_pack
from cspxl.sources.tidy import NUMBERS, read_tidy
from cspxl.values import month_index

NAMES = ("area", "indicator", "month", "n_months", *NUMBERS, "source")
LINE = """
[[sheet.group.line]]
label = "{key}"
figures = "{key}"
{more}
"""
PACK = """
report = "pack"
title = "own figures"
police = ["burglary"]
figures = ["own.csv"]
[[sheet]]
name = "Lines"
title = "lines"
columns = ["indicator", "performance"]
[[sheet.group]]
name = "Own"
"""


def row(**fields: str) -> str:
    """One row of Brent's, other fields as given; a field with a comma in quotation marks."""
    written = {"area": "Brent", "indicator": "asb_calls", "month": "2017-04", "source": "Call log", **fields}
    return ",".join(f'"{written.get(name, "")}"' for name in NAMES)


def table(folder: Path, *rows: str) -> Path:
    (folder / "own.csv").write_text("\n".join([",".join(NAMES), *rows, ""]), encoding="utf-8")
    return folder / "own.csv"


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_tidy(path)
    return str(caught.value)


def pack(folder: Path, *rows: str, lines: str = "") -> list[str]:
    """What is noticed of these rows in a pack; a line shows the calls."""
    table(folder, *rows)
    (folder / "own.toml").write_text(PACK + LINE.format(key="asb_calls", more="") + lines, encoding="utf-8")
    configuration = read_configuration(folder / "own.toml")
    asked = read_pack(configuration, folder, release("A"), "Brent", month_index(2017, 4), "cspxl")
    return [notice.text for notice in asked.request.notices if notice.file == "own.csv"]


@pytest.mark.parametrize(
    "text",
    [
        "1,23", "1.234,5", "12,34", "1,2345", "0,380", "0,38", "12,34,567", "1.234.567", "1'234", "1_000", "1e3",
        "6 600", "6\u00a0600", "6\u202f600", "6\u200b600", "６６００", "٦٦٠٠", "66OO", "l234", "5²", "½", "Ⅻ",
        "6.6k", "£5,000", "5p", "(5)", "~5", "<5", "6,600*", "5.", "--5", "5%%", "38 %", "38％", "-", "–", "=5",
        "TRUE", "2017-04", "#N/A",
    ],
)  # fmt: skip
def test_what_is_no_plain_number_is_refused(tmp_path: Path, text: str) -> None:
    assert "own.csv: row 2, column value: " in refusal(table(tmp_path, row(value=text)))


@pytest.mark.parametrize("minus", ["-5", "−5", "-5%", "-0.5"])
def test_nothing_counts_below_zero(tmp_path: Path, minus: str) -> None:
    assert "is below 0" in refusal(table(tmp_path, row(value=minus)))


@pytest.mark.parametrize(
    ("text", "number"),
    [("6600", 6600), ("6,600", 6600), ("1,234,567", 1234567), ("6600.0", 6600), ("\u00a06600 ", 6600), ("+5", 5)],
)
def test_a_plain_number_is_read(tmp_path: Path, text: str, number: int) -> None:
    assert read_tidy(table(tmp_path, row(value=text))).entries[0].figures == {"value": number}


@pytest.mark.parametrize("column", ["numerator", "denominator", "stated_rank", "stated_of"])
@pytest.mark.parametrize("text", ["1.000", "2.5", "12.000"])
def test_parts_and_ranks_are_whole(tmp_path: Path, column: str, text: str) -> None:
    """12.000 may mean 12,000."""
    fields = {"numerator": "1", "denominator": "99", "stated_rank": "1", "stated_of": "32"}
    told = refusal(table(tmp_path, row(**{**fields, column: text})))
    assert f"row 2, column {column}: " in told


def test_no_rank_is_0(tmp_path: Path) -> None:
    assert "column stated_rank: is 0" in refusal(table(tmp_path, row(stated_rank="0", stated_of="32")))


@pytest.mark.parametrize(("value", "refused"), [("38%", False), ("0.38", False), ("45%", True), ("0.31", True)])
def test_a_figure_lies_in_its_own_interval(tmp_path: Path, value: str, *, refused: bool) -> None:
    path = table(tmp_path, row(value=value, stated_low="35%", stated_high="41%"))
    if refused:
        assert "column value: " in refusal(path)
        assert "is outside its interval, 0.35 to 0.41" in refusal(path)
    else:
        assert read_tidy(path).entries


SHARE = LINE.format(key="safe", more='measure = "share"')


@pytest.mark.parametrize(("value", "refused"), [("26%", False), ("0.2649", False), ("27%", True), ("0.5", True)])
def test_a_share_is_that_of_its_parts(tmp_path: Path, value: str, *, refused: bool) -> None:
    """264 of 1,000 are 26.4%."""
    rows = row(value="6600"), row(indicator="safe", value=value, numerator="264", denominator="1000")
    if refused:
        with pytest.raises(InputError, match=r"row 3, column value: .*, but 264 of 1,000 are 26\.4%; correct one"):
            pack(tmp_path, *rows, lines=SHARE)
    else:
        pack(tmp_path, *rows, lines=SHARE)


# What no line shows.


def test_an_area_that_the_report_shows_nowhere_is_told(tmp_path: Path) -> None:
    """A total among the rows is never added to anything; a borough by another name is missed, so it is named."""
    others = [row(area=area, value="9000") for area in ("Total", "All areas", "London Borough of Brent")]
    told = pack(tmp_path, row(value="6600"), row(area="Slough", value="5000"), row(area="London", value="9"), *others)
    names = "“Total” (row 5), “All areas” (row 6) and “London Borough of Brent” (row 7)"
    slough = "“Slough” (row 3), "
    assert told == [f"areas that are no area, peer or comparator of this report, so not shown: {slough}{names}"]


def test_an_area_that_a_line_compares_with_is_shown(tmp_path: Path) -> None:
    line = LINE.format(key="thefts", more='compare = ["Neighbours"]')
    rows = [row(area=area, indicator="thefts", value="5") for area in ("Brent", "Neighbours")]
    assert pack(tmp_path, row(value="6600"), *rows, lines=line) == []


def test_a_key_that_is_nearly_that_of_a_line_is_told(tmp_path: Path) -> None:
    rows = [row(area="Ealing", indicator=key, value="5") for key in ("asb_cals", "another", "population")]
    assert pack(tmp_path, row(value="6600"), *rows) == [
        "no line shows asb_cals, which is like asb_calls: correct it if that was meant",
    ]
