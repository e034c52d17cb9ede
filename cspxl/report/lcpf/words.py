"""The committee paragraph: sentences that are formulas over the same cells as the pages, so that they cannot differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cspxl.report.describe import Formula
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.fields import DIRECT, JOINT, LEDGERS
from cspxl.report.lcpf.light import light_shown, lights, over_paragraph
from cspxl.report.stack import Column, Gap, Spelling, Stack, Table, Text

_SPELLING: Final = Spelling(cell="$A$1", span="$A$1", other="S!$A$1", others="S!$A$1")
SHORT: Final[Mapping[str, str]] = {DIRECT: "d", JOINT: "j"}


def describe(case: Case) -> Stack:
    """The paragraph, its sentences, and the figures that they say."""
    sentences = _sentences(case)
    spoken = f'TEXTJOIN(" ",TRUE,sentences[{next(iter(sentences))}]:sentences[{list(sentences)[-1]}])'
    return Stack(
        terms.PARAGRAPH,
        [
            Text(Formula('=area&": paragraph for the report, "&year_shown'), "title", height=26),
            Text("Copy the paragraph; it follows the inputs.", "note"),
            light_shown("paragraph"),
            Gap(),
            Table(
                "paragraph",
                [
                    Column(
                        "text",
                        formula=f'=IF(state[light]="Red","Not for use: "&state[first],{spoken})',
                        style="paragraph",
                    )
                ],
                headings="paragraph_label",
                across=True,
                height=330,
            ),
            Gap(),
            Text("Its sentences", "heading"),
            _down("sentences", {name: f"={text}" for name, text in sentences.items()}),
            Gap(),
            Text("Pieces of them", "heading"),
            _down("pieces", _pieces()),
            Gap(),
            Text("The figures that they say", "heading"),
            _down("told", _figures()),
            Gap(),
            Text("The same as texts", "heading"),
            _down("said", {name: _written(name) for name in _figures()}),
        ],
        widths={1: 16, 2: 110},
        highlights=[*lights("paragraph"), over_paragraph("paragraph[text]")],
        tab_colour="1F3864",
        ends="paragraph[text]",
        landscape=False,
        locked=True,
    )


def _down(name: str, formulas: Mapping[str, str]) -> Table:
    columns = [Column(key, formula=text, style="wrapped") for key, text in formulas.items()]
    return Table(name, columns, headings="label", across=True, spelling=_SPELLING)


def _written(name: str) -> str:
    cell = f"told[{name}]"
    return f'=IF(ISNUMBER({cell}),{terms.in_words(f"ABS({cell})")},"(not known)")'


def _figures() -> Mapping[str, str]:
    """The figures of the year shown, by name, and those of the year that is monitored."""

    def of(cells: str) -> str:
        return f"=INDEX({cells},chosen[year])"

    def both(name: str) -> str:
        cells = ",".join(f"INDEX(shown[{name}, ledger={ledger}],chosen[year])" for ledger in LEDGERS)
        return f'=IF(COUNT({cells})<2,"Not known",ROUND(SUM({cells}),2))'

    year = "bid_money_read[year],year_shown"
    found = {name: of(f"granted[{name}]") for name in ("allocation", "base", "uplift", "direct", "top")}
    found |= {name: of(f"shown[{name}, ledger={DIRECT}]") for name in ("brought", "clawback", "available")}
    found |= {
        "won": of(f"shown[money, ledger={JOINT}]"),
        **{
            f"j_{name}": of(f"shown[{name}, ledger={JOINT}]") for name in ("brought", "clawback", "available")
        },
        "waiting": f"=SUMIFS(bid_money_read[waiting],{year})",
        "weighted": f"=SUMIFS(bid_money_read[waiting_weighted],{year})",
        "cost": of("top_slice[cost]"),
        "placed_direct": of(f"shown[placed, ledger={DIRECT}]"),
        "placed_joint": of(f"shown[placed, ledger={JOINT}]"),
        "not_funded": both("not_funded"),
        "unplaced": both("unplaced"),
    }
    found |= {name: of(f"top_slice[{name}]") for name in ("candidates", "best_fit", "left")}
    for ledger, short in SHORT.items():
        for name in ("spent", "commitment", "forecast", "variance", "current"):
            found[f"{short}_{name}"] = f"=positions[{name}, ledger={ledger}]"
        for name in ("carried", "lapsed", "overspent"):
            found[f"{short}_{name}"] = f"=INDEX(shown[{name}, ledger={ledger}],MAX(1,chosen[monitored]))"
    return found


def _pieces() -> Mapping[str, str]:
    """What sentences are put together from."""
    bids = (
        'SUMPRODUCT((bids_read[status]="Pending")*(COUNTIFS(bid_money_read[bid],bids_read[id],bid_money_read[year],'
        "year_shown)>0))"
    )
    before = "MAX(1,chosen[year]-1)"
    found = {
        "bids": f"={bids}",
        "not_costed": "=INDEX(top_slice[not_costed],chosen[year])",
        "mode": "=INDEX(amounts[mode],INDEX(granted[at],chosen[year]))",
        "before": f"=INDEX(years[label],{before})",
        "forecast": f'=IF(INDEX(years[closed],{before})=1,"","forecast to be ")',
        "direct_share": '=IF(COUNT(told[direct],told[allocation])<2,"",IF(told[allocation]=0,"n/a",'
        'TEXT(told[direct]/told[allocation],"0%")))',
        "top_share": '=IF(COUNT(told[top],told[allocation])<2,"",IF(told[allocation]=0,"n/a",'
        'TEXT(1-ROUND(told[direct]/told[allocation],2),"0%")))',
        "waiting": '="; "&pieces[bids]&IF(pieces[bids]=1," pending bid"," pending bids")&" worth "&said[waiting]'
        '&IF(pieces[bids]=1," is"," are")&" not counted ("&said[weighted]&" weighted by "'
        '&IF(pieces[bids]=1,"its chance","their chances")&")"',
        "until": '=period_word&" "&periods_complete&IF(monitored_year=year_shown,""," of "&monitored_year)',
        "uplift": '=IF(N(told[uplift])>0,", of which "&said[uplift]&" is uplift on "&said[base],'
        'IF(N(told[uplift])<0,", after a cut of "&said[uplift]&" on "&said[base],""))',
        "fit": '="demand "&TEXT(INDEX(top_slice[demand],chosen[year]),"0%")&" of the top slice "&said[top]'
        '&"; best fit "&said[best_fit]&", left "&said[left]&"."',
        "pot": '=IF(INDEX(granted[pot_at],chosen[year])=0,"",INDEX(granted[pot],'
        "INDEX(granted[pot_at],chosen[year])))",
        "assumed": '=" This assumes bids worth "&IF(pieces[mode]=2,said[weighted],said[waiting])&" that are not won."',
    }
    for ledger, short in SHORT.items():
        brought = "told[brought]" if ledger == DIRECT else "told[j_brought]"
        found[f"{short}_before"] = (
            f'=pieces[forecast]&IF(N({brought})<0,"spent in advance in ","brought forward from ")&pieces[before]'
        )
        missing = f"positions[missing, ledger={ledger}]"
        found[f"{short}_so_far"] = (
            f'={terms.in_words(f"positions[so_far, ledger={ledger}]")}&" is known so far, "&{missing}'
            f'&IF({missing}=1," line is"," lines are")'
        )
        over, lost, kept = (f"N(told[{short}_{name}])" for name in ("overspent", "lapsed", "carried"))
        found[f"{short}_verb"] = (
            f'=IF({over}>0,"be overspent",IF({lost}>0,"lose",IF({kept}>0,"carry forward",IF({kept}<0,"spend",'
            '"spend exactly its money"))))'
        )
        found[f"{short}_tail"] = (
            f'=IF({over}>0," by "&said[{short}_overspent],IF({lost}>0," "&said[{short}_lapsed],IF({kept}=0,"",'
            f'" "&said[{short}_carried]&IF({kept}<0," in advance",""))))'
        )
        found[f"{short}_end"] = f"=pieces[{short}_verb]&pieces[{short}_tail]"
    found["second"] = (
        '=IF(pieces[d_verb]<>pieces[j_verb]," and the co-commissioned ledger to "&pieces[j_end],IF(pieces[j_tail]="",'
        '" and so is the co-commissioned ledger"," and the co-commissioned ledger"&pieces[j_tail]))'
    )
    return found


def _sentences(case: Case) -> Mapping[str, str]:
    """In the order of the paragraph, as formula texts without an equals sign; one that does not apply is empty."""
    found = {
        "allocation": _allocation(),
        "split": 'IF(COUNT(told[allocation],told[top])<2,"",IF(told[allocation]=0,"Nothing is allocated.",IF('
        'told[top]=0,"All '
        'of it is direct borough funding.",said[direct]&" ("&pieces[direct_share]&") is direct borough funding and "'
        '&said[top]&" ("&pieces[top_share]&") is the top slice, which comes back only through bids.")))',
        "available": 'IF(COUNT(told[brought],told[available])<2,"",IF(AND(told[brought]=0,told[clawback]=0),"",'
        "IF(told[brought]=0"
        ',"",said[brought]&" is "&pieces[d_before])&IF(told[clawback]=0,"",'
        'IF(told[brought]=0,""," and ")&said[clawback]&" is clawed back")&", so "&said[available]'
        '&" of direct money is available."))',
        "won": 'IF(pieces[mode]>1,"Bids won and assumed bring "&said[won]&"."&pieces[assumed],IF(ISNUMBER(told[won]),'
        'IF(told[won]=0,"No bid has been won","Bids won bring "&said[won]),"What bids won bring is not known")'
        '&IF(pieces[bids]=0,"",pieces[waiting])&".")',
        "joint": _joint(),
        "costs": '"Projects cost "&said[cost]&": "&said[placed_direct]&" is placed on direct and "&'
        'said[placed_joint]&" on '
        'co-commissioned money, and "&IF(N(told[not_funded])=0,IF(ISNUMBER(told[not_funded]),"all is funded","what is '
        'not funded is not known"),said[not_funded]&" is not funded")&IF(ISNUMBER(told[unplaced]),IF('
        'told[unplaced]=0,"","; "&said[unplaced]&" is unplaced"),"; what is unplaced is not known")&"."',
        "no_cost": 'IF(pieces[not_costed]=0,"",pieces[not_costed]&IF(pieces[not_costed]=1," project has"," '
        'projects have")'
        '&" no cost yet.")',
        "fit": 'IF(N(told[top])*told[candidates]=0,"","As arithmetic for discussion only, candidates of "&'
        'said[candidates]&" '
        'are a demand of "&TEXT(INDEX(top_slice[demand],chosen[year]),"0%")'
        '&" on the top slice; the best fit comes to "&said[best_fit]&" and leaves "&said[left]&".")',
        "base": 'IF(OR(chosen[monitored]=0,chosen[scenario]=1),"","Budgets and spend of "&monitored_year&" are those '
        'of scenario "&INDEX(scenario_names[name],1)&".")',
        "d_year": _monitored(DIRECT),
        "j_year": _monitored(JOINT),
        "end": _end(),
    }
    for at in range(case.n_years):
        for ledger in LEDGERS:
            found[f"closed_{at}_{SHORT[ledger]}"] = _closed(at, ledger)
    found["basis"] = (
        '"Figures are those of scenario "&scenario&", "&built[version]&", "&built[date]&"; "'
        '&LOWER(LEFT(state[words],1))&MID(state[words],2,250)&"."'
    )
    return found


def _joint() -> str:
    """Co-commissioned money beside what is won in the year: brought forward, clawed back."""
    brought, claw = "told[j_brought]", "told[j_clawback]"
    return (
        f'IF(COUNT({brought},told[j_available])<2,"",IF(AND({brought}=0,{claw}=0),"",IF({brought}=0,"",'
        'said[j_brought]&" of co-commissioned money is "&pieces[j_before]'
        f'&IF({claw}=0,""," and "))&IF({claw}=0,"",said[j_clawback]&IF({brought}=0," of co-commissioned money",'
        '" of it")&" is clawed back")'
        '&", so "&said[j_available]&" of it is available."))'
    )


def _allocation() -> str:
    status = "LOWER(INDEX(years[status],chosen[year]))"
    other = (
        'IF(ISNUMBER(told[direct]),"The direct grant for "&year_shown&" is "&said[direct]&"; the whole is not known.",'
        '"The allocation for "&year_shown&" is not known"&IF(pieces[pot]="","",": "&pieces[pot])&".")'
    )
    return (
        f'IF(ISNUMBER(told[allocation]),"The allocation for "&year_shown&" is "&said[allocation]&" ("&{status}&")"&'
        f'pieces[uplift]&".",{other})'
    )


def _monitored(ledger: str) -> str:
    short, money = SHORT[ledger], ledger.lower()
    variance = f"told[{short}_variance]"
    way = (
        f'IF({variance}=0,", exactly its budget",", "&said[{short}_variance]&IF({variance}>0," over"," under")&'
        '" its budget")'
        f'&" of "&said[{short}_current]&"."'
    )
    unknown = f'"The {money} outturn is not known; of its spend "&pieces[{short}_so_far]&" not known."'
    return (
        f'IF(OR(chosen[monitored]=0,told[{short}_current]=0),"",IF(COUNT({variance})=0,{unknown},"To the end of "&'
        f'pieces[until]&" "&said[{short}_spent]&" of {money} money was spent, accruals included, and "&'
        f'said[{short}_commitment]&" is committed; the forecast outturn is "&said[{short}_forecast]&{way}))'
    )


def _end() -> str:
    """A clause a ledger, of those whose end is known: of two alike the second leaves out what the first says."""
    no_direct = "COUNT(told[d_overspent])=0"
    no_joint = "OR(COUNT(told[j_overspent])=0,N(told[j_current])=0)"
    direct, joint = (
        f'" the {ledger.lower()} ledger is forecast to "&pieces[{SHORT[ledger]}_end]' for ledger in LEDGERS
    )
    return (
        f'IF(OR(chosen[monitored]=0,AND({no_direct},{no_joint})),"","At the end of "&monitored_year&'
        f'IF({no_direct},{joint},{direct}&IF({no_joint},"",pieces[second]))&".")'
    )


def _closed(at: int, ledger: str) -> str:
    carried, lapsed, over = (
        f"shown[{name}, ledger={ledger}, year={at}]" for name in ("carried", "lapsed", "overspent")
    )
    first = f"ABS(N({carried})+N({lapsed})+N({over}))"  # one of them alone is ever other than zero
    word = (
        f'IF(N({carried})>0,"carried forward",IF(N({carried})<0,"spent in advance",'
        f'IF(N({lapsed})>0,"lapsed","overspent")))'
    )
    amount = f'TEXT({first},"{terms.PENCE}")'
    return (
        f'IF(OR(years[closed, year={at}]=0,{first}=0),"",years[label, year={at}]&" closed with "'
        f'&SUBSTITUTE({amount},".00","")&" of {ledger.lower()} money "&{word}&".")'
    )
