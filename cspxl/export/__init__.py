"""Finished workbooks as other files: the same sheets and values, no figure of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias, get_args

Format: TypeAlias = Literal["pdf", "docx", "html"]
"""A format that a workbook can have beside it: the ending of the file's name, and the option that asks for it."""
FORMATS: Final[Sequence[Format]] = get_args(Format)
