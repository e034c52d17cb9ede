"""The command ``figures``: the overview's figures without a workbook, as a table for people, JSON or CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cspxl.cli_build import configuration_given
from cspxl.cli_common import (
    Data,
    Json,
    areas_given,
    check_months,
    months_given,
    nearest,
    table_lines,
    tell,
    without,
)
from cspxl.errors import InputError, UsageError
from cspxl.output import print_csv, print_json, say
from cspxl.values import exact, month_name, month_of, round_half_away

if TYPE_CHECKING:
    from cspxl.facts import Indicator
    from cspxl.report.figures import Figures
    from cspxl.report.request import Request
    from cspxl.sources import SeriesTable

_MOST_NAMED: Final = 4  # that a note says it is about
_WORDS: Final = (0, 1, 7, 10)  # the columns of words: the row's name, RAG, what a rate is per, the exception
_IF_ANY: Final = (6, 7, 8, 9)  # rates and ranks: a column without any is left out, since the notes say why
_NOTHING: Final = "n/a"


def figures(
    data: Data,
    as_at: Annotated[
        str,
        typer.Option("--as-at", metavar="YYYY-MM[..YYYY-MM]", help="The last month of every period; a range for many."),
    ],
    area: Annotated[
        list[str] | None,
        typer.Option("--area", metavar="AREA", help="A borough or partnership, or London; repeat it for several."),
    ] = None,
    *,
    everywhere: Annotated[
        bool,
        typer.Option("--all", help="Every borough (with --area London, that too), or every partnership."),
    ] = False,
    indicator: Annotated[
        list[str] | None, typer.Option("--indicator", metavar="KEY", help="Only this one; repeat it for several."),
    ] = None,
    denominator: Annotated[
        str | None,
        typer.Option("--denominator", metavar="SERIES:YEAR", help="What rates are per: 'GLA population:2016', say."),
    ] = None,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print a tidy table: a row for each area, month and indicator."),
    ] = False,
    as_json: Json = False,
) -> None:
    """The figures of areas and months without a workbook, as the overview shows them.

    London is the 32 boroughs together. A note says why a figure is not available, or may not be compared.

    \b
    cspxl figures --data FILES --area Brent --area London --as-at 2017-04
    cspxl figures --data FILES --all --as-at 2016-05..2017-04 --csv > figures.csv
    cspxl figures --data FILES --all --as-at 2017-04 --indicator burglary
    """  # noqa: D301 -- it is click's mark for lines that stay as they are
    if as_csv and as_json:
        raise UsageError("choose one of --csv and --json")
    if not (everywhere or area):
        raise UsageError("say which areas: --area AREA (repeat it for several), or --all")
    from cspxl.report.comparison import denominator_named
    from cspxl.report.figures import figures as calculate
    from cspxl.report.overview_request import read_request
    from cspxl.sources import read_data

    months = months_given(as_at)
    table = read_data(data)
    names, unknown = areas_given(area or (), partial(_named, table))
    check_months(table, months)
    _, configuration = configuration_given(None, data)
    overview = read_request(configuration, table, table.areas[0], months[-1], made_by="")
    request = replace(overview, indicators=_indicators(indicator or [], overview))
    given = denominator_named(denominator, request.basis) if denominator else None
    tell(table.notices)
    found = calculate(request, list(dict.fromkeys([*request.areas, *names] if everywhere else names)), months, given)
    with without(unknown):
        if as_json:
            print_json([item.as_data() for item in found], indent=1)
        elif as_csv:
            rows = [item.as_data() for item in found]
            print_csv(list(rows[0]), [[_in_one_field(value) for value in row.values()] for row in rows])
        else:
            _print_tables(found, [source.name for source in request.data_sources])


def _named(table: SeriesTable, name: str) -> str:
    """The area as the table spells it; London is one where the table has its boroughs."""
    from cspxl.facts import same_name
    from cspxl.report.comparison import LONDON

    return LONDON if table.boroughs and same_name(name) == same_name(LONDON) else table.area_named(name)


def _indicators(keys: Sequence[str], overview: Request) -> Sequence[Indicator]:
    """The indicators asked for, by key or label; all of the publisher's when none is."""
    known = dict(overview.basis.indicators) | {item.key: item for item in overview.indicators}
    if not keys:
        return list(known.values())
    by_name = known | {item.label.lower(): item for item in known.values()}
    for key in keys:
        if key.strip().lower() not in by_name:
            raise InputError(f"no indicator '{key}'{nearest(key.lower(), list(known))}; there are {', '.join(known)}")
    return list(dict.fromkeys(by_name[key.strip().lower()] for key in keys))


def _in_one_field(value: object) -> object:
    """What has parts, a series and its year, as one text: ``GLA households 2015``."""
    return " ".join(map(str, value.values())) if isinstance(value, Mapping) else value


# For people. What all rows have in common stands in the first line, what differs most often at the start of a row.

_PARTS: Final[Mapping[str, Callable[[Figures], str]]] = {
    "area": lambda item: item.area,
    "month": lambda item: month_name(month_of(item.as_at)),
    "indicator": lambda item: item.indicator,
}


def _print_tables(found: Sequence[Figures], files: Sequence[str]) -> None:
    """A table for each area and month, or a single one where only one thing varies; then the notes, each once."""
    from cspxl.sources.text import listed

    varying = [name for name, part in _PARTS.items() if len({part(item) for item in found}) > 1] or ["indicator"]
    common = ", ".join(part(found[0]) for name, part in _PARTS.items() if name not in varying)
    say(f"{common and common + '. '}Data: {listed(files)}.")
    *above, label = varying
    headings = (label, "RAG", "quarter", "change", "12 months", "change", "rate", "per 1,000 of", "rank",
                "similar group", "exception")  # fmt: skip
    rows = [(_PARTS[label](item), *_row(item)) for item in found]
    shown = [at for at, texts in enumerate(zip(*rows, strict=True)) if at not in _IF_ANY or set(texts) != {_NOTHING}]
    cut = [[row[at] for at in shown] for row in [headings, *rows]]
    first, *lines = table_lines(cut[0], cut[1:], [shown.index(at) for at in _WORDS if at in shown])
    for heading, group in groupby(zip(found, lines, strict=True), lambda pair: _name(pair[0], above)):
        if heading:
            say("")
            say(heading)
        for line in [first, *(line for _, line in group)]:
            print(line)
    notes = _notes(found, varying)
    for line in [*([""] if notes else []), *notes]:
        say(line)


def _name(item: Figures, parts: Sequence[str]) -> str:
    return ", ".join(_PARTS[part](item) for part in parts)


def _row(item: Figures) -> tuple[str, ...]:
    """What the overview's page shows, after the row's name."""
    base = item.denominator
    return (
        item.rag or _NOTHING,
        _count(item.quarter),
        _change(item.quarter_pct),
        _count(item.rolling12),
        _change(item.pct),
        _NOTHING if item.rate is None else f"{round_half_away(item.rate, 1):,f}",
        _NOTHING if base is None or item.rate is None else f"{base['series']} {base['year']}",
        _NOTHING if item.london_rank is None else f"{item.london_rank} of {item.london_of}",
        _NOTHING if item.similar_rank is None else f"{item.similar_rank} of {item.similar_of}",
        item.exception or _NOTHING,
    )


def _count(value: float | None) -> str:
    return _NOTHING if value is None else f"{round_half_away(value):,f}"


def _change(value: float | None) -> str:
    return _NOTHING if value is None else f"{round_half_away(exact(value) * 100, 1):+,f}%"


def _notes(found: Sequence[Figures], varying: Sequence[str]) -> Sequence[str]:
    """Each note once, with what it is about where that is not all."""
    from cspxl.sources.text import listed

    def names(items: Sequence[Figures]) -> Sequence[Sequence[str]]:
        return [list(dict.fromkeys(_PARTS[part](item) for item in items)) for part in varying]

    about: dict[str, list[Figures]] = {}
    for item in found:
        for note in item.notes:
            about.setdefault(note, []).append(item)
    lines = []
    for note, items in about.items():
        pairs = zip(names(items), names(found), strict=True)
        some = [listed(mine, _MOST_NAMED) for mine, every in pairs if len(mine) < len(every)]
        lines.append(f"{note} ({'; '.join(some)})" if some else note)
    return lines
