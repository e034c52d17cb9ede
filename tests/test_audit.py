"""The audit: what is wrong in published documents is found, and nothing else is."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from audit_sentences import TRIED, written

from cspxl.audit import Judgement, audit

DATA = Path(__file__).parent / "data" / "audit"
FINDINGS = list(csv.DictReader((DATA / "findings.csv").read_text("utf-8").splitlines()))
DOCUMENTS = ("barking_and_dagenham_2017", "barnet_2017", "plan_2021", "hillingdon_2017", "fund_2017")
TRAPS = (DATA / "traps.txt").read_text("utf-8").splitlines()


def findings(path: Path) -> list[Judgement]:
    return [one for one in audit(path).judgements if one.is_finding]


def of_text(text: str, folder: Path) -> list[Judgement]:
    (folder / "report.txt").write_text(text, "utf-8")
    return list(audit(folder / "report.txt").judgements)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_published_document_gives_what_is_wrong_in_it_and_nothing_else(name: str) -> None:
    wanted = [(row["statement"], row["verdict"]) for row in FINDINGS if row["file"] == f"{name}.txt"]
    found = findings(DATA / f"{name}.txt")
    for statement, verdict in wanted:
        assert any(statement in one.statement and one.verdict == verdict for one in found), (statement, verdict)
    for one in found:
        assert any(statement in one.statement and one.verdict == verdict for statement, verdict in wanted), one.told


@pytest.mark.parametrize("line", range(len(TRAPS)), ids=[text[:50] for text in TRAPS])
def test_a_sound_sentence_is_no_finding(line: int, tmp_path: Path) -> None:
    assert not [one.told for one in of_text(TRAPS[line], tmp_path) if one.is_finding]


def test_sound_sentences_of_a_generator_are_never_accused(tmp_path: Path) -> None:
    for one in written(TRIED, 250, 11, faulty=False):
        assert not [found.told for found in of_text(one.text, tmp_path) if found.is_finding], one.text


def test_nine_in_ten_of_a_generators_faults_are_found(tmp_path: Path) -> None:
    sentences = list(written(TRIED, 250, 12, faulty=True))
    found = [one for one in sentences if any(got.is_finding for got in of_text(one.text, tmp_path))]
    assert len(found) >= 225


@pytest.mark.parametrize(
    ("text", "verdict", "recomputed"),
    [
        # Sums by hand.
        ("Robbery fell from 520 to 458 (12%).", "ok", "-12%"),  # 62 / 520 = 11.92%
        ("Robbery fell from 520 to 458 (15%).", "wrong", "-12%"),
        ("Robbery rose from 520 to 458.", "wrong", "down"),
        ("Robbery fell from 520 to 458, 72 fewer.", "wrong", "-62"),
        ("There were 458 offences, 11.9% down on the 520 of last year.", "ok", "-11.9%"),
        ("There were 458 offences, 11.8% down on the 520 of last year.", "wrong", "-11.9%"),
        ("458 offences, down 11.9% (-62)", "ok", "-11.9%"),
        ("£1.2m was spent against £1.1m last year, up 9%.", "ok", "+0% to +19%"),  # 1.15/1.15 to 1.25/1.05
        ("£1.2m was spent against £1.1m last year, up 30%.", "wrong", "+0% to +19%"),
        ("Visits rose from 12,000 to 13,000 (8.6%).", "ok", "-0.0% to +17.4%"),  # both may be to thousands
        ("Visits rose from 12,000 to 13,120 (8.6%).", "wrong", "+9.3"),  # to tens: 1110 / 12005 to 1130 / 11995
        ("Satisfaction rose from 60% to 63%, an increase of 3 percentage points.", "ok", "+3 points"),
        ("Satisfaction rose from 60% to 63%, an increase of 8 percentage points.", "wrong", "+3 points"),
        ("23 of 226 referrals (10%) were repeats.", "ok", "10%"),
        ("23 of 226 referrals (12%) were repeats.", "wrong", "10%"),
        ("52% of the 38 students felt safe.", "truncated", "53%"),  # 20 / 38 = 52.63%
        ("41% of the 30 pupils felt safe.", "impossible", ""),  # 12 / 30 = 40%, 13 / 30 = 43%
        ("28 of 32 (5th highest)", "ok", "28th or 5th"),
        ("28 of 32 (6th highest)", "wrong", "28th or 5th"),
        ("The board met on Monday 12 June 2017.", "ok", "Monday"),  # a calendar
        ("The board met on Tuesday 12 June 2017.", "wrong", "Monday"),
        ("The board met on Friday 31 June 2017.", "impossible", ""),
        ("2,500 offences in a population of 200,500, a rate of 12.5 per 1,000.", "ok", "12.5"),
        ("2,500 offences in a population of 200,500, a rate of 13.5 per 1,000.", "wrong", "12.5"),
        ("3.5% of perpetrators were female and 95.5% were male.", "wrong", "100%"),
        ("There were 25 beds: 18 of the council and 7 of charities.", "ok", "25"),
        # Percentages in words, and with the sign of newspapers.
        ("Robbery fell by twelve per cent, from 520 to 458.", "ok", "-12%"),
        ("Robbery fell by fifteen per cent, from 520 to 458.", "wrong", "-12%"),
        ("Robbery saw a twenty-two per cent drop, from 520 to 458.", "wrong", "-12%"),
        ("Robbery is down 15pc to 458 from 520.", "wrong", "-12%"),
        # Both ends are of one unit; the word that says which way stands before either.
        ("Detections fell from 21 to 18 per cent.", "ok", "down"),
        ("Detections fell from 18 to 21 per cent.", "wrong", "up"),
        ("The team took 458 complaints, down from 520 in July.", "ok", "down"),
        ("The team took 520 complaints, down from 458 in July.", "wrong", "up"),
        ("Robberies went down to 520 from 458 in July.", "wrong", "up"),
        (
            "Burglaries are up from 520 between January and March 2010 to 458 between January and March 2011.",
            "wrong",
            "down",
        ),
        ("The rate was 36%, a rise of 5 percentage points on last year, when it stood at 33%.", "wrong", "+3 points"),
        ("Crime is down 18% compared to same month last year 52 offences against 72.", "wrong", "-28%"),  # 20 / 72
        (
            "Crime rose by 62 offences compared to the previous quarter — a total of 520 and a 15% rise.",
            "wrong",
            "+14%",
        ),
        ("Of 400 people sentenced in 2011/12, 28 went to prison – a rate of 9%.", "wrong", "7%"),
        # Two sentences, of which the second takes up the first.
        ("There were 458 robberies. This is a fall of 12% from 520.", "ok", "-12%"),
        ("There were 458 robberies. This is a fall of 15% from 520.", "wrong", "-12%"),
        ("There were 458 robberies. This compares with 520 in 2016/17, a reduction of 15%.", "wrong", "-12%"),
        ("Robbery fell by 15%. This equates to 458 offences, compared to 520.", "wrong", "-12%"),
        ("There were 458 robberies. This was up from 520.", "wrong", "down"),
        ("There were 56 offences. This was up 6.1%.", "impossible", ""),
        # A difference and its percentage: 11 of 17 is 64.7%, 11 of 18 is 61.1%; 4 of 11 is 36.4%.
        ("There were 11 more offences, a 65% increase.", "ok", "65%"),
        ("There were 11 more offences, a 64% increase.", "truncated", "65%"),
        ("There were 11 more offences, a 63% increase.", "impossible", ""),
        ("Robbery is down by 36% or 4 offences.", "ok", "36%"),
        ("Robbery fell by 35%, which equates to 4 fewer offences.", "impossible", ""),
        # Words that are no bound, no time of the figure before, and stand away from "from".
        ("Crime saw a 12 per cent increase, up to 520 from 458 in 2016.", "wrong", "+14%"),
        ("Robberies are up 12% from 36 in 2010 to 45 last year.", "wrong", "+25%"),
        (
            "There has been an increase in the proportion detected, from 32.6% in 2006 to 24.0% in the last year.",
            "wrong",
            "down",
        ),
        ("The force (BTP) took 520 reports in 2018/19, up from 458 during the previous 12 months.", "ok", "up"),
        ("The force (BTP) took 458 reports in 2018/19, up from 520 during the previous 12 months.", "wrong", "down"),
        ("In the last year 520 reports were taken, an increase of 15.5% on the 458 of 2013-14.", "wrong", "+13.5%"),
        ("Violence is steady, with cases by day rising 8.5%, from 189 to 208.", "wrong", "+10.1%"),
        ("There were 146 people hurt in 2017, 45 (34%) less than the year before.", "wrong", "-24%"),  # 45 / 191
        ("There were 146 people hurt in 2017, which is 45 or 34% fewer than in 2016.", "wrong", "-24%"),
        (
            "Crime fell by 16.9% from 61,483 to 51,400, so that more than 10,000 fewer people were victims.",
            "wrong",
            "-16.4%",
        ),
        ("Claims rose from £2.9m to just over £1.4m.", "wrong", "down"),
        ("The council reported 1,015 children as victims with 246 (29%) going missing.", "wrong", "24%"),
        (
            "Robbery fell from 2,195 to 1,961, a change of 11.7% compared to the average of 2.3%.",
            "wrong",
            "-10.7%",
        ),
        (
            "There was a 30 per cent jump in theft — 520 in the last year, compared to 458 over the previous year.",
            "wrong",
            "+14%",
        ),
        ("It was a rise of more than 18% from 1,429 in 2015 to 1,704 in 2016.", "ok", "+19%"),
        ("There were 458 offences in 2012/13, which dropped to 520 in 2013/14.", "wrong", "up"),
        # What words join is read part by part where it cannot be read as one.
        ("He said theft was up by 18 per cent and cases of damage had also risen from 99 to 88.", "wrong", "down"),
        ("The units saw 235 incidents of harm, an increase from 302 the previous year.", "wrong", "down"),
        # A count behind its percentage; 53 to 71 is +34.0%, 52 to 71 is +36.5%.
        ("Gun crime is up by 34% to 71 offences.", "ok", "+34%"),
        ("Gun crime is up by 35% to 71 offences.", "impossible", ""),
        # Counts in words: 4 of 11 is 36%, 4 of 9 is 44%, 4 of 8 is 50%; 3 is 33% of 9.
        ("Robbery is down 36% which equates to four offences.", "ok", "36%"),
        ("Robbery is down 46% which equates to four offences.", "impossible", ""),
        ("Burglary is down by 66% to just three offences this month.", "truncated", ""),
        # Bounds that are near: 10 of 361 is 2.8%, 8 of 360.5 is 2.2%.
        ("There were just under 352k offences, a fall of 2.5% (equivalent to around 9k fewer).", "ok", "-2.8 to -2.2%"),
        ("There were just under 352k offences, a fall of 4.5% (or around 9k fewer).", "wrong", "-2.8 to -2.2%"),
        # In words, as a multiple or a part.
        ("The number of fines almost tripled, from 621 in 2020-21 to 1,798 in 2021-22.", "ok", "+190%"),
        ("The number of fines almost tripled, from 921 in 2020-21 to 1,798 in 2021-22.", "wrong", "+95%"),
        ("Crime fell by more than a third from 900 to 550.", "ok", "-39%"),
        ("Crime fell by two thirds from 900 to 600.", "wrong", "-33%"),
        # Two years, or this year and the last, in either order.
        ("Public order is up 37% (132 incidents vs 181 for 2018).", "ok", "+37%"),
        ("Public order is up 27% (132 incidents vs 181 for 2018).", "wrong", "-27%"),
        ("In June 2016, 45 knives were found; in June 2017, 60 (54% more).", "wrong", "+33%"),
        ("There was a 15% drop in thefts with 2018’s figure of 117 dropping to 91 this year.", "wrong", "-22%"),
        ("The number of assaults at 84 this year was up from 111 last year.", "wrong", "down"),
        ("There were 2,315 reports in August 2015 but that level had fallen to 2,814 by November.", "wrong", "up"),
        # Shares of a whole, with the figures in other orders.
        ("45 victims, or 29% of the 180 referred, accepted support.", "wrong", "25%"),
        ("Police recorded 500 thefts and marked 100 as solved, giving a rate of 25%.", "wrong", "20%"),
        # Over two sentences.
        ("There were 458 robberies in the borough. A decrease of 15% from 520.", "wrong", "-12%"),
        ("There were 226 referrals. Of these, 23 (12%) were repeats.", "wrong", "10%"),
        ("Burglary fell by 23%. There were 213 burglaries in 2018 compared to 186 this year.", "wrong", "-13%"),
        ("There were 59 reports. Of those reported, 46 were confirmed and 23 were not.", "wrong", "69"),
        ("The total of 1,480 comprised 629 primary fires, 690 secondary fires and 88 others.", "wrong", "1,407"),
        ("It cost £3.039 million, of which £2.735 million was granted and £0.3 million was not.", "ok", "3,035,000"),
        ("This period: 458. Previous period: 520. Change: -15%.", "wrong", "-12%"),
        # A run of counts, each with its difference and percentage behind it: 30 of 6,713, 23 of 734.
        ("There were 6,683 car users hurt (30, 0.4% less than 2015); 711 motorcyclists (23, 5% less).", "wrong", "-3%"),
    ],
)
def test_one_statement(text: str, verdict: str, recomputed: str, tmp_path: Path) -> None:
    found = of_text(text, tmp_path)
    (one,) = [one for one in found if one.is_finding] or found
    assert one.verdict == verdict, one.told
    if recomputed not in {"+0% to +19%", "-0.0% to +17.4%"}:  # a span's ends are told for people
        assert one.outcome.recomputed.startswith(recomputed), one.told


def test_the_amount_of_a_unit_cost_is_as_precise_as_its_neighbours(tmp_path: Path) -> None:
    alone = "Each burglary costs the State £1,500. There were 83 burglaries, costing £125,000."
    assert [one.verdict for one in of_text(alone, tmp_path)] == ["ok"]
    beside = f"{alone} In the week before, 55 burglaries cost £82,500."
    assert [one.verdict for one in of_text(beside, tmp_path)] == ["wrong", "ok"]


def test_percentages_of_a_list_are_of_the_whole_that_is_named_ahead_of_it(tmp_path: Path) -> None:
    text = (
        "There were 900 referrals.\n\n300 (33%) came from schools, 150 (17%) from the police, {} from friends"
        " and 90 (10%) by post.\n"
    )
    right = of_text(text.format("99 (11%)"), tmp_path)
    assert [one.verdict for one in right] == ["ok"] * 4
    wrong = [one for one in of_text(text.format("99 (14%)"), tmp_path) if one.is_finding]
    assert [(one.verdict, one.outcome.recomputed, one.line) for one in wrong] == [("wrong", "11%", 3)]


def test_lines_are_those_of_the_file_and_paragraphs_may_be_wrapped(tmp_path: Path) -> None:
    text = (
        "First.\n\nIn the twelve months to April the number of robberies fell\nfrom 520 to 458, a reduction of 15%.\n"
    )
    (one,) = of_text(text, tmp_path)
    assert (one.verdict, one.line) == ("wrong", 3)
