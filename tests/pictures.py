"""Makes the pictures of docs/ anew: ``cd tests && uv run python pictures.py``; it wants LibreOffice and pdftoppm.

Each picture holds, as a text of its file, the SHA-256 of what it shows: the values and styles of its sheet, and its
charts. So a test can say which is old without drawing it.
"""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple
from zipfile import ZipFile

import openpyxl
from commands import BARKING, ROOT, SAMPLE, cspxl, with_data

DOCS: Final = ROOT / "docs"
BOROUGH: Final = ("--area", "Barking and Dagenham")


class Picture(NamedTuple):
    """A sheet of a workbook, the command that writes that, and the picture's dots to an inch."""

    sheet: str
    command: tuple[str, ...]
    workbook: str
    dots: int


PICTURES: Final[Mapping[str, Picture]] = {
    "overview.png": Picture("Overview", ("demo",), BARKING, 110),
    "burglary-page.png": Picture(
        "Page Burglary",
        ("build", "call_over.toml", *with_data(SAMPLE), *BOROUGH, "--as-at", "2017-04"),
        "barking-and-dagenham_2017-04_call-over.xlsx",
        80,
    ),
    "plan-page.png": Picture(
        "2 Violence",
        ("build", "plan.toml", "--area", "Hillingdon", "--as-at", "2017-12"),
        "hillingdon_2017-12_plan.xlsx",
        80,
    ),
    "lcpf-summary.png": Picture(
        "Summary", ("build", "lcpf_worked_example.toml", *BOROUGH), "barking-and-dagenham_2017-18_lcpf-model.xlsx", 80
    ),
}
_KEY: Final = b"shows\0"
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


def built(picture: Picture, folder: Path) -> Path:
    """The workbook of a picture, written to a folder."""
    ran = cspxl(*picture.command, "--out", folder)
    assert (folder / picture.workbook).exists(), ran.err
    return folder / picture.workbook


def shows(workbook: Path, sheet: str) -> str:
    """The SHA-256 of what a sheet shows."""
    digest = sha256()
    book = openpyxl.load_workbook(workbook, data_only=True)
    for row in book[sheet].iter_rows():
        for cell in row:
            digest.update(f"{cell.coordinate} {cell.value!r} {cell.style}\n".encode())
    with ZipFile(io.BytesIO(workbook.read_bytes())) as package:
        part = f"xl/worksheets/sheet{book.sheetnames.index(sheet) + 1}.xml"
        for name in ["xl/styles.xml", *sorted(_pointed_to(package, part))]:
            digest.update(package.read(name))
    return digest.hexdigest()


def _pointed_to(package: ZipFile, part: str) -> Iterator[str]:
    """The drawings of a sheet and their charts."""
    path = PurePosixPath(part)
    relations = str(path.parent / "_rels" / f"{path.name}.rels")
    if relations in package.namelist():
        for target in re.findall(rb'Target="/?([^"]+)"', package.read(relations)):
            name = target.decode()
            if name.endswith(".xml") and name in package.namelist():
                yield name
                yield from _pointed_to(package, name)


def text_of(picture: bytes) -> str:
    """What a picture says it shows; an empty text where it says nothing."""
    found = re.search(rb"tEXt" + _KEY + rb"([0-9a-f]{64})", picture)
    return found[1].decode() if found else ""


def with_text(picture: bytes, text: str) -> bytes:
    """The picture with the text, after the header of its file (which is 25 bytes)."""
    assert picture.startswith(_SIGNATURE)
    content = b"tEXt" + _KEY + text.encode()
    chunk = struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
    header = len(_SIGNATURE) + 25
    return picture[:header] + chunk + picture[header:]


def drawn(workbook: Path, sheet: str, dots: int) -> bytes:
    """The first page of a sheet, as LibreOffice prints it: its footer has the sheet's name."""
    folder = workbook.parent
    profile = f"-env:UserInstallation=file://{folder}/profile"
    _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, workbook)
    printed = workbook.with_suffix(".pdf")
    pages = _run("pdftotext", "-layout", printed, "-").decode().split("\f")
    page = next(at for at, text in enumerate(pages, 1) if f"cspxl: {sheet}\n" in re.sub(r"  .*", "", text) + "\n")
    picture = ("-r", str(dots), "-f", str(page), "-l", str(page), "-png", "-singlefile")
    _run("pdftoppm", *picture, printed, folder / "page")
    return (folder / "page.png").read_bytes()


def _run(*words: str | Path) -> bytes:
    return subprocess.run(list(map(str, words)), check=True, capture_output=True).stdout


def main() -> None:
    """Make those that are old, or those that are named."""
    for name in sys.argv[1:] or PICTURES:
        picture = PICTURES[name]
        with tempfile.TemporaryDirectory() as folder:
            workbook = built(picture, Path(folder))
            shown = shows(workbook, picture.sheet)
            if sys.argv[1:] or text_of((DOCS / name).read_bytes()) != shown:
                (DOCS / name).write_bytes(with_text(drawn(workbook, picture.sheet, picture.dots), shown))
                sys.stdout.write(f"{name}: made anew\n")


if __name__ == "__main__":
    main()
