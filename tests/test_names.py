"""Names that look alike on paper are one name."""

from __future__ import annotations

import pytest

from cspxl.names import folded, is_altered, plain

PLAIN = "Burglary - Residential"
TWINS = {
    "zero width space": "Burglary\u200b - Residential",
    "byte order mark": "\ufeffBurglary - Residential",
    "soft hyphen": "Burg\u00adlary - Residential",
    "word joiner": "Burglary\u2060 - Residential",
    "bidirectional mark": "\u202aBurglary - Residential\u202c",
    "en dash": "Burglary – Residential",
    "em dash": "Burglary — Residential",
    "minus": "Burglary − Residential",
    "non-breaking hyphen": "Burglary \u2011 Residential",
    "final dot": "Burglary - Residential.",
    "Cyrillic a": "Burgl\u0430ry - Residential",
    "Cyrillic B and E": "\u0412urglary - R\u0435sidential",
    "Greek capital": "\u0392urglary - Residential",
    "full width": "Ｂｕｒｇｌａｒｙ - Residential",
    "combining accent": "Burgla\u0301ry - Residential",
    "composed accent": "Burgl\u00e1ry - Residential",
    "bold of mathematics": "\U0001d401urglary - Residential",
    "control character": "Burglary\x7f - Residential",
    "variation selector": "Burglary\ufe0f - Residential",
    "joiner of graphemes": "Burg\u034flary - Residential",
    "Hangul filler": "Burglary\u3164 - Residential",
    "enclosing circle": "Burglary\u20dd - Residential",
}
SPACES = {
    "no spaces round the dash": "Burglary-Residential",
    "no-break space": "Burglary\u00a0- Residential",
    "thin spaces": "Burglary\u2009-\u2009Residential",
    "tab": "Burglary\t- Residential",
    "outer spaces": "  Burglary - Residential ",
    "capitals": "BURGLARY - RESIDENTIAL",
}


@pytest.mark.parametrize("text", TWINS.values(), ids=TWINS)
def test_a_twin_is_the_same_name_and_is_told(text: str) -> None:
    assert folded(text) == folded(PLAIN)
    assert is_altered(text)


@pytest.mark.parametrize("text", SPACES.values(), ids=SPACES)
def test_case_and_spaces_are_nothing_to_tell(text: str) -> None:
    assert folded(text) == folded(PLAIN)
    assert not is_altered(text)


OTHERS = ("Burglary Residential", "Burglary - Residentials", "Burglery - Residential", "Burglary")


@pytest.mark.parametrize("other", OTHERS)
def test_another_name_stays_another(other: str) -> None:
    assert folded(other) != folded(PLAIN)


def test_apostrophes_are_one() -> None:
    assert folded("King’s Lynn") == folded("King's Lynn") == folded("King‘s Lynn")


def test_a_plain_name_keeps_its_letters_and_case() -> None:
    assert plain("King’s  Lynn\u2013West\u00a0Norfolk") == "King's Lynn-West Norfolk"
    assert plain("Ynys Môn") == "Ynys Môn"
