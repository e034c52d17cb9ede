"""Small files: what publishers do to a table, what absent rows mean, and everything that is refused."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scattered import scattered

from cspxl.errors import InputError
from cspxl.sources import SeriesTable, read_release
from cspxl.values import month_index

HEADER = ("Borough", "Major Category", "Minor Category", "201601", "201602", "201603")
ROWS = (
    ("Barking and Dagenham", "Robbery", "Business Property", "1", "2", "3"),
    ("Barking and Dagenham", "Robbery", "Personal Property", "10", "20", "30"),
    ("Barking and Dagenham", "Theft and Handling", "Theft From Shops", "1234", "1100", "900"),
    ("Barnet", "Robbery", "Business Property", "4", "5", "6"),
    ("Barnet", "Robbery", "Personal Property", "40", "50", "1060"),
    ("Barnet", "Theft and Handling", "Theft From Shops", "0", "12", "1000"),
)
HOME_OFFICE = ("MajorText", "MinorText", "LookUp_BoroughName", "202101", "202102")

Rows = Sequence[Sequence[str]]


def table_text(rows: Rows, delimiter: str = ",", end: str = "\n") -> str:
    def field(text: str) -> str:
        return f'"{text}"' if delimiter in text else text

    return "".join(delimiter.join(map(field, row)) + end for row in rows)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file, from rows or bytes."""

    def file(content: Rows | bytes, name: str = "small.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else table_text(content).encode())
        return path

    return file


def values(table: SeriesTable, area: str, indicator: str) -> list[float | None]:
    return table.series(area, indicator)[1]


def refusal(*paths: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_release(paths)
    line = str(caught.value)
    assert "\n" not in line
    return line


# What publishers and spreadsheet programs do to a table

THOUSANDS = [[f"{int(cell):,}" if cell.isdigit() and at > 2 else cell for at, cell in enumerate(row)] for row in ROWS]
PLAIN = table_text([HEADER, *ROWS])


def headed(names: str) -> bytes:
    return PLAIN.replace("Borough,Major Category,Minor Category", names).encode()


VARIANTS = {
    "CRLF": table_text([HEADER, *ROWS], end="\r\n").encode(),
    "CR only": table_text([HEADER, *ROWS], end="\r").encode(),
    "byte order mark": PLAIN.encode("utf-8-sig"),
    "byte order mark, semicolons, CR only": table_text([HEADER, *ROWS], ";", "\r").encode("utf-8-sig"),
    "semicolons": table_text([HEADER, *ROWS], ";").encode(),
    "tabs": table_text([HEADER, *ROWS], "\t").encode(),
    "quoted thousands": table_text([HEADER, *THOUSANDS]).encode(),
    "thousands between semicolons": table_text([HEADER, *THOUSANDS], ";").encode(),
    "blank tail": (PLAIN + ",,,,,\n\n,,,,,\n   \n").encode(),
    "blank lines inside": PLAIN.replace("\n", "\n\n").encode(),
    "empty columns at the end": PLAIN.replace("\n", ",,\n").encode(),
    "empty columns at the end of rows": (PLAIN.replace("\n", ",,\n").replace(",,\n", "\n", 1)).encode(),
    "gzip": gzip.compress(PLAIN.encode(), mtime=0),
    "every field quoted": "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in (HEADER, *ROWS)).encode(),
    "spaces around": PLAIN.replace(",", " , ").encode(),
    "upper case": PLAIN.upper().encode(),
    "header of 2019": headed("LookUp_BoroughName,MajorText,MinorText"),
    "header of 2025": headed("BoroughName,MajorText,MinorText"),
    "header of 2026": headed("BOCU,Group,SubGroup"),
    "header in lower case": headed("lookup_boroughname,majortext,minortext"),
    "months as a spreadsheet shows them": PLAIN.replace("201601,201602,201603", "Jan-16,Feb-16,Mar-16").encode(),
    "other columns first": table_text([(*row[3:], *row[2::-1]) for row in (HEADER, *ROWS)]).encode(),
    "months backwards": table_text([(*row[:3], *row[:2:-1]) for row in (HEADER, *ROWS)]).encode(),
    "underscores in names": PLAIN.replace("Barking and Dagenham", "Barking_and_Dagenham").encode(),
    "ampersand in names": PLAIN.replace("Barking and Dagenham", "Barking & Dagenham").encode(),
    "whole numbers with a decimal nought": PLAIN.replace("1060", "1060.0").encode(),
}  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
def test_variants_of_one_file_give_the_same_table(variant: str, write: Callable[..., Path]) -> None:
    plain = read_release([write(PLAIN.encode())])
    other = read_release([write(VARIANTS[variant], "other.csv")])
    assert other.frame.equals(plain.frame)
    assert [line.replace("other.csv", "small.csv") for line in other.notice_lines] == list(plain.notice_lines)
    # The sums are mental arithmetic over ROWS.
    assert values(other, "Barking and Dagenham", "robbery") == [11, 22, 33]
    assert values(other, "Barnet", "robbery") == [44, 55, 1066]
    assert other.series("Barnet", "robbery")[0] == [month_index(2016, month) for month in (1, 2, 3)]


def test_windows_1252_is_read_where_utf_8_does_not_fit(write: Callable[..., Path]) -> None:
    area = "Unknown – not stated"
    text = table_text([HEADER, *ROWS, (area, *ROWS[0][1:])])
    utf8, cp1252 = (read_release([write(text.encode(code), f"{code}.csv")]) for code in ("utf-8", "cp1252"))
    assert utf8.areas == cp1252.areas == ("Barking and Dagenham", "Barnet", area)


# Counts, labels, areas


def test_blank_count_is_not_available_and_reported(write: Callable[..., Path]) -> None:
    table = read_release([write(PLAIN.replace("10,20,30", "10,,30").encode())])
    assert values(table, "Barking and Dagenham", "robbery") == [11, None, 33]
    assert any("blank counts" in line and "1, the first in line 3, 2016-02" in line for line in table.notice_lines)


def test_unknown_label_is_reported_and_counted_through_its_major(write: Callable[..., Path]) -> None:
    table = read_release([write([HEADER, *ROWS, ("Barnet", "Robbery", "Robbery of a Drone", "1", "1", "1")])])
    [notice] = [line for line in table.notice_lines if "no list knows" in line]
    assert "ROBBERY / ROBBERY OF A DRONE" in notice
    assert "robbery and total_notifiable" in notice
    assert values(table, "Barnet", "robbery") == [45, 56, 1067]


def test_excluded_group_is_known_and_not_in_the_total(write: Callable[..., Path]) -> None:
    rows = complete_home_office()
    with_fraud = read_release([write([HOME_OFFICE, *rows, ("NFIB Fraud", "NFIB", "Barnet", "7", "7")])])
    without = read_release([write([HOME_OFFICE, *rows])])
    assert with_fraud.frame.equals(without.frame)
    assert not any("no list knows" in line for line in with_fraud.notice_lines)


def test_column_that_is_not_read_is_reported(write: Callable[..., Path]) -> None:
    rows = [(*row, str(at)) for at, row in enumerate((("Borough", *HEADER[1:]), *ROWS))]
    rows[0] = (*HEADER, "Total")
    table = read_release([write(rows)])
    assert any("not read: “Total”" in line for line in table.notice_lines)


def test_absent_borough_is_reported(write: Callable[..., Path]) -> None:
    later = [(*row[:3], "1", "1", "1") for row in ROWS if row[0] == "Barnet"]
    header = (*HEADER[:3], "201604", "201605", "201606")
    table = read_release([write([HEADER, *ROWS]), write([header, *later], "later.csv")])
    assert values(table, "Barking and Dagenham", "robbery") == [11, 22, 33, None, None, None]
    assert values(table, "Barnet", "robbery") == [44, 55, 1066, 2, 2, 2]
    assert "later.csv: no rows for Barking and Dagenham, so not available in its months" in table.notice_lines
    assert "2 of the 32 London boroughs are in the files: Barking and Dagenham and Barnet" in table.notice_lines


# Absent rows


def complete_home_office() -> list[tuple[str, ...]]:
    """A row of ones for two boroughs in each of the twelve major groups of the files of 2019 to 2024."""
    labels = [
        ("Arson and Criminal Damage", "Arson"), ("Arson and Criminal Damage", "Criminal Damage"),
        ("Burglary", "Domestic Burglary"), ("Burglary", "Burglary Business and Community"),
        ("Drug Offences", "Possession of Drugs"), ("Historical Fraud and Forgery", "Historical Fraud and Forgery"),
        ("Miscellaneous Crimes Against Society", "Bail Offences"), ("Possession of Weapons", "Other Firearm Offences"),
        ("Public Order Offences", "Violent Disorder"),
        ("Robbery", "Robbery of Business Property"), ("Robbery", "Robbery of Personal Property"),
        ("Sexual Offences", "Rape"), ("Theft", "Shoplifting"), ("Vehicle Offences", "Theft from a Motor Vehicle"),
        ("Violence Against the Person", "Violence with Injury"), ("Violence Against the Person", "Homicide"),
    ]  # fmt: skip
    return [(*label, area, "1", "1") for label in labels for area in ("Barnet", "Brent")]


def test_absent_row_is_zero_in_the_newer_classification(write: Callable[..., Path]) -> None:
    rows = [row for row in complete_home_office() if row[1:3] != ("Homicide", "Brent")]
    table = read_release([write([HOME_OFFICE, *rows])])
    assert values(table, "Brent", "violence_with_injury") == [1, 1]
    assert values(table, "Barnet", "violence_with_injury") == [2, 2]
    assert values(table, "Barnet", "total_notifiable") == [16, 16]
    assert values(table, "Brent", "total_notifiable") == [15, 15]
    assert "small.csv: rows that are absent, taken as zero: HOMICIDE for Brent" in table.notice_lines


def test_absent_row_is_zero_with_a_notice_in_the_older_classification(write: Callable[..., Path]) -> None:
    rows = [row for row in ROWS if row[:3] != ("Barnet", "Robbery", "Business Property")]
    table = read_release([write([HEADER, *rows])])
    assert values(table, "Barnet", "robbery") == [40, 50, 1060]
    assert "small.csv: rows that are absent, taken as zero: BUSINESS PROPERTY for Barnet" in table.notice_lines


def test_indicator_without_any_row_for_a_borough_is_not_available(write: Callable[..., Path]) -> None:
    rows = [row for row in ROWS if row[:2] != ("Barnet", "Robbery")]
    table = read_release([write([HEADER, *rows])])
    assert values(table, "Barnet", "robbery") == [None, None, None]
    assert values(table, "Barking and Dagenham", "robbery") == [11, 22, 33]
    assert any("not available" in line and "robbery for Barnet" in line for line in table.notice_lines)


def test_indicator_without_any_row_in_the_file_is_not_available(write: Callable[..., Path]) -> None:
    table = read_release([write([HEADER, *ROWS])])
    assert values(table, "Barnet", "rape") == [None, None, None]
    [notice] = [line for line in table.notice_lines if "not available, because rows are absent" in line]
    assert "rape" in notice
    assert "robbery" not in notice


def test_total_is_not_available_from_rows_of_a_few_groups(write: Callable[..., Path]) -> None:
    table = read_release([write([HEADER, *ROWS])])
    assert values(table, "Barnet", "total_notifiable") == [None, None, None]
    assert any("total_notifiable" in line and "not available" in line for line in table.notice_lines)


def test_outside_area_needs_every_row_that_the_file_has(write: Callable[..., Path]) -> None:
    airport = [
        ("Robbery", "Robbery of Personal Property", "Heathrow", "1", "1"),
        ("Sexual Offences", "Rape", "Heathrow", "2", "0"),
    ]
    table = read_release([write([HOME_OFFICE, *complete_home_office(), *airport])])
    assert values(table, "Heathrow", "robbery") == [None, None]
    assert values(table, "Heathrow", "rape") == [2, 0]


def test_outside_area_needs_every_row_in_the_older_classification_too(write: Callable[..., Path]) -> None:
    table = read_release([write([HEADER, *ROWS, ("Heathrow", "Robbery", "Personal Property", "1", "1", "1")])])
    assert values(table, "Heathrow", "robbery") == [None, None, None]


def test_row_under_another_name_of_the_category_is_not_missed(write: Callable[..., Path]) -> None:
    # The publisher renamed dwelling burglary to residential; Brent has it under the new name only.
    rows = [
        ("Barnet", "Burglary", "Burglary in a Dwelling", "1", "2", "3"),
        ("Barnet", "Burglary", "Burglary - Residential", "1", "2", "3"),
        ("Brent", "Burglary", "Burglary - Residential", "4", "5", "6"),
    ]
    table = read_release([write([HEADER, *rows])])
    assert values(table, "Barnet", "residential_burglary") == [2, 4, 6]
    assert values(table, "Brent", "residential_burglary") == [4, 5, 6]
    assert not any("taken as zero" in line for line in table.notice_lines)


def test_category_that_no_area_has_is_reported(write: Callable[..., Path]) -> None:
    rows = [row for row in complete_home_office() if row[1] != "Robbery of Business Property"]
    table = read_release([write([HOME_OFFICE, *rows])])
    assert values(table, "Barnet", "robbery") == [1, 1]
    [notice] = [line for line in table.notice_lines if "counted without" in line]
    assert "ROBBERY OF BUSINESS PROPERTY (robbery and total_notifiable)" in notice


def test_label_that_ends_inside_a_file_is_reported(write: Callable[..., Path]) -> None:
    # As in a file of 2018 in which vehicle interference is filed as burglary from 2017 on.
    months = [f"{year}{month:02d}" for year in (2016, 2017) for month in range(1, 13)]
    rows = [
        ("Barnet", "Theft and Handling", "Motor Vehicle Interference & Tampering", *["3"] * 12, *["0"] * 12),
        ("Barnet", "Burglary", "Burglary in Other Buildings", *["5"] * 12, *["8"] * 12),
    ]
    table = read_release([write([(*HEADER[:3], *months), *rows])])
    assert any("MOTOR VEHICLE INTERFERENCE & TAMPERING (2016-12" in line for line in table.notice_lines)


def test_label_that_goes_on_under_another_name_is_no_news(write: Callable[..., Path]) -> None:
    counts = scattered(3, 24)
    months = [f"{year}{month:02d}" for year in (2016, 2017) for month in range(1, 13)]
    rows = [
        ("Barnet", "Burglary", "Burglary in Other Buildings", *map(str, counts[:12]), *["0"] * 12),
        ("Barnet", "Burglary", "Burglary - Business and Community", *["0"] * 12, *map(str, counts[12:])),
    ]
    table = read_release([write([(*HEADER[:3], *months), *rows])])
    assert values(table, "Barnet", "burglary") == counts
    assert not any("recorded nowhere" in line for line in table.notice_lines)


# Refused: which, where, why


def test_no_file_is_given() -> None:
    assert "no file is given" in refusal()


def test_no_such_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == f"{tmp_path / 'none.csv'}: no such file"


def test_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path}: is a folder; name the files in it"


def test_name_too_long_for_a_file(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / ("x" * 300))


def test_file_below_a_file(write: Callable[..., Path]) -> None:
    assert "below.csv: " in refusal(write([HEADER]) / "below.csv")


@pytest.mark.parametrize("content", [b"", b"\n \r\n", b",,,\n,,,\n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_empty_file(content: bytes, write: Callable[..., Path]) -> None:
    assert refusal(write(content)).startswith("small.csv: the file is empty")


def test_header_only(write: Callable[..., Path]) -> None:
    assert refusal(write([HEADER])) == "small.csv: has a header but no rows below it"


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (PLAIN.encode().replace(b"Barnet", b"Bar\0et"), "is not a text file"),
        (PLAIN.encode().replace(b"Barnet", b"Bar\x81et"), "is not a text file"),  # in neither encoding
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not a text file"),
        (zipped(), "is a zip file or an Excel workbook"),
        (gzip.compress(PLAIN.encode(), mtime=0)[:-9], "the gzip file is damaged or cut short"),
        (b"\x1f\x8b and no more", "the gzip file is damaged or cut short"),
    ],
)
def test_binary_file(content: bytes, why: str, write: Callable[..., Path]) -> None:
    assert refusal(write(content)).startswith(f"small.csv: {why}")


def test_no_month_columns(write: Callable[..., Path]) -> None:
    line = refusal(write([("Code", "Borough", "Year", "Value"), ("E09000003", "Barnet", "2016", "12")]))
    assert line == (
        "small.csv: no month columns such as 201604; the header has “Code”, “Borough”, “Year” and “Value”"
    )  # fmt: skip


@pytest.mark.parametrize("column", range(3))
def test_missing_column(column: int, write: Callable[..., Path]) -> None:
    rows = [[cell for at, cell in enumerate(row) if at != column] for row in (HEADER, *ROWS)]
    assert f"small.csv: no column for {HEADER[column]}; the header has" in refusal(write(rows))


def test_column_that_stands_twice(write: Callable[..., Path]) -> None:
    rows = [("BoroughName", *HEADER), *(("Barnet", *row) for row in ROWS)]
    assert "small.csv: 2 columns for Borough" in refusal(write(rows))


@pytest.mark.parametrize("unit", ["ward", "LSOA"])
def test_file_of_smaller_areas(unit: str, write: Callable[..., Path]) -> None:
    rows = [(f"{unit} name", *HEADER), *(("Abbey", *row) for row in ROWS)]
    assert f"small.csv: is a {unit} file; give the borough file" in refusal(write(rows))


def test_month_that_stands_twice(write: Callable[..., Path]) -> None:
    line = refusal(write(PLAIN.replace("201602", "Jan 2016", 1).encode()))
    assert line == "small.csv: two columns for 2016-01: columns 4 and 5"


def test_month_that_is_missing(write: Callable[..., Path]) -> None:
    line = refusal(write(PLAIN.replace("201603", "201605", 1).encode()))
    assert "small.csv: no column for 2016-03 and 2016-04" in line


def test_row_cut_short(write: Callable[..., Path]) -> None:
    line = refusal(write(PLAIN.replace("10,20,30", "10,20").encode()))
    assert line == "small.csv: line 3 is cut short: 5 fields where the header has 6"


def test_file_cut_short(write: Callable[..., Path]) -> None:
    line = refusal(write(PLAIN[: PLAIN.index("0,12,1000")].encode()))
    assert line == "small.csv: line 7 is cut short: 4 fields where the header has 6"


def test_row_too_long(write: Callable[..., Path]) -> None:
    line = refusal(write(PLAIN.replace("10,20,30", "10,20,30,40").encode()))
    assert line == "small.csv: line 3 is too long: 7 fields where the header has 6"


def test_thousands_without_quotes_are_a_row_too_long(write: Callable[..., Path]) -> None:
    line = refusal(write(PLAIN.replace("1234", "1,234").encode()))
    assert line == "small.csv: line 4 is too long: 7 fields where the header has 6"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_the_physical_ones(end: str, write: Callable[..., Path]) -> None:
    text = PLAIN.replace("10,20,30", "10,many,30").replace("\n", end + end, 1)  # a blank line below the header
    line = refusal(write(text.replace("\n", end).encode() if end == "\r" else text.encode()))
    assert line.startswith("small.csv: line 4, column 201602: ")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("many", "is text, not a count"),
        ("n/a", "is text, not a count"),
        ("nan", "is text, not a count"),
        ("1e3", "is text, not a count"),
        ("1_000", "is text, not a count"),
        ("٣", "is text, not a count"),
        ("-3", "is negative; a count is not"),
        ("12.5", "is not a count; a count is a whole number"),
        ("1.000", "is not a count; a count is a whole number"),
        ('"1,5"', "is not a count; a count is a whole number"),
        ("9" * 16, "is not a count; a count is a whole number"),
        ('"12,34"', "is not a count; a count is a whole number"),
    ],
)
def test_count_that_is_none(cell: str, why: str, write: Callable[..., Path]) -> None:
    line = refusal(write(PLAIN.replace("10,20,30", f"10,{cell},30").encode()))
    shown = cell.strip('"')
    assert line.startswith(f"small.csv: line 3, column 201602: “{shown}” {why}")


@pytest.mark.parametrize("column", range(3))
def test_row_without_a_name(column: int, write: Callable[..., Path]) -> None:
    rows = [list(row) for row in (HEADER, *ROWS)]
    rows[2][column] = " "
    assert refusal(write(rows)) == f"small.csv: line 3: nothing stands under “{HEADER[column]}”"


@pytest.mark.parametrize("area", ["Barnet", "BARNET ", "barnet"])
def test_row_that_is_repeated(area: str, write: Callable[..., Path]) -> None:
    line = refusal(write([HEADER, *ROWS, (area, "ROBBERY", "business property", "1", "1", "1")]))
    assert line.startswith("small.csv: line 8 repeats line 5: “Barnet”")


def test_quotation_mark_that_is_never_closed(write: Callable[..., Path]) -> None:
    assert "small.csv: line 3: a quotation mark is out of place" in refusal(
        write(
            PLAIN.replace(
                "\nBarking and Dagenham,Robbery,Personal", '\n"Barking and Dagenham,Robbery,Personal'
            ).encode()
        ),
    )


def test_labels_of_another_publisher(write: Callable[..., Path]) -> None:
    rows = [("Camden", "Parking", "Penalty notices", "1", "2", "3")]
    assert "small.csv: none of its labels is of an MPS borough file" in refusal(write([HEADER, *rows]))


def test_two_releases_mixed(write: Callable[..., Path]) -> None:
    older = write([HEADER, *ROWS], "older.csv")
    newer = write([HOME_OFFICE, *complete_home_office()], "newer.csv")
    line = refusal(newer, older)
    assert line.startswith("two releases are mixed: older.csv is of MPS major and minor categories")
    assert "newer.csv is of Home Office offence groups" in line


def test_two_releases_mixed_in_one_file(write: Callable[..., Path]) -> None:
    rows = [*ROWS, *((area, major, minor, *counts, "1") for major, minor, area, *counts in complete_home_office())]
    line = refusal(write([HEADER, *rows]))
    assert line.startswith("small.csv: two releases are mixed in this file")
    assert "ROBBERY / BUSINESS PROPERTY of MPS major and minor categories" in line


def test_labels_too_few_to_tell_the_classification_are_reported(write: Callable[..., Path]) -> None:
    rows = [("Robbery", "Robbery of Business Property", "Barnet", "1", "1")]  # of both newer classifications
    assert any("too few to tell" in line for line in read_release([write([HOME_OFFICE, *rows])]).notice_lines)


def test_classification_with_most_of_the_labels_is_taken(write: Callable[..., Path]) -> None:
    shared = [
        ("Arson and Criminal Damage", "Arson"), ("Arson and Criminal Damage", "Criminal Damage"),
        ("Burglary", "Burglary Business and Community"), ("Drug Offences", "Possession of Drugs"),
        ("Robbery", "Robbery of Business Property"), ("Robbery", "Robbery of Personal Property"),
        ("Sexual Offences", "Rape"), ("Theft", "Bicycle Theft"), ("Theft", "Shoplifting"), ("Theft", "Other Theft"),
    ]  # fmt: skip
    only_since_2024 = ("Theft", "Theft from the Person")
    rows = [(*label, "Barnet", "1", "1") for label in (*shared, only_since_2024)]
    table = read_release([write([HOME_OFFICE, *rows])])
    assert table.classification.key == "home-office-groups-2024"
    assert not any("too few to tell" in line for line in table.notice_lines)


@pytest.mark.parametrize(
    ("headings", "told"),
    [
        ("201601,201603,201602", "2016-03 in column 5 follows 2016-01 in column 4"),
        ("201602,201601,201603", "2016-01 in column 5 follows 2016-02 in column 4"),
        ("201603,201601,201602", "2016-01 in column 5 follows 2016-03 in column 4"),
        ("201602,201603,201601", "2016-01 in column 6 follows 2016-03 in column 5"),
        ("Mar-16,Jan-16,Feb-16", "2016-01 in column 5 follows 2016-03 in column 4"),
    ],
)
def test_months_out_of_order_are_refused(headings: str, told: str, write: Callable[..., Path]) -> None:
    line = refusal(write(PLAIN.replace("201601,201602,201603", headings).encode()))
    assert line == f"small.csv: the months are out of order: {told}; write each heading over its month"


def test_months_in_other_signs_are_read_and_told(write: Callable[..., Path]) -> None:
    text = PLAIN.replace("201602", "\uff12\uff101602").replace("201603", "2016\u200b03")
    table = read_release([write(text.encode())])
    assert values(table, "Barnet", "robbery") == [44, 55, 1066]
    [line] = [line for line in table.notice_lines if "look-alike" in line]
    assert "\uff12\uff101602" in line


def test_files_that_overlap(write: Callable[..., Path]) -> None:
    later = write(PLAIN.replace("201601,201602,201603", "201603,201604,201605").encode(), "later.csv")
    line = refusal(later, write(PLAIN.encode()))
    assert line.startswith("small.csv and later.csv overlap: each has 2016-03;")


def test_file_inside_the_months_of_another(write: Callable[..., Path]) -> None:
    inner = write([[*row[:3], row[4]] for row in (HEADER, *ROWS)], "inner.csv")
    assert "overlap: each has 2016-02" in refusal(inner, write(PLAIN.encode()))


def test_same_file_twice(write: Callable[..., Path]) -> None:
    path = write(PLAIN.encode())
    assert refusal(path, path) == "small.csv: the same file is given twice"


def test_files_that_leave_a_gap(write: Callable[..., Path]) -> None:
    later = write(PLAIN.replace("201601,201602,201603", "201606,201607,201608").encode(), "later.csv")
    line = refusal(later, write(PLAIN.encode()))
    assert line.startswith("small.csv and later.csv leave a gap: neither has 2016-04 to 2016-05;")


def test_area_that_the_files_do_not_have(write: Callable[..., Path]) -> None:
    table = read_release([write(PLAIN.encode())])
    with pytest.raises(
        InputError, match="no area called “Barnett”; the nearest names are Barnet, Barking and Dagenham"
    ):
        table.area_named("Barnett")


# Any damage: a table or one line


@settings(max_examples=150, deadline=None)
@given(
    at=st.integers(0, len(PLAIN)),
    cut=st.integers(0, 30),
    put=st.one_of(st.binary(max_size=6), st.text('",;\n\r\t 0-.x', max_size=6).map(str.encode)),
)
def test_damaged_file_gives_a_table_or_one_line(
    tmp_path_factory: pytest.TempPathFactory,
    at: int,
    cut: int,
    put: bytes,
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.csv"
    whole = PLAIN.encode()
    path.write_bytes(whole[:at] + put + whole[at + cut :])
    try:
        table = read_release([path])
    except InputError as refused:
        lines: Sequence[str] = [str(refused)]
    else:
        lines = table.notice_lines
        assert not (table.frame["value"] < 0).any()
    assert not any(mark in line for line in lines for mark in "\n\r")
