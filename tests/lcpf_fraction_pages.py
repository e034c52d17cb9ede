"""What the fund's pages say beside its ledgers, in exact fractions: cards, priorities, demand, services, moves.

From the same rows as ``lcpf_fractions``, by the contract's rules; nothing here knows the workbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from lcpf_fractions import NA, D, F, Fund, J, apportioned, exact, less, plus, rounded

Year = Mapping[str, Any]
CARDS = ("allocation", "available", "won", "not_funded", "end")
FUNDING = ("cost", "placed_direct", "placed_joint", "not_funded", "service", "other", "gap", "share")
_MOVES = {"base": F(1, 10), "share": F(1, 10), "won": F(1, 10), "cost": F(1, 10), "inflation": F(1, 100)}


def shown_at(fund: Fund) -> int:
    return list(fund.years).index(fund.settings["year_shown"])


def cards(fund: Fund, years: list[dict[str, Any]]) -> list[Any]:
    """The five figures of the year shown."""
    year = years[shown_at(fund)]
    over, lost = year[D]["overspent"], year[D]["lapsed"]
    end = NA if NA in {over, lost} else None if over is None or lost is None else over or lost
    none = plus(year[D]["not_funded"], year[J]["not_funded"])
    return [year["amounts"]["allocation"], year[D]["available"], year[J]["money"], none, end]


def priorities(fund: Fund, year: Year) -> list[F | None]:
    """Money placed by priority, without one, unplaced."""
    of = {row["id"]: row["priority"] for row in fund.tables["projects"]}
    lines = year["lines"]
    placed = {p: plus(lines[p]["joint"], lines[p]["direct"]) for p in fund.projects()}
    unplaced = plus(year[D]["unplaced"], year[J]["unplaced"])
    if any(part is None for part in placed.values()):
        return [None, None, None, unplaced]
    named = [plus(F(0), *(placed[p] for p in placed if of[p] == name)) for name in ("One", "Two")]
    return [*named, F(0), unplaced]


def shares(fund: Fund, year: Year) -> list[Any]:
    """In whole per cent that add to 100."""
    parts = priorities(fund, year)
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return [None] * len(parts)
    if min(known) < 0 or sum(known) == 0:
        return [NA] * len(parts)
    return [part / 100 for part in apportioned(F(100), known, F(1))]


def top_slice(fund: Fund, year: Year, at: int) -> dict[str, Any]:
    """Candidates against the top slice: every set of them is tried."""
    del at
    candidates = {row["id"] for row in fund.tables["projects"] if row.get("candidate") == "Yes"}
    costs = [line["cost"] for p, line in year["lines"].items() if p in candidates and line["cost"] > 0]
    top, whole = year["amounts"]["top"], sum(costs, F(0))
    if top is None:
        return {"candidates": whole, "demand": None, "best_fit": None, "left": None}
    sums = [sum(some, F(0)) for n in range(len(costs) + 1) for some in combinations(costs, n)]
    best = max(part for part in sums if part <= top)
    return {"candidates": whole, "demand": whole / top if top else NA, "best_fit": best, "left": top - best}


def funding(fund: Fund, years: list[dict[str, Any]]) -> list[list[Any]]:
    """The projects of the year shown and what else pays for their services."""
    at = shown_at(fund)
    return [_project(fund, years[at], fund.years[at], project) for project in fund.projects()]


def _project(fund: Fund, year: Year, label: str, project: str) -> list[Any]:
    line, keys = year["lines"][project], {"project": project, "year": label}
    service, other = fund.rows("service_costs", **keys), fund.rows("other_funding", **keys)
    whole = exact(service[0]["amount"]) if service else None
    others = sum((exact(row["amount"]) for row in other), F(0)) if other else None
    if all(row.get("cost") is None for row in fund.rows("costs", **keys)):
        return [*["Not costed"] * 4, whole, others, None, None]
    placed = plus(line["joint"], line["direct"])
    gap = plus(whole, less(placed), less(others))
    share = None if whole is None or placed is None else placed / whole
    return [line["cost"], line["direct"], line["joint"], line["not_funded"], whole, others, gap, share]


def tornado(fund: Fund, years: list[dict[str, Any]]) -> list[tuple[str, Any, Any]]:
    """How far "not funded" of the year shown moves, the widest first; equal ones as they are listed."""
    at = shown_at(fund)
    year = years[at]
    now = plus(year[D]["not_funded"], year[J]["not_funded"])
    joint = year[J]
    still = joint["brought"] == 0 and joint["clawback"] == 0
    pot = fund.basis(at).startswith("Period")
    if fund.state(at) == "Closed" or pot or now is None or not still or year[D]["available"] is None:
        return [(key, NA, NA) for key in _MOVES]
    start = _not_funded(fund, year, at, "", F(0))
    assert start == now
    found = [
        (key, *(_not_funded(fund, year, at, key, way * by) - start for way in (1, -1))) for key, by in _MOVES.items()
    ]
    return sorted(found, key=lambda row: min(F(0), *row[1:]) - max(F(0), *row[1:]))


def _not_funded(fund: Fund, year: Year, at: int, key: str, by: F) -> F:
    """All projects together: bids first, direct money for the rest."""
    more = {name: by if name == key else F(0) for name in _MOVES}
    rise = F(1)
    for before in range(at + 1):
        if fund.state(before) != "Closed":
            rise *= 1 + more["inflation"]
    rise *= 1 + more["cost"]
    costs = {ledger: {p: fund.cost("Base", at, p, ledger) for p in fund.projects()} for ledger in (D, J, "Either")}
    won = {p: (fund.won("Base", at, p) or F(0)) * (1 + more["won"]) for p in fund.projects()}
    whole = sum((rounded(year["lines"][p]["cost"] * rise) for p in fund.projects()), F(0))
    bid_for = {p: (costs[J][p] + costs["Either"][p]) * rise for p in fund.projects()}
    paid = rounded(sum((min(bid_for[p], won[p]) for p in fund.projects()), F(0)))
    short = rounded(sum((max(F(0), costs[J][p] * rise - won[p]) for p in fund.projects()), F(0)))
    available = year[D]["brought"] + _direct(fund, at, more) - year[D]["clawback"]
    return whole - paid - min(whole - paid - short, max(F(0), available))


def _direct(fund: Fund, at: int, more: Mapping[str, F]) -> F:
    base = rounded((fund.base("Base", at) or F(0)) * (1 + more["base"]), fund.unit(at))
    if fund.basis(at) == "Direct known":
        return base
    share = min(F(1), fund.share(at) * (1 + more["share"]))
    return rounded((base + (fund.uplift("Base", at) or F(0))) * share, fund.unit(at))
