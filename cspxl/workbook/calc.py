"""A finished workbook for LibreOffice Calc with our add-in: formulas respelled as Calc binds them in a file.

A function is ``CSP.NAME``; a reference that it is given stands in ``CSP.CELLS``, since Calc itself makes 0 of a blank
cell, and an error of a range that holds one. Words that come in rows are joined to an empty text: Calc up to 7.4 at
least finds a word of an add-in's rows in no comparison, until it has been worked on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cspxl.tokens import FormulaError, Token, tokenise
from cspxl.workbook.dynamic import named_formulas, respelled_workbook

PREFIX: Final = "CSP."
WHOLE: Final = f"{PREFIX}CELLS"

WORDS: Final = frozenset({"EXCEPTION", "FUNNEL", "PEER_GROUP", "PEER_RANK_TEXT", "SPC_POINTS", "TREND_TEST"})
_GIVE_REFERENCES: Final = frozenset({"INDEX", "OFFSET"})  # where their first argument is one
_DEEPER: Final = {"(": 1, "{": 1, ")": -1, "}": -1}


def for_calc(workbook: bytes, functions: Iterable[str]) -> bytes:
    """The workbook (one of our writer's) with these functions spelled for Calc; every value stays."""
    ranges = frozenset(name for name, text in named_formulas(workbook).items() if _kinds(text) == ["ref"])
    spelling = Spelling(frozenset(functions), ranges)

    def changed(formula: str) -> str | None:
        spelled = spelling.respelled(formula)
        return None if spelled == formula else spelled

    return respelled_workbook(workbook, changed, spills=False)


def _kinds(formula: str) -> list[str]:
    try:
        return [token.kind for token in tokenise(formula)]
    except FormulaError:
        return []


@dataclass(frozen=True)
class Spelling:
    """How formulas are spelled that call these functions, in a workbook where these names are ranges."""

    functions: frozenset[str]
    ranges: frozenset[str]

    def respelled(self, formula: str) -> str:
        """A formula with each of the functions as Calc spells it; texts and names that only look like one stay."""
        try:
            return self._spelled(tokenise(formula))
        except FormulaError:  # not ours to judge: the engine has named it in its findings
            return formula

    def _spelled(self, tokens: Sequence[Token]) -> str:
        spelled: list[str] = []
        at = 0
        while at < len(tokens):
            token = tokens[at]
            at += 1
            if token.kind != "function" or token.text.upper() not in self.functions:
                spelled.append(token.text)
                continue
            end = _closing(tokens, at)
            arguments = ",".join(map(self._argument, _parts(tokens[at + 1 : end], ",")))
            call = f"{PREFIX}{token.text.upper()}({arguments})"
            spelled.append(f'({call}&"")' if token.text.upper() in WORDS else call)
            at = end + 1
        return "".join(spelled)

    def _argument(self, tokens: Sequence[Token]) -> str:
        text = self._spelled(tokens)
        return f"{WHOLE}({text})" if self._is_reference(tokens) else text

    def _is_reference(self, tokens: Sequence[Token]) -> bool:
        """Whether an argument is cells, and never a value: a place, a named one, or what INDEX finds in one."""
        return all(map(self._is_place, _parts([token for token in tokens if token.kind != "space"], ":")))

    def _is_place(self, tokens: Sequence[Token]) -> bool:
        if len(tokens) == 1:
            (token,) = tokens
            return token.kind in {"ref", "table"} or (token.kind == "name" and token.text in self.ranges)
        if not tokens or tokens[0].kind != "function" or tokens[0].text.upper() not in _GIVE_REFERENCES:
            return False
        return _closing(tokens, 1) == len(tokens) - 1 and self._is_reference(next(_parts(tokens[2:-1], ",")))


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """Where the bracket closes that opens there."""
    depth = 0
    for at in range(opening, len(tokens)):
        depth += _DEEPER.get(tokens[at].text, 0) if tokens[at].kind == "op" else 0
        if not depth:
            return at
    raise FormulaError("a bracket ( is not closed")


def _parts(tokens: Sequence[Token], sign: str) -> Iterator[Sequence[Token]]:
    """The tokens between signs that stand in no inner bracket."""
    depth = start = 0
    for at, token in enumerate(tokens):
        if token.kind != "op":
            continue
        depth += _DEEPER.get(token.text, 0)
        if token.text == sign and not depth:
            yield tokens[start:at]
            start = at + 1
    yield tokens[start:]
