"""Good practice in modelling, held by tests; and the configuration that the model's inputs start from."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from lcpf_models import CONFIGURATION, Model, described, written
from openpyxl.cell.cell import Cell as BookCell
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.formula.translate import Translator
from openpyxl.utils import range_boundaries

from cspxl.checks.lint import lint
from cspxl.errors import InputError
from cspxl.report import lcpf
from cspxl.report.configuration import read_configuration
from cspxl.workbook.writer import write


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written("Barking and Dagenham")))


def cells(book: openpyxl.Workbook) -> Iterator[BookCell]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.value is not None or cell.has_style)


def formulas(book: openpyxl.Workbook) -> Iterator[BookCell]:
    return (cell for cell in cells(book) if cell.data_type == "f")


def constants(formula: str) -> list[str]:
    """The numbers in a formula that are neither 0 nor 1 nor a row or column of INDEX."""
    found, calls = [], []
    for token in Tokenizer(formula).items:
        if token.type in {Token.FUNC, Token.PAREN}:
            if token.subtype == Token.OPEN:
                calls.append([token.value, 1])
            else:
                calls.pop()
        elif token.type == Token.SEP and calls:
            calls[-1][1] += 1
        elif token.subtype == Token.NUMBER and token.value not in {"0", "1"}:
            name, place = calls[-1] if calls else ("", 0)
            if name != "INDEX(" or place < 2:
                found.append(token.value)
    return found


def test_no_constants_in_formulas(book: openpyxl.Workbook) -> None:
    assert constants("=A1*0.7+INDEX(B:B,5,1)") == ["0.7"]  # the test can see one
    assert {cell.coordinate: found for cell in formulas(book) if (found := constants(cell.value))} == {}


# The columns along which each sheet has one formula to a row; bridge rows are steps, not years.
ALONG = {
    "Year workings": "BCDE", "Scenario workings": "BCDE", "Project workings": "DEFG", "Checks": "BCDE",
    "Summary": "BCDE", "Input tests": "BCDE",
}  # fmt: skip


@pytest.mark.parametrize("name", ALONG)
def test_one_formula_along_a_row(book: openpyxl.Workbook, name: str) -> None:
    sheet = book[name]
    bridge = next((row for row in range(1, sheet.max_row + 1)
                   if str(sheet.cell(row, 1).value).startswith("Bridge from")), sheet.max_row + 1)  # fmt: skip
    projects = next((row for row in range(1, bridge) if sheet.cell(row, 1).value == "Project inputs"), bridge)
    n_rows = 0
    for row in range(6, bridge):
        line = [sheet[f"{column}{row}"] for column in ALONG[name]]
        if name == "Summary" and line[0].style in {"card", "card_label", "card_share"}:
            continue  # key figures, each its own
        if name == "Input tests" and row > projects:
            line = [sheet[f"{column}{row}"] for column in "EFGH"]
        if not all(cell.data_type == "f" for cell in line):
            continue
        n_rows += 1
        first = line[0]
        for cell in line[1:]:
            assert Translator(first.value, first.coordinate).translate_formula(cell.coordinate) == cell.value
    assert n_rows > 9


def test_scenarios_share_one_formula_too(book: openpyxl.Workbook) -> None:
    sheet = book["Scenarios"]
    for row in range(8, 31):
        line = [sheet[f"{column}{row}"] for column in "CDEFG"]
        if line[0].data_type == "f":
            first = line[0]
            for cell in line[1:]:
                assert Translator(first.value, first.coordinate).translate_formula(cell.coordinate) == cell.value


def test_nothing_is_hidden(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.sheet_state == "visible"
        assert not any(row.hidden for row in sheet.row_dimensions.values())
        assert not any(column.hidden for column in sheet.column_dimensions.values())
        assert not sheet.merged_cells.ranges


def named_cells(book: openpyxl.Workbook) -> set[tuple[str, int, int]]:
    found = set()
    for name in book.defined_names.values():
        sheet, _, ref = name.attr_text.partition("!")
        left, top, right, bottom = range_boundaries(ref)
        found |= {
            (sheet.strip("'"), row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)
        }
    return found


def test_inputs_are_marked_named_and_open_and_nothing_else_is(book: openpyxl.Workbook) -> None:
    named = named_cells(book)
    sources = {("Project inputs", "O")}
    for cell in cells(book):
        is_input = str(cell.style).startswith("input")
        assert cell.protection.locked is not is_input, cell
        if is_input:
            assert cell.data_type != "f", cell
            place = (cell.parent.title, cell.row, cell.column)
            assert place in named or (cell.parent.title, cell.column_letter) in sources, cell
    assert all(sheet.protection.sheet for sheet in book.worksheets)


def test_figures_are_typed_in_on_input_sheets_only(book: openpyxl.Workbook) -> None:
    """Elsewhere a number is a line's number, or the penny on Lists."""
    typed = {
        f"{cell.parent.title}!{cell.coordinate}"
        for cell in cells(book)
        if cell.data_type == "n" and cell.value is not None and cell.style != "year_number"
        and cell.parent.title not in {"Inputs", "Project inputs"}
    }  # fmt: skip
    assert typed == {"Lists!D6"}


def test_units_and_signs_are_stated(book: openpyxl.Workbook) -> None:
    for name, unit in (("Year workings", "G"), ("Scenario workings", "G"), ("Checks", "G")):
        sheet = book[name]
        for row in range(6, sheet.max_row + 1):
            if sheet[f"B{row}"].data_type == "f" and sheet[f"E{row}"].data_type == "f":
                bridge = sheet[f"G{row}"].data_type == "f"  # its heading states them
                assert bridge or sheet[f"{unit}{row}"].value, f"{name}!{row}"
    headings = [cell.value for cell in book["Project workings"]["B"] if cell.style == "heading"]
    assert len(headings) == 8
    assert all("+ is" in text or "is taken" in text for text in headings)
    for row in book["Inputs"].iter_rows(min_row=7):
        if str(row[1].style).startswith("input"):
            assert row[7].value
            assert row[8].value


@pytest.mark.parametrize(
    ("of", "tests", "keys"),
    [
        *((f"settings[{name}]", f"setting_tests[{name}]", {"year": 0}) for name in (
            "area", "scenario", "year_shown", "allow_advance", "years_per_period", "rule_direct_share",
        )),
        *((f"inputs[{name}]", f"input_tests[{name}]", {"year": 3}) for name in (
            "year_label", "status", "base_allocation", "uplift", "direct_share", "spend",
        )),
        *((f"{name}[share]", f"{name}_tests[share]", {"scenario": 4, "year": 2}) for name in (
            "allocation_change", "uplift_kept", "bids_won",
        )),
        ("allocation_change[name]", "allocation_change_tests[name]", {"scenario": 1}),
        ("axes[table_share]", "axis_tests[table_share]", {"year": 4}),
        ("axes[table_change]", "axis_tests[table_change]", {"year": 0}),
    ],
)  # fmt: skip
def test_a_test_stands_at_the_address_of_its_input(of: str, tests: str, keys: dict[str, int]) -> None:
    """As the Input tests sheet says."""
    at = described("Barking and Dagenham").at
    assert at
    assert at(tests, **keys) == at(of, **keys).replace("Inputs!", "'Input tests'!")


def test_no_array_formulas(book: openpyxl.Workbook) -> None:
    assert all(isinstance(cell.value, str) for cell in formulas(book))


@pytest.mark.parametrize("area", ["Barking and Dagenham", "Barnet", "Brent"])
def test_excel_opens_it_without_repairs(area: str, tmp_path: Path) -> None:
    path = tmp_path / "model.xlsx"
    path.write_bytes(written(area))
    assert lint(path) == []


def test_the_same_inputs_give_the_same_bytes() -> None:
    again = write(lcpf.describe(read_configuration(CONFIGURATION), "barking & dagenham"))
    assert again == written("Barking and Dagenham")


# The configuration


def test_an_area_that_the_file_does_not_have_starts_empty() -> None:
    model = Model(described("Brent"))
    for name in ("base_allocation", "uplift", "spend", "status"):
        assert [model.plan[model.input(name, 1, at)] for at in range(1, 5)] == [None] * 4
    assert model.plan[model.input("project_name")] is None
    assert "The allocation for 2017/18 is not known yet." in model.words()


def test_every_amount_has_its_source() -> None:
    text = CONFIGURATION.read_text("utf-8")
    tables = re.split(r"^\[\[", text, flags=re.MULTILINE)[1:]
    with_money = [table for table in tables if re.match(r"area\.(year|project)\]\]", table)]
    assert len(with_money) == 4 + 14 + 2
    assert all(re.search(r'(?i)^source = ".*(paragraph|item).*"', table, re.MULTILINE) for table in with_money)


HEAD = """\
report = "lcpf-model"
prepared = 2020-01-01
years = ["a", "b", "c", "d"]
priorities = ["Streets", "Schools"]
table_shares = [0.1, 0.2, 0.3, 0.4, 0.5]
table_changes = [-0.1, 0, 0.1, 0.2, 0.3]
[[scenario]]
name = "Base"
change = [0, 0, 0, 0]
uplift_kept = [1, 1, 1, 1]
bids_won = [1, 1, 1, 1]
[[area]]
name = "Eastmarsh"
"""
PROJECT = '[[area.project]]\nname = "Patrol"\npriority = "Streets"\ncosts = [1, 2, 3, 4]\nsource = "Plan"\n'
YEAR = '[[area.year]]\nyear = "a"\nbase = 5\nstatus = "Confirmed"\nsource = "Letter"\n'


def of_file(tmp_path: Path, text: str, area: str = "Eastmarsh") -> Model:
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")
    return Model(lcpf.describe(read_configuration(path), area))


def test_a_borough_of_ones_own(tmp_path: Path) -> None:
    model = of_file(tmp_path, HEAD + YEAR + PROJECT)
    assert model.plan["Summary!A1"] == "Eastmarsh: London Crime Prevention Fund"
    assert model.cells("split[amount]", measure="allocation") == [5, "Not available", "Not available", "Not available"]
    assert set(model.results().values()) == {"OK"}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD.replace("priorities", "prioritys"),
         "mine.toml, line 4: prioritys: there is no such key; did you mean 'priorities'?"),
        (HEAD.replace('"lcpf-model"', '"lcpf-modell"'),
         "mine.toml, line 1: report: 'lcpf-modell' is not known; did you mean 'lcpf-model'?"),
        (HEAD + PROJECT.replace('"Streets"', '"Street"'),
         "mine.toml, line 16: priority: 'Street' is not known; did you mean 'Streets'?"),
        (HEAD + YEAR.replace("Confirmed", "Sure"),
         "mine.toml, line 17: status: 'Sure' is not known; use one of: Confirmed, Indicative"),
        (HEAD + YEAR.replace("= 5", '= "5k"'), "mine.toml, line 16: base: write a number, not '5k'"),
        (HEAD + YEAR.replace("= 5", "= -5"),
         "mine.toml, line 16: base: -5 is outside the limits; write a number not below 0"),
        (HEAD + YEAR + "direct_share = 70\n",
         "mine.toml, line 19: direct_share: 70 is outside the limits; write a number not below 0 and not above 1"),
        (HEAD + YEAR + YEAR, "mine.toml, line 20: year: 'a' stands there twice"),
        (HEAD + YEAR.replace("base = 5\n", ""), "mine.toml, line 14: base: is missing"),
        (HEAD + PROJECT.replace("[1, 2, 3, 4]", "[1, 2]"), "mine.toml, line 17: costs: write a list of 4 numbers"),
        (HEAD.replace('"a", "b"', '"a", "a"'), "mine.toml, line 3: years: 'a' stands there twice"),
        (HEAD.replace("2020-01-01", '"today"'),
         "mine.toml, line 2: prepared: write a date, such as 2017-02-07, not 'today'"),
        (HEAD.replace("[[scenario]]", "[[scenarios]]"),
         "mine.toml, line 7: scenarios: there is no such key; did you mean 'scenario'?"),
        (HEAD + "name = 'again'\n", "mine.toml: not TOML: "),
        (HEAD + PROJECT * 25, "mine.toml, line 134: the model has room for 24 projects"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_one_line(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(InputError) as found:
        of_file(tmp_path, text)
    assert str(found.value).startswith(line)
    assert "\n" not in str(found.value)


def test_an_area_that_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'Eastmarch' is no area of the file .* did you mean 'Eastmarsh'\?"):
        of_file(tmp_path, HEAD, "Eastmarch")
    with pytest.raises(InputError, match="no such file"):
        read_configuration(tmp_path / "none.toml")
