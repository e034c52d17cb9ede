"""A page of cards: tiles, then a card for each group of lines, three beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.report import subjects
from cspxl.report.describe import Chart, ChartSeries, Content, Formula, Highlight, Look, quoted
from cspxl.report.pack import card_workings as workings
from cspxl.report.pack import line_bars
from cspxl.report.pack.lines import Group, Line, Panel, TileAsked, named_line
from cspxl.report.pack.page_tiles import change_in_words, shown
from cspxl.report.pack.places import Places
from cspxl.report.request import NOT_AVAILABLE
from cspxl.report.stack import Below, Beside, Gap, Item, Picture, Stack, Text

_CARD: Final = (100, 70, 72, 94)  # pixels of the columns of a card
_ABREAST, _SPAN = 3, 4
_PIXELS: Final = (*(*_CARD, 16) * (_ABREAST - 1), *_CARD)
_ALL: Final = _ABREAST * (_SPAN + 1) - 1
_HEADING, _NOTE, _AIR = 17.0, 25.0, 8.0  # heights
_ROWS: Final = 6
_ROW, _TALL_ROW = 23.0, 40.0  # of a card, where there are two rows of cards or one
_SHORT: Final = 9  # letters of a rank that a tile has room for: 12 of 32
_LOOKS: Final[dict[str, tuple[Look, ...]]] = {"first": ("area", "others"), "second": ("area", "area")}


def describe(places: Places, at: int) -> Stack:
    """Title, tiles, cards, and at the foot what was stated otherwise, notes, the source."""
    panel = places.pack.panels[at]
    rows = [panel.groups[first : first + _ABREAST] for first in range(0, len(panel.groups), _ABREAST)]
    height = _ROW if len(rows) > 1 else _TALL_ROW
    cards = [_row(places, at, first * _ABREAST, len(row), height) for first, row in enumerate(rows)]
    return Stack(
        panel.name,
        [
            Text(Formula(f'=area&": "&{quoted(panel.title)}'), "title", height=27, across=_ALL),
            Text(Formula('="Report to "&TEXT(as_at,"mmmm yyyy")&"; the period of every figure stands beside it."'),
                 "subtitle", height=16, across=_ALL),
            Gap(height=6),
            *([_tiles(places, panel.tiles), Gap(height=_AIR)] if panel.tiles else []),
            *(item for row in cards for item in (row, Gap(height=_AIR))),
            *_foot(places, panel),
        ],
        widths={n: round((wide - 5) / 7, 2) for n, wide in enumerate(_PIXELS, 1)},
        highlights=[rule for n, group in enumerate(panel.groups) for rule in _colours(at, n, group)],
        tab_colour="12355B",
    )  # fmt: skip


def _tiles(places: Places, tiles: Sequence[TileAsked]) -> Item:
    """Two to a card: label, figure, how it moved, ranks or what is expected of it, its period."""
    items: list[Item] = []
    for at, tile in enumerate(tiles):
        items += [Gap()] if at and at % 2 == 0 else []
        items.append(_tile(places, tile))
    return Beside(items)


def _tile(places: Places, tile: TileAsked) -> Item:
    line = named_line(tile.section, places.pack.panels)
    value, change, period, older = (places.judgement(name, line) for name in ("value", "change", "period", "older"))
    rank = f'LEFT({places.cell("rank", line)},FIND(" (",{places.cell("rank", line)}&" (")-1)'
    rank = f'IF(OR({rank}="",LEN({rank})>{_SHORT}),"","rank "&{rank})'
    note = rank if line.measure == "against" else f'IF({change}="",{rank},{change_in_words(line, change)})'
    if line.band:
        note = quoted(f"expected {_expected(line)}")
    dated = f'{note}&IF({note}="","",CHAR(10))&{period}&IF({older}="","","; older")'
    dated = f'IF({period}="","no figure",{dated})'
    parts = ((tile.label, "tile_label", 14), (Formula(f"={shown(line, value, places.cell('words', line))}"),
             "tile_figure", 21), (Formula(f"={dated}"), "tile_note", 26))  # fmt: skip
    return Below([Text(content, style, height=height, across=_SPAN // 2) for content, style, height in parts])


def _expected(line: Line) -> str:
    """The band of a line, short."""
    low, high, _ = line.band
    return f"{low * 100:.3g}–{high * 100:.3g}%" if line.measure == "share" else f"{low:g}–{high:g}"


def _row(places: Places, at: int, first: int, n: int, height: float) -> Item:
    """Cards beside one another; the last of fewer takes the room that is left."""
    items: list[Item] = []
    for place in range(n):
        wide = _SPAN if place < n - 1 or n == _ABREAST else _ALL - (n - 1) * (_SPAN + 1)
        items += [Gap()] if place else []
        items.append(_card(places, at, first + place, wide, height))
    return Beside(items)


def _card(places: Places, at: int, n: int, wide: int, height: float) -> Item:
    group = places.pack.panels[at].groups[n]
    body: list[Item] = [Gap(rows=_ROWS, columns=wide, height=height)]
    if group.draw == "list":
        rows = [_listed(places, at, n, row, line, wide, height) for row, line in enumerate(group.lines)]
        body = [*rows, *(Gap(columns=wide, height=height) for _ in range(_ROWS - len(rows)))]
    elif workings.has_chart(group):
        told = f"{group.name}: " + ("changes" if group.draw == line_bars.CHANGES else "figures now, before, elsewhere")
        chart = line_bars.chart(workings.name_of(at, n), told, group.draw, sum(_PIXELS[:wide]))
        if workings.by_quarter(places, group):
            chart = _quarters(places, at, n)
        body = [Picture(chart, rows=_ROWS, columns=wide, height=height)]
    return Below([
        Text(group.name, "panel_heading", height=_HEADING, across=wide),
        Text(Formula(f"={workings.told(at, n, 'note')}"), "panel_note", height=_NOTE, across=wide),
        *body,
    ])  # fmt: skip


def _quarters(places: Places, at: int, n: int) -> Chart:
    group, of = places.pack.panels[at].groups[n], workings.name_of(at, n)
    names = workings.COLUMNS[: sum(not line.state for line in group.lines)]
    return Chart(
        "beside", "", f"Column chart: {group.name}, by quarter of the financial year.", "", 0, 0,
        f"{of}[year]:{of}[quarter]",
        [ChartSeries(f"{of}[#{name}]", f"{of}[{name}]", look=_LOOKS[name][len(names) - 1]) for name in names], "",
        from_zero=True, labels="#,##0",
    )  # fmt: skip


def _listed(places: Places, at: int, n: int, row: int, line: Line, wide: int, height: float) -> Item:
    """A line's name, its figure, and its RAG where it is judged, else how it moved."""
    name, span = f"card{at}_{n}_{row}", wide - 2
    if line.state:
        return Beside([Text(line.label, "card_name", height=height, across=span),
                       Text(line.state, "card_small", height=height, across=2, name=name)])  # fmt: skip
    rag, value, change = (places.judgement(part, line) for part in ("rag", "value", "change"))
    plain = f'IF({change}="","",{change_in_words(line, change)})'
    said = f'IF({rag}="{NOT_AVAILABLE}","",IF({rag}="Monitor",{plain},{subjects.with_glyph(rag)}))'
    figure = f'IF({rag}="{NOT_AVAILABLE}","–",{shown(line, value, places.cell("words", line))})'
    empty = f'{workings.told(at, n, "period")}=""'  # a card without any figure says so above
    return Beside([
        Text(Formula(f'=IF({empty},"",{workings.label(places, at, n, line)})'), "card_name", height=height,
             across=span),
        Text(Formula(f'=IF({empty},"",{figure})'), "card_figure", height=height),
        Text(Formula(f"={said}"), "card_small", height=height, name=name),
    ])  # fmt: skip


def _colours(at: int, n: int, group: Group) -> Sequence[Highlight]:
    """The colours of RAG over the last column of a list."""
    if group.draw != "list":
        return []
    first, last = f"card{at}_{n}_0", f"card{at}_{n}_{len(group.lines) - 1}"
    return [
        Highlight(f"{first}[text]:{last}[text]", f'ISNUMBER(SEARCH("{word}",[@text]))', look)
        for word, look in subjects.COLOURED.items()
    ]


def _foot(places: Places, panel: Panel) -> Sequence[Item]:
    """What was stated otherwise than the figures give; what was noticed of them; notes; the source."""
    lines = list({line.short: line for group in panel.groups for line in group.lines if not line.state}.values())
    lines += [line for tile in panel.tiles for line in [named_line(tile.section, places.pack.panels)]
              if line.short not in {known.short for known in lines}]  # fmt: skip
    checks = [(line, places.cell("check", line)) for line in lines if _stated(places, line)]
    differs = "&".join(f'IF(OR({cell}="",{cell}="OK"),"",{quoted(line.short + ": ")}&{cell}&". ")'
                       for line, cell in checks)  # fmt: skip
    marks = [(line, places.judgement("noticed", line)) for line in lines if line.police]
    noted = "&".join(f'IF({mark}="","",{quoted(line.short + " ")}&{mark}&". ")' for line, mark in marks)
    source = '""'
    for line in reversed(lines):
        cell = places.cell("source", line)
        source = f'IF({cell}<>"",{cell},{source})'
    source = f'IF({source}="","","Source: "&{source}&"; that of every figure stands on the Entered figures sheet.")'
    first = "&".join(filter(None, (differs, noted))) or quoted("")
    texts: list[Content] = [Formula(f"=TRIM({first})"), *panel.notes, Formula(f"={source}")]
    height = 24.0 if len(checks) > 1 or noted else 13.0  # of two lines, where several may stand
    return [Text(text, "foot" if at else "foot_first", height=13.0 if at else height, across=_ALL)
            for at, text in enumerate(texts)]  # fmt: skip


def _stated(places: Places, line: Line) -> bool:
    """Whether anything is stated of it, which its figures are held against."""
    return any(name.startswith("stated_") for name in places.entered_columns(line))
