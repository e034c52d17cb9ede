"""The names of ``names.txt``: read, spelled for the file, and found for the functions that a workbook uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from cspxl.facts import london, most_similar_groups
from cspxl.registry import CATALOGUE, load_catalogue
from cspxl.tokens import Token, optional_parameters, tokenise

PARAMETER, OPTIONAL = "_xlpm.", "_xlop."
# Excel's functions that came after the file format, as far as the names call them, and how a file spells them.
_NEWER: Final = frozenset(
    {"BETA.INV", "BYCOL", "BYROW", "CHISQ.INV", "CHISQ.INV.RT", "DROP", "GAMMA.INV", "HSTACK", "ISOMITTED",
     "LAMBDA", "LET", "MAP", "NORM.S.INV", "POISSON.DIST", "REDUCE", "SCAN", "SEQUENCE", "TAKE",
     "TOCOL", "UNICHAR", "UNIQUE", "VSTACK", "XMATCH"},
)  # fmt: skip
_NEWER_WORKSHEET: Final = frozenset({"FILTER", "SORT"})


@dataclass(frozen=True)
class LambdaName:
    """A defined name that is a function: its formula as a file stores it, and what Excel's Name Manager says of it."""

    name: str
    stored: str
    comment: str = ""


@cache
def typed_names() -> Mapping[str, str]:
    """Each name and its formula as a person types it, without the line ends and spaces of the text."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in files("cspxl.lambdas").joinpath("names.txt").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line[0] != " ":
            name, _, line = line.partition(" = ")  # noqa: PLW2901 -- the rest of it
            if name in found:
                raise ValueError(f"two names are called {name}")
            found[name] = []
        found[name].append(line)
    texts = {name: "\n".join(lines) for name, lines in found.items()} | _of_facts()
    return MappingProxyType({name: _tight(text) for name, text in texts.items()})


def functions() -> frozenset[str]:
    """The functions of the catalogue that are names."""
    load_catalogue()
    return frozenset(typed_names()) & frozenset(CATALOGUE)


def names_for(called: Iterable[str]) -> Sequence[LambdaName]:
    """The names that these functions need, helpers among them, in the order of the text."""
    wanted: set[str] = set()
    asked = [name for name in called if name in typed_names()]
    while asked:
        name = asked.pop()
        if name not in wanted:
            wanted.add(name)
            asked += calls(typed_names()[name])
    return [LambdaName(name, spelled(text), _comment(name)) for name, text in typed_names().items() if name in wanted]


def calls(formula: str) -> Sequence[str]:
    """The names that a formula mentions, each once."""
    tokens = (token.text for token in tokenise(formula) if token.kind in {"function", "name"})
    return [name for name in dict.fromkeys(tokens) if name in typed_names()]


def spelled(formula: str) -> str:
    """A formula as the file stores it: parameters and newer functions carry prefixes."""
    tokens = list(optional_parameters(tokenise(formula)))
    own = frozenset(parameters(tokens))
    return "".join(_stored(token, own) for token in tokens)


def parameters(tokens: Sequence[Token]) -> Iterator[str]:
    """The names that LAMBDA and LET declare, without prefixes."""
    depth: list[tuple[str, int]] = []  # the call that is open and which of its arguments this is
    before = ""
    for at, token in enumerate(tokens):
        if token.text in {"(", "{"}:
            depth.append((before if token.text == "(" else "", 0))
        elif token.text in {")", "}"}:
            depth.pop()
        elif token.text == "," and depth:
            depth[-1] = depth[-1][0], depth[-1][1] + 1
        elif token.kind == "name" and depth and tokens[at + 1].text == ",":
            call, place = depth[-1]
            if call == "LAMBDA" or (call == "LET" and place % 2 == 0):
                yield token.text.removeprefix(OPTIONAL)
        before = token.text.upper() if token.kind == "function" else ""


def _stored(token: Token, own: frozenset[str]) -> str:
    if token.kind == "name":
        return PARAMETER + token.text if token.text in own else token.text
    if token.kind != "function":
        return token.text
    if token.text in own:
        return PARAMETER + token.text
    if token.text in _NEWER_WORKSHEET:
        return f"_xlfn._xlws.{token.text}"
    return f"_xlfn.{token.text}" if token.text in _NEWER else token.text


def _tight(text: str) -> str:
    return "".join(token.text for token in tokenise(text) if token.kind != "space")


def _comment(name: str) -> str:
    function = CATALOGUE.get(name)
    return "" if function is None else function.help


def _of_facts() -> dict[str, str]:
    """The peer groups: members as an array, and the month since which they are the group."""
    groups = most_similar_groups()
    members = "".join(f'IF(home="{area}",{_array(group.members)},' for area, group in groups.items())
    since = "".join(f'IF(home="{area}",{group.since},' for area, group in groups.items())
    end = f"NA(){')' * len(groups)}"
    return {
        "csp_group": f'LAMBDA(kind,home,IF(kind="london",{_array(london().members)},{members}{end}))',
        "csp_since": f'LAMBDA(kind,home,IF(kind="london",{london().since},{since}{end}))',
    }


def _array(texts: Iterable[str]) -> str:
    quoted = (text.replace('"', '""') for text in texts)
    return "{" + ";".join(f'"{text}"' for text in quoted) + "}"
