"""The command ``figures``: several areas and months, London, JSON and CSV, the table for people, wrong usage."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from commands import SAMPLE, cspxl, few, long, with_data
from scattered import scattered

from cspxl.facts import boroughs

FIELDS = [
    "area", "indicator", "as_at", "rolling12", "previous12", "change", "pct", "quarter", "quarter_year_ago",
    "quarter_pct", "fytd", "previous_fytd", "fytd_pct", "rate", "london_rank", "london_of", "similar_rank",
    "similar_of", "denominator", "rag", "exception", "headline", "note",
]  # fmt: skip


def raw(*words: str | Path, encoding: str = "utf-8") -> bytes:
    """The bytes of standard output where the machine writes another encoding."""
    command = [sys.executable, "-m", "cspxl", "figures", *map(str, words)]
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def borough_file(path: Path, areas: list[str]) -> Path:
    """Robberies of three years: of the n-th area 12 times 10 + n in the first year, then 12 more each year."""
    months = [f"{year}{month:02}" for year in (2015, 2016, 2017) for month in range(1, 13)]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Borough", "Major Category", "Minor Category", *months])
        for at, area in enumerate(areas):
            counts = [count for year in range(3) for count in scattered(10 + at + year, 12, area)]
            table.writerow([area, "Robbery", "Personal Property", *counts])
    return path


def test_areas_and_months_come_in_the_order_given() -> None:
    words = ("--area", "Sutton", "--area", "barking & dagenham", "--area", "london", "--area", "SUTTON")
    found = cspxl(
        "figures", *with_data(SAMPLE), *words, "--as-at", "2017-01..2017-03",
        "--indicator", "robbery", "--indicator", "Burglary", "--json",
    ).data  # fmt: skip
    assert [(row["area"], row["as_at"], row["indicator"]) for row in found] == [
        (area, month, key)
        for area in ("Sutton", "Barking and Dagenham", "London")
        for month in ("2017-01", "2017-02", "2017-03")
        for key in ("robbery", "burglary")
    ]


@pytest.mark.long
def test_all_is_every_borough() -> None:
    found = cspxl("figures", *with_data(SAMPLE), "--all", "--as-at", "2017-02", "--indicator", "rape", "--json").data
    assert [row["area"] for row in found] == list(boroughs())
    assert sorted(row["london_rank"] for row in found) == list(range(1, 33))  # no two have one rate
    words = ("--all", "--area", "London", "--area", "Barnet", "--as-at", "2017-02", "--indicator", "rape")
    more = cspxl("figures", *with_data(SAMPLE), *words, "--json").data
    assert [row["area"] for row in more] == [*boroughs(), "London"]


def test_every_field_is_named_and_barnets_are_as_published() -> None:
    """Barnet SCPB papers, April 2017, page 3: RAG Amber, ranks 3/32 and, with all its peers' figures, 2/15."""
    [row] = cspxl(
        "figures", *with_data(SAMPLE), "--area", "Barnet", "--as-at", "2017-02", "--indicator", "violence_with_injury",
        "--json",
    ).data  # fmt: skip
    assert list(row) == FIELDS
    assert (row["rag"], row["london_rank"], row["london_of"]) == ("Amber", 3, 32)
    assert (row["similar_rank"], row["similar_of"]) == (None, 15)
    assert row["note"] == "Similar group rank not available: 5 of 15 peers have no data"
    assert row["rate"] == pytest.approx(2220 / 379806 * 1000, rel=1e-3)  # population: the example of PEER_RANK


@pytest.mark.parametrize("encoding", few(1, ["utf-8", "ascii", "cp1252", "utf-16"]))
def test_csv_has_the_fields_of_json_as_rfc_4180_writes_them(encoding: str) -> None:
    words = (*with_data(SAMPLE), "--area", "Barnet", "--area", "London", "--as-at", "2017-03..2017-04")
    written = raw(*words, "--csv", encoding=encoding)
    assert written.count(b"\n") == written.count(b"\r\n") == 1 + 2 * 2 * 10
    header, *rows = csv.reader(io.StringIO(written.decode("utf-8"), newline=""), strict=True)
    assert header == FIELDS
    for fields, row in zip(rows, cspxl("figures", *words, "--json").data, strict=True):
        base = row["denominator"]
        expected = {**row, "denominator": base and f"{base['series']} {base['year']}"}
        assert fields == ["" if value is None else str(value) for value in expected.values()]


@pytest.mark.parametrize("area", few(2, ["=1+1", "+44 Road", "-Other", "@NOW(A1)", '=HYPERLINK("x","y")', "＝1+1"]))
def test_no_text_of_a_file_becomes_a_formula_in_a_spreadsheet(area: str, tmp_path: Path) -> None:
    file = borough_file(tmp_path / "in.csv", [area, "Barnet"])
    words = ("--data", file, f"--area={area}", "--as-at", "2016-12", "--indicator", "robbery")
    header, fields = csv.reader(io.StringIO(raw(*words, "--csv").decode(), newline=""), strict=True)
    row = dict(zip(header, fields, strict=True))
    assert row["area"] == f"'{area}"
    assert (row["rolling12"], row["change"]) == ("132", "12")


@pytest.mark.long
def test_csv_obeys_nothing_that_a_name_holds(tmp_path: Path) -> None:
    file = borough_file(tmp_path / "in.csv", ["Barnet", "Bar\u009b2Jnet", "\u202e=1+1"])
    for area in ("Bar\u009b2Jnet", "\u202e=1+1"):
        written = raw("--data", file, f"--area={area}", "--as-at", "2016-12", "--indicator", "robbery", "--csv")
        assert written.decode().replace("\r\n", "").isprintable()


def test_negative_numbers_stay_numbers() -> None:
    words = (*with_data(SAMPLE), "--area", "Barnet", "--as-at", "2017-02", "--indicator", "robbery", "--csv")
    header, fields = csv.reader(io.StringIO(raw(*words).decode()))
    row = dict(zip(header, fields, strict=True))
    assert row["change"] == str(456 - 626)  # release A, counted with awk
    assert float(row["pct"]) == pytest.approx((456 - 626) / 626)


def test_the_city_and_heathrow_have_figures_and_no_ranks(tmp_path: Path) -> None:
    """11 robberies a month against 10, or the next; RAG of the changes alone, which both go up."""
    outside = ["City of London", "London Heathrow and London City Airports"]
    file = borough_file(tmp_path / "in.csv", [*outside, *boroughs()])
    words = ("--data", file, "--as-at", "2016-12", "--indicator", "robbery", "--json")
    found = cspxl("figures", *words, "--area", outside[0], "--area", outside[1], "--area", "London").data
    assert [row["rolling12"] for row in found] == [132, 144, sum(12 * (10 + at + 1) for at in range(2, 34))]
    for row in found:
        assert [row[name] for name in ("london_rank", "london_of", "similar_rank", "similar_of")] == [None] * 4
        assert row["rag"] == "Red"
    assert [row["rate"] is None for row in found] == [True, True, False]
    assert "not one of the 32 boroughs" in found[0]["note"]


def test_all_leaves_no_borough_out_that_the_files_lack(tmp_path: Path) -> None:
    file = borough_file(tmp_path / "in.csv", ["Barnet", "Brent"])
    words = ("--data", file, "--all", "--as-at", "2016-12", "--indicator", "robbery", "--json")
    found = {row["area"]: row for row in cspxl("figures", *words).data}
    assert len(found) == 32
    assert (found["Barnet"]["rolling12"], found["Barnet"]["london_rank"]) == (132, None)
    assert found["Camden"]["rolling12"] is None
    assert "the files have no rows for Camden" in found["Camden"]["note"]
    assert "London rank not available: no figure for 30 of the 32 boroughs" in found["Barnet"]["note"]


@pytest.mark.parametrize(
    ("words", "first_line", "headings"),
    few(2, [
        (("--area", "Barnet", "--as-at", "2017-02"), "Barnet, February 2017. Data: ", []),
        (("--area", "Barnet", "--area", "Brent", "--as-at", "2017-02"), "February 2017. Data: ", ["Barnet", "Brent"]),
        (("--area", "Barnet", "--as-at", "2017-01..2017-02"), "Barnet. Data: ", ["January 2017", "February 2017"]),
        (("--all", "--as-at", "2017-02", "--indicator", "rape"), "February 2017, rape. Data: ", []),
        (("--area", "Barnet", "--as-at", "2017-01..2017-02", "--indicator", "rape"), "Barnet, rape. Data: ", []),
    ]),
)
def test_the_table_for_people_has_a_heading_for_what_varies(
    words: tuple[str, ...], first_line: str, headings: list[str],
) -> None:
    ran = cspxl("figures", *with_data(SAMPLE), *words)
    first, *lines = ran.out.splitlines()
    assert first.startswith(first_line)
    alone = [line for at, line in enumerate(lines[1:], 1) if not lines[at - 1] and "  " not in line]
    assert alone[: len(headings)] == headings
    assert max(map(len, lines[: 12 if not headings else 24])) <= 125


def test_a_note_says_what_it_is_about() -> None:
    ran = cspxl("figures", *with_data(SAMPLE), "--area", "Barnet", "--area", "Brent", "--as-at", "2017-03..2017-04")
    notes = [line for line in ran.out.splitlines() if line.startswith(("Not comparable", "Similar"))]
    assert notes[0].endswith("5 of 15 peers have no data (Barnet)")
    assert notes[1].startswith("Not comparable with a year before: From April 2017")
    assert notes[1].endswith("(April 2017; residential_burglary and non_residential_burglary)")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    few(5, [
        (("--all", "--as-at", "2017-02", "--json", "--csv"), 2, "one of --csv and --json"),
        (("--as-at", "2017-02"), 2, "--all"),
        (("--area", "", "--as-at", "2017-02"), 2, "--area is empty"),
        (("--all", "--denominator", "", "--as-at", "2017-02"), 2, "--denominator is empty"),
        (("--all", "--as-at", "2017-03..2017-02"), 2, "ends before it begins"),
        (("--all", "--as-at", "2017-03..soon"), 2, "'soon' (in '2017-03..soon') is no month"),
        (("--area", "Kingston", "--as-at", "2017-02"), 3, "the nearest names are Kingston upon Thames"),
        (("--all", "--as-at", "2018-11..2019-02"), 3, "January 2019 is outside the data"),
        (("--all", "--as-at", "2017-02", "--indicator", "rape", "--indicator", "robery"), 3, "robbery"),
    ]),
)
@pytest.mark.parametrize("form", [(), *long(("--csv",))])
def test_a_wrong_choice_is_one_line(words: tuple[str, ...], code: int, told: str, form: tuple[str, ...]) -> None:
    ran = cspxl("figures", *with_data(SAMPLE), *words, *form)
    assert (ran.code, ran.out) == (code, "")
    assert len(ran.err.splitlines()) == 1
    assert told in ran.err
