"""The Summary: one A4 page for the board. Light, key figures, sentences, split by year, charts, priorities."""

from __future__ import annotations

from cspxl.report.describe import Chart, Formula, Highlight, Line, Page, Put, Sheet, address, block, row_of
from cspxl.report.lcpf import layout, terms
from cspxl.report.lcpf.checks import LIGHT, LIGHT_TEXT, lights
from cspxl.report.lcpf.layout import Model, sheet_ref, shown
from cspxl.report.lcpf.terms import (
    CHECKS,
    INPUTS,
    SUMMARY,
    VALUE,
)
from cspxl.report.lcpf.wording import sentences, year

_LAST = 7
_CARDS = 5
WORDS = 9  # the row of the first sentence
_CHART_ROWS = 13
_TABLE = (
    terms.BASE, terms.UPLIFT, terms.ALLOCATION, terms.DIRECT, terms.TOP_SLICE, terms.WON, terms.AVAILABLE,
    terms.COSTS, terms.SHORT, terms.SPARE,
)  # fmt: skip
_TOTALS = (terms.ALLOCATION, terms.AVAILABLE)
_NOTES = (
    "Amounts are pounds: + is money in, or a cost in the lines of projects; a dash is none, n/a not available.",
    "Placed: named as a project's money. Won: what bids bring back. Totals take in the years that are known.",
)


def describe(model: Model) -> Sheet:
    """All of it formulas."""
    n_words = len(sentences(model))
    table = WORDS + n_words + 3
    charts = table + len(_TABLE) + 2
    priorities = charts + _CHART_ROWS + 3
    notes = priorities + model.n_priorities + 4
    cells = [*_heading(), *_cards(model), *_words(model), *_split(model, table), *_priorities(model, priorities)]
    cells += [Put(notes + at, 1, text, "note") for at, text in enumerate(_NOTES)]
    return Sheet(
        SUMMARY,
        cells,
        widths={1: 33, **dict.fromkeys(range(VALUE, _LAST + 1), 14.5)},
        heights={
            1: 26, 3: 20, 4: 8, _CARDS: 15, _CARDS + 1: 24, _CARDS + 2: 8, WORDS - 1: 20, table - 2: 20,
            priorities - 2: 20, table - 1: 28, priorities - 1: 28, **dict.fromkeys(range(WORDS, WORDS + n_words), 15.5),
        },
        page=Page(f"A1:{address(notes + len(_NOTES) - 1, _LAST)}", landscape=False),
        highlights=[
            *lights("A3", "$A$3"),
            Highlight(f"B{table}:G{notes - 1}", f'LEFT(B{table},4)="Not "', "missing"),
        ],
        charts=_charts(model, table, charts, priorities),
        tab_colour="1F3864",
        locked=True,
    )


def _heading() -> list[Put]:
    return [
        Put(1, 1, Formula('=area&": London Crime Prevention Fund"'), "title"),
        Put(2, 1, Formula('="Scenario: "&scenario&". The year shown is "&year_shown&"."'), "subtitle"),
        Put(3, 1, Formula(f"={CHECKS}!{LIGHT}"), "light"),
        Put(3, 2, Formula(f"={CHECKS}!{LIGHT_TEXT}"), "beside_light"),
    ]


def _cards(model: Model) -> list[Put]:
    """The figures that a board looks for first: label above figure."""
    figures = (
        (f'"Allocation "&{year(1)}', terms.ALLOCATION, "1"),
        ('"of which uplift"', terms.UPLIFT, "1"),
        ('"Direct "&year_shown', terms.DIRECT, "year_number"),
        ('"Top slice "&year_shown', terms.TOP_SLICE, "year_number"),
        ('"Candidates"', terms.CANDIDATES, "year_number"),
        ('"Cover"', terms.COVER_RATIO, "year_number"),
        ('"Best fit"', terms.BEST_FIT, "year_number"),
    )
    cells = row_of(_CARDS, 1, [Formula(f'=IFERROR({label},"Not available")') for label, _, _ in figures], "card_label")
    for column, (_, measure, at) in enumerate(figures, 1):
        style = "card_share" if measure == terms.COVER_RATIO else "card"
        figure = model.live_at(measure, at)
        cells.append(Put(_CARDS + 1, column, Formula(f'=IFNA(IF({figure}="","n/a",{figure}),"n/a")'), style))
    return cells


def _words(model: Model) -> list[Put]:
    return [
        Put(WORDS - 1, 1, "In words", "heading"),
        *(Put(WORDS + at, 1, Formula(f"={text}"), "sentence") for at, text in enumerate(sentences(model))),
    ]


def sentence(at: int) -> str:
    """The cell of a sentence."""
    return block(SUMMARY, WORDS + at, 1, WORDS + at, 1)


def _headed(model: Model, row: int, heading: str, first: str, last: str) -> list[Put]:
    return [
        Put(row - 2, 1, heading, "heading"),
        Put(row - 1, 1, first, "header"), *layout.year_header(model, row - 1), Put(row - 1, _LAST, last, "header"),
    ]  # fmt: skip


def _split(model: Model, top: int) -> list[Put]:
    cells = _headed(model, top, "Split by year, £", "Money", "Share of allocation")
    whole = address(top + _TABLE.index(terms.ALLOCATION), model.total_column, fixed=True)
    for row, measure in enumerate(_TABLE, top):
        total = measure in _TOTALS
        label, style = ("strong_label", "strong") if total else ("line_label", "money")
        cells.append(Put(row, 1, measure, label))
        for column, letter in zip(range(VALUE, model.total_column + 1), [*model.year_letters, "F"], strict=True):
            cells.append(Put(row, column, shown(model.live(measure, letter)), style))
        here = address(row, model.total_column)
        share = f'=IF(AND(ISNUMBER({whole}),ISNUMBER({here})),IF({whole}=0,"",{here}/{whole}),"Not available")'
        cells.append(Put(row, _LAST, Formula(share), "strong_share" if total else "whole_share"))
    return cells


def _priorities(model: Model, top: int) -> list[Put]:
    cells = _headed(model, top, "Projects' cost by priority, £", "Priority", "Share of year 1's allocation")
    sheet = sheet_ref(terms.YEARS)
    for at in range(model.n_priorities):
        row, source = top + at, model.priority_top + at
        cells.append(Put(row, 1, Formula(f"={sheet}!$A${source}"), "line_label"))
        for column, letter in zip(range(VALUE, model.total_column + 1), [*model.year_letters, "F"], strict=True):
            cells.append(Put(row, column, shown(f"{sheet}!{letter}${source}"), "money"))
        cells.append(Put(row, _LAST, shown(f"{sheet}!$B${model.share_top + at}"), "whole_share"))
    row, source = top + model.n_priorities, model.priority_top + model.n_priorities
    for at, (label, style) in enumerate((("Without a valid priority", "money"), ("All projects", "total"))):
        cells.append(Put(row + at, 1, label, "total_label" if at else "line_label"))
        for column, letter in zip(range(VALUE, model.total_column + 1), [*model.year_letters, "F"], strict=True):
            cells.append(Put(row + at, column, shown(f"{sheet}!{letter}${source + at}"), style))
    cells.append(Put(row, _LAST, None, "whole_share"))
    row += 1
    whole, cost = model.live_at(terms.ALLOCATION, 1), address(row, VALUE)
    share = f'=IFNA(IF(OR(N({whole})=0,NOT(ISNUMBER({cost}))),"Not available",{cost}/{whole}),"Not available")'
    return [*cells, Put(row, _LAST, Formula(share), "total_share")]


def _charts(model: Model, table: int, charts: int, priorities: int) -> list[Chart]:
    def over(row: int) -> str:
        return block(SUMMARY, row, VALUE, row, model.total_column - 1)

    split = [
        Line(block(SUMMARY, row, 1, row, 1), over(row))
        for row in (table + _TABLE.index(terms.DIRECT), table + _TABLE.index(terms.TOP_SLICE))
    ]
    year_one = [
        Line(
            block(SUMMARY, priorities - 1, VALUE, priorities - 1, VALUE),
            block(SUMMARY, priorities, VALUE, priorities + model.n_priorities - 1, VALUE),
        ),
    ]
    names = block(SUMMARY, priorities, 1, priorities + model.n_priorities - 1, 1)
    label = block(INPUTS, model.year_row("year_label"), VALUE, model.year_row("year_label"), model.total_column - 1)
    return [
        Chart(
            "stacked", "Allocation by year: direct and co-commissioned",
            "Stacked columns: direct borough funding and co-commissioned services of each year.",
            f"A{charts}", 114, 66, label, split, "£#,##0",
        ),
        Chart(
            "bar", "Projects' cost in year 1 by priority", "Bars: projects' cost in the first year for each priority.",
            f"D{charts}", 112, 66, names, year_one, "£#,##0",
        ),
    ]  # fmt: skip
