"""What a backslash makes of the signs after it, in patterns, between square brackets and in replacements."""

from __future__ import annotations

import re
from typing import Final

from cspxl.engine.regex import characters
from cspxl.engine.regex.nodes import BadPatternError, Test, unsupported

_SINGLE: Final = {"a": "\a", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_CODES: Final = re.compile(
    r"x\{(?P<braced>[0-9A-Fa-f]+)\}|x(?!\{)(?P<hexadecimal>[0-9A-Fa-f]{0,2})|N\{U\+(?P<point>[0-9A-Fa-f]+)\}"
    r"|o\{(?P<octal>[0-7]+)\}|(?P<zero>0[0-7]{0,2})|c(?P<control>[ -~])"
)
_PROPERTY: Final = re.compile(r"(?P<sign>[pP])(?:\{(?P<not>\^?)(?P<name>[\w& ]+)\}|(?P<letter>[A-Za-z]))", re.ASCII)


def sign(text: str, at: int) -> tuple[str, int] | None:
    """The one character that the signs from ``at`` on, just after a backslash, stand for, and where they end."""
    if at == len(text):
        raise BadPatternError("it ends with a backslash")
    char = text[at]
    if not char.isascii() or not char.isalnum():
        return char, at + 1
    if char in _SINGLE:
        return _SINGLE[char], at + 1
    found = _CODES.match(text, at)
    if found is None:
        return None
    if found["control"]:
        return chr(ord(found["control"].upper()) ^ 64), found.end()
    octal = found["octal"] or found["zero"]
    hexadecimal = found["braced"] or found["hexadecimal"] or found["point"] or "0"
    code = int(octal, 8) if octal else int(hexadecimal, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise BadPatternError(f"there is no character {code:X}")
    return chr(code), found.end()


def kind(text: str, at: int, *, fold: bool) -> tuple[Test, int] | None:
    """The kind of character that the signs stand for, such as ``d`` and ``p{Lu}``, and where they end."""
    char = text[at]
    if char in characters.SHORTHANDS:
        return characters.SHORTHANDS[char], at + 1
    if char not in "pP":
        return None
    found = _PROPERTY.match(text, at)
    if found is None:
        raise BadPatternError("a property has no name")
    test = characters.in_category((found["name"] or found["letter"]).strip())
    test = characters.either_case(test) if fold else test
    negative = (found["sign"] == "P") != (found["not"] == "^")
    return characters.opposite(test) if negative else test, found.end()


def refuse(text: str, at: int) -> None:
    """Refuse what is an escape in Excel, but not here."""
    if text[at] in "XC":
        unsupported(f"\\{text[at]}")
