"""Every rule of the checker fires on what it is for, no other does with it, and none on what is sound."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from commands import few
from faulty_workbooks import FAULTS, SOUND, Fault, save, sound

from cspxl.check import check, chosen

RULES = chosen()  # those of a profile have tests of their own
CASES = [  # the first of each rule in every run
    pytest.param(rule, fault, id=f"{rule}: {name}", marks=[pytest.mark.long] if at else [])
    for rule, some in FAULTS.items()
    for at, (name, fault) in enumerate(some.items())
]


def found(path: Path) -> list[str]:
    """The rules that found something, and where."""
    return [f"{one.rule.name} {one.place} {one.what}" for one in check(path, RULES).findings]


@pytest.mark.parametrize("seed", few(1, range(4)))
@pytest.mark.parametrize("rows", [6, 8, 20])
def test_a_sound_workbook_has_no_finding(seed: int, rows: int, tmp_path: Path) -> None:
    assert found(save(sound(seed, rows), tmp_path / "sound.xlsx")) == []


@pytest.mark.parametrize(("rule", "fault"), CASES)
def test_a_fault_is_found_by_its_rule_and_by_no_other(rule: str, fault: Fault, tmp_path: Path) -> None:
    book = sound()
    stale = fault(book)
    told = found(save(book, tmp_path / "faulty.xlsx", stale))
    assert {line.split()[0] for line in told} == {rule}, told


@pytest.mark.parametrize("change", SOUND.values(), ids=SOUND)
def test_what_only_looks_like_a_fault_is_none(change: Fault, tmp_path: Path) -> None:
    book = sound()
    stale = change(book)
    assert found(save(book, tmp_path / "sound.xlsx", stale)) == []


def test_every_rule_has_five_faults_or_more() -> None:
    assert {rule: len(FAULTS[rule]) >= 5 for rule in RULES} == dict.fromkeys(RULES, True)


def test_a_file_that_openpyxl_cannot_read_is_a_note(tmp_path: Path) -> None:
    """Its properties are no XML, which the engine does not read."""
    whole, broken = tmp_path / "whole.xlsx", tmp_path / "broken.xlsx"
    save(sound(1, 20), whole)
    with zipfile.ZipFile(whole) as package, zipfile.ZipFile(broken, "w") as out:
        for name in package.namelist():
            out.writestr(name, b"<a><b></a>" if name == "docProps/core.xml" else package.read(name))
    assert any("openpyxl cannot read the file" in note for _, note in check(broken, RULES).unheld)


def test_a_fault_of_our_own_lint_is_not_told_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is raised, so that someone mends it."""
    path = tmp_path / "sound.xlsx"
    save(sound(1, 20), path)

    def faulty(*_: object) -> list[str]:
        raise ValueError("ours")

    monkeypatch.setattr("cspxl.check.workbooks.faults", faulty)
    with pytest.raises(ValueError, match="ours"):
        check(path, RULES)
