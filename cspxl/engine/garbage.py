"""Making a workbook ready makes millions of objects that stay; looking for garbage among them takes as long again."""

from __future__ import annotations

import gc
from contextlib import ContextDecorator
from threading import Lock
from typing import Final


class _Uncollected(ContextDecorator):
    """Inside, Python does not look for objects that only hold each other; what nothing holds is dropped as ever."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._users = 0
        self._before = True

    def __enter__(self) -> None:
        with self._lock:
            if not self._users:
                self._before = gc.isenabled()
                gc.disable()
            self._users += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._users -= 1
            if not self._users and self._before:
                gc.enable()


UNCOLLECTED: Final = _Uncollected()
