"""What a row of a table says of its own figures: targets from a baseline, changes told in words, directions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Final

from cspxl.audit.clauses import clauses
from cspxl.audit.columns import later
from cspxl.audit.directions import DOWN, UP, direction_of
from cspxl.audit.documents import Cell, Row, sentences
from cspxl.audit.figures import Figure, figures
from cspxl.audit.judging import Stated, Verified, change_of, compared, part, percentage, shown, whole
from cspxl.audit.tables import Block, amount_in, figure_in, percent_in
from cspxl.functions.checking import stated_places

_YEARLY: Final = re.compile(
    r"per annum|p\.?a\.?\b|each year|every year|a year|annually|per year|by \d|year on year|\d{4}", re.IGNORECASE
)
_OVER_YEARS: Final = re.compile(r"over (?:the )?(?:next )?(?:\d|two|three|four|five)", re.IGNORECASE)
_WORD: Final = re.compile(r"[a-z]{5,}")
_COMMON: Final = frozenset(
    [
        "increase",
        "increased",
        "reduce",
        "reduced",
        "number",
        "their",
        "there",
        "which",
        "other",
        "cases",
        "police",
        "borough",
        "within",
        "years",
        "total",
    ]
)
_WANTED: Final = re.compile(r"polarity|better|wanted|wished|good|aim|target|should", re.IGNORECASE)
_SHORT_DIRECTION: Final = re.compile(
    rf"(?:small |slight |large |significant |overall |an? )?(?:(?P<up>{UP})|(?P<down>{DOWN}))\b(?:\s+(?:vs\.?"
    rf"|versus|on|in|from|since|compared)\b.*)?",
    re.IGNORECASE,
)


def rows_verified(block: Block) -> Iterator[Stated]:
    """Each row against its own words."""
    targets = [at for at in range(block.width) if re.search(r"\btarget\b", block.heading(at), re.IGNORECASE)]
    baselines = [at for at in range(block.width) if re.search(r"\bbaseline\b", block.heading(at), re.IGNORECASE)]
    for row in block.rows:
        if targets and baselines and targets[-1] < len(row.cells):
            yield from _target(row, targets[-1], baselines[0])
        if baselines:
            yield from _told(row, baselines[0])
        yield from _directions(block, row)


def _target(row: Row, target: int, baseline: int) -> Iterator[Stated]:
    """A target that is so many per cent below or above the baseline; it may be rounded to either side."""
    stated = figure_in(row.cells[target])
    base = figure_in(row.cells[baseline]) if baseline < len(row.cells) else None
    percents = [figure for figure in figures(row.label) if figure.kind == "percent"]
    direction = direction_of(row.label)
    if stated is None or base is None or len(percents) != 1 or not direction or stated.kind != base.kind:
        return
    if not _YEARLY.search(row.label) or (
        _OVER_YEARS.search(row.label)
        and "per annum" not in row.label
        and "each year" not in row.label
        and "a year" not in row.label
        and "per year" not in row.label
    ):
        return
    share = percents[0].value / 100 * direction
    given = [base.value * (1 + share)] + (
        [base.value + percents[0].value * direction] if base.kind == "percent" else []
    )
    right = any(abs(stated.value - value) < max(stated.step, base.step) for value in given)
    places = stated_places(stated.value)
    sum_of = f"{base.text.strip()} {'plus' if direction > 0 else 'less'} {percents[0].text.strip()}"
    told = f"{sum_of} is {shown(given[0], max(places, 1))}"
    yield whole(row, target, "target", Verified("ok" if right else "wrong", stated.text, shown(given[0], places), told))


def _told(row: Row, baseline: int) -> Iterator[Stated]:
    """A change that a row tells in words against every change between its figures."""
    amounts = [found for cell in row.cells[1:] if (found := _leading(cell))]
    base = _leading(row.cells[baseline]) if baseline < len(row.cells) else None
    if len(amounts) < 2 or base is None or base is amounts[-1] or base.value == 0:
        return
    for cell in row.cells[1:]:
        for sentence in sentences(cell.text):
            for clause in clauses(sentence.text, sentence.offset):
                changes = clause.of("change")
                only = len(changes) == 1 and not clause.of("now", "before", "difference", "plain", "level")
                if (
                    only
                    and changes[0].figure.kind == "percent"
                    and changes[0].direction
                    and _is_about(row.label, clause.text)
                ):
                    yield part(
                        cell,
                        clause.text,
                        clause.offset,
                        "row",
                        _any_pair(amounts, base, changes[0].figure, changes[0].direction),
                    )


def _leading(cell: Cell) -> Figure | None:
    """The figure with which a short cell begins: "18 per 10000"."""
    if found := figure_in(cell):
        return found if found.kind == "count" else None
    found_all = [figure for figure in figures(cell.text) if figure.kind != "base"]
    return found_all[0] if len(found_all) == 1 and found_all[0].kind == "count" and len(cell.text) < 25 else None


def _is_about(label: str, text: str) -> bool:
    """Whether words speak of what the row is about: they name its base, or two of its words."""
    per = re.compile(r"\bper (\d[\d,]*)")
    bases = [{found.replace(",", "") for found in per.findall(one)} for one in (label, text)]
    shared = set(_WORD.findall(label.lower())) & set(_WORD.findall(text.lower())) - _COMMON
    return bool(bases[0] & bases[1]) or len(shared) > 1


def _any_pair(amounts: Sequence[Figure], base: Figure, stated: Figure, sign: int) -> Verified:
    """A change that no two figures of the row give is wrong; shown is that from the baseline to the latest."""
    pairs = [(now, before, change_of(now.span, before.span)) for before, now in permutations(amounts, 2)]
    right = any(given is not None and compared(stated, sign, given) != "wrong" for _, _, given in pairs)
    text = f"{shown(stated.value * sign, stated_places(stated.value), signed=True)}%"
    latest = change_of(amounts[-1].span, base.span)
    if right or latest is None:
        return Verified("ok", text, text, "two figures of the row give it")
    given = percentage(latest, stated)
    row = ", ".join(one.text.strip() for one in amounts)
    return Verified(
        "wrong",
        text,
        given,
        f"{base.text.strip()} to {amounts[-1].text.strip()} is {given}, and no two of {row} give {text}",
    )


def _directions(block: Block, row: Row) -> Iterator[Stated]:
    """Words such as "Increase vs. previous year" beside changes that all went the other way."""
    moves = list(_moves(block, row))
    for column, cell in enumerate(row.cells[1:], start=1):
        points = [point.strip(" •\t") for point in cell.text.split("•") if point.strip(" •\t")]
        word = _SHORT_DIRECTION.fullmatch(points[0]) if len(points) == 1 else None
        wanted = _WANTED.search(block.heading(column))
        if word is None or wanted or not moves or re.search(r"\d", cell.text):
            continue
        said = "up" if word["up"] else "down"
        moved = {"up" if sign > 0 else "down" for sign, _ in moves}
        told = f"the row has {', '.join(text for _, text in moves)}"
        if said not in moved:
            yield whole(row, column, "direction", Verified("wrong", said, moved.pop(), told))
        elif len(moved) == 1:
            yield whole(row, column, "direction", Verified("ok", said, said, told))


def _moves(block: Block, row: Row) -> Iterator[tuple[int, str]]:
    """Which way each change of a row went: its signed percentages, and two amounts whose headings tell the later."""
    for at in range(1, len(row.cells)):
        found = percent_in(row, at)
        if found and found.sign:
            yield found.sign, f"{'+' if found.sign > 0 else '-'}{found.text.strip()}"
    amounts = [(at, found) for at in range(1, len(row.cells)) if (found := amount_in(row, at))]
    if len(amounts) == 2:
        (first, one), (second, other) = amounts
        order = later(block.heading(first), block.heading(second))
        sign = order * ((one.value > other.value) - (one.value < other.value))
        if sign:
            now, before = (one, other) if order > 0 else (other, one)
            yield sign, f"{now.text.strip()} against {before.text.strip()}"
