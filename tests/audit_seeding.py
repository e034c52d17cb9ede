"""How many faults the audit finds in documents of others: ``uv run python tests/audit_seeding.py FOLDER …``.

A sentence whose figures fit each other (two volumes and their change, a part, its whole and the share, …) is taken for
a sound statement, whatever its words are; one figure of it is changed, and the audit is asked. Which figures fit is
found by trying them all, with a reader of numbers of its own, so that what the rules cannot read is counted too.
Nothing is said of percentages that any figures would give.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

from cspxl.audit import audit

_SCALES = {"k": 3, "m": 6, "million": 6, "bn": 9, "billion": 9, "thousand": 3}
_NUMBER = re.compile(
    r"(?<![\w.,/])(?P<money>[£$€])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<scale>\s?(?:million|billion|thousand|k|m|bn)\b)?(?P<percent>\s?%|\s?per ?cent\b)?(?![\w/]|[.,]\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+(?=[A-Z•“\"(])|\n\s*\n|\n(?=[-•*\d])")


class Number(NamedTuple):
    """A figure of a sentence, with the value of half of its last place."""

    text: str
    start: int
    value: Decimal
    half: Decimal
    kind: str


class Fit(NamedTuple):
    """Figures that fit each other, by their kind of statement."""

    kind: str
    numbers: tuple[Number, ...]


def numbers(text: str) -> list[Number]:
    found = []
    for match in _NUMBER.finditer(text):
        digits = match["digits"].replace(",", "")
        if _YEAR.fullmatch(match["digits"]) and not (match["percent"] or match["money"] or match["scale"]):
            continue
        power = _SCALES[match["scale"].strip().lower()] if match["scale"] else 0
        places = len(digits.partition(".")[2])
        kind = "percent" if match["percent"] else match["money"] or "count"
        exact = not power and not places and kind != "percent"
        half = Decimal(0) if exact else Decimal(5).scaleb(-places - 1 + power)
        found.append(Number(match["digits"], match.start("digits"), Decimal(digits).scaleb(power), half, kind))
    return found


def _gives(low: Decimal, high: Decimal, stated: Number) -> bool:
    return low <= stated.value + stated.half and stated.value - stated.half <= high


def _ratio(one: Number, other: Number) -> tuple[Decimal, Decimal]:
    return (one.value - one.half) / (other.value + other.half), (one.value + one.half) / (other.value - other.half)


def fits(found: list[Number]) -> Iterator[Fit]:
    """Changes, shares, differences: figures that fit and are sharp enough that chance seldom makes them."""
    percents = [one for one in found if one.kind == "percent" and one.value]
    amounts = [one for one in found if one.kind != "percent" and one.value - one.half > 0]
    for one, other in permutations(amounts, 2):
        if one.kind == other.kind and one.value != other.value and other.value >= 15:
            for stated in percents:
                yield from (Fit(kind, (one, other, stated)) for kind in _of_two(one, other, stated))
    for one, other, difference in permutations(amounts, 3):
        exact = not (one.half or other.half or difference.half) and one.kind == other.kind == difference.kind
        if exact and one.value - other.value == difference.value >= 10 and other.value >= 10:
            yield Fit("difference", (one, other, difference))


def _of_two(one: Number, other: Number, stated: Number) -> Iterator[str]:
    """What a percentage is of two amounts: their change, a share, or the change where one is the difference."""
    low, high = _ratio(one, other)
    if (high - low) * 100 > max(2 * stated.half, Decimal(1)):
        return
    if _gives(*sorted((abs(low - 1) * 100, abs(high - 1) * 100)), stated):
        yield "change"
    if one.value < other.value and _gives(low * 100, high * 100, stated):
        yield "share"
    if one.value < other.value / 2 and not one.half and not other.half:
        shares = (one.value / (other.value - one.value) * 100, one.value / (other.value + one.value) * 100)
        if any(_gives(share, share, stated) for share in shares):
            yield "difference and change"


def _changed(draw: random.Random, number: Number) -> str:
    """Another figure in the same form: some steps away, or two digits swapped."""
    digits = number.text.replace(",", "")
    swapped = [
        digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        for at in range(len(digits) - 1)
        if digits[at : at + 2].isdigit() and digits[at] != digits[at + 1] and (at or digits[1] != "0")
    ]
    places = len(digits.partition(".")[2])
    step = Decimal(1).scaleb(-places)
    by = step * draw.choice([2, 3, 4, 11]) if number.kind == "percent" else Decimal(digits) * draw.choice([8, -8]) / 100
    moved = (Decimal(digits) + by).quantize(step, ROUND_HALF_UP)
    other = draw.choice([*swapped[:2], str(moved)])
    return f"{int(other):,}" if "," in number.text and "." not in other else other


def seeded(text: str, draw: random.Random) -> Iterator[tuple[str, str, str]]:
    """The kind of each statement that fits, its sentence, and the text with one figure of it changed."""
    start = 0
    for end in [*(match.start() for match in _SENTENCE.finditer(text)), len(text)]:
        sentence = text[start:end]
        told = list(fits(numbers(sentence)))
        if told:
            fit = draw.choice(told)
            for _ in range(20):
                number = draw.choice(fit.numbers)
                other = _changed(draw, number)
                faulty = sentence[: number.start] + other + sentence[number.start + len(number.text) :]
                if not list(fits(numbers(faulty))):
                    yield fit.kind, faulty.strip(), text[:start] + faulty + text[end:]
                    break
        start = end


def main(folders: list[str]) -> None:
    """What is found by kind, and with ``-v`` each sentence that is missed."""
    draw = random.Random(3)
    known: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for path in sorted(path for folder in folders for path in Path(folder).iterdir()):
        text = path.read_text("utf-8", errors="replace")
        sound = Counter(one.told for one in audit(path).judgements if one.is_finding)
        for kind, sentence, faulty in seeded(text, draw):
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder, path.name)
                copy.write_text(faulty, "utf-8")
                accused = Counter(one.told for one in audit(copy).judgements if one.is_finding) - sound
            known[kind] += 1
            found[kind] += bool(accused)
            if not accused and "-v" in sys.argv:
                sys.stdout.write(f"  missed ({kind}): {path.name}: {' '.join(sentence.split())}\n")
    for kind, count in known.most_common():
        sys.stdout.write(f"{kind}: {found[kind]} of {count}\n")
    sys.stdout.write(f"all: {found.total()} of {known.total()}\n")


if __name__ == "__main__":
    main([name for name in sys.argv[1:] if not name.startswith("-")])
