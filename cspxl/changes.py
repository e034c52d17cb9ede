"""Input cells of a workbook changed as a person types into them: read, held against the cells' own rules, refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeGuard

from cspxl.engine import Finding, Plan
from cspxl.engine.addresses import cell_text, full_address, split_area, unquoted
from cspxl.engine.comparison import order
from cspxl.engine.dates import DAYS_1904, LAST_SERIAL, civil, clock
from cspxl.engine.entry import typed
from cspxl.engine.ranges import Array
from cspxl.engine.semantics import incoming, number_text, to_text
from cspxl.engine.shared import moved
from cspxl.errors import InputError, UsageError
from cspxl.facts import boroughs, why_no_borough
from cspxl.tokens import FormulaError
from cspxl.values import Cell, CellError
from cspxl.workbook.cell_rules import CellRules, Validation, cell_rules
from cspxl.workbook.cell_xml import Place
from cspxl.workbook.stamp import Stamper

# The sheet up to the first ``!`` before a cell and its equals sign; in quotes, whatever it holds.
_CHANGE: Final = re.compile(
    r"(?P<cell>(?:'(?:[^']|'')+'|.+?)!\$?[A-Za-z]{1,3}\$?\d{1,7})=(?P<text>.*)", re.DOTALL | re.ASCII
)
_LITERAL_LIST: Final = re.compile(r'"((?:[^"]|"")*)"')
_WORDS: Final = {
    "between": "between {} and {}", "notBetween": "not between {} and {}", "equal": "{}", "notEqual": "not {}",
    "greaterThan": "above {}", "lessThan": "below {}", "greaterThanOrEqual": "{} or more",
    "lessThanOrEqual": "{} or less",
}  # fmt: skip
_KINDS: Final = {
    "whole": "a whole number", "decimal": "a number", "date": "a date", "time": "a time",
    "textLength": "a text with a number of letters",
}  # fmt: skip
_MOST_SHOWN: Final = 6
_SHOWN_OTHERWISE: Final = re.compile(r"[%£/:]|[a-z]{3}|\d [ap]m?\b|\d-\d", re.IGNORECASE)  # a date, time, share, sum


@dataclass(frozen=True)
class Change:
    """A cell, its sheet spelled as the workbook has it; what was typed into it; what it holds now; its rules."""

    address: str
    place: Place
    text: str
    value: Cell
    rules: CellRules


def make_changes(plan: Plan, workbook: Path, written: Sequence[str]) -> Sequence[Change]:
    """Set the cells of ``Sheet!B2=VALUE``; once it is calculated, ``doubts`` holds them against their validations.

    Raises UsageError for what is no change, InputError for a cell that takes none, or not this one.
    """
    if not written:
        return []
    stamper = Stamper(workbook)
    parted = [_parted(text) for text in written]
    cells = [plan.cell(cell) for cell, _ in parted]
    for at, cell in enumerate(cells):
        if cell in cells[:at]:
            raise UsageError(f"{full_address(*cell)} is set twice, and only one value can count: set it once")
    wanted: dict[str, list[Place]] = {}
    for sheet, row, column in cells:
        wanted.setdefault(stamper.sheets[sheet], []).append((row, column))
    rules = cell_rules(stamper.package, wanted)
    changes = []
    for (sheet, row, column), (_, text) in zip(cells, parted, strict=True):
        address, of_cell = full_address(sheet, row, column), rules[stamper.sheets[sheet], (row, column)]
        value = _value(address, text, of_cell, date1904=plan.date1904)
        plan.set(address, value)
        changes.append(Change(address, (row, column), text, value, of_cell))
        if beside := _built_beside(plan, sheet, row, column):
            plan.set(beside, value)
    return changes


def _built_beside(plan: Plan, sheet: str, row: int, column: int) -> str | None:
    """Where a report of ours notes what it is built for, for one of the cells that its lists belong to."""
    chosen, built = (next(iter(plan.named(name).values()), "") for name in ("chosen_cells", "built_cells"))
    its_sheet, _, cells = chosen.rpartition("!")
    there, notes = split_area(cells.replace("$", "")), split_area(built.rpartition("!")[2].replace("$", ""))
    if there is None or notes is None or unquoted(its_sheet) != sheet or column != there[1]:
        return None
    down = row - there[0]
    return full_address(sheet, notes[0] + down, notes[1]) if 0 <= down <= there[2] - there[0] else None


def _parted(written: str) -> tuple[str, str]:
    """The cell and the text of ``'Sheet name'!B2=VALUE``."""
    found = _CHANGE.fullmatch(written)
    if not found:
        raise UsageError(f"--set '{written}' is no change: write it as 'Sheet!B2=VALUE'")
    return found["cell"], found["text"]


def _value(address: str, text: str, rules: CellRules, *, date1904: bool) -> Cell:
    """What the cell holds after the text is typed into it. Raises InputError."""
    if rules.locked:
        raise InputError(f"{address} is locked on a protected sheet: set an input cell, or unprotect the sheet first")
    if rules.merged_into:
        raise InputError(f"{address} is hidden in the merged cell {cell_text(*rules.merged_into)}: set that")
    try:
        value = typed(text, date1904=date1904, as_text=rules.as_text)
    except InputError as fault:
        raise InputError(f"{address}: {fault}") from None
    if rules.as_percent and _is_number(value) and _SHOWN_OTHERWISE.search(text.replace("%", "")):
        raise InputError(f"{address} shows percentages, and “{text}” is none: write one, such as 12%")
    if rules.as_percent and _is_number(value) and "%" not in text and abs(value) >= 1:
        raise InputError(
            f"{address} shows percentages, and whether “{text}” is {text}% or a hundred times that depends on the "
            f"machine's settings: write it with its sign, such as {text}%"
        )
    return value


def looks(changes: Sequence[Change]) -> Sequence[str]:
    """A line for each value that its cell shows otherwise than it was typed: a date as the number of its day.

    Excel gives a cell without a format that of what is typed into it; here a workbook's formats stay as they are.
    """
    return [
        f"{change.address} holds “{change.text}” and shows {to_text(incoming(change.value))}: its format is General; "
        "give the cell a format in Excel"
        for change in changes
        if change.rules.general and _is_number(change.value) and _SHOWN_OTHERWISE.search(change.text)
    ]


def _is_number(cell: Cell) -> TypeGuard[float]:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def doubts(plan: Plan, changes: Sequence[Change]) -> Sequence[Finding]:
    """A finding for each value that its cell's validation only warns of, or that cannot be held against it.

    Raises InputError, with the validation's own message, for one that it stops.
    """
    found = []
    for change in changes:
        for validation in change.rules.validations:
            asked = _Asked(plan, change, validation)
            try:
                if asked.takes():
                    continue
                message = asked.message()
            except InputError as fault:
                found.append(Finding(change.address, "set unchecked", f"its validation cannot be worked out: {fault}"))
                continue
            if validation.stops:
                raise InputError(f"{change.address} does not take “{change.text}”: {message}")
            found.append(Finding(change.address, "doubtful input", f"“{change.text}”: {message}"))
    return found


class _Asked:
    """One validation asked about one change, in the calculated workbook."""

    def __init__(self, plan: Plan, change: Change, validation: Validation) -> None:
        self.plan, self.change, self.validation = plan, change, validation
        self.value = incoming(change.value)

    def takes(self) -> bool:
        """Whether the rule of a cell lets a value in. Raises InputError where that cannot be worked out."""
        kind, value = self.validation.kind, self.value
        if not self.validation.formulas:
            return True
        if value is None:
            return self.validation.allow_blank
        if kind == "custom":
            answer = self._answer(0)
            return isinstance(answer, bool | float) and bool(answer)
        if isinstance(value, CellError):
            return False
        if kind == "list":
            return self._is_listed(value)
        number = float(len(to_text(value))) if kind == "textLength" else value
        if not isinstance(number, float) or (kind == "whole" and not number.is_integer()):
            return False
        limits = [self._limit(at) for at in range(len(self.validation.formulas))]
        known = [limit for limit in limits if limit is not None]
        return len(known) < len(limits) or _within(self.validation.operator, number, known)

    def message(self) -> str:
        """The validation's own words, else what it lets in; and why a name is none of the boroughs in its list."""
        own = ": ".join(filter(None, (self.validation.title, self.validation.error)))
        items = self._items() if self.validation.kind == "list" else []
        why = why_no_borough(self.change.text) if boroughs().keys() & set(map(str, items)) else ""
        told = own or self._lets_in(items)
        return f"{told.removesuffix('.')}; {why}" if why else told

    def _lets_in(self, items: Sequence[Cell]) -> str:
        kind = self.validation.kind
        if kind == "list":
            more = f" and {len(items) - _MOST_SHOWN} more" if len(items) > _MOST_SHOWN else ""
            return f"it takes {', '.join(map(to_text, items[:_MOST_SHOWN]))}{more}"
        if kind == "custom":
            return f"it does not meet the cell's condition ={self._moved(0)}"
        limits = [self._shown(self._limit(at) or 0.0) for at in range(len(self.validation.formulas))]
        return f"it takes {_KINDS[kind]}, {_WORDS[self.validation.operator].format(*limits)}"

    def _shown(self, limit: float) -> str:
        if self.validation.kind == "time":
            hours, minutes, _ = clock(limit)
            return f"{hours}:{minutes:02}"
        if self.validation.kind == "date" and 0 <= limit <= LAST_SERIAL - DAYS_1904:
            year, month, day = civil(limit, date1904=self.plan.date1904)
            return f"{day}/{month}/{year}"
        return number_text(limit)

    def _is_listed(self, value: Cell) -> bool:
        """Whether a value is in the list; as in Excel, written items are told apart by case, those of a range not."""
        if _LITERAL_LIST.fullmatch(self.validation.formulas[0]):
            return any(type(value) is type(item) and value == item for item in self._items())
        return any(order(value, item) == 0 for item in self._items())

    def _items(self) -> Sequence[Cell]:
        """The items of a list, without blanks and errors."""
        if literal := _LITERAL_LIST.fullmatch(self.validation.formulas[0]):
            return [_item(text.strip()) for text in literal[1].replace('""', '"').split(",")]
        answer = self.plan.answer(self._moved(0), self.change.address)
        if isinstance(answer, CellError):
            raise InputError(f"its list is {answer}")
        items = answer.flat if isinstance(answer, Array) else [answer]
        return [item for item in items if item is not None and not isinstance(item, CellError)]

    def _limit(self, at: int) -> float | None:
        """A limit; None where it is blank and blanks are ignored."""
        answer = self._answer(at)
        if answer is None:
            return None if self.validation.allow_blank else 0.0
        if not isinstance(answer, float):
            raise InputError(f"its limit ={self._moved(at)} is no number")
        return answer

    def _answer(self, at: int) -> Cell:
        answer = self.plan.answer(self._moved(at), self.change.address)
        return answer.rows[0][0] if isinstance(answer, Array) else answer

    def _moved(self, at: int) -> str:
        """One of its formulas, as it reads in the cell that is changed."""
        (row, column), (first_row, first_column) = self.change.place, self.validation.at
        text = self.validation.formulas[at].removeprefix("=")
        try:
            return moved(text, row - first_row, column - first_column)
        except FormulaError as fault:
            raise InputError(f"={text}: {fault}") from None


def _item(text: str) -> Cell:
    """An item of a list that is written out; what Excel would read by the machine's settings is its text."""
    try:
        return incoming(typed(text))
    except InputError:
        return text


def _within(operator: str, number: float, limits: Sequence[float]) -> bool:
    """Whether a number lies where the limits say."""
    low, high = limits[0], limits[-1]
    return {
        "between": low <= number <= high, "notBetween": not low <= number <= high,
        "equal": number == low, "notEqual": number != low,
        "greaterThan": number > low, "lessThan": number < low,
        "greaterThanOrEqual": number >= low, "lessThanOrEqual": number <= low,
    }[operator]  # fmt: skip
