"""What the references, tables and names in a formula's text point to.

A formula's *shape* is its text with the references taken out; what they point to is kept beside each cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from cspxl.engine.addresses import MAX_COLUMN, MAX_ROW, column_number, unquoted
from cspxl.engine.allowance import FORMULA, TOKEN, spend
from cspxl.engine.compiler import Compiler
from cspxl.engine.forms import FORMS
from cspxl.engine.frame import Book, Frame, NameUse, Shape
from cspxl.engine.model import Area, DefinedName, Table
from cspxl.engine.parser import Parser, internal_name
from cspxl.engine.ranges import Ref, Sheet
from cspxl.engine.structured import StructuredError, columns_and_rows
from cspxl.engine.table import load_functions
from cspxl.engine.tokens import FormulaError, Token, optional_parameters, tokenise
from cspxl.registry import Function
from cspxl.values import CellError

_REF: Final = re.compile(
    r"(?:(?P<sheet>.+)!)?(?:(?P<a1>\$?)(?P<c1>[A-Za-z]{1,3}))?(?:(?P<b1>\$?)(?P<r1>\d+))?"
    r"(?P<colon>:)?(?:(?P<a2>\$?)(?P<c2>[A-Za-z]{1,3}))?(?:(?P<b2>\$?)(?P<r2>\d+))?",
    re.ASCII | re.DOTALL,
)
_NEAR: Final = 32  # columns: a row is made that long for a cell that is read; one that lies further off is looked up
MOST_LETTERS: Final = 16_384  # of a formula: twice what Excel takes, because the file spells longer than a person
_MOST_NAMES: Final = 1000  # in one formula, with those that names stand for: a few can multiply to billions
_DEEPEST_NAME: Final = 50
_TOKEN: Final = 50  # steps to read a piece of a formula
_COMPILED: Final = 400  # steps to compile one, where no such formula was met before
_NAME: Final = 1000  # steps to put what a name stands for in its place
_REFERENCE: Final = 250  # steps to see what one refers to
_TABLE: Final = 5  # steps to look whether a cell lies in a table


class BindFault(Exception):
    """A formula cannot be calculated: the kind of finding and its detail."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail


class Place(NamedTuple):
    """Where a formula stands."""

    sheet: Sheet
    row: int
    column: int


class Binder:
    """Binds formulas to a workbook's sheets, names and tables, and compiles each shape once."""

    def __init__(
        self,
        book: Book,
        names: Mapping[tuple[str | None, str], DefinedName],
        tables: Mapping[str, Table],
        catalogue: Mapping[str, Function],
    ) -> None:
        self.book = book
        self.names = names
        self.tables = tables
        self.catalogue = catalogue
        self.refs: dict[tuple[int, Area], Ref] = {}
        self.shapes: dict[tuple[str, bool], Shape] = {}
        self._fixed: dict[tuple[int, str], Ref | CellError] = {}
        self._columns: dict[str, Mapping[str, int]] = {}
        self._functions: dict[DefinedName, bool] = {}
        self._open_names: dict[DefinedName, NameUse] = {}
        self._names_used = 0

    def bind(self, text: str, place: Place, *, spread: bool) -> tuple[Shape, list[Any]]:
        """A formula's shape and what its references point to. Raises BindFault or FormulaError."""
        self._names_used = 0
        tokens, refs = self._bound(text, place, relative=False)
        return self._shape(tokens, spread=spread), refs

    def _shape(self, tokens: list[Token], *, spread: bool) -> Shape:
        key = "".join([f"\0{token.kind[0]}" if not token.text else token.text for token in tokens]), spread
        shape = self.shapes.get(key)
        if shape is None:
            spend(_COMPILED * len(tokens))
            try:
                compiler = Compiler(self.catalogue, date1904=self.book.date1904)
                shape = compiler.shape(Parser(tokens).parse(), FORMULA + TOKEN * len(tokens), spread=spread)
            except RecursionError:
                raise FormulaError("it is nested too deeply") from None
            self.shapes[key] = shape
        return shape

    def _bound(self, text: str, place: Place, *, relative: bool) -> tuple[list[Token], list[Any]]:
        """The tokens, references among them without their text, and what the references point to.

        ``relative``: references are those of a defined name, told as if it were used in A1.
        """
        tokens: list[Token] = []
        refs: list[Any] = []
        written = tokenise(text)
        for token in optional_parameters(written) if "[" in text else written:
            kind = token.kind
            if kind in {"text", "number", "op", "space"}:
                tokens.append(token)
                continue
            if "[" in token.text and kind != "table":
                raise BindFault("external link", token.text)
            item = self.item(token, place, relative=relative)
            if item is None and kind == "function" and "!" in token.text:
                raise BindFault("external link", token.text)
            if item is None:
                tokens.append(token)
            elif isinstance(item, CellError):
                tokens.append(Token("error", item.value))
            else:
                refs.append(item)
                tokens.append(Token(_kind(item), ""))
        return tokens, refs

    def item(self, token: Token, place: Place, *, relative: bool) -> Ref | NameUse | CellError | None:
        """What a token points to; None where it is no reference."""
        if token.kind == "ref":
            key = place.sheet.index, token.text
            fixed = self._fixed.get(key)
            if fixed is None:
                fixed, absolute = self.reference(token.text, place, relative=relative)
                if absolute or not relative:
                    self._fixed[key] = fixed
            return fixed
        if token.kind == "table":
            return self._structured(token.text, place)
        if token.kind == "name":
            return self._name(token.text, place)
        if token.kind == "function":
            return self._called(token.text, place)
        return None

    def _called(self, text: str, place: Place) -> Ref | NameUse | CellError | None:
        """What the name before a bracket stands for; None for a function.

        Excel's functions come before names, and a workbook's own LAMBDA before a function of the catalogue.
        """
        defined = self.defined(text, place)
        if defined is None:
            return None
        function = internal_name(text)
        if function in load_functions() or function in FORMS:
            return None
        if function in self.catalogue and not self._makes_function(defined):
            return None
        return self._name(text, place)

    def pointed_at(self, text: str, place: Place) -> Ref | None:
        """The range that a text names, as INDIRECT asks; None where it names none. Raises BindFault, FormulaError."""
        self._names_used = 0
        tokens, refs = self._bound(text, place, relative=False)
        spend(_TOKEN * len(tokens) + _REFERENCE * (1 + len(refs)))
        return refs[0] if len(tokens) == len(refs) == 1 and isinstance(refs[0], Ref) else None

    def ref(self, sheet: Sheet, area: Area) -> Ref:
        """The one Ref of an area."""
        key = sheet.index, area
        ref = self.refs.get(key)
        if ref is None:
            ref = self.refs[key] = Ref(sheet, area, lasting=True)
            if ref.is_cell and ref.top <= sheet.height and ref.left < max(len(sheet.rows[ref.top]), _NEAR):
                ref.line = sheet.row(ref.top, ref.left)
        return ref

    def reference(self, text: str, place: Place, *, relative: bool = False) -> tuple[Ref | CellError, bool]:
        """What ``Sheet1!A1:B2`` refers to, and whether that is so wherever it stands."""
        found = _REF.fullmatch(text)
        assert found, text
        sheet = self._sheet(found["sheet"], place)
        if sheet is None:
            return CellError.REF, True
        whole_rows, whole_columns = found["c1"] is None, found["r1"] is None
        shift_rows, shift_columns = (place.row - 1, place.column - 1) if relative else (0, 0)

        def row(dollar: str, digits: str) -> int:
            return int(digits) if dollar or not relative else (int(digits) + shift_rows - 1) % MAX_ROW + 1

        def column(dollar: str, letters: str) -> int:
            number = column_number(letters)
            return number if dollar or not relative else (number + shift_columns - 1) % MAX_COLUMN + 1

        r1 = 1 if whole_columns else row(found["b1"], found["r1"])
        c1 = 1 if whole_rows else column(found["a1"], found["c1"])
        if found["colon"]:
            r2 = MAX_ROW if whole_columns else row(found["b2"], found["r2"])
            c2 = MAX_COLUMN if whole_rows else column(found["a2"], found["c2"])
        else:
            r2, c2 = r1, c1
        area = min(r1, r2), min(c1, c2), max(r1, r2), max(c1, c2)
        if area[0] < 1 or area[2] > MAX_ROW or area[3] > MAX_COLUMN:
            return CellError.NAME, True
        return self.ref(sheet, area), "$" in text and text.count("$") == 2 * (1 + bool(found["colon"]))

    def _sheet(self, written: str | None, place: Place) -> Sheet | None:
        if written is None:
            return place.sheet
        name = unquoted(written)
        if "[" in name:
            raise BindFault("external link", written)
        sheet = self.book.sheets.get(name.lower())
        if sheet is None and ":" in name:
            raise BindFault("unsupported reference", f"{written}: a reference through several sheets")
        return sheet

    def _structured(self, text: str, place: Place) -> Ref | CellError:
        name, _, specifier = text.partition("[")
        if not name:
            spend(_TABLE * len(self.tables))
            inside = (t for t in self.tables.values() if t.sheet == place.sheet.name and _holds(t.area, place))
            table = next(inside, None)
        else:
            table = self.tables.get(name.lower())
        if table is None:
            if re.fullmatch(r"\d+\].*", specifier):
                raise BindFault("external link", text)
            return CellError.REF
        try:
            row = place.row if place.sheet.name == table.sheet else 0
            area = columns_and_rows(table, self._places(table), specifier[:-1], row)
        except StructuredError as fault:
            raise BindFault("parse error", f"{text}: {fault}") from None
        return area if isinstance(area, CellError) else self.ref(self.book.sheets[table.sheet.lower()], area)

    def _places(self, table: Table) -> Mapping[str, int]:
        """Where each of a table's columns stands in it, by its name in lower case."""
        known = self._columns.get(table.name)
        if known is None:
            known = self._columns[table.name] = {name.lower(): at for at, name in enumerate(table.columns)}
        return known

    def _name(self, text: str, place: Place) -> Ref | NameUse | CellError | None:
        """What a defined name stands for: a reference where it is one, else an expression to calculate."""
        defined = self.defined(text, place)
        if defined is None:
            table = self.tables.get(text.lower())
            return self._structured(f"{table.name}[#Data]", place) if table else None
        makes_function = self._makes_function(defined)
        if defined in self._open_names:
            if makes_function:
                return self._open_names[defined]
            raise BindFault("circular reference", f"the name {defined.name} stands for itself")
        self._names_used += 1
        if self._names_used > _MOST_NAMES or len(self._open_names) > _DEEPEST_NAME:
            raise BindFault("too deep", f"the name {defined.name} stands for too many other names")
        use = NameUse(Frame(self.book, place.sheet, place.row, place.column, ()))
        self._open_names[defined] = use
        try:
            tokens, use.frame.refs = self._bound(defined.text, place, relative=True)
            spend(_NAME + _TOKEN * len(tokens) + _REFERENCE * len(use.frame.refs))
            if len(tokens) == len(use.frame.refs) == 1:
                return use.frame.refs[0]  # type: ignore[no-any-return]
            use.shape = self._shape(tokens, spread=True)
        except FormulaError as fault:
            raise BindFault("parse error", f"the name {defined.name}: {fault}") from None
        finally:
            del self._open_names[defined]
        return use

    def defined(self, text: str, place: Place) -> DefinedName | None:
        """The defined name that a text means here: the sheet's own before the workbook's."""
        written, _, name = text.rpartition("!")
        sheet = unquoted(written) if written else place.sheet.name
        return self.names.get((sheet.lower(), name.lower())) or self.names.get((None, name.lower()))

    def _makes_function(self, defined: DefinedName) -> bool:
        """Whether a name's text has a LAMBDA in it: its body may use the name again. Raises BindFault."""
        known = self._functions.get(defined)
        if known is not None:
            return known
        if len(defined.text) > MOST_LETTERS:
            raise BindFault("too long", f"the name {defined.name} has {len(defined.text):,} letters")
        try:
            called = [internal_name(token.text) for token in tokenise(defined.text) if token.kind == "function"]
        except FormulaError as fault:
            raise BindFault("parse error", f"the name {defined.name}: {fault}") from None
        self._functions[defined] = "LAMBDA" in called
        return self._functions[defined]


def _holds(area: Area, place: Place) -> bool:
    return area[0] <= place.row <= area[2] and area[1] <= place.column <= area[3]


def _kind(item: Ref | NameUse) -> str:
    if isinstance(item, NameUse):
        return "formula"
    return "cell" if item.is_cell else "area"


