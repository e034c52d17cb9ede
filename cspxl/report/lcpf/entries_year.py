"""The tables of the year: forecasts, virements, actuals, balances, clawback, claims and payments."""

from __future__ import annotations

from typing import Final

from cspxl.report.lcpf.fields import (
    LEDGER,
    LINE,
    NO_PERIOD,
    NOT_COUNTED,
    OF_LEDGER,
    PERIOD,
    PERIODS,
    PROJECT,
    YEAR,
    Entry,
    Field,
    amount,
    answer,
)

FORECASTS: Final = Entry(
    "forecasts",
    "Forecasts",
    "How a line's outturn is forecast in a year. No row: straight line.",
    [
        PROJECT,
        YEAR,
        LEDGER,
        Field("method", "Method", "choice", of="methods[item]", missing='"choose a method"', width=13),
        amount("own", "Officer's figure, £"),
        Field("profile", "Profile", of="profiles_read[name]", missing='"no profile "&[@profile]', width=14),
    ],
    faults={
        "SUMPRODUCT((forecasts_read[line]=[@line])*1)>1": '[@project]&": two forecasts for one ledger"',
        'AND([@method]="Officer",[@own]="")': '[@project]&": give the officer\'s figure"',
        'AND([@method]="Profile",[@profile]="")': '[@project]&": name the profile"',
    },
    looks={
        'AND([@own]<>"",[@method]<>"Officer")': '[@project]&": the officer\'s figure is not used by its method"',
        'AND([@profile]<>"",[@method]<>"Profile")': '[@project]&": the profile is not used by its method"',
    },
    more={"line": LINE},
)
PROFILES: Final = Entry(
    "profiles",
    "Profiles of spend",
    "The share of a year's spend that falls in each period.",
    [
        Field("name", "Profile", needed='"name the profile"', width=14),
        PERIOD,
        Field("share", "Share", "share", needed='"give the share"', width=9),
    ],
    faults={
        "ABS(SUMIFS(profiles_read[share],profiles_read[name],[@name])-1)>0.0000001": '"profile "&[@name]&" '
        'comes to "&ROUND(100*SUMIFS(profiles_read[share],profiles_read[name],[@name]),2)'
        '&"%, not 100%"',
        'COUNTIFS(profiles_read[name],[@name],profiles_read[share],">=0")<>periods_in_year': '"profile "&[@name]&'
        '" has "&COUNTIFS(profiles_read[name],[@name],profiles_read[share],">=0")&" shares, the year has "'
        '&periods_in_year&" "&period_word&"s"',
        "SUMPRODUCT((profiles_read[name]=[@name])*(profiles_read[period]=[@period]))>1": '"profile "&[@name]&" has two '
        'shares for one period"',
        **NO_PERIOD,
    },
)
VIREMENTS: Final = Entry(
    "virements",
    "Virements",
    "Moves of budget inside one ledger and year. Empty ends are unplaced money; not approved, not counted.",
    [
        Field("id", "Id", needed='"give the virement an id"', width=8),
        Field("date", "Date", "date", width=12),
        YEAR,
        LEDGER,
        Field("from", "From", of="projects_read[id]", missing='"no project "&[@from]', width=10),
        Field("to", "To", of="projects_read[id]", missing='"no project "&[@to]', width=10),
        amount("amount", "Amount, £", needed="give the amount"),
        Field("approved", "Approved by", width=24),
    ],
    faults={
        "SUMPRODUCT((virements_read[id]=[@id])*1)>1": '"two virements are "&[@id]',
        "N([@amount])<=0": '[@id]&": a virement is a positive amount"',
        'AND([@from]="",[@to]="")': '[@id]&": say where it comes from or goes to"',
        'AND([@from]<>"",[@from]=[@to])': '[@id]&" goes to where it comes from"',
        "[@short]": '[@id]&" takes more than "&[@from]&" has"',
    },
    looks={'[@approved]=""': '[@id]&" is not approved"', **NOT_COUNTED},
    more={
        "counted": '=IF(OR([@approved]="",[@year]<>monitored_year),0,N([@amount]))',
        "from_line": '=[@from]&"|"&[@ledger]',
        "to_line": '=[@to]&"|"&[@ledger]',
        "short": '=IF([@from]="",FALSE,IFERROR(INDEX(lines[current],MATCH([@from_line],lines[key],0))<0,FALSE))',
    },
)
ACTUALS: Final = Entry(
    "actuals",
    "Actuals",
    "Paid and posted, credit notes negative. Type 0 for a period without spend.",
    [
        PROJECT,
        YEAR,
        LEDGER,
        PERIOD,
        Field("type", "Type", "choice", of="actual_types[item]", missing='"choose Provider or Own"', width=11),
        amount("amount", "Amount, £", "signed"),
        Field("reference", "Reference", width=18),
    ],
    faults=NO_PERIOD,
    looks={
        "AND([@year]=monitored_year,N([@period])>periods_complete)": '[@project]&": an actual for "&period_word&'
        '" "&[@period]&", which is not complete"',
        **NOT_COUNTED,
    },
    more={"line": LINE, "known": "=IF(ISNUMBER([@amount]),1,0)", "value": "=N([@amount])"},
)
BALANCES: Final = Entry(
    "balances",
    "Accruals and commitments",
    "Balances at a period's end: received but not invoiced; ordered, not received.",
    [PROJECT, YEAR, LEDGER, PERIOD, amount("accrual", "Accrual, £"), amount("commitment", "Commitment, £")],
    faults={
        "SUMPRODUCT((balances_read[line]=[@line])*("
        "balances_read[period]=[@period]))>1": '[@project]&": two balances for one period"',
        **NO_PERIOD,
    },
    looks=NOT_COUNTED,
    more={"line": LINE, "accrued": "=N([@accrual])", "ordered": "=N([@commitment])"},
)
CLAWBACK: Final = Entry(
    "clawbacks",
    "Clawback",
    "Spend that the funder refuses or takes money back for, + is money lost.",
    [
        YEAR,
        LEDGER,
        PERIOD,
        amount("amount", "Amount, £", needed="give the amount"),
        answer("lowers", "Lowers the grant"),
    ],
    faults={"N([@amount])<=0": '"a clawback is a positive amount"', **NO_PERIOD},
    looks={"N([@amount])>0": '"£"&[@shown]&" clawed back in "&[@year]'},
    more={
        "shown": '=TEXT(N([@amount]),IF(ROUND(N([@amount]),0)=N([@amount]),"#,##0","#,##0.00"))',
        "line": OF_LEDGER,
        "lowering": '=IF([@lowers]="No",0,N([@amount]))',
        "not_lowering": '=IF([@lowers]="No",N([@amount]),0)',
    },
)
CLAIMS: Final = Entry(
    "claims",
    "Claims",
    "Claims made and paid. The one that is being worked out is a draft without an amount.",
    [
        Field("no", "No.", "whole", low=1, high=999, needed='"number the claim"', width=6),
        YEAR,
        LEDGER,
        Field("period", "To period", "whole", low=1, high=PERIODS, needed='"give the period"', width=8),
        amount("amount", "Amount, £", "signed"),
        amount("received", "Received, £"),
        Field(
            "status",
            "Status",
            "choice",
            of="claim_statuses[item]",
            missing='"choose Draft, Submitted or Paid"',
            needed='"choose Draft, Submitted or Paid"',
            width=11,
        ),
    ],
    faults={
        'AND([@status]="Draft",SUMPRODUCT((claims_read[line]=[@line])*('
        'claims_read[status]="Draft"))>1)': '"two draft claims for one ledger"',
        "SUMPRODUCT((claims_read[line]=[@line])*(claims_read[number_of]<[@number_of])"
        "*(claims_read[period_of]>=[@period_of]))+SUMPRODUCT((claims_read[line]=[@line])"
        "*(claims_read[number_of]=[@number_of]))>1": '"claim "&[@no]&" is out of order"',
        'AND([@status]<>"Draft",[@amount]="")': '"claim "&[@no]&": give its amount"',
        **NO_PERIOD,
    },
    looks={
        "AND([@year]=monitored_year,N([@period])>periods_complete)": '"claim "&[@no]&" goes to "&period_word&" "&'
        '[@period]&", which is not complete"',
        'AND([@status]="Draft",N([@received])<>0)': '"claim "&[@no]&" is a draft, and money is received for it"',
        'AND([@status]<>"Draft",N([@received])>MAX(0,N([@amount])))': '"claim "&[@no]&": £"&'
        'TEXT([@received],"#,##0.00")&" received, more than the £"&TEXT(N([@amount]),"#,##0.00")&" claimed"',
        'AND([@status]="Paid",N([@received])=0,N([@amount])>0)': '"claim "&[@no]&" is paid, and nothing is received"',
        "N([@amount])<0": '"claim "&[@no]&" is a repayment"',
        'AND([@status]="Draft",[@amount]<>"")': '"claim "&[@no]&" is a draft: its amount is worked out, not typed"',
        **NOT_COUNTED,
        "AND([@number_of]>1,COUNTIFS(claims_read[line],[@line],claims_read[number_of],[@number_of]-1)=0)": '"claim "'
        '&[@no]&": there is no claim "&([@no]-1)',
    },
    more={
        "line": OF_LEDGER,
        "number_of": "=N([@no])",
        "period_of": "=N([@period])",
        "earlier": '=IF([@status]="Draft",0,N([@amount]))',
        "paid": "=N([@received])",
    },
)
PAYMENTS: Final = Entry(
    "payments",
    "Payments to providers",
    "What is paid and planned, by period.",
    [
        PROJECT,
        YEAR,
        LEDGER,
        Field("period", "Period due", "whole", low=1, high=PERIODS, needed='"give the period"', width=8),
        amount("amount", "Amount, £", needed="give the amount"),
        Field(
            "status",
            "Status",
            "choice",
            of="payment_statuses[item]",
            missing='"choose Planned or Paid"',
            needed='"choose Planned or Paid"',
            width=11,
        ),
    ],
    faults={
        'AND([@project]<>"",IFERROR(INDEX(projects_read[provider],MATCH([@project],projects_read[id],0)),'
        '"x")="")': '[@project]&" has no provider"',
        **NO_PERIOD,
    },
    looks={
        'AND([@status]="Paid",[@year]=monitored_year,N([@period])>periods_complete)': '[@project]&": a payment of "'
        '&period_word&" "&[@period]&" is paid, which is not complete"',
        **NOT_COUNTED,
    },
    more={"line": LINE, "value": "=N([@amount])", "due": "=N([@period])"},
)
