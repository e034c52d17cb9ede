"""What a formula reads, told by its text alone: of one that cannot be calculated nothing else is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cspxl.engine.allowance import TooLarge, UsedUp, spend
from cspxl.engine.binder import MOST_LETTERS, Binder, BindFault, Place
from cspxl.engine.model import DefinedName
from cspxl.engine.parser import internal_name
from cspxl.engine.ranges import Ref
from cspxl.engine.review import wanders
from cspxl.engine.tokens import FormulaError, Token, optional_parameters, tokenise
from cspxl.values import CellError

_TOKEN: Final = 150  # steps to see what a piece of a formula refers to
_SIZED: Final = frozenset({"SUMIF", "AVERAGEIF"})  # they read as much from one corner as from the other


class _Unknown(Exception):
    """What the formula reads cannot be told."""


def read_by(text: str, place: Place, binder: Binder) -> Sequence[Ref] | None:
    """The ranges of this workbook that stand in a formula and in the names it uses; None where that is not all.

    It is not where a function changes by itself or reads what only its calculation tells (NOW, INDIRECT), or where
    the text is no formula. Of a function that is not known it is taken that it reads its arguments; what lies in
    another workbook is taken to be as it was.
    """
    found: dict[Ref, None] = {}
    called: set[str] = set()
    met: set[DefinedName] = set()
    waiting = [(text, False)]
    try:
        while waiting:
            written, relative = waiting.pop()
            for token in _pointing(written):
                if token.kind == "function":
                    called.add(internal_name(token.text))
                defined = binder.defined(token.text, place) if token.kind in {"name", "function"} else None
                if defined is None:
                    found.update(dict.fromkeys(_ranges(token, place, binder, relative=relative)))
                elif defined not in met:
                    met.add(defined)
                    waiting.append((defined.text, True))
    except (_Unknown, FormulaError, TooLarge, UsedUp):
        return None
    if any(map(wanders, called)) or (called & _SIZED and len({(ref.height, ref.width) for ref in found}) > 1):
        return None
    return list(found)


def _pointing(text: str) -> Iterator[Token]:
    """The tokens that may stand for something in this workbook. Raises _Unknown, FormulaError."""
    if len(text) > MOST_LETTERS:
        raise _Unknown
    tokens = tokenise(text)
    spend(_TOKEN * len(tokens))
    for token in optional_parameters(tokens) if "[" in text else tokens:
        if token == Token("op", ":"):  # from one computed corner to another
            raise _Unknown
        if token.kind == "table" or (token.kind in {"ref", "name", "function"} and "[" not in token.text):
            yield token
        elif "[0]" in token.text and token.kind != "text":  # this workbook, as another would spell it
            raise _Unknown


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
