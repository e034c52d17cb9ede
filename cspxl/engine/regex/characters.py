r"""Which characters are meant: digits, letters, spaces, categories of Unicode, and either case.

Whether Excel takes é for a letter (``\w``) is not known: PCRE2 has a switch for it. Where the answer depends on the
switch there is a finding, and no answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from unicodedata import category

from cspxl.engine.regex.nodes import Place, Test, unsupported

_ASCII: Final = [chr(code) for code in range(128)]
_CLASSES: Final[Mapping[str, tuple[Test, tuple[str, ...]]]] = {
    # what it means among the first 128 characters, and the categories that it might mean beyond
    "alpha": (str.isalpha, ("L",)),
    "lower": (str.islower, ("Ll",)),
    "upper": (str.isupper, ("Lu",)),
    "alnum": (str.isalnum, ("L", "N")),
    "ascii": (str.isascii, ()),
    "blank": (lambda char: char in " \t", ("Z",)),
    "cntrl": (lambda char: char < " " or char == "\x7f", ("C",)),
    "digit": (str.isdigit, ("Nd",)),
    "graph": (lambda char: "!" <= char <= "~", ("L", "M", "N", "P", "S", "C")),
    "print": (lambda char: " " <= char <= "~", ("L", "M", "N", "P", "S", "Z", "C")),
    "punct": (lambda char: "!" <= char <= "~" and not char.isalnum(), ("P", "S")),
    "space": (lambda char: char in " \t\n\v\f\r", ("Z", "Cc")),
    "word": (lambda char: char.isalnum() or char == "_", ("L", "N", "M", "Pc")),
    "xdigit": (lambda char: char in "0123456789abcdefABCDEF", ("L", "N")),
}
_CATEGORY: Final = re.compile("C[cfnos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?")
_ACROSS: Final = frozenset(
    ["\t", " ", "\xa0", "\u1680", "\u180e", *map(chr, range(0x2000, 0x200B)), "\u202f", "\u205f", "\u3000"]
)
_DOWN: Final = frozenset("\n\v\f\r\x85\u2028\u2029")


def named(name: str) -> Test | None:
    """The characters of a POSIX class such as ``alpha``; None where there is no such class."""
    if name not in _CLASSES:
        return None
    test, beyond = _CLASSES[name]
    known = frozenset(char for char in _ASCII if test(char))

    def holds(char: str) -> bool:
        if char < "\x80":
            return char in known
        if category(char).startswith(beyond):
            unsupported(f"\\w, \\d, \\s, \\b or the like over {char!r}, which Excel may take otherwise; write it out")
        return False

    return holds


def opposite(test: Test) -> Test:
    """All other characters."""
    return lambda char: not test(char)


def _shorthands() -> dict[str, Test]:
    found: dict[str, Test] = {"h": _ACROSS.__contains__, "v": _DOWN.__contains__}
    for letter, name in (("d", "digit"), ("w", "word"), ("s", "space")):
        test = named(name)
        assert test
        found[letter] = test
    return found | {letter.upper(): opposite(test) for letter, test in found.items()}


SHORTHANDS: Final[Mapping[str, Test]] = _shorthands()


def in_category(name: str) -> Test:
    """The characters of a general category: ``Lu``, ``L``, ``L&`` or ``Any``."""
    if name == "Any":
        return lambda _char: True
    if name == "L&":
        return lambda char: category(char) in {"Lu", "Ll", "Lt"}
    if _CATEGORY.fullmatch(name) is None:
        unsupported(f"the property {name!r}")
    return lambda char: category(char).startswith(name)


def folded(char: str) -> str:
    """A character without its case."""
    upper = char.upper()
    upper = upper if len(upper) == 1 else char
    lower = upper.lower()
    return lower if len(lower) == 1 else upper


def literally(char: str, *, fold: bool) -> Test:
    """One character, in either case where ``fold``."""
    if not fold or folded(char) == char.upper():
        return char.__eq__
    plain = folded(char)
    return lambda other: folded(other) == plain


def either_case(test: Test) -> Test:
    """A test that also holds for a character whose other case is meant."""
    return lambda char: any(map(test, {char, folded(char), char.upper(), char.lower()}))


# Places


def start(_text: str, at: int, _begun: int) -> bool:
    r"""``\A``, and ``^`` of a single line."""
    return at == 0


def line_start(text: str, at: int, _begun: int) -> bool:
    """``^`` of many lines: not below the last line's end."""
    return at == 0 or (at < len(text) and text[at - 1] == "\n")


def end(text: str, at: int, _begun: int) -> bool:
    r"""``\Z``, and ``$`` of a single line: also before a line's end that ends the text."""
    return at == len(text) or (at == len(text) - 1 and text[at] == "\n")


def line_end(text: str, at: int, _begun: int) -> bool:
    """``$`` of many lines."""
    return at == len(text) or text[at] == "\n"


def very_end(text: str, at: int, _begun: int) -> bool:
    r"""``\z``."""
    return at == len(text)


def search_start(_text: str, at: int, begun: int) -> bool:
    r"""``\G``."""
    return at == begun


def word_edge(text: str, at: int, _begun: int) -> bool:
    r"""``\b``."""
    word = SHORTHANDS["w"]
    before, after = at > 0 and word(text[at - 1]), at < len(text) and word(text[at])
    return before != after


def no_word_edge(text: str, at: int, begun: int) -> bool:
    r"""``\B``."""
    return not word_edge(text, at, begun)


PLACES: Final[Mapping[str, Place]] = {
    "A": start, "Z": end, "z": very_end, "G": search_start, "b": word_edge, "B": no_word_edge,
}  # fmt: skip
