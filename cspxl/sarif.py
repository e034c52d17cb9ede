"""Findings as SARIF 2.1.0, which CI services show beside what they are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cspxl import __version__


def log(tool: str, rules: Mapping[str, str], results: Sequence[Mapping[str, object]]) -> Mapping[str, object]:
    """The findings of one run of a tool; ``rules`` are its rules with what each says."""
    described = [{"id": name, "shortDescription": {"text": text}} for name, text in rules.items()]
    driver = {"driver": {"name": tool, "version": __version__, "rules": described}}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": driver, "columnKind": "unicodeCodePoints", "results": results}],
    }
