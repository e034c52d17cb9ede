"""What the cards of a page draw and say: their bars or quarters, and of which period the figures are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cspxl.report.describe import quoted
from cspxl.report.pack import line_bars
from cspxl.report.pack.lines import Group, Line
from cspxl.report.pack.places import NOTHING, Places
from cspxl.report.pack.which_bars import QUARTER, bars, has_quarters
from cspxl.report.stack import Column, Gap, Item, Table
from cspxl.report.tables import AREA_NAME

N_QUARTERS: Final = 12


def describe(places: Places) -> Sequence[Item]:
    """A row for each card with what is said of it, and a table of what it draws, for each page of cards."""
    found: list[Item] = []
    for at, panel in enumerate(places.pack.panels):
        if panel.cards:
            found += [Gap(), _told(places, at)]
            for n, group in enumerate(panel.groups):
                if has_chart(group):
                    found += [Gap(), _drawn(places, at, n)]
    return found


def name_of(panel: int, card: int) -> str:
    """The name of the table that a card draws."""
    return f"cards{panel}_{card}"


def told(panel: int, card: int, column: str) -> str:
    """A cell of what is said of a card."""
    return f"cards{panel}[@{column}, card={card}]"


def has_chart(group: Group) -> bool:
    """Whether a card draws: a list does not, nor one whose lines have no figures yet."""
    return group.draw != "list" and not all(line.state for line in group.lines)


def by_quarter(places: Places, group: Group) -> bool:
    """Whether a card draws quarters."""
    return group.draw == "quarters" and has_quarters(group, places.pack.request)


def _told(places: Places, at: int) -> Table:
    """Whether there is a figure, of which period they are, the unit and what the configuration notes."""
    groups = places.pack.panels[at].groups

    def lines(card: int) -> Sequence[Line]:
        return [line for line in groups[card].lines if not line.state]

    def period(card: int) -> str:
        found = '""'
        for line in reversed(lines(card)):
            cell = places.judgement("period", line)
            found = f'IF({cell}<>"",{cell},{found})'
        return f"={found}"

    def note(card: int) -> str:
        if by_quarter(places, groups[card]):
            return f'=IF(COUNT({name_of(at, card)}[first])=0,"{NOTHING}",{_of_quarters(places, at, card)})'
        more = "".join(f'&" "&{quoted(part)}' for part in (_unit(groups[card]), groups[card].note) if part)
        return f'=IF([@period]="","{NOTHING}",UPPER(LEFT([@period],1))&MID([@period],2,40)&"."{more})'

    return Table(
        f"cards{at}",
        [
            Column("card", "Card", value=lambda card: groups[card].name, width=44),
            Column("period", "Period", period),
            Column("note", "Note", note),
        ],
        range(len(groups)),
        axes=lambda card: {"card": card},
    )


def _unit(group: Group) -> str:
    line = next((line for line in group.lines if not line.state), group.lines[0])
    if group.draw == "changes":  # a note says on what, where that is no year
        return "" if group.note else "Change on the period before."
    if group.draw == "list":
        return ""
    return {"share": "Per cent.", "count": f"{line.unit.capitalize()}."}.get(line.measure, "")


def label(places: Places, panel: int, card: int, line: Line) -> str:
    """A line's name, with its period where that is another than the card's; without the equals sign."""
    period = places.judgement("period", line)
    return (f'{quoted(line.label)}&IF(OR({period}="",{period}={told(panel, card, "period")}),""," ("&{period}&")")')


def _drawn(places: Places, at: int, card: int) -> Table:
    group = places.pack.panels[at].groups[card]
    if by_quarter(places, group):
        return _quarters(places, at, card)
    found = bars(group.lines, group.draw, places.pack.request)
    empty = f'{told(at, card, "period")}=""'
    return line_bars.table(places, name_of(at, card), found, group.draw, empty,
                           lambda line: label(places, at, card, line))  # fmt: skip


# Quarters of the year that starts in April.

COLUMNS: Final = ("first", "second")
_QUARTER: Final = "MOD(MONTH([@month])/3+2,4)+1"
_ENDED: Final = "EDATE({0},-MOD(MONTH({0}),3))"  # the last month of the last quarter that has ended by a month


def _quarters(places: Places, at: int, card: int) -> Table:
    """Twelve quarters up to the newest figure: of the police's months, as entered, or of entered months."""
    lines = [line for line in places.pack.panels[at].groups[card].lines if not line.state]
    empty = f"COUNT({name_of(at, card)}[first])=0"
    year = 'TEXT(EDATE([@month],-3),"yy")&"/"&TEXT(EDATE([@month],9),"yy")'
    at_first = f'IF({_QUARTER}=1,{year},"")'
    newest = _newest_quarter(places, lines[0])  # the second is a part of it
    return Table(
        name_of(at, card),
        [
            Column("year", "Year", lambda row: f'=IF({empty},"",{year if row == 0 else at_first})'),
            Column("quarter", "Quarter", f'=IF({empty},"",TEXT({_QUARTER},"0"))'),
            Column("month", "To", lambda row: f"=EDATE({newest},{QUARTER * (row + 1 - N_QUARTERS)})", style="month"),
            *(Column(name, line.label, _of_quarter(places, line)) for name, line in zip(COLUMNS, lines, strict=False)),
        ],
        range(N_QUARTERS),
    )  # fmt: skip


def _newest_quarter(places: Places, line: Line) -> str:
    """The last quarter that has ended by the report's month, or by the newest figure where that is older."""
    newest = places.cell("as_at", line)
    return f"MIN({_ENDED.format('as_at')},IF(ISNUMBER({newest}),{_ENDED.format(newest)},as_at))"


def _of_quarter(places: Places, line: Line) -> str:
    """A line's figure of a quarter, or #N/A, which draws nothing."""
    if line.police:
        months = f"INDEX(counts[@count, indicator={line.police}, area=*],area_row,0)"
        return f"=IFNA(PERIOD_TOTAL({months},months,[@month],{QUARTER}),NA())"
    same = (f"(entered[area]={AREA_NAME})*(entered[indicator]={quoted(line.key)})*(entered[month]=[@month])"
            f"*(entered[n_months]={QUARTER})")
    row = f"SUMPRODUCT({same}*entered[row])"
    found = f"IF({row}=0,NA(),IF(ISNUMBER(INDEX(entered[value],{row})),INDEX(entered[value],{row}),NA()))"
    if any(key == line.key for _, key in places.series):
        months = f'INDEX(monthly[value],MAX(1,{places.cell("monthly_row", line)}),0),monthly[#value]'
        added = f"IFNA(PERIOD_TOTAL({months},[@month],{QUARTER}),NA())"
        found = f'IF({places.cell("monthly_row", line)}>0,{added},{found})'
    return f"={found}"


def _of_quarters(places: Places, at: int, card: int) -> str:
    """The mean of the last four quarters that have ended, if all are there; which column is which."""
    group, of = places.pack.panels[at].groups[card], name_of(at, card)
    lines = [line for line in group.lines if not line.state]
    which = " ".join(f"{glyph} {line.label}." for glyph, line in zip("□■", lines, strict=False)) if lines[1:] else ""
    last = _newest_quarter(places, lines[0])
    year = f'AVERAGEIFS({of}[first],{of}[month],">"&EDATE({last},-12),{of}[month],"<="&{last})'
    mean = f'IFERROR("Mean of the last four: "&TEXT({year},"#,##0")&". ","")'
    unit = _unit(group)[:-1] + " a quarter." if _unit(group) else ""
    told = quoted(" ".join(part for part in (which, unit, group.note) if part))
    return f"{mean}&{told}{''.join(_new_basis(places, line, last) for line in lines[:1])}"


def _new_basis(places: Places, line: Line, last: str) -> str:
    """Since when the quarters that are drawn of an indicator of the police have a new basis."""
    item = next((item for item in places.pack.request.indicators if item.key == line.police), None)
    if item is None or not places.pack.request.breaks_of(item):
        return ""
    breaks = f"indicators[@break, indicator={item.key}]"
    newest = f"SUMPRODUCT(MAX(({breaks}>EDATE({last},{-QUARTER * N_QUARTERS}))*({breaks}<={last})*{breaks}))"
    return f'&IF({newest}=0,""," New basis from "&PERIOD_LABEL({newest},1)&".")'
