"""The words of a line: its performance, what is wrong with what was stated, its benchmark, its sentence."""

from __future__ import annotations

from cspxl.report.describe import quoted
from cspxl.report.pack import peer_workings
from cspxl.report.pack.lines import Line
from cspxl.report.pack.places import Places, Row
from cspxl.report.tables import AREA_NAME


def nothing() -> str:
    """Whether a row has no figure: no value, no stated change, no stated interval."""
    return '[@value]&[@stated_change]&[@stated_low]=""'


def factor_words(_places: Places, row: Row) -> str:
    """The change that the RAG rests on, in words."""
    change = 'IF([@change]<>"",[@change],[@stated_change])'
    factor = '""' if row.area is not None else "judgements[@factor_12]"
    good = f'IF([@polarity]="lower",{change}<0,{change}>0)'
    judged = f'IF(OR({factor}="neutral",[@polarity]="monitor"),"• ",IF({good},"+ ","− "))'
    return f'=IF({factor}="",[@words],{judged}&[@period]&": "&{_moved(row.line)})'


def words(line: Line) -> str:
    """The performance in words."""
    if line.measure == "against":
        return _against(line)
    form, stated = number_form(line), f'IF([@stated_change]="","",", "&{_stated(line)})'
    if line.measure == "share":
        parts = '" ("&TEXT([@numerator],"#,##0")&" of "&TEXT([@denominator],"#,##0")&")"'
        alone = f"TEXT([@value],{form})&{stated}"
        points = f'IF([@previous]="",{alone},HEADLINE([@value],[@previous],"points","",{line.places}))'
        if line.interval:
            limits = "SHARE_LIMITS([@numerator],[@denominator])"
            low, high = (f"TEXT(INDEX({limits},1,{end}),{form})" for end in (1, 2))
            parts = f'" ("&{low}&" to "&{high}&" at 95%)"'
        moved = f'IF([@change]="","",", "&{_points(line)})'
        found = f'IF([@numerator]="",{points},TEXT([@value],{form})&{parts}&{moved})'
    else:
        headline = f"HEADLINE([@value],[@previous],{quoted(line.style)},{quoted(line.unit)},{line.places})"
        if line.measure == "rate":
            headline = f'TEXT([@value],{form})&", "&CHANGE_TEXT([@value],[@previous],{line.places})'
        between = f'TEXT([@stated_low],{form})&" to "&TEXT([@stated_high],{form})'
        limits = f'IF([@stated_low]="",""," ("&{between}&")")'
        found = f'IF([@previous]<>"",{headline},TEXT([@value],{form})&{limits}&{stated})'
        unvalued = f'IF([@stated_change]="",{between}&" (as published)",{_stated(line)})'
        found = f'IF([@value]="",{unvalued},{found})'
    if line.rate_key:
        return found + '&IF([@rate]="","","; rate "&TEXT([@rate],"#,##0")&" per 100,000 (as published)")'
    return found


def _percent(line: Line) -> str:
    return quoted(f"0.{'0' * line.places}%" if line.places else "0%")


def number_form(line: Line) -> str:
    """The number format of a line's value, quoted."""
    return _percent(line) if line.measure == "share" else quoted(
        f"#,##0.{'0' * line.decimals}" if line.decimals else "#,##0")  # fmt: skip


def _stated(line: Line) -> str:
    return f'CHANGE_TEXT(1+[@stated_change],1,{line.places})&" (as published)"'


def _against(line: Line) -> str:
    return (f'TEXT(ABS([@stated_change]),{_percent(line)})&IF([@stated_change]<0," below"," above")'
            '&" (as published)"')  # fmt: skip


def _points(line: Line) -> str:
    """A share's change in words; one too small to print is less than the smallest that can be."""
    form, least = f"0.{'0' * line.places}".rstrip("."), f"{10**-line.places:.{line.places}f}"
    size = f'IF(ROUND(ABS([@change])*100,{line.places})=0,"less than {least}",TEXT(ABS([@change])*100,"{form}"))'
    return f'IF([@change]=0,"no change",IF([@change]<0,"down ","up ")&{size}&" points")'


def _moved(line: Line) -> str:
    """The change alone, in words."""
    if line.measure == "against":
        return _against(line)
    moved = _points(line) if line.measure == "share" else f"CHANGE_TEXT([@value],[@previous],{line.places})"
    return f'IF([@previous]<>"",{moved},{_stated(line)})'


def check(line: Line) -> str:
    """What was stated against what the figures give; empty where nothing can be checked.

    Without a previous figure a count can be tested for whole numbers; a rate cannot.
    """
    share = "CHECK_SHARE([@numerator],[@denominator],[@stated_value])"
    change = "[@value],[@entered_previous],[@stated_change],[@stated_difference]"
    no_previous, no_difference = '[@entered_previous]=""', '[@stated_difference]=""'
    unchecked = f'OR([@value]="",AND([@stated_change]="",OR({no_previous},{no_difference})))'
    if line.measure != "count":
        unchecked = f"OR({unchecked},AND({no_previous},{no_difference}))"
    claimed = 'AND([@origin]="Police",[@claimed_change]<>"",[@previous]<>"")'
    return (
        f"=IFERROR(IF({claimed},CHECK_CHANGE([@value],[@previous],[@claimed_change]),"
        f'IF(AND([@stated_value]<>"",[@numerator]<>""),{share},IF({unchecked},"",CHECK_CHANGE({change})))),'
        '"Cannot be checked")'
    )


def rank(places: Places, row: Row) -> str:
    """The live rank, of the police's files or of entered figures that every peer has, else the rank that was stated."""
    if row.area is not None:
        return '=""'
    line, given = row.line, "INDEX(entered[{}],[@row])".format
    best = " (rank 1 is the highest)" if line.best == "highest" else ""
    no_rank, no_group = (f'{given(name)}=""' for name in ("stated_rank", "stated_group_rank"))
    group = f'{given("stated_group_rank")}&" of "&{given("stated_group_of")}&" in the similar group"'
    group = f'IF({no_group},"",{group}&IF({no_rank},"","; "))'
    ranks = f'{group}&IF({no_rank},"",{given("stated_rank")}&" of "&{given("stated_of")})'
    has_none = f'IF([@origin]<>"Entered",TRUE,AND({no_rank},{no_group}))'
    stated = f'IF({has_none},"",{ranks}&{quoted(best + " (as published)")})'
    also = f'IF({has_none},"","; stated: "&{ranks})'
    if line in places.compared:
        per = '&", per 1,000 of "&settings[population_base]' if line.measure == "count" else ""
        standing = peer_workings.standing(places, line, AREA_NAME)
        return f"=IF({peer_workings.can_stand(places, line)},IFNA({standing}{per}&{also},{stated}),{stated})"
    if not line.police or line.month is not None:
        return f"={stated}"
    per = next(item.per for item in places.pack.request.indicators if item.key == line.police)
    live = f'PEER_RANK_TEXT(area,areas[name],areas[total],areas[{per}],"lowest","both")&", per "&workings[@base]&{also}'
    return f"=IF(ISNUMBER(workings[@london_rank]),{live},{stated})"


def benchmark(row: Row) -> str:
    """The comparators in words, with a period that is not the line's; else the rank; else what is configured."""
    if row.area is not None:
        return '=""'
    if not row.line.compare:
        return f'=IF([@rank]="",{quoted(row.line.benchmark)},[@rank])'
    return "=" + '&"; "&'.join(
        f'{quoted(area + " ")}&IF({words}="Not available","not available",{words}{period})'
        for at, area in enumerate(row.line.compare)
        for words in [f"comparators[@words, compared={at}]"]
        for period in [_other_period(f"comparators[@period, compared={at}]")]
    )


def _other_period(period: str) -> str:
    return f'&IF({period}=[@period],""," ("&{period}&")")'
