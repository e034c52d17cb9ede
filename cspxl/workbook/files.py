"""Files appear whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Final

from cspxl.errors import DiskError, InputError

_ASIDE: Final = ".part"
_STOPS_ALL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


def write_whole(path: Path, content: bytes) -> None:
    """Write aside, then move into place. Raises InputError where the folder or file cannot be written."""
    aside: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", suffix=_ASIDE, dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        Path(aside).chmod(0o666 & ~mask)
        Path(aside).replace(path)
        aside = None
    except OSError as error:
        raise cannot_write(path, error) from None
    finally:
        if aside is not None:
            Path(aside).unlink(missing_ok=True)


def cannot_write(path: Path, error: OSError) -> InputError:
    """What to raise where a file cannot be written."""
    if error.errno in _STOPS_ALL:
        return DiskError(f"{path}: cannot be written ({error.strerror}); make room, or choose another folder")
    return InputError(f"{path}: cannot be written ({error.strerror}); choose another folder or free it")


def clear_asides(folder: Path, names: Collection[str]) -> None:
    """Take away what a killed process left of these files: never one of them, only what was still being written."""
    for path in folder.glob(f".*{_ASIDE}"):
        name = path.name[1 : -len(_ASIDE)].rpartition(".")[0]
        if name in names:
            path.unlink(missing_ok=True)
