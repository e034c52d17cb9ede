"""The audit's findings as SARIF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from cspxl.audit.judging import Judgement
from cspxl.sarif import log

_RULES: Final[Mapping[str, str]] = {
    "wrong": "The stated figure is not what the figures beside it give",
    "truncated": "The stated figure is cut off instead of rounded",
    "impossible": "No whole number gives the stated figure",
    "conflict": "The same quantity has different figures",
    "stale": "The stated figure was true of an earlier month",
    "revised": "The stated figure was true before the data were revised",
}
_LEVELS: Final = {"truncated": "warning", "revised": "note"}


def sarif(judgements: Sequence[Judgement]) -> Mapping[str, object]:
    """The findings as one run."""
    return log("cspxl audit", _RULES, [_result(one) for one in judgements if one.is_finding])


def _result(one: Judgement) -> Mapping[str, object]:
    place = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(one.file)},
            "region": {"startLine": one.line, "snippet": {"text": one.statement}},
        },
        "logicalLocations": [{"name": one.where}],
    }
    return {
        "ruleId": one.verdict,
        "ruleIndex": list(_RULES).index(one.verdict),
        "level": _LEVELS.get(one.verdict, "error"),
        "message": {"text": f"{one.statement}: {one.told}"},
        "locations": [place],
    }
