"""What a reader of figures from street files should know about the files: a line for each kind of thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from cspxl.facts.street import all_crime, force_of_area, forces, parts_of_wholes
from cspxl.notices import Effect, Notice, Touch
from cspxl.sources.doubts import touching
from cspxl.sources.spans import runs, spans
from cspxl.sources.street_levels import FewRows
from cspxl.sources.street_tally import Tally, is_territorial, known_authority, known_type
from cspxl.sources.street_types import Lacking
from cspxl.sources.text import listed, shown
from cspxl.values import month_text

_MOST: Final = 20
_ALIKE: Final = (5, 0.10)  # rows that repeat another, and their share of a figure; less is everywhere
_ALIKE_WITHOUT_ID: Final = (20, 0.5)


class _Kind(NamedTuple):
    """A kind of thing: the parts of its line, what it does to the figures that it touches, and which these are."""

    parts: Sequence[str]
    effect: Effect = "note"
    touches: Sequence[Touch] = ()


def notices(
    tally: Tally,
    areas: Sequence[str],
    months: range,
    odd_names: Sequence[str],
    gone: Sequence[Lacking],
    few: FewRows,
) -> Iterator[Notice]:
    """The lines; ``areas`` and ``months`` are the table's, ``odd_names`` of files that were passed over."""
    lines = {
        "files not read, because their names are not those of street files": _Kind([shown(name) for name in odd_names]),
        "forces with no file, or no row in their areas, so these are not available": _absent(tally, areas, months),
        "types that a force's files lack though they should have them, so not available": _gone(areas, gone),
        "months with far fewer rows than are usual for the force, perhaps incomplete": _few(areas, few),
        "rows with a Crime ID that repeat another, in months of which each is counted once": _repeated(tally, areas),
        "rows with a Crime ID that repeat another, counted as they are": _repeats(tally, tally.repeats, has_id=True),
        "rows without a Crime ID that are like another, counted as they are": _repeats(
            tally, tally.without_id, has_id=False
        ),
        "rows without a location, in no area's figures": _Kind(
            _shares(tally, _by_force(tally.no_location)),
        ),
        "rows of names that are no authority of England and Wales, in no area's figures": _Kind(
            _by_size(_by_name(tally)),
        ),
        "names with look-alike or invisible signs, read as plain ones": _Kind(_by_size(tally.altered)),
        "crime types that no list knows, counted in all crime only": _Kind(_by_size(tally.unknown_types)),
        "rows of forces that no partnership belongs to, not counted": _Kind(_not_territorial(tally)),
        "rows of areas whose own force has no file for the month, in no figure": _Kind(
            _by_size(tally.elsewhere(), _force),
        ),
        "rows name the whole authority, so its partnerships are not available": _wholes(tally, areas),
    }
    for what, kind in lines.items():
        if kind.parts:
            yield Notice(f"{what}: {'; '.join(kind.parts)}", "", kind.effect, tuple(dict.fromkeys(kind.touches)))


def _touches(
    areas: Sequence[str],
    whose: Sequence[str],
    keys: frozenset[str] | None,
    months: Sequence[int],
    why: str,
) -> Iterator[Touch]:
    """A touch for each of some areas, or one for all, over each run of months."""
    named = [area for area in areas if area in whose]
    for first, last in runs(months):
        yield from touching(keys, [None] if len(named) == len(areas) else named, first, last, why)


def _of(force: str) -> Sequence[str]:
    return [area for area, own in force_of_area().items() if own == force]


def _absent(tally: Tally, areas: Sequence[str], months: range) -> _Kind:
    """The months that each territorial force lacks."""
    lacking = {
        force: sorted(set(months) - tally.months_of(force)) for force in sorted(tally.rows) if is_territorial(force)
    }
    parts = [f"{_force(force)} ({spans(absent)})" for force, absent in lacking.items() if absent]
    touches = [
        touch
        for force, absent in lacking.items()
        for touch in _touches(areas, _of(force), None, absent, "no file, or no row of the force in its areas")
    ]
    return _Kind(parts, "not available", touches)


def _gone(areas: Sequence[str], gone: Sequence[Lacking]) -> _Kind:
    alike: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for item in gone:
        alike.setdefault((item.force, tuple(item.months)), []).append(item.key)
    parts = [f"{_force(force)}: {listed(keys, _MOST)} ({spans(months)})" for (force, months), keys in alike.items()]
    touches = [
        touch
        for item in gone
        for touch in _touches(areas, _of(item.force), frozenset({item.key}), item.months, item.why)
    ]
    return _Kind(parts, "not available", touches)


def _few(areas: Sequence[str], found: FewRows) -> _Kind:
    parts: list[str] = []
    touches: list[Touch] = []
    for (force, key), few in found.items():
        of = " ".join(filter(None, (_force(force), key)))
        parts.append(f"{of} {listed([f'{month_text(month)} ({told})' for month, told in few.items()])}")
        for month, told in few.items():
            why = f"{told} usual rows of the force: perhaps incomplete"
            touches += _touches(areas, _of(force), frozenset({key}) if key else None, [month], why)
    return _Kind(parts, "incomplete", touches)


def _repeated(tally: Tally, areas: Sequence[str]) -> _Kind:
    """Files, or parts of them, that stand there twice."""
    parts: list[str] = []
    touches: list[Touch] = []
    for (force, month), repeated in sorted(tally.repeated.items()):
        for part in repeated:
            if not part.once:
                continue
            of = listed([name for name in (part.authority, part.kind) if name])
            told = f"{part.extra:,} of {part.n:,} rows{f' of {of}' if of else ''}"
            parts.append(f"{_force(force)} {month_text(month)} ({told})")
            authority, kind = known_authority(part.authority), known_type(part.kind)
            whose = authority.areas if authority else _of(force)
            keys = frozenset({kind.key, all_crime().key}) if kind else None
            why = f"{told} repeat another: each crime counted once"
            touches += _touches(areas, whose, keys, [month], why)
    return _Kind(parts, "note", touches)


def _repeats(tally: Tally, rows: Mapping[tuple[str, int], int], *, has_id: bool) -> _Kind:
    """Rows of each force that repeat another, where they are few enough for real files; see ``street_repeats``."""
    many, share = _ALIKE if has_id else _ALIKE_WITHOUT_ID
    touches = [
        Touch(area, key, month, month, f"{extra:,} of {n:,} rows repeat another")
        for (area, key, month, with_id), extra in sorted(tally.alike.items())
        if with_id == has_id and extra >= max(many, share * (n := tally.count(area, key, month)))
    ]
    return _Kind(_shares(tally, _by_force(rows)), "note", touches)


def _shares(tally: Tally, rows: Mapping[str, int]) -> Sequence[str]:
    """Every force that has such rows, and their share of all of its rows."""
    totals = {force: sum(tally.rows[force].values()) for force in rows}
    return [
        f"{_force(force)} {n:,} of {totals[force]:,} ({n / totals[force]:.1%})" for force, n in sorted(rows.items())
    ]


def _by_force(rows: Mapping[tuple[str, int], int]) -> Mapping[str, int]:
    """Rows by force and month, the months together."""
    n: Counter[str] = Counter()
    for (force, _), found in rows.items():
        n[force] += found
    return n


def _by_name(tally: Tally) -> Mapping[str, int]:
    """Rows of names that no list knows, of all forces and months together."""
    n: Counter[str] = Counter()
    for (_, _, name), found in tally.unknown_names.items():
        n[name] += found
    return n


def _not_territorial(tally: Tally) -> Sequence[str]:
    rows = {force: sum(rows.values()) for force, rows in sorted(tally.rows.items()) if not is_territorial(force)}
    return [f"{_force(force)} {n:,}" for force, n in rows.items()]


def _wholes(tally: Tally, areas: Sequence[str]) -> _Kind:
    parts: list[str] = []
    touches: list[Touch] = []
    for whole, named in sorted(tally.whole_named.items()):
        inside = parts_of_wholes()[whole]
        parts.append(f"{whole}, so {listed(inside)} ({spans(sorted(named))})")
        touches += _touches(areas, inside, None, sorted(named), f"rows name {whole} as a whole")
    return _Kind(parts, "not available", touches)


def _by_size(counted: Mapping[str, int], told: Callable[[str], str] = shown) -> Sequence[str]:
    """Names and how many rows each has, the largest first; beyond twenty together."""
    largest = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    items = [f"{told(name)} {n:,}" for name, n in largest[:_MOST]]
    if rest := largest[_MOST:]:
        items.append(f"{len(rest)} more names {sum(n for _, n in rest):,}")
    return items


def _force(key: str) -> str:
    return forces()[key].name if key in forces() else f"{key} (in no list of forces)"
