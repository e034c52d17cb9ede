"""What keeps Excel from calling Python on a managed PC, read where Windows keeps it; Windows itself is not run here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest

from cspxl.hosts.addin_checks import Check, check
from cspxl.hosts.excel_addin import Done, install, uninstall
from cspxl.hosts.excel_pc import Machine, is_on_network, registry_values, this_machine

ADDIN, MADE_FOR = b"the add-in", "0.37.8"
DLL = f"xlwings64-{MADE_FOR}.dll"
USER, PC = "HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE"

# As Microsoft documents them: the settings of the Trust Center, the rules of Defender in group policy, on managed PCs
# and on the PC itself; and as Excel 2016 and later keeps the list of what it no longer opens.
TRUSTED = r"Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
TRUSTED_BY_POLICY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
BY_POLICY = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
MANAGED = r"SOFTWARE\Policies\Microsoft\Windows Defender\Policy Manager"
ON_THE_PC = r"SOFTWARE\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
DISABLED = r"Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"
RULE, OTHER = "d4f940ab-401b-4efc-aadc-ad5f3c50688a", "be9ba2d9-53ea-4cdc-84e5-9b1eeee46550"


def machine_with(tmp_path: Path, keys: Mapping[tuple[str, str], Mapping[str, object]]) -> Machine:
    """A PC with this registry."""
    home = {"APPDATA": str(tmp_path / "Roaming"), "USERPROFILE": str(tmp_path)}
    return this_machine(home, lambda hive, key: keys.get((hive, key), {}))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A PC where pip put the DLLs into the user's own folder, and Excel looks beside Python."""
    python, own = tmp_path / "Programs" / "Python", tmp_path / "Roaming" / "Python"
    for folder in (python, own):
        folder.mkdir(parents=True)
    (python / "pythonw.exe").touch()
    libraries = tuple(own / f"xlwings{bits}-{MADE_FOR}.dll" for bits in (64, 32))
    for path in libraries:
        path.write_bytes(path.name.encode())
    return replace(
        machine_with(tmp_path, {}), interpreter=python / "pythonw.exe", libraries=libraries, xlwings=MADE_FOR,
        pywin32=True, functions=True,
    )  # fmt: skip


def missing(machine: Machine, workbooks: Mapping[Path, str] | None = None) -> list[Check]:
    return [item for item in check(ADDIN, MADE_FOR, machine, workbooks or {}) if not item.fine]


@pytest.mark.parametrize(
    ("keys", "forbidden"),
    [
        ({}, False),
        ({(PC, BY_POLICY): {RULE: "1"}}, True),
        ({(PC, BY_POLICY): {RULE.upper(): "1"}}, True),
        ({(PC, BY_POLICY): {RULE: "0"}}, False),
        ({(PC, BY_POLICY): {RULE: "2"}}, False),
        ({(PC, BY_POLICY): {RULE: "6"}}, True),
        ({(PC, BY_POLICY): {OTHER: "1"}}, False),
        ({(PC, MANAGED): {"ASRRules": f"{OTHER}=1|{RULE}=1"}}, True),
        ({(PC, MANAGED): {"ASRRules": f"{OTHER}=1|{RULE}=2"}}, False),
        ({(PC, ON_THE_PC): {RULE: 1}}, True),
        ({(PC, ON_THE_PC): {RULE: 1}, (PC, BY_POLICY): {RULE: "2"}}, False),
    ],
    ids=["no rule", "policy blocks", "in capitals", "policy: off", "policy: audit", "policy: warn", "another rule",
         "managed", "managed: audit", "set on the PC", "policy over the PC"],
)  # fmt: skip
def test_the_rule_that_forbids_office_to_start_programs(
    tmp_path: Path, *, keys: dict[tuple[str, str], dict[str, object]], forbidden: bool
) -> None:
    assert machine_with(tmp_path, keys).no_children is forbidden


@pytest.mark.parametrize(
    ("item", "is_ours"),
    [(r"c:\users\jo\appdata\roaming\microsoft\excel\xlstart\csp.xlam", True), (r"c:\tools\solver.xlam", False)],
)
def test_an_addin_that_excel_leaves_out_after_its_end_by_force(tmp_path: Path, item: str, *, is_ours: bool) -> None:
    """A value is three whole numbers (the kind, the bytes of both texts), a path and a name, each with a zero."""
    path, name = f"{item}\0".encode("utf-16-le"), b"\0\0"
    value = b"".join(number.to_bytes(4, "little") for number in (1, len(path), len(name))) + path + name
    assert machine_with(tmp_path, {(USER, DISABLED): {"63CB962": value}}).set_aside is is_ours


def test_what_a_policy_says_of_network_folders_holds(tmp_path: Path) -> None:
    keys = {(USER, TRUSTED): {"AllowNetworkLocations": 1}, (USER, TRUSTED_BY_POLICY): {"AllowNetworkLocations": 0}}
    assert machine_with(tmp_path, keys).security == {"AllowNetworkLocations": 0}


@pytest.mark.parametrize(
    ("folder", "is_there"),
    [(r"\\server\home$\jo\AppData\Roaming", True), (r"C:\Users\jo\AppData\Roaming", False), ("/home/jo", False)],
)
def test_a_redirected_appdata_is_on_the_network(folder: str, *, is_there: bool) -> None:
    assert is_on_network(PureWindowsPath(folder)) is is_there


def test_a_network_folder_that_excel_trusts_is_fine(machine: Machine) -> None:
    install(ADDIN, machine)
    assert missing(replace(machine, on_network=True, security={"AllowNetworkLocations": 1})) == []


def test_without_windows_the_registry_is_empty() -> None:
    assert registry_values(USER, TRUSTED) == {}


def test_dlls_where_excel_does_not_look_are_told_copied_and_taken_away(machine: Machine) -> None:
    (told, _) = [item for item in missing(machine) if "bit Excel" in item.what]
    own, beside = machine.libraries[0].parent, machine.interpreter.parent
    assert told.mend == f"it lies in {own}, where Excel does not look; run: cspxl addin excel, which copies it"
    written = install(ADDIN, machine)
    assert written.notes == []
    assert [path.read_bytes().decode() for path in written.files[-2:]] == [DLL, DLL.replace("64", "32")]
    assert (beside / DLL).exists()
    assert missing(machine) == []
    again = install(ADDIN, machine)
    assert again == Done(written.files[:3], [])
    assert set(uninstall(machine).files) == set(written.files)
    assert [path.name for path in beside.iterdir()] == ["pythonw.exe"]
    assert machine.libraries[0].exists()


def test_a_dll_in_a_folder_of_the_pc_goes_nowhere_and_says_what_to_do(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced = Path.replace

    def refused(path: Path, target: Path) -> Path:
        if target.suffix == ".dll":
            raise PermissionError(13, "Access is denied")
        return replaced(path, target)

    monkeypatch.setattr(Path, "replace", refused)
    done = install(ADDIN, machine)
    assert len(done.files) == 3  # the add-in and its settings are in place all the same
    assert len(done.notes) == 2
    assert "py -m venv csp" in done.notes[0]
    monkeypatch.undo()
    uninstall(machine)
    assert not machine.home.exists()


def test_a_dll_of_another_version_is_told(machine: Machine) -> None:
    (machine.interpreter.parent / "xlwings64-0.33.9.dll").touch()
    told = next(item for item in missing(replace(machine, libraries=())) if "64-bit" in item.what)
    assert told.mend == (
        f"xlwings64-0.33.9.dll is there, of another version; run: pip install --force-reinstall xlwings=={MADE_FOR}"
    )


@pytest.mark.parametrize(("zone", "is_blocked"), [(b"3", True), (b"4", True), (b"2", False), (b"0", False)])
def test_a_workbook_with_the_mark_of_the_web(
    machine: Machine, tmp_path: Path, *, zone: bytes, is_blocked: bool
) -> None:
    """Where there are no streams, a file of this name stands for one."""
    install(ADDIN, machine)
    path = tmp_path / "Jo's template.xlsm"
    path.touch()
    assert missing(machine, {path: MADE_FOR}) == []
    Path(f"{path}:Zone.Identifier").write_bytes(b"[ZoneTransfer]\r\nZoneId=" + zone + b"\r\nHostUrl=about:internet\r\n")
    told = missing(machine, {path: MADE_FOR})
    assert bool(told) is is_blocked
    if is_blocked:
        assert told[0].mend.endswith(f"run in PowerShell: Unblock-File '{tmp_path}/Jo''s template.xlsm'")


def test_a_workbook_for_another_xlwings_is_told(machine: Machine, tmp_path: Path) -> None:
    install(ADDIN, machine)
    (told,) = missing(machine, {tmp_path / "old.xlsm": "0.33.9"})
    assert "its macros name the DLL of xlwings 0.33.9; make it again" in told.mend
    assert "\n" not in str(told)
