"""Amounts from other amounts in running text: unit costs, and rates per so many people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from cspxl.audit.documents import Cell, Document, Sentence, sentences
from cspxl.audit.figures import Figure, Span, figures
from cspxl.audit.hedges import place
from cspxl.audit.judging import Stated, Verified, compared, part, share_of, span_shown
from cspxl.functions.checking import stated_places

_UNIT: Final = re.compile(
    r"\b(?:each|every|a single|one)\s+(?!(?:at|for|and|in|to|of|on|with)\b)(?P<thing>[a-z]+(?: "
    r"[a-z]+)?)\b[^.;\d£]{0,40}?\b(?:costs?|costed|priced"
    r"|valued|estimated)\b[^.;\d£$€]*$"
    r"|\b(?:unit cost|cost|price)\s+(?:of|per|for)\s+(?:each |every |an? |one )?(?P<thing2>[a-z]+(?: "
    r"[a-z]+)?)\s+(?:is|was|of|being|at)\b[^.;\d£$€]*$",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(
    r"\b(?:cost(?:s|ing)?|spen(?:ds?|t|ding)|totall?(?:s|ing)|worth|saving|saved|equates? to|amount(?:s|ing)? to"
    r"|came to|a total of)\b[^.;\d£$€]*$",
    re.IGNORECASE,
)
_EACH: Final = re.compile(r"\s*(?:each|apiece|per (?!year|annum|month|week|1)\w+)\b", re.IGNORECASE)
_AT: Final = re.compile(r"\bunit (?:price|cost) of\s*$|\bat (?:a (?:price|cost) of )?\s*$", re.IGNORECASE)
_RANKED: Final = re.compile(r"\brank|\d\s?/\s?\d", re.IGNORECASE)  # "4/32 per 1,000" is a place by a rate
_POPULATION: Final = re.compile(r"\s*(?:[a-z-]+ ){0,2}(?:residents|people|households|inhabitants)\b", re.IGNORECASE)


class _Cost(NamedTuple):
    """So many things that cost so much together."""

    cell: Cell
    sentence: Sentence
    things: Figure
    total: Figure
    unit: Figure


def amounts_verified(document: Document) -> Iterator[Stated]:
    """Unit costs over the whole document, rates within their sentences."""
    told = [(cell, sentence) for row in document.rows for cell in row.cells for sentence in sentences(cell.text)]
    units = {thing: unit for _, sentence in told for thing, unit in _units(sentence.text)}
    costs = [cost for cell, sentence in told for cost in _costs(cell, sentence, units)]
    for cost in costs:
        step = min(_precision(other.total) for other in costs if other.unit is cost.unit)
        yield part(cost.cell, *cost.sentence, "unit cost", _multiplied(cost, step))
    for cell, sentence in told:
        outcome = _rate(sentence.text)
        if outcome is not None:
            yield part(cell, *sentence, "rate", outcome)


def _units(text: str) -> Iterator[tuple[str, Figure]]:
    """What one thing costs: "each burglary costs an average of £1,500"."""
    for figure in figures(text):
        if figure.kind == "money" and (found := _UNIT.search(text[: figure.start])):
            for word in (found["thing"] or found["thing2"]).split():
                yield _singular(word), figure


def _singular(noun: str) -> str:
    """The noun as one of its kind: burglaries, burglary."""
    word = noun.lower()
    return (
        f"{word[:-3]}y"
        if word.endswith("ies")
        else word[:-1]
        if word.endswith("s") and not word.endswith("ss")
        else word
    )


def _costs(cell: Cell, sentence: Sentence, units: Mapping[str, Figure]) -> Iterator[_Cost]:
    """The counts and amounts of a sentence that belong together, where it has one of each."""
    found = figures(sentence.text)
    counted = [figure for figure in found if figure.kind == "count"]
    money = [figure for figure in found if figure.kind == "money"]
    each = [
        figure
        for figure in money
        if _EACH.match(sentence.text[figure.end :]) or _AT.search(sentence.text[: figure.start])
    ]
    totals = [figure for figure in money if figure not in each]
    if len(counted) != 1 or len(totals) != 1 or not _TOTAL.search(sentence.text[: totals[0].start]) or counted[0].hedge:
        return
    unit = each[0] if len(each) == 1 else units.get(_singular(counted[0].noun)) if not each else None
    if unit is not None and not _UNIT.search(sentence.text[: totals[0].start]):
        yield _Cost(cell, sentence, counted[0], totals[0], unit)


def _precision(figure: Figure) -> Decimal:
    """The place to which an amount is told, by the noughts at its end."""
    return max(figure.step, place(figure.value))


def _multiplied(cost: _Cost, step: Decimal) -> Verified:
    """The product; a total is as precise as the most precise of its kind."""
    value = cost.things.value * cost.unit.value
    slack = max(step, cost.total.step) / 2
    if cost.unit.step != 1:
        slack += cost.things.value * cost.unit.step / 2
    reach = cost.total.span if cost.total.hedge else Span(cost.total.value - slack, cost.total.value + slack)
    right = reach.low <= value <= reach.high
    recomputed = f"£{value:,f}"
    detail = f"{cost.things.text} × {cost.unit.text} is {recomputed}"
    return Verified("ok" if right else "wrong", cost.total.text, recomputed, detail)


def _rate(text: str) -> Verified | None:
    """A rate with the count and the population that give it, in one sentence."""
    found = figures(text)
    bases = [figure for figure in found if figure.kind == "base"]
    amounts = [figure for figure in found if figure.kind == "count"]
    unread = any(figure.kind in {"percent", "unreadable"} for figure in found)
    if len(bases) != 1 or len(amounts) != 3 or unread or _RANKED.search(text):
        return None
    base = bases[0]
    rates = [
        figure
        for figure in amounts
        if figure.end < base.start and re.fullmatch(r"[^\d.;]{0,40}", text[figure.end : base.start])
    ]
    people = [figure for figure in amounts if _is_population(figure, text, base)]
    if not rates or len(people) != 1 or people[0] is rates[-1]:
        return None
    counted = next(figure for figure in amounts if figure not in (rates[-1], people[0]))
    given = share_of(
        counted.span,
        _populous(people[0]),
        int(base.value) * (1000 if base.text.lower().endswith("k") and base.value < 1000 else 1),
    )
    if given is None or counted.value > people[0].value:
        return None
    recomputed = span_shown(given, stated_places(rates[-1].value))
    told = f"{counted.text} among {people[0].text} is {recomputed} per {base.text}"
    return Verified(compared(rates[-1], 1, given), f"{rates[-1].text} per {base.text}", recomputed, told)


def _is_population(figure: Figure, text: str, base: Figure) -> bool:
    """Whether a figure counts the people that a rate is per."""
    before = re.search(r"\b(?:population|households)\b[^.;\d]{0,25}$", text[: figure.start], re.IGNORECASE)
    return (
        bool(before or _POPULATION.match(text, figure.end))
        and figure.value >= base.value / 10
        and figure.end != base.start
    )


def _populous(figure: Figure) -> Span:
    """A population is as precise as its noughts say."""
    step = _precision(figure)
    return figure.span if step == 1 else Span(figure.value - step / 2, figure.value + step / 2)
