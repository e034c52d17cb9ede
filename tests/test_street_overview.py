"""The overview dashboard outside London: partnerships of a force, from street files, against what was written there."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from commands import ROOT, SAMPLE, cspxl, few, with_data
from figure_cells import differences
from packs import police_rows
from street_archive import Archive, forces, months, write_archive

from cspxl.facts.street import authorities, csp_population, force_of_area, street_indicators

FACTS = ROOT / "cspxl" / "facts"
KEYS = {"burglary": "Burglary", "criminal_damage": "Criminal damage and arson", "drugs": "Drugs"}


@pytest.fixture(scope="module")
def kent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Archive, Path]:
    """Three years of Kent, and the overview of every partnership as at December 2016."""
    folder = tmp_path_factory.mktemp("street")
    of_kent = {"kent": forces(FACTS / "authorities.csv", 43)["kent"]}
    archive = write_archive(folder / "in", of_kent, months("2014-01", 36), 30_000)
    ran = cspxl("build", "--all", "--data", folder / "in", "--as-at", "2016-12", "--out", folder / "out")
    assert ran.code == 0, ran.err
    return archive, folder / "out"


def totals(archive: Archive, kind: str) -> pd.Series:
    """The 12 months to December 2016 of each partnership, as they were written."""
    found: dict[str, int] = {}
    for (name, month, written), n in archive.tally.items():
        if name and written == kind and month >= "2016-01":
            area = authorities()[name.casefold()].csp
            found[area] = found.get(area, 0) + n
    return pd.Series(found)


def workings(path: Path) -> dict[str, dict[str, object]]:
    labels = {item.label: key for key, item in street_indicators().items()}
    return {labels[str(row["indicator"])]: row for row in police_rows(openpyxl.load_workbook(path, data_only=True))}


@pytest.mark.long
def test_every_partnership_shows_what_was_written_and_its_rank(kent: tuple[Archive, Path]) -> None:
    """Competition rank of the rate by pandas, over the census's residents."""
    archive, out = kent
    areas = [area for area, force in force_of_area().items() if force == "kent"]
    assert len(list(out.glob("*.xlsx"))) == len(areas) > 10
    population = pd.Series(dict(csp_population().figures))[areas]
    for area in areas:
        name = "-".join(area.lower().split())
        found = workings(out / f"{name}_2016-12_overview.xlsx")
        for key, kind in KEYS.items():
            expected = totals(archive, kind).reindex(areas, fill_value=0)
            ranks = (expected / population).rank(method="min").astype(int)
            assert found[key]["rolling12"] == expected[area]
            assert found[key]["london_rank"] == ranks[area]
            assert found[key]["base"] == "Census residents 2011"


def test_nothing_speaks_of_london_where_it_is_not(kent: tuple[Archive, Path]) -> None:
    book = openpyxl.load_workbook(kent[1] / "canterbury_2016-12_overview.xlsx", data_only=True)
    texts = [
        str(cell.value) for sheet in book.worksheets if sheet.title in {"Overview", "Control", "Areas", "Glossary"}
        for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    ]  # fmt: skip
    assert not [text for text in texts if "london" in text.lower() or "borough" in text.lower()]
    assert "#" not in "".join(text[:1] for text in texts)
    assert book.properties.keywords == "community safety; crime; performance; Kent"


def test_a_partnership_can_be_named_and_its_figures_printed(kent: tuple[Archive, Path]) -> None:
    archive, out = kent
    data = out.parent / "in"
    words = ("--data", data, "--area", "canterbury", "--as-at", "2016-12", "--json")
    (found,) = cspxl("figures", *words, "--indicator", "burglary").data
    assert found["rolling12"] == totals(archive, "Burglary")["Canterbury"]
    assert found["denominator"] == {"series": "Census residents", "year": 2011}


@pytest.mark.long
def test_the_figures_of_all_are_those_of_the_workbooks(kent: tuple[Archive, Path]) -> None:
    out = kent[1]
    found = cspxl("figures", "--data", out.parent / "in", "--all", "--as-at", "2016-12", "--json").data
    for area in dict.fromkeys(row["area"] for row in found):
        rows = {row["indicator"]: row for row in found if row["area"] == area}
        cells = workings(out / f"{'-'.join(area.lower().split())}_2016-12_overview.xlsx")
        assert set(cells) < set(rows)  # the figures have every indicator, the page those that a board asks for
        assert {key: told for key, of_row in cells.items() if (told := differences(rows[key], of_row))} == {}


def test_london_is_no_area_where_its_boroughs_are_not(kent: tuple[Archive, Path]) -> None:
    ran = cspxl("figures", "--data", kent[1].parent / "in", "--area", "London", "--as-at", "2016-12")
    assert ran.code == 3
    assert "the files have no area called “London”" in ran.err


@pytest.mark.parametrize(
    ("words", "told"),
    few(1, [
        (("--as-at", "2017-04"), "the files have 3 months; a report needs at least 24"),
        (("call_over.toml", "--as-at", "2017-04"), "a pack takes the Metropolitan Police's borough files"),
        (("overview.toml", "--as-at", "2017-04"), "there is no indicator 'residential_burglary' to show"),
    ]),
)
def test_what_street_files_cannot_give_is_one_line(words: tuple[str, ...], told: str, tmp_path: Path) -> None:
    ran = cspxl("build", *words, "--all", "--data", ROOT / "tests" / "data" / "street", "--out", tmp_path / "out")
    assert ran.code == 3
    assert len(ran.err.splitlines()) == 1
    assert told in ran.err
    assert not (tmp_path / "out").exists()


def test_the_two_publishers_are_not_mixed(tmp_path: Path) -> None:
    street = next((ROOT / "tests" / "data" / "street").rglob("*-street.csv.gz"))
    ran = cspxl("build", "--all", *with_data([*SAMPLE, street]), "--as-at", "2017-02", "--out", tmp_path)
    assert ran.code == 3
    assert len(ran.err.splitlines()) == 1
