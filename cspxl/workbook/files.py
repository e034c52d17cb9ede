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
_STOPS_ALL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


def write_whole(path: Path, content: bytes) -> None:
    """Write aside, then move into place. Raises InputError where the folder or file cannot be written."""
    aside = path.with_name(f".{path.name}.{token_hex(4)}{_ASIDE}")  # named before it is there: a stop takes it away
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("xb") as file:
            file.write(content)
        aside.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


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
