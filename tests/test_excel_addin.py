"""The add-in on a PC: file operations in a made-up Windows home. Excel, and the registry, are not run here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import xlwings

from cspxl.errors import InputError
from cspxl.hosts.addin_checks import Check, check
from cspxl.hosts.excel_addin import Done, install, uninstall
from cspxl.hosts.excel_pc import Machine, this_machine

MADE_FOR = "0.37.8"
ADDIN = b"the add-in"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A PC with everything but the add-in."""
    scripts = tmp_path / "python" / "Scripts"
    scripts.mkdir(parents=True)
    (scripts / "pythonw.exe").touch()
    for bits in (64, 32):
        (scripts.parent / f"xlwings{bits}-{MADE_FOR}.dll").touch()  # a virtual environment: one folder up
    return Machine(
        appdata=tmp_path / "AppData" / "Roaming",
        profile=tmp_path,
        interpreter=scripts / "pythonw.exe",
        on_network=False,
        xlwings=MADE_FOR,
        libraries=(),
        pywin32=True,
        functions=True,
        security={},
        no_children=False,
        set_aside=False,
    )


def missing(machine: Machine) -> list[Check]:
    return [item for item in check(ADDIN, MADE_FOR, machine, {}) if not item.fine]


def test_installed_checked_and_uninstalled(machine: Machine, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert len(missing(machine)) == 3  # the add-in, and both settings
    written = install(ADDIN, machine).files
    addin = tmp_path / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "csp.xlam"
    assert written == [addin, tmp_path / ".csp" / "csp.conf", tmp_path / ".xlwings" / "xlwings.conf"]
    assert addin.read_bytes() == ADDIN
    # As xlwings' VBA writes and reads it with Write # and Input #: quoted texts, a comma, Windows' line ends.
    assert written[1].read_bytes() == f'"INTERPRETER_WIN","{machine.interpreter}"\r\n'.encode()
    assert missing(machine) == []
    assert install(ADDIN, machine) == Done(written, [])  # twice does no harm
    assert uninstall(machine) == Done(written, [])
    assert [path for path in sorted(tmp_path.rglob("*")) if path.is_file()] == [p for p in before if p.is_file()]
    assert not (tmp_path / ".csp").exists()
    assert uninstall(machine) == Done([], [])


def test_the_settings_of_others_stay(machine: Machine) -> None:
    theirs = machine.profile / ".xlwings" / "xlwings.conf"
    theirs.parent.mkdir()
    text = b'"INTERPRETER_WIN","D:\\tools\\pythonw.exe"\r\n"SHOW CONSOLE","True"\r\n'
    theirs.write_bytes(text)
    install(ADDIN, machine)
    assert theirs.read_bytes() == text
    (told,) = missing(machine)
    assert "macro workbooks" in told.what
    assert "D:\\tools\\pythonw.exe" in told.mend
    uninstall(machine)
    assert theirs.read_bytes() == text


def test_a_setting_beside_ours_stays(machine: Machine) -> None:
    theirs = machine.profile / ".xlwings" / "xlwings.conf"
    theirs.parent.mkdir()
    theirs.write_bytes(b'"SHOW CONSOLE","True"\r\n')
    install(ADDIN, machine)
    assert missing(machine) == []
    uninstall(machine)
    assert theirs.read_bytes() == b'"SHOW CONSOLE","True"\r\n'


@pytest.mark.parametrize(
    ("change", "what", "mend"),
    [
        ({"xlwings": None}, "xlwings 0.37.8", "run: pip install xlwings==0.37.8"),
        ({"xlwings": "0.38.0"}, "xlwings 0.37.8", "version 0.38.0 is installed; run: pip install xlwings==0.37.8"),
        ({"pywin32": False}, "pywin32", "pip install pywin32"),
        ({"functions": False}, "cspxl_udfs", "pip install --force-reinstall cspxl"),
        ({"security": {"VBAWarnings": 4}}, "macros may run", "Trust Center"),
        ({"security": {"VBAWarnings": 3}}, "macros may run", "Trust Center"),
        ({"security": {"AllLocationsDisabled": 1}}, "start folder", "Trusted Locations"),
        ({"on_network": True}, "start folder", "Allow Trusted Locations on my network"),
        ({"on_network": True, "security": {"AllowNetworkLocations": 0}}, "start folder", "keep AppData on the PC"),
        ({"no_children": True}, "start Python", "Block all Office applications from creating child processes"),
        ({"set_aside": True}, "opens the add-in", "Manage: Disabled Items > Go > csp.xlam > Enable"),
    ],
    ids=repr,
)
def test_what_is_missing_and_how_to_mend_it(machine: Machine, change: dict[str, object], what: str, mend: str) -> None:
    install(ADDIN, machine)
    (told,) = missing(replace(machine, **change))  # type: ignore[arg-type]
    assert what in told.what
    assert mend in told.mend
    assert str(told).startswith("missing  ")
    assert "\n" not in str(told)


@pytest.mark.parametrize("warnings", [1, 2])
def test_macros_that_run_or_ask_are_fine(machine: Machine, warnings: int) -> None:
    install(ADDIN, machine)
    assert missing(replace(machine, security={"VBAWarnings": warnings, "AllLocationsDisabled": 0})) == []


def test_an_older_addin_and_a_lost_dll_are_told(machine: Machine) -> None:
    install(b"an older add-in", machine)
    (machine.interpreter.parent.parent / f"xlwings32-{MADE_FOR}.dll").unlink()
    told = [str(item) for item in missing(machine)]
    assert len(told) == 2
    assert "32-bit Excel" in told[0]
    assert "another version" in told[1]


def test_a_folder_that_cannot_be_written_is_one_line(machine: Machine) -> None:
    machine.appdata.parent.mkdir()
    machine.appdata.write_text("a file, where a folder should be")
    with pytest.raises(InputError, match=r"csp\.xlam cannot be written .Not a directory.$"):
        install(ADDIN, machine)


def test_a_pc_without_windows_is_one_line() -> None:
    with pytest.raises(InputError, match="Excel on Windows"):
        this_machine({})


def test_this_machine_reads_windows_own_variables(tmp_path: Path) -> None:
    found = this_machine({"APPDATA": str(tmp_path / "Roaming"), "USERPROFILE": str(tmp_path)})
    assert found.addin == tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "csp.xlam"
    assert (found.profile, found.interpreter.name, found.xlwings) == (tmp_path, "pythonw.exe", xlwings.__version__)
