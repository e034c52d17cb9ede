"""Sentences for the audit, sound and faulty, written by a generator: ``uv run python tests/audit_sentences.py``.

The rules were tried on one set of wordings. The other was written when they stood, and gives the figure only.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

SUBJECTS = [
    "burglary",
    "robbery",
    "knife crime",
    "hate crime",
    "criminal damage",
    "violence with injury",
    "vehicle crime",
    "anti-social behaviour",
    "shoplifting",
    "theft from the person",
    "domestic abuse",
    "drug trafficking",
]
UP = {"rose": "rose", "rise": "rise", "increase": "increase", "increased": "increased", "up": "up", "higher": "higher",
      "more": "more", "grew": "climbed", "sign": "+", "risen": "risen"}  # fmt: skip
DOWN = {"rose": "fell", "rise": "fall", "increase": "reduction", "increased": "decreased", "up": "down",
        "higher": "lower", "more": "fewer", "grew": "dropped", "sign": "-", "risen": "fallen"}  # fmt: skip

FOLDER = Path(__file__).parent / "data" / "audit"
# A line: kind | what a faulty one gets wrong | wording
TRIED, KEPT_APART = ((FOLDER / f"wordings_{name}.txt").read_text("utf-8") for name in ("tried", "kept_apart"))


@dataclass(frozen=True)
class Written:
    """A sentence, the wording it was written in, and whether something in it is wrong."""

    text: str
    wording: str
    faulty: bool


def written(wordings: str, n: int, seed: int, *, faulty: bool) -> Iterator[Written]:
    """So many sentences, each wording in its turn."""
    draw = random.Random(seed)
    lines = wordings.strip().split("\n")
    for at in range(n):
        kind, wrong, wording = lines[at % len(lines)].split("|")
        fields = FIELDS[kind](draw, wrong if faulty else "")
        subject = draw.choice(SUBJECTS)
        yield Written(wording.format(**fields, subject=subject, Subject=subject.capitalize()), wording, faulty)


def rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def off(draw: random.Random, value: Decimal, places: int, *, most: Decimal = Decimal(99)) -> Decimal:
    """Another figure than the right one, at the same decimals: a slip, digits swapped, half or double."""
    step = Decimal(1).scaleb(-places)
    slips = [value + step * draw.choice([2, 3, 7, 11]), value * 2, value + 10, rounded(value / 2, places)]
    wrong = [slip for slip in slips if abs(slip - value) > step and 0 <= slip <= most]
    return rounded(draw.choice(wrong or [value + 2 * step]), places)


def change(draw: random.Random, wrong: str) -> dict[str, str]:
    before = draw.choice([draw.randint(40, 400), draw.randint(400, 4000), draw.randint(4000, 20000)])
    diff = max(3, int(before * draw.uniform(0.03, 0.45)))
    way = draw.choice([UP, DOWN])
    now = before + diff if way is UP else before - diff
    places = draw.choice([0, 1, 1, 1, 2])
    pct = rounded(Decimal(diff) / before * 100, places)
    told = draw.choice([str, lambda number: f"{number:,}"])
    words = (DOWN if way is UP else UP) if wrong == "way" else way
    shown_diff = int(off(draw, Decimal(diff), 0, most=Decimal(9999))) if wrong == "diff" else diff
    article = "an" if words["increase"][0] in "aeiou" else "a"
    return {
        **words,
        "now": told(now),
        "before": told(before),
        "diff": told(shown_diff),
        "pct": str(off(draw, pct, places) if wrong == "pct" else pct),
        "an_increase": f"{article} {words['increase']}",
        "an_Increase": f"{article.capitalize()} {words['increase']}",
    }


def points(draw: random.Random, wrong: str) -> dict[str, str]:
    first, by = draw.randint(30, 60), draw.randint(2, 12)
    way = draw.choice([UP, DOWN])
    second = first + by if way is UP else first - by
    article = "an" if way is UP else "a"
    told = off(draw, Decimal(by), 0) if wrong else by
    return {**way, "p1": str(first), "p2": str(second), "pts": str(told), "an_increase": f"{article} {way['increase']}"}


def share(draw: random.Random, wrong: str) -> dict[str, str]:
    whole = draw.randint(40, 3000)
    part = draw.randint(5, whole - 5)
    places = draw.choice([0, 1, 1])
    pct = rounded(Decimal(part) / whole * 100, places)
    return {"part": f"{part:,}", "whole": f"{whole:,}", "pct": str(off(draw, pct, places) if wrong else pct)}


def rate(draw: random.Random, wrong: str) -> dict[str, str]:
    people, count = draw.randint(150_000, 400_000), draw.randint(500, 9000)
    value = rounded(Decimal(count) / people * 1000, 1)
    return {"people": f"{people:,}", "count": f"{count:,}", "rate": str(off(draw, value, 1) if wrong else value)}


def unit(draw: random.Random, wrong: str) -> dict[str, str]:
    n, price = draw.randint(11, 180), draw.choice([45, 120, 135, 275, 1500])
    total = n * price
    return {"n": str(n), "unit": f"{price:,}", "total": f"{total + draw.choice([1000, 3600, 15]) * bool(wrong):,}"}


def ordinal(number: int) -> str:
    return f"{number}{'th' if number % 100 in {11, 12, 13} else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def rank(draw: random.Random, wrong: str) -> dict[str, str]:
    of, place = 32, draw.randint(2, 31)
    right = {place, of - place + 1}
    said = (
        next(other for other in iter(lambda: draw.randint(1, 32), 0) if other not in right) if wrong else of - place + 1
    )
    return {"r": str(place), "of": str(of), "ordinal": ordinal(said)}


def day(draw: random.Random, wrong: str) -> dict[str, str]:
    when = date(2016, 1, 1) + timedelta(days=draw.randint(0, 2500))
    named = when + timedelta(days=draw.randint(1, 6) if wrong else 0)
    return {"weekday": f"{named:%A}", "date": f"{when.day} {when:%B %Y}"}


def alone(draw: random.Random, wrong: str) -> dict[str, str]:
    """A count and its change alone: few counts can tell a wrong change, and a faulty one is chosen so that it must."""
    while True:
        before = draw.randint(20, 90)
        now = before + draw.choice([-1, 1]) * draw.randint(2, 15)
        way = UP if now > before else DOWN
        pct = rounded(Decimal(abs(now - before)) / before * 100, 1)
        if wrong:
            pct = rounded(pct + Decimal(draw.choice([3, 4, 5, 6])) / 10, 1)
            signed = pct if way is UP else -pct
            if any(rounded(Decimal(now - other) / other * 100, 1) == signed for other in range(1, 400)):
                continue
        article = "an" if way is UP else "a"
        return {**way, "now": str(now), "pct": str(pct), "an_increase": f"{article} {way['increase']}"}


FIELDS = {
    "change": change, "points": points, "share": share, "rate": rate, "unit": unit, "rank": rank, "day": day,
    "alone": alone,
}  # fmt: skip


def main() -> None:
    """The figures of docs/audit.md, and what was missed or wrongly accused, by wording."""
    import sys
    import tempfile
    from collections import Counter

    from cspxl.audit import audit

    out = sys.stdout.write

    for name, wordings in (("tried", TRIED), ("kept apart", KEPT_APART)):
        for faulty in (False, True):
            sentences = list(written(wordings, 500, 7, faulty=faulty))
            missed: Counter[str] = Counter()
            accused: Counter[str] = Counter()
            read = 0
            for one in sentences:
                with tempfile.TemporaryDirectory() as folder:
                    path = Path(folder, "x.txt")
                    path.write_text(one.text, "utf-8")
                    found = audit(path).judgements
                bad = [judgement for judgement in found if judgement.is_finding]
                read += bool(found)
                (accused if not faulty else missed)[one.wording] += bool(bad) if not faulty else not bad
                if "-v" in sys.argv and (bool(bad) != faulty):
                    out(f"    {one.text} {[judgement.told for judgement in bad]}\n")
            told = f"{sum(accused.values())} accused" if not faulty else f"{500 - sum(missed.values())} found"
            out(f"{name}: {'faulty' if faulty else 'sound'}: {told}, {read} read\n")
            if name == "tried" or "--all" in sys.argv:
                for wording, times in (missed + accused).most_common():
                    out(f"  {times:3} {wording}\n")


if __name__ == "__main__":
    main()
