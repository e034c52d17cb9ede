"""Sentences for the audit, sound and faulty, written by a generator: ``uv run python tests/audit_sentences.py``.

The rules were tried on the first half of the wordings. The second half was written before the rules were tried on
anything, and gives the figure only.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

SUBJECTS = [
    "burglary", "robbery", "knife crime", "hate crime", "criminal damage", "violence with injury", "vehicle crime",
    "anti-social behaviour", "shoplifting", "theft from the person", "domestic abuse", "drug trafficking",
]
UP = {"rose": "rose", "rise": "rise", "increase": "increase", "increased": "increased", "up": "up", "higher": "higher",
      "more": "more", "grew": "climbed", "sign": "+", "risen": "risen"}  # fmt: skip
DOWN = {"rose": "fell", "rise": "fall", "increase": "reduction", "increased": "decreased", "up": "down",
        "higher": "lower", "more": "fewer", "grew": "dropped", "sign": "-", "risen": "fallen"}  # fmt: skip

# kind | what a faulty one gets wrong | wording
TRIED = """
change|pct|{Subject} {rose} by {pct}% from {before} to {now} offences.
change|pct|There were {now} {subject} offences, {up} {pct}% from {before} in the previous year.
change|pct|{now} offences were recorded against {before} the year before, {an_increase} of {pct}%.
change|pct|{Subject}: {now} ({sign}{pct}%, {before} last year).
change|diff|{Subject} offences {rose} from {before} to {now}, {diff} {more} than a year ago.
change|pct|{Subject} is {up} {pct}% ({sign}{diff} offences) to {now}.
change|pct|The number of {subject} offences has {risen} by {pct}%, from {before} in 2015/16 to {now} in 2016/17.
change|pct|Compared with {before} offences last year, {now} were recorded ({pct}% {higher}).
change|way|Recorded {subject} {rose} from {before} to {now}.
change|pct|{now} compared to {before}: {an_increase} of {diff} ({pct}%).
points|pts|Satisfaction {rose} from {p1}% to {p2}%, {an_increase} of {pts} percentage points.
share|pct|{part} of the {whole} victims ({pct}%) were repeat victims.
share|pct|{pct}% of referrals ({part} out of {whole}) came from the police.
share|pct|Of {whole} offenders, {part} were women ({pct}%).
share|pct|Repeat callers made {part} of {whole} calls, or {pct}%.
rate|rate|There were {count} offences in a population of {people}, a rate of {rate} per 1,000.
unit|total|Each locks kit costs £{unit}. In all {n} kits were fitted, costing £{total}.
rank|rank|The borough is {r} of {of} ({ordinal} highest).
day|day|The board met on {weekday} {date}.
alone|pct|{now} offences, {up} {pct}%.
change|pct|Over the twelve months {subject} {grew} {pct}%: {now} offences as against {before}.
change|pct|Officers recorded {before} offences of {subject} in 2015/16 and {now} in 2016/17, which is {an_increase} of {pct}%.
change|pct|{Subject} stands at {now}, {pct}% {higher} than the {before} recorded a year earlier.
change|diff|With {now} offences this year and {before} last year, there were {diff} {more}.
change|pct|{an_Increase} of {pct}% was seen in {subject} ({before} to {now}).
change|pct|{Subject} → {before} → {now} ({sign}{pct}%).
change|diff|Residents reported {now} incidents, {up} {diff} on the {before} reported in the previous period.
change|pct|{diff} {more} offences of {subject} were recorded than last year's {before}, {an_increase} of {pct} per cent.
change|way|Volumes of {subject} {increased} year on year, from {before} to {now} offences.
change|pct|At {now} offences, {subject} was {up} {pct}% year on year (previous year: {before}).
change|pct|We saw {subject} go from {before} to {now}, a {pct}% {rise}.
points|pts|Confidence in the police is {p2}%, {up} {pts} points from {p1}%.
share|pct|A total of {part} of the {whole} cases heard were repeats, which is {pct}%.
share|pct|Around the borough {part}/{whole} ({pct}%) of completed forms named drugs.
share|pct|{pct} per cent of the {whole} households visited, {part} in all, asked for advice.
share|pct|Young people were suspects in {part} out of {whole} incidents - {pct}%.
rate|rate|The rate was {rate} per 1,000 residents: {count} incidents among {people} residents.
unit|total|{n} alarms at £{unit} each came to £{total}.
rank|rank|It is the {ordinal} highest in London ({r} of {of}).
day|day|The next meeting takes place on {weekday}, {date} at the town hall.
alone|pct|{Subject} - {now} offences, {an_increase} of {pct}%.
change|pct|{before} a year ago have become {now} this year, so {subject} is {pct}% {higher}.
change|pct|{Subject} offences numbered {now} in the year to March 2017 ({before} in the year to March 2016), {up} {pct}%.
change|pct|During 2016/17, {now} offences of {subject} came to notice; in 2015/16 there had been {before}, a change of {sign}{pct}%.
change|diff|The force logged {diff} {more} {subject} offences than in 2015/16 ({now} versus {before}).
change|pct|Total {subject}: {before} (2015/16), {now} (2016/17), {sign}{pct}%
change|pct|{Subject} has {risen} to {now} from {before}, i.e. by {pct}%.
change|pct|A year-on-year {rise} of {diff} offences ({pct}%) takes {subject} to {now}.
change|way|From {before} in the first year to {now} in the second, {subject} {rose}.
points|pts|{p2}% of residents feel safe after dark, compared to {p1}% last year ({sign}{pts} percentage points).
share|pct|Domestic abuse made up {part} ({pct}%) of {whole} recorded incidents.
share|pct|{whole} cases were heard, of which {part} ({pct}%) were repeats.
share|pct|{part} in {whole} calls ({pct}%) came from repeat callers.
rate|rate|{count} incidents and a population of {people} give {rate} incidents per 1,000 people.
unit|total|The scheme bought {n} doorbells at a unit price of £{unit}, spending £{total}.
rank|rank|Our position is {r} out of {of}, the {ordinal} lowest rate.
day|day|Please send comments by {weekday} {date}.
alone|pct|Gun crime: {now} offences ({up} {pct}%).
change|pct|{now} {subject} offences ({before} in the previous 12 months) is {an_increase} of {pct}%.
change|pct|Year to date {subject} is at {now} which compares with {before}, {an_increase} of {diff} or {pct}%.
change|pct|{Subject} {increased} {pct} per cent, with {diff} {more} crimes taking the total to {now}.
"""
KEPT_APART = """
change|pct|A total of {now} crimes of {subject} were logged, {pct}% {up} on last year ({before}).
change|pct|{Subject} crimes: this year {now}, last year {before}, change {sign}{pct}%.
change|pct|Where {before} people had been victims of {subject}, it was {now} in the period just ended: {an_increase} of {pct}%.
change|diff|There were {diff} {more} victims of {subject} than in the previous year, with numbers going from {before} to {now}.
change|pct|The {pct}% {rise} in {subject}, from {before} to {now}, was discussed.
change|pct|Figures show {subject} {up} from {before} to {now} ({sign}{diff}, {sign}{pct}%).
change|pct|Against {before} incidents at this point last year, the borough has had {now}, {an_increase} of {pct}%.
change|pct|{now} incidents, {up} from {before}, a {pct} per cent {rise}.
change|way|Members noted that {subject} had {risen} from {before} to {now} incidents.
points|pts|The detection rate went from {p1}% to {p2}% ({sign}{pts} percentage points).
share|pct|In {part} of {whole} cases, that is {pct}%, the victim knew the offender.
share|pct|The team closed {part} of its {whole} cases ({pct}%).
share|pct|{whole} people answered the survey and {part} of them ({pct}%) felt unsafe.
share|pct|{part} out of the {whole} young people referred took part ({pct}%).
rate|rate|With {people} residents and {count} offences, the borough has a rate of {rate} per 1,000.
unit|total|At a cost of £{unit} each, the {n} cameras amount to £{total}.
rank|rank|Ranked {r} of {of} boroughs ({ordinal} highest).
day|day|It was agreed on {weekday} {date} that the plan be adopted.
alone|pct|We recorded {now} offences, {up} by {pct}%.
change|pct|{Subject} numbers {rose} {pct}% year on year, with {now} offences compared to {before}.
"""


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
        **words, "now": told(now), "before": told(before), "diff": told(shown_diff),
        "pct": str(off(draw, pct, places) if wrong == "pct" else pct),
        "an_increase": f"{article} {words['increase']}", "an_Increase": f"{article.capitalize()} {words['increase']}",
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
    said = next(other for other in iter(lambda: draw.randint(1, 32), 0) if other not in right) if wrong else of - place + 1
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
    from pathlib import Path

    from cspxl.audit import audit

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
                    print("   ", one.text, [judgement.told for judgement in bad])
            told = f"{sum(accused.values())} accused" if not faulty else f"{500 - sum(missed.values())} found"
            print(f"{name}: {'faulty' if faulty else 'sound'}: {told}, {read} read")
            if name == "tried" or "--all" in sys.argv:
                for wording, times in (missed + accused).most_common():
                    print(f"  {times:3} {wording}")


if __name__ == "__main__":
    main()
