"""What the references, tables and names in a formula's text point to.

A formula's *shape* is its text with the references taken out; what they point to is kept beside each cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cspxl.engine.addresses import quoted, unquoted
from cspxl.engine.allowance import FORMULA, TOKEN, spend
from cspxl.engine.compiler import Compiler
from cspxl.engine.families import KEPT, Family, family_of
from cspxl.engine.forms import FORMS
from cspxl.engine.frame import Book, Frame, NameUse, Shape
from cspxl.engine.model import DefinedName
from cspxl.engine.parser import Parser, internal_name
from cspxl.engine.ranges import Areas, Ref
from cspxl.engine.sheets import Sheet
from cspxl.engine.table import load_functions
from cspxl.engine.targets import BindFault, LinkedBook, Place, Target, Targets
from cspxl.registry import Function
from cspxl.tokens import FormulaError, Token, optional_parameters, tokenise
from cspxl.values import CellError

_LINKED: Final = re.compile(r"\[(\d+)\]!(.+)")
_OURS: Final = re.compile(r"csp", re.IGNORECASE)  # the names of files with our functions: add-in, template
_YEAR_LIKE: Final = re.compile(r"\d[\w.]*")  # a sheet's name that a formula writes in quotes, and a person need not
MOST_LETTERS: Final = 16_384  # of a formula: twice what Excel takes, because the file spells longer than a person
_MOST_NAMES: Final = 1000  # in one formula, with those that names stand for: a few can multiply to billions
_DEEPEST_NAME: Final = 50
_TOKEN: Final = 50  # steps to read a piece of a formula
_COMPILED: Final = 400  # steps to compile one, where no such formula was met before
_NAME: Final = 1000  # steps to put what a name stands for in its place
_REFERENCE: Final = 250  # steps to see what one refers to


class Binder:
    """Binds formulas to a workbook's sheets, names and tables, and compiles each shape once."""

    def __init__(
        self,
        book: Book,
        names: Mapping[tuple[str | None, str], DefinedName],
        targets: Targets,
        catalogue: Mapping[str, Function],
    ) -> None:
        self.book = book
        self.names = names
        self.targets = targets
        self.catalogue = catalogue
        self.shapes: dict[tuple[str, bool, bool], Shape] = {}
        self._fixed: dict[tuple[int, str], Target] = {}
        self._written: dict[DefinedName, list[Token]] = {}
        self._functions: dict[DefinedName, bool] = {}
        self._open_names: dict[DefinedName, NameUse] = {}
        self._met: dict[DefinedName, tuple[NameUse, int]] = {}  # in the formula at hand, with the names they use
        self._names_used = 0
        self._families: dict[tuple[Sheet, int, bool], list[Family]] = {}  # the last of each column
        self.begun: Family | None = None  # the family that the formula bound last began

    def bind(self, text: str, place: Place, *, spread: bool) -> tuple[Shape, list[Any]]:
        """A formula's shape and what its references point to. Raises BindFault or FormulaError."""
        self.begun = None
        family = self.copied(text, place.sheet, place.row, place.column, spread=spread)
        if family is not None:
            return family.shape, family.refs(place.row, self.targets)
        self._begin()
        written = tokenise(text)
        tokens, refs = self._bound(written, place, relative=False)
        shape = self._shape(tokens, spread=spread)
        self.begun = family_of(shape, written, tokens, refs, place.row)
        if self.begun is not None:
            families = self._families.setdefault((place.sheet, place.column, spread), [])
            families[:] = [self.begun, *families[: KEPT - 1]]
        return shape, refs

    def copied(self, text: str, sheet: Sheet, row: int, column: int, *, spread: bool) -> Family | None:
        """The family that a formula is a copy of."""
        for family in self._families.get((sheet, column, spread), ()):
            if family.has(text, row):
                return family
        return None

    def _begin(self) -> None:
        """Another formula: what names stand for depends on where it is."""
        self._met.clear()
        self._names_used = 0

    def _shape(self, tokens: list[Token], *, spread: bool, named: bool = False) -> Shape:
        key = "".join([f"\0{token.kind[0]}" if not token.text else token.text for token in tokens]), spread, named
        shape = self.shapes.get(key)
        if shape is None:
            spend(_COMPILED * len(tokens))
            try:
                compiler = Compiler(self.catalogue, date1904=self.book.date1904)
                tree = Parser(tokens).parse(union=named)
                shape = compiler.shape(tree, FORMULA + TOKEN * len(tokens), spread=spread, named=named)
            except RecursionError:
                raise FormulaError("it is nested too deeply") from None
            self.shapes[key] = shape
        return shape

    def _bound(self, written: Sequence[Token], place: Place, *, relative: bool) -> tuple[list[Token], list[Any]]:
        """The tokens, references among them without their text, and what the references point to.

        ``relative``: references are those of a defined name, told as if it were used in A1.
        """
        tokens: list[Token] = []
        refs: list[Any] = []
        for token in optional_parameters(written) if any(token.kind == "table" for token in written) else written:
            kind = token.kind
            if kind in {"text", "number", "op", "space"}:
                tokens.append(token)
                continue
            if token.text[0] == "[" and kind in {"name", "function"}:
                token = self._at_home(token)  # noqa: PLW2901 -- the same, spelled out
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

    def _at_home(self, token: Token) -> Token:
        """A name or function of another workbook as this one writes it. Raises BindFault where it does not know it.

        ``[0]`` is the workbook itself; a function of an add-in is ours where we have one of that name; a name of
        another workbook is a reference to its copy.
        """
        found = _LINKED.fullmatch(token.text)
        number, name = (int(found[1]), found[2]) if found else (-1, "")
        link = self.targets.link(number)
        if number == 0 or (token.kind == "function" and self._is_function_of(link, internal_name(name))):
            return Token(token.kind, name)
        sheet, sign, area = (link.names.get(name.lower(), "") if link else "").rpartition("!")
        ref = f"{quoted(f'[{number}]{unquoted(sheet)}')}!{area}"
        if token.kind == "function" or not sign or [each.kind for each in tokenise(ref)] != ["ref"]:
            raise BindFault("external link", f"{token.text}{self._whose(link, internal_name(name))}")
        return Token("ref", ref)

    def _whose(self, link: LinkedBook | None, name: str) -> str:
        """Of what file a name is that is not known; one of a function of ours may be of our add-in, renamed."""
        if link is None:
            return ", but the file has no such link"
        ours = "; if that is cspxl's add-in renamed, call it csp.xlam again" if name in self.catalogue else ""
        return f" of {link.file}{ours}"

    def _is_function_of(self, link: LinkedBook | None, name: str) -> bool:
        """Whether a function of a linked file is one that we know: Excel's own add-in had EDATE, ours has ours."""
        if name in self.catalogue:
            return link is not None and _OURS.match(link.file) is not None
        return name in load_functions() or name in FORMS

    def item(self, token: Token, place: Place, *, relative: bool) -> Target | NameUse | None:
        """What a token points to; None where it is no reference."""
        if token.kind == "ref":
            key = place.sheet.index, token.text
            fixed = self._fixed.get(key)
            if fixed is None:
                fixed, absolute = self.targets.reference(token.text, place, relative=relative)
                if absolute or not relative:
                    self._fixed[key] = fixed
            return fixed
        if token.kind == "table":
            return self.targets.structured(token.text, place)
        if token.kind == "name":
            return self._name(token.text, place)
        if token.kind == "function":
            return self._called(token.text, place)
        return None

    def _called(self, text: str, place: Place) -> Target | NameUse | None:
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
        self._begin()
        sheet, sign, inside = text.partition("!")
        if sign and _YEAR_LIKE.fullmatch(sheet):  # as Excel takes one that is typed
            text = f"'{sheet}'!{inside}"
        tokens, refs = self._bound(tokenise(text), place, relative=False)
        spend(_TOKEN * len(tokens) + _REFERENCE * (1 + len(refs)))
        ref = refs[0] if len(tokens) == len(refs) == 1 else None
        return ref if isinstance(ref, Ref) and ref.sheet.file is None else None  # another workbook is not open

    def _name(self, text: str, place: Place) -> Target | NameUse | None:
        """What a defined name stands for: a reference where it is one, else an expression to calculate."""
        defined = self.defined(text, place)
        if defined is None:
            table = self.targets.tables.get(text.lower())
            return self.targets.structured(f"{table.name}[#Data]", place) if table else None
        makes_function = self._makes_function(defined)
        if defined in self._open_names:
            if makes_function:
                return self._open_names[defined]
            raise BindFault("circular reference", f"the name {defined.name} stands for itself")
        met = self._met.get(defined)
        before = self._names_used
        # A name that is an expression is worked out wherever it stands; one that makes a function does nothing until it
        # is called, and what calls cost is counted when they are made.
        self._names_used += met[1] if met and not makes_function else 1
        if self._names_used > _MOST_NAMES or len(self._open_names) > _DEEPEST_NAME:
            raise BindFault("too deep", f"the name {defined.name} stands for too many other names")
        if met:
            return met[0]
        use = NameUse(Frame(self.book, place.sheet, place.row, place.column, ()))
        self._open_names[defined] = use
        try:
            tokens, use.frame.refs = self._bound(self._tokens(defined), place, relative=True)
            spend(_NAME + _TOKEN * len(tokens) + _REFERENCE * len(use.frame.refs))
            if len(tokens) == len(use.frame.refs) == 1:
                return use.frame.refs[0]  # type: ignore[no-any-return]
            use.shape = self._shape(tokens, spread=True, named=True)
        except FormulaError as fault:
            raise BindFault("parse error", f"the name {defined.name}: {fault}") from None
        finally:
            del self._open_names[defined]
        self._met[defined] = use, self._names_used - before
        return use

    def defined(self, text: str, place: Place) -> DefinedName | None:
        """The defined name that a text means here: the sheet's own before the workbook's."""
        written, _, name = text.rpartition("!")
        sheet = unquoted(written) if written else place.sheet.name
        return self.names.get((sheet.lower(), name.lower())) or self.names.get((None, name.lower()))

    def _tokens(self, defined: DefinedName) -> list[Token]:
        """A name's text cut into tokens, once: a workbook's LAMBDA names are used in thousands of formulas."""
        if defined not in self._written:
            self._written[defined] = tokenise(defined.text)
        return self._written[defined]

    def _makes_function(self, defined: DefinedName) -> bool:
        """Whether a name's text has a LAMBDA in it: its body may use the name again. Raises BindFault."""
        known = self._functions.get(defined)
        if known is not None:
            return known
        if len(defined.text) > MOST_LETTERS:
            raise BindFault("too long", f"the name {defined.name} has {len(defined.text):,} letters")
        try:
            called = [internal_name(token.text) for token in self._tokens(defined) if token.kind == "function"]
        except FormulaError as fault:
            raise BindFault("parse error", f"the name {defined.name}: {fault}") from None
        self._functions[defined] = "LAMBDA" in called
        return self._functions[defined]


def _kind(item: Ref | Areas | NameUse) -> str:
    if isinstance(item, NameUse):
        return "formula"
    return "cell" if isinstance(item, Ref) and item.is_cell else "area"
