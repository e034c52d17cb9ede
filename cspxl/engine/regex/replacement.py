r"""What stands in the place of a match: text, groups (``$1``, ``${name}``, ``\1``) and changes of case (``\U``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from cspxl.engine.regex import escapes
from cspxl.engine.regex.nodes import BadPatternError, Pattern, unsupported
from cspxl.engine.regex.program import Match

_DOLLAR: Final = re.compile(r"\$(?:(?P<dollar>\$)|(?P<bare>\w+)|\{(?P<braced>\w+)\})", re.ASCII)
_BARE: Final = re.compile(r"\d+|[A-Za-z_]\w*", re.ASCII)
_NOT_HERE: Final = re.compile(r"\$(?:[&`'+<]|_(?!\w)|\{\w+:[-+])|\\(?:[gN0]|[1-9]\d)", re.ASCII)
_CASES: Final[Mapping[str, Callable[[str], str]]] = {"U": str.upper, "L": str.lower, "u": str.upper, "l": str.lower}


class Replacement:
    """Puts together what stands in the place of one match."""

    def __init__(self, text: str, pattern: Pattern, match: Match) -> None:
        self.text = text
        self.pattern = pattern
        self.match = match
        self.made: list[str] = []
        self.case: Callable[[str], str] | None = None
        self.next_case: Callable[[str], str] | None = None

    def expanded(self) -> str:
        """The replacement. Raises BadPatternError for what is none in this dialect."""
        at, text = 0, self.text
        while at < len(text):
            if refused := _NOT_HERE.match(text, at):
                unsupported(f"{refused[0]} in its replacement")
            if text[at] == "$":
                at = self._dollar(at)
            elif text[at] == "\\":
                at = self._backslash(at + 1)
            else:
                self._put(text[at])
                at += 1
        return "".join(self.made)

    def _put(self, text: str) -> None:
        if text and self.next_case:
            self.made.append(_one_for_one(text[0], self.next_case))
            self.next_case, text = None, text[1:]
        self.made.extend(_one_for_one(char, self.case) for char in text) if self.case else self.made.append(text)

    def _group(self, group: str) -> None:
        number = int(group) if group.isdigit() else self.pattern.names.get(group, -1)
        if not 0 <= number <= self.pattern.groups:
            raise BadPatternError(f"there is no group {group}")
        found = self.match.group(number)
        if found is None:
            raise BadPatternError(f"the group {group} has found nothing")
        self._put(found)

    def _dollar(self, at: int) -> int:
        found = _DOLLAR.match(self.text, at)
        if found is None:
            raise BadPatternError("a dollar sign stands for no group; a plain one is written $$")
        if found["dollar"]:
            self._put("$")
            return found.end()
        if found["braced"]:
            self._group(found["braced"])
            return found.end()
        group = _BARE.match(self.text, at + 1)
        assert group
        self._group(group[0])
        return group.end()

    def _backslash(self, at: int) -> int:
        text = self.text
        letter = text[at : at + 1]
        if letter in {"1", "2", "3", "4", "5", "6", "7", "8", "9"}:
            self._group(letter)
            return at + 1
        if letter == "Q":
            end = text.find("\\E", at)
            self._put(text[at + 1 : end if end >= 0 else len(text)])
            return end + 2 if end >= 0 else len(text)
        if letter and letter in "ULEul":
            self._switch(letter)
            return at + 1
        single = escapes.sign(text, at)
        if single is None:
            raise BadPatternError(f"\\{letter} means nothing in a replacement")
        self._put(single[0])
        return single[1]

    def _switch(self, letter: str) -> None:
        """From here on capital letters or small ones, or the next letter; versions differ on one within the other."""
        if letter == "E":
            self.case = self.next_case = None
        elif letter in "UL" and not self.next_case:
            self.case = _CASES[letter]
        elif letter in "ul" and not self.case:
            self.next_case = _CASES[letter]
        else:
            unsupported("a change of case within another")


def _one_for_one(char: str, case: Callable[[str], str]) -> str:
    changed = case(char)
    return changed if len(changed) == 1 else unsupported(f"the other case of {char!r}")
