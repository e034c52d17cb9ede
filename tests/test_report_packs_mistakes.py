"""Mistakes in a pack's files that would leave a figure out or show a wrong one: each is refused with its place.

The pack is the complete one of docs/packs.md, which is built here from the text of that page.
"""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import openpyxl
import pytest
from commands import ROOT, SAMPLE, cspxl
from packs import described, planned, release

from cspxl.engine import Plan
from cspxl.errors import InputError
from cspxl.facts import boroughs
from cspxl.sources.tidy import spelled
from cspxl.values import month_index

PAGE = (ROOT / "docs" / "packs.md").read_text("utf-8")
FACTS = ROOT / "cspxl" / "facts"
AREA, MONTH = "Brent", "2017-04"
TOML, FIGURES = "own_pack.toml", "own_figures.csv"
REMARKS = "area,indicator,month,kind,text,source\n"


def block(kind: str) -> str:
    """The page's first block of a kind: the pack comes before the tables of one's own."""
    found, *_ = re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def pack(
    folder: Path, *changes: tuple[str, str], more: str = "", rows: tuple[str, ...] = (), remarks: str = "",
) -> Path:
    """The page's pack with texts replaced in either file, more tables below, more rows of figures, and remarks."""
    files = {TOML: block("toml"), FIGURES: block("csv")}
    for old, new in changes:
        [name] = [name for name, text in files.items() if old in text]
        files[name] = files[name].replace(old, new, 1)
    files[TOML] += more
    files[FIGURES] += "".join(f"{row}\n" for row in rows)
    if remarks:
        files[TOML] = 'commentary = ["remarks.csv"]\n' + files[TOML]
        files["remarks.csv"] = REMARKS + remarks
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / TOML


def refusal(path: Path) -> str:
    """The one line that refuses it."""
    with pytest.raises(InputError) as caught:
        described(path, AREA, MONTH)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# The page's example.


@pytest.mark.long
def test_the_page_s_pack_builds_as_it_says(tmp_path: Path) -> None:
    """Police figures by pandas; 6,600 calls are 10% more than 6,000; 64% are 3 points more than 61%."""
    pack(tmp_path)
    [command] = re.findall(r"^uv run (cspxl build own_pack.*)$", PAGE, re.MULTILINE)
    words = [str(SAMPLE[0].parent) if word == "workbooks/sample" else word for word in shlex.split(command)[1:]]
    ran = cspxl(*words, cwd=tmp_path)
    assert ran.code == 0, ran.err
    [made] = (tmp_path / "out").iterdir()
    book = openpyxl.load_workbook(made, data_only=True)
    rows = {row[0]: row[1:5] for row in book["Performance"].iter_rows(min_row=5, max_row=12, values_only=True)}
    assert rows["Burglary"][1] == headline("burglary")
    assert rows["Robbery"][1] == headline("robbery")
    assert rows["Calls about anti-social behaviour"][:2] == ("Red", "6,600, up 10.0%")
    safe = rows["Feel safe after dark"]
    assert (safe[0], safe[2]) == ("Green", "London 60.0%")
    assert safe[1] == "Up 3.0 percentage points, from 61.0% to 64.0%"
    assert {"Page Burglary", "Page Calls about anti-social"} <= set(book.sheetnames)


def headline(key: str) -> str:
    """Brent's 12 months to April 2017 against the 12 before, by pandas."""
    frame = release("A").frame
    one = frame[(frame["indicator"] == key) & (frame["area"] == AREA)].set_index("month")["value"]
    last = month_index(2017, 4)
    now, before = (one.loc[end - 11 : end].sum() for end in (last, last - 12))
    return f"{now:,.0f}, {'up' if now > before else 'down'} {abs(now / before - 1):.1%}"


def test_the_page_names_every_key_column_and_word() -> None:
    """What the readers allow, as their source says it, is on the page."""
    sources = [
        *(ROOT / "cspxl/report/pack" / name for name in ("case.py", "lines.py", "own_groups.py")),
        ROOT / "cspxl/report/own_tables.py", ROOT / "cspxl/report/overview_request.py", ROOT / "cspxl/sources/tidy.py",
    ]  # fmt: skip
    allowed = r"\.only\(([^)]*)\)|^(?:COLUMNS|MEASURES|STYLES)[^(]*\(([^)]*)\)"
    wanted = set()
    for path in sources:
        text = path.read_text("utf-8").replace('"charted", ', "").replace('"indicators", ', "")
        for found in re.findall(allowed, text, re.MULTILINE):
            wanted |= set(re.findall(r'"(\w+)"', "".join(found)))
    told = set(re.findall(r"`\[*\"?([\w.]+)\"?\]*(?: = \"\w+\")?`", PAGE))
    told |= {name.rpartition(".")[2] for name in told}
    assert len(wanted) > 60
    assert not wanted - told, wanted - told


# Shares and counts.

BY = "by the line 'Feel safe after dark'"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("64%,61%", "64,61", f"row 3, column value: 64 is shown as a share {BY}; write a share as 26% or 0.26"),
        ("64%,61%", "0.64,61", "row 3, column previous: 61 is shown as a share"),
        ("60%,", "140%,", "row 4, column value: 140% is shown as a share"),
        ('measure = "share"\n', "", f'row 3, column value: 64% is shown as a count {BY}; write measure = "share"'),
        ('measure = "share"', 'measure = "rate"', "row 3, column value: 64% is shown as a rate"),
        ('"6,600",6000', "0.41,0.4", "row 2, column value: 0.41 is shown as a count by the line 'Calls about"),
    ],
)
def test_a_figure_unlike_its_line_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert refusal(pack(tmp_path, (old, new))).startswith(f"{FIGURES}: {words}")


@pytest.mark.parametrize(
    ("column", "figure", "refused"),
    [
        ("stated_value", "64", True),
        ("stated_value", "64%", False),
        ("stated_difference", "3", True),
        ("stated_difference", "-3%", False),
        ("stated_change", "-12%", False),
        ("target", "70", True),
        ("target", "1", False),
    ],
)
def test_what_is_stated_of_a_share_is_a_share(tmp_path: Path, column: str, figure: str, *, refused: bool) -> None:
    """A change is a fraction of either sign; all else about a share is at most 1."""
    head = "area,indicator,month,n_months,value,previous,source,note"
    path = pack(tmp_path, (head, f"{head},{column}"), (",March is taken for spring\n", f",,{figure}\n"))
    if refused:
        assert f"row 3, column {column}: {figure} is shown as a share" in refusal(path)
    else:
        described(path, AREA, MONTH)


def test_a_distance_from_another_area_is_no_share_of_it(tmp_path: Path) -> None:
    """45% below London, and more than twice the national figure."""
    line = '\n[[sheet.group.line]]\nlabel = "Against London"\nfigures = "against"\nmeasure = "against"\n'
    head = "area,indicator,month,n_months,value,previous,source,note"
    rows = ("Brent,against,2017-04,,,,own,,-45%", "Barnet,against,2017-04,,,,own,,120%")
    described(pack(tmp_path, (head, f"{head},stated_change"), more=line, rows=rows), AREA, MONTH)


# Bands, tolerance, statements.

BAND = ('measure = "share"', 'measure = "share"\nband = ')
STATEMENT = '\n[[statement]]\ntext = "Burglary is down"\nline = "Burglary"\nsource = "Board"\n'


@pytest.mark.parametrize(
    ("band", "words"),
    [
        ("[0.4, 0.28, 0.03]", "band: 0.4 is not below 0.28; write low, high and margin, such as [0.28, 0.40, 0.03]"),
        ("[0.4, 0.4, 0.03]", "band: 0.4 is not below 0.4"),
        ("[28, 40, 3]", "band: 28 is outside the limits; write a number not below 0 and not above 1 (28% is 0.28)"),
        ("[0.28, 0.4, 3]", "band: 3 is outside the limits"),
    ],
)
def test_a_band_that_is_none_is_refused(tmp_path: Path, band: str, words: str) -> None:
    assert words in refusal(pack(tmp_path, (BAND[0], BAND[1] + band)))


def test_a_band_of_a_count_is_in_its_own_units(tmp_path: Path) -> None:
    described(pack(tmp_path, ('unit = "calls"', 'unit = "calls"\nband = [5000, 7000, 500]')), AREA, MONTH)


def test_a_tolerance_of_one_is_not_one_per_cent(tmp_path: Path) -> None:
    told = refusal(pack(tmp_path, ('report = "pack"', 'report = "pack"\ntolerance = 1')))
    assert told == (
        "own_pack.toml, line 2: tolerance: 1 is outside the limits; write a number not below 0 and not above 0.5 "
        "(1% is 0.01)"
    )
    described(pack(tmp_path, ('report = "pack"', 'report = "pack"\ntolerance = 0.01')), AREA, MONTH)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("", "text: the statement claims nothing to check; write change, difference or direction"),
        ("change = -10", "change: -10 is outside the limits; write a number not below -1 and not above 5 (10% is 0.1)"),
        ("change = 12", "change: 12 is outside the limits"),
        ('direction = "upwards"', "direction: 'upwards' is not known"),
    ],
)
def test_a_statement_without_a_claim_or_beyond_belief_is_refused(tmp_path: Path, claim: str, words: str) -> None:
    assert words in refusal(pack(tmp_path, more=STATEMENT + claim))


@pytest.mark.parametrize("claim", ["change = -0.1", "change = -1", "difference = -118", 'direction = "down"'])
def test_a_statement_with_one_claim_is_taken(tmp_path: Path, claim: str) -> None:
    described(pack(tmp_path, more=STATEMENT + claim), AREA, MONTH)


def test_a_difference_of_a_share_is_in_points(tmp_path: Path) -> None:
    text = STATEMENT.replace("Burglary", "Feel safe after dark") + "difference = "
    assert "difference: 3 is outside the limits" in refusal(pack(tmp_path, more=text + "3"))
    described(pack(tmp_path, more=text + "0.03"), AREA, MONTH)


# Names.


@pytest.mark.parametrize(
    ("remark", "words"),
    [
        ("Brent,burglry", "column indicator: there is no indicator “burglry”; did you mean 'burglary'?"),
        ("Brent,asb_cals", "column indicator: there is no indicator “asb_cals”; did you mean 'asb_calls'?"),
        ("Camdn,burglary", "column area: “Camdn” is like “Camden”; write that, or another place by a longer name"),
    ],
)
def test_a_remark_that_no_page_would_show_is_refused(tmp_path: Path, remark: str, words: str) -> None:
    assert refusal(pack(tmp_path, remarks=f"{remark},2017-04,action,Text,own\n")) == f"remarks.csv: row 2, {words}"


def test_remarks_may_be_about_more_than_the_pack_shows(tmp_path: Path) -> None:
    """One file serves several packs: rape is the police's; Bristol and Lambeth are places."""
    places = ("Brent,rape", "Lambeth,burglary", "Bristol,asb_calls", "hammersmith & fulham,burglary")
    described(pack(tmp_path, remarks="".join(f"{it},2017-04,action,Text,own\n" for it in places)), AREA, MONTH)


def figure(area: str, indicator: str = "asb_calls", month: str = "2017-04") -> str:
    return f'"{area}",{indicator},{month},12,5000,,own,'


@pytest.mark.parametrize(
    ("area", "meant"),
    [
        ("Camdem", "Camden"), ("Islingtn", "Islington"), ("Lodnon", "London"), ("Harringey", "Haringey"),
        ("Southend on Sea", "Southend-on-Sea"), ("Kingston-upon-Thames", "Kingston upon Thames"),
    ],
)  # fmt: skip
def test_a_figure_of_an_area_that_is_misspelt_is_refused(tmp_path: Path, area: str, meant: str) -> None:
    told = refusal(pack(tmp_path, rows=(figure(area),)))
    assert told.startswith(f"{FIGURES}: row 5, column area: “{area}” is like “{meant}”")


def test_any_borough_without_one_of_its_letters_is_refused(tmp_path: Path) -> None:
    for name in boroughs():
        misspelt = name[:2] + name[3:]
        assert f"“{misspelt}” is like “{name}”" in refusal(pack(tmp_path, rows=(figure(misspelt, "knife_crime"),)))


def test_no_real_district_is_taken_for_a_borough(tmp_path: Path) -> None:
    """Every authority of England and Wales (ONS), its partnership and police force, and what lines name beside them."""
    names = ["London", "England", "National", "England and Wales", "Wales", "Statistical neighbours", "Inner London",
             "Trent", "East Sussex", "Hertfordshire", "Neighbours", "Similar group", "Greater London"]  # fmt: skip
    for file, columns in (("authorities.csv", ("name", "csp")), ("forces.csv", ("name",))):
        with (FACTS / file).open(encoding="utf-8", newline="") as opened:
            names += [row[column] for row in csv.DictReader(opened) for column in columns if row[column]]
    assert {"Harlow", "Melton", "Southend-on-Sea", "Bristol, City of"} <= set(names)
    assert len(set(names)) > 300
    rows = [figure(name) for name in dict.fromkeys(map(spelled, names)) if name != AREA]
    described(pack(tmp_path, rows=tuple(rows)), AREA, MONTH)


def test_another_place_like_a_borough_is_taken_beside_it_or_by_a_longer_name(tmp_path: Path) -> None:
    """Barnes is a part of Richmond upon Thames."""
    assert "“Barnes” is like “Barnet”" in refusal(pack(tmp_path, rows=(figure("Barnes"),)))
    described(pack(tmp_path, rows=(figure("Barnes"), figure("Barnet"))), AREA, MONTH)
    described(pack(tmp_path, rows=(figure("Barnes (Richmond)"),)), AREA, MONTH)


def test_an_area_in_another_spelling_than_its_figures_is_refused(tmp_path: Path) -> None:
    """Formulas compare names letter by letter, but for capitals."""
    rows = (figure("Our group"),)
    told = refusal(pack(tmp_path, rows=rows, remarks="Our group.,asb_calls,2017-04,action,Text,own\n"))
    assert told == "remarks.csv: row 2, column area: “Our group.” stands elsewhere as “Our group”; write that"
    members = '\n[[peers]]\narea = "Brent"\nmembers = ["Barnet", "Our group."]\n'
    assert "members: “Our group.” stands elsewhere as “Our group”" in refusal(pack(tmp_path, rows=rows, more=members))
    described(pack(tmp_path, rows=rows, remarks="OUR GROUP,asb_calls,2017-04,action,Text,own\n"), AREA, MONTH)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Lodnon", "compare: there are no figures of 'Lodnon'; did you mean 'London'?"),
        ("Bristol", "compare: there are no figures of 'Bristol'; enter them in a file of figures, or take it out"),
    ],
)
def test_a_comparator_without_figures_is_refused(tmp_path: Path, name: str, words: str) -> None:
    told = refusal(pack(tmp_path, ('compare = ["London"]', f'compare = ["London", "{name}"]')))
    line = 1 + block("toml")[: block("toml").index("compare")].count("\n")
    assert told == f"{TOML}, line {line}: {words}"


def test_a_comparator_with_figures_or_a_borough_is_taken(tmp_path: Path) -> None:
    compare = 'compare = ["London", "Statistical neighbours", "hammersmith & fulham"]'
    rows = ("Statistical neighbours,feel_safe,2017-03,,62%,,own,",)
    described(pack(tmp_path, ('compare = ["London"]', compare), rows=rows), AREA, MONTH)


def test_a_peer_that_is_misspelt_is_refused(tmp_path: Path) -> None:
    """A borough, or an area that figures are entered for by another name; other places are peers outside London."""
    text = '\n[[peers]]\narea = "Brent"\nmembers = [{}]\n'
    told = refusal(pack(tmp_path, more=text.format('"Barnet", "Islingtn"')))
    assert "members: “Islingtn” is like “Islington”; write that" in told
    slough = pack(tmp_path, more=text.format('"Barnet", "Sloughh"'), rows=(figure("Slough"),))
    assert "members: “Sloughh” is like “Slough”" in refusal(slough)
    described(pack(tmp_path, more=text.format('"Barnet", "Slough", "Harlow"'), rows=(figure("Slough"),)), AREA, MONTH)


# Months, and figures twice.


@pytest.mark.parametrize(("month", "refused"), [("2027-04", True), ("2024-01", True), ("2023-12", False)])
def test_a_month_more_than_five_years_ahead_is_refused(tmp_path: Path, month: str, *, refused: bool) -> None:
    """The sample ends with December 2018."""
    path = pack(tmp_path, rows=(figure("Brent", month=month),))
    if refused:
        told = refusal(path)
        assert f"row 5, column month: {month} is more than 5 years after the police's files" in told
        assert "which end with 2018-12" in told
    else:
        described(path, AREA, MONTH)


def test_a_month_that_a_line_names_is_not_too_far_ahead(tmp_path: Path) -> None:
    line = '\n[[sheet.group.line]]\nlabel = "Target"\nfigures = "asb_calls"\nmonth = "2027-04"\n'
    described(pack(tmp_path, more=line, rows=(figure("Brent", month="2027-04"),)), AREA, MONTH)


def test_a_figure_stands_in_one_file_only(tmp_path: Path) -> None:
    path = pack(tmp_path, (f'["{FIGURES}"]', f'["{FIGURES}", "more.csv"]'))
    (tmp_path / "more.csv").write_text("area,indicator,month,value,source\nbrent,asb_calls,2017-04,1,x\n", "utf-8")
    told = "asb_calls of Brent to 2017-04 stands in row 2 of own_figures.csv too; keep one"
    assert refusal(path) == f"more.csv: row 2, column indicator: {told}"


# The month on the Control sheet.


@pytest.fixture(scope="module")
def page_s_plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return planned(pack(tmp_path_factory.mktemp("page")), AREA, MONTH)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2016-12-01", ""),
        ("01/12/2016", ""),
        ("2031-01-01", "Not in the data: choose a month of the list"),
        ("rubbish", "Not a month"),
        (None, "Not in the data: choose a month of the list"),
    ],
)
def test_the_message_beside_the_month_agrees_with_the_figures(
    page_s_plan: Plan, typed: str | None, message: str,
) -> None:
    """A date that stands there as a text is followed by every figure: 1 December 2016 is serial 42705 (Excel)."""
    page_s_plan.set("Control!B6", typed)
    page_s_plan.calculate()
    assert page_s_plan["Control!C6"] == message
    if not message:
        assert page_s_plan["Workings!B4"] == 42705


# Messages.


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"benchmark"', '"benchmarks"', "columns: there is no column 'benchmarks'; did you mean 'benchmark'?"),
        ('"asb_calls"]', '"feel_saf"]', "no indicator 'feel_saf' to show; did you mean 'feel_safe'?"),
        ('figures = ["own_figures.csv"]', 'figures = ["g.csv"]',
         "own_pack.toml, line 4: figures: there is no file 'g.csv' in this folder"),
        ('figures = ["own_figures.csv"]', f'figures = ["{"g" * 300}.csv"]', "line 4: figures: there is no file 'ggg"),
        ('report = "pack"', 'report = "pack"\ncommentary = ["c.csv"]',
         "own_pack.toml, line 2: commentary: there is no file 'c.csv' in this folder"),
    ],
)  # fmt: skip
def test_messages_say_where_and_what_instead(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert words in refusal(pack(tmp_path, (old, new)))


def test_a_page_is_told_the_key_that_is_entered_though_no_line_shows_it(tmp_path: Path) -> None:
    path = pack(tmp_path, ('"asb_calls"]', '"knife_x"]'), rows=(figure("Brent", "knife_crime"),))
    assert "no indicator 'knife_x' to show; did you mean 'knife_crime'?" in refusal(path)


CRIME = '\n[[statement]]\ntext = "Down"\nline = "Crime"\nchange = -0.16\nsource = "own"\n'


def test_a_statement_is_held_against_one_line(tmp_path: Path) -> None:
    """Two lines of other figures with one short name: which of them is meant is not for the program to say."""
    changes = [(f'police = "{key}"', f'police = "{key}"\nshort = "Crime"') for key in ("burglary", "robbery")]
    told = refusal(pack(tmp_path, *changes, more=CRIME))
    assert "line: 2 lines with other figures are called 'Crime'; write short for each" in told


def test_a_group_without_a_line_is_refused(tmp_path: Path) -> None:
    told = refusal(pack(tmp_path, more='\n[[sheet.group]]\nname = "To come"\n'))
    assert "name: the group has no line; write at least one [[sheet.group.line]]" in told


def test_a_pack_that_is_being_filled_in_builds(tmp_path: Path) -> None:
    """A group that is judged together, and a chart, of lines that have no figures yet."""
    more = """
[[sheet]]
name = "To come"
title = "to come"
columns = ["indicator", "rag", "performance"]
chart = "yes"

[[sheet.group]]
name = "Soon"
judged = "together"

[[sheet.group.line]]
label = "Hospital admissions"
state = "In development"
"""
    plan = planned(pack(tmp_path, more=more), AREA, MONTH)
    rows = {plan[f"To come!A{row}"]: (plan[f"To come!B{row}"], plan[f"To come!C{row}"]) for row in range(5, 9)}
    assert rows["Soon"][0] == "Not judged"
    assert rows["Hospital admissions"][1] == "In development"
    assert not plan.findings


def test_a_change_too_small_to_print_is_not_nothing(tmp_path: Path) -> None:
    """2,004 of 10,000 against 2,000 of 10,000: 0.04 points, with two places and with one."""
    head = "area,indicator,month,n_months,numerator,denominator,previous_numerator,previous_denominator,source\n"
    row = "Brent,satisfied,2017-04,12,2004,10000,2000,10000,own\n"
    (tmp_path / "shares.csv").write_text(head + row, encoding="utf-8")
    line = '\n[[sheet.group.line]]\nlabel = "{0} places"\nfigures = "satisfied"\nmeasure = "share"\nplaces = {0}\n'
    files = ('"own_figures.csv"', '"own_figures.csv", "shares.csv"')
    plan = planned(pack(tmp_path, files, more=line.format(1) + line.format(2)), AREA, MONTH)
    words = {plan[f"Performance!A{row}"]: str(plan[f"Performance!C{row}"]) for row in range(5, 13)}
    assert "up less than 0.1 points" in words["1 places"]
    assert "up 0.04 points" in words["2 places"]
