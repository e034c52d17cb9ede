"""What is written where: rights, links, read-only files, the folder's lock; signatures; what Excel is to calculate."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from commands import SAMPLE, cspxl, with_data
from small_workbook import PARTS, package, sheet, small, workbook

from cspxl.batch.make import Made
from cspxl.batch.manifest import Journal
from cspxl.batch.run import write_alone
from cspxl.errors import InputError
from cspxl.opc import Package
from cspxl.workbook.compiled import Compiled
from cspxl.workbook.files import write_whole

posix = pytest.mark.skipif(os.name != "posix", reason="rights and links as Unix has them")
SHEET = "xl/worksheets/sheet1.xml"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.xlsx"
    path.write_bytes(small())
    return path


# Rights


@posix
@pytest.mark.parametrize(("rights", "expected"), [(0o600, 0o600), (0o640, 0o640), (0o400, 0o600), (0o666, 0o644)])
def test_a_new_file_is_open_to_nobody_to_whom_its_source_is_not(
    rights: int, expected: int, source: Path, tmp_path: Path
) -> None:
    """Nor to anybody that the umask, 022 here, leaves out."""
    source.chmod(rights)
    before = os.umask(0o022)
    try:
        assert cspxl("calc", source, "-o", tmp_path / "out.xlsx").code == 0
    finally:
        os.umask(before)
    assert mode(tmp_path / "out.xlsx") == expected


@posix
@pytest.mark.parametrize("rights", [0o600, 0o640, 0o660, 0o755])
def test_a_file_that_is_replaced_keeps_its_rights(rights: int, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"before")
    out.chmod(rights)
    write_whole(out, b"after", source)
    assert (mode(out), out.read_bytes()) == (rights, b"after")


@pytest.mark.long
@posix
def test_calc_in_place_and_build_keep_the_rights_too(source: Path, tmp_path: Path) -> None:
    source.chmod(0o600)
    assert cspxl("calc", source, "-o", source).code == 0
    assert mode(source) == 0o600
    words = ["build", *with_data(SAMPLE), "--area", "Barnet", "--as-at", "2017-02", "--out", str(tmp_path)]
    assert cspxl(*words).code == 0
    made = tmp_path / "barnet_2017-02_overview.xlsx"
    made.chmod(0o640)
    made.write_bytes(b"before")
    assert cspxl(*words).code == 0
    assert mode(made) == 0o640
    assert zipfile.is_zipfile(made)
    made.chmod(0o440)
    ran = cspxl(*words)
    assert ran.code == 3
    assert ran.err.splitlines()[-1] == f"cspxl: {made}: is read-only; make it writable, or choose another name"


@posix
@pytest.mark.parametrize("rights", [0o444, 0o400, 0o000])
def test_a_read_only_file_is_refused_and_stays(rights: int, source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"before")
    out.chmod(rights)
    ran = cspxl("calc", source, "-o", out)
    assert (ran.code, ran.err) == (3, f"cspxl: {out}: is read-only; make it writable, or choose another name\n")
    out.chmod(0o600)
    assert out.read_bytes() == b"before"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["in.xlsx", "out.xlsx"]


# Links


@posix
@pytest.mark.parametrize("there", [True, False], ids=["to a file", "to a file that is still to come"])
@pytest.mark.parametrize("links", [1, 2], ids=["a link", "a link to a link"])
def test_a_link_is_written_through(there: bool, links: int, source: Path, tmp_path: Path) -> None:  # noqa: FBT001 -- a parameter
    (tmp_path / "kept").mkdir()
    target = tmp_path / "kept" / "figures.xlsx"
    if there:
        target.write_bytes(b"before")
        target.chmod(0o640)
    (tmp_path / "1.xlsx").symlink_to(Path("kept") / "figures.xlsx")
    (tmp_path / "2.xlsx").symlink_to("1.xlsx")
    out = tmp_path / f"{links}.xlsx"
    assert cspxl("calc", source, "-o", out).code == 0
    assert out.is_symlink()
    assert zipfile.is_zipfile(target)
    assert [item.name for item in target.parent.iterdir()] == ["figures.xlsx"]
    assert not there or mode(target) == 0o640


@posix
def test_what_is_no_file_is_never_replaced(source: Path, tmp_path: Path) -> None:
    round_trip, folder, pipe = tmp_path / "round.xlsx", tmp_path / "folder.xlsx", tmp_path / "pipe.xlsx"
    round_trip.symlink_to("round.xlsx")
    folder.mkdir()
    os.mkfifo(pipe)
    device = tmp_path / "device.xlsx"
    device.symlink_to("/dev/null")
    for path, word in ((round_trip, "links"), (folder, "directory"), (pipe, "no file"), (device, "no file")):
        ran = cspxl("calc", source, "-o", path)
        assert (ran.code, len(ran.err.splitlines())) == (3, 1)
        assert word in ran.err
    assert (round_trip.is_symlink(), folder.is_dir(), pipe.is_fifo()) == (True, True, True)


@posix
@pytest.mark.parametrize("named", ["out.xlsx", "out/made.xlsx"], ids=["a link to a file", "a link to a folder"])
def test_no_folder_is_made_where_a_link_leads(named: str, source: Path, tmp_path: Path) -> None:
    link = tmp_path / named.partition("/")[0]
    link.symlink_to(Path("nowhere") / "figures.xlsx")
    ran = cspxl("calc", source, "-o", tmp_path / named)
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert f"{link}: is a link into {tmp_path.resolve() / 'nowhere'}" in ran.err
    assert sorted(item.name for item in tmp_path.iterdir()) == sorted(["in.xlsx", link.name])


@posix
def test_a_folder_behind_a_link_may_be_made_in(source: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to("there")
    assert cspxl("calc", source, "-o", tmp_path / "link" / "new" / "made.xlsx").code == 0
    assert (tmp_path / "there" / "new" / "made.xlsx").is_file()


def test_a_file_of_two_names_is_refused_and_both_stay(source: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    one.write_bytes(b"before")
    two.hardlink_to(one)
    ran = cspxl("calc", source, "-o", two)
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert "is one file under 2 names" in ran.err
    assert (one.read_bytes(), two.read_bytes(), one.samefile(two)) == (b"before", b"before", True)


# The folder's lock


@pytest.mark.long
@pytest.mark.parametrize("report", ["overview", "lcpf-model"])
def test_a_single_build_waits_for_a_run_of_its_report(report: str, tmp_path: Path) -> None:
    words = ["lcpf_model.toml"] if report == "lcpf-model" else [*with_data(SAMPLE), "--as-at", "2017-02"]
    with Journal(tmp_path, report):
        ran = cspxl("build", *words, "--area", "Barnet", "--out", tmp_path)
        assert ran.code == 3
        why = f"another run is writing here (process {os.getpid()}); wait, or choose another folder"
        assert ran.err.splitlines()[-1] == f"cspxl: {tmp_path}: {why}"
        assert not list(tmp_path.glob("*.xlsx"))
    assert cspxl("build", *words, "--area", "Barnet", "--out", tmp_path).code == 0
    assert len(list(tmp_path.iterdir())) == 1


def test_a_single_build_leaves_the_journal_of_a_killed_run(tmp_path: Path) -> None:
    journal = tmp_path / ".overview_manifest.journal"
    record = '{"file": "x.xlsx", "area": "X", "as_at": "2017-02", "sha256": "0", "made_from": "0", "findings": []}\n'
    journal.write_text(record, "utf-8")
    (path,) = write_alone(tmp_path, "overview", "y.xlsx", Made(b"y", ()))
    assert path.read_bytes() == b"y"
    assert journal.read_text("utf-8").startswith(record)
    with Journal(tmp_path, "overview"), pytest.raises(InputError, match="another run"):
        write_alone(tmp_path, "overview", "y.xlsx", Made(b"z", ()))
    assert (tmp_path / "y.xlsx").read_bytes() == b"y"


# Signatures


_SIGNED = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature"
_TYPE = "application/vnd.openxmlformats-package.digital-signature"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def pointer(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_SIGNED}/{kind}" Target="{target}"/>'


def signed(signatures: int = 1) -> dict[str, str]:
    """The small workbook with signatures as Excel lays them out (ECMA-376 part 2, 13)."""
    names = [f"sig{at}.xml" for at in range(1, signatures + 1)]
    types = "".join(
        f'<Override PartName="/_xmlsignatures/{name}" ContentType="{_TYPE}-xmlsignature+xml"/>' for name in names
    )
    return {
        **PARTS,
        "[Content_Types].xml": PARTS["[Content_Types].xml"].replace(
            "</Types>", f'<Default Extension="sigs" ContentType="{_TYPE}-origin"/>'
            f'<Default Extension="cer" ContentType="{_TYPE}-certificate"/>{types}</Types>',
        ),
        "_rels/.rels": PARTS["_rels/.rels"].replace(
            "</Relationships>", pointer("rIdS", "origin", "_xmlsignatures/origin.sigs") + "</Relationships>"
        ),
        "_xmlsignatures/origin.sigs": "",
        "_xmlsignatures/_rels/origin.sigs.rels": _RELATIONS.format(
            "".join(pointer(f"rId{at}", "signature", name) for at, name in enumerate(names))
        ),
        **dict.fromkeys((f"_xmlsignatures/{name}" for name in names), "<Signature/>"),
        "_xmlsignatures/_rels/sig1.xml.rels": _RELATIONS.format(pointer("rId1", "certificate", "a.cer")),
        "_xmlsignatures/a.cer": "certificate",
    }  # fmt: skip


def members(path: Path) -> Mapping[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.parametrize("signatures", [1, 2])
def test_a_signed_workbook_is_refused_or_loses_its_signature_and_it_is_said(signatures: int, tmp_path: Path) -> None:
    source, out = tmp_path / "signed.xlsx", tmp_path / "out.xlsx"
    source.write_bytes(package(signed(signatures)))
    ran = cspxl("calc", source, "-o", out)
    assert (ran.code, len(ran.err.splitlines())) == (3, 1)
    assert "is signed" in ran.err
    assert "--drop-signature" in ran.err
    assert not out.exists()
    ran = cspxl("calc", source, "-o", out, "--drop-signature")
    assert (ran.code, ran.err) == (0, f"cspxl: {out}: written without the signature of signed.xlsx\n")
    found = members(out)
    assert set(found) == set(PARTS)
    assert not [name for name, content in found.items() if b"signature" in content]
    assert cspxl("calc", out, "-o", tmp_path / "again.xlsx").code == 0


@pytest.mark.parametrize("gone", ["pointer to the origin", "pointers of the origin"])
def test_what_is_left_of_a_signature_goes_too(gone: str, tmp_path: Path) -> None:
    """Another program has taken out what leads to the parts, and left them."""
    parts = signed()
    if gone == "pointer to the origin":
        parts["_rels/.rels"] = PARTS["_rels/.rels"]
    else:
        del parts["_xmlsignatures/_rels/origin.sigs.rels"]
    source, out = tmp_path / "signed.xlsx", tmp_path / "out.xlsx"
    source.write_bytes(package(parts))
    assert cspxl("calc", source, "-o", out).code == 3
    assert cspxl("calc", source, "-o", out, "--drop-signature").code == 0
    assert set(members(out)) == set(PARTS)
    assert b"signature" not in members(out)["[Content_Types].xml"]


def test_a_signed_workbook_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "signed.xlsx"
    path.write_bytes(package(signed()))
    ran = cspxl("calc", path, "--json")
    assert (ran.code, ran.data["Figures!D1"]) == (0, 12_197)


def test_a_workbook_that_is_not_signed_keeps_everything(source: Path, tmp_path: Path) -> None:
    ran = cspxl("calc", source, "-o", tmp_path / "out.xlsx", "--drop-signature")
    assert (ran.code, ran.err) == (0, "")
    assert members(tmp_path / "out.xlsx")["[Content_Types].xml"] == members(source)["[Content_Types].xml"]


# What Excel is to calculate at opening


WITHOUT_A_VALUE = {
    "a function that is not calculated": '<row r="1"><c r="A1"><f>_xlfn.WEBSERVICE("https://example.org")</f><v>1</v></c></row>',
    "a circle": '<row r="1"><c r="A1"><f>A1+1</f><v>1</v></c></row>',
    "a formula that cannot be read": '<row r="1"><c r="A1"><f>SUM(1,</f><v>1</v></c></row>',
    "a table of what-ifs": '<row r="1"><c r="A1"><f t="dataTable" ref="A1:A2" r1="B1"/><v>1</v></c></row>',
}


@pytest.mark.parametrize("calculation", ["", '<calcPr calcId="1"/>', '<calcPr fullCalcOnLoad="1" iterate="0"/>'])
@pytest.mark.parametrize("name", WITHOUT_A_VALUE)
def test_excel_calculates_what_cspxl_could_not(name: str, calculation: str) -> None:
    book = workbook(names=calculation)
    done, findings = Compiled(package({"xl/workbook.xml": book, SHEET: sheet(WITHOUT_A_VALUE[name])})).filled()
    assert findings
    assert Package(done).read("xl/workbook.xml").count(b'fullCalcOnLoad="1"') == 1


@pytest.mark.parametrize(("cell", "code"), [("", 0), (WITHOUT_A_VALUE["a circle"], 1)])
def test_calc_tells_excel_only_then(cell: str, code: int, tmp_path: Path) -> None:
    path, out = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    path.write_bytes(package({"xl/workbook.xml": workbook(names='<calcPr fullCalcOnLoad="1"/>'), SHEET: sheet(cell)}))
    assert cspxl("calc", path, "-o", out).code == code
    assert members(out)["xl/workbook.xml"].count(b"fullCalcOnLoad") == code


SHORT_OF_MEMORY = """
import resource, cspxl.engine, cspxl.workbook.package
from pathlib import Path
from cspxl.__main__ import main
size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() + (100 << 20)
resource.setrlimit(resource.RLIMIT_AS, (size, size))
main()
"""


@pytest.mark.long
@posix
def test_too_little_memory_is_one_line(tmp_path: Path) -> None:
    """A million cells take more than 100 MB."""
    path = tmp_path / "in.xlsx"
    path.write_bytes(package({SHEET: sheet(f"<row>{'<c><v>1</v></c>' * 16_000}</row>" * 70)}))
    command = [sys.executable, "-c", SHORT_OF_MEMORY, "calc", path, "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (ran.returncode, len(ran.stderr.splitlines())) == (3, 1)
    assert "not enough memory" in ran.stderr
