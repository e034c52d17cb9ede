"""What the readers of files noticed stands in the workbook: on the cover, on Checks, and beside the figure's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from packs import BARKING, BARNET, chosen, known, packaged, preferring

from cspxl.engine import Plan, load
from cspxl.notices import Notice, Touch
from cspxl.registry import load_catalogue
from cspxl.report import dashboard, pack
from cspxl.report.configuration import read_configuration
from cspxl.report.figures import figures
from cspxl.report.overview_request import read_request
from cspxl.sources import SeriesTable, sample_release
from cspxl.values import month_of
from cspxl.workbook.package import read_package
from cspxl.workbook.writer import write

APRIL = month_of("2017-04")
INCOMPLETE = Notice(
    "months far below their usual level: Barking and Dagenham 2017-04", "later.csv", "incomplete",
    (Touch(BARKING, None, APRIL, APRIL, "812 of a usual 1,480"), Touch(BARNET, "burglary", APRIL, APRIL, "3 of 300")),
)  # fmt: skip
ABSENT = Notice(
    "rows are absent: RESIDENTIAL for Barnet", "later.csv", "not available",
    (Touch(BARNET, "burglary", APRIL - 3, APRIL + 20, "no row for Residential"),),
)  # fmt: skip
NOTED = Notice(
    "taken as zero: MURDER", "earlier.csv", "note",
    (Touch(BARKING, "criminal_damage", APRIL - 100, APRIL - 40, "Murder taken as zero"),
     Touch(BARKING, "violence_with_injury", APRIL - 40, APRIL, "Murder taken as zero")),
)  # fmt: skip
ALL = (NOTED, INCOMPLETE, ABSENT)


def sample(notices: Sequence[Notice]) -> SeriesTable:
    return replace(sample_release(), notices=tuple(notices))


@cache
def overview(notices: tuple[Notice, ...]) -> Plan:
    request = read_request(read_configuration(packaged("overview.toml")), sample(notices), BARKING, APRIL, "cspxl")
    return load(read_package(write(dashboard.describe(request, load_catalogue())))).calculate()


@cache
def call_over() -> Plan:
    path = packaged("call_over.toml")
    asked = pack.read_pack(read_configuration(path), path.parent, sample(ALL), BARKING, APRIL, "cspxl")
    described = pack.describe(asked, load_catalogue())
    return known(load(read_package(write(described))).calculate(), described)


def texts(plan: Plan, sheet: str) -> list[str]:
    """Every text of a sheet, typed or calculated."""
    cells = {**plan.inputs, **plan.values()}
    return [value for cell, value in cells.items() if cell.startswith(f"{sheet}!") and isinstance(value, str) and value]



@pytest.mark.long
@pytest.mark.parametrize("month", ["2017-04", "2017-05", "2018-12"])
def test_an_overview_says_which_figures_are_incomplete_while_the_month_is_among_theirs(month: str) -> None:
    plan = overview(ALL)
    chosen(plan, BARKING, month_of(month))
    plan.calculate()
    told = texts(plan, "Overview")
    assert sum("\n! Incomplete: see Notices" in text for text in told) == 10  # every indicator
    assert any("Incomplete: 10." in text for text in told)


@pytest.mark.long
@pytest.mark.parametrize(("area", "marks"), [(BARKING, 1), ("Brent", 0)])
def test_an_overview_says_nothing_of_months_before_or_of_other_areas(area: str, marks: int) -> None:
    plan = overview(ALL)
    chosen(plan, area, APRIL - 1)
    plan.calculate()
    told = texts(plan, "Overview")
    assert not any("Incomplete" in text for text in told)
    assert sum("! " in text for text in told) == marks  # murder taken as zero, to March too
    assert sum("\n! Note: see Notices" in text for text in told) == marks
    assert sum(" Note: 1." in text for text in told) == marks


def test_ranks_that_rest_on_incomplete_months_of_another_area_are_said() -> None:
    plan = overview(ALL)
    chosen(plan, "Brent", APRIL)
    plan.calculate()
    assert any("Ranks of 10 rest on incomplete months of other areas." in text for text in texts(plan, "Overview"))


def test_the_gravest_effect_is_the_one_that_is_said() -> None:
    plan = overview(ALL)
    chosen(plan, BARNET, APRIL)
    plan.calculate()
    told = texts(plan, "Overview")
    assert any("! Not available: " in text for text in told)
    assert any("Not available: 1." in text for text in told)


@pytest.mark.long
def test_where_nothing_was_noticed_the_sheets_say_so() -> None:
    plan = overview(())
    chosen(plan, BARKING, APRIL)
    plan.calculate()
    assert not any("! " in text or "Incomplete" in text for text in texts(plan, "Overview"))
    assert "Nothing was noticed." in written_texts("overview", ())


@cache
def written_texts(report: str, notices: tuple[Notice, ...]) -> tuple[str, ...]:
    """Every text that stands in the described sheets Cover and Notices."""
    assert report == "overview"
    request = read_request(read_configuration(packaged("overview.toml")), sample(notices), BARKING, APRIL, "cspxl")
    sheets = dashboard.describe(request, load_catalogue()).sheets
    return tuple(
        str(put.content) for sheet in sheets if sheet.name in {"Cover", "Notices"} for put in sheet.cells if put.content
    )


def test_the_cover_lists_what_was_noticed_in_which_file_gravest_first() -> None:
    found = written_texts("overview", ALL)
    places = [found.index(notice.text) for notice in (ABSENT, INCOMPLETE, NOTED)]
    assert places == sorted(places)
    assert {"later.csv", "earlier.csv"} <= set(found)


def test_the_cover_of_many_notices_names_the_sheet_that_has_them_all() -> None:
    many = tuple(Notice(f"thing {n}", "file.csv") for n in range(20))
    found = written_texts("overview", many)
    assert "and 13 more, on the sheet Notices" in found
    assert all(f"thing {n}" in found for n in range(20))


@pytest.mark.long
def test_a_page_says_that_its_figures_are_provisional_and_incomplete() -> None:
    plan = call_over()
    told = texts(plan, "Page Burglary")
    assert "Entered figures, 12 months to Apr 17. Provisional." in told  # whose figure the headline has
    preferring(plan, "Police files")
    plan.calculate()
    assert "Recorded offences, 12 months to Apr 17. Provisional, incomplete." in texts(plan, "Page Burglary")
    preferring(plan, "Entered figures first")
    plan.calculate()
    assert any(text.startswith("Incomplete: 812 of a usual 1,480 (Apr 17)") for text in told)


@pytest.mark.long
def test_a_summary_and_a_panel_mark_the_polices_figures_that_are_touched() -> None:
    """As at March only violence with injury is; burglary's figures there are the entered ones."""
    plan = call_over()
    chosen(plan, BARKING, APRIL - 1)
    plan.calculate()
    (marked,) = (text for text in texts(plan, "Call-over") if "see Notices" in text)
    label, _, mark = marked.partition("\n")
    assert (label.startswith("Violence with injury"), mark) == (True, "! Note: see Notices")
    assert "12 months to Mar 17\n! see Notices" in texts(plan, "Summary")
    chosen(plan, "Brent", APRIL - 1)
    plan.calculate()
    assert not any("see Notices" in text for sheet in ("Call-over", "Summary") for text in texts(plan, sheet))
    chosen(plan, BARKING, APRIL)
    plan.calculate()


@pytest.mark.long
def test_a_note_is_worth_a_look_and_no_check_is_in_order_for_it() -> None:
    plan = call_over()
    chosen(plan, BARKING, APRIL - 1)
    values = plan.calculate().values()
    (cell,) = (name for name in values if name.startswith("Checks!B") and "Murder taken as zero" in str(values[name]))
    assert values[cell.replace("!B", "!C")] == "Look"
    (light,) = (text for text in texts(plan, "Checks") if text.startswith(("Green", "Amber", "Red")))
    assert light.startswith("Amber: figures with notices: 1 (see Notices)")
    assert "in order" not in light
    chosen(plan, BARKING, APRIL)
    plan.calculate()


@pytest.mark.long
def test_checks_want_a_look_where_figures_are_incomplete_only() -> None:
    """As docs/packs.md has it: Amber where something was noticed of a figure; Wrong where it is not available."""
    plan = call_over()
    values = plan.values()
    verdicts = {
        finding: values[cell.replace("!B", "!C")] for cell, finding in values.items() if cell.startswith("Checks!B")
    }
    assert verdicts["812 of a usual 1,480 (Apr 17)"] == "Look"
    assert "Wrong" not in verdicts.values()
    chosen(plan, "Brent", APRIL)
    plan.calculate()
    values = plan.values()
    findings = [cell for cell in values if cell.startswith("Checks!B") and values[cell] == "Nothing was noticed"]
    assert len(findings) == 4  # of the pack's four indicators of the police
    assert all(values[cell.replace("!B", "!C")] == "OK" for cell in findings)
    chosen(plan, BARKING, APRIL)
    plan.calculate()


def test_a_notice_touches_the_months_that_figures_rest_on() -> None:
    """24 months are compared; the limits of the month two before rest on the 24 before it."""
    assert ABSENT.touching(BARNET, APRIL, "burglary")
    assert not ABSENT.touching(BARNET, APRIL, "robbery")
    assert not ABSENT.touching(BARNET, APRIL - 4)
    assert NOTED.touching(BARKING, APRIL - 40 + 26, "criminal_damage")
    assert not NOTED.touching(BARKING, APRIL - 40 + 27, "criminal_damage")


def test_figures_say_what_was_noticed_of_them() -> None:
    request = read_request(read_configuration(packaged("overview.toml")), sample(ALL), BARKING, APRIL, "cspxl")
    found = {(item.area, item.indicator): item.notes for item in figures(request, [BARKING, BARNET, "London"], [APRIL])}
    assert "Incomplete: 812 of a usual 1,480 (Apr 17)" in found[BARKING, "robbery"]
    assert not any("Incomplete" in note for note in found[BARNET, "robbery"])
    assert "Incomplete: 3 of 300 (Apr 17)" in found[BARNET, "burglary"]
    assert "Incomplete: 812 of a usual 1,480 (Apr 17), Barking and Dagenham" in found["London", "robbery"]


@pytest.mark.parametrize(
    ("month", "of_burglary", "of_robbery"),
    [
        (APRIL - 1, "", ""),
        (APRIL, "Barking and Dagenham and Barnet", "Barking and Dagenham"),
        (APRIL + 11, "Barking and Dagenham and Barnet", "Barking and Dagenham"),
        (APRIL + 12, "", ""),
    ],
    ids=["before", "the month", "the last of a year", "a year after"],
)
def test_figures_say_which_areas_months_the_ranks_rest_on(month: int, of_burglary: str, of_robbery: str) -> None:
    request = read_request(read_configuration(packaged("overview.toml")), sample(ALL), "Brent", APRIL, "cspxl")
    words = "Ranks rest on incomplete months of "
    found = {(item.area, item.indicator): [note.removeprefix(words) for note in item.notes if note.startswith(words)]
             for item in figures(request, ["Brent", BARNET, BARKING, "London"], [month])}  # fmt: skip
    assert found["Brent", "burglary"] == [of_burglary] * bool(of_burglary)
    assert found[BARNET, "robbery"] == found["Brent", "robbery"] == [of_robbery] * bool(of_robbery)
    assert found[BARNET, "burglary"] == [BARKING] * bool(of_burglary)
    assert found[BARKING, "robbery"] == found["London", "burglary"] == []


OWN = """
report = "pack"
title = "Own"
police = ["burglary", "robbery", "violence_with_injury"]
figures = ["own.csv"]
[[sheet]]
name = "Table"
title = "Table"
columns = ["indicator", "current"]
[[sheet.group]]
name = "Police"
[[sheet.group.line]]
label = "Burglary"
police = "burglary"
[[sheet.group.line]]
label = "Burglary in 2016"
police = "burglary"
month = "2016-12"
[[sheet]]
name = "Cards"
title = "Cards"
layout = "cards"
[[sheet.group]]
name = "Police"
draw = "list"
[[sheet.group.line]]
label = "Violence"
police = "violence_with_injury"
[[sheet.group.line]]
label = "Robbery"
police = "robbery"
"""


@pytest.mark.long
def test_lines_of_their_own_month_and_cards_are_marked(tmp_path: Path) -> None:
    """Of April 2017 nothing touches December 2016; of three years before, what touches that does not touch April."""
    path = tmp_path / "own.toml"
    path.write_text(OWN, "utf-8")
    row = "Brent,asb_calls,2017-04,12,900,Made up"
    (tmp_path / "own.csv").write_text(f"area,indicator,month,n_months,value,source\n{row}\n", "utf-8")
    earlier = Notice("few", "", "incomplete", (Touch(BARKING, "burglary", APRIL - 28, APRIL - 28, "few"),))
    noted = Notice("noted", "", "note", (Touch(BARKING, "violence_with_injury", APRIL, APRIL, "noted"),))
    asked = pack.read_pack(read_configuration(path), tmp_path, sample([earlier, noted]), BARKING, APRIL, "cspxl")
    plan = load(read_package(write(pack.describe(asked, load_catalogue())))).calculate()
    assert "Burglary in 2016\n! see Notices" in texts(plan, "Table")
    assert "Burglary" in texts(plan, "Table")
    (foot,) = (text for text in texts(plan, "Cards") if "see Notices" in text)
    assert foot == "Violence ! Note: see Notices."
