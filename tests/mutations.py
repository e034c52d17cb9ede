"""Good files made bad, in a way that the seed alone decides: bytes, fields of a CSV, parts of a workbook, TOML.

One number is one case: ``mutated(kind, content, seed)`` gives the same bytes on every machine.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from typing import Final

NASTY: Final = (
    "", " ", "0", "-1", "1e999", "nan", "inf", "9" * 400, "1.5", "12,34", "TBC", "#N/A", "#REF!", "=1+1", "+1", "-1+1",
    "@SUM(1)", "\t=1", '=HYPERLINK("http://example.org","x")', "=cmd|' /C calc'!A0", "\x00", "\x0b", "\x1b[2J",
    "\u0085", "\u202e", "\ufffe", "\U0001f600", "_x0041_", "_xD800_", "_x0000_", "<b>", "&amp;", "]]>", '"', '""', "'",
    "\r\n", "a" * 3_000, "../../x", "C:\\x", "[1]S!A1", "A1:XFD1048576", "1904-01-01", "2017-02-30", "0000-00",
    "999999", "true", "Barnet", "London", "London Heathrow and London City Airports", "1048577", "XFE1", "ß" * 300,
)  # fmt: skip
ENCODINGS: Final = ("utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1", "cp037", "utf-7", "mac-roman", "utf-8-sig")
TOML: Final = (
    "true", "-1", "1e400", "nan", "2017-02-30", "2017-02-07", "''", '"""a\nb"""', "[]", "[[]]", "{}", "{a = 1}",
    "9" * 30,
    '"\\u0000"', '"\\ud800"', '"../x.csv"', '"=1+1"', '["burglary", "burglary"]', '["nothing"]', "[1, 2, 3]", "0x7f",
)  # fmt: skip

Mutator = Callable[[bytes, random.Random], bytes]


def mutated(kind: str, content: bytes, seed: int) -> bytes:
    """The content made bad by a few changes that the seed decides."""
    dice = random.Random(f"{kind} {seed}")
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        content = dice.choice(MUTATORS[kind])(content, dice)
    return content


def _bytes(content: bytes, dice: random.Random) -> bytes:
    """A byte, a span or the end: changed, left out, doubled, or filled with one byte."""
    data = bytearray(content)
    if not data:
        return b"\0"
    at = dice.randrange(len(data))
    span = min(dice.choice((1, 1, 2, 16, 300)), len(data) - at)
    match dice.randrange(6):
        case 0:
            data[at] = dice.randrange(256)
        case 1:
            del data[at : at + span]
        case 2:
            data[at:at] = data[at : at + span]
        case 3:
            del data[at:]
        case 4:
            data[at : at + span] = bytes([dice.choice((0, 0xFF, 0x20, 0x22, 0x3C))]) * span
        case _:
            data[at:at] = dice.choice(NASTY).encode("utf-8", "surrogatepass")
    return bytes(data)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _fields(content: bytes, dice: random.Random) -> bytes:
    """One line's fields: changed, doubled, left out, exchanged; or the line itself."""
    lines = _text(content).split("\n")
    at = 0 if dice.random() < 0.25 else dice.randrange(len(lines))
    fields = lines[at].split(",")
    one, other = dice.randrange(len(fields)), dice.randrange(len(fields))
    match dice.randrange(8):
        case 0 | 1 | 2:
            fields[one] = dice.choice(NASTY)
        case 3:
            fields[one:one] = [fields[one]]
        case 4:
            del fields[one]
        case 5:
            fields[one], fields[other] = fields[other], fields[one]
        case 6:
            lines[at:at] = [lines[at]] * dice.choice((1, 40))
        case _:
            fields[one] = f'"{fields[one]}' if dice.random() < 0.5 else f'"{dice.choice(NASTY)}"'
    lines[at] = ",".join(fields)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def _encoded(content: bytes, dice: random.Random) -> bytes:
    return _text(content).encode(dice.choice(ENCODINGS), "replace")


def _delimited(content: bytes, dice: random.Random) -> bytes:
    return content.replace(b",", dice.choice((b";", b"\t", b"|", b",,", b""))).replace(
        b"\n", dice.choice((b"\n", b"\r", b"\r\n", b"\n\n", b"\0"))
    )


def _part(content: bytes, dice: random.Random) -> bytes:
    """One part of a workbook: its XML, or its bytes; or parts left out, exchanged, added."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = {name: file.read(name) for name in file.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError):
        return _bytes(content, dice)
    names = sorted(parts)
    if not names:
        return _bytes(content, dice)
    telling = [name for name in names if re.search(r"workbook|sheet1\.|sharedS|rels|table1", name)]
    name = dice.choice(telling or names)
    match dice.randrange(16):
        case 0:
            del parts[name]
        case 1:
            parts[name] = parts[dice.choice(names)]
        case 2:
            parts[name] = _bytes(parts[name], dice)
        case 3:
            parts[dice.choice(("xl/vbaProject.bin", "../x", "/x", "xl/worksheets/sheet9.xml"))] = b"\0"
        case _:
            parts[name] = _xml(parts[name], dice)
    return _zipped(parts)


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, part in parts.items():
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _xml(part: bytes, dice: random.Random) -> bytes:
    """One attribute, text or element of it."""
    pattern = dice.choice((rb'="([^"]*)"', rb">([^<>]+)<", rb"(<[^<>]+>)", rb"([\w.-]+)="))
    found = list(re.finditer(pattern, part))
    if not found:
        return _bytes(part, dice)
    one, other = dice.choice(found), dice.choice(found)
    nasty = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", "", dice.choice(NASTY))
    nasty = nasty.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    new = dice.choice((nasty.encode("utf-8", "replace"), other[1], b"", one[1] * 2, b"-" + one[1], one[1] + b"9"))
    return part[: one.start(1)] + new + part[one.end(1) :]


def _toml(content: bytes, dice: random.Random) -> bytes:
    """One line of it: its value, its key, its place."""
    lines = _text(content).split("\n")
    at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    key, sign, value = lines[at].partition("=")
    match dice.randrange(8):
        case 0 | 1 | 2:
            lines[at] = f"{key}{sign} {dice.choice(TOML)}"
        case 3:
            lines[at] = f"{dice.choice(('x', 'report', 'figures', '[a]', '[[sheet]]', 'a.b.c', ''))} {sign}{value}"
        case 4:
            del lines[at]
        case 5:
            lines[at], lines[other] = lines[other], lines[at]
        case 6:
            lines[at:at] = [lines[other]]
        case _:
            quoted = [piece.encode("unicode_escape").decode().replace('"', "'") for piece in NASTY]
            lines[at] = re.sub(r'"[^"]*"', lambda _: f'"{dice.choice(quoted)}"', lines[at], count=1)
    return "\n".join(lines).encode("utf-8", "replace")


MUTATORS: Final[dict[str, Sequence[Mutator]]] = {
    "csv": (_bytes, _fields, _fields, _fields, _encoded, _delimited),
    "xlsx": (_bytes, *[_part] * 9),
    "toml": (_bytes, _toml, _toml, _toml, _encoded),
}
