"""What the audit says of a statement, and how a stated figure is held against what others give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Final, Literal, NamedTuple, TypeAlias

from cspxl.audit.documents import Cell, Row
from cspxl.audit.figures import Figure, Span
from cspxl.functions.checking import judged, stated_places
from cspxl.values import exact, round_half_away

_LONGEST: Final = 60  # signs of a row's label that a statement repeats
Verdict: TypeAlias = Literal["ok", "wrong", "truncated", "impossible", "conflict", "stale", "revised"]


@dataclass(frozen=True)
class Verified:
    """The outcome of one piece of arithmetic, before it is known where it stands."""

    verdict: Verdict
    stated: str
    recomputed: str
    detail: str


@dataclass(frozen=True)
class Judgement:
    """One statement, recomputed: what is stated, what the other figures give, and the arithmetic in ``detail``.

    It stands at ``start`` to ``end`` of a cell's text.
    """

    file: str
    cell: Cell
    start: int
    end: int
    rule: str
    outcome: Verified
    about: str = ""

    @property
    def verdict(self) -> Verdict:
        """What came of it."""
        return self.outcome.verdict

    @property
    def is_finding(self) -> bool:
        """Whether something is the matter with it."""
        return self.verdict != "ok"

    @property
    def line(self) -> int:
        """The line of the file on which it starts."""
        return self.cell.line_at(self.start)

    @property
    def where(self) -> str:
        """The place as a reader finds it: a line, a page or a cell."""
        return self.cell.where or f"line {self.line}"

    @property
    def statement(self) -> str:
        """The text that states it, on one line, with what its row is about."""
        text = " ".join(self.cell.text[self.start : self.end].split()).strip("• ")
        return f"{self.about}: {text}" if self.about else text

    @property
    def told(self) -> str:
        """The finding in words."""
        recomputed = f", recomputed {self.outcome.recomputed}" if self.outcome.recomputed else ""
        return f"stated {self.outcome.stated}{recomputed}: {self.outcome.detail}"

    def as_data(self) -> Mapping[str, str | int]:
        """The fields as JSON has them."""
        place = {"file": self.file, "line": self.line, "where": self.where, "statement": self.statement}
        return {**place, **asdict(self.outcome), "rule": self.rule}


class Stated(NamedTuple):
    """A statement, at ``start`` to ``end`` of a cell's text, and what came of it."""

    cell: Cell
    start: int
    end: int
    rule: str
    outcome: Verified
    about: str = ""


def whole(row: Row, column: int, rule: str, outcome: Verified) -> Stated:
    """A cell of a table that is one statement, about what its row is called; a row without a name has its figures."""
    cell = row.cells[column]
    others = "" if row.cells[0].text else " ".join(one.text for one in row.cells if one is not cell)
    label = " ".join((row.label or others).split())
    about = label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
    return Stated(cell, 0, len(cell.text), rule, outcome, "" if cell.text == row.label else about)


def part(cell: Cell, text: str, offset: int, rule: str, outcome: Verified) -> Stated:
    """A statement within a cell: its text, and its offset there."""
    return Stated(cell, offset, offset + len(text.rstrip()), rule, outcome)


def compared(stated: Figure, sign: int, given: Span) -> Verdict:
    """Whether a stated figure is what others give: rounded, or only when it is cut off."""
    value = stated.value * sign
    if given.exact and not stated.hedge:
        return judged(value, given.low)
    low, high = stated.span.low * sign, stated.span.high * sign
    if given.meets(Span(min(low, high), max(low, high))):
        return "ok"
    beyond = value + stated.step * sign
    return "truncated" if not stated.hedge and given.meets(Span(min(value, beyond), max(value, beyond))) else "wrong"


def change_of(now: Span, before: Span) -> Span | None:
    """The percentage changes that the two may have between them; None from nothing."""
    if before.low <= 0:
        return None
    ends = [(one - other) / other * 100 for one in (now.low, now.high) for other in (before.low, before.high)]
    return Span(min(ends), max(ends))


def share_of(part: Span, whole: Span, per: int = 100) -> Span | None:
    """The shares that a part may have of a whole, per so many; None of nothing."""
    if whole.low <= 0:
        return None
    ends = [one / other * per for one in (part.low, part.high) for other in (whole.low, whole.high)]
    return Span(min(ends), max(ends))


def shown(value: Decimal, places: int, *, signed: bool = False) -> str:
    """A recomputed figure at the decimals of the stated one."""
    rounded = round_half_away(exact(value), places)
    return f"{rounded:+,f}" if signed and rounded else f"{rounded or abs(rounded):,f}"


def span_shown(span: Span, places: int, *, signed: bool = False) -> str:
    """What figures give: one value, or from which to which."""
    low, high = shown(span.low, places, signed=signed), shown(span.high, places, signed=signed)
    return low if low == high else f"{low} to {high}"


def percentage(span: Span, stated: Figure, *, signed: bool = True) -> str:
    """The recomputed percentage as a report would have it."""
    return f"{span_shown(span, stated_places(stated.value), signed=signed)}%"


def best(outcomes: Iterable[Verified]) -> Verified | None:
    """The kindest outcome: a statement is right when any reading of it is."""
    return min(outcomes, key=lambda one: rank(one.verdict), default=None)


def rank(verdict: Verdict) -> int:
    """How grave a verdict is: 0 where nothing is the matter."""
    return {"ok": 0, "truncated": 1}.get(verdict, 2)
