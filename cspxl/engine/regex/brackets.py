"""A class of characters between square brackets."""

from __future__ import annotations

import re
from typing import Final

from cspxl.engine.regex import characters, escapes
from cspxl.engine.regex.nodes import BadPatternError, Test

_NAMED: Final = re.compile(r"\[:(\^?)([a-z]+):\]")
_OCTAL: Final = re.compile(r"[1-7][0-7]{0,2}")
_RESERVED: Final = re.compile(r"\[([.=])[^\]]*\1\]")


class Brackets:
    """Reads one class; ``at`` is where it stands in the pattern."""

    def __init__(self, text: str, at: int, *, fold: bool) -> None:
        self.text = text
        self.at = at + 1
        self.fold = fold
        self.quoted = False
        self.singles: set[str] = set()
        self.spans: list[tuple[str, str]] = []
        self.kinds: list[Test] = []

    def read(self) -> Test:
        """The characters that the class means."""
        negative = self.text.startswith("^", self.at)
        self.at += negative
        first = True
        while not self._ends(first=first):
            first = False
            low = self._item()
            if low is not None and self._dash():
                self._span(low)
            elif low is not None:
                self.singles.add(low)
            elif self._dash():
                raise BadPatternError("a span of characters begins with a kind of them")
        test = self._test()
        return characters.opposite(test) if negative else test

    def _ends(self, *, first: bool) -> bool:
        """Whether the class ends here; a bracket at its start is a plain one."""
        while self.text.startswith(("\\Q", "\\E"), self.at) and not (self.quoted and self.text[self.at + 1] == "Q"):
            self.quoted = self.text[self.at + 1] == "Q"
            self.at += 2
        if self.at == len(self.text):
            raise BadPatternError("a bracket [ is not closed")
        if self.quoted or first or self.text[self.at] != "]":
            return False
        self.at += 1
        return True

    def _dash(self) -> bool:
        """Whether a span follows: a dash that is not the last sign of the class."""
        dashed = not self.quoted and self.text.startswith("-", self.at) and not self.text.startswith("-]", self.at)
        self.at += dashed
        return dashed

    def _span(self, low: str) -> None:
        self._ends(first=True)
        high = self._item()
        if high is None or high < low:
            raise BadPatternError("a span of characters has no end, or one before its start")
        self.spans.append((low, high))

    def _item(self) -> str | None:
        """The next character; None where a kind of characters was taken up."""
        text, at = self.text, self.at
        char = text[at]
        if char == "\\" and not self.quoted:
            return self._escape(at + 1)
        if char == "[" and not self.quoted:
            if _RESERVED.match(text, at):
                raise BadPatternError("collating elements are not understood")
            if found := _NAMED.match(text, at):
                test = characters.named(found[2])
                if test is None:
                    raise BadPatternError(f"there is no class {found[2]!r}")
                self.kinds.append(characters.opposite(test) if found[1] else test)
                self.at = found.end()
                return None
        self.at += 1
        return char

    def _escape(self, at: int) -> str | None:
        if self.text.startswith("b", at):
            self.at = at + 1
            return "\b"
        if found := _OCTAL.match(self.text, at):
            self.at = found.end()
            return chr(int(found[0], 8))
        if single := escapes.sign(self.text, at):
            char, self.at = single
            return char
        several = escapes.kind(self.text, at, fold=self.fold)
        if several is None:
            raise BadPatternError(f"\\{self.text[at]} means nothing between brackets")
        test, self.at = several
        self.kinds.append(test)
        return None

    def _test(self) -> Test:
        singles, spans, kinds = frozenset(self.singles), tuple(self.spans), tuple(self.kinds)
        if not spans and not kinds:
            plain: Test = singles.__contains__
        else:

            def plain(char: str) -> bool:
                return (
                    char in singles
                    or any(low <= char <= high for low, high in spans)
                    or any(test(char) for test in kinds)
                )

        return characters.either_case(plain) if self.fold else plain
