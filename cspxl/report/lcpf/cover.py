"""The cover: what the model is for, how to use it, where everything is, where the figures come from, who signed."""

from __future__ import annotations

from cspxl import __version__
from cspxl.report.cover import link
from cspxl.report.describe import Formula
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.entries import SHEETS
from cspxl.report.lcpf.light import light_shown, lights
from cspxl.report.stack import Column, Gap, Stack, Table, Text, holding

_CONTENTS = (
    (terms.SUMMARY, "Output", "One page for the board: figures by year and ledger, priorities, the year's position"),
    (terms.FUNDING, "Output", "Projects with the source of every pound, and what else pays for their services"),
    (terms.IN_YEAR, "Output", "The monitored year by project and ledger: budget, spend, forecast, variance"),
    (terms.CLAIM, "Output", "The claim of each ledger"),
    (terms.PAYMENTS, "Output", "What is paid and planned to providers, by period, beside the forecast"),
    (terms.SCENARIO_PAGE, "Output", "Scenarios side by side"),
    (terms.PARAGRAPH, "Output", "The paragraph for the report"),
    *((name, "Input", ", ".join(entry.title.lower() for entry in entries)) for name, entries in SHEETS.items()),
    (terms.READINGS, "Working", "Every input as it is read, and its test"),
    (terms.YEARS, "Working", "Settings, years, ledgers, scenarios"),
    (terms.PLACING, "Working", "Projects, top slice, priorities, placing"),
    (terms.LINES, "Working", "Lines of the monitored year, claims"),
    (terms.RECOMPUTED, "Check", "The figures of the outputs by other formulas"),
    (terms.CHECKS, "Check", "Differences that must be zero, flags, the light"),
    (terms.LISTS, "Input", "Priorities and themes, and what cells choose from"),
)
_GUIDE = (
    "Yellow cells are inputs, everything else is a formula. Rows of inputs may be inserted, deleted and sorted.",
    "The direct and the co-commissioned ledger are kept apart: money, spend, budget and claim never meet.",
    "The top slice is not the borough's money: only bids that are won bring some. The best fit is arithmetic.",
    "Closed years are facts, the monitored year is a forecast, others are plans. Not known is never taken as nil.",
)
_UNPRINTED = (
    "Workings and lists do not print with the rest, of the checks their first page. "
    "To print one: Page Layout, Print Area, Clear Print Area (in Calc: Format, Print Ranges, Clear)."
)
_LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."


def describe(case: Case) -> Stack:
    """Title, marking, light, how to use it, contents, sources, signatures."""
    about = '="Built as "&built[version]&", "&built[date]&", inputs "&built[hash]&". "&built[changed]'
    return Stack(
        terms.COVER,
        [
            Text(Formula('="London Crime Prevention Fund model: "&area'), "title", height=30),
            Text(f"{case.years[0]} to {case.years[-1]}. For finance and community safety staff.", "subtitle"),
            Text(Formula(about), "subtitle"),
            Text(case.marking, "marking"),
            light_shown("cover"),
            Gap(),
            *(Text(line) for line in (*_GUIDE, *([case.about] if case.about else []))),
            *([] if case.prints_all else [Text(_UNPRINTED, "note")]),
            Gap(),
            _contents(),
            Gap(),
            _sources(case),
            Gap(),
            _signatures(),
            Gap(),
            Text(f"{_LICENCE} Made with cspxl {__version__}.", "note"),
        ],
        widths={1: 34, 2: 112, 3: 18},
        highlights=lights("cover"),
        locked=True,
    )


def _contents() -> Table:
    return Table(
        "contents",
        [
            Column("sheet", formula=lambda row: link(row[0]), style="link"),
            Column("meaning", "What it shows", value=lambda row: row[2], style="text"),
            Column("kind", value=lambda row: row[1], style="text"),
        ],
        _CONTENTS,
        marked="contents",
    )


def _sources(case: Case) -> Table:
    """What gives the figures, and where they come from."""
    rows = [
        ("Rules of the fund", case.rule_source),
        *((f"Amounts of {case.area}", text) for text in case.sources),
        ("What the input cells start with", f"{case.configuration}, SHA-256 {case.configuration_sha256}"),
    ]
    return Table(
        "named_sources",
        [
            Column("gives", value=lambda row: row[0], style="wrapped"),
            Column("source", value=lambda row: row[1], style="wrapped"),
        ],
        rows,
        height=28,
        marked="sources",
    )


def _signatures() -> Table:
    """Who prepared and who reviewed the model, and when."""
    return Table(
        "sign_off",
        [
            Column("who", "Sign-off", value=lambda row: row, style="line_label"),
            holding("name", None, "input_text"),
            holding("date", None, "input_date"),
        ],
        ("Prepared by", "Reviewed by"),
        height=20,
    )
