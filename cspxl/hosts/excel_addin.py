"""The add-in on a Windows PC: put where Excel finds it, and taken away. Files only.

Excel opens what lies in the folder XLSTART of its user, and trusts it. The settings of xlwings say which Python runs
the functions: ``csp.conf`` for the add-in, ``xlwings.conf`` for macro workbooks.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from cspxl.errors import InputError
from cspxl.hosts.addin_files import Record, check_place, content_of
from cspxl.hosts.excel_pc import ADDIN, INTERPRETER, SETTINGS, XLWINGS_SETTINGS, Machine
from cspxl.hosts.settings_file import check_settings, line, line_of, with_line, without_line

_OWN_PYTHON: Final = "make a Python of your own (py -m venv csp), install cspxl with its pip, and run it from there"


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
    copied = _put_libraries(machine, record)
    return Done([machine.addin, *settings, *copied.files], [*notes, *copied.notes])


def _put_libraries(machine: Machine, record: Record) -> Done:
    """Copy the DLLs that pip put where Excel does not look, as it does for one user and in Python from the Store."""
    done = Done([], [])
    for library in machine.libraries:
        content = content_of(library)
        if content is None or machine.has_library(library.name):
            continue
        for path in (folder / library.name for folder in machine.library_folders):
            with suppress(InputError):  # the next folder may be the user's own
                record.put(path, content, None)
                done.files.append(path)
                break
        else:
            done.notes.append(f"{library} cannot be copied beside Python, where Excel looks for it: {_OWN_PYTHON}")
    return done


def uninstall(machine: Machine) -> Done:
    """Take away what ``install`` put in place, and nothing else; what stood there before comes back."""
    record = Record.read(machine.home)
    done = Done([], [])
    libraries = (path for path in map(Path, record.files) if path.suffix == ".dll")
    for path in (machine.addin, machine.profile / SETTINGS, machine.profile / XLWINGS_SETTINGS, *libraries):
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
