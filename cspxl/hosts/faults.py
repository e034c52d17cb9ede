"""What is wrong with which argument, in one line, for the hosts that can show more than an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cspxl.registry import Argument, Function, Parameter, as_grid
from cspxl.values import CellError, CellFault, is_blank

_LONGEST: Final = 30  # characters of a text that are repeated
_WITHOUT_ARTICLE: Final = frozenset({"text", "TRUE or FALSE"})


def wrong_argument(function: Function, arguments: Sequence[Argument]) -> str | None:
    """The first argument that is of the wrong kind, None where each can be read (and they do not fit together)."""
    for parameter, argument in _paired(function, arguments):
        if not parameter.required and _is_left_out(argument):
            continue
        try:
            parameter.kind.read(argument)
        except CellFault as fault:
            if fault.error is CellError.VALUE:
                noun = parameter.kind.noun
                wanted = noun if noun in _WITHOUT_ARTICLE else f"a {noun}"
                return f"{function.name}: {parameter.name} is {_shown(argument)}, not {wanted}. {parameter.help}"
    return None


def _paired(function: Function, arguments: Sequence[Argument]) -> Iterator[tuple[Parameter, Argument]]:
    """Each argument with its parameter; the last parameter takes the rest where it repeats."""
    parameters = function.parameters
    for at, argument in enumerate(arguments):
        if at < len(parameters) or parameters[-1].variadic:
            yield parameters[min(at, len(parameters) - 1)], argument


def _is_left_out(argument: Argument) -> bool:
    grid = as_grid(argument)
    return len(grid) == 1 and len(grid[0]) == 1 and is_blank(grid[0][0])


def _shown(argument: Argument) -> str:
    grid = as_grid(argument)
    if len(grid) > 1 or len(grid[0]) > 1:
        return f"a range of {len(grid)} by {len(grid[0])} cells"
    cell = grid[0][0]
    if isinstance(cell, str):
        return f'"{cell[:_LONGEST]}…"' if len(cell) > _LONGEST else f'"{cell}"'
    if isinstance(cell, bool):
        return str(cell).upper()
    return f"{cell:g}" if isinstance(cell, int | float) else str(cell)
