"""What all tests share: the demo's workbooks, and how hypothesis runs.

Hypothesis is quick in every run; ``pytest --hypothesis-profile=thorough`` looks harder.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from commands import BARKING, BARNET, cspxl
from hypothesis import settings

from cspxl.values import month_name

# Tests start the program some two hundred times. Where Python is told to keep no bytecode, each start would compile
# every library anew; what is compiled goes beside other temporary files, where nobody else may write: it is run.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    kept = Path(tempfile.gettempdir()) / f"cspxl-tests-bytecode-{os.getuid()}"
    kept.mkdir(mode=0o700, exist_ok=True)
    if kept.stat().st_uid == os.getuid() and not kept.is_symlink():
        kept.chmod(0o700)
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(kept))

settings.register_profile("quick", max_examples=30, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile("quick")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A month is called by its name, April 2017, not by its index."""
    is_month = argname in {"as_at", "month"} and isinstance(val, int) and not isinstance(val, bool)
    return month_name(val) if is_month else None


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``cspxl demo`` writes."""
    out = tmp_path_factory.mktemp("demo")
    ran = cspxl("demo", "--out", out)
    assert ran.code == 0, ran.err
    assert sorted(file.name for file in out.iterdir()) == [BARKING, BARNET]
    return out
