"""RAG and status: what the figures say in one word."""

from __future__ import annotations

from collections.abc import Iterator

from cspxl.registry import Number, Range, Result, excel_function, read_polarity
from cspxl.values import Cell, CellError, CellFault, Grid, exact, is_unavailable, number

CATEGORY = "CSP RAG"

_WORDS = {
    "positive": 1, "good": 1, "+": 1,
    "neutral": 0,
    "negative": -1, "bad": -1, "-": -1, "−": -1,
}  # fmt: skip
_GOOD_SIGN = {"lower": -1, "higher": 1}


@excel_function(
    "RAG",
    help="Green: all factors positive. Amber: mixed. Red: all or nearly all negative. Monitor: not judged.",
    args={
        "factors": "Changes as fractions, or the words positive, negative, neutral (good, bad, +, -).",
        "polarity": "lower (a fall is good; left out), higher, or monitor (not judged); one, or one for each factor.",
        "near_all": "Share of negative factors from which they are nearly all (left out: 0.75).",
        "more_factors": "Further factors.",
    },
    category=CATEGORY,
    source="Barnet performance dashboard glossary, April 2017: RAG",
)
def rag(factors: Range, polarity: Range | None = None, near_all: Number = 0.75, *more_factors: Range) -> Result:
    """Neutral and unavailable factors do not count."""
    polarities = [[read_polarity(cell) for cell in row] for row in polarity or (("lower",),)]
    if all(word == "monitor" for row in polarities for word in row):
        return "Monitor"
    if not 0 < near_all <= 1:
        raise CellFault(CellError.NUM)
    scores = list(_scores(factors, polarities))
    for more in more_factors:
        scores.extend(_scores(more, polarities, first=False))
    if not scores:
        raise CellFault(CellError.NA)
    good, bad = scores.count(1), scores.count(-1)
    if good and not bad:
        return "Green"
    if bad and exact(bad / (good + bad)) >= exact(near_all):
        return "Red"
    return "Amber"


def _scores(factors: Grid, polarities: list[list[str]], *, first: bool = True) -> Iterator[int]:
    """1, 0 or -1 for each available factor that is judged."""
    one = len(polarities) == 1 and len(polarities[0]) == 1
    shaped = len(polarities) == len(factors) and len(polarities[0]) == len(factors[0])
    if first and not one and not shaped:
        raise CellFault(CellError.VALUE)
    for at, row in enumerate(factors):
        for place, cell in enumerate(row):
            word = polarities[0][0] if one else polarities[at][place] if shaped else None
            if not is_unavailable(cell) and word != "monitor":
                yield _score(cell, word)


def _score(cell: Cell, polarity: str | None) -> int:
    """A word is taken as it is; a change is read with the polarity, without which it means nothing."""
    if isinstance(cell, str):
        word = cell.strip().lower()
        if word not in _WORDS:
            raise CellFault(CellError.VALUE)
        return _WORDS[word]
    change = number(cell)
    if polarity is None:
        raise CellFault(CellError.VALUE)
    return 0 if change == 0 else _GOOD_SIGN[polarity] * (1 if change > 0 else -1)
