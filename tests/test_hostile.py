"""Hostile and broken files: one line that says which and why, within 10 seconds and 1 GB, and nothing written."""

from __future__ import annotations

import gzip
import html
import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from commands import ROOT, SAMPLE
from hostile_runs import Case, Outcome, run_all
from small_workbook import REL, package, sheet, small, workbook
from street_archive import HEADER as STREET_HEADER

pytestmark = pytest.mark.long  # a hundred bombs take their time; the mutations of every run stand beside them
MONTHLY = SAMPLE[0]
CALC = ("calc", "in.xlsx", "-o", "out/out.xlsx")
FIGURES = ("figures", "--data", "in.csv", "--area", "Barnet", "--as-at", "2018-04")
OWN = ("build", "own.toml", "--data", str(MONTHLY), "--area", "Barnet", "--as-at", "2018-04", "--out", "out")
HEADER = "area,indicator,month,n_months,value,source\n"
PACK = (ROOT / "workbooks" / "call_over.toml").read_text(encoding="utf-8")
OVERVIEW = (ROOT / "workbooks" / "overview.toml").read_text(encoding="utf-8")
BOROUGH_CSV = gzip.decompress(MONTHLY.read_bytes())

Content = bytes | Callable[[], bytes]


def gzip_bomb() -> bytes:
    """1 GB unpacked, 1 MB packed."""
    block = b"a,b,c,d\n" * (1 << 17)
    press = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(press.compress(block) for _ in range(1 << 10)), press.flush()])


def bomb(part: str) -> bytes:
    """The small workbook with one part that is 3.8 GB unpacked: one packed block again and again."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = press.compress(b" " * (1 << 26)) + press.flush(zlib.Z_FULL_FLUSH)
    content = block * 57 + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    data = bytearray(package({part: content}, zipfile.ZIP_STORED))
    for sign, method, name in ((b"PK\3\4", 8, 30), (b"PK\1\2", 10, 46)):
        at = data.find(sign)
        while data[at + name : at + name + len(part)] != part.encode():
            at = data.find(sign, at + 1)
        data[at + method : at + method + 2] = (8).to_bytes(2, "little")
        data[at + method + 14 : at + method + 18] = (57 << 26).to_bytes(4, "little")
    return bytes(data)


def lying(workbook: bytes) -> bytes:
    """Every size in the directory of the zip file says 10 bytes."""
    data = bytearray(workbook)
    at = data.find(b"PK\1\2")
    while at >= 0:
        data[at + 24 : at + 28] = (10).to_bytes(4, "little")
        at = data.find(b"PK\1\2", at + 1)
    return bytes(data)


def encrypted(workbook: bytes) -> bytes:
    data = bytearray(workbook)
    for sign, offset in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        at = data.find(sign)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(sign, at + 1)
    return bytes(data)


def doubled(workbook: bytes, name: str) -> bytes:
    """A zip file in which one member stands twice."""
    out = io.BytesIO(workbook)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as file:
        file.writestr(name, "<other/>")
    return out.getvalue()


def rows(count: int) -> bytes:
    return sheet("".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(1, count + 1)))


LAUGHS = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 12))
ENTITIES = f'<!DOCTYPE x [<!ENTITY e0 "ha">{LAUGHS}]>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY e11 SYSTEM "file:///etc/passwd">]>'


def with_dtd(declared: str) -> bytes:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&e11;</t></is></c></row>'
    return f'<?xml version="1.0"?>{declared}{sheet(cell)}'.encode()


def relations(*items: tuple[str, str, str, str]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{REL}/{kind}" Target="{target}"{mode}/>' for key, kind, target, mode in items
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def one_sheet_at(target: str, mode: str = "") -> bytes:
    return package({"xl/_rels/workbook.xml.rels": relations(("rId1", "worksheet", target, mode))})


def calculated(content: str) -> bytes:
    """A workbook of one sheet."""
    return package({"xl/worksheets/sheet1.xml": sheet(content)})


# What is refused: the file's content, and a word of the line. Names: part of what it is.
WORKBOOKS: Mapping[str, tuple[Content, str]] = {
    "a zip bomb of 3.8 GB": (lambda: bomb("xl/worksheets/sheet1.xml"), "large"),
    "a bomb in a part that nobody reads": (lambda: bomb("xl/media/image1.png"), "large"),
    "100,000 members": (lambda: package({f"junk/{at}": "" for at in range(100_000)}), "parts"),
    "sizes that lie": (lambda: lying(small()), "damaged"),
    "a password on its members": (lambda: encrypted(small()), "password"),
    "cut short": (lambda: small()[:-40], "no zip file"),
    "a member twice": (lambda: doubled(small(), "xl/worksheets/sheet1.xml"), "twice"),
    "entities that multiply": (lambda: package({"xl/worksheets/sheet1.xml": with_dtd(ENTITIES)}), "damaged"),
    "an entity from a file": (lambda: package({"xl/worksheets/sheet1.xml": with_dtd(EXTERNAL)}), "document type"),
    "entities in the relationships": (
        lambda: package({"xl/_rels/workbook.xml.rels": ENTITIES + relations(("rId1", "worksheet", "x", ""))}),
        "document type",
    ),
    "a sheet outside the package": (lambda: one_sheet_at("../../../../etc/passwd"), "missing"),
    "a sheet on the machine": (lambda: one_sheet_at("file:///etc/passwd"), "missing"),
    "a sheet on the web": (lambda: one_sheet_at("http://example.org/s.xml", ' TargetMode="External"'), "no part"),
    "elements 100,000 deep": (lambda: calculated("<a>" * 100_000 + "</a>" * 100_000), "damaged"),
    "a row beyond the last": (lambda: calculated('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'), "row"),
    "a row of 20 digits": (lambda: calculated(f'<row r="{"9" * 20}"><c><v>1</v></c></row>'), "row"),
    "a row of 5,000 digits": (lambda: calculated(f'<row r="{"9" * 5000}"><c><v>1</v></c></row>'), "row"),
    "row 0": (lambda: calculated('<row r="0"><c r="A0"><v>1</v></c></row>'), "row"),
    "a column beyond the last": (lambda: calculated('<row r="1"><c r="XFE1"><v>1</v></c></row>'), "XFE1"),
    "a column of 1,000 letters": (lambda: calculated(f'<row r="1"><c r="{"Z" * 1000}1"><v>1</v></c></row>'), "address"),
    "20,000 rows to the last column": (
        lambda: calculated("".join(f'<row r="{at}"><c r="XFD{at}"><v>1</v></c></row>' for at in range(1, 20_001))),
        "wide",
    ),
    "a shared text that is not there": (lambda: calculated('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'), "row 1"),
    "a number that is none": (lambda: calculated('<row r="1"><c r="A1"><v>12x</v></c></row>'), "row 1"),
    "a shared formula without its first cell": (
        lambda: calculated('<row r="1"><c r="A1"><f t="shared" si="7"/></c></row>'), "shared formula",
    ),
    "a type that is none": (lambda: calculated('<row r="1"><c r="A1" t="q"><v>1</v></c></row>'), "row 1"),
    "a sheet that is no XML": (lambda: package({"xl/worksheets/sheet1.xml": b"\0\xff\xfe"}), "no XML"),
    "another part as the sheet": (lambda: package({"xl/worksheets/sheet1.xml": "<styleSheet/>"}), "no worksheet"),
    "no bytes": (b"", "no zip file"),
    "1,600,000 rows": (lambda: calculated("<row/>" * 1_600_000), "no such row"),
    "1,600,000 cells": (lambda: calculated(f"<row>{'<c><v>1</v></c>' * 16_000}</row>" * 100), "cells"),
    "16 million tags in rows": (lambda: calculated(f"<row><c>{'<a/>' * 14}</c></row>" * 1_000_000), "tags"),
    "two sheets of one name": (
        lambda: package({
            "xl/workbook.xml": workbook(sheets='<sheet name="figures" sheetId="2" r:id="rId1"/>'),
        }),
        "two sheets",
    ),
}  # fmt: skip


def many(count: int, row: str) -> str:
    return HEADER + row * count


TEXTS: Mapping[str, tuple[Content, str]] = {
    "a gzip bomb": (gzip_bomb, "32 MB"),
    "a damaged gzip": (lambda: gzip.compress(BOROUGH_CSV)[:-300], "damaged"),
    "50 MB in one field": (lambda: b'Borough,"' + b"x" * (50 << 20) + b'"\n', "32 MB"),
    "5 MB in one field": (lambda: b'Borough,"' + b"x" * (5 << 20) + b'"\n', "field"),
    "a million rows of nothing known": (lambda: b"a,b,c\n" * 1_000_000, "no month"),
    "10 million commas": (lambda: b"," * 10_000_000, "cells"),
    "20,000 columns": (b"Borough," + b",".join(b"c%d" % at for at in range(20_000)), "no month"),
    "a NUL byte": (BOROUGH_CSV.replace(b"Barnet", b"Bar\0net", 1), "not a text file"),
    "a lone surrogate": (BOROUGH_CSV.replace(b"Barnet", b"Bar\xed\xa0\x80net", 1) + b"x,y\n", "cut short"),
    "a lone quotation mark": (BOROUGH_CSV.replace(b"Barnet", b'"Barnet', 1), "quotation mark"),
    "a PDF": (b"%PDF-1.7\n" + bytes(range(256)) * 9, "not a text file"),
    "an .xlsx under .csv": (small, "Excel workbook"),
    "nothing": (b"", "empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "empty"),
    "UTF-16 cut short": (BOROUGH_CSV.decode().encode("utf-16")[:-1], "UTF-16"),
}  # fmt: skip


def configured(old: str, new: str, text: str = PACK) -> bytes:
    assert old in text
    return text.replace(old, new, 1).encode()


FIRST_LINE = 'title = "Community Safety Partnership performance call-over"'
OWN_FILE = '"barking_and_dagenham_2017-04.csv"'
CONFIGURATIONS: Mapping[str, tuple[Content, str]] = {
    "figures outside the folder": (configured(OWN_FILE, '"../../../etc/passwd"'), "folder"),
    "figures at an absolute path": (configured(OWN_FILE, '"/etc/passwd"'), "folder"),
    "figures at a path of Windows": (configured(OWN_FILE, r"'C:\Windows\win.ini'"), "folder"),
    "figures one folder up, as Windows writes it": (configured(OWN_FILE, r"'..\secret.csv'"), "folder"),
    "commentary outside the folder": (configured('["barking_and_dagenham_2017-04_comm', '["../b_comm'), "folder"),
    "a NUL in a file's name": (configured(OWN_FILE, '"a\\u0000.csv"'), "own.toml"),
    "a device": (configured(OWN_FILE, '"/dev/zero"'), "folder"),
    "a name of 5,000 letters": (configured(OWN_FILE, f'"{"n" * 5000}.csv"'), "letters"),
    "the folder itself": (configured(OWN_FILE, '"."'), "folder"),
    "a key twice": (configured(FIRST_LINE, f"{FIRST_LINE}\n{FIRST_LINE}"), "own.toml"),
    "a list 100,000 deep": (configured(FIRST_LINE, f"title = {'[' * 100_000}"), "own.toml"),
    "tables 5,000 deep": (configured(FIRST_LINE, f"{FIRST_LINE}\nx = {'{a=' * 5000}1{'}' * 5000}"), "own.toml"),
    "a dotted key of 100,000 parts": (configured(FIRST_LINE, f"{FIRST_LINE}\n{'a.' * 100_000}b = 1"), "own.toml"),
    "an integer of 5,000 digits": (configured("oldest = 3", f"oldest = {'9' * 5000}"), "own.toml"),
    "an integer of 400 digits": (configured("oldest = 3", f"oldest = {'9' * 400}"), "oldest"),
    "not a number": (configured("oldest = 3", "oldest = nan"), "oldest"),
    "infinity": (configured("tolerance = 0", "tolerance = inf"), "tolerance"),
    "a date for a title": (configured(FIRST_LINE, "title = 2017-02-30"), "own.toml"),
    "a truth for a number": (configured("oldest = 3", "oldest = true"), "oldest"),
    "a number for the files": (configured(f"[{OWN_FILE}]", "12"), "figures"),
    "a table for a text": (configured(FIRST_LINE, "title = {a = 1}"), "title"),
    "UTF-16": (PACK.encode("utf-16"), "UTF-8"),
    "a NUL byte": (b"\0" + PACK.encode(), "own.toml"),
    "a lone surrogate": (configured(FIRST_LINE, 'title = "\\ud800"'), "own.toml"),
    "100 MB": (lambda: b"# " + b"x" * (100 << 20), "large"),
    "a sheet's name with a bracket": (configured('name = "Call-over"', 'name = "Call[over"'), "name"),
    "a sheet's name with a control character": (configured('name = "Call-over"', 'name = "Call\\u0007"'), "name"),
    "a title of 40,000 letters": (configured(FIRST_LINE, f'title = "{"t" * 40_000}"'), "title"),
    "nothing": (b"", "report"),
}

TABLES: Mapping[str, tuple[Content, str]] = {
    "100,000 figures": (lambda: many(100_000, "Barnet,asb_calls,2018-04,12,9,Board\n").encode(), "rows"),
    "the same month of a million series": (lambda: many(1_000_000, "Barnet,a,2018-04,,9,B\n").encode(), "cells"),
    "a number of 400 digits": (many(1, f"Barnet,asb_calls,2018-04,12,{'9' * 400},Board\n").encode(), "number"),
    "months of 5,000 digits": (many(1, f"Barnet,asb_calls,2018-04,{'1' * 5000},9,Board\n").encode(), "n_months"),
    "an area of 40,000 letters": (many(1, f"{'a' * 40_000},asb_calls,2018-04,12,9,Board\n").encode(), "letters"),
}  # fmt: skip


STREET = "2018-04-metropolitan-street.csv"
STREET_ROW = b"a1,2018-04,A Police,A Police,-0.1,51.5,On or near X,E01000001,Barnet 001A,Burglary,,\n"


def street_rows(count: int) -> bytes:
    return STREET_HEADER.encode() + STREET_ROW * count


def archive(member: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"2018-04/{STREET}", member)
    return out.getvalue()


ARCHIVES: Mapping[str, tuple[Content, str]] = {
    "a bomb of a street file": (lambda: archive(street_rows(2_000_000)), "no street file unpacks"),
    "a street file that lies about its size": (lambda: lying(archive(street_rows(100))), "damaged"),
    "lines that end in CR": (lambda: archive(street_rows(9).replace(b"\n", b"\r")), "CR alone"),
}
ZIPPED: Mapping[str, tuple[Content, str]] = {
    "a gzip bomb of a street file": (lambda: gzip.compress(street_rows(2_000_000)), "no street file unpacks"),
}
BY_STREET = ("figures", "--data", "in.zip", *FIGURES[3:])

GROUPS = {
    "street archive": (ARCHIVES, "in.zip", BY_STREET),
    "street file": (ZIPPED, f"{STREET}.gz", ("figures", "--data", f"{STREET}.gz", *FIGURES[3:])),
    "calc": (WORKBOOKS, "in.xlsx", CALC),
    "figures": (TEXTS, "in.csv", FIGURES),
    "toml": (CONFIGURATIONS, "own.toml", OWN),
    "tidy": (TABLES, "barking_and_dagenham_2017-04.csv", OWN),
    "tidy workbook": (WORKBOOKS, "own.xlsx", OWN),
}
NAMES = [(group, name) for group, (cases, _, _) in GROUPS.items() for name in cases]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], tuple[Outcome, Path]]:
    """Every case, each in a folder of its own."""
    folders = {}
    cases = []
    for key in NAMES:
        kept, file, words = GROUPS[key[0]]
        folder = folders[key] = tmp_path_factory.mktemp("hostile")
        if key[0].startswith("tidy"):
            (folder / "own.toml").write_text(PACK.replace("barking_and_dagenham_2017-04.csv", file), encoding="utf-8")
        if words is OWN:
            for name in ("barking_and_dagenham_2017-04.csv", "barking_and_dagenham_2017-04_commentary.csv"):
                (folder / name).write_bytes((ROOT / "workbooks" / name).read_bytes())
        content = kept[key[1]][0]
        (folder / file).write_bytes(content() if callable(content) else content)
        cases.append(Case(words, folder))
    found = run_all(cases)
    return {key: (outcome, folders[key]) for key, outcome in zip(NAMES, found, strict=True)}


@pytest.mark.parametrize("key", NAMES, ids=": ".join)
def test_one_line_and_nothing_written(key: tuple[str, str], outcomes: Mapping) -> None:
    outcome, folder = outcomes[key]
    assert outcome.code == 3, outcome
    *notices, line = outcome.err.splitlines()
    assert line.startswith("cspxl: ")
    assert len(line) < 500
    assert all(notice.startswith(f"cspxl: {MONTHLY.name}") for notice in notices)
    word = GROUPS[key[0]][0][key[1]][1]
    if key[0] != "tidy workbook":
        assert word in line
    assert not (folder / "out").exists() or not list((folder / "out").iterdir())


# Formulas that took up to 6 GB or more than a minute, and whether they have a value now (0) or a finding (1).
FORMULAS: Mapping[str, int] = {
    'LEN(TEXTJOIN(REPT(",",32767),FALSE,SEQUENCE(100000)))': 0,
    'LEN(TEXTJOIN(REPT(",",32767),FALSE,B1:B100000))': 0,
    'LEN(REPT("x",SEQUENCE(100000)*0+32767))': 1,
    'LEN(CONCAT(REPT("x",SEQUENCE(50000)*0+30000)))': 1,
    'LEN(SUBSTITUTE(REPT("a",32767),"a",REPT("b",32767)))': 0,
    'LEN(TEXT(REPT("x",32767),REPT("@",32767)))': 0,
    'SUM(LEN(TEXT(SEQUENCE(60000),REPT("0",30000))))': 1,
    'SUM(LEN(TEXT(1,REPT("0",SEQUENCE(300)+30000))))': 1,
    "PERCENTILE(SEQUENCE(200000),SEQUENCE(200000)/1e6)": 0,
    "RANK(SEQUENCE(20000),SEQUENCE(20000))": 0,
    'SUM(IFERROR(SEARCH(REPT("a",250)&SEQUENCE(2000),REPT("a",32767)),0))': 1,
    'SEARCH("a*zz*y",REPT("a",32767))': 0,
    "SUM(FORECAST(SEQUENCE(20000),SEQUENCE(20000),SEQUENCE(20000)))": 1,
    "ROWS(VSTACK(SEQUENCE(1000000),SEQUENCE(1000000)))": 0,
    "SUM(CHOOSEROWS(SEQUENCE(1,16384),SEQUENCE(100000)*0+1))": 1,
    'COLUMNS(TEXTSPLIT(REPT(",",16000)&REPT(";",16000),",",";"))': 1,
    "LET(a,SEQUENCE(1000000),b,a+1,c,b+1,d,c+1,e,d+1,f,e+1,g,f+1,h,g+1,SUM(h))": 1,
    'LET(a,SEQUENCE(1000000),b,a&"x",c,b&"y",d,c&"z",SUM(LEN(d)))': 1,
}


@pytest.fixture(scope="module")
def calculated_ones(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Outcome]:
    """Each alone in a workbook, and one workbook with the longest text 3,000 times."""
    row = '<row r="{0}"><c r="A{0}"><f t="array" ref="A{0}">{1}</f></c></row>'
    books = {formula: row.format(1, html.escape(formula, quote=False)) for formula in FORMULAS}
    books["3,000 texts"] = "".join(row.format(at, 'REPT("é",32767)') for at in range(1, 3001))
    cases = []
    for content in books.values():
        folder = tmp_path_factory.mktemp("formula")
        (folder / "out").mkdir()
        (folder / "in.xlsx").write_bytes(calculated(content))
        cases.append(Case(CALC, folder))
    return dict(zip(books, run_all(cases), strict=True))


@pytest.mark.parametrize("formula", [*FORMULAS, "3,000 texts"])
def test_a_formula_that_hurts_ends_in_time(formula: str, calculated_ones: Mapping[str, Outcome]) -> None:
    outcome = calculated_ones[formula]
    assert outcome.code == FORMULAS.get(formula, 1), outcome
    assert outcome.code == 0 or "too large" in outcome.err
