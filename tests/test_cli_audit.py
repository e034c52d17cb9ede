"""The command audit: messages, exit codes, JSON, SARIF, a page; files of every kind; against data."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import docx
import pytest
from commands import BARNET, SAMPLE, cspxl
from openpyxl import Workbook

from cspxl.audit import audit
from cspxl.errors import InputError

FAULT = "Robbery fell from 520 to 458 offences, a reduction of 15%."
SOUND = "Robbery fell from 520 to 458 offences, a reduction of 12%."


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(f"Performance\n\n{FAULT}\n\nBurglary was 23 of 226 (10%).\n\nViolence rose 5%.\n", "utf-8")
    return path


def test_a_finding_is_told_with_its_arithmetic_and_exit_code_1(report: Path) -> None:
    ran = cspxl("audit", "report.txt", cwd=report.parent)
    assert ran.code == 1
    assert ran.out.splitlines() == [
        f"report.txt, line 3: wrong: {FAULT}", "    stated -15%, recomputed -12%: 458 against 520 is -12%",
    ]  # fmt: skip
    assert ran.err == "cspxl: 2 statements recomputed: 1 wrong, 1 ok\n"


def test_nothing_wrong_is_exit_code_0(tmp_path: Path) -> None:
    (tmp_path / "sound.md").write_text(SOUND, "utf-8")
    ran = cspxl("audit", "sound.md", cwd=tmp_path)
    assert (ran.code, ran.out, ran.err) == (0, "", "cspxl: 1 statement recomputed: 1 ok\n")


def test_explain_shows_what_is_right_too(report: Path) -> None:
    ran = cspxl("audit", "--explain", "report.txt", cwd=report.parent)
    assert "report.txt, line 5: ok: Burglary was 23 of 226 (10%)." in ran.out
    assert "23 of 226 is 10%" in ran.out


def test_json_has_the_fields(report: Path) -> None:
    (found,) = json.loads(cspxl("audit", "--json", "report.txt", cwd=report.parent).out)
    assert {"file", "line", "statement", "stated", "recomputed", "verdict", "detail"} <= set(found)
    assert (found["file"], found["line"], found["verdict"]) == ("report.txt", 3, "wrong")
    assert (found["stated"], found["recomputed"]) == ("-15%", "-12%")


def test_sarif_is_what_the_standard_wants(report: Path) -> None:
    ran = cspxl("audit", "--sarif", "report.txt", cwd=report.parent)
    log = json.loads(ran.out)
    assert ran.code == 1
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    (result,) = run["results"]
    assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "wrong"
    assert result["level"] in {"none", "note", "warning", "error"}  # SARIF 2.1.0, section 3.27.10
    assert result["message"]["text"].startswith(FAULT)
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "report.txt"
    assert place["region"]["startLine"] == 3


def test_the_page_marks_right_wrong_and_unread(report: Path) -> None:
    page = cspxl("audit", "--html", "report.txt", cwd=report.parent).out
    assert page.startswith("<!DOCTYPE html>")
    assert f'<mark class="bad">{FAULT} ✗</mark>' in page
    assert '<mark class="good">Burglary was 23 of 226 (10%). ✓</mark>' in page
    assert '<mark class="unread">5%</mark>' in page


def test_a_page_obeys_nothing_that_stands_in_a_report(tmp_path: Path) -> None:
    (tmp_path / "evil.csv").write_text(
        '<script>alert(1)</script>,"<img onerror=x> fell from 520 to 458 (15%)"\n', "utf-8"
    )
    page = cspxl("audit", "--html", "evil.csv", cwd=tmp_path).out
    assert "<script>" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("report.odt", b"x"), ("report.docx", b"x"), ("report.xlsx", b"PK\x03\x04x"), ("report.pdf", b"x"),
        ("report.txt", b"a\0b"),
        ("empty.txt", b""), ("folder.txt", None),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_line_and_exit_code_3(name: str, data: bytes | None, report: Path) -> None:
    path = report.parent / "other" / name
    path.parent.mkdir()
    path.mkdir() if data is None else path.write_bytes(data)
    ran = cspxl("audit", str(path), "report.txt", cwd=report.parent)
    assert ran.code == 3
    assert FAULT in ran.out  # the other file is audited
    assert sum(name in line for line in ran.err.splitlines()) == 1
    assert len(ran.err.splitlines()) == 2


@pytest.mark.parametrize(("name", "package"), [("a.docx", "docx"), ("a.pdf", "pdfplumber")])
def test_a_missing_package_is_named(name: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).write_bytes(b"x")
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError, match=r"pip install 'cspxl\[audit\]'"):
        audit(tmp_path / name)


ROWS = [["Offence", "2016/17", "2015/16", "Change"], ["Burglary", 1398, 1516, -0.077], ["Robbery", 458, 520, -0.119]]


def test_a_workbooks_cells_are_read_as_they_are_shown(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Crime"
    for row in ROWS:
        sheet.append(row)
    for cell in ("D2", "D3"):
        sheet[cell].number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")
    found = [(one.where, one.verdict, one.statement) for one in audit(tmp_path / "a.xlsx").judgements]
    assert found == [("Crime!D2", "truncated", "Burglary: -7.7%"), ("Crime!D3", "ok", "Robbery: -11.9%")]


def test_a_word_files_paragraphs_and_tables_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(FAULT)
    table = document.add_table(rows=3, cols=4)
    for cells, row in zip(table.rows, [ROWS[0], [*ROWS[1][:3], "-7.7%"], [*ROWS[2][:3], "-11.9%"]], strict=True):
        for cell, value in zip(cells.cells, row, strict=True):
            cell.text = str(value)
    document.save(str(tmp_path / "a.docx"))
    found = [(one.where, one.verdict) for one in audit(tmp_path / "a.docx").judgements]
    assert found == [
        ("paragraph 1", "wrong"),
        ("table 1, row 2, column 4", "truncated"),
        ("table 1, row 3, column 4", "ok"),
    ]


def one_page(lines: list[str]) -> bytes:
    """A PDF of one page, after the first example of ISO 32000-1, annex H."""
    shown = "".join(f"1 0 0 1 40 {760 - 20 * at} Tm ({line}) Tj " for at, line in enumerate(lines))
    stream = f"BT /F1 10 Tf {shown}ET"
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    data, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"trailer<</Size 6/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    return f"{data}xref\n0 6\n0000000000 65535 f \n{table}{tail}".encode("ascii")


def test_a_pdfs_lines_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(one_page(["Performance", FAULT]))
    (found,) = audit(tmp_path / "a.pdf").judgements
    assert (found.where, found.verdict) == ("page 1, line 2", "wrong")


@pytest.mark.long
def test_the_sentences_of_built_workbooks_are_right(demo: Path) -> None:
    judgements = audit(demo / BARNET).judgements
    assert len(judgements) > 20
    assert not [one.told for one in judgements if one.is_finding]


def against(text: str, folder: Path) -> list[tuple[str, str]]:
    """The verdicts of a report against the sample of release A, of Barnet."""
    (folder / "report.txt").write_text(text, "utf-8")
    data = [word for file in SAMPLE for word in ("--data", file)]
    ran = cspxl("audit", "--json", "--explain", *data, "--area", "Barnet", "report.txt", cwd=folder)
    return [(one["verdict"], one["detail"]) for one in json.loads(ran.out) if one["rule"] == "data"]


# Barnet's 12 months to February 2017 in release A: burglary 3,272, down 16.0%; robbery 456, down 27.2%.
@pytest.mark.parametrize(
    ("month", "line", "verdict", "told"),
    [
        ("February 2017", "Burglary: 3272 offences, down 16.0%", "ok", "12 months to February 2017"),
        (
            "April 2017",
            "Burglary: 3272 offences, down 16.0%",
            "stale",
            "true of the 12 months to February 2017, not to April 2017",
        ),
        ("February 2017", "Robbery: 455 offences, down 27%", "revised", "456"),
        ("February 2017", "Robbery: 910 offences, down 27%", "wrong", "456"),
    ],
)
def test_figures_against_the_series(month: str, line: str, verdict: str, told: str, tmp_path: Path) -> None:
    ((found, detail),) = against(f"Rolling 12 months to {month}\n\n{line}\n", tmp_path)
    assert (found, told in detail) == (verdict, True), detail


@pytest.mark.parametrize("words", [["--data", "x"], ["--area", "Barnet"], ["--json", "--html"]])
def test_wrong_usage_is_exit_code_2(words: list[str], report: Path) -> None:
    assert cspxl("audit", "report.txt", *words, cwd=report.parent).code == 2
