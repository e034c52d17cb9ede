"""The plan against other engines, over a few hundred formulas: where they differ, a table says who is right and why."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import engine_corpus
import formualizer
import openpyxl
import pytest

from cspxl.engine import Plan, load
from cspxl.workbook.package import read_package

FORMULAS = engine_corpus.formulas()


@pytest.fixture(scope="module")
def source() -> bytes:
    return engine_corpus.workbook()


@pytest.fixture(scope="module")
def plan(source: bytes) -> Plan:
    return load(read_package(source)).calculate()


def ours(plan: Plan, at: int) -> str:
    return engine_corpus.shown(plan.values()[f"F!A{at}"])


def compare(engine: str, plan: Plan, theirs: dict[str, str]) -> None:
    """Every formula agrees, or stands in the table with our answer as the right one."""
    table = engine_corpus.differences()
    values = plan.values()
    faults, excused = [], set()
    for at, formula in enumerate(FORMULAS, 1):
        answer = engine_corpus.shown(values[f"F!A{at}"])
        if engine_corpus.same(answer, theirs[formula]) or theirs[formula] == engine_corpus.UNKNOWN:
            continue
        right, _ = table.get((engine, formula), (None, ""))
        excused.add(formula)
        if right is None or not engine_corpus.same(answer, right):
            faults.append(f"{formula}: ours {answer}, {engine} {theirs[formula]}, right {right}")
    assert not faults, "\n".join(faults)
    stale = {formula for name, formula in table if name == engine} - excused
    assert not stale, f"no difference any more: {stale}"


def test_no_formula_of_the_corpus_is_a_finding(plan: Plan) -> None:
    assert not plan.findings
    assert len(FORMULAS) > 500


def test_agrees_with_formualizer_or_the_table_says_why(source: bytes, plan: Plan) -> None:
    book = formualizer.load_workbook_bytes(source)
    book.evaluate_all()
    found = {f: engine_corpus.formualizer_value(book.get_value("F", at, 1)) for at, f in enumerate(FORMULAS, 1)}
    compare("formualizer", plan, found)


@pytest.mark.long
def test_agrees_with_formulas_or_the_table_says_why(source: bytes, plan: Plan) -> None:
    compare("formulas", plan, engine_corpus.formulas_values(source))


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_agrees_with_libreoffice_or_the_table_says_why(source: bytes, plan: Plan, tmp_path: Path) -> None:
    told = engine_corpus.libreoffice_version()
    known = {engine for engine, _ in engine_corpus.differences() if engine.startswith("LibreOffice")}
    if told not in known:
        pytest.skip(f"the table is for {' and '.join(sorted(known))}; installed is {told}")
    book = openpyxl.load_workbook(io.BytesIO(engine_corpus.libreoffice(source, tmp_path)), data_only=True)
    found = {f: engine_corpus.shown(book["F"].cell(at, 1).value) for at, f in enumerate(FORMULAS, 1)}
    compare(told, plan, found)
