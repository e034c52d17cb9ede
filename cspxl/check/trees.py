"""A formula as a tree, with the texts of its references: what the rules that read formulas walk over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from cspxl.engine.parser import Apply, Binary, Call, Group, Node, Parser, Postfix, Prefix, Reference
from cspxl.tokens import FormulaError, Token


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


REFERRING: Final = frozenset({"ref", "table"})


def parsed(tokens: Sequence[Token]) -> Node | None:
    """The tree of a formula; None of one that is not understood."""
    try:
        return Parser([Token("area", "") if token.kind in REFERRING else token for token in tokens]).parse()
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
