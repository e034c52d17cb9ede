"""Names as they are compared: two that look alike on paper are one, whatever letters, dashes and spaces they are in."""

from __future__ import annotations

import re
import unicodedata
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
_SIGNS: Final = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'"})


def folded(text: str) -> str:
    """The name in small letters of English, one space between words, no space round a dash, no dot at its end.

    Invisible signs, accents and widths are left out; look-alike letters, dashes and apostrophes are the plain ones.
    """
    visible = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) not in {"Cf", "Cc"})
    plain = unicodedata.normalize("NFKD", visible.translate(_SIGNS))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_ALIKE).translate(_SIGNS)
    return _spaced(_DASHES.sub("-", plain)).rstrip(" .").casefold()


def is_altered(text: str) -> bool:
    """Whether folding the name changes more than the case of its letters and its spaces."""
    return folded(text) != _spaced(text).casefold()


def _spaced(text: str) -> str:
    """One space between words, none round a dash."""
    return " ".join(_DASH.sub("-", text).split())
