"""A formula as a tree, with the texts of its references: what the rules that read formulas walk over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cspxl.engine.parser import Apply, Binary, Call, Group, Node, Parser, Postfix, Prefix, Reference
from cspxl.tokens import FormulaError, Token, tokenise


class Tree(NamedTuple):
    """The formula; ``references`` has the token of each ``Reference``, by its index."""

    root: Node
    references: Sequence[Token]

    def token(self, node: Node) -> Token | None:
        """The token of a node that is a reference to cells."""
        if not isinstance(node, Reference):
            return None
        token = self.references[node.index]
        return token if token.kind == "ref" else None


@lru_cache(maxsize=4096)
def tree(text: str) -> Tree | None:
    """The tree of a formula; None of one that is not understood."""
    try:
        written = tokenise(text)
        kept = [token for token in written if token.kind in {"ref", "table"}]
        read = [Token("area", token.text) if token.kind in {"ref", "table"} else token for token in written]
        return Tree(Parser(read).parse(), kept)
    except (FormulaError, RecursionError):
        return None


def inside(node: Node) -> Sequence[Node]:
    """The nodes directly within a node."""
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Apply):
        return (node.callee, *node.arguments)
    if isinstance(node, Binary):
        return (node.left, node.right)
    if isinstance(node, Prefix | Postfix):
        return (node.operand,)
    return (node.inner,) if isinstance(node, Group) else ()


def calls(node: Node) -> Iterator[Call]:
    """Every call of a function within a node, itself among them, the outer before the inner."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Call):
            yield one
        waiting.extend(reversed(inside(one)))


def called(text: str) -> Iterator[tuple[Tree, Call]]:
    """Every call of a function in a formula, with the formula's tree."""
    parsed = tree(text)
    if parsed is not None:
        for call in calls(parsed.root):
            yield parsed, call
