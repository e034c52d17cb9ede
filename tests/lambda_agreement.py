"""Random cells through Python and through the LAMBDA name in our engine: values, errors and texts are the same.

``cd tests && uv run python lambda_agreement.py 20000 RAG`` does so 20,000 times for RAG (left out: for every function).
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cache
from math import isclose

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from cspxl.engine import Plan, load
from cspxl.engine.model import DefinedName, SheetModel, WorkbookModel
from cspxl.engine.ranges import Array
from cspxl.lambdas.names import functions, names_for
from cspxl.registry import Argument, as_grid, load_catalogue
from cspxl.values import Cell, CellError, Grid, month_serial

CATALOGUE = load_catalogue()
FIRST_MONTH = 2014 * 12

# Numbers between a millionth and a thousand million million; beyond them docs/differences.md says what differs.
numbers = st.one_of(
    st.integers(0, 400), st.integers(-10_000, 10_000), st.floats(-1e6, 1e6).map(lambda x: round(x, 6)),
    st.sampled_from([0, 1, -1, 0.5, 2, 3, 4, 12, 0.3, 0.75, 24, 100, 201704, 201613, 42826, 42795.5, 60, 10**14]),
)  # fmt: skip
words = st.sampled_from(
    ["", " ", "2017-04", "Apr-17", "April 2017", "04/2017", "201704", "2017-13", "Mon-17", "xmr", "poisson", "2sd",
     "full", "points", "count", "change", "of", "both", "slash", "msg", "london", "Barnet", " barnet ", "Bexley",
     "Brent", "lower", "Higher", "monitor", "highest", "positive", "neutral", "-", "+", "TBC", "[c]", "many",
     "Complete", "held"],
)  # fmt: skip
errors = st.sampled_from([CellError.NA, CellError.DIV0, CellError.VALUE, CellError.REF, CellError.NUM])
cells: st.SearchStrategy[Cell] = st.one_of(st.none(), st.booleans(), numbers, numbers, words, words, errors)
odd = st.sampled_from([None, "", "TBC", CellError.NA, CellError.DIV0, "many", True])
counts = st.one_of(*[st.integers(0, 999)] * 9, odd)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    return [draw(st.lists(cells, min_size=width, max_size=width)) for _ in range(height)]


@st.composite
def any_arguments(draw: st.DrawFn, name: str) -> Sequence[Argument]:
    return draw(st.lists(st.one_of(cells, cells, cells, grids()), min_size=1, max_size=len(CATALOGUE[name].parameters)))


@st.composite
def series_arguments(draw: st.DrawFn, name: str) -> Sequence[Argument]:
    """Arguments that go together: a series or a block beside months, a month of them, and what else may follow."""
    length, lines = draw(st.integers(1, 40)), draw(st.sampled_from([1, 1, 1, 2]))
    months: list[Cell] = [month_serial(FIRST_MONTH + at) for at in range(length)]
    for at in draw(st.lists(st.integers(0, length - 1), max_size=2)):
        months[at] = draw(st.one_of(st.none(), cells, st.sampled_from(months)))
    values = [[draw(counts) for _ in range(length)] for _ in range(lines)]
    wide = draw(st.booleans())
    as_at = draw(st.one_of(st.none(), st.sampled_from(months), cells))
    rest = draw(st.lists(st.one_of(st.none(), cells, st.sampled_from(months)), max_size=2))
    block = values if wide else [list(line) for line in zip(*values, strict=True)]
    beside: Grid = [months] if draw(st.booleans()) else [[month] for month in months]
    return [block, beside, as_at, *rest][: len(CATALOGUE[name].parameters)]


@st.composite
def peer_arguments(draw: st.DrawFn, name: str) -> Sequence[Argument]:
    n = draw(st.integers(1, 6))
    areas = ["Barnet", "Bexley", "Brent", "Barking & Dagenham", "Camden", "Ealing"][:n]
    listed: list[Cell] = [draw(st.sampled_from([area, area, area, area, None, "Barnet"])) for area in areas]
    few = st.one_of(st.integers(0, 5), st.integers(0, 5), st.sampled_from([0.1, 0.3, None, "TBC", CellError.NUM]))
    columns = [[[draw(few)] for _ in areas] for _ in range(2)]
    who = draw(st.one_of(st.sampled_from(areas), cells))
    more = [draw(st.sampled_from([None, "lowest", "highest"])), draw(st.sampled_from([None, "both", "slash"]))]
    members = st.lists(st.sampled_from(areas), min_size=1, max_size=3).map(lambda found: [[area] for area in found])
    group = draw(st.one_of(st.none(), members))
    columns[1] = draw(st.sampled_from([None, columns[1]]))
    return [who, [[area] for area in listed], *columns, *more[: 1 if name == "PEER_RANK" else 2], group]


# What an argument of each kind may well be: amounts, shares and counts of whole things.
likely: Mapping[str, st.SearchStrategy[Cell]] = {
    "number": st.one_of(
        st.integers(0, 60), st.integers(0, 3000), st.integers(-300, 20_000), st.integers(0, 6000).map(lambda x: x / 2),
        st.integers(-1500, 1500).map(lambda x: x / 1000), st.integers(0, 100).map(lambda x: x / 100), st.none(), cells,
    ),
    "whole number": st.one_of(st.integers(-1, 13), st.none(), cells),
    "month": st.one_of(st.integers(0, 60).map(lambda at: month_serial(FIRST_MONTH + at)), cells),
    "polarity": st.one_of(st.sampled_from(["lower", "higher", "monitor", None]), cells),
    "TRUE or FALSE": st.one_of(st.booleans(), st.none(), cells),
    "value": st.one_of(words, st.integers(0, 3), cells),
    "text": st.one_of(words, st.none(), cells),
}  # fmt: skip
likely = {**likely, "number or a text such as 15.0%": likely["number"]}  # the names take numbers, differences.md says
few_kinds = st.sampled_from(["Red", "red", "Green", None, 0, 1, 1.0, True, "", "TBC", CellError.NA, CellError.NUM])


@st.composite
def likely_arguments(draw: st.DrawFn, name: str) -> Sequence[Argument]:
    """Each argument of its own kind; ranges of one length, rows or columns."""
    length, wide = draw(st.integers(1, 24)), draw(st.booleans())
    of_range = draw(st.sampled_from([st.integers(0, 12), counts, counts, few_kinds]))
    found: list[Argument] = []
    for parameter in CATALOGUE[name].parameters:
        if parameter.kind.is_range:
            cells_ = draw(st.lists(of_range, min_size=length, max_size=length))
            found.append([cells_] if wide else [[cell] for cell in cells_])
        else:
            found.append(draw(likely[parameter.kind.noun]))
    return found[: draw(st.integers(1, len(found))) if draw(st.booleans()) else None]


money = st.one_of(st.integers(0, 900), st.integers(0, 90_000).map(lambda x: x / 100), st.integers(0, 10**7))
one_money = st.one_of(*[money] * 9, odd, st.sampled_from([-5, 0.005, 12.345]))
of_fund: Mapping[str, st.SearchStrategy[Cell]] = {
    "year": st.one_of(st.integers(0, 6), odd, st.just(1.5)),
    "cocommissioned": st.one_of(st.none(), st.integers(0, 20).map(lambda x: x / 20), st.sampled_from([0.3, -1, 1.5])),
    "unit": st.one_of(st.none(), st.sampled_from([1, 1, 0.01, 0.5, 10, 1000, 0, 0.001, "many"])),
    "first_shared_year": st.one_of(st.none(), st.integers(0, 5)),
    "floor": st.one_of(st.none(), st.integers(0, 12).map(lambda x: x / 10), st.just(-1)),
    "years_per_period": st.one_of(st.none(), st.integers(0, 5)),
    "allow_advance": st.one_of(st.none(), st.booleans()),
}


@st.composite
def fund_arguments(draw: st.DrawFn, name: str) -> Sequence[Argument]:
    """Money and whole numbers, as the fund has them: products beyond 15 digits are #NUM! for a LAMBDA."""
    length, wide = draw(st.integers(1, 8)), draw(st.booleans())
    found: list[Argument] = []
    for parameter in CATALOGUE[name].parameters:
        if parameter.kind.is_range and (parameter.name != "year" or draw(st.booleans())):
            each = {"weights": st.one_of(st.integers(0, 200), counts), "year": of_fund["year"]}.get(
                parameter.name, one_money,
            )
            several = draw(st.lists(each, min_size=length, max_size=length))
            found.append([several] if wide else [[cell] for cell in several])
        else:
            found.append(draw(of_fund.get(parameter.name, one_money)))
    return found[: draw(st.integers(1, len(found))) if draw(st.booleans()) else None]


MOST_ROWS = 10_000  # our engine limits the cells of a formula's arrays
OF_SERIES = frozenset(
    name for name, item in CATALOGUE.items() if [each.name for each in item.parameters][:2] == ["values", "months"]
)


def arguments(name: str) -> st.SearchStrategy[Sequence[Argument]]:
    if name in {"PEER_RANK", "PEER_RANK_TEXT"}:
        return st.one_of(peer_arguments(name), peer_arguments(name), any_arguments(name))
    if name.startswith("LCPF_"):
        return fund_arguments(name)
    first = series_arguments(name) if name in OF_SERIES else likely_arguments(name)
    return st.one_of(first, likely_arguments(name), any_arguments(name))


@cache
def with_name(name: str) -> Plan:
    """A workbook that holds the name, to be asked again and again: most of a call's time would go into reading it."""
    names = [DefinedName(item.name, item.stored) for item in names_for([name])]
    return load(WorkbookModel((SheetModel("S", {}),), names)).calculate()


def by_lambda(name: str, given_: Sequence[Argument]) -> Grid:
    """What the name gives in our engine, its arguments in cells; one that is None is an empty cell."""
    plan, found, written, column = with_name(name), dict[str, Cell](), [], 60
    for argument in given_:
        grid = as_grid(argument)
        columns = [get_column_letter(column + at) for at in range(len(grid[0]))]
        written.append(f"{columns[0]}1:{columns[-1]}{len(grid)}")
        for row, line in enumerate(grid, 1):
            found |= {f"S!{at}{row}": cell for at, cell in zip(columns, line, strict=True)}
        column += len(columns) + 1
    for at, cell in found.items():
        plan.set(at, cell)
    try:
        answer = plan.calculate().answer(f"{name}({','.join(written)})", "S!A1")
    finally:
        for at in found:
            plan.set(at, None)
    return [list(row) for row in answer.rows] if isinstance(answer, Array) else [[answer]]


def same(one: Grid, other: Grid) -> bool:
    return [len(row) for row in one] == [len(row) for row in other] and all(
        _same(a, b) for rows in zip(one, other, strict=True) for a, b in zip(*rows, strict=True)
    )


def _same(one: Cell, other: Cell) -> bool:
    number = [isinstance(cell, int | float) and not isinstance(cell, bool) for cell in (one, other)]
    if all(number):
        return isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return type(one) is type(other) and one == other


def check(name: str, examples: int) -> None:
    """Raises AssertionError with the arguments of the first that differ."""

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck),
              phases=[Phase.generate, Phase.shrink], derandomize=True)  # fmt: skip
    @given(given_=arguments(name))
    def agrees(given_: Sequence[Argument]) -> None:
        python = as_grid(CATALOGUE[name].calculate(*given_))
        assume(len(python) <= MOST_ROWS)
        cells_ = by_lambda(name, given_)
        assert same(python, cells_), f"{name}{tuple(given_)}: Python {python}, LAMBDA {cells_}"

    agrees()


if __name__ == "__main__":
    for function in sys.argv[2:] or sorted(functions()):
        check(function, int(sys.argv[1]))
        print(f"{function}: {int(sys.argv[1]):,} the same", flush=True)  # noqa: T201 -- a command
