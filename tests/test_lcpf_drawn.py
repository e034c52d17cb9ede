"""Drawn models of any shape, against the contract in exact fractions, from the same rows (``lcpf_fractions``)."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from lcpf_fraction_pages import CARDS, FUNDING, cards, funding, priorities, shares, top_slice, tornado
from lcpf_fractions import NA, F, Fund
from lcpf_models import Model, of_rows

D, J = "Direct", "Co-commissioned"
LEDGERS = (D, J)
FIGURES = (
    "brought",
    "money",
    "clawback",
    "available",
    "need",
    "placed",
    "not_funded",
    "unplaced",
    "spend",
    "refused",
    "carried",
    "lapsed",
    "overspent",
)
AREA = "Brent"


def drawn(seed: int) -> Fund:
    """One to six years; shares, periods, pence, cuts, clawback, bids, a monitored year, figures that are not known."""
    random = Random(seed)
    n = 1 + seed % 6
    years = [f"{2017 + at}/{18 + at}" for at in range(n)]
    closed = random.randint(0, n - 1)
    monitored = years[closed] if random.random() < 0.7 else None
    settings: dict[str, Any] = {
        "year_shown": random.choice(years),
        "monitored_year": monitored,
        "periods_in_year": random.choice([4, 4, 12]),
        "periods_complete": random.randint(0, 4),
        "first_shared_year": random.randint(1, 3),
        "direct_share": random.choice([0.7, 0.65, 0.5]),
        "claims_count_accruals": random.choice(["Yes", "No"]),
    }
    names = [f"P{at}" for at in range(1, random.randint(3, 6))]
    tables = {
        "years": _years(random, years, closed),
        "ledger_years": _ledger_years(random, years, closed),
        "projects": [
            {
                "id": name,
                "name": f"Project {name}",
                "priority": random.choice(["One", "Two"]),
                "provider": "Someone",
                "candidate": random.choice(["Yes", "No"]),
            }
            for name in names
        ],
        "costs": _costs(random, years, names),
        **_bids(random, years, names),
    }
    if random.random() < 0.3:
        _pot(random, tables, closed)
    if monitored:
        tables |= _in_year(random, monitored, names, settings)
    scenarios = [{"name": "Base", "year": year} for year in years]
    scenarios += [
        {
            "name": "Other",
            "year": year,
            "change": random.choice([0, -0.1, 0.055]),
            "kept": random.choice([1, 0.5, 0]),
            "inflation": random.choice([0, 0.03]),
            "counted": "Won and pending",
        }
        for year in years
    ]
    scenarios += [{"name": "Weighted", "year": year, "counted": "Weighted"} for year in years]
    others = [
        {"project": name, "year": year, "funder": "Lottery", "amount": _money(random, 9_000)}
        for name in names for year in years if random.random() < 0.3
    ]
    services = [
        {"project": name, "year": year, "amount": 900_000 + _money(random, 99_000)}
        for name in names for year in years if random.random() < 0.5
    ]
    tables |= {"other_funding": others, "service_costs": services}
    return Fund(AREA, years, settings, tables, scenarios)


def _money(random: Random, most: int) -> float:
    return random.choice([random.randint(0, most), random.randint(0, most * 100) / 100])


def _award(random: Random) -> float | None:
    return None if random.random() < 0.06 else _money(random, 90_000)


def _years(random: Random, years: list[str], closed: int) -> list[dict[str, Any]]:
    found = []
    for at, year in enumerate(years):
        base = None if random.random() < 0.12 else 10_000 + _money(random, 400_000)
        row: dict[str, Any] = {
            "year": year,
            "base": base,
            "state": "Closed" if at < closed else "Open",
            "status": "Confirmed",
        }
        if random.random() < 0.2:
            row["basis"] = "Direct known"
        elif base is not None:
            row["uplift"] = random.choice([None, _money(random, 100_000), -_money(random, 9_000)])
        if random.random() < 0.25:
            row["share"] = random.choice([1, 0.8, 0.35])
        found.append(row)
    return found


def _ledger_years(random: Random, years: list[str], closed: int) -> list[dict[str, Any]]:
    found = []
    for ledger in LEDGERS:
        period = 1
        for at, year in enumerate(years):
            period += at > 0 and random.random() < 0.4
            spend = None if random.random() < 0.1 else _money(random, 300_000 if ledger == D else 60_000)
            found.append(
                {
                    "year": year,
                    "ledger": ledger,
                    "period": period,
                    "advance": random.choice(["No", "No", "Yes"]),
                    "spend": spend if at < closed else None,
                }
            )
    return found


def _pot(random: Random, tables: dict[str, list[dict[str, Any]]], closed: int) -> None:
    """The years of an open period share one amount, which stands at the first of them."""
    direct = [row for row in tables["ledger_years"] if row["ledger"] == D]
    period = direct[-1]["period"]
    mine = [at for at, row in enumerate(direct) if row["period"] == period]
    if mine[0] < closed:
        return
    basis = random.choice(["Period total", "Period direct"])
    for at in mine:
        row = tables["years"][at]
        for key in ("base", "uplift"):
            row.pop(key, None)
        row["basis"] = basis
    tables["years"][mine[0]]["base"] = 20_000 + _money(random, 500_000)


def _costs(random: Random, years: list[str], names: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "project": name,
            "year": year,
            "ledger": ledger,
            "cost": None if random.random() < 0.08 else _money(random, 90_000),
        }
        for name in names
        for year in years
        for ledger in (D, J, "Either")
        if random.random() < 0.45
    ]


def _bids(random: Random, years: list[str], names: list[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {"bids": [], "bid_money": [], "partners": []}
    for at in range(random.randint(0, 3)):
        bid = f"B{at}"
        status = random.choice(["Won", "Won", "Pending", "Lost", "Draft"])
        found["bids"].append(
            {"id": bid, "status": status, "probability": random.choice([0.4, 0.25]) if status == "Pending" else None}
        )
        found["bid_money"] += [
            {"bid": bid, "year": year, "project": random.choice(names), "award": _award(random)}
            for year in years
            if random.random() < 0.7
        ]
        if random.random() < 0.5:
            found["partners"] += [
                {"bid": bid, "partner": partner, "share": share}
                for partner, share in ((AREA, 0.5), ("A", 0.3), ("B", 0.2))
            ]
    return found


def _in_year(random: Random, year: str, names: list[str], settings: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    k = settings["periods_complete"]
    found: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("actuals", "balances", "forecasts", "clawbacks", "claims")
    }
    for name in names:
        for ledger in LEDGERS:
            key = {"project": name, "year": year, "ledger": ledger}
            done = [at for at in range(1, k + 1) if random.random() < 0.97]
            found["actuals"] += [{**key, "period": at, "type": "Own", "amount": _money(random, 20_000)} for at in done]
            if k and random.random() < 0.5:
                found["balances"].append(
                    {**key, "period": k, "accrual": _money(random, 3_000), "commitment": _money(random, 30_000)}
                )
            if random.random() < 0.5:
                method = random.choice(["Officer", "Profile", "Straight line"])
                found["forecasts"].append(
                    {
                        **key,
                        "method": method,
                        "own": _money(random, 90_000) if method == "Officer" else None,
                        "profile": "Rising" if method == "Profile" else None,
                    }
                )
    shares = [0, 0.3, 0.3, 0.4, *[0] * 8][: settings["periods_in_year"]]
    found["profiles"] = [{"name": "Rising", "period": at, "share": share} for at, share in enumerate(shares, 1)]
    found["virements"] = [
        {
            "id": "V1",
            "year": year,
            "ledger": D,
            "from": names[0],
            "to": names[1],
            "amount": 100.5,
            "approved": random.choice(["Officer", None]),
        }
    ]
    if k:
        found["clawbacks"] = [
            {
                "year": year,
                "ledger": ledger,
                "period": random.randint(1, k),
                "amount": 10 + _money(random, 900),
                "lowers": random.choice(["Yes", "No"]),
            }
            for ledger in LEDGERS
            if random.random() < 0.5
        ]
        found["claims"] = [
            {
                "no": 1,
                "year": year,
                "ledger": D,
                "period": 1,
                "amount": _money(random, 9_000),
                "received": 10,
                "status": "Paid",
            }
        ]
    return found


def said(figure: Any) -> object:
    """A figure as its cell has it."""
    if figure is None:
        return "Not known"
    return figure if isinstance(figure, str) else float(figure)


LABELS = {
    "base": "Base of the allocation",
    "share": "Direct share",
    "won": "Bids that are counted",
    "cost": "Projects' costs",
    "inflation": "Inflation, each open year",
}


def total(cells: list[object]) -> object:
    """Of the years that are known; of plans there is none."""
    known = [F(str(cell)) for cell in cells if not isinstance(cell, str)]
    if known:
        return float(sum(known))
    return NA if set(cells) == {NA} else "Not known"


SEEDS = [1, 3, *range(4, 26)]


@pytest.mark.long
@pytest.mark.parametrize("seed", SEEDS)
def test_a_drawn_model_agrees_with_fractions(seed: int) -> None:
    fund = drawn(seed)
    model = Model(of_rows(AREA, fund.years, fund.settings, fund.tables, fund.scenarios))
    ids = [name for name in model.cells("projects_used[id]") if name]
    for at, name in enumerate(("Base", "Other", "Weighted")):
        for y, year in enumerate(fund.run(name)):
            for ledger in LEDGERS:
                shown = {key: model.cell(f"ledgers[{key}]", scenario=at, ledger=ledger, year=y) for key in FIGURES}
                assert shown == {key: said(year[ledger][key]) for key in FIGURES}, (name, fund.years[y], ledger)
            amounts = {
                key: model.cell(f"amounts[{key}]", scenario=at, year=y) for key in ("allocation", "direct", "top")
            }
            assert amounts == {key: said(value) for key, value in year["amounts"].items()}
            for column, key in (("placed_joint", "joint"), ("placed_direct", "direct"), ("not_funded", "not_funded")):
                placed = model.cells(f"placing[{column}]", scenario=at, year=y)[: len(ids)]
                assert placed == [said(year["lines"][project][key]) for project in ids], (name, fund.years[y], column)
    of_pages(model, fund)
    assert {result for _, result in model.results()} == {"OK"}


def of_pages(model: Model, fund: Fund) -> None:
    """The Summary, the projects, what moves what is not funded, the in-year page and the claims."""
    base = fund.run("Base")
    for ledger in LEDGERS:
        for key in FIGURES:
            cells = [said(year[ledger][key]) for year in base]
            assert model.split(f"{key} {ledger}") == cells
            if key not in {"brought", "available", "unplaced", "carried"}:
                assert model.cell("split[total]", line=f"{key} {ledger}") == total(cells)
    assert [model.cell(f"cards[{name}]") for name in CARDS] == [said(figure) for figure in cards(fund, base)]
    for at, year in enumerate(base):
        assert model.cells("priority_placed[placed]", year=at) == [said(part) for part in priorities(fund, year)]
        assert model.cells("priority_share[share]", year=at) == [said(part) for part in shares(fund, year)]
        slice_ = top_slice(fund, year, at)
        assert {key: model.cells(f"top_slice[{key}]")[at] for key in slice_} == pytest.approx(
            {key: said(figure) for key, figure in slice_.items()}
        )
    projects = [[model.cells(f"funding[{name}]")[at] for name in FUNDING] for at in range(len(fund.projects()))]
    assert projects == [[pytest.approx(said(part)) for part in row] for row in funding(fund, base)]
    moves = zip(*(model.cells(f"tornado[{name}]") for name in ("label", "up", "down")), strict=True)
    assert [*moves] == [(LABELS[key], said(up), said(down)) for key, up, down in tornado(fund, base)]
    if not fund.settings["monitored_year"]:
        return
    lines = fund.lines()
    names = ("budget", "current", "spent", "commitment", "forecast", "variance")
    rows = {row: at for at, row in enumerate(model.cells("in_year[line]")) if row}
    assert len(rows) == len(lines)
    for (project, ledger), line in lines.items():
        at = rows[f"{project} {ledger[0]}"]
        assert [model.cells(f"in_year[{name}]")[at] for name in names] == [said(line[name]) for name in names]
    for ledger in LEDGERS:
        claim = fund.claim(ledger)
        assert {key: model.cell(f"claim[{key}]", ledger=ledger) for key in claim} == {
            key: said(value) for key, value in claim.items()
        }
