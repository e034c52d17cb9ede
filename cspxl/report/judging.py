"""How an indicator is judged: its polarity, target or band, by what, and how old its figure may be. Told once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cspxl.report.configuration import Section

POLARITIES: Final = ("lower", "higher", "monitor")
JUDGED_BY: Final = ("factors", "change", "signal", "none")
_GLOSSARY, _SIGNAL = "glossary", "signal"
MOST_MONTHS_OLD: Final = 120
_LONDON: Final = 32  # boroughs: what a number of places alone is of
KEYS: Final = ("polarity", "target", "band", "judged_by", "oldest")
"""What ``[[indicator]]`` may say of it."""


@dataclass(frozen=True)
class Judging:
    """How an indicator is judged; what is None or empty is as the report has it.

    ``by``: factors (12 months, quarter, ranks), its change alone, signal (whether that is more than chance), or none. A
    band comes before a target, a target before all of them. ``oldest``: how many months before the report's month its
    figure may be and still count.
    """

    polarity: str = ""
    by: str = ""
    target: float | None = None
    band: Sequence[float] = ()
    oldest: int | None = None


def read_judging(section: Section, *, share: bool = False) -> Judging:
    """What a section says of how its indicator is judged; of a ``share`` the band is in fractions."""
    return Judging(
        polarity=section.choice("polarity", POLARITIES, ""),
        by=section.choice("judged_by", JUDGED_BY, ""),
        target=section.optional_number("target", low=0, high=1 if share else None, hint="28% is 0.28" if share else ""),
        band=read_band(section, share=share) if section.has("band") else (),
        oldest=int(section.number("oldest", low=0, high=MOST_MONTHS_OLD)) if section.has("oldest") else None,
    )


def read_band(section: Section, *, share: bool) -> Sequence[float]:
    """Low, high and margin."""
    low, high, margin = section.numbers("band", 3, low=0, high=1 if share else None, hint="28% is 0.28")
    if low >= high:
        section.fault(f"{low:g} is not below {high:g}; write low, high and margin, such as [0.28, 0.40, 0.03]", "band")
    return [low, high, margin]


def read_all(configuration: Section, names: Sequence[str], shares: Sequence[str] = ()) -> Mapping[str, Judging]:
    """What each ``[[indicator]]`` says, by its key."""
    found: dict[str, Judging] = {}
    for section in configuration.sections("indicator"):
        key = section.choice("key", names)
        if key in found:
            section.fault(f"there is another [[indicator]] of {key}; write one", "key")
        found[key] = read_judging(section, share=key in shares)
    return found


def read_by_signal(configuration: Section) -> bool:
    """Whether a report judges what is more than chance, and not by the glossary of the dashboard."""
    return configuration.choice("judgement", (_GLOSSARY, _SIGNAL), _GLOSSARY) == _SIGNAL


def read_good_rank(configuration: Section, default: float) -> float:
    """The share of a group whose ranks count as positive: a text such as ``3 of 32``, a share, or places of 32."""
    value = configuration.values.get("good_rank")
    if isinstance(value, str):
        place, _, of = value.partition(" of ")
        if not (place.strip().isdigit() and of.strip().isdigit() and 0 <= int(place) <= int(of) and int(of) > 0):
            configuration.fault('write a share of the group, such as "3 of 32"', "good_rank")
        return int(place) / int(of)
    number = configuration.number("good_rank", default, low=0, high=_LONDON, hint='3 of 32 is "3 of 32"')
    if number >= 1:
        if number != int(number):
            configuration.fault('write a share of the group, such as "3 of 32"', "good_rank")
        return number / _LONDON
    return number

