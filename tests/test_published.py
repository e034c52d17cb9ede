"""The publication of each report: readable by all, the board's figures and no others, and small counts withheld."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import openpyxl
import pytest
from commands import SAMPLE, cspxl, with_data
from hypothesis import example, given, settings
from hypothesis import strategies as st
from packs import BARKING, BARNET, packaged, release

from cspxl.batch.make import Job, make
from cspxl.batch.recipe import build_plan, recipe_of
from cspxl.bundled import workbooks
from cspxl.check import check, chosen
from cspxl.differences import differences
from cspxl.export.disclosure import hidden
from cspxl.facts import boroughs
from cspxl.report.configuration import read_configuration
from cspxl.report.publication import Total
from cspxl.values import month_of

REPORTS = (("overview.toml", "A", BARNET, "2017-02"), ("call_over.toml", "A", BARKING, "2017-04"),
           ("barnet_pack.toml", "A", BARNET, "2017-02"), ("borough_profile.toml", "B", BARKING, "2021-12"))  # fmt: skip


@cache
def published(name: str, data: str, area: str, month: str, folder: Path | None = None) -> bytes:
    path = packaged(name) if folder is None else folder / name
    recipe = recipe_of(read_configuration(path), path.parent, release(data), publish=".xlsx")
    return make(recipe, Job(area, month_of(month))).content


def book_of(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def tables(book: openpyxl.Workbook) -> Iterator[tuple[str, list[list[object]]]]:
    """Every marked-up table: its name, its heading and its rows."""
    for sheet in book.worksheets:
        for table in sheet.tables.values():
            yield table.name, [[cell.value for cell in row] for row in sheet[table.ref]]


def column(book: openpyxl.Workbook, table: str, heading: str) -> dict[object, object]:
    """The cells of a column, by the first of their rows; its heading begins so."""
    rows = dict(tables(book))[table]
    at = next(at for at, text in enumerate(rows[0]) if str(text).startswith(heading))
    return {row[0]: row[at] for row in rows[1:]}


def findings(content: bytes, folder: Path) -> list[str]:
    path = folder / "published.xlsx"
    path.write_bytes(content)
    return [f"{one.rule.name} {one.place} {one.what}" for one in check(path, chosen("publish")).findings]


@pytest.mark.parametrize(
    "report", [pytest.param(report, marks=[pytest.mark.long] if at else []) for at, report in enumerate(REPORTS)],
    ids=lambda report: report[0],
)
def test_a_publication_meets_the_checklist(report: tuple[str, str, str, str], tmp_path: Path) -> None:
    assert findings(published(*report), tmp_path) == []


@pytest.mark.long
@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report[0])
def test_of_every_eighth_borough_too(report: tuple[str, str, str, str], tmp_path: Path) -> None:
    name, data, _, month = report
    path = packaged(name)
    recipe = recipe_of(read_configuration(path), path.parent, release(data), publish=".xlsx")
    for area in list(boroughs())[::8]:
        assert findings(make(recipe, Job(area, month_of(month))).content, tmp_path) == [], area


def test_its_figures_are_those_that_release_a_gives() -> None:
    """Barnet, 12 months to February 2017: 3272 burglaries, 2248 residential and 1024 others; ranks 29, 19, 6 and 3."""
    book = book_of(published(*REPORTS[0]))
    twelve = column(book, "twelve_months", "12 months to February 2017")
    wanted = {"Burglary": 3272, "Residential burglary": 2248, "Non-residential burglary": 1024, "Robbery": 456,
              "Violence with injury": 2220}  # fmt: skip
    assert {name: twelve[name] for name in wanted} == wanted
    ranks = column(book, "twelve_months", "Rank among the 32 boroughs")
    named = ("Residential burglary", "Non-residential burglary", "Robbery", "Violence with injury")
    assert [ranks[name] for name in named] == [29, 19, 6, 3]
    assert column(book, "quarter", "Three months to February 2017")["Burglary"] == 862
    months = column(book, "by_month", "Burglary, offences")
    assert len(months) == 24
    assert sum(value for value in list(months.values())[12:] if isinstance(value, int)) == 3272


def test_it_holds_values_alone_and_says_what_it_is() -> None:
    book = book_of(published(*REPORTS[0]))
    assert [sheet.title for sheet in book.worksheets][:4] == ["Cover", "Contents", "Notes", "Table 1"]
    assert not [cell for sheet in book.worksheets for row in sheet for cell in row if cell.data_type == "f"]
    assert book.properties.title == "Barnet: overview dashboard, figures to February 2017"
    assert book.properties.language == "en-GB"
    names = [name for name, _ in tables(book)]
    assert len(set(names)) == len(names)
    for _, rows in tables(book):
        assert all(cell not in {None, ""} for row in rows for cell in row)


def test_every_column_of_numbers_has_its_unit() -> None:
    units = ("%", "offences", "number", "rate", "per 1,000", "points", "Rank", "rank", "Target")
    for name, rows in tables(book_of(published(*REPORTS[0]))):
        for heading, *cells in zip(*rows, strict=True):
            if any(isinstance(cell, int | float) for cell in cells):
                assert any(unit in str(heading) for unit in units), (name, heading)


def test_equal_inputs_give_equal_bytes() -> None:
    assert published(*REPORTS[0]) == published.__wrapped__(*REPORTS[0])


# Disclosure control


def follows(totals: Sequence[Total], gone: frozenset[tuple[str, ...]]) -> set[str]:
    """The hidden counts that linear algebra gives back: those that no solution of the totals moves (numpy's SVD)."""
    unknown = sorted(gone)
    rows = [[float(key in total.parts) - float(key == total.whole) for key in unknown] for total in totals]
    if not unknown or not rows:
        return set()
    _, sizes, directions = np.linalg.svd(np.array(rows))
    free = directions[int((sizes > 1e-9).sum()) :]
    return {key[0] for at, key in enumerate(unknown) if not len(free) or np.abs(free[:, at]).max() < 1e-9}


def months_and_totals(months: Sequence[int]) -> tuple[dict[tuple[str, ...], int], list[Total]]:
    """Months, their quarters and their year."""
    counts = {(f"month {at}",): count for at, count in enumerate(months)}
    keys = list(counts)
    counts["year",] = sum(months)
    totals = [Total(("year",), tuple(keys))]
    for at in range(0, len(months), 3):
        counts[f"quarter {at}",] = sum(months[at : at + 3])
        totals.append(Total((f"quarter {at}",), tuple(keys[at : at + 3])))
    return counts, totals


@given(st.lists(st.integers(0, 40), min_size=12, max_size=12))
@example([0, 1, 4, 0, 1, 1, 0, 0, 0, 0, 0, 0])  # year less first quarter would give the second
@settings(max_examples=200, deadline=None)
def test_no_withheld_count_follows_from_the_totals(months: list[int]) -> None:
    counts, totals = months_and_totals(months)
    gone = hidden(counts, totals, 5)
    assert all(key in gone for key, count in counts.items() if 0 < count < 5)
    assert not follows(totals, gone)
    assert not {key for key in gone if counts[key] == 0}


@given(st.lists(st.integers(0, 30), min_size=12, max_size=12))
@settings(max_examples=200, deadline=None)
def test_nor_in_a_table_with_totals_both_ways(cells: list[int]) -> None:
    counts: dict[tuple[str, ...], int] = {(f"{at // 4} {at % 4}",): count for at, count in enumerate(cells)}
    lines = [(f"row {row}", [(f"{row} {at}",) for at in range(4)]) for row in range(3)]
    lines += [(f"column {at}", [(f"{row} {at}",) for row in range(3)]) for at in range(4)]
    totals = []
    for name, parts in lines:
        counts[name,] = sum(counts[part] for part in parts)
        totals.append(Total((name,), tuple(parts)))
    assert not follows(totals, hidden(counts, totals, 5))


@pytest.mark.parametrize(
    ("months", "gone"),
    [
        ([20, 30, 40, 20, 30, 40, 20, 30, 40, 20, 30, 40], set()),
        # 3 alone: with it the next smallest of its quarter, as SUPPRESS says.
        ([3, 30, 40, 20, 30, 40, 20, 30, 40, 20, 30, 40], {"month 0", "month 1"}),
        # 1 and 1 add up to 2, which gives both away: a third goes with them.
        ([1, 1, 40, 20, 30, 40, 20, 30, 40, 20, 30, 40], {"month 0", "month 1", "month 2"}),
    ],
    ids=["none", "one", "two ones"],
)
def test_what_is_withheld_of_months(months: list[int], gone: set[str]) -> None:
    assert {key[0] for key in hidden(*months_and_totals(months), 5)} == gone


def test_the_cases_of_a_share_are_withheld_where_the_others_are_few() -> None:
    """13 of 14: one was not, so neither stands there; 13 of 13 tells of nobody else."""
    share = Total(("of",), (("cases",),), rest=True)
    assert hidden({("of",): 14, ("cases",): 13}, [share], 5) == {("cases",)}
    assert hidden({("of",): 13, ("cases",): 13}, [share], 5) == frozenset()
    assert hidden({("of",): 156, ("cases",): 40}, [share], 5) == frozenset()


def test_small_counts_and_what_gives_them_away_are_withheld(tmp_path: Path) -> None:
    """With a threshold of 20 the small months of Barnet's rapes go, with a reason in the notes."""
    text = packaged("overview.toml").read_text(encoding="utf-8")
    (tmp_path / "overview.toml").write_text(text + "\n[publication]\nthreshold = 20\n", encoding="utf-8")
    book = book_of(published("overview.toml", "A", BARNET, "2017-02", tmp_path))
    shown = column(book, "by_month", "Rape, offences")
    board = column(book_of(published(*REPORTS[0])), "by_month", "Rape, offences")
    small = {month for month, count in board.items() if isinstance(count, int) and 0 < count < 20}
    assert small
    assert {month for month, count in shown.items() if count == "[c]"} >= small
    notes = column(book, "notes", "Meaning")
    assert "Counts from 1 to 19 are withheld" in str(notes["[c]"])


# Plans

PLANS = (("plan.toml", "Hillingdon", "2017-12"), ("framework.toml", BARKING, "2017-04"),
         ("plan_on_a_page.toml", BARKING, "2021-12"))  # fmt: skip


@cache
def plan(name: str, area: str, month: str, suffix: str = ".xlsx") -> bytes:
    path = packaged(name)
    made = build_plan(read_configuration(path), path.parent, area, month_of(month), publish=suffix)
    return made.made.content


@pytest.mark.parametrize("report", PLANS, ids=lambda report: report[0])
def test_a_plans_publication_meets_the_checklist(report: tuple[str, str, str], tmp_path: Path) -> None:
    assert findings(plan(*report), tmp_path) == []


def test_a_plans_targets_and_outturns_are_those_of_its_paper() -> None:
    """Hillingdon's computed targets and outturns; PWIT has quarters of 0, few and few that add up to 9."""
    book = book_of(plan(*PLANS[0]))
    name, rows = "measures_counts", dict(tables(book))["measures_counts"]
    at = {str(heading).split(",")[0]: n for n, heading in enumerate(rows[0])}
    found = {row[at["Measure"]]: row for row in rows[1:]}
    wanted = {"Residential burglary": (1664, 758, 1516, "On track"),
              "Violence with injury": (2337, 1226, 2452, "At risk"),
              "Robbery": (444, 230, 460, "At risk"), "Knife crime with injury": (99, 64, 128, "Off track")}  # fmt: skip
    columns = ("Target of the year", "To date", "Projected outturn", "Status [note 1]")
    assert {measure: tuple(found[measure][at[column]] for column in columns) for measure in wanted} == wanted
    few = found["Young people: possession with intent to supply"]
    assert [few[at[quarter]] for quarter in ("Q1", "Q2", "Q3")] == [0, "[c]", "[c]"]
    assert few[at["To date"]] == 9
    assert name not in dict(tables(book_of(plan(*PLANS[1]))))


# OpenDocument


def cells_of(content: bytes) -> dict[str, list[list[object]]]:
    """The cells of an .ods, sheet by sheet, read as OpenDocument says."""
    oasis = "urn:oasis:names:tc:opendocument:xmlns:"
    names = {"t": f"{oasis}table:1.0", "x": f"{oasis}text:1.0"}
    office = f"{{{oasis}office:1.0}}"
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.namelist()[0] == "mimetype"
        root = ET.fromstring(package.read("content.xml"))

    def value(cell: ET.Element) -> object:
        number = cell.get(f"{office}value")
        return f"{float(number):.12g}" if number is not None else "".join(cell.find("x:p", names).itertext())

    return {
        sheet.get(f"{{{names['t']}}}name"): [[value(cell) for cell in row.findall("t:table-cell", names)]
                                             for row in sheet.iter(f"{{{names['t']}}}table-row")]
        for sheet in root.iter(f"{{{names['t']}}}table")
    }  # fmt: skip


@pytest.mark.parametrize("report", PLANS[:1], ids=lambda report: report[0])
def test_an_ods_has_the_cells_of_the_xlsx(report: tuple[str, str, str]) -> None:
    ods, book = cells_of(plan(*report, ".ods")), book_of(plan(*report))
    assert list(ods) == book.sheetnames
    for sheet in book:
        shown = [[cell.value for cell in row if cell.value is not None] for row in sheet]
        numbers = [[cell if isinstance(cell, str) else f"{float(cell):.12g}" for cell in row] for row in shown]
        assert ods[sheet.title] == numbers
    assert plan.__wrapped__(*report, ".ods") == plan(*report, ".ods")


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there; .ci/run has it")
def test_libreoffice_reads_the_ods_as_the_xlsx(tmp_path: Path) -> None:
    (tmp_path / "one.ods").write_bytes(plan(*PLANS[0], ".ods"))
    (tmp_path / "one.xlsx").write_bytes(plan(*PLANS[0]))
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "read", tmp_path / "one.ods"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    assert list(differences(tmp_path / "one.xlsx", tmp_path / "read" / "one.xlsx").changes) == []
    read = openpyxl.load_workbook(tmp_path / "read" / "one.xlsx")
    assert {name for name, _ in tables(read)} == {name for name, _ in tables(book_of(plan(*PLANS[0])))}
    assert read.properties.title == book_of(plan(*PLANS[0])).properties.title


# Commentary, and the command


@pytest.mark.long
def test_commentary_is_published_where_the_configuration_says_so(tmp_path: Path) -> None:
    for path in workbooks().iterdir():
        if path.name.startswith("barking_and_dagenham_2017"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    text = packaged("call_over.toml").read_text(encoding="utf-8")
    said = '\n[publication]\ncommentary = "yes"\ncontact = "Community safety, 020 7946 0000"\ndate = 2017-06-30\n'
    (tmp_path / "call_over.toml").write_text(text + said, encoding="utf-8")
    without, with_it = (book_of(published("call_over.toml", "A", BARKING, "2017-04", at)) for at in (None, tmp_path))
    assert "commentary" not in dict(tables(without))
    rows = dict(tables(with_it))["commentary"]
    assert rows[0] == ["Indicator", "Kind", "Text [note 5]"]
    assert {row[1] for row in rows[1:]} == {"Commentary", "Actions"}
    cover = [row[0].value for row in with_it["Cover"]]
    assert "Community safety, 020 7946 0000" in cover
    assert "30 June 2017" in cover


def test_the_command_writes_it_beside_the_boards(tmp_path: Path) -> None:
    ran = cspxl("build", *with_data(SAMPLE), "--area", BARNET, "--as-at", "2017-02", "--profile", "publish",
                "--out", tmp_path)  # fmt: skip
    assert ran.code == 0
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["barnet_2017-02_overview-publication.xlsx"]


@pytest.mark.parametrize("more", [("--macro",), ("--host", "lambda"), ("--pdf",)], ids=" ".join)
def test_what_a_publication_has_no_use_for_is_refused(more: tuple[str, ...], tmp_path: Path) -> None:
    ran = cspxl("build", *with_data(SAMPLE), "--area", BARNET, "--as-at", "2017-02", "--profile", "publish", *more,
                "--out", tmp_path)  # fmt: skip
    assert ran.code == 2
    assert "a publication has values alone" in ran.err
    assert not list(tmp_path.iterdir())


def test_an_ods_is_of_a_publication(tmp_path: Path) -> None:
    ran = cspxl("build", *with_data(SAMPLE), "--area", BARNET, "--as-at", "2017-02", "--ods", "--out", tmp_path)
    assert ran.code == 2
    assert "give --profile publish too" in ran.err
    words = ("build", "framework.toml", "--area", BARKING, "--as-at", "2017-04", "--profile", "publish", "--ods")
    assert cspxl(*words, "--out", tmp_path).code == 0
    assert [path.name for path in tmp_path.glob("*.ods")] == ["barking-and-dagenham_2017-04_framework-publication.ods"]


def test_the_funds_model_is_not_published(tmp_path: Path) -> None:
    ran = cspxl("build", "lcpf_model.toml", "--area", BARNET, "--profile", "publish", "--out", tmp_path)
    assert ran.code == 2
    assert "the fund's model is not published" in ran.err


def test_a_mistake_in_the_configuration_is_one_line(tmp_path: Path) -> None:
    text = packaged("overview.toml").read_text(encoding="utf-8")
    (tmp_path / "overview.toml").write_text(text + "\n[publication]\nthreshold = 0\n", encoding="utf-8")
    ran = cspxl("build", tmp_path / "overview.toml", *with_data(SAMPLE), "--area", BARNET, "--as-at", "2017-02")
    assert ran.code == 3
    assert "threshold: 0 is outside the limits" in ran.err
