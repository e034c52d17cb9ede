"""What is wrong with a formula, found before it stands in a workbook: it is compiled, and not calculated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cspxl.engine.compiler import Compiler
from cspxl.engine.frame import Thunk
from cspxl.engine.parser import Call, Node, Parser, Reference
from cspxl.engine.table import load_functions
from cspxl.registry import Function, load_catalogue
from cspxl.tokens import FormulaError, Token

_BRANCHING: Final = frozenset({"IF", "IFS", "SWITCH", "CHOOSE", "IFERROR", "IFNA"})


def wanders(name: str) -> bool:
    """Whether one of Excel's functions changes by itself, or reads what only its calculation tells (INDIRECT)."""
    function = load_functions().get(name)
    return function is not None and (function.volatile or function.roams)


def faults(tokens: Sequence[Token], several: Callable[[str], bool]) -> Sequence[str]:
    """What keeps a formula, whose references are brackets and names, from being one value in one cell.

    ``several`` says whether a reference stands for more than one cell. Excel would take the one in the formula's own
    row wherever a single value is wanted, without a word: here it is a fault.
    """
    def bound(token: Token) -> Token:
        return Token("area" if several(token.text) else "cell", "") if _is_reference(token) else token

    references = [token.text for token in tokens if _is_reference(token)]
    plain = list(map(bound, tokens))
    compiler = _OneValue(load_catalogue(), references)
    try:
        compiler.value(Parser(plain).parse(), spread=False)
    except FormulaError as error:
        return [f"it is no formula: {error}"]
    except RecursionError:
        return ["it is nested too deeply"]
    return [f"{kind}: {detail}" if kind else detail for kind, detail in compiler.faults]


def _is_reference(token: Token) -> bool:
    return token.kind == "table" or (token.kind == "name" and token.text.upper() not in {"TRUE", "FALSE"})


class _OneValue(Compiler):
    """A compiler to which several cells in the place of one are a fault."""

    def __init__(self, catalogue: Mapping[str, Function], references: Sequence[str]) -> None:
        super().__init__(catalogue)
        self.references = references

    def value(self, node: Node, *, spread: bool) -> Thunk:
        if not spread:
            self._single(node)
            if isinstance(node, Call) and node.name in _BRANCHING:
                for argument in node.arguments:
                    self._single(argument)
        return super().value(node, spread=spread)

    def _catalogue_call(self, function: Function, node: Call, *, spread: bool) -> Thunk:
        given = len(node.arguments)
        least = sum(parameter.required and not parameter.variadic for parameter in function.parameters)
        most = 255 if function.parameters[-1].variadic else len(function.parameters)
        if not least <= given <= most:
            return self.fault("wrong number of arguments", f"{function.syntax} with {given}")
        for argument, parameter in zip(node.arguments, function.parameters, strict=False):
            if not parameter.kind.is_range:
                self._single(argument)
        return super()._catalogue_call(function, node, spread=spread)

    def _single(self, node: Node) -> None:
        if isinstance(node, Reference) and node.kind == "area":
            text = self.references[node.index]
            self.fault("", f"{text} is several cells where one value is wanted; write @ for those of this row, or "
                           "calculate with all of them in SUMPRODUCT")  # fmt: skip
