"""A number of things and what it is made up of: "59 were reported. Of those, 46 were confirmed and 13 were not."."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from cspxl.audit.documents import Cell, Sentence, sentences
from cspxl.audit.figures import Figure
from cspxl.audit.judging import Stated, Verdict, Verified, part, shown
from cspxl.audit.roles import as_one
from cspxl.functions.checking import stated_places

_ALL: Final = r"(?:compris(?:e[sd]?|ing)(?: of)?|consist(?:s|ed|ing)? of|made up of|divided into|split (?:in)?to)"
_OF_THEM: Final = r"(?:out )?of (?:which|these|those|whom|them)\b"
_OPENS: Final = re.compile(rf"\b(?:(?P<all>{_ALL})|{_OF_THEM}(?: [a-z]+)?),?\s", re.IGNORECASE)
_TAKES_UP: Final = re.compile(
    rf"(?:{_OF_THEM}|(?:this|these|the)(?: [a-z]+){{0,3}} (?:is |are |was |were )?{_ALL})", re.IGNORECASE
)
# What is left of the whole is told, so that nothing else is.
_RESTS: Final = re.compile(
    r"\b(?:(?:were|was|did|had|are|is) not\b|(?:and|while|with) (?:the )?(?:rest|remain\w+|others?)\b"
    r"|[“\"‘']?others?[”\"’']?\W*$)",
    re.IGNORECASE,
)
_OVERLAPS: Final = re.compile(
    r"\b(?:includ|such as\b|more than one\b|both\b|also\b|mainly\b|up to\b|each\b|per\b|among\b)", re.IGNORECASE
)
_KINDS: Final = {"count", "money"}
_LEAST: Final = 2  # parts


def wholes_verified(cell: Cell) -> Iterator[Stated]:
    """Each list of parts against the number ahead of it, in its sentence or in the one before."""
    told = list(sentences(cell.text))
    for before, sentence in pairwise([None, *told]):
        assert sentence is not None
        opened = _OPENS.search(sentence.text)
        if opened is None or _OVERLAPS.search(sentence.text):
            continue
        heads = _heads(sentence, opened.start())
        if not heads and before is not None and _TAKES_UP.match(sentence.text):
            heads = _heads(before, len(before.text))
        outcome = _summed(sentence, opened, heads)
        if outcome is not None:
            yield part(cell, *sentence, "total", outcome)


def _heads(sentence: Sentence, end: int) -> Sequence[Figure]:
    """The numbers ahead of a list that may be its whole."""
    found = as_one(sentence.text, 0).of("now", "plain")
    return [one.figure for one in found if one.figure.kind in _KINDS and one.figure.end <= end]


def _summed(sentence: Sentence, opened: re.Match[str], heads: Sequence[Figure]) -> Verified | None:
    """The sum, where the sentence behind the word that opens the list has nothing but parts."""
    told = [one.figure for one in as_one(sentence.text, 0).parts]
    beside = (one for one in told if not opened["all"] and not sentence.text[one.end : opened.start()].strip())
    first = next(beside, None)
    heads = [head for head in heads if head is not first]
    start = first.start if first and heads else opened.start()  # "92 cases, 2 of which were …"
    behind = [one for one in told if one.start >= start]
    parts = [figure for figure in behind if figure.kind in _KINDS and not _in_brackets(sentence.text, figure)]
    others = {figure.kind for figure in behind} - _KINDS - {"percent", "other"}
    if len(parts) < _LEAST or others or any(figure.hedge or figure.sign for figure in parts):
        return None
    kinds = {figure.kind for figure in parts}
    outcomes = [_sum(head, parts) for head in heads if not head.hedge and {head.kind} == kinds]
    right = next((outcome for outcome in outcomes if outcome.verdict == "ok"), None)
    is_all = opened["all"] or any(_RESTS.search(sentence.text[one.end :]) for one in parts[-2:])
    return right or (outcomes[0] if len(outcomes) == 1 and is_all else None)


def _in_brackets(text: str, figure: Figure) -> bool:
    ahead = text[: figure.start]
    return ahead.count("(") > ahead.count(")")


def _sum(head: Figure, parts: Sequence[Figure]) -> Verified:
    """One off may be rounding, as in a table; rounded parts may be half a step off each."""
    value = sum((one.value for one in parts), Decimal(0))
    slack = sum((one.step for one in [head, *parts] if one.step != 1), Decimal(0)) / 2 or Decimal(1)
    places = max(stated_places(one.value) for one in [head, *parts])
    told = " + ".join(one.text.strip() for one in parts)
    verdict: Verdict = "ok" if abs(value - head.value) <= slack else "wrong"
    return Verified(verdict, head.text, shown(value, places), f"{told} is {shown(value, places)}")
