"""The figures in a text: each with what it counts, the decimals it is stated with, and how sure its writer was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from typing import Final, Literal, TypeAlias

from cspxl.audit.hedges import Hedge, hedge_of, place, reach
from cspxl.audit.numerals import Worded, worded
from cspxl.functions.checking import stated_places

Kind: TypeAlias = Literal["count", "percent", "points", "money", "ordinal", "base", "other", "unreadable"]
"""What a figure is. ``base``: the 1,000 of "per 1,000"; ``other``: a date, an age, a time, a label; ``unreadable``:
digits that are no number, as where a footnote is glued to one."""

_LONGEST: Final = 20_000  # signs of a text that a person wrote in one piece
_MOST_DIGITS: Final = 15
_FAR: Final = 10  # how far beyond its bound a figure may lie that is "over" or "under" it


@dataclass(frozen=True)
class Span:
    """The values that a figure, or what is worked out from figures, may have."""

    low: Decimal
    high: Decimal

    @property
    def exact(self) -> bool:
        """Whether it can be one value only."""
        return self.low == self.high

    def meets(self, other: Span) -> bool:
        """Whether the two have a value in common."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True)
class Figure:
    """A figure in a text, at ``start`` to ``end``; ``step`` is the value of one in its last stated place."""

    text: str
    value: Decimal
    step: Decimal
    kind: Kind
    start: int
    end: int
    sign: int = 0
    hedge: Hedge = ""
    noun: str = ""

    @property
    def signed(self) -> Decimal:
        """The value with the sign that stands before it."""
        return -self.value if self.sign < 0 else self.value

    @property
    def span(self) -> Span:
        """The values that are rounded to the stated one; a whole number that is not shortened is exact."""
        if self.hedge:
            by = reach(self.value, self.step)
            return {
                "about": Span(self.value - by, self.value + by),
                "just over": Span(self.value - self.step / 2, self.value + by),
                "just under": Span(self.value - by, self.value + self.step / 2),
                "over": Span(self.value, self.value * _FAR),
                "under": Span(self.value / _FAR, self.value),
            }[self.hedge]
        if self.step == 1 and self.kind in {"count", "money"}:
            return Span(self.value, self.value)
        return Span(self.value - self.step / 2, self.value + self.step / 2)

    def to_the(self, step: Decimal) -> Figure:
        """The figure taken for rounded to a step."""
        return replace(self, step=max(step, self.step))


MONTHS: Final = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_SCALES: Final = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
_NUMBER: Final = re.compile(
    r"(?<![A-Za-z_\d.,£$€])(?P<sign>[+\-\u2212\u2013](?=[£$€]?\d)|\+ (?=\d))?"
    r"(?P<currency>[£$€] ?)?(?P<digits>\d[\d,]*(?:\.\d+)*)"
    r"(?:(?P<ordinal> ?(?:st|nd|rd|th)\b)|(?P<percent> ?%(?:age points?)?| ?(?:per ?cent|(?-i:pc))\b(?! ?points?))"
    r"|(?P<points>(?: ?%| per ?cent(?:age)?| percentage)? ?(?:points?|pp|ppts?)\b)"
    r"|(?P<scale> ?(?:million|thousand|billion)\b|(?:k|m|mn|bn)\b))?",
    re.IGNORECASE | re.ASCII,
)
_GROUPED: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d+", re.ASCII)

# What is a number and no figure: dates, financial years, times, ages, durations, intervals, references, telephones.
_OTHER: Final = re.compile(
    rf"""\b\d{{1,2}}(?:\s?(?:st|nd|rd|th))?(?:\s(?:of\s)?|-)(?:{MONTHS})\b
        (?:[,\s-]+(?:19|20)?\d\d\b(?![,.%]\d|%))?
    | \b(?:{MONTHS})\s\d{{1,2}},?\s(?:19|20)\d\d\b(?![,.]\d|\s?%)
    | \b(?:{MONTHS})[\s'-]*(?:\d{{1,2}}(?:st|nd|rd|th)\b)?(?:[\s,'-]*(?:19|20)\d\d\b|['-]?\d\d\b(?!\s?%|,\d))?
    | \b\d{{1,2}}/\d{{1,2}}/(?:19|20)?\d\d\b
    | \b(?:19|20)\d\d\s?[/\u2013-]\s?(?:19|20)?\d\d\b(?!\s?%)
    | \b(?:FY\s?)?[012]\d/[012]\d\b(?!\s?%)
    | \b\d{{1,3}}(?:st|nd|rd|th)\s?/\s?\d{{1,3}}\b
    | \b(?<!last\s)(?<!same\s)(?<!previous\s)(?:FY|Q|KPI|items?|pages?|p|pp|sections?|appendix|annex|fig|tables?
        |tiers?|phase|priority|themes?|stage
        |objective|recommendations?|wave|wards?|band|class|category|grade|key\sstage|version|v|room|act|article|chapter
        |paragraph|para|note|strand|zone|cohort|option|step|ref|reference|module|quarters?|years?|weeks?|days?|months?|figures?|no|number
        |level|area|part|round|groups?)
        [\s.]{{0,2}}\d{{1,2}}(?:\.\d+)*(?:\s?(?:-|to|and|,|&)\s?\d{{1,2}}\b)*(?![\d,.]*(?:\d|\s?%))
    | \b\d{{1,2}}[.:]\d\d\s?(?:am|pm|hrs|hours)?\b(?=\s?(?:am|pm|hrs|hours))(?:\s?(?:am|pm|hrs|hours))
    | \b\d{{1,2}}:\d\d\b | \b\d{{1,2}}\s?(?:am|pm)\b
    | \b\d+(?:\s?(?:-|\u2013|to)\s?\d+)?[\s-]
      (?:day|week|month|year|hour|minute|second|night|mile|metre|km|m)s?\b(?:[\s-]old)?
    | \b\d[\d,.]*\s?%?\s?(?:to|and|-|\u2013)\s?\d[\d,.]*\s?%?\s(?:at|with)\s9[059](?:\s?%|\sper\scent)
    | \bintervals?[,:]?\s(?:of\s|is\s|from\s)?\d[\d,.]*\s?%?\s?(?:to|and|-|\u2013)\s?\d[\d,.]*
    | \b(?:aged?|ages|between\sthe\sages\sof)\s(?:between\s|from\s|of\s)?
      \d{{1,2}}(?:\s?(?:-|\u2013|to|and|or)\s?\d{{1,2}})?
    | \b(?:under|over)\s(?:between\s|from\s|of\s)?
      \d{{1,2}}(?:\s?(?:-|\u2013|to|and|or)\s?\d{{1,2}})?(?=s?\b(?!\s?[%,\d]))
      (?:(?:s\b)|(?=\s*(?:years|yrs|and\sover|or\sover|\+|[.,;)])))
    | \b\d{{1,2}}\s?(?:-|\u2013|to)\s?\d{{1,2}}\s?(?:year|yr)s?(?:[\s-]olds?)?
    | \b(?:since|until)\s(?:19|20)\d\d(?:\s?[/\u2013-]\s?(?:19|20)?\d\d)?\b(?![,.]?\d|\s?%)
    | \b0\d{{2,4}}\s\d{{3,4}}\s?\d{{3,4}}\b
    | \b\d+(?:\.\d+){{2,}}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_YEAR_BEFORE: Final = re.compile(
    r"(?:\b(?:in|since|by|during|for|of|to|from|and|until|till|year|years|calendar|between|before|after|on|than|with"
    r"|the|vs\.?|versus|against|over|ending|end|late|early|mid|at|january|to date|Q[1-4])|^|[(/–-])\s*$",
    re.IGNORECASE,
)
_YEAR_FIRST: Final = re.compile(r"(?:^|[.;:•]\s)(?:In|During|Since|By|For)\s$")  # "In 2016 male deaths rose"
_YEAR_SUBJECT: Final = re.compile(r"\s(?:itself|saw)\b", re.IGNORECASE)
_YEAR_AFTER: Final = re.compile(
    r"\s*(?:$|[.,;:()\]/–-]|[’']s\b|(?:and|to|was|were|is|there|we|the|it|a|an|when|but|they|these|those|he|she|compared|levels?|figures?|baseline"
    r"|with|in|on|by"
    r"|showed?|saw|data|calendar|strategy|plan|policing|survey|report|census|Act|has|had|rose|fell|which|who|that"
    r"|this|as|total"
    r"|resident|annual|refresh|conference|so|up|down|increased?|decreased?|because|following|while)\b)",
    re.IGNORECASE,
)
_UP_TO: Final = re.compile(r"\bup to\s+$", re.IGNORECASE)
_THEN_FROM: Final = re.compile(r"(?:\s[a-z'’/-]+){0,6},?\s+from\s+[£$€]?\d", re.IGNORECASE)
_NOUN: Final = re.compile(r"\s?(?:of the |of |more |fewer |extra |additional |total )?([A-Za-z][A-Za-z'’-]+)")
_PER: Final = re.compile(r"(?:\bper|\bfor every|\bin every|\bout of every)\s?(?:head of )?$", re.IGNORECASE)
_MINUS_AFTER: Final = re.compile(
    r"(?:^|[(\[:;,|=]|%(?=\s)|\bby|\bof|\bto|\bfrom|\bwas|\bis|\bat|\bdown|\bup)\s*$", re.IGNORECASE
)


@lru_cache(maxsize=65_536)
def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a text, in order; each rule asks for them again."""
    if len(text) > _LONGEST:
        return ()
    others = [match.span() for match in _OTHER.finditer(text)]
    found = []
    for match in _NUMBER.finditer(text):
        inside = any(start <= match.start("digits") < end for start, end in others)
        found.append(_figure(text, match, is_other=inside))
    found += [_worded(text, one) for one in worded(text)]
    return tuple(_beside_others(text, sorted(found, key=lambda figure: figure.start)))


def _worded(text: str, found: Worded) -> Figure:
    """A number that is written in words."""
    before, after = text[: found.start], text[found.end :]
    noun = _NOUN.match(after) if found.kind == "count" else None
    return Figure(
        text[found.start : found.end],
        Decimal(found.value),
        Decimal(1),
        found.kind,
        found.start,
        found.end,
        hedge=hedge_of(before, after),
        noun=noun[1].lower() if noun else "",
    )


def _beside_others(text: str, found: Sequence[Figure]) -> Iterator[Figure]:
    """What stands behind a figure says: of "from 88 to 82%" both are percentages, "up to 560 from" is no bound."""
    behind: Figure | None = None
    for one, other in zip_longest(found, found[1:]):
        shared = (
            other is not None
            and (one.kind, other.kind) == ("count", "percent")
            and text[: one.start].lower().endswith("from ")
            and text[one.end : other.start] == " to "
        )
        converted = behind is not None and behind.kind == one.kind == "money" and behind.text[0] != one.text[0]
        behind = one
        if converted and text[: one.start].endswith("("):
            yield replace(one, kind="other")  # £3.24bn ($6.13bn)
        elif one.hedge == "under" and _UP_TO.search(text[: one.start]) and _THEN_FROM.match(text, one.end):
            yield replace(one, hedge="")
        else:
            yield replace(one, kind="percent", noun="") if shared else one


def _figure(text: str, match: re.Match[str], *, is_other: bool) -> Figure:
    digits = match["digits"].rstrip(",")
    trimmed = len(match["digits"]) - len(digits)
    end = match.end() if not trimmed else match.start("digits") + len(digits)
    before, after = text[: match.start()], text[end:]
    plain = digits.replace(",", "")
    whole, _, decimals = digits.partition(".")
    glued = end == match.end() and after[:1].isalnum() and not _is_word(after)
    if is_other:
        kind: Kind = "other"
    elif glued or after[:1] in {"¹", "²", "³"} or not _is_number(whole, decimals):
        return Figure(match[0], Decimal(0), Decimal(1), "unreadable", match.start(), end)
    else:
        kind = _kind(match, before, after)
    value = Decimal(plain if kind != "other" else re.sub(r"[^\d]", "", plain)[:12] or "0")
    step = Decimal(1).scaleb(-stated_places(value))
    if match["scale"] and not trimmed:
        power = _SCALES[match["scale"].strip().lower()]
        value, step = value.scaleb(power), step.scaleb(power)
    noun = _NOUN.match(after) if kind == "count" else None
    written = text[match.start("currency" if match["currency"] else "digits") : end]
    sign, hedge, thing = _sign(match["sign"], before), hedge_of(before, after), noun[1].lower() if noun else ""
    return Figure(written, value, step, kind, match.start(), end, sign, hedge, thing)


def _is_number(whole: str, decimals: str) -> bool:
    """Whether digits are grouped as numbers are, with one point, and not more of them than anything has."""
    few = len(whole) + len(decimals) <= _MOST_DIGITS
    return few and "." not in decimals and _GROUPED.fullmatch(whole) is not None


def _is_word(after: str) -> bool:
    """Whether what is glued to a number is a word: ``831ASB``."""
    return re.match(r"[A-Za-z]{2,}", after) is not None


def _kind(match: re.Match[str], before: str, after: str) -> Kind:
    if match["ordinal"]:
        return "ordinal"
    if match["percent"]:
        return "points" if "point" in match["percent"] else "percent"
    if match["points"]:
        return "points"
    if match["currency"]:
        return "money"
    if _PER.search(before):
        return "base"
    is_year = re.fullmatch(r"(?:19[5-9]|20[0-4])\d", match["digits"].rstrip(","))
    named = _YEAR_BEFORE.search(before) and _YEAR_AFTER.match(after)
    dated = named or _YEAR_SUBJECT.match(after) or _YEAR_FIRST.search(before)
    if is_year and not match["scale"] and dated:
        return "other"
    return "count"


def _sign(sign: str | None, before: str) -> int:
    """Plus is a sign; a minus that could be a dash between words is none."""
    if sign is None:
        return 0
    if sign.startswith("+"):
        return 1
    return -1 if _MINUS_AFTER.search(before) else 0


def precise(found: Sequence[Figure]) -> Sequence[Figure]:
    """Amounts that are as precise as the most precise of them: 12,000 beside 13,000 may be to thousands."""
    if not found or any(figure.hedge for figure in found):
        return found
    step = min(_roundness(figure) for figure in found)
    return [figure.to_the(step) for figure in found]


def _roundness(figure: Figure) -> Decimal:
    """The place to which a large figure may be rounded, by the noughts at its end."""
    if figure.value < 1000 or figure.value % 100:
        return figure.step
    return max(figure.step, place(figure.value))
