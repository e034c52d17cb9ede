"""How a file spells names that hold LAMBDA, whoever wrote them: what Excel repairs, or does not know in a call.

``_xlfn.`` stands before newer functions, ``_xlpm.`` before parameters, ``_xlop.`` before an optional one where it is
declared. One walk over a formula's tokens keeps the calls that are open, and what each of them declares.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from cspxl.engine import supported_functions
from cspxl.lambdas.names import OPTIONAL, PARAMETER
from cspxl.tokens import Token

_LIKE_A_CELL: Final = "_xlnm."  # what Excel writes before a parameter that looks like one
_PREFIX: Final = re.compile(r"(?P<prefix>(_xl(fn|ws|pm|op|nm)\.)*)(?P<name>.*)", re.DOTALL | re.IGNORECASE)
_ELSEWHERE: Final = re.compile(r"_xll\.|_xludf\.|_xldudf|.*!", re.IGNORECASE)  # a function of an add-in, another file's
_WORKSHEET: Final = frozenset({"FILTER", "SORT"})
_EITHER: Final = frozenset(  # of Excel 2010 and of East Asia: programs write them with and without a prefix
    {"AGGREGATE", "CEILING.PRECISE", "DBCS", "ERF.PRECISE", "ERFC.PRECISE", "FLOOR.PRECISE", "GAMMALN.PRECISE",
     "ISO.CEILING", "USDOLLAR"},
)  # fmt: skip


class Takes(NamedTuple):
    """How many arguments a name takes."""

    least: int
    most: int

    def __str__(self) -> str:
        return f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"


@dataclass
class _Open:
    """A call whose bracket is open: the function as it stands there, which argument this is, what it declares."""

    stored: str
    call: str
    argument: int = 0
    filled: bool = False
    declared: dict[str, bool] = field(default_factory=dict)  # whether it may be left out

    def declares(self, before: Token, after: Token | None) -> bool:
        """Whether a name between these two is one that the call declares."""
        place = self.call == "LAMBDA" or (self.call == "LET" and self.argument % 2 == 0)
        return place and before.text in {"(", ","} and after == Token("op", ",")


def spelling_faults(
    formula: Sequence[Token], old: Collection[str], names: Mapping[str, Takes | None], *, others: bool = False,
) -> Iterator[str]:
    """One line for each fault. ``old``: Excel's functions without a prefix; ``names``: those defined, in small letters.

    With ``others``, functions that nobody knows may be those of macros.
    """
    tokens = [token for token in formula if token.kind != "space"]
    calls: list[_Open] = []
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else Token("op", "")
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if calls and token != Token("op", ")"):
            calls[-1].filled = True
        if token.kind == "op":
            yield from _moved(token.text, before, calls, names)
        elif calls and token.kind in {"name", "ref", "table"} and calls[-1].declares(before, after):
            yield from _declared(token, calls[-1])
        elif token.kind in {"name", "function"}:
            yield from _used(token, calls, old, names, others=others)


def takes(formula: Sequence[Token]) -> Takes | None:
    """How many arguments a name with this formula takes; None where it is no LAMBDA."""
    tokens = [token for token in formula if token.kind != "space"]
    if not tokens or _plain(tokens[0].text)[1].upper() != "LAMBDA" or tokens[-1].text != ")":
        return None
    declared = []
    for token, after in zip(tokens[2::2], tokens[3::2], strict=False):
        if after.text != "," or token.kind not in {"name", "table"}:
            break
        declared.append(token.text.lower().startswith((OPTIONAL, "[")))
    return Takes(declared.count(False), len(declared))


def _plain(text: str) -> tuple[str, str]:
    """The prefix of a name or function, and the rest."""
    found = _PREFIX.match(text)
    assert found
    return found["prefix"], found["name"]


def _moved(sign: str, before: Token, calls: list[_Open], names: Mapping[str, Takes | None]) -> Iterator[str]:
    """A bracket or comma: what is open after it. A call that ends has its arguments counted."""
    if sign in {"(", "{"}:
        called = before.text if sign == "(" and before.kind == "function" else ""
        calls.append(_Open(called, _plain(called)[1].upper()))
    elif sign == "," and calls:
        calls[-1].argument += 1
    elif sign in {")", "}"} and calls:
        ended = calls.pop()
        given = ended.argument + 1 if ended.filled else 0
        wanted = names.get(ended.stored.lower())
        if ended.call == "LAMBDA" and not given:
            yield "LAMBDA has nothing to work out"
        elif wanted is not None and not wanted.least <= given <= wanted.most:
            yield f"{ended.stored} is given {given} arguments; it takes {wanted}"


def _declared(token: Token, call: _Open) -> Iterator[str]:
    prefix, name = _plain(token.text.strip("[]"))
    optional = prefix.lower() == OPTIONAL or token.kind == "table"
    if token.kind == "table":
        yield f"an optional parameter stands in brackets; the file spells it {OPTIONAL}"
    elif prefix.lower() not in {PARAMETER, OPTIONAL, _LIKE_A_CELL}:
        yield f"{token.text} lacks its prefix {PARAMETER}"
    if name.lower() in call.declared:
        yield f"the parameter {name} is declared twice"
    if call.call == "LAMBDA" and not optional and any(call.declared.values()):
        yield f"the parameter {name} must be given, and stands after one that may be left out"
    call.declared[name.lower()] = optional


def _used(
    token: Token, calls: Sequence[_Open], old: Collection[str], names: Mapping[str, Takes | None], *, others: bool,
) -> Iterator[str]:
    prefix, name = _plain(token.text)
    known = any(name.lower() in call.declared for call in calls)
    if prefix.lower() == OPTIONAL:
        yield f"{token.text} stands in the body; there it is {PARAMETER}{name}"
    elif prefix.lower() == PARAMETER:
        if not known:
            yield f"{token.text} is declared nowhere"
    elif known and prefix.lower() != _LIKE_A_CELL and (token.kind == "name" or not _is_excels(name, old)):
        # ROUND( stays Excel's beside a parameter called round.
        yield f"{token.text} lacks its prefix {PARAMETER}"
    elif token.kind == "function" and token.text.lower() not in names and not _ELSEWHERE.match(token.text):
        yield from _function_faults(token.text, old, others=others)


def _is_excels(name: str, old: Collection[str]) -> bool:
    return name.upper() in old or name.upper() in supported_functions()


def _function_faults(text: str, old: Collection[str], *, others: bool) -> Iterator[str]:
    prefix, name = _plain(text)
    function = name.upper()
    if function in _EITHER:
        return
    if not _is_excels(function, old):
        if not prefix and not others:  # with one, it may be newer than this program
            yield f"{text} is no function"
        return
    right = "" if function in old else "_xlfn._xlws." if function in _WORKSHEET else "_xlfn."
    if prefix.lower() != right:
        yield f"{text} is spelled {right}{function} in a file"
