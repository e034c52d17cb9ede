"""The lists that cells choose from, and what the model was built with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from cspxl import __version__
from cspxl.report.lcpf import terms
from cspxl.report.lcpf.case import Case
from cspxl.report.lcpf.fields import CAPITAL, LEDGERS, PERIODS, REVENUE
from cspxl.report.stack import Beside, Column, Gap, Spelling, Stack, Table, Text, holding

_SPARE: Final = 3
_ITEMS: Final[Mapping[str, tuple[str, Sequence[object]]]] = {
    "ledger_names": ("Ledgers", LEDGERS),
    "cost_ledgers": ("Ledgers of a cost", (*LEDGERS, "Either")),
    "answers": ("Answers", ("Yes", "No")),
    "bases": ("Bases", ("Total", "Direct known", "Period total", "Period direct")),
    "statuses": ("Statuses", ("Confirmed", "Indicative")),
    "year_states": ("States of a year", ("Open", "Closed")),
    "kinds": ("Kinds of cost", (REVENUE, CAPITAL)),
    "bid_statuses": ("Statuses of a bid", ("Draft", "Pending", "Won", "Lost", "Withdrawn")),
    "methods": ("Methods", ("Straight line", "Profile", "Officer")),
    "actual_types": ("Types of an actual", ("Provider", "Own")),
    "claim_statuses": ("Statuses of a claim", ("Draft", "Submitted", "Paid")),
    "payment_statuses": ("Statuses of a payment", ("Planned", "Paid")),
    "counts": ("Bids counted", ("Won", "Weighted", "Won and pending")),
    "states": (
        "Not known",
        (
            "TBC",
            "Not known",
            "Not available",
            "N/A",
            "..",
            "DATA NOT YET AVAILABLE",
            "In development",
            "No baseline",
            "[x]",
            "[z]",
            "[c]",
        ),
    ),
    "period_numbers": ("Periods", range(1, PERIODS + 1)),
}
_OWN: Final = {"priorities": "Priorities", "themes": "Themes of bids"}


def describe(case: Case) -> Stack:
    """The borough's own lists, the fixed ones, and what was built."""
    own = [_table(name, heading, [*case.lists[name], *[None] * _SPARE], "input_text") for name, heading in _OWN.items()]
    fixed = [_table(name, *listed, "line_label") for name, listed in _ITEMS.items()]
    return Stack(
        terms.LISTS,
        [
            Text("Lists", "title"),
            Text(
                "What cells choose from. Priorities and themes are the borough's own: a priority that is renamed is "
                "chosen anew.",
                "note",
            ),
            Gap(),
            Beside(own),
            Gap(),
            Text("Fixed lists", "heading"),
            Beside(fixed[:7]),
            Gap(),
            Beside(fixed[7:]),
            Gap(),
            Text("What was built", "heading"),
            _built(case),
        ],
        widths=dict.fromkeys(range(1, 9), 17),
        back=True,
        locked=True,
    )


def _table(name: str, heading: str, items: Sequence[object], style: str) -> Table:
    column = Column("item", heading, value=lambda at: items[at], style=style)  # type: ignore[arg-type, return-value]
    width = 34 if name == "priorities" else 17
    return Table(name, [column], range(len(items)), axes=lambda at: {"item": at}, width=width, spelling=_ABSOLUTE)


_ABSOLUTE: Final = Spelling(span="$A$1", other="S!$A$1", others="S!$A$1")


def _built(case: Case) -> Table:
    """The area, version, day and hash of the inputs as they were built; what is typed since shows as a change."""
    found = {
        "area": case.area,
        "version": f"version {case.version}, cspxl {__version__}",
        "date": f"{case.prepared.day} {case.prepared:%B %Y}",
        "hash": case.configuration_sha256[:12],
    }
    changed = '=IF(SUM(messages[changed])=0,"Not changed since.","Changed since it was built.")'
    columns = [holding(key, value, "line_label") for key, value in found.items()]
    columns.append(Column("changed", formula=changed, style="line_label"))
    return Table("built", columns, headings="label", across=True, spelling=_ABSOLUTE)
