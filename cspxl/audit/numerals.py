"""Numbers in words, where they count or are a percentage: "fell by twelve per cent", "a rise of five crimes"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from cspxl.audit.directions import DOWN, UP

_UNITS: Final = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS: Final = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_UNIT: Final = "|".join(_UNITS)
# A percentage in words; one end of a range, and the last word of a longer number, are none.
_WORDED: Final = re.compile(
    rf"(?<![\w-])(?<!point )(?<!hundred and )(?:(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<unit>{_UNIT}))?"
    rf"|(?P<low>{_UNIT}|{'|'.join(_TEENS)})) per ?cent\b(?! ?(?:age )?points?)",
    re.IGNORECASE,
)
_RANGE: Final = re.compile(
    rf"\b(?:{_UNIT}|{'|'.join(_TEENS)}|{'|'.join(_TENS)}|\d+)(?: (?:to|and|or)|\s?[-–])\s?$", re.IGNORECASE
)
_NAME: Final = rf"(?:{_UNIT}|{'|'.join(_TEENS)}|{'|'.join(_TENS)})"
# A number that says by how much, or to what, something went: elsewhere words seldom count what is reported.
_COUNTED: Final = re.compile(
    rf"(?:(?:(?:\b(?:increase|rise|reduction|decrease|fall|drop) of|(?<![\w-])(?:{UP}|{DOWN}) by"
    rf"|\b(?:equat|amount|relat)\w* to)(?: just| only)?|\bto (?:just|only))\s+(?P<by>{_NAME})"
    rf"|(?<![\w-])(?P<more>{_NAME})"
    r"(?= (?:more|fewer|less|additional|extra)\b| [a-z]+(?: [a-z]+){0,2} \(\d[\d.]*\s?%\)))"
    r"(?![\w-]| (?:per ?cent|percentage|points?|in|of|out|times|thirds?|quarters?|fifths?|tenths?|hundred|thousand"
    r"|million|billion|years?|months?|weeks?|days?|hours?|minutes?|to|or|and|point)\b)",
    re.IGNORECASE,
)


class Worded(NamedTuple):
    """A number in words, at ``start`` to ``end`` of a text."""

    value: int
    kind: Literal["count", "percent"]
    start: int
    end: int


def worded(text: str) -> Iterator[Worded]:
    """The percentages and the counts of changes that a text has in words."""
    for match in _WORDED.finditer(text):
        if not _RANGE.search(text[: match.start()]):
            yield Worded(_value(match["low"], match["tens"], match["unit"]), "percent", match.start(), match.end())
    for match in _COUNTED.finditer(text):
        name = "by" if match["by"] else "more"
        yield Worded(_value(match[name], match[name], None), "count", match.start(name), match.end(name))


def _value(low: str | None, tens: str | None, unit: str | None) -> int:
    """The number that words are: below twenty, or tens and units."""
    if low and low.lower() in _LOW:
        return _LOW.index(low.lower()) + 1
    assert tens is not None
    return 10 * (_TENS.index(tens.lower()) + 2) + (_LOW.index(unit.lower()) + 1 if unit else 0)


_LOW: Final = [*_UNITS, *_TEENS]
