"""``--pdf``: a PDF beside each workbook, of what a board reads, whatever LibreOffice does meanwhile."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pypdfium2
import pytest
from calc_office import missing
from commands import SAMPLE, cspxl, with_data
from packs import packaged

from cspxl import cli_made
from cspxl.batch.manifest import Journal, Record, file_beside, still_there
from cspxl.errors import InputError
from cspxl.export.pdf import check_there
from cspxl.hosts import calc_office, calc_printing

with_calc = pytest.mark.skipif(missing() is not None, reason=str(missing()))

# Prints a file as its own content; at one that says so it hangs, ends, or goes on without a PDF.
STAND_IN = """#!/bin/sh
out=$(echo "$*" | sed 's/.*--outdir \\([^ ]*\\).*/\\1/')
mkdir -p "$out"
for file in "$@"; do
  case "$file" in *.xlsx)
    pdf="$out/$(basename "$file" .xlsx).pdf"
    echo "convert $file -> $pdf using filter : calc_pdf_Export"
    case "$(cat "$file")" in
      hangs) sleep 60;;
      ends) exit 1;;
      refused) echo "Error: source file could not be loaded" >&2;;
      *) cp "$file" "$pdf";;
    esac
  esac
done
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(STAND_IN)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setattr(calc_printing, "_SECONDS", 1)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a shell script")
@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("bad", ["hangs", "ends", "refused"])
@pytest.mark.parametrize("at", [0, 1, 2], ids=["first", "between", "last"])
def test_a_workbook_that_cannot_be_printed_stops_no_other(bad: str, at: int, tmp_path: Path) -> None:
    contents = ["one", "two"]
    contents.insert(at, bad)
    files = [tmp_path / f"{place}.xlsx" for place in range(3)]
    for file, content in zip(files, contents, strict=True):
        file.write_text(content)
    found = list(calc_printing.printed(files, tmp_path))
    assert found == [None if content == bad else content.encode() for content in contents]
    assert not running(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a shell script")
@pytest.mark.usefixtures("stand_in")
def test_libreoffice_is_ended_with_the_one_who_waits_for_it(tmp_path: Path) -> None:
    files = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    files[0].write_text("one")
    files[1].write_text("hangs")
    printing = calc_printing.printed(files, tmp_path)
    assert next(printing) == b"one"
    assert running(tmp_path)
    printing.close()
    assert not running(tmp_path)


def running(folder: Path) -> list[str]:
    """The processes that name the folder."""
    listed = subprocess.run(["ps", "-wweo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if str(folder) in line]


def test_where_libreoffice_is_missing_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(calc_office, "_USUAL", ())
    with pytest.raises(InputError, match="leave out --pdf"):
        check_there()


def test_a_pdf_that_has_changed_is_not_the_one_that_was_made(tmp_path: Path) -> None:
    """Its workbook still is; a record of an earlier version, which knows no PDF, is read as before."""
    workbook = tmp_path / "a.xlsx"
    pdf = file_beside(workbook, "pdf")
    for path in (workbook, pdf):
        path.write_text("made")
    hashed = sha256(b"made").hexdigest()
    record = Record("a.xlsx", "Barnet", "2017-02", hashed, "inputs", [], hashed)
    assert still_there(tmp_path, record) == record
    pdf.write_text("other")
    found = still_there(tmp_path, record)
    assert found
    assert (found.sha256, found.pdf_sha256) == (hashed, None)
    with Journal(tmp_path, "overview") as journal:
        journal.add(found)
        journal.add(Record("b.xlsx", "Brent", "2017-02", hashed, "inputs", [], hashed))
        lines = (tmp_path / ".overview_manifest.journal").read_text().splitlines()
        assert ["pdf_sha256" in line for line in lines[-2:]] == [False, True]
        assert [item.pdf_sha256 for item in journal.known().values()] == [None, hashed]


def test_a_pdf_beside_a_workbook_that_is_made_anew_without_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    old, new = tmp_path / "old.pdf", tmp_path / "new.pdf"
    for pdf in (old, new):
        pdf.touch()
    cli_made.tell_old([[tmp_path / "old.xlsx"], [tmp_path / "new.xlsx", new], [tmp_path / "none.xlsx"]])
    assert capsys.readouterr().err == f"cspxl: {old}: is of an earlier workbook; --pdf makes it anew\n"


BUILD = ("build", "own.toml", *with_data(SAMPLE), "--as-at", "2017-04", "--pdf", "--json")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with an overview that prints all."""
    text = packaged("overview.toml").read_text("utf-8")
    (tmp_path / "own.toml").write_text('print = "all"\n' + text, "utf-8")
    return tmp_path


@pytest.mark.long
@with_calc
def test_a_run_with_pdfs_is_whole_and_resumable(own: Path) -> None:
    """Of workbooks with sheets that only Excel reads; a PDF that is lost is made anew, with the same bytes."""
    words = (*BUILD, "--macro", "--out", own, "--area", "Hammersmith and Fulham", "--area", "Brent")
    names = [f"{area}_2017-04_own" for area in ("hammersmith-and-fulham", "brent")]
    ran = cspxl(*words, cwd=own)
    assert [(row["file"], row["pdf"]) for row in ran.data] == [
        (str(own / f"{name}.xlsm"), str(own / f"{name}.pdf")) for name in names
    ]
    made = {f"{name}.xlsm": (own / f"{name}.pdf").read_bytes() for name in names}
    listed = json.loads((own / "own_manifest.json").read_text("utf-8"))["workbooks"]
    assert {row["file"]: row["pdf_sha256"] for row in listed} == {
        name: sha256(pdf).hexdigest() for name, pdf in made.items()
    }
    is_of_a_board(made[f"{names[0]}.xlsm"], "Hammersmith and Fulham")

    (own / f"{names[0]}.pdf").unlink()
    assert [row["state"] for row in cspxl(*words, "--resume", cwd=own).data] == ["made", "kept"]
    assert (own / f"{names[0]}.pdf").read_bytes() == made[f"{names[0]}.xlsm"]


@pytest.mark.long
@with_calc
def test_formulas_that_only_excel_knows_are_printed_with_their_values(own: Path) -> None:
    ((row,),) = [cspxl(*BUILD, "--host", "lambda", "--out", own, "--area", "Brent", cwd=own).data]
    is_of_a_board(Path(row["pdf"]).read_bytes(), "Brent")


def is_of_a_board(content: bytes, area: str) -> None:
    """Its sheets and no others, though the workbook prints all; bookmarks and links lead within the file."""
    document = pypdfium2.PdfDocument(content)
    marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    assert marks == [("Cover", 0), ("Overview", len(document) - 1)]
    assert document.get_metadata_value("Title") == f"{area}: overview dashboard, April 2017"
    assert document.get_metadata_value("CreationDate").startswith("D:20170501000000")  # the day after the month
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert text.count("Overview") >= 2
    assert not re.search(r"#NAME|Err:|###|IntelliSense", text)
    for part in (b"/Lang(en-GB)", b"/StructTreeRoot", b"/Dest"):
        assert part in content
    assert b"file://" not in content
