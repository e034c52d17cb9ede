"""Commentary and actions of a one-page summary: a bullet with its text beside it, as tall as the longest remark."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Final, NamedTuple

from cspxl.report.describe import Formula, quoted
from cspxl.report.pack.places import Places
from cspxl.report.stack import Beside, Gap, Item, Text
from cspxl.report.tables import AREA_NAME

_LINE: Final = 12.7
_LETTER: Final = 6.1  # pixels of a letter of the 10 point face, on the wide side
_PADDING: Final = 20  # pixels beside a text
_HEADING, _AIR, _APART = 17.0, 3.0, 5.0  # heights: the heading, below it, below each remark
KINDS: Final = (("commentary", "Commentary", 3), ("action", "Actions", 4))


class Section(NamedTuple):
    """A heading with its remarks, and how tall it is."""

    items: Sequence[Item]
    height: float


def sections(places: Places, page: int, wide: float, *, bullet: int, text: int) -> Sequence[Section]:
    """Commentary, then actions: bullets over so many columns, texts over so many, which are so many pixels wide."""
    return [_section(places, page, *kind, wide, (bullet, text)) for kind in KINDS] if places.pack.remarks else []


def _section(
    places: Places, page: int, kind: str, heading: str, most: int, wide: float, across: tuple[int, int],
) -> Section:
    key = places.pack.pages[page].key
    heights = [_height(places, key, kind, n, wide) for n in range(1, most + 1)]
    rows: list[Item] = [
        Text(heading, "panel_heading", height=_HEADING, across=sum(across)),
        Gap(height=_AIR),
    ]
    for n, height in enumerate(heights, 1):
        name = f"page{page}_{kind}{n}"
        told = remark_of(key, kind, n, _none(kind) if n == 1 else "")
        remark = Text(Formula(told), "remark_text", height, name, across[1])
        bullet = Formula(f'=IF({name}[text]="","","•")')
        rows.append(Beside([Text(bullet, "remark_bullet", across=across[0]), remark]))
    return Section([*rows, Gap(height=_APART)], _HEADING + _AIR + sum(heights) + _APART)


def _height(places: Places, key: str, kind: str, n: int, wide: float) -> float:
    """Tall enough for the longest n-th remark of any area; little where there is none."""
    letters = int((wide - _PADDING) / _LETTER)
    texts: dict[tuple[str, int], list[str]] = {}
    for remark in places.pack.remarks:
        if (remark.indicator, remark.kind) == (key, kind):
            texts.setdefault((remark.area, remark.month), []).append(remark.text)
    shown = [found[n - 1] for found in texts.values() if len(found) >= n]
    if n == 1:
        shown.append(_none(kind))
    return _APART + _LINE * max((_n_lines(text, letters) for text in shown), default=0)


def _n_lines(text: str, letters: int) -> int:
    return sum(len(wrap(part, letters)) or 1 for part in text.split("\n"))


def remark_of(key: str, kind: str, n: int, none: str = "") -> str:
    """The n-th remark of the area and month, or what stands where there is none."""
    wanted = f'{AREA_NAME}&"|{key}|{kind}|"&TEXT(as_at,"yyyy-mm")'
    return f"=IF(COUNTIF(remarks[key],{wanted})<{n},{quoted(none)},PICK(remarks[text],remarks[key],{wanted},{n}))"


def _none(kind: str) -> str:
    return f"No {kind} is entered for this area and month."
