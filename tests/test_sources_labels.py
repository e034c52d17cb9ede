"""Labels and areas that look like known ones: one name where only signs differ, else named and not available.

Barking and Dagenham's burglaries of 2018 are 1,671 in the published file, 1,283 of them residential.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from broken_release import AREA, BARKING, MAJOR, MINOR, RESIDENTIAL, Rows, burglary, notice, of, read, right, rows, year
from commands import few

from cspxl.errors import InputError
from cspxl.facts import classifications
from cspxl.sources import read_release
from cspxl.sources.labels import near_borough
from cspxl.values import month_index


def renamed(write: Callable[[str], str], field: int = MINOR, **which: str) -> Rows:
    """The file with one field of some rows written otherwise."""
    found = rows()
    for row in of(found, **which):
        row[field] = write(row[field])
    return found


def repeated(write: Callable[[str], str], field: int = MINOR) -> Rows:
    """The file with Barking and Dagenham's residential row a second time, one field written otherwise."""
    (row,) = of(renamed(write, field, minor=RESIDENTIAL), minor=write(RESIDENTIAL) if field == MINOR else RESIDENTIAL,
                area=write(BARKING) if field == AREA else BARKING)  # fmt: skip
    return [*rows(), row]


LOOKS_THE_SAME: dict[str, Callable[[str], str]] = {
    "zero-width space": lambda text: f"{text}\u200b",
    "byte order mark": lambda text: f"\ufeff{text}",
    "soft hyphen": lambda text: f"{text[:4]}\u00ad{text[4:]}",
    "joiner": lambda text: text.replace("r", "r\u2060", 1),
    "final dot": lambda text: f"{text}.",
    "Cyrillic a": lambda text: text.replace("a", "\u0430"),
    "combining accent": lambda text: text.replace("e", "e\u0301", 1),
    "accented letter": lambda text: text.replace("e", "\u00e9", 1),
    "wide letters": lambda text: text.replace("B", "\uff22", 1),
    "hard spaces": lambda text: text.replace(" ", "\u00a0"),
    "thin spaces": lambda text: text.replace(" ", "\u2009"),
}
DASHES: dict[str, Callable[[str], str]] = {
    "en dash": lambda text: text.replace("-", "\u2013"),
    "minus": lambda text: text.replace("-", "\u2212"),
    "no spaces round the dash": lambda text: text.replace(" - ", "-"),
    "underscores": lambda text: text.replace(" ", "_"),
}
SPACES = {"hard spaces", "thin spaces", "no spaces round the dash", "underscores"}


@pytest.mark.parametrize("sign", LOOKS_THE_SAME | DASHES)
def test_label_that_looks_the_same_is_the_same(sign: str, tmp_path: Path) -> None:
    table = read(tmp_path, renamed((LOOKS_THE_SAME | DASHES)[sign], minor=RESIDENTIAL))
    assert table.frame.equals(read(tmp_path, rows()).frame)
    told = [item for item in table.notices if "look-alike or invisible signs" in item.text]
    assert len(told) == (sign not in SPACES)


@pytest.mark.parametrize("sign", LOOKS_THE_SAME | DASHES)
def test_row_repeated_under_a_label_that_looks_the_same_is_refused(sign: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"line 1025 repeats line \d+: “Barking and Dagenham”, “Burglary / "):
        read(tmp_path, repeated((LOOKS_THE_SAME | DASHES)[sign]))


@pytest.mark.parametrize("sign", few(3, LOOKS_THE_SAME))
def test_area_that_looks_the_same_is_the_same(sign: str, tmp_path: Path) -> None:
    table = read(tmp_path, renamed(LOOKS_THE_SAME[sign], AREA, minor=RESIDENTIAL))
    assert table.frame.equals(read(tmp_path, rows()).frame)
    with pytest.raises(InputError, match="repeats line"):
        read(tmp_path, repeated(LOOKS_THE_SAME[sign], AREA))


def test_last_month_with_an_invisible_sign_is_read(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    read(tmp_path, rows())
    text = path.read_text("utf-8").replace("201812", "201812\u200b", 1).replace("Minor", "Min\u00ador", 1)
    path.write_text(text, "utf-8")
    assert read_release([path]).last_month == month_index(2018, 12)


# Names that resemble a known one


@pytest.mark.parametrize("area", [BARKING, ""], ids=["one area", "every area"])
@pytest.mark.parametrize(
    ("field", "name"),
    [
        (MINOR, "Burglary - Residental"),
        (MINOR, "Burglary - Residentials"),
        (MINOR, "Residential Burglary"),
        (MAJOR, "Burglery"),
        (MAJOR, "Burglaries"),
        (MAJOR, "Theft and Handling"),
        (MAJOR, "Other Notifiable Offences"),
    ],
)
def test_label_that_resembles_a_known_one_leaves_no_figure(area: str, field: int, name: str, tmp_path: Path) -> None:
    table = read(tmp_path, renamed(lambda _: name, field, area=area, minor=RESIDENTIAL))
    assert year(table, "burglary") is year(table, "residential_burglary") is year(table, "total_notifiable") is None
    assert year(table, "non_residential_burglary") == 388
    assert year(table, "burglary", "Barnet") == (right(burglary, "Barnet") if area else None)
    found = notice(table, "labels that resemble a known one")
    assert found.effect == "not available"
    assert name.upper() in found.text
    assert "(is it BURGLARY / BURGLARY - RESIDENTIAL?)" in found.text
    assert {touch.area for touch in found.touches} == {area or None}
    assert {touch.indicator for touch in found.touches} == {"burglary", "residential_burglary", "total_notifiable"}


def test_notices_do_not_contradict_each_other(tmp_path: Path) -> None:
    table = read(tmp_path, renamed(lambda _: "Burglary - Residental", area=BARKING, minor=RESIDENTIAL))
    assert notice(table, "labels that no list knows").text.endswith("RESIDENTAL” (counted in no figure)")
    assert not any("taken as zero: BURGLARY" in item.text for item in table.notices)


def test_category_under_another_major_leaves_neither_whole(tmp_path: Path) -> None:
    # Rape filed with violence: rape would be more than all sexual offences that are left, or these too few.
    table = read(tmp_path, renamed(lambda _: "Violence Against the Person", MAJOR, area=BARKING, minor="Rape"))
    assert year(table, "rape") is year(table, "sexual_offences") is None
    assert year(table, "burglary") == 1671


def test_new_category_that_resembles_none_is_counted_and_told(tmp_path: Path) -> None:
    table = read(tmp_path, [*rows(), [BARKING, "Burglary", "Houseboats", *["1"] * 24]])
    assert year(table, "burglary") == 1671 + 12
    found = notice(table, "labels that no list knows")
    assert found.text.endswith("“BURGLARY / HOUSEBOATS” (counted in burglary and total_notifiable)")
    assert {(touch.area, touch.indicator) for touch in found.touches} == {
        (BARKING, "burglary"),
        (BARKING, "total_notifiable"),
    }


@pytest.mark.parametrize("area", ["Barking and Dagenhm", "LB Barking and Dagenham", "Barking & Dagenham Council"])
def test_rows_of_an_area_of_nearly_a_boroughs_name(area: str, tmp_path: Path) -> None:
    table = read(tmp_path, renamed(lambda _: area, AREA, minor="Murder"))
    assert year(table, "violence_with_injury") is None  # a murder row elsewhere is no zero
    assert year(table, "burglary") == 1671
    assert notice(table, f"rows of “{area}”, which are perhaps of a borough").effect == "not available"
    assert f"{area} (is it {BARKING}?)" in notice(table, "areas outside").text


@pytest.mark.parametrize(
    ("area", "near"),
    [
        ("Barnett", "Barnet"), ("Richmond", "Richmond upon Thames"), ("City of Westminster", "Westminster"),
        ("London Borough of Brent", "Brent"), ("Kensington & Chelsea RB", "Kensington and Chelsea"),
        ("London Heathrow and London City Airports", None), ("Unknown", None), ("City of London", None),
        ("Other / NK", None), ("Aviation Security", None), ("Barnet", None),
    ],
)  # fmt: skip
def test_nearest_borough(area: str, near: str | None) -> None:
    assert near_borough(area) == near


def test_published_labels_resemble_none_in_another_group() -> None:
    # What the rule rests on: of each classification, no two groups share a category.
    for item in classifications():
        minors = [minor for _, minor in item.labels]
        assert len(minors) == len(set(minors))
