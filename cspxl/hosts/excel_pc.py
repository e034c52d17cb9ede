"""The Windows PC as far as the add-in depends on it. Nothing is changed; the registry is only read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path, PurePath, PureWindowsPath
from typing import Final

from cspxl.errors import InputError
from cspxl.hosts.addin_files import Record
from cspxl.hosts.settings_file import read_settings
from cspxl.hosts.vba import UDF_MODULE

ADDIN: Final = Path("Microsoft", "Excel", "XLSTART", "csp.xlam")
SETTINGS: Final = Path(".csp", "csp.conf")
XLWINGS_SETTINGS: Final = Path(".xlwings", "xlwings.conf")
INTERPRETER: Final = "INTERPRETER_WIN"

Registry = Callable[[str, str], Mapping[str, object]]

# Excel's settings of macro security: 16.0 is every version since 2016. A policy overrides what the user chose.
_SECURITY_KEYS: Final = (
    r"Software\Microsoft\Office\16.0\Excel\Security",
    r"Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations",
    r"Software\Policies\Microsoft\Office\16.0\Excel\Security",
    r"Software\Policies\Microsoft\Office\16.0\Excel\Security\Trusted Locations",
)
# What was open when Excel was ended by force, and is not opened again: bytes that hold the path, in UTF-16.
_DISABLED_KEY: Final = r"Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"

# "Block all Office applications from creating child processes", as Windows Defender numbers its rules. The first place
# that names a rule holds: group policy, a managed PC's list, what was set on the PC itself.
OFFICE_RULE: Final = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"
_RULES_KEY: Final = r"Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_MANAGED_KEY: Final = r"SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
_MANAGED_RULES: Final = "ASRRules"
_BLOCKS: Final = frozenset({"1", "6"})  # 0 is off, 1 blocks, 2 only writes down, 6 asks first: then Python is not there

_REMOTE_DRIVE: Final = 4  # DRIVE_REMOTE of GetDriveType


@dataclass(frozen=True)
class Machine:
    """The folders of the user, the Python that is to run the functions, and what may keep Excel from calling it.

    ``appdata`` and ``profile`` are the user's folders, ``on_network`` whether the first is another machine's;
    ``interpreter`` is the pythonw.exe, ``xlwings`` the version installed in it, ``libraries`` the DLLs of xlwings where
    pip put them; ``security`` Excel's settings of macro security by name. ``no_children``: Windows forbids Office to
    start programs. ``set_aside``: Excel was ended by force and no longer opens the add-in.
    """

    appdata: Path
    profile: Path
    on_network: bool
    interpreter: Path
    xlwings: str | None
    libraries: tuple[Path, ...]
    pywin32: bool
    functions: bool
    security: Mapping[str, int]
    no_children: bool
    set_aside: bool

    @property
    def addin(self) -> Path:
        """The file in Excel's start folder that the add-in belongs in."""
        return self.appdata / ADDIN

    @property
    def home(self) -> Path:
        """The folder of the add-in's settings, where the record of what was installed lies too."""
        return self.profile / SETTINGS.parent

    @property
    def library_folders(self) -> tuple[Path, Path]:
        """The folders in which xlwings' VBA looks for its DLL: beside Python, or one up in a virtual environment."""
        return self.interpreter.parent, self.interpreter.parent.parent

    def has_library(self, name: str) -> bool:
        """Whether Excel finds this DLL."""
        return any((folder / name).exists() for folder in self.library_folders)

    def may_name_python(self, record: Record) -> bool:
        """Whether nobody else has named the Python of macro workbooks."""
        path = self.profile / XLWINGS_SETTINGS
        named = read_settings(path).get(INTERPRETER)
        return not named or (str(path) in record.files and named == record.interpreter)


def registry_values(hive: str, key: str) -> Mapping[str, object]:
    """The values in a key of the registry; none where it was never set, or may not be read."""
    found: dict[str, object] = {}
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 -- Windows only

        try:
            # A 32-bit Python would be shown another part of the registry.
            access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
            with winreg.OpenKey(getattr(winreg, hive), key, 0, access) as opened:
                for at in range(winreg.QueryInfoKey(opened)[1]):
                    name, value, _ = winreg.EnumValue(opened, at)
                    found[name] = value
        except OSError:
            return found
    return found


def this_machine(environment: Mapping[str, str] = os.environ, registry: Registry = registry_values) -> Machine:
    """The PC this Python runs on. Raises InputError where there is no Excel for Windows."""
    appdata, profile = (_folder(name, environment) for name in ("APPDATA", "USERPROFILE"))
    xlwings, libraries = _xlwings()
    return Machine(
        appdata=appdata,
        profile=profile,
        on_network=is_on_network(appdata),
        interpreter=Path(sys.executable).with_name("pythonw.exe"),
        xlwings=xlwings,
        libraries=libraries,
        pywin32=find_spec("win32com") is not None,
        functions=find_spec(UDF_MODULE) is not None,
        security=_security(registry),
        no_children=_office_rule(registry) in _BLOCKS,
        set_aside=_is_set_aside(registry),
    )


def is_on_network(folder: PurePath) -> bool:
    """Whether a folder is on another machine: by its name, or by its drive."""
    drive = PureWindowsPath(folder).drive
    if sys.platform == "win32" and drive.endswith(":"):
        import ctypes  # noqa: PLC0415 -- Windows only

        return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE_DRIVE)
    return drive.startswith("\\\\")


def _folder(name: str, environment: Mapping[str, str]) -> Path:
    """The folder that a variable of Windows names. Raises InputError where it is not set, or to no folder."""
    text = environment.get(name, "").strip()
    if not text:
        raise InputError(f"the add-in is for Excel on Windows, and {name} is not set: run this on the analyst's PC")
    if not Path(text).is_absolute():
        raise InputError(f"{name} is '{text}', which is no whole path: set it as Windows does, then try again")
    return Path(text)


def _xlwings() -> tuple[str | None, tuple[Path, ...]]:
    """The version of xlwings in this Python, and its DLLs wherever pip put them."""
    try:
        found = distribution("xlwings")
    except PackageNotFoundError:
        return None, ()
    libraries = (file for file in found.files or () if file.suffix == ".dll")
    return found.version, tuple(Path(str(found.locate_file(file))).resolve() for file in libraries)


def _security(registry: Registry) -> dict[str, int]:
    """Excel's settings of macro security; those of a policy come last, and hold."""
    found: dict[str, int] = {}
    for key in _SECURITY_KEYS:
        values = registry("HKEY_CURRENT_USER", key)
        found |= {name: value for name, value in values.items() if isinstance(value, int)}
    return found


def _office_rule(registry: Registry) -> str:
    """What Windows Defender does when Office starts a program; an empty text where nothing is set."""
    managed = str(registry("HKEY_LOCAL_MACHINE", _MANAGED_KEY).get(_MANAGED_RULES, ""))
    places: tuple[Mapping[str, object], ...] = (
        registry("HKEY_LOCAL_MACHINE", rf"SOFTWARE\Policies\{_RULES_KEY}"),
        dict(rule.split("=", 1) for rule in managed.split("|") if "=" in rule),
        registry("HKEY_LOCAL_MACHINE", rf"SOFTWARE\{_RULES_KEY}"),
    )
    said = ({name.strip().upper(): str(value).strip() for name, value in place.items()} for place in places)
    return next((rules[OFFICE_RULE] for rules in said if OFFICE_RULE in rules), "")


def _is_set_aside(registry: Registry) -> bool:
    items = registry("HKEY_CURRENT_USER", _DISABLED_KEY).values()
    name = ADDIN.name.encode("utf-16-le")
    return any(name in item.lower() for item in items if isinstance(item, bytes))
