"""The overview's configuration → what the dashboard is asked to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from hashlib import sha256
from typing import Final

from cspxl.facts import Break, Indicator, report_rules
from cspxl.report.basis import basis_of
from cspxl.report.configuration import Section, read_prints_all
from cspxl.report.judging import KEYS, POLARITIES, read_all, read_by_signal, read_good_rank
from cspxl.report.own_tables import read_tables
from cspxl.report.publication import read_asked
from cspxl.report.request import Request, Source
from cspxl.sources import SeriesTable
from cspxl.values import CellFault, month_name, month_of, month_text

REPORT: Final = "overview"
BASES: Final = ("population", "households")
_MOST_INDICATORS: Final = 16  # rows that one A4 page holds
_MOST_FILES: Final = 12  # that the cover lists one by one
_MOST_CHARTED: Final = 4  # lines that are told apart in grey print


def read_request(configuration: Section, table: SeriesTable, area: str, as_at: int, made_by: str) -> Request:
    """The overview of an area as at a month. Raises InputError, in one line, for what cannot be used."""
    configuration.only(
        "report", "title", "marking", "indicators", "charted", "judgement", "near_all", "good_rank", "indicator",
        "break", "table", "print", "publication",
    )
    configuration.choice("report", (REPORT,))
    basis = basis_of(table)
    names = named_indicators(configuration, "indicators", list(basis.indicators), _MOST_INDICATORS)
    shown = changed_indicators(configuration, names, basis.indicators)
    charted = named_indicators(configuration, "charted", list(shown), _MOST_CHARTED)
    rules = report_rules()
    return Request(
        table=table,
        own_sources=[configuration_source(configuration)],
        data_sources=data_sources(table),
        release=release_of(table),
        indicators=list(shown.values()),
        charted=[shown[key] for key in charted],
        area=area,
        as_at=as_at,
        marking=configuration.text("marking", "OFFICIAL"),
        made_by=made_by,
        title=configuration.text("title", "overview dashboard"),
        near_all=configuration.number("near_all", rules["near_all"].value, low=0.01, high=1),
        good_rank=read_good_rank(configuration, rules["good_rank"].value),
        judging=read_all(configuration, list(shown)),
        by_signal=read_by_signal(configuration),
        own_breaks=read_breaks(configuration, list(shown)),
        basis=basis,
        own=read_tables(configuration, list(shown)),
        notices=table.notices,
        prints_all=read_prints_all(configuration),
        publication=read_asked(configuration),
    )


def configuration_source(configuration: Section) -> Source:
    """The configuration as the cover shows it."""
    return Source(configuration.file, "The report: what it shows, its rules and thresholds", configuration.sha256)


def data_sources(table: SeriesTable) -> Sequence[Source]:
    """The files of a release: each, or many as one, by the hash of their hashes."""
    if len(table.files) > _MOST_FILES:
        digest = sha256("".join(sorted(file.sha256 for file in table.files)).encode()).hexdigest()
        return [Source(f"{len(table.files):,} files", _counts(table.first_month, table.last_month), digest)]
    return [Source(file.name, _counts(file.first_month, file.last_month), file.sha256) for file in table.files]


def _counts(first: int, last: int) -> str:
    return f"Monthly counts, {month_text(first)} to {month_text(last)}"


def release_of(table: SeriesTable) -> str:
    """The release in words."""
    return f"{basis_of(table).publisher}, {month_name(table.first_month)} to {month_name(table.last_month)}"


def named_indicators(
    configuration: Section, key: str, known: Sequence[str], most: int, others: Sequence[str] = (),
) -> Sequence[str]:
    """The indicators that a list names; ``others`` are further ones that a wrong name may have been meant for."""
    names = configuration.texts(key)
    for name in names:
        if name not in known:
            near = get_close_matches(name, [*known, *others], 1, 0.5)
            advice = f"did you mean {near[0]!r}?" if near else f"use: {', '.join(known)}"
            configuration.fault(f"there is no indicator {name!r} to show; {advice}", key)
    if len(names) > most:
        configuration.fault(f"{len(names)} are too many for a page; name no more than {most}", key)
    return names


def changed_indicators(
    configuration: Section, names: Sequence[str], known: Mapping[str, Indicator], entered: Sequence[str] = (),
) -> Mapping[str, Indicator]:
    """The indicators shown, in order, with what the file says of them instead of the packaged facts.

    ``entered`` are the keys of entered figures, of which the file says how they are judged.
    """
    shown = {name: known[name] for name in names}
    for section in configuration.sections("indicator"):
        key = section.choice("key", [*names, *entered])
        section.only("key", *(("label", "per") if key in shown else ()), *KEYS)
        if key not in shown:
            continue
        item = shown[key]
        shown[item.key] = replace(
            item,
            label=section.text("label", item.label),
            polarity=section.choice("polarity", POLARITIES, item.polarity),
            per=section.choice("per", BASES, item.per),
        )
    return shown


def read_breaks(configuration: Section, names: Sequence[str]) -> Mapping[str, Sequence[Break]]:
    """The breaks that a file gives instead of those on record, by indicator."""
    found: dict[str, list[Break]] = {}
    for section in configuration.sections("break"):
        section.only("indicator", "first_month", "reason")
        key = section.choice("indicator", names)
        text = section.text("first_month")
        try:
            month = month_of(text)
        except CellFault:
            section.fault(f"{text!r} is no month; write it as 2017-04", "first_month")
        found.setdefault(key, []).append(Break(month, frozenset({key}), section.text("reason"), section.file))
    return {key: sorted(items, key=lambda item: item.first_month) for key, items in found.items()}
