"""The rules of the checklist of accessible spreadsheets: each fires on what it is for, and no other does."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from commands import cspxl
from faulty_publications import FAULTS, Fault, save, sound

from cspxl.check import check, chosen, load_rules

PUBLISH = [name for name, rule in load_rules().items() if "publish" in rule.profiles]
CASES = [
    pytest.param(rule, fault, id=f"{rule}: {name}", marks=[pytest.mark.long] if at else [])
    for rule, some in FAULTS.items()
    for at, (name, fault) in enumerate(some.items())
]
# Making spreadsheets accessible: a checklist of the basics (Government Analysis Function, July 2021), in its order.
# What no rule holds: 14 plain writing, 32 spelling, 33 the checker of the program that one has.
CHECKLIST = set(range(1, 36)) - {14, 32, 33}


def found(path: Path, profile: str = "publish") -> list[str]:
    return [f"{one.rule.name} {one.place} {one.what}" for one in check(path, chosen(profile)).findings]


def test_a_sound_publication_has_no_finding(tmp_path: Path) -> None:
    assert found(save(sound(), tmp_path / "sound.xlsx")) == []


@pytest.mark.parametrize(("rule", "fault"), CASES)
def test_a_fault_is_found_by_its_rule_and_by_no_other(rule: str, fault: Fault, tmp_path: Path) -> None:
    book = sound()
    fault(book)
    told = found(save(book, tmp_path / "faulty.xlsx"))
    assert {line.split()[0] for line in told} == {rule}, told


def test_macros_are_found(tmp_path: Path) -> None:
    path = save(sound(), tmp_path / "faulty.xlsx")
    for part in ("xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"):
        with zipfile.ZipFile(path) as package, zipfile.ZipFile(tmp_path / "with.xlsx", "w") as out:
            for name in package.namelist():
                out.writestr(name, package.read(name))
            out.writestr(part, b"\xd0\xcf")
        assert [line.split()[0] for line in found(tmp_path / "with.xlsx")] == ["macros"], part


def test_a_box_of_text_is_found(tmp_path: Path) -> None:
    path = save(sound(), tmp_path / "faulty.xlsx")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/drawings/drawing9.xml", b"<xdr:wsDr><xdr:txBody/></xdr:wsDr>")
    assert [line.split()[0] for line in found(path)] == ["header-or-footer"]


def test_every_rule_has_five_faults_or_more() -> None:
    n = {rule: len(FAULTS.get(rule, ())) for rule in PUBLISH if rule != "macros"}
    assert {rule for rule, faults in n.items() if faults < 5} == set()


def test_every_point_of_the_checklist_is_held_by_a_rule() -> None:
    points = {point for rule in PUBLISH for point in load_rules()[rule].points}
    assert points == CHECKLIST


def test_a_board_pack_is_not_held_against_a_publications_rules(tmp_path: Path) -> None:
    book = sound()
    FAULTS["merged-cells"]["A5:C5"](book)
    FAULTS["filter-or-freeze"]["panes"](book)
    FAULTS["document-properties"]["no title"](book)
    assert [line.split()[0] for line in found(save(book, tmp_path / "pack.xlsx"), "board")] == ["document-properties"]


def test_a_chart_of_a_board_pack_says_what_it_shows(tmp_path: Path) -> None:
    book = sound()
    FAULTS["picture"]["a line chart"](book)
    told = found(save(book, tmp_path / "pack.xlsx"), "board")
    assert [line.split()[0] for line in told] == ["alt-text"]


def test_the_command_asks_for_a_profile(tmp_path: Path) -> None:
    book = sound()
    FAULTS["merged-cells"]["A5:C5"](book)
    save(book, tmp_path / "faulty.xlsx")
    assert cspxl("check", "faulty.xlsx", cwd=tmp_path).code == 0
    ran = cspxl("check", "--profile", "publish", "faulty.xlsx", cwd=tmp_path)
    assert ran.code == 1
    assert ran.out.startswith("faulty.xlsx, Cover!A5 (Contact: statistics@example.org): merged-cells: A5:C5 is one")
    assert cspxl("check", "--rule", "merged-cells", "faulty.xlsx", cwd=tmp_path).code == 1
    assert cspxl("check", "--profile", "everybody", "faulty.xlsx", cwd=tmp_path).code == 2
