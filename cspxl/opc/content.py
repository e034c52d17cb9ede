"""What stands in the parts of a workbook: its texts, number formats, dates, rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time
from math import isfinite, nan
from typing import Any, Final

from cspxl.opc.package import Package, Relationship

_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_CLOCK: Final = re.compile(r"T?\d\d:", re.ASCII)


def is_row(element: Any) -> bool:  # noqa: ANN401 -- an lxml element
    """Whether an element is a sheet's row: the place of a button or a picture has a ``row`` too."""
    if element.tag[-4:] != "}row":
        return False
    parent = element.getparent()
    return parent is not None and parent.tag == f"{element.tag[:-3]}sheetData"


def shared_strings(package: Package, targets: Iterable[Relationship]) -> list[str]:
    """The texts that cells of any sheet point to by number."""
    part = next((target.target for target in targets if target.kind == "sharedStrings"), None)
    if part is None or not package.has(part):
        return []
    found, item = [], None
    for item in package.streamed(part, "si"):
        if item.tag[-3:] == "}si":
            text = text_of(item, item.tag[:-2])
            package.room.take("letters of texts", len(text))
            found.append(text)
    package.namespace(item, part, "sst")
    return found


def number_formats(package: Package, targets: Iterable[Relationship]) -> list[str]:
    """The format codes of the cell styles, in their order."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS  # noqa: PLC0415 -- most workbooks are read without it

    part = next((target.target for target in targets if target.kind == "styles"), None)
    if part is None or not package.has(part):
        return []
    root, namespace = package.root(part, "styleSheet")
    codes = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    for item in root.iterfind(f"{namespace}numFmts/{namespace}numFmt"):
        codes[item.get("numFmtId", "")] = item.get("formatCode", "")
    styles = root.iterfind(f"{namespace}cellXfs/{namespace}xf")
    return [codes.get(style.get("numFmtId", "0"), "General") for style in styles]


def struck_styles(package: Package, targets: Iterable[Relationship]) -> frozenset[int]:
    """Which cell styles, by their places, have a font that is struck through."""
    part = next((target.target for target in targets if target.kind == "styles"), None)
    if part is None or not package.has(part):
        return frozenset()
    root, namespace = package.root(part, "styleSheet")
    struck = [_is_struck(font, namespace) for font in root.iterfind(f"{namespace}fonts/{namespace}font")]
    fonts = [style.get("fontId", "0") for style in root.iterfind(f"{namespace}cellXfs/{namespace}xf")]
    return frozenset(
        at for at, font in enumerate(fonts) if font.isascii() and font.isdigit() and any(struck[int(font[:9]) :][:1])
    )


def _is_struck(font: Any, namespace: str) -> bool:  # noqa: ANN401 -- an lxml element, or none
    """Whether a font, of a cell or of a run of its text, is struck through."""
    strike = None if font is None else font.find(f"{namespace}strike")
    return strike is not None and strike.get("val", "1") not in {"0", "false"}


def struck_texts(package: Package, targets: Iterable[Relationship]) -> frozenset[int]:
    """Which shared texts, by their places, have a run that is struck through."""
    part = next((target.target for target in targets if target.kind == "sharedStrings"), None)
    if part is None or not package.has(part):
        return frozenset()
    items = (item for item in package.streamed(part, "si") if item.tag[-3:] == "}si")
    return frozenset(at for at, item in enumerate(items) if has_struck_run(item))


def has_struck_run(item: Any) -> bool:  # noqa: ANN401 -- an lxml element
    """Whether a part of a text is struck through."""
    namespace = item.tag[:-2]
    return any(_is_struck(run, namespace) for run in item.iterfind(f"{namespace}r/{namespace}rPr"))


def text_of(item: Any, namespace: str) -> str:  # noqa: ANN401
    """The text of a string item: its own, or that of its runs; readings of Japanese characters are left out."""
    plain = item.find(f"{namespace}t")
    if plain is not None:
        return unescaped(plain.text or "")
    return unescaped("".join(run.text or "" for run in item.iterfind(f"{namespace}r/{namespace}t")))


def decimal(text: str) -> float:
    """The number that XML spells: as XML Schema has it, no underscores and no digits of other scripts. ValueError."""
    try:
        number = float(text) if text.isascii() and "_" not in text else nan
    except ValueError:
        number = nan
    if isfinite(number):
        return number
    raise ValueError(f"number {text[:20]!r}")


def index(text: str) -> int:
    """The whole number that XML spells, likewise. Raises ValueError."""
    try:
        number = int(text) if text.isascii() and "_" not in text else None
    except ValueError:
        number = None
    if number is None:
        raise ValueError(f"number {text[:20]!r}")
    return number


def moment(text: str) -> datetime | time:
    """What the ISO text of a cell says: a date, with a time or without, or a time alone. Raises ValueError.

    The clock is read as it is written; one of another place has no number in a workbook.
    """
    text = text.strip()
    try:
        found = time.fromisoformat(text) if _CLOCK.match(text) else datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"date or time {text[:40]!r}") from None
    if found.utcoffset():
        raise ValueError(f"the time zone of {text[:40]!r}")
    return found


def inline_text(package: Package, item: Any) -> str:  # noqa: ANN401
    """The text that stands in its cell."""
    text = text_of(item, item.tag[:-2])
    package.room.take("letters of texts", len(text))
    return text


def unescaped(text: str) -> str:
    """The text that ``_x000D_`` and its like stand for."""
    if "_x" not in text:
        return text
    return whole(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text))


def whole(text: str) -> str:
    """The text with two halves of a character made one; a half that stands alone, which no file can hold, as �."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
