"""What the add-in needs on a PC, each thing with the one line that mends it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cspxl.hosts.addin_files import content_of
from cspxl.hosts.excel_pc import ADDIN, INTERPRETER, OFFICE_RULE, SETTINGS, XLWINGS_SETTINGS, Machine
from cspxl.hosts.settings_file import read_settings
from cspxl.hosts.vba import UDF_MODULE

_AGAIN: Final = "run: cspxl addin excel"
_TRUST_CENTER: Final = "File > Options > Trust Center > Trust Center Settings"
_SIGNED_ONLY: Final = 3  # VBAWarnings: 1 all macros, 2 ask, 3 only signed ones, 4 none
_FROM_OUTSIDE: Final = frozenset({b"3", b"4"})  # ZoneId: 3 the internet, 4 a site that is not trusted


@dataclass(frozen=True)
class Check:
    """One thing the add-in needs: whether it is there, and if not, how to mend it."""

    what: str
    fine: bool
    mend: str = ""

    def __str__(self) -> str:
        return f"ok       {self.what}" if self.fine else f"missing  {self.what}: {self.mend}"


def check(addin: bytes, made_for: str, machine: Machine, workbooks: Mapping[Path, str]) -> list[Check]:
    """Everything the add-in and these macro workbooks need.

    ``made_for`` is the version of xlwings whose DLL the add-in's VBA names; ``workbooks`` has that of each workbook.
    """
    return [
        Check(f"Python: {machine.interpreter}", machine.interpreter.exists(), "install Python, then cspxl, with pip"),
        _xlwings(made_for, machine),
        *_libraries(made_for, machine),
        Check("pywin32", machine.pywin32, "run: pip install pywin32"),
        Check(f"the functions: {UDF_MODULE}", machine.functions, "run: pip install --force-reinstall cspxl"),
        _children(machine),
        _addin(addin, machine),
        _set_aside(machine),
        *_settings(machine),
        *_trust(machine.security),
        _network(machine),
        *(item for path, version in workbooks.items() for item in _workbook(path, version, made_for)),
    ]


def _xlwings(made_for: str, machine: Machine) -> Check:
    found = f"version {machine.xlwings} is installed; " if machine.xlwings else ""
    return Check(f"xlwings {made_for}", machine.xlwings == made_for, f"{found}run: pip install xlwings=={made_for}")


def _libraries(made_for: str, machine: Machine) -> Iterator[Check]:
    """The DLL for each kind of Excel, of the version that the VBA names, where the VBA looks."""
    for bits in (64, 32):
        name = f"xlwings{bits}-{made_for}.dll"
        mend = f"run: pip install --force-reinstall xlwings=={made_for}"
        elsewhere = [path.parent for path in machine.libraries if path.name == name and path.exists()]
        others = [path for folder in machine.library_folders for path in folder.glob(f"xlwings{bits}-*.dll")]
        if elsewhere:
            mend = f"it lies in {elsewhere[0]}, where Excel does not look; {_AGAIN}, which copies it"
        elif others:
            mend = f"{others[0].name} is there, of another version; {mend}"
        yield Check(f"{name} ({bits}-bit Excel)", machine.has_library(name), mend)


def _children(machine: Machine) -> Check:
    """Excel starts Python, and some offices forbid Excel to start anything."""
    return Check(
        "Windows lets Excel start Python", not machine.no_children,
        "ask IT to exclude this Python from the Defender rule 'Block all Office applications from creating child "
        f"processes' ({OFFICE_RULE})",
    )  # fmt: skip


def _addin(addin: bytes, machine: Machine) -> Check:
    what = f"add-in: {machine.addin}"
    if not machine.addin.exists():
        return Check(what, fine=False, mend=_AGAIN)
    return Check(what, machine.addin.read_bytes() == addin, f"it is of another version; {_AGAIN}")


def _set_aside(machine: Machine) -> Check:
    """An Excel that was ended in the Task Manager; its formulas then show a path before the functions' names."""
    return Check(
        "Excel opens the add-in", not machine.set_aside,
        "Excel was ended by force and leaves it out, so that functions show a path; File > Options > Add-ins > "
        f"Manage: Disabled Items > Go > {ADDIN.name} > Enable, then start Excel again",
    )  # fmt: skip


def _settings(machine: Machine) -> Iterator[Check]:
    for place, whose in ((SETTINGS, "add-in"), (XLWINGS_SETTINGS, "macro workbooks")):
        named = read_settings(machine.profile / place).get(INTERPRETER, "")
        fine = named == str(machine.interpreter)
        mend = f"they name {named}; change it in {machine.profile / place}" if named else _AGAIN
        yield Check(f"settings of the {whose} name this Python", fine, mend)


def _trust(security: Mapping[str, int]) -> Iterator[Check]:
    """The add-in lies in a trusted location; macro workbooks elsewhere need the user's click."""
    warnings = security.get("VBAWarnings", 2)
    yield Check(
        "macros may run in workbooks", warnings < _SIGNED_ONLY,
        f"{_TRUST_CENTER} > Macro Settings: Disable with notification; or ask IT to sign or trust the folder",
    )  # fmt: skip
    yield Check(
        "Excel trusts its start folder", not security.get("AllLocationsDisabled"),
        f"{_TRUST_CENTER} > Trusted Locations: untick Disable all; or ask IT",
    )  # fmt: skip


def _network(machine: Machine) -> Check:
    """Excel trusts no folder on the network unless it is told to."""
    allowed = bool(machine.security.get("AllowNetworkLocations"))
    return Check(
        "the start folder is on this PC, or trusted on the network", allowed or not machine.on_network,
        f"{machine.appdata} is on the network; {_TRUST_CENTER} > Trusted Locations: tick Allow Trusted Locations on my "
        "network; or ask IT to allow it, or to keep AppData on the PC",
    )  # fmt: skip


def _workbook(path: Path, version: str, made_for: str) -> Iterator[Check]:
    """Windows writes where a file came from into a second stream of it; Excel then blocks its macros."""
    stream = content_of(Path(f"{path}:Zone.Identifier")) or b""
    quoted = str(path).replace("'", "''")
    yield Check(
        f"Windows trusts {path}", _FROM_OUTSIDE.isdisjoint(re.findall(rb"(?m)^ZoneId=(\d+)", stream)),
        f"it came from the internet, and Excel blocks its macros; run in PowerShell: Unblock-File '{quoted}'",
    )  # fmt: skip
    yield Check(
        f"{path} is made for xlwings {made_for}", version == made_for,
        f"its macros name the DLL of xlwings {version}; make it again: cspxl template, or cspxl build --macro",
    )  # fmt: skip
