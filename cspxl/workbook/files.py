"""Files appear whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from cspxl.errors import DiskError, InputError

_ASIDE: Final = ".part"
_WRITABLE: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_OWNERS: Final = stat.S_IRUSR | stat.S_IWUSR
_EVERYBODYS: Final = 0o666  # less what the umask takes
_STOPS_ALL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


def write_whole(path: Path, content: bytes, source: Path | None = None) -> None:
    """Write aside, then move into place; a link is followed to its file.

    A file that is replaced keeps its rights and owner; a new one is open to nobody to whom its ``source`` is not.
    Raises InputError where the folder or file cannot be written, or is not meant to be.
    """
    there = check_file(path)
    place = Path(os.path.realpath(path))
    aside = place.with_name(f".{place.name}.{token_hex(4)}{_ASIDE}")  # named before it is there: a stop takes it away
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        aside.touch(_rights(there, source), exist_ok=False)
        with aside.open("wb") as file:
            file.write(content)
        if there is not None:
            _as_before(aside, there)
        aside.replace(place)
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def check_file(path: Path) -> os.stat_result | None:
    """What is to be replaced there, if anything.

    Raises InputError: a read-only file, one of several names, what is no file, a link to nowhere.
    """
    try:
        there = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        _check_links(path)
        return None
    except OSError as error:
        raise cannot_write(path, error) from None
    if stat.S_ISDIR(there.st_mode):
        raise cannot_write(path, IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
    if not stat.S_ISREG(there.st_mode):
        raise InputError(f"{path}: is no file that can be replaced; choose another name")
    if not there.st_mode & _WRITABLE or not os.access(path, os.W_OK):
        raise InputError(f"{path}: is read-only; make it writable, or choose another name")
    if there.st_nlink > 1:  # the other names would keep the old content, without a word
        raise InputError(f"{path}: is one file under {there.st_nlink} names (hard links); choose another name")
    return there


def _check_links(path: Path) -> None:
    """Raise InputError where a link leads into a folder that does not exist: none is made that nobody named."""
    for place in (path, *path.parents):
        if place.is_symlink():
            target = Path(os.path.realpath(place))
            folder = target.parent if place == path else target
            if not folder.is_dir():
                raise InputError(f"{place}: is a link into {folder}, which is no folder; choose another name")


def _rights(there: os.stat_result | None, source: Path | None) -> int:
    """What a file may be made with: nobody else's where it takes the place of one, until it has that one's rights."""
    if there is not None:
        return _OWNERS
    given = _EVERYBODYS if source is None else source.stat().st_mode
    return (given & _EVERYBODYS) | _OWNERS


def _as_before(path: Path, there: os.stat_result) -> None:
    """Give a file the rights of the one that it replaces; a group's only where it is that group's too."""
    mode = stat.S_IMODE(there.st_mode)
    if hasattr(os, "chown"):
        for user, group in ((-1, there.st_gid), (there.st_uid, -1)):  # a colleague may give it their group only
            with suppress(OSError):
                os.chown(path, user, group)
    if path.stat().st_gid != there.st_gid:
        mode &= ~stat.S_IRWXG
    path.chmod(mode)


def cannot_write(path: Path, error: OSError) -> InputError:
    """What to raise where a file cannot be written."""
    if error.errno in _STOPS_ALL:
        return DiskError(f"{path}: cannot be written ({error.strerror}); make room, or choose another folder")
    return InputError(f"{path}: cannot be written ({error.strerror}); choose another folder or free it")


def check_folder(folder: Path) -> None:
    """Raise InputError where no such folder is and none could be made: a file is in the way, or no folder is so named.

    Nothing is made.
    """
    for place in (folder, *folder.parents):
        try:
            if not stat.S_ISDIR(place.stat().st_mode):
                raise cannot_write(folder, NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise cannot_write(folder, error) from None
        return


def is_there(path: Path) -> bool:
    """Whether there is such a file or folder; a name too long for any file is none's."""
    try:
        return path.exists()
    except OSError:
        return False


def clear_asides(folder: Path, names: Collection[str]) -> None:
    """Take away what a killed process left of these files: never one of them, only what was still being written."""
    for path in folder.glob(f".*{_ASIDE}"):
        name = path.name[1 : -len(_ASIDE)].rpartition(".")[0]
        if name in names:
            with suppress(OSError):  # a folder of that name is not ours
                path.unlink(missing_ok=True)
