"""A pattern's text to its tree."""

from __future__ import annotations

import re
from typing import Final

from cspxl.engine.regex import characters, escapes
from cspxl.engine.regex.brackets import Brackets
from cspxl.engine.regex.nodes import (
    Assertion,
    Atomic,
    Back,
    BadPatternError,
    Choice,
    Group,
    Keep,
    Look,
    Node,
    One,
    Pattern,
    Repeat,
    Row,
    unsupported,
)

_DEEPEST: Final = 50  # brackets within brackets
_MOST_TIMES: Final = 65_535
_TIMES: Final = re.compile(r"\{(\d+)(,?)(\d*)\}")
_LIKE_TIMES: Final = re.compile(r"\{ *(?:\d+ *(?:, *\d*)?|, *\d+) *\}")
_OPENING: Final = re.compile(
    r"\((?:\?(?:(?P<look><?[=!])|(?P<atomic>>)|(?P<plain>:)|P?<(?P<angled>[A-Za-z_]\w*)>|'(?P<quoted>[A-Za-z_]\w*)'"
    r"|P=(?P<back>[A-Za-z_]\w*)\)|(?P<unset>\^?)(?P<on>[a-zA-Z]*)(?:-(?P<off>[a-zA-Z]*))?(?P<ends>[:)])))?",
    re.ASCII,
)
_REFUSED: Final = re.compile(r"\((?:\*|\?(?:[|(R&C+]|-?\d|P>))")
_NAMED_BACK: Final = re.compile(r"k(?:<(\w+)>|'(\w+)'|\{(\w+)\})|g\{([A-Za-z_]\w*)\}", re.ASCII)
_NUMBERED_BACK: Final = re.compile(r"g\{?([-+]?\d+)\}?|([1-9]\d*)")
_LINE_END: Final = frozenset("\n\v\f\r\x85\u2028\u2029")


class Reader:
    """One pattern. ``flags`` are the letters that are switched on: i, m, s, x, U."""

    def __init__(self, text: str, *, fold: bool) -> None:
        self.text = text
        self.at = 0
        self.flags = frozenset("i" if fold else "")
        self.quoted = False
        self.depth = self.looking = 0
        self.groups = 0
        self.names: dict[str, int] = {}
        self.backs: list[int | str] = []

    def read(self) -> Pattern:
        """The whole pattern. Raises BadPatternError, or NotCalculated for what is not known here."""
        tree = self._choice()
        if self.at < len(self.text):
            raise BadPatternError("a bracket ) closes nothing")
        for back in self.backs:
            if back not in self.names if isinstance(back, str) else not 1 <= back <= self.groups:
                raise BadPatternError(f"there is no group {back}")
        return Pattern(tree, self.groups, self.names)

    def _choice(self) -> Node:
        branches: list[Node] = []
        row: list[Node] = []
        while True:
            self._skip()
            if self.quoted and self.at < len(self.text):
                row.append(self._repeated(self._literal()))
            elif self.at == len(self.text) or self.text[self.at] == ")":
                branches.append(Row(tuple(row)))
                return branches[0] if len(branches) == 1 else Choice(tuple(branches))
            elif self.text[self.at] == "|":
                self.at += 1
                branches.append(Row(tuple(row)))
                row = []
            else:
                row.append(self._repeated(self._item()))

    def _skip(self) -> None:
        """Go on over what stands for nothing: comments, the ends of quotations, with x also spaces."""
        text = self.text
        while self.at < len(text):
            if self.quoted:
                if not text.startswith("\\E", self.at):
                    return
                self.at, self.quoted = self.at + 2, False
            elif text.startswith(("\\Q", "\\E"), self.at):
                self.quoted = text[self.at + 1] == "Q"
                self.at += 2
            elif text.startswith("(?#", self.at):
                self.at = text.find(")", self.at) + 1
                if not self.at:
                    raise BadPatternError("a comment does not end")
            elif "x" in self.flags and text[self.at] in " \t\n\v\f\r":
                self.at += 1
            elif "x" in self.flags and text[self.at] == "#":
                self.at = text.find("\n", self.at) + 1 or len(text)
            else:
                return

    # Pieces

    def _repeated(self, node: Node) -> Node:
        """A piece with the quantifier after it, if there is one."""
        self._skip()
        times = None if self.quoted else self._times()
        if times is None:
            return node
        if isinstance(node, Assertion | Keep) or node == Row(()):
            raise BadPatternError("what is repeated is no character and no group")
        low, high = times
        after = self.text[self.at : self.at + 1]
        self.at += after in {"?", "+"} and after != ""
        if after == "+":
            return Atomic(Repeat(node, low, high, lazy=False))
        return Repeat(node, low, high, lazy=(after == "?") != ("U" in self.flags))

    def _times(self) -> tuple[int, int | None] | None:
        char = self.text[self.at : self.at + 1]
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if char in simple:
            self.at += 1
            return simple[char]
        if _LIKE_TIMES.match(self.text, self.at) is None:
            return None
        found = _TIMES.match(self.text, self.at)
        if found is None:
            unsupported("a number of times such as {,3}; write {0,3}")
        low = int(found[1])
        high = int(found[3]) if found[3] else None if found[2] else low
        if max(low, high or 0) > _MOST_TIMES or (high is not None and high < low):
            raise BadPatternError("a number of times is too large, or the larger stands first")
        self.at = found.end()
        return low, high

    def _item(self) -> Node:
        char = self.text[self.at]
        if char == "(":
            return self._bracket()
        if char == "[":
            brackets = Brackets(self.text, self.at, fold="i" in self.flags)
            test = brackets.read()
            self.at = brackets.at
            return One(test)
        if char == "\\":
            return self._escape(self.at + 1)
        if char in "*+?" or self._times() is not None:
            raise BadPatternError("there is nothing to repeat")
        if char in "^$.":
            self.at += 1
            return self._special(char)
        return self._literal()

    def _literal(self) -> Node:
        self.at += 1
        return One(characters.literally(self.text[self.at - 1], fold="i" in self.flags))

    def _special(self, char: str) -> Node:
        many = "m" in self.flags
        if char == "^":
            return Assertion(characters.line_start if many else characters.start)
        if char == "$":
            return Assertion(characters.line_end if many else characters.end)
        return One((lambda _char: True) if "s" in self.flags else "\n".__ne__)

    def _escape(self, at: int) -> Node:
        """What a backslash begins; ``at`` is the sign after it."""
        text, fold = self.text, "i" in self.flags
        if found := _NAMED_BACK.match(text, at):
            return self._back(next(filter(None, found.groups())), found.end())
        if found := _NUMBERED_BACK.match(text, at):
            return self._numbered(found[1] or found[2], found.end())
        if single := escapes.sign(text, at):
            char, self.at = single
            return One(characters.literally(char, fold=fold))
        if several := escapes.kind(text, at, fold=fold):
            test, self.at = several
            return One(test)
        escapes.refuse(text, at)
        self.at = at + 1
        letter = text[at]
        if letter in characters.PLACES:
            return Assertion(characters.PLACES[letter])
        if letter == "N":
            return One("\n".__ne__)
        if letter == "R":
            pair = Row((One("\r".__eq__), One("\n".__eq__)))
            return Atomic(Choice((pair, One(_LINE_END.__contains__))))
        if letter == "K" and not self.looking:
            return Keep()
        if letter == "g":
            unsupported("\\g as a call of a group")
        raise BadPatternError(f"\\{letter} means nothing")

    def _numbered(self, digits: str, end: int) -> Node:
        """The group of a number; with a sign it is counted from here."""
        number = int(digits)
        if digits[0] in "+-":
            return self._back(self.groups + number + (digits[0] == "-"), end)
        if number > 9:
            unsupported("a group from the tenth on; give it a name")
        return self._back(number, end)

    def _back(self, group: int | str, end: int) -> Node:
        self.at = end
        self.backs.append(group)
        return Back(group, fold="i" in self.flags)

    # Brackets

    def _bracket(self) -> Node:
        if refused := _REFUSED.match(self.text, self.at):
            unsupported(f"{refused[0]}…: a call of a group, a condition or a verb")
        opening = _OPENING.match(self.text, self.at)
        assert opening
        if opening["back"]:
            return self._back(opening["back"], opening.end())
        if opening.end() == self.at + 1 and self.text.startswith("?", self.at + 1):
            raise BadPatternError("what stands after (? is not understood")
        self.at = opening.end()
        if opening["ends"] == ")":
            self._switch(opening["unset"], opening["on"], opening["off"] or "")
            return Row(())
        before = self.flags
        if opening["ends"]:
            self._switch(opening["unset"], opening["on"], opening["off"] or "")
        name, look = opening["angled"] or opening["quoted"], opening["look"]
        number = self._number(name) if name or opening[0] == "(" else 0
        self.looking += look is not None
        inner = self._inside()
        self.looking -= look is not None
        self.flags = before
        if look:
            return Look(inner, behind=look[0] == "<", absent=look[-1] == "!")
        if opening["atomic"]:
            return Atomic(inner)
        return Group(number, inner) if number else Row((inner,))

    def _number(self, name: str | None) -> int:
        """The number of a group that begins, which it may also have a name for."""
        self.groups += 1
        if name:
            if name in self.names:
                raise BadPatternError(f"two groups are called {name}")
            self.names[name] = self.groups
        return self.groups

    def _inside(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            unsupported(f"brackets more than {_DEEPEST} deep")
        inner = self._choice()
        self.depth -= 1
        if self.at == len(self.text):
            raise BadPatternError("a bracket ( is not closed")
        self.at += 1
        return inner

    def _switch(self, unset: str, on: str, off: str) -> None:
        if unknown := set(on + off) - set("imsxU"):
            if unknown <= set("naJrT") or "xx" in on:
                unsupported(f"the switch {'/'.join(sorted(unknown))}")
            raise BadPatternError("there is no such switch")
        if "xx" in on:
            unsupported("the switch xx")
        kept = self.flags - set("imsx") if unset else self.flags
        self.flags = (kept | set(on)) - set(off)
