"""Names as they are compared: two that look alike on paper are one, whatever letters, dashes and spaces they are in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Letters of other scripts that look like letters of English, from Unicode's list of confusables (UTS 39).
_ALIKE: Final = str.maketrans(
    {
        **dict(zip("авеіјкӏмнорсѕтуүхһԁԛԝѵ", "abeijklmhopcstyyxhdqwv", strict=True)),  # Cyrillic
        **dict(zip("АВЕІЈКӀМНОРСЅТУҮХҺԚԜѴ", "ABEIJKIMHOPCSTYYXHQWV", strict=True)),
        **dict(zip("αεικνορτυχϲϳ", "aeikvoptuxcj", strict=True)),  # Greek
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿ", "ABEZHIKMNOPTYXCJ", strict=True)),
        **dict(zip("ıɑɡɩʏօսհոցⲟ", "iagiyouhngo", strict=True)),  # Latin without a dot, phonetic, Armenian, Coptic
    },
)
_DASH: Final = re.compile(r"\s*-\s*")
_DASHES: Final = re.compile(r"[\u02d7\u058a\u05be\u2010-\u2015\u2043\u207b\u2212\u2796\u2e3a\u2e3b\ufe58]")
# Fillers of other scripts, which show nothing and are letters or symbols to Unicode.
_FILLERS: Final = dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0"))
_INVISIBLE: Final = frozenset({"Cc", "Cf"})
_MARKS: Final = frozenset({"Mn", "Me"})  # accents, and what chooses between forms of a letter
_SIGNS: Final = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'"})


@lru_cache(maxsize=4096)  # a file says one label for each of its areas
def folded(text: str) -> str:
    """The name in small letters of English, one space between words, no space round a dash, no dot at its end.

    Invisible signs, accents and widths are left out; look-alike letters, dashes and apostrophes are the plain ones.
    """
    visible = _without(text.translate(_FILLERS), _INVISIBLE)
    letters = _without(unicodedata.normalize("NFKD", visible.translate(_SIGNS)), _MARKS).translate(_ALIKE)
    return _spaced(plain(letters)).rstrip(" .").casefold()


def is_altered(text: str) -> bool:
    """Whether folding the name changes more than the case of its letters and its spaces."""
    return folded(text) != _spaced(text).casefold()


def plain(text: str) -> str:
    """The name on one line with plain dashes and apostrophes, which word processors change; letters as they are."""
    return " ".join(_DASHES.sub("-", text).translate(_SIGNS).split())


def _spaced(text: str) -> str:
    """One space between words, none round a dash."""
    return " ".join(_DASH.sub("-", text).split())


def _without(text: str, categories: frozenset[str]) -> str:
    """The text without signs of these kinds; line ends and tabs are spaces."""
    return "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) not in categories)
