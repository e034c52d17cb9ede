"""RAG and status: what the figures say in one word."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from cspxl.facts import report_rules
from cspxl.functions.rates import LEVEL, wilson_limits
from cspxl.registry import Label, Month, Number, Polarity, Range, excel_function, read_polarity
from cspxl.values import Cell, CellError, CellFault, Grid, exact, is_unavailable, number

CATEGORY = "CSP RAG"
NEAR_ALL: Final = report_rules()["near_all"].value

_WORDS = {
    "positive": 1, "good": 1, "+": 1,
    "neutral": 0,
    "negative": -1, "bad": -1, "-": -1, "−": -1,
}  # fmt: skip
_GOOD_SIGN = {"lower": -1, "higher": 1}
_DONE = {"complete", "completed", "held", "launched", "done"}
_POLARITY = "lower (less is good), higher, or monitor (not judged)"


@excel_function(
    "RAG",
    example='=RAG({-0.16,-0.19},"lower")',
    help="Green: all factors positive. Amber: mixed. Red: all or nearly all negative. Monitor: not judged.",
    args={
        "factors": "Changes as fractions, or the words positive, negative, neutral (good, bad, +, -).",
        "polarity": "lower (a fall is good; left out), higher, or monitor (not judged); one, or one for each factor.",
        "near_all": f"Share of negative factors from which they are nearly all (left out: {NEAR_ALL:g}).",
        "more_factors": "Further factors.",
    },
    category=CATEGORY,
    source="Barnet performance dashboard glossary, April 2017: RAG",
)
def rag(factors: Range, polarity: Range | None = None, near_all: Number = NEAR_ALL, *more_factors: Range) -> Cell:
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


@excel_function(
    "RAG_TARGET",
    example="=RAG_TARGET(104,100)",
    help="Green: target met. Amber: missed by no more than the margin. Red: missed by more. Monitor: not judged.",
    args={
        "actual": "The figure reached.",
        "target": "The figure aimed at.",
        "polarity": f"{_POLARITY}. Left out: lower.",
        "amber": "Margin as a fraction of the target (left out: 0.05).",
    },
    category=CATEGORY,
    source="Safer Hillingdon Partnership Plan 2017/18, appendix 1: target beside quarterly figures",
)
def rag_target(actual: Number, target: Number, polarity: Polarity = "lower", amber: Number = 0.05) -> Cell:
    """A figure that equals its target has met it."""
    if amber < 0:
        raise CellFault(CellError.NUM)
    if polarity == "monitor":
        return "Monitor"
    missed_by = (exact(actual) - exact(target)) * -_GOOD_SIGN[polarity]
    return _by_distance(missed_by, exact(amber) * abs(exact(target)))


@excel_function(
    "RAG_BAND",
    example="=RAG_BAND(0.25,0.28,0.4,0.03)",
    help="Green: inside the band, ends included. Amber: within the margin outside it. Red: further out.",
    args={
        "value": "The figure.",
        "low": "Lower end of the band.",
        "high": "Upper end of the band.",
        "margin": "How far outside is Amber, in the figure's own units: 0.03 is 3 points (left out: 0).",
    },
    category=CATEGORY,
    source="Safer Hillingdon Partnership Plan 2017/18, theme 4: SafeLives recommendation for repeat MARAC cases",
)
def rag_band(value: Number, low: Number, high: Number, margin: Number = 0) -> Cell:
    """Too much is as bad as too little."""
    if margin < 0 or low > high:
        raise CellFault(CellError.NUM)
    outside_by = max(exact(low) - exact(value), exact(value) - exact(high))
    return _by_distance(outside_by, exact(margin))


def _by_distance(distance: Decimal, margin: Decimal) -> str:
    if distance <= 0:
        return "Green"
    return "Amber" if distance <= margin else "Red"


@excel_function(
    "SHARE_TARGET",
    example="=SHARE_TARGET(19,25,0.75)",
    help="Met or Not met when the whole confidence interval of a share lies on one side of its target, "
    "else Too close to say.",
    args={
        "part": "The part, for example clients with a lower score.",
        "whole": "The whole, for example closed cases.",
        "target": "The share aimed at, as a fraction.",
        "level": LEVEL,
        "polarity": f"{_POLARITY}. Left out: higher.",
    },
    category=CATEGORY,
    source="APHO Technical Briefing 3 (2008): a share differs from a benchmark that lies outside its interval",
)
def share_target(
    part: Number, whole: Number, target: Number, level: Number = 0.95, polarity: Polarity = "higher",
) -> Cell:
    """A share of few cases is judged with its interval, never alone."""
    lower, upper = (exact(limit) for limit in wilson_limits(part, whole, level))
    aim = exact(target)
    if not 0 <= aim <= 1:
        raise CellFault(CellError.NUM)
    if polarity == "monitor":
        return "Monitor"
    reached, failed = (lower >= aim, upper < aim) if polarity == "higher" else (upper <= aim, lower > aim)
    if reached:
        return "Met"
    return "Not met" if failed else "Too close to say"


@excel_function(
    "MILESTONE",
    example='=MILESTONE("Nov-17","Not complete","Dec-17")',
    help="Complete, Overdue, Due this month or Not yet due. Complete: complete, completed, held, launched or done.",
    args={
        "due": "The month in which it is due.",
        "status": "What is reported of it; nothing reported is not complete.",
        "as_at": "The month of the report.",
    },
    category=CATEGORY,
    source="Safer Hillingdon Partnership Plan 2017/18, theme 4: milestones with a date and a status",
)
def milestone(due: Month, status: Label, as_at: Month) -> Cell:
    """Only the whole status counts: Not complete is not complete."""
    if status.strip().lower() in _DONE:
        return "Complete"
    if due == as_at:
        return "Due this month"
    return "Overdue" if due < as_at else "Not yet due"
