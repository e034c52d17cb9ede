"""Tidy files of figures: what they may hold, and everything that is refused, with its file, row and column."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cspxl.bundled import workbooks
from cspxl.errors import InputError
from cspxl.sources.dashboards import read_figures
from cspxl.sources.tidy import read_tidy
from cspxl.values import month_index

HEADER = (
    "area,indicator,month,n_months,value,previous,numerator,denominator,stated_change,stated_rank,stated_of,source\n"
)


def file(tmp_path: Path, *rows: str, header: str = HEADER) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(header + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_tidy(path)
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_numbers_are_read_as_people_write_them(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        'barnet,asb_calls,Feb-17,12,"9,271",8237,,,12%,,,Board papers',
        "Bournemouth,reoffending,2017-02,,0.26,TBC,,,,2,15,Board papers",
        "Barnet,first_time_entrants,201702,12,134,,,,−11.2%,,,Board papers",
    )
    first, second, third = read_tidy(path).entries
    assert (first.area, first.month, first.n_months) == ("Barnet", month_index(2017, 2), 12)
    assert first.figures == {"value": 9271, "previous": 8237, "stated_change": 0.12}
    assert (second.area, second.n_months, second.monthly) == ("Bournemouth", None, False)
    assert second.figures == {"value": 0.26, "stated_rank": 2, "stated_of": 15}
    assert third.figures["stated_change"] == -0.112


def test_london_and_the_boroughs_are_spelt_as_the_ons_does(tmp_path: Path) -> None:
    path = file(tmp_path, "london,asb_calls,2017-02,12,5,,,,,,,x", "BRENT,asb_calls,2017-02,12,5,,,,,,,x")
    assert [entry.area for entry in read_tidy(path).entries] == ["London", "Brent"]


def test_what_was_written_as_a_percentage_is_known(tmp_path: Path) -> None:
    """So that a report can tell 41% of a line that counts; a rise may be more than 500% where it says so."""
    path = file(tmp_path, "Barnet,reoffending,2017-02,,41%,0.4,,,600%,,,x", "Barnet,asb_calls,2017-02,,5,,,,5,,,x")
    first, second = read_tidy(path).entries
    assert first.percents == {"value", "stated_change"}
    assert first.figures == {"value": 0.41, "previous": 0.4, "stated_change": 6}
    assert second.percents == frozenset()


def test_a_workbook_reads_as_the_csv_does(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Area", "Indicator", "Month", "N months", "Value", "Source"])
    sheet.append(["Barnet", "asb_calls", openpyxl.utils.datetime.from_excel(42767), 12, 9271, "Board papers"])
    sheet.append(["Barnet", "reoffending", "2015-03", None, 0.202, "Board papers"])
    path = tmp_path / "own.xlsx"
    book.save(path)
    first, second = read_tidy(path).entries
    assert (first.month, first.figures) == (month_index(2017, 2), {"value": 9271})
    assert second.figures == {"value": 0.202}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Barnet,asb_calls,2017-13,12,1,,,,,,,x", "own.csv: row 2, column month: “2017-13” is no month"),
        ("Barnet,asb_calls,2017-02,12,many,,,,,,,x", "row 2, column value: “many” is no number; write it as 1398"),
        ("Barnet,asb_calls,2017-02,12,-5,,,,,,,x", "row 2, column value: “-5” is below 0"),
        ("Barnet,asb_calls,2017-02,0,5,,,,,,,x", "row 2, column n_months: “0” is no number of months"),
        ("Barnet,asb_calls,2017-02,1,5,6,,,,,,x", "row 2, column previous: a monthly count"),
        ("Barnet,asb_calls,2017-02,12,,,,,,,,x", "row 2, column value: the row has no figure"),
        ("Barnet,asb_calls,2017-02,12,,,300,200,,,,x", "row 2, column numerator: 300 is above the denominator, 200"),
        ("Barnet,asb_calls,2017-02,12,,,300,,,,,x", "row 2, column denominator: is empty, but numerator and"),
        ("Barnet,asb_calls,2017-02,12,,,3.5,7,,,,x", "row 2, column numerator: 3.5 is no whole number"),
        ("Barnet,asb_calls,2017-02,12,5,,,,-118,,,x", "row 2, column stated_change: a fall of more than 100%"),
        ("Barnet,asb_calls,2017-02,12,5,,,,12,,,x", "row 2, column stated_change: 12 is 1,200%; write 12% or 0.12"),
        ("Barnet,asb_calls,2017-02,12,,,0,0,,,,x", "row 2, column denominator: is 0"),
        ("Barnet,asb_calls,2017-02,12,5,,,,,28,,x", "row 2, column stated_of: is empty, but stated_rank and"),
        ("Barnet,asb_calls,2017-02,12,5,,,,,,,", "row 2, column source: is empty; write it"),
        ("Barnet,asb_calls,2017-02,12,5,,,,,,,12", "row 2, column source: “12” is a number; write where the figure is"),
        ("Barnet,asb_calls,2017-02,12,5,,,,,,,-7.7%", "row 2, column source: “-7.7%” is a number"),
        (",asb_calls,2017-02,12,5,,,,,,,x", "row 2, column area: is empty"),
        ("Barnet,ASB calls,2017-02,12,5,,,,,,,x", "row 2, column indicator: “ASB calls”: write lower-case letters"),
        ("Barnet,asb_calls,2017-02,12,5,,,,,,,x,more", "row 2: has more fields than the header names columns"),
    ],
)
def test_a_wrong_row_is_told_with_row_and_column(tmp_path: Path, row: str, words: str) -> None:
    assert words in refusal(file(tmp_path, row))


def test_a_figure_stands_once(tmp_path: Path) -> None:
    row = "Barnet,asb_calls,2017-02,12,5,,,,,,,x"
    told = refusal(file(tmp_path, row, row))
    assert "row 3, column indicator: asb_calls of Barnet to 2017-02 stands in row 2 too" in told


def test_columns_are_known_and_complete(tmp_path: Path) -> None:
    assert "there is no column “valeu”; did you mean value?" in refusal(
        file(tmp_path, header="area,indicator,month,valeu,source\n"),
    )
    assert "row 1: the column source is missing" in refusal(file(tmp_path, header="area,indicator,month,value\n"))
    assert "the column value stands there twice" in refusal(
        file(tmp_path, header="area,indicator,month,value,value,source\n"),
    )
    assert refusal(file(tmp_path)) == "own.csv: there are no figures, only headings; write a row for each figure"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "none.csv")
    assert "no such file" in refusal(tmp_path / "none.xlsx")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"not a workbook")
    assert "is not a workbook" in refusal(broken)


@pytest.mark.parametrize("name", ["barking_and_dagenham_2017-04.csv", "barnet_2017-02.csv"])
def test_the_packaged_figures_have_document_and_line(name: str) -> None:
    entries = read_tidy(workbooks().joinpath(name)).entries
    assert len(entries) > 15
    assert all(" line" in entry.source for entry in entries)


KNIFE = "month_year,area_type,area_name,crime_type,crime_subtype,measure,count\n"


def test_the_knife_crime_file_of_the_police(tmp_path: Path) -> None:
    """A month without a row is zero; neighbourhoods repeat the boroughs; areas outside London are left."""
    path = tmp_path / "knife.csv"
    rows = [
        "2022-03-01,Borough,Barnet,Knife Crime,Knife Crime,Offences,22",
        "2022-05-01,Borough,Barnet,Knife Crime,Knife Crime,Offences,20",
        "2022-03-01,SNT,Barnet,Knife Crime,Knife Crime,Offences,22",
        "2022-03-01,Borough,Barnet,Knife Crime,Knife Crime with Injury,Offences,4",
        "2022-04-01,Borough,Other / NK,Knife Crime,Knife Crime,Offences,1",
        "2022-04-01,Borough,Other / NK,Knife Crime,Knife Crime,Offences,1",
    ]
    path.write_text(KNIFE + "\n".join(rows), encoding="utf-8")
    found = read_figures(path)
    series = {
        key: [entry.figures["value"] for entry in found.entries if entry.indicator == key]
        for key in ("knife_crime", "knife_crime_with_injury")
    }
    assert series == {"knife_crime": [22, 0, 20], "knife_crime_with_injury": [4, 0, 0]}
    assert {entry.area for entry in found.entries} == {"Barnet"}
    assert all(entry.monthly for entry in found.entries)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2022-03-01,Borough,Barnet,Knife Crime,Knife Crime,Offences,many", "line 2: “many” is no count"),
        ("March,Borough,Barnet,Knife Crime,Knife Crime,Offences,1", "line 2: “March” is no month"),
        ("2022-03-01,Borough,Leeds,Knife Crime,Knife Crime,Offences,1", "has no row for a London borough"),
        ("2022-03-01,Borough,Barnet,Knife Crime", "line 2: has fewer fields than the header"),
    ],
)
def test_a_wrong_knife_crime_row_is_told(tmp_path: Path, row: str, words: str) -> None:
    path = tmp_path / "knife.csv"
    path.write_text(KNIFE + row + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_figures(path)
    assert words in str(caught.value)


def test_the_vawg_file_of_the_police(tmp_path: Path) -> None:
    path = tmp_path / "vawg.csv"
    path.write_text("borough,month,vawg_offences\nBarnet,201401,249\nUnknown,201401,3\n", encoding="utf-8")
    [entry] = read_figures(path).entries
    assert (entry.indicator, entry.month, entry.figures) == ("vawg_offences", month_index(2014, 1), {"value": 249})


def test_headings_in_other_letters_are_read_and_told(tmp_path: Path) -> None:
    """A Cyrillic letter in area."""
    header = HEADER.replace("area", "\u0430rea")
    found = read_tidy(file(tmp_path, "Barnet,asb_calls,2017-02,12,5,,,,,,,x", header=header))
    assert [item.text for item in found.notices] == [
        "headings in look-alike letters or with signs that do not show, read as plain ones: “\u0430rea”"
    ]


def test_any_other_header_is_a_tidy_file(tmp_path: Path) -> None:
    [entry] = read_figures(file(tmp_path, "Barnet,asb_calls,2017-02,12,5,,,,,,,x")).entries
    assert entry.indicator == "asb_calls"
