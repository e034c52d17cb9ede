"""The add-in on a Windows PC: put where Excel finds it, checked, taken away. Files only; the registry is only read.

Excel opens what lies in the folder XLSTART of its user, and trusts it. The settings of xlwings say which Python runs
the functions: ``csp.conf`` for the add-in, ``xlwings.conf`` for macro workbooks.
"""

from __future__ import annotations

import csv
import locale
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from cspxl.errors import InputError
from cspxl.hosts.vba import UDF_MODULE

ADDIN: Final = Path("Microsoft", "Excel", "XLSTART", "csp.xlam")
SETTINGS: Final = Path(".csp", "csp.conf")
XLWINGS_SETTINGS: Final = Path(".xlwings", "xlwings.conf")
INTERPRETER: Final = "INTERPRETER_WIN"

_AGAIN: Final = "run: cspxl addin excel"
# Excel's settings of macro security: 16.0 is every version since 2016. A policy overrides what the user chose.
_SECURITY_KEYS: Final = (
    r"Software\Microsoft\Office\16.0\Excel\Security",
    r"Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations",
    r"Software\Policies\Microsoft\Office\16.0\Excel\Security",
    r"Software\Policies\Microsoft\Office\16.0\Excel\Security\Trusted Locations",
)
_SIGNED_ONLY: Final = 3  # VBAWarnings: 1 all macros, 2 ask, 3 only signed ones, 4 none


@dataclass(frozen=True)
class Machine:
    """The PC as far as the add-in depends on it.

    ``appdata`` and ``profile`` are the user's folders, ``interpreter`` the pythonw.exe that is to run the functions,
    ``xlwings`` the version installed in it, ``security`` Excel's settings of macro security by name.
    """

    appdata: Path
    profile: Path
    interpreter: Path
    xlwings: str | None
    pywin32: bool
    functions: bool
    security: Mapping[str, int]

    @property
    def addin(self) -> Path:
        """Where the add-in belongs."""
        return self.appdata / ADDIN


@dataclass(frozen=True)
class Check:
    """One thing the add-in needs: whether it is there, and if not, how to mend it."""

    what: str
    fine: bool
    mend: str = ""

    def __str__(self) -> str:
        return f"ok       {self.what}" if self.fine else f"missing  {self.what}: {self.mend}"


def this_machine(environment: Mapping[str, str] = os.environ) -> Machine:
    """The PC this Python runs on. Raises InputError where there is no Excel for Windows."""
    try:
        appdata, profile = Path(environment["APPDATA"]), Path(environment["USERPROFILE"])
    except KeyError as missing:
        raise InputError(
            f"the add-in is for Excel on Windows, and {missing.args[0]} is not set here: run this on the analyst's PC",
        ) from None
    try:
        xlwings = version("xlwings")
    except PackageNotFoundError:
        xlwings = None
    return Machine(
        appdata=appdata,
        profile=profile,
        interpreter=Path(sys.executable).with_name("pythonw.exe"),
        xlwings=xlwings,
        pywin32=find_spec("win32com") is not None,
        functions=find_spec(UDF_MODULE) is not None,
        security=_security(),
    )


def install(addin: bytes, machine: Machine) -> list[Path]:
    """Put the add-in and its settings in place; the files written. Whoever set an interpreter for xlwings keeps it."""
    _write(machine.addin, addin)
    written = [machine.addin]
    for place in (SETTINGS, XLWINGS_SETTINGS):
        path = machine.profile / place
        settings = _read_settings(path)
        if place == SETTINGS or not settings.get(INTERPRETER):
            _write(path, _settings_text({**settings, INTERPRETER: str(machine.interpreter)}))
            written.append(path)
    return written


def uninstall(machine: Machine) -> list[Path]:
    """Take away what ``install`` put in place; the files removed or changed."""
    touched = [path for path in (machine.addin, machine.profile / SETTINGS) if _remove(path)]
    path = machine.profile / XLWINGS_SETTINGS
    settings = _read_settings(path)
    if settings.get(INTERPRETER) == str(machine.interpreter):
        del settings[INTERPRETER]
        if settings:
            _write(path, _settings_text(settings))
        else:
            _remove(path)
        touched.append(path)
    return touched


def check(addin: bytes, made_for: str, machine: Machine) -> list[Check]:
    """Everything the add-in needs. ``made_for`` is the version of xlwings whose DLL its VBA names."""
    return [
        Check(f"Python: {machine.interpreter}", machine.interpreter.exists(), "install Python, then cspxl, with pip"),
        _xlwings(made_for, machine),
        *_libraries(made_for, machine),
        Check("pywin32", machine.pywin32, "run: pip install pywin32"),
        Check(f"the functions: {UDF_MODULE}", machine.functions, "run: pip install --force-reinstall cspxl"),
        _addin(addin, machine),
        *_settings(machine),
        *_trust(machine.security),
    ]


def _xlwings(made_for: str, machine: Machine) -> Check:
    what = f"xlwings {made_for}"
    if machine.xlwings is None:
        return Check(what, fine=False, mend="run: pip install xlwings")
    found = f"version {machine.xlwings} is installed; {_AGAIN}, which makes the add-in for it"
    return Check(what, machine.xlwings == made_for, found)


def _libraries(made_for: str, machine: Machine) -> Iterator[Check]:
    """The DLL for each kind of Excel, where the VBA of xlwings looks: beside Python, or one folder up."""
    folders = (machine.interpreter.parent, machine.interpreter.parent.parent)
    for bits in (64, 32):
        name = f"xlwings{bits}-{made_for}.dll"
        there = any((folder / name).exists() for folder in folders)
        yield Check(f"{name} ({bits}-bit Excel)", there, f"run: pip install --force-reinstall xlwings=={made_for}")


def _addin(addin: bytes, machine: Machine) -> Check:
    what = f"add-in: {machine.addin}"
    if not machine.addin.exists():
        return Check(what, fine=False, mend=_AGAIN)
    return Check(what, machine.addin.read_bytes() == addin, f"it is of another version; {_AGAIN}")


def _settings(machine: Machine) -> Iterator[Check]:
    for place, whose in ((SETTINGS, "add-in"), (XLWINGS_SETTINGS, "macro workbooks")):
        named = _read_settings(machine.profile / place).get(INTERPRETER, "")
        fine = named == str(machine.interpreter)
        mend = f"they name {named}; change it in {machine.profile / place}" if named else _AGAIN
        yield Check(f"settings of the {whose} name this Python", fine, mend)


def _trust(security: Mapping[str, int]) -> Iterator[Check]:
    """The add-in lies in a trusted location; macro workbooks elsewhere need the user's click."""
    warnings = security.get("VBAWarnings", 2)
    options = "File > Options > Trust Center > Trust Center Settings"
    yield Check(
        "macros may run in workbooks", warnings < _SIGNED_ONLY,
        f"{options} > Macro Settings: Disable with notification; or ask IT to sign or trust the folder",
    )  # fmt: skip
    yield Check(
        "Excel trusts its start folder", not security.get("AllLocationsDisabled"),
        f"{options} > Trusted Locations: untick Disable all; or ask IT",
    )  # fmt: skip


def _security() -> dict[str, int]:
    """Excel's settings of macro security; those of a policy come last, and hold."""
    found: dict[str, int] = {}
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 -- Windows only

        for name in _SECURITY_KEYS:
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, name) as key:
                    for at in range(winreg.QueryInfoKey(key)[1]):
                        value = winreg.EnumValue(key, at)
                        if isinstance(value[1], int):
                            found[value[0]] = value[1]
            except FileNotFoundError:  # never set
                continue
    return found


def _read_settings(path: Path) -> dict[str, str]:
    """The pairs of a settings file as xlwings' VBA reads it: two quoted texts to a line, in the PC's code page."""
    if not path.exists():
        return {}
    rows = csv.reader(path.read_text(locale.getencoding(), errors="replace").splitlines())
    return {row[0].upper(): row[1] for row in rows if len(row) > 1}


def _settings_text(settings: Mapping[str, str]) -> bytes:
    text = "".join(f'"{name}","{value}"\r\n' for name, value in settings.items())
    try:
        return text.encode(locale.getencoding())
    except UnicodeEncodeError:
        raise InputError(
            f"{settings[INTERPRETER]} has letters that Excel's settings cannot hold: install Python in another folder",
        ) from None


def _write(path: Path, content: bytes) -> None:
    """Write aside, then move into place; aside is a folder up, because Excel opens whatever lies in XLSTART."""
    aside = path.parent.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        if aside.exists():
            aside.unlink()
        raise InputError(f"{path} cannot be written ({error.strerror}): close Excel and try again") from None


def _remove(path: Path) -> bool:
    """Whether there was a file to remove; a folder of ours that is left empty goes too."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise InputError(f"{path} cannot be removed ({error.strerror}): close Excel and try again") from None
    if path.parent.name in {SETTINGS.parent.name, XLWINGS_SETTINGS.parent.name} and not any(path.parent.iterdir()):
        path.parent.rmdir()
    return True
