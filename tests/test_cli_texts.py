"""Text from outside on its way to a terminal: nothing in it is obeyed, hidden or taken for another line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from commands import SAMPLE, Ran, cspxl, few
from small_workbook import package, sheet, workbook
from typer.main import get_command

from cspxl.cli import app
from cspxl.errors import harmless, one_line

# ECMA-48: C0 with ESC, DEL, C1 with CSI. Unicode: marks of direction (UAX 9), line and paragraph ends, no width, BOM.
EVIL = "\x1b[2J\x07\x08\x7f\x85\x9b31m\u061c\u200e\u202e\u2066\u2069\u2028\u2029\u200b\u200d\u2060\ufeff\xad\U000e0041"
FORGED = f"x{EVIL}\r\ncspxl: all is well\t"


def checked(ran: Ran, *, lines: int | None = None) -> Ran:
    """What was printed holds no sign of the evil ones, and not one line more than it should."""
    for text in (ran.out, ran.err):
        assert not set(text) & (set(EVIL) - set("[2J31m")), text
        assert not any(line.startswith("cspxl: all is well") for line in text.splitlines())
    if lines is not None:
        assert len(ran.err.splitlines()) == lines, ran.err
    return ran


def test_the_one_function() -> None:
    assert one_line("a\r\n b\tc\u2028d\u00a0e") == "a b c d e"
    assert one_line("\x1b[31m\x9b\u202e\u200b\ufeff") == "�[31m����"
    assert harmless("one\x1b\ntwo\u2029\u00a0three") == "one�\ntwo  three"
    assert harmless("a,b\r\nc\x1b,d\r\n\rx\n") == "a,b\r\nc�,d\r\n x\n"
    assert one_line("Ynys Môn – 😀 “x” £5") == harmless("Ynys Môn – 😀 “x” £5") == "Ynys Môn – 😀 “x” £5"


@pytest.mark.parametrize(
    "words",
    few(8, [
        [FORGED], ["calc", FORGED, "-o", "out.xlsx"], ["calc", "in.xlsx", "-o", FORGED], ["calc", "x", FORGED, FORGED],
        ["calc", "in.xlsx", "--json", "--set", FORGED], ["calc", "in.xlsx", "--json", "--set", f"{FORGED}!A1=5"],
        ["calc", "in.xlsx", "--json", "--set", f"Figures!A1={FORGED}=12,34", "--now", FORGED], [f"--{FORGED}"],
        ["calc", "in.xlsx", "--json", "--set", f"Figures!A1=-{FORGED}"], ["eval", f"=SUM({FORGED}1,"],
        ["functions", FORGED], ["build", FORGED, "--area", FORGED], ["build", "--area", FORGED, "--host", FORGED],
        ["build", "--all", "--data", FORGED, "--as-at", "2017-01"],
        ["build", "--all", "--data", "x", "--as-at", FORGED],
        ["figures", "--data", "in.xlsx", "--area", FORGED, "--as-at", "2017-01"], ["addin", FORGED],
        ["build", f"own{EVIL}.toml", "--area", "Barnet"], ["template", "-o", f"in.xlsx/{FORGED}"],
    ]),
    ids=range(19),
)  # fmt: skip
def test_a_word_of_the_command_line_is_shown_harmless_on_one_line(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "in.xlsx").write_bytes(package({}))
    (tmp_path / f"own{EVIL}.toml").write_text(f'report = "x\\u001b\\u202e"\n[["{EVIL[-3:]}"]]', encoding="utf-8")
    ran = checked(cspxl(*words, cwd=tmp_path), lines=1)
    assert ran.code in {2, 3}


def test_a_workbook_s_sheets_and_formulas_are_shown_harmless(tmp_path: Path) -> None:
    """Signs that XML can hold; the others cannot come in a workbook."""
    name = "S\x85\x9b31m\u202e\u200b"
    rows = (
        f'<row r="1"><c r="A1"><f>SUM(&#xD;&#xA;cspxl: all is well{name}</f></c><c r="B1"><f>FOO{name}(1)</f></c>'
        f'<c r="C1"><f>"a{name}"&amp;CHAR(27)</f></c></row>'
    )
    part = workbook().replace('"Figures"', f'"{name}"')
    path = tmp_path / "in.xlsx"
    path.write_bytes(package({"xl/workbook.xml": part, "xl/worksheets/sheet1.xml": sheet(rows)}))
    ran = checked(cspxl("calc", path, "--json"), lines=2)
    assert ran.data == {f"{name}!A1": None, f"{name}!B1": None, f"{name}!C1": f"a{name}\x1b"}


@pytest.mark.long
def test_names_of_files_and_areas_are_shown_harmless(tmp_path: Path) -> None:
    """On every table and message of ``build`` and ``figures``; ``--json`` gives them as they are."""
    data = tmp_path / f"a{FORGED}"
    data.mkdir()
    for file in SAMPLE:
        shutil.copy(file, data / f"b{EVIL.replace('/', '')}{file.name}")
    area = ("--area", "Barnet", "--as-at", "2017-02", "--data", data)
    checked(cspxl("figures", *area))
    out = tmp_path / f"out{FORGED}"
    assert checked(cspxl("build", *area, "--out", out)).code == 0
    (made,) = out.glob("*.xlsx")
    checked(cspxl("build", *area, "--out", out, "--dry-run"))
    checked(cspxl("build", *area, "--area", "Brent", "--out", out))
    given = checked(cspxl("build", *area, "--out", out, "--json")).data
    assert given[0]["file"] == str(made)
    assert checked(cspxl("calc", made, "-o", out / "again.xlsx")).code == 0


@pytest.mark.parametrize("value", ["a\x1b\x9b\u202e\u2028\u200b\ufeff\x7f\U000e0041\udcffz", 'plain – £5 😀\n\t"\\'])
def test_json_keeps_every_sign_as_an_escape(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    """RFC 8259, section 7: any character may be escaped."""
    from cspxl.output import print_json

    print_json({"a": [value]}, indent=1)
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"a": [value]}
    assert all(line.isprintable() for line in printed.split("\n"))


# Options


def options() -> list[tuple[str, str]]:
    """Every option of every command that takes one value."""
    found, commands = [], [("", get_command(app))]
    while commands:
        path, command = commands.pop()
        commands += [(f"{path} {name}".strip(), sub) for name, sub in getattr(command, "commands", {}).items()]
        found += [
            (path, option.opts[0]) for option in command.params
            if option.param_type_name == "option" and not option.is_flag and not option.multiple
        ]  # fmt: skip
    return found


def test_there_are_options_that_take_one_value() -> None:
    assert {("calc", "-o"), ("figures", "--as-at"), ("build", "--out"), ("template", "-o")} <= set(options())


@pytest.mark.parametrize(("path", "option"), options(), ids="-".join)
def test_no_option_is_given_twice_and_lost(path: str, option: str) -> None:
    ran = cspxl(*path.split(), option, "1", option, "2")
    assert ran.code == 2
    assert ran.err == f"cspxl: {option} is given 2 times, and only one can count: give it once\n"
