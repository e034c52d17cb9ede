"""The command check: what it prints and how it ends; findings that are accepted; rules that are chosen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from commands import ROOT, SAMPLE, cspxl, with_data
from faulty_workbooks import put, save, sound

from cspxl.check import check, load_rules
from cspxl.check.accepted import read_accepted
from cspxl.check.page import markdown
from cspxl.errors import InputError

REASON = "Set by the board"
TOLD = '[[accepted]]\nidentity = "a"\nrule = "circular"\nplace = "A!B1"\nby = "me"\n'


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    book = sound()
    put({"A20": "Forecast", "B20": "=B1*1.2"}, "Summary")(book)
    put({"C6": "512"})(book)
    return save(book, tmp_path / "plan.xlsx")


def findings(path: Path) -> list[dict[str, Any]]:
    return json.loads(cspxl("check", "--json", path.name, cwd=path.parent).out)[0]["findings"]


def accepting(path: Path) -> Path:
    """A file that accepts the finding of the rate."""
    (rate,) = (one for one in findings(path) if one["rule"] == "constant-in-formula")
    entry = {key: rate[key] for key in ("identity", "rule", "place")} | {"reason": REASON, "by": "A. Officer"}
    accepted = path.with_name("accepted.toml")
    accepted.write_text("[[accepted]]\n" + "".join(f'{key} = "{value}"\n' for key, value in entry.items()))
    return accepted


def test_a_finding_has_its_place_its_reason_and_what_to_do(faulty: Path) -> None:
    ran = cspxl("check", faulty.name, cwd=faulty.parent)
    first, second, third, fourth = ran.out.splitlines()
    assert ran.code == 1
    assert first.startswith("plan.xlsx, Plan!C6 (Violence, Q2): number-as-text: holds the text '512'")
    assert "a total is too small. Turn it into a number" in second
    assert third.startswith("plan.xlsx, Summary!B20 (Forecast): constant-in-formula: has 1.2 inside =B1*1.2")
    assert fourth.startswith("    Nobody who reads the sheet sees the number")
    assert ran.err == (
        "cspxl: plan.xlsx: 92 formulas: 1 number-as-text, 1 constant-in-formula; 1 not held against a calculation "
        "(1: changes by itself, with the clock or by chance)\n"
    )


def test_a_sound_workbook_is_exit_code_0(tmp_path: Path) -> None:
    save(sound(), tmp_path / "sound.xlsx")
    ran = cspxl("check", "sound.xlsx", cwd=tmp_path)
    assert (ran.code, ran.out) == (0, "")
    assert "no finding" in ran.err


def test_a_file_that_cannot_be_read_is_exit_code_3_and_the_others_are_checked(faulty: Path) -> None:
    faulty.with_name("notes.xlsx").write_text("not a workbook")
    ran = cspxl("check", "notes.xlsx", "plan.xlsx", cwd=faulty.parent)
    assert ran.code == 3
    assert "plan.xlsx, Plan!C6" in ran.out
    assert "notes.xlsx is not a workbook" in ran.err


def test_json_says_what_was_not_held(faulty: Path) -> None:
    (told,) = json.loads(cspxl("check", "--json", faulty.name, cwd=faulty.parent).out)
    assert (told["file"], told["formulas"], told["accepted"]) == ("plan.xlsx", 92, 0)
    assert [one["cell"] for one in told["not_held"]] == ["Summary!B12"]
    fields = "rule severity place cells label what why todo identity"
    assert " ".join(told["findings"][0]) == fields


def test_sarif_has_the_rules_and_the_findings(faulty: Path) -> None:
    accepted = accepting(faulty)
    ran = cspxl("check", "--sarif", "--accepted", accepted.name, faulty.name, cwd=faulty.parent)
    (run,) = json.loads(ran.out)["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(load_rules())
    text, rate = run["results"]
    assert (text["ruleId"], text["level"]) == ("number-as-text", "error")
    assert text["locations"][0]["logicalLocations"] == [{"name": "Plan!C6"}]
    assert "suppressions" not in text
    assert rate["suppressions"] == [{"kind": "external", "justification": "Set by the board (A. Officer)"}]


# Accepting


def test_what_is_accepted_is_counted_and_not_shown(faulty: Path) -> None:
    accepted = accepting(faulty)
    ran = cspxl("check", "--accepted", accepted.name, faulty.name, cwd=faulty.parent)
    assert ran.code == 1
    assert "constant-in-formula" not in ran.out
    assert "1 number-as-text; 1 accepted" in ran.err


def test_an_accepted_finding_stays_so_when_rows_are_inserted(faulty: Path) -> None:
    """The cell and its label move down by two rows."""
    accepted = accepting(faulty)
    book = openpyxl.load_workbook(faulty)
    sheet = book["Summary"]
    for address, value in {"A20": None, "B20": None, "A22": "Forecast", "B22": "=B1*1.2"}.items():
        sheet[address] = value
    save(book, faulty)
    ran = cspxl("check", "--accepted", accepted.name, faulty.name, cwd=faulty.parent)
    assert "constant-in-formula" not in ran.out
    assert "no longer found" not in ran.err


def test_an_accepted_finding_comes_back_when_its_formula_changes(faulty: Path) -> None:
    accepted = accepting(faulty)
    book = openpyxl.load_workbook(faulty)
    book["Summary"]["B20"] = "=B1*1.3"
    save(book, faulty)
    ran = cspxl("check", "--accepted", accepted.name, faulty.name, cwd=faulty.parent)
    assert "has 1.3 inside =B1*1.3" in ran.out
    assert "(constant-in-formula, Summary!B20) is accepted and no longer found; take it out" in ran.err


def test_a_total_is_known_again_when_a_row_is_inserted_into_it(tmp_path: Path) -> None:
    """Its range grows by the row: the same first and last rows, by their names."""

    def identity(inserted: int) -> str:
        book = openpyxl.Workbook()
        sheet = book.active
        names = ["Arson", "Burglary", *["Cybercrime"] * inserted, "Drugs", "Fraud"]
        for at, name in enumerate(names, 1):
            sheet.append([name, 10 * at + 1])
        sheet.append(["Total", f"=SUM(B1:B{len(names) - 1})"])
        (one,) = check(save(book, tmp_path / f"{inserted}.xlsx"), ["total-leaves-row-out"]).findings
        return one.identity

    assert identity(0) == identity(1) == identity(3)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[accepted]\n", "is no TOML file"),
        ("accept = 1\n", r"has more than \[\[accepted\]\] entries"),
        (TOLD, "entry 1 needs reason"),
        (f'{TOLD}reason = " "\n', "entry 1 needs reason"),
        (f'{TOLD}reason = "x"\nuntil = "May"\n', "entry 1 has 'until'"),
        (2 * f'{TOLD}reason = "x"\n', "entry 2 accepts a again"),
    ],
    ids=["no TOML", "another key", "no reason", "an empty reason", "an unknown key", "twice"],
)
def test_a_file_of_acceptances_is_read_strictly(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "accepted.toml").write_text(text)
    with pytest.raises(InputError, match=told):
        read_accepted(tmp_path / "accepted.toml")


# Choosing


def test_rules_can_be_chosen_and_left_out(faulty: Path) -> None:
    only = cspxl("check", "--rule", "circular", "--rule", "number-as-text", faulty.name, cwd=faulty.parent)
    without = cspxl("check", "--without", "number-as-text", faulty.name, cwd=faulty.parent)
    assert "number-as-text" in only.out
    assert "constant-in-formula" not in only.out
    assert "number-as-text" not in without.out
    assert "constant-in-formula" in without.out


def test_a_rule_that_is_not_there_is_wrong_usage(faulty: Path) -> None:
    ran = cspxl("check", "--rule", "circle", faulty.name, cwd=faulty.parent)
    assert ran.code == 2
    assert "there is no rule 'circle'" in ran.err
    assert cspxl("check").code == 2


def test_the_page_of_the_rules_is_up_to_date() -> None:
    page = (ROOT / "docs" / "check-rules.md").read_text("utf-8")
    assert page == markdown(), "out of date; run: uv run cspxl check --rules > docs/check-rules.md"


# Our own workbooks


@pytest.mark.long
def test_the_demo_has_no_finding(demo: Path) -> None:
    ran = cspxl("check", *sorted(demo.iterdir()))
    assert (ran.code, ran.out) == (0, "")


@pytest.mark.long
@pytest.mark.parametrize("report", ["call_over.toml", "barnet_pack.toml", "borough_profile.toml"])
def test_packs_have_no_finding(report: str, tmp_path: Path) -> None:
    built = cspxl("build", report, *with_data(SAMPLE), "--area", "Barnet", "--as-at", "2017-02", "--out", tmp_path)
    assert built.code == 0, built.err
    ran = cspxl("check", *tmp_path.glob("*.xlsx"))
    assert (ran.code, ran.out) == (0, "")


@pytest.mark.long
def test_the_fund_and_the_template_have_no_finding(tmp_path: Path) -> None:
    built = cspxl("build", "lcpf_model.toml", "--area", "Barnet", "--out", tmp_path)
    assert built.code == 0, built.err
    for path in (*tmp_path.glob("*.xlsx"), ROOT / "workbooks" / "csp_template.xlsm"):
        ran = cspxl("check", path)
        assert (ran.code, ran.out) == (0, "")
