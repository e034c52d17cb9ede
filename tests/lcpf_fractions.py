"""The fund's contract computed once more, in exact fractions, from rows of inputs: nothing here knows the workbook.

Rows are dictionaries as a configuration has them; ``None`` as a figure is not known, ``NA`` is a plan's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

F: TypeAlias = Fraction
NA = "n/a"
D, J = "Direct", "Co-commissioned"
PENNY = F(1, 100)
Row = Mapping[str, Any]


def exact(number: Any) -> F:
    """A decimal as it was typed."""
    return F(str(number))


def rounded(amount: F, unit: F = PENNY) -> F:
    """Halves away from zero."""
    units = abs(amount) / unit + F(1, 2)
    return (1 if amount >= 0 else -1) * (units.numerator // units.denominator) * unit


def apportioned(total: F, weights: Sequence[F], unit: F = PENNY) -> list[F]:
    """Largest remainders; equal ones go to the earlier."""
    whole = sum(weights)
    quotas = [total / unit * weight / whole for weight in weights]
    parts = [quota.numerator // quota.denominator for quota in quotas]
    rest = int(total / unit) - sum(parts)
    for at in sorted(range(len(weights)), key=lambda at: -(quotas[at] - parts[at]))[:rest]:
        parts[at] += 1
    return [part * unit for part in parts]


def less(part: F | None) -> F | None:
    return None if part is None else -part


def beyond(joint: F, placed: F | None) -> F | None:
    """What bids pay of a cost that either ledger could pay, taken off."""
    return None if placed is None else -max(F(0), placed - joint)


def plus(*parts: F | None) -> F | None:
    """A sum, not known where a part is not."""
    return None if any(part is None for part in parts) else sum(parts, F(0))  # type: ignore[arg-type]


@dataclass
class Fund:
    """One borough's fund."""

    area: str
    years: Sequence[str]
    settings: Row
    tables: Mapping[str, Sequence[Row]]
    scenarios: Sequence[Row] = field(default_factory=list)

    def rows(self, table: str, **keys: Any) -> list[Row]:
        return [row for row in self.tables.get(table, ()) if all(row.get(key) == value for key, value in keys.items())]

    def year(self, at: int) -> Row:
        return self.rows("years", year=self.years[at])[0]

    def state(self, at: int) -> str:
        if self.year(at).get("state") == "Closed":
            return "Closed"
        return "Monitored" if self.settings.get("monitored_year") == self.years[at] else "Plan"

    def share(self, at: int) -> F:
        given = self.year(at).get("share")
        if given is not None:
            return exact(given)
        first = self.settings.get("first_shared_year", 2)
        return F(1) if at + 1 < first else exact(self.settings.get("direct_share", "0.7"))

    def ledger_year(self, ledger: str, at: int) -> Row:
        found = self.rows("ledger_years", year=self.years[at], ledger=ledger)
        return found[0] if found else {}

    def period(self, ledger: str, at: int) -> int:
        return int(self.ledger_year(ledger, at).get("period") or (at // 2 + 1 if ledger == D else at + 1))

    def first(self, ledger: str, at: int) -> bool:
        return at == 0 or self.period(ledger, at) != self.period(ledger, at - 1)

    def last(self, ledger: str, at: int) -> bool:
        return at == len(self.years) - 1 or self.period(ledger, at) != self.period(ledger, at + 1)

    # 3.1 and 3.2

    def told(self, scenario: str, at: int, key: str, usual: Any) -> Any:
        rows = [row for row in self.scenarios if row["name"] == scenario and row["year"] == self.years[at]]
        if not rows or self.state(at) == "Closed":
            return usual
        given = rows[0].get(key)
        return usual if given is None else given

    def unit(self, at: int) -> F:
        row = self.year(at)
        parts = [exact(row[key]) for key in ("base", "uplift") if row.get(key) is not None]
        return F(1) if all(part.denominator == 1 for part in parts) else PENNY

    def base(self, scenario: str, at: int) -> F | None:
        given = self.year(at).get("base")
        change = 1 + exact(self.told(scenario, at, "change", 0))
        return None if given is None else rounded(exact(given) * change, self.unit(at))

    def uplift(self, scenario: str, at: int) -> F | None:
        given = exact(self.year(at).get("uplift") or 0)
        kept, change = exact(self.told(scenario, at, "kept", 1)), 1 + exact(self.told(scenario, at, "change", 0))
        return rounded(given * kept * change, self.unit(at))

    def basis(self, at: int) -> str:
        return str(self.year(at).get("basis") or "Total")

    def split(self, amount: F, at: int) -> tuple[F, F]:
        direct = rounded(amount * self.share(at), self.unit(at))
        return direct, amount - direct

    def amounts(self, scenario: str, at: int) -> dict[str, F | None]:
        base, basis = self.base(scenario, at), self.basis(at)
        top = self.year(at).get("top_stated")
        if basis == "Direct known":
            stated = None if top is None else exact(top)
            return {"allocation": plus(base, stated), "direct": base, "top": stated}
        if basis != "Total" or base is None:
            return {"allocation": None, "direct": None, "top": None}
        whole = base + (self.uplift(scenario, at) or 0)
        direct, slice_ = self.split(whole, at)
        return {"allocation": whole, "direct": direct, "top": slice_}

    def grant(self, scenario: str, at: int) -> F | None:
        """Direct money of a year; a pot's in its first."""
        if not self.basis(at).startswith("Period"):
            return self.amounts(scenario, at)["direct"]
        if not self.first(D, at):
            return F(0)
        base = self.base(scenario, at)
        if base is None or self.basis(at) == "Period direct":
            return base
        mine = [self.share(y) for y in range(len(self.years)) if self.period(D, y) == self.period(D, at)]
        return self.split(base, at)[0] if len(set(mine)) == 1 else None

    # 3.3

    def own(self, row: Row) -> F | None:
        if row.get("award") is None:
            return None
        partners = self.rows("partners", bid=row["bid"])
        if not partners:
            return exact(row["award"])
        parts = apportioned(exact(row["award"]), [exact(item["share"]) for item in partners])
        return next(part for item, part in zip(partners, parts, strict=True) if item["partner"] == self.area)

    def won(self, scenario: str, at: int, project: str | None = None) -> F | None:
        mode, total = self.told(scenario, at, "counted", "Won"), F(0)
        for row in self.rows("bid_money", year=self.years[at]):
            bid = self.rows("bids", id=row["bid"])[0]
            chance = {"Won": F(1), "Pending": exact(bid.get("probability") or 0)}.get(bid["status"], F(0))
            if chance == 0 or (chance < 1 and mode == "Won") or (project is not None and row.get("project") != project):
                continue
            own = self.own(row)
            if own is None:
                return None
            total += rounded(own * chance) if mode == "Weighted" else own
        return total

    def in_bid(self, scenario: str, at: int, project: str) -> bool:
        least = 1 if self.told(scenario, at, "counted", "Won") == "Won" else F(1, 10**7)
        for row in self.rows("bid_money", project=project):
            bid = self.rows("bids", id=row["bid"])[0]
            chance = {"Won": F(1), "Pending": exact(bid.get("probability") or 0)}.get(bid["status"], F(0))
            if chance >= least:
                return True
        return False

    # 3.4 and 3.5

    def projects(self) -> list[str]:
        return sorted(row["id"] for row in self.tables["projects"])

    def cost(self, scenario: str, at: int, project: str, *ledgers: str) -> F:
        factor = F(1)
        for year in range(at + 1):
            factor *= 1 + exact(self.told(scenario, year, "inflation", 0))
        rows = [row for row in self.rows("costs", project=project, year=self.years[at]) if row["ledger"] in ledgers]
        return sum((rounded(exact(row["cost"]) * factor) for row in rows if row.get("cost") is not None), F(0))

    def clawed(self, ledger: str, at: int, lowers: str) -> F:
        rows = self.rows("clawbacks", year=self.years[at], ledger=ledger)
        return sum((exact(row["amount"]) for row in rows if row.get("lowers", "Yes") == lowers), F(0))

    def run(self, scenario: str) -> list[dict[str, Any]]:
        """Year by year: amounts, both ledgers, and what each project gets."""
        found: list[dict[str, Any]] = []
        for at in range(len(self.years)):
            year: dict[str, Any] = {"amounts": self.amounts(scenario, at)}
            for ledger, money in ((D, self.grant(scenario, at)), (J, self.won(scenario, at))):
                carried = F(0) if self.first(ledger, at) else found[at - 1][ledger]["carried"]
                brought = F(0) if carried == NA else carried
                claw = self.clawed(ledger, at, "Yes")
                available = plus(brought, money, -claw)
                year[ledger] = {"brought": brought, "money": money, "clawback": claw, "available": available}
                year[ledger]["refused"] = self.clawed(ledger, at, "No")
            self.place(scenario, at, year)
            for ledger in (D, J):
                self.close(scenario, ledger, at, year)
            found.append(year)
        return found

    def place(self, scenario: str, at: int, year: dict[str, Any]) -> None:
        names = self.projects()
        joint = {p: self.cost(scenario, at, p, J) for p in names}
        either = {p: self.cost(scenario, at, p, "Either") for p in names}
        direct = {p: self.cost(scenario, at, p, D) for p in names}
        there, brought = year[J]["available"], year[J]["brought"]
        won = {p: self.won(scenario, at, p) for p in names}
        lines: dict[str, dict[str, Any]] = {p: {"cost": joint[p] + either[p] + direct[p]} for p in names}
        year["lines"] = lines
        want = [None if won[p] is None else min(joint[p] + either[p], won[p]) for p in names]
        first = self.shared(there, want)
        lack = [
            None if part is None else joint[p] + either[p] - part if self.in_bid(scenario, at, p) else F(0)
            for p, part in zip(names, first, strict=True)
        ]
        rest = plus(there, *(None if part is None else -part for part in first))
        more = self.shared(None if rest is None or brought is None else max(F(0), min(brought, rest)), lack)
        placed = {p: plus(a, b) for p, a, b in zip(names, first, more, strict=True)}
        need = {p: plus(direct[p], either[p], beyond(joint[p], placed[p])) for p in names}
        given = dict(zip(names, self.shared(year[D]["available"], list(need.values())), strict=True))
        for p in names:
            lines[p] |= {
                "joint": placed[p],
                "need": need[p],
                "direct": given[p],
                "not_funded": plus(lines[p]["cost"], less(placed[p]), less(given[p])),
            }
        for ledger, needs, gets in (
            (J, [None if placed[p] is None else max(joint[p], placed[p]) for p in names], list(placed.values())),
            (D, list(need.values()), list(given.values())),
        ):
            total, got = plus(F(0), *needs), plus(F(0), *gets)
            year[ledger] |= {
                "need": total,
                "placed": got,
                "not_funded": plus(total, less(got)),
                "unplaced": plus(year[ledger]["available"], less(got)),
            }

    def shared(self, money: F | None, wants: Sequence[F | None]) -> list[F | None]:
        """What each gets: who wants nothing gets nothing; else what is there and all that is wanted must be known."""
        if money is None or any(want is None for want in wants):
            return [F(0) if want == 0 else None for want in wants]
        return list(self.fitted(money, [want or F(0) for want in wants]))

    @staticmethod
    def fitted(money: F, wants: Sequence[F]) -> list[F]:
        """All of it, or in proportion."""
        if sum(wants, F(0)) <= money:
            return list(wants)
        return apportioned(max(money, F(0)), wants) if sum(wants) else [F(0) for _ in wants]

    def close(self, scenario: str, ledger: str, at: int, year: dict[str, Any]) -> None:
        own, state, last = year[ledger], self.state(at), self.last(ledger, at)
        assumed = ledger == J and self.told(scenario, at, "counted", "Won") != "Won"  # nobody has a forecast of these
        if state == "Plan" or (state == "Monitored" and assumed):
            pot = self.basis(at).startswith("Period") if ledger == D else self.joint_pot(at)
            carried = own["unplaced"] if pot and not last else NA
            own |= {"spend": NA, "carried": carried, "lapsed": NA, "overspent": NA}
            return
        spend = self.ledger_year(ledger, at).get("spend")
        own["spend"] = (None if spend is None else exact(spend)) if state == "Closed" else self.outturn(ledger)
        left = plus(own["available"], None if own["spend"] is None else self.clawed(ledger, at, "No") - own["spend"])
        advance = self.ledger_year(ledger, at).get("advance") == "Yes"
        if left is None:
            own |= {"carried": None, "lapsed": None, "overspent": None}
        elif last:
            own |= {"carried": F(0), "lapsed": max(left, F(0)), "overspent": max(-left, F(0))}
        elif advance:
            own |= {"carried": left, "lapsed": F(0), "overspent": F(0)}
        else:
            own |= {"carried": max(left, F(0)), "lapsed": F(0), "overspent": max(-left, F(0))}

    def joint_pot(self, at: int) -> bool:
        del at  # no drawn bid covers several years
        return False

    # 3.7 and 3.8

    @property
    def k(self) -> int:
        return int(self.settings.get("periods_complete", 0))

    @property
    def periods(self) -> int:
        return int(self.settings.get("periods_in_year", 4))

    def monitored(self) -> int:
        return list(self.years).index(self.settings["monitored_year"])

    def budgets(self) -> dict[tuple[str, str], F | None]:
        """Of the base scenario: what Either comes to in each ledger. Looks at earlier years only."""
        at = self.monitored()
        short = Fund(self.area, self.years, {**self.settings, "monitored_year": None}, self.tables, self.scenarios)
        year = short.run(self.scenarios[0]["name"])[at]
        return {
            (p, ledger): line["need" if ledger == D else "joint"]
            for p, line in year["lines"].items()
            for ledger in (D, J)
        }

    def lines(self) -> dict[tuple[str, str], dict[str, Any]]:
        found = {}
        for (project, ledger), budget in self.budgets().items():
            line = self.line(project, ledger, budget)
            if line:
                found[project, ledger] = line
        return found

    def line(self, project: str, ledger: str, budget: F | None) -> dict[str, Any] | None:
        keys = {"project": project, "year": self.settings["monitored_year"], "ledger": ledger}
        actuals, balances = self.rows("actuals", **keys), self.rows("balances", **keys)
        ways = self.rows("forecasts", **keys)
        moves = [row for row in self.rows("virements", year=keys["year"], ledger=ledger) if row.get("approved")]
        into = sum((exact(row["amount"]) for row in moves if row.get("to") == project), F(0))
        out = sum((exact(row["amount"]) for row in moves if row.get("from") == project), F(0))
        if not (budget is None or budget or into or out or actuals or balances or ways):
            return None
        done = [row for row in actuals if row["period"] <= self.k]
        known = {row["period"] for row in done} >= set(range(1, self.k + 1))
        at_end = [row for row in balances if row["period"] == self.k]
        accrual, commitment = (
            sum((exact(row.get(key) or 0) for row in at_end), F(0)) for key in ("accrual", "commitment")
        )
        current = plus(budget, into, -out)
        actual = sum((exact(row["amount"]) for row in done), F(0)) if known else None
        spent = plus(actual, accrual)
        forecast = self.forecast(ways[0] if ways else {}, spent, current, commitment)
        return {
            "budget": budget,
            "current": current,
            "actual": actual,
            "accrual": accrual,
            "spent": spent,
            "commitment": commitment,
            "forecast": forecast,
            "variance": plus(forecast, None if current is None else -current),
        }

    def forecast(self, way: Row, spent: F | None, current: F | None, commitment: F) -> F | None:
        method = way.get("method", "Straight line")
        if spent is None:
            return None
        if method == "Officer":
            return exact(way["own"])
        profile = self.rows("profiles", name=way.get("profile"))
        share = sum((exact(row["share"]) for row in profile if row["period"] <= self.k), F(0))
        if self.k == 0 or (method == "Profile" and share == 0):
            plain = current
        else:
            plain = spent / share if method == "Profile" else spent * self.periods / self.k
        return None if plain is None else rounded(max(plain, spent + commitment))

    def outturn(self, ledger: str) -> F | None:
        return plus(F(0), *(line["forecast"] for (_, its), line in self.lines().items() if its == ledger))

    def claim(self, ledger: str) -> dict[str, F | None]:
        """To the end of the last complete period."""
        year = self.settings["monitored_year"]
        lines = [line for (_, its), line in self.lines().items() if its == ledger]
        actual = plus(F(0), *(line["actual"] for line in lines))
        counted = self.settings.get("claims_count_accruals", "Yes") == "Yes"
        accrual = sum((line["accrual"] for line in lines), F(0)) if counted else F(0)
        claws = [row for row in self.rows("clawbacks", year=year, ledger=ledger) if row["period"] <= self.k]
        clawback = sum((exact(row["amount"]) for row in claws), F(0))
        eligible = plus(actual, accrual, -clawback)
        available = self.run(self.scenarios[0]["name"])[self.monitored()][ledger]["available"]
        claims = self.rows("claims", year=year, ledger=ledger)
        earlier = sum((exact(row["amount"]) for row in claims if row["status"] != "Draft"), F(0))
        if eligible is None or available is None:
            return {"eligible": eligible, "earlier": earlier, "this": None, "not_claimable": None}
        can = min(eligible, available)
        return {"eligible": eligible, "earlier": earlier, "this": can - earlier, "not_claimable": eligible - can}
