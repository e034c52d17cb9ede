"""Street files of police.uk: counts against other counts of the same files, and what is told of files that lack."""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
import pickle
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from street_archive import HEADER, Archive, forces, months, write_archive

from cspxl.errors import InputError
from cspxl.facts import street as facts
from cspxl.notices import Touch
from cspxl.sources import SeriesTable
from cspxl.sources.street import read_street
from cspxl.values import month_index, month_of

ROOT = Path(__file__).parent.parent
REAL = ROOT / "tests" / "data" / "street"
AUTHORITIES = ROOT / "cspxl" / "facts" / "authorities.csv"

# The types as the archive writes them, and the indicators they count for.
KEYS = {
    "Anti-social behaviour": "anti_social_behaviour", "Bicycle theft": "bicycle_theft", "Burglary": "burglary",
    "Criminal damage and arson": "criminal_damage", "Drugs": "drugs", "Other crime": "other_crime",
    "Other theft": "other_theft", "Possession of weapons": "possession_of_weapons", "Public order": "public_order",
    "Robbery": "robbery", "Shoplifting": "shoplifting", "Theft from the person": "theft_from_the_person",
    "Vehicle crime": "vehicle_crime", "Violence and sexual offences": "violence_and_sexual_offences",
}  # fmt: skip


def row(month: str, lsoa: str, kind: str = "Burglary", crime: str = "a1") -> str:
    name = f'"{lsoa}"' if "," in lsoa else lsoa
    return f"{crime},{month},A Police,A Police,-0.1,51.5,On or near X,{'E01000001' if lsoa else ''},{name},{kind},,\n"


def write(folder: Path, force: str, month: str, *rows: tuple[str, str] | str) -> Path:
    """A street file in its place in an archive; a row is an LSOA's name, or that and a type."""
    path = folder / month / f"{month}-{force}-street.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    written = [([item] if isinstance(item, str) else item) for item in rows]
    crimes = (f"a{month.replace('-', '')}{at:06}" for at in range(len(written)))  # no month has those of another
    path.write_text(HEADER + "".join(row(month, *item, crime=next(crimes)) for item in written), "utf-8")
    return path


def value(table: SeriesTable, area: str, indicator: str, month: str) -> float | None:
    when, values = table.series(area, indicator)
    return values[when.index(month_of(month))]


def notice(table: SeriesTable, beginning: str) -> str:
    (line,) = [line for line in table.notice_lines if line.startswith(beginning)]
    return line


# Counted from the whole files of the Metropolitan Police by another program before this one was written. Contains
# public sector information licensed under the Open Government Licence v3.0.
@pytest.mark.parametrize(
    ("area", "month", "burglaries"),
    [
        ("Barking and Dagenham", "2017-02", 169),
        ("Barking and Dagenham", "2017-04", 125),
        ("Barnet", "2017-02", 279),
        ("Barnet", "2017-04", 258),
    ],
)
def test_real_burglaries(area: str, month: str, burglaries: int) -> None:
    assert value(read_street([REAL]), area, "burglary", month) == burglaries


def test_a_real_month_that_is_absent_is_not_available() -> None:
    table = read_street([REAL])
    assert value(table, "Barnet", "burglary", "2017-03") is None
    assert notice(table, "forces with no file").endswith("Metropolitan Police (2017-03)")
    assert notice(table, "rows without a location").endswith("Metropolitan Police 36 of 867 (4.2%)")  # 20 and 16


def test_files_are_told_with_the_hash_of_their_bytes() -> None:
    table = read_street([REAL])
    paths = sorted(REAL.rglob("*.csv.gz"))
    assert [file.name for file in table.files] == [path.name for path in paths]
    assert [file.sha256 for file in table.files] == [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    assert [(file.first_month, file.n_rows) for file in table.files] == [
        (month_index(2017, 2), 468),
        (month_index(2017, 4), 399),
    ]


SHORT = {  # what is shown for a partnership's name in the lookup
    "Bristol, City of": "Bristol", "City of York": "York", "Herefordshire, County of": "Herefordshire",
    "Kingston upon Hull, City of": "Kingston upon Hull",
}  # fmt: skip


def expected(archive: Archive) -> dict[tuple[str, str, str], int]:
    """What the generator wrote, by partnership or whole, indicator and month."""
    with AUTHORITIES.open(encoding="utf-8", newline="") as file:
        areas = {item["name"]: [SHORT.get(item["csp"], item["csp"]), item["whole"]] for item in csv.DictReader(file)}
    found: Counter[tuple[str, str, str]] = Counter()
    for (name, month, kind), n in archive.tally.items():
        for area in filter(None, areas.get(name, [])):
            found[area, KEYS[kind], month] += n
            if kind != "Anti-social behaviour":
                found[area, "all_crime", month] += n
    return found


def check(frame: pd.DataFrame, archive: Archive, when: list[str]) -> None:
    """The table is complete, sorted, and has what was written, zero where nothing was."""
    index = [(area, key, month) for area, key, month, _ in frame.itertuples(index=False)]
    assert index == sorted(set(index))
    areas, keys = set(frame["area"]), set(frame["indicator"])
    assert len(index) == len(areas) * len(keys) * len(when)
    wanted = expected(archive)
    assert {area for area, _, _ in wanted} == areas
    got = frame.pivot_table(index=["area", "indicator"], columns="month", values="value", dropna=False, sort=False)
    told = 0
    for key in [*KEYS.values(), "all_crime"]:
        for area in areas:
            counts = got.loc[(area, key)].tolist()
            assert counts == [wanted.get((area, key, month), 0) for month in when], (area, key)
            told += sum(counts) if key == "all_crime" else 0
    assert told == sum(n for (_, key, _), n in wanted.items() if key == "all_crime")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("archive")
    return write_archive(folder, forces(AUTHORITIES, 40), months("2022-01", 12), 200_000)


@pytest.mark.long
def test_two_hundred_thousand_rows(archive: Archive) -> None:
    table = read_street([archive.folder])
    check(table.frame, archive, months("2022-01", 12))
    assert sum(file.n_rows for file in table.files) == archive.n_rows == 200_000
    lost = sum(n for (name, _, _), n in archive.tally.items() if not name)
    line = notice(table, "rows without a location")
    assert sum(int(n.replace(",", "")) for n in re.findall(r"([\d,]+) of [\d,]+ \(", line)) == lost


# The peak is VmHWM: ru_maxrss outlives exec, so it would be that of the test process where that is larger.
READ = """
import pickle, sys
from pathlib import Path
from cspxl.sources.street import read_street
table = read_street([Path(sys.argv[1])])
Path(sys.argv[2]).write_bytes(pickle.dumps(table.frame))
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(status["VmHWM"].removesuffix(" kB")) / 1024)
"""


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory of one program is read from /proc")
def test_twenty_million_rows_in_the_memory_of_few(tmp_path: Path) -> None:
    """4 GB of files: the counts are those written, and the peak of memory is that of 200,000 rows, nearly."""
    when = months("2022-01", 36)
    peaks = {}
    for n_rows in (200_000, 20_000_000):
        folder, frame = tmp_path / str(n_rows), tmp_path / "frame.pickle"
        made = write_archive(folder, forces(AUTHORITIES, 40), when, n_rows)
        command = [sys.executable, "-c", READ, str(folder), str(frame)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        peaks[n_rows] = float(ran.stdout)
        check(pickle.loads(frame.read_bytes()), made, when)
        for path in folder.rglob("*.csv"):
            path.unlink()
    assert peaks[20_000_000] < min(400, 1.5 * peaks[200_000]), peaks


def test_no_row_is_zero_and_no_file_is_not_available(tmp_path: Path) -> None:
    """Greater Manchester sent nothing from July 2019; a month of it with a file and no robbery has none."""
    write(tmp_path, "greater-manchester", "2019-06", "Bury 001A", "Bury 002B")
    for month in ("2019-06", "2019-07"):
        write(tmp_path, "cheshire", month, "Halton 001A")
    table = read_street([tmp_path])
    assert value(table, "Bury", "burglary", "2019-06") == 2
    assert value(table, "Bury", "robbery", "2019-06") == 0
    assert value(table, "Wigan", "burglary", "2019-06") == 0
    assert value(table, "Bury", "burglary", "2019-07") is None
    assert value(table, "Halton", "burglary", "2019-07") == 1
    assert notice(table, "forces with no file").endswith("Greater Manchester (2019-07)")


def test_a_file_without_rows_is_not_available(tmp_path: Path) -> None:
    write(tmp_path, "gwent", "2019-06")
    write(tmp_path, "cheshire", "2019-06", "Halton 001A")
    table = read_street([tmp_path])
    assert "Newport" not in table.areas
    assert notice(table, "forces with no file").endswith("Gwent (2019-06)")


def test_rows_of_a_neighbour_count_for_the_area_they_are_in(tmp_path: Path) -> None:
    write(tmp_path, "metropolitan", "2024-01", "Barnet 001A", "Hertsmere 001A")
    write(tmp_path, "hertfordshire", "2024-01", "Hertsmere 001A", "Barnet 001A", "Slough 001A")
    table = read_street([tmp_path])
    assert value(table, "Barnet", "burglary", "2024-01") == 2
    assert value(table, "Hertsmere", "burglary", "2024-01") == 2
    assert "Slough" not in table.areas
    assert notice(table, "rows of areas whose own force").endswith("Thames Valley 1")


def test_transport_police_are_told_not_counted(tmp_path: Path) -> None:
    write(tmp_path, "metropolitan", "2024-01", "Barnet 001A")
    write(tmp_path, "btp", "2024-01", "Barnet 001A", "Barnet 001A", "")
    write(tmp_path, "northern-ireland", "2024-01", "")
    write(tmp_path, "scotland", "2024-01", "")
    table = read_street([tmp_path])
    assert value(table, "Barnet", "burglary", "2024-01") == 1
    line = notice(table, "rows of forces that no partnership belongs to")
    assert "British Transport Police 3; Police Service of Northern Ireland 1; scotland (in no list of forces) 1" in line


# Names in LSOAs of 2011 and of 2021 that the lookup of December 2021 does not have; the partnership from the lookup's
# successor authority: a list of the reorganisations of 2019 to 2023.
@pytest.mark.parametrize(
    ("force", "name", "areas"),
    [
        ("avon-and-somerset", "Bristol", ["Bristol"]),
        ("avon-and-somerset", "Taunton Deane", ["Somerset"]),
        ("avon-and-somerset", "Somerset", ["Somerset"]),
        ("west-mercia", "Herefordshire", ["Herefordshire"]),
        ("west-mercia", "Malvern Hills", ["South Worcester"]),
        ("humberside", "Kingston upon Hull", ["Kingston upon Hull"]),
        ("kent", "Shepway", ["Shepway"]),
        ("kent", "Folkestone and Hythe", ["Shepway"]),
        ("suffolk", "St Edmundsbury", ["Western Suffolk"]),
        ("suffolk", "Waveney", ["East Suffolk", "Waveney"]),
        ("dorset", "Weymouth and Portland", ["Dorset"]),
        ("dorset", "Christchurch", ["Bournemouth, Christchurch and Poole"]),
        ("dorset", "Bournemouth", ["Bournemouth", "Bournemouth, Christchurch and Poole"]),
        (
            "northamptonshire",
            "South Northamptonshire",
            ["Daventry and South Northamptonshire", "West Northamptonshire"],
        ),
        ("thames-valley", "Aylesbury Vale", ["Aylesbury Vale", "Buckinghamshire"]),
        ("cumbria", "Eden", ["Eden", "Westmorland and Furness"]),
        ("north-yorkshire", "Harrogate", ["North Yorkshire"]),
        ("north-yorkshire", "North Yorkshire", ["North Yorkshire"]),
        ("north-yorkshire", "York", ["York"]),
        ("south-wales", "The Vale of Glamorgan", ["Vale of Glamorgan"]),
        ("south-wales", "Merthyr Tydfil", ["Cwm Taf"]),
        ("norfolk", "King`s Lynn and West Norfolk", ["King's Lynn and West Norfolk"]),
        ("merseyside", "St. Helens", ["St. Helens"]),
    ],
)
def test_names_of_authorities_past_and_present(tmp_path: Path, force: str, name: str, areas: list[str]) -> None:
    write(tmp_path, force, "2018-01", f"{name} 001A")
    frame = read_street([tmp_path]).frame
    burglaries = frame[(frame["indicator"] == "burglary") & (frame["value"] > 0)]
    assert sorted(burglaries["area"]) == areas


# Names as people write them: official ones, short ones, Welsh ones (the ONS lists both), apostrophes of either kind.
@pytest.mark.parametrize(("force", "authority", "asked", "area"), [
    ("avon-and-somerset", "Bristol", "Bristol, City of", "Bristol"),
    ("avon-and-somerset", "Bristol", "city of bristol", "Bristol"),
    ("humberside", "Kingston upon Hull", "Hull", "Kingston upon Hull"),
    ("west-mercia", "Herefordshire", "Herefordshire, County of", "Herefordshire"),
    ("north-yorkshire", "York", "City of York", "York"),
    ("north-wales", "Isle of Anglesey", "Ynys Môn", "Isle of Anglesey"),
    ("north-wales", "Isle of Anglesey", "YNYS MON", "Isle of Anglesey"),
    ("south-wales", "Cardiff", "Caerdydd", "Cardiff"),
    ("south-wales", "The Vale of Glamorgan", "Bro Morgannwg", "Vale of Glamorgan"),
    ("dyfed-powys", "Carmarthenshire", "Sir Gâr", "Carmarthenshire"),
    ("gwent", "Torfaen", "Tor-faen", "Torfaen"),
    ("kent", "Folkestone and Hythe", "Folkestone & Hythe", "Shepway"),
    ("merseyside", "St. Helens", "St Helens", "St. Helens"),
    ("norfolk", "King's Lynn and West Norfolk", "King’s Lynn and West Norfolk", "King's Lynn and West Norfolk"),
])  # fmt: skip
def test_an_area_is_known_by_each_of_its_names(
    tmp_path: Path, force: str, authority: str, asked: str, area: str,
) -> None:
    write(tmp_path, force, "2018-01", f"{authority} 001A")
    table = read_street([tmp_path])
    assert table.area_named(asked) == area
    assert value(table, area, "burglary", "2018-01") == 1


@pytest.mark.parametrize(("asked", "why"), [
    ("Mendip", "it is a part of Somerset; name that$"),  # a district until April 2023; its partnership is the county's
    ("Taunton Deane", "it is a part of Somerset; name that$"),
    ("Leeds", "it is policed by West Yorkshire, whose files are not among these$"),
    ("Caerdydd", "it is policed by South Wales, whose files are not among these$"),
    ("Bristoll", "the nearest names are Bristol, "),
])  # fmt: skip
def test_an_area_of_no_partnership_is_told_where_it_is(tmp_path: Path, asked: str, why: str) -> None:
    write(tmp_path, "avon-and-somerset", "2018-01", "Bristol 001A", "Mendip 001A")
    with pytest.raises(InputError, match=why):
        read_street([tmp_path]).area_named(asked)


def test_rows_that_name_the_whole_cannot_tell_its_partnerships(tmp_path: Path) -> None:
    write(tmp_path, "northamptonshire", "2023-12", "Corby 001A", "Kettering 001A")
    write(tmp_path, "northamptonshire", "2024-01", "North Northamptonshire 001A", "West Northamptonshire 001A")
    table = read_street([tmp_path])
    assert table.series("Corby", "burglary")[1] == [1, None]
    assert table.series("Northampton", "burglary")[1] == [0, None]
    assert table.series("North Northamptonshire", "burglary")[1] == [2, 1]
    line = notice(table, "rows name the whole authority")
    assert "North Northamptonshire, so Corby, East Northamptonshire, Kettering and Wellingborough (2024-01)" in line


def test_names_that_no_list_knows_are_told(tmp_path: Path) -> None:
    write(tmp_path, "northumbria", "2024-01", "Gateshead 001A", "Glasgow 001A", "Glasgow 002A")
    table = read_street([tmp_path])
    assert notice(table, "rows of names that are no authority").endswith(": “Glasgow” 2")


def test_types_are_not_available_before_they_were_published(tmp_path: Path) -> None:
    write(tmp_path, "metropolitan", "2011-08", ("Barnet 001A", "Violent crime"), ("Barnet 001A", "Other crime"))
    write(tmp_path, "metropolitan", "2011-09", ("Barnet 001A", "Violent crime"))
    write(tmp_path, "metropolitan", "2013-05", ("Barnet 001A", "Violence and sexual offences"))
    table = read_street([tmp_path])
    when = ("2011-08", "2011-09", "2013-05")
    assert [value(table, "Barnet", "drugs", month) for month in when] == [None, 0, 0]
    assert [value(table, "Barnet", "public_order", month) for month in when] == [None, None, 0]
    assert [value(table, "Barnet", "public_disorder_and_weapons", month) for month in when] == [None, 0, None]
    assert [value(table, "Barnet", "violence_and_sexual_offences", month) for month in when] == [1, 1, 1]
    assert [value(table, "Barnet", "all_crime", month) for month in when] == [2, 1, 1]


def test_incidents_are_no_crimes_and_unknown_types_are(tmp_path: Path) -> None:
    kinds = ("Anti-social behaviour", "Cattle rustling", "robbery ")
    write(tmp_path, "metropolitan", "2024-01", *(("Barnet 001A", kind) for kind in kinds))
    table = read_street([tmp_path])
    assert [value(table, "Barnet", key, "2024-01") for key in ("anti_social_behaviour", "robbery", "all_crime")] == [
        1,
        1,
        2,
    ]
    assert notice(table, "crime types that no list knows").endswith(": “Cattle rustling” 1")


def test_a_month_with_few_rows_is_told(tmp_path: Path) -> None:
    sizes_of_months = iter([1000, 1021, 972, 1000, 985, 1009])  # the median is 1,000
    for month in months("2023-07", 6):
        write(tmp_path, "dyfed-powys", month, *["Powys 001A"] * next(sizes_of_months))
    write(tmp_path, "dyfed-powys", "2024-01", *["Powys 001A"] * 499)
    assert notice(read_street([tmp_path]), "months with far fewer rows").endswith("Dyfed-Powys 2024-01 (499 of 1,000)")


def test_folders_archives_and_files_say_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    paths = [
        write(folder, "avon-and-somerset", "2024-01", "Bristol 001A"),
        write(folder, "thames-valley", "2024-01", "Slough 001A"),
    ]
    (folder / "2024-01" / "2024-01-thames-valley-outcomes.csv").write_text("not read", "utf-8")
    (folder / "2024-01" / "2024-01-thames-valley-stop-and-search.csv").write_text("not read", "utf-8")
    (folder / "2024-01" / "2024-01-thames-valley-street (1).csv").write_text("not read", "utf-8")
    packed = tmp_path / "2024-01.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.csv")):
            archive.write(path, path.relative_to(folder))
    zipped = [path.with_name(f"{path.name}.gz") for path in paths]
    table = read_street([folder])
    assert "“2024-01-thames-valley-street (1).csv”" in notice(table, "files not read")
    pd.testing.assert_frame_equal(read_street([packed]).frame, table.frame)
    pd.testing.assert_frame_equal(read_street(paths).frame, table.frame)
    for path, to in zip(paths, zipped, strict=True):
        to.write_bytes(gzip.compress(path.read_bytes()))
    pd.testing.assert_frame_equal(read_street(zipped).frame, table.frame)
    (file,) = read_street([packed]).files
    assert (file.name, file.n_rows) == ("2024-01.zip", 2)
    assert file.sha256 == hashlib.sha256(packed.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "name", ["it's", 'a "b"', "**", "*", "[ab]", "[", "?", "{a,b}", "a;b", "100%", "é", "-- x", "$1"]
)
def test_names_of_folders_are_only_names(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, "metropolitan", "2024-01", "Barnet 001A")
    write(tmp_path / "a", "metropolitan", "2024-01", "Barnet 001A", "Barnet 001A")
    assert value(read_street([tmp_path / name]), "Barnet", "burglary", "2024-01") == 1


GOOD = HEADER + row("2024-01", "Barnet 001A") * 3
FAULTY = {
    "header": (b"Borough,Month\nBarnet,3\n", "its header has no Crime ID, Reported by, Falls within"),
    "old header": (b"Month,Reported by,Falls within,Easting,Northing,Location,Crime type,Context\n", "has no Crime ID"),
    "order": (",".join(reversed(HEADER.strip().split(","))).encode(), "not in the order of a street file: Context,"),
    "empty": (b"", "the file is empty; fetch it again"),
    "short": ((GOOD + "a,b,c\n").encode(), "line 5: 3 fields where the header has 12; fetch the file again"),
    "long": (
        (GOOD + row("2024-01", "Barnet 001A")[:-1] + ",x\n").encode(),
        "line 5: 13 fields where the header has 12",
    ),
    "cut": (GOOD[: GOOD.rindex("near")].encode(), "line 4: 7 fields where the header has 12"),
    "not utf-8": (
        (GOOD + row("2024-01", "Barnét 001A")).encode("cp1252"),
        "line 5: is not UTF-8; fetch the file again",
    ),
    "quote": ((GOOD + row("2024-01", "Barnet 001A").replace("On", '"On')).encode(), "line 5: a quotation mark is not"),
    "month": (
        (GOOD + row("2023-12", "Barnet 001A")).encode(),
        "has 1 rows of “2023-12”; all its rows should be of 2024-01",
    ),
    "a space before the month": (
        (GOOD + row(" 2024-01", "Barnet 001A")).encode(),
        "has 1 rows of “ 2024-01”, where every sign counts; all its rows should be of 2024-01",
    ),
    "an unseen sign after the month": (
        (GOOD + row("2024-01\u200b", "Barnet 001A")).encode(),
        r"has 1 rows of “2024-01\u200b”, where every sign counts",
    ),
    "CR alone": (GOOD.replace("\n", "\r").encode(), "its lines end in CR alone; fetch it again"),
    "50,001 types": (
        (HEADER + "".join(row("2024-01", "Barnet 001A", f"type {at}") for at in range(50_001))).encode(),
        "has more than 50,000 authorities and types; fetch it again",
    ),
    "50,001 areas": (
        (HEADER + "".join(row("2024-01", f"A{at} 001A") for at in range(50_001))).encode(),
        "has more than 50,000 authorities and types; fetch it again",
    ),
    "no month": ((GOOD + row("", "Barnet 001A")).encode(), "has 1 rows of no month; all its rows should be of 2024-01"),
}


@pytest.mark.parametrize("case", FAULTY)
def test_a_faulty_file_among_good_ones_is_named_in_one_line(tmp_path: Path, case: str) -> None:
    write(tmp_path, "kent", "2024-01", "Dover 001A")
    path = write(tmp_path, "metropolitan", "2024-01")
    content, told = FAULTY[case]
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_street([tmp_path])
    message = str(caught.value)
    assert message.startswith("2024-01-metropolitan-street.csv: ")
    assert told in message
    assert "\n" not in message


def test_damaged_archives_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, "metropolitan", "2024-01", *["Barnet 001A"] * 5000)
    cut = tmp_path / "2024-01-metropolitan-street.csv.gz"
    cut.write_bytes(gzip.compress(path.read_bytes())[:-20])
    with pytest.raises(InputError, match=r"^2024-01-metropolitan-street.csv.gz: the gzip file is damaged or cut short"):
        read_street([cut])
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, path.name)
    packed.write_bytes(packed.read_bytes().replace(b"Barnet 001A", b"Barnet 001B", 1))
    with pytest.raises(InputError, match=r"^a.zip: 2024-01-metropolitan-street.csv in it is damaged"):
        read_street([packed])
    packed.write_bytes(packed.read_bytes()[:-30])
    with pytest.raises(InputError, match=r"^a.zip: the zip file is damaged or cut short"):
        read_street([packed])


@pytest.mark.long
def test_many_names_of_many_files_are_counted_and_few_are_told(tmp_path: Path) -> None:
    """More names than a batch has in one query, each file below its own limit: 10,000 apart, 270,000 together."""
    for at in range(7):
        names = [f"A{at * 40_000 + number} 001A" for number in range(40_000)]
        write(tmp_path, "kent", f"2024-0{at + 1}", "Dover 001A", *names)
    table = read_street([tmp_path])
    assert [value(table, "Dover", "burglary", f"2024-0{at}") for at in (1, 7)] == [1, 1]
    line = notice(table, "rows of names that are no authority")
    assert "“other names” 270,000; “A0” 1" in line
    assert line.endswith("9981 more names 9,981")  # 20 of 10,001 are told
    assert len(line) < 1000


def packed_street(path: Path, name: str, size: int, *, real: bool = False) -> None:
    """An archive with one member of this size, most of it the same line again and again, or such as is not packed."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED if real else zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, HEADER + row("2024-01", "Barnet 001A") * (size // 80))


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """80 MB that packs to a 300th; 1.5 GB by what the archive tells; more than the archive tells; no room."""
    inside = tmp_path / "temporary"
    inside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(inside))
    name, path = "2024-01-metropolitan-street.csv", tmp_path / "a.zip"
    packed_street(path, name, 80_000_000)
    with pytest.raises(InputError, match=r"^a.zip: 2024-01-metropolitan-street.csv is too large: no street file"):
        read_street([path])
    packed_street(path, name, 100_000, real=True)
    good = path.read_bytes()
    size = len(HEADER) + 100_000 // 80 * len(row("2024-01", "Barnet 001A"))
    assert good.count(size.to_bytes(4, "little")) == 4  # packed and plain, in the member's header and the directory
    for told, line in ((1_500_000_000, "is too large"), (1000, "is damaged or locked")):
        at = good.rindex(b"PK\1\2") + 20
        path.write_bytes(good[:at] + told.to_bytes(4, "little") * 2 + good[at + 8 :])
        with pytest.raises(InputError, match=line):
            read_street([path])
    path.write_bytes(good)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: SimpleNamespace(free=1000))
    with pytest.raises(InputError, match=r"^a.zip: the disk of .* has no room to unpack it$"):
        read_street([path])
    assert list(inside.iterdir()) == []


def test_a_gzip_bomb_is_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "2024-01-metropolitan-street.csv.gz"
    path.write_bytes(gzip.compress((HEADER + row("2024-01", "Barnet 001A") * 1_000_000).encode()))
    with pytest.raises(InputError, match=r"^2024-01-metropolitan-street.csv.gz: is too large: no street file unpacks"):
        read_street([path])


def test_what_killed_runs_left_is_removed_after_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "target").mkdir()
    kept = ["cspxl-street-new", "other"]
    for name in ["cspxl-street-old", *kept]:
        write(tmp_path / name, "kent", "2024-01")
    link = tmp_path / "cspxl-street-link"
    link.symlink_to(tmp_path / "target")
    for name in ("cspxl-street-old", "other"):
        os.utime(tmp_path / name, (0, 0))
    os.utime(link, (0, 0), follow_symlinks=False)
    packed_street(tmp_path / "a.zip", "2024-01-metropolitan-street.csv", 1000)
    assert value(read_street([tmp_path / "a.zip"]), "Barnet", "burglary", "2024-01") == 1  # one row, twelve times
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*kept, link.name, "a.zip", "target"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no FIFOs")
@pytest.mark.parametrize("name", ["2024-01-metropolitan-street.csv", "a.zip"])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(InputError, match=rf"{name}: is no file$"):
        read_street([tmp_path / name])


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory of one program is read from /proc")
def test_two_million_types_are_refused_in_little_memory(tmp_path: Path) -> None:
    path = write(tmp_path, "metropolitan", "2024-01")
    with path.open("a", encoding="utf-8") as file:
        file.writelines(row("2024-01", "Barnet 001A", f"type {at}") for at in range(2_500_000))
    code = READ.replace("table = read_street", "try: read_street").replace(
        "Path(sys.argv[2]).write_bytes(pickle.dumps(table.frame))",
        "except Exception as fault: assert 'types' in str(fault)",
    )
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path), ""], capture_output=True, text=True, check=True)
    assert float(ran.stdout) < 700  # and nothing else is printed, such as a bar of progress


def test_paths_that_cannot_be_used(tmp_path: Path) -> None:
    one = write(tmp_path / "a", "metropolitan", "2024-01", "Barnet 001A")
    two = write(tmp_path / "b", "metropolitan", "2024-01", "Barnet 001A")
    with pytest.raises(InputError, match=r"^two files for metropolitan, 2024-01: .*a.* and .*b.*; give one of them$"):
        read_street([one, two])
    with pytest.raises(InputError, match=r"no such file or folder$"):
        read_street([tmp_path / "c"])
    with pytest.raises(InputError, match=r"^no file is given"):
        read_street([])
    (tmp_path / "c").mkdir()
    with pytest.raises(InputError, match=r"has no street file; street files are called as in the police.uk archive"):
        read_street([tmp_path / "c"])
    other = tmp_path / "burglaries.csv"
    other.write_text(GOOD, "utf-8")
    with pytest.raises(InputError, match=r"^burglaries.csv: cannot tell force and month"):
        read_street([other])
    only = write(tmp_path / "d", "btp", "2024-01", "Barnet 001A")
    with pytest.raises(InputError, match="no row of a force of England and Wales"):
        read_street([only])


def test_duckdb_loads_when_files_are_read_not_before() -> None:
    code = "import sys, cspxl.sources.street; sys.exit('duckdb' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, env={**os.environ}).returncode == 0


def test_the_lookup_is_whole() -> None:
    """Of the lookup of December 2021: 314 partnerships of 43 forces, 32 in the Metropolitan Police's area."""
    listed = {item.csp_code: item for item in facts.authorities().values() if item.csp}
    assert len(listed) == 314
    assert len({item.csp for item in listed.values()}) == 314
    assert len({item.force for item in listed.values()}) == 43
    assert sum(item.force == "metropolitan" for item in listed.values()) == 32
    assert {item.force for item in facts.authorities().values()} <= {
        key for key, force in facts.forces().items() if force.has_partnerships
    }


def test_census_population() -> None:
    """Usual residents in March 2011: Barnet 356,386; England and Wales 56,075,912 (Office for National Statistics).

    Without a figure: Westminster and the City of London (226,771 together), Cornwall (532,273) and the Isles of
    Scilly (2,203). With these the figures must add up to England and Wales.
    """
    census = facts.csp_population()
    assert census.figures["Barnet"] == 356386
    assert census.figures["South Worcester"] == 74631 + 98768 + 116944  # Malvern Hills, Worcester, Wychavon
    csps = {item.csp for item in facts.authorities().values() if item.csp}
    without = {"Westminster", "City of London", "Cornwall", "Isles of Scilly"}
    assert csps - set(census.figures) == without
    assert set(facts.parts_of_wholes()) <= set(census.figures)
    christchurch = 47752  # in the whole of Bournemouth and Poole, and in no partnership of its own
    assert sum(census.figures[csp] for csp in csps - without) + christchurch + 226771 + 532273 + 2203 == 56075912


def test_every_indicator_says_what_a_change_means() -> None:
    assert set(facts.street_indicators()) == {*KEYS.values(), "public_disorder_and_weapons", "all_crime"}
    assert {item.polarity for item in facts.street_indicators().values()} == {"lower", "monitor"}
    assert all(set(item.indicators) <= set(facts.street_indicators()) for item in facts.street_breaks())
    assert [item.first_month for item in facts.street_breaks()] == [month_index(2011, 9), month_index(2013, 5)]
    assert len(facts.street_classification().labels) == 16


# What is broken in files that can be read

SHARES = {  # of a thousand rows, about those of an English force
    "Violence and sexual offences": 350, "Anti-social behaviour": 180, "Criminal damage and arson": 90,
    "Shoplifting": 80, "Other theft": 70, "Public order": 70, "Vehicle crime": 50, "Burglary": 50, "Drugs": 25,
    "Other crime": 20, "Possession of weapons": 9, "Bicycle theft": 8, "Robbery": 8, "Theft from the person": 6,
}  # fmt: skip
CRIMES = 1016 - 180


YEARS = months("2022-01", 24)


def sizes(force: str, month: str) -> dict[str, int]:
    """The rows of each type: the shares in the newest month, before it they scatter half as much as real ones."""
    if month not in YEARS[:-1]:
        return SHARES
    dice = np.random.default_rng([YEARS.index(month), *force.encode()])
    return {kind: int(dice.binomial(2 * n, 0.5)) for kind, n in SHARES.items()}


def force_month(folder: Path, force: str, lsoa: str, month: str, names: dict[str, str] | None = None) -> Path:
    """A force's month with usual shares; ``names`` renames types, to "" where they have no row."""
    kinds = {(names or {}).get(kind, kind): n for kind, n in sizes(force, month).items()}
    return write(folder, force, month, *((lsoa, kind) for kind, n in kinds.items() if kind for _ in range(n)))


def of_force(folder: Path, names: dict[str, str], since: str = YEARS[-3]) -> SeriesTable:
    """Two years of Kent and Cheshire; from a month on, types of Kent are called otherwise."""
    for month in YEARS:
        force_month(folder, "kent", "Dover 001A", month, names if month >= since else None)
        force_month(folder, "cheshire", "Halton 001A", month)
    return read_street([folder])


def test_whole_files_are_all_available(tmp_path: Path) -> None:
    table = of_force(tmp_path, {})
    assert value(table, "Dover", "all_crime", YEARS[-1]) == CRIMES
    (empty,) = table.notices  # of the other areas of the two forces
    assert empty.text.startswith("no count in any category, so not available: Ashford, Canterbury")
    assert not {"Dover", "Halton", None} & {touch.area for touch in empty.touches}
    dover = table.frame[(table.frame["area"] == "Dover") & (table.frame["indicator"] != "public_disorder_and_weapons")]
    assert not dover["value"].isna().any()


@pytest.mark.parametrize("since", [YEARS[-1], YEARS[-3], YEARS[6], YEARS[0]])
@pytest.mark.parametrize("kind", SHARES)
def test_type_that_is_gone_from_a_month_on_is_not_available(tmp_path: Path, kind: str, since: str) -> None:
    if since == YEARS[-1] and SHARES[kind] < 14:
        pytest.skip("a month without one of a rare type is no wonder")
    table = of_force(tmp_path, {kind: ""}, since)
    assert value(table, "Dover", KEYS[kind], YEARS[-1]) is None
    assert value(table, "Dover", "drugs" if kind != "Drugs" else "burglary", YEARS[-1]) is not None
    assert value(table, "Halton", KEYS[kind], YEARS[-1]) == SHARES[kind]
    if since > YEARS[0]:
        assert value(table, "Dover", KEYS[kind], YEARS[0]) == sizes("kent", YEARS[0])[kind]
    total = value(table, "Dover", "all_crime", YEARS[-1])
    assert total == (CRIMES if kind == "Anti-social behaviour" else None)
    (found,) = [item for item in table.notices if item.text.startswith("types that a force's files lack")]
    assert f"Kent: {KEYS[kind]}" in found.text
    assert {touch.first_month for touch in found.touches} == {month_of(since)}
    assert "Dover" in {touch.area for touch in found.touches}
    assert "Halton" not in {touch.area for touch in found.touches}


@pytest.mark.parametrize("kind", ["Burglary", "Violence and sexual offences", "Anti-social behaviour"])
def test_type_that_is_renamed_is_not_available_and_told(tmp_path: Path, kind: str) -> None:
    table = of_force(tmp_path, {kind: "Something else"})
    assert value(table, "Dover", KEYS[kind], YEARS[-1]) is None
    assert value(table, "Dover", "all_crime", YEARS[-1]) is None  # anti-social behaviour is no part of it
    assert value(table, "Dover", KEYS[kind], YEARS[-4]) == sizes("kent", YEARS[-4])[kind]
    assert "“Something else”" in notice(table, "crime types that no list knows")


@pytest.mark.parametrize("since", [YEARS[0], YEARS[-1]])
def test_archive_that_was_filtered_to_one_type_has_no_other(tmp_path: Path, since: str) -> None:
    table = of_force(tmp_path, dict.fromkeys(set(SHARES) - {"Violence and sexual offences"}, ""), since)
    assert value(table, "Dover", "violence_and_sexual_offences", YEARS[-1]) == 350
    assert [value(table, "Dover", KEYS[kind], YEARS[-1]) for kind in SHARES if SHARES[kind] != 350] == [None] * 13
    assert value(table, "Dover", "all_crime", YEARS[-1]) is None


def test_real_files_that_were_filtered_to_burglary_have_no_other_type() -> None:
    table = read_street([REAL])
    assert value(table, "Barnet", "burglary", "2017-02") == 279
    assert [value(table, "Barnet", key, "2017-02") for key in facts.street_indicators() if key != "burglary"] == [
        None
    ] * 15
    assert notice(table, "types that a force's files lack").startswith("types that a force's files lack though")


def test_repeated_rows_of_real_files_are_told_and_counted_as_they_are() -> None:
    # By cut -d, -f1 | sort | uniq -c: of 468 and 399 Crime IDs 8 and 7 repeat another. The police's own figures, 171,
    # 283, 133 and 271 for the two boroughs, are nearer with them: 169, 279, 125 and 258.
    line = notice(read_street([REAL]), "rows with a Crime ID that repeat another, counted as they are")
    assert line.endswith("Metropolitan Police 15 of 867 (1.7%)")


def test_file_that_is_repeated_inside_itself_is_counted_once(tmp_path: Path) -> None:
    for month in YEARS:
        path = force_month(tmp_path, "kent", "Dover 001A", month)
    text = path.read_text("utf-8")
    path.write_text(text + text.removeprefix(HEADER), "utf-8")
    table = read_street([tmp_path])
    assert value(table, "Dover", "burglary", YEARS[-1]) == 50
    assert value(table, "Dover", "all_crime", YEARS[-1]) == CRIMES
    (found,) = [item for item in table.notices if "each is counted once" in item.text]
    # Of 2,032 rows the second 1,016 are repeats.
    assert found.text.endswith("Kent 2023-12 (1,016 of 2,032 rows)")
    assert {(touch.first_month, touch.last_month) for touch in found.touches} == {(month_of(YEARS[-1]),) * 2}


def test_incidents_of_a_repeated_file_cannot_be_told_apart(tmp_path: Path) -> None:
    """They have no Crime ID, and real ones are often alike: at the same place in the same month, here 60 of 180."""
    path = force_month(tmp_path, "kent", "Dover 001A", "2023-12")
    places = iter([*range(120), *range(60)])
    text = re.sub(
        r"^a\d+,(.*),-0.1,(.*Anti-social)",
        lambda found: f",{found[1]},-0.1{next(places)},{found[2]}",
        path.read_text("utf-8"),
        flags=re.MULTILINE,
    )
    path.write_text(text, "utf-8")
    table = read_street([tmp_path])
    assert value(table, "Dover", "anti_social_behaviour", "2023-12") == 180
    assert notice(table, "rows without a Crime ID").endswith("Kent 60 of 1,016 (5.9%)")
    path.write_text(text + text.removeprefix(HEADER), "utf-8")
    assert value(read_street([tmp_path]), "Dover", "anti_social_behaviour", "2023-12") is None


def test_one_row_many_times_is_told(tmp_path: Path) -> None:
    path = force_month(tmp_path, "kent", "Dover 001A", "2023-12")
    text = path.read_text("utf-8")
    path.write_text(text + text.splitlines(keepends=True)[-1] * 12, "utf-8")
    (found,) = [item for item in read_street([tmp_path]).notices if "counted as they are" in item.text]
    assert found.text.endswith("Kent 12 of 1,028 (1.2%)")
    month = month_of("2023-12")
    assert found.touches == (Touch("Dover", "theft_from_the_person", month, month, "12 of 18 rows repeat another"),)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_file_is_called_what_it_is(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "metropolitan", "2024-01")
    path.write_bytes(GOOD.encode(encoding))
    with pytest.raises(InputError, match=r"^2024-01-metropolitan-street.csv: is UTF-16 text"):
        read_street([tmp_path])
