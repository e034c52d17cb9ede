"""The functions as Excel calls them, through both doors of xlwings and with every form of a date.

COM marshalling itself is not covered: see ``xlwings_doors``.

Monthly figures are counts of the Metropolitan Police (MPS Recorded Crime: Geographic Breakdown, London Datastore),
populations the GLA's for mid-2015; both under the Open Government Licence v3.0.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from xlwings_doors import Error, as_datetime, call_com, call_office, rich_date, serial

FORMS = {
    "office, serial dates": partial(call_office, serial),
    "office, rich dates": partial(call_office, rich_date),
    "office, datetimes": partial(call_office, as_datetime),
    "com, datetimes": partial(call_com, as_datetime),
    "com, serial dates": partial(call_com, serial),
}
Caller = Callable[..., Any]


@pytest.fixture(params=FORMS)
def call(request: pytest.FixtureRequest) -> Caller:
    return FORMS[request.param]


def column(cells: list[Any]) -> list[list[Any]]:
    return [[cell] for cell in cells]


def months(year: int, month: int, count: int) -> list[date]:
    return [date(year + (month - 1 + at) // 12, (month - 1 + at) % 12 + 1, 1) for at in range(count)]


def with_cell(cells: list[Any], at: int, cell: Any) -> list[Any]:
    return [*cells[:at], cell, *cells[at + 1 :]]


# Barking and Dagenham, May 2015 to April 2017, file APR2010-FEB2022.csv: MajorText Burglary, Robbery.
MONTHS = months(2015, 5, 24)
BURGLARY = [
    102, 94, 131, 145, 127, 139, 147, 151, 147, 139, 105, 89,
    119, 110, 87, 87, 94, 101, 97, 119, 143, 171, 137, 133,
]  # fmt: skip
ROBBERY = [
    53, 40, 48, 45, 52, 53, 43, 54, 51, 49, 55, 36,
    55, 57, 46, 37, 51, 41, 34, 40, 32, 51, 53, 66,
]  # fmt: skip
MARCH_2017, MAY_2015 = 22, 0  # places in these lists

# The 32 boroughs: robbery, March 2016 to February 2017 (MPS_Borough_Level_Crime_Historic to 2016-12 and the most
# recent 24 months to 2018-12), and GLA population, 2015.
ROBBERY_2016_17 = {
    "Barking and Dagenham": (536, 202368), "Barnet": (456, 379806), "Bexley": (218, 242370), "Brent": (866, 324851),
    "Bromley": (387, 325413), "Camden": (937, 241058), "Croydon": (1261, 379031), "Ealing": (652, 343410),
    "Enfield": (863, 328509), "Greenwich": (487, 274803), "Hackney": (1192, 269405),
    "Hammersmith and Fulham": (423, 179754), "Haringey": (1383, 273762), "Harrow": (356, 247694),
    "Havering": (320, 249439), "Hillingdon": (444, 298370), "Hounslow": (430, 269177), "Islington": (950, 228045),
    "Kensington and Chelsea": (511, 158112), "Kingston upon Thames": (117, 173558), "Lambeth": (1227, 324758),
    "Lewisham": (852, 297912), "Merton": (284, 205248), "Newham": (1521, 334269), "Redbridge": (626, 296919),
    "Richmond upon Thames": (117, 194730), "Southwark": (1433, 309545), "Sutton": (173, 200537),
    "Tower Hamlets": (1261, 295909), "Waltham Forest": (630, 271825), "Wandsworth": (621, 315134),
    "Westminster": (1839, 242299),
}  # fmt: skip
BOROUGHS = list(ROBBERY_2016_17)
ROBBERIES = [count for count, _ in ROBBERY_2016_17.values()]
POPULATIONS = [people for _, people in ROBBERY_2016_17.values()]


# ROLLING12: 1398 is printed in the call-over report of Barking and Dagenham, June 2017, section 2, indicator 2.


@pytest.mark.parametrize("as_at", [date(2017, 4, 1), 201704, "2017-04", [[None]], ...], ids=repr)
def test_rolling12_of_a_column(call: Caller, as_at: object) -> None:
    assert call("ROLLING12", column(BURGLARY), column(MONTHS), as_at) == 1398


def test_rolling12_of_a_row(call: Caller) -> None:
    assert call("ROLLING12", [BURGLARY], [MONTHS], date(2017, 4, 1)) == 1398


def test_rolling12_without_months_leaves_out_blanks_at_the_end(call: Caller) -> None:
    assert call("ROLLING12", column([*BURGLARY, None, None])) == 1398
    assert call("ROLLING12", [[*BURGLARY, None, None]]) == 1398


@pytest.mark.parametrize(
    ("place", "cell", "shown"),
    [
        (MARCH_2017, None, "#N/A"),
        (MARCH_2017, "", "#N/A"),
        (MARCH_2017, "TBC", "#N/A"),
        (MARCH_2017, Error("#N/A"), "#N/A"),
        (MARCH_2017, "#N/A", "#N/A"),
        (MARCH_2017, Error("#DIV/0!"), "#DIV/0!"),
        (MARCH_2017, Error("#REF!"), "#REF!"),
        (MARCH_2017, "#NUM!", "#NUM!"),
        (MARCH_2017, "many", "#VALUE!"),
        (MARCH_2017, True, "#VALUE!"),
        (MARCH_2017, 0, 1398 - 137),  # a count of none
        (MAY_2015, Error("#DIV/0!"), 1398),  # outside the window nothing is looked at
        (MAY_2015, None, 1398),
    ],
)
def test_one_cell_of_the_range(call: Caller, place: int, cell: object, shown: object) -> None:
    assert call("ROLLING12", column(with_cell(BURGLARY, place, cell)), column(MONTHS), date(2017, 4, 1)) == shown


def test_rolling12_of_a_block_answers_each_series(call: Caller) -> None:
    """563: the twelve counts of robbery, added by hand."""
    spoilt = with_cell(ROBBERY, MARCH_2017, Error("#DIV/0!"))
    assert call("ROLLING12", [BURGLARY, ROBBERY], [MONTHS], 201704) == [[1398], [563]]
    assert call("ROLLING12", [*map(list, zip(BURGLARY, ROBBERY, strict=True))], column(MONTHS)) == [[1398, 563]]
    assert call("ROLLING12", [BURGLARY, spoilt], [MONTHS], 201704) == [[1398], ["#DIV/0!"]]


def test_rolling12_series_spills_beside_the_months(call: Caller) -> None:
    shown = call("ROLLING12_SERIES", column(BURGLARY), column(MONTHS))
    assert shown[:11] == [["#N/A"]] * 11
    assert (shown[11], shown[23]) == ([1516], [1398])


def test_rolling12_change_and_a_break(call: Caller) -> None:
    """118 fewer, printed in the same report; the Met's new burglary classification began on 1 April 2017."""
    arguments = ("ROLLING12_CHANGE", column(BURGLARY), column(MONTHS), date(2017, 4, 1))
    assert call(*arguments) == pytest.approx(-118 / 1516)
    assert call(*arguments, None) == pytest.approx(-118 / 1516)
    assert call(*arguments, column([None, date(2017, 4, 1)])) == "#N/A"


def test_period_label_of_a_date(call: Caller) -> None:
    """The quarter of the Barnet dashboard, April 2017, page 3."""
    assert call("PERIOD_LABEL", date(2017, 2, 1), 3) == "Dec 16 - Feb 17"


# RAG: the glossary of the Barnet performance dashboard, April 2017; factors of its page 3.


def test_rag_of_the_glossary(call: Caller) -> None:
    assert call("RAG", column([-0.13, -0.27])) == "Green"
    assert call("RAG", [[0.05, 0.04, "positive"]]) == "Amber"
    assert call("RAG", column([0.05, 0.04, None, Error("#N/A")]), "lower") == "Red"
    assert call("RAG", column([0.05, Error("#REF!")])) == "#REF!"
    assert call("RAG", None) == "#N/A"


def test_rag_takes_further_factors_after_arguments_left_out(call: Caller) -> None:
    assert call("RAG", [[-0.13]], ..., ..., [[-0.27]]) == "Green"
    assert call("RAG", [[-0.13]], [[None]], [[None]], "positive", [[None], ["negative"]]) == "Amber"
    assert call("RAG", 0.05, ..., ..., *["negative"] * 11, "positive") == "Red"  # 12 of 13 is nearly all
    assert call("RAG", 0.05, "higher", ..., ..., [["positive", "good"]]) == "Green"


# PEER_RANK and PEER_GROUP: Barnet performance dashboard, April 2017: robbery 6/32 (page 3), similar group (page 6).


def test_peer_rank_of_the_dashboard(call: Caller) -> None:
    ranking = (column(BOROUGHS), column(ROBBERIES), column(POPULATIONS))
    assert call("PEER_RANK", "Barnet", *ranking) == 6
    assert call("PEER_RANK", "Barnet", [BOROUGHS], [ROBBERIES], [POPULATIONS]) == 6
    assert call("PEER_RANK", column(["Richmond upon Thames", None, "Westminster"]), *ranking) == [[1], ["#N/A"], [32]]
    assert call("PEER_RANK", "Barnet", column(BOROUGHS), column(with_cell(ROBBERIES, 2, None)), ranking[2]) == "#N/A"
    assert call("PEER_RANK", "Barnet", *ranking[:2], column(with_cell(POPULATIONS, 2, 0))) == "#DIV/0!"


def test_peer_group_of_the_dashboard(call: Caller) -> None:
    listed = [
        "Barnet", "Wandsworth", "Bromley", "Harrow", "Croydon", "Bournemouth", "Ealing", "Brighton and Hove", "Sutton",
        "Brent", "Southend-on-Sea", "Cheltenham", "Eastbourne", "Enfield", "Waltham Forest",
    ]  # fmt: skip
    assert call("PEER_GROUP", "Barnet") == column(listed)
    assert call("PEER_GROUP", "Barnet", None, date(2017, 4, 1)) == column(listed)
    assert call("PEER_GROUP", "Barnet", "msg", date(2016, 4, 1)) == "#N/A"


# LCPF_ALLOCATE: £644k, from year 2 split 70% and 30% (London Crime Prevention Fund report, February 2017, 2.5).


def test_lcpf_allocate_gives_a_column_for_each_year(call: Caller) -> None:
    assert call("LCPF_ALLOCATE", 644000) == [[450800], [193200]]
    assert call("LCPF_ALLOCATE", column([644000, 500000]), column([1, 2])) == [[644000, 350000], [0, 150000]]
    assert call("LCPF_ALLOCATE", [[644000, None]], [[2, 2]]) == [[450800, "#N/A"], [193200, "#N/A"]]


# HEADLINE: 6514 calls against 5683, up 831 or 14.6% (Barking and Dagenham, June 2017, 3.12).


def test_headline_in_words(call: Caller) -> None:
    assert call("HEADLINE", 6514, 5683, "full", "calls") == "6,514, up 14.6% (+831 calls)"
    assert call("HEADLINE", 6514, 5683) == "6,514, up 14.6%"
    assert call("HEADLINE", 6514, [[5683]], ..., [[None]], 0) == "6,514, up 15%"
    assert call("HEADLINE", 6514, None) == "#N/A"
    assert call("HEADLINE", Error("#NAME?"), None) == "#NAME?"


# EXCEPTION: by hand. 10 and 20 in turn: mean 15, each moving range 10, upper limit 15 + 2.66 x 10 = 41.6.


@pytest.mark.parametrize(("latest", "shown"), [(42, "High"), (41, ""), (None, "#N/A")])
def test_exception_outside_its_limits(call: Caller, latest: int | None, shown: str) -> None:
    values, when = [*[10, 20] * 12, latest], months(2015, 2, 25)
    assert call("EXCEPTION", column(values), column(when), date(2017, 2, 1)) == shown


# RATE_PER: by hand.


def test_rate_per_answers_each_cell(call: Caller) -> None:
    counts, people = [[100, 5, None], [Error("#REF!"), 8, -1]], [[50000, 0, 1000], [1, "TBC", 1000]]
    assert call("RATE_PER", counts, people) == [[2, "#DIV/0!", "#N/A"], ["#REF!", "#N/A", "#NUM!"]]
    assert call("RATE_PER", [[100, 300]], [[50000, 50000]], 100000) == [[200, 600]]
    assert call("RATE_PER", 100, 50000, None) == 2
