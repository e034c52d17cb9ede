"""The words of a line: its performance, what is wrong with what was stated, its benchmark, its sentence."""

from __future__ import annotations

from collections.abc import Mapping

from cspxl.report.describe import quoted
from cspxl.report.layout import NOT_AVAILABLE, working
from cspxl.report.pack import peer_workings
from cspxl.report.pack.layout import Places, Row, here
from cspxl.report.pack.lines import Line
from cspxl.report.workings import POPULATION_BASE

_OVERVIEW_FACTORS = ("factor_12", "factor_quarter", "factor_rank")


def texts(places: Places, row: Row, cell: Mapping[str, str]) -> dict[str, str]:
    """The columns of words, by name."""
    line = row.line
    at = f'PERIOD_LABEL({cell["as_at"]},1)'
    period = f'IF(OR({cell["n_months"]}="",{cell["n_months"]}=1),"as at "&{at},{cell["n_months"]}&" months to "&{at})'
    return {
        "words": f'=IF({nothing(cell)},"Not available",{_words(line, cell)})',
        "check": _check(line, cell),
        "rank": "=" + (_rank(places, line, cell) if row.area is None else '""'),
        "benchmark": _benchmark(places, row, cell),
        "sentence": f'=IF({cell["origin"]}="","",{cell["indicator"]}&": "&{_told(places, row, cell)}'
                    f'&" ("&{cell["period"]}&")")',
        "factor_words": "=" + _factors(places, row, cell),
        "period": f'=IF({cell["origin"]}="","",{period})',
    }


def nothing(cell: Mapping[str, str]) -> str:
    """Whether a row has no figure: no value, no stated change, no stated interval."""
    return f'{cell["value"]}&{cell["stated_change"]}&{cell["stated_low"]}=""'


def _factors(places: Places, row: Row, cell: Mapping[str, str]) -> str:
    """What the RAG rests on, in words; of an indicator that the overview judges, the overview's own."""
    line = row.line
    good = f'({cell["factor"]}<0)=({cell["polarity"]}="lower")'
    judged = f'IF(OR({cell["factor"]}="neutral",{cell["polarity"]}="monitor"),"• ",IF({good},"+ ","− "))'
    own = f'IF({cell["factor"]}="",{cell["words"]},{judged}&{cell["period"]}&": "&{_moved(line, cell)})'
    if row.area is not None or not places.pack.on_overview(line):
        return own
    rag, *found = (working(name, places.police(line)) for name in ("rag", *_OVERVIEW_FACTORS))
    twelve, quarter, rank = found
    return f'IF({rag}="{NOT_AVAILABLE}",{own},{twelve}&"; "&{quarter}&IF({rank}="","","; "&{rank}))'


def _told(places: Places, row: Row, cell: Mapping[str, str]) -> str:
    """The words; where the overview judges without a change of the 12 months, also what it judges by."""
    if row.area is not None or not places.pack.on_overview(row.line):
        return cell["words"]
    at = places.police(row.line)
    quarter, rank = (working(name, at) for name in ("factor_quarter", "factor_rank"))
    by_quarter = f'"quarter"&MID({quarter},LEN("− Quarter")+1,99)'
    by_rank = f'IF({rank}="","no comparison","rate"&MID({rank},LEN("+ Rate")+1,99))'
    judged = f'IF({working("quarter_change", at)}="",{by_rank},{by_quarter})'
    broken = f'AND({cell["origin"]}="Police",{cell["previous"]}="")'
    return f'{cell["words"]}&IF({broken},", not comparable; "&{judged},"")'


def _words(line: Line, cell: Mapping[str, str]) -> str:
    value, previous = cell["value"], cell["previous"]
    if line.measure == "against":
        return _against(line, cell["stated_change"])
    if line.measure == "share":
        share = _shown(line)
        parts = f'" ("&TEXT({cell["numerator"]},"#,##0")&" of "&TEXT({cell["denominator"]},"#,##0")&")"'
        stated = f'IF({cell["stated_change"]}="","",", "&{_stated(line, cell)})'
        alone = f"TEXT({value},{share})&{stated}"
        points = f'IF({previous}="",{alone},HEADLINE({value},{previous},"points","",{line.places}))'
        if line.interval:
            limits = f'SHARE_LIMITS({cell["numerator"]},{cell["denominator"]})'
            low, high = (f"TEXT(INDEX({limits},1,{end}),{share})" for end in (1, 2))
            parts = f'" ("&{low}&" to "&{high}&" at 95%)"'
        moved = f'IF({cell["change"]}="","",", "&{_points(line, cell)})'
        words = f'IF({cell["numerator"]}="",{points},TEXT({value},{share})&{parts}&{moved})'
    else:
        headline = f"HEADLINE({value},{previous},{quoted(line.style)},{quoted(line.unit)},{line.places})"
        if line.measure == "rate":
            headline = f'TEXT({value},{_shown(line)})&", "&CHANGE_TEXT({value},{previous},{line.places})'
        stated = f'IF({cell["stated_change"]}="","",", "&{_stated(line, cell)})'
        ends = f'" ("&TEXT({cell["stated_low"]},{_shown(line)})&" to "&TEXT({cell["stated_high"]},{_shown(line)})&")"'
        limits = f'IF({cell["stated_low"]}="","",{ends})'
        words = f'IF({previous}<>"",{headline},TEXT({value},{_shown(line)})&{limits}&{stated})'
        between = f'TEXT({cell["stated_low"]},{_shown(line)})&" to "&TEXT({cell["stated_high"]},{_shown(line)})'
        unvalued = f'IF({cell["stated_change"]}="",{between}&" (as stated)",{_stated(line, cell)})'
        words = f'IF({value}="",{unvalued},{words})'
    if line.rate_key:
        words += f'&IF({cell["rate"]}="","","; rate "&TEXT({cell["rate"]},"#,##0")&" per 100,000 (as stated)")'
    if line.measure == "count" and not line.rate_key:
        words += f'&IF({cell["target"]}="",""," against a target of "&TEXT({cell["target"]},"#,##0"))'
    return words


def _shown(line: Line) -> str:
    """The number format of a line's value, quoted."""
    if line.measure == "share":
        return quoted(f"0.{'0' * line.places}%" if line.places else "0%")
    return quoted(f"#,##0.{'0' * line.decimals}" if line.decimals else "#,##0")


def _stated(line: Line, cell: Mapping[str, str]) -> str:
    return f'CHANGE_TEXT(1+{cell["stated_change"]},1,{line.places})&" (as stated)"'


def _against(line: Line, change: str) -> str:
    share = quoted(f"0.{'0' * line.places}%" if line.places else "0%")
    return f'TEXT(ABS({change}),{share})&IF({change}<0," below"," above")&" (as stated)"'


def _points(line: Line, cell: Mapping[str, str]) -> str:
    """A share's change in words; one too small to print is less than the smallest that can be."""
    size = f'ABS({cell["change"]})*100'
    form, least = f"0.{'0' * line.places}".rstrip("."), f"{10**-line.places:.{line.places}f}"
    size = f'IF(ROUND({size},{line.places})=0,"less than {least}",TEXT({size},"{form}"))&" points"'
    return f'IF({cell["change"]}=0,"no change",IF({cell["change"]}<0,"down ","up ")&{size})'


def _moved(line: Line, cell: Mapping[str, str]) -> str:
    """The change alone, in words."""
    if line.measure == "against":
        return _against(line, cell["stated_change"])
    stated = _stated(line, cell)
    if line.measure == "share":
        moved = _points(line, cell)
    else:
        moved = f'CHANGE_TEXT({cell["value"]},{cell["previous"]},{line.places})'
    return f'IF({cell["previous"]}<>"",{moved},{stated})'


def _check(line: Line, cell: Mapping[str, str]) -> str:
    """What was stated against what the figures give; empty where nothing can be checked.

    Without a previous figure a count can be tested for whole numbers; a rate cannot.
    """
    share = f'CHECK_SHARE({cell["numerator"]},{cell["denominator"]},{cell["stated_value"]})'
    change = ",".join(cell[name] for name in ("value", "entered_previous", "stated_change", "stated_difference"))
    no_previous, no_difference = f'{cell["entered_previous"]}=""', f'{cell["stated_difference"]}=""'
    nothing = f'OR({cell["value"]}="",AND({cell["stated_change"]}="",OR({no_previous},{no_difference})))'
    if line.measure != "count":
        nothing = f"OR({nothing},AND({no_previous},{no_difference}))"
    claimed = f'{cell["value"]},{cell["previous"]},{cell["claimed_change"]}'
    of_police = f'{cell["origin"]}="Police"'
    return (
        f'=IFERROR(IF(AND({of_police},{cell["claimed_change"]}<>"",{cell["previous"]}<>""),CHECK_CHANGE({claimed}),'
        f'IF(AND({cell["stated_value"]}<>"",{cell["numerator"]}<>""),{share},'
        f'IF({nothing},"",CHECK_CHANGE({change})))),"Cannot be checked")'
    )


def _rank(places: Places, line: Line, cell: Mapping[str, str]) -> str:
    """The live rank, of the police's files or of entered figures that every peer has, else the rank that was stated."""
    best = " (rank 1 is the highest)" if line.best == "highest" else ""

    def given(name: str) -> str:
        return f'INDEX({places.entered(name)},{cell["row"]})'

    no_rank, no_group = (f'{given(name)}=""' for name in ("stated_rank", "stated_group_rank"))
    group = f'{given("stated_group_rank")}&" of "&{given("stated_group_of")}&" in the similar group"'
    group = f'IF({no_group},"",{group}&IF({no_rank},"","; "))'
    ranks = f'{group}&IF({no_rank},"",{given("stated_rank")}&" of "&{given("stated_of")})'
    has_none = f'IF({cell["origin"]}<>"Entered",TRUE,AND({no_rank},{no_group}))'
    stated = f'IF({has_none},"",{ranks}&{quoted(best + " (as stated)")})'
    if line in places.compared:
        per = f'&", per 1,000 of "&{POPULATION_BASE}' if line.measure == "count" else ""
        standing = peer_workings.standing(places, line, places.pack.request.area_name)
        return f'IFNA({standing}{per}&IF({has_none},"","; stated: "&{ranks}),{stated})'
    if not line.police or line.month is not None:
        return stated
    at = places.police(line)
    request = places.pack.request
    wholes = request.london_column(3 if request.indicators[at].per == "households" else 2)
    ranked = f'area,{request.london_column(1)},{request.totals_column(at)},{wholes},"lowest","both"'
    live = f'PEER_RANK_TEXT({ranked})&", per "&{working("base", at)}&IF({has_none},"","; stated: "&{ranks})'
    return f'IF(ISNUMBER({working("london_rank", at)}),{live},{stated})'


def _benchmark(places: Places, row: Row, cell: Mapping[str, str]) -> str:
    """The comparators in words; without them the rank; without that what the configuration says."""
    line = row.line
    if row.area is not None:
        return '=""'
    if not line.compare:
        return f'=IF({cell["rank"]}="",{quoted(line.benchmark)},{cell["rank"]})'
    named = [
        f'{quoted(area + " ")}&IF({words}="Not available","not available",{words})'
        for area in line.compare
        for words in [here("words", places.at(line, area))]
    ]
    return "=" + '&"; "&'.join(named)
