"""The figures of one area without a workbook, calculated by the same functions that stand in its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cspxl.errors import InputError
from cspxl.facts import Break, DenominatorSeries, Indicator, same_name
from cspxl.functions.change import fytd_change, period_change, rolling12_change
from cspxl.functions.peers import peer_rank
from cspxl.functions.periods import fytd, period_total, rolling12
from cspxl.functions.wording import headline
from cspxl.report.basis import Basis
from cspxl.values import Cell, CellError, Grid, exact, month_serial, month_text, round_half_away


class Table(Protocol):
    """What figures need of a table of monthly series."""

    @property
    def first_month(self) -> int:
        """The first month of the table."""
        ...

    @property
    def last_month(self) -> int:
        """The last month of the table."""
        ...

    @property
    def areas(self) -> Sequence[str]:
        """The areas that the table has."""
        ...

    def series(self, area: str, indicator: str) -> tuple[list[int], list[float | None]]:
        """Months and values of one area's indicator."""
        ...


@dataclass(frozen=True)
class Denominator:
    """What a rate is per: a series and a year of it."""

    series: DenominatorSeries
    year: int

    @property
    def name(self) -> str:
        """As it stands beside a rank: ``GLA households 2015``."""
        return f"{self.series.name} {self.year}"

    def values(self, areas: Sequence[str]) -> Sequence[int | None]:
        """One figure for each area, None where it has none."""
        return [self.series.years[self.year].get(name) for name in areas]


@dataclass(frozen=True)
class Figures:
    """One indicator of one area as at a month. A figure is None where it is not available; changes are fractions."""

    area: str
    indicator: str
    as_at: str
    rolling12: float | None
    previous12: float | None
    change: float | None
    pct: float | None
    quarter: float | None
    quarter_year_ago: float | None
    quarter_pct: float | None
    fytd: float | None
    previous_fytd: float | None
    fytd_pct: float | None
    london_rank: int | None
    london_of: int | None
    denominator: dict[str, str | int] | None
    headline: str | None
    note: str | None


def denominator_named(text: str, basis: Basis) -> Denominator:
    """The denominator that ``SERIES:YEAR`` names. Raises InputError with what there is."""
    name, _, year = text.rpartition(":")
    for series in basis.denominators.values():
        if same_name(name) in {same_name(known) for known in (series.name, *series.aliases)}:
            if year.strip().isdigit() and int(year) in series.years:
                return Denominator(series, int(year))
            years = ", ".join(str(known) for known in series.years)
            raise InputError(f"denominator '{text}': {series.name} has the years {years}; write '{series.name}:YEAR'")
    known = ", ".join(f"'{series}'" for series in basis.denominators)
    raise InputError(f"denominator '{text}': no such series; write 'SERIES:YEAR' with one of {known}")


def denominator_for(indicator: Indicator, as_at: int, basis: Basis) -> Denominator | None:
    """The denominator of the default rule."""
    found = basis.default_denominator(indicator.per, as_at)
    return Denominator(*found) if found else None


def figures(
    table: Table, area: str, indicator: Indicator, as_at: int, denominator: Denominator | None, basis: Basis,
) -> Figures:
    """Every figure of the indicator; ``denominator`` is that of the rank among the areas of the basis."""
    if area not in basis.areas:  # Heathrow and the like have no population to be ranked by
        denominator = None
    months, values = table.series(area, indicator.key)
    listed: Grid = [[month_serial(month) for month in months]]
    counts: Grid = [values]
    broken: Grid = [[month_serial(item.first_month) for item in basis.breaks_of(indicator.key)] or [None]]
    last, year_ago = month_serial(as_at), month_serial(as_at - 12)
    current = rolling12.calculate(counts, listed, last)
    previous = rolling12.calculate(counts, listed, year_ago)
    pct = rolling12_change.calculate(counts, listed, last, broken)
    across = _break_between(basis, indicator, as_at)
    comparable = across is None
    return Figures(
        area=area,
        indicator=indicator.key,
        as_at=month_text(as_at),
        rolling12=_number(current),
        previous12=_number(previous),
        change=_difference(current, previous) if comparable else None,
        pct=_number(pct),
        quarter=_number(period_total.calculate(counts, listed, last)),
        quarter_year_ago=_number(period_total.calculate(counts, listed, year_ago)),
        quarter_pct=_number(period_change.calculate(counts, listed, last, None, broken)),
        fytd=_number(fytd.calculate(counts, listed, last)),
        previous_fytd=_number(fytd.calculate(counts, listed, year_ago)),
        fytd_pct=_number(fytd_change.calculate(counts, listed, last, None, broken)),
        london_rank=_rank(table, area, indicator, as_at, denominator, basis.areas),
        london_of=len(basis.areas) if area in basis.areas else None,
        denominator={"series": denominator.series.name, "year": denominator.year} if denominator else None,
        headline=_text(headline.calculate(current, previous)) if comparable else None,
        note=None if across is None else f"Not comparable with a year before: {across.reason}",
    )


def _break_between(basis: Basis, indicator: Indicator, as_at: int) -> Break | None:
    """The break that lies inside the 24 months, if there is one."""
    return next((item for item in basis.breaks_of(indicator.key) if as_at - 23 < item.first_month <= as_at), None)


def _rank(
    table: Table, area: str, indicator: Indicator, as_at: int, denominator: Denominator | None, names: Sequence[str],
) -> int | None:
    if denominator is None:
        return None
    last = month_serial(as_at)
    totals: list[Cell] = []
    for name in names:
        if name not in table.areas:
            return None
        months, values = table.series(name, indicator.key)
        total = rolling12.calculate([values], [[month_serial(month) for month in months]], last)
        totals.append(total if isinstance(total, int | float | CellError) else None)
    rank = peer_rank.calculate(area, [names], [totals], [denominator.values(names)])
    found = _number(rank)
    return None if found is None else int(found)


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _difference(current: object, previous: object) -> float | None:
    now, before = _number(current), _number(previous)
    return None if now is None or before is None else now - before


def row_of(item: Figures) -> tuple[str, ...]:
    """The figures as a person reads them: a row of texts."""
    base = item.denominator
    return (
        item.indicator,
        _shown_count(item.rolling12),
        _shown_change(item.pct),
        _shown_count(item.quarter),
        _shown_change(item.quarter_pct),
        _shown_count(item.fytd),
        "n/a" if item.london_rank is None else f"{item.london_rank} of {item.london_of}",
        "n/a" if base is None else f"{base['series']} {base['year']}",
        item.headline or ("not comparable" if item.note else "n/a"),
    )


def _shown_count(value: float | None) -> str:
    return "n/a" if value is None else f"{round_half_away(value):,f}"


def _shown_change(value: float | None) -> str:
    return "n/a" if value is None else f"{round_half_away(exact(value) * 100, 1):+f}%"
