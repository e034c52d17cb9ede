"""Reading a report's configuration: TOML whose every mistake is one line with its file, line, key and what to write."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, NoReturn, TypeAlias

from cspxl.errors import InputError, one_line
from cspxl.opc import MEGABYTE, bytes_of

Place: TypeAlias = tuple[str | int, ...]

_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([\w.\-\"'](?:[\w.\-\"' ]*[\w.\-\"'])?)\s*\]\]?\s*(?:#.*)?$")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_LONGEST: Final = 500
_LARGEST: Final = 1e15
_LONGEST_LINE: Final = 300
_MOST_DOTS: Final = 500
_LONGEST_TOLD: Final = 60
_SHEET_NAME: Final = 28
_ADDRESS: Final = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*|[Rr]|[Cc]")
_KEY: Final = re.compile(r"\s*([\w\-]+|\"[^\"]+\"|'[^']+')\s*=")


@dataclass(frozen=True)
class Section:
    """A table of a configuration file: its values, and where each of them stands. ``sha256`` is the whole file's."""

    file: str
    sha256: str
    place: Place
    values: Mapping[str, Any]
    lines: Mapping[Place, int]

    def fault(self, why: str, key: str | None = None) -> NoReturn:
        """Raise InputError: file, line, key and what is wrong."""
        place = self.place if key is None else (*self.place, key)
        line = next((self.lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in self.lines), 1)
        named = f": {key}" if key is not None else ""
        raise InputError(one_line(f"{self.file}, line {line}{named}: {why}"))

    def only(self, *allowed: str) -> None:
        """No other keys than these."""
        for key in self.values:
            if key not in allowed:
                self.fault(f"there is no such key; {advice(key, allowed)}", key)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty, unless its default is."""
        value = self._value(key, default)
        if not isinstance(value, str):
            self.fault(f"write a text in quotes, not {_told(value)}", key)
        if not value.strip() and default is None:
            self.fault("the text is empty", key)
        self._check_text(value, key)
        return value

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """One of these texts."""
        value = self.text(key, default)
        if value not in allowed and value != default:
            self.fault(f"{_told(value)} is not known; {advice(value, allowed)}", key)
        return value

    def sheet_name(self, key: str, default: str | None = None) -> str:
        """A name that a sheet can have, and that no formula takes for a cell."""
        name = self.text(key, default)
        if len(name) > _SHEET_NAME or set(name) & set("[]:*?/\\'"):
            self.fault(f"a sheet's name has up to {_SHEET_NAME} letters and none of []:*?/\\'", key)
        if _ADDRESS.fullmatch(name):
            self.fault(f"a formula would take {name!r} for a cell; write the name in words, such as 'Quarter 1'", key)
        return name

    def texts(self, key: str) -> list[str]:
        """A list of texts, no two alike."""
        value = self._value(key, None)
        if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
            self.fault('write a list of texts, such as ["one", "two"]', key)
        for at, item in enumerate(value):
            self._check_text(item, key)
            if item in value[:at]:
                self.fault(f"{item!r} stands there twice", key)
        return value

    def file_names(self, key: str) -> list[str]:
        """A list of names of files in the configuration's own folder or below: no report reads elsewhere."""
        names = self.texts(key)
        for name in names:
            parts = name.split("/")
            if "\\" in name or ":" in name or name.startswith(("/", "~")) or set(parts) & {"..", ".", ""}:
                self.fault(f"{name!r} is not in this folder; put the file beside {self.file} or in a folder below", key)
        return names

    def files(self, key: str, folder: Path | Traversable) -> list[Path | Traversable]:
        """The files that a key names. Raises InputError, in one line, where there is none."""
        paths = []
        for name in self.file_names(key):
            path = folder.joinpath(name)
            try:
                there = path.is_file() or path.is_dir()
            except OSError:  # a name too long for any file
                there = False
            if not there:
                self.fault(f"there is no file {name!r} in this folder", key)
            paths.append(path)
        return paths

    def _check_text(self, text: str, key: str) -> None:
        """What a cell can hold and a page can show."""
        if len(text) > _LONGEST:
            self.fault(f"the text has {len(text):,} letters; write no more than {_LONGEST}", key)
        if _CONTROL.search(text):
            self.fault("the text holds a control character; take it out", key)

    def number(
        self, key: str, default: float | None = None, *, low: float | None = None, high: float | None = None,
        hint: str = "",
    ) -> float:
        """A number between limits; ``hint`` is what a message about them adds."""
        value = self._value(key, default)
        self._check_number(value, key, low, high, hint)
        return float(value) if isinstance(value, float) else int(value)

    def optional_number(
        self, key: str, *, low: float | None = None, high: float | None = None, hint: str = "",
    ) -> float | None:
        """A number, or None where the key is left out."""
        return self.number(key, low=low, high=high, hint=hint) if self.has(key) else None

    def numbers(
        self, key: str, length: int, *, low: float | None = None, high: float | None = None, hint: str = "",
    ) -> list[float]:
        """A list of numbers of a known length."""
        value = self._value(key, None)
        if not isinstance(value, list) or len(value) != length:
            self.fault(f"write a list of {length} numbers", key)
        for item in value:
            self._check_number(item, key, low, high, hint)
        return value

    def day(self, key: str) -> date:
        """A date."""
        value = self._value(key, None)
        if type(value) is not date:
            self.fault(f"write a date, such as 2017-02-07, not {_told(value)}", key)
        return value

    def section(self, key: str) -> Section:
        """The table ``[key]``; an empty one where it is left out."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.fault(f"write it as a table, under [{key}]", key)
        return replace(self, place=(*self.place, key), values=value)

    def sections(self, key: str) -> list[Section]:
        """The tables of a list: ``[[key]]``; none where it is left out."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(f"write it as tables, each under [[{key}]]", key)
        return [replace(self, place=(*self.place, key, at), values=item) for at, item in enumerate(value)]

    def _value(self, key: str, default: object) -> Any:  # noqa: ANN401 -- the readers above give it a type
        if key in self.values:
            return self.values[key]
        if default is None:
            self.fault("is missing", key)
        return default

    def _check_number(self, value: object, key: str, low: float | None, high: float | None, hint: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(f"write a number, not {_told(value)}", key)
        if not -_LARGEST < value < _LARGEST:  # not a number is not between them either
            self.fault(f"{_told(value)} is too large to be true; write a number", key)
        if (low is not None and value < low) or (high is not None and value > high):
            limits = " and ".join(
                f"{word} {limit:g}" for word, limit in (("not below", low), ("not above", high)) if limit is not None
            )
            self.fault(f"{value:g} is outside the limits; write a number {limits}{hint and f' ({hint})'}", key)


def read_configuration(source: Path | Traversable) -> Section:
    """The whole file as a section. Raises InputError, in one line, where it cannot be read."""
    name = source.name
    try:
        data = bytes_of(source, MEGABYTE)
        text = data.decode("utf-8-sig")  # Windows' editors begin with a byte order mark
    except UnicodeDecodeError:
        raise InputError(f"{source}: cannot be read as text; save it as UTF-8") from None
    for at, line in enumerate(text.splitlines(), 1):
        if line.count(".") > _MOST_DOTS:  # the reader of TOML takes for ever over a key of thousands of parts
            raise InputError(f"{name}, line {at}: more than {_MOST_DOTS} dots; write the key or the text shorter")
    try:
        values = tomllib.loads(text)
    except RecursionError:
        raise InputError(f"{name}: not TOML: it is nested too deeply") from None
    except ValueError as error:  # wrong signs, and numbers of thousands of digits
        raise InputError(one_line(f"{name}: not TOML: {error}")) from None
    return Section(name, sha256(data).hexdigest(), (), values, _lines(text))


def _lines(text: str) -> dict[Place, int]:
    """The line of every table and key; what stands inside a table in one line has the line of its key."""
    found: dict[Place, int] = {(): 1}
    counts: dict[Place, int] = {}
    here: Place = ()
    for at, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line[:_LONGEST_LINE]):
            here = _entered(header[2].split("."), counts, many=header[1] == "[[")
            found.setdefault(here, at)
            found.setdefault(here[:-1], at)  # a list of tables stands where its first table does
        elif key := _KEY.match(line):
            found.setdefault((*here, key[1].strip("\"'")), at)
    return found


def _entered(names: Sequence[str], counts: dict[Place, int], *, many: bool) -> Place:
    """The place that a header opens; a list of tables counts on."""
    place: Place = ()
    for at, name in enumerate(names):
        place = (*place, name.strip(" \"'"))
        last = at == len(names) - 1
        if last and many:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def _told(value: object) -> str:
    """A value as a message quotes it: cut when long."""
    text = repr(value) if not isinstance(value, int) or value.bit_length() < 64 else "a number of more than 19 digits"
    return text if len(text) <= _LONGEST_TOLD else f"{text[:_LONGEST_TOLD]}…"


def advice(word: str, allowed: Sequence[str]) -> str:
    """What to write instead: the nearest, or all of them when they are few."""
    near = get_close_matches(word.lower(), [item.lower() for item in allowed], 1, 0.6)
    if near:
        return f"did you mean {next(item for item in allowed if item.lower() == near[0])!r}?"
    return f"use one of: {', '.join(allowed)}"


def read_prints_all(configuration: Section) -> bool:
    """Whether control, workings, checks and data print too, not only what a board reads."""
    return configuration.choice("print", ("pages", "all"), "pages") == "all"
