"""A workbook as the rules see it: what stands in its cells, what the file says they show, and what they give afresh."""

from __future__ import annotations

import zipfile
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias
from warnings import catch_warnings

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from cspxl.check.trees import REFERRING, Tree, calls, parsed
from cspxl.engine import Plan, load
from cspxl.engine.addresses import MAX_COLUMN, MAX_ROW, column_number, full_address, unquoted
from cspxl.engine.model import Area, Formula, SheetModel, WorkbookModel
from cspxl.engine.parser import Call, Node, internal_name
from cspxl.engine.shared import relative
from cspxl.engine.targets import REFERENCE
from cspxl.errors import InputError, one_line
from cspxl.opc import Package
from cspxl.tokens import FormulaError, Token, tokenise
from cspxl.values import Cell, CellError
from cspxl.workbook.package import read_package

At: TypeAlias = tuple[int, int]
_RESTLESS: Final = "changes by itself, with the clock or by chance"
SPOKEN: Final = frozenset(  # each language has its own signs for numbers, dates and arguments
    {"TEXT", "DATEVALUE", "TIMEVALUE", "VALUE", "DOLLAR", "FIXED", "FORMULATEXT"}
)
RESTLESS: Final = frozenset({"TODAY", "NOW", "RAND", "RANDBETWEEN", "RANDARRAY", "CELL", "INFO"})

# What openpyxl and the libraries under it raise over a bad file: an archive that is cut, locked or of an unknown kind,
# XML that is not well formed, parts that are missing, attributes that are missing, unknown or of another type.
_NOT_READ: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, InvalidFileException,
    SyntaxError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError,
)


class Grid:
    """One sheet. ``forms`` are its formulas as seen from their cells, equal where one is a copy of the other."""

    def __init__(self, model: SheetModel) -> None:
        self.name = model.name
        self.seen = model.seen
        self.cells = model.cells
        self.saved = model.saved
        self.formulas: dict[At, Formula] = {at: cell for at, cell in model.cells.items() if isinstance(cell, Formula)}
        self.fresh: dict[At, Cell] = {}
        self._roots: dict[str, Node | None] = {}

    @cached_property
    def _read(self) -> Mapping[At, tuple[str, Sequence[Token]]]:
        """Each formula in relative form (its text where it is not understood), and its references."""
        found: dict[At, tuple[str, Sequence[Token]]] = {}
        for at, formula in self.formulas.items():
            try:
                tokens = tokenise(formula.text)
            except FormulaError:
                found[at] = formula.text, ()
                continue
            form = relative(tokens, *at)
            found[at] = form, [token for token in tokens if token.kind in REFERRING]
            if form not in self._roots:
                self._roots[form] = parsed(tokens)
        return found

    @cached_property
    def forms(self) -> Mapping[At, str]:
        """The formula of each cell that has one, in relative form."""
        return {at: form for at, (form, _) in self._read.items()}

    def tree(self, at: At) -> Tree | None:
        """The formula of a cell as a tree; None where it is not understood."""
        form, references = self._read[at]
        root = self._roots.get(form)
        return None if root is None else Tree(root, references)

    def calls(self, names: Collection[str]) -> Iterator[tuple[At, Tree, Call]]:
        """Every call of these functions in the formulas of the sheet: its cell, its formula's tree, and the call."""
        for cells in self.alike.values():
            first = self.tree(cells[0])
            if first is None:
                continue
            found = [call for call in calls(first.root) if call.name in names]
            for at in cells if found else ():
                its = Tree(first.root, self._read[at][1])
                yield from ((at, its, call) for call in found)

    @cached_property
    def alike(self) -> Mapping[str, Sequence[At]]:
        """The cells of each form, from the top."""
        found: dict[str, list[At]] = defaultdict(list)
        for at, form in sorted(self.forms.items()):
            found[form].append(at)
        return found

    def value(self, row: int, column: int) -> Cell:
        """What a cell shows: its constant, or its formula's value as it was saved, else calculated afresh."""
        at = row, column
        constant = self.cells.get(at)
        if constant is not None and not isinstance(constant, Formula):
            return constant
        return self.saved[at] if at in self.saved else self.fresh.get(at)

    def is_number(self, row: int, column: int) -> bool:
        """Whether a cell shows a number."""
        value = self.value(row, column)
        return isinstance(value, int | float) and not isinstance(value, bool)

    def kind(self, row: int, column: int) -> str:
        """What stands in a cell: its formula's form, or the kind of its constant; empty where nothing does."""
        content = self.cells.get((row, column))
        if content is None:
            return ""
        return self.forms[row, column] if isinstance(content, Formula) else f"a {type(content).__name__}"


@dataclass(eq=False)
class Book:
    """A workbook, calculated afresh where it can be; ``notes`` say what could not be looked at, and why."""

    path: Path
    model: WorkbookModel
    plan: Plan | None
    notes: list[str] = field(default_factory=list)
    sheets: dict[str, Grid] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sheets = {sheet.name.lower(): Grid(sheet) for sheet in self.model.sheets}
        fresh = self.plan.values() if self.plan is not None else {}
        for sheet in self.sheets.values():
            for at in (*sheet.formulas, *sheet.saved):
                name = full_address(sheet.name, *at)
                if name in fresh:
                    sheet.fresh[at] = fresh[name]

    @cached_property
    def doubtful(self) -> Mapping[str, str]:
        """Formulas that the engine has no value of its own for, or cannot vouch for; why."""
        return {} if self.plan is None else {one.cell: one.why for one in self.plan.findings}

    @cached_property
    def reads(self) -> Mapping[str, Sequence[tuple[str, Area]]]:
        """What each formula reads."""
        return {} if self.plan is None else self.plan.reads()

    @cached_property
    def restless(self) -> frozenset[str]:
        """Formulas whose values change by themselves: those of the clock and of chance, and what rests on them."""
        names = {name.name.lower() for name in self.model.names if _restless(name.text, frozenset())}
        first = {
            full_address(sheet.name, *cells[0]): [full_address(sheet.name, *at) for at in cells]
            for sheet in self.sheets.values()
            for cells in sheet.alike.values()
            if _restless(sheet.formulas[cells[0]].text, names)
        }
        found = [address for cells in first.values() for address in cells]
        return frozenset() if self.plan is None else self.plan.dependents(found)

    @cached_property
    def unheld(self) -> Mapping[str, str]:
        """Formulas whose saved value cannot be held against a fresh one, and why."""
        found = dict.fromkeys(self.restless, _RESTLESS) | dict(self.doubtful)
        odd: list[str] = []
        for sheet in self.sheets.values():
            spoken = {at for at, _, _ in sheet.calls(SPOKEN)}
            for at in sheet.formulas:
                address = full_address(sheet.name, *at)
                fresh, saved = sheet.fresh.get(at), sheet.saved.get(at)
                if address in found or fresh == saved:
                    continue
                if at not in sheet.saved:
                    found[address] = "has no saved value"
                elif isinstance(fresh, CellError):
                    found[address] = f"gives {fresh} here, where the file holds a value"
                    odd.append(address)
                elif at in spoken and isinstance(saved, str):
                    found[address] = "writes or reads in the language of the machine that saved it"
                    odd.append(address)
        resting = self.plan.dependents(odd) if self.plan is not None else ()
        return dict.fromkeys(resting, "rests on a value that cannot be held") | found

    @cached_property
    def loaded(self) -> Workbook | None:
        """The workbook as openpyxl reads it, with its looks; None, and a note, where it cannot."""
        try:
            with catch_warnings(action="ignore"):
                return load_workbook(self.path)
        except _NOT_READ as fault:
            self.notes.append(f"how it looks: openpyxl cannot read the file ({one_line(str(fault))[:80]})")
            return None

    @cached_property
    def drawn(self) -> Mapping[str, Sequence[Area]]:
        """The areas of each sheet that charts draw."""
        package = Package(self.path)
        found: dict[str, list[Area]] = defaultdict(list)
        for part in package.parts:
            if part.startswith("xl/charts/chart") and part.endswith(".xml"):
                for item in package.xml(part).iterfind(".//{*}f"):
                    for sheet, area in areas(item.text or ""):
                        found[sheet].append(area)
        return found


def _restless(text: str, names: Iterable[str]) -> bool:
    """Whether a formula asks the clock or chance, itself or by a name."""
    try:
        tokens = tokenise(text)
    except FormulaError:
        return False
    called = {internal_name(token.text) for token in tokens if token.kind == "function"}
    return not RESTLESS.isdisjoint(called) or any(
        token.kind == "name" and token.text.lower() in names for token in tokens
    )


def read_book(path: Path) -> Book:
    """The workbook in a file. Raises InputError, in one line, for a file that holds none."""
    model = read_package(path)
    try:
        return Book(path, model, load(model).calculate(seed=0))
    except InputError as fault:
        return Book(path, model, None, [f"not calculated: {fault}"])


def areas(text: str, own: str = "") -> Iterator[tuple[str, Area]]:
    """The areas of cells that a text refers to, each with the name of its sheet in lower case."""
    try:
        tokens = tokenise(text)
    except FormulaError:
        return
    for token in tokens:
        if token.kind == "ref" and (area := area_of(token)) is not None:
            yield sheet_of(token, own), area


def sheet_of(token: Token, own: str) -> str:
    """The sheet that a reference names, in lower case; where it names none, its formula's own."""
    sheet, mark, _ = token.text.rpartition("!")
    return unquoted(sheet).lower() if mark else own.lower()


def area_of(token: Token) -> Area | None:
    """The cells that a reference names, all rows of whole columns among them; None where it is none of this sheet."""
    ends = REFERENCE.fullmatch(token.text)
    if ends is None:
        return None
    rows = [int(ends[row]) for row in ("r1", "r2") if ends[row]] or [1, MAX_ROW]
    columns = [column_number(ends[column]) for column in ("c1", "c2") if ends[column]] or [1, MAX_COLUMN]
    return min(rows), min(columns), max(rows), max(columns)
