"""The cases of other projects' own tests, calculated here: PhpSpreadsheet, formulajs, ClosedXML.

    uv run python bench/compared_cases.py --clones FOLDER

FOLDER is that of ``bench/compared.py``. What is written as a formula, or as a call with plain values, is taken; what
needs other cells, or their own programs, is left out. The expected values are those projects' own, not Excel's: each
difference is printed, to be looked at.
"""

from __future__ import annotations

import argparse
import ast
import math
import re
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from compared import git, repositories

from cspxl.engine import evaluate, supported_functions
from cspxl.errors import InputError
from cspxl.values import CellError

_SECONDS = 10
_OTHERS = {"FILTERXML", "ENCODEURL", "WEBSERVICE"}  # names of Excel's that are not calculated here
_ERRORS = {
    "VALUE": "#VALUE!", "NUM": "#NUM!", "NAN": "#NUM!", "NA": "#N/A", "DIV0": "#DIV/0!", "REF": "#REF!",
    "NAME": "#NAME?", "NULL": "#NULL!", "IncompatibleValue": "#VALUE!", "NumberInvalid": "#NUM!", "CALC": "#CALC!",
    "NoValueAvailable": "#N/A", "DivisionByZero": "#DIV/0!", "CellReference": "#REF!", "NameNotRecognized": "#NAME?",
}  # fmt: skip
_FOLDERS = {"MathTrig", "Statistical", "TextData", "Engineering", "DateTime", "Financial", "Logical", "Information"}
_CELL = re.compile(r"(?<![A-Za-z0-9_.(\"])\$?[A-Z]{1,2}\$?\d+(?![A-Za-z0-9(\"])")


class Case(NamedTuple):
    formula: str
    expected: Any
    where: str


def literal(value: Any) -> str:
    """A plain value as a formula writes it. Raises ValueError for one that it cannot write."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float) and math.isfinite(value):
        return repr(value)
    if isinstance(value, str):
        return value if value in _ERRORS.values() else '"' + value.replace('"', '""') + '"'
    if isinstance(value, list) and value:
        rows = value if all(isinstance(row, list) for row in value) else [value]
        if all(row and all(not isinstance(cell, list) and cell is not None for cell in row) for row in rows):
            return "{" + ";".join(",".join(map(literal, row)) for row in rows) + "}"
    raise ValueError(value)


def plain(text: str) -> Any:
    """What a text in Python's spelling of values and sums stands for. Raises ValueError."""

    def of(node: ast.expr) -> Any:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.List(elts=items) | ast.Tuple(elts=items):
                return [of(item) for item in items]
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return -of(inner)
            case ast.BinOp(left=one, op=ast.Div(), right=two):
                return of(one) / of(two)
            case ast.BinOp(left=one, op=ast.Mult(), right=two):
                return of(one) * of(two)
        raise ValueError(ast.dump(node))

    try:
        return of(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, TypeError, ZeroDivisionError, RecursionError) as fault:
        raise ValueError(text[:80]) from fault


def phpspreadsheet(clone: Path) -> Iterator[Case]:
    """Tables of PHP: ``return [[expected, argument …], …];``, some with the arguments as a formula's text."""
    root, known = "tests/data/Calculation/", {*supported_functions(), *_OTHERS}
    for file in git(clone, "ls-tree", "-r", "--name-only", "HEAD", root).decode().splitlines():
        folder, _, name = file.removeprefix(root).removesuffix(".php").partition("/")
        table = git(clone, "show", f"HEAD:{file}").decode("utf-8", "replace")
        found = re.search(r"\nreturn (\[.*\]);", table, re.DOTALL)
        name = {"CONVERTUOM": "CONVERT", "ERFPRECISE": "ERF.PRECISE"}.get(name, name)
        if folder not in _FOLDERS or name not in known or not found:
            continue
        text = re.sub(r"(?m)//.*$|#.*$(?<!')", "", re.sub(r"/\*.*?\*/", "", found[1], flags=re.DOTALL))
        text = re.sub(r"\w*ExcelError::(\w+)\(\)", lambda at: repr(_ERRORS.get(at[1], "?")), text)
        text = re.sub(r"'[^'\n]*'\s*=>|\b\d+\s*=>", "", text)
        for word, python in (("null", "None"), ("true", "True"), ("false", "False"), ("PHP_EOL", "'\\n'")):
            text = re.sub(rf"(?i)(?<![\w'\"]){word}(?![\w'\"])", python, text)
        try:
            rows = plain(text)
        except ValueError:
            continue
        for row in rows:
            if not isinstance(row, list) or len(row) < 2 or row[0] in ["exception", "#NAME?"]:
                continue
            expected, *arguments = row
            try:
                inner = _of_php(folder, arguments)
            except ValueError:
                continue
            yield Case(f"{name}({inner})", expected, file)


def _of_php(folder: str, arguments: list[Any]) -> str:
    if len(arguments) == 1 and isinstance(arguments[0], list) and folder in {"Financial", "TextData"}:
        arguments = arguments[0]
    if folder in {"MathTrig", "Engineering"} and len(arguments) == 1 and isinstance(arguments[0], str):
        text = arguments[0].removeprefix("=")
        if _CELL.search(text) or "exception" in text:
            raise ValueError(text)
        if folder == "MathTrig" or re.search(r'[,"]', text):  # the arguments, as a formula has them
            return text
    return ",".join(map(literal, arguments))


def formulajs(clone: Path) -> Iterator[Case]:
    """``expect(math.ABS(-1)).to.equal(1)``, one a line."""
    call = re.compile(r"expect\(\w+\.([A-Z][A-Z0-9.]*)\((.*)\)\)\.to\.(?:be\.)?(?:equal|approximately)\((.*)\)")
    for file in git(clone, "ls-tree", "-r", "--name-only", "HEAD", "test/").decode().splitlines():
        if "/utils/" in file:
            continue
        for line in git(clone, "show", f"HEAD:{file}").decode("utf-8", "replace").splitlines():
            found = call.search(line)
            if not found:
                continue
            inner, outer = (_python(part) for part in found.groups()[1:])
            try:
                arguments, expected = plain(f"[{inner}]"), plain(f"[{outer}]")
                if arguments and expected:
                    yield Case(f"{found[1]}({','.join(map(literal, arguments))})", expected[0], file)
            except ValueError:
                continue


def _python(text: str) -> str:
    text = re.sub(r"\berror\.(\w+)", lambda at: repr(_ERRORS.get(at[1].upper(), "?")), text)
    for word, python in (("true", "True"), ("false", "False"), ("null", "None")):
        text = re.sub(rf"\b{word}\b", python, text)
    return text


def closedxml(clone: Path) -> Iterator[Case]:
    """``Assert.AreEqual(1, XLWorkbook.EvaluateExpr("ABS(-1)"))`` and ``[TestCase("ABS(-1)", 1)]``, one a line."""
    text = r'@?"(?P<formula>(?:[^"\\]|\\.|"")*)"'
    asserted = re.compile(rf"Assert\.AreEqual\((?P<expected>[^;]+?), (?:\(\w+\) ?)?XLWorkbook\.EvaluateExpr\({text}\)")
    listed = re.compile(rf"\[TestCase\({text}, (?:ExpectedResult = )?(?P<expected>[^,\]]+)\)\]")
    folder = "ClosedXML.Tests/Excel/CalcEngine/"
    for file in git(clone, "ls-tree", "-r", "--name-only", "HEAD", folder).decode().splitlines():
        for line in git(clone, "show", f"HEAD:{file}").decode("utf-8", "replace").splitlines():
            found = asserted.search(line) or listed.search(line)
            if not found or "(" not in found["formula"] or _CELL.search(found["formula"]) or "{0}" in found["formula"]:
                continue
            formula = found["formula"].replace('""', '"') if '@"' in line else found["formula"].replace('\\"', '"')
            outer = re.sub(r"XLError\.(\w+)", lambda at: repr(_ERRORS.get(at[1], "?")), found["expected"])
            outer = re.sub(r"\b(true|false)\b", lambda at: at[1].title(), re.sub(r"(?<=\d)[dfm]\b", "", outer))
            try:
                yield Case(formula.removeprefix("="), plain(outer), file)
            except ValueError:
                continue


def judged(case: Case) -> tuple[str, Any]:
    """Equal, different or finding, and our value."""
    signal.alarm(_SECONDS)
    try:
        found = evaluate(f"={case.formula}")
    except InputError as fault:
        return "finding", str(fault).partition(": ")[2]
    except TimeoutError:
        return "finding", f"more than {_SECONDS} seconds"
    finally:
        signal.alarm(0)
    got = _told(found)
    return ("equal" if _same(case.expected, got) else "different"), got


def _told(found: Any) -> Any:
    if isinstance(found, list):
        return [_told(part) for part in found]
    return str(found) if isinstance(found, CellError) else found


def _same(expected: Any, got: Any) -> bool:
    """Numbers as exact as their tests have them: a millionth."""
    if isinstance(expected, list):
        cells = [cell for row in got for cell in row] if isinstance(got, list) else [got]
        flat = [cell for row in expected for cell in (row if isinstance(row, list) else [row])]
        return len(flat) == len(cells) and all(map(_same, flat, cells))
    if isinstance(got, list):
        return _same(expected, got[0][0])
    if isinstance(expected, bool) or isinstance(got, bool):
        return bool(expected is got)
    if isinstance(expected, int | float) and isinstance(got, int | float):
        return math.isclose(expected, got, rel_tol=1e-6, abs_tol=1e-6)
    return bool(expected == got) or (expected is None and got == 0)


def _too_long(*_: object) -> None:
    raise TimeoutError


def main() -> None:
    signal.signal(signal.SIGALRM, _too_long)
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--clones", type=Path, required=True)
    clones = repositories(parser.parse_args().clones)
    suites = {
        "PHPOffice/PhpSpreadsheet": phpspreadsheet, "formulajs/formulajs": formulajs, "ClosedXML/ClosedXML": closedxml,
    }  # fmt: skip
    print("| cases of | taken | equal | different | finding |")
    print("|---|--:|--:|--:|--:|")
    apart = []
    for name, suite in suites.items():
        count: Counter[str] = Counter()
        for case in suite(clones[name]) if name in clones else ():
            outcome, got = judged(case)
            count[outcome] += 1
            if outcome != "equal":
                apart.append(f"{outcome:9} {name} {case.where.rpartition('/')[2]}: ={case.formula[:120]}: "
                             f"{case.expected!r}, here {got!r}")  # fmt: skip
        figures = [count.total(), count["equal"], count["different"], count["finding"]]
        print(f"| {name} | " + " | ".join(f"{figure:,}" for figure in figures) + " |")
    print("\n".join(["", *apart]))


if __name__ == "__main__":
    main()
