"""What each figure of a sentence is in it: the figure now, the one before, the difference, the change, a share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from cspxl.audit.directions import DOWN, UP, direction_of, direction_words
from cspxl.audit.figures import Figure, figures

Role: TypeAlias = Literal["now", "before", "difference", "change", "level", "plain", "none"]
"""``change``: a percentage or points that say by how much; ``level``: any other percentage; ``plain``: an amount of
which the words do not say what it is; ``none``: no amount at all."""

_ARTICLES: Final = r"(?:the|a|an|some|just|only|its|about|around|nearly|over|almost|approximately|roughly|£|\s)*"
_DIRECTED: Final = rf"(?<![\w-])(?:{UP}|{DOWN})"
_CHANGE_BEFORE: Final = re.compile(
    rf"{_DIRECTED}\b[^.;:()\[\]\d]{{0,60}}$|\b(?:by|change of|difference of)\s+{_ARTICLES}$|[▲↑⬆▼↓⬇]\s*$", re.IGNORECASE
)
_IN_BRACKETS: Final = re.compile(rf"{_DIRECTED}\b[^.,;:()\d]{{0,40}} \($", re.IGNORECASE)  # "rose by a tenth (13%)"
_CHANGE_AFTER: Final = re.compile(
    rf"\s*(?:\)\s*)?(?:(?:year[- ]on[- ]year|annual|overall|significant|further|net|relative|slight|small|large|marked"
    rf"|statistically|percentage|\([^()]*\))\s+)*{_DIRECTED}(?!\w)(?!\s+(?:by |of )?[£$€]?\d)",
    re.IGNORECASE,
)
_TARGETED: Final = re.compile(
    rf"\b(?:to|from|at|compared (?:to|with)|against|than|versus|vs\.?)\s+{_ARTICLES}$"
    rf"|\b(?:year|quarter|period|month)[’']s\s+(?:figure of |rate of )?$",
    re.IGNORECASE,
)
_DIFFERENCE_BEFORE: Final = re.compile(
    rf"{_DIRECTED}(?:\s+(?:by|of|in)|\s+in [a-z ]{{3,40}} of|\s[a-z ]{{3,40}} by)?\s*\(?{_ARTICLES}$"
    rf"|\b(?:difference|change) of\s+{_ARTICLES}$",
    re.IGNORECASE,
)
_DIFFERENCE_AFTER: Final = re.compile(
    r"\s*(?:[a-z-]+\s){0,2}?(?:fewer|more|less|additional|extra|higher|lower)\b(?!\s+than\s+(?:an? )?[£\d]+%)",
    re.IGNORECASE,
)
_BEFORE: Final = (
    r"(?<!theft )(?<!thefts )from|compare[sd] (?:to|with)|comparing [^\d]*?(?:to|with)|in comparison (?:to|with)|as "
    r"against|against|than|versus|vs\.?|v"
    r"|(?:up|down) on|(?:rise|increase|fall|decrease|reduction|drop) (?:up)?on|formerly|previous(?:ly)?|preceding"
    r"|(?<!in the )(?<!over the )(?<!during the )(?:last|prior|previous) (?:year|quarter|period|month)(?:'s)?"
    r"|(?:a|one) year (?:ago|earlier)|the year before"
    r"|baseline|(?:when|where) (?:it|this|they|there|the (?:total|figure|number)(?: of [a-z]+){0,2})"
    r" (?:was|were|had been|stood at|numbered)|(?:19|20)\d\d(?:/\d\d)?[’']s (?:figure|total) of"
)
_NOW: Final = (
    r"now|stands? at|stood at|this (?:year|period|quarter)|currently|latest|reached|reaching|totall?(?:ed|ing)|are now"
    r"|down at|up at"
)
_CUE: Final = re.compile(rf"(?<![\w-])(?:(?P<before>{_BEFORE})|(?P<now>{_NOW}))(?![\w-])", re.IGNORECASE)
_BEFORE_AFTER: Final = re.compile(
    r"[\s,(]*(?:[a-z-]+\s){0,4}?(?:(?<!in the )(?<!over the )(?<!during the )last year"
    r"|(?:the|a|one) (?:year|quarter|month) (?:before|ago|earlier"
    r"|previously)|the previous"
    r"|in the (?:previous|preceding|prior)|(?:the )?same (?:period|quarter|month|time)|previously|twelve months "
    r"(?:before|ago|earlier)"
    r"|12 months (?:before|ago|earlier))",
    re.IGNORECASE,
)
_AGAINST_PERIOD: Final = re.compile(
    r"\s*(?:against|compared (?:to|with)|on|than|over|from|versus|vs\.?)\s+(?:the |that of the )?(?:(?:same"
    r"|previous|last|prior|preceding"
    r"|corresponding)\s)+(?:\w+\s){0,2}?(?:year|period|quarter|month)s?(?![’'\w])"
    r"(?:\s(?:last year|before|the (?:year before|previous year)))?",
    re.IGNORECASE,
)
_CLOSED_PERIOD: Final = re.compile(rf"[^,;()—–]*?{_AGAINST_PERIOD.pattern}\s*(?=[,;)—–]|-\s)", re.IGNORECASE)
_NOW_AFTER: Final = re.compile(
    r"[\s,(]*(?:[a-z-]+\s){0,3}?(?:this (?:year|quarter|period)|currently|now)\b", re.IGNORECASE
)
_AGAINST_AFTER: Final = re.compile(
    r"\s*(?:[a-z-]+\s){0,3}?(?:versus|vs\.?|v|as against|against|compared (?:to|with))\s*(?:the |a )?", re.IGNORECASE
)
# "45 (24%) less than", "93 or 1% fewer than"
_OF_A_DIFFERENCE: Final = re.compile(
    r"\s*(?:\((?:or )?\d[\d.]*\s?(?:%|per ?cent)\)|or \d[\d.]*\s?(?:%|per ?cent))\s+(?:fewer|less|more|higher|lower)\b",
    re.IGNORECASE,
)
_BESIDE_DIFFERENCE: Final = re.compile(r"(?:\s[a-z'’-]+){0,3}\s*(?:\(|,|\bor\b|,? or)\s*", re.IGNORECASE)
_OR: Final = re.compile(r"\s*[,(–—-]?\s*or\s+", re.IGNORECASE)
_ON: Final = re.compile(
    r"\s*(?:on|upon|over|than)\s+(?:the\s+|(?:last|previous) year[’']s\s+|total of\s+|figure of\s+)+", re.IGNORECASE
)
_EQUALS: Final = re.compile(rf"\b(?:equa|amount|equivalent|correspond|relat)\w*\s+to\s+{_ARTICLES}$", re.IGNORECASE)
_WHICH_IS: Final = re.compile(
    rf",?\s+(?:which|that|this|but this)?(?: only)?\s*(?:equa|amount|relat)\w*\s+to\s+{_ARTICLES}", re.IGNORECASE
)
_TO: Final = re.compile(rf"(?<!compared )(?<!comparison )\bto\s+{_ARTICLES}(?:total of\s+)?$", re.IGNORECASE)
_ARROW: Final = re.compile(r"\s*(?:→|->|–>|➔|⇒|®)\s*")


_BY: Final = re.compile(rf"{_DIRECTED}\b[a-z ]{{0,40}}\sby\s{_ARTICLES}$", re.IGNORECASE)  # "cut the price by £2"
_THAN: Final = re.compile(r"\b(?:more|less|fewer|lower|higher) than\s+$", re.IGNORECASE)  # a bound compares nothing
_TAKEN_UP: Final = r"(?:it|which|th(?:is|at|e)(?: (?:level|figure|number|total|volume))?)"
_WENT_TO: Final = re.compile(
    rf"(?:(?:\s[a-z'’-]+){{0,4}}|[^.:]{{0,110}}[,;\s]\s?(?:but |and |while )?(?:by (?:19|20)\d\d )?{_TAKEN_UP}"
    rf"(?: (?:has|had|have|is|was|since|then|now|subsequently)){{0,3}})"
    rf"\s(?:{UP}|{DOWN})\s(?:[a-z]+ly )?to\s{_ARTICLES}",
    re.IGNORECASE,
)
_NEAR: Final = 70  # signs between a word and the figure that it speaks of


@dataclass(frozen=True)
class Part:
    """A figure with its role; ``direction`` is that of a change or a difference: 0 where nothing says it."""

    figure: Figure
    role: Role
    direction: int = 0


@dataclass(frozen=True)
class Clause:
    """A text that makes one statement, and the figures in it; ``offset`` is its place in the cell."""

    text: str
    offset: int
    parts: Sequence[Part]

    def of(self, *roles: Role) -> Sequence[Part]:
        """The figures that have one of the roles."""
        return [part for part in self.parts if part.role in roles]

    @property
    def unreadable(self) -> bool:
        """Whether digits that are no number stand in it."""
        return any(part.figure.kind == "unreadable" for part in self.parts)

    def said_of(self, figure: Figure) -> str:
        """The words round the figure before, from "compared with" on; none where "from" introduces it."""
        ahead = self.text[: figure.start]
        cues = [match for match in _CUE.finditer(ahead) if match["before"]]
        if cues and cues[-1][0].lower() == "from":
            return ""
        return (ahead[cues[-1].end() :] if cues else "") + self.text[figure.end : figure.end + 40]

    def between(self, one: Figure, other: Figure) -> str:
        """The text between two figures, whichever is first."""
        first, second = sorted((one, other), key=lambda figure: figure.start)
        return self.text[first.end : second.start]


_YEAR_BEHIND: Final = re.compile(
    r"(?:\s[a-z’'-]+){0,5}?\s\(?(?:in|during|for)\s(?:the year )?((?:19|20)\d\d)\b", re.IGNORECASE
)
_YEAR_AHEAD: Final = re.compile(
    r"\b(?:in|during|for)\s(?:[A-Za-z]+\s)?((?:19|20)\d\d)(?:\s?[/–-]\s?\d{2,4})?,?\s"
    r"(?:there were |it was |we recorded |and )?$",
    re.IGNORECASE,
)


def as_one(text: str, offset: int) -> Clause:
    """The text as one statement, however many it makes."""
    return Clause(text, offset, _parts_of(text))


def _is_arrow(between: str, before: str) -> bool:
    """Whether what stands between two figures says from and to: an arrow, or "to" where brackets hold the two."""
    return (_ARROW.fullmatch(between) or _WENT_TO.fullmatch(between)) is not None or (
        re.fullmatch(r"\s*(?:[a-z]+\s){0,2}to\s*", between) is not None and before.rstrip().endswith(("(", ":", "from"))
    )


@lru_cache(maxsize=65_536)
def _parts_of(text: str) -> tuple[Part, ...]:
    return tuple(_parts(text))


def _parts(text: str) -> Iterator[Part]:
    found = figures(text)
    previous: Role = "none"
    direction = 0
    amounts = [figure for figure in found if figure.kind in {"count", "money", "percent", "points"}]
    dated = _dated(text, found)
    for figure in found:
        if figure not in amounts:
            yield Part(figure, "none")
            continue
        at = amounts.index(figure)
        gap = text[amounts[at - 1].end if at else 0 : figure.start]
        if at and (earlier := _AGAINST_PERIOD.match(gap) or _told_behind(gap) or _CLOSED_PERIOD.match(gap)):
            gap = gap[earlier.end() :]  # "last year" there speaks of the figure before it
        after = text[figure.end : amounts[at + 1].start if at + 1 < len(amounts) else len(text)]
        joined = bool(at) and _is_arrow(gap, text[: amounts[at - 1].start])
        leads = at + 1 < len(amounts) and _is_arrow(after, text[: figure.start]) and not _BY.search(gap)
        role: Role = dated.get(figure) or ("now" if joined else "before" if leads else _role(figure, gap, after, text))
        if role == "level" and previous == "difference" and _BESIDE_DIFFERENCE.fullmatch(gap):
            role = "change"  # "a rise of 62 (14%)"
        elif role == previous == "before" and _TO.search(gap):
            role = "now"  # "from 520 in 2016 to 458 last year"
        elif role == "plain" and previous == "change" and (
            _OR.fullmatch(gap) or (_WHICH_IS.fullmatch(gap) and figure is amounts[-1])
        ):
            role = "difference"  # "up 3%, or 23 offences"
        else:
            direction = _direction(figure, gap, after, text) if role in {"change", "difference"} else 0
        previous = role
        yield Part(figure, role, direction)


def _dated(text: str, found: Sequence[Figure]) -> dict[Figure, Role]:
    """Of two amounts that each have their year beside them, the earlier and the later."""
    counted = [figure for figure in found if figure.kind in {"count", "money"}]
    pairs = _years(counted, [_YEAR_BEHIND.match(text, figure.end) for figure in counted])
    pairs = pairs or _years(counted, [_YEAR_AHEAD.search(text[: figure.start]) for figure in counted])
    if len(pairs) != 2 or pairs[0][1] == pairs[1][1] or pairs[0][0].kind != pairs[1][0].kind:
        return {}
    (earlier, _), (later, _) = sorted(pairs, key=lambda pair: pair[1])
    return {earlier: "before", later: "now"}


def _years(counted: Sequence[Figure], found: Sequence[re.Match[str] | None]) -> Sequence[tuple[Figure, int]]:
    """The amounts beside which a year stands, with it."""
    return [(figure, int(year[1])) for figure, year in zip(counted, found, strict=True) if year]


def _role(figure: Figure, gap: str, after: str, text: str) -> Role:
    cue = _cue(_THAN.sub("", gap) if figure.hedge in {"over", "under"} else gap, after)
    bound = figure.hedge and gap.rstrip().endswith("than")  # "more than 90 fewer", "a rise of more than 19%"
    if figure.kind in {"percent", "points"}:
        if figure.sign or figure.kind == "points" or _CHANGE_AFTER.match(text, figure.end):
            return "change"
        if _IN_BRACKETS.search(gap) and text[figure.end :].startswith(")"):
            return "change"
        if _CHANGE_BEFORE.search(gap) and (bound or not _TARGETED.search(gap)):
            return "change"
        told = (_TARGETED.search(gap) and not _EQUALS.search(gap)) or _told_behind(after)
        return cue if cue in {"now", "before"} and told else "level"
    targeted = _TARGETED.search(gap) and not _EQUALS.search(gap) and not bound
    if (
        figure.sign
        or (_DIFFERENCE_BEFORE.search(gap) and not targeted)
        or (_DIFFERENCE_AFTER.match(after) and not targeted)
        or _OF_A_DIFFERENCE.match(text, figure.end)
    ):
        return "difference"
    return cue


def _cue(gap: str, after: str) -> Role:
    """What the last words before a figure, or those behind it, say of its time."""
    if _told_behind(after):
        return "before"
    if _NOW_AFTER.match(after):
        return "now"
    if _AGAINST_AFTER.fullmatch(after):
        return "now"
    if _TO.search(gap) and not _EQUALS.search(gap):
        return "now"
    if _ON.fullmatch(gap):
        return "before"
    closed = gap.find(")") + 1
    if closed and "(" not in gap[:closed]:
        gap = gap[closed:]  # what stands in brackets speaks of the figure in them
    cues = list(_CUE.finditer(gap))
    if not cues or len(gap) - cues[-1].end() > _NEAR:
        return "plain"
    return "before" if cues[-1]["before"] else "now"


def _told_behind(after: str) -> re.Match[str] | None:
    """What is said of the time of the figure before; behind a comma and up to the next figure it speaks of that."""
    found = _BEFORE_AFTER.match(after)
    is_next = found is not None and found[0].lstrip().startswith(",") and not after[found.end() :].strip(" :")
    compares = (
        found is not None and re.search(r"\b(?:than|to|with|against|on|over)\b", found[0], re.IGNORECASE) is not None
    )
    return None if is_next or compares else found


def _direction(figure: Figure, gap: str, after: str, text: str) -> int:
    """The sign, else the nearest word: just before, just behind, else the one direction of the whole text."""
    words = direction_words(f"{gap}0")  # of a figure, so that "more than" is read as its bound
    worded = words[-1][0] if words else 0
    behind = (
        _CHANGE_AFTER.match(text, figure.end)
        or _DIFFERENCE_AFTER.match(after)
        or _OF_A_DIFFERENCE.match(text, figure.end)
    )
    if not worded and behind:
        worded = direction_of(behind[0])
    if figure.sign:
        return figure.sign if figure.sign < 0 or worded >= 0 else 0
    return worded or direction_of(text)
