"""What a formula reads, told by its text alone: of one that cannot be calculated nothing else is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cspxl.engine.allowance import TooLarge, UsedUp, spend
from cspxl.engine.binder import MOST_LETTERS, Binder
from cspxl.engine.library.surroundings import OF_NO_VALUES
from cspxl.engine.model import DefinedName
from cspxl.engine.parser import internal_name, text_value
from cspxl.engine.ranges import Ref
from cspxl.engine.review import wanders
from cspxl.engine.targets import BindFault, Place
from cspxl.tokens import FormulaError, Token, optional_parameters, tokenise
from cspxl.values import CellError

_TOKEN: Final = 150  # steps to see what a piece of a formula refers to
_BARE: Final = re.compile(r"^_xleta\.", re.IGNORECASE)  # how a file spells a function named without its brackets
_SIZED: Final = frozenset({"SUMIF", "AVERAGEIF"})  # of the third argument they read as much as the first one has


class _Unknown(Exception):
    """What the formula reads cannot be told."""


def read_by(text: str, place: Place, binder: Binder) -> Sequence[Ref] | None:
    """The ranges of this workbook that stand in a formula and in the names it uses; None where that is not all.

    It is not where a function changes by itself or reads what only its calculation tells (NOW, INDIRECT), or where
    the text is no formula. Of a function that is not known it is taken that it reads its arguments; what lies in
    another workbook is taken to be as it was.
    """
    found: dict[Ref, None] = {}
    met: set[DefinedName] = set()
    waiting = [(text, False)]
    try:
        while waiting:
            written, relative = waiting.pop()
            tokens = _without_surroundings(_tokens(written))
            for one, other in _sized_alike(tokens):
                if _shape(one, place, binder) != _shape(other, place, binder):
                    return None
            for token in _pointing(tokens):
                named = token.kind in {"name", "function"}
                if named and wanders(internal_name(_BARE.sub("", token.text))):
                    return None
                defined = binder.defined(token.text, place) if named else None
                if defined is None:
                    found.update(dict.fromkeys(_ranges(token, place, binder, relative=relative)))
                elif defined not in met:
                    met.add(defined)
                    waiting.append((defined.text, True))
    except (_Unknown, FormulaError, TooLarge, UsedUp):
        return None
    return list(found)


def _tokens(text: str) -> Sequence[Token]:
    if len(text) > MOST_LETTERS:
        raise _Unknown
    tokens = tokenise(text)
    spend(_TOKEN * len(tokens))
    return list(optional_parameters(tokens)) if "[" in text else tokens


def _without_surroundings(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens but for calls that no value of a cell changes, such as CELL("filename",A1), whatever they name."""
    kept: list[Token] = []
    within, depth = False, 0
    pieces = [token for token in tokens if token.kind != "space"]
    for at, token in enumerate(pieces):
        if within:
            depth += (token == Token("op", "(")) - (token == Token("op", ")"))
            within = depth > 0
        elif token.kind == "function" and _asked(pieces[at + 2 : at + 3]) in OF_NO_VALUES.get(token.text.upper(), ()):
            within = True
        else:
            kept.append(token)
    return kept


def _asked(first: Sequence[Token]) -> str:
    """The text that is the first argument of a call."""
    return text_value(first[0].text).lower() if first and first[0].kind == "text" else ""


def _elsewhere(token: Token) -> bool:
    """Whether a token points into another workbook."""
    return token.kind in {"ref", "name", "function"} and "[" in token.text


def _pointing(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens that may stand for something in this workbook. Raises _Unknown."""
    for token in tokens:
        if token == Token("op", ":"):  # from one computed corner to another
            raise _Unknown
        if _elsewhere(token):
            if "[0]" in token.text:  # this workbook, as another would spell it
                raise _Unknown
        elif token.kind in {"table", "ref", "name", "function"}:
            yield token


def _ranges(token: Token, place: Place, binder: Binder, *, relative: bool) -> Sequence[Ref]:
    """What a token stands for in this workbook. Raises _Unknown."""
    try:
        item = binder.item(token, place, relative=relative)
    except BindFault as fault:
        if fault.kind == "external link":
            return ()
        raise _Unknown from None
    if item is None or isinstance(item, CellError):
        return ()
    if not isinstance(item, Ref):
        raise _Unknown
    return (item,)


def _sized_alike(tokens: Sequence[Token]) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
    """The first and the third argument of each SUMIF and its kin, where the third is not in another workbook."""
    calls: list[tuple[str, list[list[Token]]]] = []
    before = Token("op", "")
    for token in tokens:
        if token == Token("op", "("):
            calls.append((internal_name(before.text) if before.kind == "function" else "", [[]]))
        elif token == Token("op", ")") and calls:
            name, arguments = calls.pop()
            if name in _SIZED and len(arguments) > 2 and not any(map(_elsewhere, arguments[2])):
                yield arguments[0], arguments[2]
        elif token == Token("op", ",") and calls:
            calls[-1][1].append([])
        elif calls and token.kind != "space":
            calls[-1][1][-1].append(token)
        before = token


def _shape(argument: Sequence[Token], place: Place, binder: Binder) -> tuple[int, int]:
    """Height and width of an argument that is one reference. Raises _Unknown."""
    if len(argument) != 1 or argument[0].kind not in {"ref", "table"} or _elsewhere(argument[0]):
        raise _Unknown
    ref = next(iter(_ranges(argument[0], place, binder, relative=False)), None)
    return (0, 0) if ref is None else (ref.height, ref.width)
