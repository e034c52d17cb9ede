"""The tables that a finance officer fills: their named columns, what a cell may hold, what is said of one that may not.

One description serves everything that has to agree: the input sheets with their lists to choose from, the readings that
workings look at, the configuration's keys and the messages beside the rows. A formula about a
row's own cells is written ``[@project]``; ``{c}`` is the cell as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cspxl.report.lcpf.entries_year import ACTUALS, BALANCES, CLAIMS, CLAWBACK, FORECASTS, PAYMENTS, PROFILES, VIREMENTS
from cspxl.report.lcpf.fields import (
    BID,
    LEDGER,
    LINE,
    NO_PERIOD,
    OF_LEDGER,
    PERIODS,
    PROJECT,
    REVENUE,
    SOURCE,
    YEAR,
    Entry,
    Field,
    amount,
    answer,
)

YEARS: Final = Entry(
    "years",
    "Years",
    "One row a year of the fund, in any order. Base and uplift are pounds, + is money in.",
    [
        Field("year", "Year", needed='"name the year, such as 2017/18"', width=11),
        Field("basis", "Basis", "choice", of="bases[item]", missing='"choose the basis"', width=14),
        Field("share", "Direct share", "share", width=10),
        amount("base", "Base, £"),
        amount("uplift", "Uplift, £", "signed"),
        amount("top_stated", "Top slice stated, £"),
        Field("status", "Status", "choice", of="statuses[item]", missing='"choose Confirmed or Indicative"', width=11),
        Field("state", "State", "choice", of="year_states[item]", missing='"choose Open or Closed"', width=9),
        SOURCE,
        amount("base_sourced", "Base as sourced, £", width=12),
        amount("uplift_sourced", "Uplift as sourced, £", "signed", width=12),
    ],
    faults={
        'AND([@year]<>"",NOT(ISNUMBER([@start])))': '"\'"&[@year]&"\' is not a year like 2017/18"',
        "SUMPRODUCT((years_read[year]=[@year])*1)>1": '"two years are called "&[@year]',
        "AND(ISNUMBER([@start]),[@start]>MIN(years_read[start]),SUMPRODUCT((years_read[start]=N([@start])-1)*"
        "1)=0)": '"years must follow one another: "&[@year]&" after "&[@before]',
        "N([@base])+N([@uplift])<0": '[@year]&": base and uplift come to less than nothing"',
        'AND(LEFT([@basis],6)="Period",ISNUMBER([@base]),INDEX(periods[first, ledger=Direct],MAX(1,'
        "[@place]))<>1)": '[@year]&": the amount of this period stands at the period\'s first year"',
        'AND([@basis]<>"",[@basis]<>"Total",ISNUMBER([@uplift]))': '[@year]&": the amount goes in base, the '
        'uplift stays empty"',
        'AND([@state]="Closed",SUMPRODUCT((years_read[start]<N([@start]))*(years_read[state]<>"Closed")'
        '*(years_read[year]<>""))>0)': '[@year]&" is closed but an earlier year is open"',
    },
    looks={
        'AND([@source]<>"",OR([@base]<>[@base_sourced],'
        "[@uplift]<>[@uplift_sourced]))": '[@year]&": the amount changed after its source was written"',
        'AND([@state]="Closed",[@status]<>"Confirmed")': '[@year]&" is closed, its allocation still indicative"',
    },
    more={
        "start": '=IFERROR(IF(AND(LEN([@year])=7,MID([@year],5,1)="/",'
        'VALUE(RIGHT([@year],2))=MOD(VALUE(LEFT([@year],4))+1,100)),VALUE(LEFT([@year],4)),""),"")',
        "place": "=IF(ISNUMBER([@start]),SUMPRODUCT((years_read[start]<[@start])*1)+1,0)",
        "before": '=IF([@place]>1,IFERROR(INDEX(years[label],[@place]-1),""),"")',
    },
    spare=False,
)
LEDGER_YEARS: Final = Entry(
    "ledger_years",
    "Ledgers by year",
    "A row for a year and ledger. Period: years with the same number roll money over; empty is the usual rule.",
    [
        YEAR,
        LEDGER,
        Field("period", "Period of years", "whole", low=1, high=6, width=9),
        answer("advance", "Advance allowed"),
        amount("spend", "Final spend, £"),
    ],
    faults={
        "SUMPRODUCT((ledger_years_read[key]=[@key])*1)>1": '[@year]&": two rows for one ledger"',
        "AND(ISNUMBER([@spend]),IFERROR(INDEX(years_read[state],MATCH([@year],years_read[year],0)),"
        '"")<>"Closed")': '[@year]&" is open: its spend belongs in Actuals"',
        "SUMIFS(periods[wrong],periods[ledger],[@ledger])>0": '"periods run 1, 2, 3 without gaps"',
    },
    more={"key": OF_LEDGER},
)
PROJECTS: Final = Entry(
    "projects",
    "Projects",
    "One row a project. An id is never used again.",
    [
        Field("id", "Id", needed='"give the project an id"', width=8),
        Field("name", "Name", width=40),
        Field(
            "priority",
            "Priority",
            "choice",
            of="priorities[item]",
            missing='"choose a priority"',
            needed='"choose a priority"',
            width=30,
        ),
        Field("provider", "Provider", width=16),
        Field("officer", "Officer", width=14),
        answer("candidate", "Candidate"),
        Field("theme", "Theme", "choice", of="themes[item]", missing='"choose a theme"', width=14),
        Field("narrative", "Narrative", width=30),
        SOURCE,
    ],
    faults={
        "SUMPRODUCT((projects_read[id]=[@id])*1)>1": '"two projects are "&[@id]',
        'AND([@name]<>"",SUMPRODUCT((projects_read[name]=[@name])*1)>1)': '"two projects are called "&[@name]',
    },
    more={"order": '=IF([@id]="","",1+SUMPRODUCT((projects_read[id]<>"")*(projects_read[id]<[@id])))'},
)
COSTS: Final = Entry(
    "costs",
    "Costs",
    "What a project costs the fund. Pounds, + is a cost. No row, or an empty cost: not costed.",
    [
        PROJECT,
        YEAR,
        Field(
            "ledger",
            "Ledger",
            "choice",
            of="cost_ledgers[item]",
            width=16,
            missing='"choose Direct, Co-commissioned or Either"',
            needed='"choose Direct, Co-commissioned or Either"',
        ),
        Field("period", "Period", "whole", low=1, high=PERIODS, width=8),
        Field("kind", "Kind", "choice", of="kinds[item]", missing='"choose Revenue or Capital"', width=10),
        amount("cost", "Cost, £"),
        SOURCE,
        amount("cost_sourced", "Cost as sourced, £", width=12),
    ],
    faults={
        'AND([@period]="",SUMPRODUCT((costs_read[line]=[@line])*('
        'costs_read[period]<>""))>0)': '[@project]&" "&[@year]&": whole year and single periods are both given"',
        "SUMPRODUCT((costs_read[line]=[@line])*(costs_read[period]=[@period])*("
        "costs_read[counted_as]=[@counted_as]))>1": '[@project]&" "&[@year]&": two rows for one ledger"',
        **NO_PERIOD,
    },
    looks={
        'AND([@source]<>"",[@cost]<>[@cost_sourced])': '[@project]&" "&[@year]&": the cost changed after its '
        'source was written"'
    },
    more={
        "line": LINE,
        "amount": "=N([@cost])",
        "counted_as": f'=IF([@there]=0,"",IF([@kind]="","{REVENUE}",[@kind]))',
    },
)
SERVICES: Final = Entry(
    "service_costs",
    "Service costs",
    "What the whole service costs in a year, whoever pays.",
    [PROJECT, YEAR, amount("amount", "Service cost, £")],
    faults={
        "SUMPRODUCT((service_costs_read[key]=[@key])*1)>1": '[@project]&" "&[@year]&": two service costs"',
        "AND(ISNUMBER([@amount]),SUMIFS(costs_read[cost],costs_read[project],[@project],costs_read[year],[@year])"
        "+SUMIFS(other_funding_read[amount],other_funding_read[key],[@key])>N("
        "[@amount]))": '[@project]&" "&[@year]&": fund and other money come to more than the service costs"',
    },
    more={"key": '=[@project]&"|"&[@year]'},
)
OTHERS: Final = Entry(
    "other_funding",
    "Other funding",
    "What others pay for the same service. Type 0 for none; no row is not known.",
    [PROJECT, YEAR, Field("funder", "Funder", width=20), amount("amount", "Amount, £")],
    more={"key": '=[@project]&"|"&[@year]'},
)
BIDS: Final = Entry(
    "bids",
    "Bids",
    "Requests for co-commissioned money. Only a bid that is won brings any.",
    [
        Field("id", "Id", needed='"give the bid an id"', width=8),
        Field("tranche", "Tranche", width=14),
        Field("theme", "Theme", "choice", of="themes[item]", missing='"choose a theme"', width=16),
        Field("lead", "Lead", width=20),
        Field(
            "status",
            "Status",
            "choice",
            of="bid_statuses[item]",
            missing='[@id]&": choose a status"',
            needed='[@id]&": choose a status"',
            width=12,
        ),
        Field("decided", "Decided", "date", width=12),
        Field("probability", "Chance", "share", width=9),
    ],
    faults={
        "SUMPRODUCT((bids_read[id]=[@id])*1)>1": '"two bids are "&[@id]',
        'AND([@status]="Pending",[@probability]="")': '[@id]&" is pending: give its chance"',
        "AND([@shares]>0,ABS([@shares]-1)>0.0000001)": '[@id]&": shares come to "&ROUND(100*[@shares],2)&"%, not 100%"',
        'AND([@shares]>0,[@own]=0,area<>"")': '[@id]&": "&area&" is not among the partners"',
    },
    more={
        "shares": "=SUMIFS(partners_read[share],partners_read[bid],[@id])",
        "own": "=SUMPRODUCT((partners_read[bid]=[@id])*(partners_read[partner]=area)*1)",
        "chance": '=IF([@status]="Won",1,IF([@status]="Pending",[@probability],0))',
    },
)
BID_MONEY: Final = Entry(
    "bid_money",
    "Bid money",
    "The award of all partners together, by year. An empty award is not known.",
    [
        BID,
        YEAR,
        Field(
            "to_year",
            "To year",
            "choice",
            of="years[label]",
            missing='"\'"&[@to_year]&"\' is not one of the years"',
            width=10,
        ),
        Field("project", "Project", of="projects_read[id]", missing='"no project "&[@project]', width=10),
        amount("award", "Award, £"),
    ],
    faults={
        'AND([@to_year]<>"",[@to_year]<[@year])': '[@bid]&": the last year is before the first"',
        'AND([@to_year]<>"",IFERROR(INDEX(periods[period, ledger=Co-commissioned],MATCH([@year],years[label],0))<>'
        "INDEX(periods[period, ledger=Co-commissioned],MATCH([@to_year],years[label],0)),"
        "FALSE))": '[@bid]&" covers "&[@year]&" to "&[@to_year]&": give those years one co-commissioned period"',
    },
    looks={
        'AND([@chance]=1,[@theme]<>"",IFERROR(INDEX(projects_read[theme],MATCH([@project],projects_read[id],0)),"")'
        '<>[@theme],[@project]<>"")': '[@bid]&": "&[@project]&" is not eligible for "&[@theme]',
        "COUNTIFS(bid_money_read[bid],[@bid],bid_money_read[line],[@line])>1": '[@bid]&" "&[@year]&": two awards for "'
        '&IF([@project]="","one year",[@project])',
    },
    more={
        "at": "=IFERROR(MATCH([@bid],bids_read[id],0),0)",
        "chance": "=IF([@at]=0,0,INDEX(bids_read[chance],[@at]))",
        "theme": '=IF([@at]=0,"",INDEX(bids_read[theme],[@at]))',
        "partner": '=IF([@bid]="",0,SUMPRODUCT(MAX((partners_read[bid]=[@bid])*(partners_read[partner]=area)'
        "*partners_read[number])))",
        "own": '{=IF(NOT(ISNUMBER([@award])),"Not known",IF([@partner]=0,[@award],IFERROR(INDEX(LCPF_APPORTION('
        "[@award],"
        '(partners_read[bid]=[@bid])*partners_read[weight],0.01),[@partner]),"Not known")))}',
        "won": "=IF(N([@chance])<1,0,[@own])",
        "weighted": '=IF([@chance]=0,0,IF(COUNT([@chance],[@own])<2,"Not known",ROUND([@own]*[@chance],2)))',
        "pending": "=IF(AND([@chance]<>1,[@waits]=0),0,[@own])",
        "parts": "{=IF(OR(COUNT([@award])=0,[@partner]=0),0,IFERROR(ABS(ROUND(SUM(LCPF_APPORTION([@award],"
        "(partners_read[bid]=[@bid])*partners_read[weight],0.01))-[@award],2)),1))}",
        "ours": "=N([@own])",
        "odds": "=N([@chance])",
        "waits": '=IF([@at]=0,0,IF(INDEX(bids_read[status],[@at])="Pending",1,0))',
        "waiting": "=IF([@waits]=1,N([@own]),0)",
        "waiting_weighted": "=IF([@waits]=1,N([@weighted]),0)",
        "line": '=[@project]&"|"&[@year]',
    },
)
PARTNERS: Final = Entry(
    "partners",
    "Partners of bids",
    "The shares of a bid, the borough first. No rows: the borough alone.",
    [
        BID,
        Field("partner", "Partner", width=24, needed='"name the partner"'),
        Field("share", "Share", "share", needed='"give the share"', width=9),
    ],
    faults={
        "SUMPRODUCT((partners_read[bid]=[@bid])*(partners_read[partner]=[@partner]))>1": '[@bid]&": two shares for "'
        "&[@partner]"
    },
    more={
        "weight": "=N([@share])",
        "at": '=IF([@bid]="",0,IFERROR(MATCH([@bid],bids_read[id],0),0))',
        "leads": '=IF([@at]=0,0,IF(AND(INDEX(bids_read[status],[@at])="Won",INDEX(bids_read[lead],[@at])=area,'
        "[@partner]<>area,[@awards]>0),1,0))",
        "awards": "=COUNTIFS(bid_money_read[bid],[@bid],bid_money_read[year],monitored_year)",
        "line": "=IF([@leads]=0,0,SUMPRODUCT((partners_read[number]<=[@number])*partners_read[leads]))",
        "award": '=IF(COUNTIFS(bid_money_read[bid],[@bid],bid_money_read[year],monitored_year,bid_money_read[own],'
        '"Not known")>0,"Not known",SUMIFS(bid_money_read[award],bid_money_read[bid],[@bid],bid_money_read[year],'
        "monitored_year))",
        "ours": "=SUMIFS(bid_money_read[own],bid_money_read[bid],[@bid],bid_money_read[year],monitored_year)",
        # What is not ours, in the partners' shares; of a single award its own parts, to the penny.
        "part": '{=IF([@leads]=0,0,IF(COUNT([@award])=0,"Not known",INDEX(IF([@awards]=1,LCPF_APPORTION([@award],'
        "(partners_read[bid]=[@bid])*partners_read[weight],0.01),LCPF_APPORTION(ROUND([@award]-[@ours],2),"
        "(partners_read[bid]=[@bid])*(partners_read[partner]<>area)*partners_read[weight],0.01)),[@number])))}",
    },
)
SCENARIOS: Final = Entry(
    "scenarios",
    "Scenarios",
    "A row for a scenario and year. The first scenario is the base: no change, the bids won.",
    [
        Field("name", "Scenario", needed='"name the scenario"', width=26),
        YEAR,
        Field("change", "Change in the allocation", "change", width=11),
        Field("kept", "Uplift kept", "share", width=9, nothing=1),
        Field("inflation", "Inflation", "change", width=9),
        Field(
            "counted",
            "Bids counted",
            "choice",
            of="counts[item]",
            missing='"choose Won, Weighted or Won and pending"',
            width=16,
        ),
    ],
    faults={
        "SUMPRODUCT((scenarios_read[key]=[@key])*1)>1": '"two scenarios are called "&[@name]&" in "&[@year]',
        'AND([@rank]=1,OR(N([@change])<>0,N([@inflation])<>0,AND([@kept]<>"",[@kept]<>1),'
        'AND([@counted]<>"",[@counted]<>"Won")))': '"the first scenario is the base: 0, 100%, 0, Won"',
        "[@rank]>{slots}": '"the model has room for {slots} scenarios: build it anew"',
    },
    more={
        "key": '=[@name]&"|"&[@year]',
        "lost": "=IF(ISNUMBER([@kept]),1-[@kept],0)",
        "first": '=IF([@name]="",0,IFERROR(MATCH([@name],scenarios_read[name],0),0))',
        "rank": "=IF([@first]=0,0,SUMPRODUCT((scenarios_read[first]=scenarios_read[number])"
        "*(scenarios_read[number]<=[@first])))",
    },
)

SHEETS: Final[Mapping[str, Sequence[Entry]]] = {
    "Inputs": (YEARS, LEDGER_YEARS, SCENARIOS),
    "Projects": (PROJECTS,),
    "Costs": (COSTS, SERVICES, OTHERS),
    "Bids": (BIDS, BID_MONEY, PARTNERS),
    "In-year": (FORECASTS, PROFILES, VIREMENTS, ACTUALS, BALANCES),
    "Claims": (CLAWBACK, CLAIMS, PAYMENTS),
}
ENTRIES: Final = tuple(entry for entries in SHEETS.values() for entry in entries)
