"""REGEXTEST, REGEXEXTRACT and REGEXREPLACE: texts by regular expressions, in the dialect of PCRE2."""

from __future__ import annotations

from itertools import islice

from cspxl.engine.allowance import LETTER, make, spend
from cspxl.engine.arguments import fail
from cspxl.engine.ranges import Array, Value, simplest
from cspxl.engine.regex.nodes import BadPatternError, Pattern
from cspxl.engine.regex.program import Match, Program, compiled
from cspxl.engine.regex.replacement import Replacement
from cspxl.engine.semantics import MAX_TEXT
from cspxl.engine.table import excel
from cspxl.values import CellError

_PART = 50  # steps to compile a part of a pattern, counted each time so that all runs count the same


def _program(pattern: str, case: int) -> Program:
    """A pattern made ready; ``case`` 1 takes capital and small letters for the same."""
    if case not in {0, 1}:
        fail(CellError.VALUE)
    try:
        program = compiled(pattern, fold=case == 1)
    except BadPatternError:
        fail(CellError.VALUE)
    spend(_PART * program.size)
    return program


@excel("REGEXTEST", "t t w~")
def _regextest(text: str, pattern: str, case: int = 0) -> bool:
    return _program(pattern, case).search(text) is not None


@excel("REGEXEXTRACT", "t t w~ w~")
def _regexextract(text: str, pattern: str, mode: int = 0, case: int = 0) -> Value:
    """The first match; with mode 1 all of them, with 2 the groups of the first, side by side."""
    program = _program(pattern, case)
    groups = program.pattern.groups
    if mode not in {0, 1, 2} or (mode == 2 and not groups):
        fail(CellError.VALUE)
    found = list(islice(program.matches(text), None if mode == 1 else 1))
    if not found:
        fail(CellError.NA)
    row = [found[0].group(at) or "" for at in range(1, groups + 1)] if mode == 2 else [m.group(0) or "" for m in found]
    make(1, len(row))
    spend(LETTER * sum(map(len, row)))
    return simplest(Array([row]))


@excel("REGEXREPLACE", "t t t w~ w~")
def _regexreplace(text: str, pattern: str, replacement: str, occurrence: int = 0, case: int = 0) -> str:
    """Every match replaced, or the n-th, from the end where negative."""
    program = _program(pattern, case)
    found = list(program.matches(text))
    if occurrence:
        at = occurrence - 1 if occurrence > 0 else len(found) + occurrence
        found = found[at : at + 1] if at >= 0 else []
    return _joined(text, found, replacement, program.pattern)


def _joined(text: str, found: list[Match], replacement: str, pattern: Pattern) -> str:
    made, length, at = [], 0, 0
    for match in found:
        try:
            put = Replacement(replacement, pattern, match).expanded()
        except BadPatternError:
            fail(CellError.VALUE)
        spend(LETTER * (len(replacement) + len(put)))
        made += [text[at : match.begin], put]
        length += match.begin - at + len(put)
        at = match.end
        if length > MAX_TEXT:
            fail(CellError.VALUE)
    joined = "".join([*made, text[at:]])
    return joined if len(joined) <= MAX_TEXT else fail(CellError.VALUE)
