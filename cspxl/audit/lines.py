"""Lines of text as an audit reads them: paragraphs that were wrapped, and rows of tables."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Final

from cspxl.audit.documents import Cell, Row
from cspxl.audit.flat import flat_tables

_BLOCK_TAG: Final = re.compile(r"</?(?:p|li|ol|ul|br|div|td|tr|th|table)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_EMPHASIS: Final = re.compile(r"\*\*|__|(?<![\w*])\*(?=[A-Za-z\d])|(?<=[A-Za-z\d.:;,\-])\*(?![\w*])|\\(?=[*_#$%])")
_RULE: Final = re.compile(r"[\s|:\-–—=+_]*")
_SPACES: Final = re.compile(r"[^\S\t\n]+")


def rows_of_lines(lines: Sequence[tuple[int, str, str]]) -> Iterator[Row]:
    """Lines with their numbers and places as rows: cells where tabs, bars or their form part them, else paragraphs."""
    table, paragraph = 0, list[tuple[int, str, str]]()
    was_table, behind = False, 0
    flat = flat_tables(lines)
    for at, (number, raw, where) in enumerate(lines):
        if at in flat:
            yield from _paragraph(paragraph)
            paragraph, behind, was_table, table = [], flat[at].end, False, table + 1
            yield from (Row(tuple(cells), table) for cells in flat[at].rows)
        if at < behind:
            continue
        line = cleaned(raw)
        cells = _cells(raw)
        if len(cells) > 1:
            yield from _paragraph(paragraph)
            paragraph = []
            table += not was_table
            was_table = True
            if not all(_RULE.fullmatch(cell) for cell in cells):
                yield Row(tuple(Cell(cleaned(cell), number, where) for cell in cells), table)
            continue
        if paragraph and not _continues(paragraph[-1][1], line):
            yield from _paragraph(paragraph)
            paragraph = []
        if line.strip():
            paragraph.append((number, line.strip(), where))
            was_table = False
        elif not line.strip():
            was_table = False
    yield from _paragraph(paragraph)


def _cells(raw: str) -> Sequence[str]:
    """The cells of a line of a table: parted by tabs, by the bars of Markdown, or by wide gaps."""
    if "\t" in raw.strip("\n"):
        return raw.split("\t")
    bare = raw.strip()
    if bare.startswith("|") and bare.count("|") > 2:
        return re.split(r"(?<!\\)\|", bare.strip("|"))
    return [raw]


def _continues(before: str, line: str) -> bool:
    """Whether a line goes on where the one before was wrapped."""
    return (
        len(before) >= 45
        and not re.search(r"[.:;!?|]$", before)
        and re.match(r"[a-z(\d£%+–-][^)]", line) is not None
        and not re.match(r"(?:\d+(?:\.\d+)*[.)]\s|[-–•]\s|\d+(?:\.\d+)+\s)", line)
    )


def _paragraph(lines: Sequence[tuple[int, str, str]]) -> Iterator[Row]:
    if not lines:
        return
    text, breaks = lines[0][1], []
    for number, line, _ in lines[1:]:
        breaks.append((len(text) + 1, number))
        text += f" {line}"
    yield Row((Cell(text, lines[0][0], lines[0][2], tuple(breaks)),))


def cleaned(text: str) -> str:
    """Text without the marks of HTML and Markdown; the ends of blocks are ends of sentences."""
    blocks = _BLOCK_TAG.sub(" • ", text)
    plain = _EMPHASIS.sub("", html.unescape(_TAG.sub("", re.sub(r"•[\s•]*•", "•", blocks))))
    return _SPACES.sub(" ", plain.replace("\N{NO-BREAK SPACE}", " ")).strip(" ")
