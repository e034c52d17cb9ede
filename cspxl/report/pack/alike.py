"""One indicator is judged in one way: what ``[[indicator]]`` and its lines say of it, brought together.

A line may say polarity or band for its indicator; two that would judge one figure differently are refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from cspxl.facts import Indicator
from cspxl.report.configuration import Section
from cspxl.report.judging import Judging, read_all
from cspxl.report.pack.lines import Line, Panel, with_sections

_SAID: Final = ("polarity", "band")


def judged_alike(
    configuration: Section, panels: Sequence[Panel], police: Mapping[str, Indicator], keys: Sequence[str],
    *, overview: bool, by_signal: bool,
) -> tuple[Sequence[Panel], Mapping[str, Judging]]:
    """The panels with every line as its indicator is judged, and what is said of each indicator.

    ``keys`` are those of entered figures. Raises InputError, in one line, for lines that contradict each other.
    """
    told = list(with_sections(configuration, panels))
    shares = [_indicator(line) for _, line in told if line.measure == "share"]
    rules = dict(read_all(configuration, list(dict.fromkeys([*police, *keys])), shares))
    given = {section.values["key"]: section for section in configuration.sections("indicator")}
    for key, rule in rules.items():
        if rule.by == "factors" and key not in police:
            given[key].fault(f"{key} has no quarter and ranks: only the police's indicators have; write change or none",
                             "judged_by")  # fmt: skip
    for section, line in told:
        key = _indicator(line)
        for name in _SAID if not line.state else ():
            if section.has(name):
                if overview and line.police and line.month is None:
                    _as_on_overview(section, line, name, police[line.police], rules.get(key))
                _agree(section, name, getattr(line, name), rules.get(key), given.get(key), key)
                rules[key] = replace(rules.get(key, Judging()), **{name: getattr(line, name)})
                given.setdefault(key, section)
    usual = "signal" if by_signal else ""
    settled = [_settled(section, line, rules, police, keys, usual, overview=overview) for section, line in told]
    new = iter(settled)
    found = [
        replace(panel, groups=[replace(group, lines=[next(new) for _ in group.lines]) for group in panel.groups])
        for panel in panels
    ]
    _check_shown_twice(configuration, found, overview=overview)
    return found, rules


def _indicator(line: Line) -> str:
    """The indicator that a line is about: the police's, or that of entered figures."""
    return line.police or line.key


def _agree(
    section: Section, name: str, value: object, rule: Judging | None, other: Section | None, key: str,
) -> None:
    """What a line says of its indicator is what was said before, if anything was."""
    before = getattr(rule, name) if rule else None
    if not before or other is None or before == value:
        return
    line = other.lines.get(other.place, 1)
    told = f"{_told(before)} in line {line}"
    section.fault(f"{key} is judged by {told}; write the same, or once under [[indicator]]", name)


def _as_on_overview(section: Section, line: Line, name: str, item: Indicator, rule: Judging | None) -> None:
    """What a line says of an indicator of the overview is what stands under ``[[indicator]]``, or on file."""
    if name == "polarity" and line.polarity != item.polarity:
        section.fault(f"the overview judges {item.key} as {item.polarity!r}; write the same, or change it for both "
                      "under [[indicator]]", name)  # fmt: skip
    if name == "band" and not (rule and rule.band):
        section.fault(f"the overview judges {item.key} by its changes and ranks; leave the band out, or write it for "
                      "both under [[indicator]]", name)  # fmt: skip


def _told(value: object) -> str:
    return repr(value) if isinstance(value, str) else f"the band {value}"


def _settled(
    section: Section, line: Line, rules: Mapping[str, Judging], police: Mapping[str, Indicator],
    keys: Sequence[str], usual: str, *, overview: bool,
) -> Line:
    """A line with its indicator's judging, by what is ``usual`` where nothing is said.

    One that enters figures of a police indicator is about that indicator.
    """
    if line.state:
        return line
    of = line.police or (line.key if line.key in police and line.measure == "count" else "")
    rule = rules.get(_indicator(line), Judging())
    on_overview = overview and bool(of) and line.month is None
    return replace(
        line,
        police=of,
        key=line.key or (of if of in keys else ""),
        polarity=rule.polarity or (police[of].polarity if of else "lower"),
        band=rule.band,
        by=_by(rule, line, usual or ("factors" if on_overview else "change")),
        target=rule.target,
        oldest=rule.oldest,
        police_first=on_overview or not section.has("figures"),
    )


def _by(rule: Judging, line: Line, otherwise: str) -> str:
    """What a line is judged by: one with a month of its own has no quarter and ranks beside it."""
    by = rule.by or otherwise
    return "change" if line.month is not None and by == "factors" else by


def subject_of(line: Line) -> tuple[str, int | None]:
    """What a line shows: an indicator, and its own month where it has one."""
    return line.police or line.key, line.month


def _check_shown_twice(
    configuration: Section, panels: Sequence[Panel], *, overview: bool,
) -> None:
    """Lines of one indicator and period have one figure, and one judgement: not one by itself and one by its group."""
    groups = iter([group for panel in panels for group in panel.groups for _ in group.lines])
    first: dict[tuple[str, int | None], tuple[Section, Line, object]] = {}
    for section, line in with_sections(configuration, panels):
        group = next(groups)
        if line.state:
            continue
        together = id(group) if group.judged and not (overview and line.police and line.month is None) else None
        other, twin, judged = first.setdefault(subject_of(line), (section, line, together))
        there = f"line {other.lines.get(other.place, 1)}"
        name = subject_of(line)[0]
        if (line.key, line.police, line.measure) != (twin.key, twin.police, twin.measure):
            section.fault(f"{name} has another figure or measure in {there}; show one of it for a month", "label")
        if together != judged:
            section.fault(f"{name} is judged by itself and with a group, here and in {there}; judge it in one way",
                          "label")  # fmt: skip
