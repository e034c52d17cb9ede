"""What all formats share: a sheet in the order in which it is read, charts drawn to scale, the life of their files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from hashlib import sha256
from pathlib import Path

import pytest
from commands import SAMPLE, cspxl, with_data
from every_report import REPORTS
from exports import small
from packs import packaged

from cspxl.batch.exporting import with_exports
from cspxl.batch.make import Job, Made, Recipe, make
from cspxl.batch.manifest import Record, field_of
from cspxl.batch.recipe import recipe_of
from cspxl.batch.workers import Failed, Result
from cspxl.export import FORMATS
from cspxl.export.cells import shown
from cspxl.export.charted import Charted, Line
from cspxl.export.drawing import drawn
from cspxl.export.html import page
from cspxl.export.shapes import Label, steps, width_of
from cspxl.export.shapes import Path as Outline
from cspxl.export.word import word
from cspxl.forms import Form
from cspxl.report.configuration import read_configuration
from cspxl.report.describe import Block, Chart, ChartSeries
from cspxl.report.reading import reading
from cspxl.report.stack import Below, Beside, Column, Gap, Item, Picture, Table, Text
from cspxl.sources import sample_release
from cspxl.values import Cell, CellError, month_of
from cspxl.workbook.styles import differential_styles


def table(name: str, n: int, headings: str | None = "header") -> Table:
    columns = [Column(column, value=lambda row: row) for column in "ab"]
    return Table(name, columns, range(n), headings=headings)


PICTURE = Picture(Chart("bar", "", "", "", 0, 0, "", [], ""), rows=3)


def in_short(blocks: Sequence[Block]) -> list[object]:
    """Each block as the rows of its cells, the number of its chart, or its strips."""
    return [
        [in_short(strip.blocks) for strip in block.strips] if block.strips
        else block.chart if block.chart is not None
        else (block.headings, [[cell[0] if len(cell) == 1 else list(cell) for cell in row] for row in block.rows])
        for block in blocks
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("items", "read"),
    [
        ([Text("a"), Gap(), Text("b")], [(0, [[(1, 1)]]), (0, [[(3, 1)]])]),
        ([table("t", 1)], [(1, [[(1, 1), (1, 2)], [(2, 1), (2, 2)]])]),
        # a row of headings, and tables without any that follow at once, are one table
        ([Beside([Text("a", "header"), Text("b", "header")]), table("t", 1, None), table("u", 1, None)],
         [(1, [[(1, 1), (1, 2)], [(2, 1), (2, 2)], [(3, 1), (3, 2)]])]),
        ([table("t", 0), Gap(), table("u", 0)], [(1, [[(1, 1), (1, 2)]]), (1, [[(3, 1), (3, 2)]])]),
        ([table("t", 1), table("u", 1)],
         [(1, [[(1, 1), (1, 2)], [(2, 1), (2, 2)]]), (1, [[(3, 1), (3, 2)], [(4, 1), (4, 2)]])]),
        # texts below one another beside others are one cell of a row
        ([Beside([Text("chip", down=2), Below([Text("a"), Text("b")])])], [(0, [[(1, 1), [(1, 2), (2, 2)]]])]),
        # under a heading of its own each is read whole
        ([Beside([Below([Text("a", "panel_heading"), Text("b")]), Gap(), Text("c")])],
         [(0, [[(1, 1)]]), (0, [[(2, 1)]]), (0, [[(1, 3)]])]),
        ([Beside([Below([Text("a", "panel_heading"), PICTURE]), PICTURE])], [[[(0, [[(1, 1)]]), 0], [1]]]),
        ([Beside([Gap(), PICTURE])], [0]),
    ],
)  # fmt: skip
def test_a_sheet_is_read_item_by_item(items: Sequence[Item], read: object) -> None:
    assert in_short(reading(items)) == read


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (None, "#,##0", ""), ("2017", "#,##0", "2017"), ("a\x07\r\nb", "General", "a\nb"),
        (1234.5678, "#,##0.0", "1,234.6"), (0.1 + 0.2, "General", "0.3"),
        (CellError.NA, "0", "#N/A"), (7, ";;;", ""), (True, "General", "TRUE"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_its_format_says(value: Cell, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.long
def test_no_highlight_of_a_board_changes_what_a_figure_says() -> None:
    """What a highlight makes a cell say is not followed: of the fund's model, whose light does that, there is a PDF."""
    setting = {name for name, style in differential_styles().items() if style.numFmt is not None}
    setting.remove("not_worked_out")  # of a workbook whose functions are missing; of a calculated one it says nothing
    used = {
        name: {item.style for sheet in REPORTS[name]().of_board().sheets for item in sheet.highlights} & setting
        for name in ("overview", "call_over.toml", "barnet_pack.toml", "borough_profile.toml", "plan", "fund of Barnet")
    }
    assert [name for name, styles in used.items() if styles] == ["fund of Barnet"]


def chart(kind: str, *lines: Sequence[float | None], number_format: str = "0", **more: object) -> Charted:
    series = [ChartSeries("", "")] * len(lines)
    names = [[f"n{at}"] for at in range(len(lines[0]))]
    described = Chart(kind, "", "Told", "", 0, 0, "", series, number_format, **more)  # type: ignore[arg-type]
    return Charted(described, names, [Line(f"l{at}", values, series[at]) for at, values in enumerate(lines)])


def boxes(charted: Charted) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of the filled shapes that are no keys."""
    found = []
    for shape in drawn(charted, 400, 200).shapes:
        if isinstance(shape, Outline) and shape.fill:
            across, down = zip(*shape.points, strict=True)
            found.append((min(across), min(down), max(across), max(down)))
    return found


def test_bars_are_as_long_as_their_values() -> None:
    first, second, third = boxes(chart("bar", [10, -5, None, 20]))
    assert (first[2] - first[0]) / (third[2] - third[0]) == pytest.approx(0.5)
    assert second[2] - second[0] == pytest.approx((first[2] - first[0]) / 2)
    assert second[2] == pytest.approx(first[0])  # what is below 0 ends where the others begin


@pytest.mark.parametrize("kind", ["stacked", "beside"])
def test_columns_are_as_high_as_their_values(kind: str) -> None:
    found = boxes(chart(kind, [10, 5], [20, None]))
    heights = [bottom - top for _, top, _, bottom in found]
    assert heights[1] == pytest.approx(2 * heights[0])
    assert heights[2] == pytest.approx(heights[0] / 2)
    assert (found[1][3] == pytest.approx(found[0][1])) == (kind == "stacked")  # one stands on the other
    assert (found[0][0] < found[1][0]) == (kind == "beside")


def test_a_line_has_a_gap_where_there_is_no_value_and_rises_with_it() -> None:
    shapes = drawn(chart("line", [0, 50, None, 100, 50], from_zero=True, every=2), 400, 200).shapes
    lines = [shape for shape in shapes if isinstance(shape, Outline) and shape.stroke and shape.stroke.width == 2]
    (low, middle), (high, again), _key = (line.points for line in lines)
    assert low[1] - middle[1] == pytest.approx(middle[1] - high[1])
    assert again[1] == pytest.approx(middle[1])
    names = [shape.text for shape in shapes if isinstance(shape, Label) and shape.text.startswith("n")]
    assert names == ["n0", "n2", "n4"]


@pytest.mark.parametrize(
    ("values", "from_zero", "ticks"),
    [([0, 100], False, [0, 20, 40, 60, 80, 100]), ([93, 107], True, [0, 20, 40, 60, 80, 100, 120]),
     ([5, 5], True, [0, 1, 2, 3, 4, 5]), ([-0.03, 0.02], False, [-0.03, -0.02, -0.01, 0, 0.01, 0.02])],
)  # fmt: skip
def test_an_axis_has_round_steps(values: list[float], ticks: list[float], *, from_zero: bool) -> None:
    assert steps(values, from_zero=from_zero) == pytest.approx(ticks)


def test_letters_are_as_wide_as_helveticas() -> None:
    """A 667, W 944, i 222 thousandths (Adobe's Helvetica.afm); bold, B 722 (Helvetica-Bold.afm)."""
    assert width_of("AWi", 1000) == 667 + 944 + 222
    assert width_of("B", 1000, bold=True) == 722


def test_each_format_has_its_hash_in_the_record() -> None:
    assert {field_of(name) for name in FORMATS} <= {field.name for field in fields(Record)}


def test_what_has_failed_stays_failed_and_the_others_have_their_formats() -> None:
    finished = small()
    board = finished.described.of_board()
    recipe = Recipe("r", ".xlsx", finished.described.properties, (), (), b"", None, board, {})
    jobs = [Job(area, 24_000) for area in ("Barnet", "Brent", "Camden")]

    def makers(_recipe: Recipe, asked: Sequence[Job]) -> Iterator[tuple[Job, Result]]:
        for job in asked:
            yield job, Failed("why") if job.area == "Brent" else Made(finished.content, [])

    made = list(with_exports(makers, ["docx", "html"])(recipe, jobs))
    assert [job for job, _ in made] == jobs
    assert made[1][1] == Failed("why")
    assert all(isinstance(result, Made) and list(result.beside) == ["docx", "html"] for _, result in (made[0], made[2]))
    assert with_exports(makers, []) is makers


def test_the_funds_model_has_no_other_format_than_a_pdf(tmp_path: Path) -> None:
    ran = cspxl("build", "lcpf_model.toml", "--area", "Barnet", "--html", "--out", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "give --pdf alone" in ran.err


@pytest.mark.long
def test_a_run_with_formats_is_whole_resumable_and_says_what_is_old(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(packaged("overview.toml").read_text("utf-8"), "utf-8")
    words = ("build", "own.toml", *with_data(SAMPLE), "--as-at", "2017-04", "--area", "Barnet", "--out", tmp_path)
    many = (*words, "--area", "Brent", "--docx", "--html", "--json")
    rows = cspxl(*many, cwd=tmp_path).data
    names = ["barnet_2017-04_own", "brent_2017-04_own"]
    assert [(row["docx"], row["html"]) for row in rows] == [
        (str(tmp_path / f"{name}.docx"), str(tmp_path / f"{name}.html")) for name in names
    ]
    bytes_of = {ending: (tmp_path / f"{names[0]}.{ending}").read_bytes() for ending in ("docx", "html")}
    listed = json.loads((tmp_path / "own_manifest.json").read_text("utf-8"))["workbooks"][0]
    assert {ending: listed[f"{ending}_sha256"] for ending in bytes_of} == {
        ending: sha256(content).hexdigest() for ending, content in bytes_of.items()
    }
    (tmp_path / f"{names[0]}.html").write_text("other")
    planned = cspxl(*many, "--resume", "--dry-run", cwd=tmp_path).data
    assert [row["would"] for row in planned] == ["replace"] * 3 + ["keep"] * 3
    assert [row["state"] for row in cspxl(*many, "--resume", cwd=tmp_path).data] == ["made", "kept"]
    assert {ending: (tmp_path / f"{names[0]}.{ending}").read_bytes() for ending in bytes_of} == bytes_of
    told = cspxl(*words, "--docx", cwd=tmp_path).err
    assert f"{names[0]}.html: is of an earlier workbook; --html makes it anew" in told
    assert "--docx makes it anew" not in told


def test_a_title_has_room() -> None:
    long = replace(chart("bar", [1, 2]).chart, title="A title that is much longer than the picture is wide " * 3)
    described = replace(chart("bar", [1, 2]), chart=long)
    (title,) = [shape for shape in drawn(described, 400, 200).shapes if isinstance(shape, Label) and shape.bold]
    assert title.at[0] + width_of(title.text, title.size, bold=True) <= 400


@pytest.mark.long
@pytest.mark.parametrize("form", ["macro", "office-js", "lambda", "libreoffice"])
def test_the_form_of_the_workbook_changes_nothing(form: Form) -> None:
    """Whatever its formulas are spelled for, a board reads the same."""
    path, found = packaged("overview.toml"), []
    for made_for in ("plain", form):
        recipe = recipe_of(read_configuration(path), path.parent, sample_release(), made_for)
        content = make(recipe, Job("Barnet", month_of("2017-04"))).content
        found.append([page(content, recipe.board), word(content, recipe.board)])
    assert found[0] == found[1]
