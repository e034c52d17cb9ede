"""Tables of an analyst's own: the examples of docs/packs.md against pandas, and every mistake in one line."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from commands import ROOT, SAMPLE, cspxl, few
from packs import BARKING, BARNET, cell, cells, chosen, described, known, packaged
from test_report_packs_mistakes import pack

from cspxl.engine import Plan, load
from cspxl.errors import InputError
from cspxl.facts import boroughs
from cspxl.lint import lint
from cspxl.registry import load_catalogue
from cspxl.report import dashboard
from cspxl.report.configuration import read_configuration
from cspxl.report.describe import Formula, Workbook
from cspxl.report.overview_request import read_request
from cspxl.report.own_formulas import READABLE, functions
from cspxl.report.own_tables import LOOKS
from cspxl.sources import sample_release
from cspxl.values import CellError, month_of
from cspxl.workbook.package import read_package
from cspxl.workbook.styles import named_styles
from cspxl.workbook.writer import write

PAGE = (ROOT / "docs" / "packs.md").read_text("utf-8")
MOVES, MONTHS, TARGET = re.findall(r"```toml\n(report = \"overview\".*?)```", PAGE, re.DOTALL)
FEBRUARY = month_of("2017-02")


def overview(folder: Path, text: str) -> Workbook:
    """The overview that a configuration describes."""
    path = folder / "own.toml"
    path.write_text(text, "utf-8")
    request = read_request(read_configuration(path), sample_release(), BARNET, FEBRUARY, "cspxl")
    return dashboard.describe(request, load_catalogue())


def planned(workbook: Workbook) -> Plan:
    plan = load(read_package(write(workbook))).calculate()
    return known(plan, workbook)


@cache
def counts() -> pd.DataFrame:
    """The police's counts as they stand in their files: a row for each borough and kind, a column for each month."""
    frames = [pd.read_csv(path).groupby(["Borough", "Major Category"]).sum(numeric_only=True) for path in SAMPLE]
    return pd.concat(frames, axis=1)


def monthly(area: str, kind: str) -> pd.Series:
    found = counts().loc[area, kind]
    return found.set_axis([month_of(f"{name[:4]}-{name[4:]}") for name in found.index]).sort_index()


def twelve(area: str, kind: str, last: int = FEBRUARY) -> float:
    return float(monthly(area, kind).loc[last - 11 : last].sum())


# The page's examples.


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "text", "area"),
    [
        ("burglary_moves", MOVES, BARNET),
        ("robbery_months", MONTHS, BARKING),
        ("similar_target", TARGET, BARNET),
        ("similar_target", TARGET, BARKING),
    ],
)
def test_each_example_builds_from_the_command_line(name: str, text: str, area: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    ran = cspxl("build", f"{name}.toml", "--data", SAMPLE[0].parent, "--area", area, "--as-at", "2017-02", cwd=tmp_path)
    assert ran.code == 0, ran.err
    [made] = (tmp_path / "out").iterdir()
    assert not lint(made)
    book = openpyxl.load_workbook(made, data_only=True)
    sheet = book["Own tables"]
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_area
    assert "Own tables" in [row[0].value for row in book["Cover"].iter_rows()]
    shown = [value for row in sheet.iter_rows(values_only=True) for value in row if isinstance(value, str)]
    assert not [value for value in shown if value.startswith("#")]


def test_the_five_boroughs_where_burglary_fell_most(tmp_path: Path) -> None:
    plan = planned(overview(tmp_path, MOVES))
    before = FEBRUARY - 12
    changes = {area: twelve(area, "Burglary") / twelve(area, "Burglary", before) - 1 for area in boroughs()}
    most = sorted(changes, key=lambda area: changes[area])[:5]
    assert cells(plan, "top_five[borough]") == most
    assert cells(plan, "top_five[change]") == pytest.approx([changes[area] for area in most])
    assert cells(plan, "moves[now]") == [twelve(area, "Burglary") for area in boroughs()]
    assert sorted(map(int, cells(plan, "moves[order]"))) == list(range(1, 33))


def test_a_year_of_robbery_by_month_and_a_day(tmp_path: Path) -> None:
    plan = planned(overview(tmp_path, MONTHS))
    for area in (BARNET, BARKING):
        chosen(plan, area, FEBRUARY)
        year = monthly(area, "Robbery").loc[FEBRUARY - 11 : FEBRUARY]
        days = [monthrange(month // 12, month % 12 + 1)[1] for month in year.index]
        assert cells(plan, "by_month[offences]") == year.to_list()
        assert cells(plan, "by_month[per_day]") == pytest.approx([n / d for n, d in zip(year, days, strict=True)])


@pytest.mark.long
def test_the_similar_group_against_a_target(tmp_path: Path) -> None:
    """8.5 is met by rates up to it; Amber is up to 5% above it. February 2017 takes the population of mid-2015."""
    plan = planned(overview(tmp_path, TARGET))
    people = pd.read_csv(ROOT / "cspxl" / "facts" / "denominators.csv").set_index(["series", "year"])
    members = [str(name) for name in cells(plan, "peers_and_target[member]")]
    assert members[0] == BARNET
    assert "Brighton and Hove" in members
    for member, rate, rag in zip(
        members, cells(plan, "peers_and_target[rate]"), cells(plan, "peers_and_target[rag]"), strict=True,
    ):
        if member not in boroughs():
            assert (rate, rag) == ("Not available", "Not available")
            continue
        expected = 1000 * twelve(member, "Burglary") / people.loc[("GLA population", 2015), member]
        assert rate == pytest.approx(expected)
        assert rag == ("Green" if expected <= 8.5 else "Amber" if expected <= 8.5 * 1.05 else "Red")
    chosen(plan, BARKING, FEBRUARY)  # no group is on file: its rows are empty, and a line says so
    assert set(cells(plan, "peers_and_target[rag]")) == {""}
    shown = {plan.values()[address] for address in plan.values() if address.startswith("Own tables!")}
    assert f"No similar group is on file for {BARKING}." in shown


@pytest.mark.long
def test_across_a_new_basis_nothing_is_compared(tmp_path: Path) -> None:
    """Residential burglary has a new basis from April 2017, with sheds and garages; all of burglary has none."""
    text = MOVES.replace('["burglary"', '["burglary", "residential_burglary"')
    plan = planned(overview(tmp_path, text.replace('indicator = "bur', 'indicator = "residential_bur')))
    chosen(plan, BARNET, month_of("2017-06"))
    assert set(cells(plan, "moves[change]")) == {"Not available"}
    assert set(cells(plan, "top_five[borough]")) == {"–"}


# Rows of every kind.


def column(name: str, formula: str, style: str = "number") -> str:
    return f"[[table.column]]\nname = \"{name}\"\nformula = '''{formula}'''\nstyle = \"{style}\"\n"


def table(rows: str, *columns: str, more: str = "", name: str = "own") -> str:
    head = f'\n[[table]]\nname = "{name}"\ntitle = "A table"\nrows = {rows}\n{more}\n'
    return head + "\n".join(columns)


BASE = MONTHS.partition("[[table]]")[0].replace('["robbery"]', '["robbery", "burglary"]', 1)


def test_rows_of_indicators_are_as_the_workings_have_them(tmp_path: Path) -> None:
    plan = planned(overview(tmp_path, BASE + table('"indicators"', column("now", "=workings[@rolling12]"))))
    assert cells(plan, "own[indicator]") == ["Robbery", "Burglary"]
    assert cells(plan, "own[now]") == [twelve(BARNET, "Robbery"), twelve(BARNET, "Burglary")]


@pytest.mark.long
def test_rows_of_a_packs_lines_are_as_the_panel_has_them(tmp_path: Path) -> None:
    """6,600 calls are 10% more than 6,000, as the page's own figures say."""
    more = table('"lines"', column("value", "=lines[@value]"), column("rag", '=judgements[@rag]&""', "rag"))
    found = described(pack(tmp_path, more=more), "Brent", "2017-04")
    plan = planned(found)
    values = dict(zip(cells(plan, "own[line]"), cells(plan, "own[value]"), strict=True))
    assert values["Calls about anti-social behaviour"] == 6600
    assert values["Burglary"] == twelve("Brent", "Burglary", month_of("2017-04"))
    shown = [cell for at in (0, 1) for cell in cells(plan, f"panel0_group{at}[rag]")]
    assert cells(plan, "own[rag]") == shown
    assert "Own tables" in [sheet.name for sheet in found.sheets]


def test_a_named_row_is_that_row_whatever_row_asks(tmp_path: Path) -> None:
    formula = "=peers[@total, area=Brent, indicator=burglary]"
    plan = planned(overview(tmp_path, BASE + table("2", column("brent", formula))))
    assert cells(plan, "own[brent]") == [twelve("Brent", "Burglary")] * 2


def test_a_text_stays_a_text(tmp_path: Path) -> None:
    text = table("1", column("one", '="=1+1"', "text").replace("name =", 'heading = "=1+1"\nname ='), name="words")
    found = overview(tmp_path, BASE + text.replace('"A table"', '"=1+1"') + '\n[[table.column]]\nname="n"\nnumber=-1\n')
    own = next(sheet for sheet in found.sheets if sheet.name == "Own tables")
    assert {put.content for put in own.cells if put.content == "=1+1"} == {"=1+1"}
    assert cell(planned(found), "words[one]", words=0) == "=1+1"


# A column of one's own in a pack's table.

RATIO = """
[[sheet.column]]
name = "ratio"
heading = "Now to before"
formula = '=IF(AND(ISNUMBER([@value]),N([@previous])>0),[@value]/[@previous],"")'
style = "decimal"
"""
SHOWN = 'columns = ["indicator", "rag", "performance", "benchmark", "as_at"]\n'


def with_ratio(folder: Path, change: tuple[str, str] = ("", "")) -> Path:
    columns = SHOWN.replace('"benchmark"', '"ratio"')
    return pack(folder, (SHOWN, columns + RATIO.replace(*change)))


def test_a_panel_shows_a_column_of_ones_own(tmp_path: Path) -> None:
    """6,600 calls against 6,000; 64% against 61%; burglary by the police's files."""
    last = month_of("2017-04")
    found = described(with_ratio(tmp_path), "Brent", "2017-04")
    plan = planned(found)
    police = [twelve("Brent", kind, last) / twelve("Brent", kind, last - 12) for kind in ("Burglary", "Robbery")]
    assert cells(plan, "panel0_group0[ratio]") == pytest.approx(police)
    assert cells(plan, "panel0_group1[ratio]") == pytest.approx([6600 / 6000, 0.64 / 0.61])
    assert "Now to before" in [put.content for sheet in found.sheets for put in sheet.cells if put.style == "header"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("[@value]/", "[@valeu]/"), "formula: a line has no 'valeu'; did you mean 'value'?"),
        (("[@value]/", "workings[@rate]/"), "workings[@rate]: a sheet's column reads its own line; write [@value]"),
        (("[@value]/", "B5/"), "formula: 'B5' is an address"),
        (('name = "ratio"', 'name = "rag"'), "name: 'rag' is there already; choose another name"),
        (('name = "ratio"', 'name = "ratios"'), "columns: there is no column 'ratio'; did you mean 'ratios'?"),
        (("[@value]/[@previous]", "YEAR(1,2)"), "formula: wrong number of arguments: YEAR with 2"),
        (("decimal", "decimals"), "style: 'decimals' is not known; did you mean 'decimal'?"),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_a_mistake_in_it_is_one_line(change: tuple[str, str], told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        described(with_ratio(tmp_path, change), "Brent", "2017-04")
    assert re.match(r"own_pack\.toml, line \d+: ", str(caught.value))
    assert told in str(caught.value)


def test_one_that_is_not_shown_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'ratio' is not shown; name it among the sheet's columns too"):
        described(pack(tmp_path, (SHOWN, SHOWN + RATIO)), "Brent", "2017-04")


# Sheets.


@pytest.mark.long
def test_what_a_page_does_not_hold_follows_on_a_second_sheet(tmp_path: Path) -> None:
    long = "".join(table("30", column("n", "=[@place]*2"), name=f"t{at}") for at in range(3))
    found = overview(tmp_path, BASE + long)
    names = [sheet.name for sheet in found.sheets]
    at = names.index("Control")
    assert names[at - 3 : at] == ["Own tables", "Own tables 2", "Own tables 3"]
    assert all(sheet.page.one_page for sheet in found.sheets[at - 3 : at])


@pytest.mark.long
def test_a_table_longer_than_a_page_repeats_its_headings(tmp_path: Path) -> None:
    [own] = [s for s in overview(tmp_path, BASE + table("200", column("n", "=[@place]"))).sheets if "Own" in s.name]
    assert not own.page.one_page
    assert own.page.repeat_rows == "5:5"
    assert "Own" not in str(overview(tmp_path, BASE).sheets[1].name)


@pytest.mark.long
def test_names_and_titles_may_hold_any_sign(tmp_path: Path) -> None:
    """The cover's link, the charts and the headings take quotes, ampersands and what looks like a formula or a tag."""
    text = MOVES.replace('"Burglary moves"', """'Q&A <x> "y"'""").replace('"The five', '"=cmd|x & <five>')
    plan = planned(overview(tmp_path, text))
    assert not plan.findings
    assert """Q&A <x> "y\"""" in [value for address, value in plan.values().items() if address.startswith("Cover!A")]


@pytest.mark.long
def test_no_sheet_of_the_report_reads_an_own_table(tmp_path: Path) -> None:
    """With and without own tables every other sheet but the cover has the same cells."""
    plain, more = (overview(tmp_path, text) for text in (MOVES.partition("[[table]]")[0], MOVES))
    kept = {sheet.name: sheet.cells for sheet in more.sheets}
    for sheet in plain.sheets:
        if sheet.name not in {"Cover", "Glossary"}:  # the contents; the functions that are used
            assert kept[sheet.name] == sheet.cells, sheet.name


@pytest.mark.parametrize("kind", few(1, ["bar", "column"]))
def test_a_chart_has_a_gap_for_what_is_not_available(kind: str, tmp_path: Path) -> None:
    chart = f'chart = "{kind}"\ncharted = ["n"]'
    text = table("3", column("n", '=IF([@place]=2,"Not available",[@place])'), more=chart)
    assert cells(planned(overview(tmp_path, BASE + text)), "Drawn_own[n]") == [1, CellError.NA, 3]


@pytest.mark.parametrize("kind", few(1, ["bar", "column"]))
def test_bars_begin_at_zero_whatever_they_show(kind: str, tmp_path: Path) -> None:
    """A program begins an axis near the values: a series of zeros, which is not seen, holds it at zero."""
    chart = f'chart = "{kind}"\ncharted = ["n"]'
    found = overview(tmp_path, BASE + table("2", column("n", "=-100-[@place]"), more=chart))
    [own] = [sheet for sheet in found.sheets if sheet.name == "Own tables"]
    assert [line.visible for line in own.charts[0].lines] == [True, False]
    assert cells(planned(found), "Drawn_own[Zero]") == [0, 0]


# Functions and styles.


def test_newer_functions_are_written_as_excel_stores_them(tmp_path: Path) -> None:
    """Their names carry _xlfn. in a file ([MS-XLSX] 2.2.2); a text that names one is left alone."""
    text = BASE + table("1", column("n", '=maxifs(peers[population],peers[name],area)&" MAXIFS(a)"', "text"))
    written = write(overview(tmp_path, text))
    path = tmp_path / "own.xlsx"
    path.write_bytes(written)
    sheet = openpyxl.load_workbook(path)["Own tables"]
    [formula] = [c.value for row in sheet.iter_rows() for c in row if "MAXIFS" in str(c.value)]
    assert str(formula).startswith("=_xlfn.MAXIFS(")
    assert str(formula).endswith('&" MAXIFS(a)"')


@pytest.mark.parametrize(
    "name", ["INDIRECT", "OFFSET", "HYPERLINK", "WEBSERVICE", "CELL", "INFO", "RAND", "RANDBETWEEN", "RANDARRAY", "NOW",
             "TODAY", "LET", "LAMBDA", "RTD", "CALL", "REGISTER.ID", "IMAGE", "FORMULATEXT", "CUBEVALUE"],
)  # fmt: skip
def test_no_function_that_reaches_out_or_changes_by_itself(name: str) -> None:
    assert name not in functions()


def test_every_style_is_one_of_the_workbook() -> None:
    assert {style.cell for style in LOOKS.values()} <= {style.name for style in named_styles()}


@pytest.mark.long
def test_the_page_names_tables_and_columns_that_are_there(tmp_path: Path) -> None:
    """Those that it lists under Formulas, each in its table."""
    section = PAGE.partition("### Formulas")[2]
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*)(?: \(pack\))? \| .*? \| (.*) \|$", section, re.MULTILINE)
    plan = planned(described(pack(tmp_path), "Brent", "2017-04"))
    told = set()
    for tables, columns in rows:
        for name in re.findall(r"`(\w+)`", tables):
            told.add(name)
            if name in {"settings", "control", "monthly"}:
                continue
            for one in re.findall(r"`(\w+)`", columns):
                if one != "peers":
                    assert cells(plan, f"{name}[{one}]"), (name, one)
    assert set(READABLE) - told == {"comparators", "pack"}


# Mistakes.

NOW = 'formula = \'=IF(ISNUMBER(peers[@total]),peers[@total],"Not available")\''


def formula(text: str) -> tuple[str, str]:
    return NOW, f"formula = '''{text}'''"


ADDRESS = "is an address; name a column instead, as in [@change] or judgements[@rag]"
SEVERAL = "is several cells where one value is wanted"


@pytest.mark.parametrize(
    ("change", "told"),
    few(8, [
        (formula("=peer[@total]"), "line 16: formula: there is no table 'peer'; did you mean 'peers'?"),
        (formula("=peers[@totl]"), "line 16: formula: peers has no column 'totl'; did you mean 'total'?"),
        (formula("=[@chnge]"), "line 16: formula: moves has no column 'chnge'; did you mean 'change'?"),
        (formula("=overview[@rag]"), "line 16: formula: there is no table 'overview'; there is: areas, control,"),
        (formula("=ROLING12(counts[@count],months)"), "no function 'ROLING12' here; did you mean 'ROLLING12'?"),
        (formula("=EDATE(asat,1)"), "line 16: formula: there is no name 'asat'; did you mean 'as_at'?"),
        (formula("=peers[@total, area=Brnt]"), "there is no area 'Brnt'; did you mean 'Brent'?"),
        (formula("=SUM(counts[@count, are=Brent])"), "counts has no rows or columns by 'are'; did you mean 'area'?"),
        (formula("=London!D5"), f"line 16: formula: 'London!D5' {ADDRESS}"),
        (formula("=SUM(D:D)"), f"line 16: formula: 'D:D' {ADDRESS}"),
        (formula("=$D$5"), f"line 16: formula: '$D$5' {ADDRESS}"),
        (formula("=[1]Sheet1!A1"), f"line 16: formula: '[1]Sheet1!A1' {ADDRESS}"),
        (formula("='[x.xlsx]S'!A1"), f"\"'[x.xlsx]S'!A1\" {ADDRESS}"),
        (formula("=[other.xlsx]Sheet1!A1"), "'[other.xlsx]' is not understood; brackets hold a column's name"),
        (formula("=cmd|' /c calc'!A0"), "line 16: formula: it is no formula: '|' is not understood at position 4"),
        (formula("=NOW()"), "NOW changes by itself or reads what cannot be checked; name columns instead"),
        (formula("=INDIRECT([@change])"), "INDIRECT changes by itself or reads what cannot be checked"),
        (formula("=HYPERLINK([@change])"), "HYPERLINK reaches beyond the figures"),
        (formula("=WEBSERVICE([@change])"), "line 16: formula: there is no function 'WEBSERVICE' here"),
        (formula("=_xlfn.WEBSERVICE([@change])"), "there is no function '_XLFN.WEBSERVICE' here"),
        (formula("=LET(x,1,x)"), "LET gives names to parts of a formula; write each part as a column of its own"),
        (formula("=1+"), "line 16: formula: it is no formula: it ends too early"),
        (formula("=SUM(1,2"), "line 16: formula: it is no formula: ')' is missing"),
        (formula("=SUM((1+2)"), "line 16: formula: it is no formula: ')' is missing"),
        (formula("=SORTBY([area],[area])"), "SORTBY is not among the functions that may stand here"),
        (formula("=[@change"), "line 16: formula: it is no formula: a bracket [ is not closed"),
        (formula("peers[@total]"), "line 16: formula: a formula starts with ="),
        (formula("=RAG_TARGET(1)"), "wrong number of arguments: RAG_TARGET(actual, target, "),
        (formula("=YEAR(1,2)"), "line 16: formula: wrong number of arguments: YEAR with 2"),
        (formula("=[order]"), f"line 16: formula: [order] {SEVERAL}"),
        (formula("=SUM(IF([area]>0,1,0))"), f"line 16: formula: [area] {SEVERAL}"),
        (formula("=IF(TRUE,[area],0)"), f"line 16: formula: [area] {SEVERAL}"),
        (formula("=ROUND(months,0)"), f"line 16: formula: months {SEVERAL}"),
        (formula("=PCT_CHANGE(areas[total],1000)"), f"line 16: formula: areas[total] {SEVERAL}"),
        (formula("=[@now]+1"), "line 16: formula: moves[now] needs moves[now]: no value can come of it"),
        (formula("=#REF!"), "line 16: formula: '#REF!' is no value to write"),
        (formula(f'="{"x" * 256}"'), "a text of a formula has no more than 255 letters"),
        (('indicator = "burglary"\n', ""), "peers[@total]: of which indicator? Give the table an indicator"),
        (('indicator = "burglary"', 'indicator = "burglry"'), "line 11: indicator: 'burglry' is not known; did you"),
        (('name = "moves"', 'name = "peers"'), "line 7: name: the report has 'peers' already; choose another name"),
        (('name = "moves"', 'name = "areas"'), "line 7: name: the report has 'areas' already"),
        (('name = "moves"', 'name = "indicator"'), "line 7: name: the report has 'indicator' already"),
        (('name = "moves"', 'name = "My moves"'), "line 7: name: 'My moves' is no name; write small letters"),
        (('name = "top_five"', 'name = "moves"'), "line 32: name: 'moves' is there already; choose another name"),
        (('name = "now"', 'name = "area"'), "line 14: name: 'area' is there already; choose another name"),
        (('sheet = "Burglary moves"', 'sheet = "london"'), "line 9: sheet: there is another sheet called 'london'"),
        (('sheet = "Burglary moves"', 'sheet = "Glossary"'), "line 9: sheet: there is another sheet called 'Glossary'"),
        (('sheet = "Burglary moves"', 'sheet = "Q1"'), "line 9: sheet: a formula would take 'Q1' for a cell"),
        (('rows = "areas"', 'rows = "wards"'), "line 10: rows: 'wards' is not known; did you mean 'areas'?"),
        (('rows = "areas"', 'rows = "lines"'), "line 10: rows: 'lines' is not known; write one of areas, indicators,"),
        (('rows = "areas"\n', ""), "rows: is missing; write one of areas, indicators, months, similar, or a number"),
        (('indicator = "burglary"', 'indicator = "rape"'),
         "indicator: 'rape' is not in this report; name it under indicators at the top of the file too"),
        (('indicator = "burglary"', 'indicator = "asb_calls"'),
         "indicator: 'asb_calls' is none of those that indicators names; use one of: burglary, robbery"),
        (('charted = ["change"]', 'charted = ["borough"]'), "'borough' holds texts, which a chart cannot draw"),
        (("rows = 5", "rows = 201"), "line 34: rows: 201 is outside the limits"),
        (("rows = 5", "rows = 2.5"), "line 34: rows: 2.5 is no whole number"),
        (("rows = 5", "rows = 5\nmonths = 3"), 'line 35: months: only a table with rows = "months" has a number'),
        (('style = "count"', 'style = "cuont"'), "line 17: style: 'cuont' is not known; did you mean 'count'?"),
        (("width = 26", "width = 26\nnumber = 1"), "line 41: name: a column has a formula or a number"),
        (("width = 26", "widht = 26"), "line 43: widht: there is no such key; did you mean 'width'?"),
        (('chart = "bar"', 'chart = "pie"'), "line 36: chart: 'pie' is not known; use one of: line, bar, column"),
        (('chart = "bar"', 'chart = "line"'), "line 36: chart: a line runs over months"),
        (('charted = ["change"]', 'charted = ["chang"]'), "line 37: charted: there is no column 'chang'; did you mean"),
        (('labels = "borough"', 'labels = "boro"'), "line 38: labels: 'boro' is not known; did you mean 'borough'?"),
        (('title = "The five', 'titel = "The five'), "line 33: titel: there is no such key; did you mean 'title'?"),
    ]),
    ids=lambda value: value[1].partition("'''")[2].rstrip("'") or value[1] if isinstance(value, tuple) else "",
)
def test_a_mistake_is_one_line_with_its_place(change: tuple[str, str], told: str, tmp_path: Path) -> None:
    old, new = change
    assert old in MOVES
    with pytest.raises(InputError) as caught:
        overview(tmp_path, MOVES.replace(old, new, 1))
    assert str(caught.value).startswith("own.toml, line ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_reference_that_one_row_has_nothing_for_names_the_row(tmp_path: Path) -> None:
    """The calls are no indicator of the police: the third line of the page's pack."""
    more = table('"lines"', column("now", "=workings[@rolling12]"))
    with pytest.raises(InputError, match=r"@rolling12\]: no row of workings belongs to this row \(row 3 of own"):
        described(pack(tmp_path, more=more), "Brent", "2017-04")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("".join(table("1", column("n", "=1"), name=f"t{at}") for at in range(21)), "21 tables are too many"),
        (table("1", *(column(f"c{at}", "=1") for at in range(31))), "the table has 31 columns; write 1 to 30"),
        (table("1"), "the table has 0 columns; write 1 to 30"),
        (table("1", *(column(f"c{at}", "=1") for at in range(19))), "the columns are 266 wide together"),
        (table("1", column("n", "=" + "+".join(["SUM(counts[count])"] * 28))), "write no more than 500"),
        (table("1", column("a", "=[@b]"), column("b", "=[@a]")), "own[a] needs own[b] needs own[a]: no value"),
    ],
    ids=["tables", "columns", "no column", "width", "letters", "circle"],
)
def test_too_much_or_nothing_is_told(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        overview(tmp_path, BASE + text)


@pytest.mark.long
def test_a_mistake_ends_with_code_3_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(MOVES.replace("[@total]", "[@totl]", 1), "utf-8")
    ran = cspxl("build", "own.toml", "--data", SAMPLE[0].parent, "--area", BARNET, "--as-at", "2017-02", cwd=tmp_path)
    assert ran.code == 3
    assert ran.err.splitlines()[-1].startswith("cspxl: own.toml, line 16: formula: peers has no column 'totl'")
    assert not (tmp_path / "out").exists()


def test_the_packaged_reports_ask_for_none() -> None:
    for path in packaged("overview.toml").parent.glob("*.toml"):
        assert not read_configuration(path).sections("table"), path


def test_formulas_are_formulas(tmp_path: Path) -> None:
    """Every cell below the headings of a formula's column is live."""
    found = overview(tmp_path, MONTHS)
    [own] = [sheet for sheet in found.sheets if sheet.name == "Own tables"]
    assert sum(isinstance(put.content, Formula) for put in own.cells) == 2 + 12 * 4
