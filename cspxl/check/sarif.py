"""The checker's findings as SARIF; those that are accepted carry who accepts them, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from cspxl.check import RULES, Checked, Finding
from cspxl.check.accepted import Accepted
from cspxl.sarif import log


def sarif(checked: Sequence[Checked], accepted: Mapping[str, Accepted]) -> Mapping[str, object]:
    """The findings as one run."""
    found = [(one.file, finding) for one in checked for finding in one.findings]
    results = [_result(file, finding, accepted.get(finding.identity)) for file, finding in found]
    return log("cspxl check", {name: rule.finds for name, rule in RULES.items()}, results)


def _result(file: str, one: Finding, accepted: Accepted | None) -> Mapping[str, object]:
    place = {
        "physicalLocation": {"artifactLocation": {"uri": quote(file)}},
        "logicalLocations": [{"name": one.place or "workbook"}],
    }
    result: dict[str, object] = {
        "ruleId": one.rule.name,
        "ruleIndex": list(RULES).index(one.rule.name),
        "level": one.rule.severity,
        "message": {"text": f"{one.place}: {one.what}. {one.rule.why} {one.rule.todo}"},
        "locations": [place],
        "partialFingerprints": {"cspxlIdentity/v1": one.identity},
    }
    if accepted is not None:
        result["suppressions"] = [{"kind": "external", "justification": f"{accepted.reason} ({accepted.by})"}]
    return result
