"""The page of the rules, from the rules themselves."""

from __future__ import annotations

from cspxl.check.rules import load_rules

_OPENING = """# The rules of `cspxl check`

This page is written by `uv run cspxl check --rules > docs/check-rules.md`. What the command does, and how well:
[check.md](check.md).
"""


def markdown() -> str:
    """Every rule with what it finds, why that matters and what to do."""
    parts = [_OPENING]
    for name, rule in load_rules().items():
        kind = f"{rule.severity}; with --profile {' or '.join(rule.profiles)}" if rule.profiles else rule.severity
        parts.append(f"\n## {name}\n\n{rule.finds} ({kind})\n\nWhy: {rule.why}\n\nWhat to do: {rule.todo}\n")
        parts.append(f"\nHow: {' '.join((rule.find.__doc__ or '').split())}\n")
    return "".join(parts)
