"""Street files of which a part is there twice, gone, or has no place: nothing is counted wrongly without a word.

Two years of Kent and Surrey with numbers of their own every month; expected values are those numbers.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from commands import few
from street_archive import HEADER, months

from cspxl.errors import InputError
from cspxl.sources import SeriesTable
from cspxl.sources.street import read_street
from cspxl.values import month_of

AREAS = {
    "kent": ["Ashford", "Canterbury", "Dover", "Swale", "Thanet"],
    "surrey": ["Elmbridge", "Guildford", "Mole Valley", "Woking"],
}
SIZES = {  # of each area's month, as in a district of 120,000
    "Violence and sexual offences": 90, "Anti-social behaviour": 60, "Criminal damage and arson": 35,
    "Other theft": 30, "Vehicle crime": 28, "Burglary": 25, "Shoplifting": 25, "Public order": 15, "Drugs": 8,
    "Bicycle theft": 6, "Other crime": 5, "Robbery": 5, "Possession of weapons": 4, "Theft from the person": 4,
}  # fmt: skip
CRIMES = 340 - 60
WHEN = months("2022-01", 24)
LAST = WHEN[-1]
Rows = list[list[str]]
Change = Callable[[Rows], Rows]


def sizes(area: str, month: str) -> dict[str, int]:
    """The rows of each type: ``SIZES`` in the newest month, before it they scatter half as much as real ones."""
    if month == LAST:
        return SIZES
    dice = np.random.default_rng([WHEN.index(month), *area.encode()])
    return {kind: int(dice.binomial(2 * size, 0.5)) for kind, size in SIZES.items()}


def rows_of(force: str, month: str) -> Rows:
    """Each crime has an ID, an incident has none; a tenth of the incidents is at the place of another."""
    found = []
    for area in AREAS[force]:
        for kind, size in sizes(area, month).items():
            for at in range(size):
                crime = "" if kind == "Anti-social behaviour" else f"{month}{area}{kind}{at}"
                place = f"0.{at % 54 if not crime else at:03d}"
                name = "Police"
                found.append([crime, month, name, name, place, "51", "On X", "E01", f"{area} 001A", kind, "Open", ""])
    return found


def archive(folder: Path, change: Change, n_months: int = 1, force: str = "kent") -> SeriesTable:
    """The two forces; ``change`` is made to the force's newest files."""
    for month in WHEN:
        for key in AREAS:
            rows = rows_of(key, month)
            if key == force and month in WHEN[-n_months:]:
                rows = change(rows)
            path = folder / month / f"{month}-{key}-street.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as file:
                file.write(HEADER)
                csv.writer(file, lineterminator="\n").writerows(rows)
    return read_street([folder])


def with_field(at: int, value: str, kind: str = "", area: str = "") -> Change:
    """Rows with one field changed, of one type or area or of all."""

    def change(rows: Rows) -> Rows:
        return [[*row[:at], value, *row[at + 1 :]] if is_of(row, kind, area) else row for row in rows]

    return change


def is_of(row: list[str], kind: str = "", area: str = "") -> bool:
    return kind in {"", row[9]} and row[8].startswith(area)


def without(kind: str = "", area: str = "") -> Change:
    return lambda rows: [row for row in rows if not is_of(row, kind, area)]


def twice(kind: str = "", area: str = "", change: Change = with_field(10, "Closed")) -> Change:  # noqa: B008 -- pure
    """Rows again, as they are after a change."""
    return lambda rows: [*rows, *change([row for row in rows if is_of(row, kind, area)])]


def value(table: SeriesTable, area: str, key: str, month: str = LAST) -> float | None:
    when, values = table.series(area, key)
    return values[when.index(month_of(month))]


def told(table: SeriesTable, area: str, key: str, month: str = LAST) -> set[str]:
    """The effects of what is said beside the figure."""
    at = month_of(month)
    return {
        item.effect
        for item in table.notices
        for touch in item.touches
        if touch.area in {None, area} and touch.indicator in {None, key} and touch.first_month <= at <= touch.last_month
    }


def dated(rows: Rows, month: str) -> Rows:
    """The rows as other crimes of another month."""
    return [[row[0] and f"{month}{row[0]}", month, *row[2:]] for row in rows]


def same(rows: Rows) -> Rows:
    return rows


def test_whole_files_have_every_figure_and_no_word(tmp_path: Path) -> None:
    table = archive(tmp_path, same)
    for area in ("Ashford", "Dover", "Woking"):
        assert value(table, area, "burglary") == 25
        assert value(table, area, "all_crime") == CRIMES
        first = sizes(area, WHEN[0])
        assert value(table, area, "all_crime", WHEN[0]) == sum(first.values()) - first["Anti-social behaviour"]
        assert {effect for month in WHEN for effect in told(table, area, "burglary", month)} == set()


@pytest.mark.parametrize("outcome", few(1, ["Closed", "Open"]))
@pytest.mark.parametrize(
    ("kind", "area"), [("", ""), ("Burglary", ""), ("", "Dover"), ("Violence and sexual offences", "Dover")]
)
def test_crime_that_stands_there_twice_is_counted_once(tmp_path: Path, kind: str, area: str, outcome: str) -> None:
    table = archive(tmp_path, twice(kind, area, with_field(10, outcome)))
    assert value(table, "Dover", "burglary") == 25
    assert value(table, "Dover", "violence_and_sexual_offences") == 90
    assert value(table, "Dover", "all_crime") == CRIMES
    assert "note" in told(table, "Dover", "all_crime")
    assert told(table, "Woking", "all_crime") == set()
    incidents = value(table, "Dover", "anti_social_behaviour")
    assert incidents == (None if not kind else 60)  # those have no Crime ID


def test_few_repeats_are_told_and_counted_as_real_files_have_them(tmp_path: Path) -> None:
    """Ten of Dover's 90: the police's own figures are nearer with them."""
    table = archive(tmp_path, lambda rows: [*rows, *[row for row in rows if is_of(row, "", "Dover")][:10]])
    assert value(table, "Dover", "violence_and_sexual_offences") == 100
    (line,) = [line for line in table.notice_lines if "repeat another, counted as they are" in line]
    assert "Kent 10 of " in line
    assert told(table, "Dover", "violence_and_sexual_offences") == {"note"}
    assert told(table, "Dover", "all_crime") == set()


def test_repeats_of_several_types_are_told_of_the_total(tmp_path: Path) -> None:
    """Four rows of ten types are little of each, and 40 of the 320 crimes that are counted then."""
    table = archive(
        tmp_path,
        lambda rows: [
            *rows,
            *[
                row
                for row in rows
                if row[0].endswith(("0", "1", "2", "3"))
                and is_of(row, "", "Dover")
                and row[0][-2].isalpha()
                and row[9] != "Violence and sexual offences"
            ][:40],
        ],
    )
    assert value(table, "Dover", "all_crime") == CRIMES + 40
    assert told(table, "Dover", "all_crime") == {"note"}


@pytest.mark.parametrize("crime", few(1, ["n/a", "", " "]))
def test_rows_twice_without_a_crime_id_have_no_figure(tmp_path: Path, crime: str) -> None:
    """An ID that all rows share is none."""
    table = archive(tmp_path, lambda rows: with_field(0, crime)([*rows, *rows]))
    for key in ("burglary", "anti_social_behaviour", "all_crime"):
        assert value(table, "Dover", key) is None
        assert "not available" in told(table, "Dover", key)
    assert value(table, "Dover", "burglary", WHEN[-2]) == sizes("Dover", WHEN[-2])["Burglary"]
    assert value(table, "Woking", "burglary") == 25


def test_rows_twice_with_other_crime_ids_are_told_by_their_level(tmp_path: Path) -> None:
    changed = twice(change=lambda rows: [[f"{row[0]}x", *row[1:]] for row in rows])
    table = archive(tmp_path, changed)
    assert value(table, "Dover", "burglary") == 50
    assert told(table, "Dover", "burglary") >= {"note"}
    assert told(table, "Woking", "burglary") == set()


@pytest.mark.parametrize("n_months", [1, 2, 12])
def test_area_that_is_gone_from_its_force_is_not_available(tmp_path: Path, n_months: int) -> None:
    table = archive(tmp_path, without("", "Dover"), n_months)
    for key in ("burglary", "robbery", "anti_social_behaviour", "all_crime"):
        assert value(table, "Dover", key) is None
        assert value(table, "Dover", key, WHEN[-n_months - 1]) is not None
        assert "not available" in told(table, "Dover", key)
    assert value(table, "Ashford", "burglary") == 25
    assert told(table, "Ashford", "burglary") == set()


@pytest.mark.parametrize(("kind", "key"), [("Burglary", "burglary"), ("Public order", "public_order")])
@pytest.mark.parametrize("n_months", few(1, [24, 1, 12]))
def test_type_that_is_gone_from_one_area_is_not_available(tmp_path: Path, kind: str, key: str, n_months: int) -> None:
    """Each is 5% of all crime or more, so that has no figure either."""
    table = archive(tmp_path, without(kind, "Dover"), n_months)
    assert value(table, "Dover", key) is None
    assert value(table, "Dover", "all_crime") is None
    assert value(table, "Dover", "shoplifting") == 25
    assert value(table, "Ashford", key) == SIZES[kind]
    assert "not available" in told(table, "Dover", key)


def test_rare_type_that_an_area_has_none_of_in_a_month_is_zero(tmp_path: Path) -> None:
    table = archive(tmp_path, without("Theft from the person", "Dover"))
    assert value(table, "Dover", "theft_from_the_person") == 0
    assert told(table, "Dover", "theft_from_the_person") == set()


@pytest.mark.parametrize("name", few(1, ["Nowhere 001A", ""]))
def test_month_without_places_is_not_available_for_the_force(tmp_path: Path, name: str) -> None:
    table = archive(tmp_path, with_field(8, name))
    assert value(table, "Dover", "burglary") is None
    assert "not available" in told(table, "Dover", "burglary")
    assert value(table, "Woking", "burglary") == 25


@pytest.mark.parametrize("name", few(1, ["", "Nowhere 001A"]))
@pytest.mark.parametrize("share", few(1, [0.5, 0.1]))
def test_month_with_fewer_places_than_usual_is_incomplete(tmp_path: Path, name: str, share: float) -> None:
    def change(rows: Rows) -> Rows:
        return [[*row[:8], name, *row[9:]] if at % round(1 / share) == 0 else row for at, row in enumerate(rows)]

    table = archive(tmp_path, change)
    assert told(table, "Dover", "burglary") == {"incomplete"}
    assert told(table, "Ashford", "all_crime") == {"incomplete"}
    assert told(table, "Woking", "burglary") == set()


@pytest.mark.parametrize("name", few(1, ["Dovr 001A", "Dover District 001A", "Dovre 001A"]))
def test_area_that_is_misspelt_is_not_available(tmp_path: Path, name: str) -> None:
    table = archive(tmp_path, with_field(8, name, area="Dover"))
    assert value(table, "Dover", "burglary") is None
    assert "not available" in told(table, "Dover", "burglary")
    assert any("(is it Dover?)" in line for line in table.notice_lines)
    assert told(table, "Ashford", "burglary") == set()


@pytest.mark.long
def test_area_of_which_a_little_is_misspelt_is_incomplete(tmp_path: Path) -> None:
    table = archive(tmp_path, with_field(8, "Dovr 001A", "Robbery", "Dover"))
    assert told(table, "Dover", "burglary") == {"incomplete"}  # 5 of 340 rows
    assert value(table, "Dover", "burglary") == 25
    assert told(table, "Ashford", "burglary") == set()


@pytest.mark.long
def test_what_else_is_gone_from_a_misspelt_area_is_not_available(tmp_path: Path) -> None:
    def change(rows: Rows) -> Rows:
        return with_field(8, "Dovr 001A", "Robbery", "Dover")(without("Burglary", "Dover")(rows))

    table = archive(tmp_path, change)
    assert value(table, "Dover", "burglary") is None
    assert value(table, "Dover", "shoplifting") == 25


@pytest.mark.long
def test_force_of_which_every_name_is_misspelt_has_no_area(tmp_path: Path) -> None:
    def change(rows: Rows) -> Rows:
        return [[*row[:8], f"{row[8][:-5]}x 001A", *row[9:]] for row in rows]

    table = archive(tmp_path, change, 24)
    assert not set(AREAS["kent"]) & set(table.areas)
    assert "“Doverx”" in " ".join(table.notice_lines)
    assert not [line for line in table.notice_lines if line.endswith(": ")]


def test_file_with_the_rows_of_another_force_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^2023-12-kent-street.csv: 1,360 of its 1,360 rows .* of Surrey; is it"):
        archive(tmp_path, lambda _rows: rows_of("surrey", LAST))


@pytest.mark.long
def test_month_that_is_a_copy_of_the_one_before_is_told(tmp_path: Path) -> None:
    table = archive(tmp_path, lambda _rows: dated(rows_of("kent", WHEN[-2]), LAST))
    assert told(table, "Dover", "burglary") == {"incomplete"}
    assert told(table, "Woking", "burglary") == set()


@pytest.mark.parametrize("n_months", [1, 12], ids=["a month", "a year"])
def test_months_that_are_those_of_the_year_before_are_told(tmp_path: Path, n_months: int) -> None:
    def a_year_before(rows: Rows) -> Rows:
        month = rows[0][1]
        return dated(rows_of("kent", WHEN[WHEN.index(month) - 12]), month)

    table = archive(tmp_path, a_year_before, n_months)
    assert [told(table, "Dover", "burglary", month) for month in WHEN[-n_months:]] == [{"incomplete"}] * n_months
    assert told(table, "Dover", "burglary", WHEN[11]) == set()
    assert told(table, "Woking", "burglary") == set()


def test_month_with_the_crimes_of_another_is_not_available_nor_is_that(tmp_path: Path) -> None:
    """A file that was given another name and month: its crimes are those of July."""
    table = archive(tmp_path, lambda _rows: with_field(1, LAST)(rows_of("kent", "2023-07")))
    for month in ("2023-07", LAST):
        assert [value(table, "Dover", key, month) for key in ("burglary", "all_crime")] == [None, None]
        assert "not available" in told(table, "Dover", "burglary", month)
        assert value(table, "Woking", "burglary", month) == sizes("Woking", month)["Burglary"]
    assert value(table, "Dover", "burglary", WHEN[-2]) == sizes("Dover", WHEN[-2])["Burglary"]
    (line,) = [line for line in table.notice_lines if line.startswith("crimes that stand in the files of two months")]
    assert "Ashford, Canterbury, Dover, Swale and Thanet (2023-07, 2023-12)" in line


@pytest.mark.parametrize(("kind", "lost"), [("", True), ("Burglary", True), ("Public order", False)])
def test_month_that_was_pasted_into_another_is_not_available(tmp_path: Path, kind: str, *, lost: bool) -> None:
    """All of Dover's rows of November stand in the file of December too, or those of one type."""
    july = [row for row in rows_of("kent", "2023-07") if is_of(row, kind, "Dover")]
    table = archive(tmp_path, lambda rows: [*rows, *with_field(1, LAST)(july)])
    for month in ("2023-07", LAST):
        assert (value(table, "Dover", "burglary", month) is None) == lost
        assert value(table, "Dover", "public_order" if kind else "drugs", month) is None or kind == "Burglary"
        assert value(table, "Ashford", "burglary", month) == sizes("Ashford", month)["Burglary"]


def test_a_crime_or_two_of_another_month_are_counted(tmp_path: Path) -> None:
    """A fiftieth of Dover's crimes."""
    july = [row for row in rows_of("kent", "2023-07") if is_of(row, "Violence and sexual offences", "Dover")][:5]
    table = archive(tmp_path, lambda rows: [*rows, *with_field(1, LAST)(july)])
    assert value(table, "Dover", "all_crime") == CRIMES + 5


@pytest.mark.parametrize(("area", "share"), [("", 0.5), ("Dover", 0.2)], ids=["the force", "an area"])
def test_type_of_which_many_are_gone_for_a_year_is_told_for_all_of_it(tmp_path: Path, area: str, share: float) -> None:
    """Half of the force's burglaries, or four fifths of an area's 25."""

    def fewer(rows: Rows) -> Rows:
        return [row for at, row in enumerate(rows) if not is_of(row, "Burglary", area) or at % 10 < 10 * share]

    table = archive(tmp_path, fewer, 12)
    for month in WHEN[-12:]:
        assert "note" in told(table, "Dover", "burglary", month)
        assert "note" in told(table, "Dover", "all_crime", month)
    assert told(table, "Dover", "burglary", WHEN[11]) == set()
    assert told(table, "Woking", "burglary") == set()


@pytest.mark.parametrize(("kind", "key", "whole"), [
    ("Burglary", "burglary", {"incomplete"}),  # 25 of 280
    ("Bicycle theft", "bicycle_theft", set()),  # 6 of 280
    ("Anti-social behaviour", "anti_social_behaviour", set()),  # no crime
])  # fmt: skip
def test_all_crime_is_incomplete_where_a_large_type_is(tmp_path: Path, kind: str, key: str, whole: set[str]) -> None:
    """A month with a tenth of the force's rows of a type."""
    few = [*range(0, 1000, 10)]
    table = archive(tmp_path, lambda rows: [row for at, row in enumerate(rows) if not is_of(row, kind) or at in few])
    assert told(table, "Dover", key) == {"incomplete"}
    assert told(table, "Dover", "all_crime") == whole
    assert told(table, "Woking", "all_crime") == set()


def test_quotation_mark_that_is_not_closed_is_named(tmp_path: Path) -> None:
    archive(tmp_path, same)
    path = tmp_path / LAST / f"{LAST}-kent-street.csv"
    path.write_text(path.read_text("utf-8").replace("On X", '"On X', 1), "utf-8")
    with pytest.raises(InputError, match=r"^2023-12-kent-street.csv: no row can be read: a quotation mark is not"):
        read_street([tmp_path])


def test_type_of_which_half_is_gone_is_told_of_the_whole_force(tmp_path: Path) -> None:
    """Of an area's 25 half may be chance; of the force's 125 it is not."""
    table = archive(tmp_path, lambda rows: [row for at, row in enumerate(rows) if row[9] != "Burglary" or at % 2])
    assert told(table, "Dover", "burglary") == {"incomplete"}
    assert told(table, "Dover", "drugs") == set()


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-16", "UTF-16"), ("utf-16-be", "UTF-16"), ("utf-32", "UTF-32"), ("utf-32-be", "UTF-32")],
)
def test_wide_text_is_called_what_it_is(tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / "2024-01-kent-street.csv"
    path.write_bytes(HEADER.encode(encoding))
    with pytest.raises(InputError, match=re.escape(f"{path.name}: is {name} text")):
        read_street([path])


@pytest.mark.parametrize("n", [25, 26])
def test_type_of_an_area_that_has_one_count_month_after_month_is_not_available(tmp_path: Path, n: int) -> None:
    """Each crime is a row, so that it is a file that was made of counts."""
    last = [sum(is_of(row, "Burglary", "Dover") for row in rows_of("kent", month)) for month in WHEN]

    def change(rows: Rows) -> Rows:
        others = [row for row in rows if not is_of(row, "Burglary", "Dover")]
        [one, *_] = [row for row in rows if is_of(row, "Burglary", "Dover")]
        return [*others, *([f"{one[0]}-{at}", *one[1:4], f"0.{at:03d}", *one[5:]] for at in range(n))]

    table = archive(tmp_path, change, 8)
    assert [value(table, "Dover", "burglary", month) for month in WHEN] == [*last[:-8], *[None] * 8]
    assert value(table, "Dover", "all_crime") is None  # of which burglaries are a twelfth
    assert value(table, "Ashford", "burglary") == 25
    assert "not available" in told(table, "Dover", "burglary")
