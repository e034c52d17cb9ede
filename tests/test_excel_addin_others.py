"""The add-in's installer beside the files of others: what it did not write stays, comes back, or is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cspxl.errors import InputError
from cspxl.hosts import addin_files
from cspxl.hosts.excel_addin import Done, install, uninstall
from cspxl.hosts.excel_pc import Machine, this_machine

OURS, NEWER, FOREIGN = b"the add-in", b"the add-in of a later version", b"somebody's own csp.xlam"
# As xlwings documents its settings, with what people add: a comment, a line of another program, an odd last line.
CONF = b"' our settings, ask Jo\r\n\"PYTHONPATH\",\"C:\\Jo\xe9\"\nunknown = 1\r\n\"SHOW CONSOLE\",\"True\""
THEIRS = b'"interpreter_win","D:\\tools\\pythonw.exe"\r\n'


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A PC whose home holds nothing yet."""
    return Machine(
        appdata=tmp_path / "Roaming",
        profile=tmp_path,
        interpreter=tmp_path / "python" / "pythonw.exe",
        on_network=False,
        xlwings="0.37.8",
        libraries=(),
        pywin32=True,
        functions=True,
        security={},
        no_children=False,
        set_aside=False,
    )


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def csp_conf(machine: Machine, content: bytes) -> Path:
    return put(machine.profile / ".csp" / "csp.conf", content)


def xlwings_conf(machine: Machine, content: bytes) -> Path:
    return put(machine.profile / ".xlwings" / "xlwings.conf", content)


def everything(machine: Machine) -> dict[str, bytes | None]:
    """Every file and folder of the home; a folder has no bytes."""
    found = sorted(machine.profile.rglob("*"))
    return {str(path.relative_to(machine.profile)): path.read_bytes() if path.is_file() else None for path in found}


def ours(machine: Machine) -> bytes:
    return f'"INTERPRETER_WIN","{machine.interpreter}"'.encode()


# What may stand there before; whatever it is, installing and uninstalling leaves it so, to the byte.
BEFORE: dict[str, Callable[[Machine], object]] = {
    "nothing": lambda _: None,
    "a foreign csp.xlam": lambda machine: put(machine.addin, FOREIGN),
    "an empty csp.xlam": lambda machine: put(machine.addin, b""),
    "other files in XLSTART": lambda machine: put(machine.addin.with_name("personal.xlsb"), b"macros"),
    "csp.conf with comments": lambda machine: csp_conf(machine, CONF),
    "csp.conf of another Python": lambda machine: csp_conf(machine, CONF + b"\r\n" + THEIRS + b"' end\r\n"),
    "an empty csp.conf": lambda machine: csp_conf(machine, b""),
    "xlwings.conf with comments": lambda machine: xlwings_conf(machine, CONF),
    "xlwings.conf of another Python": lambda machine: xlwings_conf(machine, THEIRS + CONF),
    "xlwings.conf with the setting twice": lambda machine: xlwings_conf(machine, THEIRS + THEIRS),
    "xlwings.conf with an empty setting": lambda machine: xlwings_conf(machine, b'"INTERPRETER_WIN",""\n' + CONF),
    "xlwings.conf with a mark of UTF-8": lambda machine: xlwings_conf(machine, b"\xef\xbb\xbf" + CONF),
    "xlwings.conf with a lone quotation mark": lambda machine: xlwings_conf(machine, b'"PYTHON\r\n' + b"x" * 200_000),
    "empty folders": lambda machine: [(machine.profile / name).mkdir() for name in (".csp", ".xlwings")],
    "a file called as a copy would be": lambda machine: [
        put(machine.profile / ".csp" / "csp.xlam.before", b"theirs"), put(machine.addin, FOREIGN),
    ],
}  # fmt: skip


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_whatever_stood_there_comes_back(machine: Machine, before: Callable[[Machine], object]) -> None:
    before(machine)
    found = everything(machine)
    install(OURS, machine)
    assert machine.addin.read_bytes() == OURS
    assert ours(machine) in (machine.profile / ".csp" / "csp.conf").read_bytes()
    install(NEWER, machine)  # another version, over ours
    assert machine.addin.read_bytes() == NEWER
    assert uninstall(machine).notes == []
    assert everything(machine) == found


def test_settings_keep_every_other_line(machine: Machine) -> None:
    path = xlwings_conf(machine, CONF)
    install(OURS, machine)
    assert path.read_bytes() == CONF + b"\r\n" + ours(machine) + b"\r\n"
    path = csp_conf(machine, b"' mine\n" + THEIRS + b'"X","1"\n')
    install(OURS, machine)
    assert path.read_bytes() == b"' mine\n" + ours(machine) + b'\r\n"X","1"\n'


def test_a_foreign_addin_is_kept_and_told(machine: Machine) -> None:
    put(machine.addin, FOREIGN)
    done = install(OURS, machine)
    (note,) = done.notes
    assert "csp.xlam.before" in note
    assert (machine.profile / ".csp" / "csp.xlam.before").read_bytes() == FOREIGN
    assert [path.name for path in machine.addin.parent.iterdir()] == ["csp.xlam"]  # Excel opens all that lies there
    assert install(OURS, machine).notes == []


def test_uninstalling_what_was_never_installed_touches_nothing(machine: Machine) -> None:
    put(machine.addin, FOREIGN)
    csp_conf(machine, CONF)
    xlwings_conf(machine, ours(machine) + b"\r\n")
    found = everything(machine)
    done = uninstall(machine)
    assert done.files == []
    assert [note.endswith("is left: cspxl did not write it") for note in done.notes] == [True] * 3
    assert everything(machine) == found


def test_files_changed_since_are_left(machine: Machine) -> None:
    install(OURS, machine)
    put(machine.addin, b"changed in Excel")
    conf = xlwings_conf(machine, b"' added\r\n" + ours(machine) + b'\r\n"SHOW CONSOLE","True"\r\n')
    done = uninstall(machine)
    (note,) = done.notes
    assert "csp.xlam is left: it is not what cspxl installed" in note
    assert machine.addin.read_bytes() == b"changed in Excel"
    assert conf.read_bytes() == b"' added\r\n\"SHOW CONSOLE\",\"True\"\r\n"
    assert not (machine.profile / ".csp").exists()


def test_a_changed_addin_is_kept_when_it_is_installed_again(machine: Machine) -> None:
    install(OURS, machine)
    put(machine.addin, b"changed in Excel")
    (note,) = install(NEWER, machine).notes
    assert "csp.xlam.before" in note
    uninstall(machine)
    assert machine.addin.read_bytes() == b"changed in Excel"


def test_the_setting_of_another_python_comes_back_where_the_rest_was_changed(machine: Machine) -> None:
    path = csp_conf(machine, THEIRS)
    install(OURS, machine)
    path.write_bytes(path.read_bytes() + b"' later\r\n")
    uninstall(machine)
    assert path.read_bytes() == THEIRS + b"' later\r\n"


def test_a_setting_that_somebody_changed_since_is_left(machine: Machine) -> None:
    install(OURS, machine)
    path = xlwings_conf(machine, THEIRS)
    (note,) = uninstall(machine).notes
    assert "xlwings.conf is left" in note
    assert path.read_bytes() == THEIRS


def test_an_installation_from_another_python_names_it(machine: Machine) -> None:
    install(OURS, machine)
    moved = replace(machine, interpreter=machine.profile / "python 3.13" / "pythonw.exe")
    install(OURS, moved)
    for place in (".csp/csp.conf", ".xlwings/xlwings.conf"):
        assert (machine.profile / place).read_bytes() == ours(moved) + b"\r\n"
    assert uninstall(machine).notes == []  # by the first Python
    assert [path for path in machine.profile.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("stop", [1, 2, 3, 4, 5, 6])
def test_an_installation_that_was_cut_short_is_undone(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    """The disk is full at one of the writes; what was written until then is known."""
    put(machine.addin, FOREIGN)
    xlwings_conf(machine, CONF)
    writes = []

    def full(path: Path, content: bytes) -> None:
        writes.append(path)
        if len(writes) == stop:
            raise InputError(f"{path} cannot be written")
        write(path, content)

    write = addin_files.write
    monkeypatch.setattr(addin_files, "write", full)
    with pytest.raises(InputError):
        install(OURS, machine)
    monkeypatch.undo()
    uninstall(machine)
    assert machine.addin.read_bytes() == FOREIGN
    assert (machine.profile / ".xlwings" / "xlwings.conf").read_bytes() == CONF
    assert not (machine.profile / ".csp" / "csp.conf").exists()
    install(OURS, machine)
    assert uninstall(machine).notes == []
    assert machine.addin.read_bytes() == FOREIGN


def test_half_of_an_older_installation_is_finished(machine: Machine) -> None:
    """The add-in is there, as this version writes it, and nothing else."""
    put(machine.addin, OURS)
    assert install(OURS, machine).notes == []
    uninstall(machine)
    assert not machine.addin.exists()


def link(path: Path, target: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def read_only(path: Path) -> None:
    put(path, FOREIGN)
    path.chmod(0o444)


# What stands in the way: one line, and nothing is written.
REFUSED: dict[str, tuple[Callable[[Machine], object], str]] = {
    "csp.xlam is a link": (lambda machine: link(machine.addin, put(machine.profile / "x", FOREIGN)), "is a link"),
    "csp.xlam is a link to nothing": (lambda machine: link(machine.addin, machine.profile / "gone"), "is a link"),
    "xlwings.conf is a link": (
        lambda machine: link(machine.profile / ".xlwings" / "xlwings.conf", put(machine.profile / "x", CONF)),
        "is a link",
    ),
    "csp.xlam is read-only": (lambda machine: read_only(machine.addin), "is read-only"),
    "csp.conf is read-only": (lambda machine: read_only(machine.profile / ".csp" / "csp.conf"), "is read-only"),
    "csp.xlam is a folder": (lambda machine: machine.addin.mkdir(parents=True), "is no file"),
    "csp.conf in UTF-16": (lambda machine: csp_conf(machine, CONF.decode("cp1252").encode("utf-16")), "is no text"),
    "the record is damaged": (
        lambda machine: put(machine.profile / ".csp" / "cspxl-installed.json", b"{"), "is damaged: delete it",
    ),
    "the record is another program's": (
        lambda machine: put(machine.profile / ".csp" / "cspxl-installed.json", b'{"files": [1]}'), "is damaged",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "why"), REFUSED.values(), ids=REFUSED)
def test_what_stands_in_the_way_is_refused(machine: Machine, before: Callable[[Machine], object], why: str) -> None:
    before(machine)
    found = everything(machine)
    with pytest.raises(InputError, match=why) as refused:
        install(OURS, machine)
    assert "\n" not in str(refused.value)
    assert everything(machine) == found


def test_a_file_keeps_its_mode(machine: Machine) -> None:
    path = xlwings_conf(machine, CONF)
    path.chmod(0o600)
    install(OURS, machine)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("folder", ["", "  ", None, "Roaming"], ids=["empty", "blank", "unset", "relative"])
@pytest.mark.parametrize("name", ["APPDATA", "USERPROFILE"])
def test_a_variable_of_windows_that_names_no_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, folder: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    environment = {"APPDATA": str(tmp_path), "USERPROFILE": str(tmp_path)} | ({} if folder is None else {name: folder})
    if folder is None:
        del environment[name]
    with pytest.raises(InputError, match=name):
        this_machine(environment)
    assert not any(tmp_path.iterdir())


def test_nothing_is_there_and_nothing_is_said(machine: Machine) -> None:
    assert uninstall(machine) == Done([], [])
