"""Disclosure control over whole tables: small counts, and those that would give them away, are not told.

SUPPRESS of the catalogue does it for the counts of one total. Where a count belongs to several totals, what was hidden
for one must not follow from another: more is hidden until no hidden count follows from anything that is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from cspxl.registry import load_catalogue
from cspxl.report.publication import CONFIDENTIAL, Key, Total


def hidden(counts: Mapping[Key, float], totals: Sequence[Total], threshold: int) -> frozenset[Key]:
    """The counts that are not told. A total that its parts do not give is none: one of them is missing."""
    there = (replace(total, parts=tuple(part for part in total.parts if part in counts)) for total in totals)
    true = sorted((total for total in there if _is_true(total, counts)), key=lambda total: len(total.parts))
    found = set(_suppressed(counts, list(counts), threshold, secondary=False))
    for total in true:  # the shorter ones first: what is hidden for a quarter protects its year too
        if len(found.intersection(total.parts)) == 1:
            found.update(_suppressed(counts, total.parts, threshold, secondary=True))
    while more := next(_given_away(counts, true, found, threshold), None):
        found.add(more)
    return frozenset(found)


def _suppressed(
    counts: Mapping[Key, float], keys: Sequence[Key], threshold: int, *, secondary: bool,
) -> Iterator[Key]:
    """Those that SUPPRESS replaces, of counts that add up to one total (``secondary``) or to none."""
    if keys:
        values = [[counts[key]] for key in keys]
        shown = load_catalogue()["SUPPRESS"].calculate(values, threshold, CONFIDENTIAL, secondary)
        rows = shown if isinstance(shown, Sequence) and not isinstance(shown, str) else [[shown]]
        yield from (key for key, row in zip(keys, rows, strict=True) if row[0] == CONFIDENTIAL)


def _is_true(total: Total, counts: Mapping[Key, float]) -> bool:
    if total.whole not in counts or not total.parts:
        return False
    added = sum(counts[part] for part in total.parts)
    return counts[total.whole] >= added if total.rest else counts[total.whole] == added


def _given_away(
    counts: Mapping[Key, float], totals: Sequence[Total], found: set[Key], threshold: int,
) -> Iterator[Key]:
    """What must be hidden too: the next count of a total from which, as it is now, a hidden one follows."""
    for total in totals:
        parts = [part for part in total.parts if part in found]
        if total.whole in found:
            unsafe = not parts and not total.rest
        elif total.rest:
            rest = counts[total.whole] - sum(counts[part] for part in total.parts)
            unsafe = not parts and 0 < rest < threshold  # what is not published follows from what is
        else:
            unsafe = bool(parts) and (len(parts) == 1 or sum(counts[part] for part in parts) < threshold)
        if unsafe and (one := _next(counts, total, found)):
            yield one
    follow = _follow(totals, found)
    for known in (follow, found) if follow else ():  # of its own totals first, then of any that has a hidden count
        for total in totals:
            if known & {total.whole, *total.parts} and (one := _next(counts, total, found)):
                yield one


def _next(counts: Mapping[Key, float], total: Total, found: set[Key]) -> Key | None:
    """The smallest part above zero that is still told, else the whole; None where all is hidden."""
    parts = [part for part in total.parts if part not in found and counts[part]]
    if parts:
        return min(parts, key=lambda part: counts[part])
    return None if total.whole in found else total.whole


def _follow(totals: Sequence[Total], found: set[Key]) -> set[Key]:
    """The hidden counts that the totals together give exactly: what elimination leaves alone in its equation."""
    rows: list[dict[Key, Fraction]] = []
    for total in totals:
        if total.rest:
            continue
        row = {part: Fraction(1) for part in total.parts if part in found}
        if total.whole in found:
            row[total.whole] = Fraction(-1)
        for done in rows:
            _take(row, done)
        if row:
            first = next(iter(row))
            row = {key: value / row[first] for key, value in row.items()}
            for done in rows:
                _take(done, row)
            rows.append(row)
    return {next(iter(row)) for row in rows if len(row) == 1}


def _take(row: dict[Key, Fraction], done: Mapping[Key, Fraction]) -> None:
    """Take from an equation so much of another that the first unknown of this is gone."""
    times = row.get(next(iter(done)))
    if times is None:
        return
    for key, value in done.items():
        row[key] = row.get(key, Fraction(0)) - times * value
        if not row[key]:
            del row[key]
