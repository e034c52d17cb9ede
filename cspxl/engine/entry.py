"""What a cell holds after a text is typed into it, as Excel with British settings reads it.

What Excel would read by the clock or by other settings of the machine, and what is a number or a date in another
country's writing, is refused with what to write instead: it would be a plausible wrong value, or a text unnoticed.
"""

from __future__ import annotations

import re
from typing import Final

from cspxl.engine.dates import MONTH_NUMBERS, reading_texts
from cspxl.engine.semantics import MAX_TEXT, number_of_text
from cspxl.errors import InputError
from cspxl.values import Cell, CellError, fifteen

_ERRORS: Final = {error.value: error for error in CellError}
_DIGITS: Final = 15  # that a number keeps
_LARGEST: Final = 9.99999999999999e307  # that can be typed
_SHOWN: Final = 40
_SIGNS: Final = frozenset(" .,'’£$€%()+-−–/:\t\r\n\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")
_EXPONENT: Final = re.compile(r"(?<=[\d.])e(?=[-+]?\d)", re.IGNORECASE)
_MONTH: Final = f"(?:{'|'.join(MONTH_NUMBERS)})"
_NO_YEAR: Final = re.compile(
    rf"(?:\d{{1,2}}[-/]\d{{1,2}}|\d{{1,2}}[-/ ]?{_MONTH}|{_MONTH}[-/ ]?\d)(?: +\d+:.*)?", re.IGNORECASE | re.ASCII
)
_MONTH_AND_YEAR: Final = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{1,2})[-/](\d{4})", re.ASCII)
_DECIMALS: Final = re.compile(r"([\d,]*)\.(\d+)", re.ASCII)
_HALF_OF_DAY: Final = re.compile(r"(?<=\d)(?: ?[ap]m| [ap])(?![a-z])", re.IGNORECASE)
_ANY_MONTH: Final = re.compile(rf"(?<![a-z]){_MONTH}(?![a-z])", re.IGNORECASE)
_OTHER_ERROR: Final = re.compile(r"#[A-Z]+(?:[/_][A-Z0]+)*[!?]?", re.IGNORECASE)
_NOUGHT: Final = re.compile(r"\D*0+,\d.*", re.DOTALL | re.ASCII)  # 0,123 is a fraction in most countries
_FORMULA: Final = re.compile(r"[=+@-].*[^\W_]", re.DOTALL)


def typed(text: str, *, date1904: bool = False, as_text: bool = False) -> Cell:
    """A number, TRUE or FALSE, an error, a date or time (its serial), nothing, or a text; the day before the month.

    ``as_text``: the cell is formatted as text, and takes everything as it stands. Raises InputError.
    """
    if not text:
        return None
    if as_text or text.startswith("'"):
        return _text(text.removeprefix("'"))
    word = text.strip(" ")
    if word.upper() in {"TRUE", "FALSE"}:
        return word.upper() == "TRUE"
    if word.upper() in _ERRORS:
        return _ERRORS[word.upper()]
    number = _number(_DECIMALS.sub(_kept, word), date1904=date1904)
    if number is None:
        _refuse(word)
        return _text(text)
    if _NOUGHT.fullmatch(word):
        raise _refused(word, f"its comma may be a decimal point: write {fifteen(number):.15g}, or 0.5 with a point")
    if set(word) & {"$", "€"}:
        raise _refused(word, f"whether this is money depends on the machine's settings: write {fifteen(number)}")
    if abs(number) > _LARGEST:
        raise _refused(word, f"a cell takes numbers up to {_LARGEST:.14E}")
    whole = re.sub(r"[^\d.]", "", word).partition(".")[0]
    if len(whole.strip("0")) > _DIGITS:
        raise _refused(word, f"a number keeps {_DIGITS} digits, so its last would be lost")
    return fifteen(number)


def _number(word: str, *, date1904: bool) -> float | None:
    """The number that a word spells; ``2017-04`` and ``4/2017`` are the first day of the month."""
    if found := _MONTH_AND_YEAR.fullmatch(word):
        word = f"1/{found[2] or found[3]}/{found[1] or found[4]}"
    with reading_texts(date1904=date1904):
        return number_of_text(word)


def _kept(number: re.Match[str]) -> str:
    """The number without the decimals after its 15th digit, which a cell drops."""
    whole, decimals = number.groups()
    before = len(whole.replace(",", "").lstrip("0"))
    first = 0 if before else len(decimals) - len(decimals.lstrip("0"))
    return f"{whole}.{decimals[: max(first + _DIGITS - before, 1)]}"


def _refuse(word: str) -> None:
    """Raise InputError for what looks like a value and is none."""
    if _NO_YEAR.fullmatch(word):
        fraction = f", a fraction as 0 {word}" if re.fullmatch(r"\d+/\d+", word) else ""
        raise _refused(word, f"a day without a year is of the year it is typed in: write a date as 1/4/2017{fraction}")
    plain = _HALF_OF_DAY.sub("", _ANY_MONTH.sub("", _EXPONENT.sub("", word), count=1))
    digits = [sign for sign in plain if sign.isnumeric() and not sign.isalpha()]
    if digits and all(sign in digits or sign in _SIGNS or sign.isspace() for sign in plain):
        raise _refused(word, "no number, date or time is so written: write 1234.5 or 1,234.5, 1/4/2017, 14:30")
    if _OTHER_ERROR.fullmatch(word):
        raise _refused(word, f"no error that can be typed is so written: there are {', '.join(_ERRORS)}")
    if _FORMULA.match(word):
        raise _refused(word, "it is a formula, and an input takes a value")


def _refused(word: str, why: str) -> InputError:
    shown = word if len(word) <= _SHOWN else f"{word[: _SHOWN - 1]}…"
    return InputError(f"“{shown}”: {why}; for a text put an apostrophe in front")


def _text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise InputError(f"a text of {len(text):,} letters; a cell takes {MAX_TEXT:,}")
    return text
