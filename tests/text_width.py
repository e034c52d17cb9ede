"""How wide a text is in Arial, and how many lines it takes in a cell: by the widths that Adobe published for Helvetica.

Arial was drawn to the same widths. Source: Adobe Core 14 AFM, Helvetica and Helvetica-Bold, in thousandths of the size.
"""

from __future__ import annotations

_REGULAR = {
    " ": 278, "!": 278, '"': 355, "#": 556, "$": 556, "%": 889, "&": 667, "'": 191, "(": 333, ")": 333, "*": 389,
    "+": 584, ",": 278, "-": 333, ".": 278, "/": 278, ":": 278, ";": 278, "<": 584, "=": 584, ">": 584, "?": 556,
    "A": 667, "B": 667, "C": 722, "D": 722, "E": 667, "F": 611, "G": 778, "H": 722, "I": 278, "J": 500, "K": 667,
    "L": 556, "M": 833, "N": 722, "O": 778, "P": 667, "Q": 778, "R": 722, "S": 667, "T": 611, "U": 722, "V": 667,
    "W": 944, "X": 667, "Y": 667, "Z": 611, "a": 556, "b": 556, "c": 500, "d": 556, "e": 556, "f": 278, "g": 556,
    "h": 556, "i": 222, "j": 222, "k": 500, "l": 222, "m": 833, "n": 556, "o": 556, "p": 556, "q": 556, "r": 333,
    "s": 500, "t": 278, "u": 556, "v": 500, "w": 722, "x": 500, "y": 500, "z": 500, "£": 556, "–": 556,
}  # fmt: skip
_BOLD = _REGULAR | {
    "A": 722, "B": 722, "J": 556, "K": 722, "L": 611, "-": 333, "b": 611, "c": 556, "d": 611, "f": 333, "g": 611,
    "h": 611, "i": 278, "j": 278, "k": 556, "l": 278, "m": 889, "n": 611, "o": 611, "p": 611, "q": 611, "r": 389,
    "s": 556, "t": 333, "u": 611, "v": 556, "w": 778, "x": 556, "y": 556, "?": 611, ":": 333, ";": 333,
}  # fmt: skip
_DIGIT, _OTHER = 556, 600  # a figure; a letter that is not in the tables
_PIXELS_TO_A_UNIT, _INDENT = 7, 9  # of a column's width, and of an indent, with Calibri 11 as the workbook's standard
LINE = 1.17  # height of a line to the size of its letters, as LibreOffice and Excel set Arial


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels at 96 to the inch."""
    widths = _BOLD if bold else _REGULAR
    ems = sum(_DIGIT if letter.isdigit() else widths.get(letter, _OTHER) for letter in text) / 1000
    return ems * size * 96 / 72


def room(column: float, indent: float = 0) -> float:
    """Pixels for text in a column of a width in units; an indent takes about three spaces."""
    return column * _PIXELS_TO_A_UNIT - indent * _INDENT


def lines(text: str, space: float, size: float, *, bold: bool = False) -> int:
    """How many lines the text takes, broken between words; a word that is too wide is broken too."""
    taken = 0
    for part in text.split("\n"):
        taken, used = taken + 1, 0.0
        for word in part.split(" "):
            long = width(word, size, bold=bold)
            gap = width(" ", size, bold=bold) if used else 0.0
            if used and used + gap + long > space:
                taken, used, gap = taken + 1, 0.0, 0.0
            taken += int(long // space)
            used += gap + long % space
    return taken
