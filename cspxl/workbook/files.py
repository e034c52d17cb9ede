"""Files appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cspxl.errors import InputError


def write_whole(path: Path, content: bytes) -> None:
    """Write aside, then move into place. Raises InputError where the folder or file cannot be written."""
    aside: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        Path(aside).chmod(0o666 & ~mask)
        Path(aside).replace(path)
        aside = None
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); choose another folder or free it") from None
    finally:
        if aside is not None:
            Path(aside).unlink(missing_ok=True)
