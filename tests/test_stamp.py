"""Values into a finished workbook, and a workbook's package into the model: read, calculated, stamped, read back."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl.styles import Font
from openpyxl.worksheet.formula import ArrayFormula

from cspxl.engine import load
from cspxl.engine.model import Formula
from cspxl.errors import InputError
from cspxl.values import CellError
from cspxl.workbook.package import read_package
from cspxl.workbook.stamp import Stamper, stamp

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGED = "http://schemas.openxmlformats.org/package/2006/relationships"


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def members(source: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def relationships(*items: tuple[str, str, str]) -> str:
    inner = (f'<Relationship Id="{name}" Type="{RELATED}/{kind}" Target="{to}"/>' for name, kind, to in items)
    return f'<Relationships xmlns="{PACKAGED}">{"".join(inner)}</Relationships>'


def package(sheet: str, *, workbook: str = "", extra: dict[str, str] | None = None) -> bytes:
    """A workbook of one sheet S, its sheetData as given, as small as Excel allows."""
    parts = {
        "_rels/.rels": relationships(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><sheets>'
        f'<sheet name="S" sheetId="1" r:id="a"/></sheets>{workbook}</workbook>',
        "xl/_rels/workbook.xml.rels": relationships(
            ("a", "worksheet", "worksheets/sheet1.xml"), ("m", "sheetMetadata", "metadata.xml")
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/metadata.xml": f'<metadata xmlns="{MAIN}"><metadataTypes count="1"><metadataType name="XLDAPR"/>'
        '</metadataTypes><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>',
    } | (extra or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def calculated(source: bytes) -> bytes:
    plan = load(read_package(source)).calculate()
    return stamp(source, {**plan.values(), **plan.inputs}, plan.spills)


@pytest.fixture
def book() -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Figures & more"
    sheet["A1"], sheet["A2"], sheet["A3"] = 5683, 6514, " text "
    sheet["B1"] = "=PCT_CHANGE(A2,A1)"
    sheet["B2"] = '=A3&"<&>"'
    sheet["B3"] = "=A1<A2"
    sheet["B4"] = "=A1/A9"
    sheet["B5"] = '="x"&CHAR(10)&"_x005F_x0041_"&CHAR(7)'
    sheet["B6"] = ArrayFormula("B6:B7", "=A1:A2*2")
    sheet["B1"].font = Font(bold=True)
    made.create_sheet("Untouched")["A1"] = "constant"
    return saved(made)


EXPECTED = {"B1": 831 / 5683, "B2": " text <&>", "B3": True, "B4": "#DIV/0!", "B6": 11366, "B7": 13028}


def test_every_reader_sees_the_values_and_the_formulas_stay(book: bytes) -> None:
    done = calculated(book)
    values = openpyxl.load_workbook(io.BytesIO(done), data_only=True)["Figures & more"]
    assert {address: values[address].value for address in EXPECTED} == pytest.approx(EXPECTED)
    frame = pd.read_excel(io.BytesIO(done), header=None)
    assert frame.iloc[0, 1] == pytest.approx(831 / 5683)
    before, after = openpyxl.load_workbook(io.BytesIO(book)), openpyxl.load_workbook(io.BytesIO(done))
    for address in ("B1", "B2", "B3", "B4", "B5"):
        assert after["Figures & more"][address].value == before["Figures & more"][address].value
    assert after["Figures & more"]["B6"].value.text == "=A1:A2*2"
    assert after["Figures & more"]["B1"].font.bold


def test_control_characters_and_what_looks_like_one_come_back(book: bytes) -> None:
    again = read_package(calculated(book)).sheets[0].cells
    assert isinstance(again[5, 2], Formula)
    xml = members(calculated(book))["xl/worksheets/sheet1.xml"]
    assert b'<v xml:space="preserve">x\n_x005F_x0041__x0007_</v>' in xml


def test_everything_else_is_byte_for_byte_as_it_was(book: bytes) -> None:
    before, after = members(book), members(calculated(book))
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    calc = re.search(rb"<calcPr[^>]*>", after["xl/workbook.xml"])
    assert calc
    assert b'calcId="191029"' in calc[0]
    assert b"fullCalcOnLoad" not in calc[0]
    assert etree.fromstring(after["xl/workbook.xml"]) is not None


def test_stamping_is_repeatable_and_stamping_again_changes_nothing(book: bytes) -> None:
    done = calculated(book)
    assert calculated(book) == done
    assert calculated(done) == done


def test_set_inputs_replace_constants_or_are_added_in_order(book: bytes) -> None:
    plan = load(read_package(book))
    for address, value in [("A1", 7000), ("A3", "new <text> "), ("C1", 0.5), ("A20", True), ("A2", None)]:
        plan.set(f"Figures & more!{address}", value)
    plan.calculate()
    done = stamp(book, {**plan.values(), **plan.inputs}, plan.spills)
    sheet = openpyxl.load_workbook(io.BytesIO(done), data_only=True)["Figures & more"]
    assert [sheet[a].value for a in ("A1", "A2", "A3", "C1", "A20")] == [7000, None, "new <text> ", 0.5, True]
    assert sheet["B2"].value == "new <text> <&>"
    xml = members(done)["xl/worksheets/sheet1.xml"].decode()
    rows = [int(row) for row in re.findall(r'<row r="(\d+)"', xml)]
    assert rows == sorted(rows)
    assert re.findall(r'r="([A-Z])1"', xml) == ["A", "B", "C"]


def test_a_formula_without_a_value_loses_its_stale_one(book: bytes) -> None:
    done = calculated(book)
    again = openpyxl.load_workbook(io.BytesIO(stamp(done, {"Figures & more!B1": 1})), data_only=True)["Figures & more"]
    assert (again["B1"].value, again["B2"].value) == (1, None)


def test_one_stamper_serves_many_sets_of_values(book: bytes) -> None:
    stamper, plan = Stamper(book), load(read_package(book))
    for value in (6000, 7000, 8000):
        plan.set("Figures & more!A2", value)
        plan.calculate()
        done = stamper.stamp({**plan.values(), **plan.inputs}, plan.spills)
        sheet = openpyxl.load_workbook(io.BytesIO(done), data_only=True)["Figures & more"]
        assert sheet["B1"].value == pytest.approx((value - 5683) / 5683)
    with pytest.raises(InputError, match="'Gone!A1' is no cell"):
        stamper.stamp({"Gone!A1": 1})


def test_a_spill_writes_its_range_and_clears_what_it_left() -> None:
    source = package(
        '<row r="1"><c r="A1"><v>2</v></c>'
        '<c r="C1" s="0" cm="1"><f t="array" ref="C1:C4">_xlfn.SEQUENCE(A1)</f><v>1</v></c></row>'
        '<row r="2"><c r="C2"><v>2</v></c></row><row r="3"><c r="C3"><v>3</v></c></row>',
    )  # fmt: skip
    sheet = etree.fromstring(members(calculated(source))["xl/worksheets/sheet1.xml"])
    cells = {c.get("r"): (c.findtext(f"{{{MAIN}}}v"), c.get("cm")) for c in sheet.iter(f"{{{MAIN}}}c")}
    assert cells == {"A1": ("2", None), "C1": ("1", "1"), "C2": ("2", None), "C3": (None, None), "C4": (None, None)}
    assert sheet.find(f".//{{{MAIN}}}f").get("ref") == "C1:C2"


def test_shared_formulas_inline_texts_and_cells_without_addresses_are_read() -> None:
    source = package(
        '<row><c><v>1</v></c><c><f t="shared" ref="B1:B3" si="0">A1*$A$2+SUM(A$1:A1)</f></c></row>'
        '<row><c><v>2</v></c><c><f t="shared" si="0"/></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>'
        '<c r="B3"><f t="shared" si="0"/></c>'
        '<c r="C3" t="b"><v>1</v></c><c r="D3" t="e"><v>#N/A</v></c><c r="E3" t="str"><v>x_x000D_y</v></c></row>',
    )  # fmt: skip
    cells = read_package(source).sheets[0].cells
    assert cells[2, 2] == Formula("A2*$A$2+SUM(A$1:A2)")
    assert (cells[3, 1], cells[3, 3], cells[3, 4], cells[3, 5]) == ("ab", True, CellError.NA, "x\ry")
    done = calculated(source)
    sheet = etree.fromstring(members(done)["xl/worksheets/sheet1.xml"])
    values = [cell.findtext(f"{{{MAIN}}}v") for cell in sheet.iter(f"{{{MAIN}}}c")]
    assert values[:4] == ["1", "3", "2", "7"]  # 1*2+1, 2*2+3


def test_names_dates_and_iteration_are_read() -> None:
    source = package(
        '<row r="1"><c r="A1"><f>Rate+Local</f></c></row>',
        workbook='<definedNames><definedName name="Rate">0.5</definedName><definedName name="Local" localSheetId="0">2'
        '</definedName></definedNames><calcPr iterate="1" fullCalcOnLoad="1" calcId="1"/>',
    )  # fmt: skip
    model = read_package(source)
    assert (model.iterate, [(n.name, n.sheet) for n in model.names]) == (True, [("Rate", None), ("Local", "S")])
    assert load(model).calculate()["S!A1"] == 2.5
    assert b'<calcPr calcId="191029" iterate="1"/>' in members(calculated(source))["xl/workbook.xml"]


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_survives_being_stamped(text: str) -> None:
    source = package('<row r="1"><c r="A1"><f>B1</f></c></row>')
    done = stamp(source, {"S!A1": text, "S!B1": text})
    assert read_package(done).sheets[0].cells.get((1, 2)) == text
    value = etree.fromstring(members(done)["xl/worksheets/sheet1.xml"]).find(f".//{{{MAIN}}}v")
    assert value is not None


# Bad files


def bad_files() -> dict[str, tuple[bytes, str]]:
    whole = package('<row r="1"><c r="A1"><v>1</v></c></row>')
    no_book = io.BytesIO()
    with zipfile.ZipFile(no_book, "w") as archive:
        archive.writestr("hello.txt", "hello")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    entity = f'<!DOCTYPE w [<!ENTITY a "b">]><worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    return {
        "empty": (b"", "is not a workbook"),
        "text": (b"Borough,Month\n", "is not a workbook"),
        "no workbook": (no_book.getvalue(), "is a zip file, but no workbook"),
        "encrypted": (ole + "EncryptedPackage".encode("utf-16-le"), "is protected with a password"),
        "old": (ole, "is in the old binary format"),
        "cut short": (whole[: len(whole) // 2], "is not a workbook"),
        "no XML": (package("<row><c"), "the part xl/worksheets/sheet1.xml is no XML"),
        "bad number": (package('<row r="7"><c r="A7"><v>seven</v></c></row>'), "a cell in row 7 .* cannot be read"),
        "bad string": (package('<row r="1"><c r="A1" t="s"><v>3</v></c></row>'), "a cell in row 1 .* cannot be read"),
        "entities": (package("", extra={"xl/worksheets/sheet1.xml": entity}), "declares a document type"),
    }


@pytest.mark.parametrize("name", bad_files())
def test_a_bad_file_is_one_clear_line(name: str, tmp_path: Path) -> None:
    content, why = bad_files()[name]
    path = tmp_path / "given.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=why) as caught:
        read_package(path)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_no_such_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_package(tmp_path / "gone.xlsx")
    with pytest.raises(InputError, match="is a folder"):
        read_package(tmp_path)


def test_a_missing_part_is_named() -> None:
    source = package("")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members(source).items():
            if "sheet1" not in name:
                archive.writestr(name, content)
    with pytest.raises(InputError, match=r"the part xl/worksheets/sheet1\.xml is missing"):
        read_package(out.getvalue())


def test_escape_of_a_formula_is_kept() -> None:
    text = '"<"&"&"'
    source = package(f'<row r="1"><c r="A1"><f>{escape(text)}</f></c></row>')
    assert escape(text).encode() in members(calculated(source))["xl/worksheets/sheet1.xml"]
    assert load(read_package(source)).calculate()["S!A1"] == "<&"
