"""Peers: an area among similar ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Literal

from cspxl.facts import london, most_similar_groups, same_name
from cspxl.functions.rates import check_denominator
from cspxl.functions.windows import complete, vector
from cspxl.registry import Best, Month, Range, Result, Text, excel_function
from cspxl.values import Cell, CellError, CellFault, Grid, exact, is_blank, is_unavailable

CATEGORY = "CSP peers"
AREA = "The area to rank; a cell or a range."
AREAS = "The areas: one row or column of names."
VALUES = "The value of each area."
DENOMINATORS = "Population or households of each area: rates are ranked. Left out: values are ranked as they are."
BEST = "lowest (left out) or highest: which value has rank 1."
GROUP = "Names of a group: only its members are ranked."
GLOSSARY = "Barnet performance dashboard glossary, April 2017: peer comparison, similar group rank, London rank"


class _Ranking:
    """The values of all members of a group, and where each stands among them."""

    def __init__(self, areas: Grid, values: Grid, denominators: Grid | None, group: Grid | None) -> None:
        names, figures = vector(areas), vector(values)
        wholes = vector(denominators) if denominators is not None else None
        if len(figures) != len(names) or (wholes is not None and len(wholes) != len(names)):
            raise CellFault(CellError.VALUE)
        places = _places(names, figures)
        wanted = _members(group) if group is not None else list(places)
        self._of = dict(zip(wanted, _figures(wanted, places, figures, wholes), strict=True))

    def __len__(self) -> int:
        return len(self._of)

    def place(self, area: Cell, best: str) -> tuple[int, bool]:
        """Competition rank of the area (1 is the best) and whether it is shared."""
        if isinstance(area, CellError):
            raise CellFault(area)
        if is_unavailable(area):
            raise CellFault(CellError.NA)
        if not isinstance(area, str):
            raise CellFault(CellError.VALUE)
        mine = self._of.get(same_name(area))
        if mine is None:
            raise CellFault(CellError.NA)
        better = [value < mine if best == "lowest" else value > mine for value in self._of.values()]
        return 1 + sum(better), sum(value == mine for value in self._of.values()) > 1


def _names(cells: Iterable[Cell]) -> list[str | None]:
    """Names as they are compared; None for a blank."""
    found: list[str | None] = []
    for cell in cells:
        if isinstance(cell, CellError):
            raise CellFault(cell)
        if not is_blank(cell) and not isinstance(cell, str):
            raise CellFault(CellError.VALUE)
        found.append(same_name(cell) if isinstance(cell, str) and not is_blank(cell) else None)
    return found


def _places(names: Sequence[Cell], figures: Sequence[Cell]) -> dict[str, int]:
    """The place of each area in a range; an area listed twice, or a value without a name, is #VALUE!."""
    places: dict[str, int] = {}
    for place, name in enumerate(_names(names)):
        if name is None:
            if not is_blank(figures[place]):
                raise CellFault(CellError.VALUE)
            continue
        if name in places:
            raise CellFault(CellError.VALUE)
        places[name] = place
    return places


def _members(group: Grid) -> list[str]:
    members = [name for name in _names(cell for row in group for cell in row) if name is not None]
    if len(set(members)) < len(members):
        raise CellFault(CellError.VALUE)
    return members


def _figures(
    wanted: Sequence[str], places: dict[str, int], figures: Sequence[Cell], wholes: Sequence[Cell] | None,
) -> list[Decimal]:
    """The value or rate of every member; one that is missing is #N/A, for a rank within half a group is no rank.

    Decimals, because 0.1 / 0.3 ties with 1 / 3.
    """
    columns = [figures] if wholes is None else [figures, wholes]
    found = [places.get(name) for name in wanted]
    cells = [None if place is None else column[place] for place in found for column in columns]
    numbers = complete(cells)
    if wholes is None:
        return [exact(value) for value in numbers]
    for whole in numbers[1::2]:
        check_denominator(whole)
    return [exact(part) / exact(whole) for part, whole in zip(numbers[::2], numbers[1::2], strict=True)]


def _for_each(area: Grid, answer: Callable[[Cell], Cell]) -> Result:
    """One answer for each area asked for, in the same shape."""

    def one(cell: Cell) -> Cell:
        try:
            return answer(cell)
        except CellFault as fault:
            return fault.error

    answers = [[one(cell) for cell in row] for row in area]
    return answers if len(answers) > 1 or len(answers[0]) > 1 else answers[0][0]


@excel_function(
    "PEER_RANK",
    example='=PEER_RANK("Barnet",{"Barnet";"Brent";"Harrow"},{3272;2727;1985},{379806;324851;247694})',
    help="Rank of an area among its peers, 1 is the best; equal areas share a rank. #N/A when a member has no value.",
    args={
        "area": AREA,
        "areas": AREAS,
        "values": VALUES,
        "denominators": DENOMINATORS,
        "best": BEST,
        "group": GROUP,
    },
    category=CATEGORY,
    source=GLOSSARY,
)
def peer_rank(
    area: Range,
    areas: Range,
    values: Range,
    denominators: Range | None = None,
    best: Best = "lowest",
    group: Range | None = None,
) -> Result:
    """Competition rank (1224) of the value, or of value / denominator, at full precision."""
    ranking = _Ranking(areas, values, denominators, group)
    return _for_each(area, lambda cell: ranking.place(cell, best)[0])


@excel_function(
    "PEER_RANK_TEXT",
    example='=PEER_RANK_TEXT("Barnet",{"Barnet";"Brent";"Harrow"},{3272;2727;1985},,,"both")',
    help="Rank in words: 14 of 15, 14/15, or 28 of 32 (5th highest). A shared rank reads 14= of 15.",
    args={
        "area": AREA,
        "areas": AREAS,
        "values": VALUES,
        "denominators": DENOMINATORS,
        "best": BEST,
        "style": "of (left out), slash, or both: the bracket counts from the highest value.",
        "group": GROUP,
    },
    category=CATEGORY,
    source="Barking and Dagenham call-over report, June 2017, section 2: benchmark MSG / MET",
)
def peer_rank_text(
    area: Range,
    areas: Range,
    values: Range,
    denominators: Range | None = None,
    best: Best = "lowest",
    style: Literal["of", "slash", "both"] = "of",
    group: Range | None = None,
) -> Result:
    """A shared rank carries an equals sign."""
    ranking = _Ranking(areas, values, denominators, group)

    def words(cell: Cell) -> str:
        rank, shared = ranking.place(cell, best)
        mark = "=" if shared else ""
        if style == "slash":
            return f"{rank}{mark}/{len(ranking)}"
        text = f"{rank}{mark} of {len(ranking)}"
        if style == "both":
            place = ranking.place(cell, "highest")[0]
            text += " (highest)" if place == 1 else f" ({_ordinal(place)} highest)"
        return text

    return _for_each(area, words)


def _ordinal(rank: int) -> str:
    if rank % 100 in {11, 12, 13}:
        return f"{rank}th"
    return f"{rank}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(rank % 10, 'th') }"


@excel_function(
    "PEER_GROUP",
    example='=INDEX(PEER_GROUP("Barnet"),2)',
    help="The members of an area's peer group, the area first. #N/A for an unknown area or before the list's date.",
    args={
        "area": "The area whose group it is.",
        "group": "msg (left out): most similar group; london: the 32 boroughs.",
        "as_at": "A month: #N/A when the list is newer. Left out: the newest list.",
    },
    category=CATEGORY,
    source=GLOSSARY,
)
def peer_group(area: Text, group: Literal["msg", "london"] = "msg", as_at: Month | None = None) -> Result:
    """Document order for a most similar group; order of name for London."""
    name = same_name(area)
    peers = london() if group == "london" else most_similar_groups().get(name)
    if peers is None or (as_at is not None and as_at < peers.since):
        raise CellFault(CellError.NA)
    own = [member for member in peers.members if same_name(member) == name]
    if not own:
        raise CellFault(CellError.NA)
    return [[member] for member in [*own, *(member for member in peers.members if member not in own)]]
