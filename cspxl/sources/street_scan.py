"""Street files counted by DuckDB, a batch at a time: no row of theirs is ever held in Python."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cspxl.errors import InputError
from cspxl.sources.street_files import COLUMNS, StreetFile, check_header, on_disk
from cspxl.sources.text import shown
from cspxl.values import month_text

if TYPE_CHECKING:
    import duckdb

# Enough files to keep every thread busy, few enough that a batch out of an archive stays small on disk.
_BATCH: Final = 60
_MEMORY: Final = "512MB"
_MOST_THREADS: Final = 4

# Of one file: 380 authorities and 16 types make 6,000, of which the largest force's has a quarter. Few files together
# have what many may; with more, each is counted alone.
_MOST_GROUPS: Final = 50_000
_TOO_MANY: Final = f"has more than {_MOST_GROUPS:,} authorities and types; fetch it again"
_LONGEST: Final = 200  # letters of a name
_LONGEST_ROW: Final = 2_000  # bytes; a larger file has rows

# What tells a row from others of its month, authority and type: the crime, or where that has no ID, the place, whose
# other columns follow from its longitude. Each column that is looked at costs a tenth of the time.
_TELLING: Final = 'coalesce("Crime ID", "Longitude")'

# Crime IDs with these ends are kept to be looked for in other months: a quarter of them, and of many files a sixteenth,
# as they are hexadecimal. Of texts that are alike DuckDB's own hash is sometimes the same: within a group no matter.
_SAMPLED: Final = """(suffix("Crime ID", '7') OR
    ($few AND (suffix("Crime ID", '1') OR suffix("Crime ID", '3') OR suffix("Crime ID", '5'))))"""

# A name such as "Barnet 001A" without its last five signs. Nothing is guessed from the data: every column is text.
_COUNT: Final = f"""
    SELECT file_index, left("Month", {_LONGEST}), left(authority, {_LONGEST}), left("Crime type", {_LONGEST}),
        has_id, n, list_unique(hashes), sampled
    FROM (
        SELECT file_index, "Month", left("LSOA name", -5) AS authority, "Crime type",
            "Crime ID" IS NOT NULL AS has_id, count(*) AS n, list(hash({_TELLING})) AS hashes,
            list(CASE WHEN {_SAMPLED} THEN md5_number_lower("Crime ID") END) FILTER ({_SAMPLED}) AS sampled
        FROM read_csv($files, columns = {{{", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)}}}, header = true,
            auto_detect = false, delim = ',', quote = '"', escape = '"', strict_mode = true)
        GROUP BY ALL
        LIMIT $most
    )
"""  # noqa: S608 -- made of this module's own constants; file names are a parameter


class GroupCount(NamedTuple):
    """The rows of a file that name an authority and a crime type, each "" where the file has a blank.

    Those with a Crime ID are a group of their own; ``n_unlike`` of the ``n`` rows have another crime than those before,
    or where they have no Crime ID, another place.
    """

    authority: str
    kind: str
    has_id: bool
    n: int
    n_unlike: int

    @property
    def extra(self) -> int:
        """The rows that repeat another."""
        return self.n - self.n_unlike


class FileCounts(NamedTuple):
    """A file's rows, in all and by authority and crime type.

    ``crimes`` are hashes of some of the Crime IDs, chosen by what they are, so that one that is among them is in every
    file; ``groups`` has the place of each one's count.
    """

    file: StreetFile
    n_rows: int
    counts: Sequence[GroupCount]
    crimes: NDArray[np.uint64]
    groups: NDArray[np.int64]


def count_street_files(files: Sequence[StreetFile]) -> Iterator[FileCounts]:
    """The counts of every file, in the order of the files.

    Raises InputError: a file that cannot be used, or has rows of a month that is not in its name.
    """
    import duckdb  # noqa: PLC0415 -- large; loads when street files are read, not before

    threads = min(_MOST_THREADS, os.cpu_count() or 1)
    with duckdb.connect(config={"threads": threads, "memory_limit": _MEMORY}) as base:
        base.execute("SET enable_progress_bar = false")  # else a long query writes into what the command prints
        base.execute("SET temp_directory = ''")  # else what is too much for the memory goes into the current folder
        for start in range(0, len(files), _BATCH):
            batch = files[start : start + _BATCH]
            with on_disk(batch) as paths:
                for file, path in zip(batch, paths, strict=True):
                    check_header(file, path)
                yield from _counted(base, batch, paths, few=len(files) <= _BATCH)


def _counted(
    base: duckdb.DuckDBPyConnection,
    batch: Sequence[StreetFile],
    paths: Sequence[Path],
    *,
    few: bool,
) -> Iterator[FileCounts]:
    found = _query(base, batch, paths, few=few)
    if len(found) > _most(batch) and len(batch) > 1:
        for file, path in zip(batch, paths, strict=True):
            yield from _counted(base, [file], [path], few=few)
        return
    by_file: list[list[GroupCount]] = [[] for _ in batch]
    crimes: list[list[Sequence[int]]] = [[] for _ in batch]
    own = [month_text(file.month) for file in batch]
    for at, month, authority, kind, has_id, n, n_unlike, sampled in found:
        if month != own[at]:
            told = _told(month, own[at])
            raise InputError(f"{batch[at].name}: has {n} rows of {told}; all its rows should be of {own[at]}")
        by_file[at].append(GroupCount((authority or "").strip(), (kind or "").strip(), has_id, n, n_unlike))
        crimes[at].append(sampled or ())
        if len(by_file[at]) > _MOST_GROUPS:
            raise InputError(f"{batch[at].name}: {_TOO_MANY}")
    for file, path, counts, hashes in zip(batch, paths, by_file, crimes, strict=True):
        if not counts and path.stat().st_size > _LONGEST_ROW:
            raise InputError(f"{file.name}: no row can be read: a quotation mark is not closed; fetch the file again")
        groups = np.repeat(np.arange(len(counts)), list(map(len, hashes)))
        flat = np.fromiter(chain.from_iterable(hashes), np.uint64, len(groups))
        yield FileCounts(file, sum(group.n for group in counts), counts, flat, groups)


def _most(batch: Sequence[StreetFile]) -> int:
    return _MOST_GROUPS * min(len(batch), 5)


def _told(month: str | None, own: str) -> str:
    """A wrong month as a message quotes it; one that only looks right with what makes it wrong."""
    if not month:
        return "no month"
    return f"“{ascii(month)[1:-1][:40]}”, where every sign counts" if own in month else shown(month)


def _query(
    base: duckdb.DuckDBPyConnection,
    batch: Sequence[StreetFile],
    paths: Sequence[Path],
    *,
    few: bool,
) -> Sequence[tuple[int, str | None, str | None, str | None, bool, int, int, list[int] | None]]:
    import duckdb  # noqa: PLC0415 -- as above

    try:
        asked = {"files": [_literal(path) for path in paths], "few": few, "most": _most(batch) + 1}
        return base.execute(_COUNT, asked).fetchall()
    except duckdb.Error as error:
        if len(batch) > 1:  # which file is it? each one alone says
            for file, path in zip(batch, paths, strict=True):
                _query(base, [file], [path], few=few)
        raise InputError(f"{batch[0].name}: {_reason(str(error))}") from None


def _literal(path: Path) -> str:
    """The path as DuckDB takes it for this one file: signs that stand for any name stand for themselves."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))


def _reason(message: str) -> str:
    """DuckDB's many lines as one: where, what, what to do."""
    line = re.search(r"CSV Error on Line: (\d+)", message)
    where = f"line {line[1]}: " if line else ""
    if width := re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", message):
        return f"{where}{width[2]} fields where the header has {width[1]}; fetch the file again"
    if "not utf-8" in message:
        return f"{where}is not UTF-8; fetch the file again, and do not save it with another program"
    if "unterminated quote" in message:
        return f"{where}a quotation mark is not closed; fetch the file again"
    if "Out of Memory" in message:
        return _TOO_MANY
    if "gzip" in message.casefold():
        return "the gzip file is damaged or cut short; fetch it again"
    return f"{where}cannot be read ({message.splitlines()[0]})"
