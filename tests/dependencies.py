"""What cspxl needs at run time; ``python tests/dependencies.py > docs/dependencies.md`` writes the page anew."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement

_HEAD = """# What cspxl installs, and under which licences

Everything that `pip install cspxl` brings, with the licence that each package names. The exact versions that are tested
stand in `pyproject.toml`, the oldest in `tests/minimum.txt`; both sets are tested. The extra `scale` adds Dask
(`distributed` and what it needs, BSD-3-Clause), the extra `word` python-docx (MIT), the extra `audit` python-docx and
`pdfplumber` (MIT), which bring `pdfminer.six` and `charset-normalizer` (MIT), `pillow` (MIT-CMU) and `pypdfium2`
(Apache-2.0, BSD-3-Clause). `formulas` and `schedula` are under the European Union Public Licence: they are used as they
are, unchanged, as libraries.

| package | needed by | licence |
|---|---|---|
"""
# What a package's metadata call its licence, in the words of SPDX.
_SPDX = {
    "PSFL": "PSF-2.0",
    "EUPL 1.1+": "EUPL-1.1+",
    "BSD 3-Clause": "BSD-3-Clause",
    "BSD 3-clause": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License": "ISC",
    "MIT License": "MIT",
}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def needed() -> dict[str, set[str]]:
    """Every package that is needed at run time, and which of them need it."""
    found: dict[str, set[str]] = {}
    todo = ["cspxl"]
    while todo:
        name = todo.pop()
        for text in distribution(name).requires or ():
            wanted = Requirement(text)
            if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
                continue
            other = normal(wanted.name)
            if other not in found:
                try:
                    distribution(other)
                except PackageNotFoundError:
                    continue
                todo.append(other)
            found.setdefault(other, set()).add(normal(name))
    return found


def licence(name: str) -> str:
    """The licence as the package's metadata name it."""
    meta = distribution(name).metadata
    named = meta.get("License-Expression") or meta.get("License") or ""
    if not named or "\n" in named:  # none, or its whole text
        classes = [item for item in meta.get_all("Classifier") or () if item.startswith("License")]
        named = classes[0].rpartition(" :: ")[2] if classes else ""
    return _SPDX.get(named, named)


def page() -> str:
    rows = [f"| {name} | {', '.join(sorted(by))} | {licence(name)} |" for name, by in sorted(needed().items())]
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 -- its answer
