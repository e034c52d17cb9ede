"""Tokens to a tree, with Excel's precedence: ``-2^2`` is 4, and ``2^3^2`` is 64.

References stand in the tree by their place in the formula (``Reference(0)`` is the first), so that formulas that
differ only in where they point are one shape and are compiled once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from cspxl.tokens import FormulaError, Token
from cspxl.values import Cell, CellError


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, text, TRUE/FALSE or error written in the formula."""

    value: Cell


@dataclass(frozen=True, slots=True)
class Missing:
    """An argument left empty: ``IF(A1,,2)``."""


@dataclass(frozen=True, slots=True)
class ArrayConstant:
    """``{1,2;3,4}``."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The formula's n-th reference; ``kind`` is what it was bound to: cell, area or formula (of a defined name)."""

    index: int
    kind: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name that no reference was bound to: one of LET or LAMBDA, or unknown; ``prefix`` is what a file adds to it.

    Files write ``_xlpm.x``, and ``_xlop.x`` for the ``[x]`` of a LAMBDA.
    """

    text: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """``-x``, ``+x`` or ``@x``."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Postfix:
    """``x%`` or ``x#``."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands; the operator of an intersection is a space."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Group:
    """A pair of brackets."""

    inner: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A function by its one internal name."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Apply:
    """A call of what an expression gives: ``LAMBDA(x,x+1)(2)``, or a name's or a variable's function."""

    callee: Node
    arguments: tuple[Node, ...]


Node: TypeAlias = (
    Constant | Missing | ArrayConstant | Reference | Name | Prefix | Postfix | Binary | Group | Call | Apply
)

_BINARY: Final = {
    "=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1,
    "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5, ",": 8, " ": 9, ":": 10,
}  # fmt: skip
_PREFIX: Final = 7
_POSTFIX: Final = {"%": 6, "#": 11}
_PREFIXES: Final = ("_xlfn.", "_xlws.", "_xlpm.", "_xlop.", "_xll.", "_xludf.", "_xldudf_csp_", "csp.")
_AS_IT_IS: Final = "CSP.CELLS"  # how Calc's add-in is handed a reference
_VARIABLES: Final = ("_xlpm.", "_xlop.")  # how a file spells the names of LET and LAMBDA
_CALLABLE: Final = (Call, Apply, Group, Reference)


def internal_name(name: str) -> str:
    """The one name a function has here, whichever host spelled it: ``_xldudf_CSP_RAG`` and ``CSP.RAG`` are ``RAG``."""
    plain = name
    while True:
        lower = plain.lower()
        prefix = next((prefix for prefix in _PREFIXES if lower.startswith(prefix)), None)
        if prefix is None:
            return plain.upper()
        plain = plain[len(prefix) :]


def error_value(text: str) -> CellError:
    """The error a token spells; ``Sheet1!#REF!`` is #REF!."""
    return CellError(text[text.rindex("#") :].upper())


def text_value(text: str) -> str:
    """The text between a token's quotes."""
    return text[1:-1].replace('""', '"')


class Parser:
    """One formula. Tokens of kind ``cell``, ``area`` and ``formula`` are references, numbered as they come."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = [*_without_idle_spaces(tokens), Token("end", "")]
        self.at = 0
        self.references = 0

    def parse(self, *, union: bool = False) -> Node:
        """The whole formula; a defined name's may be a ``union`` without brackets. Raises FormulaError."""
        tree = self._expression(0, union=union)
        if self._next.kind != "end":
            raise FormulaError(f"{self._next.text!r} is not expected")
        return tree

    @property
    def _next(self) -> Token:
        return self.tokens[self.at]

    def _take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def _expect(self, text: str) -> None:
        token = self._take()
        if token.kind == "end":
            needed = ")" if text == "," else text  # another argument may follow, and need not
            raise FormulaError(f"{needed!r} is missing")
        if token.text != text or token.kind != "op":
            raise FormulaError(f"{text!r} is expected before {token.text!r}")

    def _expression(self, floor: int, *, union: bool = False) -> Node:
        left = self._operand()
        while isinstance(left, _CALLABLE) and self._next == Token("op", "("):
            left = Apply(left, self._arguments())
        while self._next.kind == "op":
            sign = self._next.text
            if sign in _POSTFIX and _POSTFIX[sign] > floor:
                self._take()
                left = Postfix(sign, left)
            elif (power := _BINARY.get(sign, 0)) > floor and (union or sign != ","):
                self._take()
                left = Binary(sign, left, self._expression(power, union=union))
            else:
                break
        return left

    def _operand(self) -> Node:
        token = self._take()
        if token.kind in {"cell", "area", "formula"}:
            self.references += 1
            return Reference(self.references - 1, token.kind)
        if token.kind == "function":
            return self._call(token.text)
        if token.kind == "op" and token.text in {"-", "+", "@"}:
            return Prefix(token.text, self._expression(_PREFIX))
        if token.kind == "op" and token.text == "(":
            inner = self._expression(0, union=True)
            self._expect(")")
            return Group(inner)
        if token.kind == "op" and token.text == "{":
            return self._array()
        constant = _constant(token)
        if constant is not None:
            return constant
        if token.kind == "name":
            prefix = next((prefix for prefix in _VARIABLES if token.text.lower().startswith(prefix)), "")
            return Name(internal_name(token.text), prefix)
        raise FormulaError(f"{token.text!r} is not expected" if token.text else "it ends too early")

    def _call(self, name: str) -> Node:
        if name.lower().startswith(_VARIABLES):
            return Apply(Name(internal_name(name)), self._arguments())
        if name.upper() == _AS_IT_IS:
            return self._as_it_is()
        return Call(internal_name(name), self._arguments())

    def _as_it_is(self) -> Node:
        """The one argument of what only Calc needs: cells are handed over whole here."""
        arguments = self._arguments()
        if len(arguments) != 1:
            raise FormulaError(f"{_AS_IT_IS} takes one reference")
        return arguments[0]

    def _arguments(self) -> tuple[Node, ...]:
        """What stands between a pair of brackets."""
        self._expect("(")
        arguments: list[Node] = []
        if self._next == Token("op", ")"):
            self._take()
            return ()
        while True:
            empty = self._next.kind == "op" and self._next.text in {",", ")"}
            arguments.append(Missing() if empty else self._expression(0))
            if self._next == Token("op", ")"):
                self._take()
                return tuple(arguments)
            self._expect(",")

    def _array(self) -> ArrayConstant:
        rows: list[list[Cell]] = [[]]
        while True:
            rows[-1].append(self._array_item())
            sign = self._take().text
            if sign == ";":
                rows.append([])
            elif sign == "}":
                break
            elif sign != ",":
                raise FormulaError(f"{sign!r} is not expected in an array constant")
        if any(len(row) != len(rows[0]) for row in rows):
            raise FormulaError("the rows of an array constant must have one length")
        return ArrayConstant(tuple(tuple(row) for row in rows))

    def _array_item(self) -> Cell:
        token = self._take()
        sign = 1.0
        if token.text in {"-", "+"}:
            sign = -1.0 if token.text == "-" else 1.0
            token = self._take()
        constant = _constant(token)
        if constant is None:
            raise FormulaError(f"an array constant cannot hold {token.text!r}")
        value = constant.value
        if isinstance(value, float) and self._next == Token("op", "%"):
            self._take()
            value /= 100
        return sign * value if isinstance(value, float) else value


def _constant(token: Token) -> Constant | None:
    if token.kind == "number":
        return Constant(float(token.text))
    if token.kind == "text":
        return Constant(text_value(token.text))
    if token.kind == "error":
        return Constant(error_value(token.text))
    if token.kind == "name" and token.text.upper() in {"TRUE", "FALSE"}:
        return Constant(token.text.upper() == "TRUE")
    return None


_ENDS: Final = frozenset({"cell", "area", "formula", "name", "table"})
_STARTS: Final = _ENDS | {"function"}


def _without_idle_spaces(tokens: Sequence[Token]) -> list[Token]:
    """Spaces away, but for one between two references: that is the intersection."""
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        if token.kind != "space":
            kept.append(token)
            continue
        after = next((later for later in tokens[at + 1 :] if later.kind != "space"), None)
        if not kept or after is None:
            continue
        ends = kept[-1].kind in _ENDS or kept[-1].text in {")", "#"}
        if ends and (after.kind in _STARTS or after.text == "("):
            kept.append(Token("op", " "))
    return kept
