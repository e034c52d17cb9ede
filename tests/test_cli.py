"""The command line: what it prints, what it refuses, and how it ends."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from commands import ROOT, SAMPLE, cspxl, few, with_data

SMALL = """Borough,Major Category,Minor Category,201601,201602,201603
Barnet,Robbery,Personal Property,10,11,12
Brent,Robbery,Personal Property,20,21,22
"""


def figures(*words: str | Path, files: list[Path] = SAMPLE) -> list[dict[str, object]]:
    ran = cspxl("figures", *with_data(files), "--json", *words)
    assert ran.code == 0, ran.err
    return ran.data


def test_barnet_as_published() -> None:
    """Barnet SCPB papers, April 2017, page 3: London ranks 29, 19, 6 and 3; counts are of release A (files named)."""
    found = {row["indicator"]: row for row in figures("--area", "Barnet", "--as-at", "2017-02")}
    ranks = {key: row["london_rank"] for key, row in found.items()}
    assert ranks["residential_burglary"] == 29
    assert ranks["non_residential_burglary"] == 19
    assert ranks["robbery"] == 6
    assert ranks["violence_with_injury"] == 3
    assert found["residential_burglary"]["denominator"] == {"series": "GLA households", "year": 2015}
    assert found["robbery"]["denominator"] == {"series": "GLA population", "year": 2015}
    # Sums of the published rows, counted with awk: see workbooks/sample/README.md for the files.
    assert found["burglary"]["rolling12"] == 3272
    assert found["burglary"]["pct"] == pytest.approx((3272 - 3897) / 3897)
    assert found["burglary"]["quarter"] == 862
    assert found["burglary"]["quarter_pct"] == pytest.approx((862 - 1064) / 1064)
    assert found["residential_burglary"]["rolling12"] == 2248
    assert found["non_residential_burglary"]["rolling12"] == 1024
    assert found["robbery"]["rolling12"] == 456
    assert found["robbery"]["pct"] == pytest.approx((456 - 626) / 626)
    assert found["violence_with_injury"]["rolling12"] == 2220
    assert found["robbery"]["headline"] == "456, down 27.2%"


def test_barking_and_dagenham_says_where_a_break_forbids_comparison() -> None:
    found = {row["indicator"]: row for row in figures("--area", "barking & dagenham", "--as-at", "Apr-17")}
    assert found["criminal_damage"]["rolling12"] == 1882
    assert found["criminal_damage"]["previous12"] == 1949
    assert found["residential_burglary"]["pct"] is None
    assert found["residential_burglary"]["headline"] is None
    assert "April 2017" in str(found["residential_burglary"]["note"])
    assert found["burglary"]["pct"] == pytest.approx((1397 - 1516) / 1516)


@pytest.mark.long
def test_another_denominator_is_used_and_named() -> None:
    """B&D violence with injury is 28th with the GLA's population, 25th with the ONS's (provenance of the series)."""
    words = ("--area", "Barking and Dagenham", "--as-at", "2017-04", "--indicator", "violence_with_injury")
    assert figures(*words)[0]["london_rank"] == 28
    [row] = figures(*words, "--denominator", "ONS mid-year population:2015")
    assert row["denominator"] == {"series": "ONS mid-year population", "year": 2015}
    assert row["london_rank"] == 25


def test_a_month_without_history_has_no_figures_rather_than_wrong_ones() -> None:
    [row] = figures("--area", "Barnet", "--as-at", "2008-11", "--indicator", "robbery")
    assert row["rolling12"] is None
    assert row["pct"] is None
    assert row["london_rank"] is None
    assert row["headline"] is None


def test_two_boroughs_have_figures_but_no_rank(tmp_path: Path) -> None:
    file = tmp_path / "small.csv"
    file.write_text(SMALL)
    [row] = figures("--area", "Barnet", "--as-at", "2016-03", "--indicator", "robbery", files=[file])
    assert row["quarter"] == 10 + 11 + 12
    assert row["london_rank"] is None


def test_the_table_for_people() -> None:
    ran = cspxl("figures", *with_data(SAMPLE), "--area", "Barnet", "--as-at", "2017-02", "--indicator", "Robbery")
    assert ran.code == 0
    assert ran.out.splitlines()[0].startswith("Barnet, February 2017. Data: ")
    headings, row, empty, note = ran.out.splitlines()[1:]
    assert headings.split() == [
        "indicator", "RAG", "quarter", "change", "12", "months", "change", "rate", "per", "1,000", "of", "rank",
        "exception",
    ]  # fmt: skip
    assert row.split() == [
        "robbery", "Green", "113", "-11.0%", "456", "-27.2%", "1.2", "GLA", "population", "2015", "6", "of", "32",
        "In", "range",
    ]  # fmt: skip
    assert empty == ""
    assert note == "Similar group rank not available: 5 of 15 peers have no data"


BAD = {
    "no such file": (None, "no such file"),
    "empty": (b"", "empty"),
    "binary": (bytes(range(256)), ""),
    "no months": (b"Borough,Major Category,Minor Category\nBarnet,Robbery,Personal Property\n", "month"),
    "cut short": (SMALL.replace(",20,21,22", ",20").encode(), "line 3"),
    "text in a count": (SMALL.replace("21", "many").encode(), "many"),
}


@pytest.mark.parametrize("name", few(2, BAD))
def test_a_bad_file_gets_one_line_and_exit_code_3(name: str, tmp_path: Path) -> None:
    content, words = BAD[name]
    file = tmp_path / "bad.csv"
    if content is not None:
        file.write_bytes(content)
    ran = cspxl("figures", "--data", file, "--area", "Barnet", "--as-at", "2016-03")
    assert ran.code == 3
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert "bad.csv" in ran.err
    assert words in ran.err


@pytest.mark.parametrize(
    ("words", "told"),
    few(2, [
        (("--area", "Barnett", "--as-at", "2017-02"), "Barnet"),
        (("--area", "City of London", "--as-at", "2017-02"), "a police force of its own"),
        (("--area", "London Heathrow and London City Airports", "--as-at", "2017-02"), "none of the 32 boroughs"),
        (("--area", "Barnet", "--as-at", "2019-02"), "January 2008 to December 2018"),
        (("--area", "Barnet", "--as-at", "2017-02", "--indicator", "burglry"), "burglary"),
        (("--area", "Barnet", "--as-at", "2017-02", "--denominator", "GLA population:1990"), "2011"),
        (("--area", "Barnet", "--as-at", "2017-02", "--denominator", "people"), "GLA population"),
    ]),
)
def test_a_wrong_choice_gets_one_line_with_the_right_ones(words: tuple[str, ...], told: str) -> None:
    ran = cspxl("figures", *with_data(SAMPLE), *words)
    assert ran.code == 3
    assert len(ran.err.splitlines()) == 1
    assert told in ran.err


def test_two_releases_are_not_mixed(tmp_path: Path) -> None:
    newer = tmp_path / "newer.csv.gz"
    header, row = b"MajorText,MinorText,LookUp_BoroughName,201901", b"Burglary,Domestic Burglary,Barnet,5"
    newer.write_bytes(gzip.compress(header + b"\n" + row + b"\n"))
    ran = cspxl("figures", *with_data([*SAMPLE, newer]), "--area", "Barnet", "--as-at", "2017-02")
    assert ran.code == 3
    assert "two releases are mixed" in ran.err


def test_wrong_usage_is_exit_code_2() -> None:
    assert cspxl("figures", "--area", "Barnet").code == 2
    assert cspxl("figures", *with_data(SAMPLE), "--area", "Barnet", "--as-at", "soon").code == 2
    assert cspxl("nonsense").code == 2


def test_functions_lists_the_catalogue_and_explains_one() -> None:
    listed = cspxl("functions")
    assert "ROLLING12(values, [months], [as_at])" in listed.out
    one = cspxl("functions", "rag")
    assert one.code == 0
    assert "near_all" in one.out
    assert cspxl("functions", "--json").data[0].keys() >= {"name", "syntax", "help", "arguments", "source"}
    unknown = cspxl("functions", "ROLING12")
    assert unknown.code == 3
    assert "ROLLING12" in unknown.err


@pytest.mark.parametrize("words", [["--help"], ["functions"], ["--version"]])
def test_help_and_the_catalogue_do_not_wait_for_pandas(words: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "cspxl", *words]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert "cspxl.cli" in loaded
    assert not {"pandas", "openpyxl", "xlwings", "formulas"} & loaded


@pytest.mark.parametrize("command", ["figures", "build"])
def test_an_area_that_is_none_does_not_stop_the_others(command: str, tmp_path: Path) -> None:
    out = ["--out", tmp_path] if command == "build" else []
    words = [*with_data(SAMPLE[:1]), "--as-at", "2018-12", *out]
    ran = cspxl(command, *words, "--area", "Brent", "--area", "Brentt", "--area", "Leeds")
    assert ran.code == 4
    assert "Brent" in ran.out
    unknown = ran.err.splitlines()[-2:]
    assert "no area called “Brentt”; the nearest names are Brent" in unknown[0]
    assert "no area called “Leeds”: it is policed by West Yorkshire" in unknown[1]
    assert cspxl(command, *words, "--area", "Brentt", "--area", "Leeds").code == 3


@pytest.mark.long
@pytest.mark.parametrize("area", ["City of London", "London", "heathrow", "Other / NK"])
def test_no_report_of_a_borough_is_built_of_what_is_none(area: str, tmp_path: Path) -> None:
    fund = cspxl("build", "lcpf_model.toml", "--area", area, "--out", tmp_path)
    overview = cspxl("build", *with_data(SAMPLE[:1]), "--area", area, "--as-at", "2016-04", "--out", tmp_path)
    for ran in (fund, overview):
        assert ran.code == 3
        assert "32 boroughs" in ran.err.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []
