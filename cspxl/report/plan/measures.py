"""A measure of a plan as its configuration tells it: what is aimed at, and how that is reckoned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cspxl.report.configuration import Section
from cspxl.report.judging import POLARITIES, read_band
from cspxl.values import CellFault, month_of

COUNT, RATE, SHARE, COHORT, STATE = "count", "rate", "share", "cohort", "state"
"""What its figures are: counts are added up over the year, rates and shares are levels, a cohort is a part of a whole,
and of a milestone there are only words."""
CHANGE, PATH, TARGET, BAND, MILESTONE = "change", "path", "target", "band", "milestone"
METHODS: Final = ("compound", "linear", "once")
SEASONS: Final = ("straight", "past years")
_KINDS: Final = {"change": CHANGE, "path": PATH, "target": TARGET, "band": BAND, "due": MILESTONE}  # by the key of each
_ROUNDING: Final = {COUNT: 1, RATE: 1, SHARE: 0.01, COHORT: 0}
_MOST_YEARS: Final = 10
_LONGEST_LABEL: Final = 70
_KEYS: Final = (
    "key", "label", "measure", "polarity", *_KINDS, "method", "by", "year", "round_to", "joint", "expected",
    "baseline_month",
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """One measure. ``kind`` says how its target is reckoned, ``counts`` what its figures are.

    ``year`` is the year of the target that is shown; ``due`` a month (index), of a milestone or of what is aimed at.
    ``rounding`` is what a reckoned target is rounded to. Measures of one ``joint`` target are met together only.
    """

    section: Section
    key: str
    label: str
    kind: str
    counts: str
    polarity: str
    year: int
    rounding: float
    baseline_month: int
    change: float | None = None
    method: str | None = None
    end: float | None = None
    over: int | None = None
    target: float | None = None
    band: Sequence[float] = ()
    due: int | None = None
    joint: str = ""
    season: str = SEASONS[0]

    @property
    def measure(self) -> str:
        """What its figures are entered as."""
        return SHARE if self.counts == COHORT else self.counts

    @property
    def short(self) -> str:
        """Its name in sentences."""
        return self.label

    @property
    def is_share(self) -> bool:
        """Whether its figures are shares."""
        return self.counts in {SHARE, COHORT}


def read_measure(section: Section, keys: Sequence[str], year: int, first_month: int) -> Measure:
    """One measure; ``keys`` are those that figures or remarks are entered for. Raises InputError, in one line."""
    section.only(*_KEYS)
    kinds = [key for key in _KINDS if section.has(key)]
    if len(kinds) != 1:
        named = " and ".join(kinds) or "none of them"
        section.fault(f"has {named}; a measure has one of {', '.join(_KINDS)}", kinds[1] if kinds else "key")
    kind, label = _KINDS[kinds[0]], section.text("label")
    if len(label) > _LONGEST_LABEL:
        section.fault(f"has {len(label)} letters; a page holds {_LONGEST_LABEL}", "label")
    counts = _counts(section, kind)
    most = 1 if counts in {SHARE, COHORT} else None
    hint = "75% is 0.75" if most else ""
    change = section.optional_number("change", low=-1, high=10, hint="down 5% is -0.05")
    end, over = _path(section, most) if kind == PATH else (None, None)
    month = {"due": "due", "by": "by"}.get(next((key for key in ("due", "by") if section.has(key)), ""))
    return Measure(
        section=section,
        key=section.choice("key", keys),
        label=label,
        kind=kind,
        counts=counts,
        polarity=section.choice("polarity", POLARITIES, _polarity(kind, change)),
        year=int(section.number("year", year, low=1, high=_MOST_YEARS)),
        rounding=section.number("round_to", _ROUNDING.get(counts, 0), low=0),
        baseline_month=read_month(section, "baseline_month") if section.has("baseline_month") else first_month - 1,
        change=change,
        method=section.choice("method", METHODS, METHODS[0]) if kind == CHANGE else None,
        end=end,
        over=over,
        target=section.optional_number("target", low=0, high=most, hint=hint),
        band=read_band(section, share=most is not None) if kind == BAND else (),
        due=read_month(section, month) if month else None,
        joint=section.text("joint", ""),
        season=_season(section, counts),
    )


def _counts(section: Section, kind: str) -> str:
    """What the figures are; only a level has a path or a band, only a part of a whole is held against a bare share."""
    if kind == MILESTONE:
        if section.has("measure"):
            section.fault("a milestone has words and no figures; leave it out", "measure")
        return STATE
    counts = section.choice("measure", (COUNT, RATE, SHARE, COHORT), COUNT)
    if counts == COHORT and kind != TARGET:
        section.fault(f"a cohort is held against a target, not a {kind}; write target = 0.75", "measure")
    if counts == COUNT and kind == BAND:
        section.fault("a band is of a rate or a share; quarters of a count are added up over the year", "band")
    return counts


def _polarity(kind: str, change: float | None) -> str:
    """Of a change what it says itself; of a share of a cohort that more is better."""
    return "lower" if (change or 0) < 0 or kind in {BAND, MILESTONE} else "higher"


def _season(section: Section, counts: str) -> str:
    season = section.choice("expected", SEASONS, SEASONS[0])
    if season != SEASONS[0] and counts != COUNT:
        section.fault("only a count has a season; rates and shares are not added up over the year", "expected")
    return season


def _path(section: Section, most: float | None) -> tuple[float, int]:
    """Where a path ends, and after how many years."""
    end, over = section.numbers("path", 2, low=0)
    if most and end > most:
        section.fault(f"{end:g} is above 1; write 28% as 0.28", "path")
    if over != int(over) or not 1 <= over <= _MOST_YEARS:
        section.fault("write where it ends and after how many years, such as [40, 3]", "path")
    return end, int(over)


def read_month(section: Section, key: str) -> int:
    """A month: ``2017-06``."""
    text = section.text(key)
    try:
        return month_of(text)
    except CellFault:
        return section.fault(f"{text!r} is no month; write it as 2017-06", key)
