"""The Payments page: what is paid and planned to providers, period by period, beside each line's forecast."""

from __future__ import annotations

from typing import Final

from cspxl.report.describe import Formula, Highlight
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.fields import PERIODS
from cspxl.report.lcpf.light import with_pence
from cspxl.report.lcpf.pages import page
from cspxl.report.stack import Column, Stack, Table, holding

_QUARTERS: Final = 4
_SUMS: Final = (
    ("paid", "Paid to date"),
    ("planned", "Planned and other"),
    ("profile", "Together"),
    ("forecast", "Forecast"),
    ("difference", "Difference"),
)


def shown_periods(case: Case) -> range:
    """The periods that the page has a column for; what is due later stands in one column together."""
    return range(1, 1 + (PERIODS if case.settings["periods_in_year"] == PERIODS else _QUARTERS))


def describe(case: Case) -> Stack:
    """A row for each line that has payments in the monitored year, and their sums."""
    periods = shown_periods(case)
    last = periods[-1]
    due = "payments_read[amount],payments_read[line],INDEX(facts[line],[@$at]),payments_read[period]"

    def shown(text: str) -> str:
        return f'=IF([@$at]=0,"",{text})'

    def project(column: str) -> str:
        return shown(f"INDEX(projects_used[{column}],MOD([@$at]-1,{case.project_slots})+1)")

    def fact(column: str, table: str = "facts") -> str:
        return f"INDEX({table}[{column}],[@$at])"

    forecast = fact("forecast", "lines")
    sums = {
        "paid": fact("paid_rows"),
        "planned": f"ROUND({fact('payments')}-{fact('paid_rows')},2)",
        "profile": fact("payments"),
        "forecast": forecast,
        "difference": f'IF(COUNT({forecast})=0,"Not known",ROUND({fact("payments")}-{forecast},2))',
    }
    line = project("id")[:-1] + f'&" "&LEFT({fact("ledger", "lines")},1))'
    heading = '=IF(periods_in_year=12,"Month ","Quarter ")&{}'
    table = Table(
        "payment_profile",
        [
            Column("line", formula=line, style="line_label", width=11),
            Column("name", "Project", project("name"), style="line_label", width=40),
            Column("provider", formula=project("provider"), style="line_label", width=22),
            *(
                Column(f"due_{at}", Formula(heading.format(at)), shown(f"SUMIFS({due},{at})"), style="money", width=12)
                for at in periods
            ),
            Column("later", formula=shown(f'SUMIFS({due},">{last}")'), style="money", width=12),
            *(Column(name, head, shown(sums[name]), style="money", width=13) for name, head in _SUMS),
            Column(
                "at",
                "",
                lambda at: f"=IFERROR(MATCH({at + 1},lines[paying],0),0)",
                style="hidden",
                heading_style="hidden",
                width=4,
            ),
        ],
        range(shown_rows(case)),
        axes=lambda at: {"payment_line": at},
        heading_height=28,
    )
    added = [*(f"due_{at}" for at in periods), "later", *(name for name, _ in _SUMS)]
    unknown = 'IF(COUNTIF(payment_profile[{0}],"Not known")>0,"Not known",SUM(payment_profile[{0}]))'
    totals = Table(
        "payment_totals",
        [
            holding("a", None, ""),
            holding("label", "All payments", "total_label"),
            holding("b", "", "total_label"),
            *(Column(name, formula=f"={unknown.format(name)}", style="total") for name in added),
        ],
        headings=None,
    )
    about = (
        'IF(chosen[monitored]=0,"No year is monitored.",monitored_year&", paid to the end of "&period_word&" "'
        '&periods_complete&". Paid and planned should come to the forecast.")'
    )
    return page(
        terms.PAYMENTS,
        "payments to providers",
        about,
        "payments_page",
        [table, totals],
        highlights=[
            Highlight("payment_profile[line]:payment_profile[difference]", "[@$at]=0", "spare"),
            with_pence("payment_profile[due_1]:payment_profile[difference]", "payment_profile"),
            with_pence("payment_totals[due_1]:payment_totals[difference]", "payment_profile"),
        ],
    )


def shown_rows(case: Case) -> int:
    """Lines that the page has room for: those with payments at build and some more. A check says when it is too few."""
    lines = {(row["project"], row["ledger"]) for row in case.tables["payments"]}
    return len(lines) + max(4, case.spares["payments"] // 2)


def unlike() -> tuple[str, str]:
    """How far the page is from the payments of the monitored year: from all of them, from those that are paid."""
    of_year = "(payments_read[year]=monitored_year)*payments_read[value]"
    done = '(payments_read[status]="Paid")*(payments_read[due]<=periods_complete)'
    shown, profile, paid = (
        f"SUM(payment_profile[{cells}])" for cells in ("due_1]:payment_profile[later", "profile", "paid")
    )
    all_of, of_paid = f"SUMPRODUCT({of_year})", f"SUMPRODUCT({of_year}*{done})"
    return (
        f"IF(chosen[monitored]=0,0,ABS(ROUND({shown}-{all_of},2))+ABS(ROUND({profile}-{shown},2)))",
        f"IF(chosen[monitored]=0,0,ABS(ROUND({paid}-{of_paid},2)))",
    )
