"""The add-in on a Windows PC: put where Excel finds it, checked, taken away. Files only; the registry is only read.

Excel opens what lies in the folder XLSTART of its user, and trusts it. The settings of xlwings say which Python runs
the functions: ``csp.conf`` for the add-in, ``xlwings.conf`` for macro workbooks.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from cspxl.errors import InputError
from cspxl.hosts.addin_files import Record, check_place, content_of
from cspxl.hosts.settings_file import check_settings, line, line_of, read_settings, with_line, without_line
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

    @property
    def home(self) -> Path:
        """The folder of the add-in's settings, where the record of what was installed lies too."""
        return self.profile / SETTINGS.parent

    def may_name_python(self, record: Record) -> bool:
        """Whether nobody else has named the Python of macro workbooks."""
        path = self.profile / XLWINGS_SETTINGS
        named = read_settings(path).get(INTERPRETER)
        return not named or (str(path) in record.files and named == record.interpreter)


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
    appdata, profile = (_folder(name, environment) for name in ("APPDATA", "USERPROFILE"))
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


def _folder(name: str, environment: Mapping[str, str]) -> Path:
    """The folder that a variable of Windows names. Raises InputError where it is not set, or to no folder."""
    text = environment.get(name, "").strip()
    if not text:
        raise InputError(f"the add-in is for Excel on Windows, and {name} is not set: run this on the analyst's PC")
    if not Path(text).is_absolute():
        raise InputError(f"{name} is '{text}', which is no whole path: set it as Windows does, then try again")
    return Path(text)


class Done(NamedTuple):
    """The files that were written or taken away, and a line for each that was left or set aside."""

    files: list[Path]
    notes: list[str]


def install(addin: bytes, machine: Machine) -> Done:
    """Put the add-in and its settings in place. Whoever set an interpreter for xlwings keeps it.

    Of settings that are there only the line that names Python is written. Raises InputError where something stands in
    the way, before anything is written.
    """
    record, named = Record.read(machine.home), line(INTERPRETER, str(machine.interpreter))
    settings = [machine.profile / SETTINGS]
    if machine.may_name_python(record):
        settings.append(machine.profile / XLWINGS_SETTINGS)
    for path in (machine.addin, *settings):
        check_place(path)
    for path in settings:
        check_settings(path)
    others = {path: _without_ours(path, record) for path in (machine.addin, *settings)}
    wanted = {path: with_line(others[path] or b"", INTERPRETER, named) for path in settings}
    earlier, notes = record.kept(machine.addin), []
    record.note_folders((machine.addin, *settings, machine.home / "record"))
    record.interpreter = str(machine.interpreter)
    record.put(machine.addin, addin, None if others[machine.addin] == addin else others[machine.addin])
    kept = record.kept(machine.addin)
    if kept != earlier:
        notes.append(f"{machine.addin} was there, and cspxl did not write it so: it is kept as {kept}")
    for path, content in wanted.items():
        record.put(path, content, others[path])
    return Done([machine.addin, *settings], notes)


def uninstall(machine: Machine) -> Done:
    """Take away what ``install`` put in place, and nothing else; what stood there before comes back."""
    record = Record.read(machine.home)
    done = Done([], [])
    for path in (machine.addin, machine.profile / SETTINGS, machine.profile / XLWINGS_SETTINGS):
        content = content_of(path)
        if content is None or (record.files and str(path) not in record.files):
            continue
        if not record.files:
            done.notes.append(f"{path} is left: cspxl did not write it")
            continue
        rest = _without_ours(path, record)
        if rest == content:
            kept = record.kept(path)
            earlier = f"; what stood there before is {kept}" if kept else ""
            done.notes.append(f"{path} is left: it is not what cspxl installed{earlier}")
            continue
        check_place(path)
        record.put_back(path, rest)
        done.files.append(path)
    if record.files:
        record.close()
    return done


def _without_ours(path: Path, record: Record) -> bytes | None:
    """What a file would be if nothing had been installed; None where there would be none."""
    content = content_of(path)
    if record.is_ours(path, content):
        return record.before(path)
    if content is None or str(path) not in record.files or path.name == ADDIN.name:
        return content
    earlier = record.before(path)
    rest = without_line(content, line(INTERPRETER, record.interpreter), line_of(earlier or b"", INTERPRETER))
    return rest if rest.strip() or earlier is not None else None


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
        named = read_settings(machine.profile / place).get(INTERPRETER, "")
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
